"""Tables across members: too few members are hidden, and so is what would give them away."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from time import perf_counter
from typing import Any

import pytest

from greenprod.alliance.disclosure import DOT, Part, k_of, lattice, publish
from greenprod.alliance.suppression import hidden_cells
from greenprod.errors import DataError


def crowd(row: str, count: int, column: str = "", value: int = 10) -> list[Part]:
    return [Part(member_id=f"{row}{number}", row=row, column=column, value=value + number) for number in range(count)]


def test_a_small_group_is_hidden_with_the_group_that_would_reveal_it() -> None:
    table = publish([*crowd("film", 9), *crowd("news", 2), *crowd("sport", 6)], unit="t CO2e")
    assert table.hidden == {("news", ""), ("sport", "")}
    assert [table.text(row) for row in ("film", "news", "sport", None)] == ["126.00", DOT, DOT, "222.00"]
    assert table.counts == {("film", ""): 9, (None, ""): 17}
    assert table.why == "· fewer than 5 members, or a figure from which such a one could be worked out."
    assert str(table).endswith(table.why)
    assert table.frame()["t CO2e"].tolist() == ["126.00", DOT, DOT, "222.00"]


def test_hidden_groups_together_have_k_members() -> None:
    # two groups of one: each knows its own figure, and would know the other's
    table = publish([*crowd("a", 1), *crowd("b", 1), *crowd("c", 6), *crowd("d", 7)], unit="t")
    assert table.hidden == {("a", ""), ("b", ""), ("c", "")}


def test_the_total_is_hidden_where_nothing_else_can_be() -> None:
    table = publish([*crowd("film", 5), *crowd("news", 1)], unit="t")
    assert table.hidden == {("film", ""), ("news", "")}
    alone = publish(crowd("news", 4), unit="t")
    assert alone.hidden == {("news", ""), (None, "")}
    assert not alone.figures


def test_a_zero_is_hidden_as_well_and_an_empty_cell_is_no_secret() -> None:
    parts = [*crowd("film", 6, "a"), *crowd("film", 6, "b"), Part(member_id="x", row="news", column="a", value=0)]
    table = publish(parts, unit="t", k=3)
    assert table.text("news", "a") == DOT
    assert table.text("news", "b") == ""
    assert ("news", "b") not in table.hidden


def test_two_hidden_zeros_do_not_protect_each_other() -> None:
    # zero and zero with a shown total of zero would give both away
    parts = [*(Part(member_id=f"m{n}", row="a" if n < 2 else "b", value=0) for n in range(8)), *crowd("c", 9)]
    table = publish(parts, unit="t")
    assert {("a", ""), ("b", "")} < table.hidden


def test_a_two_way_table_hides_a_rectangle() -> None:
    parts = [part for row in "xyz" for column in "abc" for part in crowd(row, 6, column)]
    parts = [part for part in parts if (part.row, part.column) != ("x", "a") or part.member_id == "x0"]
    table = publish(parts, unit="t")
    assert len(table.hidden) == 4
    assert ("x", "a") in table.hidden
    rows, columns = ({key[axis] for key in table.hidden} for axis in (0, 1))
    assert (len(rows), len(columns), None in rows | columns) == (2, 2, False)
    assert table.frame().loc["total", "total"] == table.text(None, None)


def test_shown_figures_hold_nothing_of_what_is_hidden() -> None:
    table = publish([*crowd("film", 9), *crowd("news", 2, value=987654), *crowd("sport", 6)], unit="t")
    assert "987654" not in repr(table)
    assert not table.figures.keys() & table.hidden


def test_figures_are_exact_and_shown_in_another_unit() -> None:
    parts = [Part(member_id=f"m{n}", row="film", value=Decimal("0.1")) for n in range(10)]
    assert publish(parts, unit="t", per=4).figures["film", ""] == Fraction(1, 4)
    assert publish([Part(member_id=f"m{n}", row="film", value=10**9) for n in range(5)], unit="t", per=10**9).text(
        "film"
    ) == ("5.00")


def test_k_of_the_settings() -> None:
    assert (k_of({}), k_of({"disclosure": {"k": 8}})) == (5, 8)


@pytest.mark.parametrize("k", [1, 0, -3, "many", True, "2.5"])
def test_a_k_that_protects_nobody_is_refused(k: Any) -> None:
    with pytest.raises(DataError) as refused:
        k_of({"disclosure": {"k": k}})
    assert refused.value.issue.code == "invalid_k"


@pytest.mark.parametrize(
    ("value", "code"), [(0.5, "not_a_number"), (-1, "negative_amount"), (Decimal("nan"), "not_a_number")]
)
def test_figures_that_subtraction_cannot_be_ruled_out_for_are_refused(value: Any, code: str) -> None:
    with pytest.raises(DataError) as refused:
        Part(member_id="m", row="film", value=value)
    assert refused.value.issue.code == code


def test_a_large_table_takes_little_time() -> None:
    parts = [Part(member_id=f"m{n}", row=f"r{n * 7 % 60}", column=f"c{n * n % 19}", value=n % 13) for n in range(3000)]
    start = perf_counter()
    table = lattice(parts, two_way=True)
    assert hidden_cells(table, 5)
    assert perf_counter() - start < 20


def test_members_that_add_nothing_hide_nobody() -> None:
    parts = [
        Part(member_id="m0", row="film", value=98765),
        *(Part(member_id=f"m{n}", row="film", value=0) for n in range(1, 5)),
    ]
    table = publish(parts, unit="DKK")
    assert table.text("film") == DOT == table.text(None)
    assert not table.figures


@pytest.mark.parametrize("section", [{"K": 8}, 5, {"k": 8, "per": 2}])
def test_a_section_that_says_something_else_publishes_nothing(section: Any) -> None:
    with pytest.raises(DataError) as refused:
        k_of({"disclosure": section})
    assert refused.value.issue.code == "unknown_key"
    assert refused.value.issue.file == "alliance.toml"
