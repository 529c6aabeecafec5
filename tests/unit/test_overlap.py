"""Overlap: what two members both claim is told, with the least and the most that it can be."""

from __future__ import annotations

from greenprod.alliance.overlap import Claim, Overlaps


def claim(member: str, method: str, mg: int, production: str = "p1", whole: int = 100) -> Claim:
    return Claim(production_id=production, member_id=member, method=method, co2e_mg=mg, production_mg=whole)


def test_control_and_financing_of_one_production_overlap_by_what_was_financed() -> None:
    found = Overlaps.of([claim("a", "operational_control", 100), claim("b", "financing_share", 35)]).rows
    assert [(row.member_a, row.member_b, row.at_least_mg, row.at_most_mg) for row in found] == [("a", "b", 35, 35)]


def test_two_parts_that_fit_into_the_production_need_not_overlap() -> None:
    (row,) = Overlaps.of([claim("a", "equity_share", 60), claim("b", "financing_share", 30)]).rows
    assert (row.at_least_mg, row.at_most_mg) == (0, 30)


def test_claims_of_one_method_one_member_or_nothing_do_not_overlap() -> None:
    claims = [
        claim("a", "financing_share", 60),
        claim("b", "financing_share", 40),
        claim("a", "equity_share", 60),
        claim("c", "equity_share", 0),
        claim("d", "equity_share", 70, production="p2"),
    ]
    found = Overlaps.of(claims).rows
    assert [(row.member_a, row.member_b) for row in found] == [("b", "a")]


def test_an_attribution_to_a_funder_stands_last_and_beside() -> None:
    claims = [
        claim("fund", "funder_attribution", 90),
        claim("a", "operational_control", 100),
        claim("b", "financing_share", 5),
    ]
    found = Overlaps.of(claims)
    assert [(row.at_least_mg, row.beside) for row in found.rows] == [(5, False), (90, True), (0, True)]
    assert found.frame()["beside"].tolist() == [False, True, True]


def test_no_claims_give_an_empty_table_with_its_columns() -> None:
    frame = Overlaps.of([]).frame()
    assert frame.empty
    assert list(frame)[:3] == ["production_id", "production_mg", "member_a"]
