"""Arrow columns as the columns of a table: codes stay codes, days stay days, numbers are not copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from greenprod.errors import missing_extra

if TYPE_CHECKING:
    import numpy as np

    Series = pd.Series[Any]


def pyarrow() -> Any:
    """Return the library that reads Parquet and Arrow.

    Raises
    ------
    MissingExtraError
        When it is not installed.

    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an optional part
    except ImportError:
        raise missing_extra("parquet", "Reading a Parquet file") from None
    return pa


def is_arrow(source: object) -> bool:
    """Whether something is an Arrow table or record batch; loads nothing to find out."""
    return type(source).__module__.startswith("pyarrow")


def arrow_frame(table: Any) -> pd.DataFrame:
    """Return an Arrow table, or a record batch, as a frame."""
    pa = pyarrow()
    if isinstance(table, pa.RecordBatch):
        table = pa.Table.from_batches([table])
    columns = {str(name): _column(pa, column) for name, column in zip(table.column_names, table.columns, strict=True)}
    return pd.DataFrame(columns, index=pd.RangeIndex(table.num_rows), copy=False)


def _column(pa: Any, column: Any) -> Series:
    kind = column.type
    if pa.types.is_dictionary(kind) and pa.types.is_string(kind.value_type):
        coded = _coded(pa, column)
        if coded is not None:
            return coded
        column = column.cast(kind.value_type)
    if pa.types.is_date32(kind):
        return pd.Series(pd.arrays.ArrowExtensionArray(column), copy=False)
    if pa.types.is_floating(kind) and not column.null_count:
        numbers: np.ndarray = column.combine_chunks().to_numpy(zero_copy_only=False)
        return pd.Series(numbers, copy=False)
    return series(pa, column)


def _coded(pa: Any, column: Any) -> Series | None:
    """Return a column of codes as a categorical; None where two codes stand for one text."""
    joined = column.unify_dictionaries().combine_chunks()
    if isinstance(joined, pa.ChunkedArray):
        joined = joined.chunk(0) if joined.num_chunks else pa.array([], column.type)
    texts = pd.Index(joined.dictionary.to_pylist(), dtype=object)
    if not texts.is_unique or texts.hasnans:
        return None
    codes = joined.indices
    codes = codes.fill_null(-1) if codes.null_count else codes
    return pd.Series(pd.Categorical.from_codes(codes.to_numpy(), categories=texts, validate=False), copy=False)


def series(pa: Any, column: Any) -> Series:
    """Return a column as pandas has it: values in the place of codes, floats of decimals, text of the nested."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_decimal(kind):
        column = column.cast(pa.float64())
    elif pa.types.is_nested(kind):
        return pd.Series([None if cell is None else str(cell) for cell in column.to_pylist()], dtype=object)
    found: Series = column.to_pandas()
    return found
