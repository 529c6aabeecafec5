"""Parquet files: typed columns as they are, everything nested or coded as plain cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from greenprod.errors import DataError, Issue, missing_extra
from greenprod.readers.sheet import Sheet, header_names, shown

if TYPE_CHECKING:
    from pathlib import Path


def read_parquet(path: Path) -> Sheet:
    """Return the columns of a Parquet file.

    Raises
    ------
    DataError
        When the file cannot be used as a whole.
    MissingExtraError
        When the library that reads Parquet is not installed.

    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an optional part
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        raise missing_extra("parquet", "Reading a Parquet file") from None
    try:
        # ParquetFile, because read_table would take folder names such as region=DK for columns.
        with parquet.ParquetFile(path) as file:
            table = file.read()
        table.validate(full=True)
        names = header_names(table.column_names)
        columns = {name: _series(pa, column) for name, column in zip(names, table.columns, strict=True) if name}
    except DataError:
        raise
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        raise damaged(str(error)) from None
    rows = table.num_rows
    return Sheet(
        frame=pd.DataFrame(columns, index=range(rows)),
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


def _series(pa: Any, column: Any) -> pd.Series[Any]:
    """Return a column as pandas has it: values in the place of codes, floats of decimals, text of the nested."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_decimal(kind):
        column = column.cast(pa.float64())
    elif pa.types.is_nested(kind):
        return pd.Series([None if cell is None else str(cell) for cell in column.to_pylist()], dtype=object)
    series: pd.Series[Any] = column.to_pandas()
    return series
