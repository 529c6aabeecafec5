"""Arrow columns as the columns of a table: codes stay codes, days stay days, numbers are not copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from greenprod.errors import DataError, Issue, missing_extra
from greenprod.readers.moments import within_calendar

if TYPE_CHECKING:
    from decimal import Decimal

    import numpy as np

    Series = pd.Series[Any]

_EXACT = 2**53
"""Below it, a float holds every whole number."""


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
    """Whether something is of Arrow; loads nothing to find out."""
    return type(source).__module__.startswith("pyarrow")


def arrow_table(source: Any) -> Any:
    """Return an Arrow table, a record batch, or what a reader of record batches has left, as a table.

    Raises
    ------
    DataError
        ``unsupported_file`` for anything else of Arrow.

    """
    pa = pyarrow()
    if isinstance(source, pa.RecordBatchReader):
        return source.read_all()
    if isinstance(source, pa.RecordBatch):
        return pa.Table.from_batches([source])
    if isinstance(source, pa.Table):
        return source
    message = f"An Arrow {type(source).__name__} is no table of lines."
    hint = "Hand over a Table, a RecordBatch or a RecordBatchReader."
    raise DataError(Issue(code="unsupported_file", message=message, hint=hint))


def arrow_frame(source: Any) -> pd.DataFrame:
    """Return an Arrow table, or a record batch, as a frame; a column that stands there twice does so in the frame."""
    pa = pyarrow()
    table = arrow_table(source)
    columns = {place: _column(pa, column) for place, column in enumerate(table.columns)}
    frame = pd.DataFrame(columns, index=pd.RangeIndex(table.num_rows), copy=False)
    return frame.set_axis(list(map(str, table.column_names)), axis=1)


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
        joined = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
        numbers: np.ndarray = joined.to_numpy(zero_copy_only=False)
        return pd.Series(numbers, copy=False)
    return series(pa, column)


def _coded(pa: Any, column: Any) -> Series | None:
    """Return a column of codes as a categorical; None where two codes stand for one text."""
    joined = column.chunk(0) if column.num_chunks == 1 else _joined(pa, column)
    texts = pd.Index(joined.dictionary.to_pylist(), dtype=object)
    if not texts.is_unique or texts.hasnans:
        return None
    codes = joined.indices
    codes = codes.cast(pa.int32()).fill_null(-1) if codes.null_count else codes
    return pd.Series(pd.Categorical.from_codes(codes.to_numpy(), categories=texts, validate=False), copy=False)


def _joined(pa: Any, column: Any) -> Any:
    """Return pieces of codes, which may be too narrow for the texts of all of them, as one."""
    wide = column.cast(pa.dictionary(pa.int32(), column.type.value_type)).unify_dictionaries().combine_chunks()
    if isinstance(wide, pa.ChunkedArray):
        return wide.chunk(0) if wide.num_chunks else pa.array([], wide.type)
    return wide


def series(pa: Any, column: Any) -> Series:
    """Return a column as pandas has it: values in the place of codes, floats of decimals, text of the nested."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_decimal(kind) or (pa.types.is_integer(kind) and column.null_count):
        return _numbers(pa, column)
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return _moments(pa, column)
    if pa.types.is_nested(kind):
        return pd.Series([None if cell is None else str(cell) for cell in column.to_pylist()], dtype=object)
    found: Series = column.to_pandas()
    return found


def _numbers(pa: Any, column: Any) -> Series:
    """Return numbers as floats, or one by one where some are ids that a float cannot tell apart."""
    floats: Series = column.cast(pa.float64(), safe=False).to_pandas()
    if not (floats.abs() >= _EXACT).any():
        return floats
    return pd.Series([None if cell is None else _exact(cell) for cell in column.to_pylist()], dtype=object)


def _exact(cell: int | Decimal) -> int | float:
    whole = int(cell)
    return whole if whole == cell else float(cell)


def _moments(pa: Any, column: Any) -> Series:
    found = within_calendar(column.to_pandas(date_as_object=False))
    if pa.types.is_date(column.type) and found.dtype != object:
        days: Series = column.to_pandas()
        return days
    return found
