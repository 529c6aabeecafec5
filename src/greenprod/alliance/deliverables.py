"""Deliverables and gates: plan before start, budget before green light, report before the last payment."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self

from attrs import field, frozen
from attrs.converters import optional

from greenprod.alliance.records import (
    Record,
    amount,
    day,
    known,
    read_records,
    whole,
    word,
    write_records,
)
from greenprod.errors import DataError, Issue

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

FILE = "deliverables.csv"
_HUNDRED = 100


class DeliverableKind(StrEnum):
    """What a production hands in."""

    PLAN = "plan"
    BUDGET = "budget"
    REPORT = "report"

    @property
    def event(self) -> str:
        """The day of a production that it belongs to."""
        return _EVENTS[self]

    @property
    def gate(self) -> str:
        """What may not happen without it."""
        return _GATES[self]


_EVENTS = {
    DeliverableKind.PLAN: "start",
    DeliverableKind.BUDGET: "green_light",
    DeliverableKind.REPORT: "delivery",
}
_GATES = {
    DeliverableKind.PLAN: "start",
    DeliverableKind.BUDGET: "green_light",
    DeliverableKind.REPORT: "last_payment",
}


class DeliverableStatus(StrEnum):
    """How a deliverable stands on a day."""

    MET = "met"
    ON_TRACK = "on_track"
    LATE = "late"
    MISSING = "missing"


def _kind(value: str) -> DeliverableKind:
    return word(DeliverableKind)(value)


@frozen(kw_only=True)
class Milestones:
    """Hold the days of a production that something is due on.

    Parameters
    ----------
    production_id
        Whose.
    green_light, start, delivery
        The decision to make it, its first day, and the day on which the work is handed over; None if nobody knows.

    """

    production_id: str
    green_light: dt.date | None = field(default=None, converter=optional(day))
    start: dt.date | None = field(default=None, converter=optional(day))
    delivery: dt.date | None = field(default=None, converter=optional(day))

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Return the milestones of a row of ``productions.csv``, in which an empty cell is a day that nobody knows."""
        days = {name: row.get(name) or None for name in ("green_light", "start", "delivery")}
        return cls(production_id=str(row["production_id"]), **days)


def _kinds(value: Iterable[str]) -> tuple[DeliverableKind, ...]:
    named = [value] if isinstance(value, str) else list(value)
    return tuple(kind for kind in DeliverableKind if kind in [_kind(each) for each in named])


def _percent(value: Decimal | str | float) -> Decimal:
    """Convert a percentage from 0 to 100."""
    found = amount(value)
    if not 0 <= found <= _HUNDRED:
        message = f"A gate holds back 0 to 100 percent, not {found}."
        raise DataError(Issue(code="invalid_gate", message=message, value=str(value), hint="Write 10 for 10 %."))
    return found


@frozen(kw_only=True)
class Terms:
    """Hold what the alliance asks of every production, section ``[deliverables]`` of ``alliance.toml``.

    Parameters
    ----------
    kinds
        What has to be handed in, whether a row of ``deliverables.csv`` says so or not.
    report_days
        Days from delivery to the day on which the report is due.
    gate_percent
        Part of the money held back until the report is there, where a row does not say.

    """

    kinds: tuple[DeliverableKind, ...] = field(default=tuple(DeliverableKind), converter=_kinds)
    report_days: int = field(default=90, converter=whole)
    gate_percent: Decimal = field(default=Decimal(0), converter=_percent)


@frozen(kw_only=True)
class Deliverable(Record):
    """Hold what a production has to hand in, or has handed in.

    Parameters
    ----------
    production_id, kind
        Who hands in what.
    required_by
        Member that asks for it; empty when the alliance does.
    due
        Last day in time; empty for the day of the production that the kind belongs to.
    received
        Day on which it was there; empty until then.
    gate_percent
        Percent of the last payment that waits for the report; empty for what the alliance holds back.
    evidence
        Where it can be seen.

    """

    production_id: str
    kind: DeliverableKind = field(converter=_kind)
    required_by: str = ""
    due: dt.date | None = field(default=None, converter=optional(day))
    received: dt.date | None = field(default=None, converter=optional(day))
    gate_percent: Decimal | None = field(default=None, converter=optional(_percent), metadata={"amount": True})
    evidence: str = ""

    def __attrs_post_init__(self) -> None:
        if self.gate_percent is not None and self.kind != DeliverableKind.REPORT:
            message = f"Money waits for the report, not for the {self.kind}."
            value = str(self.gate_percent)
            raise DataError(Issue(code="invalid_gate", message=message, column="gate_percent", value=value))


