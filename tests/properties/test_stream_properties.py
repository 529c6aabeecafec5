"""Streams give the ledger's milligrams whatever the pieces, their order and their form."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from lines import MG_COLUMNS, Record, alone, books, few, frame_of
from test_rows import garbage

from greenprod.footprint.batch import book_batch
from greenprod.footprint.calculate import Calculator
from greenprod.footprint.codes import combine
from greenprod.footprint.kernel import TOTAL
from greenprod.footprint.totals import Totals
from mini import CALC, LIBRARY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from greenprod.footprint.bases import Keep

GROUPS = ("production_id", "category", "activity", "region", "item", "version", "match")


def in_parts(lines: Sequence[Record], data: st.DataObject) -> list[list[Record]]:
    """Return the lines cut into parts, in any order of the parts."""
    edges = [0, *sorted(data.draw(st.lists(st.integers(0, len(lines)), max_size=4))), len(lines)]
    parts = [list(lines[a:b]) for a, b in pairwise(edges) if a < b]
    return data.draw(st.permutations(parts))


def as_arrow(frame: pd.DataFrame) -> pa.Table:
    """Return a frame as Arrow holds it: numbers where all cells are numbers, codes in the place of texts."""
    columns = {}
    for name in frame.columns:
        cells = frame[name].tolist()
        if all(isinstance(cell, (int, float)) for cell in cells):
            columns[name] = pa.array([float(cell) for cell in cells])
        else:
            missing = [cell is None or cell == "" or cell != cell for cell in cells]  # noqa: PLR0124 - a nan
            texts = [None if empty else str(cell) for cell, empty in zip(cells, missing, strict=True)]
            columns[name] = pa.array(texts, pa.string()).dictionary_encode()
    return pa.table(columns)


@few
@given(lines=books(1), data=st.data())
def test_partitions_in_any_order_give_one_digest(lines: list[Record], data: st.DataObject) -> None:
    by = tuple(data.draw(st.lists(st.sampled_from(GROUPS), max_size=3, unique=True)))
    whole = CALC.totals(frame_of(lines), by=by)
    parts = [book_batch(frame_of(part), CALC, by).totals for part in in_parts(lines, data)]
    assert Totals.sum(parts).digest == whole.digest
    alone = Calculator(LIBRARY)  # one that has seen nothing before
    one_by_one = [
        Totals.from_arrow(book_batch(frame_of(part), alone, by).totals.to_arrow(), CALC)
        for part in in_parts(lines, data)
    ]
    assert Totals.sum(one_by_one).digest == whole.digest
    ledger = CALC.ledger(frame_of(lines)).by(*by)
    pd.testing.assert_frame_equal(whole.frame(), ledger, check_dtype=False, check_names=False)


@few
@given(lines=books(1))
def test_columns_of_codes_are_items_one_by_one(lines: list[Record]) -> None:
    totals = CALC.totals(as_arrow(frame_of(lines)))
    results = [result for result in (alone(CALC, line) for line in lines) if not isinstance(result, str)]
    expected = {name: sum(result.mg(name.removesuffix("_mg")) for result in results) for name in MG_COLUMNS[:-1]}
    assert {name: totals.total_mg[name] for name in expected} == expected
    assert totals.lines.sum() == len(lines)
    assert totals.booked.sum() == len(results)


@few
@given(lines=books(1), data=st.data())
def test_kept_amounts_make_the_same_total(lines: list[Record], data: st.DataObject) -> None:
    keep: Keep = data.draw(st.sampled_from(["factors", "descriptions"]))
    parts = [book_batch(frame_of(part), CALC, keep=keep).totals for part in in_parts(lines, data)]
    totals = Totals.sum(parts)
    assert totals.cells is not None
    postings = 0
    mg = np.zeros(len(totals.keys))
    for group, basis, amount in zip(totals.cells.group, totals.cells.basis, totals.cells.amount, strict=True):
        resolved = totals.cells.bases[basis].resolved
        assert resolved is not None
        counted = [c.mg_per_unit for c in resolved.coefficients if c.measure in TOTAL]
        mg[group] += amount * sum(counted)
        postings = max(postings, len(counted))
    booked = sum(totals.measures[:, ("scope1", "scope2_location", "scope2_market", "scope3").index(n)] for n in TOTAL)
    off = 0.5 * postings * len(lines) + 1e-9 * np.abs(mg)
    assert (np.abs(mg - booked) <= off).all()


@given(lines=garbage())
def test_every_line_of_a_stream_is_booked_or_has_an_issue(lines: list[Record]) -> None:
    frame = pd.DataFrame(lines, dtype=object)
    totals, ledger = CALC.totals(frame), CALC.ledger(frame)
    repeated = ledger.lines["issue"].eq("duplicate_line_id").sum()  # which only the whole ledger can see
    assert totals.lines.sum() == len(lines)
    assert totals.booked.sum() == ledger.lines["booked"].sum() + repeated
    errors = ledger.lines["issue"][~ledger.lines["issue"].isin(["", "duplicate_line_id"])]
    assert set(errors) <= set(totals.found.counts)


@given(
    st.lists(st.lists(st.integers(-1, 4), min_size=6, max_size=6), min_size=1, max_size=5),
    st.sampled_from([5, 2**20, 2**31, 2**40]),
)
def test_combined_codes_tell_the_same_rows_apart(columns: list[list[int]], above: int) -> None:
    codes, first = combine([(np.array(column), above) for column in columns], 6)
    rows = list(zip(*columns, strict=True))
    assert [rows[row] for row in first[codes].tolist()] == rows
    assert len(first) == len(set(rows))
    assert all(rows.index(rows[row]) == row for row in first.tolist())
