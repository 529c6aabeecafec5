"""Totals of streams: the ledger's milligrams, whatever the pieces and whatever happens on the way."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

import greenprod as gp
from greenprod.errors import DataError, GreenprodError
from greenprod.footprint import stream, thin
from greenprod.footprint.batch import THIN_COLUMNS, book_batch
from greenprod.footprint.kernel import TOTAL
from greenprod.footprint.partitions import partitions
from greenprod.footprint.totals import Totals

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from greenprod.footprint.cells import Cells

ACTIVITIES = ("travel.car.average.diesel", "material.wood.new", "energy.electricity.grid")
UNITS = [["km", "m", "mile"], ["tonne", "kg", "g"], ["kWh", "MWh", "GJ"]]


def lines(size: int = 5000, seed: int = 3) -> pd.DataFrame:
    """Return generic lines of four productions, ordered by production."""
    rng = np.random.default_rng(seed)
    place = rng.integers(0, 3, size)
    return pd.DataFrame(
        {
            "line_id": [f"L{n}" for n in range(size)],
            "production_id": np.array(["p1", "p2", "p3", "p4"])[np.sort(rng.integers(0, 4, size))],
            "activity": np.array(ACTIVITIES)[place],
            "region": np.array(["DK", "SE", "GB"])[rng.integers(0, 3, size)],
            "date": pd.to_datetime(rng.integers(19800, 20400, size), unit="D").date,
            "unit": np.array(UNITS, dtype=object)[place, rng.integers(0, 3, size)],
            "amount": rng.lognormal(2, 1, size).round(2),
        }
    )


def write(frame: pd.DataFrame, path: Path, rows: int = 700, coded: tuple[str, ...] = ("activity",)) -> Path:
    """Write a frame as Parquet with small row groups, some columns as codes."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    for name in coded:
        table = table.set_column(table.column_names.index(name), name, table.column(name).dictionary_encode())
    parquet.write_table(table, path, row_group_size=rows)
    return path


@pytest.fixture(name="small_pieces")
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read pieces of about 1,000 lines, so that a small file is a stream."""
    monkeypatch.setattr("greenprod.readers.rowgroups.BATCH", 1000)
    monkeypatch.setattr("greenprod.footprint.partitions.BATCH", 1000)


@pytest.fixture(name="calc", scope="module")
def _calc() -> gp.Calculator:
    return gp.Calculator()


def from_cells(cells: Cells) -> float:
    """Return the CO2e in mg that the accumulated amounts make: within half a milligram a posting of the lines'."""
    each = [
        sum(c.mg_per_unit for c in b.resolved.coefficients if c.measure in TOTAL) for b in cells.bases if b.resolved
    ]
    return float((cells.amount * np.array(each)[cells.basis]).sum())


def ways(frame: pd.DataFrame, tmp_path: Path, calc: gp.Calculator) -> dict[str, Totals]:
    """Return the totals of one set of lines by every way through the library that runs in one process."""
    file = write(frame, tmp_path / "lines.parquet", coded=("activity", "production_id", "unit"))
    plain = write(frame, tmp_path / "plain.parquet", rows=311, coded=())
    cuts = [0, 17, 900, 901, 2500, 3333, 4999, len(frame)]
    parts = [frame.iloc[a:b] for a, b in pairwise(cuts)]
    parts = [parts[place] for place in (4, 0, 6, 2, 5, 1, 3)]
    table = pa.Table.from_pandas(frame, preserve_index=False)
    return {
        "frame": calc.totals(frame),
        "one thread": calc.totals(file, workers=1),
        "two threads": calc.totals(file, workers=2),
        "plain text": calc.totals(plain, workers=2),
        "seven partitions": calc.totals(parts),
        "merged": Totals.sum([book_batch(part, calc).totals for part in parts]),
        "arrow": calc.totals(table),
        "record batches": calc.totals(table.to_batches(max_chunksize=800)),
        "categories": calc.totals(frame.astype({"activity": "category", "production_id": "category"})),
        "on disk": calc.totals(file, into=tmp_path / "ledger"),
        "amounts kept": calc.totals(file, keep="factors"),
    }


