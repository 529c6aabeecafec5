"""Boundaries: which rule decides, what a profile counts, what is refused."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

import greenprod as gp
from greenprod.factors.record import BoundaryRule
from greenprod.footprint.boundary import Boundary, Posting

LIBRARY = gp.FactorLibrary.shipped()
PROFILES = ("pear", "albert", "adgreen", "carbonclap")
# the categories that items may give their parts
PURPOSES = {
    "accommodation", "catering", "charter", "commute", "credit", "data", "digital", "distribution", "energy",
    "equipment", "freight", "fuel", "homeworking", "material", "organisation", "post", "purchase", "refrigerant",
    "temporary_power", "travel", "virtual_production", "wardrobe", "waste", "water",
}  # fmt: skip


def rule(inside: str, **given: str) -> BoundaryRule:
    cells = dict.fromkeys(("activity", "category", "stage", "control", "note"), "")
    return BoundaryRule(boundary_id="own", inside=inside, evidence="O", source="test", **{**cells, **given})


def posting(activity: str, **given: Any) -> Posting:
    cells = {"category": activity.partition(".")[0], "stage": "combustion", "scope": 3, "control": "third_party"}
    return Posting(activity=activity, **{**cells, **given})


def test_the_finer_rule_decides() -> None:
    own = Boundary(
        name="own",
        rules=[
            rule("out", activity="travel.*"),
            rule("in", activity="travel.rail.*"),
            rule("out", activity="travel.rail.underground"),
            rule("in", activity="travel.rail.underground", control="operated"),
        ],
    )
    assert not own.lets_in(posting("travel.car.average.diesel"))
    assert own.lets_in(posting("travel.rail.national"))
    assert not own.lets_in(posting("travel.rail.underground"))
    assert own.lets_in(posting("travel.rail.underground", control="operated"))
    assert own.lets_in(posting("material.wood.new"))


def test_of_two_rules_side_by_side_the_one_that_leaves_out_decides() -> None:
    own = Boundary(name="own", rules=[rule("in", activity="energy.electricity.*"), rule("out", category="post")])
    assert own.lets_in(posting("energy.electricity.grid"))
    assert not own.lets_in(posting("energy.electricity.grid", category="post"))
    same = Boundary(name="own", rules=[rule("in", category="post"), rule("out", category="post")])
    assert not same.lets_in(posting("energy.electricity.grid", category="post"))


def test_a_family_does_not_reach_into_its_neighbour() -> None:
    own = Boundary(name="own", rules=[rule("out", activity="travel.bus.*")])
    assert not own.lets_in(posting("travel.bus.local_average"))
    assert own.lets_in(posting("travel.bus_dk.diesel.city_route.by_vehicle"))


def test_what_is_excluded_stays_out_whatever_a_rule_says() -> None:
    own = Boundary(name="own", exclude_stages={"combustion"}, rules=[rule("in", activity="travel.car.average.diesel")])
    assert not own.lets_in(posting("travel.car.average.diesel"))


def test_scopes_let_biogenic_co2_stand_beside() -> None:
    own = Boundary(name="own", scopes="1")
    assert [own.lets_in(posting("fuel.hvo", scope=scope)) for scope in (0, 1, 2, 3)] == [True, True, False, False]
    assert not own.is_everything
    assert Boundary(name="own", scopes=("1", "2", "3")).is_everything


def test_doubts_name_the_rule_that_nobody_knows() -> None:
    wtt = rule("unknown", stage="well_to_tank")
    own = Boundary(name="own", rules=[wtt, rule("out", activity="freight.*")])
    assert own.is_everything is False
    assert own.unknown == (wtt,)
    assert own.doubts(posting("fuel.hvo", stage="well_to_tank")) == (wtt,)
    assert own.doubts(posting("freight.rail", stage="well_to_tank")) == ()
    assert own.doubts(posting("fuel.hvo")) == ()


@pytest.mark.parametrize(
    ("given", "column"), [({"exclude_stages": {"burning"}}, "exclude_stages"), ({"scopes": {"4"}}, "scopes")]
)
def test_a_misspelt_stage_or_scope_is_refused(given: dict[str, Any], column: str) -> None:
    with pytest.raises(gp.GreenprodError) as caught:
        Boundary(name="own", **given)
    assert (caught.value.issue.code, caught.value.issue.column) == ("invalid_choice", column)
    assert caught.value.issue.valid_values


def test_an_unknown_boundary_is_refused_with_near_names() -> None:
    with pytest.raises(gp.GreenprodError) as caught:
        Boundary.named("albrt", LIBRARY)
    assert caught.value.issue.code == "unknown_boundary"
    assert "albert" in caught.value.issue.hint


def test_a_boundary_survives_pickling_and_copies_of_it_are_equal() -> None:
    pear = Boundary.named("pear", LIBRARY)
    pear.lets_in(posting("fuel.hvo"))
    assert pickle.loads(pickle.dumps(pear)) == pear  # noqa: S301 - our own
    assert hash(pear) == hash(Boundary.named("pear", LIBRARY))


def test_full_leaves_nothing_out() -> None:
    assert Boundary.named("full", LIBRARY).is_everything


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_says_that_it_is_not_the_original(name: str) -> None:
    boundary = Boundary.named(name, LIBRARY)
    assert "not equal to the original" in boundary.note
    assert boundary.unknown


@pytest.mark.parametrize("row", LIBRARY.boundary_rules, ids=lambda r: f"{r.boundary_id}-{r.activity}-{r.category}")
def test_every_rule_names_something_that_exists_and_where_it_is_said(row: BoundaryRule) -> None:
    assert row.boundary_id in LIBRARY.boundaries
    assert row.source
    assert row.evidence
    assert (row.inside == "unknown") == (row.evidence == "?")
    assert not row.category or row.category in PURPOSES
    family = row.activity.removesuffix("*")
    assert not row.activity or any(
        name == row.activity or (family != row.activity and name.startswith(family)) for name in LIBRARY.activities
    )


def test_no_rule_stands_twice() -> None:
    keys = [(r.boundary_id, r.activity, r.category, r.stage, r.control) for r in LIBRARY.boundary_rules]
    assert len(set(keys)) == len(keys)


# what is asked of each profile, in the order pear, albert, adgreen, carbonclap: in, out, ? (counted, and told)
ASKED = {
    "flight": (posting("travel.flight.long_haul.economy"), "in in in in"),
    "radiative forcing": (posting("travel.flight.long_haul.economy", stage="radiative_forcing"), "out in ? ?"),
    "fuel supply of a flight": (posting("travel.flight.long_haul.economy", stage="well_to_tank"), "out ? ? ?"),
    "fuel supply of power": (
        posting("energy.electricity.grid", stage="upstream_generation", control="operated"),
        "out ? in ?",
    ),
    "charter": (posting("fuel.aviation_turbine_fuel", category="charter"), "in in ? ?"),
    "own car": (posting("travel.car.average.diesel", control="operated"), "in in in in"),
    "somebody else's car": (posting("travel.car.average.diesel"), "? in in in"),
    "taxi": (posting("travel.taxi.regular"), "out in in ?"),
    "ferry": (posting("travel.ferry.average"), "in in ? ?"),
    "commute": (posting("travel.car.average.diesel", category="commute", control="operated"), "? ? ? ?"),
    "freight": (posting("freight.rail"), "out in in ?"),
    "own lorry": (posting("freight.hgv.all.average_laden.by_vehicle", control="operated"), "in in in in"),
    "hotel": (posting("accommodation.hotel", stage="operational"), "in in in in"),
    "generator": (posting("fuel.diesel.average_biofuel_blend", control="operated"), "in in in in"),
    "heat": (posting("energy.heat.district", stage="generation"), "in in ? in"),
    "cooling gas": (posting("refrigerant.r410a", category="energy", stage="fugitive"), "? ? ? in"),
    "LED wall": (posting("energy.electricity.grid", category="virtual_production"), "? in in ?"),
    "home working": (posting("homeworking.total", stage="operational"), "out in in ?"),
    "meal": (posting("catering.meal.vegan", stage="cradle_to_gate"), "out in in in"),
    "food waste": (posting("waste.food_and_drink.landfill", stage="end_of_life"), "out ? in in"),
    "timber": (posting("material.wood.new", stage="cradle_to_gate"), "out in in ?"),
    "costume": (posting("material.clothing.new", category="wardrobe", stage="cradle_to_gate"), "out in in in"),
    "purchase": (posting("spend.dk.j59_60", category="purchase", stage="cradle_to_gate"), "out ? out in"),
    "costume by money": (posting("spend.dk.c13_15", category="wardrobe", stage="cradle_to_gate"), "out ? out in"),
    "drive": (posting("product.hard_disk", category="equipment", stage="cradle_to_gate"), "out ? in in"),
    "projector": (posting("product.video_projector", category="equipment", stage="cradle_to_gate"), "out out ? in"),
    "waste": (posting("waste.wood.landfill", stage="end_of_life"), "out in in in"),
    "water": (posting("water.supply", stage="operational"), "out in in ?"),
    "edit suite": (posting("energy.electricity.grid", category="post"), "out ? ? in"),
    "storage": (posting("energy.electricity.grid", category="data"), "out ? in in"),
    "viewing": (posting("digital.streaming_hour", category="distribution", stage="operational"), "out out out out"),
    "office": (posting("energy.electricity.grid", category="organisation"), "out out out out"),
    "biogenic": (posting("fuel.hvo", stage="biogenic_co2", scope=0), "? ? ? ?"),
}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_counts_what_its_calculator_is_known_to_count(name: str, asked: str) -> None:
    boundary = Boundary.named(name, LIBRARY)
    what, answers = ASKED[asked]
    found = "?" if boundary.doubts(what) else "in" if boundary.lets_in(what) else "out"
    assert found == answers.split()[PROFILES.index(name)]
