"""Checks of what several rows, tables or folders say together; single faults are in ``test_bad_factors.py``."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from small_factors import BURN, factor

from greenprod.factors.checks import check_folder, check_released, check_seal, check_series, counts, seal_folder
from greenprod.factors.files import Place
from greenprod.factors.seal import Seal

if TYPE_CHECKING:
    from greenprod.factors.record import Factor

GOOD = Path(__file__).parents[1] / "bad_factors" / "good"
OLD, NEW = "emission/test-2024.csv", "emission/test-2025.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the good folder."""
    return Path(shutil.copytree(GOOD, tmp_path / "factors"))


def rewrite(folder: Path, name: str, row: int, **new: str) -> None:
    """Change cells of one row, the header being row 1; the row after the last is a copy of the one before."""
    path = folder / name
    rows = list(csv.reader(StringIO(path.read_text(encoding="utf-8"), newline="")))
    if row > len(rows):
        rows.append(list(rows[-1]))
    for column, text in new.items():
        rows[row - 1][rows[0].index(column)] = text
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def drop(folder: Path, name: str, row: int) -> None:
    path = folder / name
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[: row - 1] + lines[row:]), encoding="utf-8")


def series(*periods: tuple[str, str], **given: Any) -> list[tuple[Place, Factor]]:
    """Return placed factors of one thing for these periods, each with an id of its own unless one is given."""
    return [
        (
            Place("test.csv", row),
            factor(
                **{
                    "factor_id": f"row {row}",
                    **given,
                    "valid_from": date.fromisoformat(first),
                    "valid_to": date.fromisoformat(end),
                }
            ),
        )
        for row, (first, end) in enumerate(periods, 2)
    ]


def test_the_shipped_folder_has_no_error() -> None:
    assert [issue for issue in check_folder(files("greenprod._factors")) if issue.severity == "error"] == []


def test_the_rows_of_every_table_are_counted(folder: Path) -> None:
    found = counts(folder)
    assert (found[OLD], found[NEW], found["sources.csv"], found["activities.csv"]) == (2, 5, 2, 4)


def test_a_row_inside_a_longer_one_overlaps_it() -> None:
    rows = series(("2020-01-01", "2030-01-01"), ("2021-01-01", "2022-01-01"))
    assert [(i.code, i.row, i.column) for i in check_series(rows)] == [("overlap", 3, "valid_from")]


def test_every_row_inside_a_longer_one_is_told() -> None:
    rows = series(("2020-01-01", "2030-01-01"), ("2021-01-01", "2022-01-01"), ("2023-01-01", "2024-01-01"))
    assert [(i.code, i.row) for i in check_series(rows)] == [("overlap", 3), ("overlap", 4)]


@pytest.mark.parametrize("given", [{"region": "FR"}, {"flags": ("alternative",)}])
def test_a_row_for_another_place_or_an_alternative_does_not_overlap(given: dict[str, Any]) -> None:
    period = ("2025-01-01", "2026-01-01")
    assert list(check_series([*series(period), *series(period, factor_id="other", **given)])) == []


def test_editions_that_meet_leave_no_gap_and_do_not_overlap() -> None:
    rows = series(("2024-01-01", "2025-01-01"), ("2025-01-01", "2026-01-01"), factor_id="one")
    assert list(check_series(rows)) == []


def test_a_gap_says_from_when_to_when() -> None:
    [issue] = check_series(series(("2023-01-01", "2024-01-01"), ("2025-01-01", "2026-01-01"), factor_id="one"))
    assert (issue.code, issue.severity, issue.row) == ("gap", "warning", 3)
    assert "2024-01-01 to 2025-01-01" in issue.message


@pytest.mark.parametrize(
    ("value", "found"), [(5.9, []), (6.1, ["outlier"]), (0.67, []), (0.66, ["outlier"]), (0.0, []), (-9.0, [])]
)
def test_a_figure_three_times_the_one_before_or_a_third_of_it_is_a_jump(value: float, found: list[str]) -> None:
    first = series(("2024-01-01", "2025-01-01"), factor_id="one", value=2.0)
    then = series(("2025-01-01", "2026-01-01"), factor_id="one", value=value)
    assert [issue.code for issue in check_series([*first, *then])] == found


def test_a_figure_in_another_unit_is_no_jump() -> None:
    first = series(("2024-01-01", "2025-01-01"), factor_id="one", value=2.0)
    then = series(("2025-01-01", "2026-01-01"), factor_id="one", value=2000.0, unit="kgCO2e/cubic_metre")
    assert list(check_series([*first, *then])) == []


