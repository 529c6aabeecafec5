"""Items that move people and trucks: what each stands for, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from attrs import fields

from greenprod import Calculator, CarTrip, FactorLibrary, Flight, RailTrip
from greenprod.distances import airport, great_circle_km
from greenprod.errors import GreenprodError
from greenprod.items import charter, road, sea, travel
from greenprod.items.base import amount_fields
from greenprod.items.catalogue import item_name
from greenprod.items.charter import CharterFlight, Helicopter
from greenprod.items.commute import MODES, CrewCommute
from greenprod.items.local import CYCLES, TAXIS, BicycleTrip, BusTrip, CoachTrip, MetroTrip, TaxiTrip, TramTrip
from greenprod.items.refuel import VEHICLE_FUELS, ElectricCharging, VehicleFuel
from greenprod.items.road import MOTORBIKES, VANS, CarShare, MotorbikeTrip, VanTrip
from greenprod.items.sea import BOAT_FUELS, BoatFuel, FerryTrip
from greenprod.items.travel import PassengerTrip
from greenprod.items.trucks import TRUCK_BODIES, TRUCK_LOADS, TRUCK_SIZES, Trailer, Truck

if TYPE_CHECKING:
    from greenprod.errors import Issue
    from greenprod.footprint.calculate import Result
    from greenprod.items.base import Item

KINDS: tuple[type[Item], ...] = (*travel.KINDS, *charter.KINDS, *road.KINDS, *sea.KINDS)
WHEN: dict[str, Any] = {"date": "2025-05-01", "region": "DK"}
COMMUTE: dict[str, Any] = {"persons": 10, "days": 5, "distance": 8}


@pytest.fixture(scope="module")
def calculator() -> Calculator:
    return Calculator(FactorLibrary.shipped())


def made(kind: type[Item], **given: Any) -> Item:
    """Return the example of a class, changed by what is given."""
    cells: dict[str, Any] = {**kind.example, **given}
    return kind(**cells)


def parts(kind: type[Item], **given: Any) -> list[tuple[str, Any, str]]:
    found = kind(**{**WHEN, **given}).activities()
    return [(a.activity, pytest.approx(a.amount), a.unit) for a in found]


def issue_of(kind: type[Item], **given: Any) -> Issue:
    with pytest.raises(GreenprodError) as caught:
        list(kind(**{**WHEN, **given}).activities())
    return caught.value.issue


def booked(result: Result) -> set[tuple[str, str]]:
    return {(posting.coefficient.activity, posting.coefficient.category) for posting in result.postings}


def test_the_rooms_hold_every_class_once() -> None:
    assert len({item_name(kind) for kind in KINDS}) == len(KINDS) == 21


@pytest.mark.parametrize("kind", KINDS)
def test_a_class_says_what_it_is_and_whose(kind: type[Item]) -> None:
    assert kind.title
    assert kind.title_da
    assert kind.group in ("travel", "transport")
    assert set(kind.topics) <= {f"T0{n}" for n in range(1, 8)}


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_a_class_is_booked_by_line_and_by_table(kind: type[Item], calculator: Calculator) -> None:
    one = calculator.calculate(made(kind))
    table = calculator.ledger(pd.DataFrame([{"item": item_name(kind), "line_id": "1", **kind.example}]))
    assert not [issue for issue in table.issues.to_dict("records") if issue["severity"] == "error"]
    assert one.co2e_kg > 0
    assert list(table.by("line_id")["co2e_kg"]) == [one.co2e_kg]


@pytest.mark.parametrize("kind", KINDS)
def test_an_amount_doubled_is_an_activity_doubled(kind: type[Item]) -> None:
    whole = made(kind)
    given = [name for name in amount_fields(kind) if name in kind.example]  # type: ignore[arg-type] # mypy 11469
    for name in given:
        twice = made(kind, **{name: 2 * float(kind.example[name])})
        assert [a.amount for a in twice.activities()] == [2 * a.amount for a in whole.activities()]
        assert list(twice.parts()) == list(whole.parts())


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        (RailTrip, {"passengers": 2, "distance": 100, "round_trip": True},
         ("travel.rail.national", 400, "passenger*km")),
        (RailTrip, {"passengers": 2, "distance": 9, "service": "dk_s_train"},
         ("travel.rail.dk_s_train", 18, "passenger*km")),
        (TramTrip, {"passengers": 3, "distance": 6}, ("travel.rail.light_rail", 18, "passenger*km")),
        (MetroTrip, {"passengers": 3, "distance": "6 km"}, ("travel.rail.underground", 18, "passenger*km")),
        (BusTrip, {"passengers": 3, "distance": 6, "service": "local_outside_london"},
         ("travel.bus.local_outside_london", 18, "passenger*km")),
        (CoachTrip, {"passengers": 40, "distance": 100}, ("travel.coach", 4000, "passenger*km")),
        (CoachTrip, {"vehicles": 2, "distance": 100, "route": "motorway", "round_trip": "ja"},
         ("travel.coach_dk.diesel.motorway.by_vehicle", 400, "km")),
        (FerryTrip, {"passengers": 4, "distance": 45}, ("travel.ferry.average", 180, "passenger*km")),
        (FerryTrip, {"passengers": 4, "distance": 45, "service": "car_passenger"},
         ("travel.ferry.car_passenger", 180, "passenger*km")),
        (BoatFuel, {"volume": 70}, ("fuel.marine_gas_oil", 70, "litre")),
        (BoatFuel, {"volume": "1 m3", "fuel": "diesel"}, ("fuel.diesel.average_biofuel_blend", 1000, "litre")),
        (CarTrip, {"vehicles": 2, "distance": "10 mile", "fuel": "petrol"},
         ("travel.car.average.petrol", 32.18688, "km")),
        (CarShare, {"passengers": 9, "distance": 30, "occupancy": "3 passenger", "size": "large", "fuel": "diesel"},
         ("travel.car.large.diesel", 90, "km")),
        (CarShare, {"passengers": 10, "distance": 30, "occupancy": 2.5, "round_trip": True},
         ("travel.car.average.unknown", 240, "km")),
        (VanTrip, {"distance": 50, "round_trip": True}, ("freight.van.average.unknown.by_vehicle", 100, "km")),
        (TaxiTrip, {"passengers": 3, "distance": 10}, ("travel.taxi.regular", 30, "passenger*km")),
        (TaxiTrip, {"vehicles": 3, "distance": 10, "taxi": "black_cab"},
         ("travel.taxi.black_cab.by_vehicle", 30, "km")),
        (MotorbikeTrip, {"distance": 10}, ("travel.motorbike.average", 10, "km")),
        (BicycleTrip, {"passengers": 2, "distance": 5, "cycle": "electric_bicycle"},
         ("travel.bicycle.electric.by_passenger", 10, "passenger*km")),
        (VehicleFuel, {"volume": 60, "fuel": "hvo"}, ("fuel.hvo", 60, "litre")),
        (VehicleFuel, {"cost": 1000, "currency": "DKK", "price_per_litre": 12.5},
         ("fuel.diesel.average_biofuel_blend", 80, "litre")),
        (VehicleFuel, {"cost": "1 kEUR", "price_per_litre": "1.6 EUR/litre", "fuel": "petrol"},
         ("fuel.petrol.average_biofuel_blend", 625, "litre")),
        (VehicleFuel, {"cost": "350 USD", "price_per_litre": "3.5 USD/us_gallon"},
         ("fuel.diesel.average_biofuel_blend", 378.5411784, "litre")),
        (ElectricCharging, {"energy": "0.3 MWh"}, ("energy.electricity.grid", 300, "kWh")),
        (CharterFlight, {"volume": 900}, ("fuel.aviation_turbine_fuel", 900, "litre")),
        (CharterFlight, {"hours": 2, "litres_per_hour": "1 m3/hour"}, ("fuel.aviation_turbine_fuel", 2000, "litre")),
        (CharterFlight, {"distance": 600, "litres_per_km": 1.5}, ("fuel.aviation_turbine_fuel", 900, "litre")),
        (Helicopter, {"hours": "90 minute", "litres_per_hour": 60, "fuel": "aviation_spirit"},
         ("fuel.aviation_spirit", 90, "litre")),
        (Helicopter, {"volume": 100}, ("fuel.aviation_turbine_fuel", 100, "litre")),
        (Truck, {"distance": 100}, ("freight.hgv.all.average_laden.by_vehicle", 100, "km")),
        (Truck, {"distance": 100, "body": "refrigerated", "size": "all_rigids", "load": 1},
         ("freight.hgv_refrigerated.all_rigids.fully_laden.by_vehicle", 100, "km")),
        (Trailer, {"vehicles": 2, "distance": 50, "size": "rigid_over_17t", "load": "empty"},
         ("freight.hgv.rigid_over_17t.empty.by_vehicle", 100, "km")),
    ],
)  # fmt: skip
def test_a_line_stands_for_what_a_pencil_gives(
    kind: type[Item], given: dict[str, Any], expected: tuple[str, float, str]
) -> None:
    assert parts(kind, **given) == [expected]


def test_every_name_that_can_be_chosen_is_an_activity() -> None:
    names = {f"{kind.family}.{service}" for kind in (RailTrip, TramTrip, MetroTrip, BusTrip, FerryTrip)
             for service in kind.services}  # fmt: skip
    names |= {f"travel.taxi.{taxi}{way}" for taxi in TAXIS for way in ("", ".by_vehicle")}
    names |= {f"freight.van.{size}.{fuel}.by_vehicle" for size, fuels in VANS.items() for fuel in fuels}
    names |= {f"travel.motorbike.{size}" for size in MOTORBIKES}
    names |= {f"travel.coach_dk.diesel.{route}.by_vehicle" for route in ("city_route", "rural_route", "motorway")}
    names |= {f"freight.{body}.{size}.{load}.by_vehicle" for body in TRUCK_BODIES.values() for size in TRUCK_SIZES
              for load in TRUCK_LOADS}  # fmt: skip
    names |= {*CYCLES.values(), *BOAT_FUELS.values(), *VEHICLE_FUELS.values(), *charter.AVIATION_FUELS.values()}
    names |= set(MODES.values()) - {"travel.car"}
    assert names <= set(FactorLibrary.shipped().activities)


def test_a_flight_has_no_field_for_an_uplift_or_radiative_forcing() -> None:
    names = {f.name for f in fields(Flight)}
    assert not {name for name in names if "uplift" in name or "radiative" in name or name == "rf"}
    with pytest.raises(TypeError, match="distance_uplift"):
        Flight(**WHEN, passengers=1, origin="CPH", destination="LHR", distance_uplift=1.08)  # type: ignore[call-arg]


def test_a_boundary_switches_radiative_forcing_off() -> None:
    flight = Flight(**WHEN, passengers=1, origin="CPH", destination="JFK")
    library = FactorLibrary.shipped()
    stages = {
        boundary: {str(p.coefficient.stage) for p in Calculator(library, boundary=boundary).calculate(flight).postings}
        for boundary in ("full", "no_rf")
    }
    assert stages["full"] - stages["no_rf"] == {"radiative_forcing"}


def test_a_flight_is_as_long_as_the_great_circle() -> None:
    assert parts(Flight, passengers=2, origin="CPH", destination="LHR", round_trip=True) == [
        ("travel.flight.short_haul.average", 4 * great_circle_km("CPH", "LHR"), "passenger*km")
    ]


@pytest.mark.parametrize(
    ("given", "code", "column"),
    [
        ({"origin": "CPH", "destination": "CPH", "round_trip": True}, "same_airport", "destination"),
        ({"origin": "LHR", "destination": "LON"}, "same_airport", "destination"),
        ({"origin": "nyc", "destination": "JFK"}, "same_airport", "destination"),
        ({"origin": "CPH", "destination": "LHR", "distance": 980}, "contradictory_fields", "distance"),
        ({"origin": "CPH"}, "contradictory_fields", "distance"),
        ({}, "contradictory_fields", "distance"),
        ({"distance": 980}, "missing_field", "haul"),
        ({"origin": "CPH", "destination": "LHR", "cabin": "first"}, "invalid_choice", "cabin"),
    ],
)
def test_a_flight_refuses_a_route_that_is_none(given: dict[str, Any], code: str, column: str) -> None:
    issue = issue_of(Flight, passengers=1, **given)
    assert (issue.code, issue.column) == (code, column)


@pytest.mark.parametrize(
    ("name", "codes"),
    [("London", {"LON", "LHR", "LGW"}), ("new york", {"NYC", "JFK", "LGA"}), ("Stockholm", {"STO", "ARN", "BMA"}),
     ("Copenhagen", {"CPH"})],
)  # fmt: skip
def test_the_name_of_a_city_is_answered_with_its_airports(name: str, codes: set[str]) -> None:
    issue = issue_of(Flight, passengers=1, origin="CPH", destination=name)
    assert (issue.code, issue.column) == ("unknown_airport", "destination")
    assert codes <= set(issue.valid_values)


@pytest.mark.parametrize("code", ["LON", "NYC", "STO"])
def test_a_city_code_is_booked_and_its_airports_are_told(code: str) -> None:
    (part,) = Flight(**WHEN, passengers=1, origin="CPH", destination=code).parts()
    assert f"{code} is the middle of {', '.join(airport(code).airports)}" in part.note


@pytest.mark.parametrize("kind", [CharterFlight, Helicopter])
def test_an_aircraft_with_its_crew_is_run_by_its_operator(kind: type[Item], calculator: Calculator) -> None:
    hired = calculator.calculate(kind(**WHEN, volume=100))  # type: ignore[call-arg] # a field of both
    own = calculator.calculate(kind(**WHEN, volume=100, control="operated"))  # type: ignore[call-arg] # same
    assert {posting.coefficient.scope for posting in hired.postings} == {3}
    assert 1 in {posting.coefficient.scope for posting in own.postings}
    assert booked(hired) == {("fuel.aviation_turbine_fuel", "charter")}


@pytest.mark.parametrize(
    ("kind", "given", "code", "column"),
    [
        (CharterFlight, {}, "missing_amount", "volume"),
        (CharterFlight, {"volume": 1, "hours": 1, "litres_per_hour": 1}, "contradictory_fields", "hours"),
        (CharterFlight, {"hours": 1, "distance": 1}, "contradictory_fields", "distance"),
        (CharterFlight, {"hours": 1}, "missing_field", "litres_per_hour"),
        (CharterFlight, {"distance": 1}, "missing_field", "litres_per_km"),
        (CharterFlight, {"hours": 1, "litres_per_hour": 0}, "out_of_range", "litres_per_hour"),
        (CharterFlight, {"hours": 1, "litres_per_hour": "9 kg/hour"}, "wrong_dimension", "litres_per_hour"),
        (CharterFlight, {"volume": 1, "fuel": "kerosene"}, "invalid_choice", "fuel"),
        (CharterFlight, {"volume": "12 km"}, "wrong_dimension", "unit"),
        (Helicopter, {}, "missing_amount", "volume"),
        (Helicopter, {"hours": 1}, "missing_field", "litres_per_hour"),
        (Helicopter, {"hours": 1, "litres_per_hour": "-9"}, "out_of_range", "litres_per_hour"),
        (Helicopter, {"volume": 1, "hours": 1}, "contradictory_fields", "hours"),
        (Helicopter, {"volume": 1, "fuel": "diesel"}, "invalid_choice", "fuel"),
        (RailTrip, {"passengers": 1, "distance": 1, "service": "funicular"}, "invalid_choice", "service"),
        (TramTrip, {"passengers": 1, "distance": 1, "service": "national"}, "invalid_choice", "service"),
        (FerryTrip, {"passengers": 1, "distance": 1, "service": ""}, "invalid_choice", "service"),
        (CoachTrip, {"distance": 1}, "missing_amount", "passengers"),
        (CoachTrip, {"distance": 1, "passengers": 1, "vehicles": 1}, "contradictory_fields", "vehicles"),
        (CoachTrip, {"distance": 1, "vehicles": 1}, "missing_field", "route"),
        (CoachTrip, {"distance": 1, "vehicles": 1, "route": "beach"}, "invalid_choice", "route"),
        (TaxiTrip, {"distance": 1}, "missing_amount", "passengers"),
        (TaxiTrip, {"distance": 1, "passengers": 1, "vehicles": 1}, "contradictory_fields", "vehicles"),
        (TaxiTrip, {"distance": 1, "passengers": 1, "taxi": "water"}, "invalid_choice", "taxi"),
        (BicycleTrip, {"distance": 1, "passengers": 1, "cycle": "unicycle"}, "invalid_choice", "cycle"),
        (BoatFuel, {"volume": 1, "fuel": "coal"}, "invalid_choice", "fuel"),
        (BoatFuel, {"volume": "12 km"}, "wrong_dimension", "unit"),
        (CarTrip, {"distance": 1, "size": "huge"}, "invalid_choice", "size"),
        (CarTrip, {"distance": 1, "fuel": "coal"}, "invalid_choice", "fuel"),
        (CarShare, {"passengers": 1, "distance": 1}, "missing_field", "occupancy"),
        (CarShare, {"passengers": 1, "distance": 1, "occupancy": 0.5}, "out_of_range", "occupancy"),
        (CarShare, {"passengers": 1, "distance": 1, "occupancy": "-2"}, "out_of_range", "occupancy"),
        (CarShare, {"passengers": 1, "distance": 1, "occupancy": "full"}, "not_a_number", "occupancy"),
        (VanTrip, {"distance": 1, "size": "class_4"}, "invalid_choice", "size"),
        (VanTrip, {"distance": 1, "size": "class_1", "fuel": "cng"}, "invalid_choice", "fuel"),
        (MotorbikeTrip, {"distance": 1, "size": "huge"}, "invalid_choice", "size"),
        (ElectricCharging, {"energy": 1, "purpose": "fun"}, "invalid_choice", "purpose"),
        (ElectricCharging, {"energy": "30 litre"}, "wrong_dimension", "unit"),
        (VehicleFuel, {}, "missing_amount", "volume"),
        (VehicleFuel, {"volume": "12 km"}, "wrong_dimension", "unit"),
        (VehicleFuel, {"volume": 1, "cost": "2 DKK"}, "contradictory_fields", "volume"),
        (VehicleFuel, {"volume": 1, "fuel": "coal"}, "invalid_choice", "fuel"),
        (VehicleFuel, {"cost": "2 DKK"}, "missing_field", "price_per_litre"),
        (VehicleFuel, {"cost": 2, "price_per_litre": 1}, "missing_field", "currency"),
        (VehicleFuel, {"cost": "2 DKK", "currency": "DKK", "price_per_litre": 1}, "two_units", "cost"),
        (VehicleFuel, {"cost": "-2 DKK", "price_per_litre": 1}, "negative_amount", "cost"),
        (VehicleFuel, {"cost": "2 DKK", "price_per_litre": 0}, "out_of_range", "price_per_litre"),
        (VehicleFuel, {"cost": "2 DKK", "price_per_litre": "1.7 EUR"}, "contradictory_fields", "price_per_litre"),
        (VehicleFuel, {"cost": "2 DKK", "price_per_litre": "12 DKK/kWh"}, "wrong_dimension", "price_per_litre"),
        (VehicleFuel, {"cost": "2 DKK", "price_per_litre": "dear"}, "not_a_number", "price_per_litre"),
        (VehicleFuel, {"cost": "2 km", "price_per_litre": 1}, "wrong_dimension", "currency"),
        (Truck, {"distance": 1, "size": "van"}, "invalid_choice", "size"),
        (Truck, {"distance": 1, "body": "open"}, "invalid_choice", "body"),
        (Truck, {"distance": 1, "load": "heavy"}, "invalid_choice", "load"),
        (Truck, {"distance": 1, "load": -0.1}, "out_of_range", "load"),
        (Truck, {"distance": 1, "load": "1.5"}, "out_of_range", "load"),
        (Truck, {"distance": 1, "load": "nan"}, "out_of_range", "load"),
        (Truck, {"distance": -1}, "negative_amount", "distance"),
        (Trailer, {"distance": 1}, "missing_field", "size"),
        (Trailer, {"distance": 1, "size": "caravan"}, "invalid_choice", "size"),
        (CrewCommute, COMMUTE, "missing_field", "mode_split"),
        (CrewCommute, {**COMMUTE, "mode_split": "car:1"}, "missing_field", "car_occupancy"),
        (CrewCommute, {**COMMUTE, "mode_split": "car:1", "car_occupancy": "x"}, "not_a_number", "car_occupancy"),
        (CrewCommute, {**COMMUTE, "mode_split": "car:1", "car_occupancy": "2 km"}, "wrong_dimension", "car_occupancy"),
        (CrewCommute, {**COMMUTE, "mode_split": "car:1", "car_occupancy": 0}, "out_of_range", "car_occupancy"),
        (CrewCommute, {**COMMUTE, "mode_split": "car:1", "car_occupancy": 1, "car_size": "x"},
         "invalid_choice", "car_size"),
        (CrewCommute, {**COMMUTE, "mode_split": "car:1", "car_occupancy": 1, "car_fuel": "x"},
         "invalid_choice", "car_fuel"),
        (CrewCommute, {**COMMUTE, "mode_split": "rail:0.5;bus:0.4"}, "split_not_one", "mode_split"),
        (CrewCommute, {**COMMUTE, "mode_split": ";"}, "split_not_one", "mode_split"),
        (CrewCommute, {**COMMUTE, "mode_split": "rail:1.5;bus:-0.5"}, "out_of_range", "mode_split"),
        (CrewCommute, {**COMMUTE, "mode_split": "rail:nan"}, "out_of_range", "mode_split"),
        (CrewCommute, {**COMMUTE, "mode_split": "rail:half"}, "not_a_number", "mode_split"),
        (CrewCommute, {**COMMUTE, "mode_split": "rail"}, "not_a_number", "mode_split"),
        (CrewCommute, {**COMMUTE, "mode_split": "rail:0.5;rail:0.5"}, "contradictory_fields", "mode_split"),
        (CrewCommute, {**COMMUTE, "mode_split": "horse:1"}, "invalid_choice", "mode_split"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_an_issue(kind: type[Item], given: dict[str, Any], code: str, column: str) -> None:
    issue = issue_of(kind, **given)
    assert (issue.code, issue.column) == (code, column)


def test_a_commute_is_split_by_mode_and_shared_by_car() -> None:
    found = parts(
        CrewCommute, persons=40, days=20, distance=12, car_occupancy=1.6, car_size="small", car_fuel="petrol",
        mode_split="car:0.5; rail:0.2;bicycle:0.1;motorbike:0.1;walk:0.1",
    )  # fmt: skip
    # 40 x 20 x 24 = 19 200 person-km
    assert found == [
        ("travel.car.small.petrol", 6000, "km"),
        ("travel.rail.national", 3840, "passenger*km"),
        ("travel.bicycle", 1920, "passenger*km"),
        ("travel.motorbike.average", 1920, "km"),
        ("travel.bicycle", 0, "passenger*km"),
    ]


def test_thirds_with_a_few_decimals_add_to_one_only_when_they_nearly_do() -> None:
    assert len(parts(CrewCommute, **COMMUTE, mode_split="rail:0.3333333;bus:0.3333333;metro:0.3333334")) == 3
    assert issue_of(CrewCommute, **COMMUTE, mode_split="rail:0.33;bus:0.33;metro:0.33").code == "split_not_one"


def test_a_commute_on_foot_books_nothing(calculator: Calculator) -> None:
    walked = calculator.calculate(CrewCommute(**WHEN, **COMMUTE, mode_split="walk:1"))
    assert walked.co2e_kg == 0


@pytest.mark.parametrize(
    ("line", "category"),
    [
        (CrewCommute(**WHEN, **COMMUTE, mode_split="rail:1"), "commute"),
        (VanTrip(**WHEN, distance=10), "travel"),
        (ElectricCharging(**WHEN, energy=10), "travel"),
        (ElectricCharging(**WHEN, energy=10, purpose="freight"), "freight"),
        (VehicleFuel(**WHEN, volume=10), "travel"),
        (BoatFuel(**WHEN, volume=10), "travel"),
        (Truck(**WHEN, distance=10), "freight"),
    ],
)
def test_a_line_belongs_to_the_part_of_a_production_that_it_serves(
    line: Item, category: str, calculator: Calculator
) -> None:
    assert {found for _, found in booked(calculator.calculate(line))} == {category}


@pytest.mark.parametrize(
    ("load", "expected"),
    [
        (0, {"empty": 100}),
        (0.2, {"empty": 60, "half_laden": 40}),
        ("0.5", {"half_laden": 100}),
        (0.9, {"half_laden": 20, "fully_laden": 80}),
        (1.0, {"fully_laden": 100}),
        ("half_laden", {"half_laden": 100}),
    ],
)
def test_a_load_between_published_ones_is_on_the_straight_line(load: float | str, expected: dict[str, float]) -> None:
    found = parts(Truck, distance=100, size="rigid_over_17t", load=load)
    assert found == [(f"freight.hgv.rigid_over_17t.{name}.by_vehicle", km, "km") for name, km in expected.items()]


def test_a_trailer_says_what_it_is() -> None:
    (part,) = Trailer(**WHEN, distance=1, use="honeywagon", size="all_rigids").parts()
    assert part.note == "honeywagon; the whole truck is counted"


def test_cost_is_booked_by_table_in_the_currency_of_its_column(calculator: Calculator) -> None:
    rows = [
        {"line_id": "a", "cost": "1000", "currency": "DKK", "price_per_litre": "12.5", "volume": ""},
        {"line_id": "b", "cost": "", "currency": "", "price_per_litre": "", "volume": "80"},
        {"line_id": "c", "cost": "2000 SEK", "currency": "", "price_per_litre": "25 SEK", "volume": ""},
        {"line_id": "d", "cost": "1000", "currency": "DKK", "price_per_litre": "1.6 EUR", "volume": ""},
    ]
    ledger = calculator.ledger(pd.DataFrame([{"item": "vehicle_fuel", **WHEN, **row} for row in rows]))
    kept = ledger.lines[ledger.lines["line_id"].isin(["a", "b", "c"])]
    assert len(kept) == 3
    assert len(set(kept["scope1_mg"])) == 1
    assert list(ledger.issues[ledger.issues["severity"] == "error"]["code"]) == ["contradictory_fields"]


def test_the_shared_ride_is_no_item_of_its_own() -> None:
    assert PassengerTrip not in KINDS
