"""Write the broken example beside this script: ``python docs/examples/make_broken.py``.

Every kind of bad input stands beside good lines; the README of the folder, written here too, says which is which.
"""

import io
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from example_data import broken_lines as bad
from example_data.broken_lines import Case, Cells
from example_data.write import MADE, write_danish, write_plain

FOLDER = Path(__file__).parent / "broken"
ALLIANCE = """\
id = "broken"
name = "Broken example"
year = 2025
method = "financing_share"
description = "Fictitious alliance full of bad input"
"""
MEMBERS: tuple[Cells, ...] = (
    {"member_id": "baelthav", "name": "Bælthav TV", "role": "broadcaster", "region": "DK"},
    {"member_id": "maagereden", "name": "Mågereden Fiktion A/S", "role": "producer", "region": "DK"},
)
PRODUCTIONS = """\
production_id,title,format,region,start,end,episodes,minutes,shooting_days,budget,currency
b1,Prøveklap i Lyngskær,feature,DK,2025-01-06,2025-12-19,1,95,30,24000000,DKK
b2,Den tomme spole,documentary,DK,2025-02-03,2025-11-28,1,58,18,2100000,DKK
"""
INTRO = """\
# Broken example

An alliance folder in which each kind of bad input occurs, next to good lines. Nothing here may stop a run: each bad
line becomes an issue and each good line is booked. Row 1 is the header. All names are fictitious. Written by
`make_broken.py`; this page too, so edit the script.

Good lines: {good}. Bad lines and files: {wrong}.

| file | sheet | row | what is wrong | expected code |
| --- | --- | ---: | --- | --- |
"""

Finding = tuple[str, str, str, str, str]


def write_cases(path: Path, cases: Sequence[Case], *, danish: bool = False) -> list[Finding]:
    """Write a table of cases and return what is wrong in it."""
    columns = dict.fromkeys(column for case in cases for column in case.cells)
    # A column that no line fills still belongs in the header, or the missing cell would not be missing.
    rows = [dict.fromkeys(columns, "") | case.cells for case in cases]
    (write_danish if danish else write_plain)(path, rows)
    return findings(path.name, cases)


def findings(file: str, cases: Sequence[Case], sheet: str = "") -> list[Finding]:
    """Return file, sheet, row, fault and code of the bad cases."""
    return [(file, sheet, str(row), case.wrong, case.code) for row, case in enumerate(cases, start=2) if case.code]


def write_texts(folder: Path) -> list[Finding]:
    """Write the CSV files whose rows or columns do not fit."""
    (folder / "empty.csv").write_bytes(b"")
    header = "line_id,production_id,activity,amount,unit,date,region"
    (folder / "header_only.csv").write_text(f"{header}\n", encoding="utf-8")
    (folder / "missing_column.csv").write_text(
        "line_id,production_id,amount,unit,date\nM01,b1,24,passenger*km,2025-03-04\n", encoding="utf-8"
    )
    (folder / "missing_unit.csv").write_text(
        "line_id,production_id,activity,amount,date\nV01,b1,travel.taxi.regular,24,2025-03-04\n", encoding="utf-8"
    )
    found = write_cases(folder / "too_many_cells.csv", bad.TOO_MANY)
    path = folder / "too_many_cells.csv"
    path.write_text(path.read_text(encoding="utf-8").removesuffix("\n") + ",extra,cells\n", encoding="utf-8")
    (folder / "ambiguous_number.csv").write_text(semicolons(bad.AMBIGUOUS), encoding="utf-8")
    path = folder / "two_units.csv"
    path.write_text(
        "line_id,production_id,item,date,region,distance [km],distance_unit\nU01,b1,car_trip,2025-03-04,DK,84,mile\n",
        encoding="utf-8",
    )
    return [
        ("empty.csv", "", "", "file of 0 bytes", "empty_file"),
        ("header_only.csv", "", "", "header without a line", "no_rows"),
        ("missing_column.csv", "", "", "neither item nor activity column", "missing_column"),
        ("missing_unit.csv", "", "2", "activity and amount without a unit", "missing_unit"),
        *found,
        *findings("ambiguous_number.csv", bad.AMBIGUOUS),
        *findings("two_units.csv", bad.TWO_UNITS),
    ]


