"""One example line, and the words every item shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from .plan import Production

Cell = str | int | float | bool | date
Choice = TypeVar("Choice")

SUPPLIERS = {
    "flight": ("Rejsebureau Tangvang", "Skyhejre Charter"),
    "rail_trip": ("Rejsebureau Tangvang", "Sporvang Billetter"),
    "car_trip": ("Kørebogen", "Bilpark Ådal", "Egne biler"),
    "freight": ("Lastkompagniet Søhøj", "Vognmand Ulvdal", "Grejbussen ApS"),
    "hotel_stay": ("Hotel Tårnfalk", "Kro ved Åsen", "Pension Stenbæk"),
    "grid_electricity": ("Strømhuset Æblø", "Studie Kalkovn"),
    "district_heat": ("Varmelauget Engsø", "Studie Kalkovn"),
    "generator": ("Aggregatgården", "Lys og Last ApS"),
    "meals": ("Feltkøkkenet Bøg", "Tre Gryder Catering"),
    "material": ("Trælasten Brønddal", "Kulissehuset", "Metalgården Hvidsø"),
    "waste": ("Genbrug Østermark", "Containerfolkene"),
    "homeworking": ("Kontorfællesskabet Glarmester",),
    "water": ("Vandværket Kildeå",),
    "fuel": ("Gaslageret Mosehøj",),
    "travel": ("Taxa Fjordby", "Rejsebureau Tangvang"),
}
NOTES = ("", "", "", "", "Bilag set", "Oplyst på møde", "Samlet faktura", "Ændret plan, regn")


@dataclass
class Line:
    """Cells of a line and its rough emissions."""

    cells: dict[str, Cell]
    kg: float


@dataclass(frozen=True)
class Scene:
    """What an item maker needs: the seeded generator and the production."""

    rng: Random
    production: Production

    def pick(self, options: Sequence[Choice], weights: Sequence[float] | None = None) -> Choice:
        """Return one option."""
        return self.rng.choices(options, weights)[0]

    def amount(self, low: float, high: float, step: float = 1) -> float:
        """Return an amount on a grid of `step`, whole numbers as such."""
        value = round(round(self.rng.uniform(low, high) / step) * step, 2)
        return int(value) if value == int(value) else value

    def place(self) -> str:
        """Return the country of a line: mostly at home, at times on location abroad."""
        production = self.production
        if production.abroad and self.rng.random() < 0.35:
            return self.pick(production.abroad)
        return "DK" if production.region == "DK" else self.pick((production.region, "DK"), (4, 1))


def windows(production: Production) -> dict[str, tuple[date, date]]:
    """Return first and last day of each phase."""
    prep = max(production.start + timedelta(days=10), production.shoot_start - timedelta(days=49))
    wrap_end = production.shoot_end + timedelta(days=14)
    return {
        "development": (production.start, prep - timedelta(days=1)),
        "prep": (prep, production.shoot_start - timedelta(days=1)),
        "shoot": (production.shoot_start, production.shoot_end),
        "wrap": (production.shoot_end + timedelta(days=1), wrap_end),
        "post": (wrap_end + timedelta(days=1), production.end),
    }


def draw_date(scene: Scene, phase: str) -> date:
    """Return a day within a phase."""
    first, last = windows(scene.production)[phase]
    return first + timedelta(days=scene.rng.randrange((last - first).days + 1))


def month_of(day: date) -> tuple[date, date]:
    """Return first and last day of the month."""
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return day.replace(day=1), following - timedelta(days=1)


def weeks_from(day: date, weeks: int) -> tuple[date, date]:
    """Return a period of whole weeks, cut at the end of the year."""
    monday = max(day - timedelta(days=day.weekday()), date(day.year, 1, 1))
    return monday, min(monday + timedelta(days=7 * weeks - 1), date(day.year, 12, 31))
