"""Looking factors up: how far a policy goes, in which order, and what it records."""

from __future__ import annotations

import itertools
import math
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
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


OTHER: dict[str, Any] = {"source_id": "other", "factor_id": "other"}
THIRD: dict[str, Any] = {"source_id": "third", "factor_id": "third"}


def preferring(*sources: str) -> Policy:
    return Policy(name="own", prefer=sources)


def test_a_preferred_source_wins_from_a_parent_region_over_the_very_region() -> None:
    rows = [factor(value=1.0), factor(value=2.0, region="WORLD", **OTHER)]
    hit = found(*rows, policy=preferring("other"))
    assert (hit.factor.value, hit.match, hit.steps) == (2.0, Match.PARENT_REGION, ("parent_region: WORLD for GB",))
    assert found(*rows).factor.value == 1.0


def test_a_preferred_source_wins_from_an_extended_period_over_a_day_inside_one() -> None:
    rows = [factor(value=1.0), factor(value=2.0, year=2023, **OTHER)]
    hit = found(*rows, policy=preferring("other"))
    assert (hit.factor.value, hit.match) == (2.0, Match.EXTENDED_PERIOD)
    assert found(*rows, policy=Policy(name="own", prefer=("other",), years_forward=1)).factor.value == 1.0


def test_the_second_preference_is_taken_when_the_first_has_nothing_and_the_default_after_it() -> None:
    rows = [factor(value=1.0), factor(value=2.0, region="EUROPE", **OTHER), factor(value=3.0, region="FR", **THIRD)]
    assert found(*rows, policy=preferring("third", "other")).factor.value == 2.0
    assert found(*rows, policy=preferring("third")).factor.value == 1.0
    assert found(*rows, policy=preferring("nobody", "third", "other")).factor.value == 2.0
    assert found(*rows, policy=preferring("third", "other"), region="FR").factor.value == 3.0


def test_within_a_preferred_source_the_nearest_still_wins() -> None:
    rows = [factor(value=v, region=r, **OTHER) for v, r in ((1.0, "WORLD"), (2.0, "EUROPE"))]
    assert found(*rows, factor(value=3.0), policy=preferring("other")).factor.value == 2.0


def test_a_preferred_source_is_not_looked_for_in_parents_by_a_policy_that_has_none() -> None:
    rows = [factor(value=1.0), factor(value=2.0, region="EUROPE", **OTHER)]
    policy = Policy(name="own", parent_regions=False, prefer=("other",))
    assert found(*rows, policy=policy).factor.value == 1.0


def test_a_preferred_alternative_is_taken_from_a_parent_and_an_unpreferred_one_never() -> None:
    rows = [factor(value=1.0), factor(value=2.0, region="EUROPE", flags=("alternative",), **OTHER)]
    assert found(*rows, policy=preferring("other")).factor.value == 2.0
    alone = library(rows[1:])
    assert find(alone, BURN, Stage.COMBUSTION, "GB", DAY, preferring("third")) is None


def test_two_rows_of_a_preferred_source_are_ambiguous() -> None:
    rows = [factor(value=1.0), factor(value=2.0, **OTHER), factor(value=3.0, source_id="other", factor_id="more")]
    with pytest.raises(FactorError) as caught:
        found(*rows, policy=preferring("other"))
    assert caught.value.issue.code == "ambiguous_factor"


def test_a_preferred_source_is_looked_for_in_what_stands_in_too() -> None:
    rows = [factor(value=1.0, region="FR"), factor(value=2.0, region="FR", **OTHER)]
    hit = found(*rows, proxies=(proxy(BURN, proxy_region="FR"),), policy=preferring("other"))
    assert (hit.factor.value, hit.match) == (2.0, Match.PROXY_REGION)


def test_a_default_figure_goes_before_a_preferred_one_that_only_stands_in() -> None:
    rows = [factor(value=1.0), factor(value=2.0, region="FR", **OTHER)]
    hit = found(*rows, proxies=(proxy(BURN, proxy_region="FR"),), policy=preferring("other"))
    assert (hit.factor.value, hit.match) == (1.0, Match.EXACT)


def test_a_stage_inside_a_preferred_combined_figure_is_left_out() -> None:
    rows = [factor(value=1.0), factor("well_to_tank", value=0.5)]
    whole = factor(value=1.7, includes=(Stage.WELL_TO_TANK,), flags=("alternative",), **OTHER)
    both = found_set(*rows, whole, policy=preferring("other"))
    assert [(hit.stage, hit.factor.value) for hit in both.found] == [(Stage.COMBUSTION, 1.7)]
    assert both.missing == ()
    assert [hit.factor.value for hit in found_set(*rows, whole).found] == [1.0, 0.5]


