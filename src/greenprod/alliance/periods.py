"""Periods: who belonged to the alliance when, as what, and whose history a member carries.

A period, a membership and a succession count in whole days, first and last day included. A member belongs to a period
when it was a member on at least one day of it. Who is renamed, merged or acquired stops being a member the day before,
and its successor holds the rest of the membership from that day on.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen
from attrs.converters import optional

from greenprod.alliance.records import Record, day, read_records, word, write_records
from greenprod.errors import DataError, Issue

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

MEMBERSHIPS, SUCCESSIONS = "memberships.csv", "successions.csv"
_DAY = dt.timedelta(days=1)


class Role(StrEnum):
    """What a member is in the alliance."""

    FUNDER = "funder"
    BROADCASTER = "broadcaster"
    PRODUCER = "producer"
    FUND = "fund"
    ASSOCIATION = "association"
    COORDINATOR = "coordinator"


class SuccessionKind(StrEnum):
    """How one member became another."""

    RENAMED = "renamed"
    MERGED = "merged"
    ACQUIRED = "acquired"


def _to_role(value: str) -> Role:
    return word(Role)(value)


def _to_kind(value: str) -> SuccessionKind:
    return word(SuccessionKind)(value)


@frozen(order=True)
class Period:
    """Hold a stretch of days, both included.

    Parameters
    ----------
    start, end
        First and last day.

    Raises
    ------
    DataError
        ``period_reversed`` when it ends before it starts.

    Examples
    --------
    >>> Period("2019-10-01", "2021-09-30").days
    731

    """

    start: dt.date = field(converter=day)
    end: dt.date = field(converter=day)

    def __attrs_post_init__(self) -> None:
        if self.end < self.start:
            raise DataError(_reversed(self.start, self.end))

    @classmethod
    def of(cls, period: Period | int) -> Period:
        """Return a period as it is, and a year as its days."""
        return cls(dt.date(period, 1, 1), dt.date(period, 12, 31)) if isinstance(period, int) else period

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.end - self.start).days + 1

    def __str__(self) -> str:
        whole = Period.of(self.start.year)
        return str(self.start.year) if self == whole else f"{self.start} to {self.end}"


@frozen(kw_only=True)
class Membership(Record):
    """Hold one stretch of a member's time in the alliance.

    Parameters
    ----------
    member_id, role
        Who, and as what.
    start, end
        First and last day, columns ``from`` and ``to``; without an end it is still a member.

    """

    member_id: str
    role: Role = field(converter=_to_role)
    start: dt.date = field(converter=day, metadata={"column": "from"})
    end: dt.date | None = field(default=None, converter=optional(day), metadata={"column": "to"})

    def __attrs_post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise DataError(_reversed(self.start, self.end))

    def touches(self, start: dt.date, end: dt.date | None) -> bool:
        """Return whether it shares a day with another stretch; None has no end."""
        return (end is None or self.start <= end) and (self.end is None or start <= self.end)


@frozen(kw_only=True)
class Succession(Record):
    """Hold one member's becoming another.

    Parameters
    ----------
    predecessor, successor
        Ids of the members.
    date
        First day on which there is only the successor.
    kind
        ``renamed``, ``merged`` or ``acquired``.

    """

    predecessor: str
    successor: str
    date: dt.date = field(converter=day)
    kind: SuccessionKind = field(converter=_to_kind)


@frozen(kw_only=True)
class Memberships:
    """Hold who belonged to the alliance when.

    Parameters
    ----------
    member_ids
        Everybody in ``members.csv``, in order.
    rows, successions
        Of ``memberships.csv`` and ``successions.csv``, in order, as far as they can be used.
    always
        Whether there is no ``memberships.csv``: then everybody is a member on every day.

    Examples
    --------
    >>> held = Membership(member_id="discovery", role="broadcaster", start="2021-01-01")
    >>> became = Succession(predecessor="discovery", successor="wbd", date="2022-04-08", kind="merged")
    >>> found = Memberships(member_ids=("discovery", "wbd"), rows=(held,), successions=(became,))
    >>> found.members_in(2021), found.members_in(2022), found.members_in(2023)
    (('discovery',), ('discovery', 'wbd'), ('wbd',))
    >>> found.heir("discovery", 2022), found.lineage("wbd")
    ('wbd', ('wbd', 'discovery'))

    """

    member_ids: tuple[str, ...] = ()
    rows: tuple[Membership, ...] = ()
    successions: tuple[Succession, ...] = ()
    always: bool = False

    @classmethod
    def read(cls, folder: Path, *, member_ids: Collection[str], issues: list[Issue]) -> Memberships:
        """Return the memberships of a folder; rows that cannot be used are issues.

        Parameters
        ----------
        folder
            The alliance's.
        member_ids
            Everybody in ``members.csv``.
        issues
            Where problems go.

        """
        rows = read_records(folder / MEMBERSHIPS, Membership, issues)
        successions = read_records(folder / SUCCESSIONS, Succession, issues)
        return cls(
            member_ids=tuple(member_ids),
            rows=tuple(_apart(rows, member_ids, issues)),
            successions=tuple(_straight(successions, member_ids, issues)),
            always=not (folder / MEMBERSHIPS).exists(),
        )

    def write(self, folder: Path) -> None:
        """Write both tables; one that holds nothing is not written."""
        if not self.always:
            write_records(folder / MEMBERSHIPS, Membership, self.rows)
        if self.successions:
            write_records(folder / SUCCESSIONS, Succession, self.successions)

    @cached_property
    def held(self) -> tuple[Membership, ...]:
        """Every stretch of membership under the id that held it, successions carried out."""
        everybody = (
            Membership(member_id=name, role=Role.PRODUCER, start=dt.date.min)  # no role is told of them
            for name in self.member_ids
            if self.always and name not in self._new
        )
        return tuple(part for row in (*self.rows, *everybody) for part in self._carried(row))

    def _carried(self, row: Membership) -> Iterator[Membership]:
        while (step := self._step.get(row.member_id)) is not None and (row.end is None or step.date <= row.end):
            if row.start < step.date:
                yield evolve(row, end=step.date - _DAY)
            row = evolve(row, member_id=step.successor, start=max(row.start, step.date))
        yield row

    @cached_property
    def _new(self) -> set[str]:
        """Names that somebody took, which nobody had before."""
        return {step.successor for step in self.successions if step.kind is SuccessionKind.RENAMED}

    @cached_property
    def _step(self) -> dict[str, Succession]:
        return {step.predecessor: step for step in self.successions}

    def members_in(self, period: Period | int) -> tuple[str, ...]:
        """Return who was a member on at least one day of a period or year, in the order of ``members.csv``."""
        asked = Period.of(period)
        found = {part.member_id for part in self.held if part.touches(asked.start, asked.end)}
        return tuple(name for name in self.member_ids if name in found)

    def role_in(self, member_id: str, period: Period | int) -> Role | None:
        """Return what a member was in a period, the latest if it changed; None for no member, or where nothing says."""
        asked = Period.of(period)
        mine = [part for part in self.held if part.member_id == member_id and part.touches(asked.start, asked.end)]
        return None if self.always or not mine else max(mine, key=lambda part: part.start).role

    def heir(self, member_id: str, period: Period | int) -> str:
        """Return who stands for a member at the end of a period: itself, or the last of its successors by then."""
        last = Period.of(period).end
        while (step := self._step.get(member_id)) is not None and step.date <= last:
            member_id = step.successor
        return member_id

    def lineage(self, member_id: str) -> tuple[str, ...]:
        """Return a member and everybody whose history it carries."""
        before = [step.predecessor for step in self.successions if step.successor == member_id]
        return (member_id, *(name for predecessor in before for name in self.lineage(predecessor)))


def _reversed(start: dt.date, end: dt.date) -> Issue:
    return Issue(
        code="period_reversed",
        message=f"The period ends on {end}, before it starts on {start}.",
        column="to",
        value=str(end),
        hint="Both days are part of the period.",
    )


def _unknown(record: Record, column: str, name: str) -> Issue:
    message = f"There is no member {name!r} in members.csv."
    return record.issue("unknown_member", message, column, name, hint="Add it to members.csv, or correct the id.")


def _apart(rows: Iterable[Membership], member_ids: Collection[str], issues: list[Issue]) -> Iterator[Membership]:
    """Yield the memberships of known members that do not overlap an earlier row of the same member."""
    seen: dict[str, list[Membership]] = {}
    for row in rows:
        mine = seen.setdefault(row.member_id, [])
        if row.member_id not in member_ids:
            issues.append(_unknown(row, "member_id", row.member_id))
        elif any(row.touches(other.start, other.end) for other in mine):
            message = f"{row.member_id!r} is a member on some of these days already; the first row counts."
            hint = "End the earlier membership the day before this one begins."
            issues.append(row.issue("overlapping_membership", message, "from", row.start, hint=hint))
        else:
            mine.append(row)
            yield row


def _straight(steps: Iterable[Succession], member_ids: Collection[str], issues: list[Issue]) -> Iterator[Succession]:
    """Yield the successions of known members that give each one successor and lead back to nobody."""
    after: dict[str, str] = {}
    for step in steps:
        unknown = [name for name in ("predecessor", "successor") if getattr(step, name) not in member_ids]
        if unknown:
            issues += [_unknown(step, name, getattr(step, name)) for name in unknown]
        elif step.predecessor in after:
            message = (
                f"{step.predecessor!r} has a successor already, {after[step.predecessor]!r}; the first row counts."
            )
            hint = "A member has one successor; give a part that went elsewhere a member id of its own."
            issues.append(step.issue("two_successors", message, "predecessor", step.predecessor, hint=hint))
        elif step.predecessor in _onward(step.successor, after):
            message = f"{step.predecessor!r} would become itself again by way of {step.successor!r}."
            hint = "Give the later one a member id of its own, even if it took the old name back."
            issues.append(step.issue("succession_loop", message, "successor", step.successor, hint=hint))
        else:
            after[step.predecessor] = step.successor
            yield step


def _onward(name: str, after: dict[str, str]) -> Iterator[str]:
    yield name
    while name in after:
        name = after[name]
        yield name
