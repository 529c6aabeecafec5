"""Descriptions: what lines say apart from their amounts, each distinct one resolved once under its terms.

Tens of thousands of descriptions come back in every batch of a million lines. They are found again by the codes of
their texts, without touching a text; looking each of them up by its texts would cost more than booking the lines.
"""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING

import numpy as np
from attrs import define, field, frozen

from greenprod.footprint.bases import Bases, GrowingBases, Keep
from greenprod.footprint.codes import BLOCK, combine, looked_up, numbered
from greenprod.footprint.description import DESCRIBED, ITEM_NAMES, Description
from greenprod.footprint.layout import Given, Layout, joined, mixed
from greenprod.footprint.resolutions import Pairs, Resolutions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from greenprod.errors import Issue
    from greenprod.footprint.emissions import Emissions
    from greenprod.footprint.terms import Terms
    from greenprod.items.base import Item


@frozen(eq=False)
class _Asked:
    """Lines of one item class whose descriptions are looked for, and the lasting codes of their columns' values."""

    kind: type[Item]
    given: Given
    layout: Layout
    lasting: list[np.ndarray]


@define(eq=False)
class Descriptions:
    """Keep every description that was resolved under some terms, by number, with its coefficients as columns.

    Safe to share between threads. Grows by one entry for each distinct description and never shrinks.
    """

    terms: Terms
    _pairs: Pairs = field(factory=Pairs.none, init=False)
    _resolutions: Resolutions = field(init=False)
    _made: dict[int, Description] = field(factory=dict, init=False)
    _layouts: dict[tuple[object, ...], Layout] = field(factory=dict, init=False)
    _texts: dict[str, Description] = field(factory=dict, init=False)
    _emissions: Emissions | None = field(default=None, init=False)
    _bases: dict[Keep, GrowingBases] = field(factory=dict, init=False)
    _columns: dict[str, tuple[dict[str, int], list[int]]] = field(factory=dict, init=False)
    _arrays: dict[str, np.ndarray] = field(factory=dict, init=False)
    _lock: RLock = field(factory=RLock, init=False)

    @_resolutions.default
    def _no_resolutions(self) -> Resolutions:
        return Resolutions(self.terms)

    def __len__(self) -> int:
        return len(self._pairs.resolution)

    def __getitem__(self, number: int) -> Description:
        with self._lock:
            found = self._made.get(number)
            if found is None:
                moment, resolution = int(self._pairs.moment[number]), int(self._pairs.resolution[number])
                found = self._made[number] = self._resolutions.description(moment, resolution)
            return found

    def numbers(self, kind: type[Item], given: Given) -> np.ndarray:
        """Return the number of each line's description, resolving those never seen before."""
        with self._lock:
            layout = self._layouts.setdefault(given.layout(kind), Layout([{} for _ in given.columns]))
            asked = _Asked(kind, given, layout, layout.lasting(given.columns))
            layout.widen()
            room = layout.room
        if room.table is None:
            return self._by_key(asked, np.arange(given.size))
        counted = room.counted(asked.lasting)
        numbers = np.empty(given.size, dtype=np.int32)
        for start in range(0, given.size, BLOCK):
            block = slice(start, start + BLOCK)
            numbers[block] = looked_up(room.table, mixed(given.columns, counted, block, given.size))
        if numbers.min(initial=0) < 0:
            unknown = np.flatnonzero(numbers < 0)
            numbers[unknown] = self._by_table(asked, unknown)
        return numbers

    def named(self, text: str) -> Description:
        """Return a description by its text."""
        with self._lock:
            if text not in self._texts:
                self._texts[text] = Description.read(text, self.terms)
            return self._texts[text]

    def issues(self, numbers: np.ndarray) -> dict[int, Issue]:
        """Return the issues of those among some descriptions that could not be resolved, by number."""
        with self._lock:
            found = self._resolutions.issues
            if not found or not numbers.size:
                return {}
            used = np.flatnonzero(np.bincount(numbers))
            resolutions = self._pairs.resolution[used]
            bad = np.isin(resolutions, list(found))
            return {n: found[r] for n, r in zip(used[bad].tolist(), resolutions[bad].tolist(), strict=True)}

    def emissions(self) -> Emissions:
        """Return what all descriptions known by now emit."""
        with self._lock:
            if self._emissions is None or len(self._emissions.row) != len(self):
                self._emissions = self._resolutions.emissions(self._pairs)
            return self._emissions

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
            for number in range(len(codes), len(self._resolutions)):
                text = get(ITEM_NAMES[self._resolutions.kind(number)], self._resolutions.made(number).resolved)
                codes.append(distinct.setdefault(text, len(distinct)))
            if len(self._arrays.get(name, ())) != len(self) + 1:
                by_number = np.array(codes, dtype=np.int32)[self._pairs.resolution]
                self._arrays[name] = np.append(by_number, np.int32(0))
            return self._arrays[name], list(distinct)

    def _by_table(self, asked: _Asked, rows: np.ndarray) -> np.ndarray:
        """Return the numbers of the descriptions of some lines, which had no place in the table a moment ago."""
        with self._lock:
            room = asked.layout.room
            if room.table is None:
                return self._by_key(asked, rows)
            keys = mixed(asked.given.columns, room.counted(asked.lasting), rows, asked.given.size)
            unknown = np.flatnonzero(room.table[keys] < 0)
            _, first = numbered(keys[unknown], len(room.table))
            lines = unknown[first]
            if lines.size:
                codes = asked.given.of_rows(asked.lasting, rows[lines])
                room.table[keys[lines]] = self._resolved(asked, codes, rows[lines])
            found: np.ndarray = room.table[keys]
            return found

    def _by_key(self, asked: _Asked, rows: np.ndarray) -> np.ndarray:
        """Return the numbers of the descriptions of some lines, where there may be too many for a table."""
        codes = asked.given.of_rows(asked.lasting, rows)
        with self._lock:
            known = asked.layout.known
            combined, first = combine(zip(codes, asked.layout.room.spans, strict=True), len(rows))
            codes = [column[first] for column in codes]
            keys = joined(codes, len(first))
            new = [place for place, key in enumerate(keys) if key not in known]
            if new:
                numbers = self._resolved(asked, [column[new] for column in codes], rows[first[new]])
                known.update(zip(map(keys.__getitem__, new), numbers.tolist(), strict=True))
            found = np.fromiter(map(known.__getitem__, keys), dtype=np.int32, count=len(keys))
            in_order: np.ndarray = found[combined]
            return in_order

    def _resolved(self, asked: _Asked, codes: Sequence[np.ndarray], rows: np.ndarray) -> np.ndarray:
        """Add the descriptions of some lines, no two of them alike, and return their numbers."""
        pairs = self._resolutions.resolve(asked.kind, asked.given, asked.layout.outlines, codes, rows.tolist())
        numbers = np.arange(len(self), len(self) + len(rows), dtype=np.int32)
        self._pairs = self._pairs.followed_by(pairs)
        return numbers
