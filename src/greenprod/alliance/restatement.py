"""Base years: what was stated, what it becomes when companies come and go or methods change, and why."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from greenprod.alliance.emissions import ALL_SCOPES, ScopeSet, scope_set
from greenprod.alliance.records import share, whole, word
from greenprod.alliance.structure import CORRECTIONS, ChangeKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from greenprod.alliance.emissions import Inventory
    from greenprod.alliance.structure import StructuralChange
    from greenprod.errors import Issue

_MG_PER_T = 10**9


class Denominator(StrEnum):
    """What a change is a share of."""

    STATED = "stated"
    RESTATED = "restated"


def _denominator(value: str) -> Denominator:
    return word(Denominator)(value)


class Verdict(StrEnum):
    """What became of a change."""

    SIGNIFICANT = "significant"
    SIGNIFICANT_TOGETHER = "significant_together"
    PENDING = "pending"
    ORGANIC_GROWTH = "organic_growth"
    YOUNGER = "younger_than_base_year"
    BEFORE = "before_base_year"


@frozen(kw_only=True)
class Policy:
    """Hold the rules by which a base year is restated, section ``[restatement]`` of ``alliance.toml``.

    Parameters
    ----------
    base_year
        The year that targets are measured from.
    threshold
        Share of the base year from which a change, or several together, are significant.
    denominator
        ``stated``: the base year in force before the change; ``restated``: the base year with the change.
    scopes
        What the base year is the sum of; the test is made on this sum.

    """

    base_year: int = field(converter=whole)
    threshold: Fraction = field(default=Fraction(1, 20), converter=share)
    denominator: Denominator = field(default=Denominator.STATED, converter=_denominator)
    scopes: ScopeSet = field(default=ALL_SCOPES, converter=scope_set)


@frozen(kw_only=True)
class Step:
    """Tell what one change did to the base year.

    Parameters
    ----------
    change_id, kind, date, entity, reason
        The change.
    amount_mg
        What it adds to the base year, negative if it takes away; None for one that never restates.
    tested_mg, denominator_mg
        What was held against the threshold: the change, or the change with all that were pending; and the base of it.
    verdict
        Whether the base year was restated.
    before_mg, after_mg
        The base year in force before and after.
    applied
        Ids of the changes that went into the base year with this step.

    """

    change_id: str
    kind: ChangeKind
    date: dt.date
    entity: str
    reason: str
    amount_mg: int | None = None
    tested_mg: int | None = None
    denominator_mg: int | None = None
    verdict: Verdict
    before_mg: int
    after_mg: int
    applied: tuple[str, ...] = ()

    @property
    def ratio(self) -> Fraction | None:
        """The tested change as a share of the denominator, None where there is nothing to divide by."""
        if self.tested_mg is None or not self.denominator_mg:
            return None
        return Fraction(abs(self.tested_mg), abs(self.denominator_mg))


@frozen(kw_only=True)
class Restatement:
    """Hold a member's base year as previously stated and as restated, with the reasons in between.

    Parameters
    ----------
    member_id, policy
        Whose, and by which rules.
    stated, restated
        Whole milligrams by scope.
    steps
        One for each change, in order of their days.
    pending
        Ids of changes that are not significant yet.

    """

    member_id: str
    policy: Policy
    stated: Mapping[str, int]
    restated: Mapping[str, int]
    steps: tuple[Step, ...] = ()
    pending: tuple[str, ...] = ()

    @property
    def stated_mg(self) -> int:
        """The base year as previously stated."""
        return self.policy.scopes.total(self.stated) or 0

    @property
    def restated_mg(self) -> int:
        """The base year as restated."""
        return self.policy.scopes.total(self.restated) or 0

    def rows(self) -> list[dict[str, Any]]:
        """Return the chain of reasons as rows with tonnes and percent, for people."""
        return [
            {
                "member_id": self.member_id, "base_year": self.policy.base_year, "change_id": step.change_id,
                "date": step.date, "kind": str(step.kind), "entity": step.entity, "reason": step.reason,
                "change_t": None if step.amount_mg is None else step.amount_mg / _MG_PER_T,
                "percent": None if step.ratio is None else float(step.ratio * 100),
                "denominator": str(self.policy.denominator), "verdict": str(step.verdict),
                "previously_stated_t": step.before_mg / _MG_PER_T, "restated_t": step.after_mg / _MG_PER_T,
            }
            for step in self.steps
        ]  # fmt: skip

    def frame(self) -> pd.DataFrame:
        """Return the rows as a table."""
        import pandas as pd  # noqa: PLC0415 - only who wants a table needs it

        return pd.DataFrame(self.rows())


def restate(
    inventory: Inventory,
    changes: Iterable[StructuralChange],
    policy: Policy,
    *,
    member_id: str,
    until: dt.date,
    issues: list[Issue],
) -> Restatement | None:
    """Return a member's base year with all significant changes in it; None when it stated no base year.

    Changes are taken in order of their days. One that is significant restates the base year at once, and takes with it
    all that were pending; one that is not waits until it and the other pending ones are significant together. Organic
    growth, entities younger than the base year and changes before it never restate.

    Parameters
    ----------
    inventory
        Whole milligrams by member and year, then by scope.
    changes
        Of any members.
    policy
        Base year, threshold and what it is a share of.
    member_id
        Whose base year.
    until
        Last day of changes that are looked at.
    issues
        Where problems go: ``no_base_year_emissions``, ``below_zero``.

    """
    mine = _by_change(changes, member_id, until)
    stated = dict(inventory.get((member_id, policy.base_year), {}))
    if policy.scopes.total(stated) is None:
        issues += [_no_base_year(rows[0], policy) for rows in mine[:1]]
        return None
    chain = _Chain(policy, stated)
    for rows in mine:
        chain.take(rows, issues)
    return Restatement(
        member_id=member_id,
        policy=policy,
        stated=stated,
        restated=chain.current,
        steps=tuple(chain.steps),
        pending=tuple(chain.waiting),
    )


def with_restated(inventory: Inventory, restatements: Iterable[Restatement]) -> dict[tuple[str, int], dict[str, int]]:
    """Return the inventory with base years as restated; the one given keeps them as stated."""
    found = {key: dict(scopes) for key, scopes in inventory.items()}
    for each in restatements:
        found[each.member_id, each.policy.base_year] = dict(each.restated)
    return found


def _by_change(changes: Iterable[StructuralChange], member_id: str, until: dt.date) -> list[list[StructuralChange]]:
    groups: dict[str, list[StructuralChange]] = defaultdict(list)
    for row in changes:
        if row.member_id == member_id and row.date <= until:
            groups[row.change_id].append(row)
    return sorted(groups.values(), key=lambda rows: (rows[0].date, rows[0].change_id))


class _Chain:
    """The base year in force while changes come in one by one."""

    def __init__(self, policy: Policy, stated: Mapping[str, int]) -> None:
        self.policy = policy
        self.current = dict(stated)
        self.waiting: dict[str, dict[str, int]] = {}
        self.steps: list[Step] = []

    def take(self, rows: list[StructuralChange], issues: list[Issue]) -> None:
        """Add a step for a change, or an issue for one that cannot be right."""
        never = self._never(rows[0])
        if never is not None:
            self._step(rows[0], never)
            return
        if any(row.base_year_co2e_kg is None for row in rows):
            issues.append(_no_change_emissions(rows[0], self.policy))
            return
        amounts = _summed([{str(row.scope): row.mg} for row in rows])
        outlook = self._with({**self.waiting, rows[0].change_id: amounts})
        if min(outlook.values()) < 0:
            issues.append(_below_zero(rows[0]))
            return
        self._judge(rows[0], amounts)

    def _never(self, change: StructuralChange) -> Verdict | None:
        if change.kind == ChangeKind.ORGANIC_GROWTH:
            return Verdict.ORGANIC_GROWTH
        if change.entity_since is not None and change.entity_since.year > self.policy.base_year:
            return Verdict.YOUNGER
        # what came before was in the base year when it was stated, but a mistake or method is corrected whenever found
        if change.date.year < self.policy.base_year and change.kind not in CORRECTIONS:
            return Verdict.BEFORE
        return None

    def _judge(self, change: StructuralChange, amounts: dict[str, int]) -> None:
        self.waiting[change.change_id] = amounts
        alone = self._total(amounts)
        together = self._total(_summed(self.waiting.values()))
        tests = ((alone, Verdict.SIGNIFICANT), (together, Verdict.SIGNIFICANT_TOGETHER))
        tested, verdict = next(((mg, word) for mg, word in tests if self._significant(mg)), (together, Verdict.PENDING))
        self._step(change, verdict, alone, tested)

    def _step(
        self, change: StructuralChange, verdict: Verdict, amount: int | None = None, tested: int | None = None
    ) -> None:
        before = self._total(self.current)
        applied: tuple[str, ...] = ()
        if verdict in (Verdict.SIGNIFICANT, Verdict.SIGNIFICANT_TOGETHER):
            applied = tuple(self.waiting)
            self.current = self._with(self.waiting)
            self.waiting = {}
        self.steps.append(
            Step(
                change_id=change.change_id,
                kind=change.kind,
                date=change.date,
                entity=change.entity,
                reason=change.reason,
                amount_mg=amount,
                tested_mg=tested,
                denominator_mg=None if tested is None else self._base(before, tested),
                verdict=verdict,
                before_mg=before,
                after_mg=self._total(self.current),
                applied=applied,
            )
        )

    def _significant(self, mg: int) -> bool:
        base = self._base(self._total(self.current), mg)
        return abs(mg) >= self.policy.threshold * base

    def _base(self, before: int, mg: int) -> int:
        return before + mg if self.policy.denominator == Denominator.RESTATED else before

    def _total(self, amounts: Mapping[str, int]) -> int:
        return sum(amounts.get(scope, 0) for scope in self.policy.scopes.scopes)

    def _with(self, changes: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
        """Add changes to the scopes that the base year has; one that it never stated stays missing."""
        added = _summed(changes.values())
        return {scope: mg + added.get(scope, 0) for scope, mg in self.current.items()}


def _summed(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for part in parts:
        for scope, mg in part.items():
            found[scope] += mg
    return dict(found)


def _no_base_year(change: StructuralChange, policy: Policy) -> Issue:
    message = f"{change.member_id} has no emissions of {policy.base_year} in {policy.scopes}: nothing to restate."
    hint = "State them in emissions.csv, or choose a base year and scopes in alliance.toml that it has."
    return change.issue("no_base_year_emissions", message, "member_id", change.member_id, hint=hint)


def _no_change_emissions(change: StructuralChange, policy: Policy) -> Issue:
    message = f"{change.change_id} does not say what {change.entity or 'it'} emitted in {policy.base_year}."
    hint = "Write base_year_co2e_kg for each scope, estimated if need be; the base year is not restated without it."
    return change.issue("no_base_year_emissions", message, "base_year_co2e_kg", hint=hint)


def _below_zero(change: StructuralChange) -> Issue:
    message = f"{change.change_id} takes more out of a scope than the base year has in it."
    hint = "Check the amounts, the scope and the share."
    return change.issue("below_zero", message, "base_year_co2e_kg", change.base_year_co2e_kg, hint=hint)
