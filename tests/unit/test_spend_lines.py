"""Lines of money: booked in their own currency, restated by year, and told how."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from attrs import evolve

from greenprod import REPORT, STRICT, Activity, Calculator, GreenprodError
from greenprod.money import restated

if TYPE_CHECKING:
    from greenprod import FactorLibrary

FILM: dict[str, Any] = {"activity": "spend.film", "region": "DK", "date": "2024-05-01"}


def steps(calc: Calculator, **line: Any) -> str:
    [posting] = calc.calculate(Activity(**{**FILM, **line})).explain().postings
    return str(posting["steps"])


def test_euro_of_the_price_year_are_multiplied_and_nothing_else(mini: FactorLibrary) -> None:
    # the figure of 2024 is for euro of 2023, that of 2025 for euro of 2024; a figure of the very year has no step
    [row] = [f for f in mini.factors if f.edition == "fixture:spend.film:dk:cradle_to_gate@2024-01-01"]
    same = evolve(mini, factors=(evolve(row, price_year=2024, price_basis="purchaser"),))
    [posting] = Calculator(same).calculate(Activity(**FILM, amount=3, unit="kEUR")).explain().postings
    assert (posting["mg"], posting["steps"], posting["match"]) == (600_000_000, "", "exact")


def test_the_ledger_keeps_the_currency_that_was_paid_in(calc: Calculator) -> None:
    rows = [{**FILM, "amount": 1000, "unit": unit} for unit in ("DKK", "EUR", "kEUR", "SEK")]
    lines = calc.ledger(pd.DataFrame(rows)).lines
    assert lines["unit"].tolist() == ["DKK", "EUR", "EUR", "SEK"]
    assert lines["amount"].tolist() == [1000, 1000, 1_000_000, 1000]
    assert set(lines["match"]) == {"exact"}


@pytest.mark.parametrize("unit", ["DKK", "SEK", "USD"])
def test_each_step_is_told(calc: Calculator, unit: str) -> None:
    told = steps(calc, amount=10, unit=unit)
    assert told.split("; ")[0].startswith(f"{unit} of 2024 to {unit} of 2023: x ")
    assert f"{unit} to EUR of 2023: / " in told
    assert told.endswith(
        "basic prices: taxes and margins in the amount paid are counted as if they were the supplier's"
    )


def test_a_figure_of_a_preferred_source_is_restated_in_its_own_currency(mini: FactorLibrary) -> None:
    # 0.01 kg a krone of 2025: 1000 DKK of 2025 are 10 kg
    calc = Calculator(mini, policy=evolve(REPORT, prefer=("fixture_preferred",)))
    line = Activity(activity="spend.film", amount=1000, unit="DKK", region="DK", date="2025-05-01")
    result = calc.calculate(line)
    assert (result.co2e_kg, result.resolved.match) == (10.0, "parent_region")


def test_a_year_after_the_last_index_is_a_stretched_match_and_none_under_strict(mini: FactorLibrary) -> None:
    rows = [evolve(f, valid_to=f.valid_to.replace(year=2030)) for f in mini.factors
            if f.edition == "fixture:spend.film:dk:cradle_to_gate@2025-01-01"]  # fmt: skip
    library = evolve(mini, factors=rows)
    line = Activity(activity="spend.film", amount=1000, unit="DKK", region="DK", date="2027-05-01")
    result = Calculator(library).calculate(line)
    assert result.resolved.match == "extended_period"
    assert "2027 taken as" in str(result.explain())
    with pytest.raises(GreenprodError) as caught:
        Calculator(library, policy=STRICT).calculate(line)
    assert caught.value.issue.code == "no_price_index"


def test_a_period_over_new_year_is_restated_year_by_year(calc: Calculator) -> None:
    # 10 days of 2024 and 10 of 2025: half of the amount by each year's figure and prices
    when = {"date": None, "period_start": "2024-12-22", "period_end": "2025-01-10"}
    result = calc.calculate(Activity(**{**FILM, **when}, amount=2000, unit="DKK"))
    first = restated("DKK", 2024, "EUR", 2023).factor * 1000 * 0.2
    second = restated("DKK", 2025, "EUR", 2024).factor * 1000 * 0.1
    assert [p.mg for p in result.postings] == [round(first * 1e6), round(second * 1e6)]
    assert [c.per_unit for c in result.resolved.coefficients] == [0.5, 0.5]


@pytest.mark.parametrize(
    ("unit", "code"),
    [("km", "wrong_dimension"), ("kr", "ambiguous_unit"), ("XYZ", "unknown_unit"), ("EUR/DKK", "wrong_dimension")],
)
def test_a_unit_that_is_no_currency_is_an_issue(calc: Calculator, unit: str, code: str) -> None:
    ledger = calc.ledger(pd.DataFrame([{**FILM, "amount": 10, "unit": unit}]))
    assert ledger.lines["issue"].tolist() == [code]


def test_money_for_a_thing_that_is_counted_otherwise_is_an_issue(calc: Calculator) -> None:
    with pytest.raises(GreenprodError) as caught:
        calc.calculate(Activity(**{**FILM, "activity": "fuel.hvo"}, amount=10, unit="DKK"))
    assert caught.value.issue.code == "wrong_dimension"


def test_the_first_stand_in_with_a_figure_is_taken(calc: Calculator) -> None:
    # Sweden is ranked first and has a figure from 2026 on, which may be used a year before; Denmark is asked otherwise
    found = {
        year: calc.calculate(Activity(**{**FILM, "region": "US", "date": f"{year}-05-01"}, amount=1, unit="EUR"))
        for year in (2024, 2025)
    }
    assert {year: r.resolved.factor_ids.split(":")[2] for year, r in found.items()} == {2024: "dk", 2025: "se"}
    assert {r.resolved.match for r in found.values()} == {"proxy_region"}


def test_a_corrected_row_is_passed_over(calc: Calculator) -> None:
    # 1 tonne x 900 kg; the row of 9000 kg is superseded
    line = Activity(activity="material.paper.new", amount=1, unit="tonne", region="DK", date="2025-05-01")
    assert calc.calculate(line).co2e_kg == 900.0


@pytest.fixture
def steady(mini: FactorLibrary) -> Calculator:
    """Return a calculator with one figure, per euro of 2023, that holds for ten years."""
    [row] = [f for f in mini.factors if f.edition == "fixture:spend.film:dk:cradle_to_gate@2024-01-01"]
    lasting = evolve(row, valid_from=dt.date(2020, 7, 1), valid_to=dt.date(2030, 7, 1))
    return Calculator(evolve(mini, factors=(lasting,)))


def test_a_column_is_restated_by_each_line_s_own_year(steady: Calculator) -> None:
    days = [f"{year}-05-01" for year in (2022, 2024, 2023, 2022)]
    lines = [Activity(activity="spend.film", amount=1000, unit="SEK", region="DK", date=day) for day in days]
    booked = steady.ledger(lines).lines["co2e_mg"].tolist()
    assert booked == [steady.calculate(line).mg() for line in lines]
    assert booked[0] == booked[3] > booked[2] > booked[1]


def test_one_figure_for_two_years_is_two_postings_with_prices_of_their_own(steady: Calculator) -> None:
    when = {"period_start": "2024-12-22", "period_end": "2025-01-10"}
    result = steady.calculate(Activity(activity="spend.film", amount=2000, unit="DKK", region="DK", **when))
    assert [p.mg for p in result.postings] == [
        round(restated("DKK", year, "EUR", 2023).factor * 1000 * 0.2 * 1e6) for year in (2024, 2025)
    ]


@pytest.mark.parametrize(
    ("prefer", "kg"),
    [
        ((), 150),
        (("fixture_alternative", "fixture_preferred"), 100),
        (("fixture_preferred", "fixture_alternative"), 120),
    ],
)
def test_the_first_preferred_source_wins(mini: FactorLibrary, prefer: tuple[str, ...], kg: float) -> None:
    calc = Calculator(mini, policy=evolve(REPORT, prefer=prefer))
    line = Activity(activity="energy.electricity.grid", amount=1, unit="MWh", region="DK", date="2025-05-01")
    assert calc.calculate(line).scope2_location_kg == kg


def test_a_preferred_source_wins_even_from_further_away(mini: FactorLibrary) -> None:
    # Europe of 2024, stretched, at 0.02 instead of Denmark of 2025 at 0.03
    calc = Calculator(mini, policy=evolve(REPORT, prefer=("fixture_preferred",)))
    line = Activity(activity="travel.rail.national", amount=1000, unit="pkm", region="DK", date="2025-05-01")
    [burned] = [p for p in calc.calculate(line).postings if p.coefficient.stage == "combustion"]
    assert (burned.mg, burned.coefficient.found.match) == (20_000_000, "extended_period")
