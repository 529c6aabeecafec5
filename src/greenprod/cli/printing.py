"""Printing tables, sums and problems."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from greenprod.errors import Issue
    from greenprod.footprint.ledger import Ledger
    from greenprod.footprint.totals import Totals

PROBLEMS = 1
"""Exit status when the data has problems."""
# a pipe has no width; 80 columns would cut ids that a reader wants to copy
out = Console(width=None if sys.stdout.isatty() else 160)
err = Console(stderr=True, width=None if sys.stderr.isatty() else 160)


class Format(StrEnum):
    """How a list is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def print_sums(frame: pd.DataFrame, keys: list[str], title: str, unit_mg: float) -> None:
    """Print a table of sums."""
    measures = {
        "co2e_mg": "total",
        "scope1_mg": "scope 1",
        "scope2_location_mg": "scope 2 location",
        "scope2_market_mg": "scope 2 market",
        "scope3_mg": "scope 3",
        "biogenic_mg": "biogenic CO2",
    }
    table = Table(title=title, title_justify="left")
    for key in keys:
        table.add_column(key.replace("_", " "), overflow="fold")
    for name in measures.values():
        table.add_column(name, justify="right")
    for _, row in frame.iterrows():
        cells = [str(row[key]) or "-" for key in keys]
        table.add_row(*map(plain, cells), *(f"{row[name] / unit_mg:,.2f}" for name in measures))
    out.print(table)


def plain(text: str) -> str:
    """Return text in which no markup is read."""
    from rich.markup import escape  # noqa: PLC0415

    return escape(text)


def print_rows(rows: list[dict[str, Any]], output: Format, columns: Iterable[str] = ()) -> None:
    """Print rows as a table, CSV or JSON; `columns` head a CSV that has no rows."""
    if output is Format.JSON:
        import json  # noqa: PLC0415

        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    elif output is Format.CSV:
        import csv  # noqa: PLC0415

        writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0] if rows else columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    elif rows:
        table = Table(box=SIMPLE, pad_edge=False)
        for name in rows[0]:
            table.add_column(
                name, overflow="fold", no_wrap=name in ("activity", "stage", "region", "value", "unit", "source")
            )
        for row in rows:
            table.add_row(*(plain(str(value)) for value in row.values()))
        out.print(table)


def finish(issues: pd.DataFrame, ledger: Ledger, *, strict: bool) -> None:
    """Say what could not be booked; the exit status follows from it."""
    _counted(len(ledger.lines), int(ledger.lines["booked"].sum()))
    if not len(issues):
        return
    from pandas import isna  # noqa: PLC0415

    table = Table(title=f"Problems: {len(issues):,}", title_justify="left")
    for name in ("code", "count", "first at", "message"):
        table.add_column(name, overflow="fold")
    for code, group in issues.groupby("code", sort=True):
        first = group.iloc[0]
        row = "" if isna(first["row"]) else f" row {first['row']}"
        place = f"{Path(first['file']).name} {first['sheet']}{row}".strip()
        table.add_row(str(code), f"{len(group):,}", plain(place), plain(str(first["message"])))
    err.print(table)
    if strict and (issues["severity"] == "error").any():
        raise typer.Exit(PROBLEMS)


def _counted(lines: int, booked: int) -> None:
    out.print(f"Lines: {lines:,} in = {booked:,} booked + {lines - booked:,} with an issue", highlight=False)


def finish_totals(totals: Totals, *, strict: bool) -> None:
    """Say what could not be booked of lines that are not kept; the exit status follows from it."""
    _counted(int(totals.lines.sum()), int(totals.booked.sum()))
    found = totals.found
    if not found.counts:
        return
    table = Table(title=f"Problems: {found.counts.total():,}", title_justify="left")
    for name in ("code", "count", "first at", "message"):
        table.add_column(name, overflow="fold")
    first = {issue.code: issue for issue in reversed(found.first)}
    for code, count in sorted(found.counts.items()):
        issue = first.get(code)
        row = f" row {issue.row}" if issue and issue.row else ""
        place = f"{Path(issue.file).name} {issue.sheet}{row}".strip() if issue else ""
        table.add_row(code, f"{count:,}", plain(place), plain(issue.message if issue else ""))
    err.print(table)
    if strict and (totals.lines != totals.booked).any():
        raise typer.Exit(PROBLEMS)


def print_issues(issues: Iterable[Issue]) -> None:
    """Print issues on stderr, one line each."""
    for issue in issues:
        place = " ".join(filter(None, (issue.file, f"row {issue.row}" if issue.row else "", issue.column)))
        err.print(
            f"{issue.code}: {place + ': ' if place else ''}{issue}", highlight=False, markup=False, soft_wrap=True
        )