def test_a_stage_inside_a_combined_figure_that_is_not_taken_is_kept() -> None:
    whole = factor(value=1.7, includes=(Stage.WELL_TO_TANK,), **OTHER)
    both = found_set(factor(value=1.0, **THIRD), factor("well_to_tank", value=0.5), whole, policy=preferring("third"))
    assert [hit.factor.value for hit in both.found] == [1.0, 0.5]


def test_a_preferred_source_s_stage_is_asked_for_though_no_default_has_it() -> None:
    rows = [factor(), factor("well_to_tank", flags=("alternative",), **OTHER)]
    assert [hit.stage for hit in found_set(*rows, policy=preferring("other")).found] == [
        Stage.COMBUSTION,
        Stage.WELL_TO_TANK,
    ]


def test_an_overlay_stands_before_what_fits_equally_well() -> None:
    rows = [factor(value=1.0), factor(value=2.0, flags=("overlay",), **OTHER)]
    for order in (rows, rows[::-1]):
        hit = found(*order)
        assert (hit.factor.value, hit.steps) == (2.0, (f"overlay: other@2025-01-01 instead of {rows[0].edition}",))


def test_an_overlay_that_has_ended_as_late_is_extended_first() -> None:
    rows = [factor(value=1.0), factor(value=2.0, flags=("overlay",), **OTHER)]
    assert found(*rows, day=date(2027, 1, 1)).factor.value == 2.0
    assert found(*rows, day=date(2024, 6, 1)).factor.value == 2.0


# how sure one may be


SPREAD = {"parent_region": 1.01, "extended_period": 1.03, "proxy_region": 1.23, "proxy_activity": 1.52}


def spread(*factors: Factor, proxies: tuple[Proxy, ...] = (), region: str = "GB", day: date = DAY) -> float | None:
    hit = find(evolve(library(factors, proxies), pedigree=SPREAD), BURN, Stage.COMBUSTION, region, day, REPORT)
    assert hit is not None
    return hit.gsd


def test_an_exact_factor_is_as_sure_as_it_says() -> None:
    assert spread(factor(gsd=1.1)) == 1.1
    assert spread(factor()) is None


def test_what_stands_in_is_wider_by_the_root_of_the_sum_of_squares() -> None:
    # the pedigree method adds squared logarithms, and its table is for the square of a deviation
    def wider(*names: str) -> float:
        squares = sum((math.log(SPREAD[name]) / 2) ** 2 for name in names)
        return math.exp(math.sqrt(math.log(1.1) ** 2 + squares))

    one, late = factor(gsd=1.1), date(2027, 1, 1)
    there = (proxy(BURN, region="DK", proxy_region="GB"),)
    other = (proxy(BURN, proxy_activity=POWER, proxy_stage="generation_location"),)
    power = factor("generation_location", activity=POWER, gsd=1.1)
    assert spread(one, region="GB-SCT") == pytest.approx(wider("parent_region"))
    assert spread(one, day=late) == pytest.approx(wider("extended_period"))
    assert spread(one, region="GB-SCT", day=late) == pytest.approx(wider("parent_region", "extended_period"))
    assert spread(one, proxies=there, region="DK") == pytest.approx(wider("proxy_region"))
    assert spread(one, proxies=there, region="DK", day=late) == pytest.approx(wider("extended_period", "proxy_region"))
    assert spread(power, proxies=other) == pytest.approx(wider("proxy_activity"))


def test_nobody_knows_how_sure_a_stand_in_is_when_the_factor_does_not_say() -> None:
    assert spread(factor(), region="GB-SCT", day=date(2027, 1, 1)) is None


def test_a_library_without_a_pedigree_table_widens_nothing() -> None:
    hit = found(factor(gsd=1.1), region="GB-SCT", day=date(2027, 1, 1))
    assert hit.gsd == 1.1


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
    days = boundaries_in_time(shelf.factors.validity, REPORT)
    for left, right in itertools.pairwise(days):
        for region in ("GB", "FR"):
            first, last = (
                find(shelf, BURN, Stage.COMBUSTION, region, day, REPORT)
                for day in (left, date.fromordinal(right.toordinal() - 1))
            )
            assert first == last
