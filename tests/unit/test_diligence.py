"""Due diligence before two inventories are joined: each check on a pair of small inventories, and what it decides."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from greenprod.alliance import inventories
from greenprod.alliance.completeness import State, matrix
from greenprod.alliance.diligence import DEFAULT_TERMS, Terms, examine, join
from greenprod.alliance.findings import Severity, Verdict
from greenprod.alliance.inventories import Inventory, InventoryRow, Range
from greenprod.alliance.likeness import alike, plain
from greenprod.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

    from greenprod.alliance.findings import Finding
    from greenprod.errors import Issue

RULES = {"boundary": "full", "consolidation": "operational_control", "gwp": "AR6", "factor_edition": "2024"}
GOOD = {**RULES, "status": "metered", "evidence": "voucher", "year": 2024, "scope": "scope1", "co2e_kg": 100}


def inventory(name: str, *rows: dict[str, Any]) -> Inventory:
    made = [
        InventoryRow(**{**GOOD, "inventory": name, "entity": name, **row}, file="inventories.csv", row=place)
        for place, row in enumerate(rows, start=2 if name == "Havblik" else 50)
    ]
    return Inventory(name=name, rows=tuple(made))


def found(
    first: dict[str, Any] | list[dict[str, Any]], second: dict[str, Any] | list[dict[str, Any]], **terms: Any
) -> dict[str, Finding]:
    sides = [one if isinstance(one, list) else [one] for one in (first, second)]
    both = inventory("Havblik", *sides[0]), inventory("Fjordlys", *sides[1])
    result = examine(*both, Terms(**terms) if terms else DEFAULT_TERMS)
    again = examine(*both, Terms(**terms) if terms else DEFAULT_TERMS)
    assert result == again
    return {finding.rule: finding for finding in result.findings if finding.severity != Severity.INFO} | {
        finding.rule: finding for finding in result.findings if finding.severity == Severity.INFO and terms
    }


def line(**more: Any) -> dict[str, Any]:
    return {"activity": "energy.electricity.grid", "amount": 1000, "unit": "kWh", "date": "2024-03-04", **more}


def test_two_clean_inventories_may_be_joined() -> None:
    joined = join(inventory("Havblik", {}), inventory("Fjordlys", {"co2e_kg": 50}))
    assert joined.diligence.verdict == Verdict.GO
    assert joined.conditions == ()
    assert joined.diligence.turns == {}
    assert joined.inventory.total_mg() == {2024: {"scope1": 150_000_000}}


def test_seed_check_the_same_production_reported_by_two_members_is_an_overlap() -> None:
    one = {"production_id": "nordlys", "production": "Nordlys"}
    finding = found(one, one)["production_twice"]
    assert (finding.severity, finding.subject) == (Severity.STOP, "Nordlys")
    assert finding.evidence == (("inventories.csv", 2), ("inventories.csv", 50))
    with pytest.raises(DataError) as refused:
        join(inventory("Havblik", one), inventory("Fjordlys", one))
    assert [issue.code for issue in refused.value.issues] == ["joining_stopped"]
    assert (refused.value.issue.file, refused.value.issue.row) == ("inventories.csv", 2)


@pytest.mark.parametrize(
    ("first", "second", "rule", "severity"),
    [
        ({"production": "Den Grønne Bølge"}, {"production": "GROENNE BØLGE!"}, "production_twice", Severity.STOP),
        ({"production": "Vinterlys"}, {"production": "Vinterlyss"}, "productions_alike", Severity.CONDITION),
        ({"production": "Nordlys"}, {"production": "nordlys", "year": 2023}, "production_twice", Severity.CONDITION),
    ],
)
def test_titles(first: dict[str, Any], second: dict[str, Any], rule: str, severity: Severity) -> None:
    assert found(first, second)[rule].severity == severity


def test_another_season_is_another_production() -> None:
    assert not found({"production": "Vinterlys II"}, {"production": "Vinterlys III"})
    assert list(alike([plain("Vinterlys 1")], [plain("Vinterlys 2")])) == []


def test_a_production_with_shares_up_to_one_is_shared() -> None:
    one = {"production_id": "nordlys"}
    assert "production_twice" not in found({**one, "share": "0.6"}, {**one, "share": "0.4"})
    assert "production_twice" in found({**one, "share": "0.6"}, {**one, "share": "0.5"})
    assert "production_twice" in found({**one, "share": "0.6"}, one)


def test_missing_is_not_zero() -> None:
    rows: list[dict[str, Any]] = [
        {},
        {"scope": "scope2_location", "co2e_kg": 0},
        {"scope": "scope3", "scope_category": "3.6"},
    ]
    both = inventory("Havblik", *rows), inventory("Fjordlys", {"co2e_kg": None}, {"co2e_kg": 3})
    states = {(cell.inventory, cell.scope.value): cell.state for cell in matrix(*both)}
    assert states == {
        ("Havblik", "scope1"): State.REPORTED,
        ("Havblik", "scope2_location"): State.REPORTED_ZERO,
        ("Havblik", "scope3"): State.REPORTED,
        ("Fjordlys", "scope1"): State.PARTLY,
        ("Fjordlys", "scope2_location"): State.ABSENT,
        ("Fjordlys", "scope3"): State.ABSENT,
    }
    finding = next(one for one in examine(*both).findings if one.rule == "incomplete")
    assert finding.subject == "Fjordlys: Fjordlys 2024"
    assert finding.message == "No full figure for scope1 (partly), scope2_location (absent), scope3 3.6 (absent)."
    assert finding.evidence == (("inventories.csv", 50),)


def test_years() -> None:
    assert found({}, {"year": 2023})["no_common_year"].severity == Severity.STOP
    assert found([{}, {"year": 2023}], {})["year_missing"].subject == "Fjordlys: Fjordlys 2023"


def test_scope_3_without_categories() -> None:
    rows = found({"scope": "scope3"}, {"scope": "scope3", "scope_category": "3.6"})
    assert set(rows) == {"uncategorised"}


@pytest.mark.parametrize(
    ("column", "value", "severity"),
    [
        ("boundary", "albert", Severity.STOP),
        ("consolidation", "equity share", Severity.STOP),
        ("gwp", "AR5", Severity.STOP),
        ("factor_edition", "2021", Severity.CONDITION),
    ],
)
def test_clashes(column: str, value: str, severity: Severity) -> None:
    rows = found({}, {column: value})
    assert {rule: one.severity for rule, one in rows.items()} == {f"{column}_clash": severity}
    assert set(found({}, {column: ""})) == {f"{column}_unstated"}
    assert not found({}, {column: f" {RULES[column].upper().replace('_', ' ')} "})


def test_a_method_that_changes_within_a_series_asks_for_recalculation() -> None:
    rows = found([{}, {"year": 2023, "gwp": "AR5"}], [{}, {"year": 2023, "gwp": "AR5"}])
    assert set(rows) == {"recalculation_method"}


@pytest.mark.parametrize(
    ("first", "second", "rule", "severity"),
    [
        (line(), line(amount=1, unit="MWh"), "line_twice", Severity.STOP),
        (line(date=None), line(date=None), "line_twice", Severity.STOP),
        (line(evidence="a", production="Nord"), line(evidence="b", production="Syd"), "line_twice", Severity.CONDITION),
        (line(evidence="a"), line(evidence="b", date="2024-03-06", amount=1005), "lines_alike", Severity.CONDITION),
    ],
)
def test_lines_twice(first: dict[str, Any], second: dict[str, Any], rule: str, severity: Severity) -> None:
    rows = found(first, second)
    assert {name: one.severity for name, one in rows.items()} == {rule: severity}


@pytest.mark.parametrize(
    "second",
    [
        line(evidence="b", date="2024-03-08"),
        line(evidence="b", amount=1200),
        line(evidence="b", region="SE"),
        line(evidence="b", activity="energy.heat.district"),
    ],
)
def test_lines_that_are_not_the_same(second: dict[str, Any]) -> None:
    assert not found(line(evidence="a"), second)


def test_a_line_repeated_in_one_inventory() -> None:
    rows = found([line(), line()], {})
    assert set(rows) == {"line_repeated"}


def test_entities() -> None:
    assert found({}, {"entity": "HAVBLIK"})["entity_twice"].severity == Severity.STOP
    assert set(found({"entity": "Fjordlys Film ApS"}, {"entity": "Fjordlys Film A/S"})) == {"entities_alike"}


def test_below_zero() -> None:
    assert found({"co2e_kg": -1}, {})["below_zero"].severity == Severity.STOP
    assert found(line(amount=-5), {})["below_zero"].message == "amount is -5."


@pytest.mark.parametrize(
    ("kg", "severity"), [(100_000, Severity.STOP), (360, Severity.CONDITION), (160.9, Severity.CONDITION)]
)
def test_unit_slips(kg: float, severity: Severity) -> None:
    finding = found(line(), line(co2e_kg=kg, evidence="b", amount=1000, date="2024-07-01"))["unit_suspect"]
    assert finding.severity == severity
    assert "unit_suspect" not in found(line(), line(co2e_kg=kg * 0.7, evidence="b", date="2024-07-01"))


def test_one_odd_row_among_its_own() -> None:
    rows = [line(evidence=str(n), date=None, amount=1000 + n) for n in range(4)]
    finding = found([*rows, line(evidence="x", date=None, co2e_kg=100_500)], {})["unit_suspect"]
    assert finding.evidence == (("inventories.csv", 6),)


def test_units_that_do_not_fit() -> None:
    rows = found(line(), line(unit="km", evidence="b"))
    assert set(rows) == {"unit_clash"}
    assert "km" in rows["unit_clash"].message


def test_outliers_only_against_ranges_with_a_source() -> None:
    usual = Range(low_kg=Decimal(50), high_kg=Decimal(200), source="a study")
    power = Range(
        activity="energy.electricity", unit="kWh", low_kg=Decimal("0.05"), high_kg=Decimal("0.2"), source="a study"
    )
    far = {"production": "Nordlys", "co2e_kg": 900}
    assert "outlier" not in found(far, {})
    assert "900 kg, outside 50 to 200 kg (a study)" in found(far, {}, ranges=[usual])["outlier"].message
    assert "outlier" not in found({**far, "co2e_kg": 90, "share": "1/2"}, {}, ranges=[usual])
    assert "outlier" in found({**far, "co2e_kg": 110, "share": "1/2"}, {}, ranges=[usual])
    assert "outlier" in found(line(co2e_kg=300), {}, ranges=[power])
    assert "outlier" not in found(line(co2e_kg=100), {}, ranges=[power])


def test_primary_data_and_evidence_are_weighed_by_emissions() -> None:
    rows: list[dict[str, Any]] = [{"co2e_kg": 300}, {"co2e_kg": 100, "status": "spend", "evidence": ""}]
    asked = Terms(least_primary="0.8", least_evidence="0.7")
    told = {one.rule: one for one in examine(inventory("Havblik", *rows), inventory("Fjordlys"), asked).findings}
    assert told["primary_share"].severity == Severity.CONDITION
    assert told["primary_share"].message == "75.0% of the emissions rest on primary data; 80.0% are asked for."
    assert told["evidence_share"].severity == Severity.INFO
    assert told["primary_share"].evidence == (("inventories.csv", 3),)


@pytest.mark.parametrize(
    ("kg", "rule"),
    [(120_000, "recalculation_needed"), (90_000, "recalculation_needed"), (89_999, "recalculation_pending")],
)
def test_check_value_base_1800_t_and_120_t_more(kg: int, rule: str) -> None:
    terms = {"base_year": 2024, "scopes": "scope1"}
    rows = found({"co2e_kg": 1_800_000}, {"co2e_kg": kg}, **terms)
    assert rows[rule].severity == (Severity.CONDITION if rule.endswith("needed") else Severity.INFO)
    if kg == 120_000:
        assert "adds 120.00 t, 6.67% of the stated base year" in rows[rule].message
    assert "base_year_incomplete" in found({}, {"co2e_kg": None}, **terms)


def test_verdict_conditions_and_what_turns_it() -> None:
    stopped = examine(inventory("Havblik", {}), inventory("Fjordlys", {"gwp": "AR5", "factor_edition": "2021"}))
    assert stopped.verdict == Verdict.STOP
    assert str(stopped).startswith("Havblik + Fjordlys: stop (1 stop, 1 condition")
    turns = {verdict: [one.rule for one in found] for verdict, found in stopped.turns.items()}
    assert turns == {
        Verdict.GO_WITH_CONDITIONS: ["gwp_clash"],
        Verdict.GO: ["gwp_clash", "factor_edition_clash"],
    }
    joined = join(inventory("Havblik", {}), inventory("Fjordlys", {"factor_edition": "2021"}), name="Both")
    assert [one.rule for one in joined.conditions] == ["factor_edition_clash"]
    assert joined.inventory.name == "Both"
    table = joined.diligence.frame()
    assert table.loc[0, "evidence"] == "inventories.csv rows 2, 50"


def test_an_inventory_is_not_joined_with_itself() -> None:
    one = inventory("Havblik", {})
    with pytest.raises(DataError) as refused:
        examine(one, one)
    assert refused.value.issue.code == "same_inventory"


def test_the_folder_is_read_and_written(tmp_path: Path) -> None:
    (tmp_path / "inventories.csv").write_text(
        "inventory,entity,year,scope,co2e_kg,amount,unit,share,status\n"
        "Havblik,Kontor,2024,scope1,12.5,,,1/3,metered\nHavblik,Kontor,2024,scope3,,,,,\n"
        "Fjordlys,Studie,2024,scope1,-3,4,L,,\nFjordlys,Studie,2024,scope9,1,4,,,guess\n",
        encoding="utf-8",
    )
    (tmp_path / "inventory_ranges.csv").write_text(
        "activity,unit,low_kg,high_kg,source\n,,1,2,a study\n,,3,2,a study\nfuel,,1,2,a study\n", encoding="utf-8"
    )
    issues: list[Issue] = []
    read = inventories.read(tmp_path, issues=issues)
    assert sorted((issue.row or 0, issue.code) for issue in issues) == [
        (3, "range_reversed"),
        (4, "missing_field"),
        (5, "invalid_choice"),
        (5, "invalid_choice"),
    ]
    assert read.names == ("Havblik", "Fjordlys")
    assert (read.rows[0].share, read.rows[1].co2e_kg) == (Fraction(1, 3), None)
    again = tmp_path / "again"
    again.mkdir()
    read.write(again)
    assert inventories.read(again, issues=[]) == read
    with pytest.raises(DataError) as refused:
        read.of("Havblikk")
    assert refused.value.issue.hint == "Did you mean Havblik?"
    assert inventories.read(tmp_path / "nowhere", issues=[]) == inventories.Inventories()


def test_power_by_location_and_by_market_is_no_repetition() -> None:
    bill = line(activity="energy.electricity.grid", amount="1200", unit="kWh", evidence="bill 7")
    views = [{**bill, "scope": "scope2_location"}, {**bill, "scope": "scope2_market"}]
    assert "line_repeated" not in found(views, {})
