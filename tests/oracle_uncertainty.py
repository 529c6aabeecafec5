"""A second calculator of ranges: plain loops over lines and their postings, without numpy and without the library.

Each line is a group, a status, and postings: name of the factor's edition, column, milligrams, deviation of the factor.
"""

from __future__ import annotations

import random
from collections import defaultdict
from math import exp, expm1, log, log1p, sqrt
from typing import NamedTuple

TINY = 1e-6
TOTAL = ("scope1", "scope2_location", "scope3")


class Posting(NamedTuple):
    """Edition of the factor, column, milligrams before rounding, and the factor's deviation."""

    edition: str
    measure: str
    mg: float
    gsd: float | None


class Line(NamedTuple):
    """Group, variation of the amount, and postings."""

    group: str
    cv: float
    postings: list[Posting]


class Range(NamedTuple):
    """Ends of a range relative to its middle, and the part of the milligrams without a deviation."""

    low: float
    high: float
    without: float | None


def cv(gsd: float) -> float:
    """Coefficient of variation of a log-normal value."""
    return sqrt(expm1(log(gsd) ** 2))


def ranges(lines: list[Line], measure: str = "co2e") -> dict[str, Range]:
    """Return the range of each group, and of all lines under the empty name, where nothing takes away."""
    found = {}
    for name in ["", *dict.fromkeys(line.group for line in lines)]:
        mine = [line for line in lines if name in ("", line.group)]
        wanted = TOTAL if measure == "co2e" else (measure,)
        size = sum(p.mg for line in mine for p in line.postings if p.measure in wanted)
        varying: dict[str, float] = defaultdict(float)
        without = 0.0
        doubt = 0.0
        for line in mine:
            doubt += (sum(p.mg for p in line.postings if p.measure in wanted) * line.cv) ** 2
            for p in line.postings:
                if p.measure in wanted and p.gsd is None:
                    without += p.mg
                elif p.measure in wanted and p.gsd is not None:
                    varying[p.edition] += p.mg * cv(p.gsd)
        relative = sum(value**2 for value in varying.values()) / size**2 if size > TINY else 0.0
        spread = sqrt(log1p(relative) + log1p(doubt / size**2 if size > TINY else 0.0))
        found[name] = Range(exp(-2 * spread), exp(2 * spread), without / size if size > TINY else None)
    return found


def drawn(lines: list[Line], draws: int, seed: int) -> dict[str, Range]:
    """Draw every factor once per draw, and read the range off the sorted sums of each group (without amounts)."""
    chance = random.Random(seed)  # noqa: S311 - a simulation
    names = dict.fromkeys(line.group for line in lines)
    sums: dict[str, list[float]] = {name: [] for name in ["", *names]}
    for _ in range(draws):
        normal: dict[str, float] = {}
        totals: dict[str, float] = defaultdict(float)
        for line in lines:
            for p in line.postings:
                if p.measure in TOTAL:
                    z = normal.setdefault(p.edition, chance.gauss(0, 1))
                    s = log(p.gsd or 1.0)
                    mg = p.mg * exp(s * z - s * s / 2)
                    totals[line.group] += mg
                    totals[""] += mg
        for name, values in sums.items():
            values.append(totals[name])
    found = {}
    for name, values in sums.items():
        values.sort()
        low, middle, high = (values[round(part * (draws - 1))] for part in (0.02275, 0.5, 0.97725))
        found[name] = Range(low / middle, high / middle, None)
    return found
