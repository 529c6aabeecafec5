"""Where the shipped tables and the reference tables lie, and how they are read."""

from __future__ import annotations

import csv
import os
import re
from decimal import Decimal
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FACTORS = Path(os.environ.get("GREENPROD_FACTORS", ROOT / "factors"))
REFERENCE = Path(os.environ.get("GREENPROD_REFERENCE", ROOT.parent / "shared" / "reference"))
EMISSION = sorted((FACTORS / "emission").glob("*.csv"))

Row = dict[str, str]

GAS_LIST = "gwp_epa_hub_2025_ar5"
# Every table of the reference that prints emissions per amount.
PRINTED = (
    "uk_desnz_2024",
    "uk_desnz_2025",
    "uk_desnz_2026_partial",
    "uk_desnz_hotel_2023_2025",
    "uk_defra_spend_sic_2022",
    "ademe_base_carbone_v23_6",
    "ademe_base_carbone_v23_6_food",
    "ademe_impactco2_2026",
    "eu_figaro_spend_nace_2023_partial",
    "us_epa_useeio_supply_chain_v1_3",
    "us_epa_ghg_hub_2025",
    GAS_LIST,
    "grid_electricity_owid_ember",
    "grid_electricity_ember_latest",
    "residual_mix_aib",
    "dk_official_factors",
    "nordic_factors_extra",
    "dk_dea_transport_catalogue",
    "streaming_distribution",
)
# Printed units that are spelled otherwise in the library.
SPELLED = {
    "gallon": "us_gallon",
    "ft**3": "cubic_foot",
    "count": "item",
    "Kg": "kg",
    "m² de sol": "m**2",
    "m² de toiture": "m**2",
}


def table(path: Path) -> list[Row]:
    """Read one table."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def printed_rows(name: str) -> list[Row]:
    """Read one reference table of emissions; the list of gases gets the columns of the others."""
    rows = table(REFERENCE / f"{name}.csv")
    return [as_release(row) for row in rows] if name == GAS_LIST else rows


def as_release(row: Row) -> Row:
    """Word the GWP of a gas as the emission of a released kilogram."""
    gases = dict.fromkeys(("co2_kg", "ch4_kg_co2e", "n2o_kg_co2e"), "")
    return gases | {
        "source_id": row["source_id"],
        "activity": "Release of a gas",
        "detail": row["gas"],
        "region": "US",
        "year": "2025",
        "unit_activity": "kg",
        "co2e_kg": row["gwp100"],
        "lifecycle": "gwp_release",
        "note": row["formula_or_blend"],
        "source_row": row["source_row"],
    }


@cache
def factors() -> tuple[Row, ...]:
    """Read all shipped factors."""
    return tuple(row for path in EMISSION for row in table(path))


@cache
def exclusions() -> tuple[Row, ...]:
    """Read what is left out on purpose."""
    return tuple(table(FACTORS / "exclusions.csv"))


def bare(unit: str) -> str:
    """Give the denominator of a shipped unit."""
    return re.sub(r"^kgCO2e/|[()]", "", unit)


def spelled(unit: str) -> str:
    """Spell a printed unit as the library does."""
    return SPELLED.get(unit, unit)


def number(text: str) -> Decimal:
    """Read a printed number; an empty cell is an error here."""
    return Decimal(text)
