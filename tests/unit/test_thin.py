"""Lines on disk: a run goes on with its own unspoilt parts, and with nothing else."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

import greenprod as gp
from greenprod.errors import DataError, GreenprodError
from greenprod.footprint import thin
from greenprod.footprint.thin import ThinLedger
from greenprod.footprint.writing import written_whole

if TYPE_CHECKING:
    from collections.abc import Callable

CALC = gp.Calculator()
TRIP: dict[str, Any] = {"item": "car_trip", "fuel": "diesel", "region": "DK", "date": "2025-05-01"}


def trips(*distances: float | None, **others: Any) -> pd.DataFrame:
    """Return car trips of one production."""
    return pd.DataFrame({"production_id": "P", **TRIP, "distance": distances, **others})


def as_item(distance: float) -> list[gp.CarTrip]:
    return [gp.CarTrip(production_id="P", fuel="diesel", region="DK", date="2025-05-01", distance=distance)]


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(name="written")
def _written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note the number of each part that is written."""
    numbers: list[int] = []
    real: Callable[..., None] = ThinLedger._write

    def noted(self: ThinLedger, path: Path, partition: Any, number: int, made: Any) -> None:
        numbers.append(number)
        real(self, path, partition, number, made)

    monkeypatch.setattr(ThinLedger, "_write", noted)
    return numbers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (trips(100.0, 100.0), trips(100.0, 500.0)),
        (trips(100.0), trips(100.0).rename(columns={"production_id": "member_id"})),
        (trips(100.0, note=[None]), trips(100.0, note=["None"])),
        (trips(100.0, 100.0).astype("category"), trips(100.0, 500.0).astype("category")),
        (trips(100.0, 100.0).astype(object), trips(100.0, 500.0).astype(object)),
        (trips(1.0, note=pd.Series([1], dtype=object)), trips(1.0, note=pd.Series([True], dtype=object))),
        (trips(1.0, 1.0, note=[None, "a"]), trips(1.0, 1.0, note=["a", None])),
        (pa.Table.from_pandas(trips(100.0)), pa.Table.from_pandas(trips(500.0))),
        (pa.Table.from_pandas(trips(100.0)), pa.Table.from_pandas(trips(100.0, note="x"))),
        (as_item(100.0), as_item(500.0)),
    ],
)
def test_other_lines_in_memory_are_another_ledger(one: Any, other: Any, tmp_path: Path, written: list[int]) -> None:
    first = CALC.totals(one, into=tmp_path)
    assert CALC.totals(one, into=tmp_path).digest == first.digest
    assert written == [0]
    with pytest.raises(GreenprodError, match="another source"):
        CALC.totals(other, into=tmp_path)


def test_a_parquet_file_with_one_other_amount_is_another_ledger(tmp_path: Path, written: list[int]) -> None:
    file, ledger = tmp_path / "a.parquet", tmp_path / "ledger"
    trips(100.0, 1.0, 2.0, 500.0).to_parquet(file, index=False)
    before = file.stat()
    first = CALC.totals(file, into=ledger)
    os.utime(file, ns=(1, 1))
    assert CALC.totals(file, into=ledger).digest == first.digest
    assert written == [0]
    trips(100.0, 1.0, 3.0, 500.0).to_parquet(file, index=False)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    with pytest.raises(GreenprodError, match="another source"):
        CALC.totals(file, into=ledger)


def test_a_boundary_of_the_same_name_makes_another_ledger(tmp_path: Path) -> None:
    lines = trips(100.0)
    gp.Calculator(boundary=gp.Boundary(name="mine")).totals(lines, into=tmp_path)
    with pytest.raises(GreenprodError, match="other terms"):
        gp.Calculator(boundary=gp.Boundary(name="mine", scopes={"1"})).totals(lines, into=tmp_path)


@pytest.mark.parametrize("missing", [True, False])
@pytest.mark.parametrize(
    "name", ["part-00000.parquet", "_issues/00000.parquet", "_finished/00000.arrow", "_finished/00000.json"]
)
def test_a_spoilt_part_is_written_again(name: str, missing: bool, tmp_path: Path) -> None:  # noqa: FBT001
    lines = [trips(100.0, -1.0), trips(500.0)]
    whole = CALC.totals(lines, into=tmp_path)
    before = files(tmp_path)
    if missing:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(b"")
    again = CALC.totals(lines, into=tmp_path)
    assert (again.digest, again.found) == (whole.digest, whole.found)
    assert files(tmp_path) == before


def test_a_disk_too_full_for_the_manifest_leaves_a_folder_to_go_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, *_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(self))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", full)
        with pytest.raises(DataError, match="run the same again"):
            CALC.totals(trips(100.0), into=tmp_path / "ledger")
    assert CALC.totals(trips(100.0), into=tmp_path / "ledger").digest == CALC.totals(trips(100.0)).digest


def test_two_who_write_one_file_do_not_disturb_each_other(tmp_path: Path) -> None:
    file = tmp_path / "file"

    def write(path: Path) -> None:
        path.write_text("one", encoding="utf-8")
        written_whole(file, lambda other: other.write_text("two", encoding="utf-8"))
        assert file.read_text(encoding="utf-8") == "two"

    written_whole(file, write)
    assert files(tmp_path) == {"file": b"one"}


def test_the_record_of_a_part_names_all_of_its_files(tmp_path: Path) -> None:
    CALC.totals([trips(100.0, -1.0), trips(500.0)], into=tmp_path)
    names = sorted(path.name for path in (tmp_path / thin.FINISHED).iterdir())
    assert names == ["00000.arrow", "00000.json", "00001.arrow", "00001.json"]
    assert parquet.read_metadata(tmp_path / "part-00000.parquet").num_rows == 2
