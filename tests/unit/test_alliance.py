"""The alliance's folder, and how productions are counted and split."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from greenprod import Alliance, Calculator, DataError
from greenprod.footprint.kernel import MEASURE_COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

    from greenprod import AllianceReport

TABLES = {
    "alliance.toml": 'id = "a"\nname = "Alliance A"\nyear = 2024\nmethod = "financing_share"\n',
    "members.csv": "member_id,name,role,region\nm1,One,broadcaster,DK\nm2,Two,fund,DK\n",
    "productions.csv": "production_id,title,format,region\np1,First,feature,DK\np2,Second,documentary,DK\n",
    "stakes.csv": (
        "production_id,member_id,method,share\n"
        "p1,m1,financing_share,0.3333\np1,m2,financing_share,1/3\np1,m1,operational_control,1\n"
    ),
}
HEAD = "line_id,production_id,version,item,date,region,energy\n"


def folder(path: Path, lines: str = "", **tables: str) -> Path:
    for name, text in {**TABLES, **{f"{key}.csv": text for key, text in tables.items()}}.items():
        (path / name).write_text(text, encoding="utf-8")
    (path / "lines").mkdir()
    (path / "lines" / "power.csv").write_text(HEAD + lines, encoding="utf-8")
    return path


def report(path: Path, lines: str, method: str | None = None, **tables: str) -> AllianceReport:
    return Alliance.read(folder(path, lines, **tables)).report(Calculator(), method=method)


def power(line: str, production: str, energy: object, version: str = "") -> str:
    return f"{line},{production},{version},grid_electricity,2024-05-01,DK,{energy}\n"


def test_shares_are_exact_fractions_and_the_rest_is_outside(tmp_path: Path) -> None:
    found = report(tmp_path, power("a", "p1", 1000))
    # 1,000 kWh x 0.1433 kg (Ember, Denmark 2024) = 143,300,000 mg; 0.3333, 1/3, and 1 - 0.3333 - 1/3 of it
    assert found.members["scope2_location_mg"].tolist() == [47_761_890, 47_766_667, 47_771_443]
    assert found.alliance.stakes["share"].tolist() == [Fraction(3333, 10000), Fraction(1, 3), Fraction(1)]
    assert found.total["co2e_mg"] == 143_300_000


def test_under_operational_control_the_member_carries_all_of_its_production(tmp_path: Path) -> None:
    found = report(tmp_path, power("a", "p1", 1000) + power("b", "p2", 10), "operational_control")
    assert found.members["co2e_mg"].tolist() == [143_300_000, 0, 1_433_000]
    assert found.members["productions"].tolist() == [1, 0, 1]


def test_only_the_most_advanced_version_of_a_production_is_counted(tmp_path: Path) -> None:
    lines = power("a", "p1", 1000, "budget") + power("a", "p1", 10, "interim") + power("b", "p2", 7, "plan")
    found = report(tmp_path, lines)
    assert found.productions["co2e_mg"].tolist() == [1_433_000, 1_003_100]
    assert len(found.ledger.lines) == 3
    assert found.ledger.lines["booked"].all()


def test_a_final_version_without_a_booked_line_does_not_bring_the_budget_back(tmp_path: Path) -> None:
    found = report(tmp_path, power("a", "p1", 1000, "budget") + power("b", "p1", -1, "final"))
    assert found.productions["co2e_mg"].tolist() == [0, 0]
    assert found.productions["lines_with_issue"].tolist() == [1, 0]


def test_every_grouping_of_the_allocation_adds_up_to_the_productions(tmp_path: Path) -> None:
    lines = "".join(power(f"l{n}", "p1", n * 13.7) for n in range(40))
    found = report(tmp_path, lines)
    for columns in (("member_id",), ("stage", "member_id"), ("status", "match"), ("scope_category",)):
        grouped = found.by(*columns)
        for name in MEASURE_COLUMNS:
            assert int(grouped[name].sum()) == found.total[name]


def test_files_are_named_from_the_folder_on(tmp_path: Path) -> None:
    found = report(tmp_path, power("a", "p1", -1), stakes="production_id,member_id,method,share\np9,m1,x,1\n")
    assert found.issues["file"].tolist() == ["stakes.csv", "lines/power.csv"]
    assert found.ledger.manifest["inputs"][0]["file"] == "lines/power.csv"


def test_shares_over_one_are_not_used_under_that_method_only(tmp_path: Path) -> None:
    stakes = TABLES["stakes.csv"] + "p1,m1,operational_control,0.5\np2,m1,financing_share,0.7\n"
    stakes += "p2,m2,financing_share,0.4\n"
    alliance = Alliance.read(folder(tmp_path, stakes=stakes))
    assert alliance.issues["code"].tolist() == ["duplicate_stake", "stakes_over_one"]
    assert alliance.stakes["production_id"].tolist() == ["p1", "p1", "p1"]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("alliance.toml", None, "not_an_alliance"),
        ("alliance.toml", "name = ", "unreadable_toml"),
        ("alliance.toml", 'name = "x"\nyear = "soon"\n', "invalid_year"),
        ("alliance.toml", 'year = 2025\nmethod = "by_taste"\n', "invalid_choice"),
        ("members.csv", None, "file_not_found"),
    ],
)
def test_a_folder_that_is_no_alliance_is_refused(tmp_path: Path, name: str, text: str | None, code: str) -> None:
    path = folder(tmp_path)
    if text is None:
        (path / name).unlink()
    else:
        (path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as error:
        Alliance.read(path)
    assert error.value.issue.code == code
    assert error.value.issue.file.endswith(name)


@pytest.mark.parametrize(
    ("table", "text", "code", "row"),
    [
        ("members", "member_id,name\nm1,One\nm1,Again\n", "duplicate_id", 3),
        ("productions", "production_id,title\n,Nameless\n", "missing_field", 2),
        ("members", "name\nOne\n", "missing_column", 1),
        ("stakes", "production_id,member_id,method,share\np1,m1,financing_share,half\n", "invalid_share", 2),
        ("stakes", "production_id,member_id,method,share\np1,m1,financing_share,1/0\n", "invalid_share", 2),
        ("stakes", "production_id,member_id,method,share\np1,nobody,financing_share,1\n", "unknown_member", 2),
    ],
)
def test_a_bad_row_of_a_table_is_an_issue_with_its_file_and_row(
    tmp_path: Path, table: str, text: str, code: str, row: int
) -> None:
    issues = Alliance.read(folder(tmp_path, **{table: text})).issues
    assert (code, f"{table}.csv", row) in list(issues[["code", "file", "row"]].itertuples(index=False, name=None))


def test_a_file_that_is_not_read_is_named(tmp_path: Path) -> None:
    path = folder(tmp_path)
    (path / "lines" / "callsheet.pdf").write_bytes(b"%PDF")
    (path / "lines" / ".hidden.csv").write_text("x", encoding="utf-8")
    alliance = Alliance.read(path)
    assert [file.name for file in alliance.line_files] == ["power.csv"]
    assert alliance.issues[["code", "severity", "file"]].to_numpy().tolist() == [
        ["unsupported_file", "warning", "lines/callsheet.pdf"]
    ]


def test_an_alliance_without_lines_reports_nothing_and_does_not_fail(tmp_path: Path) -> None:
    found = report(tmp_path, "")
    assert found.total["co2e_mg"] == 0
    assert found.members["co2e_mg"].tolist() == [0, 0, 0]
    assert "no_rows" in set(found.issues["code"])
