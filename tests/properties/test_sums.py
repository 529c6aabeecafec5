"""Whole milligrams add up to the same total in any order, in any parts, in any thread and at every grouping."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd
from hypothesis import example, given
from hypothesis import strategies as st
from lines import MG_COLUMNS, Record, books, few, frame_of, item_of

from greenprod.footprint.calculate import Calculator
from greenprod.footprint.ledger import GROUPINGS
from greenprod.footprint.postings import POSTING_COLUMNS
from mini import CALC, LIBRARY

if TYPE_CHECKING:
    from greenprod.footprint.ledger import Ledger

BIG = {"item": "activity", "activity": "energy.electricity.grid", "unit": "GWh", "region": "GB", "date": "2025-05-01"}


def by_line(ledger: Ledger) -> dict[str, tuple[object, ...]]:
    """Return what every line is booked with."""
    columns = ["booked", "issue", "match", "factors", "amount", *MG_COLUMNS]
    rows = ledger.lines[["line_id", *columns]].fillna({"amount": -1.0}).itertuples(index=False, name=None)
    return {str(row[0]): row[1:] for row in rows}


def cuts(size: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, size), max_size=3).map(sorted)


@few
@given(lines=books(1), data=st.data())
def test_order_does_not_matter(lines: list[Record], data: st.DataObject) -> None:
    whole = CALC.ledger(frame_of(lines))
    shuffled = CALC.ledger(frame_of(data.draw(st.permutations(lines))))
    assert by_line(shuffled) == by_line(whole)
    assert shuffled.total_mg == whole.total_mg


@few
@given(lines=books(1), data=st.data())
def test_parts_of_a_table_book_what_the_table_books(lines: list[Record], data: st.DataObject) -> None:
    whole = CALC.ledger(frame_of(lines))
    edges = [0, *data.draw(cuts(len(lines))), len(lines)]
    parts = [lines[a:b] for a, b in pairwise(edges) if a < b]
    frames = [frame_of(part) for part in parts]
    as_list = CALC.ledger(frames)
    assert by_line(as_list) == by_line(whole)
    assert as_list.total_mg == whole.total_mg
    alone = [CALC.ledger(frame) for frame in frames]
    assert {name: sum(part.total_mg[name] for part in alone) for name in MG_COLUMNS} == whole.total_mg
    mixed = CALC.ledger([item_of(lines[0]), *([frame_of(lines[1:])] if lines[1:] else [])])
    assert mixed.total_mg == whole.total_mg


@few
@given(lines=books(2))
def test_threads_share_a_calculator(lines: list[Record]) -> None:
    calc = Calculator(LIBRARY)
    frames = [frame_of(lines[n::4]) for n in range(4) if lines[n::4]]
    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(calc.ledger, frames))
    booked = {k: v for part in parts for k, v in by_line(part).items()}
    assert booked == by_line(Calculator(LIBRARY).ledger(frame_of(lines)))


@few
@given(lines=books(1))
def test_another_process_would_book_the_same(lines: list[Record]) -> None:
    sent: Calculator = pickle.loads(pickle.dumps(CALC))  # noqa: S301 - our own bytes
    assert by_line(sent.ledger(frame_of(lines))) == by_line(CALC.ledger(frame_of(lines)))


@few
@given(lines=books(1), columns=st.lists(st.sampled_from(GROUPINGS), unique=True, max_size=4))
def test_groups_add_up_to_the_total(lines: list[Record], columns: list[str]) -> None:
    half = len(lines) // 2
    ledger = CALC.ledger([frame_of(part) for part in (lines[:half], lines[half:]) if part])
    groups = ledger.by(*columns)
    assert list(groups.columns[: len(columns)]) == columns
    assert {name: int(groups[name].sum()) for name in MG_COLUMNS} == ledger.total_mg
    assert not groups.duplicated(columns).any() if columns else len(groups) == 1
    assert groups["co2e_kg"].equals(groups["co2e_mg"] / 1e6)
    if not set(columns) & set(POSTING_COLUMNS):
        assert groups["lines"].sum() == len(lines)
        assert groups["lines_booked"].sum() == ledger.lines["booked"].sum()


@few
@given(amounts=st.lists(st.floats(30_000, 45_000), min_size=1, max_size=4))
@example([40_000.000000000007])
def test_groups_add_up_beyond_the_exact_range_of_floats(amounts: list[float]) -> None:
    lines = [{**BIG, "line_id": f"l{n}", "amount": amount} for n, amount in enumerate([*amounts, 800_000.0])]
    ledger = CALC.ledger(pd.DataFrame(lines))
    for columns in ([], ["line_id"], ["stage"], ["line_id", "stage", "scope_category"]):
        groups = ledger.by(*columns)
        assert {name: int(groups[name].sum()) for name in MG_COLUMNS} == ledger.total_mg


def test_tables_without_line_ids_are_not_taken_for_copies() -> None:
    frame = frame_of([{"item": "meals", "meals": 2, "diet": "vegan", "region": "GB", "date": "2025-03-01"}])
    ledger = CALC.ledger([frame, frame])
    assert list(ledger.lines["booked"]) == [True, True]
    assert ledger.total_mg["co2e_mg"] == 2 * CALC.ledger(frame).total_mg["co2e_mg"]