@pytest.mark.usefixtures("small_pieces")
def test_one_digest_by_every_way(tmp_path: Path, calc: gp.Calculator) -> None:
    frame = lines()
    found = ways(frame, tmp_path, calc)
    assert {name: totals.digest for name, totals in found.items()} == dict.fromkeys(found, calc.totals(frame).digest)
    expected = calc.ledger(frame).by("production_id")
    pd.testing.assert_frame_equal(calc.totals(frame).frame(), expected, check_dtype=False, check_names=False)


@pytest.mark.usefixtures("small_pieces")
def test_two_processes_give_the_same_digest(tmp_path: Path, calc: gp.Calculator) -> None:
    file = write(lines(), tmp_path / "lines.parquet")
    program = (
        "import sys, pathlib, pyarrow.parquet as pq, greenprod as gp\n"
        "from greenprod.footprint.batch import book_batch\n"
        "start, stop, out = int(sys.argv[2]), int(sys.argv[3]), pathlib.Path(sys.argv[4])\n"
        "table = pq.read_table(sys.argv[1]).slice(start, stop - start)\n"
        "out.write_bytes(book_batch(table, gp.Calculator(), keep='factors').totals.to_arrow())\n"
    )
    jobs = [
        subprocess.Popen([sys.executable, "-c", program, str(file), *span, str(tmp_path / f"{span[0]}.arrow")])
        for span in (("0", "2100"), ("2100", "5000"))
    ]
    assert [job.wait() for job in jobs] == [0, 0]
    parts = [Totals.from_arrow((tmp_path / name).read_bytes(), calc) for name in ("2100.arrow", "0.arrow")]
    together = Totals.sum(parts)
    assert together.digest == calc.totals(file).digest
    here = calc.totals(file, keep="factors")
    assert here.cells is not None
    assert together.cells is not None
    assert from_cells(together.cells) == pytest.approx(together.total_mg["co2e_mg"], abs=15_000)
    assert from_cells(here.cells) == pytest.approx(together.total_mg["co2e_mg"], abs=15_000)
    pd.testing.assert_frame_equal(together.uncertainty(), here.uncertainty(), rtol=1e-9)


def test_groups_can_be_any_text_column_of_the_ledger(calc: gp.Calculator) -> None:
    frame = lines(2000)
    ledger = calc.ledger(frame)
    for by in (("activity",), ("category", "production_id"), ("region", "match", "status"), (), ("unit",)):
        found = calc.totals(frame, by=by).frame()
        pd.testing.assert_frame_equal(found, ledger.by(*by), check_dtype=False, check_names=False)


def test_an_unknown_group_is_refused(calc: gp.Calculator) -> None:
    with pytest.raises(GreenprodError, match="by cannot be 'line_id'"):
        calc.totals(lines(10), by="line_id")


@pytest.mark.usefixtures("small_pieces")
def test_a_bad_row_in_the_middle_is_an_issue_with_file_and_row(tmp_path: Path, calc: gp.Calculator) -> None:
    frame = lines()
    frame.loc[3210, "amount"] = -5.0
    frame.loc[4321, "activity"] = "travel.car.average.deisel"
    file = write(frame, tmp_path / "lines.parquet")
    totals = calc.totals(file)
    assert totals.found.counts == {"negative_amount": 1, "unknown_activity": 1}
    first, second = totals.found.first
    assert (first.row, first.line_id, first.file) == (3212, "L3210", file.as_posix())
    assert (second.row, second.line_id, second.column) == (4323, "L4321", "activity")
    assert totals.lines.sum() == 5000
    assert totals.booked.sum() == 4998
    good = calc.totals(frame.drop(index=[3210, 4321]))
    assert totals.total_mg == good.total_mg
    assert list(totals.issues["code"]) == ["negative_amount", "unknown_activity"]


