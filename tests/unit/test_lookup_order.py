"""Looking factors up: how far a policy goes, in which order, and what it records."""

from __future__ import annotations

import itertools
from datetime import date
from typing import TYPE_CHECKING

import pytest
from small_factors import BURN, POWER, factor, library, proxy

from greenprod import REPORT, STRICT, FactorError, Policy
from greenprod.factors.lookup import Found, FoundSet, add_years, boundaries_in_time, find, find_all
from greenprod.vocabulary import Match, Stage

if TYPE_CHECKING:
    from greenprod.factors.record import Factor, Proxy

DAY = date(2025, 6, 1)


def found(
    *factors: Factor, proxies: tuple[Proxy, ...] = (), region: str = "GB", day: date = DAY, policy: Policy = REPORT
) -> Found:
    hit = find(library(factors, proxies), BURN, Stage.COMBUSTION, region, day, policy)
    assert hit is not None
    return hit


def found_set(*factors: Factor, policy: Policy = REPORT, activity: str = BURN, day: date = DAY) -> FoundSet:
    return find_all(library(factors), activity, "GB", day, policy)


def test_the_very_region_and_date_is_exact() -> None:
    hit = found(factor())
    assert (hit.match, hit.steps) == (Match.EXACT, ())


def test_a_parent_region_stands_in_and_says_so() -> None:
    hit = found(factor(region="GB"), region="GB-SCT")
    assert (hit.match, hit.steps) == (Match.PARENT_REGION, ("parent_region: GB for GB-SCT",))


def test_the_nearest_parent_wins() -> None:
    assert found(factor(region="WORLD"), factor(region="EUROPE"), region="GB").factor.region == "EUROPE"


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2028, 12, 31), date(2024, 1, 1), date(2024, 12, 31)])
def test_a_period_is_extended_up_to_three_years_forward_and_one_back(day: date) -> None:
    hit = found(factor(), day=day)
    assert hit.match == Match.EXTENDED_PERIOD
    assert "2025-01-01 to 2026-01-01" in hit.steps[0]


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2029, 1, 1)])
def test_no_period_is_extended_any_further(day: date) -> None:
    assert find(library([factor()]), BURN, Stage.COMBUSTION, "GB", day, REPORT) is None


def test_the_edition_that_ended_last_is_extended() -> None:
    older, newer = factor(year=2023, value=1.0), factor(year=2024, value=2.0)
    assert found(older, newer, day=DAY).factor.value == 2.0


def test_an_edition_that_ended_goes_before_one_that_has_not_begun() -> None:
    assert found(factor(year=2022, value=1.0), factor(year=2025, value=2.0), day=date(2024, 6, 1)).factor.value == 1.0


@pytest.mark.parametrize(
    ("day", "value"), [(date(2024, 12, 31), 1.0), (date(2025, 1, 1), 2.0), (date(2025, 12, 31), 2.0)]
)
def test_validity_is_half_open(day: date, value: float) -> None:
    hit = found(factor(year=2024, value=1.0), factor(year=2025, value=2.0), day=day)
    assert (hit.factor.value, hit.match) == (value, Match.EXACT)


def test_a_proxy_region_stands_in_with_its_reason() -> None:
    hit = found(factor(), proxies=(proxy("fuel.*", region="NORDIC", proxy_region="GB"),), region="DK")
    assert hit.match == Match.PROXY_REGION
    assert hit.steps == ("proxy_region: GB for DK (there is nothing better)",)


def test_a_proxy_activity_stands_in_for_another() -> None:
    power = factor("generation_location", activity=POWER)
    rules = (proxy(BURN, proxy_activity=POWER, proxy_stage="generation_location"),)
    hit = found(power, proxies=rules)
    assert (hit.match, hit.stage, hit.factor.activity) == (Match.PROXY_ACTIVITY, Stage.COMBUSTION, POWER)


def test_a_proxy_of_another_stage_is_a_proxy_activity() -> None:
    power = factor("generation_location", activity=POWER)
    rule = proxy(POWER, stage="generation_market", proxy_stage="generation_location")
    hit = find(library([power], [rule]), POWER, Stage.GENERATION_MARKET, "GB", DAY, REPORT)
    assert hit is not None
    assert (hit.match, hit.stage, hit.factor.stage) == (
        Match.PROXY_ACTIVITY,
        Stage.GENERATION_MARKET,
        Stage.GENERATION_LOCATION,
    )


def test_the_narrower_proxy_rule_wins() -> None:
    wide = proxy("fuel.*", proxy_region="FR")
    narrow = proxy(BURN, region="DK", proxy_region="GB")
    assert found(factor(), factor(region="FR"), proxies=(wide, narrow), region="DK").factor.region == "GB"


def test_a_proxy_outside_its_dates_keeps_both_steps() -> None:
    hit = found(factor(year=2023), proxies=(proxy("fuel.*", proxy_region="GB"),), region="DK")
    assert hit.match == Match.PROXY_REGION
    assert [step.split(":")[0] for step in hit.steps] == ["extended_period", "proxy_region"]


def test_the_order_is_exact_parent_extended_proxy() -> None:
    exact = factor(value=1.0)
    parent = factor(value=2.0, region="EUROPE")
    expired = factor(value=3.0, year=2024)
    other = factor(value=4.0, region="FR")
    rules = (proxy("fuel.*", proxy_region="FR"),)
    rows = [exact, parent, expired, other]
    for first, match in enumerate((Match.EXACT, Match.PARENT_REGION, Match.EXTENDED_PERIOD, Match.PROXY_REGION)):
        hit = found(*rows[first:], proxies=rules)
        assert (hit.factor.value, hit.match) == (first + 1.0, match)


