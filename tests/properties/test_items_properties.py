"""Every item class in tables: columns give what items give, examples book, and no text stops a line."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from any_item import described, example, lines_of, own, ways
from hypothesis import given, settings
from hypothesis import strategies as st
from lines import AMOUNTS_OF, KINDS, MG_COLUMNS, Record, few, frame_of, item_of, numbered, same_as_alone

from greenprod.errors import GreenprodError
from greenprod.footprint.calculate import Calculator

CALC = Calculator()
RECORDED = [name for name, kind in KINDS.items() if kind.recorded]
"""Items that are written down beside the footprint."""
EMPTY = (None, "", "  ", float("nan"))
SOME = 1000
"""Largest amount where a whole table must not add up to more than a ledger can hold."""
rare = settings(few, max_examples=max(few.max_examples // 4, 5))
"""For tests that book a line of every class at once."""


def complete(lines: list[Record], source: Any) -> pd.DataFrame:
    """Book lines and check that each is booked, or has an issue to its name."""
    ledger = CALC.ledger(source)
    rows: pd.DataFrame = ledger.lines
    assert len(rows) == len(lines)
    errors = ledger.issues[ledger.issues["severity"] == "error"]
    assert set(rows.loc[~rows["booked"], "line_id"]) == set(errors["line_id"])
    assert list(rows["booked"]) == list(rows["issue"] == "")
    assert not rows.loc[~rows["booked"], list(MG_COLUMNS)].to_numpy().any()
    return rows


mixed = st.lists(st.sampled_from(list(KINDS)).flatmap(lambda name: lines_of(name, SOME)), min_size=1, max_size=8).map(
    numbered
)


@few
@given(lines=mixed)
def test_a_table_of_any_classes_equals_its_items_one_by_one(lines: list[Record]) -> None:
    same_as_alone(CALC, lines, complete(lines, frame_of(lines)))


@st.composite
def a_line_of_every_class(draw: st.DrawFn) -> list[Record]:
    """Return one line of every class, in any order."""
    return numbered([draw(lines_of(name, SOME)) for name in draw(st.permutations(list(KINDS)))])


@rare
@given(lines=a_line_of_every_class())
def test_a_table_of_all_classes_equals_its_items_one_by_one(lines: list[Record]) -> None:
    same_as_alone(CALC, lines, complete(lines, frame_of(lines)))


@rare
@given(lines=a_line_of_every_class(), cuts=st.lists(st.integers(1, len(KINDS) - 1), max_size=4, unique=True))
def test_how_lines_are_spread_over_tables_does_not_matter(lines: list[Record], cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(lines)]
    stacks = [lines[a:b] for a, b in pairwise(edges)]
    same_as_alone(CALC, lines, complete(lines, [frame_of(stack) for stack in stacks]))
    together = CALC.ledger(frame_of(lines)).lines
    items = CALC.ledger([item_of(line) for line in lines]).lines
    for name in ("line_id", "item", "activity", "booked", "issue", *MG_COLUMNS):
        assert list(items[name]) == list(together[name])


def test_the_examples_of_all_classes_book_in_one_table() -> None:
    lines = numbered([{"item": name, **cells} for name in KINDS for cells in ways(name)])
    same_as_alone(CALC, lines, complete(lines, frame_of(lines)))


@pytest.mark.parametrize("name", KINDS)
def test_the_example_of_a_class_books(name: str) -> None:
    line = {"line_id": "x", "item": name, **example(name)}
    ledger = CALC.ledger(frame_of([line]))
    assert ledger.issues[ledger.issues["severity"] == "error"].empty
    [row] = ledger.lines.to_dict("records")
    assert row["booked"]
    assert (row["co2e_mg"] > 0) == (name not in RECORDED)
    assert row["factors"] or name in RECORDED


@pytest.mark.parametrize("name", KINDS)
def test_a_line_without_a_required_field_says_which(name: str) -> None:
    required = [field for field in described()[name].own if field.required and field.kind == "description"]
    lines = [
        {"item": name, **example(name), field.name: empty} for field in required for empty in EMPTY
    ]  # fmt: skip
    lines = numbered(lines)
    if not lines:
        return
    rows = complete(lines, pd.DataFrame(lines, dtype=object))
    issues = CALC.ledger(pd.DataFrame(lines, dtype=object)).issues
    assert not rows["booked"].any()
    assert list(issues["column"]) == [field.name for field in required for _ in EMPTY]
    assert set(issues["code"]) <= {"missing_field", "missing_unit"}
    assert issues["message"].str.len().min() > 0


@pytest.mark.parametrize("name", KINDS)
def test_a_line_without_any_one_field_is_booked_or_says_why(name: str) -> None:
    lines = numbered([{"item": name, **way, field: empty} for way in ways(name) for field in way for empty in EMPTY])
    complete(lines, pd.DataFrame(lines, dtype=object))


TEXTS = (
    "?", "0", "-1", "1e999", "nan", "0.5 kg", "50 %", "1,5", "true", "CPH", "a:b", ";", "a" * 300, "\x00", "=1+1",
    "2025",
)  # fmt: skip
texts = st.one_of(st.sampled_from(TEXTS), st.text(max_size=12))


def plain(line: Record) -> bool:
    """Whether a table gives the line's words as they stand: it takes away the spaces around them."""
    return all(cell == cell.strip() != "" for cell in line.values() if isinstance(cell, str))


@st.composite
def lines_with_a_text(draw: st.DrawFn) -> Record:
    """Return a line of any class, with any text in one of its words or amounts."""
    name = draw(st.sampled_from(list(KINDS)))
    way = draw(st.sampled_from(ways(name)))
    fields = [field for field in described()[name].own if field.name in way]
    return {"item": name, **way, draw(st.sampled_from(fields)).name: draw(texts)}


@pytest.mark.parametrize("name", KINDS)
def test_no_word_in_any_field_stops_a_table(name: str) -> None:
    fields = {field: way for way in ways(name) for field in (*own(name, way), *AMOUNTS_OF[name]) if field in way}
    lines = numbered([{"item": name, **way, field: text} for field, way in fields.items() for text in TEXTS])
    rows = complete(lines, pd.DataFrame(lines, dtype=object))
    words = {
        line["line_id"] for line in lines if all(isinstance(line.get(a, 0), (int, float)) for a in AMOUNTS_OF[name])
    }
    same_as_alone(CALC, [line for line in lines if line["line_id"] in words], rows[rows["line_id"].isin(words)])


@given(lines=st.lists(lines_with_a_text(), min_size=1, max_size=10).map(numbered))
def test_any_text_in_any_field_is_booked_or_an_issue(lines: list[Record]) -> None:
    rows = complete(lines, pd.DataFrame(lines, dtype=object))
    for line in filter(plain, lines):
        try:
            item_of(line)
        except GreenprodError:
            assert not rows.loc[rows["line_id"] == line["line_id"], "booked"].any()
