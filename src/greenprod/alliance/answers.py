"""Answers: what is said about a criterion, and what that is worth as far as anybody knows.

What is not known is carried along as a span: points that are sure, and points that there may be.
"""

from __future__ import annotations

import re
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen

from greenprod.errors import DataError, Issue

if TYPE_CHECKING:
    from collections.abc import Iterable


class NotApplicable(StrEnum):
    """The answer that takes a criterion out of the count, where the edition allows it."""

    NOT_APPLICABLE = "not_applicable"


NOT_APPLICABLE = NotApplicable.NOT_APPLICABLE
Answer = bool | Fraction | NotApplicable
"""What can be said about a criterion."""
_WORDS: dict[str, Answer] = {
    "yes": True, "ja": True, "true": True, "no": False, "nej": False, "false": False, "not_applicable": NOT_APPLICABLE,
    "na": NOT_APPLICABLE, "n/a": NOT_APPLICABLE,
}  # fmt: skip


_NUMBER = re.compile(r"[+-]?(\d{0,18}\.?\d{0,40}(e[+-]?\d{1,2})?|\d{1,18}/\d{1,18})", re.IGNORECASE)
"""What can be a number here: as a fraction, 1e9999999 would take minutes."""
_LARGEST = 10**18


def exact(value: Fraction | str | float) -> Fraction:
    """Convert a number that is not negative, exactly: 3, 0.75, 0,75 or 1/3.

    Raises
    ------
    DataError
        ``not_a_number``.

    Examples
    --------
    >>> exact("0,75"), exact("1/3")
    (Fraction(3, 4), Fraction(1, 3))

    """
    try:
        text = str(value).strip().replace(",", ".")
        found = value if isinstance(value, Fraction) else Fraction(text) if _NUMBER.fullmatch(text) else Fraction(-1)
    except (ValueError, ZeroDivisionError):
        found = Fraction(-1)
    if isinstance(value, bool) or not 0 <= found < _LARGEST:
        message = f"{str(value)[:40]!r} is not a number from 0 to 10^18."
        hint = "Write a number such as 3, 0.75 or 1/3."
        raise DataError(Issue(code="not_a_number", message=message, value=str(value)[:40], hint=hint))
    return found


def answer(value: Answer | str) -> Answer:
    """Convert an answer: yes, no, not_applicable, or a number that the edition has grades for.

    Raises
    ------
    DataError
        ``invalid_answer``.

    Examples
    --------
    >>> answer("ja"), answer("0.8")
    (True, Fraction(4, 5))

    """
    if isinstance(value, (bool, Fraction)):
        return value
    text = str(value).strip().lower().replace(" ", "_")
    if text in _WORDS:
        return _WORDS[text]
    try:
        return exact(text)
    except DataError:
        message = f"{str(value)!r} is no answer to a criterion."
        hint = "Write yes, no, not_applicable, or a number; 80 % as 0.8."
        raise DataError(Issue(code="invalid_answer", message=message, value=str(value), hint=hint)) from None


def every(parts: Iterable[bool | None]) -> bool | None:
    """Return whether all hold: no when one does not, else unknown (None) when one is unknown, else yes.

    Examples
    --------
    >>> every([True, None]), every([False, None]), every([])
    (None, False, True)

    """
    found = list(parts)
    return False if False in found else None if None in found else True


@frozen
class Span:
    """Hold points between what is sure and what there may be.

    Parameters
    ----------
    low, high
        Both included; `high` is None when nobody knows how many there may be.

    """

    low: Fraction = Fraction(0)
    high: Fraction | None = Fraction(0)

    @classmethod
    def exactly(cls, points: Fraction) -> Span:
        """Return the span of a number that is known."""
        return cls(points, points)

    def __add__(self, other: Span) -> Span:
        high = None if self.high is None or other.high is None else self.high + other.high
        return Span(self.low + other.low, high)

    def capped(self, cap: Fraction | None) -> Span:
        """Return the span with no more than a cap in it."""
        if cap is None:
            return self
        return Span(min(self.low, cap), cap if self.high is None else min(self.high, cap))


def largest(spans: Iterable[Span]) -> Span:
    """Return the span of the largest of some points; nobody knows how many where one of them is open."""
    found = list(spans)
    highs = [span.high for span in found]
    known = [high for high in highs if high is not None]
    most = None if len(known) < len(highs) else max(known, default=Fraction(0))
    return Span(max((span.low for span in found), default=Fraction(0)), most)


@frozen(kw_only=True)
class Given:
    """Hold what somebody says about one option of a criterion.

    Parameters
    ----------
    answer
        Yes, no, not applicable, or a number; None when only points are given.
    points
        Points as the assessor counted them; worked out from the answer when None.

    """

    answer: Answer | None = None
    points: Fraction | None = None


@frozen(kw_only=True)
class Score:
    """Hold what an answer is worth.

    Parameters
    ----------
    met
        Whether the criterion is met; None when that cannot be told.
    points
        Points, as far as they are known.
    counts
        False when the criterion does not apply.

    """

    met: bool | None
    points: Span
    counts: bool = True
