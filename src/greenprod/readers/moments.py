"""Moments beyond the calendar: files and pandas hold days for which Python has no date."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

_FIRST, _LAST = (np.datetime64(day, "D") for day in (date.min, date.max))


def within_calendar(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column of moments; where a cell lies outside of the years 1 to 9999, that one is text and all objects.

    Parameters
    ----------
    column
        Days or moments of pandas or Arrow.

    Examples
    --------
    >>> days = pd.Series(np.array(["12000-01-01", "2025-05-01"], dtype="datetime64[s]"))
    >>> within_calendar(days).to_list()
    ['+12000-01-01', Timestamp('2025-05-01 00:00:00')]

    """
    moments = column
    if isinstance(column.dtype, pd.ArrowDtype):
        moments = column.array.__arrow_array__().to_pandas(date_as_object=False)
    zoned = isinstance(moments.dtype, pd.DatetimeTZDtype)
    days = (moments.dt.tz_convert(None) if zoned else moments).to_numpy().astype("datetime64[D]")
    # the clocks of a place may be a day ahead or behind
    beyond = (days < _FIRST + zoned) | (days > _LAST - zoned)
    if not beyond.any():
        return column
    cells = moments.mask(beyond).astype(object)
    # the sign is how ISO 8601 writes such years, and keeps 12311201 from being read as a day of the year 1231
    cells[beyond] = [f"+{day}" if day > _LAST else str(day) for day in days[beyond]]
    return cells
