"""Rail: which flights a train replaces, by a table of hours that the user brings; none is published with greenprod."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import field, frozen
from attrs.converters import optional

from greenprod.alliance.answers import exact
from greenprod.alliance.criteria import Measure
from greenprod.alliance.records import Record, read_records
from greenprod.alliance.used_lines import Evidence, UsedLine, doubt, ids
from greenprod.distances import airport
from greenprod.errors import GreenprodError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from greenprod.errors import Issue
    from greenprod.footprint.ledger import Ledger

FILE = "rail_times.csv"
TRAIN_HOURS = Fraction(5)
"""A train that takes less than this replaces a flight under the German standards."""
_FLIGHT = "travel.flight."


@frozen(kw_only=True)
class RailTime(Record):
    """Hold how long a train takes between two places; no such table is published with greenprod.

    Parameters
    ----------
    origin, destination
        IATA codes of airports or cities, in either order.
    hours
        Hours by train; empty where no train goes.

    """

    origin: str
    destination: str
    hours: Fraction | None = field(default=None, converter=optional(exact))


def train_flights(
    ledger: Ledger,
    lines: Collection[UsedLine],
    rail_times: Iterable[RailTime] | None,
    limit: Fraction = TRAIN_HOURS,
) -> Evidence:
    """Return how many lines of flights a train of less than `limit` hours replaces.

    Parameters
    ----------
    ledger, lines
        The ledger, and the lines of one version of one production in it.
    rail_times
        Hours by train between places; None when nobody gives them.
    limit
        Hours.

    """
    measure = Measure.TRAIN_FLIGHTS
    flights = [line for line in lines if line.activity.startswith(_FLIGHT)]
    unclear = doubt(measure, lines, flights)
    if unclear is not None:
        return unclear
    if not flights:
        travel = [line for line in lines if line.category == "travel"]
        why = "No line is about a flight." if travel else "No line is about travel."
        return Evidence(measure=measure, value=Fraction(0) if travel else None, why=why)
    if rail_times is None:
        return Evidence(measure=measure, value=None, why="No table of rail times is given.", lines=ids(flights))
    hours = _by_airports(rail_times)
    routes = _routes(ledger, flights)
    replaced = [line for line in flights if (time := _time(routes[line.place], hours)) is not None and time < limit]
    unknown = [line for line in flights if not _covered(routes[line.place], hours)]
    if unknown and not replaced:
        why = "The table of rail times does not have the route, or the line has none."
        return Evidence(measure=measure, value=None, why=why, lines=ids(unknown))
    why = f"Of {len(flights)} lines of flights; {len(unknown)} on routes that the table of rail times does not have."
    return Evidence(measure=measure, value=Fraction(len(replaced)), why=why, lines=ids(replaced or flights))


def _routes(ledger: Ledger, lines: Iterable[UsedLine]) -> dict[int, tuple[str, str]]:
    """Return origin and destination of lines by their place; the ledger's own columns do not carry them."""
    found: dict[int, tuple[str, str]] = {}
    start = 0
    wanted = [line.place for line in lines]
    for table in ledger._tables:  # noqa: SLF001 - `explain` finds a line by its id, which versions share
        columns = [table.columns.text(name) if name in table.columns else None for name in ("origin", "destination")]
        for place in wanted:
            if start <= place < start + table.size:
                codes = [-1 if column is None else int(column.codes[place - start]) for column in columns]
                ends = [
                    "" if column is None or code < 0 else column.distinct[code]
                    for column, code in zip(columns, codes, strict=True)
                ]
                found[place] = (ends[0], ends[1])
        start += table.size
    return found


def _by_airports(rail_times: Iterable[RailTime]) -> dict[frozenset[str], Fraction | None]:
    found: dict[frozenset[str], Fraction | None] = {}
    for row in rail_times:
        for pair in _pairs(row.origin, row.destination):
            found[pair] = row.hours
    return found


def _pairs(origin: str, destination: str) -> Iterator[frozenset[str]]:
    """Yield all pairs of airports behind two codes; a city stands for each of its airports."""
    for one in airport(origin, "origin").airports:
        for other in airport(destination, "destination").airports:
            yield frozenset((one, other))


def _covered(route: tuple[str, str], hours: Mapping[frozenset[str], Fraction | None]) -> bool:
    return all(route) and any(pair in hours for pair in _pairs(*route))


def _time(route: tuple[str, str], hours: Mapping[frozenset[str], Fraction | None]) -> Fraction | None:
    times = [hours.get(pair) for pair in _pairs(*route)] if all(route) else []
    return min((time for time in times if time is not None), default=None)


def read_rail_times(folder: Path, issues: list[Issue]) -> list[RailTime] | None:
    """Return the rows of ``rail_times.csv``, or None when the folder has none.

    Parameters
    ----------
    folder
        The alliance's folder.
    issues
        Where problems go; a row with one is left out.

    """
    if not (folder / FILE).exists():
        return None
    usable: list[RailTime] = []
    for row in read_records(folder / FILE, RailTime, issues):
        try:
            list(_pairs(row.origin, row.destination))
        except GreenprodError as error:
            issues += [issue.at(file=row.file, row=row.row) for issue in error.issues]
        else:
            usable.append(row)
    return usable
