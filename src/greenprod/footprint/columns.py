"""Columns of a table as an item class understands them: amounts as floats, descriptions as codes."""

from __future__ import annotations

import re
from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from attrs import define, field, frozen

from greenprod import units
from greenprod.errors import GreenprodError, Issue
from greenprod.items.amounts import amount_problem, checked_amount, split_given, two_units
from greenprod.items.base import to_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


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


def rows_of(codes: np.ndarray, wanted: Iterable[int]) -> Iterator[tuple[int, np.ndarray]]:
    """Yield wanted codes with the rows that carry them; sorts once, however many codes there are."""
    wanted = list(wanted)
    if wanted:
        order = np.argsort(codes, kind="stable")
        sorted_codes = codes[order]
        for code in wanted:
            yield code, order[np.searchsorted(sorted_codes, code) : np.searchsorted(sorted_codes, code, side="right")]


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
        int64, one per row.
    distinct
        One value per code.
    issues
        By code.

    """

    codes: np.ndarray
    distinct: list[Any]
    issues: dict[int, Issue] = field(factory=dict)

    def report(self, rows: np.ndarray, problems: Problems) -> None:
        """Put the issues on those of some rows that carry them."""
        if self.issues:
            for code, places in rows_of(self.codes[rows], self.issues):
                problems.add(rows[places], self.issues[code])


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
    _days: dict[str, Coded] = field(factory=dict, init=False)

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
                plain = column.to_numpy(dtype=np.float64, na_value=nan)
                self._numbers[name] = Coded(np.zeros(0, dtype=np.int64), []), plain
            else:
                self._numbers[name] = _coded(column, lambda value: _number_and_unit(value, name)), None
        return self._numbers[name]

    def days(self, name: str) -> Coded:
        """Return a date column as proleptic ordinals."""
        if name not in self._days:
            self._days[name] = _coded(self.frame[name], lambda value: _ordinal(value, name))
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
    return Coded(codes.astype(np.int64), values, issues)


def _number_and_unit(value: Any, name: str) -> tuple[float, str]:
    if str(value).strip() == "":
        return nan, ""
    number, unit = split_given(value, name)
    return checked_amount(number, name), unit


def _ordinal(value: Any, name: str) -> int:
    if str(value).strip() in ("", "NaT"):
        return 0
    try:
        return to_day(value.date() if hasattr(value, "date") else value).toordinal()
    except GreenprodError as error:
        raise type(error)(error.issue.at(column=name)) from None


def text_codes(column: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Return codes and the distinct texts behind them, stripped; an empty cell has the code -1."""
    codes, values = distinct_values(column)
    texts = [_text(value) for value in values]
    if all(texts) and len(set(texts)) == len(texts):
        return codes.astype(np.int64), texts
    places: dict[str, int] = {}
    again = np.array([places.setdefault(t, len(places)) if t else -1 for t in texts] + [-1], dtype=np.int64)
    return again[codes], list(places)


