"""Money and figures of a line's own: what must hold whatever the amount, the currency and the days."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st
from lines import CURRENCIES, SPEND, Record, alone, any_records, numbers, overrides, records, spend_records

from greenprod.footprint.calculate import Calculator, Result
from greenprod.vocabulary import Match, Stage
from mini import CALC, LIBRARY, ORACLE

if TYPE_CHECKING:
    from greenprod.footprint.calculate import Posting

whole = st.integers(1, 10**6)
currencies = st.sampled_from(CURRENCIES)
YEARS = (2024, 2025)


def spend(amount: object, unit: str, **when: Any) -> Record:
    return {"item": "activity", "activity": SPEND, "region": "DK", "amount": amount, "unit": unit, **when}


def result_of(line: Record, calc: Calculator = CALC) -> Result:
    result = alone(calc, line)
    assume(not isinstance(result, str))
    assert not isinstance(result, str)
    return result


def places(postings: tuple[Posting, ...]) -> list[tuple[str, str, float]]:
    return [(str(c.stage), c.found.factor.edition, c.share) for p in postings for c in [p.coefficient]]


@given(line=spend_records(), thousands=st.integers(0, 10**6))
def test_a_thousand_euro_are_a_thousand_times_a_euro(line: Record, thousands: int) -> None:
    one = result_of({**line, "amount": thousands, "unit": "kEUR"})
    other = result_of({**line, "amount": thousands * 1000, "unit": "EUR"})
    assert places(one.postings) == places(other.postings)
    for a, b in zip(one.postings, other.postings, strict=True):
        assert abs(a.mg - b.mg) <= 1
    assert one.resolved.unit == other.resolved.unit == "EUR"
    assert one.resolved.per_unit * one.product == other.resolved.per_unit * other.product


@given(line=spend_records(), amount=whole, factor=st.sampled_from([2, 4, 1024]))
def test_twice_the_money_is_twice_the_carbon(line: Record, amount: int, factor: int) -> None:
    one, more = result_of({**line, "amount": amount}), result_of({**line, "amount": amount * factor})
    assert [c.mg_per_unit for c in one.resolved.coefficients] == [c.mg_per_unit for c in more.resolved.coefficients]
    for a, b in zip(one.postings, more.postings, strict=True):
        assert abs(a.mg * factor - b.mg) <= factor / 2 + 1


@given(amount=whole, unit=currencies, before=st.integers(0, 400), after=st.integers(0, 360))
def test_a_period_over_new_year_conserves_the_amount(amount: int, unit: str, before: int, after: int) -> None:
    new_year = date(2025, 1, 1)
    first, last = new_year - timedelta(days=before), new_year + timedelta(days=after)
    whole_line = result_of(spend(amount, unit, period_start=str(first), period_end=str(last)))
    coefficients = whole_line.resolved.coefficients
    per_unit = 1000 if unit == "kEUR" else 1
    assert sum(c.share for c in coefficients) == pytest.approx(1, rel=1e-14)
    assert sum(c.per_unit for c in coefficients) == pytest.approx(per_unit, rel=1e-14)
    # the year's parts, each booked on a day of that year
    days = {
        year: sum((first + timedelta(days=n)).year == year for n in range(before + after + 1))
        for year in range(2023, 2026)
    }
    exact = Fraction(0)
    for year, count in days.items():
        if count:
            day = result_of(spend(10**6, unit, date=f"{year}-06-01"))
            exact += Fraction(day.mg(), 10**6) * amount * count / (before + after + 1)
    assert float(whole_line.mg()) == pytest.approx(float(exact), rel=1e-9, abs=3 + amount * 3e-6)


@given(amount=st.integers(10_000, 10**6), unit=st.sampled_from(["DKK", "EUR", "SEK", "USD", "NOK", "GBP"]))
def test_where_prices_rose_later_money_buys_less_and_emits_less(amount: int, unit: str) -> None:
    # one figure, per euro of 2023, for all years: prices rose in each of these currencies from 2022 to 2024
    [row] = [f for f in LIBRARY.factors if f.edition == "fixture:spend.film:dk:cradle_to_gate@2024-01-01"]
    steady = evolve(row, valid_from=date(2020, 1, 1), valid_to=date(2030, 1, 1))
    calc = Calculator(evolve(LIBRARY, factors=(steady,)))
    masses = [result_of(spend(amount, unit, date=f"{year}-06-01"), calc).mg() for year in (2022, 2023, 2024)]
    assert masses[0] > masses[1] > masses[2]


@given(line=any_records())
def test_a_range_holds_the_figure(line: Record) -> None:
    for posting in result_of(line).explain().postings:
        if posting["gsd"] is None:
            assert (posting["low_mg"], posting["high_mg"]) == (None, None)
        else:
            assert posting["gsd"] >= 1
            assert posting["low_mg"] <= posting["mg"] <= posting["high_mg"]


@given(line=records())
def test_a_way_round_never_makes_a_figure_surer(line: Record) -> None:
    for c in result_of(line).resolved.coefficients:
        own, found = c.found.factor.gsd, c.found.gsd
        assert (own is None) == (found is None)
        if own is not None and found is not None:
            assert found == own if c.found.match is Match.EXACT else found > own


@given(line=st.one_of(records(), spend_records()), data=st.data())
def test_without_source_or_reason_nothing_is_booked(line: Record, data: st.DataObject) -> None:
    own = data.draw(overrides(line))
    for name in ("override_source", "override_reason"):
        assert alone(CALC, {**line, **own, name: ""}) == "override_without_source"


@given(line=st.one_of(records(), spend_records()), data=st.data())
def test_a_figure_of_its_own_is_booked_for_all_of_the_amount(line: Record, data: st.DataObject) -> None:
    own = data.draw(overrides(line))
    result = result_of({**line, **own})
    assume(not result.issues or all(issue.code != "gwp_mismatch" for issue in result.issues))
    mine = [p for p in result.postings if p.coefficient.found.match is Match.OVERRIDE]
    if not mine:
        # power that is ours, where the library has no market view
        assert result.resolved.activity.split(".")[-1] in ("grid", "battery_electric")
        return
    activity, amount = ORACLE.activity_amount(line)
    assert {p.coefficient.activity for p in mine} == {activity}
    # heat that is ours stands in both views of scope 2
    views = {p.coefficient.measure for p in mine}
    mine = [p for p in mine if p.coefficient.measure == min(views)]
    assert views in ({"scope1"}, {"scope3"}, {"scope2_market"}, {"scope2_location", "scope2_market"})
    assert sum(p.coefficient.share for p in mine) == pytest.approx(1)
    if line.get("activity") != SPEND:
        row = ORACLE.own({**line, **own}, activity)
        assert row is not None
        exact = amount * ORACLE.kg_per_unit(row.row, activity, "as_published") * 10**6
        assert float(sum(p.mg for p in mine)) == pytest.approx(float(exact), rel=1e-12, abs=len(mine))


@given(line=records(), energy=numbers, value=st.integers(0, 9))
def test_a_supplier_s_figure_leaves_the_location_based_view_alone(line: Record, energy: float, value: int) -> None:
    kept: Record = {name: line[name] for name in ("date", "period_start", "period_end", "region") if name in line}
    line = {"item": "grid_electricity", "energy": energy, "control": "operated", **kept}
    why = {"override_source": "bill", "override_reason": "theirs"}
    before, after = result_of(line), result_of({**line, "factor_override": f"{value} kgCO2e/kWh", **why})
    for measure in ("scope1", "scope2_location", "scope3", "biogenic"):
        assert after.mg(measure) == before.mg(measure)
    market = [p.coefficient for p in after.postings if p.coefficient.stage is Stage.GENERATION_MARKET]
    assert {c.found.match for c in market} <= {Match.OVERRIDE}
