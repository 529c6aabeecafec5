"""Which factor is taken: the most specific, inside its half-open validity, and never silently another."""

from __future__ import annotations

import random  # noqa: TC003 - hypothesis resolves the annotation
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st
from lines import EDGES, MG_COLUMNS, Record, alone, books, few, frame_of, records

from greenprod.errors import FactorError
from greenprod.factors.files import FolderReader
from greenprod.factors.lookup import REPORT, Found, Policy, find
from greenprod.factors.record import Proxy
from greenprod.factors.seal import contents
from greenprod.footprint.calculate import Calculator, Result
from greenprod.vocabulary import Match
from mini import CALC, LIBRARY, SHIPPED

if TYPE_CHECKING:
    from greenprod.factors.library import FactorLibrary
    from greenprod.factors.record import Factor

HOTEL = {"item": "hotel_stay", "nights": 7, "region": "GB"}
RAIL = {"item": "rail_trip", "passengers": 3, "distance": 100, "date": "2025-05-01"}


def booked(calc: Calculator, line: Record) -> Result:
    result = alone(calc, line)
    assert not isinstance(result, str), result
    return result


def with_factors(library: FactorLibrary, *more: Factor) -> Calculator:
    return Calculator(evolve(library, factors=(*library.factors, *more)))


def postings(result: Result) -> list[tuple[str, str, str, str, int]]:
    """Return what is booked, by stage and factor."""
    return [
        (str(c.stage), c.measure, c.found.factor.edition, str(c.found.match), p.mg)
        for p in result.postings
        for c in [p.coefficient]
    ]


def of_stage(result: Result, stage: str) -> list[tuple[str, str, str, str, int]]:
    return [posting for posting in postings(result) if posting[0] == stage]


@given(place=st.sampled_from(["SE", "DE", "DK-84", "FR", "EU27"]), value=st.integers(1, 99))
def test_a_nearer_region_wins(place: str, value: int) -> None:
    calc, line = Calculator(LIBRARY), {**RAIL, "region": place}
    assert {match for _, _, _, match, _ in postings(booked(calc, line))} == {"parent_region"}
    [model] = [f for f in LIBRARY.factors if f.factor_id == "fixture:travel.rail.national:dk:combustion"]
    nearer = with_factors(LIBRARY, evolve(model, region=place, factor_id="nearer", value=float(value)))
    [combustion] = of_stage(booked(nearer, line), "combustion")
    assert combustion == ("combustion", "scope3", "nearer@2025-01-01", "exact", 3 * 100 * value * 10**6)
    assert of_stage(booked(nearer, line), "well_to_tank") == of_stage(booked(calc, line), "well_to_tank")


@given(line=records(), value=st.integers(1, 99), data=st.data())
def test_an_exact_factor_wins_over_every_fallback(line: Record, value: int, data: st.DataObject) -> None:
    # on one day, as a period may also reach days on which the region has a factor of its own
    line = {**line, "date": line.get("date") or line["period_start"]}
    result = alone(Calculator(LIBRARY), line)
    assume(not isinstance(result, str))
    assert not isinstance(result, str)
    chosen = data.draw(st.sampled_from(result.resolved.coefficients))
    assume(chosen.found.match is not Match.EXACT)
    model = chosen.found.factor
    exact = evolve(
        model,
        factor_id="exact",
        activity=chosen.activity,
        stage=chosen.stage,
        region=result.resolved.region,
        value=float(value),
        valid_from=date(2000, 1, 1),
        valid_to=date(2100, 1, 1),
    )
    again = booked(with_factors(LIBRARY, exact), line)
    found = {c.found.match for c in again.resolved.coefficients if c.stage is chosen.stage}
    assert found == {Match.EXACT}


irrelevant = st.fixed_dictionaries(
    {},
    optional={
        "region": st.sampled_from(["JP", "GB-SCT", "NO"]),
        "valid_from": st.just(date(2090, 1, 1)),
        "activity": st.just("waste.wood.composting"),
    },
).filter(bool)


