"""Write the example alliance beside this script: ``python docs/examples/make_alliance.py``.

Everything is invented and drawn from a fixed seed: run twice, get the same bytes.
"""

import csv
import shutil
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from alliance_books import EARLIER_MEMBERS, write_books
from example_data import books_productions as books
from example_data import write
from example_data.broken_books import write_broken_books
from example_data.compose import MAKERS, lines_of
from example_data.draft import Cell, Line
from example_data.plan import ALLIANCE_TOML, FINANCING, MEMBERS, PRODUCTIONS, Production
from example_data.rows import cells

FOLDER = Path(__file__).parent / "alliance"
KM_PER_MILE = 1.609344

Rows = list[dict[str, Cell]]


def write_table(path: Path, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write one of the small tables of the alliance."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def write_alliance(folder: Path) -> None:
    """Write the alliance, its members, productions and stakes."""
    (folder / "alliance.toml").write_text(ALLIANCE_TOML, encoding="utf-8")
    write_table(
        folder / "members.csv",
        ("member_id", "name", "role", "region"),
        [*((member.member_id, member.name, member.role, member.region) for member in MEMBERS), *EARLIER_MEMBERS],
    )
    columns = (
        "production_id",
        "title",
        "format",
        "region",
        "start",
        "end",
        "episodes",
        "minutes",
        "shooting_days",
        "budget",
        "currency",
    )
    productions: list[Sequence[object]] = []
    for row in PRODUCTIONS:
        green_light, abroad = books.MILESTONES[row.production_id]
        productions.append([*(getattr(row, name) for name in columns), green_light, row.end, abroad])
    columns = (*columns, "green_light", "delivery", "foreign_cost_share")
    write_table(folder / "productions.csv", columns, [*productions, *cells(books.EARLIER)])
    stakes: list[tuple[str, ...]] = []
    for production in PRODUCTIONS:
        if production.lead:
            stakes.append((production.production_id, production.lead, "operational_control", "1", "", ""))
        stakes += [
            (production.production_id, member, "financing_share", f"{share:g}", "", "")
            for member, share in FINANCING[production.production_id].items()
        ]
    columns = ("production_id", "member_id", "method", "share", "grant", "currency")
    write_table(folder / "stakes.csv", columns, [*stakes, *books.stakes()])


def by_department(rows: Rows) -> dict[str, Rows]:
    """Return the rows of each department."""
    departments = sorted({str(row["department"]) for row in rows})
    return {name: [row for row in rows if row["department"] == name] for name in departments}


def as_danish(stem: Path, rows: Rows) -> None:
    """Write one Danish file."""
    write.write_danish(stem.with_suffix(".csv"), rows)


def as_danish_by_department(stem: Path, rows: Rows) -> None:
    """Write a Danish file per department."""
    for department, part in by_department(rows).items():
        write.write_danish(stem.with_name(f"{stem.name}-{department}.csv"), part)


def as_plain(stem: Path, rows: Rows) -> None:
    """Write one plain file."""
    write.write_plain(stem.with_suffix(".csv"), rows)


def as_bom(stem: Path, rows: Rows) -> None:
    """Write one file as spreadsheets save "CSV UTF-8"."""
    write.write_plain(stem.with_suffix(".csv"), rows, bom=True)


def as_parquet(stem: Path, rows: Rows) -> None:
    """Write one Parquet file."""
    write.write_parquet(stem.with_suffix(".parquet"), rows)


def as_workbook(stem: Path, rows: Rows) -> None:
    """Write a workbook with a sheet per item; some headers name the unit."""
    sheets: dict[str, Rows] = {}
    for item in MAKERS:
        part = [
            {column: cell for column, cell in row.items() if column != "item"} for row in rows if row["item"] == item
        ]
        renamed = {
            "car_trip": ("distance", "distance [km]", 1.0),
            "freight": ("mass", "mass [tonne]", 1.0),
            "grid_electricity": ("energy", "energy [MWh]", 0.001),
        }
        sheets[item] = [_in_unit(row, *renamed[item]) for row in part] if item in renamed else part
    write.write_workbook(stem.with_suffix(".xlsx"), sheets)


def _in_unit(row: dict[str, Cell], column: str, heading: str, scale: float) -> dict[str, Cell]:
    """Move an amount to a header with a unit."""
    if column not in row:
        return row
    amount = row[column]
    if isinstance(amount, str) or not isinstance(amount, int | float):
        raise TypeError(f"{column} is no number: {amount!r}")
    moved = amount if scale == 1 else round(amount * scale, 5)
    return {name: cell for name, cell in row.items() if name != column} | {heading: moved}


def as_unit_headers_by_department(stem: Path, rows: Rows) -> None:
    """Write a plain file per department with units in the headers; freight is then in kilograms too."""
    for department, part in by_department(rows).items():
        moved = []
        for row in part:
            masses = 1000.0 if row["item"] == "freight" else 1.0
            row_in_unit = _in_unit(row, "distance", "distance [km]", 1.0)
            row_in_unit = _in_unit(row_in_unit, "mass", "mass [kg]", masses)
            moved.append(_in_unit(row_in_unit, "energy", "energy [kWh]", 1.0))
        write.write_plain(stem.with_name(f"{stem.name}-{department}.csv"), moved)


def as_amount_units(stem: Path, rows: Rows) -> None:
    """Write one file with a unit column beside each amount, some in miles, tonnes and MWh."""
    moved = []
    for number, row in enumerate(rows):
        other = number % 3 == 0
        units = {
            "distance": ("mile", 1 / KM_PER_MILE) if other else ("km", 1.0),
            "mass": ("kg", 1000.0) if row["item"] == "freight" else ("tonne", 0.001) if other else ("kg", 1.0),
            "energy": ("MWh", 0.001) if other else ("kWh", 1.0),
            "volume": ("litre", 1.0),
        }
        for column, (unit, scale) in units.items():
            if column in row:
                row = _in_unit(row, column, column, scale) | {f"{column}_unit": unit}  # noqa: PLW2901
        moved.append(row)
    write.write_plain(stem.with_suffix(".csv"), moved, bom=True)


def as_units_in_cells(stem: Path, rows: Rows) -> None:
    """Write one file whose amounts carry their unit, `12 km`."""
    units = {"distance": "km", "energy": "kWh", "volume": "L", "nights": "nights", "passengers": "pax", "hours": "h"}
    moved = []
    for row in rows:
        texts = {column: f"{row[column]} {unit}" for column, unit in units.items() if column in row}
        if "mass" in row:
            texts["mass"] = f"{row['mass']} {'tonne' if row['item'] == 'freight' else 'kg'}"
        moved.append(row | texts)
    write.write_plain(stem.with_suffix(".csv"), moved)


def as_generic_apart(stem: Path, rows: Rows) -> None:
    """Write generic activities to a file of their own, without an item column."""
    generic = [
        {column: cell for column, cell in row.items() if column != "item"} for row in rows if row["item"] == "activity"
    ]
    write.write_plain(stem.with_name(f"{stem.name}-activities.csv"), generic)
    write.write_plain(stem.with_suffix(".csv"), [row for row in rows if row["item"] != "activity"])


LAYOUTS: dict[str, Callable[[Path, Rows], None]] = {
    "danish": as_danish,
    "danish_by_department": as_danish_by_department,
    "plain": as_plain,
    "bom": as_bom,
    "parquet": as_parquet,
    "workbook": as_workbook,
    "unit_headers_by_department": as_unit_headers_by_department,
    "amount_units": as_amount_units,
    "units_in_cells": as_units_in_cells,
    "generic_apart": as_generic_apart,
}


def report(production: Production, lines: Sequence[Line]) -> None:
    """Print the size of a production and what it roughly emits."""
    tonnes: dict[str, float] = defaultdict(float)
    for line in lines:
        tonnes[str(line.cells["item"])] += line.kg / 1000
    total = sum(tonnes.values())
    each = f", {total / production.episodes:.1f} t an episode" if production.format == "drama_series" else ""
    parts = ", ".join(f"{item} {value:.1f}" for item, value in sorted(tonnes.items(), key=lambda part: -part[1]))
    print(f"{production.production_id}: {len(lines)} lines, about {total:.1f} t CO2e{each} ({parts})")


def main() -> int:
    """Write the folder and print counts and estimates."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "lines").mkdir(parents=True)
    write_alliance(FOLDER)
    write_books(FOLDER)
    write_broken_books(FOLDER, FOLDER.with_name("broken_books"))
    items: Counter[str] = Counter()
    for production in PRODUCTIONS:
        lines = lines_of(production)
        items.update(str(line.cells["item"]) for line in lines)
        LAYOUTS[production.layout](FOLDER / "lines" / production.production_id, [line.cells for line in lines])
        report(production, lines)
    print(f"{items.total()} lines: " + ", ".join(f"{item} {count}" for item, count in items.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
