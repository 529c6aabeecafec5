"""The slow, independent account of the fund: whole units in plain loops, rates from the file, nothing of the source."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from decimal import Decimal

RATES = Path(__file__).parents[1] / "factors" / "exchange_rates.csv"
NO_DECIMALS = {"ISK", "JPY", "KRW"}

Row = dict[str, Any]


def per_euro(currency: str, year: int) -> Fraction:
    """Return the published rate of a year."""
    if currency == "EUR":
        return Fraction(1)
    with RATES.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if (row["currency"], row["year"]) == (currency, str(year)):
                return Fraction(row["units_per_eur"])
    raise LookupError(currency, year)


def convert(amount: Decimal, start: str, end: str, year: int) -> Fraction:
    """Return an amount in another currency."""
    if start == end:
        return Fraction(str(amount))
    return Fraction(str(amount)) * per_euro(end, year) / per_euro(start, year)


def accepted(contributions: dict[str, Row], initiatives: dict[str, Row], allocations: list[Row]) -> list[str]:
    """Return the ids of the allocations that fit both sides, by date and id; each is tried against all before it."""
    taken: list[Row] = []
    for row in sorted(allocations, key=lambda one: (one["date"], one["id"])):
        source, goal = contributions.get(row["source"]), initiatives.get(row["goal"])
        if source is None or goal is None or row["date"] < source["date"]:
            continue
        trial = [*taken, row]
        out = sum(one["amount"] for one in trial if one["source"] == row["source"])
        into = sum(in_budget(one, contributions, initiatives) for one in trial if one["goal"] == row["goal"])
        if out <= source["amount"] and into <= Fraction(str(goal["budget"])):
            taken = trial
    return sorted(one["id"] for one in taken)


def in_budget(row: Row, contributions: dict[str, Row], initiatives: dict[str, Row]) -> Fraction:
    """Return an allocation in the currency of its initiative."""
    start, end = contributions[row["source"]]["currency"], initiatives[row["goal"]]["currency"]
    return convert(row["amount"], start, end, row["date"].year)


def paid_shares(contributions: dict[str, Row], currency: str) -> dict[str, Fraction]:
    """Return each member's part of all money given."""
    worth = [(row["member"], convert(row["amount"], row["currency"], currency, row["date"].year))
             for row in contributions.values()]  # fmt: skip
    total = sum(value for _, value in worth)
    members = {member for member, _ in worth}
    return {one: sum(value for member, value in worth if member == one) / total for one in members} if total else {}


def dealt(total: int, weights: list[Fraction]) -> list[int]:
    """Deal whole things out one by one: each to whoever is furthest below its exact part, the first in a tie."""
    whole = sum(weights)
    parts = [int(total * weight / whole) for weight in weights]
    behind = [total * weight / whole - part for weight, part in zip(weights, parts, strict=True)]
    for _ in range(total - sum(parts)):
        place = behind.index(max(behind))
        parts[place] += 1
        behind[place] -= 1
    return parts


def units(amount: Decimal, currency: str) -> int:
    """Return money in its smallest units, by its digits."""
    text = f"{amount:f}"
    before, _, after = text.partition(".")
    digits = 0 if currency in NO_DECIMALS else 2
    return int(before + after.ljust(digits, "0"))
