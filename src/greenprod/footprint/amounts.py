"""Amount columns: numbers with units in the cell, the header or a column of their own, as floats of one unit."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from greenprod import units
from greenprod.errors import GreenprodError, Issue
from greenprod.footprint.codes import rows_of, taken
from greenprod.footprint.columns import UNIT_PART
from greenprod.items.amounts import amount_problem, two_units

if TYPE_CHECKING:
    from greenprod.footprint.columns import Columns, Problems


@frozen
class AmountColumn:
    """Hold an amount column of some rows.

    Parameters
    ----------
    numbers
        Amounts; nan where missing or bad.
    units
        Codes of the unit texts that still have to be dealt with (-1 for none); None where there is none at all.
    texts
        The unit texts.
    whole
        Whether every row has an amount.

    """

    numbers: np.ndarray
    units: np.ndarray | None
    texts: list[str]
    whole: bool


def amounts(
    columns: Columns, rows: np.ndarray, name: str, unit: str, problems: Problems, unit_column: str = ""
) -> AmountColumn:
    """Return an amount column of some rows in one unit, after telling what is wrong with it.

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

    """
    values, codes, texts = _given(columns, rows, name, problems)
    codes, texts = _one_unit(columns, rows, name, codes, texts, problems, unit_column or f"{name}_unit")
    if unit:
        if codes is not None:
            values = _scaled(values, codes, texts, rows, name, unit, problems)
        codes, texts = None, []
    # one look at a whole column: an amount that is no number, negative or infinite shows in its ends
    if not values.size or (values.min() >= 0 and values.max() < np.inf):
        return AmountColumn(values, codes, texts, whole=True)
    infinite = np.isinf(values)
    problems.add(rows[infinite], amount_problem("not_finite", name, "inf"))
    negative = np.flatnonzero((values < 0) & ~infinite)
    below, place = np.unique(values[negative], return_inverse=True)
    for code, places in rows_of(place, range(len(below))):
        problems.add(rows[negative[places]], amount_problem("negative_amount", name, below[code]))
    return AmountColumn(np.where(infinite | (values < 0), nan, values), codes, texts, whole=False)


def _given(
    columns: Columns, rows: np.ndarray, name: str, problems: Problems
) -> tuple[np.ndarray, np.ndarray | None, list[str]]:
    coded, plain = columns.numbers(name)
    if plain is not None:
        return taken(plain, rows), None, []
    coded.report(rows, problems)
    pairs = [pair or (nan, "") for pair in coded.distinct] + [(nan, "")]
    texts = {text: place for place, text in enumerate(dict.fromkeys(text for _, text in pairs if text))}
    numbers = np.array([number for number, _ in pairs])
    codes = taken(coded.codes, rows)
    if not texts:
        return numbers[codes], None, []
    unit_of = np.array([texts.get(text, -1) for _, text in pairs], dtype=np.int32)
    return numbers[codes], unit_of[codes], list(texts)


def _one_unit(
    columns: Columns,
    rows: np.ndarray,
    name: str,
    codes: np.ndarray | None,
    texts: list[str],
    problems: Problems,
    column: str,
) -> tuple[np.ndarray | None, list[str]]:
    """Take the unit from the cell, the header or the unit column: exactly one of them per row."""
    if name in columns.header_units:
        if codes is not None:
            problems.add(rows[codes >= 0], two_units(name))
        codes = np.full(len(rows), -1, dtype=np.int32) if codes is None else codes
        codes = np.where(codes >= 0, codes, len(texts))
        texts = [*texts, columns.header_units[name]]
    if column in columns:
        own = columns.text(column)
        own_codes = taken(own.codes, rows)
        if codes is None:
            return own_codes, own.distinct
        problems.add(rows[(codes >= 0) & (own_codes >= 0)], two_units(name))
        codes = np.where((codes < 0) & (own_codes >= 0), own_codes.astype(np.int32) + len(texts), codes)
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
    used = np.bincount(codes.astype(np.int64) + 1, minlength=len(texts) + 1)[1:]
    for code in np.flatnonzero(used).tolist():
        try:
            scales[code] = units.scale(texts[code], unit)
        except GreenprodError as error:
            issues[code] = error.issue.at(column=name + UNIT_PART)
    for code, places in rows_of(codes, issues):
        problems.add(rows[places], issues[code])
    with np.errstate(over="ignore"):
        scaled: np.ndarray = values * scales[codes]
    return scaled
