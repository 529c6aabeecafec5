"""What the example of every item stands for, worked out by hand: no line of code in common with the library.

The amounts are exact fractions of the cells in the examples; a figure that an item reads from ``properties.csv`` is
written down here a second time.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from oracle import Key, NothingFoundError, Oracle
from oracle_tables import kilometres

if TYPE_CHECKING:
    from collections.abc import Mapping

F = Fraction
YEAR = F("365.25")
KW_PER_W = F(1, 1000)


class Part(NamedTuple):
    """An amount of an activity, and what the item says about where it belongs."""

    activity: str
    amount: Fraction
    scope3: str = ""
    view: str = ""
    unit: str = ""


def km(origin: str, destination: str) -> Fraction:
    """Return the distance between two airports."""
    return F(kilometres(origin, destination))


def power(kwh: str | Fraction) -> list[Part]:
    """Return power from the grid."""
    return [Part("energy.electricity.grid", F(kwh))]


def between(idle: str, full: str, load: str) -> Fraction:
    """Return the kilowatts of a machine at part load."""
    return (F(idle) + F(load) * (F(full) - F(idle))) * KW_PER_W


def money(activity: str, amount: str, currency: str) -> list[Part]:
    """Return money that was spent on an activity."""
    return [Part(f"spend.{activity}", F(amount), unit=currency)]


GRID, DISTRICT = "energy.electricity.grid", "energy.heat.district"
DIESEL = "fuel.diesel.average_biofuel_blend"
BY_HAND: dict[str, list[Part]] = {
    "flight": [Part("travel.flight.short_haul.economy", 4 * 2 * km("CPH", "LHR"))],
    "rail_trip": [Part("travel.rail.national", F(2 * 304))],
    "car_trip": [Part("travel.car.medium.diesel", F(2 * 120))],
    "charter_flight": [Part("fuel.aviation_turbine_fuel", F(3 * 900), "3.6")],
    "helicopter": [Part("fuel.aviation_turbine_fuel", F("2.5") * 160, "3.6")],
    "car_share": [Part("travel.car.average.petrol", F(12 * 30, 3))],
    "van_trip": [Part("freight.van.class_3.diesel.by_vehicle", F(3 * 80))],
    "motorbike_trip": [Part("travel.motorbike.large", F(60))],
    "vehicle_fuel": [Part(DIESEL, F(2500) / F("12.5"))],
    "electric_charging": power("250"),
    "tram_trip": [Part("travel.rail.light_rail", F(3 * 6 * 2))],
    "metro_trip": [Part("travel.rail.underground", F(5 * 8))],
    "bus_trip": [Part("travel.bus.local_average", F(12 * 5))],
    "coach_trip": [Part("travel.coach", F(30 * 150))],
    "taxi_trip": [Part("travel.taxi.regular.by_vehicle", F(2 * 15))],
    "bicycle_trip": [Part("travel.bicycle.electric.by_passenger", F(4 * 10))],
    # there and back; the car carries one and a half
    "crew_commute": [
        Part("travel.car.average.unknown", 40 * 20 * 12 * 2 * F("0.6") / F("1.5"), "3.7"),
        Part("travel.rail.national", 40 * 20 * 12 * 2 * F("0.3"), "3.7"),
        Part("travel.bicycle", 40 * 20 * 12 * 2 * F("0.1"), "3.7"),
    ],
    "truck": [Part("freight.hgv.rigid_7_5_to_17t.half_laden.by_vehicle", F(2 * 150))],
    "trailer": [Part("freight.hgv.rigid_7_5_to_17t.average_laden.by_vehicle", F(80))],
    "ferry_trip": [Part("travel.ferry.car_passenger", F(10 * 45))],
    "boat_fuel": [Part("fuel.petrol.average_biofuel_blend", F(180))],
    "freight": [Part("freight.hgv.all.average_laden", F("0.8") * 300)],
    "freight_route": [
        Part("freight.air.long_haul", F("0.35") * km("CPH", "JFK")),
        Part("freight.hgv.all.average_laden", F("0.35") * (15 + 40)),
    ],
    "courier": [Part("freight.van.average.diesel", 6 * 30 * F("2.5") / 1000)],
    "excess_baggage": [Part("freight.air.short_haul", F(120, 1000) * 2 * km("CPH", "LHR"))],
    "hotel_stay": [Part("accommodation.hotel", F(12 * 5))],
    "guest_night": [Part("accommodation.guest_night", F(20 * 3))],
    "house_stay": [Part(GRID, F(10 * 12)), Part(DISTRICT, F(10 * 40))],
    "flat_stay": power(30 * F("6.5")),
    "grid_electricity": [
        Part(GRID, F(1200), view="location"),
        Part("energy.electricity.wind_onshore", F(1200), view="market"),
    ],
    "district_heat": [Part(DISTRICT, F(12_000))],
    "district_cooling": [Part("energy.cooling.district_hofor", F(2000))],
    "natural_gas": [Part("fuel.natural_gas.by_energy", F(5000))],
    "heating_oil": [Part("fuel.heating_oil", F(800))],
    "bottled_gas": [Part("fuel.propane.by_mass", F(44))],
    "wood_fuel": [Part("fuel.wood_pellets", F(300))],
    "onsite_heat": [Part("energy.heat.onsite", F(800))],
    "refrigerant_leak": [Part("refrigerant.r410a", F("1.5"))],
    "studio_space": [Part(GRID, 800 * 20 * 120 / YEAR), Part(DISTRICT, 800 * 20 * 130 / YEAR)],
    "office_space": [Part(GRID, 100 * 60 * 50 / YEAR), Part(DISTRICT, 100 * 60 * 80 / YEAR)],
    "location_space": power(150 * 3 * 30 / YEAR),
    "workshop_space": [Part(GRID, 300 * 40 * 60 / YEAR), Part(DISTRICT, 300 * 40 * 84 / YEAR)],
    "homeworking": [Part("homeworking.total", 4 * 10 * F("7.5"))],
    # 100 kW at half load burns 0.31 litres for each kWh
    "generator": [Part(DIESEL, 10 * 100 * F("0.5") * F("0.31"))],
    "battery_pack": power(45 / F("0.9")),
    "solar_power": [Part("energy.electricity.solar", F(20))],
    "grid_tie_in": power("1200"),
    "led_volume": [
        Part(GRID, 200 * 3 * 10 * 600 * F("0.5") * KW_PER_W),
        Part(GRID, 200 * 3 * 10 * 60 * KW_PER_W),
    ],
    "stage_power": power(5 * 12 * 80 * F("0.4")),
    "film_light": power(2 * 3 * 5 * 1800 * KW_PER_W),
    "meals": [Part("catering.meal.vegetarian", F(60))],
    "food": [Part("food.bread.baguette", F(12))],
    "drinks": [Part("food.beverage.coffee_brewed", F(30))],
    "tableware": [
        Part("material.paper.new", 500 * F("0.012")),
        Part("waste.paper.composting", 500 * F("0.012")),
    ],
    "food_waste": [Part("waste.food_and_drink.anaerobic_digestion", F(35))],
    "material": [Part("material.wood.new", F(1500)), Part("waste.wood.incineration_energy_recovery", F(1500))],
    "paint": [Part("material.acrylic_varnish", 20 * F(1050, 1000))],
    "special_effects": [Part("fuel.propane.by_mass", F(24))],
    "greens": money("gb.01", "4000", "GBP"),
    "costume": [Part("product.shirt.cotton", F(40))],
    "laundry": money("us.812320", "900", "USD"),
    "make_up": money("gb.20_4", "3000", "GBP"),
    "product_purchase": [Part("product.laptop", F(4))],
    "equipment_hire": [Part("product.camera.mirrorless", F(2 * 30, 600))],
    "cable": [Part("material.cable_mains.by_length", F("0.3") * F("0.02"))],
    "batteries": [Part("material.batteries_li_ion.new", 20 * F("0.05"))],
    "edit_suite": power(2 * 20 * 8 * F("0.5")),
    "grading_suite": power(5 * 8 * (between("9", "145", "0.5") + F("0.3"))),
    "sound_suite": power(10 * 8 * F("1.2")),
    "workstation": power(10 * 20 * 8 * between("10", "295", "0.4")),
    "render_job": power(40 * 12 * 450 * KW_PER_W * F("1.5")),
    "gpu_hours": power(8 * 100 * between("8", "71", "0.9") * F("1.1")),
    "cpu_hours": power(64 * 100 * between("0.74", "3.5", "0.5") * F("1.135")),
    # six copies of what is stored on disks
    "cloud_storage": power(100 * 30 * 24 * F("0.65") * KW_PER_W * 6 * F("1.135")),
    "data_transfer": power(2 * 1000 * F("0.059")),
    "hard_drive": [Part("product.ssd", F(6))],
    "lto_tape": [Part("material.plastic_pet_film.new", 20 * F("0.2"))],
    "ai_use": power(500 * 3 * KW_PER_W),
    "email_and_web": [Part("digital.email", F(2000))],
    # a quarter of the net price is VAT
    "purchase": money("dk.c13_15", "10000", "DKK"),
    "service": money("dk.n80_82", "8000", "DKK"),
    "insurance": money("dk.k65", "40000", "DKK"),
    "legal": money("dk.m69_70", "25000", "DKK"),
    "marketing": money("dk.m73", "60000", "DKK"),
    "waste": [Part("waste.wood.incineration_energy_recovery", F(400))],
    "waste_by_volume": [Part("waste.household_residual.incineration_energy_recovery", F(2 * 200))],
    "skip": [Part("waste.wood.incineration_energy_recovery", 3 * 10 * F("0.8") * 307)],
    "water_supply": [Part("water.supply", F(3000))],
    "wastewater_treatment": [Part("water.treatment", F(3000))],
    "water_tank": [Part("water.supply", F(40_000)), Part("water.treatment", F(40_000))],
    "streaming": [Part("digital.streaming_hour", F(1500))],
    "cinema_run": [Part("energy.electricity.grid", F(300 * 20), "3.11")],
    "broadcast_hour": [Part("energy.electricity.grid", F(6 * 80), "3.11")],
    "company_vehicle": [Part(DIESEL, F(800))],
    "company_electricity": power("42000"),
    "company_heat": [Part(DISTRICT, F(60_000))],
    "staff_flight": [Part("travel.flight.short_haul.economy", 3 * km("CPH", "NCE"))],
    "staff_rail": [Part("travel.rail.national", F(2 * 304))],
    "staff_hotel": [Part("accommodation.hotel", F(3 * 4))],
    "company_purchase": money("dk.m69_70", "90000", "DKK"),
    "carbon_credit": [],
    "donation": [],
}
"""Activities and amounts behind the example of every item that has one."""
SOMEBODY_ELSES = ("charter_flight", "helicopter", "cinema_run", "broadcast_hour")
"""Items whose aircraft or place is another's, as long as the line does not say otherwise."""


