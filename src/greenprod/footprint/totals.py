"""Totals: exact sums of lines by group, without the lines; they can be added in any order."""

from __future__ import annotations

import json
from collections import Counter
from functools import cached_property, reduce
from hashlib import sha256
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from attrs import asdict, field, frozen

from greenprod.errors import GreenprodError, Issue
from greenprod.footprint.cells import Cells
from greenprod.footprint.kernel import LIMIT_MG, MEASURE_COLUMNS, MEASURES, TOTAL, overflow
from greenprod.readers.arrow import pyarrow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from greenprod.footprint.bases import Keep
    from greenprod.footprint.recalculated import Recalculated
    from greenprod.footprint.terms import Terms

KEPT_ISSUES = 1000
"""So many issues are kept one by one; the others are counted."""


@frozen(kw_only=True)
class Found:
    """Hold what is wrong with the lines behind some totals.

    Parameters
    ----------
    counts
        Number of issues by code. A line that has several counts for each; a problem of a whole table counts once.
    first
        The first issues in the order of files and rows, at most `KEPT_ISSUES`; the same ones in whatever order the
        lines were looked at.

    """

    counts: Counter[str] = field(factory=Counter)
    first: tuple[Issue, ...] = ()

    @classmethod
    def of(cls, counts: Counter[str], issues: Iterable[Issue]) -> Found:
        """Return what was counted, with the first of some issues."""
        return cls(counts=counts, first=tuple(sorted(issues, key=_in_order)[:KEPT_ISSUES]))

    def __add__(self, other: Found) -> Found:
        return Found.of(self.counts + other.counts, (*self.first, *other.first))


def _in_order(issue: Issue) -> tuple[Any, ...]:
    """Order issues by their place, and those of one place by all they say: rows in memory have no file to go by."""
    return issue.file, issue.sheet, issue.row or 0, _SAID(issue)


_SAID = attrgetter(
    "production_id", "line_id", "code", "column", "value", "message", "severity", "valid_values", "hint"
)  # fmt: skip


