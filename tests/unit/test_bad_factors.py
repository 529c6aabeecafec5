"""Broken factor folders: one good folder, a table of single faults, and what each must be reported as."""

from __future__ import annotations

import csv
import shutil
import sys
from datetime import date
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import frozen

from greenprod import DataError, FactorLibrary
from greenprod.cli import main
from greenprod.factors.checks import check_folder, seal_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from greenprod import Issue

GOOD = Path(__file__).parents[1] / "bad_factors" / "good"
TODAY = date(2026, 1, 1)
OLD, NEW = "emission/test-2024.csv", "emission/test-2025.csv"
ACTIVITIES, SOURCES, SCOPES = "activities.csv", "sources.csv", "scopes.csv"
PROXIES, PROPERTIES, PEDIGREE = "proxies.csv", "properties.csv", "pedigree.csv"


@frozen
class Fault:
    """Say how to break the good folder in one place, and which issues must come of it.

    Parameters
    ----------
    name
        Words for the fault.
    file
        File that is broken.
    edit
        Turns its bytes into broken ones; None takes the file away.
    found
        Code, row and column of every issue of that file, in order of rows.
    warns
        Whether they are warnings.
    spreads
        Whether rows of other files are broken by it too, such as those of an activity that cannot be read.
    where
        File that the issues name, when it is another one.

    """

    name: str
    file: str
    edit: Callable[[bytes], bytes] | None
    found: tuple[tuple[str, int, str], ...]
    warns: bool = False
    spreads: bool = False
    where: str = ""


def fault(
    name: str,
    file: str,
    edit: Callable[[bytes], bytes] | None,
    *found: tuple[str, int, str],
    warns: bool = False,
    spreads: bool = False,
    where: str = "",
) -> Fault:
    return Fault(name, file, edit, found, warns, spreads, where or file)


def cell(name: str, code: str, column: str, new: str, *, file: str = NEW, row: int = 2) -> Fault:
    """Return a fault of one cell, which is where it is found."""
    return fault(name, file, cells(row, **{column: new}), (code, row, column))