def booked(oracle: Oracle, name: str, cells: Mapping[str, object]) -> dict[Key, Fraction]:
    """Return the milligrams of an example, unrounded, by posting."""
    found: dict[Key, Fraction] = {}
    control = {"control": "third_party"} if name in SOMEBODY_ELSES else {}
    for part in BY_HAND[name]:
        own = {field: cells[field] for field in ("date", "period_start", "period_end", "region", "control")
               if field in cells}  # fmt: skip
        unit = {"unit": part.unit} if part.unit else {}
        line = {"item": "activity", "activity": part.activity, "amount": part.amount, **unit, **control, **own}
        scope = oracle.rule(part.activity, line)["scope"]
        for key, mg in seen(oracle.postings(line), part, scope).items():
            found[key] = found.get(key, F(0)) + mg
    if not found and BY_HAND[name]:
        raise NothingFoundError(name)
    return found


def seen(postings: Mapping[Key, Fraction], part: Part, scope: str) -> dict[Key, Fraction]:
    """Return where an item books a part.

    Under its own category, where all of it is scope 3; in one view of power that one buys oneself, or in both.
    """
    found: dict[Key, Fraction] = {}
    for key, mg in postings.items():
        moved = key
        if part.scope3 and scope == "3":
            moved = key._replace(scope_category=part.scope3)
        if part.view == "location" and key.measure == "scope2_market":
            continue
        if part.view == "market":
            if scope == "3" or key.stage in ("generation_location", "biogenic_co2"):
                continue
            moved = key._replace(scope_category="2", measure="scope2_market")
        found[moved] = found.get(moved, F(0)) + mg
    return found
