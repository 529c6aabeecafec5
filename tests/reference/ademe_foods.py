"""French food products per kilogram (Agribalyse 3.1), as ADEME publishes them in Base Carbone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from record import Activity, Factor, Row, plain, read

if TYPE_CHECKING:
    from record import Book
    from support import Table

# ademe_energy.py describes the source, for all tables of Base Carbone
SOURCES: Table = []

TABLE = "ademe_base_carbone_v23_6_food"
FILE = "ademe-base-carbone-v23-6-food"
NAMES = Path(__file__).parent / "names"
VALID_TO = re.compile(r"valid to (\d{4}-\d{2}-\d{2})")


def names() -> dict[str, Row]:
    """Read the name of every food, by its row in the source."""
    found: dict[str, Row] = {}
    for path in sorted(NAMES.glob("ademe_foods_*.csv")):
        for row in read(path):
            if row["source_row"] in found:
                raise ValueError(f"{path.name} names row {row['source_row']} of {TABLE} a second time")
            found[row["source_row"]] = row
    return found


def check(foods: list[Row], named: dict[str, Row]) -> None:
    """Refuse foods without a name, names without a food, and names that two foods share."""
    rows = {row["source_row"]: row for row in foods}
    nameless = [f"{key} ({row['detail']})" for key, row in rows.items() if key not in named]
    if nameless:
        raise ValueError(f"{len(nameless)} rows of {TABLE} have no name in names/ademe_foods_*.csv: {nameless[:10]}")
    foodless = [f"{key} ({row['activity_id']})" for key, row in named.items() if key not in rows]
    if foodless:
        raise ValueError(f"{len(foodless)} names have no row in {TABLE}: {foodless[:10]}")
    for column in ("activity_id", "title_en", "title_da"):
        known: dict[str, str] = {}
        for key, row in named.items():
            other = known.setdefault(row[column].casefold(), key)
            if other != key:
                raise ValueError(f"rows {other} and {key} of {TABLE} share the {column} {row[column]!r}")


def factor(row: Row, activity: str) -> Factor:
    """Make the factor of one printed food."""
    until = VALID_TO.search(row["note"])
    if until is None:
        raise ValueError(f"row {row['source_row']} of {TABLE} does not say how long it is valid: {row['note']!r}")
    return Factor(
        factor_id=f"ademe:{activity}:{row['region'].lower()}:{row['lifecycle']}",
        activity=activity,
        region=row["region"],
        stage=row["lifecycle"],
        value=plain(row["co2e_kg"]),
        unit=f"kgCO2e/{row['unit_activity']}",
        valid_from=f"{row['year']}-01-01",
        valid_to=until.group(1),
        source_id=row["source_id"],
        locator=row["source_row"],
    )


def add(reference: Path, book: Book) -> None:
    """Add every food under its English and Danish name."""
    foods = read(reference / f"{TABLE}.csv")
    named = names()
    check(foods, named)
    for row in foods:
        name = named[row["source_row"]]
        activity = Activity(name["activity_id"], name["title_en"], name["title_da"], "mass", "catering", "food")
        book.add(FILE, factor(row, book.name(activity)))