@frozen(kw_only=True)
class Standing:
    """Tell how a deliverable stands on a day.

    Parameters
    ----------
    production_id, kind, required_by
        Of the deliverable.
    due, received
        Last day in time, and the day it was there, if that is not after `on`.
    on
        The day.
    gate_percent
        Percent of the last payment that waits for it.
    evidence
        Where it can be seen.

    """

    production_id: str
    kind: DeliverableKind
    required_by: str
    due: dt.date
    received: dt.date | None
    on: dt.date
    gate_percent: Decimal = Decimal(0)
    evidence: str = ""

    @property
    def status(self) -> DeliverableStatus:
        """In time, still in time, there but too late, or not there though due."""
        if self.received is not None:
            return DeliverableStatus.MET if self.received <= self.due else DeliverableStatus.LATE
        return DeliverableStatus.ON_TRACK if self.on <= self.due else DeliverableStatus.MISSING

    @property
    def gate_open(self) -> bool:
        """Whether what it stands before may happen: start, green light or last payment."""
        return self.received is not None

    def withheld(self, payment: Decimal) -> Decimal:
        """Return what waits of a payment, in hundredths; the rest is the payment less this, exactly.

        Examples
        --------
        >>> day = dt.date(2025, 3, 1)
        >>> late = Standing(production_id="p", kind=DeliverableKind.REPORT, required_by="", due=day, received=None,
        ...                 on=day, gate_percent=Decimal(10))
        >>> late.withheld(Decimal("1250000.55"))
        Decimal('125000.06')

        """
        if self.gate_open:
            return Decimal("0.00")
        # percent of whole money are hundredths of it
        return Decimal(round(Fraction(payment) * Fraction(self.gate_percent))).scaleb(-2)

    def row(self) -> dict[str, Any]:
        """Return it as a row of a report."""
        return {
            "production_id": self.production_id, "kind": str(self.kind), "required_by": self.required_by,
            "due": self.due, "received": self.received, "status": str(self.status), "gate": self.kind.gate,
            "gate_open": self.gate_open, "withheld_percent": Decimal(0) if self.gate_open else self.gate_percent,
            "evidence": self.evidence,
        }  # fmt: skip


@frozen(kw_only=True)
class Deliverables:
    """Hold the deliverables of an alliance.

    Parameters
    ----------
    rows
        In the order of the file.

    """

    rows: tuple[Deliverable, ...] = ()

    def standings(
        self, productions: Iterable[Milestones], *, on: dt.date, terms: Terms, issues: list[Issue]
    ) -> list[Standing]:
        """Return how everything that productions have to hand in stands on a day.

        A kind that the terms ask for and no row names has not been received.

        Parameters
        ----------
        productions
            All productions that owe something.
        on
            The day; what was received after it has not been received.
        terms
            What the alliance asks for.
        issues
            Where problems go: ``no_due_date`` for what cannot be judged, ``report_before_delivery`` to look at.

        """
        rows: dict[tuple[str, str], list[Deliverable]] = defaultdict(list)
        for row in self.rows:
            rows[row.production_id, row.kind].append(row)
        found = []
        for production in productions:
            for kind in DeliverableKind:
                owed = rows[production.production_id, kind]
                if not owed and kind in terms.kinds:
                    owed = [Deliverable(production_id=production.production_id, kind=kind)]
                for row in owed:
                    found += _standing(row, production, on, terms, issues)
        return found

    def write(self, folder: Path) -> None:
        """Write the rows into a folder; nothing when there are none."""
        if self.rows:
            write_records(folder / FILE, Deliverable, self.rows)


def read(
    folder: Path, *, production_ids: Collection[str], member_ids: Collection[str], issues: list[Issue]
) -> Deliverables:
    """Return the deliverables of an alliance's folder.

    Parameters
    ----------
    folder
        With ``deliverables.csv``, or without.
    production_ids, member_ids
        What may be named.
    issues
        Where problems go; a row with one is left out.

    """
    usable: dict[tuple[str, str, str], Deliverable] = {}
    for row in read_records(folder / FILE, Deliverable, issues):
        wrong = known(row, "production_id", production_ids, "productions.csv")
        if row.required_by:
            wrong += [issue.at(code="unknown_member") for issue in known(row, "required_by", member_ids, "members.csv")]
        key = (row.production_id, row.kind, row.required_by)
        if not wrong and key in usable:
            message = f"The {row.kind} of {row.production_id} stands in row {usable[key].row} too; that one counts."
            wrong.append(row.issue("duplicate_deliverable", message, "kind", row.kind))
        issues += wrong
        if not wrong:
            usable[key] = row
    return Deliverables(rows=tuple(usable.values()))


def _standing(
    row: Deliverable, production: Milestones, on: dt.date, terms: Terms, issues: list[Issue]
) -> list[Standing]:
    event: dt.date | None = getattr(production, row.kind.event)
    due = row.due
    if due is None and event is not None:
        due = event + dt.timedelta(days=terms.report_days) if row.kind == DeliverableKind.REPORT else event
    if due is None:
        issues.append(_no_due_date(row))
        return []
    received = row.received if row.received is not None and row.received <= on else None
    if row.kind == DeliverableKind.REPORT and received and event and received < event:
        issues.append(_early(row, event))
    gate = Decimal(0)
    if row.kind == DeliverableKind.REPORT:
        gate = terms.gate_percent if row.gate_percent is None else row.gate_percent
    return [
        Standing(
            production_id=row.production_id, kind=row.kind, required_by=row.required_by, due=due, received=received,
            on=on, gate_percent=gate, evidence=row.evidence,
        )
    ]  # fmt: skip


def _no_due_date(row: Deliverable) -> Issue:
    message = (
        f"Nobody can say when the {row.kind} of {row.production_id} is due: the production has no {row.kind.event}."
    )
    hint = f"Fill in {row.kind.event} in productions.csv, or due in {FILE}. It counts as neither met nor missing."
    more = {"hint": hint, "production_id": row.production_id, "severity": "warning"}
    return row.issue("no_due_date", message, "due", **more)


def _early(row: Deliverable, delivery: dt.date) -> Issue:
    message = f"The report of {row.production_id} came on {row.received}, before its delivery on {delivery}."
    more = {"hint": "Is it the budget?", "production_id": row.production_id, "severity": "warning"}
    return row.issue("report_before_delivery", message, "received", row.received, **more)
