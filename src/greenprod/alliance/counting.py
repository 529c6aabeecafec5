"""Counting: which lines count, and in which year.

Emissions are counted by unit. A unit is a production, or a member's own organisation: the lines that name a member and
no production. Of each unit the most advanced version of its books counts, of an organisation that of each year.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from attrs import evolve

from greenprod.alliance.allocation import ORGANISATION
from greenprod.alliance.records import day
from greenprod.errors import DataError
from greenprod.footprint.kernel import MEASURE_COLUMNS
from greenprod.footprint.ledger import in_order
from greenprod.readers.tables import read_tables
from greenprod.vocabulary import Version

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from greenprod.alliance.members import Alliance
    from greenprod.footprint.ledger import Ledger
    from greenprod.readers.tables import Table

CELL = ("category", "scope_category", "stage", "status", "match")
"""What a member's share can still be grouped by."""
DATES = ("date", "period_end")
_RANK = {str(version): place for place, version in enumerate(Version)}


class CountedBy(StrEnum):
    """Which year a production's emissions belong to."""

    DELIVERY = "delivery"
    ACTIVITY = "activity"


def unit_tables(alliance: Alliance, progress: Callable[[Path], None] | None) -> Iterator[Table]:
    """Read the files of lines one by one, with a production or an organisation on every line that has one.

    Files are named from the alliance's folder on, wherever that lies.
    """
    members = set(alliance.members["member_id"])
    for file in alliance.line_files:
        if progress is not None:
            progress(file)
        for table in read_tables(file):
            frame = _with_organisations(table.frame, members)
            yield evolve(table, frame=frame, file=file.relative_to(alliance.folder).as_posix())


def _with_organisations(frame: pd.DataFrame, members: Collection[str]) -> pd.DataFrame:
    """Put the organisation of a known member where a line names no production."""
    if "member_id" not in frame or not len(frame):
        return frame
    member = frame["member_id"].astype(object).map(lambda cell: str(cell).strip())
    production = frame["production_id"] if "production_id" in frame else pd.Series("", index=frame.index)
    empty = production.isna() | production.astype(object).map(lambda cell: not str(cell).strip())
    own = empty & member.isin(members)
    if not own.any():
        return frame
    return frame.assign(production_id=production.astype(object).where(~own, ORGANISATION + member))


def cells_of(alliance: Alliance, ledger: Ledger, counted_by: str, place: str = "") -> pd.DataFrame:
    """Return what every unit emitted in each year, of its most advanced version.

    Parameters
    ----------
    alliance
        Whose productions have dates of delivery.
    ledger
        All lines.
    counted_by
        ``delivery`` or ``activity``.
    place
        ``region`` or ``member_id`` of the lines as another column; none when empty.

    Returns
    -------
    pandas.DataFrame
        production_id, year, `place`, `CELL`, and the columns of milligrams; year 0 where nothing says.

    """
    lines = unit_years(alliance, ledger, counted_by)
    dated = counted_by == CountedBy.ACTIVITY or bool(lines["own"].any())
    places = [place] if place else []
    cells = ledger.by("production_id", "version", *places, *(DATES if dated else ()), *CELL)
    whole = lines.drop_duplicates("production_id").set_index("production_id")
    years = cells["production_id"].map(whole["year"]).to_numpy(dtype=np.int64)
    if dated:
        varies = cells["production_id"].map(whole["own"]).to_numpy(dtype=bool) | (counted_by == CountedBy.ACTIVITY)
        years = np.where(varies, years_in(cells), years)
    cells = cells.assign(year=years)
    cells = _latest(cells, lines)
    keys = ["production_id", "year", *places, *CELL]
    if dated:
        cells = in_order(cells.groupby(keys, observed=True)[list(MEASURE_COLUMNS)].sum().reset_index(), keys)
    return cells[[*keys, *MEASURE_COLUMNS]]


def unit_years(alliance: Alliance, ledger: Ledger, counted_by: str) -> pd.DataFrame:
    """Return how many lines each unit has in each year and version.

    Returns
    -------
    pandas.DataFrame
        production_id, version, year, own (whether an organisation's), lines, booked.

    """
    keys = ["production_id", "version", *DATES]
    counted = ledger.lines.groupby(keys, observed=True)["booked"].agg(lines="size", booked="sum").reset_index()
    lines = counted.astype(dict.fromkeys(keys, object))
    lines["own"] = lines["production_id"].str.startswith(ORGANISATION).astype(bool)
    year = years_in(lines)
    if counted_by == CountedBy.DELIVERY:
        last = pd.Series(year).groupby(lines["production_id"].to_numpy()).max()
        of_unit: dict[Any, int] = {**last.to_dict(), **delivery_years(alliance.productions)}
        whole = lines["production_id"].map(of_unit).to_numpy(dtype=np.int64)
        year = np.where(lines["own"].to_numpy(), year, whole)
    return lines.assign(year=year).drop(columns=list(DATES))


def delivery_years(productions: pd.DataFrame) -> dict[str, int]:
    """Return the year of each production's delivery, or of its end; productions with neither are left out."""
    day_of = productions["delivery"].where(productions["delivery"].ne(""), productions["end"])
    known = day_of.ne("")
    years = day_of[known].str[:4].astype(int)
    return dict(zip(productions.loc[known, "production_id"], years, strict=True))


def productions_in(productions: pd.DataFrame, lines: pd.DataFrame, counted_by: str, year: int) -> pd.DataFrame:
    """Return the productions that a year's report shows; one with neither dates nor lines stands in every report."""
    delivered = delivery_years(productions)
    with_lines = lines[lines["year"].gt(0)].groupby("production_id")["year"].agg(set).to_dict()
    begun = dict(zip(productions["production_id"], productions["start"], strict=True))

    def shown(name: str) -> bool:
        if name in delivered and counted_by == CountedBy.DELIVERY:
            return delivered[name] == year
        if year in with_lines.get(name, ()):
            return True
        if name in delivered:
            return int(begun[name][:4] or delivered[name]) <= year <= delivered[name]
        return name not in with_lines

    return productions[productions["production_id"].map(shown).astype(bool)].reset_index(drop=True)


def years_in(frame: pd.DataFrame) -> np.ndarray:
    """Return the year of each row's date, or of the last day of its period; 0 where there is neither."""
    found = np.zeros(len(frame), dtype=np.int64)
    for name in reversed(DATES):
        column = frame[name].astype(object)
        years = column.map({text: _year(str(text)) for text in column.unique()}).to_numpy(dtype=np.int64)
        found = np.where(years > 0, years, found)
    return found


def _year(text: str) -> int:
    try:
        return day(text[:10]).year
    except DataError:
        return 0


def _latest(cells: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Keep each unit's most advanced version: a plan and its outcome are never added.

    A version counts as soon as it has a line, booked or not: a production whose final lines all have a problem shows
    nothing rather than its budget. An organisation has books of its own for each year.
    """
    seen = lines.drop_duplicates(["production_id", "version", "year"])
    books = seen["year"].where(seen["own"], 0)
    latest = seen["version"].map(_RANK).groupby([seen["production_id"], books]).max()
    own = cells["production_id"].str.startswith(ORGANISATION)
    keys = pd.MultiIndex.from_arrays([cells["production_id"], cells["year"].where(own, 0)])
    counted = cells["version"].map(_RANK).to_numpy() == latest.reindex(keys).to_numpy()
    kept: pd.DataFrame = cells[counted].reset_index(drop=True)
    return kept
