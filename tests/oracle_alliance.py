"""The alliance's books of the second calculator: base years, paths and yearly changes, worked out the long way.

Shares no code with the library. Everything is a plain number, text or dict; whole milligrams are Python integers.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Amounts = dict[str, int]


def half_even(value: Fraction) -> int:
    """Round by hand: down, then up if more than half is left, or exactly half and odd."""
    down = value.numerator // value.denominator
    left = 2 * (value - down)
    return down + 1 if left > 1 or (left == 1 and down % 2) else down


def total(amounts: Mapping[str, int], scopes: Sequence[str]) -> int:
    """Add up some scopes."""
    return sum(amounts[scope] for scope in scopes if scope in amounts)


def restated(
    base: Amounts, changes: Sequence[tuple[str, Amounts]], percent: Fraction, *, scopes: Sequence[str], of_stated: bool
) -> tuple[Amounts, list[str]]:
    """Return the base year and what is pending after changes in order, each an id and amounts that it adds.

    Every prefix of the changes is tried again from the last restatement on, with a list of what is not in yet.
    """
    current = dict(base)
    out: list[tuple[str, Amounts]] = []
    for change in changes:
        out.append(change)
        together = sum(total(amounts, scopes) for _, amounts in out)
        alone = total(change[1], scopes)
        tests = []
        for mg in (alone, together):
            against = total(current, scopes) + (0 if of_stated else mg)
            tests.append(abs(mg) * 100 >= percent * against)
        if any(tests):
            for _, amounts in out:
                for scope in current:
                    current[scope] += amounts.get(scope, 0)
            out = []
    return current, [name for name, _ in out]


def contracted(base_mg: int, percent_a_year: Decimal, years: int) -> int:
    """Return a linear absolute contraction, taking the same slice of the base year off each year."""
    with localcontext() as context:
        context.prec = 60
        left = Decimal(base_mg)
        for _ in range(years):
            left -= Decimal(base_mg) * percent_a_year / 100
        return int(max(left, Decimal(0)).to_integral_value(ROUND_HALF_EVEN))


def straight(start: Fraction, end: Fraction, steps: int) -> list[Fraction]:
    """Return a straight line with its ends, built from its slope."""
    return [start + (end - start) / steps * step for step in range(steps + 1)]


def two_years(before_mg: int, before_amount: Fraction, after_mg: int, after_amount: Fraction) -> tuple[int, int]:
    """Return the parts of a matched cell: from another amount, and from another coefficient."""
    coefficient = Fraction(before_mg) / before_amount
    middle = half_even(coefficient * after_amount)
    return middle - before_mg, after_mg - middle


def standing(due: int, received: int | None, on: int) -> str:
    """Return the status of a deliverable, days being numbers."""
    if received is not None and received > on:
        received = None
    if received is None:
        return "missing" if on > due else "on_track"
    return "late" if received > due else "met"
