"""A company's own factors: the same checks, on top of a library that stays as it was."""

from __future__ import annotations

import csv
import pickle
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from small_factors import BURN, POWER, factor, library, proxy

from greenprod import REPORT, STRICT, Activity, Calculator, DataError, FactorError, FactorLibrary, Policy
from greenprod.factors.columns import OWN_REQUIRED
from greenprod.factors.lookup import Found, find
from greenprod.factors.overlay import read_overlay
from greenprod.vocabulary import Match, Stage

if TYPE_CHECKING:
    from pathlib import Path

    from greenprod import Issue

DAY = date(2025, 6, 1)
OWN = {
    "activity": BURN,
    "region": "GB",
    "stage": "combustion",
    "value": "3",
    "unit": "kgCO2e/litre",
    "valid_from": "2025-01-01",
    "valid_to": "2026-01-01",
    "source": "Bog & Co, declaration 2025",
    "licence": "own use",
    "locator": "page 2",
}
ID = f"own:{BURN}:gb:combustion"
BASE = library([factor(value=2.0), factor("well_to_tank", 0.5), factor(year=2024, value=2.5)])


def own(**new: Any) -> dict[str, Any]:
    return {**OWN, **new}


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(rows) or [OWN])


def written(path: Path, *rows: dict[str, Any]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list((rows or (OWN,))[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows or (OWN,))
    return path


def found(shelf: FactorLibrary, region: str = "GB", day: date = DAY, policy: Policy = REPORT) -> Found:
    hit = find(shelf, BURN, Stage.COMBUSTION, region, day, policy)
    assert hit is not None
    return hit


def refused(given: Path | str | pd.DataFrame) -> list[Issue]:
    with pytest.raises(DataError) as caught:
        BASE.overlay(given)
    return list(caught.value.issues)


# the ways in


def test_a_path_a_text_and_a_table_give_the_same_library(tmp_path: Path) -> None:
    path = written(tmp_path / "own.csv")
    shelves = [BASE.overlay(path), BASE.overlay(str(path)), BASE.overlay(table())]
    assert len({shelf.digest for shelf in shelves}) == 1
    assert [found(shelf).factor.value for shelf in shelves] == [3.0, 3.0, 3.0]


def test_a_table_may_hold_numbers_and_days() -> None:
    days = {"valid_from": pd.Timestamp("2025-01-01"), "valid_to": pd.Timestamp("2026-01-01")}
    given = table(own(value=3, **days, gsd=1.2, price_year=None))
    assert BASE.overlay(given).digest == BASE.overlay(table(own(gsd="1.2"))).digest


def test_an_index_of_a_table_is_no_column() -> None:
    assert BASE.overlay(table().set_index(pd.Index(["x"]))).digest == BASE.overlay(table()).digest


def test_columns_may_stand_in_any_order_and_further_ones_beside_them(tmp_path: Path) -> None:
    turned = dict(reversed(own(factor_id="bog:peat", gsd="1.1", flags="partial", includes="well_to_tank").items()))
    hit = found(BASE.overlay(written(tmp_path / "own.csv", turned)))
    assert (hit.factor.factor_id, hit.gsd, hit.factor.flags) == ("bog:peat", 1.1, ("partial", "overlay"))
    assert hit.factor.includes == (Stage.WELL_TO_TANK,)


def test_namibia_is_a_region_in_a_table_and_a_file(tmp_path: Path) -> None:
    row = own(region="NA")
    for given in (table(row), written(tmp_path / "own.csv", row)):
        assert found(BASE.overlay(given), "NA").match is Match.EXACT


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        assert [(i.code, i.file) for i in refused(path)] == [("unreadable_file", str(path))]


# the checks


@pytest.mark.parametrize(
    ("code", "column", "text"),
    [
        ("not_a_number", "value", "1,234"),
        ("not_a_number", "value", "nan"),
        ("not_a_number", "value", "1e400"),
        ("not_a_number", "value", ""),
        ("invalid_date", "valid_to", "31/12/2025"),
        ("invalid_date", "valid_from", "45992"),
        ("invalid_date", "valid_to", "20251231"),
        ("period_reversed", "valid_to", "2025-01-01"),
        ("unknown_activity", "activity", "fuel.peet"),
        ("unknown_region", "region", "UK"),
        ("unknown_region", "region", ""),
        ("invalid_choice", "stage", "burning"),
        ("wrong_unit", "unit", "kgCO2/litre"),
        ("wrong_unit", "unit", "kgCO2e/kg"),
        ("wrong_unit", "unit", "kgCO2e/jug"),
        ("negative_value", "value", "-3"),
        ("missing_locator", "locator", ""),
        ("missing_licence", "licence", ""),
        ("missing_source", "source", ""),
        ("stray_spaces", "source", "Bog & Co "),
        ("stray_spaces", "locator", "page\n2"),
        ("unknown_flag", "flags", "guess"),
        ("wrong_uncertainty", "gsd", "0.5"),
        ("invalid_choice", "includes", "burning"),
    ],
)
def test_a_fault_is_told_with_file_row_and_column(tmp_path: Path, code: str, column: str, text: str) -> None:
    good = own(valid_from="2024-01-01", valid_to="2025-01-01", includes="", flags="", gsd="")
    bad = {**good, "valid_from": "2025-01-01", "valid_to": "2026-01-01", column: text}
    path = written(tmp_path / "own.csv", good, bad)
    assert [(i.code, i.file, i.row, i.column) for i in refused(path)] == [(code, str(path), 3, column)]
    assert [(i.code, i.file, i.row, i.column) for i in refused(table(good, bad))] == [(code, "table", 3, column)]


@pytest.mark.parametrize("column", OWN_REQUIRED)
def test_a_column_that_every_row_needs_is_told_when_it_is_missing(column: str) -> None:
    assert [(i.code, i.row, i.column) for i in refused(table().drop(columns=column))] == [("wrong_columns", 1, column)]


def test_an_unknown_column_is_told() -> None:
    assert [(i.code, i.row, i.column) for i in refused(table(own(colour="red")))] == [("wrong_columns", 1, "colour")]


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("wrong_encoding", "activity,source\nfuel.peat,Tørv\n".encode("cp1252")),
        ("wrong_columns", b""),
        ("wrong_columns", b"activity;region\n"),
        ("wrong_columns", b"\x00\x01"),
        ("wrong_columns", b'"activity'),
    ],
)
def test_a_file_that_is_no_table_is_told(tmp_path: Path, code: str, data: bytes) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(data)
    assert {(issue.code, issue.file) for issue in refused(path)} == {(code, str(path))}


