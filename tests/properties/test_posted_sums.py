"""Sums of postings by group: exact whatever their size and sign, in runs, shuffled or by many groups."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenprod.errors import GreenprodError
from greenprod.footprint import sums as room
from greenprod.footprint.codes import looked_up
from greenprod.footprint.emissions import Emissions, GrowingEmissions
from greenprod.footprint.kernel import LIMIT_MG, MEASURES
from greenprod.footprint.sums import Measured, Sums, counts, posted

SIZES = st.sampled_from([0.0, 0.4, 0.5, 1.5, 2.5, 1e3, 2.0**52 + 1, 2.0**53 - 1, 2.0**53, 2.0**53 + 2, 1e17])
SLOTS = st.tuples(st.integers(0, 4), st.integers(0, 2))


@st.composite
def lines(draw: st.DrawFn, *, signed: bool = False) -> tuple[Emissions, np.ndarray, np.ndarray, np.ndarray]:
    """Return emissions of some descriptions, and lines of a few of them: description, product, group."""
    rate = st.builds(lambda size, sign: size * sign, SIZES, st.sampled_from([-1, 1]) if signed else st.just(1))
    kinds = draw(st.lists(st.dictionaries(SLOTS, rate, max_size=4), min_size=1, max_size=5))
    each = [tuple(sorted((slot, mg) for slot, mg in kind.items() if mg)) for kind in kinds]
    growing = GrowingEmissions(rows={slots: place for place, slots in enumerate(dict.fromkeys(each))})
    emissions = growing.of(np.array([growing.rows[slots] for slots in each]))
    size = draw(st.integers(0, 40))
    numbers = draw(st.lists(st.integers(0, len(kinds) - 1), min_size=size, max_size=size))
    groups = draw(st.lists(st.integers(0, draw(st.sampled_from([0, 3, 200]))), min_size=size, max_size=size))
    if draw(st.booleans()):
        groups.sort()
    product = draw(st.lists(st.sampled_from([0.0, 0.5, 1.0, 3.0]), min_size=size, max_size=size))
    return (
        emissions,
        np.array(numbers, np.int32),
        np.array(product),
        np.array(groups, np.int16),
    )


def by_hand(emissions: Emissions, numbers: Any, product: Any, groups: Any) -> dict[str, dict[int, int]]:
    """Return the sums as Python's whole numbers."""
    found: dict[str, dict[int, int]] = {name: {} for name in MEASURES}
    for number, amount, group in zip(numbers.tolist(), product.tolist(), groups.tolist(), strict=True):
        for slots in (emissions.often, emissions.seldom):
            for name, columns in slots.items():
                mg = sum(round(float(rates[emissions.row[number]]) * amount) for rates in columns)
                found[name][group] = found[name].get(group, 0) + mg
    return found


def added(emissions: Emissions, numbers: Any, product: Any, groups: Any, number: int) -> Sums:
    sums = Sums.of(number, emissions)
    for postings in posted(emissions, numbers, product):
        sums.add(groups[postings.rows], postings)
    return sums


def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "BLOCK", 16)


@given(data=st.data(), signed=st.booleans())
def test_sums_are_those_of_whole_numbers(*, data: st.DataObject, signed: bool) -> None:
    emissions, numbers, product, groups = data.draw(lines(signed=signed))
    with pytest.MonkeyPatch.context() as patch:
        small_blocks(patch)
        sums = added(emissions, numbers, product, groups, 201)
        measured = {name: np.zeros(len(numbers), dtype=np.int64) for name in MEASURES}
        for postings in posted(emissions, numbers, product):
            for name in postings.slots:
                measured[name][postings.rows] += postings.mg(name)
        again = Sums.of(201, emissions)
        for block in Measured.blocks(measured, len(numbers)):
            again.add(groups[block.rows], block)
    expected = by_hand(emissions, numbers, product, groups)
    for name in MEASURES:
        for found in (sums, again):
            assert {group: int(found.mg[name][group]) for group in expected[name]} == expected[name]
            assert int(np.abs(found.mg[name]).sum()) == sum(map(abs, expected[name].values()))


@given(data=st.data())
def test_sums_beyond_whole_milligrams_are_refused(data: st.DataObject) -> None:
    times = data.draw(st.integers(1, 40))
    growing = GrowingEmissions(rows={(((0, 0), 2.0**60),): 0})
    sums = added(growing.of(np.zeros(1, np.int32)), np.zeros(times, np.int32), np.ones(times), np.arange(times) % 2, 2)
    if times * 2.0**60 > LIMIT_MG:
        with pytest.raises(GreenprodError, match="beyond"):
            sums.check()
    else:
        sums.check()


@given(codes=st.lists(st.integers(-1, 99), max_size=30), kind=st.sampled_from([np.int8, np.int16, np.int32, np.int64]))
def test_a_code_of_minus_one_is_the_last_value(codes: list[int], kind: type[Any]) -> None:
    values = np.arange(101) * 2
    assert looked_up(values, np.array(codes, dtype=kind)).tolist() == [values[code] for code in codes]


@given(groups=st.lists(st.integers(0, 9), min_size=1, max_size=60), ordered=st.booleans())
def test_lines_are_counted_by_group(*, groups: list[int], ordered: bool) -> None:
    own = sorted(groups) if ordered else groups
    assert counts(np.array(own), 10).tolist() == [own.count(group) for group in range(10)]
