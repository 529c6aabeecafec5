"""Columns give what items give one by one: not nearly, exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lines import MG_COLUMNS, Record, alone, books, few, frame_of, item_of, numbered, same_as_alone

from greenprod.footprint.calculate import Calculator
from mini import CALC, LIBRARY

SETTINGS = st.fixed_dictionaries(
    {
        "policy": st.sampled_from(["report", "report", "strict"]),
        "boundary": st.sampled_from(["full", "full", "no_rf", "no_wtt", "no_travel", "scopes_1_2"]),
        "gwp": st.sampled_from(["as_published", "as_published", "AR4", "AR6"]),
    }
)


@few
@given(lines=books(1), settings=SETTINGS)
def test_a_table_of_lines_equals_its_items_one_by_one(lines: list[Record], settings: dict[str, str]) -> None:
    calc = Calculator(LIBRARY, **settings)
    same_as_alone(calc, lines, calc.ledger(frame_of(lines)).lines)


@few
@given(lines=books(1))
def test_items_and_their_table_give_the_same_ledger(lines: list[Record]) -> None:
    items = [item_of(line) for line in lines]
    from_items, from_table = CALC.ledger(items).lines, CALC.ledger(frame_of(lines)).lines
    for name in ("line_id", "production_id", "item", "activity", "match", "booked", "issue", *MG_COLUMNS):
        assert list(from_items[name]) == list(from_table[name])


@few
@given(lines=books(1))
def test_an_explanation_adds_up_to_the_line_it_explains(lines: list[Record]) -> None:
    ledger = CALC.ledger(frame_of(lines))
    for row in ledger.lines[ledger.lines["booked"]].to_dict("records"):
        explained = ledger.explain(row["line_id"])
        assert dict(explained.measures) == {name: row[name] for name in MG_COLUMNS}


ELECTRICITY = {"item": "grid_electricity", "energy": 100, "region": "DK"}
YEAR = {"period_start": "2024-06-01", "period_end": "2024-12-31"}
DIFFERENCES: list[tuple[Record, Record]] = [
    ({**ELECTRICITY, **YEAR}, {"period_end": "2025-05-31"}),
    ({**ELECTRICITY, **YEAR, "period_end": "2025-05-31"}, {"period_start": "2025-01-01"}),
    ({**ELECTRICITY, "date": "2024-12-31"}, {"date": "2025-01-01"}),
    ({**ELECTRICITY, **YEAR}, {"date": "2025-01-01"}),
    ({**ELECTRICITY, **YEAR}, {"region": "GB"}),
    ({**ELECTRICITY, **YEAR}, {"control": "third_party"}),
    ({**ELECTRICITY, **YEAR}, {"energy": "100 MJ"}),
    ({**ELECTRICITY, **YEAR}, {"item": "district_heat", "period_end": "2025-05-31"}),
]


@pytest.mark.parametrize(("line", "change"), DIFFERENCES)
def test_two_lines_that_differ_in_one_field_are_told_apart(line: Record, change: Record) -> None:
    lines = numbered([line, {**line, **change}, line])
    results = [alone(CALC, one) for one in lines]
    masses = [result if isinstance(result, str) else (result.mg(), result.mg("scope2_market")) for result in results]
    assert masses[0] != masses[1]
    rows = CALC.ledger(frame_of(lines)).lines
    assert [*zip(rows["co2e_mg"], rows["scope2_market_mg"], strict=True)] == masses
