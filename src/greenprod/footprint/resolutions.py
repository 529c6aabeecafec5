"""Resolutions: what hundreds of thousands of descriptions resolve to, as columns of numbers.

Descriptions that differ in nothing but their time share an outline, and those of them that lie in one stretch of time
share a resolution. An activity has fewer stretches of time than the whole library, and a number is made in a fraction
of the time of an object, which Python's garbage collector would go through again and again.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import define, field, frozen

from greenprod.errors import GreenprodError
from greenprod.footprint.codes import combine
from greenprod.footprint.description import Description
from greenprod.footprint.emissions import GrowingEmissions
from greenprod.footprint.layout import joined
from greenprod.footprint.resolve import Outline, Resolution

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from greenprod.errors import Issue
    from greenprod.footprint.layout import Given, Layout, When
    from greenprod.footprint.rates import Rates
    from greenprod.footprint.resolve import Booked
    from greenprod.footprint.terms import Terms
    from greenprod.items.base import Item

_ANY_DAY = date(2000, 1, 1)


@frozen(eq=False)
class Numbers:
    """Hold what descriptions consist of, as numbers among all `Resolutions`.

    Parameters
    ----------
    moment, resolution
        By description: its time, and what it resolved to.

    """

    moment: np.ndarray
    resolution: np.ndarray

    @classmethod
    def none(cls) -> Numbers:
        """Return those of no descriptions."""
        empty = np.zeros(0, dtype=np.int32)
        return cls(empty, empty)

    def followed_by(self, others: Numbers) -> Numbers:
        """Return these and others behind them."""
        moment = np.concatenate([self.moment, others.moment])
        return Numbers(moment, np.concatenate([self.resolution, others.resolution]))


@define(eq=False)
class Resolutions:
    """Resolve descriptions under some terms, many at a time, each outline and each resolution once."""

    terms: Terms
    emissions: GrowingEmissions = field(factory=GrowingEmissions, init=False)
    issues: dict[int, Issue] = field(factory=dict, init=False)
    """Why nothing was decided, by resolution."""
    _kinds: list[type[Item]] = field(factory=list, init=False)
    _shared: list[Mapping[str, Any]] = field(factory=list, init=False)
    _outlines: list[Outline | None] = field(factory=list, init=False)
    _ways: dict[tuple[Rates, ...], int] = field(factory=dict, init=False)
    _way: list[int] = field(factory=list, init=False)
    _times: list[When] = field(factory=list, init=False)
    _moments: dict[When, int] = field(factory=dict, init=False)
    _stretches: dict[Hashable, int] = field(factory=dict, init=False)
    _known: dict[tuple[int, int], int] = field(factory=dict, init=False)
    _first: list[tuple[int, int]] = field(factory=list, init=False)
    _made: dict[int, Resolution] = field(factory=dict, init=False)

    def resolve(
        self, kind: type[Item], given: Given, layout: Layout, codes: Sequence[np.ndarray], rows: Sequence[int]
    ) -> Numbers:
        """Resolve the descriptions of some lines of an item class, by their lasting codes."""
        timed, timeless = given.split(codes)
        size = len(rows)
        keys = joined(timeless, size)
        outline = _each(timeless, size, lambda line: self._outline(kind, given, layout, keys[line], rows[line]))
        moment = _each(timed, size, lambda line: self._moment(given.when(rows[line])))
        way = np.array(self._way, dtype=np.int32)[outline]
        stretch = _each([way, moment], size, lambda line: self._stretch(int(outline[line]), int(moment[line])))
        resolution = _each(
            [outline, stretch],
            size,
            lambda line: self._resolution(int(outline[line]), int(stretch[line]), int(moment[line])),
        )
        return Numbers(moment, resolution)

    def __len__(self) -> int:
        return len(self._first)

    def description(self, resolution: int, moment: int | None = None) -> Description:
        """Return the description with a resolution at a moment, or the first that had it."""
        outline, first = self._first[resolution]
        made = self._made.get(resolution)
        if made is None:
            made = self._made[resolution] = Resolution(self._outlines[outline], self._times[first])
        when = self._times[first if moment is None else moment]
        return Description(self._kinds[outline], self._shared[outline], when, made)

    def _outline(self, kind: type[Item], given: Given, layout: Layout, key: bytes, row: int) -> int:
        """Return the number of what a line says apart from its time; what that decides is None if it is wrong."""
        number = layout.outlines.get(key)
        if number is None:
            shared = given.fields(row)
            try:
                outline = Outline.of(kind(**shared, date=_ANY_DAY), self.terms)
            except GreenprodError:
                outline = None
            number = layout.outlines[key] = len(self._outlines)
            self._kinds.append(kind)
            self._shared.append(shared)
            self._outlines.append(outline)
            self._way.append(self._ways.setdefault(outline.ways, len(self._ways)) if outline else -1)
        return number

    def _moment(self, when: When) -> int:
        number = self._moments.setdefault(when, len(self._times))
        if number == len(self._times):
            self._times.append(when)
        return number

    def _stretch(self, outline: int, moment: int) -> int:
        """Return the number of the stretch of time that a time lies in; one in which nothing is decided is its own."""
        decided, when = self._outlines[outline], self._times[moment]
        stretch = decided.stretch(when) if decided and when.is_complete else when
        return self._stretches.setdefault(stretch, len(self._stretches))

    def _resolution(self, outline: int, stretch: int, moment: int) -> int:
        number = self._known.get((outline, stretch))
        if number is None:
            number = self._known[outline, stretch] = len(self._first)
            self.emissions.add(self._booked(number, outline, self._times[moment]))
            self._first.append((outline, moment))
        return number

    def _booked(self, number: int, outline: int, when: When) -> list[Booked]:
        """Return what one unit of the amounts is booked with; nothing, and an issue, where that is not decided."""
        decided = self._outlines[outline]
        try:
            if decided is None or not when.is_complete:
                given = {**self._shared[outline], **when.given}
                decided = Outline.of(self._kinds[outline](**given), self.terms)
                self._made[number] = Resolution(decided, when)
            return list(decided.booked(when))
        except GreenprodError as error:
            self.issues[number] = error.issue
            self._made[number] = Resolution(None, when, error.issue)
            return []


def _each(columns: Sequence[np.ndarray], size: int, found: Callable[[int], int]) -> np.ndarray:
    """Return what is found for each line, where one line is asked for all with the same codes."""
    codes, lines = combine([(column, int(column.max(initial=0)) + 1) for column in columns], size)
    numbers: np.ndarray = np.array([found(line) for line in lines.tolist()], dtype=np.int32)[codes]
    return numbers
