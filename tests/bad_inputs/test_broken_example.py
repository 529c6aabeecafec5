"""The broken example: every fault that its README lists is found where it says, and nothing else is lost."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from greenprod import Alliance, Calculator

if TYPE_CHECKING:
    from greenprod import AllianceReport

FOLDER = Path(__file__).parents[2] / "docs" / "examples" / "broken"
README = (FOLDER / "README.md").read_text(encoding="utf-8")


class Fault(NamedTuple):
    """One row of the table in the README."""

    file: str
    sheet: str
    row: str
    wrong: str
    code: str


FAULTS = [
    Fault(*(cell.strip() for cell in line.replace("`", "").strip("|\n").split("|")))
    for line in README.splitlines()
    if line.startswith(("| lines/", "| stakes", "| members", "| productions"))
]


@pytest.fixture(scope="module")
def report() -> AllianceReport:
    return Alliance.read(FOLDER).report(Calculator())


def test_the_readme_lists_as_many_faults_as_it_says() -> None:
    said = re.search(r"Bad lines and files: (\d+)\.", README)
    assert said
    assert len(FAULTS) == int(said.group(1)) > 40


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f"{f.file}-{f.sheet}{f.row}-{f.code}")
def test_a_fault_of_the_readme_is_found_with_its_code_file_sheet_and_row(report: AllianceReport, fault: Fault) -> None:
    issues = report.issues
    mine = issues[(issues["file"] == fault.file) & (issues["sheet"] == fault.sheet)]
    if fault.row:
        mine = mine[mine["row"] == int(fault.row)]
    found = mine[mine["code"] == fault.code]
    assert len(found) >= 1, list(mine["code"])
    assert found["message"].str.len().min() > 10


def test_no_issue_stands_where_the_readme_lists_no_fault(report: AllianceReport) -> None:
    listed = {(f.file, f.sheet, int(f.row)) for f in FAULTS if f.row}
    whole = {(f.file, f.sheet) for f in FAULTS if not f.row}
    for _, issue in report.issues[report.issues["severity"] == "error"].iterrows():
        place = (issue["file"], issue["sheet"])
        assert place in whole or (*place, issue["row"]) in listed, issue["message"]


def test_lines_in_are_lines_booked_and_lines_with_an_issue(report: AllianceReport) -> None:
    lines = report.ledger.lines
    with_issue = lines["issue"].astype(str) != ""
    assert len(lines) == int(lines["booked"].sum()) + int(with_issue.sum())
    assert not (lines["booked"] & with_issue).any()


def test_every_good_line_of_the_readme_is_booked(report: AllianceReport) -> None:
    said = re.search(r"Good lines: (\d+)\.", README)
    assert said
    booked = report.ledger.lines[report.ledger.lines["booked"]]
    assert len(booked) == int(said.group(1))
    assert (booked["co2e_mg"] > 0).all()
    bad = {(f.file, f.sheet, f.row) for f in FAULTS}
    for _, line in booked.iterrows():
        assert (line["source_file"], line["source_sheet"], str(line["source_row"])) not in bad


def test_a_line_with_an_issue_carries_no_milligram(report: AllianceReport) -> None:
    lines = report.ledger.lines
    columns = [name for name in lines.columns if name.endswith("_mg")]
    assert int(lines.loc[~lines["booked"], columns].abs().to_numpy().sum()) == 0


def test_what_is_booked_is_split_without_loss_although_stakes_are_bad(report: AllianceReport) -> None:
    booked = int(report.ledger.lines["co2e_mg"].sum())
    assert report.total["co2e_mg"] == booked
    assert int(report.members["co2e_mg"].sum()) == booked


def test_shares_over_one_leave_the_production_outside_the_alliance(report: AllianceReport) -> None:
    members = report.by("production_id", "member_id")
    mine = members[members["production_id"] == "b1"]
    assert report.method == "financing_share"
    assert list(mine["member_id"]) == [""]
    assert int(mine["co2e_mg"].sum()) == report.total["co2e_mg"]


def test_the_other_method_keeps_its_good_stakes(report: AllianceReport) -> None:
    other = report.alliance.report(Calculator(), method="operational_control")
    holders = other.by("production_id", "member_id")
    assert list(holders["member_id"]) == ["maagereden"]
    assert other.total == report.total


def test_every_issue_says_what_to_do_about_it(report: AllianceReport) -> None:
    for _, issue in report.issues.iterrows():
        assert issue["hint"] or issue["valid_values"], (issue["code"], issue["message"])
