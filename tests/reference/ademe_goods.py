"""Goods, services, meals and waste of the French Base Carbone, and the goods and journeys of Impact CO2."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import ademe
import ademe_impact
import ademe_waste
from record import Activity, Row, read

if TYPE_CHECKING:
    from ademe import Element
    from record import Book, Factor
    from support import Table

SOURCES: Table = []
FILE = "ademe-base-carbone-v23-6-goods"
NAMES = Path(__file__).parent / "names"
GOODS = ("Achats de biens", "Achats de services", "Traitement des déchets > Eaux usées")
SPEND = re.compile(r"(?P<heading>.+) [-\u2013] (?P<year>\d{4})")
PRICES = re.compile(r"EUR of (?P<year>\d{4}), excl\. VAT")
WASTEWATER = "Traitement des eaux usées | Hors infrastructure"
# Areas of a named surface, and a printed spelling.
UNITS = {"m² de sol": "m**2", "m² de toiture": "m**2"}
# Water has the stage of the British figures: running the works, without building them.
STAGES = {"water.supply": "operational", "water.treatment": "operational"}
# The meals of Impact CO2 are newer and come first.
ALTERNATIVE = {"catering.meal.vegetarian"}


def names(file: str) -> dict[str, Row]:
    """Read a table of names by the printed text."""
    return {row["printed"]: row for row in read(NAMES / file)}


def activity(book: Book, row: Row) -> str:
    """Register the activity of a row of names; what another publisher has named keeps that name."""
    name = row["activity_id"]
    if name in book.activities:
        return name
    titles = row["title_en"], row["title_da"]
    return book.name(Activity(name, *titles, row["dimension"], row["category"], row["class"], row["note"]))


def left_out(item: Element, rules: dict[str, Row]) -> Row | None:
    """Find the rule that leaves an entry out, by its name or its heading."""
    if item.detail in rules:
        return rules[item.detail]
    return next((rule for printed, rule in rules.items() if item.activity.startswith(printed)), None)


def priced(item: Element, made: list[Factor]) -> list[Factor]:
    """Say which prices a figure per amount of money is for.

    Older entries state neither the year of their prices nor the tax; their own year stands in, as their note says.
    """
    printed = PRICES.fullmatch(item.notes[0]) if item.notes else None
    if printed is None:
        return [replace(factor, price_year=str(item.year)) for factor in made]
    return [replace(factor, price_year=printed["year"], price_basis="purchaser", tax="out") for factor in made]


def add_goods(reference: Path, book: Book) -> list[tuple[Element, list[Factor]]]:
    """Give the factors of goods, services, meals and water; leave out what no production does."""
    goods, spend, rules = (names(f"ademe_goods{end}.csv") for end in ("", "_spend", "_left_out"))
    wastewater = {"activity_id": "water.treatment"}
    kept = []
    for item in ademe.elements(reference, *GOODS):
        if rule := left_out(item, rules):
            ademe.exclude(book, item, rule["reason"], rule["note"])
            continue
        series = SPEND.fullmatch(item.detail)
        is_spend = series is not None and series["heading"] in spend
        heading = series["heading"] if series and is_spend else item.detail
        row = wastewater if item.detail == WASTEWATER else (spend if is_spend else goods)[heading]
        name = activity(book, row)
        stage = STAGES.get(name, "cradle_to_gate")
        counted = replace(item, unit=UNITS.get(item.unit, item.unit))
        flags = "alternative" if name in ALTERNATIVE else ""
        made = ademe.factors(counted, name, {"": stage}, flags=flags)
        kept.append((item, priced(item, made) if name.startswith("spend.") else made))
    return kept


def add(reference: Path, book: Book) -> None:
    """Add goods, services, meals, waste, and the newer Impact CO2."""
    materials, rules = names("ademe_goods_waste.csv"), names("ademe_goods_left_out.csv")
    kept = add_goods(reference, book)
    kept += ademe_waste.add_waste(reference, book, materials, rules)
    ademe.add(book, FILE, kept)
    for row, name in ademe_impact.rows(reference, names("ademe_goods_impact.csv")):
        book.add(ademe_impact.FILE, ademe_impact.factor(row, activity(book, name)))
