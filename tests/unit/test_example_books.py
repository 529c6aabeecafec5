"""The books of the example alliance and their broken copy."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from greenprod import Calculator
from greenprod.alliance import changes, restatement, targets
from greenprod.alliance.books import Books
from greenprod.alliance.commitments import CommitmentKind
from greenprod.alliance.diligence import Terms, examine
from greenprod.alliance.findings import Verdict
from greenprod.alliance.fund import Kind
from greenprod.alliance.judgements import Status
from greenprod.alliance.rail import read_rail_times
from greenprod.alliance.scoring import Shape
from greenprod.alliance.structure import ChangeKind

if TYPE_CHECKING:
    from greenprod.errors import Issue

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
BROKEN = EXAMPLES / "broken_books"
FAULTS = [
    ("stakes.csv", "stakes_over_one"),
    ("memberships.csv", "overlapping_membership"),
    ("successions.csv", "succession_loop"),
    ("contributions.csv", "no_exchange_rate"),
    ("allocations.csv", "unknown_initiative"),
    ("allocations.csv", "allocation_over_budget"),
    ("allocations.csv", "mixed_currencies"),
    ("awards.csv", "award_before_assessment"),
    ("assessments.csv", "criterion_outside_edition"),
    ("commitments.csv", "target_before_base"),
    ("structural_changes.csv", "no_base_year_emissions"),
    ("lines/office.csv", "no_membership"),
]
T = 10**9


@pytest.fixture(scope="module")
def books() -> Books:
    return Books.read(EXAMPLES / "alliance")


@pytest.fixture(scope="module")
def broken() -> Books:
    return Books.read(BROKEN)


def test_the_tables_of_the_example_have_no_issue(books: Books) -> None:
    assert books.check().empty
    issues: list[Issue] = []
    assert read_rail_times(EXAMPLES / "alliance", issues)
    assert issues == []


def test_every_part_of_the_books_has_rows(books: Books) -> None:
    parts = (
        books.commitments.rows, books.deliverables.rows, books.emissions.rows, books.changes.rows,
        books.fund.contributions, books.fund.initiatives, books.fund.allocations, books.funding.costs,
        books.results.key_results, books.results.pipelines.entries,
        books.qualifications.roles, books.qualifications.qualifications, books.qualifications.training,
        books.scorecards.assessments, books.awards.awards, books.inventories.rows, books.inventories.ranges,
        books.alliance.memberships.rows, books.alliance.memberships.successions,
    )  # fmt: skip
    assert [len(part) > 0 for part in parts] == [True] * len(parts)


def test_every_kind_of_commitment_change_money_and_scorecard_occurs(books: Books) -> None:
    assert {row.kind for row in books.commitments.rows} == set(CommitmentKind)
    assert {row.kind for row in books.changes.rows} == set(ChangeKind)
    assert {row.kind for row in books.fund.contributions} == set(Kind)
    shapes = {rule.shape for one in books.scorecards.assessments.values() for rule in one.edition.rules}
    assert shapes == set(Shape)


def test_no_day_lies_outside_2022_to_2026(books: Books) -> None:
    days = [
        day
        for file in sorted((EXAMPLES / "alliance").glob("*.csv"))
        for day in re.findall(r"\b\d{4}-\d\d-\d\d\b", file.read_text(encoding="utf-8"))
    ]
    assert len(days) > 500
    assert {day[:4] for day in days} == {"2022", "2023", "2024", "2025", "2026"}
    years = {(row.base_year, row.target_year) for row in books.commitments.rows if row.base_year}
    assert years == {(2022, 2026)}


def test_one_member_took_another_name_one_merged_and_one_left(books: Books) -> None:
    members = books.alliance.memberships
    assert members.lineage("kobbertag") == ("kobbertag", "lyngfilm")
    assert members.lineage("maagereden") == ("maagereden", "strandhugst")
    assert [len(members.members_in(year)) for year in range(2022, 2027)] == [10, 11, 10, 8, 8]
    assert set(members.members_in(2024)) - set(members.members_in(2025)) == {"nattergal", "strandhugst"}


def test_the_merger_restates_the_base_year_and_a_small_change_waits(books: Books) -> None:
    policy = restatement.Policy(**books.alliance.settings["restatement"])
    inventory = books.emissions.inventory()
    issues: list[Issue] = []
    found = restatement.restate(
        inventory, books.changes.rows, policy, member_id="maagereden", until=dt.date(2025, 12, 31), issues=issues
    )
    assert found is not None
    assert (found.stated_mg, found.restated_mg, issues) == (98 * T, 110 * T + 400_000_000, [])
    assert [str(step.verdict) for step in found.steps] == ["significant", "pending", "organic_growth"]
    [promise] = [row for row in books.commitments.rows if row.commitment_id == "r-maagereden"]
    day = dt.date(2026, 7, 1)
    before, after = (
        targets.path(promise, each, on=day).at(2024).status
        for each in (inventory, restatement.with_restated(inventory, [found]))
    )
    assert (before, after) == (Status.LATE, Status.ON_TRACK)


def test_the_years_of_the_merged_member_are_explained_without_a_rest(books: Books) -> None:
    rows = [row for row in books.emissions.of(2023) if row.member_id == "maagereden"]
    later = [row for row in books.emissions.of(2024) if row.member_id == "maagereden"]
    moved = books.changes.moved(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    found = changes.explain(rows, later, structure=moved)
    parts = {str(part): mg for part, mg in found.parts.items()}
    assert parts["unexplained"] == 0
    assert all(parts[name] for name in ("structure", "activity", "factor_edition", "method"))
    assert sum(parts.values()) == found.after_mg - found.before_mg


def test_the_due_diligence_of_the_merger_lets_it_go_with_conditions(books: Books) -> None:
    terms = Terms(base_year=2022)
    found = examine(books.inventories.of("maagereden"), books.inventories.of("strandhugst"), terms)
    assert found.verdict == Verdict.GO_WITH_CONDITIONS
    rules = {finding.rule for finding in found.findings}
    assert {"recalculation_needed", "factor_edition_clash", "incomplete", "production_shared"} <= rules


def test_awards_lapse_on_their_day(books: Books) -> None:
    status = {
        day: {award.award_id: str(books.awards.standing(award.award_id, day).status) for award in books.awards.awards}
        for day in (dt.date(2026, 2, 28), dt.date(2026, 3, 1))
    }
    assert [status[day]["a-gold"] for day in sorted(status)] == ["valid", "lapsed"]
    assert status[dt.date(2026, 3, 1)]["a-bronze-again"] == "valid"


def test_the_fund_holds_what_was_given_less_what_was_allocated(books: Books) -> None:
    day = dt.date(2025, 12, 31)
    left = {(one.currency, one.kind): one.left for one in books.fund.balances(day)}
    assert {place: str(money) for place, money in left.items()} == {
        ("DKK", Kind.CASH): "470000.00", ("DKK", Kind.IN_KIND): "0.00", ("EUR", Kind.CASH): "29000.00",
    }  # fmt: skip
    assert sum(books.fund.shares(day).values()) == 1


def test_the_page_of_the_broken_books_lists_each_fault() -> None:
    assert [(file, code) for file, _, code in listed()] == FAULTS


def listed() -> list[tuple[str, int, str]]:
    """Return file, row and code of the faults in the page."""
    page = (BROKEN / "README.md").read_text(encoding="utf-8")
    return [
        (file, int(row), code)
        for file, row, code in re.findall(r"^\| (\S+) \| (\d+) \| .* \| `(\w+)` \|$", page, re.MULTILINE)
    ]


def test_each_fault_is_told_with_its_file_and_row_and_nothing_else_is(broken: Books) -> None:
    issues = broken.check(Calculator())
    issues = issues[issues["severity"].eq("error")]
    found = {
        (file.removeprefix("lines/"), int(row), code)
        for file, row, code in zip(issues["file"], issues["row"], issues["code"], strict=True)
    }
    assert found == {(file.removeprefix("lines/"), row, code) for file, row, code in listed()}
    assert len(issues) == len(FAULTS)
    assert issues["message"].str.len().min() > 10


def test_nothing_is_computed_from_a_row_with_a_fault(books: Books, broken: Books) -> None:
    for part in ("commitments", "changes", "fund", "scorecards", "awards", "emissions", "deliverables"):
        assert getattr(broken, part) == getattr(books, part), part
    assert broken.alliance.memberships == books.alliance.memberships
    assert "p08-biavler" not in set(
        broken.alliance.stakes.loc[broken.alliance.stakes["method"].eq("financing_share"), "production_id"]
    )
