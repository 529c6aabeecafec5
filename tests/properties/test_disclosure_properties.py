"""What is hidden in a published table stays hidden; what need not be hidden is shown."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

import oracle_disclosure as oracle
from greenprod.alliance.disclosure import Part, lattice, publish
from greenprod.alliance.statistics import Observation, quantile, summaries
from greenprod.alliance.suppression import hidden_cells

MEMBERS = tuple(f"m{number}" for number in range(12))
levels = st.integers(2, 5)


@st.composite
def parts(draw: st.DrawFn) -> list[Part]:
    rows = [f"r{number}" for number in range(draw(st.integers(2, 4)))]
    columns = [f"c{number}" for number in range(draw(st.integers(1, 3)))]
    one = st.builds(
        Part,
        member_id=st.sampled_from(MEMBERS),
        row=st.sampled_from([*rows[:1] * 4, *rows]),
        column=st.sampled_from(columns),
        value=st.sampled_from((0, 0, 1, 5, 7, 100)),
    )
    return draw(st.lists(one, min_size=1, max_size=6)) + draw(st.lists(one, max_size=30))


def inner(found: list[Part]) -> oracle.Table:
    table: oracle.Table = {}
    for part in found:
        table[part.row, part.column] = table.get((part.row, part.column), Fraction(0)) + part.value
    return table


def members(found: list[Part], key: tuple[str | None, str | None]) -> set[str]:
    """Return who adds something to a figure."""
    mine = [part for part in found if key[0] in (None, part.row) and key[1] in (None, part.column)]
    return {part.member_id for part in mine if part.value}


@given(parts(), levels)
def test_no_hidden_figure_can_be_worked_out(found: list[Part], k: int) -> None:
    published, table = publish(found, unit="mg", k=k), inner(found)
    shown = list(published.figures)
    for hidden in published.hidden:
        other = oracle.another_table(table, shown, hidden)
        assert other is not None
        assert min(other.values()) >= 0
        for key, value in published.figures.items():
            assert sum(other[cell] for cell in oracle.parts_of(key, other)) == value
        cells = oracle.parts_of(hidden, table)
        assert sum(other[cell] for cell in cells) != sum(table[cell] for cell in cells)


@given(parts(), levels)
def test_no_figure_that_is_shown_or_left_by_a_subtraction_has_fewer_than_k_members(found: list[Part], k: int) -> None:
    published = publish(found, unit="mg", k=k)
    for key, count in published.counts.items():
        assert count == len(members(found, key)) >= k
    for row, column in published.figures:
        for axis in (0, 1):
            if (row, column)[axis] is None and (axis == 0 or published.two_way):
                names = published.rows if axis == 0 else published.columns
                line = [(name, column) if axis == 0 else (row, name) for name in names]
                rest = [key for key in line if key in published.hidden]
                assert not rest or len(set().union(*(members(found, key) for key in rest))) >= k


@given(parts(), levels)
def test_hiding_twice_hides_nothing_more(found: list[Part], k: int) -> None:
    table = lattice(found, two_way=True)
    once = hidden_cells(table, k)
    assert hidden_cells(table, k, once) == once


@given(parts(), levels)
def test_nothing_is_hidden_where_all_groups_are_large(found: list[Part], k: int) -> None:
    groups = {(part.row, part.column) for part in found}
    crowd = [
        Part(member_id=f"{row}{column}{number}", row=row, column=column, value=number + 1)
        for row, column in sorted(groups)
        for number in range(k)
    ]
    published = publish([*found, *crowd], unit="mg", k=k)
    assert not published.hidden
    assert not published.why


@given(parts(), levels)
def test_what_is_shown_is_true(found: list[Part], k: int) -> None:
    published, table = publish(found, unit="mg", k=k), inner(found)
    for key, value in published.figures.items():
        assert value == sum(table[cell] for cell in oracle.parts_of(key, table))
    assert not published.figures.keys() & published.hidden


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12), levels)
def test_quartiles_are_in_order_between_the_extremes_and_hidden_under_k(values: list[int], k: int) -> None:
    figures = [
        Observation(member_id=f"m{place}", value=value, boundary="full", edition="2024")
        for place, value in enumerate(values)
    ]
    (told,) = summaries(figures, unit="t", k=k)
    assert (told.median is None) == (len(values) < k)
    assume(told.lower is not None and told.median is not None and told.upper is not None)
    assert min(values) <= told.lower <= told.median <= told.upper <= max(values)  # type: ignore[operator]
    below = sum(value <= told.median for value in values)  # type: ignore[operator]
    assert 2 * below >= len(values)
    assert quantile([Fraction(value) for value in reversed(values)], Fraction(1, 2)) == told.median
