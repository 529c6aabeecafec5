"""Fuels of the American Hub: stationary use, and fuel burnt in machines that keep off the road."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from epa_rows import NAMES, TABLE, biogenic_parts, dimension, factor, measured, names
from record import Activity, Book, Edition, Row, read

if TYPE_CHECKING:
    from collections.abc import Iterable

STATIONARY = "Stationary combustion"
MOBILE = "Mobile combustion CO2"
NON_ROAD = "Mobile combustion CH4+N2O non-road"
HHV = "per heat content HHV"
# Rows of table 2 whose CO2 is printed in table 1 as well, under these names.
AGAIN = {
    "Aviation Gasoline": "Aviation Gasoline",
    "Biodiesel (100%)": "Biodiesel (100%)",
    "Compressed Natural Gas (CNG)": "Natural Gas",
    "Ethanol (100%)": "Ethanol (100%)",
    "Kerosene-Type Jet Fuel": "Kerosene-Type Jet Fuel",
    "Liquefied Petroleum Gases (LPG)": "Liquefied Petroleum Gases (LPG)",
    "Motor Gasoline": "Motor Gasoline",
    "Residual Fuel Oil": "Residual Fuel Oil No. 6",
}
# First word of a fuel in table 5: the row of table 2 that has its CO2.
CARBON = {
    "Residual": "Residual Fuel Oil",
    "Gasoline": "Motor Gasoline",
    "Diesel": "Diesel Fuel",
    "Jet": "Kerosene-Type Jet Fuel",
    "Aviation": "Aviation Gasoline",
    "LPG": "Liquefied Petroleum Gases (LPG)",
}


def add_fuels(rows: list[Row], hub: Edition, book: Book) -> None:
    """Add what is burnt."""
    titles = names("epa_fuels.csv", "printed")
    stationary = [row for row in rows if row["activity"] == STATIONARY]
    # the usual unit of a fuel gets the bare id, so energy comes last
    for row in sorted(stationary, key=lambda item: item["unit_activity"] == "MMBtu"):
        add_stationary(row, titles, hub, book)
    mobile = [row for row in rows if row["activity"] == MOBILE]
    carbon = {row["detail"]: row["co2_kg"] for row in stationary_by_name(stationary)}
    for row in mobile:
        add_mobile(row, titles, carbon, hub, book)
    printed = {row["detail"]: row for row in mobile}
    for row in rows:
        if row["activity"] == NON_ROAD:
            add_non_road(row, printed, hub, book)


def stationary_by_name(rows: Iterable[Row]) -> Iterable[Row]:
    """Give the rows per usual unit with the bare name of the fuel."""
    for row in rows:
        if not row["detail"].endswith(HHV):
            yield row | {"detail": fuel_of(row)}


def fuel_of(row: Row) -> str:
    """Read the fuel out of the printed path of table 1."""
    return row["detail"].split(" | ")[1]


def fuel_id(row: Row, name: str, titles: dict[str, Row], book: Book) -> str:
    """Find or name the fuel of a row."""
    listed = titles[name]
    return measured(
        book,
        f"fuel.{listed['stem']}",
        dimension(row),
        (listed["title_en"], listed["title_da"]),
        note=listed["note"],
    )


def add_stationary(row: Row, titles: dict[str, Row], hub: Edition, book: Book) -> None:
    """Add a row of table 1; CO2 from biomass stands apart."""
    activity = fuel_id(row, fuel_of(row), titles, book)
    if "CO2 is biogenic" not in row["note"]:
        book.add(hub.file, factor(hub, row, activity, "combustion"))
        return
    for part in biogenic_parts(hub, row, activity):
        book.add(hub.file, part)
    book.exclude(TABLE, row, "sum_of_parts", "the total counts CO2 from biomass; its parts are carried")


def add_mobile(row: Row, titles: dict[str, Row], carbon: dict[str, str], hub: Edition, book: Book) -> None:
    """Add a row of table 2 if table 1 does not print the same carbon dioxide."""
    name = row["detail"]
    if name in AGAIN:
        if carbon[AGAIN[name]] != row["co2_kg"]:
            raise ValueError(f"table 2 differs from table 1 in {name}")
        book.exclude(TABLE, row, "duplicate_figure", f"the CO2 of {AGAIN[name]} in Table 1, without the other gases")
        return
    activity = fuel_id(row, name, titles, book)
    book.add(hub.file, factor(hub, row, activity, "combustion", flags="partial|alternative"))


def add_non_road(row: Row, printed: dict[str, Row], hub: Edition, book: Book) -> None:
    """Add the CO2 of table 2 to the methane and nitrous oxide of table 5, as the Hub asks."""
    equipment, fuel = row["detail"].split(" | ")
    carbon = printed[CARBON[fuel.split(" ", maxsplit=1)[0]]]
    listed = {(item["kind"], item["printed"]): item for item in read(NAMES / "epa_non_road.csv")}
    machine, burnt = listed["equipment", equipment], listed["fuel", fuel]
    activity = Activity(
        f"fuel.non_road.{machine['slug']}.{burnt['slug']}",
        f"Fuel in {machine['english']}: {burnt['english']}",
        f"Brændstof i {machine['danish']}: {burnt['danish']}",
        "volume",
        "fuel",
        "fuel",
        "CO2 of the fuel with the methane and nitrous oxide of the engine; do not add to another fuel figure",
    )
    both = row | {"co2_kg": carbon["co2_kg"]}
    places = (carbon["source_row"], row["source_row"])
    made = replace(
        factor(hub, both, book.name(activity), "combustion"),
        value=format(Decimal(carbon["co2e_kg"]) + Decimal(row["co2e_kg"]), "f"),
        locator="; ".join(places),
        derivation="computed: " + " + ".join(places),
    )
    book.add(hub.file, made)
    book.exclude(
        TABLE, row, "no_basis", f"methane and nitrous oxide alone; carried with the CO2 of {carbon['source_row']}"
    )