@pytest.mark.parametrize("name", ["GB", "DK", "WORLD"])
def test_jumps_are_looked_for_in_each_place_alone(name: str) -> None:
    here = series(("2024-01-01", "2025-01-01"), factor_id=f"test:{BURN}:{name}", region=name, value=2.0)
    there = series(("2025-01-01", "2026-01-01"), factor_id=f"test:{BURN}:fr", region="FR", value=200.0)
    assert list(check_series([*here, *there])) == []


def test_a_review_is_due_on_the_day_after_its_last(folder: Path) -> None:
    rewrite(folder, "sources.csv", 2, review_by="2025-12-31")
    assert check_folder(folder, date(2025, 12, 31)) == []
    assert [issue.code for issue in check_folder(folder, date(2026, 1, 1))] == ["review_due"]


# released rows


def test_an_unchanged_folder_and_one_with_more_rows_keep_their_promise(folder: Path) -> None:
    assert check_released(GOOD, folder) == []
    rewrite(folder, NEW, 7, region="FR", factor_id="test:fuel.coke:fr:combustion")
    assert check_released(GOOD, folder) == []


def test_rows_may_move_to_another_file(folder: Path) -> None:
    (folder / NEW).rename(folder / "emission" / "other.csv")
    assert check_released(GOOD, folder) == []


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("value", "2.5400"),
        ("value", "2.55"),
        ("locator", "page 9"),
        ("gsd", "1.06"),
        ("n2o", ""),
        ("region", "FR"),
        ("valid_to", "2026-06-01"),
        ("flags", "partial"),
        ("source_id", "other"),
        ("derivation", "converted"),
        ("supersedes", "something"),
        ("published", "2025-06-01"),
    ],
)
def test_a_released_row_must_not_change(folder: Path, column: str, text: str) -> None:
    rewrite(folder, NEW, 2, **{column: text})
    [issue] = check_released(GOOD, folder)
    assert (issue.code, issue.severity, issue.file, issue.row) == ("released_row_changed", "error", NEW, 2)
    assert issue.value == "test:fuel.peat:gb:combustion@2025-01-01"


@pytest.mark.parametrize(("column", "text"), [("factor_id", "new"), ("valid_from", "2025-02-01"), ("value", "?")])
def test_a_released_row_that_is_renamed_or_cannot_be_read_is_gone(folder: Path, column: str, text: str) -> None:
    rewrite(folder, NEW, 2, **{column: text})
    assert [(i.code, i.file, i.row) for i in check_released(GOOD, folder)] == [("released_row_gone", NEW, 2)]


def test_every_released_row_that_is_gone_is_told(folder: Path) -> None:
    drop(folder, NEW, 4)
    (folder / OLD).unlink()
    found = [(i.code, i.file, i.row) for i in check_released(GOOD, folder)]
    assert found == [("released_row_gone", OLD, 2), ("released_row_gone", OLD, 3), ("released_row_gone", NEW, 4)]


def test_a_correction_stands_beside_the_released_row_it_supersedes(folder: Path) -> None:
    old = "test:fuel.coke:gb:combustion@2025-01-01"
    rewrite(folder, NEW, 7, value="3.2", factor_id="test:fuel.coke:gb:combustion:corrected", supersedes=old)
    assert check_released(GOOD, folder) == []


def test_a_correction_is_no_overlap(folder: Path) -> None:
    old = "test:fuel.coke:gb:combustion@2025-01-01"
    rewrite(folder, NEW, 7, value="3.2", factor_id="test:fuel.coke:gb:combustion:corrected", supersedes=old)
    assert check_folder(folder, date(2026, 1, 1)) == []


# seals


def test_a_folder_without_a_seal_has_none_to_break(folder: Path) -> None:
    assert check_seal(folder) == []


def test_a_sealed_folder_fits_until_it_is_changed(folder: Path) -> None:
    assert seal_folder(folder) == []
    assert check_seal(folder) == []
    rewrite(folder, "sources.csv", 2, url="https://example.org")
    [issue] = check_seal(folder)
    assert (issue.code, issue.severity, issue.file) == ("seal_broken", "warning", "seal.json")


def test_a_folder_that_breaks_keeps_its_old_seal_which_no_longer_fits(folder: Path) -> None:
    seal_folder(folder)
    before = Seal.read(folder)
    rewrite(folder, NEW, 2, region="UK")
    assert [issue.code for issue in seal_folder(folder)] == ["unknown_region"]
    assert Seal.read(folder) == before
    assert [issue.code for issue in check_seal(folder)] == ["seal_broken"]
