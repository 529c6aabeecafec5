"""Columns: resolve what differs once, then multiply.

A column of a million lines holds a few hundred descriptions. Each is what an item with amounts of one would be. It is
resolved as a single line is, and its coefficients are gathered by code and multiplied with the column of amounts. The
arithmetic is `kernel`'s, in the same order as for a single line, so both give the same milligram.
"""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from functools import cache, lru_cache
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from attrs import evolve, fields, frozen

from greenprod.errors import GreenprodError, Issue, near
from greenprod.footprint import columns as col
from greenprod.footprint.amounts import AmountColumn, amounts
from greenprod.footprint.booked import Booked
from greenprod.footprint.codes import rows_of, taken
from greenprod.footprint.layout import TIMES, Coded, Given
from greenprod.footprint.ledger import Ledger
from greenprod.items.amounts import amount_problem
from greenprod.items.base import RESOLVED_COMMON, Item, amount_fields, description_fields, to_status, to_version
from greenprod.items.catalogue import ITEMS, item_class, item_name
from greenprod.readers.tables import Table, read_tables
from greenprod.vocabulary import Status, Version

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator, Mapping

    from greenprod.footprint.terms import Terms

LINE_FIELDS = frozenset(
    {"item", "unit", *(f.name for kind in ITEMS.values() for f in fields(kind))}
    | {f"{f.name}_unit" for kind in ITEMS.values() for f in fields(kind) if f.metadata.get("amount")}
)
"""Every column that a table of lines may have."""


def book(source: Any, terms: Terms, known: Mapping[str, Collection[str]] | None = None) -> Ledger:
    """Return the ledger of all lines in a source.

    Parameters
    ----------
    source
        A DataFrame, a path, items, tables, or a list of any of these.
    terms
        Library, policy, boundary and GWP set.
    known
        Values that a column may take, such as the productions of an alliance; other lines are not booked.

    """
    return Ledger.of([booked_table(n, table, terms, known or {}) for n, table in enumerate(tables(source), 1)], terms)


def tables(source: Any) -> Iterator[Table]:
    """Yield the tables of a source, in order."""
    if isinstance(source, Table):
        yield source
    elif isinstance(source, pd.DataFrame):
        yield frame_table(source)
    elif isinstance(source, (str, PathLike)):
        yield from read_tables(fspath(source))
    else:
        yield from _mixed(source)


def _mixed(source: Iterable[Any]) -> Iterator[Table]:
    rows: list[dict[str, Any]] = []
    for part in source:
        if isinstance(part, Item):
            rows.append(_item_row(part))
            continue
        if rows:
            yield frame_table(pd.DataFrame(rows))
            rows = []
        yield from tables(part)
    if rows:
        yield frame_table(pd.DataFrame(rows))


def frame_table(frame: pd.DataFrame) -> Table:
    """Return a DataFrame as a table without a file; its rows are numbered from 1."""
    return Table(frame=frame.reset_index(drop=True), file="", rows=pd.RangeIndex(1, len(frame) + 1))


def _item_row(item: Item) -> dict[str, Any]:
    given = {f.name: getattr(item, f.name) for f in fields(type(item))}
    return {"item": item_name(type(item)), **{name: value for name, value in given.items() if value not in (None, "")}}


def booked_table(number: int, table: Table, terms: Terms, known: Mapping[str, Collection[str]]) -> Booked:
    """Return the lines of a table, resolved; `number` names lines of tables without a file."""
    problems = col.Problems(len(table.frame))
    _reader_issues(table, problems)
    try:
        columns = col.Columns(*col.split_headers(table.frame))
    except GreenprodError as error:
        problems.add(np.arange(len(table.frame)), error.issue)
        booked = Booked.empty(number, table, col.Columns(table.frame.iloc[:, :0]), problems, terms.descriptions)
        booked.finish()
        return booked
    for name, values in known.items():
        _check_known(columns, name, values, problems)
    misspelt = tuple(_misspelt(columns))
    booked = Booked.empty(
        number, evolve(table, issues=(*table.issues, *misspelt)), columns, problems, terms.descriptions
    )
    for kind, rows in _classes(table, columns, problems):
        _book_class(kind, rows, columns, booked, terms)
    booked.finish()
    booked.status = col.words(columns, "status", to_status, problems, str(Status.CALCULATED))
    booked.version = col.words(columns, "version", to_version, problems, str(Version.FINAL))
    return booked


def _reader_issues(table: Table, problems: col.Problems) -> None:
    numbers = np.asarray(table.rows) if table.issues else table.rows
    for issue in table.issues:
        if issue.row is not None:
            problems.add_told(int(np.searchsorted(numbers, issue.row)), issue)


