"""Spark: the engine's row-local function on an existing session; lines stay there, partial sums come back.

`mapInArrow` and not `mapInPandas`: the engine takes Arrow as it is, so that no column is copied into pandas and back; a
whole number beside an empty cell stays whole, a decimal or a day keeps its type, and PySpark's own pandas code, which
lags behind pandas' releases, has no part in it. Nothing here imports PySpark before it runs inside of it.

A task hands back its sums as its only output. Spark keeps the output of one successful attempt of each task, so one
that was lost, tried again or run twice counts once; an accumulator would count it twice.
"""

from __future__ import annotations

import pickle
from collections import Counter
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import pandas as pd
from attrs import evolve, frozen

from greenprod.errors import GreenprodError, Issue
from greenprod.footprint.bases import checked_keep
from greenprod.footprint.batch import THIN_COLUMNS, THIN_TEXTS, book_batch, checked_groups
from greenprod.footprint.booked import ISSUE_COLUMNS, WHOLE_TABLE
from greenprod.footprint.columns import split_headers
from greenprod.footprint.kernel import MEASURE_COLUMNS
from greenprod.footprint.partitions import needed_columns
from greenprod.footprint.totals import Found, Totals, merged
from greenprod.readers.arrow import pyarrow
from greenprod.version import __version__
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyspark.sql import DataFrame
    from pyspark.sql.types import Row

    from greenprod.footprint.bases import Keep
    from greenprod.footprint.batch import Batch
    from greenprod.footprint.terms import Terms

LINES_AT_ONCE = 1 << 18
"""Lines booked together; Spark hands over 10,000 at a time, and each batch has a cost of its own."""
LEDGER_COLUMNS = tuple(name for name in THIN_COLUMNS if name != "source_row")
"""Columns of the ledger in Spark: those of the thin ledger without the row number, which no line has here."""
ISSUE_FIELDS = tuple(name for name in ISSUE_COLUMNS if name not in ("file", "sheet", "row"))
"""Columns of the issues in Spark. Lines come from no file here: `line_id` says which one is meant."""
_PARTIAL = "place int, totals binary, refused binary"
_OF_TABLE = (*WHOLE_TABLE, "unknown_column")


def totals(frame: DataFrame, calc: Terms, *, by: str | tuple[str, ...] = ("production_id",), keep: Keep = "") -> Totals:
    """Sum lines that are in Spark by group.

    Parameters
    ----------
    frame
        The lines; columns as in any table of lines. Other columns stay where they are.
    calc
        What the numbers are made with: a `Calculator`.
    by
        Columns of the lines to sum by.
    keep
        Which amounts to keep beside the sums, see `Calculator.totals`.

    Returns
    -------
    Totals
        The same, with the same digest, as these lines have anywhere else. Issues name a line by its `line_id`.

    Raises
    ------
    GreenprodError
        ``invalid_choice`` for a column that lines cannot be summed by; ``duplicate_column``; ``overflow`` beyond
        9.2 * 10**12 kg; ``different_workers`` when a worker has other factors or another release of greenprod.

    Examples
    --------
    With `session` a `pyspark.sql.SparkSession`::

        from greenprod.footprint import spark

        found = spark.totals(session.read.parquet("lines"), gp.Calculator())
        print(found.frame())

    """
    work = _Work.of(frame, calc, by=by, keep=keep)
    partials = work.lines(frame).mapInArrow(partial(_summed, work), _PARTIAL)
    # Spark decides by the size of the partial sums how many tasks add them up: one for few, many for thousands.
    together = partials.repartition("place").mapInArrow(partial(_added, work), _PARTIAL)
    found = merged((_received(row, calc) for row in together.collect()), calc, work.by, keep)
    return evolve(found, found=_found(_about_table(frame, calc)) + found.found)


