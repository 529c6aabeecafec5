"""One grid of cells, as a file gave it: before numbers and dates are settled."""

from __future__ import annotations

from datetime import date, datetime, time
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from attrs import define, field

from greenprod.errors import DataError, Issue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Series = pd.Series[Any]

Finding = tuple[int, Issue]
"""An issue and the position, in the frame, of the row it belongs to."""

LONGEST_SHOWN = 80
"""How much of an offending cell an issue repeats."""

_MOST_COLUMNS = 16_384  # what a spreadsheet holds


@define(kw_only=True)
class Sheet:
    """Hold one grid of cells on its way to becoming a table.

    Parameters
    ----------
    frame
        Columns under stripped names; cells as the file gave them.
    rows
        Row number of each row as a spreadsheet counts.
    findings
        Problems found so far.
    shifted
        Rows whose cells may stand in the wrong columns, so that nothing may be concluded from them.
    name
        Name of the sheet; empty for files that have none.

    """

    frame: pd.DataFrame
    rows: NDArray[np.int64]
    findings: list[Finding] = field(factory=list)
    shifted: NDArray[np.bool_] = field(factory=lambda: np.zeros(0, dtype=np.bool_))
    name: str = ""


def header_names(cells: Sequence[object]) -> list[str]:
    """Return the stripped column names of a header row; a column without a name has an empty one.

    Raises
    ------
    DataError
        ``duplicate_column`` or ``too_large``.

    """
    names = [cell_text(cell).strip() for cell in cells]
    if len(names) > _MOST_COLUMNS:
        raise too_large(f"The table has {len(names)} columns.", "Keep one table of at most 16384 columns.")
    seen: set[str] = set()
    for name in names:
        if name and name in seen:
            raise DataError(
                Issue(
                    code="duplicate_column",
                    message=f"Two columns are named {shown(name)!r}.",
                    column=name,
                    value=shown(name),
                    hint="Give every column a name of its own, or delete one of them.",
                )
            )
        seen.add(name)
    return names


def empty_file() -> DataError:
    """Return the error for a file without a header row."""
    return DataError(
        Issue(code="empty_file", message="The file is empty.", hint="Write the column names in the first row.")
    )


def too_large(message: str, hint: str) -> DataError:
    """Return the error for a file that would fill the memory."""
    return DataError(Issue(code="too_large", message=message, hint=hint))


def shown(text: str) -> str:
    """Return `text`, cut to what an issue repeats."""
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."


def is_blank(cell: object) -> bool:
    """Whether a cell holds nothing that a reader would see."""
    if isinstance(cell, str):
        return not cell or cell.isspace()
    return cell is None or cell is pd.NaT or (isinstance(cell, float) and isnan(cell))


def is_number(cell: object) -> bool:
    """Whether a cell came as a number, not as text."""
    return isinstance(cell, (int, float, np.number)) and not isinstance(cell, (bool, np.bool_))


def cell_text(cell: object) -> str:
    """Return a cell as the text that a person would have typed.

    Examples
    --------
    >>> cell_text(5.0), cell_text(0.1), cell_text(True), cell_text(date(2025, 3, 3))
    ('5', '0.1', 'true', '2025-03-03')

    """
    if isinstance(cell, str):
        return cell
    if is_blank(cell):
        return ""
    if isinstance(cell, (bool, np.bool_)):
        return str(bool(cell)).lower()
    if isinstance(cell, (float, np.floating)):
        number = float(cell)
        # Above 2**53 a float has no last digit to print.
        return str(int(number)) if number.is_integer() and abs(number) <= 2**53 else repr(number)
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "backslashreplace")
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)


def text_series(cells: Sequence[str] | NDArray[np.object_], index: pd.Index[Any] | None = None) -> Series:
    """Return texts as a column that never holds a missing value."""
    return pd.Series(cells, index=index, dtype=str)


def as_text(series: Series) -> Series:
    """Return any column as text, with "" for what is missing."""
    if isinstance(series.dtype, pd.StringDtype) and not series.hasnans:
        return series
    if pd.api.types.is_object_dtype(series.dtype):
        return text_series([cell if type(cell) is str else cell_text(cell) for cell in series], series.index)
    codes, distinct = pd.factorize(series)
    texts = np.array([*(cell_text(cell) for cell in distinct), ""], dtype=object)
    return text_series(texts[codes], series.index)
