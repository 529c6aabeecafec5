"""DESNZ beside the 2025 edition: 2024 whole, 2026 in part, hotels of 2023, and what is left out of each."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from desnz_properties import PROPERTY_SOURCES, fuel_properties, hauls, vehicle_energy
from energy import add_desnz_energy
from fuels import add_fuels
from goods import add_goods
from passengers import add_passengers
from record import Book, Edition, Row, read
from support import OGL, READ
from things import add_hotel, add_things, country_codes

if TYPE_CHECKING:
    from pathlib import Path

    from record import Factor
    from support import Table

PUBLISHER = "Department for Energy Security and Net Zero (UK)"
TITLE = "UK Government GHG Conversion Factors for Company Reporting"
PAGE = "https://www.gov.uk/government/publications/greenhouse-gas-reporting-conversion-factors-"
SOURCES: Table = [
    (
        "uk_desnz_2023",
        PUBLISHER,
        TITLE,
        "2023, flat file, hotel stays only",
        "OGL-UK-3.0",
        f"{OGL} {TITLE} 2023, DESNZ.",
        f"{PAGE}2023",
        "",
        READ,
        "2027-06-30",
        "2 2 2 1 2",
    ),
    (
        "uk_desnz_2024",
        PUBLISHER,
        TITLE,
        "2024, flat file version 1.1",
        "OGL-UK-3.0",
        f"{OGL} {TITLE} 2024, version 1.1, DESNZ.",
        f"{PAGE}2024",
        "2024-10-30",
        READ,
        "2027-06-30",
        "2 2 1 1 2",
    ),
    (
        "uk_desnz_2026_partial",
        PUBLISHER,
        TITLE,
        "2026, part of the set, full set version 1 and flat file version 1.2",
        "OGL-UK-3.0",
        f"{OGL} {TITLE} 2026, DESNZ.",
        f"{PAGE}2026",
        "2026-06-11",
        READ,
        "2027-06-30",
        "3 2 1 1 2",
    ),
    *PROPERTY_SOURCES,
]
OWN_VEHICLES = ("Passenger vehicles", "Delivery vehicles")
HIRED = ("Business travel- land", "Freighting goods", "Managed assets- vehicles")
ELECTRIC = ("UK electricity for EVs", "UK electricity T&D for EVs")
# Half of the last digit of four figures with five decimals.
ROUNDING = Decimal("0.00002")
# Printed table and path of the 2026 copy that are worded otherwise in the flat files.
WORDED = {
    ("Transmission and distribution", "T&D- UK electricity"): "T&D- UK electricity | Electricity: UK",
    ("WTT- UK electricity", "generation"): "WTT- UK electricity (generation) | Electricity: UK",
    ("WTT- UK electricity", "T&D"): "WTT- UK electricity (T&D) | Electricity: UK",
    (
        "WTT- heat and steam",
        "district heat distribution 5% loss",
    ): "WTT- district heat & steam distribution | 5% loss",
}


def add(reference: Path, book: Book) -> None:
    """Add the further editions, the properties, and the exclusions of all editions."""
    regions = read(reference / "regions.csv")
    edition = edition_2024(read(reference / "gwp100_ipcc.csv"))
    rows = {year: read(reference / f"uk_desnz_{year}.csv") for year in (2024, 2025)}
    add_edition(rows[2024], regions, edition, book)
    partial = replace(
        edition, file="desnz-2026-partial", source_id="uk_desnz_2026_partial", year=2026, published="2026-06-11"
    )
    add_partial(read(reference / "uk_desnz_2026_partial.csv"), rows[2025], regions, partial, book)
    hotels = replace(edition, file="desnz-2023", source_id="uk_desnz_2023", year=2023, published="")
    add_hotels(read(reference / "uk_desnz_hotel_2023_2025.csv"), regions, hotels, book)
    for year, printed in rows.items():
        exclude_rest(f"uk_desnz_{year}", printed, book)
        table = read(reference / f"uk_desnz_{year}_energy_per_distance.csv")
        book.properties += vehicle_energy(table, set(book.activities))
    book.properties += fuel_properties(read(reference / "uk_desnz_2025_fuel_properties.csv"), set(book.activities))
    book.properties += hauls(read(reference / "uk_desnz_2025_haul_definition.csv"), regions)


def edition_2024(compilation: list[Row]) -> Edition:
    """Describe the 2024 edition, with the GWPs that its gas columns were made with."""
    ar5 = {row["gas"]: Decimal(row["gwp100"]) for row in compilation if row["assessment"] == "AR5"}
    return Edition(
        publisher="desnz",
        file="desnz-2024",
        source_id="uk_desnz_2024",
        year=2024,
        published="2024-10-30",
        gwp_set="AR5",
        methane=ar5["CH4"],
        nitrous_oxide=ar5["N2O"],
    )


def add_edition(
    rows: list[Row], regions: list[Row], edition: Edition, book: Book, complete: list[Row] | None = None
) -> None:
    """Add the factors of an edition under the names of the 2025 one."""
    add_fuels(rows, edition, book, complete)
    add_passengers(rows, edition, book)
    add_goods(rows, edition, book)
    add_things(rows, regions, edition, book)
    add_desnz_energy(rows, edition, book)


def add_partial(rows: list[Row], complete: list[Row], regions: list[Row], edition: Edition, book: Book) -> None:
    """Add the 2026 rows that were read, with a flag; cars with a battery are printed in one piece and left out."""
    part = Book(activities=book.activities)
    whole = [row for row in rows if row["lifecycle"] != "ttw+generation"]
    add_edition([flat(row) for row in whole], regions, edition, part, complete)
    for factor in part.emission[edition.file]:
        book.add(edition.file, flagged(factor, "partial_edition"))
    used = locators(part, edition.source_id)
    for row in rows:
        if row["detail"].endswith("| Net CV basis"):
            note = "on net calorific value; another unit of the same fuel is the factor"
            book.exclude(edition.source_id, row, "duplicate_unit", note)
        elif row["lifecycle"] == "ttw+generation":
            note = "fuel, electricity and grid loss in one figure; the parts were not read, those of 2025 are factors"
            book.exclude(edition.source_id, row, "sum_of_parts", note)
        elif flat(row)["source_row"] not in used:
            raise ValueError(f"neither factor nor left out: {row}")


def flagged(factor: Factor, flag: str) -> Factor:
    """Give a factor one more flag."""
    return replace(factor, flags="|".join(filter(None, (factor.flags, flag))))


def flat(row: Row) -> Row:
    """Word a row of the 2026 copy as the flat files do, and name its place: not all rows have a row id there."""
    place = row["source_row"] or f"{row['activity']}: {row['detail']} {row['year']}, {row['unit_activity']}"
    table, path = row["activity"], WORDED.get((row["activity"], row["detail"]), row["detail"])
    if table == "WTT- business travel- air":
        path = f"{path} | Without RF"
    if table == "Business travel- land" and path.startswith(("Cars", "Motorbike")):
        table = "Passenger vehicles"
    return row | {"activity": table, "detail": path, "source_row": place}


def add_hotels(rows: list[Row], regions: list[Row], edition: Edition, book: Book) -> None:
    """Add the hotel nights of 2023; those of the later editions are in their flat files."""
    codes = country_codes(regions)
    for row in rows:
        if row["source_id"] == edition.source_id:
            add_hotel(row | {"source_row": f"{row['detail']} {row['year']}"}, codes, edition, book)
        else:
            note = f"row Hotel stay | {row['detail']} of the flat file of {row['year']} is the factor"
            book.exclude("uk_desnz_hotel_2023_2025", row, "duplicate_figure", note)


def locators(book: Book, source_id: str) -> set[str]:
    """Give every place of a source that a factor was taken from."""
    factors = (factor for table in book.emission.values() for factor in table if factor.source_id == source_id)
    return {place for factor in factors for place in factor.locator.split("; ")}


def exclude_rest(table: str, rows: list[Row], book: Book) -> None:
    """Say of every row that no factor was taken from why; refrigerants have a module of their own."""
    used = locators(book, table)
    printed = {(row["activity"], path(row), row["unit_activity"]): row for row in rows}
    for row in rows:
        if row["source_row"] not in used and row["activity"] != "Refrigerant & other":
            book.exclude(table, row, *reason(row, printed))


def path(row: Row) -> str:
    """Give the printed path as it stands for own vehicles."""
    detail = row["detail"].removeprefix("Managed ").replace("motorbikes", "motorbike")
    return f"{detail[0].upper()}{detail[1:]}".replace("HGV refrigerated", "HGVs refrigerated")


def reason(row: Row, printed: dict[tuple[str, str, str], Row]) -> tuple[str, str]:
    """Say why a row is no factor, after checking that what it repeats is printed elsewhere."""
    detail, unit, table = row["detail"], row["unit_activity"], row["activity"]
    if table in HIRED:
        return hired(row, printed)
    if detail.endswith("| Net CV basis"):
        return "duplicate_unit", "the row on gross calorific value is the factor"
    if unit == "megalitre":
        return "duplicate_unit", "the row per cubic metre is the factor"
    if table == "Outside of scopes" and unit == "kWh" and detail.startswith("Forecourt fuels"):
        return "no_basis", "the source does not say on which calorific value; the rows per litre are factors"
    if row["lifecycle"] == "wtt" and detail.endswith("| With RF"):
        twin = printed[table, path(row).replace("With RF", "Without RF"), unit]
        return repeats(row, [twin], "duplicate_figure", "equal to the row without RF, which is the factor")
    # what is left are managed assets, and a row that is anything else fails here
    twin = printed[table.replace("Managed assets-", "UK"), path(row), unit]
    return repeats(row, [twin], "duplicate_figure", "equal to the row of UK electricity, which is the factor")


def hired(row: Row, printed: dict[tuple[str, str, str], Row]) -> tuple[str, str]:
    """Say what a row of hired or managed vehicles repeats."""
    own, electric = (
        [
            printed[name, path(row), row["unit_activity"]]
            for name in names
            if (name, path(row), row["unit_activity"]) in printed
        ]
        for names in (OWN_VEHICLES, ELECTRIC)
    )
    if electric:
        note = "printed in parts too: fuel, electricity and grid loss; the parts are the factors"
        return repeats(row, [*own, *electric], "sum_of_parts", note)
    return repeats(row, own, "duplicate_figure", "equal to the row of the own vehicle, which is the factor")


def repeats(row: Row, parts: list[Row], why: str, note: str) -> tuple[str, str]:
    """Check that a row says what other rows together say, up to the rounding of the last digit."""
    total = sum((Decimal(part["co2e_kg"]) for part in parts), Decimal())
    if not parts or abs(total - Decimal(row["co2e_kg"])) > ROUNDING:
        raise ValueError(f"says something else: {row} and {parts}")
    return why, note
