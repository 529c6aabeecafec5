"""Resolutions: what hundreds of thousands of descriptions resolve to, as columns of numbers.

Descriptions that differ in nothing but their time share an outline, and those of them that lie in one stretch of time
share a resolution. An activity has fewer stretches of time than the whole library, and a number is made in a fraction
of the time of an object, which Python's garbage collector would go through again and again.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

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
    from greenprod.footprint.emissions import Emissions
    from greenprod.footprint.layout import Given, When
    from greenprod.footprint.rates import Rates
    from greenprod.footprint.resolve import Booked
    from greenprod.footprint.terms import Terms
    from greenprod.items.base import Item

_ANY_DAY = date(2000, 1, 1)


@frozen(eq=False)
class Pairs:
    """Hold the number of the moment and the number of the resolution of each description.

    Parameters
    ----------
    moment, resolution
        By description.

    """

    moment: np.ndarray
    resolution: np.ndarray

    @classmethod
    def none(cls) -> Pairs:
        """Return those of no descriptions."""
        empty = np.zeros(0, dtype=np.int32)
        return cls(empty, empty)

    def followed_by(self, others: Pairs) -> Pairs:
        """Return these and others behind them."""
        moment = np.concatenate([self.moment, others.moment])
        return Pairs(moment, np.concatenate([self.resolution, others.resolution]))


@frozen(eq=False, slots=True)
class _Shared:
    """What descriptions of all times share: fields, and what these decide or why they decide nothing."""

    kind: type[Item]
    fields: Mapping[str, Any]
    outline: Outline | None = None
    way: int = -1
    issue: Issue | None = None


class _Worked(NamedTuple):
    """A resolution: the numbers of its outline, of the moment it was worked out for, and of its row of emissions."""

    outline: int
    moment: int
    row: int


@define(eq=False)
class Resolutions:
    """Resolve descriptions under some terms, many at a time, each outline and each resolution once.

    Whoever is interrupted leaves numbers that nobody uses, but none that stands for something else: a number is given
    out after all that belongs to it is kept.
    """

    terms: Terms
    issues: dict[int, Issue] = field(factory=dict, init=False)
    """Why nothing was decided, by resolution."""
    _emissions: GrowingEmissions = field(factory=GrowingEmissions, init=False)
    _shared: list[_Shared] = field(factory=list, init=False)
    _ways: dict[tuple[Rates, ...], int] = field(factory=dict, init=False)
    _times: list[When] = field(factory=list, init=False)
    """By moment."""
    _moments: dict[When, int] = field(factory=dict, init=False)
    _stretches: dict[Hashable, int] = field(factory=dict, init=False)
    _worked: list[_Worked] = field(factory=list, init=False)
    """By resolution."""
    _numbers: dict[int, int] = field(factory=dict, init=False)
    """Resolutions by outline and stretch."""
    _made: dict[int, Resolution] = field(factory=dict, init=False)
    """By resolution, where somebody asked for it."""

    def __len__(self) -> int:
        return len(self._worked)

    def resolve(
        self,
        kind: type[Item],
        given: Given,
        outlines: dict[bytes, int],
        codes: Sequence[np.ndarray],
        rows: Sequence[int],
    ) -> Pairs:
        """Resolve the descriptions of some lines.

        Parameters
        ----------
        kind, given
            Their item class, and what all lines say.
        outlines
            Numbers of outlines by lasting codes, to be filled in.
        codes, rows
            Lasting codes of the lines by column, and their rows.

        """
        timed, timeless = given.split(codes)
        size = len(rows)
        keys = joined(timeless, size)
        outline = _each(timeless, size, lambda line: self._outline(kind, given, outlines, keys[line], rows[line]))
        moment = _each(timed, size, lambda line: self._moment(given.when(rows[line])))
        # a stretch depends on nothing but the ways: one line is asked for all that share them
        way = _each([outline], size, lambda line: self._shared[outline[line]].way)
        stretch = _each([way, moment], size, lambda line: self._stretch(int(outline[line]), int(moment[line])))
        resolution = _each(
            [outline, stretch],
            size,
            lambda line: self._resolution(int(outline[line]), int(stretch[line]), int(moment[line])),
        )
        return Pairs(moment, resolution)

    def emissions(self, pairs: Pairs) -> Emissions:
        """Return what descriptions emit."""
        return self._emissions.of(np.array([each.row for each in self._worked], dtype=np.intp)[pairs.resolution])

    def kind(self, resolution: int) -> type[Item]:
        """Return the item class of the descriptions with a resolution."""
        return self._shared[self._worked[resolution].outline].kind

    def made(self, resolution: int) -> Resolution:
        """Return a resolution by its number."""
        found = self._made.get(resolution)
        if found is None:
            outline, moment, _ = self._worked[resolution]
            issue = self.issues.get(resolution)
            decided = None if issue else self._shared[outline].outline
            found = self._made[resolution] = Resolution(decided, self._times[moment], issue)
        return found

    def description(self, moment: int, resolution: int) -> Description:
        """Return a description by its numbers."""
        shared = self._shared[self._worked[resolution].outline]
        return Description(shared.kind, shared.fields, self._times[moment], self.made(resolution))

    def _outline(self, kind: type[Item], given: Given, outlines: dict[bytes, int], key: bytes, row: int) -> int:
        """Return the number of what a line says apart from its time."""
        number = outlines.get(key)
        if number is None:
            shared = self._decided(kind, given.fields(row), {"date": _ANY_DAY})
            number = len(self._shared)
            self._shared.append(shared)
            outlines[key] = number
        return number

    def _decided(self, kind: type[Item], fields: Mapping[str, Any], days: Mapping[str, date]) -> _Shared:
        try:
            outline = Outline.of(kind(**{**fields, **days}), self.terms)
        except GreenprodError as error:
            return _Shared(kind, fields, issue=error.issue)
        return _Shared(kind, fields, outline, self._ways.setdefault(outline.ways, len(self._ways)))

    def _moment(self, when: When) -> int:
        number = self._moments.get(when)
        if number is None:
            number = len(self._times)
            self._times.append(when)
            self._moments[when] = number
        return number

    def _stretch(self, outline: int, moment: int) -> int:
        """Return the number of the stretch of days that a moment lies in.

        A period, or half of one, is its own stretch; to an outline that decides nothing all moments are alike.
        """
        decided, when = self._shared[outline].outline, self._times[moment]
        stretch: Hashable = when
        if decided is None and when.is_complete:
            stretch = ()
        elif decided and when.date:
            stretch = tuple([rates.stretch(when.date) for rates in decided.ways])
        return self._stretches.setdefault(stretch, len(self._stretches))

    def _resolution(self, outline: int, stretch: int, moment: int) -> int:
        key = outline << 32 | stretch
        number = self._numbers.get(key)
        if number is None:
            booked, issue = self._booked(self._shared[outline], self._times[moment])
            row = self._emissions.row_of(booked)
            number = len(self._worked)
            self._worked.append(_Worked(outline, moment, row))
            if issue:
                self.issues[number] = issue
            self._numbers[key] = number
        return number

    def _booked(self, shared: _Shared, when: When) -> tuple[list[Booked], Issue | None]:
        """Return what one unit of the amounts is booked with, or why nothing is."""
        if not when.is_complete:
            shared = self._decided(shared.kind, shared.fields, when.given)
        if shared.outline is None:
            return [], shared.issue
        try:
            return list(shared.outline.booked(when)), None
        except GreenprodError as error:
            return [], error.issue


def _each(columns: Sequence[np.ndarray], size: int, found: Callable[[int], int]) -> np.ndarray:
    """Return what is found for each line, where one line is asked for all with the same codes."""
    codes, lines = combine([(column, int(column.max(initial=0)) + 1) for column in columns], size)
    numbers: np.ndarray = np.array([found(line) for line in lines.tolist()], dtype=np.int32)[codes]
    return numbers
