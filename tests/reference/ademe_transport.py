"""Transport of the French Base Carbone: aircraft, trains, ships, road vehicles and small vehicles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import ademe
from record import DIMENSION_OF_UNIT, Activity, read

if TYPE_CHECKING:
    from ademe import Element
    from record import Book, Factor, Row
    from support import Table

    Kept = list[tuple[Element, list[Factor]]]

# the source itself is listed with the energy tables
SOURCES: Table = []
FILE = "ademe-base-carbone-v23-6-transport"
NAMES = Path(__file__).parent / "names" / "ademe_transport.csv"

COMBUSTION, UPSTREAM, MANUFACTURE, POWER = "combustion", "well_to_tank", "manufacture", "generation_location"
MAKING = {
    "Fabrication": MANUFACTURE,
    "Fabrication / Véhicule": MANUFACTURE,
    "Amont / Fabrication du véhicule": MANUFACTURE,
}
AT_VEHICLE = {"Combustion": COMBUSTION, "Combustion / Carburant": COMBUSTION}
CONTRAILS = "Emissions fugitives / Trainées de condensation"
POWER_STATION = "Energie / électricité - à la centrale"


@dataclass(frozen=True)
class Booking:
    """Say which stage each printed part is, and what the row of one stage holds besides."""

    stages: dict[str, str]
    carrier: str = ""
    includes: str = ""


FUEL = {"Amont": UPSTREAM, "Amont / Carburant": UPSTREAM, CONTRAILS: "radiative_forcing", **AT_VEHICLE, **MAKING}
BOOKINGS = {
    "fuel": Booking(FUEL),
    # Trains, trams and electric buses: the source prints their whole traction as upstream (of TER trains the diesel
    # too) and nothing at the vehicle. It is booked as DESNZ books railways, where power is part of running the train.
    "line": Booking({**FUEL, "Amont": COMBUSTION, "Amont / Carburant": COMBUSTION}, COMBUSTION, UPSTREAM),
    "whole_fuel": Booking({"Carburant (amont/combustion)": COMBUSTION, **MAKING}, COMBUSTION, UPSTREAM),
    "power_station": Booking({POWER_STATION: COMBUSTION, "Amont / électricité": UPSTREAM}),
    "power_station_whole": Booking({POWER_STATION: COMBUSTION}, COMBUSTION, UPSTREAM),
    # Vehicles that the user may run: upstream of the vehicle is the power from the socket with all before it.
    "electric": Booking(
        {"Amont / Carburant": POWER, "Combustion / Utilisation du véhicule": POWER, **AT_VEHICLE, **MAKING},
        POWER,
        f"transmission_losses|{UPSTREAM}",
    ),
    "hydrogen_plug_in": Booking(
        {"Amont / Production d'hydrogène": UPSTREAM, "Amont / Production d'électricité": POWER, **AT_VEHICLE, **MAKING}
    ),
    "total": Booking({"": COMBUSTION}, COMBUSTION, UPSTREAM),
    "exchanged": Booking({"": COMBUSTION}, COMBUSTION, UPSTREAM),
    "flight": Booking(FUEL),
}
EXCHANGED = "upstream is many times what is burnt: the two are evidently exchanged, and the total is the factor"
WITH_CONTRAILS = "| AVEC trainées"
# Printed so: making Intercités trains is five times the figure of the years before.
OUTLIERS = {("37144", MANUFACTURE)}


def add(reference: Path, book: Book) -> None:
    """Add all transport of the Base Carbone."""
    names = {(row["path"], row["detail"], row["unit"]): row for row in read(NAMES)}
    series: Kept = []
    flights: dict[str, Kept] = {}
    for item in ademe.elements(reference, "Transport de"):
        name = names[item.activity, item.detail, item.unit]
        if not name["region"] and not item.regions:
            ademe.exclude(book, item, "no_region", "the area has no region code here")
            continue
        made = rows_of(item, name, register(name, book))
        if name["booking"] == "flight":
            flights.setdefault(name["activity_id"], []).append((item, made))
        elif name["booking"] == "exchanged":
            add_total(item, made, book)
        else:
            series.append((item, made))
    ademe.add(book, FILE, successive(series))
    for pair in flights.values():
        add_flight(pair, book)


def register(name: Row, book: Book) -> str:
    """Name an activity; a line without titles stands for one that is there already."""
    if not name["title_en"]:
        return book.activities[name["activity_id"]].activity_id
    return book.name(
        Activity(
            name["activity_id"],
            name["title_en"],
            name["title_da"],
            DIMENSION_OF_UNIT[name["unit"]],
            name["activity_id"].partition(".")[0],
            name["class"],
            name["note"],
        )
    )


def rows_of(item: Element, name: Row, activity: str) -> list[Factor]:
    """Make the rows of one entry; making the vehicle is never in the default series."""
    booking = BOOKINGS[name["booking"]]
    stages = booking.stages if "" in booking.stages else {poste: booking.stages[poste] for poste in item.parts}
    made = ademe.factors(item, activity, stages, region=name["region"], flags=name["flags"])
    return [
        replace(
            row,
            includes=booking.includes if row.stage == booking.carrier else "",
            flags=flags_of(row, is_outlier=(item.source_row, row.stage) in OUTLIERS),
        )
        for row in made
    ]


def flags_of(row: Factor, *, is_outlier: bool) -> str:
    """Add the flags of figures beside the default series, and of figures far from their neighbours."""
    beside = "alternative" if row.stage == MANUFACTURE else ""
    flags = [beside, *row.flags.split("|"), "outlier" if is_outlier else ""]
    return "|".join(flag for flag in dict.fromkeys(flags) if flag)


def successive(kept: Kept) -> Kept:
    """Let a figure begin after the printed validity of an earlier one for the same thing and year."""
    same: dict[tuple[str, str, str, str], Kept] = {}
    for item, made in kept:
        same.setdefault((item.activity, item.detail, item.unit, item.printed_region), []).append((item, made))
    ordered: Kept = []
    for editions in same.values():
        editions.sort(key=lambda pair: str(ademe.validity_end(pair[0].validity, pair[0].year)))
        ordered.append(editions[0])
        for (earlier, _), (item, made) in pairwise(editions):
            end = ademe.validity_end(earlier.validity, earlier.year)
            if end is None:
                raise ValueError(f"{earlier.source_row} and {item.source_row} are for the same time")
            start = str(end + timedelta(days=1))
            ordered.append((item, [replace(row, valid_from=start) for row in made]))
    return ordered


def add_total(item: Element, made: list[Factor], book: Book) -> None:
    """Add an entry whose parts are printed under each other's names by its total."""
    for factor in made:
        book.add(FILE, factor)
    for row in item.parts.values():
        book.exclude(ademe.TABLE, row, "part_of_total", EXCHANGED)


