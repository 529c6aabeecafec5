"""The Danish Energy Agency's technology catalogue: trucks, buses, coaches and ships per kilometre."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from record import Activity, Book, Edition, Row

FILE = "dk-dea-transport"
# Printed start of the vehicle: id, English and Danish title, category and class.
VEHICLES = {
    "Rigid Solo Truck": ("freight.truck_dk.rigid", "Truck, rigid, three axles", "Lastbil, solo, tre aksler"),
    "Truck (N3) with Trailer": ("freight.truck_dk.trailer", "Truck with trailer, seven axles", "Vogntog, syv aksler"),
    "Semi-traier Truck": ("freight.truck_dk.semi_trailer", "Semi-trailer truck, six axles", "Sættevogn, seks aksler"),
    "City bus": ("travel.bus_dk", "City bus over 12 m", "Bybus over 12 m"),
    "Coach": ("travel.coach_dk", "Coach over 12 t", "Turistbus over 12 t"),
}
SHIPS = {
    "Ro-Ro cargo": ("freight.ship_dk.ro_ro_cargo", "Ro-ro cargo ship", "Ro-ro-fragtskib"),
    "Ro-Ro passenger": ("travel.ferry_dk.ro_ro_passenger", "Ro-ro passenger ferry", "Ro-ro-passagerfærge"),
    "Fast ferry": ("travel.ferry_dk.fast", "Fast ferry", "Hurtigfærge"),
    "Small ferry": ("travel.ferry_dk.small", "Small ferry", "Lille færge"),
}
DRIVES = {
    "diesel": ("diesel", "diesel", "diesel"),
    "battery electric": ("battery_electric", "battery electric", "batterielektrisk"),
    "electric": ("battery_electric", "battery electric", "batterielektrisk"),
    "hydrogen fuel cell": ("hydrogen", "hydrogen fuel cell", "brintbrændselscelle"),
}
ROUTES = {
    "Urban delivery": ("urban_delivery", "urban delivery", "bydistribution"),
    "Regional distribution": ("regional_distribution", "regional distribution", "regional distribution"),
    "Long haul": ("long_haul", "long haul", "langturskørsel"),
    "City route": ("city_route", "city route", "byrute"),
    "Rural route": ("rural_route", "rural route", "landrute"),
    "Motorway": ("motorway", "motorway", "motorvej"),
}
# The figures of 2021 hold until the next printed year, those of 2025 and of ships for their year.
ENDS = {"2021": "2025-01-01", "2023": "2024-01-01", "2025": "2026-01-01"}
TYPICAL = "simulated at a typical load; nothing but what leaves the exhaust"
ELECTRIC = "nothing leaves the exhaust; count the charging electricity apart"
HYDROGEN = "nothing leaves the exhaust; count the making of hydrogen apart"
NOTES = {"diesel": TYPICAL, "battery_electric": ELECTRIC, "hydrogen": HYDROGEN}


def add_catalogue(rows: list[Row], gwps: list[Row], book: Book) -> None:
    """Add every vehicle, drive, route and year."""
    ar5 = {item["gas"]: Decimal(item["gwp100"]) for item in gwps if item["assessment"] == "AR5"}
    for row in rows:
        edition = Edition(
            publisher="dea",
            file=FILE,
            source_id=row["source_id"],
            year=int(row["year"]),
            published="",
            gwp_set="AR5",
            methane=ar5["CH4"],
            nitrous_oxide=ar5["N2O"],
        )
        activity = book.name(ship(row) if row["source_id"].endswith("sea") else vehicle(row))
        projection = "projection" if "is a projection" in row["note"] else ""
        made = edition.factor(row, activity, "combustion", region=row["region"], flags=projection)
        place = f"{row['source_row']}, {row['year']}"
        book.add(FILE, replace(made, valid_to=ENDS[row["year"]], locator=place))


def vehicle(row: Row) -> Activity:
    """Name a truck, bus or coach with its drive and route."""
    model, drive_name, route_name, _ = row["detail"].split(" | ")
    stem, english, danish = next(found for start, found in VEHICLES.items() if model.startswith(start))
    drive, route = DRIVES[drive_name], ROUTES[route_name]
    weight = re.search(r"max (\d+) tons", model)
    if weight:
        stem, english, danish = f"{stem}_{weight[1]}t", f"{english}, {weight[1]} t", f"{danish}, {weight[1]} t"
    return by_vehicle(
        f"{stem}.{drive[0]}.{route[0]}",
        f"{english}, {drive[1]}, {route[1]}",
        f"{danish}, {drive[2]}, {route[2]}",
        drive[0],
    )


def ship(row: Row) -> Activity:
    """Name a ship with its drive."""
    kind, drive_name = row["detail"].split(" | ")[0].split(", ")
    stem, english, danish = SHIPS[kind]
    drive = DRIVES[drive_name]
    return by_vehicle(f"{stem}.{drive[0]}", f"{english}, {drive[1]}", f"{danish}, {drive[2]}", drive[0])


def by_vehicle(stem: str, english: str, danish: str, drive: str) -> Activity:
    """Make a leaf per kilometre of the vehicle or vessel."""
    freight = stem.startswith("freight.")
    at_sea = stem.startswith(("freight.ship", "travel.ferry"))
    return Activity(
        f"{stem}.by_vehicle",
        f"{english} (Denmark), by {'vessel' if at_sea else 'vehicle'} distance",
        f"{danish} (Danmark), pr. {'skibskilometer' if at_sea else 'vognkilometer'}",
        "distance",
        "freight" if freight else "travel",
        "goods_vehicle" if freight else "passenger_transport",
        NOTES[drive],
    )
