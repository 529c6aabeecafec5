"""What all tables of the American Emission Factors Hub share: units, names and rows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from record import Activity, Book, Edition, Factor, Row, plain, read
from support import PUBLISHED

SOURCE_ID = "epa_ghg_hub_2025"
TABLE = "us_epa_ghg_hub_2025"
NAMES = Path(__file__).parent / "names"
# Reliability, completeness, time, place and technology of a national compilation of its own year.
PEDIGREE = "2 2 1 1 2"
# Printed unit: spelling in the registry, and the dimension it measures.
UNITS = {
    "short_ton": ("short_ton", "mass"),
    "MMBtu": ("MMBtu", "energy"),
    "gallon": ("us_gallon", "volume"),
    "ft**3": ("cubic_foot", "volume"),
    "kWh": ("kWh", "energy"),
    "mile": ("mile", "distance"),
    "passenger*mile": ("passenger*mile", "passenger_distance"),
    "short_ton*mile": ("short_ton*mile", "freight"),
}
# Ending of an id by dimension: English and Danish ending of the title.
ENDINGS = {
    "mass": (".by_mass", ", by mass", ", pr. masse"),
    "energy": (".by_energy", ", by energy", ", pr. energi"),
    "volume": (".by_volume", ", by volume", ", pr. volumen"),
}
GROSS = "energy content on gross calorific value"


def edition(gwps: list[Row]) -> Edition:
    """Describe the Hub, with the GWPs that its gas columns were made with."""
    ar5 = {row["formula_or_blend"]: Decimal(row["gwp100"]) for row in gwps}
    return Edition(
        publisher="epa",
        file="epa-hub-2025",
        source_id=SOURCE_ID,
        year=2025,
        published=PUBLISHED[SOURCE_ID],
        gwp_set="AR5",
        methane=ar5["CH4"],
        nitrous_oxide=ar5["N2O"],
    )


def names(file: str, key: str) -> dict[str, Row]:
    """Read a table of names by one of its columns."""
    return {row[key]: row for row in read(NAMES / file)}


def dimension(row: Row) -> str:
    """Tell what the printed unit measures."""
    return UNITS[row["unit_activity"]][1]


def factor(hub: Edition, row: Row, activity: str, stage: str, *, region: str = "US", flags: str = "") -> Factor:
    """Make the factor of one printed row."""
    spelled = row | {"unit_activity": UNITS[row["unit_activity"]][0]}
    made = hub.factor(spelled, activity, stage, region=region, flags=flags)
    return replace(made, uncertainty=PEDIGREE)


def biogenic_parts(hub: Edition, row: Row, activity: str) -> tuple[Factor, Factor]:
    """Part a printed total into methane and nitrous oxide, and CO2 from biomass.

    The reference adds all three; CO2 from biomass is told beside the scopes.
    """
    place = row["source_row"]
    whole = factor(hub, row, activity, "combustion")
    gases = hub.gases(row | {"co2_kg": ""}, biogenic=True)
    burnt = replace(
        whole,
        value=format(Decimal(row["ch4_kg_co2e"]) + Decimal(row["n2o_kg_co2e"]), "f"),
        locator=f"{place} CH4; {place} N2O",
        derivation=f"computed: {place} CH4 + {place} N2O",
        **gases,
    )
    memo = replace(
        factor(hub, row, activity, "biogenic_co2"),
        locator=f"{place} CO2",
        ch4_fossil="",
        ch4_biogenic="",
        n2o="",
        value=plain(row["co2_kg"]),
    )
    return burnt, memo


def measured(book: Book, stem: str, kind: str, titles: tuple[str, str], *, note: str = "") -> str:
    """Find or name the fuel that is measured in mass, energy or volume.

    The bare id is in the usual unit of the fuel; the others end in the kind of amount.
    """
    ending, english, danish = ENDINGS[kind]
    usual = book.activities.get(stem)
    titles = (usual.title_en, usual.title_da) if usual else titles
    for candidate in (stem, stem + ending):
        known = book.activities.get(candidate)
        if known and known.dimension == kind:
            return candidate
        if known is None and (candidate != stem or kind != "energy"):
            bare = candidate == stem
            title_en = titles[0] if bare else titles[0] + english
            title_da = titles[1] if bare else titles[1] + danish
            parts = [part for part in (GROSS if kind == "energy" else "", note) if part]
            return book.name(Activity(candidate, title_en, title_da, kind, "fuel", "fuel", "; ".join(parts)))
    raise ValueError(f"{stem} is taken in {kind}")
