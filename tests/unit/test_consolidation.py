"""Consolidation: what counts in which year, whose it is, and how each member reports it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from greenprod import Alliance, DataError
from greenprod.footprint.kernel import MEASURE_COLUMNS
from mini import CALC

if TYPE_CHECKING:
    import pandas as pd

    from greenprod import AllianceReport

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "alliance"
MEMBERS = (
    "member_id,name,role,region\ntv,TV,broadcaster,DK\nfilm,Film,producer,DK\nfund,Fund,fund,DK\nswe,Swe,producer,SE\n"
)
PRODUCTIONS = "production_id,title,region,start,end,delivery,foreign_cost_share\n"
STAKES = "production_id,member_id,method,share\n"
LINES = "line_id,production_id,member_id,version,date,region,mass,item,material,condition,volume,fuel\n"


def report(
    path: Path, lines: str, stakes: str = "", *, method: str = "financing_share", year: int = 2025,
    counted_by: str = "",
    productions: str = "p1,One,DK,2024-09-01,2025-06-30,,\np2,Two,DK,2025-01-01,2025-12-31,2026-02-01,0.3\n",
    **tables: str,
) -> AllianceReport:  # fmt: skip
    (path / "alliance.toml").write_text(f'id = "a"\nname = "A"\nyear = {year}\nmethod = "{method}"\n', encoding="utf-8")
    tables = {"members": MEMBERS, "productions": PRODUCTIONS + productions, "stakes": STAKES + stakes, **tables}
    for name, text in tables.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    (path / "lines").mkdir(exist_ok=True)
    (path / "lines" / "lines.csv").write_text(LINES + lines, encoding="utf-8")
    return Alliance.read(path).report(CALC, counted_by=counted_by or None)


def line(
    number: int,
    production: str,
    date: str,
    mass: float = 1000,
    *,
    member: str = "",
    version: str = "",
    region: str = "DK",
) -> str:
    return f"l{number},{production},{member},{version},{date},{region},{mass},material,wood,new,,\n"


@pytest.fixture(scope="module")
def per_kg() -> int:
    """Milligrams of one kilogram of the material of these lines."""
    from greenprod import Material  # noqa: PLC0415

    item = Material(mass=1000, material="wood", condition="new", region="DK", date="2025-05-01")
    return round(CALC.calculate(item).co2e_kg * 1000)


def amounts(frame: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Return milligrams by member and measure."""
    found: dict[tuple[str, str], int] = {}
    for name in MEASURE_COLUMNS:
        for member, mg in zip(frame["member_id"], frame[name], strict=True):
            found[member, name] = found.get((member, name), 0) + int(mg)
    return found


def of(found: AllianceReport, member: str) -> int:
    return amounts(found.members)[member, "co2e_mg"]


def test_a_production_counts_whole_in_the_year_of_its_delivery_or_end(tmp_path: Path, per_kg: int) -> None:
    lines = line(1, "p1", "2024-10-01") + line(2, "p1", "2025-05-01") + line(3, "p2", "2025-05-01")
    found = report(tmp_path, lines)
    assert found.productions["production_id"].tolist() == ["p1"]
    assert found.total["co2e_mg"] == 2000 * per_kg
    assert found.years()[["year", "co2e_mg"]].to_numpy().tolist() == [[2025, 2000 * per_kg], [2026, 1000 * per_kg]]
    assert len(found.ledger.lines) == 3


def test_by_activity_every_line_counts_in_its_own_year(tmp_path: Path, per_kg: int) -> None:
    lines = line(1, "p1", "2024-10-01") + line(2, "p1", "2025-05-01") + line(3, "p2", "2025-05-01")
    found = report(tmp_path, lines, counted_by="activity")
    assert found.productions["production_id"].tolist() == ["p1", "p2"]
    assert found.productions["lines"].tolist() == [1, 1]
    assert found.years("production_id")[["year", "production_id", "co2e_mg"]].to_numpy().tolist() == [
        [2024, "p1", 1000 * per_kg], [2025, "p1", 1000 * per_kg], [2025, "p2", 1000 * per_kg],
    ]  # fmt: skip
    assert found.manifest["counted_by"] == "activity"


def test_a_production_without_dates_counts_in_the_year_of_its_last_line(tmp_path: Path, per_kg: int) -> None:
    lines = line(1, "p1", "2024-12-31") + line(2, "p1", "2025-01-01")
    found = report(tmp_path, lines, productions="p1,One,DK,,,,\np2,Two,DK,,,,\n")
    assert found.productions["co2e_mg"].tolist() == [2000 * per_kg, 0]
    earlier = found.alliance.report(CALC, 2024)
    assert earlier.productions["production_id"].tolist() == ["p2"]


