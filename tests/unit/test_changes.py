"""Year over year: every change has its part, and the parts add up to the milligram."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from greenprod.alliance import emissions
from greenprod.alliance.changes import Cell, Part, YearOverYear, explain
from greenprod.alliance.emissions import Emission, Emissions, Scope, ScopeSet
from greenprod.errors import DataError, Issue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

KG = 10**6


def row(year: int, kg: float, amount: float | None = None, **more: Any) -> Emission:
    about: dict[str, Any] = {
        "member_id": "m", "scope": "scope1", "category": "fuel", "activity": "diesel", "region": "DK", "co2e_kg": kg,
        "amount": amount, "unit": "" if amount is None else "L", "method": "fuel_based", "factor_edition": "2024",
    }  # fmt: skip
    return Emission(year=year, **{**about, **more})


def parts(before: Sequence[Emission], after: Sequence[Emission], **options: Any) -> dict[str, float]:
    found = explain(before, after, **options)
    assert sum(found.parts.values()) == found.after_mg - found.before_mg
    for cell in found.cells:
        assert sum(cell.parts.values()) == cell.after_mg - cell.before_mg
        assert cell.reason
    return {str(part): mg / KG for part, mg in found.parts.items() if mg}


def test_more_of_the_same_is_activity() -> None:
    assert parts([row(2024, 250, 100)], [row(2025, 300, 120)]) == {"activity": 50}


def test_another_edition_is_told_apart_from_more_of_it() -> None:
    assert parts([row(2024, 250, 100)], [row(2025, 312, 120, factor_edition="2025")]) == {
        "activity": 50,
        "factor_edition": 12,
    }


def test_another_method_is_told_apart_from_more_of_it() -> None:
    assert parts([row(2024, 250, 100)], [row(2025, 280, 120, method="supplier")]) == {"activity": 50, "method": -20}


def test_method_and_edition_together_are_parted_by_a_recalculation_or_not_at_all() -> None:
    before, after = [row(2024, 250, 100)], [row(2025, 280, 120, method="supplier", factor_edition="2025")]
    assert parts(before, after) == {"activity": 50, "unexplained": -20}
    cell = Cell("m", "", "scope1", "fuel", "diesel", "DK")
    assert parts(before, after, recalculated={cell: 312 * KG}) == {"activity": 50, "factor_edition": 12, "method": -32}


def test_all_at_once() -> None:
    before = [row(2024, 250, 100), row(2024, 40, 10, entity="sold"), row(2024, 7, 7, activity="petrol")]
    after = [
        row(2025, 312, 120, factor_edition="2025"), row(2025, 90, 30, entity="bought"),
        row(2025, 11, 3, entity="forgotten before"), row(2025, 6, 2, entity="new workshop"),
    ]  # fmt: skip
    found = parts(
        before,
        after,
        structure={("m", "sold"), ("m", "bought")},
        boundary={("m", "forgotten before")},
    )
    assert found == {"structure": 50, "boundary": 11, "activity": 50 - 7 + 6, "factor_edition": 12}


def test_rounding_hides_nowhere() -> None:
    found = explain([row(2024, 0.000001, 3)], [row(2025, 0.000002, 4, factor_edition="2025")])
    assert (found.parts[Part.ACTIVITY], found.parts[Part.FACTOR_EDITION]) == (0, 1)
    assert found.parts[Part.UNEXPLAINED] == 0


def test_an_entity_that_came_is_structure_even_in_its_second_year() -> None:
    before, after = [row(2024, 50, 20, entity="e")], [row(2025, 100, 40, entity="e")]
    assert parts(before, after, structure={("m", "e")}) == {"structure": 50}
    assert parts(before, after) == {"activity": 50}


def test_a_scope_that_was_not_stated_is_boundary_since_missing_is_not_zero() -> None:
    after = [row(2025, 250, 100), row(2025, 900, scope="scope3", category="travel")]
    assert parts([row(2024, 250, 100)], after) == {"boundary": 900}


def test_a_member_that_was_not_there_is_boundary() -> None:
    assert parts([row(2024, 5, member_id="n")], [row(2025, 5, member_id="n"), row(2025, 8)]) == {"boundary": 8}


@pytest.mark.parametrize(
    "after",
    [
        row(2025, 300, factor_edition="2025"),
        row(2025, 300, 120, factor_edition="2025", unit="kg"),
    ],
)
def test_amounts_that_cannot_be_compared_explain_nothing(after: Emission) -> None:
    assert parts([row(2024, 250, 100)], [after]) == {"unexplained": 50}


def test_litres_and_kilograms_are_not_added_to_be_compared() -> None:
    before = [row(2024, 250, 100), row(2024, 50, 20, unit="kg")]
    after = [row(2025, 300, 110, factor_edition="2025"), row(2025, 40, 20, unit="kg", factor_edition="2025")]
    assert parts(before, after) == {"unexplained": 40}


def test_an_unknown_edition_is_no_reason() -> None:
    before, after = row(2024, 250, 100, factor_edition=""), row(2025, 312, 120, factor_edition="2025")
    assert parts([before], [after]) == {"activity": 50, "unexplained": 12}


def test_a_category_counted_in_another_way_is_not_called_less_activity() -> None:
    before = row(2024, 250, 9000, unit="DKK", activity="spend.fuel", method="spend")
    assert parts([before], [row(2025, 200, 80)]) == {"unexplained": -50}
    assert parts([row(2024, 250, 100, activity="petrol")], [row(2025, 200, 80)]) == {"activity": -50}


def test_rows_of_a_cell_are_added_up() -> None:
    before = [row(2024, 100, 40), row(2024, 150, 60)]
    assert parts(before, [row(2025, 312, 120, factor_edition="2025")]) == {"activity": 50, "factor_edition": 12}


def test_electricity_is_compared_in_one_view() -> None:
    before = [row(2024, 10, 10, scope="scope2_location"), row(2024, 1, 10, scope="scope2_market")]
    after = [row(2025, 20, 20, scope="scope2_location"), row(2025, 2, 20, scope="scope2_market")]
    assert parts(before, after) == {"activity": 10}
    assert parts(before, after, scopes=ScopeSet.parse("scope2_market")) == {"activity": 1}


def test_a_waterfall_leads_from_one_year_to_the_other() -> None:
    found: YearOverYear = explain([row(2024, 250, 100)], [row(2025, 312, 120, factor_edition="2025")])
    steps = found.steps()
    assert [step["part"] for step in steps] == [str(part) for part in Part]
    assert (steps[0]["from_t"], steps[-1]["to_t"]) == (0.25, 0.312)
    assert found.frame()["activity_t"].to_list() == [0.05]
    assert found.rows()[0]["reason"] == "another edition"


HEAD = "member_id,year,scope,category,co2e_kg,activity,region,amount,unit,method,factor_edition,entity"


def test_inventories_are_read_and_written_back(tmp_path: Path) -> None:
    rows = (row(2024, 250.5, 100), row(2024, 7, scope="scope3", entity="e"), row(2025, 0, 0))
    Emissions(rows=rows).write(tmp_path)
    issues: list[Issue] = []
    found = emissions.read(tmp_path, member_ids=["m"], issues=issues)
    assert not issues
    assert found.rows == rows
    assert found.inventory() == {("m", 2024): {"scope1": 250_500_000, "scope3": 7 * KG}, ("m", 2025): {"scope1": 0}}
    assert found.of(2025) == rows[2:]


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("m,2024,scope1,fuel,-5,,,,,,,", "negative_amount", "co2e_kg"),
        ("m,2024,scope1,fuel,5,,,-5,L,,,", "negative_amount", "amount"),
        ("m,2024,scope1,fuel,5,,,5,,,,", "missing_unit", "unit"),
        ("m,2024,scope1,fuel,,,,,,,,", "missing_field", "co2e_kg"),
        ("m,2024,scope4,fuel,5,,,,,,,", "invalid_choice", "scope"),
        ("m,soon,scope1,fuel,5,,,,,,,", "not_a_number", "year"),
        ("who,2024,scope1,fuel,5,,,,,,,", "unknown_member", "member_id"),
        ("m,2024,scope1,fuel,1e20,,,,,,,", "overflow", "co2e_kg"),
        ("m,2023,scope1,fuel,6,,,,,,,", "duplicate_emission", "member_id"),
    ],
)
def test_a_bad_row_is_an_issue_and_left_out(tmp_path: Path, text: str, code: str, column: str) -> None:
    (tmp_path / "emissions.csv").write_text(f"{HEAD}\nm,2023,scope1,fuel,5,,,,,,,\n{text}\n", encoding="utf-8")
    issues: list[Issue] = []
    found = emissions.read(tmp_path, member_ids=["m"], issues=issues)
    assert len(found.rows) == 1
    assert [(issue.code, issue.column, issue.file, issue.row) for issue in issues] == [
        (code, column, "emissions.csv", 3)
    ]


def test_a_set_of_scopes_adds_only_what_may_be_added() -> None:
    found = ScopeSet.parse("scope3+scope1")
    assert found.scopes == (Scope.SCOPE1, Scope.SCOPE3)
    assert found.total({"scope1": 1, "scope3": 2, "scope2_market": 9}) == 3
    assert found.total({"scope1": 1}) is None
    with pytest.raises(DataError) as caught:
        ScopeSet.parse("scope2_location+scope2_market")
    assert caught.value.issue.code == "scope2_twice"
