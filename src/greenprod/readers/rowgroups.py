"""Parquet files by row group: a piece of a file at a time, and of its columns those that somebody asks for."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd
from attrs import define, evolve, field, frozen

from greenprod.readers.arrow import arrow_frame, pyarrow
from greenprod.readers.dates import DATE_COLUMNS
from greenprod.readers.numbers import amounts_by_default, base_name
from greenprod.readers.parquet import damaged, read_parquet
from greenprod.readers.sheet import header_names
from greenprod.readers.tables import Table, settled_table
from greenprod.readers.unchanged import Unchanged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

BATCH = 1 << 20
"""Lines that are in memory at a time for each worker."""

_OF_ISSUES = ("line_id", "production_id")
_HEAD = 2  # a header's row, and rows count from 1


@frozen(kw_only=True)
class Span:
    """Name neighbouring row groups of a file that are read together.

    Parameters
    ----------
    first, last
        The row groups, both included.
    start, lines
        Position of the first line, from 0, and number of lines.

    """

    first: int
    last: int
    start: int
    lines: int


@frozen(kw_only=True, eq=False, slots=False)
class RowGroups:
    """Read a Parquet file piece by piece.

    Parameters
    ----------
    source
        The file as it was when it was opened.
    metadata
        Its footer.

    """

    source: Unchanged
    metadata: Any = field(repr=False)

    @classmethod
    def open(cls, path: Path) -> RowGroups:
        """Open a file.

        Raises
        ------
        DataError
            ``truncated_parquet``, ``duplicate_column``, or ``file_not_found``.
        MissingExtraError
            When the library that reads Parquet is not installed.

        """
        source = Unchanged.of(path)
        with _reading():
            metadata = _parquet(path).metadata
        header_names(metadata.schema.to_arrow_schema().names)
        return cls(source=source, metadata=metadata)

    @property
    def path(self) -> Path:
        """The file."""
        return self.source.path

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Type of each column that has a name, without blanks around it: ``number``, ``date``, ``text``, ``other``."""
        types = pyarrow().types
        schema = self.metadata.schema.to_arrow_schema()
        kinds = {name.strip(): _kind(types, kind) for name, kind in zip(schema.names, schema.types, strict=True)}
        return {name: kind for name, kind in kinds.items() if name}

    @cached_property
    def _given(self) -> dict[str, str]:
        """Names of the columns as the file has them."""
        return {name.strip(): name for name in self.metadata.schema.to_arrow_schema().names}

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Pieces of about `BATCH` lines, of whole row groups."""
        found: list[Span] = []
        start = first = lines = 0
        for number in range(self.metadata.num_row_groups):
            own = self.metadata.row_group(number).num_rows
            if lines and lines + own > BATCH:
                found.append(Span(first=first, last=number - 1, start=start, lines=lines))
                start, first, lines = start + lines, number, 0
            lines += own
        if lines:
            found.append(Span(first=first, last=self.metadata.num_row_groups - 1, start=start, lines=lines))
        return tuple(found)

    @cached_property
    def _settled(self) -> Table | None:
        """Numbers and dates that the file holds as text: read for the whole file, as one cell explains another."""
        amounts = amounts_by_default()
        names = [
            name
            for name, kind in self.kinds.items()
            if kind in ("text", "other") and (base_name(name) in amounts or name in DATE_COLUMNS)
        ]
        if not names:
            return None
        known = [name for name in _OF_ISSUES if name in self.kinds]
        return settled_table(self.path, read_parquet(self.path, [self._given[n] for n in (*names, *known)]), amounts)

    def tables(self, span: Span, wanted: Callable[[str], bool]) -> Iterator[Table]:
        """Yield the lines of a piece, at most `BATCH` at a time.

        Parameters
        ----------
        span
            One of `spans`.
        wanted
            Whether a column is needed, by its name without a unit in brackets.

        Raises
        ------
        DataError
            ``file_changed`` or ``truncated_parquet``.

        """
        names = [name for name in self.kinds if wanted(base_name(name))]
        start = span.start
        for batch in self._batches(span, names):
            frame = arrow_frame(batch).rename(columns=str.strip)
            rows = pd.RangeIndex(start + _HEAD, start + _HEAD + len(frame))
            yield self._with_settled(Table(frame=frame, file=self.path.as_posix(), rows=rows), start)
            start += len(frame)

    def column(self, span: Span, name: str) -> Column:
        """Return one column of a piece; nothing of it is read before it is asked for."""
        return Column(self._batches(span, [name]), span.start + _HEAD)

    def _batches(self, span: Span, names: list[str]) -> Iterator[Any]:
        self.source.check()
        given = [self._given[name] for name in names]
        texts = [self._given[name] for name in names if self.kinds[name] == "text" and name != "line_id"]
        groups = list(range(span.first, span.last + 1))
        pa = pyarrow()
        with _reading():
            file = _parquet(self.path, metadata=self.metadata, read_dictionary=texts)
            if span.lines <= BATCH:
                parts = iter([file.read_row_groups(groups, columns=given, use_threads=False)])
            else:
                parts = map(
                    pa.Table.from_batches,
                    ([b] for b in file.iter_batches(BATCH, groups, columns=given, use_threads=False)),
                )
        while True:
            with _reading():
                part = next(parts, None)
            if part is None:
                break
            yield part
        self.source.check()

    def _with_settled(self, table: Table, start: int) -> Table:
        settled = self._settled
        if settled is None:
            return table
        here = slice(start, start + len(table.frame))
        # ids stand there for the issues, as text where the file may have codes
        shared = [name for name in settled.frame if name in table.frame and name not in _OF_ISSUES]
        own = settled.frame[shared].iloc[here].reset_index(drop=True)
        frame = table.frame.assign(**{str(name): own[name] for name in shared})
        first, last = start + _HEAD, start + _HEAD + len(table.frame)
        issues = tuple(issue for issue in settled.issues if first <= (issue.row or 0) < last)
        return evolve(table, frame=frame, issues=issues)


@define(eq=False)
class Column:
    """Read one column of a piece beside its tables, for the few lines of which somebody must be told.

    Parameters
    ----------
    batches
        The cells, batch by batch.
    row
        Row number of the first line of the batch that is in memory.

    """

    batches: Iterator[Any]
    row: int
    _batch: Any = field(factory=lambda: pyarrow().table({}), init=False)

    def cells(self, rows: NDArray[np.int64] | pd.RangeIndex) -> pd.Series[Any]:
        """Return the cells of some rows, none of which is before those of the last time."""
        found: list[Any] = []
        row, last = int(rows[0]), int(rows[-1])
        while row <= last:
            if row >= self.row + self._batch.num_rows:
                self.row += self._batch.num_rows
                self._batch = next(self.batches)
                continue
            found.append(self._batch.slice(row - self.row, last + 1 - row))
            row += found[-1].num_rows
        return arrow_frame(pyarrow().concat_tables(found)).iloc[:, 0]


@contextmanager
def _reading() -> Iterator[None]:
    """Turn what can go wrong inside a damaged file into one error."""
    pa = pyarrow()
    try:
        yield
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        raise damaged(str(error)) from None


def _parquet(path: Path, **options: Any) -> Any:
    pyarrow()
    from pyarrow import parquet  # noqa: PLC0415 - an optional part

    # not memory-mapped: a file that somebody cuts off would end the process instead of raising an error
    return parquet.ParquetFile(path, **options)


def _kind(types: Any, kind: Any) -> str:
    if types.is_dictionary(kind):
        kind = kind.value_type
    if types.is_floating(kind) or types.is_integer(kind) or types.is_decimal(kind):
        return "number"
    if types.is_temporal(kind):
        return "date"
    return "text" if types.is_string(kind) or types.is_large_string(kind) else "other"
