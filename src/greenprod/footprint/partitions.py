"""Partitions: a source of lines as pieces that can be booked by themselves, in any order."""

from __future__ import annotations

import os
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd
from attrs import evolve, fields, frozen

from greenprod.errors import DataError, Issue
from greenprod.footprint.engine import frame_table, misspelt, tables
from greenprod.footprint.layout import TIMES
from greenprod.items.base import RESOLVED_COMMON, Item, amount_fields, description_fields
from greenprod.items.catalogue import ITEMS
from greenprod.readers.arrow import arrow_frame, arrow_table, is_arrow
from greenprod.readers.numbers import base_name
from greenprod.readers.rowgroups import BATCH, Column, RowGroups, Span
from greenprod.readers.tables import FILES, PARQUET, Table, read_tables
from greenprod.readers.unchanged import Unchanged

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
        """Return a digest of all that is read, or of more, such as the whole file; empty when it cannot be read."""

    def tables(self, also: frozenset[str]) -> Iterator[Table]:
        """Yield the lines, with the columns that booking needs and some more."""

    def column(self, name: str) -> Column | None:
        """Return a column that the tables leave out, to be read beside them; None where there is none."""


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
        """Return the digest of the file."""
        return self.file.source.digest

    def tables(self, also: frozenset[str]) -> Iterator[Table]:
        """Yield the lines; columns that nothing reads stay in the file."""
        needed = needed_columns("item" in self.file.kinds) | also
        notes = self.notes
        names = {base_name(name.strip()) for name in self.file.kinds}
        for table in self.file.tables(self.span, lambda name: name in needed or bool(misspelt(name, names))):
            yield evolve(table, issues=(*notes, *table.issues)) if notes else table
            notes = ()

    def column(self, name: str) -> Column | None:
        """Return a column of the file."""
        return self.file.column(self.span, name) if name in self.file.kinds else None


@frozen(kw_only=True, eq=False)
class FilePart:
    """Read a CSV or Excel file: as a whole, since one cell of such a file explains another."""

    path: Path
    source: Unchanged | None

    @classmethod
    def of(cls, path: Path) -> FilePart:
        """Look at a file; what is wrong with one that cannot be found comes back as the issue of a table."""
        try:
            return cls(path=path, source=Unchanged.of(path))
        except DataError:
            return cls(path=path, source=None)

    @property
    def name(self) -> str:
        """The file."""
        return self.path.as_posix()

    lines = 0

    def stamp(self) -> str:
        """Return the digest of the file."""
        return self.source.digest if self.source else ""

    def tables(self, also: frozenset[str]) -> Iterator[Table]:  # noqa: ARG002 - such a file has its columns in rows
        """Yield the tables of the file."""
        found = read_tables(self.path)
        if self.source:
            self.source.check()
        yield from found

    def column(self, name: str) -> None:
        """Return None: no column was left out."""


@frozen(kw_only=True, eq=False)
class MemoryPart:
    """Take lines that are in memory."""

    name: str
    source: Any
    start: int
    lines: int

    def stamp(self) -> str:
        """Return the digest of the lines."""
        return _digest(self._frame)

    @property
    def _frame(self) -> pd.DataFrame:
        if is_arrow(self.source):
            return arrow_frame(self.source.slice(self.start, self.lines))
        frame: pd.DataFrame = self.source.iloc[self.start : self.start + self.lines]
        return frame

    def tables(self, also: frozenset[str]) -> Iterator[Table]:  # noqa: ARG002 - nothing is saved by leaving columns out
        """Yield the lines."""
        frame = self._frame
        yield evolve(frame_table(frame), rows=pd.RangeIndex(self.start + 1, self.start + 1 + len(frame)))

    def column(self, name: str) -> None:
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
        """Return the digest of the table."""
        table = self.table
        about = (table.file, table.sheet, np.asarray(table.rows).tolist(), table.issues)
        return sha256(f"{about!r} {_digest(table.frame)}".encode()).hexdigest()

    def tables(self, also: frozenset[str]) -> Iterator[Table]:  # noqa: ARG002 - nothing is saved by leaving columns out
        """Yield the table."""
        yield self.table

    def column(self, name: str) -> None:
        """Return None: no column was left out."""


def partitions(source: Any) -> Iterator[Partition]:
    """Yield the partitions of a source, in order.

    Parameters
    ----------
    source
        A path of a file or folder, a DataFrame, an Arrow table, batch or reader of batches, items, tables, or a list
        of any of these.

    Raises
    ------
    DataError
        ``no_files`` for a folder without any file of lines; ``unsupported_file`` for other things of Arrow.

    """
    for number, part in enumerate(_parts(source)):
        if isinstance(part, Path):
            yield FilePart.of(part)
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
    elif isinstance(source, (pd.DataFrame, Table)):
        yield source
    elif is_arrow(source):
        yield arrow_table(source)
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
    there, here = ({base_name(name): kind for name, kind in file.kinds.items()} for file in (first, other))
    elsewhere = _units_in_headers(first) | _units_in_headers(other)
    for name in sorted((there.keys() | here.keys()) & needed_columns(item=True) - elsewhere):
        kinds = [columns.get(name, "missing") for columns in (there, here)]
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


def _units_in_headers(file: RowGroups) -> set[str]:
    """Return the columns of units that a file does without, since it has the units in its headers."""
    amounts = {base_name(name) for name in file.kinds if base_name(name) != name}
    return {
        f.metadata["unit_field"] or f"{f.name}_unit"
        for kind in ITEMS.values()
        for f in fields(kind)
        if f.name in amounts and "unit_field" in f.metadata
    }


def _digest(frame: pd.DataFrame) -> str:
    """SHA-256 of headers and cells; not of their text alone, which does not tell an empty cell from the word None."""
    digest = sha256()
    for place, name in enumerate(frame.columns):
        column = frame.iloc[:, place]
        cells = _as_bytes(column)
        digest.update(f"{name!r} {column.dtype.name} {len(column)} {len(cells)} ".encode())
        digest.update(cells)
    return digest.hexdigest()


def _as_bytes(column: pd.Series[Any]) -> bytes:
    """Return bytes that stand for these cells and for no others."""
    if isinstance(column.dtype, np.dtype):
        if column.dtype.kind != "O":
            return column.to_numpy().tobytes()
        # 1, 1.0 and True are one value to a hash table, and as text they are three
        kinds = set(map(type, column)) - {str}
        if len(kinds) > 1 or not kinds <= _TOLD_APART:
            return repr(column.tolist()).encode()
    codes, distinct = pd.factorize(column)
    return repr(distinct.tolist()).encode() + codes.tobytes()


_TOLD_APART = frozenset({type(None), float, int, date})


@cache
def needed_columns(item: bool) -> frozenset[str]:  # noqa: FBT001 - whether the file has a column of that name
    """Return the columns that booking reads, of all item classes or of generic lines."""
    names = {"item", "status", "version", "production_id", *TIMES, *RESOLVED_COMMON}
    for kind in ITEMS.values() if item else (ITEMS["activity"],):
        amounts = amount_fields(kind)  # type: ignore[arg-type] # mypy 11469: a class is hashable
        names |= {*amounts, *(f"{name}_unit" for name in amounts)}
        names |= set(description_fields(kind))  # type: ignore[arg-type] # mypy 11469: a class is hashable
    return frozenset(names)
