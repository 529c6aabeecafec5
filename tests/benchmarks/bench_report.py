"""The example alliance end to end: read, book, split, write."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from timing import Row, fresh, timed

from greenprod import Alliance, Calculator
from greenprod.readers.tables import read_tables

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "alliance"


def measure() -> list[Row]:
    """Return the time of each step, and of the whole command."""
    alliance = Alliance.read(EXAMPLE)
    calculator = Calculator()
    lines = len(alliance.report(calculator).ledger.lines)
    rows = [
        Row(
            "example: files read",
            timed(lambda: [read_tables(file) for file in alliance.line_files]),
            f"{lines:,} lines",
        ),
        Row("example: read, booked and split", timed(lambda: alliance.report(calculator))),
    ]
    with TemporaryDirectory() as folder:
        words = ("-m", "greenprod.cli", "alliance", "report", str(EXAMPLE), "--out", folder)
        rows.append(Row("example: the whole command", fresh(*words, repeat=3), "whole process"))
    return rows
