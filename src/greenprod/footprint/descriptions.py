"""Descriptions: what lines say apart from their amounts, each distinct one resolved once under its terms.

Tens of thousands of descriptions come back in every batch of a million lines. They are found again by the codes of
their texts, without touching a text; looking each of them up by its texts would cost more than booking the lines.
"""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING

import numpy as np
from attrs import define, field

from greenprod.footprint.bases import Bases, GrowingBases, Keep
from greenprod.footprint.codes import BLOCK, combine, looked_up, numbered
from greenprod.footprint.description import DESCRIBED, Description
from greenprod.footprint.layout import Given, Layout, joined, mixed, steps
from greenprod.footprint.resolutions import Numbers, Resolutions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from greenprod.errors import Issue
    from greenprod.footprint.emissions import Emissions
    from greenprod.footprint.terms import Terms
    from greenprod.items.base import Item


@define(eq=False)
class Descriptions:
    """Keep every description that was resolved under some terms, by number, with its coefficients as columns.

    Safe to share between threads. Grows by one entry for each distinct description and never shrinks.
    """

    terms: Terms
    _told: Numbers = field(factory=Numbers.none, init=False)
    _resolutions: Resolutions = field(init=False)
    _layouts: dict[tuple[object, ...], Layout] = field(factory=dict, init=False)
    _texts: dict[str, Description] = field(factory=dict, init=False)
    _bases: dict[Keep, GrowingBases] = field(factory=dict, init=False)
    _columns: dict[str, tuple[dict[str, int], list[int]]] = field(factory=dict, init=False)
    _arrays: dict[str, np.ndarray] = field(factory=dict, init=False)
    _lock: RLock = field(factory=RLock, init=False)

    @_resolutions.default
    def _no_resolutions(self) -> Resolutions:
        return Resolutions(self.terms)

    def __len__(self) -> int:
        return len(self._told.resolution)

    def __getitem__(self, number: int) -> Description:
        return self._resolutions.description(int(self._told.resolution[number]), int(self._told.moment[number]))

    def numbers(self, kind: type[Item], given: Given) -> np.ndarray:
        """Return the number of each line's description, resolving those never seen before."""
        columns = given.columns
        with self._lock:
            layout = self._layouts.setdefault(given.layout(kind), Layout([{} for _ in columns]))
            lasting = layout.lasting(columns)
            layout.widen()
            spans, table = layout.spans, layout.table
        if table is None:
            return self._by_key(kind, given, layout, lasting, np.arange(given.size))
        counted = [own * step for own, step in zip(lasting, steps(spans), strict=True)]
        numbers = np.empty(given.size, dtype=np.int32)
        for start in range(0, given.size, BLOCK):
            block = slice(start, start + BLOCK)
            numbers[block] = looked_up(table, mixed(columns, counted, block, given.size))
        if numbers.min(initial=0) < 0:
            unknown = np.flatnonzero(numbers < 0)
            numbers[unknown] = self._by_table(kind, given, layout, lasting, unknown)
        return numbers

    def named(self, text: str) -> Description:
        """Return a description by its text."""
        with self._lock:
            if text not in self._texts:
                self._texts[text] = Description.read(text, self.terms)
            return self._texts[text]

    def issues(self, numbers: np.ndarray) -> dict[int, Issue]:
        """Return the issues of those among some descriptions that could not be resolved, by number."""
        found = self._resolutions.issues
        if not found or not numbers.size:
            return {}
        used = np.flatnonzero(np.bincount(numbers))
        resolutions = self._told.resolution[used]
        bad = np.isin(resolutions, list(found))
        return {n: found[r] for n, r in zip(used[bad].tolist(), resolutions[bad].tolist(), strict=True)}

    def emissions(self) -> Emissions:
        """Return what all descriptions known by now emit."""
        with self._lock:
            return self._resolutions.emissions.grown(self._told.resolution)

    def bases(self, keep: Keep) -> Bases:
        """Return what all descriptions known by now have in common."""
        with self._lock:
            return self._bases.setdefault(keep, GrowingBases.by(keep)).grown(self)

    def texts(self, name: str) -> tuple[np.ndarray, list[str]]:
        """Return one of the columns that descriptions decide: a code for each number, and the texts behind the codes.

        The last code is that of lines without a description, whose text is empty.
        """
        with self._lock:
            distinct, codes = self._columns.setdefault(name, ({"": 0}, []))
            get = DESCRIBED[name]
            for resolution in range(len(codes), len(self._resolutions)):
                text = get(self._resolutions.description(resolution))
                codes.append(distinct.setdefault(text, len(distinct)))
            if len(self._arrays.get(name, ())) != len(self) + 1:
                by_number = np.array(codes, dtype=np.int32)[self._told.resolution]
                self._arrays[name] = np.append(by_number, np.int32(0))
            return self._arrays[name], list(distinct)

    def _by_table(
        self, kind: type[Item], given: Given, layout: Layout, lasting: Sequence[np.ndarray], rows: np.ndarray
    ) -> np.ndarray:
        """Return the numbers of the descriptions of some lines, which had no place in the table a moment ago."""
        with self._lock:
            table = layout.table
            if table is None:
                return self._by_key(kind, given, layout, lasting, rows)
            counted = [own * step for own, step in zip(lasting, steps(layout.spans), strict=True)]
            keys = mixed(given.columns, counted, rows, given.size)
            unknown = np.flatnonzero(table[keys] < 0)
            _, first = numbered(keys[unknown], len(table))
            lines = unknown[first]
            if lines.size:
                codes = given.lasting(lasting, rows[lines])
                table[keys[lines]] = self._resolved(kind, given, layout, codes, rows[lines])
            found: np.ndarray = table[keys]
            return found

    def _by_key(
        self, kind: type[Item], given: Given, layout: Layout, lasting: Sequence[np.ndarray], rows: np.ndarray
    ) -> np.ndarray:
        """Return the numbers of the descriptions of some lines, where there may be too many for a table."""
        codes = given.lasting(lasting, rows)
        with self._lock:
            combined, first = combine(zip(codes, layout.spans, strict=True), len(rows))
            codes = [column[first] for column in codes]
            keys = joined(codes, len(first))
            new = [place for place, key in enumerate(keys) if key not in layout.known]
            if new:
                numbers = self._resolved(kind, given, layout, [column[new] for column in codes], rows[first[new]])
                layout.known.update(zip(map(keys.__getitem__, new), numbers.tolist(), strict=True))
            found = np.fromiter(map(layout.known.__getitem__, keys), dtype=np.int32, count=len(keys))
            in_order: np.ndarray = found[combined]
            return in_order

    def _resolved(
        self, kind: type[Item], given: Given, layout: Layout, codes: Sequence[np.ndarray], rows: np.ndarray
    ) -> np.ndarray:
        """Add the descriptions of some lines, no two of them alike, and return their numbers."""
        told = self._resolutions.resolve(kind, given, layout, codes, rows.tolist())
        numbers = np.arange(len(self), len(self) + len(rows), dtype=np.int32)
        self._told = self._told.followed_by(told)
        return numbers
