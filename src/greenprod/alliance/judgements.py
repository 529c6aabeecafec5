"""Judgements: how members stand by their commitments in a year, from what they owed and what they did."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from attrs import field, frozen

from greenprod.alliance.commitments import Commitment, CommitmentKind, converted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from decimal import Decimal

    from greenprod.errors import Issue


OWED = {
    CommitmentKind.MEASURE_ALL: "report",
    CommitmentKind.PLAN_BEFORE_START: "plan",
    CommitmentKind.BUDGET_BEFORE_GREEN_LIGHT: "budget",
    CommitmentKind.REPORT_AFTER: "report",
    CommitmentKind.LABEL_LEVEL: "report",
}
"""The deliverable whose due day says in which year a production counts."""


class Status(StrEnum):
    """How a member stands by a commitment in a year."""

    MET = "met"
    ON_TRACK = "on_track"
    LATE = "late"
    NO_DATA = "no_data"


class Owed(Protocol):
    """Name what is needed of a deliverable that is due on a day."""

    @property
    def production_id(self) -> str:
        """Whose."""

    @property
    def kind(self) -> str:
        """Plan, budget or report."""

    @property
    def due(self) -> dt.date:
        """Last day in time."""

    @property
    def status(self) -> str:
        """``met``, ``on_track``, ``late`` or ``missing``."""


@frozen(kw_only=True)
class Facts:
    """Hold what commitments other than reductions are judged by.

    Parameters
    ----------
    on
        The day on which they are judged.
    owed
        Deliverables of productions as they stand on that day.
    holders
        Members that answer for each production.
    budgets
        Budget of each production and its currency; None where nobody knows.
    measured
        Ids of productions with a footprint of what was done.
    levels
        Levels of labels that each production holds, the lower ones too.
    paid
        Money paid by member and year, by currency; a year without an entry has no books.

    """

    on: dt.date
    owed: Sequence[Owed] = ()
    holders: Mapping[str, Collection[str]] = field(factory=dict)
    budgets: Mapping[str, tuple[Decimal | None, str]] = field(factory=dict)
    measured: Collection[str] = ()
    levels: Mapping[str, Collection[str]] = field(factory=dict)
    paid: Mapping[tuple[str, int], Mapping[str, Decimal]] = field(factory=dict)

    @cached_property
    def owed_by(self) -> dict[tuple[str, str, int], list[Owed]]:
        """Deliverables by the member that answers for them, their kind, and the year in which they are due."""
        found: dict[tuple[str, str, int], list[Owed]] = defaultdict(list)
        for each in self.owed:
            for member in self.holders.get(each.production_id, ()):
                found[member, each.kind, each.due.year].append(each)
        return dict(found)


@frozen(kw_only=True)
class Judgement:
    """Tell how a member stands by a commitment in a year.

    Parameters
    ----------
    commitment_id, member_id, kind, year
        What was judged.
    status
        None for a year that is not judged: before the commitment began, or not over and nothing due in it yet.
    done, obliged
        How many productions, or how much money, of how much; None where that is not what counts.

    """

    commitment_id: str
    member_id: str
    kind: CommitmentKind
    year: int
    status: Status | None
    done: Fraction | None = None
    obliged: Fraction | None = None


def judge(commitment: Commitment, year: int, facts: Facts, issues: list[Issue]) -> Judgement:
    """Return how a member stands by a commitment other than a reduction.

    ``met``: enough is done. ``on_track``: not yet, but what is not due yet can still be enough. ``late``: it cannot.
    ``no_data``: nothing was due in the year, or there are no books of it.

    Parameters
    ----------
    commitment
        Of any kind but ``reduction``, which `targets.path` judges.
    year
        The year.
    facts
        What is known on the day.
    issues
        Where problems go: ``unknown_budget``, ``no_exchange_rate``.

    """
    if not commitment.from_year(year) or year > facts.on.year:
        return _judgement(commitment, year, None)
    if commitment.kind == CommitmentKind.CONTRIBUTION:
        return _contribution(commitment, year, facts, issues)
    counts: Counter[str] = Counter(
        _outcome(commitment, each, facts) for each in _obliged(commitment, year, facts, issues)
    )
    obliged = counts.total()
    needed = obliged * (Fraction(1) if commitment.target is None else commitment.target)
    status = Status.LATE
    if not obliged:
        status = Status.NO_DATA
    elif counts["done"] >= needed:
        status = Status.MET
    elif counts["done"] + counts["open"] >= needed:
        status = Status.ON_TRACK
    return _judgement(commitment, year, status, Fraction(counts["done"]), Fraction(obliged))


def _judgement(
    commitment: Commitment,
    year: int,
    status: Status | None,
    done: Fraction | None = None,
    obliged: Fraction | None = None,
) -> Judgement:
    return Judgement(
        commitment_id=commitment.commitment_id,
        member_id=commitment.member_id,
        kind=commitment.kind,
        year=year,
        status=status,
        done=done,
        obliged=obliged,
    )


def _outcome(commitment: Commitment, each: Owed, facts: Facts) -> str:
    """Tell whether what a production promised is done, open or missed."""
    if commitment.kind == CommitmentKind.MEASURE_ALL:
        done = each.production_id in facts.measured
    elif commitment.kind == CommitmentKind.LABEL_LEVEL:
        done = commitment.level in facts.levels.get(each.production_id, ())
    else:
        return {"met": "done", "on_track": "open"}.get(each.status, "missed")
    return "done" if done else "open" if facts.on <= each.due else "missed"


def _obliged(commitment: Commitment, year: int, facts: Facts, issues: list[Issue]) -> list[Owed]:
    """Return what the member owes in a year under a commitment."""
    found = [
        each
        for each in facts.owed_by.get((commitment.member_id, OWED[commitment.kind], year), ())
        if (commitment.applies_from is None or each.due >= commitment.applies_from)
        and _large_enough(commitment, each.production_id, year, facts, issues)
    ]
    if commitment.kind in (CommitmentKind.MEASURE_ALL, CommitmentKind.LABEL_LEVEL):
        # a production is measured or labelled once, however many members ask for its report
        return list({each.production_id: each for each in sorted(found, key=lambda each: each.due)}.values())
    return found


def _large_enough(commitment: Commitment, production: str, year: int, facts: Facts, issues: list[Issue]) -> bool:
    """Return whether a production is not below the threshold; one of unknown size is not let off."""
    if commitment.threshold is None:
        return True
    budget, currency = facts.budgets.get(production, (None, ""))
    if budget is None:
        message = f"{commitment.commitment_id} holds from a budget of {commitment.threshold} {commitment.currency} on."
        hint = f"Fill in the budget of {production}; until then it counts as large enough."
        more = {"severity": "warning", "production_id": production, "hint": hint}
        issues.append(commitment.issue("unknown_budget", message, "threshold", commitment.threshold, **more))
        return True
    worth = converted(budget, currency, commitment, year, issues)
    return worth is None or worth >= commitment.threshold


def _contribution(commitment: Commitment, year: int, facts: Facts, issues: list[Issue]) -> Judgement:
    books = facts.paid.get((commitment.member_id, year))
    promised = Fraction(commitment.target_value or 0)
    over = facts.on > dt.date(year, 12, 31)
    if books is None:
        return _judgement(commitment, year, Status.NO_DATA, None, promised)
    parts = [converted(money, currency, commitment, year, issues) for currency, money in books.items()]
    if None in parts:
        return _judgement(commitment, year, Status.NO_DATA, None, promised)
    paid = sum((part for part in parts if part is not None), Fraction(0))
    status = Status.MET if paid >= promised else Status.LATE if over else Status.ON_TRACK
    return _judgement(commitment, year, status, paid, promised)


def statuses(
    commitments: Iterable[Commitment], years: Sequence[int], facts: Facts, issues: list[Issue]
) -> list[Judgement]:
    """Return how members stand by all commitments but reductions, one by one and year by year."""
    others = [each for each in commitments if each.kind != CommitmentKind.REDUCTION]
    return [judge(each, year, facts, issues) for each in others for year in years]
