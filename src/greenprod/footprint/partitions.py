"""Partitions: a source of lines as pieces that can be booked by themselves, in any order."""

from __future__ import annotations

import os
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd
from attrs import evolve, frozen

from greenprod.errors import DataError, Issue
from greenprod.footprint.engine import close_names, frame_table, tables
from greenprod.footprint.layout import TIMES
from greenprod.items.base import RESOLVED_COMMON, Item, amount_fields, description_fields
from greenprod.items.catalogue import ITEMS
from greenprod.readers.arrow import arrow_frame, is_arrow
from greenprod.readers.rowgroups import BATCH, RowGroups, Span
from greenprod.readers.tables import FILES, PARQUET, Table, read_tables

if TYPE_CHECKING:
    from collections.abc import Iterator


class Partition(Protocol):
    """Name some lines of a source and read them.

    Attributes
    ----------
    name
        Where they are from, the same in every run over the same source.
    lines
        Number of lines, where it is known before they are read; else 0.

    """

    @property
    def name(self) -> str: ...  # noqa: D102 - see above

    @property
    def lines(self) -> int: ...  # noqa: D102 - see above

    def stamp(self) -> str:
        """Return a text that differs when the file has changed."""

    def tables(self, also: frozenset[str]) -> Iterator[Table]:
        """Yield the lines, with the columns that booking needs and some more."""

    def column(self, name: str, rows: pd.RangeIndex) -> pd.Series[Any] | None:
        """Return a column that was left out at first, for the rows of a table; None where there is none."""


@frozen(kw_only=True, eq=False)
class RowGroupPart:
    """Read neighbouring row groups of a Parquet file."""

    file: RowGroups
    span: Span
    notes: tuple[Issue, ...] = ()

    @property
    def name(self) -> str:
        """File and row groups."""
        return f"{self.file.path.as_posix()}#{self.span.first}-{self.span.last}"

    @property
    def lines(self) -> int:
        """Number of lines."""
        return self.span.lines

    def stamp(self) -> str:
        """Return size and digest of the file's footer."""
        return self.file.footer

    def tables(self, also: frozenset[str]) -> Iterator[Table]:
        """Yield the lines; columns that nothing reads stay in the file."""
        needed = needed_columns("item" in self.file.kinds) | also
        notes = self.notes
        for table in self.file.tables(self.span, lambda name: name in needed or bool(close_names(name))):
            yield evolve(table, issues=(*notes, *table.issues)) if notes else table
            notes = ()

    def column(self, name: str, rows: pd.RangeIndex) -> pd.Series[Any] | None:
        """Return a column for the rows of a table."""
        if name not in self.file.kinds:
            return None
        start = rows.start - self.span.start - _HEAD
        return self.file.column(self.span, name).iloc[start : start + len(rows)].reset_index(drop=True)


@frozen(kw_only=True, eq=False)
class FilePart:
    """Read a CSV or Excel file: as a whole, since one cell of such a file explains another."""

    path: Path

    @property
    def name(self) -> str:
        """The file."""
        return self.path.as_posix()

    lines = 0

    def stamp(self) -> str:
        """Return the digest of the file."""
        try:
            return sha256(self.path.read_bytes()).hexdigest()
        except OSError:
            return ""

    def tables(self, also: frozenset[str]) -> Iterator[Table]:  # noqa: ARG002 - such a file has its columns in rows
        """Yield the tables of the file."""
        yield from read_tables(self.path)

    def column(self, name: str, rows: pd.RangeIndex) -> None:
        """Return None: no column was left out."""


@frozen(kw_only=True, eq=False)
class MemoryPart:
    """Take lines that are in memory."""

    name: str
    source: Any
    start: int
    lines: int

    def stamp(self) -> str:
        """Return nothing: only files are gone on with."""
        return ""

    def tables(self, also: frozenset[str]) -> Iterator[Table]:  # noqa: ARG002 - nothing is saved by leaving columns out
        """Yield the lines."""
        if is_arrow(self.source):
            frame = arrow_frame(self.source.slice(self.start, self.lines))
        else:
            frame = self.source.iloc[self.start : self.start + self.lines]
        yield evolve(frame_table(frame), rows=pd.RangeIndex(self.start + 1, self.start + 1 + len(frame)))

    def column(self, name: str, rows: pd.RangeIndex) -> None:
        """Return None: no column was left out."""


