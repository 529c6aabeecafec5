"""Passenger transport: flights, rail, bus, coach, ferry, taxi, cars and motorbikes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from record import DIMENSION_OF_UNIT, Activity, Book, Edition, Factor, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

HAULS = {
    "Domestic, to/from UK": ("domestic", "domestic", "indenrigs"),
    "Short-haul, to/from UK": ("short_haul", "short-haul", "kortdistance"),
    "Long-haul, to/from UK": ("long_haul", "long-haul", "langdistance"),
    "International, to/from non-UK": (
        "international",
        "international (not to or from the UK)",
        "international (ikke til eller fra Storbritannien)",
    ),
}
CABINS = {
    "Average passenger": ("average", "average cabin", "gennemsnit af klasser"),
    "Economy class": ("economy", "economy class", "økonomiklasse"),
    "Premium economy class": ("premium_economy", "premium economy class", "premium economy"),
    "Business class": ("business", "business class", "businessklasse"),
    "First class": ("first", "first class", "første klasse"),
}
LINES = {
    "Rail | National rail": ("rail.national", "Rail, national", "Tog, indenrigs"),
    "Rail | International rail": ("rail.international", "Rail, international", "Tog, international"),
    "Rail | Light rail and tram": ("rail.light_rail", "Light rail and tram", "Letbane og sporvogn"),
    "Rail | London Underground": ("rail.underground", "Underground (London)", "Metro (London)"),
    "Bus | Local bus (not London)": ("bus.local_outside_london", "Local bus (not London)", "Bybus (ikke London)"),
    "Bus | Local London bus": ("bus.local_london", "Local bus (London)", "Bybus (London)"),
    "Bus | Average local bus": ("bus.local_average", "Local bus, average", "Bybus, gennemsnit"),
    "Bus | Coach": ("coach", "Coach", "Turistbus"),
    "Ferry | Foot passenger": ("ferry.foot_passenger", "Ferry, foot passenger", "Færge, gående passager"),
    "Ferry | Car passenger": ("ferry.car_passenger", "Ferry, car passenger", "Færge, bilpassager"),
    "Ferry | Average (all passenger)": ("ferry.average", "Ferry, average passenger", "Færge, gennemsnitlig passager"),
    "Taxis | Regular taxi": ("taxi.regular", "Taxi, regular", "Taxa, almindelig"),
    "Taxis | Black cab": ("taxi.black_cab", "Taxi, black cab", "Taxa, black cab"),
}
SIZES = {
    "Mini": ("mini", "mini", "mini"),
    "Supermini": ("supermini", "supermini", "supermini"),
    "Lower medium": ("lower_medium", "lower medium", "lille mellemklasse"),
    "Upper medium": ("upper_medium", "upper medium", "stor mellemklasse"),
    "Executive": ("executive", "executive", "direktionsklasse"),
    "Luxury": ("luxury", "luxury", "luksusklasse"),
    "Sports": ("sports", "sports", "sportsvogn"),
    "Dual purpose 4X4": ("dual_purpose_4x4", "dual purpose 4x4", "firehjulstrækker (4x4)"),
    "MPV": ("mpv", "multi-purpose vehicle", "MPV"),
    "Small car": ("small", "small", "lille"),
    "Medium car": ("medium", "medium", "mellemstor"),
    "Large car": ("large", "large", "stor"),
    "Average car": ("average", "average size", "gennemsnitlig størrelse"),
}
DRIVES = {
    "Diesel": ("diesel", "diesel", "diesel"),
    "Petrol": ("petrol", "petrol", "benzin"),
    "Hybrid": ("hybrid", "hybrid", "hybrid"),
    "Plug-in Hybrid Electric Vehicle": ("plug_in_hybrid", "plug-in hybrid", "plugin-hybrid"),
    "Battery Electric Vehicle": ("battery_electric", "battery electric", "batterielektrisk"),
    "CNG": ("cng", "CNG", "CNG"),
    "LPG": ("lpg", "LPG", "LPG"),
    "Unknown": ("unknown", "unknown fuel", "ukendt drivmiddel"),
}
BIKES = {
    "Small": ("small", "small", "lille"),
    "Medium": ("medium", "medium", "mellemstor"),
    "Large": ("large", "large", "stor"),
    "Average": ("average", "average size", "gennemsnitlig størrelse"),
}
VEHICLE_STAGES = {
    "Passenger vehicles": "combustion",
    "UK electricity for EVs": "generation_location",
    "UK electricity T&D for EVs": "transmission_losses",
    "WTT- pass vehs & travel- land": "well_to_tank",
}
LINE_STAGES = {
    "Business travel- land": "combustion",
    "Business travel- sea": "combustion",
    "WTT- pass vehs & travel- land": "well_to_tank",
    "WTT- business travel- sea": "well_to_tank",
}


def add_passengers(rows: list[Row], edition: Edition, book: Book) -> None:
    """Add flights, public transport and passenger vehicles."""
    add_flights(rows, edition, book)
    for row in rows:
        line = LINES.get(path_of(row))
        if row["activity"] in LINE_STAGES and line:
            activity = book.name(line_activity(line, row["unit_activity"]))
            book.add(edition.file, edition.factor(row, activity, LINE_STAGES[row["activity"]]))
        vehicle = vehicle_activity(row) if row["activity"] in VEHICLE_STAGES else None
        if vehicle:
            book.add(edition.file, edition.factor(row, book.name(vehicle), VEHICLE_STAGES[row["activity"]]))


def path_of(row: Row) -> str:
    """Give the printed path as it stands in the combustion tables."""
    head, _, tail = row["detail"].removeprefix("WTT- ").partition(" | ")
    return f"{head[0].upper()}{head[1:]} | {tail}"


def line_activity(line: tuple[str, str, str], unit: str) -> Activity:
    """Name a leaf of public transport, per passenger or per vehicle."""
    stem, english, danish = line
    if unit == "km":
        stem, english, danish = f"{stem}.by_vehicle", f"{english}, by vehicle distance", f"{danish}, pr. vognkilometer"
    return Activity(f"travel.{stem}", english, danish, DIMENSION_OF_UNIT[unit], "travel", "passenger_transport")


def vehicle_activity(row: Row) -> Activity | None:
    """Name the car or motorbike of a row, if it is about one."""
    head, *names = path_of(row).split(" | ")
    if head.startswith("Cars (by "):
        size, drive = SIZES[names[0]], DRIVES[names[1]]
        return Activity(
            f"travel.car.{size[0]}.{drive[0]}",
            f"Car, {size[1]}, {drive[1]}",
            f"Bil, {size[2]}, {drive[2]}",
            "distance",
            "travel",
            "passenger_vehicle",
        )
    if head == "Motorbike":
        size = BIKES[names[0]]
        return Activity(
            f"travel.motorbike.{size[0]}",
            f"Motorbike, {size[1]}",
            f"Motorcykel, {size[2]}",
            "distance",
            "travel",
            "passenger_vehicle",
        )
    return None


def add_flights(rows: list[Row], edition: Edition, book: Book) -> None:
    """Add combustion, radiative forcing and well-to-tank of passenger flights."""
    flights = {path_of(row): row for row in rows if row["activity"] == "Business travel- air"}
    for factor in flight_factors(rows, flights, edition, book):
        book.add(edition.file, factor)


def flight_factors(rows: list[Row], flights: dict[str, Row], edition: Edition, book: Book) -> Iterator[Factor]:
    """Yield the factors of every printed haul and cabin."""
    for row in rows:
        path = path_of(row)
        if not path.startswith("Flights | ") or not path.endswith(" | Without RF"):
            continue
        activity = book.name(flight_activity(path))
        if row["activity"] != "Business travel- air":
            yield edition.factor(row, activity, "well_to_tank")
            continue
        yield edition.factor(row, activity, "combustion")
        yield radiative_forcing(edition, activity, flights[path.replace("Without RF", "With RF")], row)


def flight_activity(path: str) -> Activity:
    """Name the leaf of a haul and cabin."""
    _, haul_name, cabin_name, _ = path.split(" | ")
    haul, cabin = HAULS[haul_name], CABINS[cabin_name]
    return Activity(
        f"travel.flight.{haul[0]}.{cabin[0]}",
        f"Flight, {haul[1]}, {cabin[1]}",
        f"Fly, {haul[2]}, {cabin[2]}",
        "passenger_distance",
        "travel",
        "passenger_transport",
        "the figure holds for great-circle distance: 8 % for detours is included",
    )


def radiative_forcing(edition: Edition, activity: str, with_rf: Row, without_rf: Row) -> Factor:
    """Take the effect of flying high as the difference of the two printed totals."""
    factor = edition.difference(edition.factor(without_rf, activity, "radiative_forcing"), with_rf, without_rf)
    return replace(factor, co2="", ch4_fossil="", n2o="", other_co2e=factor.value)