def written(rows: list[list[str]]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def cells(row: int, **new: str) -> Callable[[bytes], bytes]:
    """Change cells of one row, the header being row 1."""

    def edit(data: bytes) -> bytes:
        rows = list(csv.reader(StringIO(data.decode(), newline="")))
        for column, text in new.items():
            rows[row - 1][rows[0].index(column)] = text
        return written(rows)

    return edit


def again(row: int, **new: str) -> Callable[[bytes], bytes]:
    """Append a copy of a row with changed cells."""

    def edit(data: bytes) -> bytes:
        rows = list(csv.reader(StringIO(data.decode(), newline="")))
        return cells(len(rows) + 1, **new)(written([*rows, rows[row - 1]]))

    return edit


def text(old: str, new: str) -> Callable[[bytes], bytes]:
    """Replace the first place where some text stands."""

    def edit(data: bytes) -> bytes:
        assert old.encode() in data
        return data.replace(old.encode(), new.encode(), 1)

    return edit


def together(*edits: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def edit(data: bytes) -> bytes:
        for step in edits:
            data = step(data)
        return data

    return edit


def without(column: str) -> Callable[[bytes], bytes]:
    def edit(data: bytes) -> bytes:
        rows = list(csv.reader(StringIO(data.decode(), newline="")))
        place = rows[0].index(column)
        return written([row[:place] + row[place + 1 :] for row in rows])

    return edit


def swapped(data: bytes) -> bytes:
    return written([[row[1], row[0], *row[2:]] for row in csv.reader(StringIO(data.decode(), newline=""))])


FAULTS = [
    # tables and columns
    fault("no table of boundaries", "boundaries.csv", None, ("missing_table", 1, "")),
    fault("no table of sources", SOURCES, None, ("missing_table", 1, ""), spreads=True),
    fault("no table of scopes", SCOPES, None, ("missing_table", 1, ""), spreads=True),
    fault("no table of activities", ACTIVITIES, None, ("missing_table", 1, ""), spreads=True),
    fault("an unknown column", PEDIGREE, text("locator", "place"), ("wrong_columns", 1, "place")),
    fault(
        "a column too many",
        SOURCES,
        text("source_id,", "source_id,colour,"),
        ("wrong_columns", 1, "colour"),
        spreads=True,
    ),
    fault("a column twice", PEDIGREE, text("indicator", "score"), ("wrong_columns", 1, "indicator")),
    fault("a missing column", PROPERTIES, without("locator"), ("wrong_columns", 1, "locator")),
    fault("columns in another order", PEDIGREE, swapped, ("wrong_columns", 1, "")),
    fault(
        "semicolons", PEDIGREE, text("pedigree_set,", "pedigree_set;"), ("wrong_columns", 1, "pedigree_set;indicator")
    ),
    fault("a header of spaces", PEDIGREE, text("score", " score"), ("wrong_columns", 1, " score")),
    fault("an empty file", PROPERTIES, lambda _: b"", ("wrong_columns", 1, "property")),
    fault("a row with too few cells", NEW, lambda data: data + b"a,b,c\n", ("wrong_columns", 7, "")),
    fault("a row with too many cells", NEW, lambda data: data + b"," * 40 + b"\n", ("wrong_columns", 7, "")),
    fault("a quote that is not closed", NEW, lambda data: data + b'"test:\n', ("wrong_columns", 7, "")),
    fault("text after a quote", NEW, lambda data: data + b'"test"x,\n', ("wrong_columns", 7, "")),
    fault("a cell beyond the limit", NEW, lambda data: data + b"x" * 200_000 + b"\n", ("wrong_columns", 7, "")),
    # bytes
    fault("a byte order mark", NEW, lambda data: b"\xef\xbb\xbf" + data, ("byte_order_mark", 1, "")),
    fault(
        "Windows-1252", ACTIVITIES, lambda data: data.decode().encode("cp1252"), ("wrong_encoding", 2, ""), spreads=True
    ),
    fault("UTF-16", PEDIGREE, lambda data: data.decode().encode("utf-16"), ("wrong_encoding", 1, "")),
    # cells
    cell("a space after a cell", "stray_spaces", "locator", "table 1 "),
    cell("a space before a key", "stray_spaces", "activity", " fuel.peat"),
    cell("a no-break space", "stray_spaces", "unit", "kgCO2e/litre\u00a0"),
    cell("a line break in a cell", "stray_spaces", "locator", "table 1\nrow 2"),
    cell("a cell of blanks", "stray_spaces", "licence", "  ", file=SOURCES, row=3),
    # numbers
    cell("a thousands separator", "not_a_number", "value", "1,234"),
    cell("a decimal comma", "not_a_number", "value", "2,54"),
    cell("not a number", "not_a_number", "value", "nan"),
    cell("infinity", "not_a_number", "value", "inf"),
    cell("a number beyond all bounds", "not_a_number", "value", "1e400"),
    cell("no value", "not_a_number", "value", ""),
    cell("an underscore", "not_a_number", "value", "1_000"),
    cell("other digits", "not_a_number", "co2", "\u00b2"),
    cell("a formula", "not_a_number", "value", "=2*1.27"),
    cell("a broken formula", "not_a_number", "value", "#REF!"),
    cell("a gas that is no number", "not_a_number", "n2o", "trace"),
    cell("a deviation that is no number", "not_a_number", "gsd", "5 %"),
    cell("a price year that is no number", "not_a_number", "price_year", "2022/23", row=3),
    cell("a property that is no number", "not_a_number", "value", "0,4", file=PROPERTIES),
    cell("a pedigree factor that is no number", "not_a_number", "factor", "", file=PEDIGREE),
    fault("a scope that is no number", SCOPES, cells(2, scope="one"), ("invalid_choice", 2, "scope"), spreads=True),
    # dates
    cell("a date with slashes", "invalid_date", "valid_to", "31/12/2025"),
    cell("a date as a spreadsheet's number", "invalid_date", "valid_from", "45992"),
    cell("a date without dashes", "invalid_date", "valid_to", "20251231"),
    cell("a week", "invalid_date", "valid_to", "2025-W52-3"),
    cell("a day with a time", "invalid_date", "valid_to", "2026-01-01 00:00:00"),
    cell("a day that is none", "invalid_date", "valid_to", "2025-02-29"),
    cell("no date", "invalid_date", "valid_from", ""),
    cell("a property's date", "invalid_date", "valid_from", "01.01.2025", file=PROPERTIES),
    cell("a period of no day", "period_reversed", "valid_to", "2025-01-01"),
    cell("a period that ends before it starts", "period_reversed", "valid_to", "2024-12-31", row=3),
    # keys
    cell("an unknown activity", "unknown_activity", "activity", "fuel.peet", row=3),
    cell("an unknown source", "unknown_source", "source_id", "nobody"),
    cell("an unknown source of a property", "unknown_source", "source_id", "nobody", file=PROPERTIES),
    cell("an unknown region", "unknown_region", "region", "UK", row=3),
    cell("no region", "unknown_region", "region", "", row=3),
    cell("a region in small letters", "unknown_region", "region", "na", row=3),
    cell("an unknown region of a property", "unknown_region", "region", "UK", file=PROPERTIES),
    cell("an unknown region of a proxy", "unknown_region", "region", "UK", file=PROXIES),
    cell("an unknown region that stands in", "unknown_region", "proxy_region", "UK", file=PROXIES),
    cell("an unknown stage", "invalid_choice", "stage", "burning"),
    cell("no stage", "invalid_choice", "stage", ""),
    cell("an unknown stage inside", "invalid_choice", "includes", "well_to_tank|burning"),
    cell("an unknown flag", "unknown_flag", "flags", "partial|guess"),
    cell("a proxy for an unknown activity", "unknown_activity", "activity", "fuel.wood", file=PROXIES),
    cell("a proxy for an unknown family", "unknown_activity", "activity", "water.*", file=PROXIES),
    cell("an unknown dimension", "unknown_dimension", "dimension", "beauty", file=ACTIVITIES, row=4),
    # what a row must say
    cell("no locator", "missing_locator", "locator", ""),
    cell("no locator of a property", "missing_locator", "locator", "", file=PROPERTIES),
    cell("no licence", "missing_licence", "licence", "", file=SOURCES),
    cell("no attribution", "missing_attribution", "attribution", "", file=SOURCES, row=3),
    cell("a proxy without a reason", "missing_reason", "reason", "", file=PROXIES),
    cell("money without the year of its prices", "missing_price_year", "price_year", "", row=5),
    cell("a title in one language", "missing_title", "title_en", "", file=ACTIVITIES),
    # units
    cell("a unit that is no CO2e", "wrong_unit", "unit", "kgCO2/litre"),
    cell("grams", "wrong_unit", "unit", "gCO2e/litre"),
    cell("CO2e per nothing", "wrong_unit", "unit", "kgCO2e"),
    cell("a unit of another dimension", "wrong_unit", "unit", "kgCO2e/kg"),
    cell("an unknown unit", "wrong_unit", "unit", "kgCO2e/furlong"),
    cell("an ambiguous unit", "wrong_unit", "unit", "kgCO2e/gallon"),
    cell("money in no currency", "wrong_unit", "unit", "kgCO2e/litre", row=5),
    cell("an unknown unit of a property", "wrong_unit", "unit", "kg/jug", file=PROPERTIES),
    # figures
    cell("a negative figure", "negative_value", "value", "-0.04", row=4),
    cell("gases that do not add up", "gas_sum", "value", "2.61"),
    fault("a gas that is too much", NEW, cells(2, ch4_fossil="0.02"), ("gas_sum", 2, "value")),
    cell("an unknown set of warming potentials", "unknown_gwp_set", "gwp_set", "AR9"),
    cell("a deviation below one", "wrong_uncertainty", "gsd", "0.95"),
    # rows against each other
    fault("a row twice", NEW, again(2), ("repeated_key", 7, "factor_id")),
    fault("a factor_id twice", NEW, again(2, value="2.53"), ("repeated_key", 7, "factor_id")),
    fault("an activity twice", ACTIVITIES, again(2), ("repeated_key", 6, "activity_id")),
    fault("a source twice", SOURCES, again(2), ("repeated_key", 4, "source_id")),
    fault("a property twice", PROPERTIES, again(2, value="0.5"), ("repeated_key", 3, "property")),
    fault("two rows for one thing and time", NEW, again(2, factor_id="other:fuel.peat"), ("overlap", 7, "valid_from")),
    cell("a year that starts before the last has ended", "overlap", "valid_from", "2024-12-31"),
    fault(
        "an id that differs in case",
        ACTIVITIES,
        again(2, activity_id="Fuel.Peat", title_en="Turf", title_da="Mose"),
        ("activity_without_factor", 6, "activity_id"),
        ("name_collision", 6, "activity_id"),
    ),
    cell("a title that differs in case", "name_collision", "title_en", "PEAT", file=ACTIVITIES, row=3),
    cell("a Danish title that differs in blanks", "name_collision", "title_da", "tør_v", file=ACTIVITIES, row=3),
    fault(
        "an activity without a factor",
        ACTIVITIES,
        again(2, activity_id="fuel.wood", title_en="Wood", title_da="Brænde"),
        ("activity_without_factor", 6, "activity_id"),
    ),
    cell("a class without a scope rule", "missing_scope_rule", "class", "magic", file=ACTIVITIES),
    *(
        fault(name, SCOPES, edit, *(("missing_scope_rule", row, "class") for row in (2, 3)), where=ACTIVITIES)
        for name, edit in (
            ("a class without a default", cells(2, default="0")),
            ("a class with two defaults", cells(3, default="1")),
            ("a class without a rule for third parties", cells(3, control="someone")),
        )
    ),
    # warnings
    fault("a gap", NEW, cells(4, valid_from="2025-03-01"), ("gap", 4, "valid_from"), warns=True),
    fault("a jump up", NEW, cells(4, value="0.16"), ("outlier", 4, "value"), warns=True),
    fault("a jump down", NEW, cells(4, value="0.016"), ("outlier", 4, "value"), warns=True),
    fault(
        "a review that is due", SOURCES, cells(2, review_by="2025-12-31"), ("review_due", 2, "review_by"), warns=True
    ),
]

WORDS = [
    cell("a proxy for an unknown stage", "invalid_choice", "stage", "burning", file=PROXIES, row=3),
    cell("a proxy by an unknown stage", "invalid_choice", "proxy_stage", "burning", file=PROXIES),
    cell("a proxy by an unknown activity", "unknown_activity", "proxy_activity", "fuel.wood", file=PROXIES),
    fault("two equal proxies", PROXIES, again(2, proxy_region="FR"), ("repeated_key", 4, "activity")),
    fault("two scope rules for one control", SCOPES, again(2, category="9"), ("repeated_key", 8, "class")),
    cell("a scope that is none", "invalid_choice", "scope", "7", file=SCOPES),
    cell("an unknown stage in a boundary", "invalid_choice", "exclude_stages", "burning", file="boundaries.csv"),
    fault(
        "a boundary twice", "boundaries.csv", again(2, exclude_stages="combustion"), ("repeated_key", 3, "boundary_id")
    ),
    cell("a review's date as a spreadsheet writes it", "invalid_date", "review_by", "31/12/2025", file=SOURCES),
    cell("a publication's date as a spreadsheet writes it", "invalid_date", "published", "45992", file=SOURCES),
    cell("a year of prices in parts", "not_a_number", "price_year", "2022.5", row=5),
    cell("an unknown basis of prices", "invalid_choice", "price_basis", "retail", row=5),
    cell("an unknown tax", "invalid_choice", "tax", "maybe", row=5),
    cell("an unknown kind of uncertainty", "invalid_choice", "uncertainty_kind", "guess"),
    cell("an unknown set without gases", "unknown_gwp_set", "gwp_set", "AR9", row=3),
    fault(
        "a property's period reversed",
        PROPERTIES,
        cells(2, valid_from="2026-01-01", valid_to="2025-01-01"),
        ("period_reversed", 2, "valid_to"),
    ),
    cell("a factor of less than nothing in the pedigree", "out_of_range", "factor", "0.5", file=PEDIGREE),
    cell("a correction of nothing", "unknown_row", "supersedes", "nobody@2025-01-01", row=3),
]
"""Faults in words, dates and rules, which may make other rows of the folder fail as well."""


def broken(folder: Path, case: Fault) -> Path:
    """Return a copy of the good folder with one fault."""
    copy = folder / "factors"
    shutil.copytree(GOOD, copy)
    path = copy / case.file
    if case.edit is None:
        path.unlink()
    else:
        before = path.read_bytes()
        path.write_bytes(case.edit(before))
        assert path.read_bytes() != before
    return copy


def places(issues: list[Issue]) -> list[tuple[str, int | None, str]]:
    return [(issue.code, issue.row, issue.column) for issue in issues]


def test_the_good_folder_is_clean_and_can_be_used(tmp_path: Path) -> None:
    assert check_folder(GOOD, TODAY) == []
    assert len(FactorLibrary.read(GOOD).factors) == 7
    assert seal_folder(Path(shutil.copytree(GOOD, tmp_path / "factors"))) == []


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case.name)
def test_a_fault_is_found_where_it_stands_and_nothing_else(tmp_path: Path, case: Fault) -> None:
    issues = check_folder(broken(tmp_path, case), TODAY)
    here = [issue for issue in issues if issue.file == case.where]
    assert places(here) == list(case.found)
    assert {issue.severity for issue in here} <= {"warning" if case.warns else "error"}
    assert all(issue.message.endswith(".") for issue in issues)
    assert bool(issues[len(here) :]) == case.spreads


@pytest.mark.parametrize("case", WORDS, ids=lambda case: case.name)
def test_a_fault_in_a_rule_or_word_is_found(tmp_path: Path, case: Fault) -> None:
    here = [issue for issue in check_folder(broken(tmp_path, case), TODAY) if issue.file == case.where]
    assert places(here) == list(case.found)


@pytest.mark.parametrize("region", ["NA", "GB", "WORLD"])
def test_the_code_of_namibia_is_no_missing_value(tmp_path: Path, region: str) -> None:
    case = fault("Namibia", NEW, cells(4, region=region, factor_id="x"))
    folder = broken(tmp_path, case)
    assert [issue for issue in check_folder(folder, TODAY) if issue.severity == "error"] == []
    assert [f.region for f in FactorLibrary.read(folder).factors if f.factor_id == "x"] == [region]


def test_an_unknown_activity_comes_with_the_nearest_name(tmp_path: Path) -> None:
    [issue] = check_folder(broken(tmp_path, cell("", "", "activity", "fuel.peet", row=3)), TODAY)
    assert (issue.value, issue.hint) == ("fuel.peet", "Did you mean fuel.peat?")


def test_an_activity_like_no_other_comes_with_the_way_to_the_list(tmp_path: Path) -> None:
    [issue] = check_folder(broken(tmp_path, cell("", "", "activity", "q", row=3)), TODAY)
    assert "greenprod factors list" in issue.hint


def test_the_text_of_a_bad_cell_is_told_as_it_stands(tmp_path: Path) -> None:
    [issue] = check_folder(broken(tmp_path, cell("", "", "value", "1,234")), TODAY)
    assert issue.value == "1,234"
    assert "thousands separator" in issue.message


FIVE = together(
    cells(2, value="2,54"),
    cells(3, region="UK"),
    cells(4, locator=""),
    cells(5, unit="kgCO2e/jug"),
    cells(6, valid_to="31/12/2025"),
    again(6, factor_id="test:fuel.coke:fr:combustion", region="FR", valid_to="2026-01-01"),
)


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    issues = check_folder(broken(tmp_path, fault("five", NEW, FIVE)), TODAY)
    assert places(issues) == [
        ("not_a_number", 2, "value"),
        ("unknown_region", 3, "region"),
        ("missing_locator", 4, "locator"),
        ("wrong_unit", 5, "unit"),
        ("invalid_date", 6, "valid_to"),
    ]


def test_all_problems_of_a_row_are_told_at_once(tmp_path: Path) -> None:
    case = fault(
        "", NEW, cells(3, region="UK", locator="", source_id="x", unit="x", valid_to="2025-01-01", gsd="0", value="-1")
    )
    codes = {"unknown_region", "missing_locator", "unknown_source", "wrong_unit", "period_reversed"}
    issues = check_folder(broken(tmp_path, case), TODAY)
    assert {issue.code for issue in issues} == codes | {"wrong_uncertainty", "negative_value"}
    assert {issue.row for issue in issues} == {3}


def test_rows_after_a_blank_line_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    case = fault("", NEW, together(cells(3, region="UK"), lambda data: data.replace(b"\n", b"\n\n", 1)))
    assert ("unknown_region", 4, "region") in places(check_folder(broken(tmp_path, case), TODAY))


def test_errors_come_before_warnings(tmp_path: Path) -> None:
    case = fault("", NEW, together(cells(4, value="9"), cells(6, region="UK")))
    assert places(check_folder(broken(tmp_path, case), TODAY)) == [
        ("unknown_region", 6, "region"),
        ("outlier", 4, "value"),
    ]


@pytest.mark.parametrize(
    "edit",
    [
        cells(4, value="0.16", flags="outlier"),
        cells(4, value="0.15"),
        cells(4, valid_from="2025-03-01", flags="projection"),
        cells(4, value="-0.04", flags="avoided"),
        cells(5, unit="kgCO2e/kEUR"),
        cells(2, unit="kgCO2e/imperial_gallon"),
        cells(2, value="2.545"),
        again(2, factor_id="other:fuel.peat", flags="alternative", source_id="other"),
        cells(2, price_year="2022"),
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.removesuffix(b"\n"),
    ],
)
def test_what_is_unusual_and_right_is_let_through(tmp_path: Path, edit: Callable[[bytes], bytes]) -> None:
    assert check_folder(broken(tmp_path, fault("", NEW, edit)), TODAY) == []


@pytest.mark.parametrize("name", [PROPERTIES, PROXIES, PEDIGREE, "exclusions.csv"])
def test_a_table_that_is_optional_may_be_absent(tmp_path: Path, name: str) -> None:
    assert check_folder(broken(tmp_path, fault("", name, None)), TODAY) == []


@pytest.mark.parametrize("case", [case for case in FAULTS if not case.warns], ids=lambda case: case.name)
def test_a_folder_with_an_error_is_never_sealed(tmp_path: Path, case: Fault) -> None:
    folder = broken(tmp_path, case)
    assert any(issue.severity == "error" for issue in seal_folder(folder))
    assert not (folder / "seal.json").exists()


@pytest.mark.parametrize("case", [case for case in FAULTS if case.warns], ids=lambda case: case.name)
def test_a_folder_with_a_warning_may_be_sealed(tmp_path: Path, case: Fault) -> None:
    folder = broken(tmp_path, case)
    seal_folder(folder)
    assert (folder / "seal.json").exists()


UNREADABLE = (
    "missing_table",
    "wrong_columns",
    "wrong_encoding",
    "byte_order_mark",
    "stray_spaces",
    "not_a_number",
    "invalid_date",
    "invalid_choice",
)


@pytest.mark.parametrize(
    "case", [case for case in FAULTS if case.found[0][0] in UNREADABLE], ids=lambda case: case.name
)
def test_a_library_is_not_made_of_what_cannot_be_read(tmp_path: Path, case: Fault) -> None:
    with pytest.raises(DataError) as caught:
        FactorLibrary.read(broken(tmp_path, case))
    assert case.found[0] in places(list(caught.value.issues))


# the command


def run(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    """Return the status of the command; whatever is no status comes out as the error it is."""
    monkeypatch.setattr(sys, "argv", ["greenprod", "factors", "check", *map(str, words)])
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case.name)
def test_the_command_tells_the_fault_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], case: Fault
) -> None:
    # a review that is due on the day of these tests is due for the command only on a later day
    status = run(monkeypatch, broken(tmp_path, case))
    printed = capsys.readouterr()
    told = printed.out + printed.err
    assert status == (0 if case.warns else 1)
    assert "Traceback" not in told
    assert all(code in told for code, _, _ in case.found)
    assert case.where in told


def test_the_command_lets_the_good_folder_pass(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, GOOD) == 0
    assert "0 problems, 0 warnings" in capsys.readouterr().out


def test_the_command_tells_released_rows_that_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = broken(tmp_path, fault("", NEW, cells(3, value="2.7")))
    assert run(monkeypatch, folder) == 0
    assert run(monkeypatch, folder, "--since", GOOD) == 1
    printed = capsys.readouterr()
    assert "released_row_changed" in printed.out + printed.err


@pytest.mark.parametrize("what", ["nothing", "an empty folder", "no emission"])
def test_the_command_refuses_what_is_no_factor_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    folder = tmp_path / "factors"
    if what != "nothing":
        folder.mkdir()
    if what == "no emission":
        (folder / SOURCES).write_bytes((GOOD / SOURCES).read_bytes())
    assert run(monkeypatch, folder) not in (0, 1)
    printed = capsys.readouterr()
    assert "emission" in printed.out + printed.err or "factors" in printed.out + printed.err
    assert "Traceback" not in printed.err
