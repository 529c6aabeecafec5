"""Qualifications: who is qualified on a day, what expires, who was trained, and nothing about persons."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from greenprod.alliance import qualifications
from greenprod.alliance.qualifications import Gender, pseudonym
from greenprod.errors import GreenprodError

if TYPE_CHECKING:
    from pathlib import Path

    from greenprod.alliance.qualifications import Qualifications
    from greenprod.errors import Issue

TABLES = {
    "roles": (
        "role_id,title,description,green_manager,evidence\n"
        "gm,Green manager,Writes the sustainability plan,yes,\ngaffer,Gaffer,Leads the lighting crew,,\n"
    ),
    "qualifications": (
        "qualification_id,role_id,issued,expires,member_id,production_id,holder,headcount,evidence\n"
        "q1,gm,2024-01-01,2024-12-31,m1,p1,h-0042,,course 7\n"
        "q2,gm,2024-01-01,,m1,p2,,0,\n"
        "q3,gaffer,2023-01-01,2024-06-30,m1,p3,,4,\n"
        "q4,gaffer,2023-01-01,2024-06-30,m2,,h-7,,\n"
        "q5,gaffer,2024-06-15,2026-06-30,m2,,h-7,,\n"
    ),
    "training": (
        "member_id,year,headcount,gender,production_id,trained,hours,evidence\n"
        "m1,2024,20,female,,15,130,\nm1,2024,10,male,,2,,\nm1,2024,1,other,,,4.5,\n"
        "m1,2024,30,female,p1,20,,\nm1,2024,20,male,p1,10,,\nm1,2024,8,female,p2,,,\n"
    ),
}


def read(path: Path, **tables: str) -> tuple[Qualifications, list[Issue]]:
    for name, text in {**TABLES, **tables}.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    issues: list[Issue] = []
    found = qualifications.read(path, member_ids={"m1", "m2"}, production_ids={"p1", "p2", "p3", "p4"}, issues=issues)
    return found, issues


def more(name: str, row: str) -> dict[str, str]:
    return {name: TABLES[name] + row + "\n"}


def test_green_manager_present_is_yes_no_or_unknown(tmp_path: Path) -> None:
    found, issues = read(tmp_path)
    assert issues == []
    day = dt.date(2024, 6, 1)
    assert found.green_manager_present("p1", day) is True
    assert found.green_manager_present("p1", dt.date(2024, 12, 31)) is True
    assert found.green_manager_present("p1", dt.date(2025, 1, 1)) is False
    assert found.green_manager_present("p1", dt.date(2023, 12, 31)) is False
    assert found.green_manager_present("p2", day) is False
    assert found.green_manager_present("p3", day) is None
    assert found.green_manager_present("", day) is None


def test_expired_and_expiring_are_told_on_a_day_unless_renewed(tmp_path: Path) -> None:
    found, _ = read(tmp_path)
    told = [(i.code, i.row, i.severity) for i in found.warnings(dt.date(2024, 5, 1))]
    assert told == [("qualification_expiring", 4, "warning")]
    told = [(i.code, i.row, i.severity) for i in found.warnings(dt.date(2024, 12, 31))]
    assert told == [("qualification_expiring", 2, "warning"), ("qualification_expired", 4, "warning")]
    assert found.warnings(dt.date(2024, 3, 31)) == ()
    assert [i.row for i in found.warnings(dt.date(2024, 6, 1), days=29)] == [4]
    assert found.warnings(dt.date(2024, 6, 1), days=28) == ()


def test_a_holder_is_counted_once(tmp_path: Path) -> None:
    found, _ = read(tmp_path)
    assert found.holders("gaffer", dt.date(2024, 6, 20)) == 5
    assert found.holders("gaffer", dt.date(2024, 7, 1)) == 1
    assert found.holders("gaffer", dt.date(2024, 6, 20), production_id="p3") == 4


def test_share_of_crew_trained_is_unknown_where_a_row_leaves_it_open(tmp_path: Path) -> None:
    found, _ = read(tmp_path)
    assert found.crew_trained("p1") == Fraction(3, 5)
    assert found.crew_trained("p2") is None
    assert found.crew_trained("p4") is None


def test_training_hours_per_employee_by_the_categories_of_vsme_b10(tmp_path: Path) -> None:
    rows = read(tmp_path)[0].training_hours(2024)
    assert [(row.gender, row.employees, row.hours_per_employee) for row in rows] == [
        (Gender.FEMALE, 20, Fraction(13, 2)), (Gender.MALE, 10, None), (Gender.OTHER, 1, Fraction(9, 2)),
    ]  # fmt: skip
    assert [gender.vsme_concept for gender in Gender] == [
        "AverageNumberOfAnnualTrainingHoursPerFemaleEmployee",
        "AverageNumberOfAnnualTrainingHoursPerMaleEmployee",
        "AverageNumberOfAnnualTrainingHoursPerOtherGenderEmployee",
        "AverageNumberOfAnnualTrainingHoursPerNonReportedGenderEmployee",
    ]


PERSONS = (
    "Mette", "Mette Fiktion", "mette.fiktion", "mette7", "mf@example.com", "010190-1234", "0101901234", "12345678",
    "Bo-12", "010190", "h-123456", "æ1",
)  # fmt: skip


@pytest.mark.parametrize("text", PERSONS)
def test_what_looks_like_a_person_is_refused_and_not_repeated(tmp_path: Path, text: str) -> None:
    row = f"q9,gm,2024-01-01,2024-12-31,m1,p1,{text},,"
    found, issues = read(tmp_path, **more("qualifications", row))
    assert [(i.code, i.file, i.row, i.column) for i in issues] == [("personal_data", "qualifications.csv", 7, "holder")]
    assert text not in str(issues[0].as_row())
    assert found == read(tmp_path)[0]


@pytest.mark.parametrize("text", ["h-0042", "P7", "crew_12", "00017", "3f2a9c0e-1d4b-4c8a-9f21-0b6de1a7c355", "0f" * 8])
def test_a_pseudonym_is_taken(text: str) -> None:
    assert pseudonym(text) == text


@pytest.mark.parametrize("column", ["qualification_id", "evidence"])
@pytest.mark.parametrize("text", ["mf@example.com", "course of 010190-1234"])
def test_no_other_column_takes_a_cpr_number_or_an_address(tmp_path: Path, column: str, text: str) -> None:
    cells = {"qualification_id": "q9", "evidence": "", column: text}
    row = f"{cells['qualification_id']},gm,2024-01-01,,m1,p1,h-1,,{cells['evidence']}"
    found, issues = read(tmp_path, **more("qualifications", row))
    assert [(i.code, i.column) for i in issues] == [("personal_data", column)]
    assert text not in str(issues[0].as_row())
    assert len(found.qualifications) == 5


BAD = {
    "unknown role": (more("qualifications", "q9,dop,2024-01-01,,m1,p1,h-1,,"), "unknown_role"),
    "unknown member": (more("qualifications", "q9,gm,2024-01-01,,m9,p1,h-1,,"), "unknown_member"),
    "unknown production": (more("qualifications", "q9,gm,2024-01-01,,m1,p9,h-1,,"), "unknown_production"),
    "holder and headcount": (more("qualifications", "q9,gm,2024-01-01,,m1,p1,h-1,1,"), "holder_or_headcount"),
    "neither": (more("qualifications", "q9,gm,2024-01-01,,m1,p1,,,"), "holder_or_headcount"),
    "expired before it was issued": (
        more("qualifications", "q9,gm,2024-01-02,2024-01-01,m1,p1,h-1,,"), "period_reversed",
    ),
    "an id twice": (more("qualifications", "q1,gm,2024-01-01,,m1,p1,h-1,,"), "duplicate_id"),
    "more trained than there are": (more("training", "m2,2024,5,male,,6,,"), "trained_over_headcount"),
    "hours below zero": (more("training", "m2,2024,5,male,,5,-1,"), "negative_amount"),
    "unknown gender category": (more("training", "m2,2024,5,boys,,5,1,"), "invalid_choice"),
    "training of nobody's employees": (more("training", "m9,2024,5,male,,5,1,"), "unknown_member"),
    "a category twice": (more("training", "m1,2024,5,male,,5,1,"), "duplicate_id"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_is_told_and_changes_nothing_else(tmp_path: Path, name: str) -> None:
    tables, code = BAD[name]
    clean = read(tmp_path)[0]
    found, issues = read(tmp_path, **tables)
    assert [(i.code, i.severity) for i in issues] == [(code, "error")]
    assert issues[0].row == next(iter(tables.values())).count("\n")
    assert found == clean


def test_the_text_of_a_row_shows_no_holder() -> None:
    with pytest.raises(GreenprodError) as error:
        qualifications.Qualification(qualification_id="q", role_id="gm", issued="2024-01-01", holder="Mette Fiktion")
    assert "Mette" not in str(error.value)
    row = qualifications.Qualification(qualification_id="q", role_id="gm", issued="2024-01-01", holder="h-42")
    assert "h-42" not in repr(row)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    found, _ = read(tmp_path)
    again = tmp_path / "again"
    again.mkdir()
    found.write(again)
    issues: list[Issue] = []
    everything = {"p1", "p2", "p3", "p4"}
    assert qualifications.read(again, member_ids={"m1", "m2"}, production_ids=everything, issues=issues) == found
    assert issues == []
