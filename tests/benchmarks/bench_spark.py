"""What Spark adds on one machine: the session, the way of the lines to Python and back, and a partition's own time.

``python tests/benchmarks/run.py spark [--lines 1e6 1e7]``; needs the extra `spark` and Java.
"""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from scale_files import Files
from timing import Row, surroundings

from greenprod import Calculator
from greenprod.footprint import spark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pyspark.sql import DataFrame, SparkSession

WORKERS = 2
MILLION = 1e6
_CLOCKED = "lines bigint, booking double, taking double"


def main(words: Sequence[str]) -> int:
    """Print one table row for each thing measured."""
    parser = argparse.ArgumentParser(prog="run.py spark", description=__doc__)
    parser.add_argument("--lines", type=float, nargs="+", default=[1e6, 1e7], help="numbers of lines")
    parser.add_argument("--repeat", type=int, default=5, help="rounds; the median counts")
    parser.add_argument("--folder", help="where the files are made; they are deleted at the end")
    chosen = parser.parse_args(words)
    sys.stdout.write(
        f"{surroundings('pyspark')}, load {os.getloadavg()[0]:.1f}\n\n| what | ms | |\n| --- | ---: | --- |\n"
    )
    with TemporaryDirectory(dir=chosen.folder) as folder:
        files = Files(Path(folder), sizes=tuple(sorted(map(int, chosen.lines))), repeat=chosen.repeat)
        for row in measured(files):
            sys.stdout.write(f"| {row.what} | {row.milliseconds:,.0f} | {row.note} |\n")
            sys.stdout.flush()
    return 0


def measured(files: Files) -> Iterator[Row]:
    """Yield the rows, after a look that both sides find the same."""
    for size in files.sizes:
        files.path(size=size)
    start = perf_counter()
    session = local_session(files.folder)
    yield Row("Spark: session", since(start), "once per application")
    start = perf_counter()
    session.range(0, WORKERS, 1, WORKERS).mapInArrow(ready, "lines bigint").collect()
    yield Row("Spark: workers begin", since(start), f"{WORKERS} Python processes that import greenprod; once each")
    try:
        for size in files.sizes:
            yield from of_size(session, files, size)
    finally:
        session.stop()


def local_session(folder: Path) -> SparkSession:
    """Return a session of this machine alone."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - its import is part of what a session costs

    os.environ.update(PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "4g",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master(f"local[{WORKERS}]").appName("greenprod")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session


def of_size(session: SparkSession, files: Files, size: int) -> Iterator[Row]:
    """Yield the rows of one number of lines; the ways take turns."""
    path, calculator = files.path(size=size), Calculator()
    frame = session.read.parquet(str(path))
    work = spark._Work.of(frame, calculator, by="production_id")
    lines = work.lines(frame)
    agree = spark.totals(frame, calculator).digest == calculator.totals(path).digest
    plain = list(in_chunks(path, work))
    ways: dict[str, Callable[[], object]] = {
        "here": lambda: calculator.totals(path, workers=WORKERS),
        "all": lambda: spark.totals(frame, calculator),
        "moved": lambda: lines.mapInArrow(dropped, "lines bigint").collect(),
        "ledger": lambda: spark.ledger(frame, calculator).write.format("noop").mode("overwrite").save(),
    }
    times: dict[str, list[float]] = {name: [] for name in (*ways, "booking", "taking", "alone")}
    for _ in range(files.repeat):
        for name, way in ways.items():
            start = perf_counter()
            way()
            times[name].append(since(start))
        booking, taking = in_workers(lines, work)
        times["booking"].append(booking)
        times["taking"].append(taking)
        times["alone"].append(alone(plain, work))
    took = {name: median(found) for name, found in times.items()}
    name = f"{size:,} lines"
    parts = f"partitions: {frame.rdd.getNumPartitions()}"
    same = "same digest" if agree else "THE DIGESTS DIFFER"
    yield Row(f"{name}: totals here, {WORKERS} threads", took["here"], "Parquet's codes used as they are")
    yield Row(f"{name}: totals in Spark", took["all"], f"{took['all'] / took['here']:.1f} x here; {parts}; {same}")
    yield Row(f"{name}: ledger in Spark", took["ledger"], "written to nowhere")
    yield Row(f"{name}: lines moved to Python", took["moved"], "and dropped there: what Spark costs without us")
    yield Row("a million plain lines here", took["alone"], f"time of processor, {name} by the same function")
    yield Row("a million plain lines in a worker", took["booking"], f"{took['booking'] / took['alone']:.2f} x here")
    yield Row("the same with taking them in", took["taking"], f"{took['taking'] / took['alone']:.2f} x here")


def since(start: float) -> float:
    """Return the milliseconds since a point in time."""
    return 1000 * (perf_counter() - start)


def ready(batches: Iterable[Any]) -> Iterator[Any]:
    """Make a calculator on a worker."""
    yield pa.RecordBatch.from_pydict({"lines": [sum(batch.num_rows for batch in batches), len(Calculator().gwp)]})


def dropped(batches: Iterable[Any]) -> Iterator[Any]:
    """Take the lines of a partition and hand back their number."""
    yield pa.RecordBatch.from_pydict({"lines": [sum(batch.num_rows for batch in batches)]})


def clocked(work: Any, batches: Iterable[Any]) -> Iterator[Any]:
    """Sum a partition and hand back its seconds of processor: of booking, and with taking in the lines."""
    begun = process_time()
    held = list(batches)
    start = process_time()
    list(spark._summed(work, held))
    end = process_time()
    size = sum(batch.num_rows for batch in held)
    yield pa.RecordBatch.from_pydict({"lines": [size], "booking": [end - start], "taking": [end - begun]})


def in_workers(lines: DataFrame, work: Any) -> tuple[float, float]:
    """Return the milliseconds of processor for a million lines in a worker, without and with taking them in."""
    parts = lines.mapInArrow(partial(clocked, work), _CLOCKED).collect()
    size = sum(part["lines"] for part in parts) / MILLION
    booking, taking = (1000 * sum(part[name] for part in parts) / size for name in ("booking", "taking"))
    return booking, taking


def in_chunks(path: Path, work: Any) -> Iterator[Any]:
    """Yield some of the lines as Spark hands them over: plain texts, 10,000 at a time."""
    from pyarrow import parquet  # noqa: PLC0415 - beside its only use

    with parquet.ParquetFile(path) as file:
        table = file.read_row_group(0, columns=list(work.read))
    kinds = [(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type) for f in table.schema]
    yield from table.cast(pa.schema(kinds)).select(list(work.read)).to_batches(max_chunksize=10_000)


def alone(held: list[Any], work: Any) -> float:
    """Return the milliseconds of processor for a million lines by the same function in this process."""
    start = process_time()
    list(spark._summed(work, held))
    took = 1000 * (process_time() - start)
    size: int = sum(batch.num_rows for batch in held)
    return took / size * MILLION
