"""Writes lines the way offices send them: Danish and plain CSV, a workbook, Parquet."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from .draft import Cell

Row = Mapping[str, Cell]

COLUMNS = (
    "line_id",
    "production_id",
    "member_id",
    "item",
    "version",
    "date",
    "period_start",
    "period_end",
    "region",
    "phase",
    "department",
    "episode",
    "account",
    "control",
    "status",
    "activity",
    "amount",
    "unit",
    "passengers",
    "origin",
    "destination",
    "haul",
    "cabin",
    "service",
    "vehicles",
    "size",
    "fuel",
    "mode",
    "distance",
    "distance_unit",
    "round_trip",
    "mass",
    "mass_unit",
    "material",
    "condition",
    "stream",
    "treatment",
    "rooms",
    "nights",
    "energy",
    "energy_unit",
    "volume",
    "volume_unit",
    "hours",
    "rated_kw",
    "load",
    "meals",
    "diet",
    "supplier",
    "evidence",
    "note",
)
UNITED = re.compile(r" \[.*\]$")
# Written so, a dot can only be read as thousands when the column shows a decimal comma elsewhere.
BARE_THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3})+")
# Three decimals can be taken for thousands; a fourth cannot.
THREE_DECIMALS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
MADE = datetime(2026, 1, 15, tzinfo=UTC).replace(tzinfo=None)


def header(rows: Sequence[Row]) -> list[str]:
    """Return the columns that occur, in the usual order."""
    present = {column for row in rows for column in row}
    unknown = {column for column in present if UNITED.sub("", column) not in COLUMNS}
    if unknown:
        raise ValueError(f"Columns without a place: {sorted(unknown)}")
    return sorted(present, key=lambda column: COLUMNS.index(UNITED.sub("", column)))


def plain_text(cell: Cell) -> str:
    """Return a cell with decimal point and ISO date."""
    if isinstance(cell, bool):
        return str(cell).lower()
    text = cell.isoformat() if isinstance(cell, date) else str(cell)
    return f"{text}0" if isinstance(cell, float) and THREE_DECIMALS.fullmatch(text) else text


def danish_text(cell: Cell) -> str:
    """Return a cell with decimal comma, thousands point and day first."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, date):
        return cell.strftime("%d-%m-%Y")
    if isinstance(cell, str):
        return cell
    text = f"{cell:,}" if isinstance(cell, int) else f"{cell:,.2f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def write_plain(path: Path, rows: Sequence[Row], *, bom: bool = False) -> None:
    """Write a comma CSV in UTF-8."""
    columns = header(rows)
    body = [[plain_text(row.get(column, "")) for column in columns] for row in rows]
    path.write_text(_table(columns, body, ","), encoding="utf-8-sig" if bom else "utf-8", newline="")


def write_danish(path: Path, rows: Sequence[Row]) -> None:
    """Write a semicolon CSV in Windows-1252 with Danish numbers and dates."""
    columns = header(rows)
    body = [[danish_text(row.get(column, "")) for column in columns] for row in rows]
    for index in range(len(columns)):
        texts = [cells[index] for cells in body]
        if any(BARE_THOUSANDS.fullmatch(text) for text in texts) and not any("," in text for text in texts):
            for cells in body:
                cells[index] += ",00" if BARE_THOUSANDS.fullmatch(cells[index]) else ""
    path.write_text(_table(columns, body, ";"), encoding="cp1252", newline="")


def _table(columns: Sequence[str], body: Sequence[Sequence[str]], delimiter: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n" if delimiter == ";" else "\n")
    writer.writerow(columns)
    writer.writerows(body)
    return text.getvalue()


def write_workbook(path: Path, sheets: Mapping[str, Sequence[Row]]) -> None:
    """Write a workbook with one sheet per item, dates and numbers as such."""
    with xlsxwriter.Workbook(path) as book:
        # Without a fixed date each run would give other bytes.
        book.set_properties({"created": MADE, "title": "Example data, fictitious"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        bold = book.add_format({"bold": True})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            columns = header(rows)
            sheet.write_row(0, 0, columns, bold)
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, len(columns) - 1, 14)
            for number, row in enumerate(rows, start=1):
                for index, column in enumerate(columns):
                    cell = row.get(column, "")
                    if isinstance(cell, date):
                        sheet.write_datetime(number, index, cell, day)
                    elif isinstance(cell, str):
                        sheet.write_string(number, index, cell)
                    else:
                        sheet.write(number, index, cell)


def write_parquet(path: Path, rows: Sequence[Row]) -> None:
    """Write Parquet with typed columns, few row groups and dictionary text."""
    arrays = {}
    for column in header(rows):
        cells = [row.get(column) for row in rows]
        arrays[column] = pa.array(cells, type=_arrow_type(cells))
    pq.write_table(pa.table(arrays), path, compression="zstd", row_group_size=400)


def _arrow_type(cells: Sequence[Cell | None]) -> pa.DataType:
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds <= {int, float}:
        return pa.float64()
    if kinds == {bool}:
        return pa.bool_()
    return pa.date32() if kinds == {date} else pa.string()
