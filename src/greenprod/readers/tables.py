"""Tables: any file that people send, as a frame of settled cells with every doubt attached to its row."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from attrs import frozen

from greenprod.errors import DataError, Issue
from greenprod.readers.dates import DATE_COLUMNS, settle_dates
from greenprod.readers.numbers import Style, amounts_by_default, base_name, settle_numbers
from greenprod.readers.parquet import damaged, read_parquet
from greenprod.readers.sheet import Sheet, as_text, empty_file
from greenprod.readers.text import read_text
from greenprod.readers.workbook import not_excel, read_workbook

if TYPE_CHECKING:
    import os
    from collections.abc import Collection

    from numpy.typing import NDArray

_TEXT = (".csv", ".tsv", ".txt")
_EXCEL = (".xlsx", ".xlsm")
PARQUET = (".parquet", ".pq")
FILES = (*_TEXT, *_EXCEL, *PARQUET)
"""Endings of the files that can be read."""

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PARQUET_MARK = b"PAR1"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@frozen(kw_only=True, eq=False)
class Table:
    """Hold one table of a file: all its rows, and what is wrong with some of them.

    Parameters
    ----------
    frame
        Text columns hold str ("" when empty, never a missing value); amount columns that a workbook or Parquet file
        holds as numbers stay numbers. A cell with an error keeps the text it was given as.
    file, sheet
        Where it comes from; `sheet` is empty for files that have none.
    rows
        Row number of each row of `frame` as a spreadsheet counts: the header is row 1, blank rows are counted.
    issues
        Issues with a row belong to a row of `frame`; an issue without one says why the frame is empty.

    """

    frame: pd.DataFrame
    file: str
    sheet: str = ""
    rows: NDArray[np.int64] | pd.RangeIndex
    issues: tuple[Issue, ...] = ()


def read_tables(path: str | os.PathLike[str], *, numbers: Collection[str] | None = None) -> list[Table]:
    r"""Read all tables of a CSV, Excel or Parquet file; what is wrong with them comes back as issues.

    Parameters
    ----------
    path
        The file. Its content counts for more than its ending.
    numbers
        Names of the columns that hold amounts, without a unit in brackets; by default those of all items, productions
        and stakes.

    Returns
    -------
    list of Table
        One per sheet that is not empty; at least one.

    Raises
    ------
    MissingExtraError
        When the optional part that reads such files is not installed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "lines.csv"
    ...     _ = file.write_text("line_id;distance\n007;1.234,5 km\n", encoding="utf-8")
    ...     read_tables(file, numbers=["distance"])[0].frame.iloc[0].to_list()
    ['007', '1234.5 km']

    """
    file = Path(path)
    amounts = amounts_by_default() if numbers is None else frozenset(numbers)
    try:
        found = _read(file)
    except DataError as error:
        found = [error.issue]
    return [_refused(file, part) if isinstance(part, Issue) else settled_table(file, part, amounts) for part in found]


def _read(file: Path) -> list[Sheet | Issue]:
    """Return the sheets of a file by what it is, and by what it is called where that does not show."""
    kind = file.suffix.lower()
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            head = stream.read(4)
    except (OSError, ValueError) as error:
        raise _not_found(error) from None
    if kind not in FILES:
        raise _unsupported(f"Files of the kind {kind!r} cannot be read.")
    if not size:
        raise empty_file()
    if head == _PARQUET_MARK:
        return [read_parquet(file)]
    if head.startswith(_OLD_OFFICE):
        raise not_excel("it has a password, or the format of before 2007.")
    if head.startswith(_ZIP):
        return read_workbook(file.read_bytes())
    if kind in PARQUET:
        raise damaged("it does not begin as one.")
    if kind in _EXCEL:
        raise not_excel("it does not begin as one.")
    return [read_text(file.read_bytes())]


def settled_table(file: Path, sheet: Sheet, amounts: Collection[str]) -> Table:
    """Return a sheet as a table, with numbers and dates in one form."""
    frame = sheet.frame
    dated = {name: frame[name] for name in frame.columns if name in DATE_COLUMNS}
    counted = {name: frame[name] for name in frame.columns if base_name(name) in amounts}
    numbers = settle_numbers(counted, sheet.shifted)
    dates, doubts = settle_dates(dated, comma=numbers.style is Style.COMMA)
    settled = {**numbers.columns, **dates}
    columns = {name: settled[name] if name in settled else as_text(frame[name]) for name in frame.columns}
    frame = pd.DataFrame(columns, index=frame.index)
    # What a shifted row holds in the wrong column says nothing that its own issue does not.
    doubts = [doubt for doubt in (*numbers.findings, *doubts) if not sheet.shifted[doubt[0]]]
    findings = sorted([*sheet.findings, *doubts], key=lambda finding: finding[0])
    known = {name: frame[name].to_list() for name in ("line_id", "production_id") if name in frame} if findings else {}
    issues = [
        issue.at(
            file=file.as_posix(),
            sheet=sheet.name,
            row=int(sheet.rows[position]),
            **{name: str(cells[position]) for name, cells in known.items()},
        )
        for position, issue in findings
    ]
    if not len(frame):
        issues = [_no_rows().at(file=file.as_posix(), sheet=sheet.name)]
    return Table(frame=frame, file=file.as_posix(), sheet=sheet.name, rows=sheet.rows, issues=tuple(issues))


def _refused(file: Path, issue: Issue) -> Table:
    return Table(
        frame=pd.DataFrame(),
        file=file.as_posix(),
        sheet=issue.sheet,
        rows=np.zeros(0, dtype=np.int64),
        issues=(issue.at(file=file.as_posix()),),
    )


def _no_rows() -> Issue:
    return Issue(
        code="no_rows",
        message="The table has a header and no rows.",
        severity="warning",
        hint="Delete it, or fill it in.",
    )


def _not_found(error: Exception) -> DataError:
    reason = getattr(error, "strerror", None) or str(error)
    return DataError(
        Issue(code="file_not_found", message=f"The file cannot be opened: {reason}.", hint="Check its name and place.")
    )


def _unsupported(message: str) -> DataError:
    return DataError(
        Issue(
            code="unsupported_file",
            message=message,
            valid_values=FILES,
            hint="Save the table as CSV or as an Excel workbook.",
        )
    )
