"""Fuels and electricity of the French Base Carbone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import ademe
from energy import OWID_GROUPS
from fuels import ENDINGS
from record import DIMENSION_OF_UNIT, Activity, read

if TYPE_CHECKING:
    from ademe import Element
    from record import Book, Factor, Row
    from support import Table

    Kept = list[tuple[Element, list[Factor]]]

SOURCES: Table = [ademe.SOURCE]

FILE = "ademe-base-carbone-v23-6-energy"
NAMES = Path(__file__).parent / "names"
GRID = "energy.electricity.grid"
# Stages of the printed parts of a fuel; several parts of making it are added up.
FUEL_STAGES = {"Combustion": "combustion"} | dict.fromkeys(
    (
        "Amont",
        "Amont / Collecte et transport des matières premières (HAU)",
        "Amont / Collecte, rendu et transport des matières premières (graisses animales)",
        "Amont / Distribution",
        "Amont / Transformation des matières premières",
        "Amont / Transformation des matières premières (hydrotraitement)",
    ),
    "well_to_tank",
)
# The reservoir of Petit-Saut gives off methane while it drives the turbines: generation, like burning.
POWER_STAGES = {
    "Combustion": "generation_location",
    "Combustion à la centrale": "generation_location",
    "Emissions fugitives / barrage de Petit Saut": "generation_location",
    "Amont": "upstream_generation",
    "Amont / Amont des combustibles et amortissement centrale": "upstream_generation",
    "Transport et distribution": "transmission_losses",
    "Transport et distribution / Pertes": "transmission_losses",
    "Transport et distribution / Perte SF6 des transformateurs": "transmission_losses",
}
TOTAL = {"": "generation_location"}
# Repeats of the amounts in volume, mass or gross energy.
REPEATED_UNITS = ("GJ", "MJ", "toe")
# Cubic metres of gas let out of the tank: the volume of these fuels is counted compressed, or not at all.
LET_OUT = ("cng", "biomethane_compressed")
NET = ".by_net_energy"
# The figures per litre and per kg of these make a density of 0.65 (LNG) and 0.79, against 0.45 and 0.98 in the DESNZ
# set; 0.78 is no density of a marine distillate either. Of the last two only the figure per kg is kept.
DOUBTFUL = ("lng", "marine_fuel_oil")
BY_MASS_ONLY = ("marine_diesel_oil", "marine_light_fuel_oil")
PARTS_OF_FRANCE = {
    "FR:Type B, nord": "the north of France only",
    "FR:Type H, France continentale sauf nord": "mainland France without the north only",
    "FR-OM:Tahiti": "a part of French Polynesia",
    "FR-OM:Polynésie Française - hors Tahiti": "a part of French Polynesia",
    "FR-OM:Corse": "Corsica has no code here",
}
OLDER_GUADELOUPE = "FR-OM:Guadeloupe hors COM"


def add(reference: Path, book: Book) -> None:
    """Add fuels and electricity, and say what is left out."""
    fuels = {row["detail"].casefold(): row for row in read(NAMES / "ademe_energy_fuels.csv")}
    power = {row["detail"].casefold(): row for row in read(NAMES / "ademe_energy_power.csv")}
    kept: Kept = []
    for item in ademe.elements(reference, "Combustibles"):
        kept += fuel(item, fuels[item.detail.casefold()], book)
    covered = with_default_grid(reference)
    for item in ademe.elements(reference, "Electricité"):
        kept += electricity(item, power, covered, book)
    ademe.add(book, FILE, kept)


def fuel(item: Element, name: Row, book: Book) -> Kept:
    """Make the rows of one fuel in one unit, or leave it out."""
    stem = name["fuel"]
    why = (name["reason"], name["note"]) if name["reason"] else repeated(item, stem)
    if why[0]:
        ademe.exclude(book, item, *why)
        return []
    if not item.regions:
        ademe.exclude(book, item, "no_region", PARTS_OF_FRANCE[item.printed_region])
        return []
    activity = fuel_activity(item, name, book)
    # Figures for Europe would stand before newer British ones in every country without its own.
    doubtful = item.region == "EUROPE" or (item.unit == "litre" and stem in DOUBTFUL)
    return [(item, ademe.factors(item, activity, FUEL_STAGES, flags="alternative" if doubtful else ""))]


def repeated(item: Element, stem: str) -> tuple[str, str]:
    """Give the reason and note for an amount that repeats another one; empty for those that are kept."""
    if stem.endswith(NET):
        return "", ""
    if item.unit in REPEATED_UNITS or item.basis == "net":
        return "duplicate_unit", "net calorific value" if item.basis == "net" else "gross calorific value, again"
    if item.unit == "m**3" and stem in LET_OUT:
        return "duplicate_unit", "cubic metres of expanded gas; the fuel is counted compressed"
    if item.unit == "litre" and stem in BY_MASS_ONLY:
        return (
            "duplicate_unit",
            "the figures per litre and per kg make a density of 0.78, which is not that of this fuel",
        )
    return "", ""


def fuel_activity(item: Element, name: Row, book: Book) -> str:
    """Register the fuel in the unit of this entry. The titles of fuels known already are used again."""
    dimension = DIMENSION_OF_UNIT[item.unit]
    bare = f"fuel.{name['fuel']}"
    known = book.activities.get(bare) or Activity(
        bare, name["title_en"], name["title_da"], name["dimension"], "fuel", "fuel", name["note"]
    )
    if dimension == known.dimension:
        return book.name(known)
    suffix = {"mass": ".by_mass", "energy": ".by_energy"}[dimension]
    if bare + suffix in book.activities:
        return bare + suffix
    english, danish = ENDINGS[suffix]
    return book.name(
        Activity(
            bare + suffix, known.title_en + english, known.title_da + danish, dimension, "fuel", "fuel", known.note
        )
    )


def with_default_grid(reference: Path) -> set[str]:
    """Find the regions whose grid average stands in the series for all countries."""
    codes = {row["alpha3"]: row["code"] for row in read(reference / "regions.csv") if row["alpha3"]} | OWID_GROUPS
    return {codes.get(row["region"], "") for row in read(reference / "grid_electricity_owid_ember.csv")}


def electricity(item: Element, names: dict[str, Row], covered: set[str], book: Book) -> Kept:
    """Make the rows of a grid average, of a use of the grid, or of a kind of power station."""
    if item.printed_region in PARTS_OF_FRANCE:
        ademe.exclude(book, item, "no_region", PARTS_OF_FRANCE[item.printed_region])
        return []
    if item.printed_region == OLDER_GUADELOUPE:
        ademe.exclude(book, item, "second_series", "an older figure for Guadeloupe")
        return []
    if "mix moyen" in item.detail:
        flags = "alternative" if item.region in covered else ""
        return [(item, ademe.factors(item, GRID, POWER_STAGES, flags=flags))]
    name = names[item.detail.casefold()]
    activity = book.name(
        Activity(name["activity"], name["title_en"], name["title_da"], "energy", "energy", "electricity", note(item))
    )
    if item.parts:
        return [(item, ademe.factors(item, activity, POWER_STAGES))]
    losses = "|transmission_losses" if "Usage" in item.detail else ""
    return [(item, ademe.factors(item, activity, TOTAL, includes=f"upstream_generation{losses}"))]


def note(item: Element) -> str:
    """Say what a figure of a use or of a kind of power station stands for."""
    if "Usage" in item.detail:
        return "grid average weighted with the seasons of this use; losses are inside"
    inside = "making of the panels is inside; " if "photovolt" in item.detail else ""
    return f"{inside}for contracts with a named source of power"
