"""Descriptions: what lines say apart from their amounts, each distinct one resolved once under its terms.

Tens of thousands of descriptions come back in every batch of a million lines. They are found again by the codes of
their texts, without touching a text; looking each of them up by its texts would cost more than booking the lines.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cached_property
from itertools import islice
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import define, field, frozen

from greenprod.errors import GreenprodError, Issue
from greenprod.footprint.bases import Bases, GrowingBases, Keep
from greenprod.footprint.codes import BLOCK, combine, looked_up, numbered
from greenprod.footprint.emissions import Emissions, GrowingEmissions
from greenprod.footprint.layout import TIMES, Given, Layout, When, joined, mixed, steps
from greenprod.footprint.resolve import Outline, Resolved
from greenprod.items.base import Item, amount_fields
from greenprod.items.catalogue import ITEMS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from greenprod.footprint.resolve import Booked, Coefficient
    from greenprod.footprint.terms import Terms

_ANY_DAY = date(2000, 1, 1)


@frozen(eq=False, slots=True)
class Description:
    """Hold one distinct description and what it resolved to.

    Parameters
    ----------
    kind
        The item class.
    shared
        Its description fields without its time, and an amount of 1.0 for each amount that is given.
    when
        A day of its stretch of time, or its period.
    outline
        What it resolved to, whatever the time; None when it cannot be resolved.
    issue
        Why not.
    part
        What it resolved to with some of its postings alone, where only those are meant.

    """

    kind: type[Item]
    shared: Mapping[str, Any]
    when: When
    outline: Outline | None
    issue: Issue | None = None
    part: Resolved | None = None

    @classmethod
    def of(cls, kind: type[Item], given: Mapping[str, Any], terms: Terms) -> Description:
        """Resolve the fields of an item class; an error stays with the description."""
        when = When(**{name: given[name] for name in TIMES if name in given})
        shared = {name: value for name, value in given.items() if name not in TIMES}
        try:
            outline = Outline.of(kind(**given), terms)
            outline.at(when)
        except GreenprodError as error:
            return cls(kind, shared, when, None, error.issue)
        return cls(kind, shared, when, outline)

    @property
    def fields(self) -> dict[str, Any]:
        """Its description fields."""
        return {**self.shared, **self.when.given}

    @cached_property
    def resolved(self) -> Resolved | None:
        """What one unit of its amounts emits; None when it cannot be resolved."""
        return self.part or (self.outline.at(self.when) if self.outline else None)

    @property
    def item(self) -> str:
        """Name of the item class."""
        return _NAMES[self.kind]

    def text(self) -> str:
        """Return the description as JSON, the same for the same description on every machine."""
        return json.dumps({"item": self.item, **self.fields}, sort_keys=True, default=str, ensure_ascii=False)

    @classmethod
    def read(cls, text: str, terms: Terms) -> Description:
        """Resolve a description written by `text`, under any terms."""
        given = json.loads(text)
        kind = ITEMS[given.pop("item")]
        return cls.of(kind, {name: date.fromisoformat(v) if name in TIMES else v for name, v in given.items()}, terms)

    @property
    def same_but_unit(self) -> tuple[object, ...]:
        """What it shares with descriptions that differ in the unit of their amounts and in nothing else."""
        units = {unit for name in amount_fields(self.kind) if (unit := _unit_field(self.kind, name))}  # type: ignore[arg-type] # mypy 11469: a class is hashable
        unit = self.resolved.unit if self.resolved else ""
        return (self.kind, unit, *sorted((name, value) for name, value in self.fields.items() if name not in units))

    @property
    def same_factors(self) -> tuple[object, ...]:
        """What it shares with descriptions whose amounts are multiplied with the same factors for the same ends."""
        r = self.resolved
        if r is None:
            return ()
        whole = r.per_unit or 1.0
        return (r.activity, r.category, r.control, r.unit, *(_posted_as(c, whole) for c in r.coefficients))


_NAMES = {kind: name for name, kind in ITEMS.items()}


def _posted_as(c: Coefficient, whole: float) -> tuple[object, ...]:
    posting = (c.activity, c.category, c.control, c.stage, c.scope_category, c.measure)
    found = c.rate.found
    return (*posting, found.factor.edition, found.gsd, c.value, c.rate.mg, c.share, c.per_unit / whole)


def _resolved(get: Callable[[Resolved], str]) -> Callable[[Description], str]:
    return lambda d: get(d.resolved) if d.resolved else ""


DESCRIBED: dict[str, Callable[[Description], str]] = {
    "item": lambda d: d.item,
    "activity": _resolved(lambda r: r.activity),
    "category": _resolved(lambda r: r.category),
    "region": _resolved(lambda r: r.region),
    "control": _resolved(lambda r: r.control),
    "unit": _resolved(lambda r: r.unit),
    "match": _resolved(lambda r: str(r.match)),
    "factors": _resolved(lambda r: r.factor_ids),
    "missing": _resolved(lambda r: "; ".join(r.missing)),
}
"""Columns of a ledger that a line's description decides."""


