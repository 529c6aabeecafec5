"""Lines in Arrow's forms, and cells that neither Python's calendar nor a float can hold."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

import greenprod as gp
from greenprod.errors import DataError
from greenprod.readers.arrow import arrow_frame

if TYPE_CHECKING:
    from pathlib import Path

BIG = 2**53
DAY = dt.date(2025, 5, 1)


@pytest.fixture(name="calc", scope="module")
def _calc() -> gp.Calculator:
    return gp.Calculator()


def trips(size: int = 3, **columns: Any) -> pa.Table:
    """Return car trips of 100 km each."""
    given: dict[str, Any] = {
        "line_id": [f"L{number}" for number in range(size)],
        "production_id": ["P"] * size,
        "item": ["car_trip"] * size,
        "fuel": ["diesel"] * size,
        "region": ["DK"] * size,
        "date": [DAY] * size,
        "distance": [100.0] * size,
        **columns,
    }
    return pa.table(given)


def file_of(table: pa.Table, folder: Path) -> Path:
    """Return a Parquet file of a table."""
    parquet.write_table(table, folder / "lines.parquet")
    return folder / "lines.parquet"


def test_a_column_twice_in_arrow_is_an_issue(calc: gp.Calculator) -> None:
    table = trips().append_column("distance", pa.array([1.0] * 3))
    found = calc.totals(table)
    assert found.found.counts == {"duplicate_column": 1}
    assert (found.lines.tolist(), found.booked.tolist()) == ([3], [0])
    assert calc.totals(table.to_batches()[0]).found == found.found


IDS: dict[str, pa.Array] = {
    "int64": pa.array([BIG + 1, BIG, None]),
    "uint64": pa.array([BIG + 1, BIG, None], pa.uint64()),
    "decimal": pa.array([Decimal(BIG + 1), Decimal(BIG), None], pa.decimal128(38, 4)),
    "decimal, no null": pa.array([Decimal(BIG + 1), Decimal(BIG), Decimal(7)], pa.decimal128(20, 0)),
    "codes": pa.array([BIG + 1, BIG, None]).dictionary_encode(),
    "codes of decimals": pa.array([Decimal(BIG + 1), Decimal(BIG), None], pa.decimal256(50, 2)).dictionary_encode(),
}


@pytest.mark.parametrize("kind", IDS)
def test_ids_that_a_float_cannot_tell_apart_stay_apart(kind: str, calc: gp.Calculator, tmp_path: Path) -> None:
    table = trips(production_id=IDS[kind])
    last = "7" if kind.endswith("no null") else ""
    whole = calc.totals(table)
    assert whole.keys == tuple((key,) for key in sorted([last, str(BIG), str(BIG + 1)]))
    assert calc.totals([table.slice(0, 1), table.slice(1, 1), table.slice(2)]).digest == whole.digest
    assert calc.totals(file_of(table, tmp_path)).digest == whole.digest
    ledger = calc.ledger(file_of(table, tmp_path))
    assert ledger.lines["production_id"].tolist() == [str(BIG + 1), str(BIG), last]


def test_numbers_that_a_float_holds_stay_floats() -> None:
    table = trips(
        distance=pa.array([1, None, 3]),
        passengers=pa.array([Decimal("1.50"), None, Decimal(2)], pa.decimal128(38, 18)),
    )
    frame = arrow_frame(table)
    assert [frame[name].dtype.kind for name in ("distance", "passengers")] == ["f", "f"]
    assert frame["passengers"].tolist()[::2] == [1.5, 2.0]


def test_amounts_beyond_what_a_float_holds_are_still_amounts(calc: gp.Calculator) -> None:
    table = trips(distance=pa.array([BIG + 1, None, 7]), unit=["m"] * 3)
    alone = trips(distance=pa.array([float(BIG), None, 7.0]), unit=["m"] * 3)
    assert calc.totals(table).digest == calc.totals(alone).digest


@pytest.mark.parametrize("index", [pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64(), pa.int8(), pa.int64()])
def test_codes_of_any_width_are_read(index: pa.DataType, calc: gp.Calculator) -> None:
    def coded(cells: list[str | None]) -> pa.Array:
        texts = list(dict.fromkeys(filter(None, cells)))
        codes = [None if cell is None else texts.index(cell) for cell in cells]
        return pa.DictionaryArray.from_arrays(pa.array(codes, index), pa.array(texts))

    cells = [["P", None, "Q"], [None, "R", "P"]]
    table = pa.concat_tables([trips(production_id=coded(part)) for part in cells])
    plain = pa.concat_tables([trips(production_id=pa.array(part)) for part in cells])
    assert arrow_frame(table)["production_id"].dtype == "category"
    assert calc.totals(table).digest == calc.totals(plain).digest
    assert calc.totals(table.slice(0, 3)).digest == calc.totals(plain.slice(0, 3)).digest


def test_pieces_whose_codes_do_not_fit_together_are_read(calc: gp.Calculator) -> None:
    def part(letter: str) -> pa.Table:
        texts = pa.array([f"{letter}{number}" for number in range(100)])
        codes = pa.array(range(100), pa.int8())
        return trips(100, production_id=pa.DictionaryArray.from_arrays(codes, texts))

    table = pa.concat_tables([part("A"), part("B")])
    assert len(calc.totals(table).keys) == 200


def test_a_reader_of_batches_is_a_source(calc: gp.Calculator) -> None:
    table = trips(30, episod=["1"] * 30, distance=[-1.0] + [100.0] * 28 + [-1.0]).drop_columns("region")
    reader = pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=7))
    found = calc.totals(reader)
    assert found.digest == calc.totals(table).digest
    assert found.found == calc.totals(table).found


def test_arrow_that_is_no_table_is_refused(calc: gp.Calculator) -> None:
    with pytest.raises(DataError) as caught:
        calc.totals(trips()["distance"])
    assert caught.value.issue.code == "unsupported_file"
    assert "ChunkedArray" in str(caught.value)


BEYOND: dict[str, pa.Array] = {
    "date32": pa.array([2**31 - 1, 20209, None], pa.int32()).cast(pa.date32()),
    "date32 before": pa.array([-(2**31), 20209, None], pa.int32()).cast(pa.date32()),
    "coded": pa.array([2**31 - 1, 20209, None], pa.int32()).cast(pa.date32()).dictionary_encode(),
    "us": pa.array([2**61, 20209 * 86_400_000_000, None]).cast(pa.timestamp("us")),
    "ms": pa.array([2**60, 20209 * 86_400_000, None]).cast(pa.timestamp("ms")),
    "us in Copenhagen": pa.array([2**61, 20209 * 86_400_000_000, None]).cast(pa.timestamp("us", "Europe/Copenhagen")),
    # a year whose first eight digits look like a day
    "12311201-05-06": pa.array(
        [(np.datetime64("12311201-05-06", "s") - np.datetime64(0, "s")).astype(int) * 1000, 20209 * 86_400_000, None]
    ).cast(pa.timestamp("ms")),
}


@pytest.mark.parametrize("kind", BEYOND)
def test_a_day_beyond_the_calendar_is_an_issue_of_its_line(kind: str, calc: gp.Calculator, tmp_path: Path) -> None:
    table = trips(date=BEYOND[kind])
    good = calc.totals(table.slice(1, 1)).total_mg
    file = file_of(table, tmp_path)
    for totals in (calc.totals(table), calc.totals(file), calc.totals(arrow_frame(table))):
        assert totals.found.counts == {"invalid_date": 1, "missing_date": 1}
        assert totals.total_mg == good
    ledger = calc.ledger(file)
    assert ledger.issues["code"].tolist() == ["invalid_date", "missing_date"]
    assert ledger.total_mg == good
    by_day = calc.totals(table, by="date")
    assert any(key.startswith("2025-05-01") for (key,) in by_day.keys)
    assert by_day.digest == calc.totals([table.slice(1), table.slice(0, 1)], by="date").digest


MOMENTS: dict[str, pd.Series] = {
    "s": pd.Series(np.array(["12000-01-01", "2025-05-01", "NaT"], dtype="datetime64[s]")),
    "s in Copenhagen": pd.Series(np.array(["12000-01-01", "2025-05-01", "NaT"], "datetime64[s]"))
    .dt.tz_localize("UTC")
    .dt.tz_convert("Europe/Copenhagen"),
    "objects": pd.Series([pd.Timestamp(np.datetime64("12000-01-01", "s")), DAY, None], dtype=object),
    "arrow's": pd.Series(pd.arrays.ArrowExtensionArray(BEYOND["us"])),
    "arrow's in Copenhagen": pd.Series(pd.arrays.ArrowExtensionArray(BEYOND["us in Copenhagen"])),
}


@pytest.mark.parametrize("kind", MOMENTS)
@pytest.mark.parametrize("column", ["date", "period_start"])
def test_a_moment_of_pandas_beyond_the_calendar_is_an_issue_of_its_line(
    kind: str, column: str, calc: gp.Calculator
) -> None:
    frame = trips().drop_columns("date").to_pandas().assign(**{column: MOMENTS[kind]})
    if column == "period_start":
        frame["period_end"] = [DAY] * 3
    for issues in (calc.totals(frame).issues, calc.ledger(frame).issues):
        (issue,) = issues[issues["code"].eq("invalid_date")].to_dict("records")
        assert (issue["row"], issue["column"]) == (1, column)
        assert issue["value"] in ("+12000-01-01", "+75039-04-04")


def test_half_a_character_cannot_be_written(calc: gp.Calculator, tmp_path: Path) -> None:
    frame = trips().to_pandas().astype({"production_id": object})
    frame["production_id"] = pd.Series(["P", "half \ud800", "P"], dtype=object)
    assert ("half \ud800",) in calc.totals(frame).keys
    with pytest.raises(DataError, match="half a character") as caught:
        calc.totals(frame, into=tmp_path / "ledger")
    assert caught.value.issue.code == "cannot_write"
    assert caught.value.issue.value == r"half \ud800"
