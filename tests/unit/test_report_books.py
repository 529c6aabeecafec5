"""The page of the books: what it says of a small folder, what it escapes, and what it never does."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import sys
from typing import TYPE_CHECKING

import pytest

from greenprod.alliance.books import Books
from greenprod.cli import main
from greenprod.errors import DataError
from greenprod.reports.books import BESIDE, PAGE, render_books, sections, write_books
from greenprod.reports.reckoning import Reckoning
from mini import CALC

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from greenprod.reports.books import Section
    from greenprod.reports.sheets import Sheet

ON = dt.date(2026, 3, 1)
BARE = {
    "alliance.toml": 'id = "a"\nname = "Klit & <b>"\nyear = 2025\nmethod = "operational_control"\n',
    "members.csv": "member_id,name,role,region\ntv,=Baelthav <i>,broadcaster,DK\nfilm,Kobbertag,producer,DK\n",
    "productions.csv": "production_id,title,green_light,start,end,delivery\n"
    "p1,Et,2025-01-10,2025-02-01,,2025-06-01\np2,To,2025-01-10,2025-02-01,,2025-09-01\n",
    "stakes.csv": "production_id,member_id,method,share\np1,film,operational_control,1\n"
    "p2,film,operational_control,1\n",
    "lines/a.csv": "line_id,production_id,item,date,region,mass,material,condition\n"
    "l1,p1,material,2025-03-01,DK,5,wood,new\n",
}
FULL = {
    **BARE,
    "alliance.toml": BARE["alliance.toml"] + "\n[restatement]\nbase_year = 2022\n\n[disclosure]\nk = 2\n",
    "emissions.csv": "member_id,year,scope,co2e_kg\n"
    + "".join(
        f"tv,{year},{scope},{kg}\n"
        for year, kg in ((2022, 600_000), (2023, 590_000), (2025, 620_000))
        for scope in ("scope1", "scope2_location", "scope3")
    ),
    "structural_changes.csv": "change_id,kind,date,member_id,entity,scope,base_year_co2e_kg,reason\n"
    "c1,acquisition,2024-07-01,tv,Tangloppe ApS,scope3,120000,<script>bought</script>\n"
    "c2,organic_growth,2024-09-01,tv,,,,a third series\n",
    "commitments.csv": "commitment_id,member_id,kind,base_year,target_year,target,level,target_value,currency\n"
    "r1,tv,reduction,2022,2026,0.4,,,\nm1,film,measure_all,,,,,,\n"
    "l1,film,label_level,,,,certified,,\ng1,tv,contribution,,,,,100000,DKK\n",
    "deliverables.csv": "production_id,kind,received\np1,plan,2025-02-03\np1,budget,2025-01-08\np1,report,2026-03-02\n",
    "contributions.csv": "contribution_id,member_id,date,amount,currency\nc1,tv,2025-02-01,300000,DKK\n"
    "c2,film,2025-03-01,100000,DKK\nc3,film,2026-03-02,50000,DKK\n",
    "initiatives.csv": "initiative_id,name,start,budget,currency,status,expected_tco2e\n"
    "grid,Power,2025-05-01,400000,DKK,running,100\n",
    "allocations.csv": "allocation_id,contribution_id,initiative_id,date,amount\na1,c1,grid,2025-05-01,200000\n",
    "funding.csv": "cost_id,party,basis,value,total,currency\nsek,tv,equal,,100000.01,DKK\nsek,film,equal,,,DKK\n",
    "key_results.csv": "result_id,name,target,actual\nideas,Ideas,,11\n",
    "pipeline.csv": "pipeline_id,item_id,step,stage,entered\nclub,i1,1,idea,2025-01-01\nclub,i1,2,concept,2025-06-01\n"
    "club,i2,1,idea,2025-01-01\n",
    "roles.csv": "role_id,title,green_manager\ngm,Green manager,yes\n",
    "qualifications.csv": "qualification_id,role_id,issued,expires,production_id,holder\n"
    "q1,gm,2025-01-01,2026-03-01,p1,h-0042\n",
    "training.csv": "member_id,year,gender,headcount,hours\ntv,2025,female,10,40\nfilm,2025,female,5,20\n"
    "film,2025,male,3,9\n",
    "assessments.csv": "assessment_id,edition,production_id,member_id,criterion,option,answer,state,date,assessor,"
    "evidence\nlys,green-film-3,p1,film,A1,,1,declared,2025-01-10,,\n"
    "lys,green-film-3,p1,film,A1,,0.8,verified,2025-06-01,Klar Revision,bills.pdf\n",
    "inventories.csv": "inventory,entity,year,scope,co2e_kg,boundary\nHavn,Havn A/S,2024,scope1,10,full\n"
    "Vig,Vig ApS,2024,scope1,20,no_rf\n",
}


def reckoning_of(folder: Path, tables: dict[str, str], on: dt.date = ON) -> Reckoning:
    for name, text in tables.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    books = Books.read(folder)
    return Reckoning(books=books, report=books.alliance.report(CALC, 2025), on=on)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Reckoning:
    return reckoning_of(tmp_path_factory.mktemp("full"), FULL)


@pytest.fixture(scope="module")
def found(full: Reckoning) -> tuple[Section, ...]:
    return sections(full)


@pytest.fixture(scope="module")
def page(full: Reckoning) -> str:
    return render_books(full)


def sheet_of(found: Sequence[Section], name: str) -> Sheet:
    return next(sheet for section in found for sheet in section.sheets if sheet.name == name)


def rows_of(found: Sequence[Section], name: str) -> list[dict[str, str]]:
    table = sheet_of(found, name).table()
    titles = [column.title for column in table.columns]
    return [dict(zip(titles, map(str, row), strict=True)) for row in table.rows]


def prose_of(page: str) -> str:
    return re.sub(r"<script.*?</script>|<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)


def test_the_small_folder_is_sound(full: Reckoning) -> None:
    issues = full.books.check()
    assert issues["code"].tolist() == [], issues.to_dict("records")


def test_the_base_year_stands_as_stated_and_as_restated_with_reasons(found: tuple[Section, ...]) -> None:
    whole = rows_of(found, "base-years")[-1]
    assert (whole["Previously stated, t"], whole["Restated, t"], whole["Difference, t"]) == (
        "1,800.00", "1,920.00", "120.00",
    )  # fmt: skip
    assert [row["Verdict"] for row in rows_of(found, "base-year-reasons")] == ["significant", "organic growth"]


def test_the_path_starts_from_the_restated_base_year(found: tuple[Section, ...]) -> None:
    rows = {row["Year"]: row for row in rows_of(found, "paths")}
    assert rows["2022"]["Path, t"] == "1,920.00"
    assert rows["2025"]["Path, t"] == "1,344.00"  # 1,920 less three quarters of 40 %
    assert (rows["2025"]["Emitted, t"], rows["2025"]["Status"]) == ("1,860.00", "late")
    assert (rows["2024"]["Emitted, t"], rows["2024"]["Status"]) == ("", "no data")
    assert rows["2026"]["Emitted, t"] == ""


def test_the_chart_has_the_path_and_both_base_years(found: tuple[Section, ...]) -> None:
    values = found[0].charts["chart-path-1"]["data"]["values"]
    base = {value["line"]: value["t"] for value in values if value["year"] == 2022}
    assert base == pytest.approx(
        {
            "target path": 1920.0,
            "emitted": 1920.0,
            "base year as previously stated": 1800.0,
            "base year as restated": 1920.0,
        }
    )


def test_commitments_have_a_status_for_each_member(found: tuple[Section, ...]) -> None:
    rows = {row["Commitment"]: (row["Member"], row["Status"]) for row in rows_of(found, "commitments")}
    assert rows == {
        "r1": ("=Baelthav <i>", "late"),
        "m1": ("Kobbertag", "late"),
        "l1": ("Kobbertag", "late"),
        "g1": ("=Baelthav <i>", "met"),
    }


def test_deliverables_stand_as_on_the_day(found: tuple[Section, ...]) -> None:
    rows = {(row["Production"], row["Deliverable"]): row["Status"] for row in rows_of(found, "deliverables")}
    assert rows["p1", "plan"] == "late"
    assert rows["p1", "budget"] == "met"
    assert rows["p1", "report"] == "missing"  # it came the day after
    assert rows["p2", "report"] == "missing"
    together = rows_of(found, "coverage")[0]
    assert (together["Member"], together["Obliged"], together["Measured"], together["Coverage"]) == (
        "all together", "2", "1", "50%",
    )  # fmt: skip


def test_before_it_is_due_a_report_is_on_track(tmp_path: Path) -> None:
    early = sections(reckoning_of(tmp_path, FULL, dt.date(2025, 8, 1)))
    rows = {(row["Production"], row["Deliverable"]): row["Status"] for row in rows_of(early, "deliverables")}
    assert rows["p1", "report"] == "on track"
    assert rows["p2", "plan"] == "missing"
    assert all(row["Emitted, t"] == "" for row in rows_of(early, "paths") if row["Year"] == "2025")


def test_abatement_stands_beside_the_inventory(found: tuple[Section, ...], page: str) -> None:
    rows = {row["Member"]: row for row in rows_of(found, "inventory-and-abatement")}
    mine = rows["=Baelthav <i>"]
    assert (mine["Inventory 2025, t"], mine["Beside it: expected, t"]) == ("1,860.00", "50.00")
    assert mine["Beside it: verified, t"] == ""
    assert BESIDE in page
    assert not re.search(r"\b(?:net|neutral\w*|carbon[- ]free)\b", prose_of(page), re.IGNORECASE)


def test_the_fund_is_that_of_the_day(found: tuple[Section, ...]) -> None:
    assert [(row["Contributed"], row["Left"]) for row in rows_of(found, "fund")] == [("400,000.00", "200,000.00")]
    shares = [(row["Member"], row["Share of all contributions"]) for row in rows_of(found, "fund-shares")]
    assert shares == [("Kobbertag", "25%"), ("=Baelthav <i>", "75%")]
    cost = rows_of(found, "initiatives")[0]
    assert (cost["Per t expected"], cost["Per t verified"]) == ("4,000.00", "not verified")
    assert [row["Amount"] for row in rows_of(found, "shared-costs")] == ["50,000.01", "50,000.00"]


def test_results_without_a_target_have_no_attainment(found: tuple[Section, ...]) -> None:
    ideas = rows_of(found, "key-results")[0]
    assert (ideas["Actual"], ideas["Target"], ideas["Attainment"]) == ("11", "unknown", "unknown")
    assert [(row["Stage"], row["Reached"]) for row in rows_of(found, "pipelines")] == [("idea", "2"), ("concept", "1")]


def test_a_green_manager_nobody_named_is_unknown_and_one_that_expires_is_told(found: tuple[Section, ...]) -> None:
    rows = {row["Production"]: row["Green manager"] for row in rows_of(found, "green-managers")}
    assert rows == {"p1": "yes"}
    assert rows_of(found, "expiring")[0]["Status"] == "qualification expiring"


def test_a_partial_scorecard_is_not_decided_and_says_why(found: tuple[Section, ...]) -> None:
    row = rows_of(found, "scorecards")[0]
    assert (row["Level"], row["Reached"]) == ("not decided", "not decided")
    assert "known points" in row["Why"]


def test_inventories_that_clash_stop(found: tuple[Section, ...]) -> None:
    assert rows_of(found, "due-diligence")[0]["Verdict"] == "stop"
    assert any(row["Rule"] == "boundary clash" for row in rows_of(found, "due-diligence-findings"))


def test_figures_across_members_hide_groups_of_one(found: tuple[Section, ...]) -> None:
    table = sheet_of(found, "across-training").table()
    assert table.rows == (("female", "·"), ("male", "·"), ("total", "69.00"))
    assert "fewer than 2 members" in table.caption


def test_what_people_wrote_is_text_and_never_markup(page: str) -> None:
    assert "Klit &amp; &lt;b&gt;" in page
    assert "&lt;script&gt;bought&lt;/script&gt;" in page
    assert "<script>bought" not in page
    assert "Baelthav <i>" not in page


def test_the_page_asks_no_network_for_anything(page: str) -> None:
    assert "default-src 'none'" in page
    markup = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"(?!data:)", markup)


def test_every_table_is_a_file_that_a_spreadsheet_opens_safely(
    full: Reckoning, found: tuple[Section, ...], tmp_path: Path
) -> None:
    written = write_books(full, tmp_path)
    names = {sheet.name for section in found for sheet in section.sheets}
    assert {path.name for path in written} == {PAGE, "issues.csv", *(f"{name}.csv" for name in names)}
    with (tmp_path / "inventory-and-abatement.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["member_id"]: row for row in csv.DictReader(file)}
    assert rows["tv"]["member"] == "'=Baelthav <i>"
    assert rows["tv"]["inventory_kg"] == "1860000.000000"
    assert rows["tv"]["attributed_verified_kg"] == ""
    with (tmp_path / "paths.csv").open(encoding="utf-8-sig", newline="") as file:
        gaps = [row["gap_kg"] for row in csv.DictReader(file)]
    assert gaps[0] == "0.000000"
    assert gaps[1] == "42000.000000"  # 1,770 emitted less 1,728 promised


def test_the_same_day_gives_the_same_files(full: Reckoning, tmp_path: Path) -> None:
    one, other = (write_books(full, tmp_path / name) for name in ("one", "other"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


def test_a_folder_without_books_says_so(tmp_path: Path) -> None:
    bare = render_books(reckoning_of(tmp_path, BARE))
    assert "The folder has no books" in bare
    assert "Nothing to show: the folder has no commitments.csv." in bare
    assert "The folder has no books" not in render_books(reckoning_of(tmp_path / "full", FULL))


def test_nothing_is_written_into_the_alliances_own_folder(tmp_path: Path) -> None:
    reckoning = reckoning_of(tmp_path, FULL)
    with pytest.raises(DataError) as caught:
        write_books(reckoning, tmp_path / "lines" / "..")
    assert caught.value.issue.code == "own_folder"
    assert (tmp_path / "commitments.csv").read_text(encoding="utf-8") == FULL["commitments.csv"]


def test_lines_count_as_members_report_them(tmp_path: Path) -> None:
    tables = {
        **BARE,
        "alliance.toml": BARE["alliance.toml"].replace("operational_control", "financing_share"),
        "lines/b.csv": "line_id,production_id,item,date,region,energy\nl2,p1,grid_electricity,2025-03-01,DK,100\n",
        "stakes.csv": BARE["stakes.csv"] + "p1,tv,financing_share,1/3\np1,film,financing_share,2/3\n",
    }
    reckoning = reckoning_of(tmp_path, tables)
    expected = reckoning.report.as_reported().groupby("member_id")["co2e_mg"].sum().to_dict()
    assert expected["tv"] > 0
    assert {name: reckoning.total(str(name), 2025) for name in expected} == expected
    assert reckoning.inventory["tv", 2025]["scope3"] == expected["tv"]
    assert reckoning.inventory["film", 2025]["scope2_location"] == 10_000_000  # two thirds of 15 kg


def test_a_predecessors_figures_are_its_successors_and_a_scope_that_one_lacks_is_missing(tmp_path: Path) -> None:
    tables = {
        **BARE,
        "successions.csv": "predecessor,successor,date,kind\nfilm,tv,2024-06-01,merged\n",
        "emissions.csv": "member_id,year,scope,co2e_kg\ntv,2023,scope1,10\nfilm,2023,scope1,5\ntv,2023,scope3,7\n",
    }
    reckoning = reckoning_of(tmp_path, tables)
    assert reckoning.stated == {("tv", 2023): {"scope1": 15_000_000}}
    assert reckoning.holders == {"p1": ("tv",), "p2": ("tv",)}


def test_an_award_counts_while_it_is_valid(tmp_path: Path) -> None:
    tables = {
        **FULL,
        "awards.csv": "award_id,edition,level,production_id,member_id,assessed,issued,granted_by,valid_to\n"
        "w1,green-film-3,certified,p1,film,2025-06-01,2025-07-01,Klar,2026-03-01\n",
    }
    reckoning = reckoning_of(tmp_path, tables)
    assert reckoning.books.issues["code"].tolist() == []
    assert [row["Status"] for row in rows_of(sections(reckoning), "awards")] == ["valid"]
    assert reckoning.levels == {"p1": {"certified"}}
    later = Reckoning(books=reckoning.books, report=reckoning.report, on=dt.date(2026, 3, 2))
    assert [row["Status"] for row in rows_of(sections(later), "awards")] == ["lapsed"]
    assert later.levels == {}


def test_an_intensity_divides_by_what_the_member_made(tmp_path: Path) -> None:
    productions = "production_id,title,delivery,minutes\np1,Et,2022-06-01,120\np2,To,2025-09-01,60\n"
    kg = (("2022", 4000), ("2025", 1000))
    tables = {
        **BARE,
        "productions.csv": productions,
        "emissions.csv": "member_id,year,scope,co2e_kg\n" + "".join(f"film,{y},scope1,{n}\n" for y, n in kg),
        "commitments.csv": "commitment_id,member_id,kind,metric,scope_set,base_year,target_year,target\n"
        "i1,film,reduction,t_per_content_hour,scope1,2022,2025,0.5\n",
    }
    rows = {row["Year"]: row for row in rows_of(sections(reckoning_of(tmp_path, tables)), "paths")}
    assert (rows["2022"]["Emitted, t"], rows["2022"]["Per"]) == ("2.00", "hour of content")
    assert (rows["2025"]["Path, t"], rows["2025"]["Emitted, t"], rows["2025"]["Status"]) == ("1.00", "1.00", "met")


def run(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr(sys, "argv", ["greenprod", *map(str, words)])
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.fixture
def written(tmp_path: Path) -> Callable[[], Path]:
    def make() -> Path:
        reckoning_of(tmp_path / "in", FULL)
        return tmp_path / "in"

    return make


def test_the_command_writes_the_page_and_prints_a_summary(
    written: Callable[[], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(monkeypatch, "alliance", "books", written(), "--year", 2025, "--on", "2026-03-01", "--out", out) == 0
    printed = capsys.readouterr().out
    assert "1 of 4" in printed
    assert "200,000.00" in printed
    specs = re.search(r'id="chart-specs">(.*?)</script>', (out / PAGE).read_text(encoding="utf-8"), re.DOTALL)
    assert specs
    assert set(json.loads(specs.group(1))) == {"chart-path-1", "chart-base-years"}


def test_without_a_day_the_year_is_just_over(
    written: Callable[[], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "alliance", "books", written(), "--year", 2025, "--out", tmp_path / "out") == 0
    assert "Books of 2025 on 2026-01-01" in capsys.readouterr().out


def test_a_day_that_is_none_is_a_wrong_call(written: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "alliance", "books", written(), "--year", 2025, "--on", "2026-02-30") == 2


def test_a_renamed_member_is_one_member_in_tables_across_all(tmp_path: Path) -> None:
    tables = {**FULL, "successions.csv": "predecessor,successor,date,kind\nfilm,tv,2025-02-15,renamed\n"}
    found = sections(reckoning_of(tmp_path, tables))
    for name in ("across-contributions", "across-training"):
        assert {value for row in rows_of(found, name) for value in list(row.values())[1:]} == {"·"}
