"""Lines in Spark have the totals and the ledger that they have here, also when a task is lost."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from attrs import evolve
from pyarrow import parquet

from greenprod import Calculator, FactorLibrary, GreenprodError
from greenprod.footprint import spark
from greenprod.footprint.batch import book_batch
from mini import CALC

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyspark.sql import DataFrame, SparkSession

    from greenprod.footprint.totals import Totals

pytestmark = [
    pytest.mark.spark,
    # py4j leaves the sockets that results come through to the garbage collector
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    # PySpark 3.5 compares versions with distutils
    pytest.mark.filterwarnings("ignore:distutils Version classes are deprecated:DeprecationWarning"),
    # PySpark 4 says so about every release of pandas from 3.0 on
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "alliance" / "lines" / "p05-havnefoged.parquet"
SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "100",
    "spark.sql.session.timeZone": "Europe/Copenhagen",
    "spark.sql.shuffle.partitions": "3",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
SIZE = 3000
PARTITIONS = 7
KINDS = (
    ("fuel.hvo", "litre", "DK"),
    ("fuel.hvo", "m3", "DK"),
    ("travel.rail.national", "pkm", "GB"),
    ("accommodation.hotel", "room night", "SE"),
    ("energy.electricity.grid", "kWh", "DK"),
    ("fuel.hovercraft", "litre", "DK"),
    ("fuel.hvo", "ton", "DK"),
)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """Return a session of this machine alone: two workers, no network, every task tried up to four times."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an optional part

    place = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        builder = SparkSession.builder.master("local[2,4]").appName("greenprod")
        for name, value in {**SETTINGS, "spark.sql.warehouse.dir": str(place / "warehouse")}.items():
            builder = builder.config(name, value)
        made = builder.getOrCreate()
        made.sparkContext.setLogLevel("OFF")
        try:
            yield made
        finally:
            made.stop()


@pytest.fixture(scope="module")
def table() -> pa.Table:
    """Return lines of the mini set, a few of them bad, ordered by production."""
    random = np.random.default_rng(11)
    chosen = random.integers(0, len(KINDS), SIZE)
    activities, units, regions = zip(*(KINDS[kind] for kind in chosen.tolist()), strict=True)
    days = [dt.date(2024, 11, 1) + dt.timedelta(days=int(day)) for day in random.integers(0, 120, SIZE)]
    return pa.table(
        {
            "line_id": [f"L{number}" for number in range(SIZE)],
            "production_id": [f"p{number // 300}" for number in range(SIZE)],
            "activity": pa.array(activities),
            "unit": pa.array(units),
            "region": pa.array(regions),
            "amount": random.lognormal(3, 2, SIZE),
            "date": pa.array(days),
            "status": np.array(["invoiced", "estimated"])[random.integers(0, 2, SIZE)],
            "episod": ["1"] * SIZE,
            "not.ours": [[1, 2]] * SIZE,
        }
    )


