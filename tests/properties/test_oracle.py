"""The second calculator, in exact fractions and day by day, agrees within one milligram a posting."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from lines import (
    CURRENCIES,
    REGIONS,
    Record,
    alone,
    any_records,
    commons,
    days,
    fields,
    loads,
    numbers,
    return_trip,
    times,
)

from greenprod.factors.library import FactorLibrary
from greenprod.factors.lookup import REPORT, STRICT
from greenprod.footprint.calculate import Calculator, Result
from mini import LIBRARY, ORACLE, SHIPPED
from oracle import Key, NothingFoundError, Oracle, Rules, table
from oracle_tables import DIMENSIONS, UNITS

if TYPE_CHECKING:
    from fractions import Fraction

ROUTES = (
    ("CPH", "LHR"),
    ("CPH", "JFK"),
    ("LHR", "SYD"),
    ("AAL", "CPH"),
    ("NRT", "LAX"),
    ("CPH", "AMS"),
    ("GOH", "KEF"),
)
CABINS = ("average", "economy", "first")
PLACES = (*REGIONS, "GB-SCT", "PL", "NO", "IN", "BR", "IE")
CARS = ("diesel", "petrol", "hybrid", "plug_in_hybrid", "battery_electric", "unknown")
# in books of one source, some figures of another are preferred, in either order
PREFERRED = ((), (), ("fixture_alternative",), ("fixture_preferred",), ("fixture_preferred", "fixture_alternative"))
RULES = st.builds(Rules, st.booleans(), st.sampled_from([*PREFERRED, PREFERRED[-1][::-1]]))
FILM = ("spend.dk.j59_60", "spend.gb.59", "spend.us.512110", "spend.cy.m73")
DIETS = ("beef", "veal", "pork", "chicken", "white_fish", "oily_fish", "pollock", "tuna", "vegetarian", "vegan")


def agrees(result: Result | str, expected: dict[Key, Fraction] | None) -> None:
    """Compare every posting: where it is booked, from which row, how that was found, and how many milligrams."""
    if isinstance(result, str) or expected is None:
        assert isinstance(result, str), result.postings
        assert expected is None, (result, expected)
        return
    sums: Counter[Key] = Counter()
    postings: Counter[Key] = Counter()
    for posting in result.postings:
        c = posting.coefficient
        edition, match = c.found.factor.edition, str(c.found.match)
        key = Key(c.activity, str(c.stage), c.scope_category, c.measure, edition, match)
        sums[key] += posting.mg
        postings[key] += 1
    assert set(sums) == set(expected)
    for key, exact in expected.items():
        assert abs(sums[key] - round(exact)) <= postings[key], key


def expected_of(oracle: Oracle, line: Record, **how: object) -> dict[Key, Fraction] | None:
    """Return what the second calculator makes of a line, None when it cannot be booked."""
    try:
        return oracle.postings(line, **how)  # type: ignore[arg-type]
    except NothingFoundError:
        return None


@given(
    line=any_records(flawed=True),
    rules=RULES,
    boundary=st.sampled_from(["full", "full", "no_rf", "no_wtt", "no_travel", "scopes_1_2"]),
    gwp=st.sampled_from(["as_published", "AR4", "AR5", "AR6"]),
)
def test_mini_set(line: Record, rules: Rules, boundary: str, gwp: str) -> None:
    policy = evolve(STRICT if rules.strict else REPORT, prefer=rules.prefer)
    calc = Calculator(LIBRARY, policy=policy, boundary=boundary, gwp=gwp)
    agrees(alone(calc, line), expected_of(ORACLE, line, boundary=boundary, gwp=gwp, rules=rules))


@given(line=any_records(flawed=True), rules=RULES)
def test_ranges_are_as_wide_as_the_way_makes_them(line: Record, rules: Rules) -> None:
    policy = evolve(STRICT if rules.strict else REPORT, prefer=rules.prefer)
    result = alone(Calculator(LIBRARY, policy=policy), line)
    try:
        expected = ORACLE.deviations(line, rules)
    except NothingFoundError:
        assert isinstance(result, str)
        return
    assert not isinstance(result, str)
    for c in result.resolved.coefficients:
        found = c.found
        key = Key(c.activity, c.stage, c.scope_category, c.measure, found.factor.edition, str(found.match))
        assert any(found.gsd == (None if one is None else pytest.approx(one, rel=1e-12)) for one in expected[key])


@cache
def _shipped_activities() -> list[tuple[str, str]]:
    rows = table(SHIPPED / "activities.csv")
    return [(row["activity_id"], DIMENSIONS[row["dimension"]]) for row in rows]


@st.composite
def shipped_lines(draw: st.DrawFn) -> Record:
    """Return a line that the shipped factors may be able to book."""
    activity, unit = draw(st.sampled_from(_shipped_activities()))
    route = draw(st.sampled_from(ROUTES))
    money = unit == "EUR"
    words = CURRENCIES if money else sorted(UNITS[unit])
    described = st.one_of(
        fields("amount", item="activity", activity=activity, unit=st.sampled_from(words)),
        fields("amount", item="activity", activity=draw(st.sampled_from(FILM)), unit=st.sampled_from(CURRENCIES)),
        fields("amount", item="activity", activity="energy.electricity.grid", unit="MWh"),
        fields("passengers", item="flight", origin=route[0], destination=route[1], round_trip=return_trip),
        fields("passengers", item="flight", origin="CPH", destination="JFK", cabin=st.sampled_from(CABINS)),
        fields("vehicles", "distance", item="car_trip", fuel=st.sampled_from(CARS), round_trip=return_trip),
        fields("rooms", "nights", item="hotel_stay"),
        fields(
            "hours",
            item="generator",
            rated_kw=st.integers(5, 1500),
            load=loads,
            fuel=st.sampled_from(["diesel", "gas_oil"]),
        ),
        fields("meals", item="meals", diet=st.sampled_from(DIETS)),
    )
    record, amounts = draw(described)
    start = draw(st.one_of(days, st.dates(date(2013, 1, 1), date(2030, 12, 31))))
    end = start + timedelta(days=draw(st.integers(0, 40)))
    when = draw(st.sampled_from([{"date": str(start)}, {"period_start": str(start), "period_end": str(end)}]))
    common = {**draw(commons()), "region": draw(st.sampled_from(PLACES))}
    return {**record, **{name: draw(numbers) for name in amounts}, **when, **common}


@given(line=shipped_lines(), gwp=st.sampled_from(["as_published", "as_published", "AR4", "AR6"]))
def test_shipped_factors(line: Record, gwp: str) -> None:
    calc = _shipped_calculator(gwp)
    agrees(alone(calc, line), expected_of(_shipped_oracle(), line, gwp=gwp))


@cache
def _shipped_oracle() -> Oracle:
    return Oracle(SHIPPED, SHIPPED)


@cache
def _shipped_calculator(gwp: str) -> Calculator:
    return Calculator(FactorLibrary.shipped(), gwp=gwp)


def test_the_oracle_shares_no_code_with_the_library() -> None:
    tests = Path(__file__).parents[1]
    for name in ("oracle.py", "oracle_money.py", "oracle_tables.py"):
        assert "greenprod" not in (tests / name).read_text(encoding="utf-8")


@given(when=times())
def test_the_oracle_counts_every_day_once(when: Record) -> None:
    line = {"item": "hotel_stay", "nights": 3, "region": "GB", **when}
    found = expected_of(ORACLE, line)
    if found is not None:
        price = {"2024": 12, "2025": 10}
        nights = sum(mg / price[key.edition.split("@")[1][:4]] / 10**6 for key, mg in found.items())
        assert nights == 3
