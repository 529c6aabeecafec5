"""Every item class is linear in each of its amounts, in any unit: the licence for multiplying columns."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from any_item import described, lines_of, refusal, ways
from attrs import evolve
from attrs import fields as fields_of
from hypothesis import given
from hypothesis import strategies as st
from lines import ACTIVITIES, AMOUNTS_OF, KINDS, Record, alone, few, item_of

from greenprod.errors import GreenprodError
from greenprod.footprint.calculate import Calculator
from oracle_tables import UNITS

if TYPE_CHECKING:
    from greenprod.footprint.calculate import Result

# numbers of 30 bits: products and doubles of them are exact, so that equal means equal
whole = st.integers(1, 2**30).map(float)
powers = st.sampled_from([0.25, 0.5, 2.0, 8.0, 1024.0])
CALC = Calculator()


@st.composite
def items_with_an_amount(draw: st.DrawFn, name: str) -> tuple[Any, str]:
    """Return an item of a class, and the name of one of its amounts."""
    line = draw(lines_of(name))
    given_amounts = [amount for amount in AMOUNTS_OF[name] if amount in line]
    item = item_of({**line, **{amount: draw(whole) for amount in given_amounts}})
    return item, draw(st.sampled_from(given_amounts))


@pytest.mark.parametrize("name", KINDS)
def test_every_field_of_a_class_is_in_one_of_its_lines(name: str) -> None:
    assert {field.name for field in described()[name].own} <= {field for line in ways(name) for field in line}
    assert [refusal(name, line) for line in ways(name)] == [None] * len(ways(name))


@pytest.mark.parametrize("name", KINDS)
@few
@given(data=st.data(), power=powers, numerator=st.integers(1, 10**6), denominator=st.integers(1, 10**6), more=whole)
def test_activities_are_linear_in_each_amount_alone(
    name: str, data: st.DataObject, power: float, numerator: int, denominator: int, more: float
) -> None:
    item, amount = data.draw(items_with_an_amount(name))
    first = getattr(item, amount)
    before = list(item.activities())
    assert before or item.recorded
    scaled = evolve(item, **{amount: first * power})
    assert [evolve(a, amount=a.amount * power) for a in before] == list(scaled.activities())
    assert scaled.product == item.product * power
    assert list(scaled.parts()) == list(item.parts())
    assert place_of(scaled) == place_of(item)
    # by a number that no float holds, and by a sum
    factor = Fraction(numerator, denominator)
    near(evolve(item, **{amount: float(Fraction(first) * factor)}), [Fraction(a.amount) * factor for a in before])
    added = list(evolve(item, **{amount: more}).activities())
    together = [Fraction(a.amount) + Fraction(b.amount) for a, b in zip(before, added, strict=True)]
    near(evolve(item, **{amount: first + more}), together)


def near(item: Any, expected: list[Fraction]) -> None:
    for one, exact in zip(item.activities(), expected, strict=True):
        assert abs(Fraction(one.amount) - exact) <= exact / 10**12


@pytest.mark.parametrize("name", KINDS)
def test_nothing_of_an_amount_is_nothing_of_its_activities(name: str) -> None:
    for line in ways(name):
        for amount in AMOUNTS_OF[name]:
            if amount in line:
                one, none = (KINDS[name](**{**line, amount: value}) for value in (1.0, 0.0))
                assert list(none.parts()) == list(one.parts())
                assert {a.amount for a in none.activities()} <= {0.0}


def place_of(item: Any) -> str:
    try:
        return str(item.place())
    except GreenprodError as error:
        return str(error.issue.code)


def postings(result: Result) -> list[tuple[str, str, str, int]]:
    return [
        (p.coefficient.stage, p.coefficient.measure, p.coefficient.found.factor.edition, p.mg) for p in result.postings
    ]


def unit_field(name: str, amount: str) -> str:
    """Return the column with the unit of an amount, where each line has its own."""
    return str(next(f.metadata["unit_field"] for f in fields_of(KINDS[name]) if f.name == amount))


@st.composite
def rewritten(draw: st.DrawFn, name: str) -> tuple[Record, Record]:
    """Return a line, and the same line with one amount in another unit."""
    line = draw(lines_of(name))
    amounts = [a for a in AMOUNTS_OF[name] if a in line]
    line |= {a: draw(st.floats(0, 10**6, allow_subnormal=False)) for a in amounts}
    amount = draw(st.sampled_from(amounts))
    column = unit_field(name, amount)
    unit = AMOUNTS_OF[name][amount] or line[column]
    known = UNITS.get(ACTIVITIES.get(line.get("activity", ""), unit), {})
    if column == "currency" or unit not in known:
        return line, {**{k: v for k, v in line.items() if k != column}, amount: f"{line[amount]!r} {unit}"}
    other = draw(st.sampled_from(sorted(known)))
    value = float(Fraction(line[amount]) * known[unit] / known[other])
    return line, {**{k: v for k, v in line.items() if k != column}, amount: f"{value!r} {other}"}


@pytest.mark.parametrize("name", KINDS)
@few
@given(data=st.data())
def test_the_unit_of_an_amount_does_not_matter(name: str, data: st.DataObject) -> None:
    line, again = data.draw(rewritten(name))
    one, other = alone(CALC, line), alone(CALC, again)
    if isinstance(one, str) or isinstance(other, str):
        assert one == other
        return
    for a, b in zip(postings(one), postings(other), strict=True):
        assert a[:3] == b[:3]
        assert abs(a[3] - b[3]) <= 1 + a[3] * 1e-12


def test_the_generic_item_is_the_only_class_without_an_example() -> None:
    assert [name for name, kind in KINDS.items() if not kind.example] == ["activity"]