def ledger(frame: DataFrame, calc: Terms, *, carry: Sequence[str] | None = None) -> DataFrame:
    """Book lines that are in Spark and leave them there.

    Parameters
    ----------
    frame
        The lines.
    calc
        What the numbers are made with: a `Calculator`.
    carry
        Columns of `frame` that say which line is which; `line_id` where it is there.

    Returns
    -------
    pyspark.sql.DataFrame
        One row per line: the carried columns as they are, then `LEDGER_COLUMNS`. Milligrams are whole numbers; a line
        with an ``issue`` is not booked and has 0.

    Raises
    ------
    GreenprodError
        ``invalid_choice`` for a column to carry that the lines do not have; ``duplicate_column``.

    """
    wanted = [name for name in frame.columns if name == "line_id"] if carry is None else carry
    for name in wanted:
        if name not in frame.columns:
            raise GreenprodError(invalid_choice("carry", name, frame.columns))
    carried = tuple(name for name in dict.fromkeys(wanted) if name not in LEDGER_COLUMNS)
    work = _Work.of(frame, calc, carried=carried)
    schema = frame.select(*map(_quoted, carried)).schema
    for name in LEDGER_COLUMNS:
        schema = schema.add(name, "long" if name in MEASURE_COLUMNS else "string")
    return work.lines(frame).mapInArrow(partial(_booked, work), schema)


def issues(frame: DataFrame, calc: Terms) -> DataFrame:
    """Return everything that is wrong with lines that are in Spark.

    Parameters
    ----------
    frame
        The lines.
    calc
        What the numbers are made with: a `Calculator`.

    Returns
    -------
    pyspark.sql.DataFrame
        One row per issue, with `ISSUE_FIELDS`, all of them text.

    Raises
    ------
    GreenprodError
        ``duplicate_column``.

    """
    work = _Work.of(frame, calc)
    schema = ", ".join(f"{name} string" for name in ISSUE_FIELDS)
    of_lines = work.lines(frame).mapInArrow(partial(_issues, work), schema)
    of_table = [tuple(issue.as_row()[name] for name in ISSUE_FIELDS) for issue in _about_table(frame, calc)]
    return frame.sparkSession.createDataFrame(of_table, schema).unionAll(of_lines) if of_table else of_lines


