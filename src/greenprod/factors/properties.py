"""Sourced properties that items need to describe themselves: limits, curves, densities."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from greenprod.factors.files import FolderReader

if TYPE_CHECKING:
    from greenprod.factors.record import Property


@cache
def shipped_properties(name: str) -> tuple[Property, ...]:
    """Return the rows of one property in ``factors/properties.csv``, in the order of the file.

    Examples
    --------
    >>> [(row.key, row.value, row.unit) for row in shipped_properties("flight.haul_limit")]
    [('domestic', 300.0, 'mile'), ('short_haul', 2300.0, 'mile')]

    """
    return tuple(row for row in _all() if row.name == name)


@cache
def _all() -> tuple[Property, ...]:
    table = files("greenprod._factors").joinpath("properties.csv").read_bytes()
    return tuple(FolderReader({"properties.csv": table}).properties())
