"""The terms of a footprint: which factors, how far a lookup may go, what is counted, under which GWP set."""

from __future__ import annotations

import json
from bisect import bisect_right
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from attrs import Factory, asdict, define, field, frozen

from greenprod.errors import GreenprodError
from greenprod.factors.library import FactorLibrary
from greenprod.factors.lookup import REPORT, STRICT, Policy, boundaries_in_time
from greenprod.factors.search import Search
from greenprod.footprint.boundary import Boundary
from greenprod.footprint.rates import MONEY_YEARS
from greenprod.gwp import AS_PUBLISHED, GwpSet
from greenprod.regions import region as region_named
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from datetime import date

    from greenprod.factors.lookup import FoundSet
    from greenprod.footprint.descriptions import Descriptions
    from greenprod.footprint.rates import Rates
    from greenprod.footprint.resolve import Booking, Resolved

POLICIES = {policy.name: policy for policy in (STRICT, REPORT)}


def _policy(value: Policy | str) -> Policy:
    if isinstance(value, Policy):
        return value
    if value not in POLICIES:
        raise GreenprodError(invalid_choice("policy", value, POLICIES))
    return POLICIES[value]


def _gwp(value: str) -> str:
    return value if value == AS_PUBLISHED else GwpSet.shipped(value).name


@define(eq=False, repr=False)
class Memory:
    """Remember what was worked out under some terms; a copy starts without it.

    An entry is written once and never changes, so threads at worst work the same thing out twice. What is remembered
    grows with the distinct descriptions that were asked for.

    Parameters
    ----------
    searches
        By activity.
    rates, bookings
        By what is booked, and how: see `greenprod.footprint.resolve`.
    resolved
        By `description` and stretch of time.

    """

    searches: dict[str, Search] = Factory(dict)
    rates: dict[tuple[str, ...], Rates] = Factory(dict)
    bookings: dict[tuple[str | None, ...], Booking] = Factory(dict)
    resolved: dict[tuple[Any, ...], Resolved] = Factory(dict)


@frozen(slots=False)
class Terms:
    """Hold the terms that turn a description into coefficients; immutable, picklable, safe to share between threads.

    Parameters
    ----------
    library
        The factors; the shipped ones when empty.
    policy
        ``report``, ``strict`` or a `Policy`.
    boundary
        Name of a boundary of the library, or a `Boundary`.
    gwp
        ``as_published``, ``AR4``, ``AR5``, ``AR6``...

    """

    library: FactorLibrary = field(factory=FactorLibrary.shipped)
    policy: Policy = field(default=REPORT, converter=_policy, kw_only=True)
    _boundary: Boundary | str = field(default="full", kw_only=True, alias="boundary")
    gwp: str = field(default=AS_PUBLISHED, converter=_gwp, kw_only=True)
    memory: Memory = field(factory=Memory, init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        _ = self.boundary

    @cached_property
    def boundary(self) -> Boundary:
        """What is counted."""
        if isinstance(self._boundary, Boundary):
            return self._boundary
        return Boundary.named(self._boundary, self.library)

    @cached_property
    def made_with(self) -> dict[str, Any]:
        """What numbers are made with, as JSON holds it; numbers made with the same can be added and compared."""
        return {
            "factors": self.library.digest,
            "gwp": self.gwp,
            "boundary": {"name": self.boundary.name, "sha256": _digest(_said(self.boundary))},
            "policy": _said(self.policy),
        }

    @cached_property
    def boundaries_in_time(self) -> list[date]:
        """Days on which the outcome of a lookup can change, or the prices and rates that money is restated by."""
        return sorted(MONEY_YEARS.union(boundaries_in_time(self.library.factors.validity, self.policy)))

    @cached_property
    def descriptions(self) -> Descriptions:
        """Every distinct description of lines that was resolved under these terms."""
        from greenprod.footprint.descriptions import Descriptions  # noqa: PLC0415 - numpy loads here and not before

        return Descriptions(self)

    def find_all(self, activity: str, region: str, day: date) -> FoundSet:
        """Return the factors of an activity; remembered per stretch of days with the same outcome."""
        return self.search(activity).at(region, day).asked_for(region_named(region).chain[0])

    def search(self, activity: str) -> Search:
        """Return the lookups of an activity under the policy.

        Raises
        ------
        FactorError
            ``unknown_activity``.

        """
        search = self.memory.searches.get(activity)
        if search is None:
            search = self.memory.searches[activity] = Search.of(self.library, activity, self.policy)
        return search

    def interval(self, day: date) -> int:
        """Return the number of the stretch of days, all with the same outcome, that `day` lies in."""
        return bisect_right(self.boundaries_in_time, day)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.library, self.policy, self._boundary, self.gwp)


def _said(rules: Boundary | Policy) -> dict[str, Any]:
    """Return all that rules say, as JSON holds it: two of one name need not say the same."""
    return asdict(rules, filter=lambda attribute, _: attribute.init, value_serializer=_listed)


def _listed(_: object, __: object, value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    return list(value) if isinstance(value, tuple) else value


def _digest(said: dict[str, Any]) -> str:
    return sha256(json.dumps(said).encode()).hexdigest()


def _rebuild(kind: type[Terms], library: FactorLibrary, policy: Policy, boundary: Boundary | str, gwp: str) -> Terms:
    return kind(library, policy=policy, boundary=boundary, gwp=gwp)
