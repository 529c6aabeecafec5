"""Criteria: what an edition of a label asks for, and what an answer to it is worth as far as that is published."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import field, frozen
from attrs.converters import optional

from greenprod.alliance.answers import NOT_APPLICABLE, Score, Span, exact, largest
from greenprod.alliance.records import word

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from greenprod.alliance.answers import Answer, Given


class Kind(StrEnum):
    """What a criterion is to its edition."""

    MANDATORY = "mandatory"
    MUST = "must"
    SHOULD = "should"
    OPTIONAL = "optional"
    INDICATOR = "indicator"


class Choice(StrEnum):
    """How the options of a criterion go together."""

    ONE = "one"
    ANY = "any"
    UNKNOWN = "unknown"


class Unit(StrEnum):
    """What a graded answer is a number of."""

    SHARE = "share"
    COUNT = "count"


class Measure(StrEnum):
    """What the books can say about a criterion; see `greenprod.alliance.evidence`."""

    GRID_DAYS = "grid_days"
    LOW_EMISSION_CARS = "low_emission_cars"
    VEGETARIAN_DAYS = "vegetarian_days"
    VEGETARIAN_MEALS = "vegetarian_meals"
    TRAIN_FLIGHTS = "train_flights"
    GREEN_MANAGER = "green_manager"
    CREW_TRAINED = "crew_trained"


@frozen(kw_only=True)
class Grade:
    """Hold the points of one step.

    Parameters
    ----------
    points
        None when they are not published.
    at_least, at_most
        What the answer must reach, or not exceed; a step without either is taken by a yes.

    """

    points: Fraction | None = field(default=None, converter=optional(exact))
    at_least: Fraction | None = field(default=None, converter=optional(exact))
    at_most: Fraction | None = field(default=None, converter=optional(exact))

    def holds(self, number: Fraction) -> bool:
        """Whether a number takes this step."""
        return (self.at_least is None or number >= self.at_least) and (self.at_most is None or number <= self.at_most)

    @property
    def span(self) -> Span:
        """The points, or all that there may be."""
        return Span(Fraction(0), None) if self.points is None else Span.exactly(self.points)


def _unit(value: str) -> Unit:
    return word(Unit)(value)


def _measure(value: str) -> Measure:
    return word(Measure)(value)


def _kind(value: str) -> Kind:
    return word(Kind)(value)


def _choice(value: str) -> Choice:
    return word(Choice)(value)


@frozen(kw_only=True)
class Option:
    """Hold one way to meet a criterion; a criterion without options has one with an empty id.

    Parameters
    ----------
    id, title
        Id within the criterion, and what it asks for.
    grades
        Steps; at least one.
    scale
        Highest score of an indicator, whose answer is its score; None for everything else.
    unit
        What a graded answer is a number of: a share from 0 to 1, or a count.
    measure, fuels
        What the books say about it, and the fuels that count as low-emission there.
    part
        Whether the measure is about a part of the option only: then it can refute it, but not show it.

    """

    id: str = ""
    title: str = ""
    grades: tuple[Grade, ...] = (Grade(),)
    scale: Fraction | None = field(default=None, converter=optional(exact))
    unit: Unit = field(default=Unit.SHARE, converter=_unit)
    measure: Measure | None = field(default=None, converter=optional(_measure))
    fuels: tuple[str, ...] = field(default=(), converter=tuple)
    part: bool = False

    @property
    def takes_number(self) -> bool:
        """Whether the answer may be a number."""
        return self.scale is not None or any(g.at_least is not None or g.at_most is not None for g in self.grades)

    @property
    def highest(self) -> Fraction | None:
        """Highest number that can be answered; None for a count."""
        return self.scale if self.scale is not None else Fraction(1) if self.unit is Unit.SHARE else None

    @property
    def _open(self) -> Span:
        most = Span.exactly(self.scale) if self.scale is not None else largest(grade.span for grade in self.grades)
        return Span(Fraction(0), most.high)

    def score(self, given: Given | None) -> Score:
        """Return what an answer is worth; without one, everything is still open."""
        if given is None:
            return Score(met=None, points=self._open)
        met, points = self._of(given.answer)
        if given.points is not None:
            points = Span.exactly(given.points).capped(self._open.high)
            return Score(met=met if met is not None else given.points > 0, points=points)
        return Score(met=met, points=points)

    def _of(self, found: Answer | None) -> tuple[bool | None, Span]:
        if found is False:
            return False, Span()
        if found is True:
            spans = [grade.span for grade in self.grades]
            return True, Span(min(span.low for span in spans), self._open.high)
        if isinstance(found, Fraction) and self.scale is not None:
            return found > 0, Span.exactly(found).capped(self.scale)
        if isinstance(found, Fraction):
            taken = [grade.span for grade in self.grades if grade.holds(found)]
            return bool(taken), largest(taken)
        return None, self._open


@frozen(kw_only=True)
class Criterion:
    """Hold one criterion of an edition.

    Parameters
    ----------
    id, section, title
        Id as printed, section, and what it asks for in short; an unnamed criterion has an empty title.
    kind
        mandatory, must, should, optional or indicator.
    options, choose
        Ways to meet it, and whether one of them counts, any of them add up, or nobody knows.
    cap
        Most points it can give; None when that is not published.
    strikeable
        Whether it may be among the waived ones of a must-count; None when that is not published.
    not_applicable
        Whether the edition lets it be left out of the count.
    valid_from, valid_to
        First day and day after the last, where the criterion changed within the edition.
    note
        What a user must know.

    """

    id: str
    section: str
    title: str = ""
    kind: Kind = field(default=Kind.OPTIONAL, converter=_kind)
    options: tuple[Option, ...] = (Option(),)
    choose: Choice = field(default=Choice.UNKNOWN, converter=_choice)
    cap: Fraction | None = field(default=None, converter=optional(exact))
    strikeable: bool | None = None
    not_applicable: bool = False
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    note: str = ""

    def on(self, day: dt.date) -> bool:
        """Whether the criterion is part of its edition on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    def option(self, name: str) -> Option | None:
        """Return the option with this id."""
        return next((option for option in self.options if option.id == name), None)

    @property
    def most(self) -> Fraction | None:
        """Most points there are; None when that is not published."""
        return self.score({}).points.high

    def score(self, given: Mapping[str, Given]) -> Score:
        """Return what answers to the options are worth together.

        Parameters
        ----------
        given
            By option.

        """
        if any(one.answer is NOT_APPLICABLE for one in given.values()):
            return Score(met=None, points=Span(), counts=False)
        parts = [option.score(given.get(option.id)) for option in self.options]
        verdicts = [part.met for part in parts]
        met = True if True in verdicts else None if None in verdicts else False
        return Score(met=met, points=self._together(parts).capped(self.cap))

    def _together(self, parts: list[Score]) -> Span:
        total = sum((part.points for part in parts), Span())
        if self.choose is Choice.ANY:
            return total
        if self.choose is Choice.ONE:
            chosen = [part.points for part in parts if part.met]
            return largest(chosen or [part.points for part in parts])
        return Span(largest(part.points for part in parts).low, total.high)
