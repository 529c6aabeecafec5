"""Excel workbooks: weighed before they are unpacked, then read cell by cell as Excel stored them."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from struct import error as StructError  # noqa: N812 - its own name says nothing
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from greenprod.errors import DataError, Issue, missing_extra
from greenprod.readers.sheet import Sheet, cell_text, empty_file, header_names, is_blank, shown, too_large

if TYPE_CHECKING:
    from greenprod.readers.sheet import Finding

_ASIDE = "_"
_MOST_UNPACKED = 500_000_000
_HIGHEST_RATIO = 200
# Below this, a high ratio is a table of nothing and not a bomb.
_HARMLESS = 1_000_000
# A sheet is unpacked as a full rectangle: one stray cell in the far corner would ask for 550 GB.
_MOST_CELLS = 26_000_000

_AT = rb"\sr\s*=\s*[\"']"
# A sheet within columns A-Z and 900 000 rows, or A-IZ and 100 000 rows, is small enough; so nearly all are told by a
# search instead of by parsing them.
_BEYOND = (
    re.compile(_AT + rb"(?:[A-Za-z]{2}|[A-Za-z]*(?:[0-9]{7}|9[0-9]{5}))"),
    re.compile(_AT + rb"(?:[A-Za-z]{3}|[J-Zj-z][A-Za-z]|[A-Za-z]*[0-9]{6})"),
)
_UNPLACED = re.compile(rb"<(?:\w+:)?(?:row|c)(?=[\s>/])(?!\sr=)")
_PLACE = re.compile(_AT + rb"([A-Za-z]*)([0-9]+)")
_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s>/])")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s>/])")

_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, StructError, OSError, EOFError, ValueError, LookupError, RuntimeError)


def read_workbook(content: bytes) -> list[Sheet | Issue]:
    """Return every sheet of a workbook that is not empty, or what is wrong with it.

    A sheet whose name begins with ``_`` holds no lines: it explains the others. Where there is one, the workbook is a
    form, and its sheets with nothing under the header were not filled in and are left out.

    Raises
    ------
    DataError
        When the workbook cannot be used as a whole.
    MissingExtraError
        When the library that reads workbooks is not installed.

    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum  # noqa: PLC0415 - an optional part
    except ImportError:
        raise missing_extra("excel", "Reading an Excel file") from None
    _weigh(content)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            names = [meta.name for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
            found = [_read_sheet(book, name, CalamineError) for name in names if not name.startswith(_ASIDE)]
    except CalamineError as error:
        raise not_excel(str(error)) from None
    sheets = [sheet for sheet in found if sheet is not None]
    if not sheets:
        raise empty_file()
    if any(name.startswith(_ASIDE) for name in names):
        sheets = [sheet for sheet in sheets if isinstance(sheet, Issue) or len(sheet.rows)] or sheets[:1]
    return sheets


def _read_sheet(book: Any, name: str, error_kind: type[Exception]) -> Sheet | Issue | None:
    try:
        sheet = book.get_sheet_by_name(name)
        return _sheet(name, sheet.to_python(), sheet.start[0] + 1 if sheet.start else 1)
    except error_kind as error:
        return not_excel(str(error)).issue.at(sheet=name)
    except DataError as error:
        return error.issue.at(sheet=name)


def _sheet(name: str, cells: list[list[Any]], first_row: int) -> Sheet | None:
    """Return a sheet's cells under its header, or None when there are none; its first row is `first_row`."""
    filled = [place for place, row in enumerate(cells) if not all(map(is_blank, row))]
    if not filled:
        return None
    names, body = header_names(cells[filled[0]]), filled[1:]
    kept: dict[str, pd.Series[Any]] = {}
    findings: list[Finding] = []
    for column, title in enumerate(names):
        series = pd.Series([cells[place][column] for place in body], dtype=object)
        if title:
            kept[title] = series
        else:
            strays = ((position, cell) for position, cell in enumerate(series) if not is_blank(cell))
            findings += [(position, _unnamed(cell_text(cell))) for position, cell in strays]
    return Sheet(
        frame=pd.DataFrame(kept, index=range(len(body))),
        rows=np.array(body, dtype=np.int64) + first_row,
        findings=findings,
        shifted=np.zeros(len(body), dtype=np.bool_),
        name=name,
    )


def _unnamed(text: str) -> Issue:
    return Issue(
        code="unnamed_column",
        message="The row has a value in a column without a name; it is not read.",
        severity="warning",
        value=shown(text),
        hint="Give the column a name if the value matters.",
    )


def not_excel(reason: str) -> DataError:
    """Return the error for a file that is called a workbook and is none."""
    return DataError(
        Issue(
            code="not_excel",
            message=f"The file is not an Excel workbook that can be read: {shown(reason)}",
            hint="Open it in Excel and save it as .xlsx, without a password.",
        )
    )


def _weigh(content: bytes) -> None:
    """Refuse an archive that would fill the memory, before anything is unpacked.

    Raises
    ------
    DataError
        ``too_large`` or ``not_excel``.

    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > _MOST_UNPACKED:
                raise _too_heavy()
            for member in members:
                if member.file_size > max(_HARMLESS, _HIGHEST_RATIO * member.compress_size):
                    raise _too_heavy()
            for member in members:
                if _cells_at_most(archive.read(member)) > _MOST_CELLS:
                    raise too_large(
                        f"{shown(member.filename)} reaches further than {_MOST_CELLS} cells.",
                        "Delete the empty rows and columns behind the table, where a stray cell stands, and save.",
                    )
    except DataError:
        raise
    except _ZIP_ERRORS as error:
        raise not_excel(str(error)) from None


def _too_heavy() -> DataError:
    return too_large("The workbook unpacks to far more than its size.", "Keep one table to a file, without pictures.")


def _cells_at_most(xml: bytes) -> int:
    """Return an upper bound of the cells in the rectangle that a sheet spans; 0 stands for few enough."""
    if not _UNPLACED.search(xml) and not all(beyond.search(xml) for beyond in _BEYOND):
        return 0
    rows = columns = 0
    for place in _PLACE.finditer(xml):
        letters, number = place.groups()
        rows = max(rows, int(number[:12]))
        columns = max(columns, _column_number(letters))
    # Rows and cells without a place follow the one before.
    pieces = _ROW.split(xml)
    return (rows + len(pieces)) * (columns + max(sum(1 for _ in _CELL.finditer(piece)) for piece in pieces))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:12]:
        number = number * 26 + letter - 64
    return number