def test_the_organisation_of_a_member_joins_its_productions(tmp_path: Path, per_kg: int) -> None:
    lines = line(1, "p1", "2025-05-01") + line(2, "", "2025-03-01", 10, member="tv")
    lines += line(3, "", "2024-03-01", 7, member="tv") + line(4, "", "2025-03-01", 5)
    found = report(tmp_path, lines, "p1,tv,financing_share,0.5\n")
    assert of(found, "tv") == 500 * per_kg + 10 * per_kg
    assert found.total["co2e_mg"] == 1010 * per_kg
    assert found.productions["production_id"].tolist() == ["p1", "organisation:tv"]
    assert found.members.set_index("member_id").loc["tv", "productions"] == 1
    assert found.issues["code"].tolist() == ["unknown_production"]
    own = found.allocation[found.allocation["production_id"] == "organisation:tv"]
    assert own["member_scope_category"].tolist() == own["scope_category"].tolist()
    assert found.years().query("member_id == 'tv' and year == 2024")["co2e_mg"].tolist() == [7 * per_kg]


def test_the_books_of_an_organisation_are_those_of_each_year(tmp_path: Path, per_kg: int) -> None:
    lines = line(1, "", "2024-03-01", 1, member="tv", version="final")
    lines += line(2, "", "2025-03-01", 2, member="tv", version="budget")
    lines += line(3, "", "2025-04-01", 4, member="tv", version="plan")
    found = report(tmp_path, lines)
    assert found.years()["co2e_mg"].tolist() == [per_kg, 2 * per_kg]


def test_a_part_without_membership_stands_outside_and_is_told(tmp_path: Path, per_kg: int) -> None:
    memberships = "member_id,role,from,to\ntv,broadcaster,2020-01-01,\nfund,fund,2020-01-01,2024-12-31\n"
    lines = line(1, "p1", "2025-05-01") + line(2, "", "2025-03-01", 10, member="fund")
    stakes = "p1,tv,financing_share,0.5\np1,fund,financing_share,0.25\n"
    found = report(tmp_path, lines, stakes, memberships=memberships)
    assert found.members["member_id"].tolist() == ["tv", ""]
    assert of(found, "") == 510 * per_kg
    assert found.inside["co2e_mg"] == 500 * per_kg
    told = found.issues[["code", "severity", "file", "row", "value"]].to_numpy().tolist()
    assert told == [
        ["no_membership", "error", "lines/lines.csv", 3, "fund"],
        ["no_membership", "warning", "stakes.csv", 3, "fund"],
    ]
    assert not [issue for issue in found.alliance.report(CALC, 2024).strangers() if issue.value == "tv"]


def test_what_a_predecessor_held_is_its_successors(tmp_path: Path, per_kg: int) -> None:
    memberships = "member_id,role,from,to\ntv,broadcaster,2020-01-01,\n"
    successions = "predecessor,successor,date,kind\ntv,swe,2025-02-01,renamed\n"
    lines = line(1, "p0", "2024-05-01", 300) + line(2, "p1", "2024-10-01")
    productions = "p0,Zero,DK,,2024-12-31,,\np1,One,DK,,2025-06-30,,\n"
    stakes = "p0,tv,financing_share,1/3\np1,tv,financing_share,0.5\np1,swe,financing_share,0.25\n"
    found = report(tmp_path, lines, stakes, productions=productions, memberships=memberships, successions=successions)
    assert found.members[["member_id", "role", "co2e_mg"]].to_numpy().tolist() == [
        ["swe", "broadcaster", 750 * per_kg], ["", "", 250 * per_kg],
    ]  # fmt: skip
    assert found.years().query("member_id == 'swe'")[["year", "co2e_mg"]].to_numpy().tolist() == [
        [2024, 100 * per_kg], [2025, 750 * per_kg],
    ]  # fmt: skip
    before = found.alliance.report(CALC, 2024)
    assert before.members["member_id"].tolist() == ["tv", ""]


def test_a_member_reports_what_it_paid_for_in_category_1_or_15(tmp_path: Path, per_kg: int) -> None:
    stakes = "p1,tv,financing_share,0.5\np1,fund,financing_share,0.25\np1,film,financing_share,0.25\n"
    found = report(tmp_path, line(1, "p1", "2025-05-01"), stakes + "p1,film,operational_control,1\n")
    theirs = found.by("member_id", "scope_category", "member_scope_category")
    categories = dict(zip(theirs["member_id"], theirs["member_scope_category"], strict=True))
    assert categories == {"tv": "3.1", "fund": "3.15", "film": "3.1"}
    reported = found.as_reported()
    assert int(reported["co2e_mg"].sum()) == found.inside["co2e_mg"] == 1000 * per_kg


