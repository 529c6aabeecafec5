"""Tallies: what answers are worth together, and what may be said about them: yes, no, or not known."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import field, frozen
from attrs.converters import optional

from greenprod.alliance.answers import Score, Span, exact

if TYPE_CHECKING:
    from greenprod.alliance.criteria import Criterion, Kind


@frozen(kw_only=True)
class Level:
    """Hold a level of a label.

    Parameters
    ----------
    name
        As printed.
    at
        Score from which it is given: points, or a share from 0 to 1; None when that is not published.

    """

    name: str
    at: Fraction | None = field(default=None, converter=optional(exact))


@frozen(kw_only=True)
class Tally:
    """Hold what a set of answers is worth.

    Parameters
    ----------
    scores
        Every criterion that is listed, with its score.
    total
        The whole score as an assessor states it, in points or as a share; None when it is worked out.
    listed
        Whether every criterion of the edition is listed.
    mandatory_listed
        Whether every mandatory criterion is.

    """

    scores: tuple[tuple[Criterion, Score], ...] = ()
    total: Fraction | None = None
    listed: bool = True
    mandatory_listed: bool = True

    @property
    def points(self) -> Span:
        """Points: what is stated, else the sum, which has no upper end while criteria are unknown."""
        if self.total is not None:
            return Span.exactly(self.total)
        found = sum((score.points for _, score in self.scores), Span())
        return found if self.listed else Span(found.low, None)

    @property
    def known(self) -> tuple[Fraction, Fraction]:
        """Sure points, and most points, of the criteria whose points are published and that apply."""
        counted = [(score.points.low, criterion.most) for criterion, score in self.scores if score.counts]
        known = [(low, most) for low, most in counted if most is not None]
        return sum((low for low, _ in known), Fraction(0)), sum((most for _, most in known), Fraction(0))

    @property
    def possible(self) -> Fraction | None:
        """Most points that can be had; None while that is unknown."""
        unknown = any(criterion.most is None for criterion, score in self.scores if score.counts)
        return None if unknown or not self.listed else self.known[1]

    def of(self, kind: Kind) -> list[tuple[Criterion, Score]]:
        """Return the criteria of a kind."""
        return [(criterion, score) for criterion, score in self.scores if criterion.kind is kind]


@frozen(kw_only=True)
class Case:
    """Hold everything that a rule looks at.

    Parameters
    ----------
    tally
        What was made at home, or everything where the edition knows no territories.
    abroad
        What was made abroad.
    foreign_cost_share
        Share of the production's cost that arises abroad, from 0 to 1; None when nobody knows.

    """

    tally: Tally
    abroad: Tally = Tally()
    foreign_cost_share: Fraction | None = None


@frozen(kw_only=True)
class Condition:
    """Hold something that must be so whatever the score; None when that cannot be told."""

    holds: bool | None
    text: str


@frozen(kw_only=True)
class Verdict:
    """Hold what a rule says.

    Parameters
    ----------
    reached
        Whether the label's lowest level is reached; None when that cannot be decided, with the reasons.
    level
        Highest level that is reached for sure; empty without one.
    within_reach
        Highest level that is not excluded; empty when even the lowest is.
    score, needed
        Points, shares from 0 to 1 or counted criteria, and what the lowest level needs.
    percent
        0 to 100: the sure part of what there is to have, as far as that is published; None when it is not.
    reasons
        What is missing, unknown or failed, one sentence each.

    """

    reached: bool | None
    level: str
    within_reach: str
    score: Span
    needed: Fraction | None
    percent: Fraction | None
    reasons: tuple[str, ...]