@frozen(kw_only=True, eq=False)
class Totals:
    """Hold sums of lines by group.

    Parameters
    ----------
    terms
        What the numbers were made with.
    by
        Columns that the lines are grouped by.
    keys
        Their values, one tuple per group, in order.
    measures
        Whole milligrams of CO2e, int64, groups x `MEASURES`.
    lines, booked
        Number of lines, and of those without an issue, by group.
    found
        What is wrong with the others.
    cells
        Amounts by group and description; only where they were asked for.

    """

    terms: Terms = field(repr=False)
    by: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...] = field(repr=False)
    measures: np.ndarray = field(repr=False)
    lines: np.ndarray = field(repr=False)
    booked: np.ndarray = field(repr=False)
    found: Found = field(repr=False)
    cells: Cells | None = field(default=None, repr=False)

    @classmethod
    def nothing(cls, terms: Terms, by: tuple[str, ...], keep: Keep = "") -> Totals:
        """Return the totals of no lines."""
        none = np.zeros(0, dtype=np.int64)
        return cls(
            terms=terms,
            by=by,
            keys=(),
            measures=np.zeros((0, len(MEASURES)), dtype=np.int64),
            lines=none,
            booked=none,
            found=Found(),
            cells=Cells.nothing(keep) if keep else None,
        )

    @classmethod
    def sum(cls, parts: Sequence[Totals]) -> Totals:
        """Return the totals of several parts together; the order does not matter.

        Raises
        ------
        GreenprodError
            ``different_totals`` when the parts were not made alike; ``overflow`` beyond 9.2 * 10**12 kg.

        """
        first = parts[0]
        for part in parts[1:]:
            if part.terms is not first.terms or part.by != first.by or part.keep != first.keep:
                _refuse_different(first, part)
        keys = sorted({key for part in parts for key in part.keys})
        place = {key: number for number, key in enumerate(keys)}
        places = [np.array([place[key] for key in part.keys], dtype=np.int64) for part in parts]
        measures = np.zeros((len(keys), len(MEASURES)), dtype=np.int64)
        lines, booked = np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=np.int64)
        magnitude = np.zeros(len(MEASURES))
        for part, own in zip(parts, places, strict=True):
            magnitude += np.abs(part.measures.astype(np.float64)).sum(axis=0)
            measures[own] += part.measures
            lines[own] += part.lines
            booked[own] += part.booked
        if (magnitude > LIMIT_MG).any() or sum(magnitude[MEASURES.index(name)] for name in TOTAL) > LIMIT_MG:
            raise overflow()
        cells = [part.cells for part in parts if part.cells]
        return cls(
            terms=first.terms,
            by=first.by,
            keys=tuple(keys),
            measures=measures,
            lines=lines,
            booked=booked,
            found=reduce(Found.__add__, (part.found for part in parts)),
            cells=Cells.sum(cells, places, len(keys)) if cells else None,
        )

    def __add__(self, other: Totals) -> Totals:
        return Totals.sum([self, other])

    @property
    def keep(self) -> Keep:
        """What amounts were kept by, beside the groups."""
        return self.cells.keep if self.cells else ""

    def uncertainty(
        self, measure: str = "co2e", *, method: str = "moments", draws: int = 10_000, seed: int = 0
    ) -> pd.DataFrame:
        """Return the range of each group's sum in 95 of 100 cases, one row per group.

        Parameters
        ----------
        measure
            ``co2e`` or a scope column, such as ``scope3``.
        method
            ``moments``, or ``monte_carlo`` as a check.
        draws, seed
            Of the drawing.

        Raises
        ------
        GreenprodError
            ``no_cells`` when no amounts were kept; ``invalid_choice``; ``out_of_range`` for draws and seed.

        """
        from greenprod.footprint.uncertainty import ranges  # noqa: PLC0415 - ranges are made of totals

        return ranges(self, measure, method=method, draws=draws, seed=seed).frame()

    def gases(self, measure: str = "co2e") -> pd.DataFrame:
        """Return the CO2e and the mass of each gas, one row per group.

        Raises
        ------
        GreenprodError
            ``no_cells`` when no amounts were kept; ``invalid_choice``.

        """
        from greenprod.footprint.gases import gases  # noqa: PLC0415 - same

        return gases(self, measure)

    def under(self, terms: Terms) -> Recalculated:
        """Return these totals under other terms, from the amounts that were kept.

        Raises
        ------
        GreenprodError
            ``no_cells``; ``no_descriptions`` for other factors when amounts were kept by factors only.

        """
        from greenprod.footprint.recalculated import recalculated  # noqa: PLC0415 - same

        return recalculated(self, terms)

    @property
    def total_mg(self) -> dict[str, int]:
        """Whole milligrams of all lines by column."""
        sums = dict(zip((f"{name}_mg" for name in MEASURES), self.measures.sum(axis=0).tolist(), strict=True))
        return {**sums, "co2e_mg": sum(sums[f"{name}_mg"] for name in TOTAL)}

    @cached_property
    def digest(self) -> str:
        """SHA-256 of groups, milligrams and numbers of lines: the same wherever and in any order they were made."""
        head = json.dumps([self.by, self.keys], ensure_ascii=False).encode("utf-8", "surrogatepass")
        digest = sha256(head)
        for numbers in (self.measures, self.lines, self.booked):
            digest.update(np.ascontiguousarray(numbers, dtype="<i8").tobytes())
        return digest.hexdigest()

    def frame(self) -> pd.DataFrame:
        """Return one row per group: its columns, milligrams by scope column, ``co2e_kg``, lines and coverage."""
        columns: dict[str, Any] = {
            name: pd.Series([key[place] for key in self.keys], dtype=object) for place, name in enumerate(self.by)
        }
        columns |= {f"{name}_mg": self.measures[:, place] for place, name in enumerate(MEASURES)}
        columns["co2e_mg"] = sum(columns[f"{name}_mg"] for name in TOTAL)
        frame = pd.DataFrame(columns, columns=[*self.by, *MEASURE_COLUMNS])
        frame["co2e_kg"] = frame["co2e_mg"] / 1e6
        frame["lines"], frame["lines_booked"] = self.lines, self.booked
        return frame.assign(coverage=frame["lines_booked"] / frame["lines"])

    def to_arrow(self) -> bytes:
        """Return the totals as Arrow streams, for another process or a later run."""
        pa = pyarrow()
        columns = {
            f"by_{place}": pa.array([key[place] for key in self.keys], pa.string()) for place in range(len(self.by))
        }
        columns |= {name: pa.array(self.measures[:, place]) for place, name in enumerate(MEASURES)}
        columns |= {"lines": pa.array(self.lines), "booked": pa.array(self.booked)}
        head = {
            "terms": self.terms.made_with,
            "by": self.by,
            "counts": self.found.counts,
            "first": [asdict(issue) for issue in self.found.first],
            "cells": self.cells is not None,
        }
        tables = [pa.table(columns).replace_schema_metadata({"greenprod": json.dumps(head)})]
        sink = pa.BufferOutputStream()
        for table in [*tables, *(self.cells.to_arrow() if self.cells else ())]:
            with pa.ipc.new_stream(sink, table.schema) as stream:
                stream.write_table(table)
        written: bytes = sink.getvalue().to_pybytes()
        return written

    @classmethod
    def from_arrow(cls, written: bytes, terms: Terms) -> Totals:
        """Return totals that `to_arrow` wrote under the same terms.

        Raises
        ------
        GreenprodError
            ``different_totals`` when they were made under others.

        """
        pa = pyarrow()
        source = pa.BufferReader(written)
        sums = pa.ipc.open_stream(source).read_all()
        head = json.loads(sums.schema.metadata[b"greenprod"])
        differs = _differing(terms.made_with, head["terms"])
        if differs:
            raise _different(differs)
        numbers = {name: sums.column(name).to_numpy() for name in (*MEASURES, "lines", "booked")}
        texts = [sums.column(f"by_{place}").to_pylist() for place in range(len(head["by"]))]
        first = (Issue(**{**row, "valid_values": tuple(row["valid_values"])}) for row in head["first"])
        return cls(
            terms=terms,
            by=tuple(head["by"]),
            keys=tuple(zip(*texts, strict=True)) if texts else ((),) * sums.num_rows,
            measures=np.stack([numbers[name] for name in MEASURES], axis=1),
            lines=numbers["lines"],
            booked=numbers["booked"],
            found=Found(counts=Counter(head["counts"]), first=tuple(first)),
            cells=Cells.from_arrow(source, sums.num_rows, terms) if head["cells"] else None,
        )

    @property
    def issues(self) -> pd.DataFrame:
        """The first issues, one row each; `found.counts` has the numbers of all."""
        return pd.DataFrame([issue.as_row() for issue in self.found.first])

    def _repr_html_(self) -> str:
        return str(self.frame().head(20).to_html(index=False))


def _refuse_different(one: Totals, other: Totals) -> None:
    """Refuse parts that were grouped otherwise, or made with other factors or under other rules."""
    differs = _differing(one.terms.made_with, other.terms.made_with)
    differs += ["by"] if one.by != other.by else []
    differs += ["keep"] if one.keep != other.keep else []
    if differs:
        raise _different(differs)


def _differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [name for name, value in one.items() if other.get(name) != value]


def _different(what: list[str]) -> GreenprodError:
    names = ", ".join(what)
    return GreenprodError(
        Issue(
            code="different_totals",
            message=f"These totals were not made alike and cannot be added: {names}.",
            value=names,
            hint="Make both with the same calculator and the same by.",
        )
    )


def merged(parts: Iterable[Totals], terms: Terms, by: tuple[str, ...], keep: Keep) -> Totals:
    """Return the sum of parts as they come, with few of them in memory at a time."""
    waiting: list[Totals] = []
    for part in parts:
        waiting.append(part)
        if len(waiting) >= _TOGETHER:
            waiting = [Totals.sum(waiting)]
    if not waiting:
        return Totals.nothing(terms, by, keep)
    return Totals.sum(waiting) if len(waiting) > 1 else waiting[0]


_TOGETHER = 16
