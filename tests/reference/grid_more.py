"""Grid electricity beside the main series: newer years and other vintages of Ember."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from energy import GRID, OWID_GROUPS, OWID_LEFT_OUT
from record import Book, Factor, Row, plain, read, year_span
from support import READ

if TYPE_CHECKING:
    from pathlib import Path

    from support import Table

OWID = "grid_electricity_owid_ember"
EMBER = "grid_electricity_ember_latest"
CO2JS, README = "ember_via_co2js", "ember_via_readme"
SOURCES: Table = [
    (
        CO2JS,
        "Ember",
        "Yearly electricity data, latest year of each country",
        "August 2025, as carried by co2.js",
        "CC-BY-4.0",
        "Source: Ember, Yearly Electricity Data, CC BY 4.0. Grams were converted to kilograms.",
        "https://ember-energy.org/data/yearly-electricity-data/",
        "",
        READ,
        "2027-06-30",
        "2 2 1 1 2",
    ),
    (
        README,
        "Ember",
        "Yearly electricity data, Germany and Poland 2025",
        "read 24 September 2026 by a third party",
        "CC-BY-4.0",
        "Source: Ember, Yearly Electricity Data, CC BY 4.0. Grams were converted to kilograms.",
        "https://ember-energy.org/data/yearly-electricity-data/",
        "",
        READ,
        "2027-06-30",
        "4 2 1 1 2",
    ),
]
GROUPS = {
    "Africa": "AFRICA",
    "Asia": "ASIA",
    "EU": "EU27",
    "Europe": "EUROPE",
    "Oceania": "OCEANIA",
    "World": "WORLD",
    "XKX": "XK",
}
WITHOUT_REGION = ("ASEAN", "G20", "G7", "Latin America and Caribbean", "Middle East", "North America", "OECD")
# Grams per kWh in kilograms, to which two readings of one figure may differ.
SAME = Decimal("0.0005")


def add(reference: Path, book: Book) -> None:
    """Add what the main series lacks, and account for all other rows."""
    codes = {row["alpha3"]: row["code"] for row in read(reference / "regions.csv") if row["alpha3"]}
    main = read(reference / f"{OWID}.csv")
    known = codes | OWID_GROUPS
    shipped = {
        (known[row["region"]], row["year"]): Decimal(row["co2e_kg"])
        for row in main
        if row["region"] not in OWID_LEFT_OUT
    }
    for row in read(reference / f"{EMBER}.csv"):
        add_ember(row, codes | GROUPS, shipped, book)


def add_ember(row: Row, codes: dict[str, str], shipped: dict[tuple[str, str], Decimal], book: Book) -> None:
    """Add a figure that is new, or that another vintage prints differently."""
    if row["region"] in WITHOUT_REGION:
        book.exclude(EMBER, row, "no_region", "no such region")
        return
    region = codes[row["region"]]
    other = shipped.get((region, row["year"]))
    if other is not None and abs(other - Decimal(row["co2e_kg"])) <= SAME:
        book.exclude(EMBER, row, "duplicate_figure", f"the series of {OWID} has {other} for the same year")
        return
    flags = [name for name, due in (("alternative", other is not None), ("quoted", row["source_id"] == README)) if due]
    start, end = year_span(int(row["year"]))
    book.add(
        "ember-latest",
        Factor(
            factor_id=f"ember:{GRID.activity_id}:{region.lower()}:generation_location",
            activity=GRID.activity_id,
            region=region,
            stage="generation_location",
            value=plain(row["co2e_kg"]),
            unit=f"kgCO2e/{row['unit_activity']}",
            includes="upstream_generation",
            valid_from=start,
            valid_to=end,
            data_period=row["year"],
            source_id=row["source_id"],
            locator=row["source_row"],
            flags="|".join(flags),
        ),
    )
