"""A search that is shared by regions and days finds for each what a lookup for it alone finds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from test_lookup import MODEL, SPREAD, model

from greenprod import REPORT, STRICT, FactorError, FactorLibrary, Policy
from greenprod.factors.lookup import find_all
from greenprod.factors.record import Proxy
from greenprod.footprint.terms import Terms
from greenprod.regions import regions
from mini import LIBRARY

if TYPE_CHECKING:
    from greenprod.factors.lookup import FoundSet
    from greenprod.factors.record import Factor

SHIPPED = FactorLibrary.shipped()
POLICIES = (
    REPORT,
    STRICT,
    Policy(name="far", years_forward=8, years_backward=5),
    Policy(name="near", parent_regions=False, proxies=False),
)
USED = {policy.name: Terms(SHIPPED, policy=policy) for policy in POLICIES}
"""Kept from one example to the next, so that later ones meet what earlier ones left."""
ACTIVITIES, REGIONS = sorted(SHIPPED.factors.activities), sorted(regions())
# a few activities again and again, with many regions and days; and any
FREQUENT = [
    name for name in ACTIVITIES if name.startswith(("energy.electricity", "accommodation.hotel", "travel.rail"))
]


def alone(library: FactorLibrary, activity: str, region: str, day: date, policy: Policy) -> object:
    try:
        return find_all(library, activity, region, day, policy)
    except FactorError as error:
        return error.issues


def shared(terms: Terms, activity: str, region: str, day: date) -> object:
    try:
        found: FoundSet = terms.find_all(activity, region, day)
    except FactorError as error:
        return error.issues
    return found


@settings(max_examples=max(300, settings().max_examples))
@given(
    activity=st.sampled_from(FREQUENT) | st.sampled_from(ACTIVITIES),
    region=st.sampled_from(REGIONS),
    day=st.dates(date(2012, 1, 1), date(2036, 1, 1)),
    policy=st.sampled_from(POLICIES),
)
def test_a_shared_search_of_the_shipped_library(activity: str, region: str, day: date, policy: Policy) -> None:
    assert shared(USED[policy.name], activity, region, day) == alone(SHIPPED, activity, region, day, policy)


PLACES = ("DK", "DK-84", "NORDIC", "EUROPE", "WORLD", "GB", "GB-SCT", "FR", "US")
OTHER = f"{MODEL.activity}.other"
rows = st.tuples(
    st.sampled_from(PLACES),
    st.integers(2021, 2026),
    st.sampled_from([(), ("alternative",), ("overlay",)]),
    st.sampled_from([MODEL.activity, MODEL.activity, OTHER]),
)
PROXY = Proxy(
    activity=MODEL.activity, stage="*", region="*", proxy_activity="", proxy_stage="", proxy_region="", reason="near"
)
rules = st.builds(
    Proxy,
    activity=st.sampled_from([MODEL.activity, "travel.*"]),
    stage=st.just("*"),
    region=st.sampled_from(["*", "DK", "NORDIC", "EUROPE", "GB"]),
    rank=st.integers(1, 2),
    proxy_activity=st.sampled_from(["", OTHER]),
    proxy_stage=st.just(""),
    proxy_region=st.sampled_from(["", "GB", "FR", "DK-84"]),
    reason=st.sampled_from(["near", "far"]),
)


def drawn(number: int, region: str, year: int, flags: tuple[str, ...], activity: str) -> Factor:
    return evolve(model(number, region, year, "one", flags, 1.2), activity=activity)


@given(
    kinds=st.lists(rows, min_size=1, max_size=6, unique_by=lambda row: (row[0], row[1], row[3])),
    proxies=st.lists(rules, max_size=3),
    questions=st.lists(
        st.tuples(st.sampled_from(PLACES), st.dates(date(2019, 1, 1), date(2031, 1, 1))), min_size=1, max_size=12
    ),
    policy=st.builds(
        Policy,
        name=st.just("drawn"),
        parent_regions=st.booleans(),
        years_forward=st.integers(0, 3),
        years_backward=st.integers(0, 2),
        prefer=st.sampled_from([(), ("one",)]),
    ),
)
def test_a_shared_search_of_any_library(
    kinds: list[tuple[str, int, tuple[str, ...], str]],
    proxies: list[Proxy],
    questions: list[tuple[str, date]],
    policy: Policy,
) -> None:
    factors = [drawn(number, *kind) for number, kind in enumerate(kinds)]
    other = evolve(LIBRARY.activity(MODEL.activity), activity_id=OTHER)
    activities = {**LIBRARY.activities, OTHER: other}
    library = evolve(LIBRARY, factors=tuple(factors), activities=activities, proxies=tuple(proxies), pedigree=SPREAD)
    terms = Terms(library, policy=policy)
    for region, day in questions:
        assert shared(terms, MODEL.activity, region, day) == alone(library, MODEL.activity, region, day, policy)


def test_the_days_and_regions_of_a_stand_in_count_too() -> None:
    rule = evolve(PROXY, region="NORDIC", proxy_activity=OTHER)
    # a figure for somewhere else says which stages there are
    factors = [drawn(0, "US", 2010, (), MODEL.activity)]
    factors += [drawn(year, "DK", year, (), OTHER) for year in (2022, 2024)]
    other = evolve(LIBRARY.activity(MODEL.activity), activity_id=OTHER)
    activities = {**LIBRARY.activities, OTHER: other}
    library = evolve(LIBRARY, factors=tuple(factors), activities=activities, proxies=(rule,))
    terms = Terms(library)
    for region in ("FR", "SE", "DK", "NO"):
        for year in (2022, 2023, 2024, 2030):
            day = date(year, 5, 1)
            assert shared(terms, MODEL.activity, region, day) == alone(library, MODEL.activity, region, day, REPORT)