@pytest.mark.usefixtures("small_pieces")
def test_numbers_and_dates_as_text_are_settled_over_the_whole_file(tmp_path: Path, calc: gp.Calculator) -> None:
    frame = lines()
    danish = frame.assign(
        amount=[f"{value:,.2f}".translate(str.maketrans(",.", ".,")) for value in frame["amount"]],
        date=[f"{day.day:02d}-{day.month:02d}-{day.year}" for day in frame["date"]],
    )
    danish.loc[4700, "amount"] = "about 5"
    file = write(danish, tmp_path / "danish.parquet")
    totals = calc.totals(file)
    assert totals.digest == calc.totals(frame.assign(amount=frame["amount"].where(frame.index != 4700))).digest
    assert [(issue.row, issue.code, issue.line_id) for issue in totals.found.first] == [(4702, "not_a_number", "L4700")]
    assert totals.total_mg["co2e_mg"] == calc.ledger(file).total_mg["co2e_mg"]


def test_a_folder_of_all_kinds_of_files(tmp_path: Path, calc: gp.Calculator) -> None:
    frame = lines(900)
    write(frame.iloc[:300], tmp_path / "a.parquet")
    frame.iloc[300:600].to_csv(tmp_path / "b.csv", index=False)
    (tmp_path / "sub").mkdir()
    frame.iloc[600:].to_excel(tmp_path / "sub" / "c.xlsx", index=False, sheet_name="activity")
    (tmp_path / "_notes.csv").write_text("nothing,to see\n1,2\n", encoding="utf-8")
    assert calc.totals(tmp_path).digest == calc.totals(frame).digest


def test_an_empty_folder_and_a_missing_file(tmp_path: Path, calc: gp.Calculator) -> None:
    with pytest.raises(DataError, match="holds no file of lines"):
        calc.totals(tmp_path)
    missing = calc.totals(tmp_path / "nothing.parquet")
    assert missing.found.counts == {"file_not_found": 1}
    assert missing.lines.sum() == 0


def test_drift_between_the_files_of_a_folder_is_told(tmp_path: Path, calc: gp.Calculator) -> None:
    frame = lines(600)
    write(frame.iloc[:300], tmp_path / "a.parquet")
    write(frame.iloc[300:].assign(amount=frame["amount"].iloc[300:].astype(str)), tmp_path / "b.parquet")
    totals = calc.totals(tmp_path)
    (drift,) = totals.found.first
    assert (drift.code, drift.severity, drift.column, drift.value) == ("schema_drift", "warning", "amount", "text")
    assert drift.file.endswith("b.parquet")
    assert totals.digest == calc.totals(frame).digest


def test_a_misspelt_column_is_told_although_columns_are_left_out(tmp_path: Path, calc: gp.Calculator) -> None:
    frame = lines(300).rename(columns={"region": "reigon"}).assign(region="DK", colour="red")
    frame = frame.drop(columns="region").assign(comment="x")
    totals = calc.totals(write(frame, tmp_path / "a.parquet"))
    assert totals.found.counts["unknown_column"] == 1
    assert totals.found.counts["missing_region"] == 300


@pytest.mark.usefixtures("small_pieces")
def test_a_file_cut_off_in_the_middle_stops_with_an_error(tmp_path: Path, calc: gp.Calculator) -> None:
    file = write(lines(), tmp_path / "lines.parquet")
    third = parquet.ParquetFile(file).metadata.row_group(3)
    place = next(
        c.data_page_offset for c in map(third.column, range(third.num_columns)) if c.path_in_schema == "amount"
    )
    raw = bytearray(file.read_bytes())
    raw[place : place + 200] = bytes(200)
    file.write_bytes(raw)
    with pytest.raises(DataError, match="damaged or not complete"):
        calc.totals(file, into=tmp_path / "ledger", workers=1)
    kept = sorted(path.name for path in (tmp_path / "ledger" / thin.FINISHED).iterdir())
    assert kept
    assert kept[0] == "00000.arrow"


