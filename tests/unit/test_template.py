"""The template: what stands in it, and that the reader takes it back to the milligram."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

import greenprod as gp
from greenprod.items.catalogue import ITEMS
from greenprod.items.describe import Description, FieldDescription, catalogue, describe
from greenprod.readers.tables import read_tables
from greenprod.readers.template import _in_unit, ordered, template
from greenprod.reports.blocks import records

if TYPE_CHECKING:
    from pathlib import Path

CALC = gp.Calculator()
LINE = {"line_id": "007", "production_id": "p1", "status": "invoiced", "note": "Øl & vand"}
BOOKABLE = [d for d in catalogue() if d.example]


def sheets(file: Path) -> dict[str, list[list[Any]]]:
    with CalamineWorkbook.from_path(file) as book:
        return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def cells_of(described: Description) -> dict[str, Any]:
    """Return an example with amounts that have decimals, as a line that carries more columns."""
    cells: dict[str, Any] = {**described.example, **LINE}
    for f in described.own:
        if f.kind == "amount" and f.name in cells:
            cells[f.name] = _in_unit(f, cells[f.name])
            if isinstance(cells[f.name], (int, float)):
                cells[f.name] += 1234.5
    return cells


def danish(f: FieldDescription, cell: Any) -> Any:
    """Return a cell as a Dane types it into a cell that holds text."""
    if f.value == "date":
        day = dt.date.fromisoformat(str(cell))
        return f"{day.day:02d}-{day.month:02d}-{day.year}"
    if f.value == "yes_no":
        return "ja" if cell in (True, "yes", "true") else "nej"
    if isinstance(cell, (int, float)):
        return f"{cell:,.4f}".translate(str.maketrans(",.", ".,"))
    return cell


@pytest.mark.parametrize("described", BOOKABLE, ids=lambda d: d.name)
def test_lines_of_every_item_come_back_to_the_milligram(described: Description, tmp_path: Path) -> None:
    cells = cells_of(described)
    (direct,) = records(CALC.ledger([described.kind(**cells)]).lines)
    assert direct["booked"]
    written = {
        "typed": cells,
        "danish": {f.name: danish(f, cells[f.name]) for f in described.fields if f.name in cells},
    }
    for lang, (name, row) in zip(("en", "da"), written.items(), strict=True):
        file = template(tmp_path / f"{name}.xlsx", lang, [described.name], fill={described.name: [row]})
        ledger = CALC.ledger(file)
        assert list(ledger.issues.loc[ledger.issues["severity"] == "error", "message"]) == []
        (line,) = records(ledger.lines)
        same = [column for column in direct if column.endswith("_mg") or column in (*LINE, "region", "item", "booked")]
        assert {column: line[column] for column in same} == {column: direct[column] for column in same}
        assert line["source_sheet"] == described.name
        assert line["source_row"] == 2


def test_a_place_is_made_and_one_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    assert template(tmp_path / "new" / "lines.xlsx", items=["meals"]).is_file()
    with pytest.raises(OSError, match=r"lines\.xlsx"):
        template(tmp_path / "new" / "lines.xlsx" / "more.xlsx", items=["meals"])
    with pytest.raises(IsADirectoryError):
        template(tmp_path, items=["meals"])


def test_an_unfilled_template_has_no_lines_and_one_warning(tmp_path: Path) -> None:
    ledger = CALC.ledger(template(tmp_path / "lines.xlsx"))
    assert len(ledger.lines) == 0
    assert list(ledger.issues["code"]) == ["no_rows"]


def test_examples_are_shown_and_never_read(tmp_path: Path) -> None:
    for lang, name in (("en", "_examples"), ("da", "_eksempler")):
        file = template(tmp_path / f"{lang}.xlsx", lang)
        shown = {cell for row in sheets(file)[name] for cell in row}
        assert {d.name for d in BOOKABLE} <= shown
        assert not any(table.sheet.startswith("_") for table in read_tables(file))


def test_each_item_has_a_sheet_with_the_columns_of_its_class(tmp_path: Path) -> None:
    found = sheets(template(tmp_path / "lines.xlsx"))
    assert [name for name in found if not name.startswith("_")] == list(ITEMS)
    for name in ITEMS:
        columns = ordered(describe(name))
        assert found[name] == [[f.column for f in columns]]
        assert {f.name for f in columns} == {f.name for f in describe(name).fields}


def test_only_the_items_asked_for_get_a_sheet(tmp_path: Path) -> None:
    found = sheets(template(tmp_path / "lines.xlsx", items=["meals", "rail_trip"], fill={"waste": []}))
    assert [name for name in found if not name.startswith("_")] == ["meals", "rail_trip", "waste"]


def test_the_cover_leads_to_the_sheets_in_either_language(tmp_path: Path) -> None:
    for lang, sheet, words in (("en", "_how to fill in", "Travel"), ("da", "_vejledning", "Rejser")):
        cover = sheets(template(tmp_path / f"{lang}.xlsx", lang))[sheet]
        assert {row[0] for row in cover} >= set(ITEMS)
        assert any(words in row for row in cover)
        assert any(gp.__version__ in str(row[0]) for row in cover)


def test_comments_and_lists_are_in_the_language_asked_for(tmp_path: Path) -> None:
    for lang, words in (("en", ("Must be filled in.", "Unit: km.")), ("da", ("Skal udfyldes.", "Enhed: km."))):
        with ZipFile(template(tmp_path / f"{lang}.xlsx", lang, ["rail_trip"])) as archive:
            text = "".join(archive.read(n).decode() for n in archive.namelist() if "comments" in n or "sheet5" in n)
        assert all(word in text for word in words)
        assert "light_rail" in text
    assert '<dataValidation type="list" errorStyle="warning"' in text
    assert "!$A$1:$A$" in text


def test_a_text_like_a_formula_stays_text(tmp_path: Path) -> None:
    notes = ["=1+1", "+45 12 34 56 78", "-", "@home", '=HYPERLINK("http://example.org")']
    row: dict[str, Any] = {"meals": 2, "diet": "vegan", "region": "DK", "date": dt.date(2025, 5, 1)}
    file = template(tmp_path / "lines.xlsx", items=["meals"], fill={"meals": [{**row, "note": n} for n in notes]})
    with ZipFile(file) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name)
        assert b'quotePrefix="1"' in archive.read("xl/styles.xml")
    ledger = CALC.ledger(file)
    assert list(ledger.lines["note"]) == notes
    assert ledger.lines["booked"].all()


def test_wrong_words_are_errors_with_the_near_ones(tmp_path: Path) -> None:
    with pytest.raises(gp.ItemError) as caught:
        template(tmp_path / "lines.xlsx", items=["rail_trp"])
    assert "rail_trip" in caught.value.issue.valid_values
    with pytest.raises(gp.GreenprodError) as wrong:
        template(tmp_path / "lines.xlsx", lang="de")
    assert wrong.value.issue.valid_values == ("en", "da")
    assert not (tmp_path / "lines.xlsx").exists()


def test_without_the_writer_the_error_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(gp.MissingExtraError, match="excel"):
        template(tmp_path / "lines.xlsx")


def test_a_workbook_that_is_no_form_still_says_which_sheet_is_empty(tmp_path: Path) -> None:
    file = tmp_path / "plain.xlsx"
    with Workbook(str(file)) as book:
        for name in ("meals", "waste"):
            book.add_worksheet(name).write_row(0, 0, ["line_id"])
    assert [(t.sheet, t.issues[0].code) for t in read_tables(file)] == [("meals", "no_rows"), ("waste", "no_rows")]
