"""Parquet files: typed columns as they are, everything nested or coded as plain cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from greenprod.errors import DataError, Issue
from greenprod.readers.arrow import pyarrow, series
from greenprod.readers.sheet import Sheet, header_names, shown

if TYPE_CHECKING:
    from pathlib import Path


def read_parquet(path: Path, columns: list[str] | None = None) -> Sheet:
    """Return the columns of a Parquet file, or some of them.

    Raises
    ------
    DataError
        When the file cannot be used as a whole.
    MissingExtraError
        When the library that reads Parquet is not installed.

    """
    pa = pyarrow()
    from pyarrow import parquet  # noqa: PLC0415 - an optional part

    try:
        # ParquetFile, because read_table would take folder names such as region=DK for columns.
        with parquet.ParquetFile(path) as file:
            table = file.read(columns)
        table.validate(full=True)
        names = header_names(table.column_names)
        cells = {name: series(pa, column) for name, column in zip(names, table.columns, strict=True) if name}
    except DataError:
        raise
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        raise damaged(str(error)) from None
    rows = table.num_rows
    return Sheet(
        frame=pd.DataFrame(cells, index=range(rows)),
        rows=np.arange(2, rows + 2, dtype=np.int64),
        shifted=np.zeros(rows, dtype=np.bool_),
    )


def damaged(reason: str) -> DataError:
    """Return the error for a file that is called Parquet and cannot be read."""
    return DataError(
        Issue(
            code="truncated_parquet",
            message=f"The Parquet file is damaged or not complete: {shown(reason)}",
            hint="Write or copy it again.",
        )
    )