def test_all_faults_are_told_at_once() -> None:
    rows = [own(value="x"), own(region="UK", locator=""), own(activity="fuel.peet", valid_to="2024-01-01")]
    assert sorted((i.row, i.code) for i in refused(table(*rows))) == [
        (2, "not_a_number"),
        (3, "missing_locator"),
        (3, "unknown_region"),
        (4, "period_reversed"),
        (4, "unknown_activity"),
    ]


def test_an_unknown_activity_comes_with_the_nearest_name() -> None:
    [issue] = refused(table(own(activity="fuel.peet")))
    assert issue.hint == f"Did you mean {BURN}?"


def test_rows_that_overlap_are_told() -> None:
    [issue] = refused(table(own(), own(valid_from="2025-07-01", valid_to="2026-07-01")))
    assert (issue.code, issue.row) == ("overlap", 3)


def test_two_rows_for_the_same_thing_and_time_are_told() -> None:
    assert [issue.row for issue in refused(table(own(), own(value="9")))] == [3]


def test_warnings_alone_do_not_refuse() -> None:
    given = table(own(valid_to="2025-02-01"), own(valid_from="2025-06-01", value="30"))
    read = read_overlay(given, BASE)
    assert [(i.code, i.severity) for i in read.problems] == [("gap", "warning"), ("outlier", "warning")]
    assert found(BASE.overlay(given)).factor.value == 30.0


