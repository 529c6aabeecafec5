"""Rows of the factor tables and the little arithmetic that makes them."""

from __future__ import annotations

import csv
import re
from dataclasses import astuple, dataclass, field, fields, replace
from decimal import Context, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Row = dict[str, str]

GAS_DIGITS = Context(prec=12)


def read(path: Path) -> list[Row]:
    """Read one table of the reference."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def plain(text: str) -> str:
    """Write a printed number without an exponent; an empty cell stays empty."""
    return format(Decimal(text), "f") if text else ""


def slug(text: str) -> str:
    """Turn a printed name into lower-case words joined by underscores."""
    text = text.lower().replace(",", "").replace("+", " plus ").replace("\u2013", " to ")
    return re.sub(r"[^a-z0-9]+", "_", text).strip("_")


@dataclass(frozen=True, kw_only=True)
class Factor:
    """One row of `emission/*.csv`."""

    factor_id: str
    activity: str
    region: str
    stage: str
    value: str
    unit: str
    co2: str = ""
    ch4_fossil: str = ""
    ch4_biogenic: str = ""
    n2o: str = ""
    other_co2e: str = ""
    gwp_set: str = ""
    includes: str = ""
    valid_from: str = ""
    valid_to: str = ""
    data_period: str = ""
    published: str = ""
    price_year: str = ""
    price_basis: str = ""
    tax: str = ""
    uncertainty_kind: str = ""
    uncertainty: str = ""
    gsd: str = ""
    source_id: str = ""
    locator: str = ""
    derivation: str = "as_published"
    flags: str = ""
    supersedes: str = ""


@dataclass(frozen=True)
class Activity:
    """One row of `activities.csv`."""

    activity_id: str
    title_en: str
    title_da: str
    dimension: str
    category: str
    klass: str
    note: str = ""


FACTOR_COLUMNS = tuple(item.name for item in fields(Factor))
ACTIVITY_COLUMNS = ("activity_id", "title_en", "title_da", "dimension", "category", "class", "note")

DIMENSION_OF_UNIT = {
    "passenger*km": "passenger_distance",
    "km": "distance",
    "tonne*km": "freight",
    "kWh": "energy",
    "GJ": "energy",
    "litre": "volume",
    "m**3": "volume",
    "kg": "mass",
    "tonne": "mass",
    "room_night": "room_nights",
    "meal": "meals",
    "FTE_hour": "work",
    "hour": "time",
    "item": "items",
    "m**2": "area",
    "m**3*km": "volume_distance",
    "guest_night": "guest_nights",
}

EXCLUSION_COLUMNS = (
    "table",
    "source_id",
    "locator",
    "activity",
    "detail",
    "region",
    "year",
    "unit",
    "reason",
    "note",
)
# Why a row of the reference is no factor; told to users in factors/README.md.
REASONS = (
    "avoided_emission",
    "duplicate_figure",
    "duplicate_unit",
    "licence",
    "no_basis",
    "no_region",
    "not_an_activity",
    "part_of_total",
    "second_series",
    "sum_of_parts",
)


@dataclass
class Book:
    """Activities and factors gathered so far."""

    activities: dict[str, Activity] = field(default_factory=dict)
    emission: dict[str, list[Factor]] = field(default_factory=dict)
    exclusions: list[tuple[str, ...]] = field(default_factory=list)
    # rows of properties.csv, and further tables by file name with their columns
    properties: list[tuple[str, ...]] = field(default_factory=list)
    tables: dict[str, tuple[tuple[str, ...], list[tuple[str, ...]]]] = field(default_factory=dict)

    def name(self, activity: Activity) -> str:
        """Register an activity; a second, different one under the same id is an error."""
        known = self.activities.setdefault(activity.activity_id, activity)
        if known != activity:
            raise ValueError(f"two activities named {activity.activity_id}: {known} and {activity}")
        return activity.activity_id

    def add(self, file: str, factor: Factor) -> None:
        """Put a factor in an emission file."""
        self.emission.setdefault(file, []).append(factor)

    def exclude(self, table: str, row: Row, reason: str, note: str = "") -> None:
        """Say why a row of the reference table (its file name without ending) is no factor."""
        if reason not in REASONS:
            raise ValueError(f"unknown reason {reason!r}; known are {REASONS}")
        place = (row["source_id"], row["source_row"], row["activity"], row["detail"], row["region"], row["year"])
        self.exclusions.append((table, *place, row["unit_activity"], reason, note))


def without_rival(book: Book) -> None:
    """Make figures the default where nothing else is: an alternative needs something that it is an alternative to.

    Making the vehicle stays out of the default boundary. A fuel's well-to-wheel figure cannot be split over scopes 1
    and 3, so it stays an alternative too.
    """
    usual = {f.activity for found in book.emission.values() for f in found if "alternative" not in f.flags.split("|")}
    for name, found in book.emission.items():
        book.emission[name] = [
            replace(f, flags="|".join(flag for flag in f.flags.split("|") if flag != "alternative"))
            if f.activity not in usual and f.stage != "manufacture" and not f.activity.startswith("fuel.")
            else f
            for f in found
        ]


def year_span(year: int) -> tuple[str, str]:
    """Give the half-open span of one calendar year."""
    return f"{year}-01-01", f"{year + 1}-01-01"


@dataclass(frozen=True)
class Edition:
    """What all factors of one publisher's edition share, and its own rows by locator."""

    publisher: str
    file: str
    source_id: str
    year: int
    published: str
    gwp_set: str
    methane: Decimal
    nitrous_oxide: Decimal

    def gases(self, row: Row, *, biogenic: bool) -> dict[str, str]:
        """Turn the printed CO2e of each gas into kilograms of the gas."""
        methane = self.mass(row["ch4_kg_co2e"], self.methane)
        return {
            "co2": plain(row["co2_kg"]),
            "ch4_fossil": "" if biogenic else methane,
            "ch4_biogenic": methane if biogenic else "",
            "n2o": self.mass(row["n2o_kg_co2e"], self.nitrous_oxide),
        }

    def mass(self, co2e: str, gwp: Decimal) -> str:
        """Divide a printed gas column by its GWP, to twelve digits."""
        return format(GAS_DIGITS.divide(Decimal(co2e), gwp), "f") if co2e else ""

    def factor(
        self, row: Row, activity: str, stage: str, *, region: str = "GB", flags: str = "", biogenic: bool = False
    ) -> Factor:
        """Make the factor of one printed row."""
        memo = stage == "biogenic_co2"
        start, end = year_span(self.year)
        return Factor(
            factor_id=f"{self.publisher}:{activity}:{region.lower()}:{stage}",
            activity=activity,
            region=region,
            stage=stage,
            value=plain(row["co2_kg"] if memo else row["co2e_kg"]),
            unit=f"kgCO2e/{spell(row['unit_activity'])}",
            gwp_set=self.gwp_set,
            valid_from=start,
            valid_to=end,
            published=self.published,
            source_id=self.source_id,
            locator=row["source_row"],
            flags=flags,
            **self.gases(row, biogenic=biogenic),
        )

    def difference(self, factor: Factor, minuend: Row, *subtrahends: Row) -> Factor:
        """Replace the value of a factor by a difference of printed totals."""
        value = Decimal(minuend["co2e_kg"]) - sum((Decimal(row["co2e_kg"]) for row in subtrahends), Decimal())
        locators = [minuend["source_row"], *(row["source_row"] for row in subtrahends)]
        return replace(
            factor,
            value=format(value, "f"),
            locator="; ".join(locators),
            derivation="computed: " + " - ".join(locators),
        )


def spell(unit: str) -> str:
    """Put a product of units in parentheses, so that it can stand below a line."""
    return f"({unit})" if re.search(r"(?<!\*)\*(?!\*)", unit) else unit


def write(path: Path, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Write one table: UTF-8, LF, sorted rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def sorted_factors(factors: Iterable[Factor]) -> list[tuple[str, ...]]:
    """Order factors by what they are about, then by date."""
    return [astuple(item) for item in sorted(factors, key=lambda f: (f.activity, f.region, f.stage, f.valid_from))]
