"""Coverage: how much of what members owe is there, by member and period."""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen

from greenprod.alliance.deliverables import DeliverableKind, DeliverableStatus, Standing
from greenprod.alliance.periods import Period

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


@frozen(kw_only=True)
class Coverage:
    """Tell how many of the productions that have to be measured are.

    Parameters
    ----------
    member_id, period
        Whose, and when.
    obliged, measured
        Ids of productions, in order; the measured ones are part of the obliged ones.

    """

    member_id: str
    period: Period
    obliged: tuple[str, ...]
    measured: tuple[str, ...]

    @property
    def share(self) -> Fraction | None:
        """Measured by obliged; None where nobody was obliged."""
        return Fraction(len(self.measured), len(self.obliged)) if self.obliged else None

    @property
    def unmeasured(self) -> tuple[str, ...]:
        """Ids of obliged productions without a measured footprint."""
        return tuple(name for name in self.obliged if name not in self.measured)


def tally(
    standings: Iterable[Standing], holders: Mapping[str, Collection[str]]
) -> dict[tuple[str, int, DeliverableKind], Counter[DeliverableStatus]]:
    """Count statuses by member, year in which they are due, and kind.

    Parameters
    ----------
    standings
        Of any productions.
    holders
        Members that answer for each production.

    """
    found: dict[tuple[str, int, DeliverableKind], Counter[DeliverableStatus]] = defaultdict(Counter)
    for each in standings:
        for member in holders.get(each.production_id, ()):
            found[member, each.due.year, each.kind][each.status] += 1
    return dict(found)


def coverage(
    standings: Iterable[Standing],
    measured: Collection[str],
    holders: Mapping[str, Collection[str]],
    *,
    period: Period | int,
) -> list[Coverage]:
    """Return how many obliged productions each member has measured in a period.

    A production is obliged in the period in which its report is due.

    Parameters
    ----------
    standings
        Of any productions.
    measured
        Ids of productions with a footprint of what was done, not of what was planned.
    holders
        Members that answer for each production; for the alliance as a whole name it as the holder of all.
    period
        A period, or a year.

    """
    when = Period.of(period)
    obliged: dict[str, set[str]] = defaultdict(set)
    for each in standings:
        if each.kind == DeliverableKind.REPORT and when.start <= each.due <= when.end:
            for member in holders.get(each.production_id, ()):
                obliged[member].add(each.production_id)
    return [
        Coverage(
            member_id=member,
            period=when,
            obliged=tuple(sorted(ids)),
            measured=tuple(sorted(ids & set(measured))),
        )
        for member, ids in sorted(obliged.items())
    ]
