"""How far a figure may be off: published percentages, else the pedigree rule of `factors/README.md`."""

from __future__ import annotations

from dataclasses import replace
from math import exp, log, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from record import Factor
    from support import Table

PEDIGREE_COLUMNS = ("pedigree_set", "indicator", "score", "factor", "source_id", "locator")
PEDIGREE_SET = "pedigree_matrix_1"
INDICATORS = ("reliability", "completeness", "temporal", "geographical", "technological")
# Version 1 in pedigree_matrix 0.2.2 (brightway-lca): uncertainty factors of the square of the GSD, by score 1 to 5.
FACTORS = {
    "reliability": ("1.0", "1.05", "1.1", "1.2", "1.5"),
    "completeness": ("1.0", "1.02", "1.05", "1.1", "1.2"),
    "temporal": ("1.0", "1.03", "1.1", "1.2", "1.5"),
    "geographical": ("1.0", "1.01", "1.02", "1.02", "1.1"),
    "technological": ("1.0", "1.0", "1.2", "1.5", "2.0"),
}
BASIC = "1.05"
# What a flag says about a figure, as the least score of an indicator.
BY_FLAG = {
    "partial": ("completeness", 3),
    "quoted": ("reliability", 4),
    "projection": ("reliability", 4),
    "lapsed": ("temporal", 4),
}
# What the way a factor was found adds, as scores for the place, time and technology it is used for.
BY_MATCH = {
    "parent_region": {"geographical": 2},
    "extended_period": {"temporal": 2},
    "proxy_region": {"geographical": 5, "technological": 3},
    "proxy_activity": {"geographical": 5, "technological": 4},
}

# What the status of a line says about its amount, as the score of reliability.
BY_STATUS = {
    "metered": 1,
    "invoiced": 1,
    "supplier": 2,
    "calculated": 3,
    "estimated": 4,
    "spend": 4,
    "default": 5,
}


def pedigree_table() -> Table:
    """List the pedigree factors, the basic one, what each kind of match adds, and what amounts may be off by."""
    place = (PEDIGREE_SET, "basic", "", BASIC, "pedigree_matrix", "CO2, combustion and process")
    table = [place]
    for indicator, by_score in FACTORS.items():
        for score, value in enumerate(by_score, 1):
            table.append((PEDIGREE_SET, indicator, str(score), value, "pedigree_matrix", f"version_1, {indicator}"))
    for match, scores in BY_MATCH.items():
        text = " ".join(f"{name} {score}" for name, score in scores.items())
        spread = squared(float(FACTORS[name][score - 1]) for name, score in scores.items())
        table.append((PEDIGREE_SET, match, "", f"{spread:.6g}", "greenprod_grouping", text))
    for status, score in BY_STATUS.items():
        text = f"reliability {score}"
        table.append((PEDIGREE_SET, status, "", FACTORS["reliability"][score - 1], "greenprod_grouping", text))
    return sorted(table)


def squared(factors: Iterable[float]) -> float:
    """Combine independent uncertainty factors: the root of the sum of squared logarithms."""
    return exp(sqrt(sum(log(factor) ** 2 for factor in factors)))


def with_uncertainty(factor: Factor, pedigrees: dict[str, str]) -> Factor:
    """Fill in the uncertainty of a factor: as published, or by its own or its source's pedigree and its flags."""
    if factor.uncertainty_kind == "published":
        percent = float(factor.uncertainty.removesuffix("%"))
        return replace(factor, gsd=f"{sqrt(1 + percent / 100):.6g}")
    own = factor.uncertainty or pedigrees[factor.source_id]
    scores = dict(zip(INDICATORS, map(int, own.split()), strict=True))
    for flag in filter(None, factor.flags.split("|")):
        if flag in BY_FLAG:
            indicator, least = BY_FLAG[flag]
            scores[indicator] = max(scores[indicator], least)
    spread = squared([float(BASIC), *(float(FACTORS[name][score - 1]) for name, score in scores.items())])
    text = " ".join(map(str, scores.values()))
    return replace(factor, uncertainty_kind="pedigree", uncertainty=text, gsd=f"{sqrt(spread):.6g}")
