"""Dates: day first as in Denmark, month first only where a file proves it, and nothing on a guess."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from attrs import frozen

from greenprod.errors import Issue
from greenprod.readers.sheet import cell_text, is_blank, is_number, shown, text_series

if TYPE_CHECKING:
    from collections.abc import Mapping

    from greenprod.readers.sheet import Finding, Series

DATE_COLUMNS = frozenset({"date", "period_start", "period_end", "start", "end"})
"""Columns that hold dates, in lines and in productions."""

_TIME = r"(?:(?:T|\s+)[0-9]{1,2}:[0-9]{2}[0-9:.,+Z\s-]*)?"
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}")
_UNBROKEN = re.compile(rf"([0-9]{{4}})()([0-9]{{2}})([0-9]{{2}}){_TIME}")
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}})([-.])([0-9]{{1,2}})\2([0-9]{{4}}){_TIME}")
_SLASHES = re.compile(rf"([0-9]{{1,2}})/([0-9]{{1,2}})/([0-9]{{4}}){_TIME}")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}([-./])[0-9]{1,2}\1[0-9]{2}")
_SERIAL = re.compile(r"[0-9]{1,7}(?:[.,][0-9]+)?")


@frozen(slots=True)
class _Slashed:
    """A date written with slashes, and its readings in either order, None where there is no such day."""

    day_first: date | None
    month_first: date | None

    @property
    def order(self) -> str | None:
        """The order that this date proves."""
        if self.day_first == self.month_first or (self.day_first and self.month_first):
            return None
        return "day" if self.day_first else "month"


def settle_dates(columns: Mapping[str, Series], *, comma: bool) -> tuple[dict[str, Series], list[Finding]]:
    """Return all date columns of a file as ISO text, and the cells that cannot be read for certain.

    Parameters
    ----------
    columns
        The date columns.
    comma
        Whether the file's numbers have decimal commas, as nobody writes them who puts the month first.

    """
    apart = {name: pd.factorize(series) for name, series in columns.items()}
    order = _order({cell for _, cells in apart.values() for cell in cells if isinstance(cell, str)}, comma=comma)
    settled, findings = {}, []
    for name, (codes, cells) in apart.items():
        readings = [_read(name, cell, order) for cell in cells]
        texts = [cell_text(cells[code]) if isinstance(found, Issue) else found for code, found in enumerate(readings)]
        settled[name] = text_series(np.array([*texts, ""], dtype=object)[codes], columns[name].index)
        refused = [code for code, found in enumerate(readings) if isinstance(found, Issue)]
        for position in np.flatnonzero(np.isin(codes, refused)):
            issue = readings[codes[position]]
            if isinstance(issue, Issue):
                findings.append((int(position), issue))
    return settled, findings


def _order(texts: set[str], *, comma: bool) -> str | None:
    """Return the order of day and month in the file's slash dates, if all that is known agrees."""
    orders = {found.order for text in texts if (found := _slashed(text))} - {None}
    if comma:
        orders.add("day")
    return orders.pop() if len(orders) == 1 else None


def _read(column: str, cell: object, order: str | None) -> str | Issue:
    """Return the ISO text of a date cell, or what is wrong with it."""
    if is_blank(cell):
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    text = cell_text(cell).strip()
    if is_number(cell):
        return _invalid(column, text)
    if slashed := _slashed(text):
        return _settle_slashed(column, text, slashed, order)
    found = None
    if parts := _YEAR_FIRST.fullmatch(text) or _UNBROKEN.fullmatch(text):
        year, _, month, day = parts.groups()
        found = _day(year, month, day)
    elif parts := _DAY_FIRST.fullmatch(text):
        day, _, month, year = parts.groups()
        found = _day(year, month, day)
    return found.isoformat() if found else _invalid(column, text)


def _slashed(text: str) -> _Slashed | None:
    parts = _SLASHES.fullmatch(text.strip())
    if parts is None:
        return None
    first, second, year = parts.groups()
    return _Slashed(_day(year, second, first), _day(year, first, second))


def _settle_slashed(column: str, text: str, slashed: _Slashed, order: str | None) -> str | Issue:
    readings = sorted({day.isoformat() for day in (slashed.day_first, slashed.month_first) if day})
    if len(readings) == 1:
        return readings[0]
    if not readings:
        return _invalid(column, text)
    chosen = {"day": slashed.day_first, "month": slashed.month_first}.get(order or "")
    if chosen:
        return chosen.isoformat()
    return Issue(
        code="ambiguous_date",
        message=f"{column} can be read as {readings[0]} or as {readings[1]}, and nothing in the file tells which.",
        column=column,
        value=text,
        valid_values=tuple(readings),
        hint="Write the date as 2025-12-31.",
    )


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _invalid(column: str, text: str) -> Issue:
    hint = "Write it as 2025-12-31."
    if _SERIAL.fullmatch(text):
        hint = "It looks like a spreadsheet's day number: format the cells as dates, or write it as 2025-12-31."
    elif _SHORT_YEAR.fullmatch(text):
        hint = "Write the year with four digits, best as 2025-12-31."
    return Issue(
        code="invalid_date",
        message=f"{column} is not a date: {shown(text)!r}.",
        column=column,
        value=shown(text),
        hint=hint,
    )
