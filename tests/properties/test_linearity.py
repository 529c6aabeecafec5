"""Every item class is linear in each of its amounts, in any unit: the licence for multiplying columns."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st
from lines import ACTIVITIES, AMOUNTS_OF, DESCRIBED, Record, alone, commons, item_of, numbers, times

from greenprod.items.catalogue import ITEMS
from mini import CALC
from oracle_tables import UNITS

if TYPE_CHECKING:
    from greenprod.footprint.calculate import Result

# numbers of 30 bits: products and doubles of them are exact, so that equal means equal
whole = st.integers(1, 2**30).map(float)
powers = st.sampled_from([0.25, 0.5, 2.0, 8.0, 1024.0])


@st.composite
def items_with_an_amount(draw: st.DrawFn, name: str) -> tuple[Any, str]:
    """Return an item of a class, and the name of one of its amounts."""
    described, amounts = draw(DESCRIBED[name])
    cells = {amount: draw(whole) for amount in amounts}
    line = {"item": name, **described, **cells, **draw(times()), **draw(commons())}
    return item_of(line), draw(st.sampled_from(amounts))


def test_every_class_has_a_strategy_that_reaches_every_amount() -> None:
    assert set(DESCRIBED) == set(ITEMS)


@pytest.mark.parametrize("name", ITEMS)
def test_every_amount_field_is_reached(name: str) -> None:
    reached: set[str] = set()

    @given(case=items_with_an_amount(name))
    def collect(case: tuple[Any, str]) -> None:
        item, _ = case
        reached.update(field for field in AMOUNTS_OF[name] if getattr(item, field) is not None)

    collect()
    assert reached == set(AMOUNTS_OF[name])


@pytest.mark.parametrize("name", ITEMS)
@given(data=st.data(), factor=powers)
def test_activities_scale_with_each_amount_alone(name: str, data: st.DataObject, factor: float) -> None:
    item, amount = data.draw(items_with_an_amount(name))
    scaled = evolve(item, **{amount: getattr(item, amount) * factor})
    before, after = list(item.activities()), list(scaled.activities())
    assert before
    assert [(a.activity, a.unit, a.amount * factor) for a in before] == [(a.activity, a.unit, a.amount) for a in after]


@pytest.mark.parametrize("name", ITEMS)
@given(data=st.data(), other=st.floats(0, 1e9))
def test_what_one_unit_causes_does_not_depend_on_the_amount(name: str, data: st.DataObject, other: float) -> None:
    item, amount = data.draw(items_with_an_amount(name))
    changed = evolve(item, **{amount: other})
    assert list(changed.parts()) == list(item.parts())
    assert changed.place() == item.place()


@pytest.mark.parametrize("name", ITEMS)
@given(data=st.data(), more=whole)
def test_amounts_add(name: str, data: st.DataObject, more: float) -> None:
    item, amount = data.draw(items_with_an_amount(name))
    first = getattr(item, amount)
    sums = [a.amount for a in evolve(item, **{amount: first + more}).activities()]
    apart = [
        a.amount + b.amount for a, b in zip(item.activities(), evolve(item, **{amount: more}).activities(), strict=True)
    ]
    assert sums == pytest.approx(apart, rel=1e-14)


def postings(result: Result) -> list[tuple[str, str, str, int]]:
    return [
        (p.coefficient.stage, p.coefficient.measure, p.coefficient.found.factor.edition, p.mg) for p in result.postings
    ]


@st.composite
def rewritten(draw: st.DrawFn) -> tuple[Record, Record]:
    """Return a line, and the same line with one amount in another unit."""
    name = draw(st.sampled_from(sorted(ITEMS)))
    described, amounts = draw(DESCRIBED[name])
    amount = draw(st.sampled_from(amounts))
    unit = AMOUNTS_OF[name][amount] or ACTIVITIES[described["activity"]]
    described = {**described, "unit": unit} if name == "activity" else described
    line = {"item": name, **described, **{a: draw(numbers) for a in amounts}, **draw(times()), **draw(commons())}
    other = draw(st.sampled_from(sorted(UNITS[unit])))
    value = float(Fraction(line[amount]) * UNITS[unit][unit] / UNITS[unit][other])
    again = {**line, amount: f"{value!r} {other}"}
    return line, {k: v for k, v in again.items() if k != "unit"}


@given(lines=rewritten())
def test_the_unit_of_an_amount_does_not_matter(lines: tuple[Record, Record]) -> None:
    one, other = (alone(CALC, line) for line in lines)
    assert isinstance(one, str) == isinstance(other, str)
    assume(not isinstance(one, str))
    assert not isinstance(one, str)
    assert not isinstance(other, str)
    for a, b in zip(postings(one), postings(other), strict=True):
        assert a[:3] == b[:3]
        assert abs(a[3] - b[3]) <= 1