@pytest.mark.usefixtures("small_pieces")
def test_a_file_that_changes_while_it_is_read_stops_with_an_error(tmp_path: Path, calc: gp.Calculator) -> None:
    file = write(lines(), tmp_path / "lines.parquet")

    def disturb(done: int, size: int) -> None:
        assert 0 < done < size
        os.utime(file, ns=(1, 1))

    with pytest.raises(DataError, match="changed while it was being read"):
        calc.totals(file, workers=1, progress=disturb)


@pytest.mark.usefixtures("small_pieces")
def test_progress_counts_to_the_end(tmp_path: Path, calc: gp.Calculator) -> None:
    told: list[tuple[int, int]] = []
    calc.totals(write(lines(), tmp_path / "lines.parquet"), progress=lambda done, size: told.append((done, size)))
    assert told[-1] == (5000, 5000)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def tree(folder: Path) -> dict[str, bytes]:
    """Return the files of a ledger and what is in them, apart from the bookkeeping of finished parts."""
    names = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    return {name.as_posix(): path.read_bytes() for name, path in names.items() if thin.FINISHED not in name.parts}


@pytest.mark.usefixtures("small_pieces")
def test_an_interrupted_run_goes_on_and_gives_the_same_bytes(tmp_path: Path, calc: gp.Calculator) -> None:
    frame = lines()
    frame.loc[1234, "amount"] = -1
    file = write(frame, tmp_path / "lines.parquet")
    whole = calc.totals(file, into=tmp_path / "whole", keep="factors")

    def stop(done: int, _: int) -> None:
        if done > 2000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        calc.totals(file, into=tmp_path / "resumed", keep="factors", workers=1, progress=stop)
    before = tree(tmp_path / "resumed")
    assert 2 <= sum(name.startswith("part-") for name in before) < 5
    resumed = gp.Calculator().totals(file, into=tmp_path / "resumed", keep="factors")
    assert tree(tmp_path / "resumed") == tree(tmp_path / "whole")
    assert all(tree(tmp_path / "resumed")[name] == content for name, content in before.items())
    assert resumed.digest == whole.digest
    assert resumed.found == whole.found
    assert calc.totals(file, into=tmp_path / "whole", keep="factors").digest == whole.digest


@pytest.mark.usefixtures("small_pieces")
def test_a_killed_process_leaves_what_the_next_one_goes_on_with(tmp_path: Path, calc: gp.Calculator) -> None:
    file = write(lines(), tmp_path / "lines.parquet")
    program = (
        "import os, sys, greenprod as gp\n"
        "import greenprod.readers.rowgroups as r\n"
        "r.BATCH = 1000\n"
        "gp.Calculator().totals(sys.argv[1], into=sys.argv[2], workers=1,\n"
        "                       progress=lambda done, size: os._exit(9) if done > 1500 else None)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program, str(file), str(tmp_path / "led")], check=False)
    assert killed.returncode == 9
    assert (tmp_path / "led" / "part-00000.parquet").exists()
    assert not (tmp_path / "led" / "part-00004.parquet").exists()
    resumed = calc.totals(file, into=tmp_path / "led")
    calc.totals(file, into=tmp_path / "whole")
    assert tree(tmp_path / "led") == tree(tmp_path / "whole")
    assert resumed.digest == calc.totals(file).digest


@pytest.mark.usefixtures("small_pieces")
def test_the_thin_ledger_holds_every_line_once(tmp_path: Path, calc: gp.Calculator) -> None:
    frame = lines()
    frame.loc[77, "activity"] = ""
    file = write(frame, tmp_path / "lines.parquet")
    calc.totals(file, into=tmp_path / "ledger")
    written = pd.concat(map(pd.read_parquet, sorted((tmp_path / "ledger").glob("part-*.parquet"))))
    assert tuple(written.columns) == THIN_COLUMNS
    ledger = calc.ledger(file).lines
    for name in THIN_COLUMNS:
        assert written[name].astype(object).tolist() == ledger[name].astype(object).tolist(), name
    issues = pd.concat(map(pd.read_parquet, sorted((tmp_path / "ledger" / thin.ISSUES).iterdir())))
    assert issues[["code", "row", "line_id"]].to_numpy().tolist() == [["missing_field", 79, "L77"]]
    about = json.loads((tmp_path / "ledger" / thin.MANIFEST).read_text(encoding="utf-8"))
    assert about["factors"] == calc.library.digest
    assert sum(part["lines"] for part in about["parts"]) == 5000


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path, calc: gp.Calculator) -> None:
    file = write(lines(500), tmp_path / "lines.parquet")
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(GreenprodError, match="is not empty"):
        calc.totals(file, into=other)
    calc.totals(file, into=tmp_path / "ledger")
    with pytest.raises(GreenprodError, match="another source, or of the same one under other terms"):
        gp.Calculator(boundary="no_rf").totals(file, into=tmp_path / "ledger")
    write(lines(500, seed=8), file)
    with pytest.raises(GreenprodError, match="another source"):
        calc.totals(file, into=tmp_path / "ledger")


