"""Regions: ISO 3166 countries and their parents, up to the world."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from io import StringIO

from attrs import frozen

from greenprod.errors import Issue, ItemError, near


@frozen(kw_only=True)
class Region:
    """Describe one region.

    Parameters
    ----------
    code
        ISO 3166-1 alpha-2, ISO 3166-2, or a group such as ``NORDIC``.
    level
        ``country``, ``subdivision``, ``bidding_zone``, ``egrid_subregion``, ``group`` or ``user_assigned``.
    name_en, name_da
        Names; the Danish one may be missing.
    chain
        The region and its parents, nearest first, down to ``WORLD``.

    """

    code: str
    level: str
    name_en: str
    name_da: str
    chain: tuple[str, ...]


@cache
def regions() -> dict[str, Region]:
    """Return all regions by code, in the order of the table.

    Examples
    --------
    >>> regions()["DK"].chain
    ('DK', 'NORDIC', 'EU27', 'EUROPE', 'WORLD')

    """
    return {
        row["code"]: Region(
            code=row["code"],
            level=row["level"],
            name_en=row["name_en"],
            name_da=row["name_da"],
            chain=tuple(row["fallback_chain"].split(">")),
        )
        for row in _rows()
    }


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = files("greenprod._factors").joinpath("regions.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(StringIO(text)))


@cache
def _names() -> dict[str, str]:
    """Spelled-out names and alpha-3 codes, in lower case, to codes."""
    names: dict[str, str] = {}
    for row in _rows():
        for name in (row["alpha3"], row["name_en"], row["name_da"]):
            if name:
                names.setdefault(name.lower(), row["code"])
    return {"uk": "GB", **names}


@cache
def region(text: str) -> Region:
    """Return the region that `text` names: a code, or a name in English or Danish.

    Raises
    ------
    ItemError
        ``unknown_region`` with near names.

    Examples
    --------
    >>> region("Danmark").code, region("dk").code, region("UK").code
    ('DK', 'DK', 'GB')

    """
    found = regions().get(text.strip().upper()) or regions().get(_names().get(text.strip().lower(), ""))
    if found is None:
        close = near(text, regions()) if text.isupper() else ()
        close = close or near(text.lower(), _names()) or near(text.upper(), regions())
        raise ItemError(
            Issue(
                code="unknown_region",
                message=f"There is no region {text!r}.",
                column="region",
                value=text,
                valid_values=tuple(dict.fromkeys(_names().get(name, name) for name in close)),
                hint="Use an ISO 3166 code such as DK, SE or GB-SCT.",
            )
        )
    return found
