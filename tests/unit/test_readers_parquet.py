"""Parquet: typed columns."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import parquet

from greenprod.readers.tables import Table, read_tables

if TYPE_CHECKING:
    from pathlib import Path


def read(folder: Path, columns: dict[str, Any]) -> Table:
    file = folder / "lines.parquet"
    parquet.write_table(pa.table(columns), file)
    (table,) = read_tables(file)
    return table


def test_amounts_keep_their_type_and_the_rest_is_text(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        {
            "line_id": [1, 2],
            "region": pa.array(["NA", None]).dictionary_encode(),
            "distance": [1.234, None],
            "passengers": [1, 2],
            "energy": pa.array([Decimal("1.50"), None]),
            "mass": pa.array([3, None]).dictionary_encode(),
            "round_trip": [True, None],
            "note": [b"raw", None],
            "evidence": [["a", "b"], None],
        },
    )
    frame = table.frame
    assert table.issues == ()
    assert table.rows.tolist() == [2, 3]
    assert frame["line_id"].to_list() == ["1", "2"]
    assert frame["region"].to_list() == ["NA", ""]
    assert frame["round_trip"].to_list() == ["true", ""]
    assert frame["note"].to_list() == ["raw", ""]
    assert frame["evidence"].to_list() == ["['a', 'b']", ""]
    assert frame["passengers"].dtype == "int64"
    assert [frame[name].dtype.kind for name in ("distance", "energy", "mass")] == ["f", "f", "f"]
    assert frame[["distance", "energy", "mass"]].iloc[0].to_list() == [1.234, 1.5, 3]


def test_dates_of_every_type_come_as_iso(tmp_path: Path) -> None:
    moment = datetime(2025, 3, 4, 10)  # noqa: DTZ001
    table = read(
        tmp_path,
        {
            "date": pa.array([date(2025, 3, 4), None]),
            "start": pa.array([moment, None], pa.timestamp("ns")),
            "end": pa.array([moment, None], pa.timestamp("us", tz="Europe/Copenhagen")),
            "period_start": ["04-03-2025", None],
            "period_end": [45719, 45720],
            "note": pa.array([moment, None], pa.timestamp("ms")),
        },
    )
    for name in ("date", "start", "end", "period_start"):
        assert table.frame[name].to_list() == ["2025-03-04", ""]
    assert table.frame["note"].to_list() == ["2025-03-04T10:00:00", ""]
    assert [(issue.code, issue.column) for issue in table.issues] == [("invalid_date", "period_end")] * 2


def test_text_amounts_are_settled_too(tmp_path: Path) -> None:
    assert read(tmp_path, {"distance": ["1.234,5 km", None]}).frame["distance"].to_list() == ["1234.5 km", ""]


def test_folder_names_are_no_columns(tmp_path: Path) -> None:
    folder = tmp_path / "region=DK"
    folder.mkdir()
    assert list(read(folder, {"line_id": ["a"]}).frame.columns) == ["line_id"]
