"""Money restated: what must hold for every currency and year that has figures."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from greenprod.errors import MoneyError
from greenprod.money import inflation, rate, restated

FACTORS = Path(__file__).parents[2] / "factors"
CLOSE = 1e-12


def read(name: str) -> list[dict[str, str]]:
    with (FACTORS / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def quoted() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in read("exchange_rates.csv"):
        found.setdefault(int(row["year"]), ["EUR"]).append(row["currency"])
    return found


def levels() -> dict[tuple[str, str], dict[int, float]]:
    """Level by currency and rank, then by year."""
    ranks: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in read("currencies.csv"):
        ranks.setdefault((row["source_id"], row["region"]), []).append((row["currency"], row["rank"]))
    found: dict[tuple[str, str], dict[int, float]] = {}
    for row in read("price_index.csv"):
        for key in ranks.get((row["source_id"], row["region"]), []):
            found.setdefault(key, {})[int(row["year"])] = float(row["value"])
    return found


QUOTED = quoted()
FIRST = {currency: found for (currency, rank), found in levels().items() if rank == "1"}
CODES = sorted(FIRST)
ANY_YEAR = st.integers(1990, 2035)
ANY_CODE = st.sampled_from(CODES)


@st.composite
def in_one_year(draw: st.DrawFn, count: int) -> tuple[int, list[str]]:
    """Draw a year and currencies that were quoted in it."""
    year = draw(st.sampled_from(sorted(QUOTED)))
    return year, [draw(st.sampled_from(QUOTED[year])) for _ in range(count)]


@st.composite
def in_one_series(draw: st.DrawFn, count: int) -> tuple[str, list[int]]:
    """Draw a currency and years of its first price index."""
    code = draw(ANY_CODE)
    return code, [draw(st.sampled_from(sorted(FIRST[code]))) for _ in range(count)]


def factor(currency: str, year: int, to_currency: str, to_year: int) -> float:
    return restated(currency, year, to_currency, to_year).factor


@given(in_one_year(2))
def test_there_and_back_within_a_year_is_nothing(drawn: tuple[int, list[str]]) -> None:
    year, (a, b) = drawn
    assert math.isclose(factor(a, year, b, year) * factor(b, year, a, year), 1, rel_tol=CLOSE)


@given(in_one_series(2))
def test_there_and_back_within_a_currency_is_nothing(drawn: tuple[str, list[int]]) -> None:
    code, (first, second) = drawn
    assert math.isclose(factor(code, first, code, second) * factor(code, second, code, first), 1, rel_tol=CLOSE)


@given(in_one_year(3))
def test_a_way_by_a_third_currency_is_the_same(drawn: tuple[int, list[str]]) -> None:
    year, (a, b, c) = drawn
    assert math.isclose(factor(a, year, b, year) * factor(b, year, c, year), factor(a, year, c, year), rel_tol=CLOSE)


@given(in_one_series(3))
def test_a_way_by_a_third_year_is_the_same(drawn: tuple[str, list[int]]) -> None:
    code, (first, second, third) = drawn
    by_second = inflation(code, first, second)[0] * inflation(code, second, third)[0]
    assert math.isclose(by_second, inflation(code, first, third)[0], rel_tol=CLOSE)


@given(in_one_series(2))
def test_where_prices_rose_older_money_is_worth_more(drawn: tuple[str, list[int]]) -> None:
    code, (first, second) = drawn
    rose = FIRST[code][second] - FIRST[code][first]
    found = inflation(code, first, second)[0]
    assert (found > 1, found < 1) == (rose > 0, rose < 0)


@given(in_one_year(1))
def test_the_euro_adds_nothing_of_its_own(drawn: tuple[int, list[str]]) -> None:
    year, (code,) = drawn
    assert math.isclose(factor("EUR", year, code, year), rate(code, year), rel_tol=CLOSE)
    assert factor("EUR", year, "EUR", year) == 1.0


@given(ANY_CODE, ANY_YEAR, ANY_CODE, ANY_YEAR, st.integers(0, 5))
def test_what_is_carried_on_is_flagged_and_told_and_never_too_far(
    a: str, year: int, b: str, to_year: int, years_forward: int
) -> None:
    try:
        found = restated(a, year, b, to_year, years_forward=years_forward)
    except MoneyError as error:
        event(error.issue.code)
        return
    told = re.findall(r"(\d{4}) taken as (\d{4})", " ".join(found.steps))
    assert found.extended == bool(told)
    assert all(0 < int(wanted) - int(taken) <= years_forward for wanted, taken in told)
    assert math.isfinite(found.factor)
    assert found.factor > 0
    assert len(found.steps) == (year != to_year) + (0 if a == b else (a != "EUR") + (b != "EUR"))


@given(ANY_CODE, ANY_YEAR, st.integers(2029, 2100))
def test_what_lies_too_far_ahead_is_refused_by_its_year(code: str, year: int, ahead: int) -> None:
    assume(code != "EUR")
    with pytest.raises(MoneyError) as caught:
        restated("EUR", ahead, code, ahead)
    assert (caught.value.issue.code, caught.value.issue.value) == ("no_exchange_rate", str(ahead))
    assume(year < ahead)
    with pytest.raises(MoneyError) as caught:
        restated(code, year, code, ahead)
    assert caught.value.issue.code == "no_price_index"
    assert caught.value.issue.value in {str(year), str(ahead)}


@given(ANY_CODE, ANY_YEAR, ANY_CODE, ANY_YEAR)
def test_a_strict_result_is_the_same_when_carrying_on_is_allowed(a: str, year: int, b: str, to_year: int) -> None:
    try:
        strict = restated(a, year, b, to_year, years_forward=0)
    except MoneyError:
        return
    assert restated(a, year, b, to_year) == strict


@given(ANY_CODE, ANY_YEAR, ANY_CODE, ANY_YEAR)
def test_the_steps_say_what_was_done(a: str, year: int, b: str, to_year: int) -> None:
    try:
        found = restated(a, year, b, to_year)
    except MoneyError:
        return
    by_hand = 1.0
    for sign, figure in re.findall(r": ([x/]) ([0-9.]+) \(", "\n".join(found.steps)):
        by_hand = by_hand * float(figure) if sign == "x" else by_hand / float(figure)
    # three figures of six digits each
    assert found.factor == pytest.approx(by_hand, rel=2e-5)
