"""Columns of a table as an item class understands them: amounts as floats, descriptions as codes."""

from __future__ import annotations

import re
from datetime import date
from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from attrs import define, field, frozen

from greenprod.errors import GreenprodError, Issue
from greenprod.footprint.codes import distinct_values, rows_of, taken, text_codes
from greenprod.items.amounts import checked_amount, split_given
from greenprod.items.base import to_day
from greenprod.readers.moments import within_calendar

if TYPE_CHECKING:
    from collections.abc import Callable

EPOCH = date(1970, 1, 1).toordinal()
_MANY_DAYS = 1 << 14
"""Further apart than 45 years are typing errors, not worth a table of all days between."""
UNIT_PART = " (unit)"
"""How an issue about the unit of an amount names its column."""
_BRACKET = re.compile(r"(.*?)\s*\[(.*)\]\s*\Z")


@define
class Problems:
    """Collect issues by row; an issue template covers any number of rows.

    Parameters
    ----------
    size
        Number of rows.

    """

    size: int
    found: list[tuple[np.ndarray, Issue]] = field(factory=list)
    bad: np.ndarray = field(init=False)
    _told: dict[str, set[int]] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self.bad = np.zeros(self.size, dtype=bool)

    def add(self, rows: np.ndarray, issue: Issue) -> None:
        """Put an issue on rows, given by position; an error takes them out of the books."""
        told = self._told.get(issue.column.removesuffix(UNIT_PART))
        if told:
            rows = rows[[row not in told for row in rows.tolist()]]
        if rows.size:
            self.found.append((rows, issue))
            if issue.severity == "error":
                self.bad[rows] = True

    def add_told(self, row: int, issue: Issue) -> None:
        """Put a reader's issue on a row; the same cell is not complained about again."""
        self.add(np.array([row], dtype=np.int64), issue)
        self._told.setdefault(issue.column, set()).add(row)

    def add_coded(self, codes: np.ndarray, issues: dict[int, Issue]) -> None:
        """Put the issue of each code on the rows that carry it."""
        for code, rows in rows_of(codes, issues):
            self.add(rows, issues[code])


