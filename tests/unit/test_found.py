"""What totals tell about bad lines: once, in one order, and in time, however the lines are cut."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

import greenprod as gp
from greenprod.footprint.batch import book_batch
from greenprod.footprint.booked import Booked
from greenprod.footprint.totals import KEPT_ISSUES, Found, Totals

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(name="small_pieces")
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    # in this order: the first one takes the size over from the second when it is imported
    monkeypatch.setattr("greenprod.footprint.partitions.BATCH", 10)
    monkeypatch.setattr("greenprod.readers.rowgroups.BATCH", 10)


@pytest.fixture(name="calc", scope="module")
def _calc() -> gp.Calculator:
    return gp.Calculator()


def trips(size: int, distance: Any = 100.0, **columns: Any) -> pd.DataFrame:
    """Return car trips."""
    return pd.DataFrame(
        {
            "line_id": [f"L{number}" for number in range(size)],
            "production_id": "P",
            "item": "car_trip",
            "fuel": "diesel",
            "region": "DK",
            "date": "2025-05-01",
            "distance": distance,
            **columns,
        }
    )


def write(frame: pd.DataFrame, path: Path) -> Path:
    """Write a frame as Parquet with row groups of ten lines."""
    parquet.write_table(pa.Table.from_pandas(frame, preserve_index=False), path, row_group_size=10)
    return path


@pytest.mark.usefixtures("small_pieces")
def test_what_is_wrong_with_a_whole_table_counts_once(calc: gp.Calculator, tmp_path: Path) -> None:
    frames = {
        "missing_column": trips(50).drop(columns="item"),
        "unknown_column": trips(50, episod="1"),
        "duplicate_column": trips(50, **{"distance [km]": 1.0}),
    }
    for code, frame in frames.items():
        file = write(frame, tmp_path / f"{code}.parquet")
        for source in (frame, pa.Table.from_pandas(frame), file):
            totals = calc.totals(source)
            assert totals.found.counts == {code: 1}
            assert [issue.code for issue in totals.found.first] == [code]
            assert totals.lines.sum() == 50
        assert calc.totals([frame, frame]).found.counts == {code: 2}
        assert calc.ledger(file).issues["code"].tolist() == [code]


def test_a_column_beside_the_one_it_resembles_is_let_alone(calc: gp.Calculator, tmp_path: Path) -> None:
    file = write(trips(3, note="ours", notes="theirs"), tmp_path / "lines.parquet")
    assert calc.ledger(file).issues.empty
    assert calc.totals(file).found == Found()
    file = write(trips(3, notes="theirs"), tmp_path / "lines.parquet")
    assert calc.totals(file).found.counts == {"unknown_column": 1}
    file = write(trips(3, episod="1").rename(columns={"episod": " episod "}).assign(**{" episode": "1"}), file)
    assert calc.totals(file).found == Found()


@pytest.mark.parametrize("ids", [[7.0, None, 9.0], [7, None, 9], ["7", None, " 9"]])
def test_ids_are_named_alike_everywhere(ids: list[Any], calc: gp.Calculator, tmp_path: Path) -> None:
    frame = trips(3, -1.0).assign(line_id=pd.Series(ids), production_id=pd.Series(ids))
    file = write(frame, tmp_path / "lines.parquet")
    for source in (frame, frame.astype({"line_id": object}), file, pa.Table.from_pandas(frame)):
        first = calc.totals(source).found.first
        assert [(issue.line_id, issue.production_id) for issue in first] == [("7", "7"), ("", ""), ("9", "9")]
    for source in (frame, frame.astype({"line_id": object}), file):
        assert calc.ledger(source).issues["line_id"].tolist()[::2] == ["7", "9"]
        assert calc.ledger(source).lines["line_id"].tolist()[::2] == ["7", "9"]


def test_the_order_of_issues_is_that_of_no_thread(calc: gp.Calculator) -> None:
    frames = [trips(700, -1.0 - number, production_id=f"P{number}") for number in range(3)]
    parts = [book_batch(frame, calc).totals for frame in frames]
    found = [Totals.sum(order).found for order in permutations(parts)]
    assert all(other == found[0] for other in found)
    assert found[0].counts == {"negative_amount": 2100}
    assert len(found[0].first) == KEPT_ISSUES
    one, two, three = (part.found for part in parts)
    assert (one + two) + three == one + (three + two)


def test_no_more_issues_are_looked_at_than_are_kept(calc: gp.Calculator, monkeypatch: pytest.MonkeyPatch) -> None:
    size = 5000
    named: list[int] = []
    real = Booked.named

    def counted(self: Booked, column: str, rows: np.ndarray) -> list[str]:
        named.append(len(rows))
        return real(self, column, rows)

    monkeypatch.setattr(Booked, "named", counted)
    frame = trips(size, -np.arange(size, 0, -1.0))
    totals = calc.totals(frame)
    assert totals.found.counts == {"negative_amount": size}
    assert [issue.row for issue in totals.found.first] == list(range(1, KEPT_ISSUES + 1))
    assert [issue.value for issue in totals.found.first[:2]] == ["-5000.0", "-4999.0"]
    assert named == [KEPT_ISSUES, KEPT_ISSUES]
    issues = calc.ledger(frame).issues
    assert issues["value"].tolist() == [str(value) for value in frame["distance"]]
    assert issues["line_id"].tolist() == frame["line_id"].tolist()


def test_all_issues_of_the_last_kept_row_are_looked_at(calc: gp.Calculator) -> None:
    frame = trips(1500, -1.0, status="guessed")
    totals = calc.totals(frame)
    assert totals.found.counts == {"negative_amount": 1500, "invalid_choice": 1500}
    assert [issue.row for issue in totals.found.first] == np.repeat(np.arange(1, 501), 2).tolist()
