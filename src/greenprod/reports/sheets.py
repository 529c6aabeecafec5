"""Sheets: tables of exact values, shown on a page for people and written as CSV for programs."""

from __future__ import annotations

import csv
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import frozen

from greenprod.footprint.ledger import neutral
from greenprod.reports.figures import kilograms, stake, tonnes
from greenprod.reports.view import Column, Table
from greenprod.reports.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    WORD = "word"
    SCOPES = "scopes"
    PROSE = "prose"
    DAY = "day"
    CO2E = "co2e"
    MONEY = "money"
    FIGURE = "figure"
    SHARE = "share"
    TRUTH = "truth"


_AS_NUMBERS = frozenset({Kind.CO2E, Kind.MONEY, Kind.FIGURE, Kind.SHARE})
_DIGITS = 6


@frozen(kw_only=True)
class Heading:
    """Head a column.

    Parameters
    ----------
    key
        Its name in CSV; of milligrams it ends in ``_kg``, because that is what CSV shows.
    title
        Its name on the page, with the unit.
    kind
        What its cells are.
    gap
        What the page shows where there is nothing.

    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    gap: str = ""


def heading(key: str, title: str, kind: Kind = Kind.TEXT, gap: str | None = None) -> Heading:
    """Return a heading; a figure that is not there is unknown unless `gap` says otherwise."""
    without = "unknown" if kind in _AS_NUMBERS else ""
    return Heading(key=key, title=title, kind=kind, gap=without if gap is None else gap)


@frozen(kw_only=True)
class Sheet:
    """Hold a table of exact values.

    Parameters
    ----------
    name
        Of its CSV file, without the ending.
    caption
        Says on the page what it holds.
    headings
        Of the columns.
    rows
        Values; milligrams are whole, money and figures exact, None is unknown.

    """

    name: str
    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Any, ...], ...]

    def table(self) -> Table:
        """Return the table for people: tonnes, percent, words."""
        return Table(
            caption=self.caption,
            columns=tuple(Column(title=one.title, kind=_shape(one.kind)) for one in self.headings),
            rows=tuple(
                tuple(_shown(one, value) for one, value in zip(self.headings, row, strict=True)) for row in self.rows
            ),
        )

    def write(self, path: Path) -> None:
        """Write the table as CSV: UTF-8 with BOM, LF, kilograms with six decimals, no text that runs as a formula."""
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(one.key for one in self.headings)
            for row in self.rows:
                writer.writerow(_written(one.kind, value) for one, value in zip(self.headings, row, strict=True))


def sheet(name: str, caption: str, headings: Sequence[Heading], rows: Iterable[Sequence[Any]]) -> Sheet:
    """Return a sheet."""
    return Sheet(name=name, caption=caption, headings=tuple(headings), rows=tuple(map(tuple, rows)))


def _shape(kind: Kind) -> str:
    if kind in _AS_NUMBERS:
        return "number"
    if kind is Kind.DAY:
        return "day"
    return "prose" if kind in (Kind.PROSE, Kind.SCOPES) else "text"


def _shown(head: Heading, value: Any) -> str:
    if value is None or value == "":
        return head.gap
    if head.kind is Kind.CO2E:
        return tonnes(round(value))
    if head.kind is Kind.SHARE:
        return stake(round(Fraction(value), 4))
    if head.kind is Kind.TRUTH:
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        value = round(Decimal(value.numerator) / value.denominator, 2)
    if isinstance(value, Decimal | int):
        return f"{value:,}"
    if head.kind in (Kind.WORD, Kind.SCOPES):
        value = words(str(value)).replace("+", " + ")
    return str(value)


def _written(kind: Kind, value: Any) -> str:
    if value is None:
        return ""
    if kind is Kind.CO2E:
        return kilograms(round(value)).replace(",", "")
    if kind is Kind.TRUTH:
        return "true" if value else "false"
    if isinstance(value, Fraction):
        found = round(Decimal(value.numerator) / value.denominator, _DIGITS).normalize()
        return f"{found:f}"
    if isinstance(value, Decimal | int):
        return str(value)
    return neutral(str(value))
