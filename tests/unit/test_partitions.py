"""Partitions: what is read of a source, piece by piece, and when the reading ends."""

from __future__ import annotations

from threading import Lock
from time import sleep
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

import greenprod as gp
from greenprod.errors import DataError, GreenprodError
from greenprod.footprint.partitions import FilePart, partitions
from greenprod.footprint.stream import Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from greenprod.footprint.partitions import Partition
    from greenprod.footprint.totals import Totals

CALC = gp.Calculator()
TRIP: dict[str, Any] = {"item": "car_trip", "fuel": "diesel", "region": "DK", "date": "2025-05-01"}


def trips(*distances: float | None, **others: Any) -> pd.DataFrame:
    """Return car trips of one production."""
    return pd.DataFrame({"production_id": "P", **TRIP, "distance": distances, **others})


def test_blanks_around_a_header_of_a_parquet_file_mean_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    lines = trips(100.0, -1.0, 300.0, line_id=["a", "b", "c"])
    lines.rename(columns={name: f" {name} " for name in lines}).to_parquet(file, index=False)
    totals = CALC.totals(file)
    assert totals.digest == CALC.totals(lines).digest
    assert totals.total_mg == CALC.ledger(file).total_mg
    assert [(issue.code, issue.line_id, issue.row) for issue in totals.found.first] == [("negative_amount", "b", 3)]


def test_text_under_a_header_with_blanks_is_settled_over_the_whole_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("greenprod.readers.rowgroups.BATCH", 1)
    file = tmp_path / "a.parquet"
    table = pa.Table.from_pandas(trips(1.0, 2.0).assign(distance=["1.234", "1.234,5"]), preserve_index=False)
    table = table.rename_columns([f" {name}" for name in table.column_names])
    parquet.write_table(table, file, row_group_size=1)
    assert CALC.totals(file).digest == CALC.totals(trips(1234.0, 1234.5)).digest


def test_a_unit_in_the_header_is_no_drift(tmp_path: Path) -> None:
    one = trips(100.0, 200.0)
    one.assign(distance_unit="km").to_parquet(tmp_path / "a.parquet", index=False)
    one.rename(columns={"distance": " distance [km]"}).to_parquet(tmp_path / "b.parquet", index=False)
    totals = CALC.totals(tmp_path)
    assert not totals.found.counts
    assert totals.digest == CALC.totals([one, one]).digest


def test_a_generic_amount_with_its_unit_in_the_header_is_no_drift(tmp_path: Path) -> None:
    about = {"activity": "travel.car.average.diesel", "region": "DK", "date": "2025-05-01"}
    pd.DataFrame({**about, "amount": [1.0], "unit": ["km"]}).to_parquet(tmp_path / "a.parquet", index=False)
    pd.DataFrame({**about, "amount [km]": [1.0]}).to_parquet(tmp_path / "b.parquet", index=False)
    assert not CALC.totals(tmp_path).found.counts


def test_a_missing_amount_or_unit_is_drift(tmp_path: Path) -> None:
    trips(100.0).assign(distance_unit="m").to_parquet(tmp_path / "a.parquet", index=False)
    trips(100.0).to_parquet(tmp_path / "b.parquet", index=False)
    trips(100.0).drop(columns="distance").to_parquet(tmp_path / "c.parquet", index=False)
    found = [issue for issue in CALC.totals(tmp_path).found.first if issue.code == "schema_drift"]
    assert [(issue.column, issue.value) for issue in found] == [
        ("distance_unit", "missing"),
        ("distance", "missing"),
        ("distance_unit", "missing"),
    ]


def test_ids_of_one_giant_row_group_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("greenprod.readers.rowgroups.BATCH", 10)
    read: list[int] = []
    real: Callable[..., Iterator[Any]] = parquet.ParquetFile.iter_batches

    def noted(self: Any, size: int, groups: list[int], *, columns: list[str], **rest: Any) -> Iterator[Any]:
        for batch in real(self, size, groups, columns=columns, **rest):
            if columns == ["line_id"]:
                read.append(batch.num_rows)
            yield batch

    monkeypatch.setattr(parquet.ParquetFile, "iter_batches", noted)
    file = tmp_path / "a.parquet"
    bad = {3, 14, 15, 56, 57, 89}
    lines = trips(*(-1.0 if row in bad else 1.0 for row in range(95)), line_id=[f"L{row}" for row in range(95)])
    lines.to_parquet(file, index=False)
    found = CALC.totals(file).found.first
    assert [(issue.row, issue.line_id) for issue in found] == [(row + 2, f"L{row}") for row in sorted(bad)]
    assert sum(read) == 90


def test_a_text_date_leaves_codes_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    trips(100.0, 200.0).astype({"production_id": "category"}).to_parquet(file, index=False)
    (part,) = partitions(file)
    (table,) = part.tables(frozenset({"production_id"}))
    assert isinstance(table.frame["production_id"].dtype, pd.CategoricalDtype)
    assert CALC.totals(file).digest == CALC.totals(trips(100.0, 200.0)).digest


def test_a_csv_file_that_changes_after_it_was_looked_at_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    trips(100.0).to_csv(file, index=False)
    (part,) = partitions(file)
    assert isinstance(part, FilePart)
    assert part.stamp()
    trips(500.0, 500.0).to_csv(file, index=False)
    with pytest.raises(DataError, match="changed while it was being read"):
        list(part.tables(frozenset()))


@pytest.mark.parametrize("workers", [-1, 0])
def test_there_must_be_a_worker(workers: int) -> None:
    with pytest.raises(GreenprodError) as caught:
        CALC.totals([trips(1.0), trips(2.0)], workers=workers)
    assert (caught.value.issue.code, caught.value.issue.column) == ("out_of_range", "workers")


def test_after_an_error_nothing_more_is_begun() -> None:
    begun: list[int] = []
    lock = Lock()
    parts = tuple(partitions([trips(1.0)] * 6))
    plan = Plan(terms=CALC, by=("production_id",), keep="", partitions=parts)

    def work(partition: Partition) -> Totals:
        with lock:
            begun.append(parts.index(partition))
        if partition is parts[0]:
            raise GreenprodError
        sleep(0.2)
        return plan.totals(partition)

    with pytest.raises(GreenprodError):
        plan.run(work, 2, None)
    assert sorted(begun) == [0, 1]
