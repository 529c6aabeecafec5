"""Descriptions: what lines say apart from their amounts, each distinct one resolved once under its terms.

Tens of thousands of descriptions come back in every batch of a million lines. They are found again by the codes of
their texts, without touching a text; looking each of them up by its texts would cost more than booking the lines.
"""

from __future__ import annotations

import json
from datetime import date
from itertools import islice
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import define, field, frozen

from greenprod.errors import GreenprodError, Issue
from greenprod.footprint.bases import Bases, GrowingBases, Keep
from greenprod.footprint.codes import combine
from greenprod.footprint.kernel import MEASURES
from greenprod.footprint.layout import Given, Layout, mixed
from greenprod.footprint.resolve import Resolved, resolve
from greenprod.items.base import Item, amount_fields
from greenprod.items.catalogue import ITEMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from greenprod.footprint.resolve import Coefficient
    from greenprod.footprint.terms import Terms

_DATES = ("date", "period_start", "period_end")
_OFTEN = 0.2
"""A slot that fewer descriptions use is worked on for their lines alone."""


@frozen(eq=False, slots=True)
class Description:
    """Hold one distinct description and what it resolved to.

    Parameters
    ----------
    kind
        The item class.
    fields
        Its description fields, a day of its stretch of time, and an amount of 1.0 for each amount that is given.
    resolved
        What one unit of its amounts emits; None when it cannot be resolved.
    issue
        Why not.

    """

    kind: type[Item]
    fields: Mapping[str, Any]
    resolved: Resolved | None
    issue: Issue | None

    @classmethod
    def of(cls, kind: type[Item], given: Mapping[str, Any], terms: Terms) -> Description:
        """Resolve the fields of an item class; an error stays with the description."""
        try:
            return cls(kind, given, resolve(kind(**given), terms), None)
        except GreenprodError as error:
            return cls(kind, given, None, error.issue)

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
        return cls.of(kind, {name: date.fromisoformat(v) if name in _DATES else v for name, v in given.items()}, terms)

    @property
    def same_but_unit(self) -> tuple[object, ...]:
        """What it shares with descriptions that differ in the unit of their amounts and in nothing else."""
        units = {unit for name in amount_fields(self.kind) if (unit := _unit_field(self.kind, name))}  # type: ignore[arg-type] # mypy 11469: a class is hashable
        unit = self.resolved.unit if self.resolved else ""
        return (self.kind, unit, *((name, value) for name, value in self.fields.items() if name not in units))

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
    return (*posting, found.factor.edition, found.gsd, c.value, c.share, c.per_unit / whole)


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


@frozen(eq=False)
class Emissions:
    """Hold what descriptions emit, those that emit the same once.

    Parameters
    ----------
    row
        By number of a description, its place in the columns of `rates`.
    rates
        Scope column and mg per unit, slot by slot: a slot holds the n-th posting that a description makes to one
        column, 0 where it makes none.
    rare
        Whether few descriptions have a posting in the slot.

    """

    row: np.ndarray
    rates: tuple[tuple[str, np.ndarray], ...]
    rare: tuple[bool, ...]


@define(eq=False)
class Descriptions:
    """Keep every description that was resolved under some terms, by number, with its coefficients as columns.

    Safe to share between threads. Grows by one entry for each distinct description and never shrinks.
    """

    terms: Terms
    everything: list[Description] = field(factory=list, init=False)
    _layouts: dict[tuple[object, ...], Layout] = field(factory=dict, init=False)
    _rows: dict[tuple[tuple[tuple[int, int], float], ...], int] = field(factory=dict, init=False)
    _row: list[int] = field(factory=list, init=False)
    _texts: dict[str, Description] = field(factory=dict, init=False)
    _bases: dict[Keep, GrowingBases] = field(factory=dict, init=False)
    _columns: dict[str, tuple[dict[str, int], list[int]]] = field(factory=dict, init=False)
    _arrays: dict[str, np.ndarray] = field(factory=dict, init=False)
    _bad: list[int] = field(factory=list, init=False)
    _emissions: Emissions | None = field(default=None, init=False)
    _lock: RLock = field(factory=RLock, init=False)

    def numbers(self, kind: type[Item], given: Given) -> np.ndarray:
        """Return the number of each line's description in `everything`, resolving those never seen before."""
        with self._lock:
            layout = self._layouts.setdefault(given.layout(kind), Layout([{} for _ in given.texts]))
            columns = layout.codes(given)
            layout.widen(columns)
            spans, table = layout.spans, layout.table
        if table is None:
            codes, first = combine([(column, span) for column, span in zip(columns, spans, strict=True)], given.size)
            found: np.ndarray = self._at(kind, given, layout, columns, first)[codes]
            return found
        keys = mixed(columns, spans, given.size)
        numbers: np.ndarray = table.take(keys)
        unknown = np.flatnonzero(numbers < 0)
        if unknown.size:
            distinct, first = np.unique(keys[unknown], return_index=True)
            table[distinct] = self._at(kind, given, layout, columns, unknown[first])
            numbers[unknown] = table[keys[unknown]]
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
            if self._emissions is None or len(self._emissions.row) != len(self.everything):
                self._emissions = _emissions(self._rows, np.array(self._row, dtype=np.int32))
            return self._emissions

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
        self, kind: type[Item], given: Given, layout: Layout, columns: Sequence[np.ndarray], rows: np.ndarray
    ) -> np.ndarray:
        """Return the numbers of the descriptions of some lines, no two of them alike."""
        width = 4 * len(columns)
        picked = np.stack([column[rows].astype(np.int32) for column in columns], axis=1) if columns else None
        keys = [b""] * len(rows) if picked is None else np.ascontiguousarray(picked).view(f"V{width}").ravel().tolist()
        with self._lock:
            for row, key in zip(rows.tolist(), keys, strict=True):
                if key not in layout.known:
                    layout.known[key] = self._add(Description.of(kind, given.fields(row), self.terms))
            return np.fromiter(map(layout.known.__getitem__, keys), dtype=np.int32, count=len(keys))

    def _add(self, description: Description) -> int:
        number, resolved = len(self.everything), description.resolved
        slots = tuple(_slots(resolved)) if resolved else ()
        self._row.append(self._rows.setdefault(slots, len(self._rows)))
        if resolved is None:
            self._bad.append(number)
        self.everything.append(description)
        return number


def _slots(resolved: Resolved) -> Iterable[tuple[tuple[int, int], float]]:
    counts = dict.fromkeys(MEASURES, 0)
    for c in resolved.coefficients:
        if c.mg_per_unit:
            yield (MEASURES.index(c.measure), counts[c.measure]), c.mg_per_unit
            counts[c.measure] += 1


def _emissions(rows: Iterable[tuple[tuple[tuple[int, int], float], ...]], row: np.ndarray) -> Emissions:
    each = list(rows)
    by_slot: dict[tuple[int, int], np.ndarray] = {}
    for place, slots in enumerate(each):
        for slot, rate in slots:
            by_slot.setdefault(slot, np.zeros(len(each)))[place] = rate
    described = np.bincount(row, minlength=len(each))
    rare = [described[rates != 0].sum() < _OFTEN * len(row) for _, rates in sorted(by_slot.items())]
    return Emissions(row, tuple((MEASURES[m], by_slot[m, n]) for m, n in sorted(by_slot)), tuple(map(bool, rare)))


def _unit_field(kind: type[Item], name: str) -> str:
    unit: str = getattr(kind.__attrs_attrs__, name).metadata.get("unit_field", "")
    return unit