@cache
def close_names(name: str) -> list[str]:
    """Return the column that a name nobody reads was perhaps meant to be."""
    return [] if name in LINE_FIELDS else get_close_matches(name, LINE_FIELDS, n=1, cutoff=0.8)


def misspelt(name: str, names: Container[str]) -> str:
    """Return the column that a name nobody reads was perhaps meant to be; nothing where that one is there as well."""
    close = close_names(name)
    return close[0] if close and close[0] not in names else ""


def _misspelt(columns: col.Columns) -> Iterator[Issue]:
    """Warn about a column that nothing reads and that looks like one that would be; others may stand there freely."""
    for name in map(str, columns.frame.columns):
        if meant := misspelt(name, columns.frame.columns):
            yield Issue(
                code="unknown_column",
                message=f"The column {name!r} is not read.",
                severity="warning",
                column=name,
                valid_values=(meant,),
                hint=f"Did you mean {meant}?",
            )


def _check_known(columns: col.Columns, name: str, values: Collection[str], problems: col.Problems) -> None:
    kind = name.removesuffix("_id")
    if name not in columns:
        if "" not in values:
            message = f"The table has no column {name}, so nobody can tell whose lines these are."
            issue = Issue(code="missing_column", message=message, column=name, hint="Add it, and fill it in.")
            problems.add(np.arange(problems.size), issue)
        return
    coded = columns.text(name)
    if "" not in values:
        message = f"The line names no {kind}."
        problems.add(np.flatnonzero(coded.codes < 0), Issue(code=f"unknown_{kind}", message=message, column=name))
    unknown = {
        code: Issue(
            code=f"unknown_{kind}",
            message=f"There is no {kind} {text!r} in the alliance.",
            column=name,
            value=text,
            valid_values=near(text, values) or tuple(filter(None, values))[:10],
            hint=f"Add it to {kind}s.csv, or correct the id.",
        )
        for code, text in enumerate(coded.distinct)
        if text not in values
    }
    problems.add_coded(coded.codes, unknown)


def _classes(table: Table, columns: col.Columns, problems: col.Problems) -> Iterator[tuple[type[Item], np.ndarray]]:
    """Yield each item class of a table with its rows."""
    everything = _positions(problems.size)
    if "item" not in columns:
        name = table.sheet.strip().lower().replace(" ", "_")
        if name in ITEMS:
            yield ITEMS[name], everything
        elif "activity" in columns:
            yield ITEMS["activity"], everything
        else:
            problems.add(everything, _no_item(table))
        return
    coded = columns.text("item")
    nameless = np.flatnonzero(coded.codes < 0)
    if "activity" not in columns:
        problems.add(nameless, Issue(code="missing_field", message="The line names no item.", column="item"))
    elif nameless.size:
        yield ITEMS["activity"], nameless
    for code, rows in rows_of(coded.codes, range(len(coded.distinct))):
        if not rows.size:
            continue
        try:
            yield item_class(coded.distinct[code]), rows
        except GreenprodError as error:
            problems.add(rows, error.issue)


@lru_cache(maxsize=1)
def _positions(size: int) -> np.ndarray:
    """Return the numbers of all rows; the batches of a file mostly have one size, and fresh memory is dear."""
    rows = np.arange(size, dtype=np.int64)
    rows.flags.writeable = False
    return rows


def _no_item(table: Table) -> Issue:
    if table.sheet:
        return Issue(
            code="unknown_sheet",
            message=f"The sheet {table.sheet!r} is no item and has no column item or activity.",
            column="item",
            value=table.sheet,
            valid_values=tuple(ITEMS),
            hint="Name the sheet after an item, or add a column item.",
        )
    return Issue(
        code="missing_column",
        message="The table has neither a column item nor a column activity.",
        column="item",
        value=", ".join(map(str, table.frame.columns))[:200],
        hint="Add a column item with names such as flight, or activity, amount and unit.",
    )


def _book_class(kind: type[Item], rows: np.ndarray, columns: col.Columns, booked: Booked, terms: Terms) -> None:
    problems = booked.problems
    multiplied = _multiplied(kind, rows, columns, problems)
    days = {name: columns.days(name).of(rows, problems) for name in TIMES if name in columns}
    own = description_fields(kind)  # type: ignore[arg-type] # mypy 11469: a class is hashable
    texts = {name: columns.text(name) for name in (*own, *RESOLVED_COMMON) if name in columns}
    described: dict[str, Coded] = {name: (taken(coded.codes, rows), coded.distinct) for name, coded in texts.items()}
    described |= multiplied.units | _moments(days, terms)
    numbers = booked.descriptions.numbers(kind, Given(described=described, present=multiplied.present, size=len(rows)))
    issues = booked.descriptions.issues(numbers)
    _description_issues(numbers, rows, issues, days, problems)
    booked.fill(rows, numbers, multiplied.product)


