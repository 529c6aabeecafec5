"""Checks of a factor folder: each way to break one is found, by its code."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from greenprod import DataError, FactorLibrary
from greenprod.factors.checks import check_folder, counts
from greenprod.factors.files import COLUMNS, EMISSION_COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

    from greenprod import Issue

Rows = list[dict[str, str]]
EMISSION = "emission/test-2025.csv"
FACTOR = {
    "factor_id": "test:fuel.peat:gb:combustion",
    "activity": "fuel.peat",
    "region": "GB",
    "stage": "combustion",
    "value": "2.54",
    "unit": "kgCO2e/litre",
    "co2": "2",
    "ch4_fossil": "0.01",
    "n2o": "0.001",
    "gwp_set": "AR5",
    "valid_from": "2025-01-01",
    "valid_to": "2026-01-01",
    "source_id": "test",
    "locator": "table 1",
    "derivation": "as_published",
}


def tables() -> dict[str, Rows]:
    """Return a folder without a mistake: 2 x 1 + 0.01 x 28 + 0.001 x 265 = 2.545 kgCO2e/litre, printed as 2.54."""
    older = FACTOR | {"value": "2.50", "co2": "", "ch4_fossil": "", "n2o": "", "gwp_set": ""}
    return {
        EMISSION: [older | {"valid_from": "2024-01-01", "valid_to": "2025-01-01"}, dict(FACTOR)],
        "activities.csv": [
            {
                "activity_id": "fuel.peat",
                "title_en": "Peat",
                "title_da": "Tørv",
                "dimension": "volume",
                "category": "fuel",
                "class": "fuel",
            }
        ],
        "sources.csv": [{"source_id": "test", "publisher": "Test", "title": "Test", "licence": "CC0-1.0"}],
        "proxies.csv": [{"activity": "fuel.*", "stage": "*", "region": "*", "proxy_region": "GB", "reason": "none"}],
        "scopes.csv": [
            {"class": "fuel", "control": "operated", "default": "1", "scope": "1", "category": "1"},
            {"class": "fuel", "control": "third_party", "default": "0", "scope": "3", "category": "3.1"},
        ],
        "properties.csv": [],
        "boundaries.csv": [{"boundary_id": "full"}],
    }


def write(folder: Path, content: dict[str, Rows]) -> Path:
    """Write the tables of a factor folder."""
    (folder / "emission").mkdir()
    for name, rows in content.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS.get(name, EMISSION_COLUMNS), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def broken(folder: Path, file: str, row: int, **cells: str) -> list[Issue]:
    """Return the problems of the good folder after changing cells of one row."""
    content = tables()
    content[file][row] |= {name.removesuffix("_"): text for name, text in cells.items()}
    return check_folder(write(folder, content))


def test_a_folder_without_a_mistake_has_no_problem(tmp_path: Path) -> None:
    folder = write(tmp_path, tables())
    assert check_folder(folder) == []
    assert counts(folder)["test-2025.csv"] == 2
    assert len(FactorLibrary.read(folder).factors) == 2


def test_the_shipped_folder_has_no_problem() -> None:
    assert check_folder(files("greenprod._factors")) == []


@pytest.mark.parametrize(
    ("code", "cells"),
    [
        ("not_a_number", {"value": "1,5"}),
        ("not_a_number", {"value": "nan"}),
        ("not_a_number", {"value": "1_000"}),
        ("not_a_number", {"value": "1e999"}),
        ("not_a_number", {"value": ""}),
        ("not_a_number", {"co2": "some"}),
        ("invalid_date", {"valid_from": "01-01-2025"}),
        ("invalid_date", {"valid_to": ""}),
        ("invalid_choice", {"stage": "burning"}),
        ("invalid_choice", {"includes": "well_to_tank|burning"}),
        ("unknown_activity", {"activity": "fuel.coal"}),
        ("unknown_source", {"source_id": "nobody"}),
        ("unknown_region", {"region": "UK"}),
        ("missing_locator", {"locator": ""}),
        ("period_reversed", {"valid_to": "2025-01-01"}),
        ("negative_value", {"value": "-1", "co2": "", "ch4_fossil": "", "n2o": ""}),
        ("gas_sum", {"value": "2.61"}),
        ("gas_sum", {"gwp_set": "AR4", "n2o": "0.01"}),
        ("overlap", {"valid_from": "2024-12-31"}),
        ("wrong_unit", {"unit": "kgCO2e/kg"}),
        ("wrong_unit", {"unit": "kg/litre"}),
        ("wrong_unit", {"unit": "kgCO2e/furlong"}),
        ("wrong_unit", {"unit": "kgCO2e/gallon"}),
    ],
)
def test_a_broken_factor_is_found(tmp_path: Path, code: str, cells: dict[str, str]) -> None:
    problems = broken(tmp_path, EMISSION, 1, **cells)
    assert code in {issue.code for issue in problems}


@pytest.mark.parametrize(
    ("code", "file", "row", "cells"),
    [
        ("unknown_dimension", "activities.csv", 0, {"dimension": "beauty"}),
        ("wrong_unit", "activities.csv", 0, {"dimension": "energy"}),
        ("missing_scope_rule", "activities.csv", 0, {"class_": "magic"}),
        ("missing_scope_rule", "scopes.csv", 0, {"default": "0"}),
        ("missing_scope_rule", "scopes.csv", 1, {"default": "1"}),
        ("missing_scope_rule", "scopes.csv", 1, {"control": "operated"}),
        ("not_a_number", "scopes.csv", 0, {"scope": "one"}),
        ("missing_licence", "sources.csv", 0, {"licence": ""}),
        ("missing_reason", "proxies.csv", 0, {"reason": ""}),
    ],
)
def test_a_broken_table_is_found(tmp_path: Path, code: str, file: str, row: int, cells: dict[str, str]) -> None:
    assert code in {issue.code for issue in broken(tmp_path, file, row, **cells)}


def test_a_cell_that_cannot_be_read_is_named_by_file_row_and_column(tmp_path: Path) -> None:
    issue = broken(tmp_path, EMISSION, 1, value="1,5")[0]
    assert (issue.file, issue.row, issue.column, issue.value) == (EMISSION, 3, "value", "1,5")


def test_names_that_differ_in_case_only_are_found(tmp_path: Path) -> None:
    content = tables()
    content["activities.csv"].append(content["activities.csv"][0] | {"activity_id": "fuel.Peat", "title_en": "peat"})
    codes = [issue.code for issue in check_folder(write(tmp_path, content))]
    assert codes.count("name_collision") == 3
    assert "activity_without_factor" in codes


def test_an_activity_without_a_factor_is_found(tmp_path: Path) -> None:
    content = tables()
    coal = content["activities.csv"][0] | {"activity_id": "fuel.coal", "title_en": "Coal", "title_da": "Kul"}
    content["activities.csv"].append(coal)
    assert [issue.code for issue in check_folder(write(tmp_path, content))] == ["activity_without_factor"]


def test_the_same_row_twice_is_an_overlap(tmp_path: Path) -> None:
    content = tables()
    content[EMISSION].append(dict(FACTOR))
    assert [issue.code for issue in check_folder(write(tmp_path, content))] == ["overlap"]


def test_two_publishers_for_the_same_figure_overlap_unless_one_is_an_alternative(tmp_path: Path) -> None:
    content = tables()
    content[EMISSION].append(FACTOR | {"factor_id": "other:fuel.peat:gb:combustion"})
    for flags, expected in (("", ["overlap"]), ("alternative", [])):
        content[EMISSION][-1]["flags"] = flags
        (tmp_path / flags).mkdir(exist_ok=True)
        folder = tmp_path / (flags or "none")
        folder.mkdir(exist_ok=True)
        assert [issue.code for issue in check_folder(write(folder, content))] == expected


def test_a_column_too_many_is_found_in_the_header(tmp_path: Path) -> None:
    folder = write(tmp_path, tables())
    file = folder / "sources.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("source_id,", "source_id,colour,", 1), encoding="utf-8")
    issue = check_folder(folder)[0]
    assert (issue.code, issue.file, issue.row) == ("wrong_columns", "sources.csv", 1)


@pytest.mark.parametrize("tail", ["a,b,c\n", "," * 30 + "\n"])
def test_a_row_of_another_length_is_found(tmp_path: Path, tail: str) -> None:
    folder = write(tmp_path, tables())
    with (folder / EMISSION).open("a", encoding="utf-8") as file:
        file.write(tail)
    assert [(i.code, i.row) for i in check_folder(folder)] == [("wrong_columns", 4)]


def test_a_negative_figure_may_stand_with_the_flag_avoided(tmp_path: Path) -> None:
    cells = {"value": "-1", "co2": "", "ch4_fossil": "", "n2o": "", "flags": "avoided"}
    assert broken(tmp_path, EMISSION, 1, **cells) == []


def test_a_library_is_not_made_from_a_folder_with_unreadable_rows(tmp_path: Path) -> None:
    content = tables()
    content[EMISSION][0]["value"] = content[EMISSION][1]["valid_to"] = "?"
    with pytest.raises(DataError) as caught:
        FactorLibrary.read(write(tmp_path, content))
    assert [(i.code, i.row) for i in caught.value.issues] == [("not_a_number", 2), ("invalid_date", 3)]
