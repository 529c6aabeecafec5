"""Resolving: scopes by class and control, columns by stage, time by share."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from small_factors import BURN, HEAT, POWER, RIDE, factor, library

from greenprod import STRICT, Activity, Calculator, CarTrip, FactorError, FactorLibrary, GreenprodError
from greenprod.footprint.boundary import Boundary
from greenprod.footprint.scopes import OUTSIDE, scope_of, scope_rule
from greenprod.vocabulary import Control, Stage

if TYPE_CHECKING:
    from greenprod import Result
    from greenprod.factors.record import Factor

BURNED = [factor(value=2.0), factor("well_to_tank", 0.5), factor("biogenic_co2", 0.1)]
POWERED = [
    factor("generation_location", 0.2, activity=POWER),
    factor("generation_market", 0.6, activity=POWER),
    factor("transmission_losses", 0.02, activity=POWER),
    factor("upstream_generation", 0.05, activity=POWER),
]


def calculate(factors: list[Factor], activity: str = BURN, *, boundary: Any = "full", **given: Any) -> Result:
    unit = {BURN: "litre", POWER: "kWh", RIDE: "pkm", HEAT: "kWh"}[activity]
    usual = {"amount": 10, "date": "2025-05-01", "region": "GB", "unit": unit}
    calculator = Calculator(library(factors), policy=STRICT, boundary=boundary)
    return calculator.calculate(Activity(activity=activity, **{**usual, **given}))


def booked(result: Result) -> list[tuple[str, str, str, int]]:
    """Return stage, scope category, column and milligrams of each posting."""
    return [
        (str(p.coefficient.stage), p.coefficient.scope_category, p.coefficient.measure, p.mg) for p in result.postings
    ]


# Corporate Value Chain (Scope 3) Standard, table 5.4: fuel that is burned in what the company operates is scope 1,
# power and heat it buys is scope 2, what happens before that is 3.3, and everything it does not run is scope 3
@pytest.mark.parametrize(
    ("kind", "control", "scope", "category", "upstream"),
    [
        ("fuel", "operated", 1, "1", "3.3"),
        ("fuel", "third_party", 3, "3.1", "3.1"),
        ("passenger_vehicle", "operated", 1, "1", "3.3"),
        ("passenger_vehicle", "third_party", 3, "3.6", "3.6"),
        ("goods_vehicle", "operated", 1, "1", "3.3"),
        ("goods_vehicle", "third_party", 3, "3.4", "3.4"),
        ("electricity", "operated", 2, "2", "3.3"),
        ("electricity", "third_party", 3, "3.8", "3.8"),
        ("heat", "operated", 2, "2", "3.3"),
        ("heat", "third_party", 3, "3.8", "3.8"),
        ("passenger_transport", "third_party", 3, "3.6", "3.6"),
        ("goods_transport", "third_party", 3, "3.4", "3.4"),
        ("accommodation", "third_party", 3, "3.6", "3.6"),
        ("material", "third_party", 3, "3.1", "3.1"),
        ("food", "third_party", 3, "3.1", "3.1"),
        ("water", "third_party", 3, "3.1", "3.1"),
        ("waste", "third_party", 3, "3.5", "3.5"),
        ("wastewater", "third_party", 3, "3.5", "3.5"),
        ("homeworking", "third_party", 3, "3.7", "3.7"),
    ],
)
def test_class_and_control_decide_the_scope(kind: str, control: str, scope: int, category: str, upstream: str) -> None:
    rule = scope_rule(FactorLibrary.shipped(), kind, control)
    assert scope_of(rule, Stage.COMBUSTION) == (scope, category)
    assert scope_of(rule, Stage.WELL_TO_TANK) == (3, upstream)
    assert scope_of(rule, Stage.BIOGENIC_CO2) == (0, OUTSIDE)


@pytest.mark.parametrize(
    ("kind", "control"),
    [
        ("fuel", "operated"),
        ("electricity", "operated"),
        ("heat", "operated"),
        ("waste", "third_party"),
        ("passenger_vehicle", "third_party"),
    ],
)
def test_a_line_without_control_takes_the_usual_one_of_its_class(kind: str, control: str) -> None:
    assert scope_rule(FactorLibrary.shipped(), kind, None).control == control


def test_fuel_is_scope_1_its_making_3_3_and_its_biogenic_carbon_outside() -> None:
    assert booked(calculate(BURNED)) == [
        ("combustion", "1", "scope1", 20_000_000),
        ("well_to_tank", "3.3", "scope3", 5_000_000),
        ("biogenic_co2", OUTSIDE, "biogenic", 1_000_000),
    ]
    result = calculate(BURNED)
    assert (result.co2e_kg, result.scope1_kg, result.scope3_kg, result.biogenic_kg) == (25.0, 20.0, 5.0, 1.0)


def test_fuel_of_a_third_party_is_scope_3_through_and_through() -> None:
    result = calculate(BURNED, control="third_party")
    assert [(p.coefficient.scope_category, p.coefficient.measure) for p in result.postings] == [
        ("3.1", "scope3"),
        ("3.1", "scope3"),
        (OUTSIDE, "biogenic"),
    ]


def test_operated_power_is_booked_by_location_and_by_market() -> None:
    assert booked(calculate(POWERED, POWER)) == [
        ("generation_location", "2", "scope2_location", 2_000_000),
        ("generation_market", "2", "scope2_market", 6_000_000),
        ("transmission_losses", "3.3", "scope3", 200_000),
        ("upstream_generation", "3.3", "scope3", 500_000),
    ]
    assert calculate(POWERED, POWER).co2e_kg == 2.7


def test_power_of_a_third_party_has_no_market_posting() -> None:
    assert booked(calculate(POWERED, POWER, control="third_party")) == [
        ("generation_location", "3.8", "scope3", 2_000_000),
        ("transmission_losses", "3.8", "scope3", 200_000),
        ("upstream_generation", "3.8", "scope3", 500_000),
    ]


def test_operated_heat_counts_in_both_views_of_scope_2() -> None:
    result = calculate([factor("generation", 0.1, activity=HEAT)], HEAT)
    assert booked(result) == [
        ("generation", "2", "scope2_location", 1_000_000),
        ("generation", "2", "scope2_market", 1_000_000),
    ]
    assert result.co2e_kg == 1.0


def test_power_that_drives_an_operated_car_is_scope_2_and_that_of_a_taxi_scope_3() -> None:
    trip: dict[str, Any] = {
        "distance": 1000,
        "fuel": "battery_electric",
        "size": "medium",
        "date": "2025-05-01",
        "region": "GB",
    }
    own = Calculator().calculate(CarTrip(**trip, control="operated"))
    assert own.scope1_kg == 0
    assert own.scope2_location_kg > 0
    assert own.scope2_market_kg > 0
    hired = Calculator().calculate(CarTrip(**trip, control="third_party"))
    assert (hired.scope1_kg, hired.scope2_location_kg, hired.scope2_market_kg) == (0, 0, 0)
    assert hired.co2e_kg == pytest.approx(own.co2e_kg, abs=1e-6)


def test_a_plug_in_hybrid_burns_scope_1_and_draws_scope_2() -> None:
    trip = CarTrip(distance=1000, fuel="plug_in_hybrid", control="operated", date="2025-05-01", region="GB")
    result = Calculator().calculate(trip)
    assert result.scope1_kg > 0
    assert result.scope2_location_kg > 0


def test_a_boundary_leaves_stages_categories_and_scopes_out() -> None:
    for boundary, expected in (
        (Boundary(name="own", exclude_stages=frozenset({"well_to_tank"})), {"combustion", "biogenic_co2"}),
        (Boundary(name="own", exclude_categories=frozenset({"fuel"})), set()),
        (Boundary(name="own", scopes=frozenset({"3"})), {"well_to_tank", "biogenic_co2"}),
    ):
        assert {p[0] for p in booked(calculate(BURNED, boundary=boundary))} == expected


def test_an_unknown_boundary_is_refused_with_the_names_that_exist() -> None:
    with pytest.raises(GreenprodError) as caught:
        Calculator(boundary="ful")
    assert caught.value.issue.code == "unknown_boundary"
    assert "full" in caught.value.issue.valid_values


def test_a_period_over_two_editions_is_shared_by_days() -> None:
    factors = [factor(value=1.0, year=2024), factor(value=3.0, year=2025)]
    result = calculate(factors, date=None, period_start="2024-12-30", period_end="2025-01-03", amount=100)
    assert [p.coefficient.share for p in result.postings] == [2 / 5, 3 / 5]
    assert booked(result) == [
        ("combustion", "1", "scope1", 40_000_000),
        ("combustion", "1", "scope1", 180_000_000),
    ]


@pytest.mark.parametrize(("start", "end"), [("2024-12-31", "2025-12-31"), ("2025-06-01", "2025-06-01")])
def test_the_shares_of_a_period_add_up_to_one(start: str, end: str) -> None:
    factors = [factor(value=1.0, year=year) for year in (2024, 2025)]
    result = calculate(factors, date=None, period_start=start, period_end=end)
    days = (date.fromisoformat(end) - date.fromisoformat(start)).days + 1
    shares = [Fraction(round(p.coefficient.share * days), days) for p in result.postings]
    assert sum(shares) == 1
    assert len(shares) == (2 if start[:4] != end[:4] else 1)


def test_a_period_inside_one_edition_is_booked_like_a_day_of_it() -> None:
    year = calculate(BURNED, date=None, period_start="2025-01-01", period_end="2025-12-31")
    assert booked(year) == booked(calculate(BURNED))


def test_a_period_that_leaves_every_edition_is_refused() -> None:
    with pytest.raises(FactorError) as caught:
        calculate(BURNED, date=None, period_start="2025-12-31", period_end="2026-01-01")
    assert caught.value.issue.code == "no_factor_for_date"


def test_a_missing_stage_is_a_warning_and_not_a_zero() -> None:
    result = calculate([factor(), factor("well_to_tank", region="FR")])
    assert [(i.code, i.severity, i.value) for i in result.issues] == [
        ("stage_without_factor", "warning", f"{BURN}: well_to_tank")
    ]


def test_a_factor_with_gases_is_recomputed_under_another_set_and_one_without_is_flagged() -> None:
    gases = (("co2", 1.0), ("ch4_fossil", 0.1))
    shelf = library([factor(value=3.8, gases=gases, gwp_set="AR5"), factor("well_to_tank", 0.5, gwp_set="AR5")])
    line = Activity(activity=BURN, amount=10, unit="litre", date="2025-05-01", region="GB")
    result = Calculator(shelf, gwp="AR4").calculate(line)
    assert [p.mg for p in result.postings] == [35_000_000, 5_000_000]
    assert [i.code for i in result.issues] == ["gwp_mismatch"]
    assert Calculator(shelf, gwp="AR5").calculate(line).issues == ()


@pytest.mark.parametrize("unit", ["litre", "m3", "us_gallon", "ml"])
def test_the_unit_of_a_line_changes_nothing_but_its_size(unit: str) -> None:
    scale = {"litre": 1.0, "m3": 1000.0, "us_gallon": 3.785411784, "ml": 0.001}[unit]
    assert calculate(BURNED, unit=unit, amount=1000).mg() == round(1000 * scale * 2.5e6)


def test_every_class_of_the_shipped_vocabulary_has_a_rule_for_each_control() -> None:
    shelf = FactorLibrary.shipped()
    for kind in {activity.kind for activity in shelf.activities.values()}:
        for control in (*Control, None):
            assert scope_rule(shelf, kind, control).kind == kind