@define(eq=False)
class Descriptions:
    """Keep every description that was resolved under some terms, by number, with its coefficients as columns.

    Safe to share between threads. Grows by one entry for each distinct description and never shrinks.
    """

    terms: Terms
    everything: list[Description] = field(factory=list, init=False)
    _layouts: dict[tuple[object, ...], Layout] = field(factory=dict, init=False)
    _rows: GrowingEmissions = field(factory=GrowingEmissions, init=False)
    _texts: dict[str, Description] = field(factory=dict, init=False)
    _bases: dict[Keep, GrowingBases] = field(factory=dict, init=False)
    _columns: dict[str, tuple[dict[str, int], list[int]]] = field(factory=dict, init=False)
    _arrays: dict[str, np.ndarray] = field(factory=dict, init=False)
    _bad: list[int] = field(factory=list, init=False)
    _lock: RLock = field(factory=RLock, init=False)

    def numbers(self, kind: type[Item], given: Given) -> np.ndarray:
        """Return the number of each line's description in `everything`, resolving those never seen before."""
        columns = given.columns
        with self._lock:
            layout = self._layouts.setdefault(given.layout(kind), Layout([{} for _ in columns]))
            lasting = layout.lasting(columns)
            layout.widen()
            spans, table = layout.spans, layout.table

        def added(rows: np.ndarray) -> np.ndarray:
            codes = [looked_up(own, codes[rows]) for own, (codes, _) in zip(lasting, columns, strict=True)]
            return self._at(kind, given, layout, codes, rows)

        if table is None:
            wide = [looked_up(own.astype(np.int32), codes) for own, (codes, _) in zip(lasting, columns, strict=True)]
            combined, first = combine(zip(wide, spans, strict=True), given.size)
            found: np.ndarray = added(first)[combined]
            return found
        counted = [own * step for own, step in zip(lasting, steps(spans), strict=True)]
        numbers = np.empty(given.size, dtype=np.int32)
        for start in range(0, given.size, BLOCK):
            block = slice(start, start + BLOCK)
            numbers[block] = looked_up(table, mixed(columns, counted, block, given.size))
        if numbers.min(initial=0) < 0:
            unknown = np.flatnonzero(numbers < 0)
            keys = mixed(columns, counted, unknown, given.size)
            _, first = numbered(keys, len(table))
            table[keys[first]] = added(unknown[first])
            numbers[unknown] = table[keys]
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
            bad = np.array(self._bad, dtype=np.int64)
        used = np.bincount(numbers, minlength=0)[: len(self.everything)] if bad.size and numbers.size else bad[:0]
        return {n: issue for n in bad.tolist() if n < len(used) and used[n] and (issue := self.everything[n].issue)}

    def emissions(self) -> Emissions:
        """Return what all descriptions known by now emit."""
        with self._lock:
            return self._rows.grown()

    def bases(self, keep: Keep) -> Bases:
        """Return what all descriptions known by now have in common."""
        with self._lock:
            return self._bases.setdefault(keep, GrowingBases.by(keep)).grown(self.everything)

    def texts(self, name: str) -> tuple[np.ndarray, list[str]]:
        """Return one of the columns that descriptions decide: a code for each number, and the texts behind the codes.

        The last code is that of lines without a description, whose text is empty.
        """
        with self._lock:
            distinct, codes = self._columns.setdefault(name, ({"": 0}, []))
            get = DESCRIBED[name]
            for description in islice(self.everything, len(codes), None):
                codes.append(distinct.setdefault(get(description), len(distinct)))
            if len(self._arrays.get(name, ())) != len(codes) + 1:
                self._arrays[name] = np.array([*codes, 0], dtype=np.int32)
            return self._arrays[name], list(distinct)

    def _at(
        self, kind: type[Item], given: Given, layout: Layout, codes: Sequence[np.ndarray], rows: np.ndarray
    ) -> np.ndarray:
        """Return the numbers of the descriptions of some lines, no two of them alike, by their lasting codes."""
        timed = [name in TIMES for name in given.described] + [False] * (len(codes) - len(given.described))
        keys, same, moments = (
            joined([column for column, kept in zip(codes, keep, strict=True) if kept], len(rows))
            for keep in ([True] * len(codes), [not one for one in timed], timed)
        )
        times: dict[bytes, When] = {}
        with self._lock:
            for row, key, alike, moment in zip(rows.tolist(), keys, same, moments, strict=True):
                if key in layout.known:
                    continue
                if moment not in times:
                    times[moment] = given.when(row)
                if alike not in layout.outlines:
                    shared = given.fields(row)
                    layout.outlines[alike] = shared, _outline(kind, shared, self.terms)
                layout.known[key] = self._add(kind, *layout.outlines[alike], times[moment])
            return np.fromiter(map(layout.known.__getitem__, keys), dtype=np.int32, count=len(keys))

    def _add(self, kind: type[Item], shared: Mapping[str, Any], outline: Outline | None, when: When) -> int:
        """Add a description; what it shares with descriptions of other times was worked out before."""
        if outline is None or not when.is_complete:
            description = Description.of(kind, {**shared, **when.given}, self.terms)
        else:
            description = Description(kind, shared, when, outline)
        booked: list[Booked] = []
        try:
            booked = list(description.outline.booked(when)) if description.outline else []
        except GreenprodError as error:
            description = Description(kind, shared, when, None, error.issue)
        number = len(self.everything)
        self._rows.add(booked)
        if description.issue:
            self._bad.append(number)
        self.everything.append(description)
        return number


def _outline(kind: type[Item], shared: Mapping[str, Any], terms: Terms) -> Outline | None:
    """Return what descriptions share whenever they were; None where something is wrong with them."""
    try:
        return Outline.of(kind(**shared, date=_ANY_DAY), terms)
    except GreenprodError:
        return None


def _unit_field(kind: type[Item], name: str) -> str:
    unit: str = getattr(kind.__attrs_attrs__, name).metadata.get("unit_field", "")
    return unit
