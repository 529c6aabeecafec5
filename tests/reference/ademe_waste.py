"""Waste of the French Base Carbone, by material and treatment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import ademe
from record import Activity
from things import TREATMENTS

if TYPE_CHECKING:
    from pathlib import Path

    from ademe import Element
    from record import Book, Factor, Row

PREFIXES = ("Traitement des déchets > Activités Economiques", "Traitement des déchets > Ménages")
IMPACTS = " - Impacts"
AVOIDED = "avoided_or_negative"
# Landfill, incineration, composting and digestion are the ones DESNZ names. Its recycling ends at the gate of the
# plant, the French one contains making the new material, so it has names of its own.
ROUTES = {
    "Stockage": TREATMENTS["Landfill"],
    "Incinération": TREATMENTS["Incineration with Energy Recovery"],
    "Compostage industriel": TREATMENTS["Composting"],
    "Méthanisation": TREATMENTS["Anaerobic digestion"],
    "Compostage domestique en bac": (
        "composting_home_bin",
        "composting at home in a bin",
        "hjemmekompostering i beholder",
    ),
    "Compostage domestique en tas": (
        "composting_home_heap",
        "composting at home in a heap",
        "hjemmekompostering i bunke",
    ),
    "Recyclage": ("recycling", "recycling with reprocessing", "genanvendelse med oparbejdning"),
    "Recyclage granulés": ("recycling_to_granules", "recycling to granules", "genanvendelse til granulat"),
    "Recyclage paillettes": ("recycling_to_flakes", "recycling to flakes", "genanvendelse til flager"),
    "Fin de vie hors recyclage": (
        "without_recycling",
        "treatment without recycling",
        "behandling uden genanvendelse",
    ),
    "Fin de vie moyenne": ("average_treatment", "average treatment", "gennemsnitlig behandling"),
    "Fin de vie moyenne filière, dont pertes amont": (
        "average_treatment_with_leaks",
        "average treatment, with refrigerant lost before collection",
        "gennemsnitlig behandling, med kølemiddel tabt før indsamling",
    ),
}
ROUTES["Fin de vie moyenne filière"] = ROUTES["Fin de vie moyenne"]
ROUTES["Fin de vie moyenne filière, sans pertes amont"] = ROUTES["Fin de vie moyenne"]
# Of these the source does not say whether energy is recovered.
SPECIAL = {"healthcare", "hazardous_industrial"}
BURNING = ("incineration", "incineration", "forbrænding")
BURNT = "incineration_energy_recovery"
WHOLE = "contains reprocessing where it happens; do not add recycled material; savings elsewhere are left out"
BY_WHOLE = ("recycling", "average_treatment")


def waste_activity(book: Book, item: Element, materials: dict[str, Row]) -> str:
    """Name a material and its treatment; what another publisher has named keeps that name."""
    printed, _, route = item.detail.removesuffix(IMPACTS).rpartition(" | ")
    material = materials[printed]
    treatment = BURNING if material["slug"] in SPECIAL and route == "Incinération" else ROUTES[route]
    name = f"waste.{material['slug']}.{treatment[0]}"
    if name in book.activities:
        return name
    english = f"Waste: {material['title_en']}, {treatment[1]}"
    danish = f"Affald: {material['title_da']}, {treatment[2]}"
    note = WHOLE if treatment[0].startswith(BY_WHOLE) else ""
    return book.name(Activity(name, english, danish, "mass", "waste", "waste", note))


def beside(factor: Factor) -> Factor:
    """Keep a figure beside the default series: it has the stack's emissions, which DESNZ leaves to the energy user."""
    return replace(factor, flags="|".join(filter(None, ("alternative", factor.flags))))


def add_waste(
    reference: Path, book: Book, materials: dict[str, Row], rules: dict[str, Row]
) -> list[tuple[Element, list[Factor]]]:
    """Give the factors of waste; leave out savings, and figures printed under several headings."""
    kept: list[tuple[Element, list[Factor]]] = []
    values: dict[str, str] = {}
    known = set(book.activities)
    for item in ademe.elements(reference, *PREFIXES):
        if item.lifecycle == AVOIDED:
            ademe.exclude(book, item, "avoided_emission")
            continue
        if rule := rules.get(item.detail):
            ademe.exclude(book, item, rule["reason"], rule["note"])
            continue
        name = waste_activity(book, item, materials)
        value = item.total["co2e_kg"]
        if values.setdefault(name, value) != value:
            raise ValueError(f"two figures for {name}: {values[name]} and {value}")
        if any(name == factor.activity for _, made in kept for factor in made):
            ademe.exclude(book, item, "duplicate_figure", f"printed under another heading as well: {name}")
            continue
        made = ademe.factors(item, name, {"": "end_of_life"})
        kept.append((item, [beside(factor) for factor in made] if name in known and name.endswith(BURNT) else made))
    return kept
