"""Paths and judgements over random commitments: they fall, they end where promised, and the oracle agrees."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import oracle_alliance as oracle
from greenprod.alliance.commitments import Commitment
from greenprod.alliance.coverage import coverage, tally
from greenprod.alliance.deliverables import DeliverableKind, Standing
from greenprod.alliance.judgements import Facts, Status, judge
from greenprod.alliance.targets import path

ON = dt.date(2050, 1, 1)
BASE_YEAR = 2021
milligrams = st.integers(0, 10**16)
spans = st.integers(1, 25)
percents = st.integers(0, 1000).map(lambda n: Decimal(n) / 10)


def reduction(span: int, **more: Any) -> Commitment:
    about = {"scope_set": "scope1", "base_year": BASE_YEAR, "target_year": BASE_YEAR + span, **more}
    return Commitment(commitment_id="r", member_id="m", kind="reduction", **about)


def inventory(*mg: int | None) -> dict[tuple[str, int], dict[str, int]]:
    return {("m", BASE_YEAR + n): {"scope1": value} for n, value in enumerate(mg) if value is not None}


@given(base=milligrams, span=spans, percent=percents)
def test_a_contraction_is_that_of_the_oracle(base: int, span: int, percent: Decimal) -> None:
    found = path(reduction(span, annual_rate=str(percent / 100)), inventory(base), on=ON)
    for years in range(span + 1):
        assert found.at(BASE_YEAR + years).promised == oracle.contracted(base, percent, years)


@given(base=milligrams, span=spans, percent=percents)
def test_a_target_lies_on_a_straight_line_to_half_a_milligram(base: int, span: int, percent: Decimal) -> None:
    found = path(reduction(span, target=str(percent / 100)), inventory(base), on=ON)
    line = oracle.straight(Fraction(base), base * (1 - Fraction(percent) / 100), span)
    promised = [found.at(BASE_YEAR + years).promised for years in range(span + 1)]
    assert promised == [oracle.half_even(value) for value in line]
    assert all(next_one <= one for one, next_one in pairwise(line))


@given(base=milligrams, end=st.integers(0, 10**7), span=spans, by=st.fractions(Fraction(1, 1000), 1000))
def test_an_intensity_lies_on_a_straight_line_exactly(base: int, end: int, span: int, by: Fraction) -> None:
    commitment = reduction(span, target_value=end, metric="t_per_shooting_day")
    found = path(commitment, inventory(base), on=ON, denominators={BASE_YEAR: by})
    line = oracle.straight(base / by, Fraction(end * 10**9), span)
    assert [found.at(BASE_YEAR + years).promised for years in range(span + 1)] == line


@given(base=st.none() | milligrams, later=st.lists(st.none() | milligrams, max_size=9), span=spans)
def test_missing_is_never_taken_for_zero(base: int | None, later: list[int | None], span: int) -> None:
    found = path(reduction(span), inventory(base, *later), on=ON)
    for point in found.points[1:]:
        place = point.year - BASE_YEAR - 1
        emitted = later[place] if place < len(later) else None
        assert point.actual == emitted
        assert (point.status == Status.NO_DATA) == (base is None or emitted is None)
        if point.gap is not None:
            assert (point.status == Status.LATE) == (point.gap > 0)
            assert (point.status == Status.MET) == (point.gap <= 0 and point.year >= BASE_YEAR + span)


@st.composite
def owed(draw: st.DrawFn) -> list[Standing]:
    """Return deliverables of some productions on one day."""

    def day(number: int) -> dt.date:
        return dt.date(2024, 12, 1) + dt.timedelta(days=number)

    on = draw(st.integers(0, 500))
    found = []
    for number in range(draw(st.integers(0, 8))):
        received = draw(st.none() | st.integers(0, on))
        found.append(
            Standing(
                production_id=f"p{draw(st.integers(0, 4))}",
                kind=draw(st.sampled_from(list(DeliverableKind))),
                required_by=str(number),
                due=day(draw(st.integers(0, 500))),
                on=day(on),
                received=None if received is None else day(received),
            )
        )
    return found


holders = st.dictionaries(st.sampled_from([f"p{n}" for n in range(5)]), st.sets(st.sampled_from("mno")))


@given(found=owed(), held=holders, percent=percents)
def test_more_done_never_stands_worse(found: list[Standing], held: dict[str, set[str]], percent: Decimal) -> None:
    rank = [Status.LATE, Status.ON_TRACK, Status.MET]
    commitment = Commitment(commitment_id="c", member_id="m", kind="measure_all", target=str(percent / 100))
    on = dt.date(2026, 12, 31)
    before: Status | None = None
    for measured in ([], ["p0"], ["p0", "p1", "p2"], [f"p{n}" for n in range(5)]):
        result = judge(commitment, 2025, Facts(on=on, owed=found, holders=held, measured=measured), [])
        if result.obliged is None or not result.obliged:
            assert result.status == Status.NO_DATA
            continue
        assert result.status is not None
        assert before is None or rank.index(result.status) >= rank.index(before)
        before = result.status
    assert before in (None, Status.MET)


@given(found=owed(), held=holders)
def test_statuses_of_members_are_those_of_their_productions(found: list[Standing], held: dict[str, set[str]]) -> None:
    counted = tally(found, held)
    for member in "mno":
        mine = [each for each in found if member in held.get(each.production_id, ())]
        total: Counter[str] = Counter()
        for (name, _, _), statuses in counted.items():
            if name == member:
                total.update({str(status): n for status, n in statuses.items()})
        assert total == Counter(str(each.status) for each in mine)


@given(found=owed(), held=holders, measured=st.sets(st.sampled_from([f"p{n}" for n in range(7)])))
def test_coverage_lies_between_none_and_all(
    found: list[Standing], held: dict[str, set[str]], measured: set[str]
) -> None:
    for each in coverage(found, measured, held, period=2025):
        assert each.share is not None
        assert 0 <= each.share <= 1
        assert set(each.measured) <= measured
        assert sorted([*each.measured, *each.unmeasured]) == list(each.obliged)
        assert all(each.member_id in held[name] for name in each.obliged)
