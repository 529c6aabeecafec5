"""The page of a comparison: its figures, its escapes, and what it keeps to itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import greenprod as gp
from greenprod.factors.record import BoundaryRule
from greenprod.footprint.boundary import Boundary
from greenprod.reports.comparison import MOST_CATEGORIES, REST, comparison_chart, render_comparison, write_comparison

if TYPE_CHECKING:
    from pathlib import Path

    from greenprod.footprint.compare import Comparison

WHEN = {"region": "DK", "date": "2025-05-01"}
LINES = [
    gp.CarTrip(distance=100, fuel="diesel", **WHEN),
    gp.GridElectricity(energy=100, **WHEN),
    gp.Meals(meals=40, diet="vegan", **WHEN),
]
RULE = BoundaryRule(
    boundary_id="<own>", inside="unknown", activity="travel.car", note="<b>not said</b> & open", category="", stage="",
    control="", evidence="", source="",
)  # fmt: skip
OWN = Boundary(
    name="<own>", title="Own & <i>", source="https://example.org/rules", exclude_categories={"catering"}, rules=(RULE,)
)


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return gp.Calculator().ledger(LINES).compare(["full", "no_wtt", OWN])


def test_the_bars_are_the_totals(comparison: Comparison) -> None:
    values = comparison_chart(comparison)["data"]["values"]
    for row in comparison.table.to_dict("records"):
        bar = sum(value["t"] for value in values if value["label"] == row["boundary"])
        assert bar == pytest.approx(row["co2e_mg"] / 1e9)
    assert [value["label"] for value in values if value["layer"] == 0] == ["full", "no_wtt", "<own>"]


def test_a_chart_of_many_categories_keeps_the_rest_together(comparison: Comparison) -> None:
    import pandas as pd  # noqa: PLC0415
    from attrs import evolve  # noqa: PLC0415

    rows = [{"boundary": "full", "category": f"c{n}", "co2e_mg": n + 1} for n in range(12)]
    chart = comparison_chart(evolve(comparison, categories=pd.DataFrame(rows)))
    colours = chart["encoding"]["color"]["scale"]
    assert len(colours["domain"]) == len(colours["range"]) == MOST_CATEGORIES + 1
    assert colours["domain"][0] == "c11"
    assert colours["domain"][-1] == REST
    assert sum(v["t"] for v in chart["data"]["values"] if v["label"] == "full") == pytest.approx(78e-9)


def test_the_page_has_tables_notes_and_unknowns(comparison: Comparison) -> None:
    page = render_comparison(comparison)
    assert page.startswith("<!doctype html>")
    for words in ("Of the widest", "100.0%", "not counted", "travel.car", "All categories", "no_wtt"):
        assert words in page


def test_names_are_text_and_never_markup(comparison: Comparison) -> None:
    page = render_comparison(comparison)
    assert "&lt;own&gt;" in page
    assert "&lt;b&gt;not said&lt;/b&gt; &amp; open" in page
    assert "<own>" not in page
    assert "<b>not said" not in page


def test_the_page_asks_no_network_for_anything(comparison: Comparison) -> None:
    page = render_comparison(comparison)
    assert "default-src 'none'" in page
    markup = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"(?!data:)", markup)


def test_the_page_is_written_where_asked(comparison: Comparison, tmp_path: Path) -> None:
    file = write_comparison(comparison, tmp_path / "new" / "comparison.html")
    assert file.read_text(encoding="utf-8") == render_comparison(comparison)


def test_another_kind_of_file_is_refused(comparison: Comparison, tmp_path: Path) -> None:
    with pytest.raises(gp.DataError) as caught:
        write_comparison(comparison, tmp_path / "comparison.pdf")
    assert caught.value.issue.code == "unsupported_file"