def distinct_values(column: pd.Series) -> tuple[np.ndarray, Any]:
    """Return codes and distinct values of a column; cells that are lists or tables count as their text."""
    try:
        return pd.factorize(column, use_na_sentinel=True)
    except TypeError:
        return pd.factorize(column.map(str, na_action="ignore"), use_na_sentinel=True)


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def amounts(
    columns: Columns, rows: np.ndarray, name: str, unit: str, problems: Problems, unit_column: str = ""
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return an amount column of some rows in one unit, with codes of the unit text that still has to be dealt with.

    Parameters
    ----------
    columns, rows, name
        The table, its rows and the column.
    unit
        Canonical unit; empty for amounts that keep the unit they were given in.
    problems
        Where bad cells go.
    unit_column
        Column with the units, where that is not ``<name>_unit``.

    Returns
    -------
    tuple
        Amounts (nan where missing or bad), codes of units (-1 for none) and the unit texts.

    """
    values, codes, texts = _given(columns, rows, name, problems)
    codes, texts = _one_unit(columns, rows, name, codes, texts, problems, unit_column or f"{name}_unit")
    if unit:
        values = _scaled(values, codes, texts, rows, name, unit, problems)
        codes, texts = np.full(len(rows), -1, dtype=np.int64), []
    infinite = np.isinf(values)
    problems.add(rows[infinite], amount_problem("not_finite", name, "inf"))
    negative = np.flatnonzero((values < 0) & ~infinite)
    for value in np.unique(values[negative]):
        problems.add(rows[negative[values[negative] == value]], amount_problem("negative_amount", name, value))
    values[infinite | (values < 0)] = nan
    return values, codes, texts


def _given(
    columns: Columns, rows: np.ndarray, name: str, problems: Problems
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    coded, plain = columns.numbers(name)
    if plain is not None:
        return plain[rows], np.full(len(rows), -1, dtype=np.int64), []
    coded.report(rows, problems)
    pairs = [pair or (nan, "") for pair in coded.distinct] + [(nan, "")]
    texts = {text: place for place, text in enumerate(dict.fromkeys(text for _, text in pairs if text))}
    numbers = np.array([number for number, _ in pairs])
    unit_of = np.array([texts.get(text, -1) for _, text in pairs], dtype=np.int64)
    codes = coded.codes[rows]
    return numbers[codes], unit_of[codes], list(texts)


def _one_unit(
    columns: Columns,
    rows: np.ndarray,
    name: str,
    codes: np.ndarray,
    texts: list[str],
    problems: Problems,
    column: str,
) -> tuple[np.ndarray, list[str]]:
    """Take the unit from the cell, the header or the unit column: exactly one of them per row."""
    given = codes >= 0
    if name in columns.header_units:
        problems.add(rows[given], two_units(name))
        codes = np.where(given, codes, len(texts))
        texts, given = [*texts, columns.header_units[name]], np.ones(len(codes), dtype=bool)
    if column in columns:
        own = columns.text(column)
        own_codes = own.codes[rows]
        problems.add(rows[given & (own_codes >= 0)], two_units(name))
        codes = np.where((codes < 0) & (own_codes >= 0), own_codes + len(texts), codes)
        texts = [*texts, *own.distinct]
    return codes, texts


def _scaled(
    values: np.ndarray,
    codes: np.ndarray,
    texts: list[str],
    rows: np.ndarray,
    name: str,
    unit: str,
    problems: Problems,
) -> np.ndarray:
    scales = np.ones(len(texts) + 1)
    issues: dict[int, Issue] = {}
    for code in np.unique(codes[codes >= 0]).tolist():
        try:
            scales[code] = units.scale(texts[code], unit)
        except GreenprodError as error:
            issues[code] = error.issue.at(column=name + UNIT_PART)
    for code, places in rows_of(codes, issues):
        problems.add(rows[places], issues[code])
    with np.errstate(over="ignore"):
        scaled: np.ndarray = values * scales[codes]
    return scaled


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


def categorical(parts: Iterable[tuple[np.ndarray, list[str]]]) -> pd.Series:
    """Join columns given as codes and texts (the text for -1 last) into one categorical column."""
    distinct: dict[str, int] = {}
    codes = [
        np.array([distinct.setdefault(text, len(distinct)) for text in texts], dtype=np.int32)[part]
        for part, texts in parts
    ]
    joined = np.concatenate(codes) if codes else np.zeros(0, dtype=np.int32)
    return pd.Series(pd.Categorical.from_codes(joined, categories=pd.Index(list(distinct), dtype=object)))


def combine(keys: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return one code per distinct combination of codes, numbered by first appearance, and the first row of each."""
    combined = np.zeros(len(keys[0]), dtype=np.int64)
    for key in keys:
        low = int(key.min(initial=0))
        width = int(key.max(initial=0)) - low + 1
        combined = pd.factorize(combined * width + (key - low))[0].astype(np.int64)
    count = int(combined.max(initial=-1)) + 1
    first = np.full(count, len(combined), dtype=np.int64)
    np.minimum.at(first, combined, np.arange(len(combined)))
    return combined, first
