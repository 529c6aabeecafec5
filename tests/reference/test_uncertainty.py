"""The uncertainty of every factor is the printed one, or follows from its five scores."""

from __future__ import annotations

import re
from functools import cache
from math import exp, log, sqrt

import pytest
from tables import FACTORS, Row, factors, table
from walk import walk

pytestmark = pytest.mark.reference

INDICATORS = ("reliability", "completeness", "temporal", "geographical", "technological")
PERCENT = re.compile(r"(?:^|; )uncertainty ([\d.]+)%")
# What a flag asks of an indicator at least.
FLAGS = {
    "partial": ("completeness", 3),
    "quoted": ("reliability", 4),
    "projection": ("reliability", 4),
    "lapsed": ("temporal", 4),
}


@cache
def pedigree() -> dict[tuple[str, str], float]:
    return {(row["indicator"], row["score"]): float(row["factor"]) for row in table(FACTORS / "pedigree.csv")}


def six_digits(number: float) -> str:
    return f"{number:.6g}"


def spread(scores: list[str]) -> float:
    """Combine the factors of the scores with the basic one; the square root makes a geometric standard deviation."""
    named = [pedigree()[name, score] for name, score in zip(INDICATORS, scores, strict=True)]
    squares = (log(factor) ** 2 for factor in [pedigree()["basic", ""], *named])
    return sqrt(exp(sqrt(sum(squares))))


def test_the_basic_factor_is_the_stated_one() -> None:
    assert pedigree()["basic", ""] == pytest.approx(1.05, abs=0)
    for name in INDICATORS:
        factors_by_score = [pedigree()[name, str(score)] for score in range(1, 6)]
        assert factors_by_score == sorted(factors_by_score)


def test_a_printed_uncertainty_is_carried() -> None:
    printed = 0
    for factor, found in walk().traced:
        percents = {match[1] for item in found if (match := PERCENT.search(item.row["note"]))}
        if not percents:
            assert factor["uncertainty_kind"] == "pedigree", factor["factor_id"]
            continue
        printed += 1
        (percent,) = percents
        assert (factor["uncertainty_kind"], factor["uncertainty"]) == ("published", f"{percent}%"), factor["factor_id"]
        assert factor["gsd"] == six_digits(sqrt(1 + float(percent) / 100)), factor["factor_id"]
    assert printed > 1000


def test_every_other_uncertainty_follows_from_its_scores() -> None:
    for factor in factors():
        if factor["uncertainty_kind"] == "pedigree":
            assert factor["gsd"] == six_digits(spread(factor["uncertainty"].split())), factor["factor_id"]


def test_scores_are_as_bad_as_the_flags_say() -> None:
    for factor in factors():
        if factor["uncertainty_kind"] == "pedigree":
            scores = dict(zip(INDICATORS, map(int, factor["uncertainty"].split()), strict=True))
            for flag in set(factor["flags"].split("|")) & set(FLAGS):
                name, least = FLAGS[flag]
                assert scores[name] >= least, factor["factor_id"]


@cache
def sources() -> dict[str, Row]:
    return {row["source_id"]: row for row in table(FACTORS / "sources.csv")}


def test_scores_are_those_of_the_source_unless_a_row_has_its_own() -> None:
    """Rows of a source without scores have their own; all others are never better than their source."""
    for factor in factors():
        if factor["uncertainty_kind"] == "pedigree":
            of_source = sources()[factor["source_id"]]["pedigree"].split()
            own = factor["uncertainty"].split()
            assert all(mine >= its for mine, its in zip(own, of_source, strict=False)), factor["factor_id"]