@pytest.mark.parametrize(("region", "day"), [("GB-SCT", DAY), ("GB", date(2026, 1, 1)), ("DK", DAY)])
def test_strict_takes_nothing_but_the_exact(region: str, day: date) -> None:
    shelf = library([factor()], [proxy("fuel.*", proxy_region="GB")])
    assert find(shelf, BURN, Stage.COMBUSTION, region, day, STRICT) is None
    assert find(shelf, BURN, Stage.COMBUSTION, region, day, REPORT) is not None
    exact = find(shelf, BURN, Stage.COMBUSTION, "GB", DAY, STRICT)
    assert exact is not None


def test_two_factors_that_fit_equally_well_are_an_error_that_lists_them() -> None:
    with pytest.raises(FactorError) as caught:
        found(factor(), factor(value=3.0, source_id="other", factor_id="other:peat"))
    issue = caught.value.issue
    assert issue.code == "ambiguous_factor"
    assert set(issue.valid_values) == {
        f"test:{BURN}:gb:combustion@2025-01-01 (test)",
        "other:peat@2025-01-01 (other)",
    }


def test_the_preferred_source_wins_and_the_first_one_preferred_wins_over_the_second() -> None:
    rows = [factor(value=v, source_id=s, factor_id=s) for v, s in ((1.0, "test"), (2.0, "other"), (3.0, "third"))]
    for prefer, value in ((("other", "third"), 2.0), (("third", "other"), 3.0)):
        assert found(*rows, policy=Policy(name="own", prefer=prefer)).factor.value == value


def test_an_alternative_is_hidden_until_its_source_is_preferred() -> None:
    rows = [factor(value=1.0), factor(value=2.0, source_id="other", factor_id="other", flags=("alternative",))]
    assert found(*rows).factor.value == 1.0
    assert found(*rows, policy=Policy(name="own", prefer=("other",))).factor.value == 2.0


def test_a_preferred_source_that_has_nothing_here_changes_nothing() -> None:
    assert found(factor(), policy=Policy(name="own", prefer=("third",))).factor.source_id == "test"


def test_a_stage_that_another_factor_includes_is_left_out() -> None:
    whole = factor(includes=(Stage.WELL_TO_TANK,))
    both = found_set(whole, factor("well_to_tank"))
    assert [hit.stage for hit in both.found] == [Stage.COMBUSTION]
    assert both.missing == ()
    apart = found_set(factor(), factor("well_to_tank"))
    assert [hit.stage for hit in apart.found] == [Stage.COMBUSTION, Stage.WELL_TO_TANK]


def test_a_stage_known_elsewhere_but_not_here_is_reported_as_missing() -> None:
    assert found_set(factor(), factor("well_to_tank", region="FR")).missing == (Stage.WELL_TO_TANK,)


def test_a_stage_that_only_an_alternative_has_is_not_asked_for() -> None:
    other = factor("well_to_tank", flags=("alternative",), source_id="other")
    assert found_set(factor(), other).missing == ()


def test_power_with_a_location_figure_is_asked_for_its_market_too() -> None:
    power = factor("generation_location", activity=POWER)
    assert found_set(power, activity=POWER).missing == (Stage.GENERATION_MARKET,)


def test_upstream_alone_is_no_footprint() -> None:
    with pytest.raises(FactorError) as caught:
        found_set(factor("well_to_tank"), factor(region="FR"))
    assert caught.value.issue.code == "no_factor"


def test_an_unknown_activity_is_refused_with_near_names() -> None:
    with pytest.raises(FactorError) as caught:
        found_set(factor(), activity="fuel.peet")
    assert caught.value.issue.code == "unknown_activity"
    assert BURN in caught.value.issue.valid_values


def test_a_date_outside_every_edition_is_told_from_a_region_without_a_factor() -> None:
    with pytest.raises(FactorError) as caught:
        found_set(factor(), day=date(1990, 1, 1))
    assert (caught.value.issue.code, caught.value.issue.column) == ("no_factor_for_date", "date")
    assert caught.value.issue.valid_values == ("2025-01-01 to 2026-01-01 (GB)",)
    with pytest.raises(FactorError) as caught:
        found_set(factor(region="FR"))
    assert (caught.value.issue.code, caught.value.issue.column) == ("no_factor", "region")


def test_a_factor_of_another_place_or_time_changes_nothing() -> None:
    alone = found(factor())
    assert alone == found(factor(), factor(region="FR", value=9.0), factor(year=2020, value=9.0))


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2024, 2, 29), 1, date(2025, 3, 1)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2024, 2, 29), -1, date(2023, 3, 1)),
        (date(2025, 7, 1), 3, date(2028, 7, 1)),
        (date(9999, 1, 1), 3, date(9999, 1, 1)),
        (date(1, 1, 1), -1, date(1, 1, 1)),
    ],
)
def test_years_are_added_over_leap_days_and_up_to_the_ends_of_the_calendar(
    day: date, years: int, expected: date
) -> None:
    assert add_years(day, years) == expected


def test_between_two_boundaries_in_time_every_day_finds_the_same() -> None:
    shelf = library([factor(year=2023), factor(year=2024, region="EUROPE"), factor(year=2025, value=4.0)])
    days = boundaries_in_time(shelf.factors, REPORT)
    for left, right in itertools.pairwise(days):
        for region in ("GB", "FR"):
            first, last = (
                find(shelf, BURN, Stage.COMBUSTION, region, day, REPORT)
                for day in (left, date.fromordinal(right.toordinal() - 1))
            )
            assert first == last
