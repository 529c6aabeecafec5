"""Refrigerants and other gases that escape, by kilogram of the gas."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from desnz_more import edition_2024
from record import Activity, Book, Edition, Factor, Row, plain, read, year_span
from support import PUBLISHED

if TYPE_CHECKING:
    from support import Table

SOURCES: Table = []

# Printed name: id, English and Danish name, name in the table of the American agency.
NAMES = {row["printed"]: row for row in read(Path(__file__).parent / "names" / "refrigerants.csv")}
KYOTO = "Emissions including only Kyoto products"
OTHERS = "Emissions including only non-Kyoto products"
TOTAL = "Total emissions including non-Kyoto products"
NOTE = "a gas outside the Kyoto Protocol: the GHG Protocol asks for it beside the scopes, not in them"
MIXED_NOTE = (
    "counts every gas of the blend; the GHG Protocol asks for gases outside the Kyoto Protocol beside the scopes"
)
# Two rounded parts against a rounded whole, in whole kilograms.
SAME = ("duplicate_figure", "equal to the total, which is the factor")
PART = ("part_of_total", "the total of all gases of the blend is the factor")
ROUNDING = Decimal(1)
# A figure by the IPCC taken over by the agency; the same gas everywhere.
HUB_PEDIGREE = "2 2 1 1 1"


def add(reference: Path, book: Book) -> None:
    """Add both British editions and the American values of the same gases."""
    older = edition_2024(read(reference / "gwp100_ipcc.csv"))
    newer = Edition(
        publisher=older.publisher,
        file="desnz-2025",
        source_id="uk_desnz_2025",
        year=2025,
        published=PUBLISHED["uk_desnz_2025"],
        gwp_set=older.gwp_set,
        methane=older.methane,
        nitrous_oxide=older.nitrous_oxide,
    )
    totals: dict[str, Decimal] = {}
    for edition in (older, newer):
        rows = read(reference / f"{edition.source_id}.csv")
        totals = add_desnz([row for row in rows if row["activity"] == "Refrigerant & other"], edition, book)
    add_hub(read(reference / "gwp_epa_hub_2025_ar5.csv"), totals, book)


def add_desnz(rows: list[Row], edition: Edition, book: Book) -> dict[str, Decimal]:
    """Add the total of every gas, exclude its parts, and give the totals by activity."""
    columns: dict[str, dict[str, Row]] = {}
    for row in rows:
        _, name, column = row["detail"].split(" | ")
        columns.setdefault(name, {})[column] = row
    totals = {}
    for name, printed in columns.items():
        total = printed.pop(TOTAL)
        activity = book.name(gas(name, set(printed)))
        book.add(edition.file, edition.factor(total, activity, "fugitive"))
        totals[activity] = Decimal(total["co2e_kg"])
        if abs(sum((Decimal(row["co2e_kg"]) for row in printed.values()), Decimal()) - totals[activity]) > ROUNDING:
            raise ValueError(f"the parts of {name} do not make up the total")
        reason, note = SAME if len(printed) == 1 else PART
        for row in printed.values():
            book.exclude(edition.source_id, row, reason, note)
    return totals


def gas(name: str, columns: set[str]) -> Activity:
    """Name the release of a gas or blend."""
    names = NAMES[name]
    note = "" if OTHERS not in columns else NOTE if KYOTO not in columns else MIXED_NOTE
    return Activity(
        f"refrigerant.{names['slug']}",
        f"{names['name_en']}, released",
        f"{names['name_da']}, udslip",
        "mass",
        "energy",
        "refrigerant",
        note,
    )


def add_hub(rows: list[Row], totals: dict[str, Decimal], book: Book) -> None:
    """Add the American values. Those of blends with CFC or HCFC leave these out, and one does not fit its parts."""
    ids = {names["epa"]: f"refrigerant.{names['slug']}" for names in NAMES.values() if names["epa"]}
    start, end = year_span(2025)
    for row in rows:
        activity = ids[row["gas"]]
        gap = totals[activity] - Decimal(row["gwp100"])
        flags = "" if abs(gap) <= ROUNDING else "alternative|partial" if gap > 0 else "alternative"
        factor = Factor(
            factor_id=f"epa:{activity}:us:fugitive",
            activity=activity,
            region="US",
            stage="fugitive",
            value=plain(row["gwp100"]),
            unit="kgCO2e/kg",
            gwp_set=row["assessment"],
            valid_from=start,
            valid_to=end,
            published=PUBLISHED[row["source_id"]],
            uncertainty=HUB_PEDIGREE,
            source_id=row["source_id"],
            locator=row["source_row"],
            flags=flags,
        )
        book.add("epa-hub-2025-gwp", factor)
