"""Key results and pipelines: what was reached, how much of what was aimed at, and how items get on."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from greenprod.alliance import results
from greenprod.alliance.pipeline import Stay, funnel
from greenprod.errors import GreenprodError

if TYPE_CHECKING:
    from pathlib import Path

    from greenprod.alliance.results import Results
    from greenprod.errors import Issue

HEAD = "result_id,name,unit,period_start,period_end,target,actual,cost,currency,evidence\n"
STEPS = "pipeline_id,item_id,step,stage,entered,left\n"
ROWS = (
    "trained,Crew trained,count,2023-01-01,2023-12-31,40,30,60000,DKK,list\n"
    "trained,Crew trained,count,2024-01-01,2024-12-31,60,70,10000,EUR,list\n"
    "trained,Crew trained,count,2025-01-01,2025-12-31,50,,,,\n"
)
WAYS = (
    "w,a,1,idea,2024-01-10,\nw,b,1,idea,2024-01-20,2024-03-01\nw,c,1,idea,2024-02-01,\nw,d,1,idea,2024-02-01,\n"
    "w,a,2,concept,2024-02-10,\nw,c,2,concept,2024-03-01,\nw,a,3,partner,2024-04-10,\n"
)


def read(path: Path, rows: str = "", ways: str = "") -> tuple[Results, list[Issue]]:
    (path / "key_results.csv").write_text(HEAD + rows, encoding="utf-8")
    (path / "pipeline.csv").write_text(STEPS + ways, encoding="utf-8")
    issues: list[Issue] = []
    found = results.read(path, issues=issues)
    return found, [issue for issue in issues if issue.code != "no_rows"]


def test_check_value_european_writers_club(tmp_path: Path) -> None:
    # published: 30 partners, 11 ideas, 6 connections, 6 concepts; neither targets nor periods nor costs
    published = {"Partners": 30, "Ideas": 11, "Connections": 6, "Concepts": 6}
    rows = "".join(f"{name.lower()},{name},,,,,{count},,,\n" for name, count in published.items())
    found, issues = read(tmp_path, rows)
    assert issues == []
    totals = found.cumulative(dt.date(2025, 1, 1))
    assert {one.name: one.actual for one in totals} == published
    assert {(one.target, one.attainment, one.cost_per_result) for one in totals} == {(None, None, None)}
    idea, concept, connection = funnel([("idea", 11), ("concept", 6), ("connection", 6)])
    assert (idea.conversion, concept.conversion, connection.conversion) == (None, Fraction(6, 11), Fraction(1))
    assert connection.overall == Fraction(6, 11)


def test_attainment_and_cost_of_a_period(tmp_path: Path) -> None:
    first, second, third = read(tmp_path, ROWS)[0].key_results
    assert (first.attainment, first.cost_per_result) == (Fraction(3, 4), Decimal("2000.00"))
    assert second.attainment == Fraction(7, 6)
    assert (third.attainment, third.cost_per_result) == (None, None)


def test_cumulative_counts_ended_periods_and_what_is_unknown_is_not_zero(tmp_path: Path) -> None:
    found = read(tmp_path, ROWS)[0]
    one = found.cumulative(dt.date(2023, 12, 31))[0]
    assert (one.actual, one.target, one.periods, one.cost_per_result) == (
        Decimal(30),
        Decimal(40),
        1,
        Decimal("2000.00"),
    )
    assert found.cumulative(dt.date(2023, 12, 30)) == ()
    every = found.cumulative(dt.date(2026, 1, 1))[0]
    assert (every.actual, every.target, every.attainment) == (Decimal(100), Decimal(150), Fraction(1))
    assert (every.periods, every.without_actual, every.currency) == (3, 1, "DKK")
    assert every.steps == ("EUR to DKK of 2024: x 7.45891 (ECB yearly average)",)
    assert every.cost_per_result == Decimal("1345.89")


def test_what_a_result_cost_that_nobody_counted_is_left_out(tmp_path: Path) -> None:
    row = "trained,Crew trained,count,2022-01-01,2022-12-31,10,,99999,DKK,\n"
    one = read(tmp_path, ROWS + row)[0].cumulative(dt.date(2023, 12, 31))[0]
    assert (one.cost_per_result, one.without_actual) == (Decimal("2000.00"), 1)


def test_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    turned = "".join(reversed(ROWS.splitlines(keepends=True)))
    on = dt.date(2026, 1, 1)
    assert read(tmp_path, turned)[0].cumulative(on) == read(tmp_path, ROWS)[0].cumulative(on)


BAD = {
    "overlap": ("trained,Crew trained,count,2024-12-31,2025-06-30,1,1,,,\n", "overlapping_periods", 5),
    "another unit": ("trained,Crew trained,hours,2026-01-01,2026-12-31,1,1,,,\n", "result_differs", 5),
    "another name": ("trained,Crew,count,2026-01-01,2026-12-31,1,1,,,\n", "result_differs", 5),
    "half a period": ("x,X,count,2024-01-01,,1,1,,,\n", "missing_date", 5),
    "period turned round": ("x,X,count,2024-01-02,2024-01-01,1,1,,,\n", "period_reversed", 5),
    "cost without a currency": ("x,X,count,2024-01-01,2024-02-01,1,1,5,,\n", "missing_field", 5),
    "cost below zero": ("x,X,count,2024-01-01,2024-02-01,1,1,-5,DKK,\n", "negative_amount", 5),
    "mixed currencies without a rate": (
        "trained,Crew trained,count,2026-01-01,2026-12-31,1,1,5,RUB,\n", "no_exchange_rate", 5,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_key_result_is_told(tmp_path: Path, name: str) -> None:
    row, code, place = BAD[name]
    found, issues = read(tmp_path, ROWS + row)
    assert [(i.code, i.file) for i in issues] == [(code, "key_results.csv")]
    assert issues[0].row == place
    assert issues[0].hint
    assert len(found.key_results) == 3


def test_a_result_without_a_period_is_never_added_to_one_with(tmp_path: Path) -> None:
    found, issues = read(tmp_path, "x,X,count,,,1,1,,,\nx,X,count,2024-01-01,2024-02-01,1,1,,,\n")
    assert [(i.code, i.row) for i in issues] == [("overlapping_periods", 3)]
    assert len(found.key_results) == 1


def test_no_target_or_a_target_of_nothing_has_no_attainment(tmp_path: Path) -> None:
    found = read(tmp_path, "x,X,count,,,0,1,,,\ny,Y,count,,,5,0,9,DKK,\n")[0]
    assert [one.attainment for one in found.key_results] == [None, 0]
    assert found.key_results[1].cost_per_result is None


def test_funnel_on_a_day(tmp_path: Path) -> None:
    pipelines = read(tmp_path, ways=WAYS)[0].pipelines
    rows = pipelines.funnel("w", dt.date(2024, 4, 10))
    assert [(row.stage, row.reached, row.here, row.left) for row in rows] == [
        ("idea", 4, 1, 1), ("concept", 2, 1, 0), ("partner", 1, 1, 0),
    ]  # fmt: skip
    assert [row.conversion for row in rows] == [None, Fraction(1, 2), Fraction(1, 2)]
    assert rows[2].overall == Fraction(1, 4)
    early = pipelines.funnel("w", dt.date(2024, 1, 9))
    assert [(row.reached, row.conversion) for row in early] == [(0, None)] * 3


def test_an_item_is_gone_on_the_day_it_left(tmp_path: Path) -> None:
    pipelines = read(tmp_path, ways=WAYS)[0].pipelines
    assert [pipelines.funnel("w", dt.date(2024, month, day))[0].left for month, day in ((2, 29), (3, 1))] == [0, 1]


def test_time_in_stage_on_a_day(tmp_path: Path) -> None:
    stays = read(tmp_path, ways=WAYS)[0].pipelines.stays("w", dt.date(2024, 3, 11))
    assert [stay for stay in stays if stay.item_id in "ab"] == [
        Stay(item_id="a", stage="idea", days=31, over=True),
        Stay(item_id="a", stage="concept", days=30, over=False),
        Stay(item_id="b", stage="idea", days=41, over=True),
    ]


def test_an_item_that_skipped_a_stage_has_reached_it(tmp_path: Path) -> None:
    rows = read(tmp_path, ways=WAYS + "w,e,3,partner,2024-04-01,\n")[0].pipelines.funnel("w", dt.date(2024, 12, 31))
    assert [row.reached for row in rows] == [5, 3, 2]


def test_amounts_by_stage_tell_what_is_missing(tmp_path: Path) -> None:
    pipelines = read(tmp_path, ways=WAYS)[0].pipelines
    assert pipelines.by_stage("w", dt.date(2024, 4, 10), {"a": 5, "b": 7}) == {
        "idea": (None, 1), "concept": (None, 1), "partner": (5, 0),
    }  # fmt: skip


def test_a_pipeline_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GreenprodError, match="no pipeline 'v'"):
        read(tmp_path, ways=WAYS)[0].pipelines.funnel("v", dt.date(2024, 1, 1))


BAD_WAYS = {
    "stage at another step": ("w,e,2,idea,2024-05-01,\n", "stage_step_clash"),
    "another stage at the step": ("w,e,2,draft,2024-05-01,\n", "stage_step_clash"),
    "the same stage twice": ("w,a,1,idea,2024-05-01,\n", "duplicate_id"),
    "further after it left": ("w,b,2,concept,2024-05-01,\n", "stage_after_left"),
    "backwards in time": ("w,d,2,concept,2024-01-31,\n", "stage_out_of_order"),
    "left before it came": ("w,e,1,idea,2024-05-01,2024-04-30\n", "period_reversed"),
    "step in words": ("w,e,first,idea,2024-05-01,\n", "not_a_number"),
}


@pytest.mark.parametrize("name", BAD_WAYS)
def test_a_bad_step_is_told_and_changes_nothing_else(tmp_path: Path, name: str) -> None:
    row, code = BAD_WAYS[name]
    clean = read(tmp_path, ways=WAYS)[0]
    found, issues = read(tmp_path, ways=WAYS + row)
    assert [(i.code, i.row, i.file) for i in issues] == [(code, 9, "pipeline.csv")]
    assert issues[0].hint
    assert found == clean


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    found, _ = read(tmp_path, ROWS, WAYS)
    again = tmp_path / "again"
    again.mkdir()
    found.write(again)
    issues: list[Issue] = []
    assert results.read(again, issues=issues) == found
    assert issues == []
