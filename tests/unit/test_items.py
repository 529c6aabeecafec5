"""Items: what each class needs, refuses and stands for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from attrs import fields

from greenprod import (
    Activity,
    CarTrip,
    DistrictHeat,
    Flight,
    Freight,
    Generator,
    GridElectricity,
    HotelStay,
    Material,
    Meals,
    RailTrip,
    Waste,
)
from greenprod.errors import GreenprodError
from greenprod.items.base import COMMON, amount_fields, description_fields
from greenprod.items.catalogue import ITEMS, item_class, item_name
from greenprod.items.power import CURVE_FUELS, GENERATOR_FUELS, litres_per_kwh
from greenprod.items.travel import CABINS, haul_band

if TYPE_CHECKING:
    from greenprod.errors import Issue
    from greenprod.items.base import Item

GOOD: dict[type[Item], dict[str, Any]] = {
    Activity: {"activity": "fuel.hvo", "amount": 3, "unit": "litre"},
    Flight: {"passengers": 3, "origin": "CPH", "destination": "LHR"},
    RailTrip: {"passengers": 3, "distance": 2},
    CarTrip: {"distance": 2},
    Freight: {"mass": 3, "distance": 2},
    HotelStay: {"nights": 2},
    GridElectricity: {"energy": 2},
    DistrictHeat: {"energy": 2},
    Generator: {"volume": 2},
    Meals: {"meals": 2, "diet": "vegan"},
    Material: {"mass": 2, "material": "wood"},
    Waste: {"mass": 2, "stream": "wood", "treatment": "landfill"},
}
GOOD |= {
    kind: {n: cell for n, cell in kind.example.items() if n != "date"} for kind in ITEMS.values() if kind not in GOOD
}
KINDS = list(GOOD)
"""Every class: the first ones by the shortest line there is, the others by their examples."""
PERIODS = ("date", "period_start", "period_end")


def item(kind: type[Item], **given: Any) -> Item:
    """Return a good item of a class, changed by what is given; None takes a field away."""
    usual = {name: cell for name, cell in GOOD[kind].items() if name not in PERIODS}
    cells = {"date": "2025-05-01", "region": "DK", **usual, **given}
    return kind(**{name: value for name, value in cells.items() if value is not None})


def issue_of(kind: type[Item], **given: Any) -> Issue:
    with pytest.raises(GreenprodError) as caught:
        list(item(kind, **given).activities())
    return caught.value.issue


def parts(kind: type[Item], **given: Any) -> list[tuple[str, float, str]]:
    return [(a.activity, a.amount, a.unit) for a in item(kind, **given).activities()]


def test_the_good_items_here_are_all_there_are() -> None:
    assert set(GOOD) == set(ITEMS.values())


@pytest.mark.parametrize("kind", KINDS)
def test_a_class_is_found_by_its_name_in_a_table(kind: type[Item]) -> None:
    name = item_name(kind)
    assert item_class(name) is item_class(f" {name.upper()} ") is item_class(name.replace("_", " ")) is kind
    assert kind.title


def test_an_unknown_item_is_refused_with_near_names() -> None:
    with pytest.raises(GreenprodError) as caught:
        item_class("hotel_stey")
    assert (caught.value.issue.code, caught.value.issue.valid_values[0]) == ("unknown_item", "hotel_stay")


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_an_amount_a_description_or_common(kind: type[Item]) -> None:
    names = {f.name for f in fields(kind)}
    amounts, own = set(amount_fields(kind)), set(description_fields(kind))  # type: ignore[arg-type]
    assert amounts | own | set(COMMON) == names
    assert not amounts & own


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_needs_a_date_or_a_whole_period(kind: type[Item]) -> None:
    assert issue_of(kind, date=None).code == "missing_date"
    assert issue_of(kind, date=None, period_start="2025-01-01").code == "missing_date"
    assert issue_of(kind, date=None, period_end="2025-01-01").code == "missing_date"
    whole = item(kind, date=None, period_start="2025-01-01", period_end="2025-01-01")
    assert whole.period_start == whole.period_end == dt.date(2025, 1, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_period_does_not_end_before_it_starts(kind: type[Item]) -> None:
    issue = issue_of(kind, date=None, period_start="2025-01-02", period_end="2025-01-01")
    assert (issue.code, issue.column) == ("period_reversed", "period_end")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("date", "31-02-2025", "invalid_date"),
        ("date", "2025-02-31", "invalid_date"),
        ("period_start", "spring", "invalid_date"),
        ("region", "Atlantis", "unknown_region"),
        ("control", "rented", "invalid_choice"),
        ("status", "guessed", "invalid_choice"),
        ("version", "latest", "invalid_choice"),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_common_field_refuses_what_it_does_not_know(kind: type[Item], field: str, value: str, code: str) -> None:
    issue = issue_of(kind, **{field: value})
    assert (issue.code, issue.value) == (code, value)
    assert code != "invalid_choice" or (issue.column == field and issue.valid_values)


@pytest.mark.parametrize(("kind", "field"), [(kind, name) for kind in KINDS for name in GOOD[kind] if name in
                                             amount_fields(kind)])  # type: ignore[arg-type] # fmt: skip
@pytest.mark.parametrize(
    ("value", "code"),
    [
        (-1, "negative_amount"),
        ("-1", "negative_amount"),
        (float("nan"), "not_finite"),
        (float("inf"), "not_finite"),
        ("nan", "not_finite"),
        ("-Infinity", "not_finite"),
        ("1e999", "not_finite"),
        ("many", "not_a_number"),
        ("", "missing_amount"),
        ("  ", "missing_amount"),
    ],
)
def test_an_amount_refuses_what_is_no_usable_number(kind: type[Item], field: str, value: object, code: str) -> None:
    issue = issue_of(kind, **{field: value})
    assert (issue.code, issue.column) == (code, field)
    assert issue.hint


@pytest.mark.parametrize(
    ("kind", "field", "value", "code"),
    [
        (Activity, "unit", None, "missing_unit"),
        (Activity, "activity", None, "missing_field"),
        (Flight, "destination", None, "contradictory_fields"),
        (Flight, "origin", None, "contradictory_fields"),
        (Flight, "distance", 900, "contradictory_fields"),
        (Flight, "destination", "CPH", "same_airport"),
        (Flight, "destination", "QQX", "unknown_airport"),
        (Flight, "cabin", "cattle", "invalid_choice"),
        (Flight, "cabin", "first", "invalid_choice"),
        (Flight, "haul", "middling", "invalid_choice"),
        (Flight, "round_trip", "perhaps", "invalid_choice"),
        (RailTrip, "service", "monorail", "invalid_choice"),
        (RailTrip, "distance", "3 kg", "wrong_dimension"),
        (CarTrip, "size", "huge", "invalid_choice"),
        (CarTrip, "fuel", "steam", "invalid_choice"),
        (Freight, "mode", "mule", "invalid_choice"),
        (Freight, "mode", "air", "missing_field"),
        (Freight, "haul", "middling", "invalid_choice"),
        (Freight, "mass", "3 ton", "ambiguous_unit"),
        (Generator, "fuel", "coal", "invalid_choice"),
        (Generator, "hours", 3, "contradictory_fields"),
        (Generator, "volume", None, "missing_amount"),
        (Meals, "diet", None, "missing_field"),
        (Meals, "diet", "lasagne", "invalid_choice"),
        (Material, "material", None, "missing_field"),
        (Material, "condition", "worn", "invalid_choice"),
        (Waste, "stream", None, "missing_field"),
        (Waste, "treatment", None, "invalid_choice"),
        (Waste, "treatment", "dumping", "invalid_choice"),
    ],
)
def test_a_description_that_says_too_little_or_too_much_is_refused(
    kind: type[Item], field: str, value: object, code: str
) -> None:
    issue = issue_of(kind, **{field: value})
    assert issue.code == code
    assert issue.valid_values or issue.code not in ("invalid_choice", "ambiguous_unit", "wrong_dimension")


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        (Activity, {}, ("fuel.hvo", 3.0, "litre")),
        (
            Flight,
            {"origin": None, "destination": None, "distance": 2, "haul": "long_haul", "round_trip": "yes"},
            ("travel.flight.long_haul.average", 12.0, "passenger*km"),
        ),
        (RailTrip, {}, ("travel.rail.national", 6.0, "passenger*km")),
        (RailTrip, {"round_trip": "ja", "service": "underground"}, ("travel.rail.underground", 12.0, "passenger*km")),
        (CarTrip, {}, ("travel.car.average.unknown", 2.0, "km")),
        (CarTrip, {"vehicles": 3, "round_trip": True, "size": "mpv"}, ("travel.car.mpv.unknown", 12.0, "km")),
        (Freight, {}, ("freight.hgv.all.average_laden", 6.0, "tonne*km")),
        (Freight, {"mode": "rail"}, ("freight.rail", 6.0, "tonne*km")),
        (Freight, {"mode": "air", "haul": "long_haul"}, ("freight.air.long_haul", 6.0, "tonne*km")),
        (Freight, {"mode": "van", "vehicle": "class_3.diesel"}, ("freight.van.class_3.diesel", 6.0, "tonne*km")),
        (HotelStay, {}, ("accommodation.hotel", 2.0, "room*night")),
        (HotelStay, {"rooms": 5}, ("accommodation.hotel", 10.0, "room*night")),
        (GridElectricity, {"energy": "2 MWh"}, ("energy.electricity.grid", 2000.0, "kWh")),
        (DistrictHeat, {}, ("energy.heat.district", 2.0, "kWh")),
        (Meals, {}, ("catering.meal.vegan", 2.0, "meal")),
        (Material, {"condition": "recycled"}, ("material.wood.recycled", 2.0, "kg")),
        (Waste, {}, ("waste.wood.landfill", 2.0, "kg")),
    ],
)
def test_an_item_stands_for_its_activity(
    kind: type[Item], given: dict[str, Any], expected: tuple[str, float, str]
) -> None:
    assert parts(kind, **given) == [expected]


@pytest.mark.parametrize("fuel", GENERATOR_FUELS)
def test_a_generator_by_volume_takes_any_of_its_fuels(fuel: str) -> None:
    assert parts(Generator, fuel=fuel) == [(GENERATOR_FUELS[fuel], 2.0, "litre")]


@pytest.mark.parametrize("fuel", CURVE_FUELS)
def test_a_generator_by_hours_burns_what_its_curve_says(fuel: str) -> None:
    found = parts(Generator, volume=None, hours=10, rated_kw=100, load=0.5, fuel=fuel)
    assert found[0][1] == pytest.approx(100 * 0.5 * 0.31 * 10)
    assert found[0][::2] == (GENERATOR_FUELS[fuel], "litre")


@pytest.mark.parametrize(
    ("given", "code", "column"),
    [
        ({"rated_kw": None}, "missing_field", "rated_kw"),
        ({"load": None}, "missing_field", "load"),
        ({"rated_kw": 0}, "out_of_range", "rated_kw"),
        ({"rated_kw": -5}, "out_of_range", "rated_kw"),
        ({"rated_kw": "nan"}, "not_finite", None),
        ({"load": 0}, "out_of_range", "load"),
        ({"load": 50}, "out_of_range", "load"),
        ({"load": float("nan")}, "out_of_range", "load"),
        ({"fuel": "petrol"}, "invalid_choice", "fuel"),
        ({"rated_kw": "100 horse"}, "wrong_dimension", "rated_kw"),
    ],
)
def test_a_generator_by_hours_needs_a_rating_and_a_load(given: dict[str, Any], code: str, column: str | None) -> None:
    issue = issue_of(Generator, **{"volume": None, "hours": 10, "rated_kw": "100 kW", "load": 0.5, **given})
    assert issue.code == code
    assert column is None or issue.column == column


@pytest.mark.parametrize(
    ("rated_kw", "load", "expected"),
    [
        (100, 0.5, 0.31),
        (100, 1.0, 0.28),
        (8, 0.5, 0.37),
        # a quarter of the way between two loads
        (100, 0.5625, 0.31 + (0.2933 - 0.31) / 4),
        # halfway between loads, halfway between ratings, and both
        (100, 0.625, (0.31 + 0.2933) / 2),
        (87.5, 0.5, (0.344 + 0.31) / 2),
        (87.5, 0.625, (0.344 + 0.3093 + 0.31 + 0.2933) / 4),
        # beyond the ends the nearest point holds
        (5000, 1.0, 0.2691),
        (5000, 0.1, 0.3272),
        (1, 0.5, 0.37),
        (8, 0.1, 0.37),
    ],
)
def test_the_generator_curve_goes_through_its_points_and_straight_between_them(
    rated_kw: float, load: float, expected: float
) -> None:
    assert litres_per_kwh(rated_kw, load) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("haul", "cabins"), CABINS.items())
def test_a_haul_has_the_cabins_that_are_published_for_it(haul: str, cabins: tuple[str, ...]) -> None:
    route = {"origin": None, "destination": None, "distance": 100, "haul": haul}
    for cabin in CABINS["long_haul"]:
        if cabin in cabins:
            assert parts(Flight, **route, cabin=cabin) == [(f"travel.flight.{haul}.{cabin}", 300.0, "passenger*km")]
        elif haul == "domestic":
            assert parts(Flight, **route, cabin=cabin)[0][0] == "travel.flight.domestic.average"
        else:
            assert issue_of(Flight, **route, cabin=cabin).valid_values == cabins


@pytest.mark.parametrize(
    ("km", "band"),
    [
        (0.0, "domestic"),
        (482.8, "domestic"),
        (300 * 1.609344, "short_haul"),
        (482.81, "short_haul"),
        (3701.4, "short_haul"),
        (3701.5, "long_haul"),
    ],
)
def test_the_haul_band_changes_at_300_and_2300_miles(km: float, band: str) -> None:
    assert haul_band(km) == band


def test_a_route_there_and_back_is_twice_as_long() -> None:
    one_way, both_ways = (parts(Flight, round_trip=there_and_back)[0][1] for there_and_back in (False, True))
    assert both_ways == 2 * one_way


def test_a_flight_without_a_region_happens_where_it_departs() -> None:
    assert item(Flight, region=None).place() == "DK"
    assert item(Flight, region="SE").place() == "SE"


WHEREABOUTS = {"origin", "country"}
"""Fields that say where a line happened when its region does not."""


@pytest.mark.parametrize("kind", [kind for kind in KINDS if WHEREABOUTS & set(GOOD[kind])])
def test_an_item_that_names_its_place_needs_no_region(kind: type[Item]) -> None:
    assert item(kind, region=None).place() == "DK"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not WHEREABOUTS & set(GOOD[kind])])
def test_other_items_need_a_region(kind: type[Item]) -> None:
    with pytest.raises(GreenprodError) as caught:
        item(kind, region=None).place()
    assert (caught.value.issue.code, caught.value.issue.column) == ("missing_region", "region")


def test_an_assumption_of_an_item_is_told_in_a_note() -> None:
    notes = {
        "great circle CPH-LHR": item(Flight, round_trip=True),
        "there and back": item(Flight, round_trip=True),
        "one figure for all cabins": item(Flight, destination="AAR", cabin="business"),
        "0.3100 litre/kWh (generator_fuel_chart)": item(Generator, volume=None, hours=1, rated_kw=100, load=0.5),
    }
    for text, line in notes.items():
        assert text in next(line.activities()).note


def test_the_unit_of_a_generic_line_is_written_once() -> None:
    assert issue_of(Activity, amount="3 litre", unit="m3").code == "two_units"
    assert issue_of(Activity, amount="3 litre", unit="litre").code == "two_units"
    assert parts(Activity, amount="3 litre", unit=None) == parts(Activity, amount=3, unit="litre")


def test_an_item_never_changes() -> None:
    line = item(HotelStay)
    with pytest.raises(AttributeError):
        line.date = None  # type: ignore[misc]
    assert hash(line) == hash(item(HotelStay))
    assert line == item(HotelStay)
