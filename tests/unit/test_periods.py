"""Memberships and successions: who belonged when, and whose history a member carries."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from greenprod import DataError
from greenprod.alliance.periods import Membership, Memberships, Period, Role, Succession

if TYPE_CHECKING:
    from pathlib import Path

    from greenprod import Issue

IDS = ("dfi", "discovery", "wbd", "nent", "viaplay", "nuuday")
MEMBERSHIPS = (
    "member_id,role,from,to\ndfi,fund,2020-01-01,\ndiscovery,broadcaster,2021-01-01,\nnent,broadcaster,01-01-2021,\n"
    "nuuday,broadcaster,2021-01-01,2022-06-30\n"
)
SUCCESSIONS = "predecessor,successor,date,kind\ndiscovery,wbd,2022-04-08,merged\nnent,viaplay,2022-05-19,renamed\n"


def read(path: Path, memberships: str | None = MEMBERSHIPS, successions: str = "") -> tuple[Memberships, list[Issue]]:
    if memberships is not None:
        (path / "memberships.csv").write_text(memberships, encoding="utf-8")
    if successions:
        (path / "successions.csv").write_text(successions, encoding="utf-8")
    issues: list[Issue] = []
    return Memberships.read(path, member_ids=IDS, issues=issues), issues


def test_check_value_two_lists_of_members(tmp_path: Path) -> None:
    # Discovery becomes Warner Bros. Discovery, NENT becomes Viaplay, and Nuuday leaves; the days are invented
    found, issues = read(tmp_path, successions=SUCCESSIONS)
    assert not issues
    assert found.members_in(2021) == ("dfi", "discovery", "nent", "nuuday")
    assert found.members_in(2022) == IDS
    assert found.members_in(2023) == ("dfi", "wbd", "viaplay")
    assert [found.heir("nent", year) for year in (2021, 2022, 2023)] == ["nent", "viaplay", "viaplay"]
    assert found.lineage("wbd") == ("wbd", "discovery")
    assert found.role_in("viaplay", 2023) is Role.BROADCASTER


def test_check_value_731_days() -> None:
    assert Period("2019-10-01", "2021-09-30").days == 731


def test_first_and_last_day_are_part_of_a_membership(tmp_path: Path) -> None:
    found, _ = read(tmp_path)
    assert "nuuday" in found.members_in(Period("2022-06-30", "2022-07-31"))
    assert "nuuday" not in found.members_in(Period("2022-07-01", "2022-07-31"))
    assert "dfi" in found.members_in(Period("2019-12-31", "2020-01-01"))
    assert found.members_in(2019) == ()


def test_on_the_day_of_a_succession_there_is_only_the_successor(tmp_path: Path) -> None:
    found, _ = read(tmp_path, successions=SUCCESSIONS)
    assert "discovery" in found.members_in(Period("2022-04-07", "2022-04-07"))
    assert "wbd" not in found.members_in(Period("2022-04-07", "2022-04-07"))
    assert "wbd" in found.members_in(Period("2022-04-08", "2022-04-08"))
    assert "discovery" not in found.members_in(Period("2022-04-08", "2022-04-08"))


def test_who_left_before_the_succession_leaves_no_membership_to_the_successor(tmp_path: Path) -> None:
    found, _ = read(tmp_path, successions="predecessor,successor,date,kind\nnuuday,viaplay,2023-01-01,acquired\n")
    assert "viaplay" not in found.members_in(2023)
    assert found.heir("nuuday", 2023) == "viaplay"


def test_without_memberships_everybody_is_a_member_always(tmp_path: Path) -> None:
    found, issues = read(tmp_path, None)
    assert not issues
    assert found.members_in(1990) == found.members_in(2090) == IDS
    assert found.role_in("dfi", 2025) is None


def test_without_memberships_a_new_name_begins_on_its_day(tmp_path: Path) -> None:
    found, _ = read(tmp_path, None, SUCCESSIONS)
    assert found.members_in(2021) == ("dfi", "discovery", "wbd", "nent", "nuuday")
    assert found.members_in(2023) == ("dfi", "wbd", "viaplay", "nuuday")


def test_a_table_of_memberships_without_rows_leaves_nobody(tmp_path: Path) -> None:
    found, issues = read(tmp_path, "member_id,role,from,to\n")
    assert found.members_in(2025) == ()
    assert [issue.code for issue in issues] == ["no_rows"]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("dfi,fund,2024-01-01,", "overlapping_membership", "from"),
        ("nuuday,fund,2022-06-30,", "overlapping_membership", "from"),
        ("nobody,fund,2024-01-01,", "unknown_member", "member_id"),
        ("wbd,guest,2024-01-01,", "invalid_choice", "role"),
        ("wbd,fund,2024-13-01,", "invalid_date", "from"),
        ("wbd,fund,2024-02-01,2024-01-31", "period_reversed", "to"),
        ("wbd,fund,,", "missing_field", "from"),
    ],
)
def test_a_bad_membership_is_an_issue_and_not_used(tmp_path: Path, row: str, code: str, column: str) -> None:
    found, issues = read(tmp_path, f"{MEMBERSHIPS}{row}\n")
    assert [(i.code, i.column, i.file, i.row) for i in issues] == [(code, column, "memberships.csv", 6)]
    assert issues[0].hint or issues[0].valid_values
    assert len(found.rows) == 4


def test_the_day_after_the_end_does_not_overlap(tmp_path: Path) -> None:
    found, issues = read(tmp_path, f"{MEMBERSHIPS}nuuday,fund,2022-07-01,\n")
    assert not issues
    assert found.role_in("nuuday", 2022) is Role.FUND
    assert found.role_in("nuuday", 2021) is Role.BROADCASTER


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("wbd,discovery,2024-01-01,renamed", "succession_loop"),
        ("dfi,dfi,2024-01-01,renamed", "succession_loop"),
        ("discovery,dfi,2024-01-01,acquired", "two_successors"),
        ("dfi,nobody,2024-01-01,merged", "unknown_member"),
        ("dfi,wbd,2024-01-01,swallowed", "invalid_choice"),
    ],
)
def test_a_bad_succession_is_an_issue_and_not_used(tmp_path: Path, row: str, code: str) -> None:
    found, issues = read(tmp_path, successions=f"{SUCCESSIONS}{row}\n")
    assert [(issue.code, issue.file, issue.row) for issue in issues] == [(code, "successions.csv", 4)]
    assert issues[0].hint or issues[0].valid_values
    assert len(found.successions) == 2


def test_a_longer_loop_is_found_at_the_row_that_closes_it(tmp_path: Path) -> None:
    rows = "predecessor,successor,date,kind\ndfi,wbd,2021-01-01,merged\nwbd,nent,2022-01-01,merged\n"
    found, issues = read(tmp_path, successions=f"{rows}nent,dfi,2023-01-01,merged\n")
    assert [(issue.code, issue.row) for issue in issues] == [("succession_loop", 4)]
    assert found.heir("dfi", 2025) == "nent"
    assert found.lineage("nent") == ("nent", "wbd", "dfi")


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    found, _ = read(tmp_path, successions=SUCCESSIONS)
    again = tmp_path / "again"
    again.mkdir()
    found.write(again)
    assert Memberships.read(again, member_ids=IDS, issues=[]) == found
    always, _ = read(again, None)
    (tmp_path / "always").mkdir()
    Memberships(member_ids=IDS, always=True).write(tmp_path / "always")
    assert not list((tmp_path / "always").iterdir())
    assert not always.always


def test_a_period_ends_on_or_after_its_start() -> None:
    assert Period("2025-01-01", "2025-01-01").days == 1
    with pytest.raises(DataError) as error:
        Period("2025-01-02", "2025-01-01")
    assert error.value.issue.code == "period_reversed"
    assert (str(Period.of(2025)), str(Period("2025-01-01", "2025-06-30"))) == ("2025", "2025-01-01 to 2025-06-30")


def test_in_code_a_membership_is_made_with_plain_words() -> None:
    held = Membership(member_id="dfi", role="fund", start="2020-01-01", end=date(2020, 1, 31))
    found = Memberships(member_ids=("dfi",), rows=(held,), successions=())
    assert found.members_in(2020) == ("dfi",)
    with pytest.raises(DataError):
        Membership(member_id="dfi", role="fund", start="2020-01-01", end="2019-01-01")
    assert Succession(predecessor="a", successor="b", date="2020-01-01", kind="renamed").kind == "renamed"


def test_a_succession_on_the_last_day_of_a_year_is_of_that_year(tmp_path: Path) -> None:
    found, _ = read(tmp_path, successions="predecessor,successor,date,kind\ndiscovery,wbd,2022-12-31,renamed\n")
    assert (found.heir("discovery", 2021), found.heir("discovery", 2022)) == ("discovery", "wbd")
    assert found.heir("discovery", Period("2022-01-01", "2022-12-30")) == "discovery"
