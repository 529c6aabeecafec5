"""Comparing boundaries: a worked example, categories, doubts, and what is refused."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import greenprod as gp
from greenprod.factors.record import BoundaryRule
from greenprod.footprint.boundary import Boundary
from mini import CALC, LIBRARY

LINES = pd.DataFrame(
    [
        {"line_id": "f", "item": "activity", "activity": "travel.flight.short_haul.economy", "amount": "1000 pkm"},
        {"line_id": "d", "item": "generator", "volume": 10.0},
        {"line_id": "m", "item": "meals", "meals": 4.0, "diet": "vegan"},
        {"line_id": "bad", "item": "meals", "meals": 4.0, "diet": "lasagne"},
    ]
).assign(date="2025-05-01", region="GB")


def own(**given: str) -> Boundary:
    cells = dict.fromkeys(("activity", "category", "stage", "control"), "")
    row: dict[str, Any] = {
        "boundary_id": "own",
        "evidence": "?",
        "source": "test",
        "note": "who knows",
        **cells,
        **given,
    }
    return Boundary(name="own", title="Own", rules=(BoundaryRule(**row),))


def test_each_row_is_the_total_of_a_ledger_booked_under_that_boundary() -> None:
    names = ["full", "no_rf", "no_wtt", "no_travel", "scopes_1_2"]
    compared = CALC.ledger(LINES).compare(names)
    assert list(compared.table["boundary"]) == names
    for row in compared.table.to_dict("records"):
        alone = gp.Calculator(LIBRARY, boundary=row["boundary"]).ledger(LINES)
        assert alone.lines["booked"].tolist() == [True, True, True, False]
        assert {name: row[name] for name in alone.total_mg} == alone.total_mg
        assert row["co2e_kg"] == row["co2e_mg"] / 1e6
    assert compared.table["share"].tolist()[0] == 1.0
    assert compared.table["co2e_mg"].nunique() == len(names)


def test_categories_are_listed_by_boundary_and_add_up() -> None:
    compared = CALC.ledger(LINES).compare(["full", "no_travel"])
    parts = compared.categories.groupby("boundary")["category"].agg(list).to_dict()
    assert parts == {"full": ["catering", "fuel", "travel"], "no_travel": ["catering", "fuel"]}
    sums = compared.categories.groupby("boundary")["co2e_mg"].sum().to_dict()
    assert sums == dict(zip(compared.table["boundary"], compared.table["co2e_mg"], strict=True))


def test_what_is_unknown_is_counted_and_told_with_its_amount() -> None:
    compared = CALC.ledger(LINES).compare(["full", own(category="catering", inside="unknown")])
    assert len(set(compared.table["co2e_mg"])) == 1
    assert compared.table["unknown_mg"].tolist() == [0, compared.unknown["co2e_mg"].sum()]
    [row] = compared.unknown.to_dict("records")
    meals = compared.categories.query("boundary == 'full' and category == 'catering'")["co2e_mg"].item()
    assert row == {
        "boundary": "own", "activity": "", "category": "catering", "stage": "", "control": "", "note": "who knows",
        "co2e_mg": meals,
    }  # fmt: skip


def test_what_stands_beside_the_total_is_not_in_its_doubts() -> None:
    compared = CALC.ledger(LINES).compare([own(stage="biogenic_co2", inside="unknown")])
    assert compared.unknown["co2e_mg"].tolist() == [0]


def test_a_boundary_of_ones_own_stands_beside_named_ones() -> None:
    compared = CALC.ledger(LINES).compare(["no_travel", own(category="travel", inside="out")])
    assert len(set(compared.table["co2e_mg"])) == 1
    assert compared.table["title"].tolist() == ["No travel", "Own"]
    assert compared.boundaries[1].name == "own"
    assert "no_travel" in compared._repr_html_()


def test_one_name_is_enough() -> None:
    ledger = CALC.ledger(LINES)
    assert ledger.compare("full").table["co2e_mg"].tolist() == [ledger.total_mg["co2e_mg"]]


def test_lines_that_emit_nothing_have_no_share() -> None:
    compared = CALC.ledger(LINES.assign(region="GB").iloc[3:]).compare(["full", "no_rf"])
    assert compared.table["share"].tolist() == [0.0, 0.0]
    assert compared.categories.empty


def test_a_ledger_that_leaves_something_out_is_refused() -> None:
    ledger = gp.Calculator(LIBRARY, boundary="no_wtt").ledger(LINES)
    with pytest.raises(gp.GreenprodError) as caught:
        ledger.compare(["full"])
    assert (caught.value.issue.code, caught.value.issue.value) == ("narrow_boundary", "no_wtt")


@pytest.mark.parametrize(("names", "code"), [([], "missing_field"), (["ful"], "unknown_boundary")])
def test_names_that_say_nothing_are_refused(names: list[str], code: str) -> None:
    with pytest.raises(gp.GreenprodError) as caught:
        CALC.ledger(LINES).compare(names)
    assert caught.value.issue.code == code


def test_credits_are_in_the_ledger_and_in_no_total() -> None:
    credit = {"line_id": "c", "item": "carbon_credit", "tonnes": 5.0, "registry_id": "X-1", "project": "P"}
    frame = pd.DataFrame([*LINES.to_dict("records"), {**credit, "vintage": "2023", "date": "2025-05-01"}])
    without, with_credit = CALC.ledger(LINES), CALC.ledger(frame)
    assert with_credit.lines["booked"].tolist() == [True, True, True, False, True]
    assert with_credit.total_mg == without.total_mg
    assert with_credit.compare(["full", "no_rf"]).table.equals(without.compare(["full", "no_rf"]).table)
