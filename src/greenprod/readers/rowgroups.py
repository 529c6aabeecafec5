"""Parquet files by row group: a piece of a file at a time, and of its columns those that somebody asks for."""

from __future__ import annotations

import os
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pandas as pd
from attrs import evolve, field, frozen

from greenprod.errors import DataError, Issue
from greenprod.readers.arrow import arrow_frame, pyarrow
from greenprod.readers.dates import DATE_COLUMNS
from greenprod.readers.numbers import amounts_by_default, base_name
from greenprod.readers.parquet import damaged, read_parquet
from greenprod.readers.sheet import header_names
from greenprod.readers.tables import Table, settled_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BATCH = 1 << 20
"""Lines that are in memory at a time for each worker."""


_TAIL = 8  # length of the footer and the magic word


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
    path
        The file.
    stamp
        Its size and time of change when it was opened: a file that changes while it is read is refused.
    metadata
        Its footer.

    """

    path: Path
    stamp: tuple[int, int]
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
        stamp = _stamp(path)
        with _reading():
            metadata = _parquet(path).metadata
        header_names(metadata.schema.to_arrow_schema().names)
        return cls(path=path, stamp=stamp, metadata=metadata)

    @cached_property
    def footer(self) -> str:
        """Size of the file and digest of its footer, which holds the place and the extent of everything in it."""
        with self.path.open("rb") as file:
            file.seek(-_TAIL, os.SEEK_END)
            length = int.from_bytes(file.read(4), "little")
            file.seek(-_TAIL - length, os.SEEK_END)
            return f"{self.stamp[0]} {sha256(file.read(length)).hexdigest()}"

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Type of each column: ``number``, ``date``, ``text`` or ``other``."""
        types = pyarrow().types
        schema = self.metadata.schema.to_arrow_schema()
        return {name: _kind(types, kind) for name, kind in zip(schema.names, schema.types, strict=True)}

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
        known = [name for name in ("line_id", "production_id") if name in self.kinds]
        return settled_table(self.path, read_parquet(self.path, [*names, *known]), amounts) if names else None

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
        names = [name for name in self.kinds if name.strip() and wanted(base_name(name.strip()))]
        start = span.start
        for batch in self._batches(span, names):
            frame = arrow_frame(batch).rename(columns=str.strip)
            rows = pd.RangeIndex(start + 2, start + 2 + len(frame))
            yield self._with_settled(Table(frame=frame, file=self.path.as_posix(), rows=rows), start)
            start += len(frame)

    def column(self, span: Span, name: str) -> pd.Series[Any]:
        """Return one column of a piece, for the few lines of which somebody must be told."""
        frames = [arrow_frame(batch) for batch in self._batches(span, [name])]
        return pd.concat(frames, ignore_index=True)[name]

    def _batches(self, span: Span, names: list[str]) -> Iterator[Any]:
        if _stamp(self.path) != self.stamp:
            raise _changed(self.path)
        texts = [name for name in names if self.kinds[name] == "text" and name != "line_id"]
        groups = list(range(span.first, span.last + 1))
        pa = pyarrow()
        with _reading():
            file = _parquet(self.path, metadata=self.metadata, read_dictionary=texts)
            if span.lines <= BATCH:
                parts = iter([file.read_row_groups(groups, columns=names, use_threads=False)])
            else:
                parts = map(
                    pa.Table.from_batches,
                    ([b] for b in file.iter_batches(BATCH, groups, columns=names, use_threads=False)),
                )
        while True:
            with _reading():
                part = next(parts, None)
            if part is None:
                break
            yield part
        if _stamp(self.path) != self.stamp:
            raise _changed(self.path)

    def _with_settled(self, table: Table, start: int) -> Table:
        settled = self._settled
        if settled is None:
            return table
        here = slice(start, start + len(table.frame))
        shared = [name for name in settled.frame if name in table.frame]
        own = settled.frame[shared].iloc[here].reset_index(drop=True)
        frame = table.frame.assign(**{str(name): own[name] for name in shared})
        first, last = start + 2, start + 1 + len(table.frame)
        issues = tuple(issue for issue in settled.issues if first <= (issue.row or 0) <= last)
        return evolve(table, frame=frame, issues=issues)


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


def _stamp(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError as error:
        raise DataError(
            Issue(
                code="file_not_found",
                message=f"The file cannot be opened: {error.strerror}.",
                file=path.as_posix(),
                hint="Check its name and place.",
            )
        ) from None
    return stat.st_size, stat.st_mtime_ns


def _changed(path: Path) -> DataError:
    return DataError(
        Issue(
            code="file_changed",
            message="The file was changed while it was being read; nothing after the change is counted.",
            file=path.as_posix(),
            hint="Run again when nobody writes to it.",
        )
    )
