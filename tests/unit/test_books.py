"""The alliance's books: all tables read and written, all problems listed."""

from __future__ import annotations

import csv
import json
import sys
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import fields

from greenprod import Alliance
from greenprod.alliance.books import Books
from greenprod.cli import main
from mini import CALC

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "alliance"
BROKEN = EXAMPLE.with_name("broken")
TABLES = {
    "alliance.toml": 'id = "a"\nname = "=A"\nyear = 2025\nmethod = "equity_share"\ncounted_by = "activity"\n\n'
    '[restatement]\nbase_year = 2024\nthreshold = 0.05\nscopes = ["1", "2"]\nfrom = 2024-01-01\n',
    "members.csv": "member_id,name,role,region\ntv,=TV,broadcaster,DK\nfilm,-Film,producer,DK\n",
    "memberships.csv": "member_id,role,from,to\ntv,broadcaster,2020-01-01,\nfilm,producer,2020-01-01,2024-12-31\n",
    "successions.csv": "predecessor,successor,date,kind\nfilm,tv,2026-01-01,acquired\n",
    "productions.csv": 'production_id,title,delivery,foreign_cost_share,budget\np1,One,31-12-2025,"0,3",1000000\n',
    "stakes.csv": "production_id,member_id,method,share\np1,tv,equity_share,1/3\n",
    "lines/sub/a.csv": "line_id,production_id,member_id,item,date,region,mass,material,condition\n"
    "l1,p1,film,material,2025-01-01,DK,5,wood,new\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "in"
    for name, text in TABLES.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, encoding="utf-8")
    return path


def same(one: Books, other: Books) -> None:
    assert (one.alliance.id, one.alliance.name, one.alliance.year) == (
        other.alliance.id, other.alliance.name, other.alliance.year,
    )  # fmt: skip
    assert one.alliance.settings == other.alliance.settings
    assert one.alliance.memberships == other.alliance.memberships
    for name in ("members", "productions", "stakes"):
        assert getattr(one.alliance, name).equals(getattr(other.alliance, name))
    for part in fields(Books):
        if part.name not in ("alliance", "issues"):
            assert getattr(one, part.name) == getattr(other, part.name), part.name


def test_what_is_written_is_read_again_equal(folder: Path, tmp_path: Path) -> None:
    books = Books.read(folder)
    assert books.alliance.issues.empty
    assert books.alliance.members["name"].tolist() == ["=TV", "-Film"]
    assert books.alliance.productions.loc[0, "delivery"] == "2025-12-31"
    books.write(tmp_path / "out")
    again = Books.read(tmp_path / "out")
    same(books, again)
    assert [file.relative_to(tmp_path / "out").as_posix() for file in again.alliance.line_files] == ["lines/sub/a.csv"]
    report, copy = books.alliance.report(CALC), again.alliance.report(CALC)
    assert report.total == copy.total
    assert report.manifest == copy.manifest


def test_writing_over_its_own_folder_changes_nothing(folder: Path) -> None:
    books = Books.read(folder)
    books.write(folder)
    same(books, Books.read(folder))


def test_the_example_goes_there_and_back(tmp_path: Path) -> None:
    books = Books.read(EXAMPLE)
    books.write(tmp_path)
    same(books, Books.read(tmp_path))


def test_a_check_lists_tables_lines_and_memberships_of_every_year(folder: Path) -> None:
    (folder / "commitments.csv").write_text("commitment_id\nc1\n", encoding="utf-8")
    books = Books.read(folder)
    assert set(books.check()["file"]) == {"commitments.csv"}
    found = books.check(CALC)
    assert found.loc[found["code"] == "no_membership", ["file", "row", "value"]].to_numpy().tolist() == [
        ["lines/sub/a.csv", 2, "film"]
    ]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["greenprod", *map(str, words)])
        status = 0
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return call


def test_check_prints_every_issue_and_is_status_1_with_an_error(run: Callable[..., tuple[int, str, str]]) -> None:
    status, out, _ = run("alliance", "check", BROKEN, "--tables", "--format", "json")
    rows = json.loads(out)
    expected = Alliance.read(BROKEN).issues
    assert status == 1
    assert [(row["code"], row["row"]) for row in rows] == list(zip(expected["code"], expected["row"], strict=True))
    status, out, _ = run("alliance", "check", BROKEN, "--tables", "--format", "csv")
    assert [row["code"] for row in csv.DictReader(StringIO(out))] == expected["code"].tolist()
    assert "6 errors" in run("alliance", "check", BROKEN, "--tables")[1]
    assert "helicopter_ride" in run("alliance", "check", BROKEN)[1]


def test_check_of_a_sound_folder_is_status_0(run: Callable[..., tuple[int, str, str]]) -> None:
    assert run("alliance", "check", EXAMPLE, "--tables", "--format", "json")[:2] == (0, "[]\n")


def test_check_of_no_alliance_is_status_2(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    status, _, err = run("alliance", "check", tmp_path)
    assert status == 2
    assert "not_an_alliance" in err


@pytest.mark.parametrize(
    ("section", "code"),
    [
        ('[fund]\ncurrency = "kr"\n', "unknown_currency"),
        ("[fund]\ncurency = 'DKK'\n", "unknown_key"),
        ("[disclosure]\nK = 8\n", "unknown_key"),
        ("[disclosure]\nk = 1\n", "invalid_k"),
    ],
)
def test_a_section_that_cannot_be_used_is_told_and_the_rest_is_read(folder: Path, section: str, code: str) -> None:
    (folder / "alliance.toml").write_text(TABLES["alliance.toml"] + "\n" + section, encoding="utf-8")
    books = Books.read(folder)
    assert books.issues[["code", "file"]].to_numpy().tolist() == [[code, "alliance.toml"]]
    assert len(books.alliance.memberships.rows) == 2
