"""What DESNZ prints beside emission factors: energy of vehicles, properties of fuels, hauls of flights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fuels import BY_NAME
from goods import goods_activity
from passengers import vehicle_activity
from record import plain, slug, spell, year_span
from support import OGL, READ

if TYPE_CHECKING:
    from record import Row
    from support import Table

PUBLISHER = "Department for Energy Security and Net Zero (UK)"
TITLE = "UK Government GHG Conversion Factors for Company Reporting"
PAGE = "https://www.gov.uk/government/publications/greenhouse-gas-reporting-conversion-factors-2025"
PROPERTY_SOURCES: Table = [
    (
        source_id,
        PUBLISHER,
        TITLE,
        f"2025, full set version 1, {sheet}",
        "OGL-UK-3.0",
        f"{OGL} {TITLE} 2025, version 1, DESNZ.",
        PAGE,
        "2025-06-10",
        READ,
        "2027-06-30",
        "2 2 1 1 2",
    )
    for source_id, sheet in (
        ("uk_desnz_2025_fuel_properties", "fuel properties"),
        ("uk_desnz_2025_haul", "haul definition"),
    )
]
CARRIERS = {
    "SECR kWh pass & delivery vehs": ("fuel", "energy content of what is burnt, on net calorific value"),
    "SECR kWh UK electricity for EVs": ("electricity", "electricity taken from the grid"),
}
# Printed column: property and unit.
FUEL_COLUMNS = {
    "net_cv_gj_per_tonne": ("fuel.net_calorific_value", "GJ/tonne"),
    "gross_cv_gj_per_tonne": ("fuel.gross_calorific_value", "GJ/tonne"),
    "density_kg_per_m3": ("fuel.density", "kg/cubic_metre"),
    "litres_per_tonne": ("fuel.volume_per_mass", "litre/tonne"),
    "net_cv_kwh_per_kg": ("fuel.net_calorific_value", "kWh/kg"),
    "gross_cv_kwh_per_kg": ("fuel.gross_calorific_value", "kWh/kg"),
    "net_cv_kwh_per_litre": ("fuel.net_calorific_value", "kWh/litre"),
    "gross_cv_kwh_per_litre": ("fuel.gross_calorific_value", "kWh/litre"),
}
# Fuels of the properties sheet that the emission tables name otherwise.
FUELS = {
    "Biodiesel (ME)": "biodiesel_me",
    "Biodiesel (BtL or HVO)": "hvo",
    "Grasses/Straw": "grass_straw",
}
# Listed there without an emission factor of that name.
WITHOUT_FACTOR = {
    "BioETBE": "bioetbe",
    "Biomethane": "biomethane",
    "Methane (CH4)": "methane",
    "Carbon Dioxide (CO2)": "carbon_dioxide",
}
# Code that regions.csv leaves without an alpha-3 form.
TERRITORIES = {"XKX": "XK"}


def vehicle_energy(rows: list[Row], activities: set[str]) -> Table:
    """List the energy a vehicle takes per distance; the key is the activity whose factor is per the same unit."""
    table: Table = []
    for row in rows:
        printed = row | {"unit_activity": row["per_unit"], "detail": row["detail"].replace("Laden", "laden")}
        printed["detail"] = printed["detail"].replace("% laden", "% Laden")
        activity = vehicle_activity(printed) or goods_activity(printed)
        if activity is None or activity.activity_id not in activities:
            raise ValueError(f"no activity for {row}")
        carrier, note = CARRIERS[row["activity"]]
        unit = f"kWh/{spell(row['per_unit'])}"
        place = ("vehicle.energy_per_distance", activity.activity_id, carrier, row["region"])
        span = year_span(int(row["year"]))
        table.append((*place, plain(row["kwh"]), unit, *span, row["source_id"], row["source_row"], note))
    return table


def fuel_properties(rows: list[Row], activities: set[str]) -> Table:
    """List density and energy content of fuels; the key is the id of the fuel, the subkey the printed unit."""
    table: Table = []
    for row in rows:
        key = fuel_key(row["fuel"], activities)
        span = year_span(int(row["year"]))
        for column, (name, unit) in FUEL_COLUMNS.items():
            if row[column]:
                locator = f"{row['fuel']}: {column}"
                table.append((name, key, unit, "GB", plain(row[column]), unit, *span, row["source_id"], locator, ""))
    return table


def fuel_key(name: str, activities: set[str]) -> str:
    """Name a fuel by the bare id of its activity."""
    if name in WITHOUT_FACTOR:
        return f"fuel.{WITHOUT_FACTOR[name]}"
    key = f"fuel.{FUELS.get(name) or BY_NAME[name.casefold()][1]}"
    if key not in activities:
        raise ValueError(f"no activity {key}")
    return key


def hauls(rows: list[Row], regions: list[Row]) -> Table:
    """List which flights from the United Kingdom count as domestic, short-haul or long-haul."""
    codes = {row["alpha3"]: row["code"] for row in regions if row["alpha3"]} | TERRITORIES
    note = "the value 1 only says that the territory (key) belongs to the haul (subkey), seen from the region"
    return [
        (
            "flight.haul",
            codes[row["iso3"]],
            slug(row["haul"]),
            "GB",
            "1",
            "dimensionless",
            *year_span(2025),
            row["source_id"],
            f"{row['territory']} {row['iso3']}",
            note,
        )
        for row in rows
    ]
