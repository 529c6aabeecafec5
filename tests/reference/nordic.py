"""Danish, Norwegian and Swedish figures: fuels, electricity, heat, public transport, food and hotel nights."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from nordic_sources import NORDIC_SOURCES
from nordic_transport import add_catalogue
from record import GAS_DIGITS, Activity, Book, Factor, Row, plain, read, spell, year_span
from support import READ

if TYPE_CHECKING:
    from support import Table

SOURCES: Table = NORDIC_SOURCES
NAMES = Path(__file__).parent / "names"
TABLES = ("dk_official_factors", "nordic_factors_extra")
# These rows of the building regulation are made in energy.py.
BUILDING = "dk_br18_bilag2_tabel8"
FYN = "dk_fjernvarme_fyn"
# Source: emission file.
FILES = {
    "dk_hb2016_energikonsulenter": "dk-hb2016",
    "dk_trm_svar_2023": "dk-transport-2023",
    "dk_klimadatabase_v1_qa": "dk-klimadatabase-1",
    "dk_greenpower_denmark": "dk-electricity-quoted",
    "dk_energinet_via_press": "dk-electricity-quoted",
    "dk_energinet_via_hofor": "dk-electricity-quoted",
    "dk_energinet_via_svendborg": "dk-electricity-quoted",
    "dk_energinet_via_fmh": "dk-electricity-quoted",
    "no_nve_2022": "no-nve-2022",
    "dk_hofor": "dk-heat-suppliers",
    "dk_fmh": "dk-heat-suppliers",
    FYN: "dk-heat-suppliers",
    "dk_q8_2022": "dk-q8-2022",
    "no_miljodirektoratet_2021": "no-miljodirektoratet-2021",
    "se_klimatsmart_semester": "se-klimatsmart-semester",
    "travelandclimate_org": "travelandclimate",
}


def add(reference: Path, book: Book) -> None:
    """Add what is published in or for the Nordic countries."""
    for row in read(NAMES / "nordic_activities.csv"):
        if row["activity_id"] not in book.activities:
            book.name(Activity(*(row[name] for name in row)))
    key = ("source_id", "activity", "detail", "unit_activity")
    listed = {tuple(row[name] for name in key): row for row in read(NAMES / "nordic.csv")}
    gwps = read(reference / "gwp100_ipcc.csv")
    for table in TABLES:
        for row in read(reference / f"{table}.csv"):
            if row["source_id"] == BUILDING:
                continue
            name = listed[tuple(row[column] for column in key)]
            if name["reason"]:
                book.exclude(table, row, name["reason"], name["note"])
            else:
                book.add(FILES[row["source_id"]], figure(row, name, gwps))
    add_catalogue(read(reference / "dk_dea_transport_catalogue.csv"), gwps, book)


def figure(row: Row, name: Row, gwps: list[Row]) -> Factor:
    """Make the factor of one row; pages without a date hold for the year in which they were read."""
    year = row["year"] or READ[:4]
    start, end = year_span(int(year))
    partial = "partial" in name["flags"].split("|")
    activity, stage = name["activity_id"], name["stage"]
    made = Factor(
        factor_id=f"{name['publisher']}:{activity}:{row['region'].lower()}:{stage}",
        activity=activity,
        region=row["region"],
        stage=stage,
        value=plain(row["co2e_kg"] or row["co2_kg"]),
        unit=f"kgCO2e/{spell(row['unit_activity'])}",
        co2=plain(row["co2_kg"]) if partial else "",
        includes=name["includes"],
        valid_from=start,
        valid_to=end,
        source_id=row["source_id"],
        locator=place(row),
        flags=name["flags"],
    )
    return replace(made, **gases(row, gwps)) if row["n2o_kg_co2e"] else made


def place(row: Row) -> str:
    """Spell where a figure stands: page, row, unit and year, as far as printed."""
    if not row["source_row"]:
        return f"{row['detail']} {row['year']}"
    year = f", {row['year']}" if row["year"] else ""
    return f"{row['source_row']}: {row['activity']}, {row['detail']}, per {row['unit_activity']}{year}"


def gases(row: Row, gwps: list[Row]) -> dict[str, str]:
    """Turn the printed CO2e of each gas into kilograms; the only split here was made with the fourth report."""
    if row["source_id"] != FYN:
        raise ValueError(f"the GWPs of {row['source_id']} are not known")
    values = {item["gas"]: Decimal(item["gwp100"]) for item in gwps if item["assessment"] == "AR4"}
    return {
        "gwp_set": "AR4",
        "co2": plain(row["co2_kg"]),
        "ch4_fossil": format(GAS_DIGITS.divide(Decimal(row["ch4_kg_co2e"]), values["CH4"]), "f"),
        "n2o": format(GAS_DIGITS.divide(Decimal(row["n2o_kg_co2e"]), values["N2O"]), "f"),
    }
