"""A line's own factor: it needs a source and a reason, and replaces no more than it speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from greenprod import Activity, Calculator, GreenprodError, GridElectricity, HotelStay, ItemError

if TYPE_CHECKING:
    from greenprod import FactorLibrary, Result

WHY = {"override_source": "supplier's bill", "override_reason": "their own meter"}
DAY = {"region": "DK", "date": "2025-05-01"}
FUEL: dict[str, Any] = {"activity": "fuel.hvo", "amount": 10, "unit": "litre", "region": "GB", "date": "2025-05-01"}
MISSING = [{}, {"override_source": "bill"}, {"override_reason": "better"}]


def booked(result: Result) -> dict[tuple[str, str], tuple[int, str]]:
    return {
        (str(c.stage), c.measure): (p.mg, str(c.found.match)) for p in result.postings for c in [p.coefficient]
    }  # fmt: skip


@pytest.mark.parametrize("words", MISSING)
def test_without_source_and_reason_it_is_an_issue_and_never_booked(calc: Calculator, words: dict[str, str]) -> None:
    with pytest.raises(ItemError) as caught:
        Activity(**FUEL, factor_override="2 kgCO2e/litre", **words)
    assert caught.value.issue.code == "override_without_source"
    line = {"item": "activity", **FUEL, "factor_override": "2 kgCO2e/litre", **words}
    ledger = calc.ledger(pd.DataFrame([line, {**line, **WHY}]))
    assert ledger.lines["issue"].tolist() == ["override_without_source", ""]
    assert ledger.lines["booked"].tolist() == [False, True]
    assert ledger.total_mg["co2e_mg"] == 20_000_000


def test_it_replaces_every_stage_but_biogenic_co2(calc: Calculator) -> None:
    # 10 litre x 2 kg = 20 kg instead of 0.4 kg burned and 3 kg upstream; 25 kg biogenic stay beside the total
    found = booked(calc.calculate(Activity(**FUEL, factor_override="2 kgCO2e/litre", **WHY)))
    assert found == {
        ("combustion", "scope1"): (20_000_000, "override"),
        ("biogenic_co2", "biogenic"): (25_000_000, "exact"),
    }


def test_of_power_it_leaves_the_location_based_view_alone(calc: Calculator) -> None:
    power = GridElectricity(energy=1000, **DAY)
    own = GridElectricity(energy=1000, factor_override="20 kgCO2e/MWh", **WHY, **DAY)
    before, after = calc.calculate(power), calc.calculate(own)
    assert (after.scope2_market_kg, before.scope2_market_kg) == (20.0, 500.0)
    key = ("generation_location", "scope2_location")
    assert booked(after)[key] == booked(before)[key] == (150_000_000, "exact")
    assert after.co2e_kg == before.co2e_kg == 150.0


def test_a_figure_in_another_unit_of_the_same_kind_is_converted(calc: Calculator) -> None:
    # 10 litre x 2000 kg/m3 = 20 kg
    assert calc.calculate(Activity(**FUEL, factor_override="2000 kgCO2e/m3", **WHY)).co2e_kg == 20.0


@pytest.mark.parametrize("text", ["2", "two kgCO2e/litre", "2 litre", "2 kgCO2e/kg", "-1 kgCO2e/litre", "2 kg/litre",
                                  "nan kgCO2e/litre", "2 gCO2e/litre"])  # fmt: skip
def test_a_text_that_is_no_figure_for_the_activity_is_an_issue(calc: Calculator, text: str) -> None:
    with pytest.raises(GreenprodError) as caught:
        calc.calculate(Activity(**FUEL, factor_override=text, **WHY))
    assert (caught.value.issue.code, caught.value.issue.column) == ("wrong_override", "factor_override")


def test_the_explanation_names_source_and_reason(calc: Calculator) -> None:
    line = Activity(**FUEL, factor_override="2 kgCO2e/litre", **WHY)
    text = str(calc.calculate(line).explain())
    assert "10 litre x 2 kgCO2e/litre = 20,000,000 mg" in text
    assert "match override: override: 2 kgCO2e/litre (supplier's bill; their own meter)" in text


def test_money_by_a_figure_of_its_own_is_not_restated(calc: Calculator) -> None:
    # 1000 DKK x 0.02 kg = 20 kg, in whatever year
    for year in (2024, 2026):
        line = Activity(
            activity="spend.film", amount=1000, unit="DKK", region="DK", date=f"{year}-05-01",
            factor_override="0.02 kgCO2e/DKK", **WHY,
        )  # fmt: skip
        result = calc.calculate(line)
        assert (result.co2e_kg, result.resolved.match) == (20.0, "override")


def test_it_stands_before_an_overlay_and_an_overlay_before_the_library(mini: FactorLibrary) -> None:
    # a room and night: 10 kg by the library, 7 kg laid over it, 2 kg by the line
    row = {
        "activity": "accommodation.hotel", "region": "DK", "stage": "operational", "value": "7",
        "unit": "kgCO2e/room_night", "valid_from": "2025-01-01", "valid_to": "2026-01-01", "source": "Chain",
        "licence": "own", "locator": "p1",
    }  # fmt: skip
    laid = Calculator(mini.overlay(pd.DataFrame([row])))
    night, own = HotelStay(nights=1, **DAY), HotelStay(nights=1, factor_override="2 kgCO2e/room_night", **WHY, **DAY)
    assert [c.calculate(night).co2e_kg for c in (Calculator(mini), laid)] == [10.0, 7.0]
    assert [c.calculate(own).co2e_kg for c in (Calculator(mini), laid)] == [2.0, 2.0]
    assert laid.calculate(own).resolved.factor_ids == "override:accommodation.hotel@0001-01-01"


@pytest.mark.parametrize("activity", ["energy.electricity.grid", "travel.car.average.battery_electric"])
def test_it_is_never_passed_over_in_silence(calc: Calculator, activity: str) -> None:
    unit = "kWh" if activity.startswith("energy") else "km"
    line = Activity(
        activity=activity, amount=100, unit=unit, region="GB", date="2025-05-01", control="third_party",
        factor_override=f"9 kgCO2e/{unit}", **WHY,
    )  # fmt: skip
    # of power that others buy there is one view: 100 x 9 kg, and nothing else
    assert booked(calc.calculate(line)) == {("generation_location", "scope3"): (900_000_000, "override")}


def test_a_supplier_s_figure_is_booked_where_the_library_has_no_market_figure(mini: FactorLibrary) -> None:
    own = GridElectricity(energy=1000, region="GB", date="2025-05-01", factor_override="0 kgCO2e/kWh", **WHY)
    result = Calculator(mini, policy="strict").calculate(own)
    assert ("generation_market", "scope2_market") in booked(result)


def test_an_activity_with_alternative_figures_only_takes_it() -> None:
    line = Activity(activity="fuel.petrol.e5", amount=10, unit="litre", factor_override="2 kgCO2e/litre", **WHY, **DAY)
    assert booked(Calculator().calculate(line)) == {("combustion", "scope1"): (20_000_000, "override")}


def test_it_is_one_posting_over_new_year(calc: Calculator) -> None:
    stay = HotelStay(
        nights=3, region="GB", period_start="2024-12-30", period_end="2025-01-05",
        factor_override="2 kgCO2e/room_night", **WHY,
    )  # fmt: skip
    assert len(calc.calculate(stay).postings) == 1


def test_what_stays_beside_it_is_kept_for_the_days_that_have_a_factor(calc: Calculator) -> None:
    # the figure of 2025 is carried three years on, to the last day of 2028: one of two days
    when = {"date": None, "period_start": "2028-12-31", "period_end": "2029-01-01"}
    found = booked(calc.calculate(Activity(**{**FUEL, **when}, factor_override="2 kgCO2e/litre", **WHY)))
    assert found == {
        ("combustion", "scope1"): (20_000_000, "override"),
        ("biogenic_co2", "biogenic"): (12_500_000, "extended_period"),
    }


def test_a_figure_without_a_blank_is_printed_once(calc: Calculator) -> None:
    text = str(calc.calculate(Activity(**FUEL, factor_override="2kgCO2e/litre", **WHY)).explain())
    assert "x 2 kgCO2e/litre =" in text
