"""Awards: what they hold for, how they are renewed, and awards that cannot be; and evidence from the ledger."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from greenprod.alliance import awards, scorecards
from greenprod.alliance.awards import Awards, Status, end_of_month
from greenprod.errors import DataError, Issue

if TYPE_CHECKING:
    from pathlib import Path

HEAD = (
    "award_id,edition,level,assessment_id,production_id,member_id,score,assessed,issued,granted_by,renews,valid_to,"
    "evidence\n"
)
GOLD = "g,cluster-excellence-gold,GOLD,,,m1,0.88,2024-02-12,2024-03-01,EUCLES,,,\n"
BRONZE = "b,cluster-excellence-bronze,BRONZE,,,m1,,2024-02-12,2024-03-01,EUCLES,,,\n"
CLAIMS = (
    "assessment_id,edition,production_id,member_id,criterion,answer,state,date,assessor,evidence\n"
    "a,green-film-3,p1,m1,A2,yes,verified,2025-06-01,auditor,contract\n"
    "b,green-film-3,p1,m1,A2,yes,declared,2025-06-01,,\n"
    "c,green-film-3,p1,m1,PR1,no,verified,2025-06-01,auditor,nothing\n"
)


def read(folder: Path, rows: str) -> tuple[Awards, list[Issue]]:
    (folder / "awards.csv").write_text(HEAD + rows, encoding="utf-8")
    (folder / "assessments.csv").write_text(CLAIMS, encoding="utf-8")
    issues: list[Issue] = []
    members, productions = ["m1", "m2"], ["p1"]
    cards = scorecards.read(folder, issues, member_ids=members, production_ids=productions)
    assert issues == []
    found = awards.read(folder, issues, scorecards=cards, member_ids=members, production_ids=productions)
    return found, issues


def test_gold_assessed_in_february_2024_holds_to_the_end_of_february_2026(tmp_path: Path) -> None:
    found, issues = read(tmp_path, GOLD)
    assert issues == []
    last = found.standing("g", dt.date(2026, 2, 28))
    assert (last.status, last.valid_to) == (Status.VALID, dt.date(2026, 2, 28))
    after = found.standing("g", dt.date(2026, 3, 1))
    assert (after.status, after.renewable, after.renewable_until) == (Status.LAPSED, False, None)
    assert found.standing("g", dt.date(2024, 2, 29)).status is Status.NOT_YET


def test_with_a_grace_year_it_is_renewable_until_the_end_of_february_2027(tmp_path: Path) -> None:
    found, issues = read(tmp_path, BRONZE)
    assert issues == []
    lapsed = found.standing("b", dt.date(2026, 3, 1))
    assert (lapsed.status, lapsed.renewable, lapsed.renewable_until) == (Status.LAPSED, True, dt.date(2027, 2, 28))
    assert found.standing("b", dt.date(2027, 2, 28)).renewable
    assert not found.standing("b", dt.date(2027, 3, 1)).renewable


def test_a_renewal_runs_on_from_the_old_end_for_three_years(tmp_path: Path) -> None:
    renewal = "s,cluster-excellence-silver,SILVER,,,m1,,2026-11-20,2026-12-01,EUCLES,b,,\n"
    found, issues = read(tmp_path, BRONZE + renewal)
    assert issues == []
    new = found.standing("s", dt.date(2026, 3, 1))
    assert (new.status, new.valid_from, new.valid_to) == (Status.VALID, dt.date(2026, 3, 1), dt.date(2029, 2, 28))
    old = found.standing("b", dt.date(2026, 12, 1))
    assert (old.renewable, old.renewed_by) == (False, "s")


def test_where_the_edition_does_not_say_so_a_renewal_counts_like_a_first_award(tmp_path: Path) -> None:
    renewal = "h,cluster-excellence-gold,GOLD,,,m1,0.9,2026-05-20,2026-06-01,EUCLES,g,,\n"
    found, issues = read(tmp_path, GOLD + renewal)
    assert issues == []
    assert found.period(found.by_id["h"]) == (dt.date(2026, 6, 1), dt.date(2028, 5, 31))


def test_where_nobody_knows_the_end_an_award_is_open_unless_the_certificate_prints_it(tmp_path: Path) -> None:
    row = "e,ema-green-seal-current,Gold Seal,,p1,m1,125,2025-02-12,2025-03-01,EMA,,{},\n"
    found, issues = read(tmp_path, row.format(""))
    assert (issues, found.standing("e", dt.date(2099, 1, 1)).status) == ([], Status.OPEN)
    found, issues = read(tmp_path, row.format("2026-12-31"))
    assert (issues, found.standing("e", dt.date(2027, 1, 1)).status) == ([], Status.LAPSED)


def test_a_printed_end_that_differs_from_the_rule_counts_and_is_told(tmp_path: Path) -> None:
    found, issues = read(tmp_path, GOLD.replace("EUCLES,,,", "EUCLES,,2026-02-12,"))
    assert [(issue.code, issue.severity) for issue in issues] == [("validity_differs", "warning")]
    assert found.standing("g", dt.date(2026, 2, 13)).status is Status.LAPSED


def test_an_award_may_be_issued_on_the_day_of_its_assessment(tmp_path: Path) -> None:
    found, issues = read(tmp_path, GOLD.replace("2024-03-01", "2024-02-12"))
    assert (issues, len(found.awards)) == ([], 1)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-02-12", 24, "2026-02-28"),
        ("2026-02-28", 24, "2028-02-29"),
        ("2024-12-31", 1, "2025-01-31"),
        ("2024-01-31", 0, "2024-01-31"),
        ("2023-11-05", 13, "2024-12-31"),
    ],
)
def test_validity_ends_with_a_month(start: str, months: int, end: str) -> None:
    assert end_of_month(dt.date.fromisoformat(start), months) == dt.date.fromisoformat(end)


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("x,green-film-9,certified,,p1,m1,,2025-06-01,2025-07-01,fund,,,", "unknown_edition", "edition"),
        ("x,green-film-3,certified,zz,p1,m1,,2025-06-01,2025-07-01,fund,,,", "unknown_assessment", "assessment_id"),
        ("x,green-film-3,certified,,p7,m1,,2025-06-01,2025-07-01,fund,,,", "unknown_production", "production_id"),
        ("x,green-film-3,certified,a,p1,m1,,2025-05-01,2025-05-31,fund,,,", "award_before_assessment", "issued"),
        ("x,green-film-3,certified,,p1,m1,,2025-06-01,2025-05-31,fund,,,", "award_before_assessment", "issued"),
        ("x,green-film-3,certified,b,p1,m1,,2025-06-01,2025-07-01,fund,,,", "not_verified", "assessment_id"),
        ("x,green-film-3,certified,c,p1,m1,,2025-06-01,2025-07-01,fund,,,", "level_not_reached", "level"),
        ("x,green-film-3,certified,a,,m2,,2025-06-01,2025-07-01,fund,,,", "mixed_assessment", "assessment_id"),
        ("x,green-film-3,certified,,p1,m1,,2024-06-01,2024-07-01,fund,,,", "outside_edition", "assessed"),
        ("x,green-film-3,certified,,p1,m1,,2025-06-01,2025-07-01,M1,,,", "own_granted_by", "granted_by"),
        ("x,green-film-3,certified,,p1,m1,,2025-06-01,2025-07-01,,,,", "missing_field", "granted_by"),
        ("x,green-film-3,gold,,p1,m1,,2025-06-01,2025-07-01,fund,,,", "unknown_level", "level"),
        ("x,green-film-3,certified,,p1,m1,19,2025-06-01,2025-07-01,fund,,,", "level_not_reached", "score"),
        ("x,cluster-excellence-gold,GOLD,,,m1,0.79,2025-06-01,2025-07-01,EUCLES,,,", "level_not_reached", "score"),
        ("x,cluster-excellence-gold,GOLD,,,m1,88,2025-06-01,2025-07-01,EUCLES,,,", "points_above_cap", "score"),
        ("x,green-film-3,certified,,p1,m1,,2025-06-01,2025-07-01,fund,y,,", "unknown_renews", "renews"),
        ("x,green-film-3,certified,,p1,m1,,2025-06-01,2025-07-01,fund,x,,", "renewal_loop", "renews"),
    ],
)  # fmt: skip
def test_an_award_that_cannot_be_is_told_with_its_place_and_left_out(
    tmp_path: Path, row: str, code: str, column: str
) -> None:
    found, issues = read(tmp_path, row + "\n")
    told = [(issue.code, issue.column, issue.file, issue.row) for issue in issues]
    assert told == [(code, column, "awards.csv", 2)]
    assert found.awards == ()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("s,cluster-excellence-silver,SILVER,,,m1,,2027-03-01,2027-04-01,EUCLES,b,,\n", "renewal_too_late"),
        ("s,cluster-excellence-silver,SILVER,,,m2,,2026-03-01,2026-04-01,EUCLES,b,,\n", "mixed_renewal"),
        ("s,cluster-excellence-silver,SILVER,,,m1,,2023-03-01,2026-04-01,EUCLES,b,,\n", "renewal_before_award"),
        (BRONZE, "duplicate_id"),
    ],
)
def test_a_renewal_that_cannot_be_is_left_out(tmp_path: Path, row: str, code: str) -> None:
    found, issues = read(tmp_path, BRONZE + row)
    assert [(issue.code, issue.row) for issue in issues] == [(code, 3)]
    assert [award.award_id for award in found.awards] == ["b"]


def test_awards_are_written_as_they_were_read(tmp_path: Path) -> None:
    found, issues = read(tmp_path, GOLD + BRONZE)
    (tmp_path / "out").mkdir()
    found.write(tmp_path / "out")
    (tmp_path / "awards.csv").unlink()
    again, _ = read(tmp_path, (tmp_path / "out" / "awards.csv").read_text(encoding="utf-8").partition("\n")[2])
    assert issues == []
    assert again.awards == found.awards
    assert found.awards[0].score == Fraction(88, 100)
    frame = again.frame(dt.date(2026, 3, 1))
    assert frame["status"].tolist() == ["lapsed", "lapsed"]
    assert frame["award_id"].tolist() == ["g", "b"]


def test_nobody_knows_an_award_that_is_not_there() -> None:
    with pytest.raises(DataError) as caught:
        Awards().standing("g", dt.date(2026, 1, 1))
    assert caught.value.issue.code == "unknown_award"
