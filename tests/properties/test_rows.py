"""Missing is not zero, bad rows are data, and no line is ever lost."""

from __future__ import annotations

from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lines import DESCRIBED, MG_COLUMNS, Record, alone, books, commons, few, frame_of, numbered, numbers, records, times

from greenprod.items.catalogue import ITEMS
from mini import CALC

EMPTY = (None, "", "  ", float("nan"), pd.NA)
NOT_NUMBERS = ("nan", "inf", "-inf", "-1", "-0.001", "abc", "1,5", "1.234,5", "12 parsec", "km", "--3", "0x10", "1_000")


@st.composite
def lines_by_amounts(draw: st.DrawFn) -> tuple[Record, tuple[str, ...]]:
    """Return a line that can be booked, and the names of its amounts."""
    name = draw(st.sampled_from(sorted(DESCRIBED)))
    described, amounts = draw(DESCRIBED[name])
    when = {"date": "2025-05-01"}
    line = {"item": name, **described, **{a: draw(numbers) for a in amounts}, **when, **draw(commons())}
    assume(not isinstance(alone(CALC, line), str))
    return {"line_id": "x", **line}, amounts


@few
@given(case=lines_by_amounts(), empty=st.sampled_from(EMPTY), data=st.data())
def test_an_empty_amount_is_an_issue_and_never_zero(
    case: tuple[Record, tuple[str, ...]], empty: object, data: st.DataObject
) -> None:
    line, amounts = case
    amount = data.draw(st.sampled_from(amounts))
    full = {**line, "line_id": "full"}
    frame = pd.DataFrame([full, {**line, amount: empty}])
    rows = CALC.ledger(frame).lines.set_index("line_id")
    if line["item"] in ("car_trip", "hotel_stay") and amount in ("vehicles", "rooms"):
        one = alone(CALC, {**line, amount: 1.0})
        assert not isinstance(one, str)
        assert rows.loc["x", "co2e_mg"] == one.mg()
        return
    assert not rows.loc["x", "booked"]
    assert rows.loc["x", "issue"] in {"missing_amount", "contradictory_fields"}
    assert {rows.loc["x", name] for name in MG_COLUMNS} == {0}


@few
@given(case=lines_by_amounts(), data=st.data())
def test_a_zero_is_booked_as_zero(case: tuple[Record, tuple[str, ...]], data: st.DataObject) -> None:
    line, amounts = case
    amount = data.draw(st.sampled_from(amounts))
    zero = data.draw(st.sampled_from([0, 0.0, "0", "0.00"]))
    ledger = CALC.ledger(pd.DataFrame([{**line, amount: zero}]))
    [row] = ledger.lines.to_dict("records")
    assert (row["booked"], row["issue"]) == (True, "")
    assert {row[name] for name in MG_COLUMNS} == {0}
    assert row["amount"] == 0
    assert ledger.issues.empty


@few
@given(case=lines_by_amounts(), bad=st.sampled_from(NOT_NUMBERS), data=st.data())
def test_what_is_no_number_is_not_booked(case: tuple[Record, tuple[str, ...]], bad: str, data: st.DataObject) -> None:
    line, amounts = case
    amount = data.draw(st.sampled_from(amounts))
    broken = {name: cell for name, cell in line.items() if name != "unit"} | {amount: bad}
    ledger = CALC.ledger(pd.DataFrame([broken]))
    [row] = ledger.lines.to_dict("records")
    assert not row["booked"]
    assert set(ledger.issues["line_id"]) == {"x"}
    assert isinstance(alone(CALC, {k: v for k, v in broken.items() if k != "line_id"}), str)


COLUMNS = (
    "item", "date", "period_start", "period_end", "region", "control", "status", "version", "production_id",
    "member_id", "phase", "activity", "amount", "unit", "passengers", "distance", "origin", "destination", "cabin",
    "haul", "round_trip", "service", "vehicles", "size", "fuel", "mass", "mode", "vehicle", "rooms", "nights",
    "energy", "volume", "hours", "rated_kw", "load", "meals", "diet", "material", "condition", "stream",
    "treatment", "distance_unit", "energy [MWh]", "line_id", "note", "nonsense",
)  # fmt: skip
WORDS = (
    *ITEMS, "DK", "GB", "Danmark", "ZZ", "CPH", "LHR", "LON", "vegan", "wood", "diesel", "plan", "final", "metered",
    "operated", "true", "ja", "2025-01-01", "2024-12-31", "9999-12-31", "0001-01-01", "31.12.2025", "km", "MWh", "GBP",
    "fuel.hvo", "catering.meal.vegan", "5 kg", "1e308", "1e999", "-0", "NaN", "None", "=1+1", "energy.electricity.grid",
)  # fmt: skip
cells: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.sampled_from(WORDS),
    st.text(max_size=8),
    st.floats(),
    st.integers(-(2**70), 2**70),
    st.integers(10**308, 10**310),
    st.booleans(),
    st.dates(),
    st.datetimes(timezones=st.sampled_from([None, timezone.utc])),  # noqa: UP017 - a value, not an import
    st.decimals(allow_nan=False),
    st.just(pd.NaT),
)


