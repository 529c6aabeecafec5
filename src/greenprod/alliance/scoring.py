"""Scoring: the five shapes of rules by which labels decide, each with a verdict of yes, no or not known."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from attrs import evolve, field, frozen
from attrs.converters import optional

from greenprod.alliance.answers import Score, Span, every, exact
from greenprod.alliance.criteria import Criterion, Kind
from greenprod.alliance.tallies import Case, Condition, Level, Tally, Verdict

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator


class Shape(StrEnum):
    """How a label decides."""

    POINTS_AT_LEAST = "points_at_least"
    PERCENT_AT_LEAST = "percent_at_least"
    MUST_COUNT = "must_count"
    INDICATOR_PERCENT = "indicator_percent"
    REPORT_ONLY = "report_only"


@frozen(kw_only=True)
class Rule:
    """Hold what all shapes share.

    Parameters
    ----------
    levels
        Lowest first; those whose limit is not published stand last.
    tracks
        Production types or routes that the rule is for; empty for every one.
    valid_from, valid_to
        First day and day after the last on which it holds.
    scale
        Highest score there is, where the edition says it.
    note
        What a user must know.

    """

    shape: ClassVar[Shape]
    unit: ClassVar[str] = "points"

    levels: tuple[Level, ...] = ()
    tracks: tuple[str, ...] = field(default=(), converter=tuple)
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    scale: Fraction | None = field(default=None, converter=optional(exact))
    note: str = ""

    def on(self, day: dt.date, track: str) -> bool:
        """Whether the rule is the one for a production of this track on this day."""
        in_time = (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)
        return in_time and (track in self.tracks if self.tracks else not track)

    @property
    def steps(self) -> tuple[Level, ...]:
        """Levels with the scores they need."""
        return self.levels

    @property
    def highest(self) -> Fraction | None:
        """Highest score that can be stated; None when that is not published."""
        return self.scale

    def level_at(self, score: Fraction) -> str:
        """Return the highest level that a score is enough for; empty when it is for none."""
        names = [level.name for level in self.steps if level.at is not None and level.at <= score]
        return names[-1] if names else ""

    def score(self, tally: Tally) -> Span:
        """Return the score that levels are compared with."""
        return tally.points

    def percent(self, tally: Tally) -> Fraction | None:
        """Return how much of what there is to have is sure, in percent."""
        if tally.total is not None:
            return None if self.scale is None else 100 * min(tally.total / self.scale, Fraction(1))
        sure, most = tally.known
        return 100 * sure / most if most else None

    def conditions(self, case: Case) -> Iterator[Condition]:
        """Yield what must be so whatever the score: every mandatory criterion is met."""
        for criterion, score in case.tally.of(Kind.MANDATORY):
            if score.counts:
                yield _met(criterion, score, "mandatory criterion")
        if not case.tally.mandatory_listed:
            yield Condition(holds=None, text="The edition has mandatory criteria that are not known here.")

    def judge(self, case: Case) -> Verdict:
        """Return the verdict on a case."""
        score = self.score(case.tally)
        conditions = list(self.conditions(case))
        known = [(level, level.at) for level in self.steps if level.at is not None]
        sure = [level.name for level, at in known if at <= score.low]
        open_ = [level.name for level in self.steps if level.at is None]
        possible = [level.name for level, at in known if score.high is None or at <= score.high] + open_
        enough = True if sure else None if possible else False
        reached = every([enough, *(condition.holds for condition in conditions)])
        needed = known[0][1] if known else None
        reasons = [condition.text for condition in conditions if not condition.holds]
        return Verdict(
            reached=reached,
            level=sure[-1] if reached else "",
            within_reach="" if reached is False else possible[-1],
            score=score,
            needed=needed,
            percent=self.percent(case.tally),
            reasons=(*self._about(score, needed), *reasons, *self._about_levels(open_), *self._about_tally(case.tally)),
        )

    def _about(self, score: Span, needed: Fraction | None) -> Iterator[str]:
        if needed is None:
            yield "The edition's limit is not known here."
        elif score.low < needed:
            sure = "" if score.high == score.low else "at least "
            yield f"Reached {sure}{self._text(score.low)}; {self._text(needed)} are needed."

    def _about_levels(self, names: list[str]) -> Iterator[str]:
        if names and self.levels[0].at is not None:
            yield f"The limit for {' and '.join(names)} is not published."

    def _about_tally(self, tally: Tally) -> Iterator[str]:
        if tally.total is None and not tally.listed:
            sure, most = tally.known
            known = f": reached at least {_number(sure)} of {_number(most)} known points" if most else ""
            yield f"Not all of the edition's criteria are known here{known}."

    def _text(self, score: Fraction) -> str:
        return f"{_number(100 * score)} %" if self.unit == "percent" else f"{_number(score)} {self.unit}"


def _number(value: Fraction) -> str:
    return f"{float(round(value, 2)):g}"


def _met(criterion: Criterion, score: Score, what: str) -> Condition:
    verdict = "has no answer" if score.met is None else "is not met"
    return Condition(holds=score.met, text=f"The {what} {criterion.id} {verdict}.")


@frozen(kw_only=True)
class PointsAtLeast(Rule):
    """Reach a number of points, and every mandatory criterion."""

    shape = Shape.POINTS_AT_LEAST


@frozen(kw_only=True)
class PercentAtLeast(Rule):
    """Reach a share of the points that apply, and every mandatory criterion."""

    shape = Shape.PERCENT_AT_LEAST
    unit = "percent"

    scale: Fraction | None = field(default=Fraction(1), converter=optional(exact))

    def score(self, tally: Tally) -> Span:
        """Return the share of points; anything from 0 to 1 while the points there are to have are unknown."""
        if tally.total is not None:
            return Span.exactly(tally.total)
        possible, points = tally.possible, tally.points
        if not possible or points.high is None:
            return Span(Fraction(0), Fraction(1))
        return Span(points.low / possible, points.high / possible)


@frozen(kw_only=True)
class IndicatorPercent(PercentAtLeast):
    """Reach a share of all indicators' scores, and a floor on each indicator.

    Parameters
    ----------
    floor
        Share of its scale that each indicator must reach; None when that is not published.
    weights_published
        Whether the weights are known; otherwise indicators count alike, and the verdict says so.

    """

    shape = Shape.INDICATOR_PERCENT

    floor: Fraction | None = field(default=None, converter=optional(exact))
    weights_published: bool = False

    def conditions(self, case: Case) -> Iterator[Condition]:
        """Yield the mandatory criteria and the floor on each indicator."""
        yield from super().conditions(case)
        if self.floor is None:
            text = "The floor on each indicator is not published; it cannot be decided without it."
            yield Condition(holds=None, text=text)
            return
        for criterion, score in case.tally.of(Kind.INDICATOR):
            if score.counts:
                yield self._above(criterion, score.points)
        if not case.tally.listed:
            yield Condition(holds=None, text="Not every indicator is listed here.")

    def _above(self, criterion: Criterion, points: Span) -> Condition:
        floor = (self.floor or 0) * (criterion.most or 0)
        holds = None
        if criterion.most and points.low >= floor:
            holds = True
        elif criterion.most and points.high is not None and points.high < floor:
            holds = False
        verdict = "cannot be compared with" if holds is None else "is below"
        return Condition(holds=holds, text=f"The indicator {criterion.id} {verdict} the floor on each.")

    def _about_tally(self, tally: Tally) -> Iterator[str]:
        yield from super()._about_tally(tally)
        if tally.total is None and not self.weights_published:
            yield "The weights are not published: every indicator counts alike."


@frozen(kw_only=True)
class MustCount(Rule):
    """Meet all musts of a list but a few, at home and, above a share of cost abroad, abroad too.

    Parameters
    ----------
    total, waivers
        Musts in the list, and how many of them may be struck.
    level
        Name of the level.
    abroad_over
        Share of cost abroad above which what is made abroad must meet the same count; None without such a rule.

    """

    shape = Shape.MUST_COUNT
    unit = "musts"

    total: int
    waivers: int = 0
    level: str = "label"
    abroad_over: Fraction | None = field(default=None, converter=optional(exact))

    @property
    def needed(self) -> int:
        """Musts that must be met."""
        return self.total - self.waivers

    @property
    def steps(self) -> tuple[Level, ...]:
        """The one level, at the musts that are needed."""
        return (Level(name=self.level, at=Fraction(self.needed)),)

    @property
    def highest(self) -> Fraction:
        """Number of musts."""
        return Fraction(self.total)

    def score(self, tally: Tally) -> Span:
        """Return the musts that are met, and that may be."""
        if tally.total is not None:
            return Span.exactly(tally.total)
        met = [score.met for _, score in tally.of(Kind.MUST)]
        unlisted = max(self.total - len(met), 0)
        return Span(Fraction(met.count(True)), Fraction(met.count(True) + met.count(None) + unlisted))

    def percent(self, tally: Tally) -> Fraction | None:
        """Return how many musts of the list are met for sure, in percent."""
        return 100 * min(self.score(tally).low / self.total, Fraction(1))

    def conditions(self, case: Case) -> Iterator[Condition]:
        """Yield mandatory criteria, musts that may not be struck, and what is made abroad."""
        yield from super().conditions(case)
        for criterion, score in case.tally.of(Kind.MUST):
            if criterion.strikeable is False:
                yield _met(criterion, score, "must that may not be struck,")
            elif criterion.strikeable is None and not score.met:
                text = f"Whether {criterion.id} is among the musts that may be struck is not known here."
                yield Condition(holds=None, text=text)
        if self.abroad_over is not None:
            yield self._abroad(case, self.abroad_over)

    def _abroad(self, case: Case, limit: Fraction) -> Condition:
        share = case.foreign_cost_share
        if share is not None and share <= limit:
            return Condition(holds=True, text="")
        there = evolve(self, abroad_over=None).judge(Case(tally=case.abroad)).reached
        what = f"more than {_number(100 * limit)} % of the cost abroad"
        if share is None:
            text = f"The share of cost abroad is not given: with {what} the parts made there must meet the count too."
            return Condition(holds=there or None, text=text)
        verdict = "do not" if there is False else "are not known to"
        return Condition(holds=there, text=f"With {what}, the parts made there {verdict} meet the count.")


@frozen(kw_only=True)
class ReportOnly(Rule):
    """Answer the list; nothing is decided by it."""

    shape = Shape.REPORT_ONLY

    def judge(self, case: Case) -> Verdict:
        """Return how many criteria are answered, and no decision."""
        answered = sum(score.met is not None or not score.counts for _, score in case.tally.scores)
        reasons = [
            "The edition asks for a report and sets no limit.",
            f"{answered} of {len(case.tally.scores)} criteria known here are answered.",
        ]
        if not case.tally.listed:
            reasons.append("Not all of the edition's criteria are known here.")
        score, percent = case.tally.points, self.percent(case.tally)
        return Verdict(
            reached=None, level="", within_reach="", score=score, needed=None, percent=percent, reasons=tuple(reasons)
        )


RULES: dict[str, type[Rule]] = {
    str(kind.shape): kind for kind in (PointsAtLeast, PercentAtLeast, MustCount, IndicatorPercent, ReportOnly)
}
"""Rule classes by shape."""