def add_flight(pair: Kept, book: Book) -> None:
    """Add a flight, which is printed with and without contrails.

    The entry without gives all but the contrails, for its uncertainty is smaller. Where the two differ, the entry with
    contrails is taken: in it fuel and contrails fit each other and the table of goods in the same aircraft.
    """
    pair.sort(key=lambda kept: kept[0].detail.endswith(WITH_CONTRAILS))
    (without, plain_rows), (with_contrails, rows) = pair
    if without.detail.endswith(WITH_CONTRAILS) or not with_contrails.detail.endswith(WITH_CONTRAILS):
        raise ValueError(f"not a pair: {without.detail}; {with_contrails.detail}")
    for item in (without, with_contrails):
        book.exclude(ademe.TABLE, item.total, "sum_of_parts")
    others = {row.stage: row for row in plain_rows}
    for row in rows:
        other = others.get(row.stage)
        if other is None:
            book.add(FILE, row)
            continue
        agree = other.value == row.value
        taken, left, item = (other, row, with_contrails) if agree else (row, other, without)
        note = f"the same figure as in {taken.locator}" if agree else f"differs from {taken.locator}, which is taken"
        book.add(FILE, taken)
        poste = left.locator.removeprefix(f"{item.source_row} ")
        book.exclude(ademe.TABLE, item.parts[poste], "duplicate_figure" if agree else "second_series", note)