@pytest.mark.usefixtures("small_pieces")
def test_a_full_disk_leaves_no_half_file(tmp_path: Path, calc: gp.Calculator, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(lines(), tmp_path / "lines.parquet")
    real: Callable[..., Any] = parquet.ParquetWriter.write_table
    calls: list[int] = []

    def full(self: Any, table: Any, *rest: Any) -> None:
        calls.append(1)
        if len(calls) > 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(self, table, *rest)

    monkeypatch.setattr(parquet.ParquetWriter, "write_table", full)
    with pytest.raises(DataError, match=r"No space left on device\. Finished parts are kept"):
        calc.totals(file, into=tmp_path / "ledger", workers=1)
    names = sorted(name for name in tree(tmp_path / "ledger") if not name.startswith("_"))
    assert names == ["part-00000.parquet", "part-00001.parquet"]


def test_more_than_whole_milligrams_hold_is_refused(calc: gp.Calculator) -> None:
    about = {"activity": ACTIVITIES[1], "unit": "tonne", "region": "GB", "date": "2024-05-01"}
    amount = 0.9 * 2**63 / gp.Calculator().calculate(gp.Activity(amount=1000.0, **about)).mg() * 1000
    half = pd.DataFrame({**about, "amount": [amount]})
    line = half.assign(amount=amount)
    assert calc.totals(line).booked.sum() == 1
    with pytest.raises(GreenprodError, match=r"beyond 9\.2"):
        calc.totals([line, line])
    worse = calc.totals(line.assign(amount=amount * 2))
    assert worse.found.counts == {"overflow": 1}


def test_totals_of_different_terms_are_not_added(calc: gp.Calculator) -> None:
    frame = lines(50)
    one = calc.totals(frame)
    for other in (gp.Calculator(gwp="AR6"), gp.Calculator(boundary="no_rf"), gp.Calculator(policy="strict")):
        with pytest.raises(GreenprodError, match="not made alike"):
            _ = one + other.totals(frame)
    with pytest.raises(GreenprodError, match="by"):
        _ = one + calc.totals(frame, by="region")
    with pytest.raises(GreenprodError, match="gwp"):
        Totals.from_arrow(one.to_arrow(), gp.Calculator(gwp="AR6"))
    again = Totals.from_arrow(one.to_arrow(), calc)
    assert (again.digest, again.found) == (one.digest, one.found)
    assert (one + Totals.nothing(calc, one.by)).digest == one.digest


def test_items_are_a_source_too(calc: gp.Calculator) -> None:
    flight = gp.Flight(
        passengers=4, origin="CPH", destination="LHR", cabin="economy", date="2025-03-03", production_id="x"
    )
    totals = calc.totals([flight, lines(100), flight])
    expected = calc.ledger([flight, lines(100), flight])
    assert totals.total_mg == expected.total_mg
    assert sum(partition.lines for partition in partitions([flight, lines(100), flight])) == 102
    assert stream.totals([], calc).lines.sum() == 0