@given(line=records(), other=irrelevant, model=st.sampled_from(LIBRARY.factors))
def test_a_factor_for_something_else_changes_nothing(line: Record, other: dict[str, Any], model: Factor) -> None:
    # its dates differ from all others, so it also adds a day on which the outcome of some lookup changes
    dates: dict[str, Any] = {
        "valid_from": date(2025, 3, 3),
        "valid_to": date(2099, 1, 1),
        "factor_id": "irrelevant",
        **other,
    }
    before, after = alone(Calculator(LIBRARY), line), alone(with_factors(LIBRARY, evolve(model, **dates)), line)
    if isinstance(before, str) or isinstance(after, str):
        assert before == after
        return
    assert postings(after) == postings(before)


def test_the_nearer_of_two_proxy_rules_wins_in_any_order() -> None:
    [rule] = [p for p in LIBRARY.proxies if p.activity == "accommodation.hotel"]
    [gb] = [f for f in LIBRARY.factors if f.edition == "fixture:accommodation.hotel:gb:operational@2025-01-01"]
    far: Proxy = evolve(rule, region="EUROPE", proxy_region="FR")
    near: Proxy = evolve(rule, region="DK", proxy_region="GB")
    line = {**HOTEL, "region": "DK", "date": "2025-05-01"}
    for rules in ((far, near), (near, far)):
        library = evolve(LIBRARY, proxies=rules, factors=(gb, evolve(gb, region="FR", factor_id="fr", value=99.0)))
        [posting] = postings(booked(Calculator(library), line))
        assert posting[2:4] == (gb.edition, "proxy_region")


@given(edge=st.sampled_from([date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)]), nights=st.integers(1, 99))
def test_validity_is_half_open(edge: date, nights: int) -> None:
    expected = {2023: ("2024", "extended_period"), 2024: ("2024", "exact"), 2025: ("2025", "exact")}
    expected[2026] = ("2025", "extended_period")
    for day in (edge - timedelta(days=1), edge):
        [posting] = postings(booked(CALC, {**HOTEL, "nights": nights, "date": str(day)}))
        year, match = expected[day.year]
        price = {"2024": 12, "2025": 10}[year]
        edition = f"fixture:accommodation.hotel:gb:operational@{year}-01-01"
        assert posting == ("operational", "scope3", edition, match, nights * price * 10**6)


@pytest.mark.parametrize(
    ("day", "booked_as"),
    [
        ("2022-12-31", "no_factor_for_date"),
        ("2023-01-01", "extended_period"),
        ("2028-12-31", "extended_period"),
        ("2029-01-01", "no_factor_for_date"),
    ],
)
def test_a_period_is_stretched_one_year_back_and_three_forward(day: str, booked_as: str) -> None:
    result = alone(CALC, {**HOTEL, "date": day})
    assert booked_as == (result if isinstance(result, str) else result.resolved.match)


@given(edge=st.sampled_from(EDGES), before=st.integers(0, 400), after=st.integers(0, 400), nights=st.integers(1, 1000))
def test_a_period_over_a_boundary_conserves_the_amount(edge: date, before: int, after: int, nights: int) -> None:
    when = {"period_start": str(edge - timedelta(days=before)), "period_end": str(edge + timedelta(days=after))}
    result = alone(CALC, {**HOTEL, "nights": nights, **when})
    assume(not isinstance(result, str))
    assert not isinstance(result, str)
    coefficients = result.resolved.coefficients
    assert sum(c.share for c in coefficients) == pytest.approx(1, rel=1e-14)
    assert sum(c.per_unit for c in coefficients) == pytest.approx(1, rel=1e-14)
    total = before + after + 1
    in_2024 = sum(
        edge - timedelta(days=before) + timedelta(days=n) < date(2025, 1, 1) for n in range(total)
    )  # the day of change itself takes the new edition
    exact = nights * (12 * in_2024 + 10 * (total - in_2024)) * 10**6 / total
    assert abs(result.mg() - exact) <= len(coefficients)


@given(line=records())
def test_a_fallback_is_never_silent(line: Record) -> None:
    result = alone(CALC, line)
    assume(not isinstance(result, str))
    assert not isinstance(result, str)
    last = date.fromisoformat(line.get("date") or line["period_end"])
    first = date.fromisoformat(line.get("date") or line["period_start"])
    for c in result.resolved.coefficients:
        factor = c.found.factor
        plain = (
            (factor.activity, factor.stage, factor.region) == (c.activity, c.stage, result.resolved.region)
            and (factor.valid_from <= first or c.share < 1)
            and (last < factor.valid_to or c.share < 1)
        )
        if not plain:
            assert c.found.match is not Match.EXACT
        if c.found.match is not Match.EXACT:
            assert str(c.found.match) in {issue.code for issue in result.issues}
            assert any(factor.region in issue.message or "period" in issue.message for issue in result.issues)
            assert result.resolved.match.rank >= c.found.match.rank