# what a lookup makes of it


def test_an_own_factor_stands_before_the_one_of_the_library_and_names_it() -> None:
    hit = found(BASE.overlay(table()))
    assert (hit.factor.value, hit.match) == (3.0, Match.EXACT)
    assert hit.steps == (f"overlay: {ID}@2025-01-01 instead of test:{BURN}:gb:combustion@2025-01-01",)


def test_an_own_factor_where_the_library_has_none_says_so_too() -> None:
    hit = found(BASE.overlay(table(own(region="FR"))), "FR")
    assert hit.steps == (f"overlay: own:{BURN}:fr:combustion@2025-01-01",)


def test_both_stay_visible() -> None:
    values = [f.value for f in BASE.overlay(table()).of(BURN, Stage.COMBUSTION, "GB")]
    assert sorted(values) == [2.0, 2.5, 3.0]


def test_the_result_of_a_calculation_says_that_it_is_an_own_factor() -> None:
    line = Activity(activity=BURN, amount=10, unit="litre", date="2025-05-01", region="GB")
    result = Calculator(BASE.overlay(table()), policy=STRICT).calculate(line)
    assert result.co2e_kg == 35.0
    assert f"overlay: {ID}@2025-01-01 instead of test:{BURN}:gb:combustion@2025-01-01" in str(result.explain())
    assert "overlay" not in str(Calculator(BASE, policy=STRICT).calculate(line).explain())


@pytest.mark.parametrize(("base", "laid", "wins"), [("GB", "EUROPE", 2.0), ("EUROPE", "GB", 3.0), ("WORLD", "GB", 3.0)])
def test_the_nearer_region_wins_whoever_it_is_from(base: str, laid: str, wins: float) -> None:
    shelf = library([factor(value=2.0, region=base)]).overlay(table(own(region=laid)))
    assert found(shelf).factor.value == wins


def test_a_day_of_the_library_wins_over_an_own_period_that_must_be_extended() -> None:
    shelf = BASE.overlay(table(own(valid_from="2024-01-01", valid_to="2025-01-01")))
    hit = found(shelf)
    assert (hit.factor.value, hit.match, hit.steps) == (2.0, Match.EXACT, ())


def test_an_own_period_that_ended_with_the_library_s_is_extended_before_it() -> None:
    hit = found(BASE.overlay(table()), day=date(2027, 1, 1))
    assert (hit.factor.value, hit.match) == (3.0, Match.EXTENDED_PERIOD)
    assert [step.split(":")[0] for step in hit.steps] == ["overlay", "extended_period"]


def test_an_own_factor_stands_in_by_proxy_and_says_both() -> None:
    shelf = library([factor()], [proxy(BURN, region="DK", proxy_region="GB")]).overlay(table())
    hit = found(shelf, "DK")
    assert (hit.factor.value, hit.match) == (3.0, Match.PROXY_REGION)
    assert [step.split(":")[0] for step in hit.steps] == ["overlay", "proxy_region"]


def test_a_preferred_source_of_the_library_wins_over_an_own_factor() -> None:
    assert found(BASE.overlay(table()), policy=Policy(name="own", prefer=("test",))).factor.value == 2.0


def test_an_own_stage_is_asked_for_where_the_library_has_none() -> None:
    shelf = BASE.overlay(table(own(stage="biogenic_co2")))
    assert Stage.BIOGENIC_CO2 in shelf.stages(BURN)
    assert Stage.BIOGENIC_CO2 not in BASE.stages(BURN)


def test_the_source_and_its_licence_are_kept() -> None:
    shelf = BASE.overlay(table())
    source = shelf.sources[found(shelf).factor.source_id]
    assert (source.title, source.licence) == (OWN["source"], OWN["licence"])
    assert source.attribution == f"{OWN['source']} ({OWN['licence']})"