@pytest.fixture(scope="module")
def frame(session: SparkSession, table: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> DataFrame:
    """Return the same lines in Spark, dealt out over partitions."""
    path = tmp_path_factory.mktemp("lines") / "lines.parquet"
    parquet.write_table(table, path)
    return session.read.parquet(str(path)).repartition(PARTITIONS)


@pytest.fixture(scope="module")
def few(frame: DataFrame) -> DataFrame:
    """Return the same lines in two partitions: every task costs Spark some tenths of a second."""
    return frame.coalesce(2)


def rows_of(ledger: DataFrame) -> dict[str, dict[str, Any]]:
    """Return the rows of a ledger in Spark by the id of their line."""
    rows = [row.asDict() for row in ledger.collect()]
    by_id = {row.pop("line_id"): row for row in rows}
    assert len(by_id) == len(rows)
    return by_id


def rows_here(table: pa.Table, calc: Calculator) -> dict[str, dict[str, Any]]:
    """Return the same rows, booked without Spark."""
    lines = book_batch(table, calc).lines().select(list(spark.LEDGER_COLUMNS)).to_pylist()
    return dict(zip(table["line_id"].to_pylist(), lines, strict=True))


def dying(marker: Path) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """Return a function over batches that ends its process once, in the midst of whichever task comes first."""
    path = str(marker)

    def run(batches: Iterable[Any]) -> Iterator[Any]:
        import os  # noqa: PLC0415 - this travels to a worker
        from pathlib import Path as Place  # noqa: PLC0415

        for batch in batches:
            yield batch
            try:
                Place(path).touch(exist_ok=False)
            except FileExistsError:
                continue
            os._exit(1)

    return run


def failed_tasks(session: SparkSession, group: str) -> int:
    """Return how many attempts of tasks failed in a group of jobs."""
    tracker = session.sparkContext.statusTracker()
    jobs = [tracker.getJobInfo(job) for job in tracker.getJobIdsForGroup(group)]
    stages = [tracker.getStageInfo(stage) for job in jobs if job for stage in job.stageIds]
    return sum(stage.numFailedTasks for stage in stages if stage)


def test_totals_are_those_of_the_lines_here(frame: DataFrame, table: pa.Table) -> None:
    here = CALC.totals(table)
    assert frame.rdd.getNumPartitions() == PARTITIONS
    assert here.booked.sum() < here.lines.sum()
    found = spark.totals(frame, CALC)
    assert found.digest == here.digest
    assert found.frame().equals(here.frame())


def test_any_partitioning_gives_one_digest(frame: DataFrame) -> None:
    by = ("region", "status")
    digests = {spark.totals(frame.repartition(parts), CALC, by=by).digest for parts in (1, 12)}
    assert digests == {spark.totals(frame, CALC, by=by).digest}


def test_ledger_is_that_of_the_lines_here(frame: DataFrame, table: pa.Table) -> None:
    ledger = spark.ledger(frame, CALC)
    assert ledger.columns == ["line_id", *spark.LEDGER_COLUMNS]
    assert rows_of(ledger) == rows_here(table, CALC)


def test_a_lost_task_is_counted_once(session: SparkSession, frame: DataFrame, table: pa.Table, tmp_path: Path) -> None:
    session.sparkContext.setJobGroup("lost", "a task of the totals dies")
    lines = frame.drop("not.ours")
    found = spark.totals(lines.mapInArrow(dying(tmp_path / "totals"), lines.schema), CALC)
    assert (tmp_path / "totals").exists()
    assert failed_tasks(session, "lost") == 1
    assert found.digest == CALC.totals(table).digest


def test_a_lost_task_books_each_line_once(
    session: SparkSession, frame: DataFrame, table: pa.Table, tmp_path: Path
) -> None:
    session.sparkContext.setJobGroup("lost too", "a task of the ledger dies")
    ledger = spark.ledger(frame, CALC)
    found = rows_of(ledger.mapInArrow(dying(tmp_path / "ledger"), ledger.schema))
    assert (tmp_path / "ledger").exists()
    assert failed_tasks(session, "lost too") == 1
    assert found == rows_here(table, CALC)


def test_amounts_by_description_come_along(few: DataFrame, table: pa.Table) -> None:
    found, here = spark.totals(few, CALC, keep="descriptions"), CALC.totals(table, keep="descriptions")
    assert found.digest == here.digest
    mine, theirs = amounts(found), amounts(here)
    assert mine.keys() == theirs.keys()
    assert list(mine.values()) == pytest.approx([theirs[cell] for cell in mine], rel=1e-12)
    pd.testing.assert_frame_equal(found.uncertainty(), here.uncertainty(), rtol=1e-9)


def amounts(found: Totals) -> dict[tuple[Any, ...], float]:
    """Return the amounts of the cells in kg CO2e, by group and what was done where and when."""
    assert found.cells is not None
    sums: dict[tuple[Any, ...], float] = {}
    columns = (found.cells.group.tolist(), found.cells.basis.tolist(), found.cells.amount.tolist())
    for group, basis, amount in zip(*columns, strict=True):
        description = found.cells.bases[basis]
        assert description.resolved is not None
        cell = (found.keys[group], description.resolved.activity, description.resolved.region)
        mg = sum(c.mg_per_unit for c in description.resolved.coefficients)
        sums[cell] = sums.get(cell, 0.0) + amount * mg
    return sums


def test_issues_are_counted_and_named_by_line(few: DataFrame, table: pa.Table) -> None:
    here = CALC.totals(table).found
    found = spark.totals(few, CALC).found
    assert found.counts == here.counts
    assert found.counts["unknown_column"] == 1
    assert {issue.row for issue in found.first} == {None}
    bad = {issue.line_id for issue in found.first if issue.severity == "error"}
    assert bad <= {line_id for line_id, row in rows_here(table, CALC).items() if row["issue"]}


def test_all_issues_are_a_frame(few: DataFrame, table: pa.Table) -> None:
    here = CALC.ledger(table.to_pandas()).issues
    found = [row.asDict() for row in spark.issues(few, CALC).collect()]
    wanted = [row for row in here[list(spark.ISSUE_FIELDS)].to_dict("records") if row["line_id"]]
    lines = [row for row in found if row["line_id"]]
    assert Counter(tuple(row.items()) for row in lines) == Counter(tuple(row.items()) for row in wanted)
    assert [row["code"] for row in found if not row["line_id"]] == ["unknown_column"]


def test_types_of_spark_mean_what_their_text_means(session: SparkSession) -> None:
    rows: list[tuple[Any, ...]] = [
        ("a", "p", "hotel_stay", Decimal("1.10"), 2, dt.datetime(2025, 1, 1, 12), "DK", None, None),  # noqa: DTZ001
        # in UTC, this is still the year before
        ("b", "p", "hotel_stay", Decimal("0.30"), None, dt.datetime(2025, 1, 1, 0, 30), "DK", 1.5, True),  # noqa: DTZ001
        (None, None, "hotel_stay", None, 3, None, "DK", float("nan"), None),
        ("d", "", "flight", None, None, dt.datetime(2025, 1, 2), None, 12.5, False),  # noqa: DTZ001
    ]
    kinds = {
        "line_id": "string", "production_id": "string", "item": "string", "nights": "decimal(38,18)", "rooms": "bigint",
        "date": "timestamp", "region": "string", "distance [mile]": "double", "round_trip": "boolean",
    }  # fmt: skip
    lines = session.createDataFrame(rows, ", ".join(f"`{name}` {kind}" for name, kind in kinds.items()))
    texts = pd.DataFrame([["" if cell is None or cell != cell else str(cell) for cell in row] for row in rows])  # noqa: PLR0124 - nan
    here = book_batch(texts.set_axis(list(kinds), axis=1), CALC)
    wanted = here.lines().select(list(spark.LEDGER_COLUMNS)).to_pylist()
    assert wanted[1]["scope3_mg"] > 0
    assert [row["issue"] for row in wanted] == ["", "", "missing_amount", "missing_amount"]
    assert [{**row.asDict()} for row in spark.ledger(lines, CALC, carry=()).collect()] == wanted
    assert spark.totals(lines, CALC).found.counts == here.totals.found.counts


def test_mixed_items_of_shipped_factors(session: SparkSession) -> None:
    calc = Calculator()
    lines = session.read.parquet(str(EXAMPLE)).repartition(3)
    assert spark.totals(lines, calc, by=("department", "category")).digest == (
        calc.totals(EXAMPLE, by=("department", "category")).digest
    )


def test_carried_columns_stay_as_they_are(few: DataFrame, table: pa.Table) -> None:
    found = spark.ledger(few, CALC, carry=("not.ours", "date", "production_id", "date"))
    assert found.columns == ["not.ours", "date", *spark.LEDGER_COLUMNS]
    row = found.first()
    assert row is not None
    assert row["not.ours"] == [1, 2]
    assert row["date"] in set(table["date"].to_pylist())
    with pytest.raises(GreenprodError) as caught:
        spark.ledger(few, CALC, carry=("row_key",))
    assert caught.value.issue.code == "invalid_choice"


def test_no_lines_have_totals(few: DataFrame) -> None:
    found = spark.totals(few.where("false"), CALC)
    assert found.keys == ()
    assert spark.ledger(few.where("false"), CALC).collect() == []


def test_a_frame_without_lines_of_ours_is_told_once(session: SparkSession) -> None:
    lines = session.createDataFrame([("p", 1.0)] * 50, "production_id string, kilos double").repartition(3)
    found = spark.totals(lines, CALC)
    assert found.found.counts == {"missing_column": 1}
    assert (found.lines.tolist(), found.booked.tolist()) == ([50], [0])
    assert [row["code"] for row in spark.issues(lines, CALC).collect()] == ["missing_column"]


def test_a_column_twice_is_refused(few: DataFrame) -> None:
    twice = few.withColumn("amount [kg]", few["amount"])
    with pytest.raises(GreenprodError) as caught:
        spark.totals(twice, CALC)
    assert caught.value.issue.code == "duplicate_column"


def test_what_cannot_be_summed_by_is_refused_here(few: DataFrame) -> None:
    with pytest.raises(GreenprodError) as caught:
        spark.totals(few, CALC, by=("weather",))
    assert caught.value.issue.code == "invalid_choice"


def test_an_overflow_on_a_worker_is_our_own_error(few: DataFrame) -> None:
    from pyspark.sql import functions  # noqa: PLC0415 - an optional part

    huge = (
        few.where("activity = 'fuel.hvo'")
        .withColumn("amount", functions.lit(1e12))
        .withColumn("unit", functions.lit("litre"))
    )
    with pytest.raises(GreenprodError) as caught:
        spark.totals(huge, CALC)
    assert caught.value.issue.code == "overflow"


def test_a_worker_of_another_release_is_refused(few: DataFrame) -> None:
    work = spark._Work.of(few, CALC)
    assert work.terms() is spark._Work.of(few, CALC).terms()
    other = evolve(work, made_with="greenprod 0.0.1 with the factors of last year")
    with pytest.raises(GreenprodError) as caught:
        other.terms()
    assert caught.value.issue.code == "different_workers"
    assert "last year" in str(caught.value)


def test_shipped_factors_travel_as_their_name(few: DataFrame) -> None:
    assert len(spark._Work.of(few, Calculator(FactorLibrary.shipped())).pickled) < 10_000


def test_the_page_about_spark_runs(session: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    assert session.version
    monkeypatch.chdir(ROOT)
    page = (ROOT / "docs" / "how-to" / "scale-out.md").read_text(encoding="utf-8")
    section = page[page.index("\n## Spark") : page.index("\n## Dask")]
    names: dict[str, Any] = {}
    for block in re.findall(r"^```py\n(.*?)^```$", section, re.MULTILINE | re.DOTALL):
        exec(block, names)  # noqa: S102 - our own page
    assert names["totals"].digest == Calculator().totals(EXAMPLE, by=("production_id", "category")).digest
    assert session.read.parquet("build/docs-spark-ledger").count() == names["totals"].lines.sum()