def split_headers(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Take units out of headers: ``distance [km]`` becomes ``distance`` in km.

    Returns
    -------
    tuple
        The frame with plain headers, and the unit of each header that had one.

    Raises
    ------
    GreenprodError
        ``duplicate_column`` when a column stands there twice.

    """
    header_units: dict[str, str] = {}
    names: list[str] = []
    for column in map(str, frame.columns):
        match = _BRACKET.match(column)
        name = match.group(1).strip() if match else column.strip()
        if name in names:
            message = f"The column {name} stands there more than once."
            raise GreenprodError(Issue(code="duplicate_column", message=message, column=name))
        if match:
            header_units[name] = match.group(2).strip()
        names.append(name)
    return frame.set_axis(names, axis=1), header_units


@frozen
class Coded:
    """Hold a column as codes: the distinct values, the code of each row (-1 where empty), and what is wrong with some.

    Parameters
    ----------
    codes
        Whole numbers, one per row.
    distinct
        One value per code; not every one need occur.
    issues
        By code.

    """

    codes: np.ndarray
    distinct: list[Any]
    issues: dict[int, Issue] = field(factory=dict)

    def report(self, rows: np.ndarray, problems: Problems) -> None:
        """Put the issues on those of some rows that carry them."""
        if self.issues:
            for code, places in rows_of(taken(self.codes, rows), self.issues):
                problems.add(rows[places], self.issues[code])


@frozen
class Days:
    """Hold a date column as codes (-1 where it is empty or no date), their proleptic ordinals, and what is wrong."""

    codes: np.ndarray
    ordinals: np.ndarray
    coded: Coded | None = None

    def of(self, rows: np.ndarray, problems: Problems) -> Days:
        """Return some rows alone, after telling what is wrong with them."""
        if self.coded:
            self.coded.report(rows, problems)
        return Days(taken(self.codes, rows), self.ordinals)


@frozen
class Columns:
    """Hold a table's columns, each taken apart once however many item classes look at it.

    Parameters
    ----------
    frame
        The table, with plain headers.
    header_units
        Units that stood in headers.

    """

    frame: pd.DataFrame
    header_units: dict[str, str] = field(factory=dict)
    _texts: dict[str, Coded] = field(factory=dict, init=False)
    _numbers: dict[str, tuple[Coded, np.ndarray | None]] = field(factory=dict, init=False)
    _days: dict[str, Days] = field(factory=dict, init=False)

    def __contains__(self, name: str) -> bool:
        return name in self.frame.columns

    def text(self, name: str) -> Coded:
        """Return a column as stripped text."""
        if name not in self._texts:
            self._texts[name] = Coded(*text_codes(self.frame[name]))
        return self._texts[name]

    def numbers(self, name: str) -> tuple[Coded, np.ndarray | None]:
        """Return a column as pairs of number and unit text; or its plain numbers, when it is numeric."""
        if name not in self._numbers:
            column = self.frame[name]
            if column.dtype.kind in "iuf":
                plain = _floats(column)
                self._numbers[name] = Coded(np.zeros(0, dtype=np.int64), []), plain
            else:
                self._numbers[name] = _coded(column, lambda value: _number_and_unit(value, name)), None
        return self._numbers[name]

    def days(self, name: str) -> Days:
        """Return a date column."""
        if name not in self._days:
            self._days[name] = _days(self.frame[name], name)
        return self._days[name]


def _coded(column: pd.Series, convert: Callable[[Any], Any]) -> Coded:
    codes, found = distinct_values(column)
    values: list[Any] = []
    issues: dict[int, Issue] = {}
    for place, value in enumerate(found):
        try:
            values.append(convert(value))
        except GreenprodError as error:
            values.append(None)
            issues[place] = error.issue
    return Coded(codes, values, issues)


def _floats(column: pd.Series) -> np.ndarray:
    if column.dtype == np.float64:
        return column.to_numpy()
    return column.to_numpy(dtype=np.float64, na_value=nan)


def _days(column: pd.Series, name: str) -> Days:
    found = _calendar(*_since(column))
    if found is not None:
        return found
    coded = _coded(column, lambda value: _ordinal(value, name))
    ordinals = np.array([*(value or 0 for value in coded.distinct), 0], dtype=np.int32)
    codes = coded.codes if ordinals[:-1].all() else np.where(ordinals[coded.codes] > 0, coded.codes, -1)
    return Days(codes, ordinals[:-1], coded)


def _since(column: pd.Series) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Return the days since 1970 of a column of moments or days, and which cells are empty where some are."""
    if str(column.dtype) == "date32[day][pyarrow]":
        days = column.array.__arrow_array__()
        whole = (days.chunk(0) if days.num_chunks == 1 else days.combine_chunks()).cast("int32")
        empty = whole.is_null().to_numpy(zero_copy_only=False) if whole.null_count else None
        return (whole if empty is None else whole.fill_null(0)).to_numpy(), empty
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "M":
        moments = column.to_numpy().astype("datetime64[D]")
        empty = np.isnat(moments)
        return moments.astype(np.int64), empty if empty.any() else None
    return None, None


def _calendar(since: np.ndarray | None, empty: np.ndarray | None) -> Days | None:
    """Return days since 1970 as a column; None where some lie beyond the calendar."""
    if since is None:
        return None
    used = since if empty is None else since[~empty]
    low, high = (int(used.min()), int(used.max())) if used.size else (0, 0)
    if low < 1 - EPOCH or high > date.max.toordinal() - EPOCH:
        return None
    if high - low > _MANY_DAYS:
        distinct, codes = np.unique(since, return_inverse=True)
    else:
        distinct, codes = np.arange(low, high + 1), np.empty(len(since), dtype=np.int16)
        np.subtract(since, low, out=codes, casting="unsafe")
    return Days(codes if empty is None else np.where(empty, codes.dtype.type(-1), codes), distinct + EPOCH)


def _number_and_unit(value: Any, name: str) -> tuple[float, str]:
    if str(value).strip() == "":
        return nan, ""
    number, unit = split_given(value, name)
    return checked_amount(number, name), unit


def _ordinal(value: Any, name: str) -> int:
    if str(value).strip() in ("", "NaT"):
        return 0
    try:
        return to_day(_date(value) if hasattr(value, "date") else value).toordinal()
    except GreenprodError as error:
        raise type(error)(error.issue.at(column=name)) from None


def _date(moment: Any) -> Any:
    try:
        return moment.date()
    except (NotImplementedError, OverflowError):  # of pandas, beyond the calendar
        return within_calendar(pd.Series([moment])).iloc[0]


def words(
    columns: Columns, name: str, convert: Callable[[str], Any], problems: Problems, default: str
) -> tuple[np.ndarray, list[str]]:
    """Return an enumerated column as codes and its words, with the default last for empty cells."""
    if name not in columns:
        return np.zeros(problems.size, dtype=np.int64), [default]
    coded = columns.text(name)
    converted: list[str] = []
    issues: dict[int, Issue] = {}
    for place, text in enumerate(coded.distinct):
        try:
            converted.append(str(convert(text)))
        except GreenprodError as error:
            converted.append(text)
            issues[place] = error.issue.at(column=name)
    problems.add_coded(coded.codes, issues)
    return coded.codes, [*converted, default]
