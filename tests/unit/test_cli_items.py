"""The commands `items`, `template` and `compare`: what they print and write."""

from __future__ import annotations

import csv
import json
import sys
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from greenprod.cli import main
from greenprod.items.catalogue import ITEMS
from greenprod.readers.tables import read_tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

LINES = (
    "line_id,item,date,region,distance,energy\na,car_trip,2025-05-01,DK,12.5,\nb,grid_electricity,2025-05-01,DK,,100\n"
)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["greenprod", *map(str, words)])
        capsys.readouterr()
        status = 0
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return call


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    file = tmp_path / "lines.csv"
    file.write_text(LINES, encoding="utf-8")
    return file


def test_all_items_are_listed(run: Run) -> None:
    status, printed, _ = run("items")
    assert status == 0
    assert all(name in printed for name in ITEMS)
    rows = list(csv.DictReader(StringIO(run("items", "--format", "csv")[1])))
    assert [row["item"] for row in rows] == list(ITEMS)
    danish = json.loads(run("items", "--lang", "da", "--format", "json")[1])
    assert {"item", "title", "group", "topics", "fields"} == set(danish[0])
    assert {row["item"]: row["group"] for row in danish}["flight"] == "Rejser"


def test_one_item_is_shown_whole(run: Run) -> None:
    status, printed, _ = run("items", "flight")
    assert status == 0
    for word in ("passengers", "premium_economy", "required", "Example: item=flight"):
        assert word in printed
    rows = json.loads(run("items", "rail_trip", "--format", "json", "--lang", "da")[1])
    assert {row["field"]: row["title"] for row in rows}["distance"] == "Afstand"


def test_an_unknown_item_is_a_wrong_call(run: Run) -> None:
    status, _, said = run("items", "fligth")
    assert status == 2
    assert "flight" in said


def test_a_template_is_written(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "form.xlsx"
    status, printed, _ = run("template", file, "--lang", "da", "--item", "meals")
    assert (status, file.name in printed) == (0, True)
    assert [table.sheet for table in read_tables(file)] == ["meals"]


def test_boundaries_are_compared(run: Run, lines: Path, tmp_path: Path) -> None:
    page = tmp_path / "out" / "comparison.html"
    status, printed, _ = run("compare", lines, "--boundary", "full", "--boundary", "no_wtt", "--out", page)
    assert status == 0
    assert "no_wtt" in printed
    assert "Lines: 2 in = 2 booked" in printed
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_comparison_as_data_is_nothing_but_data(run: Run, lines: Path, tmp_path: Path) -> None:
    words = ("compare", lines, "--boundary", "full", "--boundary", "no_wtt", "--out", tmp_path / "c.html", "--format")
    full, narrow = json.loads(run(*words, "json")[1])
    assert full["co2e_mg"] > narrow["co2e_mg"] > 0
    assert [row["boundary"] for row in csv.DictReader(StringIO(run(*words, "csv")[1]))] == ["full", "no_wtt"]


def test_an_unknown_boundary_is_a_wrong_call(run: Run, lines: Path) -> None:
    status, _, said = run("compare", lines, "--boundary", "fulll")
    assert status == 2
    assert "full" in said
