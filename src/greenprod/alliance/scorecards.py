"""Scorecards: assessments of productions and members by an edition's criteria, declared and then verified."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd
from attrs import evolve, field, frozen

from greenprod.alliance.answers import Given, Span, exact
from greenprod.alliance.claims import TOTAL, Claim, State, Territory, checked_claims
from greenprod.alliance.editions import Edition, read_editions, shipped_editions
from greenprod.alliance.gaps import Gap, GapLine
from greenprod.alliance.records import read_records, write_records
from greenprod.alliance.scoring import IndicatorPercent
from greenprod.alliance.tallies import Case, Tally
from greenprod.errors import DataError, Issue

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from greenprod.alliance.criteria import Criterion
    from greenprod.alliance.scoring import Rule
    from greenprod.alliance.tallies import Verdict

FILE, FOLDER = "assessments.csv", "scorecards"
OUTCOME_COLUMNS = (
    "assessment_id", "edition", "completeness", "production_id", "member_id", "state", "reached", "level",
    "within_reach", "score", "needed", "percent", "reasons",
)  # fmt: skip


@frozen(kw_only=True)
class Assessment:
    """Hold one assessment of one subject by one edition.

    Parameters
    ----------
    id, edition, production_id, member_id, track
        As in its rows.
    claims
        Its rows, at least one.

    """

    id: str
    edition: Edition
    production_id: str = ""
    member_id: str = ""
    track: str = ""
    claims: tuple[Claim, ...] = field(repr=False)

    @property
    def start(self) -> dt.date:
        """Day of the first row; the edition is applied as it was on that day."""
        return min(claim.date for claim in self.claims)

    @property
    def last(self) -> dt.date:
        """Day of the last row."""
        return max(claim.date for claim in self.claims)

    @property
    def rule(self) -> Rule:
        """The rule by which it is decided."""
        return self.edition.rule(self.start, self.track)

    @property
    def criteria(self) -> list[Criterion]:
        """The criteria that it is about."""
        return self.edition.on(self.start)

    def tally(self, state: State, territory: Territory = Territory.HOME, *, closed: bool = False) -> Tally:
        """Return what the answers of a state are worth.

        Parameters
        ----------
        state, territory
            Which rows are looked at.
        closed
            Whether what has no answer counts as a no; otherwise it stays open.

        """
        mine = [claim for claim in self.claims if claim.state is state and claim.territory is territory]
        given: dict[str, dict[str, Given]] = {}
        for claim in mine:
            given.setdefault(claim.criterion, {})[claim.option] = claim.given
        totals = [
            one.answer if isinstance(one.answer, Fraction) else one.points for one in given.pop(TOTAL, {}).values()
        ]
        no = Given(answer=False)
        scores = []
        for criterion in self.criteria:
            said = given.get(criterion.id, {})
            unsaid = {option.id: no for option in criterion.options} if closed else {}
            scores.append((criterion, criterion.score({**unsaid, **said})))
        return Tally(
            scores=tuple(scores),
            total=totals[0] if totals else None,
            listed=self.edition.listed(self.start),
            mandatory_listed=not self.edition.mandatory_unknown,
        )

    def outcome(
        self,
        state: State = State.VERIFIED,
        *,
        foreign_cost_share: Fraction | None = None,
        floor: Fraction | None = None,
        closed: bool = False,
    ) -> Outcome:
        """Return what the edition's rule says about the answers of a state.

        Parameters
        ----------
        state
            Declared or verified.
        foreign_cost_share
            Share of the production's cost that arises abroad, from 0 to 1, where the rule asks for it.
        floor
            Share of its scale that every indicator must reach, where the edition does not publish it.
        closed
            Whether what has no answer counts as a no; otherwise it stays open.

        Raises
        ------
        DataError
            ``no_floor`` when the edition's rule has no floor.

        """
        rule = self.rule
        if floor is not None:
            if not isinstance(rule, IndicatorPercent):
                message = f"The rule of {self.edition.id} has no floor on indicators."
                raise DataError(Issue(code="no_floor", message=message, column="floor", value=str(floor)))
            rule = evolve(rule, floor=exact(floor))
        tally = self.tally(state, closed=closed)
        abroad = self.tally(state, Territory.ABROAD, closed=closed)
        verdict = rule.judge(Case(tally=tally, abroad=abroad, foreign_cost_share=foreign_cost_share))
        return Outcome(assessment=self, state=state, verdict=verdict, tally=tally)

    def gap(self) -> Gap:
        """Return what was declared and not verified."""
        places = [place for place in Territory if any(claim.territory is place for claim in self.claims)]
        tallies = [(place, self.tally(State.DECLARED, place), self.tally(State.VERIFIED, place)) for place in places]
        lines = tuple(
            GapLine(territory=place, criterion=criterion, declared=declared, verified=verified)
            for place, before, after in tallies
            for (criterion, declared), (_, verified) in zip(before.scores, after.scores, strict=True)
        )
        return Gap(
            lines=lines,
            declared=sum((before.points for _, before, _ in tallies), Span()).low,
            verified=sum((after.points for _, _, after in tallies), Span()).low,
        )


@frozen(kw_only=True)
class Outcome:
    """Hold what a rule says about an assessment.

    Parameters
    ----------
    assessment, state
        What was looked at.
    verdict
        What the rule says, and why.
    tally
        What each criterion is worth.

    """

    assessment: Assessment = field(repr=False)
    state: State
    verdict: Verdict
    tally: Tally = field(repr=False)

    def row(self) -> dict[str, Any]:
        """Return the outcome as one row of `OUTCOME_COLUMNS`."""
        about, verdict = self.assessment, self.verdict
        needed, percent = verdict.needed, verdict.percent
        return {
            "assessment_id": about.id,
            "edition": about.edition.id,
            "completeness": str(about.edition.completeness),
            "production_id": about.production_id,
            "member_id": about.member_id,
            "state": str(self.state),
            "reached": verdict.reached,
            "level": verdict.level,
            "within_reach": verdict.within_reach,
            "score": float(verdict.score.low),
            "needed": None if needed is None else float(needed),
            "percent": None if percent is None else float(percent),
            "reasons": " ".join(verdict.reasons),
        }


@frozen(kw_only=True)
class Scorecards:
    """Hold all assessments of an alliance.

    Parameters
    ----------
    editions
        By id: those that are installed, and those of the alliance's own folder.
    claims
        The rows that can be used.
    own
        Texts of the folder's own editions by the name of their file.

    """

    editions: Mapping[str, Edition] = field(repr=False)
    claims: tuple[Claim, ...] = ()
    own: Mapping[str, str] = field(factory=dict, repr=False)

    @cached_property
    def assessments(self) -> dict[str, Assessment]:
        """Assessments by id, in order of their first row."""
        groups: dict[str, list[Claim]] = {}
        for claim in self.claims:
            groups.setdefault(claim.assessment_id, []).append(claim)
        return {
            name: Assessment(
                id=name,
                edition=self.editions[group[0].edition],
                production_id=group[0].production_id,
                member_id=group[0].member_id,
                track=group[0].track,
                claims=tuple(group),
            )
            for name, group in groups.items()
        }

    def outcomes(
        self, state: State = State.VERIFIED, *, foreign_cost_shares: Mapping[str, Fraction] | None = None
    ) -> list[Outcome]:
        """Return the outcome of every assessment.

        Parameters
        ----------
        state
            Declared or verified.
        foreign_cost_shares
            By production.

        """
        shares = foreign_cost_shares or {}
        return [
            found.outcome(state, foreign_cost_share=shares.get(found.production_id))
            for found in self.assessments.values()
        ]

    def frame(
        self, state: State = State.VERIFIED, *, foreign_cost_shares: Mapping[str, Fraction] | None = None
    ) -> pd.DataFrame:
        """Return one row for every assessment, in `OUTCOME_COLUMNS`."""
        rows = [outcome.row() for outcome in self.outcomes(state, foreign_cost_shares=foreign_cost_shares)]
        return pd.DataFrame(rows, columns=list(OUTCOME_COLUMNS))

    def write(self, folder: Path) -> None:
        """Write ``assessments.csv`` and the folder's own editions, as `read` reads them."""
        if self.claims:
            write_records(folder / FILE, Claim, self.claims)
        for name, text in self.own.items():
            (folder / FOLDER).mkdir(exist_ok=True)
            (folder / FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


def read(
    folder: Path,
    issues: list[Issue],
    *,
    member_ids: Collection[str],
    production_ids: Collection[str],
    producers: Mapping[str, Collection[str]] | None = None,
) -> Scorecards:
    """Return the scorecards of an alliance's folder.

    Parameters
    ----------
    folder
        With ``assessments.csv`` and ``scorecards/*.toml``; both may be missing. An edition in the folder replaces the
        installed one with the same id.
    issues
        Where problems go; a row with one is left out.
    member_ids, production_ids
        Who and what exists.
    producers
        Ids and names of those who make each production, who may not verify it; the ``member_id`` of its rows is always
        one of them.

    """
    own = read_editions(folder / FOLDER, issues)
    texts = {f"{name}.toml": (folder / FOLDER / f"{name}.toml").read_text(encoding="utf-8") for name in own}
    editions = {**shipped_editions(), **own}
    claims = read_records(folder / FILE, Claim, issues)
    usable = checked_claims(
        claims,
        editions,
        issues,
        member_ids=member_ids,
        production_ids=production_ids,
        producers=producers or {},
    )
    found = Scorecards(editions=editions, claims=tuple(usable), own=texts)
    issues += _totals(found)
    return found


def _totals(scorecards: Scorecards) -> Iterator[Issue]:
    """Yield a warning for every stated total that the answers beside it contradict."""
    for assessment in scorecards.assessments.values():
        rule = assessment.rule
        if isinstance(rule, IndicatorPercent) and not rule.weights_published:
            continue
        for claim in assessment.claims:
            if claim.criterion != TOTAL:
                continue
            stated = assessment.tally(claim.state, claim.territory)
            worked_out = rule.score(evolve(stated, total=None))
            total = rule.score(stated).low
            if total < worked_out.low or (worked_out.high is not None and total > worked_out.high):
                message = (
                    f"The total of {assessment.id} does not fit the answers beside it, from which it is not worked out."
                )
                yield claim.issue("total_differs", message, "answer", float(total), severity="warning")