def test_one_source_under_two_licences_is_two_sources() -> None:
    shelf = BASE.overlay(table(own(), own(region="FR", licence="CC0-1.0")))
    assert len(shelf.sources) == len(BASE.sources) + 2


def test_two_sources_that_differ_in_punctuation_are_two_sources() -> None:
    shelf = BASE.overlay(table(own(source="Bog A/S"), own(region="FR", source="Bog A-S")))
    assert len(shelf.sources) == len(BASE.sources) + 2


# libraries are values


def test_the_library_below_stays_as_it_was() -> None:
    digest, sources, rows, validity = BASE.digest, dict(BASE.sources), list(BASE.factors), set(BASE.factors.validity)
    BASE.stages(BURN)
    shelf = BASE.overlay(
        table(own(valid_from="2025-02-03"), own(activity=POWER, stage="generation_location", unit="kgCO2e/kWh"))
    )
    assert shelf.digest != digest
    again = library(BASE.factors)
    assert (again.digest, list(BASE.factors), BASE.factors.validity) == (digest, rows, validity)
    assert dict(BASE.sources) == sources
    assert BASE.of(POWER, Stage.GENERATION_LOCATION, "GB") == ()
    assert not any(f.is_overlay for f in BASE.factors)
    assert (date(2025, 2, 3), date(2026, 1, 1)) in shelf.factors.validity
    assert POWER not in BASE.factors.activities


@pytest.mark.parametrize(
    ("column", "text"), [("value", "3.1"), ("valid_to", "2027-01-01"), ("locator", "page 3"), ("source", "Else")]
)
def test_the_digest_names_what_was_laid_over(column: str, text: str) -> None:
    digests = {BASE.digest, BASE.overlay(table()).digest, BASE.overlay(table(own(**{column: text}))).digest}
    assert len(digests) == 3


def test_an_empty_table_changes_no_figure() -> None:
    empty = BASE.overlay(table().iloc[:0])
    assert empty == BASE


def test_two_overlays_lie_on_top_of_each_other() -> None:
    there = table(own(region="FR", value="4"))
    shelf = BASE.overlay(table()).overlay(there)
    assert (found(shelf).factor.value, found(shelf, "FR").factor.value) == (3.0, 4.0)
    assert (
        shelf.digest
        == BASE.overlay(there).overlay(table()).digest
        == BASE.overlay(table(own(), own(region="FR", value="4"))).digest
    )


def test_two_overlays_for_one_thing_are_never_chosen_from_in_silence() -> None:
    shelf = BASE.overlay(table()).overlay(table(own(value="4", source="Another")))
    with pytest.raises(FactorError) as caught:
        found(shelf)
    assert caught.value.issue.code == "ambiguous_factor"
    [other] = [name for name, source in shelf.sources.items() if source.title == "Another"]
    prefer = Policy(name="own", prefer=(other,))
    assert found(shelf, policy=prefer).factor.value == 4.0


def test_an_overlay_travels_by_value() -> None:
    shelf = BASE.overlay(table())
    again = pickle.loads(pickle.dumps(shelf))  # noqa: S301 - our own bytes
    assert again == shelf
    assert again is not shelf
    assert found(again) == found(shelf)
    assert again.sources == shelf.sources


def test_an_overlay_on_the_shipped_library_keeps_all_of_it() -> None:
    shipped = FactorLibrary.shipped()
    row = own(activity="fuel.hvo", region="DK", value="0.03")
    shelf = shipped.overlay(table(row))
    assert len(shelf.factors) == len(shipped.factors) + 1
    assert shelf.options("travel.flight") == shipped.options("travel.flight")
    assert shelf.of("fuel.hvo", Stage.COMBUSTION, "DK")[-1].value == 0.03
    again = pickle.loads(pickle.dumps(shelf))  # noqa: S301 - our own bytes
    assert again.digest == shelf.digest != shipped.digest