@frozen
class _Multiplied:
    """The amounts of some rows: their product, which of them are given, and units that belong to the description."""

    product: np.ndarray
    present: dict[str, np.ndarray | bool]
    units: dict[str, tuple[np.ndarray, list[str]]]


def _multiplied(kind: type[Item], rows: np.ndarray, columns: col.Columns, problems: col.Problems) -> _Multiplied:
    """Multiply the amount columns in the order of their fields, as `Item.product` does."""
    product: np.ndarray | None = None
    found = _Multiplied(np.ones(0), {}, {})
    defaults = {f.name: f.default for f in fields(kind)}
    unit_fields = {f.name: f.metadata.get("unit_field", "") for f in fields(kind)}
    names = amount_fields(kind)  # type: ignore[arg-type] # mypy 11469: a class is hashable
    for name, unit in names.items():
        before = taken(problems.bad, rows).copy()
        given = _amount(name, unit, rows, columns, problems, unit_fields[name])
        if given.units is not None:
            found.units[unit_fields[name]] = (given.units, given.texts)
        values = given.numbers
        # a bad cell is not missing, and has its own issue
        missing = None if given.whole else np.isnan(values) & (before | ~problems.bad[rows])
        default = defaults[name]
        if missing is not None and isinstance(default, float):
            values, missing = np.where(missing, default, values), None
        elif missing is not None and default is not None:
            problems.add(rows[missing & ~problems.bad[rows]], amount_problem("missing_amount", name, ""))
            missing = None
        found.present[name] = True if missing is None else _one_value(~missing)
        if missing is not None:
            # a single line leaves a missing amount out of its product, and x * 1.0 is x
            values = np.where(missing, 1.0, values)
        with np.errstate(over="ignore", invalid="ignore"):
            product = values if product is None else product * values
    assert product is not None  # noqa: S101 - every item has an amount
    return evolve(found, product=product)


def _amount(
    name: str, unit: str, rows: np.ndarray, columns: col.Columns, problems: col.Problems, unit_column: str
) -> AmountColumn:
    if name in columns:
        return amounts(columns, rows, name, unit, problems, unit_column)
    return AmountColumn(np.full(len(rows), np.nan), None, [], whole=False)


def _one_value(given: np.ndarray) -> np.ndarray | bool:
    """Return one truth value where all rows have the same."""
    return bool(given[0]) if given.size and given.all() == given.any() else given


def _moments(days: dict[str, col.Days], terms: Terms) -> dict[str, Coded]:
    """Return the stretch of time that each date lies in, named by its first day, and the days of periods."""
    found: dict[str, Coded] = {}
    day = days.get("date")
    if day is not None:
        edges = [edge.toordinal() for edge in terms.boundaries_in_time]
        first_days = [date.fromordinal(first) for first in (edges[0] - 1, *edges)]
        places = np.searchsorted(edges, day.ordinals, side="right").tolist()
        found["date"] = day.codes, [first_days[place] for place in places]
    for name in TIMES[1:]:
        if name in days:
            codes = days[name].codes if day is None else np.where(day.codes < 0, days[name].codes, -1)
            # an ordinal of 0 is a text that is no day; no line has its code
            found[name] = codes, [date.fromordinal(ordinal or 1) for ordinal in days[name].ordinals.tolist()]
    return found


def _description_issues(
    codes: np.ndarray,
    rows: np.ndarray,
    issues: dict[int, Issue],
    days: dict[str, col.Days],
    problems: col.Problems,
) -> None:
    """Put the issue of a description on its rows; one about the date names each row's own date."""
    for code, places in rows_of(codes, issues):
        issue = issues[code]
        if issue.code in ("missing_amount", "missing_date"):
            # a cell that could not be read is not missing, and has its own issue already
            problems.add(rows[places[~problems.bad[rows[places]]]], issue)
        elif issue.code == "no_factor_for_date" and "date" in days:
            own, ordinals = days["date"].codes[places], days["date"].ordinals
            for day in np.unique(own).tolist():
                value = str(date.fromordinal(int(ordinals[day]))) if day >= 0 else issue.value
                problems.add(rows[places[own == day]], issue.at(value=value))
        else:
            problems.add(rows[places], issue)
