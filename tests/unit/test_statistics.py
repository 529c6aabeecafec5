"""Medians and quartiles across members, with what they rest on."""

from __future__ import annotations

import statistics as independent
from fractions import Fraction
from typing import Any

import pytest

from greenprod.alliance.statistics import METHOD, Observation, frame, quantile, summaries
from greenprod.errors import DataError


def figures(*values: int, **about: Any) -> list[Observation]:
    rest = {"boundary": "full", "edition": "2024", **about}
    return [Observation(member_id=f"m{place}", value=value, **rest) for place, value in enumerate(values)]


@pytest.mark.parametrize("values", [(3, 1, 2, 9, 5), (1, 2, 3, 4, 5, 6), (7, 7, 7, 7, 7, 8, 100)])
def test_quartiles_are_those_of_the_named_method(values: tuple[int, ...]) -> None:
    (told,) = summaries(figures(*values), unit="t")
    expected = independent.quantiles(values, n=4, method="inclusive")
    assert [told.lower, told.median, told.upper] == [Fraction(value) for value in expected]
    assert (told.members, told.values) == (len(values), len(values))
    assert "definition 7" in METHOD


def test_under_k_nothing_is_told() -> None:
    (told,) = summaries(figures(1, 2, 3, 4), unit="t")
    assert (told.members, told.values, told.lower, told.median, told.upper) == (None,) * 5
    assert str(told) == "full, 2024: · fewer than 5 members."
    assert frame([told])["median"].tolist() == ["·"]


def test_members_count_not_their_figures() -> None:
    many = [Observation(member_id=f"m{n % 4}", value=n, boundary="full", edition="2024") for n in range(40)]
    (told,) = summaries(many, unit="t")
    assert told.median is None
    (told,) = summaries(many, unit="t", k=4)
    assert (told.members, told.values) == (4, 40)


def test_boundaries_and_editions_are_never_mixed() -> None:
    mixed = [*figures(1, 2, 3), *figures(4, 5, 6, boundary="albert"), *figures(7, 8, 9, edition="2023")]
    told = summaries(mixed, unit="t")
    assert [(one.boundary, one.edition) for one in told] == [("albert", "2024"), ("full", "2023"), ("full", "2024")]
    assert all(one.median is None for one in told)


@pytest.mark.parametrize("column", ["boundary", "edition"])
def test_a_figure_without_boundary_or_edition_is_refused(column: str) -> None:
    with pytest.raises(DataError) as refused:
        figures(1, **{column: ""})
    assert refused.value.issue.code == "missing_field"


def test_the_table_says_how() -> None:
    table = frame(summaries(figures(1, 2, 3, 4, 10, group="film"), unit="t"))
    assert table[["group", "members", "lower", "median", "upper"]].to_numpy().tolist() == [["film", 5, 2.0, 3.0, 4.0]]
    assert table.attrs["note"] == METHOD
    assert "mean" not in table.columns


def test_one_value_is_its_own_quantile() -> None:
    assert quantile([Fraction(3)], Fraction(3, 4)) == 3