def semicolons(cases: Sequence[Case]) -> str:
    """Return cases as text in which only a dot could be a sign of the number format."""
    columns = list(cases[0].cells)
    return "\n".join([";".join(columns), *(";".join(case.cells[name] for name in columns) for case in cases), ""])


def write_binaries(folder: Path) -> list[Finding]:
    """Write workbooks, Parquet and bytes that are not what their names say."""
    (folder / "not_excel.xlsx").write_text("This was saved with the wrong ending.\n", encoding="utf-8")
    good: list[tuple[str | int, ...]] = [
        ("line_id", "production_id", "date", "region", "distance"),
        ("X01", "b1", "2025-03-04", "DK", 84),
    ]
    with xlsxwriter.Workbook(folder / "unknown_sheet.xlsx") as book:
        book.set_properties({"created": MADE})
        notes: list[tuple[str | int, ...]] = [("note",), ("remember the boat",)]
        for name, rows in (("car_trip", good), ("Budget notes", notes)):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)
    whole = io.BytesIO()
    count = 40
    table = pa.table(
        {
            "line_id": [f"T{number:02d}" for number in range(count)],
            "production_id": ["b1"] * count,
            "item": ["car_trip"] * count,
            "date": ["2025-03-04"] * count,
            "region": ["DK"] * count,
            "distance": [float(number + 40) for number in range(count)],
        }
    )
    pq.write_table(table, whole)
    (folder / "truncated.parquet").write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    (folder / "utf16_without_mark.csv").write_text(
        "line_id,production_id,item,date,region,distance\nW01,b1,car_trip,2025-03-04,DK,84\n", encoding="utf-16-le"
    )
    (folder / "random_bytes.csv").write_bytes(Random(7).randbytes(600))
    return [
        ("not_excel.xlsx", "", "", "text inside, no workbook", "not_excel"),
        ("unknown_sheet.xlsx", "Budget notes", "", "sheet that is no item", "unknown_sheet"),
        ("truncated.parquet", "", "", "first half of a Parquet file", "truncated_parquet"),
        ("utf16_without_mark.csv", "", "", "UTF-16 without byte order mark", "unreadable_encoding"),
        ("random_bytes.csv", "", "", "random bytes", "unreadable_encoding"),
    ]


def write_alliance(folder: Path) -> list[Finding]:
    """Write members, productions and the bad stakes."""
    (folder / "alliance.toml").write_text(ALLIANCE, encoding="utf-8")
    columns = tuple(MEMBERS[0])
    members = [",".join(columns), *(",".join(member.values()) for member in MEMBERS)]
    (folder / "members.csv").write_text("\n".join([*members, ""]), encoding="utf-8")
    (folder / "productions.csv").write_text(PRODUCTIONS, encoding="utf-8")
    stakes = ["production_id,member_id,method,share", *(",".join(cells) for cells, _, _ in bad.STAKES)]
    (folder / "stakes.csv").write_text("\n".join([*stakes, ""]), encoding="utf-8")
    return [
        ("stakes.csv", "", str(row), wrong, code) for row, (_, wrong, code) in enumerate(bad.STAKES, start=2) if code
    ]


def main() -> int:
    """Write the folder and its README."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    lines = FOLDER / "lines"
    lines.mkdir(parents=True)
    found = write_alliance(FOLDER)
    tables = (("activities.csv", bad.ACTIVITIES), ("items.csv", bad.ITEMS), ("danish.csv", bad.DANISH))
    in_lines = []
    for name, cases in tables:
        in_lines += write_cases(lines / name, cases, danish=name == "danish.csv")
    in_lines += write_texts(lines) + write_binaries(lines)
    found += [(f"lines/{finding[0]}", *finding[1:]) for finding in in_lines]
    every = (*bad.ACTIVITIES, *bad.ITEMS, *bad.DANISH, *bad.AMBIGUOUS, *bad.TWO_UNITS, *bad.TOO_MANY)
    good = sum(not case.code for case in every) + 1
    table = "".join(f"| {file} | {sheet} | {row} | {wrong} | `{code}` |\n" for file, sheet, row, wrong, code in found)
    intro = INTRO.format(good=good, wrong=len(found))
    (FOLDER / "README.md").write_text(intro + table, encoding="utf-8")
    print(f"{len(found)} faults, {good} good lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
