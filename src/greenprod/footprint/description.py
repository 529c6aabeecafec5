"""A description: what a line says apart from its amounts, and what it resolved to."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import frozen

from greenprod.errors import GreenprodError
from greenprod.footprint.layout import TIMES, When
from greenprod.footprint.resolve import Outline, Resolution
from greenprod.items.base import Item, amount_fields
from greenprod.items.catalogue import ITEMS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from greenprod.errors import Issue
    from greenprod.footprint.resolve import Coefficient, Resolved
    from greenprod.footprint.terms import Terms


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
        The first day of the stretch of time, by the whole library, that its day lies in; or its period.
    resolution
        What it resolved to, worked out for it or for another day on which the same is decided.
    part
        What it resolved to with some of its postings alone, where only those are meant.

    """

    kind: type[Item]
    shared: Mapping[str, Any]
    when: When
    resolution: Resolution
    part: Resolved | None = None

    @classmethod
    def of(cls, kind: type[Item], given: Mapping[str, Any], terms: Terms) -> Description:
        """Resolve the fields of an item class; an error stays with the description."""
        when = When(**{name: given[name] for name in TIMES if name in given})
        shared = {name: value for name, value in given.items() if name not in TIMES}
        try:
            resolution = Resolution(Outline.of(kind(**given), terms), when)
            _ = resolution.resolved
        except GreenprodError as error:
            resolution = Resolution(None, when, error.issue)
        return cls(kind, shared, when, resolution)

    @property
    def fields(self) -> dict[str, Any]:
        """Its description fields."""
        return {**self.shared, **self.when.given}

    @property
    def resolved(self) -> Resolved | None:
        """What one unit of its amounts emits; None when it cannot be resolved."""
        return self.part or self.resolution.resolved

    @property
    def issue(self) -> Issue | None:
        """Why it cannot be resolved."""
        return self.resolution.issue

    @property
    def item(self) -> str:
        """Name of the item class."""
        return ITEM_NAMES[self.kind]

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


ITEM_NAMES = {kind: name for name, kind in ITEMS.items()}


def _posted_as(c: Coefficient, whole: float) -> tuple[object, ...]:
    posting = (c.activity, c.category, c.control, c.stage, c.scope_category, c.measure)
    found = c.rate.found
    return (*posting, found.factor.edition, found.gsd, c.value, c.rate.mg, c.share, c.per_unit / whole)


def _resolved(get: Callable[[Resolved], str]) -> Callable[[str, Resolved | None], str]:
    return lambda _, resolved: get(resolved) if resolved else ""


DESCRIBED: dict[str, Callable[[str, Resolved | None], str]] = {
    "item": lambda item, _: item,
    "activity": _resolved(lambda r: r.activity),
    "category": _resolved(lambda r: r.category),
    "region": _resolved(lambda r: r.region),
    "control": _resolved(lambda r: r.control),
    "unit": _resolved(lambda r: r.unit),
    "match": _resolved(lambda r: str(r.match)),
    "factors": _resolved(lambda r: r.factor_ids),
    "missing": _resolved(lambda r: "; ".join(r.missing)),
}
"""Columns of a ledger that a line's description decides, from the name of its item and what it resolved to."""


def _unit_field(kind: type[Item], name: str) -> str:
    unit: str = getattr(kind.__attrs_attrs__, name).metadata.get("unit_field", "")
    return unit