@few
@given(lines=books(1))
def test_a_column_says_how_its_factors_were_found(lines: list[Record]) -> None:
    for line, row in zip(lines, CALC.ledger(frame_of(lines)).lines.to_dict("records"), strict=True):
        result = alone(CALC, line)
        if isinstance(result, str):
            assert row["match"] == "" or sum(row[name] for name in MG_COLUMNS) == 0
            continue
        matches = {c.found.match for c in result.resolved.coefficients}
        worst = max(matches, key=lambda match: match.rank, default=Match.EXACT)
        # a line stands on its own figure, whatever was found for what it does not replace
        assert row["match"] == (Match.OVERRIDE if Match.OVERRIDE in matches else worst)


@given(line=records())
def test_a_stage_without_a_factor_is_an_issue(line: Record) -> None:
    result = alone(CALC, line)
    assume(not isinstance(result, str))
    assert not isinstance(result, str)
    known = CALC.library.stages(result.resolved.activity)
    inside = {stage for c in result.resolved.coefficients for stage in c.found.factor.includes}
    silent = {*known} - {c.stage for c in result.resolved.coefficients} - inside
    told = {issue.value.rpartition(": ")[2] for issue in result.issues if issue.code == "stage_without_factor"}
    # the market view of power that somebody else buys has no column
    assert silent - {"generation_market"} <= told


# sources in order of preference, and how sure one may be of what they say


SOURCES = ("one", "two", "three")
SPREAD = {
    row["indicator"]: float(row["factor"]) for row in FolderReader(contents(SHIPPED)).pedigree() if not row["score"]
}
PLACES = ("DK", "NORDIC", "EUROPE", "WORLD", "GB")
[MODEL] = [f for f in LIBRARY.factors if f.factor_id == "fixture:travel.rail.national:dk:combustion"]


def model(number: int, region: str, year: int, source: str, flags: tuple[str, ...], gsd: float | None) -> Factor:
    return evolve(
        MODEL,
        factor_id=f"row {number}",
        region=region,
        valid_from=date(year, 1, 1),
        valid_to=date(year + 1, 1, 1),
        source_id=source,
        flags=flags,
        value=float(number + 1),
        gsd=gsd,
    )


kinds = st.tuples(
    st.sampled_from(PLACES),
    st.integers(2021, 2026),
    st.sampled_from(SOURCES),
    st.sampled_from([(), ("alternative",), ("overlay",)]),
    st.none() | st.floats(1.01, 4) | st.floats(1.01, 4),
)
shelves = st.lists(kinds, min_size=1, max_size=8, unique_by=lambda kind: kind[:4]).map(
    lambda rows: [model(number, *row) for number, row in enumerate(rows)]
)
policies = st.builds(
    Policy,
    name=st.just("drawn"),
    parent_regions=st.booleans(),
    years_forward=st.integers(0, 3),
    years_backward=st.integers(0, 2),
    prefer=st.lists(st.sampled_from([*SOURCES, "nobody"]), unique=True).map(tuple),
)
days = st.dates(date(2019, 1, 1), date(2031, 1, 1))


def searched(factors: list[Factor], day: date, policy: Policy, rules: tuple[Proxy, ...] = ()) -> Found | str | None:
    """Return what is found for a train in Denmark, or the code of the error."""
    library = evolve(LIBRARY, factors=tuple(factors), proxies=rules, pedigree=SPREAD)
    try:
        return find(library, MODEL.activity, MODEL.stage, "DK", day, policy)
    except FactorError as error:
        return error.issue.code


def key(found: Found | str | None) -> object:
    return (found.factor, found.match, found.steps, found.gsd) if isinstance(found, Found) else found