def test_scope_1_of_a_production_is_scope_3_of_who_pays_for_it(tmp_path: Path) -> None:
    lines = "l1,p1,,,2025-05-01,DK,,generator,,,100,hvo\n"
    stakes = "p1,fund,financing_share,0.25\np1,film,financing_share,0.75\np1,film,operational_control,1\n"
    found = report(tmp_path, lines, stakes)
    reported, inside = amounts(found.as_reported()), amounts(found.members)
    assert reported["film", "scope1_mg"] == inside["film", "scope1_mg"] > 0
    assert inside["fund", "scope1_mg"] > 0
    assert reported["fund", "scope1_mg"] == 0
    assert reported["fund", "scope3_mg"] == reported["fund", "co2e_mg"] == inside["fund", "co2e_mg"]
    assert reported["fund", "biogenic_mg"] == inside["fund", "biogenic_mg"] > 0


def test_own_lines_are_each_members_own(tmp_path: Path, per_kg: int) -> None:
    lines = line(1, "p1", "2025-05-01", 3, member="tv") + line(2, "p1", "2025-05-01", 4, member="swe")
    found = report(tmp_path, lines + line(3, "p1", "2025-05-01", 5), method="own_activity_lines")
    assert [of(found, name) for name in ("tv", "swe", "film", "")] == [3 * per_kg, 4 * per_kg, 0, 5 * per_kg]


def test_territorial_shares_follow_the_region_of_the_activity(tmp_path: Path, per_kg: int) -> None:
    lines = line(1, "p1", "2025-05-01", 10) + line(2, "p1", "2025-05-01", 6, region="SE")
    lines += line(3, "p1", "2025-05-01", 4, region="DK-84") + line(4, "p1", "2025-05-01", 2, region="DE")
    stakes = "p1,film,territorial,0.5\np1,swe,territorial,1\n"
    found = report(tmp_path, lines, stakes, method="territorial")
    assert found.issues.empty
    assert [of(found, name) for name in ("film", "swe", "")] == [7 * per_kg, 6 * per_kg, 9 * per_kg]


def test_home_and_abroad_of_a_production_and_whether_its_foreign_parts_count(tmp_path: Path, per_kg: int) -> None:
    lines = line(1, "p2", "2025-05-01", 10) + line(2, "p2", "2025-05-01", 6, region="SE")
    found = report(tmp_path, lines + line(3, "p2", "2025-05-01", 4, region="DK-84"), year=2026)
    (row,) = found.abroad().to_dict("records")
    assert (row["home_mg"], row["abroad_mg"]) == (14 * per_kg, 6 * per_kg)
    assert row["foreign_parts_count"] is True
    assert report(tmp_path, lines).abroad()["foreign_parts_count"].tolist() == [None]


def test_overlap_names_two_methods_and_attribution_stands_beside(tmp_path: Path, per_kg: int) -> None:
    stakes = "p1,film,operational_control,1\np1,tv,financing_share,0.3\np1,fund,funder_attribution,0.2\n"
    found = report(tmp_path, line(1, "p1", "2025-05-01"), stakes)
    rows = [(r.member_a, r.member_b, r.at_least_mg, r.beside) for r in found.overlap().rows]
    assert rows == [
        ("film", "tv", 300 * per_kg, False), ("film", "fund", 200 * per_kg, True), ("tv", "fund", 0, True),
    ]  # fmt: skip
    beside = found.attributed().set_index("member_id")["co2e_mg"].to_dict()
    assert beside == {"fund": 200 * per_kg, "": 800 * per_kg}
    assert of(found, "fund") == 0


@pytest.mark.parametrize("words", [{"method": "funder_attribution"}, {"method": "taste"}, {"counted_by": "taste"}])
def test_a_report_under_an_unknown_method_or_year_is_refused(tmp_path: Path, words: dict[str, str]) -> None:
    alliance = report(tmp_path, "").alliance
    with pytest.raises(DataError) as error:
        alliance.report(CALC, **words)  # type: ignore[arg-type]
    assert error.value.issue.code == "invalid_choice"


def test_the_example_is_what_it_was_before_years_and_memberships() -> None:
    from greenprod import Calculator  # noqa: PLC0415

    found = Alliance.read(EXAMPLE).report(Calculator(), 2025, method="financing_share")
    assert found.total["co2e_mg"] == 1_033_123_267_794
    assert int(found.members["co2e_mg"].iloc[-1]) == 170_174_807_195
    assert {name: int(found.members[name].sum()) for name in MEASURE_COLUMNS} == found.total