@st.composite
def garbage(draw: st.DrawFn) -> list[Record]:
    """Return lines in which any cell may be anything."""
    lines = [dict(line) for line in draw(st.lists(records(), max_size=5))]
    for line in lines:
        for column in draw(st.lists(st.sampled_from(COLUMNS), max_size=3)):
            line[column] = draw(cells)
    rubbish = st.dictionaries(st.sampled_from(COLUMNS), cells, max_size=6)
    return [*lines, *draw(st.lists(rubbish, max_size=3))]


def complete(lines: list[Record], frame: pd.DataFrame) -> None:
    """Check that every line is booked, or has an error to its name."""
    ledger = CALC.ledger(frame)
    rows = ledger.lines
    assert len(rows) == len(lines)
    errors = ledger.issues[ledger.issues["severity"] == "error"]
    whole_table = bool(errors["code"].isin(["missing_column", "duplicate_column", "unknown_sheet"]).any())
    with_issue = set(errors["row"])
    for row in rows.to_dict("records"):
        assert row["booked"] == (row["issue"] == "")
        assert row["booked"] or whole_table or row["source_row"] in with_issue
        assert not (row["booked"] and row["source_row"] in with_issue)
        assert row["booked"] or {row[name] for name in MG_COLUMNS} == {0}
        assert all(row[name] >= 0 for name in MG_COLUMNS)
        assert row["co2e_mg"] == row["scope1_mg"] + row["scope2_location_mg"] + row["scope3_mg"]


@given(lines=garbage())
def test_no_cell_stops_a_table_or_loses_a_line(lines: list[Record]) -> None:
    complete(lines, pd.DataFrame(lines, dtype=object))


@few
@given(lines=garbage())
def test_no_cell_stops_a_table_of_guessed_types(lines: list[Record]) -> None:
    complete(lines, pd.DataFrame(lines))


@few
@given(good=books(1, 4), bad=garbage())
def test_bad_lines_leave_good_ones_alone(good: list[Record], bad: list[Record]) -> None:
    alone_total = CALC.ledger(frame_of(good)).lines
    bad = [{**line, "line_id": f"bad{n}"} for n, line in enumerate(bad)]
    clean = {"energy [MWh]", "distance_unit"}
    bad = [{name: cell for name, cell in line.items() if name not in clean} for line in bad]
    together = CALC.ledger(pd.DataFrame([*good, *bad], dtype=object)).lines.head(len(good))
    for name in ("booked", "issue", *MG_COLUMNS):
        assert list(together[name]) == list(alone_total[name])


BREAKERS: dict[str, Record] = {
    "an amount beyond all measure": {"meals": 1e300},
    "postings that only together are too much": {
        "item": "grid_electricity",
        "energy": 4.3e13,
        "meals": None,
        "control": "third_party",
    },
    "a whole number no float can hold": {"meals": 10**400},
    "the last day of the calendar": {"date": None, "period_start": "2025-01-01", "period_end": "9999-12-31"},
    "a list in a cell": {"diet": ["vegan"]},
    "rated power without end": {"item": "generator", "hours": 1, "rated_kw": "1e999", "load": 0.5, "region": "GB"},
    "a unit that overflows": {"meals": "1 GWh**60/kWh**60*meal"},
}


@pytest.mark.parametrize("name", BREAKERS)
def test_one_impossible_line_leaves_the_others_booked(name: str) -> None:
    good = {"item": "meals", "meals": 3, "diet": "vegan", "region": "GB", "date": "2025-05-01"}
    rows = CALC.ledger(pd.DataFrame(numbered([good, {**good, **BREAKERS[name]}, good]), dtype=object)).lines
    assert list(rows["booked"]) == [True, False, True]
    assert list(rows["co2e_mg"]) == [1_500_000, 0, 1_500_000]


def test_bytes_that_are_no_text_are_read_as_python_writes_them() -> None:
    good = {"item": "meals", "meals": 3, "diet": "vegan", "region": "GB", "date": "2025-05-01"}
    rows = CALC.ledger(pd.DataFrame([{**good, "line_id": b"\x80"}, {**good, "line_id": "x"}], dtype=object)).lines
    assert list(rows["line_id"]) == [repr(b"\x80"), "x"]
    assert rows["booked"].all()


@pytest.mark.parametrize("day", ["2025-05-011", "2025-05-01x", "2025-05-01 or so", "1.5.2025", "2025-13-01"])
def test_a_date_with_something_after_it_is_no_date(day: str) -> None:
    assert alone(CALC, {"item": "meals", "meals": 3, "diet": "vegan", "region": "GB", "date": day}) == "invalid_date"


@given(when=times(), day=st.dates(date(2023, 1, 1), date(2028, 12, 31)))
def test_a_date_goes_before_a_period(when: Record, day: date) -> None:
    line = {"item": "meals", "meals": 3, "diet": "vegan", "region": "GB"}
    both = alone(CALC, {**line, **when, "date": day.isoformat()})
    assert not isinstance(both, str)
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=timezone.utc)  # noqa: UP017 - same
    for spelling in (day, moment):
        one = alone(CALC, {**line, "date": spelling})
        assert not isinstance(one, str)
        assert one.mg() == both.mg()
    assert both.mg() == 3 * Decimal("0.6" if day.year < 2025 else "0.5") * 10**6
