"""The American Emission Factors Hub: fuels, electricity, heat, travel, freight and waste."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from epa_fuels import MOBILE, NON_ROAD, STATIONARY, add_fuels
from epa_rows import TABLE, dimension, edition, factor, names
from record import Activity, Book, Edition, Row, read

if TYPE_CHECKING:
    from pathlib import Path

    from support import Table

# The Hub's source row stands in support.py, because the table of GWPs and the haul limits need it as well.
SOURCES: Table = []
GRID = "energy.electricity.grid"
UPSTREAM = "Upstream transportation"
# Table 8 repeats the two passenger vehicles of table 10.
AGAIN = ("Passenger Car A", "Light-Duty Truck B")
COUNTRY = "US"


def add(reference: Path, book: Book) -> None:
    """Add every table of the Hub."""
    rows = read(reference / f"{TABLE}.csv")
    hub = edition(read(reference / "gwp_epa_hub_2025_ar5.csv"))
    add_fuels(rows, hub, book)
    listed = {(row["activity"], row["detail"]): row for row in names("epa_travel.csv", "activity_id").values()}
    goods = names("epa_waste.csv", "printed")
    for row in rows:
        group = row["activity"]
        if group in (STATIONARY, MOBILE, NON_ROAD):
            continue
        if group == "Electricity":
            add_electricity(row, hub, book)
        elif group == "Waste":
            add_waste(row, goods, hub, book)
        elif group == UPSTREAM and row["detail"] in AGAIN:
            book.exclude(TABLE, row, "duplicate_figure", "the same vehicle and figure as in Table 10")
        else:
            add_listed(row, listed[group, row["detail"]], hub, book)


def add_electricity(row: Row, hub: Edition, book: Book) -> None:
    """Add the average of a part of the grid; the country as a whole has the Ember series."""
    whole = row["region"] == COUNTRY
    region = COUNTRY if whole else row["region"].replace("US-", "US-EGRID-")
    made = factor(hub, row, GRID, "generation_location", region=region, flags="alternative" if whole else "")
    book.add(hub.file, replace(made, data_period="2023", derivation="converted"))


def add_listed(row: Row, listed: Row, hub: Edition, book: Book) -> None:
    """Add travel, freight and heat."""
    activity = listed["activity_id"]
    if listed["title_en"]:
        book.name(
            Activity(
                activity,
                listed["title_en"],
                listed["title_da"],
                listed["dimension"],
                listed["category"],
                listed["class"],
                listed["note"],
            )
        )
    if book.activities[activity].dimension != dimension(row):
        raise ValueError(f"{activity} is not measured in {row['unit_activity']}")
    stage = "generation" if row["lifecycle"] == "generation" else "combustion"
    book.add(hub.file, factor(hub, row, activity, stage))


def add_waste(row: Row, goods: dict[str, Row], hub: Edition, book: Book) -> None:
    """Add a material and its treatment; the table does not say which GWPs it was made with."""
    material, treatment = row["detail"].split(" | ")
    good, way = goods[material], goods[f"treatment:{treatment}"]
    activity = f"waste.{good['stem']}.{way['stem']}"
    if activity not in book.activities:
        book.name(
            Activity(
                activity,
                f"Waste: {good['english']}, {way['english']}",
                f"Affald: {good['danish']}, {way['danish']}",
                "mass",
                "waste",
                "waste",
            )
        )
    made = factor(hub, row, activity, "end_of_life")
    book.add(hub.file, replace(made, gwp_set="", locator=f"{row['source_row']}: {treatment}"))
