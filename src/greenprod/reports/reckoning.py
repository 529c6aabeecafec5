"""Reckonings: how the books of an alliance stand on a day, for one year and the three before it."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from greenprod.alliance.allocation import Sharing
from greenprod.alliance.awards import Status as AwardStatus
from greenprod.alliance.commitments import CommitmentKind, Metric
from greenprod.alliance.counting import delivery_years
from greenprod.alliance.coverage import Coverage, coverage
from greenprod.alliance.deliverables import Milestones, Terms
from greenprod.alliance.diligence import Terms as DiligenceTerms
from greenprod.alliance.diligence import examine
from greenprod.alliance.emissions import ALL_SCOPES, Scope
from greenprod.alliance.judgements import Facts, statuses
from greenprod.alliance.restatement import Policy, restate, with_restated
from greenprod.alliance.sections import read_section
from greenprod.alliance.stakes import OUTSIDE, Method
from greenprod.alliance.targets import Contraction, Size, denominator, path
from greenprod.reports.blocks import records
from greenprod.vocabulary import Version

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from fractions import Fraction

    from greenprod.alliance.awards import Award
    from greenprod.alliance.books import Books
    from greenprod.alliance.commitments import Commitment
    from greenprod.alliance.consolidation import AllianceReport
    from greenprod.alliance.deliverables import Standing
    from greenprod.alliance.findings import Diligence
    from greenprod.alliance.judgements import Judgement
    from greenprod.alliance.restatement import Restatement
    from greenprod.alliance.scorecards import Scorecards
    from greenprod.alliance.targets import Path
    from greenprod.errors import Issue

YEARS = 4
ALL = ""
"""Stands for all members together where productions are counted by member."""


@frozen(kw_only=True, eq=False, slots=False)
class Reckoning:
    """Work out how everything in the books stands on a day.

    Parameters
    ----------
    books
        What the folder holds.
    report
        What was emitted, from the lines; its year is the year of the reckoning.
    on
        The day. What was paid, received, verified or decided after it has not happened.
    issues
        Problems that come up while reckoning; those of reading stand in the books.

    """

    books: Books
    report: AllianceReport
    on: dt.date
    issues: list[Issue] = field(factory=list, init=False, repr=False)

    @property
    def year(self) -> int:
        """The last year that is shown."""
        return self.report.year

    @property
    def years(self) -> tuple[int, ...]:
        """The year and those before it."""
        return tuple(range(self.year - YEARS + 1, self.year + 1))

    @property
    def empty(self) -> bool:
        """Whether the folder has none of the tables that books are made of."""
        b = self.books
        rows = (
            b.commitments.rows, b.deliverables.rows, b.emissions.rows, b.changes.rows, b.fund.contributions,
            b.fund.initiatives, b.funding.costs, b.results.key_results, b.results.pipelines.entries,
            b.qualifications.roles, b.qualifications.qualifications, b.qualifications.training, b.scorecards.claims,
            b.awards.awards, b.inventories.rows,
        )  # fmt: skip
        return not any(rows)

    @cached_property
    def names(self) -> dict[str, str]:
        """Name of each member by id; the id where it has none."""
        members = self.books.alliance.members
        return {key: name or key for key, name in zip(members["member_id"], members["name"], strict=True)}

    def heir(self, member_id: str) -> str:
        """Return who stands for a member in the year."""
        return self.books.alliance.memberships.heir(member_id, self.year)

    @cached_property
    def members(self) -> tuple[str, ...]:
        """Members of the year."""
        return self.books.alliance.members_in(self.year)

    @cached_property
    def stated(self) -> dict[tuple[str, int], dict[str, int]]:
        """What members stated, a predecessor's with its successor's; a scope that one of them lacks is missing."""
        parts: dict[tuple[str, int], list[dict[str, int]]] = defaultdict(list)
        for (member, year), scopes in self.books.emissions.inventory().items():
            parts[self.heir(member), year].append(scopes)
        return {
            key: {
                scope: sum(one[scope] for one in found) for scope in Scope if all(scope in one for one in found)
            }
            for key, found in parts.items()
        }  # fmt: skip

    @cached_property
    def counted(self) -> dict[tuple[str, int], dict[str, int]]:
        """What the lines come to, each member's part in the scopes that it reports them under."""
        found: dict[tuple[str, int], dict[str, int]] = {}
        for row in records(self.report.years("member_id", "scope_category", "member_scope_category")):
            member, year = str(row["member_id"]), int(row["year"])
            if member == OUTSIDE or not year:
                continue
            scopes = found.setdefault((member, year), dict.fromkeys(map(str, Scope), 0))
            as_is = row["scope_category"] == row["member_scope_category"]
            for scope in Scope:
                whole = "co2e_mg" if scope == Scope.SCOPE3 else ""
                column = f"{scope}_mg" if as_is else whole
                scopes[str(scope)] += int(row[column]) if column else 0
        return found

    @cached_property
    def inventory(self) -> dict[tuple[str, int], dict[str, int]]:
        """Milligrams by member and year, then by scope; what a member stated goes before what its lines come to."""
        return {**self.counted, **self.stated}

    def total(self, member_id: str, year: int) -> int | None:
        """Return a member's inventory of a year over all scopes, None where it is not known."""
        return ALL_SCOPES.total(self.inventory.get((member_id, year), {}))

    @cached_property
    def policy(self) -> Policy | None:
        """How base years are restated; None where ``alliance.toml`` does not say."""
        settings = self.books.alliance.settings
        return read_section("restatement", Policy, settings, self.issues) if "restatement" in settings else None

    @cached_property
    def restatements(self) -> tuple[Restatement, ...]:
        """Base years of all members that have one, as previously stated and as restated."""
        if self.policy is None:
            return ()
        changes = [evolve(row, member_id=self.heir(row.member_id)) for row in self.books.changes.rows]
        concerned = {member for member, year in self.inventory if year == self.policy.base_year}
        concerned |= {row.member_id for row in changes}
        found = [
            restate(self.inventory, changes, self.policy, member_id=name, until=self.on, issues=self.issues)
            for name in self.names
            if name in concerned
        ]
        return tuple(one for one in found if one is not None)

    @cached_property
    def commitments(self) -> tuple[Commitment, ...]:
        """All commitments; a predecessor's is its successor's."""
        return tuple(evolve(row, member_id=self.heir(row.member_id)) for row in self.books.commitments.rows)

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """The path of every reduction, from the restated base year where there is one."""
        contraction = read_section("targets", Contraction, self.books.alliance.settings, self.issues) or Contraction()
        inventory = with_restated(self.inventory, self.restatements)
        return tuple(
            path(one, inventory, on=self.on, denominators=self._denominators(one), contraction=contraction)
            for one in self.commitments
            if one.kind == CommitmentKind.REDUCTION
        )

    def _denominators(self, commitment: Commitment) -> dict[int, Fraction | None]:
        if commitment.metric == Metric.ABSOLUTE or commitment.base_year is None:
            return {}
        alliance, found = self.books.alliance, {}
        delivered = delivery_years(alliance.productions)
        rows = {str(row["production_id"]): row for row in records(alliance.productions)}
        for year in range(commitment.base_year, self.year + 1):
            sharing = Sharing.of(alliance, self.report.method, year)
            mine = [name for name in rows if delivered.get(name) == year]
            held = sharing.shares((name, "") for name in mine)
            shares = {(name, self.heir(m)): s for name, parts in zip(mine, held, strict=True) for m, s in parts.items()}
            sizes = [Size.of(rows[name]) for name in mine]
            found[year] = denominator(commitment, sizes, shares, year=year, issues=self.issues)
        return found

    @cached_property
    def judgements(self) -> tuple[Judgement, ...]:
        """How members stand by their commitments in the year."""
        others = statuses(self.commitments, [self.year], self.facts, self.issues)
        found = {one.commitment_id: one for one in (*(way.judgement(self.year) for way in self.paths), *others)}
        return tuple(found[one.commitment_id] for one in self.commitments)

    @cached_property
    def facts(self) -> Facts:
        """What commitments other than reductions are judged by."""
        sizes = [Size.of(row) for row in records(self.books.alliance.productions)]
        return Facts(
            on=self.on,
            owed=self.standings,
            holders=self.holders,
            budgets={one.production_id: (one.budget, one.currency) for one in sizes},
            measured=self.measured,
            levels=self.levels,
            paid=self.paid,
        )

    @cached_property
    def owes(self) -> bool:
        """Whether anybody asked for deliverables."""
        counted = any(one.kind not in _WITHOUT_DELIVERABLES for one in self.books.commitments.rows)
        return bool(self.books.deliverables.rows) or "deliverables" in self.books.alliance.settings or counted

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """How every deliverable stands on the day, by the day it is due."""
        if not self.owes:
            return ()
        terms = read_section("deliverables", Terms, self.books.alliance.settings, self.issues) or Terms()
        milestones = [Milestones.of(row) for row in records(self.books.alliance.productions)]
        found = self.books.deliverables.standings(milestones, on=self.on, terms=terms, issues=self.issues)
        return tuple(sorted(found, key=lambda one: (one.due, one.production_id, one.kind, one.required_by)))

    @cached_property
    def holders(self) -> dict[str, tuple[str, ...]]:
        """Members that answer for each production: who runs it, else everybody with a part in it."""
        alliance = self.books.alliance
        ids = [str(name) for name in alliance.productions["production_id"]]
        sharing = Sharing.of(alliance, self.report.method, self.year)
        found: dict[str, set[str]] = {name: set() for name in ids}
        for name, member in sharing.in_control():
            found.setdefault(name, set()).add(member)
        if self.report.method != Method.OWN_ACTIVITY_LINES:
            for name, parts in zip(ids, sharing.shares((name, "") for name in ids), strict=True):
                found[name] = found[name] or set(parts)
        return {name: tuple(sorted(members)) for name, members in found.items()}

    @cached_property
    def measured(self) -> frozenset[str]:
        """Productions with a footprint of what was done, not of what was planned."""
        lines = self.report.ledger.lines
        done = lines[lines["booked"].astype(bool) & lines["version"].astype(str).eq(Version.FINAL)]
        return frozenset(map(str, done["production_id"].unique()))

    def coverage(self, year: int) -> list[Coverage]:
        """Return measured by obliged productions of a year, of all together first and then of each member."""
        holders = {name: (ALL, *members) for name, members in self.holders.items()}
        return coverage(self.standings, self.measured, holders, period=year)

    @cached_property
    def levels(self) -> dict[str, set[str]]:
        """Levels of labels that each production holds on the day, the lower ones too."""
        found: dict[str, set[str]] = defaultdict(set)
        for award in self.books.awards.awards:
            status = self.books.awards.standing(award.award_id, self.on).status
            if award.production_id and status in (AwardStatus.VALID, AwardStatus.OPEN):
                found[award.production_id] |= self._with_lower(award)
        return dict(found)

    def _with_lower(self, award: Award) -> set[str]:
        found = {award.level}
        for rule in self.books.awards.editions[award.edition].rules:
            names = [level.name for level in rule.steps]
            if award.level in names:
                found |= set(names[: names.index(award.level)])
        return found

    @cached_property
    def paid(self) -> dict[tuple[str, int], dict[str, Decimal]]:
        """Money paid to the fund by member and year; a year in which nobody paid has no books."""
        given = [one for one in self.books.fund.contributions if one.date <= self.on]
        found: dict[tuple[str, int], dict[str, Decimal]] = {
            (member, year): {} for year in {one.date.year for one in given} for member in self.names
        }
        for one in given:
            mine = found[self.heir(one.member_id), one.date.year]
            mine[one.currency] = mine.get(one.currency, Decimal(0)) + one.amount
        return found

    @cached_property
    def scorecards(self) -> Scorecards:
        """Assessments as they stood on the day."""
        cards = self.books.scorecards
        return evolve(cards, claims=tuple(one for one in cards.claims if one.date <= self.on))

    @cached_property
    def foreign_cost_shares(self) -> Mapping[str, Fraction]:
        """Share of cost abroad by production, where it is known."""
        from greenprod.alliance.records import share  # noqa: PLC0415 - the word stands for other things here

        rows: list[dict[str, Any]] = records(self.books.alliance.productions)
        return {
            str(row["production_id"]): share(row["foreign_cost_share"]) for row in rows if row["foreign_cost_share"]
        }

    @cached_property
    def diligences(self) -> tuple[Diligence, ...]:
        """What was found about every two inventories."""
        mine = self.books.inventories
        rules: dict[str, Any] = {"ranges": mine.ranges}
        if self.policy is not None:
            names = ("base_year", "threshold", "scopes")
            rules |= {name: getattr(self.policy, name) for name in names}
        terms = DiligenceTerms(**rules)
        return tuple(examine(mine.of(a), mine.of(b), terms) for a, b in combinations(mine.names, 2))


_WITHOUT_DELIVERABLES = (CommitmentKind.REDUCTION, CommitmentKind.CONTRIBUTION)
