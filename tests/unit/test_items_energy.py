"""Freight, nights, power and heat: worked examples, and what each line refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from greenprod import Calculator
from greenprod.distances import great_circle_km
from greenprod.errors import GreenprodError
from greenprod.factors.library import FactorLibrary
from greenprod.items.accommodation import HEAT_SOURCES, FlatStay, GuestNight, HotelStay, HouseStay
from greenprod.items.accommodation import KINDS as NIGHTS
from greenprod.items.energy import (
    HEAT_NETWORKS,
    SOURCES_OF_POWER,
    TARIFFS,
    DistrictCooling,
    DistrictHeat,
    GridElectricity,
)
from greenprod.items.energy import KINDS as POWER
from greenprod.items.freight import KINDS as GOODS
from greenprod.items.freight import Courier, ExcessBaggage, Freight, FreightRoute
from greenprod.items.heating import (
    BOTTLED_GASES,
    HEATING_OILS,
    SINGLE_GASES,
    WOOD,
    BottledGas,
    HeatingOil,
    NaturalGas,
    OnsiteHeat,
    RefrigerantLeak,
    WoodFuel,
    gas_name,
)
from greenprod.items.heating import KINDS as HEATING

if TYPE_CHECKING:
    from greenprod import Result
    from greenprod.errors import Issue
    from greenprod.items.base import Item

KINDS = (*GOODS, *NIGHTS, *POWER, *HEATING)
LIBRARY = FactorLibrary.shipped()
TKM = "tonne*km"


def issue_of(kind: type[Item], **given: Any) -> Issue:
    with pytest.raises(GreenprodError) as caught:
        kind(**{"date": "2025-05-01", "region": "DK", **given})
    return caught.value.issue


def activities(kind: type[Item], **given: Any) -> list[tuple[str, Any, str]]:
    item = kind(**{"date": "2025-05-01", "region": "DK", **given})
    return [(a.activity, pytest.approx(a.amount), a.unit) for a in item.activities()]


def booked(kind: type[Item], **given: Any) -> Result:
    return Calculator(LIBRARY).calculate(kind(**{"date": "2025-05-01", "region": "DK", **given}))


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_each_class_is_booked(kind: type[Item]) -> None:
    assert Calculator(LIBRARY).calculate(kind(**kind.example)).co2e_kg > 0  # type: ignore[arg-type] # cells of a table
    assert kind.title
    assert kind.title_da
    assert kind.group
    assert kind.topics


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        (
            FreightRoute,
            {"mass": "500 kg", "mode": "rail", "main_km": 800, "first_mile_km": 20, "last_mile_km": 10},
            [("freight.rail", 400.0, TKM), ("freight.hgv.all.average_laden", 15.0, TKM)],
        ),
        (
            FreightRoute,
            {"mass": 2, "mode": "sea", "main_km": "100 mile", "last_mile_km": "5 mi", "vehicle": "roro_ferry.average"},
            [("freight.sea.roro_ferry.average", 321.8688, TKM), ("freight.hgv.all.average_laden", 16.09344, TKM)],
        ),
        (
            FreightRoute,
            {"mass": 2, "mode": "sea", "main_km": 50, "first_mile_km": 5, "road_vehicle": "all_rigids.average_laden"},
            [("freight.sea.container_ship.average", 100.0, TKM), ("freight.hgv.all_rigids.average_laden", 10.0, TKM)],
        ),
        (
            FreightRoute,
            {"mass": 2, "mode": "air", "main_km": 900, "haul": "short_haul", "road_legs": "no"},
            [("freight.air.short_haul", 1800.0, TKM)],
        ),
        (Courier, {"items": 8, "distance": 50, "mass_per_item": "500 g"}, [("freight.van.average.diesel", 0.2, TKM)]),
        (
            Courier,
            {"items": 8, "distance": 50, "mass_per_item": 10, "mode": "hgv", "vehicle": "all_artics.fully_laden"},
            [("freight.hgv.all_artics.fully_laden", 4.0, TKM)],
        ),
        (ExcessBaggage, {"mass": 50, "distance": 2000, "haul": "short_haul"}, [("freight.air.short_haul", 100.0, TKM)]),
        (HotelStay, {"rooms": 4, "nights": 3}, [("accommodation.hotel", 12.0, "room*night")]),
        (HotelStay, {"nights": 3, "city": "london", "region": "GB"}, [("accommodation.hotel_london", 3, "room*night")]),
        (GuestNight, {"persons": 7, "nights": 3}, [("accommodation.guest_night", 21.0, "person*night")]),
        (
            HouseStay,
            {"nights": 14, "energy_per_night": "10 kWh", "heat_per_night": "36 MJ", "heat_source": "wood_pellets"},
            [("energy.electricity.grid", 140.0, "kWh"), ("fuel.wood_pellets.by_energy", 140.0, "kWh")],
        ),
        (FlatStay, {"nights": 14, "energy_per_night": 5}, [("energy.electricity.grid", 70.0, "kWh")]),
        (GridElectricity, {"energy": "2 MWh"}, [("energy.electricity.grid", 2000.0, "kWh")]),
        (DistrictHeat, {"energy": "7.2 GJ"}, [("energy.heat.district", 2000.0, "kWh")]),
        (DistrictHeat, {"energy": 5, "network": "hofor"}, [("energy.heat.district_hofor", 5.0, "kWh")]),
        (DistrictCooling, {"energy": 5, "network": "hofor"}, [("energy.cooling.district_hofor", 5.0, "kWh")]),
        (NaturalGas, {"energy": "1 MWh"}, [("fuel.natural_gas.by_energy", 1000.0, "kWh")]),
        (NaturalGas, {"volume": "3 m3"}, [("fuel.natural_gas", 3000.0, "litre")]),
        (HeatingOil, {"volume": "1 m3", "grade": "gas_oil"}, [("fuel.gas_oil", 1000.0, "litre")]),
        (BottledGas, {"mass": 11, "gas": "butane"}, [("fuel.butane.by_mass", 11.0, "kg")]),
        (BottledGas, {"volume": 20, "gas": "lpg"}, [("fuel.lpg", 20.0, "litre")]),
        (WoodFuel, {"mass": "1 t", "wood": "wood_chips"}, [("fuel.wood_chips", 1000.0, "kg")]),
        (WoodFuel, {"energy": 90, "wood": "wood_logs"}, [("fuel.wood_logs.by_energy", 90.0, "kWh")]),
        (OnsiteHeat, {"energy": 90}, [("energy.heat.onsite", 90.0, "kWh")]),
        (RefrigerantLeak, {"mass": "250 gram", "gas": "R-32"}, [("refrigerant.hfc_32", 0.25, "kg")]),
    ],
)  # fmt: skip
def test_worked_examples(kind: type[Item], given: dict[str, Any], expected: list[tuple[str, float, str]]) -> None:
    assert activities(kind, **given) == expected


def test_a_route_by_air_is_the_great_circle_and_takes_its_haul_from_it() -> None:
    km = great_circle_km("CPH", "JFK")
    route = {"mass": 1, "origin": "CPH", "destination": "JFK"}
    assert activities(FreightRoute, **route, mode="air") == [("freight.air.long_haul", km, TKM)]
    assert activities(FreightRoute, **route, mode="air", haul="international") == [
        ("freight.air.international", km, TKM)
    ]
    assert activities(ExcessBaggage, **route, round_trip=True) == [("freight.air.long_haul", km * 2 / 1000, TKM)]


def test_goods_by_air_are_looked_up_where_they_leave_from() -> None:
    for kind, mode in ((FreightRoute, {"mode": "air"}), (ExcessBaggage, {})):
        route = {"mass": 1, "origin": "LHR", "destination": "CPH", "region": None, "date": "2025-05-01"}
        assert kind(**route, **mode).place() == "GB"  # type: ignore[arg-type] # cells of a table
    with pytest.raises(GreenprodError, match="where it happened"):
        ExcessBaggage(mass=1, distance=9, haul="domestic", date="2025-05-01").place()


def test_road_legs_that_nobody_gave_are_said_to_be_missing() -> None:
    def note(**given: Any) -> str:
        item = FreightRoute(mass=1, mode="rail", main_km=100, date="2025-05-01", region="DK", **given)
        return next(iter(item.parts())).note

    assert note() == "not counted, because not given: first_mile_km, last_mile_km"
    assert note(first_mile_km=5) == "not counted, because not given: last_mile_km"
    assert note(first_mile_km=5, last_mile_km=0) == ""
    assert note(road_legs=False) == ""
    direct = Freight(mass=1, distance=100, mode="rail", date="2025-05-01", region="DK")
    assert "freight_route" in next(iter(direct.parts())).note


def test_power_and_heat_of_a_house_belong_to_accommodation() -> None:
    house = booked(HouseStay, nights=2, energy_per_night=3, heat_per_night=4, heat_source="natural_gas")
    assert {p.coefficient.category for p in house.postings} == {"accommodation"}


@pytest.mark.parametrize("source", SOURCES_OF_POWER)
@pytest.mark.parametrize("region", ["DK", "GB", "FR"])
def test_a_contract_changes_the_market_alone_and_is_never_zero(source: str, region: str) -> None:
    given = {"energy": 1000, "region": region}
    plain = booked(GridElectricity, **given)
    contract = booked(GridElectricity, **given, tariff="guarantee_of_origin", source_of_power=source)
    for measure in ("scope1", "scope2_location", "scope3", "biogenic"):
        assert contract.mg(measure) == plain.mg(measure)
    assert contract.co2e_kg == plain.co2e_kg
    market = [p.coefficient for p in contract.postings if p.coefficient.measure == "scope2_market"]
    assert {c.activity for c in market} == {f"energy.electricity.{source}"}
    assert contract.mg("scope2_market") > 0


def test_power_that_somebody_else_buys_stays_the_grids() -> None:
    given = {"energy": 1000, "control": "third_party"}
    plain = booked(GridElectricity, **given)
    contract = booked(GridElectricity, **given, tariff="green", source_of_power="hydro")
    assert [(p.coefficient.measure, p.mg) for p in contract.postings] == [
        (p.coefficient.measure, p.mg) for p in plain.postings
    ]


def test_columns_and_items_agree_on_a_contract() -> None:
    line = GridElectricity(
        energy=1234.5, tariff="green", source_of_power="solar", date="2025-05-01", region="DK", production_id="p"
    )
    ledger = Calculator(LIBRARY).ledger([line])
    assert int(ledger.lines["scope2_market_mg"].iloc[0]) == Calculator(LIBRARY).calculate(line).mg("scope2_market")


@pytest.mark.parametrize(
    ("kind", "given", "code", "column"),
    [
        (Freight, {"mass": 1, "distance": 1, "mode": "bike"}, "invalid_choice", "mode"),
        (Freight, {"mass": 1, "distance": 1, "mode": "air"}, "missing_field", "haul"),
        (Freight, {"mass": 1, "distance": 1, "haul": "far"}, "invalid_choice", "haul"),
        (FreightRoute, {"mass": 1}, "missing_field", "mode"),
        (FreightRoute, {"mass": 1, "mode": "hgv"}, "invalid_choice", "mode"),
        (FreightRoute, {"mass": 1, "mode": "sea"}, "missing_field", "main_km"),
        (FreightRoute, {"mass": 1, "mode": "sea", "main_km": -1}, "negative_amount", "main_km"),
        (FreightRoute, {"mass": 1, "mode": "rail", "main_km": 1, "origin": "CPH"}, "contradictory_fields", "origin"),
        (FreightRoute, {"mass": 1, "mode": "air"}, "contradictory_fields", "main_km"),
        (FreightRoute, {"mass": 1, "mode": "air", "main_km": 9}, "missing_field", "haul"),
        (FreightRoute, {"mass": 1, "mode": "air", "main_km": 9, "haul": "x"}, "invalid_choice", "haul"),
        (
            FreightRoute,
            {"mass": 1, "mode": "air", "origin": "CPH", "destination": "cph"},
            "same_airport", "destination",
        ),
        (FreightRoute, {"mass": 1, "mode": "sea", "main_km": 9, "road_legs": "often"}, "invalid_choice", "road_legs"),
        (
            FreightRoute,
            {"mass": 1, "mode": "sea", "main_km": 9, "road_legs": "no", "last_mile_km": 2},
            "contradictory_fields", "road_legs",
        ),
        (Courier, {"items": 1, "distance": 1}, "missing_field", "mass_per_item"),
        (Courier, {"items": 1, "distance": 1, "mass_per_item": 1, "mode": "air"}, "invalid_choice", "mode"),
        (Courier, {"items": 1, "distance": 1, "mass_per_item": "heavy"}, "not_a_number", "mass_per_item"),
        (ExcessBaggage, {"mass": 1}, "contradictory_fields", "distance"),
        (ExcessBaggage, {"mass": 1, "distance": 9, "origin": "CPH"}, "contradictory_fields", "distance"),
        (ExcessBaggage, {"mass": 1, "distance": 9}, "missing_field", "haul"),
        (ExcessBaggage, {"mass": 1, "origin": "CPH", "destination": "XXX"}, "unknown_airport", "destination"),
        (HotelStay, {"nights": 1, "city": "paris"}, "invalid_choice", "city"),
        (HotelStay, {"nights": 1, "city": "london"}, "contradictory_fields", "city"),
        (HouseStay, {"nights": 1}, "missing_field", "energy_per_night"),
        (HouseStay, {"nights": 1, "energy_per_night": 1, "heat_per_night": 1}, "missing_field", "heat_source"),
        (FlatStay, {"nights": 1, "energy_per_night": 1, "heat_source": "lpg"}, "missing_field", "heat_per_night"),
        (FlatStay, {"nights": 1, "energy_per_night": 1, "heat_source": "sun"}, "invalid_choice", "heat_source"),
        (GridElectricity, {"energy": 1, "tariff": "blue"}, "invalid_choice", "tariff"),
        (GridElectricity, {"energy": 1, "tariff": "green"}, "missing_field", "source_of_power"),
        (GridElectricity, {"energy": 1, "source_of_power": "solar"}, "contradictory_fields", "tariff"),
        (
            GridElectricity,
            {"energy": 1, "tariff": "green", "source_of_power": "coal"},
            "invalid_choice", "source_of_power",
        ),
        (
            GridElectricity,
            {
                "energy": 1, "tariff": "green", "source_of_power": "solar", "factor_override": "0.01 kgCO2e/kWh",
                "override_source": "supplier", "override_reason": "declared",
            },
            "contradictory_fields", "factor_override",
        ),
        (DistrictHeat, {"energy": 1, "network": "aarhus"}, "invalid_choice", "network"),
        (DistrictCooling, {"energy": 1}, "missing_field", "network"),
        (DistrictCooling, {"energy": 1, "network": "fyn"}, "invalid_choice", "network"),
        (NaturalGas, {}, "missing_amount", "energy"),
        (NaturalGas, {"energy": 1, "volume": 1}, "contradictory_fields", "energy"),
        (HeatingOil, {"volume": 1, "grade": "olive"}, "invalid_choice", "grade"),
        (BottledGas, {"mass": 1}, "missing_field", "gas"),
        (BottledGas, {"mass": 1, "gas": "helium"}, "invalid_choice", "gas"),
        (BottledGas, {"gas": "lpg"}, "missing_amount", "mass"),
        (WoodFuel, {"mass": 1}, "missing_field", "wood"),
        (WoodFuel, {"mass": 1, "wood": "oak"}, "invalid_choice", "wood"),
        (WoodFuel, {"mass": 1, "energy": 1, "wood": "wood_logs"}, "contradictory_fields", "mass"),
        (RefrigerantLeak, {"mass": 1}, "missing_field", "gas"),
    ],
)  # fmt: skip
def test_what_lines_refuse(kind: type[Item], given: dict[str, Any], code: str, column: str) -> None:
    issue = issue_of(kind, **given)
    assert issue.code == code
    assert column in issue.column.replace(",", " ").split()


def test_an_unknown_gas_is_an_issue_about_the_gas() -> None:
    with pytest.raises(GreenprodError) as caught:
        booked(RefrigerantLeak, mass=1, gas="R-9999")
    assert (caught.value.issue.code, caught.value.issue.column) == ("unknown_activity", "gas")


def test_every_leaf_that_a_word_stands_for_is_in_the_vocabulary() -> None:
    leaves = [f"energy.electricity.{source}" for sources in TARIFFS.values() for source in sources]
    leaves += [f"energy.heat.district_{network}" for network in HEAT_NETWORKS]
    leaves += [f"refrigerant.{gas}" for gas in SINGLE_GASES.values()]
    leaves += [f"fuel.{oil}" for oil in HEATING_OILS]
    leaves += [f"fuel.{gas}{by}" for gas in BOTTLED_GASES for by in ("", ".by_mass")]
    leaves += [f"fuel.{wood}{by}" for wood in WOOD for by in ("", ".by_energy")]
    leaves += HEAT_SOURCES.values()
    assert {leaf: LIBRARY.activity(leaf).activity_id for leaf in leaves} == {leaf: leaf for leaf in leaves}


@pytest.mark.parametrize(
    ("written", "name"),
    [("R-744", "co2"), ("r 404a", "r404a"), ("hfc 134a", "hfc_134a"), ("R22", "hcfc_22"), ("SF6", "sf6")],
)
def test_gases_as_people_write_them(written: str, name: str) -> None:
    assert gas_name(written) == name