@frozen(kw_only=True, eq=False)
class TablePart:
    """Take a table as it is, such as one made of items."""

    name: str
    table: Table

    @property
    def lines(self) -> int:
        """Number of lines."""
        return len(self.table.frame)

    def stamp(self) -> str:
        """Return nothing: only files are gone on with."""
        return ""

    def tables(self, also: frozenset[str]) -> Iterator[Table]:  # noqa: ARG002 - nothing is saved by leaving columns out
        """Yield the table."""
        yield self.table

    def column(self, name: str, rows: pd.RangeIndex) -> None:
        """Return None: no column was left out."""


_HEAD = 2  # a header's row, and rows count from 1


def partitions(source: Any) -> Iterator[Partition]:
    """Yield the partitions of a source, in order.

    Parameters
    ----------
    source
        A path of a file or folder, a DataFrame, an Arrow table, items, tables, or a list of any of these.

    Raises
    ------
    DataError
        ``no_files`` for a folder without any file of lines.

    """
    for number, part in enumerate(_parts(source)):
        if isinstance(part, Path):
            yield FilePart(path=part)
        elif isinstance(part, RowGroupPart):
            yield part
        elif isinstance(part, Table):
            yield TablePart(name=f"table {number}", table=part)
        else:
            size = part.num_rows if is_arrow(part) else len(part)
            for start in range(0, size, BATCH):
                lines = min(BATCH, size - start)
                yield MemoryPart(name=f"table {number}#{start}", source=part, start=start, lines=lines)


def _parts(source: Any) -> Iterator[Any]:
    if isinstance(source, (str, os.PathLike)):
        yield from _file_parts(Path(source))
    elif isinstance(source, (pd.DataFrame, Table)) or is_arrow(source):
        yield source
    else:
        items: list[Item] = []
        for part in source:
            if isinstance(part, Item):
                items.append(part)
                continue
            yield from tables(items)
            items = []
            yield from _parts(part)
        yield from tables(items)


def _file_parts(path: Path) -> Iterator[Path | RowGroupPart]:
    """Yield the files of a folder, or one file; a Parquet file in pieces."""
    first: RowGroups | None = None
    for file in _files(path):
        if file.suffix.lower() not in PARQUET:
            yield file
            continue
        try:
            opened = RowGroups.open(file)
        except DataError:
            yield file  # what is wrong with it comes back as the issue of a table
            continue
        first = first or opened
        notes = tuple(_drift(first, opened))
        for number, span in enumerate(opened.spans):
            yield RowGroupPart(file=opened, span=span, notes=notes if number == 0 else ())
        if not opened.spans:
            yield file


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.rglob("*") if file.suffix.lower() in FILES and not _is_hidden(file, path))
    if not found:
        raise DataError(
            Issue(
                code="no_files",
                message="The folder holds no file of lines.",
                file=path.as_posix(),
                valid_values=FILES,
                hint="Check the name of the folder.",
            )
        )
    return found


def _is_hidden(file: Path, folder: Path) -> bool:
    return any(name.startswith((".", "_")) for name in file.relative_to(folder).parts)


def _drift(first: RowGroups, other: RowGroups) -> Iterator[Issue]:
    """Warn about columns of lines that another file of the same folder has otherwise."""
    needed = needed_columns(item=True)
    for name in sorted((first.kinds.keys() | other.kinds.keys()) & needed):
        kinds = [file.kinds.get(name, "missing") for file in (first, other)]
        if kinds[0] != kinds[1]:
            yield Issue(
                code="schema_drift",
                message=f"The column {name} is {kinds[1]} here and {kinds[0]} in {first.path.name}.",
                severity="warning",
                column=name,
                value=kinds[1],
                valid_values=(kinds[0],),
                hint="Its lines are booked by the columns they have; check that both mean the same.",
            )


@cache
def needed_columns(item: bool) -> frozenset[str]:  # noqa: FBT001 - whether the file has a column of that name
    """Return the columns that booking reads, of all item classes or of generic lines."""
    names = {"item", "status", "version", "production_id", *TIMES, *RESOLVED_COMMON}
    for kind in ITEMS.values() if item else (ITEMS["activity"],):
        amounts = amount_fields(kind)  # type: ignore[arg-type] # mypy 11469: a class is hashable
        names |= {*amounts, *(f"{name}_unit" for name in amounts)}
        names |= set(description_fields(kind))  # type: ignore[arg-type] # mypy 11469: a class is hashable
    return frozenset(names)