@frozen
class _Work:
    """What a worker has to know, small enough to travel with each task.

    The shipped library travels as its name: what it is on the worker is compared with what it is here.
    """

    pickled: bytes
    made_with: str
    read: tuple[str, ...]
    carried: tuple[str, ...]
    by: tuple[str, ...]
    keep: Keep

    @classmethod
    def of(
        cls,
        frame: DataFrame,
        calc: Terms,
        *,
        by: str | tuple[str, ...] = (),
        keep: Keep = "",
        carried: tuple[str, ...] = (),
    ) -> _Work:
        plain, _ = split_headers(pd.DataFrame(columns=frame.columns))
        groups = checked_groups((by,) if isinstance(by, str) else tuple(by))
        needed = needed_columns("item" in plain.columns) | {*groups, *THIN_TEXTS, "line_id"}
        named = zip(frame.columns, plain.columns, strict=True)
        read = tuple(name for name, base in named if base in needed) or tuple(frame.columns[:1])
        return cls(pickle.dumps(calc), _made_with(calc), read, carried, groups, checked_keep(keep))

    @property
    def columns(self) -> list[str]:
        """Columns that go to the workers."""
        return list(dict.fromkeys((*self.carried, *self.read)))

    def lines(self, frame: DataFrame) -> DataFrame:
        """Return the lines as they go to the workers: by number, for `mapInArrow` takes dots in names for structs."""
        return frame.select(*map(_quoted, self.columns)).toDF(*(f"c{number}" for number in range(len(self.columns))))

    def chunks(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Yield the lines of a partition on a worker, about `LINES_AT_ONCE` at a time, under their own names."""
        pa = pyarrow()
        waiting: list[Any] = []
        for batch in batches:
            waiting.append(batch)
            if sum(part.num_rows for part in waiting) >= LINES_AT_ONCE:
                yield pa.Table.from_batches(waiting).rename_columns(self.columns)
                waiting = []
        if any(part.num_rows for part in waiting):
            yield pa.Table.from_batches(waiting).rename_columns(self.columns)

    def terms(self) -> Terms:
        """Return the calculator; a worker makes it once and keeps it, with all descriptions it has resolved."""
        terms = _unpickled(self.pickled)
        if _made_with(terms) != self.made_with:
            message = f"A worker has {_made_with(terms)}, and the session's driver {self.made_with}."
            hint = "Install the same release of greenprod on every worker."
            raise GreenprodError(Issue(code="different_workers", message=message, hint=hint))
        return terms

    def booked(self, chunk: Any) -> Batch:
        """Book the columns of a chunk that are read."""
        lines = chunk.select(list(self.read))
        return book_batch(lines, self.terms(), self.by, keep=self.keep)


@lru_cache(maxsize=2)
def _unpickled(pickled: bytes) -> Terms:
    terms: Terms = pickle.loads(pickled)  # noqa: S301 - made by the driver of this very job
    return terms


def _made_with(terms: Terms) -> str:
    return f"greenprod {__version__} with the factors {terms.library.digest}"


def _quoted(name: str) -> str:
    return f"`{name.replace('`', '``')}`"


def _about_table(frame: DataFrame, calc: Terms) -> tuple[Issue, ...]:
    """Return the issues of the columns, which hold for all partitions and are told once."""
    nobody = pd.DataFrame([[""] * len(frame.columns)], columns=frame.columns)
    found = book_batch(nobody, calc).totals.found.first
    return tuple(issue.at(row=None) for issue in found if issue.code in _OF_TABLE)


def _found(issues: Sequence[Issue]) -> Found:
    return Found(counts=Counter(issue.code for issue in issues), first=tuple(issues))


# On the workers


def _summed(work: _Work, batches: Iterable[Any]) -> Iterator[Any]:
    """Yield the sums of a partition."""
    yield from _one_row(work, (_local(work.booked(chunk).totals) for chunk in work.chunks(batches)))


def _added(work: _Work, batches: Iterable[Any]) -> Iterator[Any]:
    """Yield the sum of some partitions' sums."""
    rows = (row for batch in batches for row in batch.to_pylist())
    yield from _one_row(work, (_received(row, work.terms()) for row in rows))


def _one_row(work: _Work, parts: Iterable[Totals]) -> Iterator[Any]:
    """Yield one row with the sum of the parts; nothing of none.

    What greenprod refuses comes back as a row too: to try the task again would not mend it.
    """
    from pyspark import TaskContext  # noqa: PLC0415 - there is one inside of a task only

    pa = pyarrow()
    context = TaskContext.get()
    row: dict[str, Any] = {"place": context.partitionId() if context else 0, "totals": None, "refused": None}
    try:
        found = merged(parts, work.terms(), work.by, work.keep)
        row["totals"] = found.to_arrow()
    except GreenprodError as error:
        row["refused"] = pickle.dumps(error)
    else:
        if not found.lines.sum():
            return
    kinds = {"place": pa.int32(), "totals": pa.binary(), "refused": pa.binary()}
    yield pa.RecordBatch.from_pylist([row], schema=pa.schema(kinds.items()))


def _received(row: Row | dict[str, Any], terms: Terms) -> Totals:
    if row["refused"] is not None:
        refused: GreenprodError = pickle.loads(row["refused"])  # noqa: S301 - made by a task of this very job
        raise refused
    return Totals.from_arrow(row["totals"], terms)


def _local(found: Totals) -> Totals:
    """Return a chunk's totals without row numbers, which mean nothing elsewhere, and without issues of its columns."""
    first = tuple(issue.at(row=None) for issue in found.found.first if issue.code not in _OF_TABLE)
    counts = Counter({code: number for code, number in found.found.counts.items() if code not in _OF_TABLE})
    return evolve(found, found=Found(counts=counts, first=first))


def _booked(work: _Work, batches: Iterable[Any]) -> Iterator[Any]:
    """Yield the ledger of a partition."""
    pa = pyarrow()
    for chunk in work.chunks(batches):
        lines = work.booked(chunk).lines()
        columns = {name: chunk[name] for name in work.carried}
        for name in LEDGER_COLUMNS:
            coded = pa.types.is_dictionary(lines[name].type)
            columns[name] = lines[name].cast(pa.string()) if coded else lines[name]
        yield from pa.table(columns).to_batches()


def _issues(work: _Work, batches: Iterable[Any]) -> Iterator[Any]:
    """Yield the issues of a partition's lines."""
    pa = pyarrow()
    schema = pa.schema([(name, pa.string()) for name in ISSUE_FIELDS])
    for chunk in work.chunks(batches):
        booked = work.booked(chunk).booked
        found = booked.issues(partial(booked.named, "line_id"), partial(booked.named, "production_id"))
        found = found.loc[~found["code"].isin(_OF_TABLE), list(ISSUE_FIELDS)]
        yield from pa.Table.from_pandas(found, schema=schema, preserve_index=False).to_batches()
