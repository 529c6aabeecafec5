"""The ledger: sums, explanations, files and the manifest."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from greenprod import Calculator, GreenprodError, __version__
from greenprod.footprint.kernel import MEASURE_COLUMNS, MEASURES
from greenprod.footprint.ledger import LINE_COLUMNS, Ledger, neutral

if TYPE_CHECKING:
    from pathlib import Path

USUAL = {"date": "2025-05-01", "region": "DK", "production_id": "p1"}
ROWS: list[dict[str, Any]] = [
    {"line_id": "power", "item": "grid_electricity", "energy": 1234.5, "phase": "shoot"},
    {"line_id": "flight", "item": "flight", "passengers": 3, "origin": "CPH", "destination": "JFK", "region": ""},
    {"line_id": "diesel", "item": "generator", "volume": 77.7, "phase": "shoot", "production_id": "p2"},
    {"line_id": "bad", "item": "generator", "volume": -1.0, "phase": "shoot"},
    {"line_id": "heat", "item": "district_heat", "energy": 321.0, "phase": "prep"},
    {"line_id": "winter", "item": "grid_electricity", "energy": 999.9, "date": "", "period_start": "2023-11-01",
     "period_end": "2025-02-28"},
]  # fmt: skip


@pytest.fixture
def ledger() -> Ledger:
    return Calculator().ledger(pd.DataFrame([{**USUAL, **row} for row in ROWS]))


def test_the_columns_of_the_lines_are_fixed(ledger: Ledger) -> None:
    assert tuple(ledger.lines.columns) == LINE_COLUMNS
    assert {str(ledger.lines[name].dtype) for name in MEASURE_COLUMNS} == {"int64"}
    assert list(ledger.lines["line_id"]) == [row["line_id"] for row in ROWS]


def test_the_total_of_a_line_is_scope_1_scope_2_by_location_and_scope_3(ledger: Ledger) -> None:
    lines = ledger.lines
    parts = lines["scope1_mg"] + lines["scope2_location_mg"] + lines["scope3_mg"]
    assert list(lines["co2e_mg"]) == list(parts)
    assert lines["scope2_market_mg"].sum() > 0


@pytest.mark.parametrize(
    "columns",
    [
        (),
        ("production_id",),
        ("category",),
        ("production_id", "category"),
        ("phase", "region", "item"),
        ("stage",),
        ("scope",),
        ("scope_category",),
        ("production_id", "stage"),
        ("stage", "phase", "scope_category"),
        ("match", "scope"),
    ],
)
def test_the_parts_add_up_to_the_total_exactly_at_every_grouping(ledger: Ledger, columns: tuple[str, ...]) -> None:
    grouped = ledger.by(*columns)
    assert not columns or not grouped.duplicated(list(columns)).any()
    assert {name: int(grouped[name].sum()) for name in MEASURE_COLUMNS} == ledger.total_mg


def test_a_grouping_counts_its_lines_and_what_of_them_is_booked(ledger: Ledger) -> None:
    grouped = ledger.by("production_id").set_index("production_id")
    assert [grouped[name]["p1"] for name in ("lines", "lines_booked", "coverage")] == [5, 4, 0.8]
    assert ledger.by()["lines"].tolist() == [6]
    assert grouped["co2e_kg"]["p2"] == grouped["co2e_mg"]["p2"] / 1e6


def test_each_scope_of_a_grouping_holds_only_its_own_columns(ledger: Ledger) -> None:
    scopes = ledger.by("scope").set_index("scope")
    assert scopes.loc["1", "scope1_mg"] == ledger.total_mg["scope1_mg"]
    assert scopes.loc["2", ["scope1_mg", "scope3_mg", "biogenic_mg"]].sum() == 0
    assert scopes.loc["3", "scope3_mg"] == ledger.total_mg["scope3_mg"]
    assert scopes.loc["outside", "co2e_mg"] == 0


@pytest.mark.parametrize("line_id", [row["line_id"] for row in ROWS if row["line_id"] != "bad"])
def test_an_explanation_adds_up_to_the_row_it_explains(ledger: Ledger, line_id: str) -> None:
    row = ledger.lines[ledger.lines["line_id"] == line_id].iloc[0]
    told = ledger.explain(line_id)
    assert dict(told.measures) == {name: row[name] for name in MEASURE_COLUMNS}
    for name in MEASURES:
        assert sum(p["mg"] for p in told.postings if p["measure"] == name) == row[f"{name}_mg"]
    assert all(p["locator"] and p["source"] and p["factor"] for p in told.postings)
    assert f"co2e_mg: {row['co2e_mg']:,} mg" in str(told)
    assert line_id in str(told)


def test_an_explanation_names_the_row_of_the_file_and_what_was_given(ledger: Ledger) -> None:
    told = ledger.explain("diesel")
    assert told.given["volume"] == 77.7
    assert str(told.given["source"]).endswith("row 3")


def test_an_explanation_of_a_line_that_is_not_booked_is_its_issue(ledger: Ledger) -> None:
    with pytest.raises(GreenprodError) as caught:
        ledger.explain("bad")
    assert caught.value.issue.code == "negative_amount"
    assert caught.value.issue.row == 4


def test_a_line_that_is_not_there_cannot_be_explained(ledger: Ledger) -> None:
    for line_id, production in (("nobody", None), ("diesel", "p1")):
        with pytest.raises(GreenprodError) as caught:
            ledger.explain(line_id, production)
        assert caught.value.issue.code == "unknown_line"
    assert ledger.explain("diesel", "p2").measures["co2e_mg"] > 0


def test_the_same_input_makes_the_same_manifest_and_another_one_does_not(ledger: Ledger) -> None:
    again = Calculator().ledger(pd.DataFrame([{**USUAL, **row} for row in ROWS]))
    assert again.manifest == ledger.manifest
    changed = [{**USUAL, **row, "note": "x"} for row in ROWS]
    assert Calculator().ledger(pd.DataFrame(changed)).manifest != ledger.manifest
    assert ledger.manifest["greenprod"] == __version__
    assert (ledger.manifest["lines"], ledger.manifest["lines_booked"]) == (6, 5)
    assert len(ledger.manifest["factors"]) == 64


def test_another_process_with_another_hash_seed_makes_the_same_manifest(tmp_path: Path) -> None:
    file = tmp_path / "lines.csv"
    pd.DataFrame([{**USUAL, **row} for row in ROWS]).to_csv(file, index=False)
    program = f"import greenprod; print(greenprod.Calculator().ledger({str(file)!r}).manifest)"
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_a_parquet_file_gives_the_lines_back(ledger: Ledger, tmp_path: Path) -> None:
    ledger.to_parquet(tmp_path / "lines.parquet")
    again = pd.read_parquet(tmp_path / "lines.parquet")
    assert list(again.columns) == list(LINE_COLUMNS)
    pd.testing.assert_frame_equal(again.astype(str), ledger.lines.astype(str))
    assert {str(again[name].dtype) for name in MEASURE_COLUMNS} == {"int64"}


def test_a_csv_file_gives_the_milligrams_back(ledger: Ledger, tmp_path: Path) -> None:
    ledger.to_csv(tmp_path / "lines.csv")
    again = pd.read_csv(tmp_path / "lines.csv", keep_default_na=False)
    for name in (*MEASURE_COLUMNS, "line_id", "booked"):
        assert list(again[name]) == list(ledger.lines[name])
    assert b"\r" not in (tmp_path / "lines.csv").read_bytes()


@pytest.mark.parametrize("text", ["=1+1", "+45", "-x", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x")'])
def test_no_cell_of_a_csv_file_starts_a_formula(text: str, tmp_path: Path) -> None:
    row = {**USUAL, **ROWS[0], "note": text, "supplier": text, "line_id": text, "phase": text, "production_id": text}
    Calculator().ledger(pd.DataFrame([row])).to_csv(tmp_path / "lines.csv")
    cells = pd.read_csv(tmp_path / "lines.csv", dtype=str, keep_default_na=False).iloc[0]
    for name, cell in cells.items():
        assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r"), name
    assert cells["note"].strip("'").strip() == text.strip()


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_would_start_a_formula_gets_a_quote_in_front(first: str) -> None:
    assert neutral(f"{first}1+1") == f"'{first}1+1"


@pytest.mark.parametrize("text", ["", "plain", "1-2", "a=b", "'quoted'", "øl"])
def test_harmless_text_is_left_as_it_is(text: str) -> None:
    assert neutral(text) == text


@pytest.mark.parametrize("name", ["lines.csv", "lines.parquet"])
def test_a_file_is_whole_or_not_there(ledger: Ledger, tmp_path: Path, name: str) -> None:
    place = tmp_path / "new folder" / name
    ledger.write(place)
    assert [file.name for file in place.parent.iterdir()] == [name]


@pytest.mark.parametrize("name", ["lines.csv", "lines.parquet"])
def test_a_writer_that_fails_leaves_the_old_file(
    ledger: Ledger, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / name
    place.write_text("old", encoding="utf-8")

    def fail(_: Ledger, path: Path) -> None:
        path.write_text("half", encoding="utf-8")
        raise OSError("disk full")

    monkeypatch.setattr(Ledger, "to_csv", fail)
    monkeypatch.setattr(Ledger, "to_parquet", fail)
    with pytest.raises(OSError, match="disk full"):
        ledger.write(place)
    assert place.read_text(encoding="utf-8") == "old"
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_file_of_another_kind_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(GreenprodError) as caught:
        ledger.write(tmp_path / "lines.docx")
    assert caught.value.issue.code == "unsupported_file"
    assert not list(tmp_path.iterdir())


def test_a_notebook_shows_the_sums_and_no_markup_of_the_user(ledger: Ledger) -> None:
    row = {**USUAL, **ROWS[0], "note": "<script>alert(1)</script>"}
    page = Calculator().ledger(pd.DataFrame([row]))._repr_html_()
    assert "<script>" not in page
    assert "6 lines, 5 booked" in ledger._repr_html_()


def test_only_the_sources_of_booked_lines_are_named(ledger: Ledger) -> None:
    assert ledger.sources_used == sorted(ledger.sources_used)
    assert {"uk_desnz_2025", "owid_ember_grid", "dk_br18_bilag2_tabel8"} <= set(ledger.sources_used)
    alone = Calculator().ledger(pd.DataFrame([{**USUAL, **ROWS[3]}]))
    assert alone.sources_used == []
