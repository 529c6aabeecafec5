"""What moved between two editions."""

from __future__ import annotations

from attrs import evolve
from small_factors import BURN, POWER, factor

from greenprod.factors.diff import Change, changes


def only(found: list[Change]) -> Change:
    [change] = found
    return change


def test_a_figure_that_moved_says_by_how_much() -> None:
    change = only(changes([factor(value=2.0)], [factor(value=2.5, year=2026)]))
    assert (change.before, change.after, change.ratio, change.kind) == (2.0, 2.5, 0.25, "moved")


def test_the_same_in_another_unit_is_the_same() -> None:
    change = only(changes([factor(value=2.0)], [factor(value=2000.0, unit="kgCO2e/m**3")]))
    assert (change.unit, change.before, change.kind) == ("kgCO2e/m**3", 2000.0, "same")


def test_what_is_new_and_what_is_gone_comes_last() -> None:
    old = [factor(value=2.0), factor("well_to_tank", 1.0), factor("biogenic_co2", 1.0)]
    new = [factor(value=1.0), factor("well_to_tank", 1.1), factor(region="DK")]
    found = changes(old, new)
    assert [c.kind for c in found[:2]] == ["moved", "moved"]
    assert {c.kind for c in found[2:]} == {"new", "gone"}
    assert [abs(c.ratio) for c in found if c.ratio is not None] == [0.5, 0.10000000000000009]


def test_stages_are_added_up_without_biogenic_co2() -> None:
    old = [factor(value=2.0), factor("well_to_tank", 1.0), factor("biogenic_co2", 9.0)]
    new = [factor(value=2.0), factor("well_to_tank", 4000.0, unit="kgCO2e/m**3"), factor("biogenic_co2", 1.0)]
    change = only(changes(old, new, by_stage=False))
    assert (change.stage, change.before, change.after, change.ratio) == ("all", 3.0, 6.0, 1.0)


def test_the_latest_row_of_an_edition_counts() -> None:
    change = only(changes([factor(value=1.0, year=2023), factor(value=2.0)], [factor(value=2.0)]))
    assert (change.before, change.kind) == (2.0, "same")


def test_nothing_is_divided_by_nothing() -> None:
    change = only(changes([factor(value=0.0)], [factor(value=1.0)]))
    assert (change.kind, change.ratio) == ("moved", None)


def test_a_figure_per_another_kind_of_thing_is_not_compared() -> None:
    change = only(changes([factor(value=2.0)], [factor(value=2.0, unit="kgCO2e/kg")]))
    assert (change.before, change.after) == (None, 2.0)


def test_activities_and_regions_are_kept_apart() -> None:
    rows = [factor(), factor(region="DK"), factor("generation_location", activity=POWER)]
    assert {(c.activity, c.region) for c in changes(rows, rows)} == {(BURN, "GB"), (BURN, "DK"), (POWER, "GB")}


def test_the_way_back_is_the_opposite() -> None:
    old, new = [factor(value=2.0), factor("well_to_tank")], [factor(value=4.0), factor("biogenic_co2")]
    there, back = changes(old, new), changes(new, old)
    assert {(c.stage, c.before, c.after) for c in there} == {(c.stage, c.after, c.before) for c in back}
    assert {c.stage: c.kind for c in there} == {"combustion": "moved", "well_to_tank": "gone", "biogenic_co2": "new"}


def test_a_row_and_itself_are_the_same() -> None:
    assert only(changes([factor()], [evolve(factor(), locator="elsewhere")])).kind == "same"