@given(factors=shelves, day=days, policy=policies)
def test_a_preference_is_a_search_in_that_source_alone_and_then_in_the_default(
    factors: list[Factor], day: date, policy: Policy
) -> None:
    expected: Found | str | None = None
    plain = evolve(policy, prefer=())
    for source in policy.prefer:
        of_source = [
            evolve(f, flags=tuple(flag for flag in f.flags if flag != "alternative"))
            for f in factors
            if f.source_id == source
        ]
        expected = searched(of_source, day, plain)
        if expected is not None:
            break
    else:
        expected = searched([f for f in factors if not f.is_alternative], day, plain)
    found = searched(factors, day, policy)
    if isinstance(found, Found) and isinstance(expected, Found):
        assert found.factor.edition == expected.factor.edition
        assert (found.match, found.steps, found.gsd) == (expected.match, expected.steps, expected.gsd)
    else:
        assert found == expected


@given(factors=shelves, day=days, policy=policies, order=st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing(
    factors: list[Factor], day: date, policy: Policy, order: random.Random
) -> None:
    mixed = list(factors)
    order.shuffle(mixed)
    assert key(searched(mixed, day, policy)) == key(searched(factors, day, policy))


@given(factors=shelves, day=days, policy=policies)
def test_an_overlay_is_never_passed_over_for_what_fits_equally_well(
    factors: list[Factor], day: date, policy: Policy
) -> None:
    found = searched(factors, day, policy)
    if not isinstance(found, Found):
        return
    taken = found.factor
    rivals = [
        f
        for f in factors
        if f.is_overlay
        and (f.region, f.valid_from) == (taken.region, taken.valid_from)
        and (f.source_id == taken.source_id or taken.source_id not in policy.prefer)
    ]
    assert taken.is_overlay or not rivals
    assert taken.is_overlay == any(step.startswith("overlay: ") for step in found.steps)


RULES = (
    Proxy(
        activity=MODEL.activity,
        stage="*",
        region="*",
        proxy_activity="",
        proxy_stage="",
        proxy_region="GB",
        reason="drawn",
    ),
)


@given(factors=shelves, day=days, policy=policies, proxies=st.sampled_from([(), RULES]))
def test_no_search_makes_a_factor_surer_than_it_is(
    factors: list[Factor], day: date, policy: Policy, proxies: tuple[Proxy, ...]
) -> None:
    found = searched(factors, day, policy, proxies)
    if not isinstance(found, Found):
        return
    said = found.factor.gsd
    if said is None:
        assert found.gsd is None
        return
    assert found.gsd is not None
    if found.match is Match.EXACT:
        assert found.gsd == said
    else:
        assert found.gsd > said


@given(gsd=st.floats(1, 50), year=st.integers(2021, 2024))
def test_the_further_the_search_goes_the_less_sure_is_the_same_factor(gsd: float, year: int) -> None:
    def width(region: str, day: date, rule: Proxy | None = None) -> float:
        activity = f"{MODEL.activity}.other" if rule and rule.proxy_activity else MODEL.activity
        row = evolve(model(0, region, year, "one", (), gsd), activity=activity)
        found = searched([row], day, REPORT, (rule,) if rule else ())
        assert isinstance(found, Found)
        assert found.gsd is not None
        return found.gsd

    inside, outside = date(year, 6, 1), date(year + 2, 6, 1)
    other = evolve(RULES[0], proxy_activity=f"{MODEL.activity}.other")
    widths = [
        width("DK", inside),
        width("EUROPE", inside),
        width("DK", outside),
        width("EUROPE", outside),
        width("GB", inside, RULES[0]),
        width("GB", outside, RULES[0]),
        width("GB", outside, other),
    ]
    assert widths == sorted(widths)
    assert widths[0] == gsd
    assert width("GB", inside, RULES[0]) <= width("GB", inside, other)


@given(gsd=st.floats(1, 50), wider=st.floats(1, 50), match=st.sampled_from(Match))
def test_a_factor_that_says_less_stays_the_less_sure_one(gsd: float, wider: float, match: Match) -> None:
    library = evolve(LIBRARY, pedigree=SPREAD)
    low, high = (library.widened(max(1.0, width), match) for width in sorted((gsd, wider)))
    assert low is not None
    assert high is not None
    assert low <= high
    assert low >= min(gsd, wider)
    assert library.widened(None, match) is None
