"""Distances between airports along the great circle."""

from __future__ import annotations

from functools import cache
from math import asin, atan2, cos, degrees, fsum, hypot, radians, sin, sqrt
from typing import TYPE_CHECKING

from attrs import frozen

from greenprod.errors import Issue, ItemError, missing_extra, near

if TYPE_CHECKING:
    from types import ModuleType

IATA_LENGTH = 3
EARTH_RADIUS_KM = 6371.0088
"""Mean radius R1 of WGS 84 (H. Moritz, Geodetic Reference System 1980, Journal of Geodesy 74, 2000)."""


@frozen(kw_only=True)
class Airport:
    """Describe an airport, or a city that stands for all its airports.

    Parameters
    ----------
    code
        IATA code.
    name
        Name of the airport or city.
    country
        ISO 3166-1 alpha-2.
    latitude, longitude
        Degrees; for a city the middle of its airports.
    airports
        Codes of the airports behind a city code; the code itself for an airport.

    """

    code: str
    name: str
    country: str
    latitude: float
    longitude: float
    airports: tuple[str, ...]


def _airportsdata() -> ModuleType:
    try:
        import airportsdata  # noqa: PLC0415 - optional, and needed only when a route is asked for
    except ImportError:
        raise missing_extra("travel", "Flight distance from airport codes") from None
    return airportsdata


@cache
def _airports() -> dict[str, Airport]:
    return {
        code: Airport(
            code=code,
            name=row["name"],
            country=row["country"],
            latitude=row["lat"],
            longitude=row["lon"],
            airports=(code,),
        )
        for code, row in _airportsdata().load("IATA").items()
    }


@cache
def _cities() -> dict[str, Airport]:
    airports = _airports()
    return {
        code: _city(code, row["name"], [airports[a] for a in row["airports"] if a in airports])
        for code, row in _airportsdata().load_iata_macs().items()
    }


def _city(code: str, name: str, airports: list[Airport]) -> Airport:
    """Middle of a city's airports: the mean of their unit vectors, which has no seam at the date line."""
    points = [(radians(a.latitude), radians(a.longitude)) for a in airports]
    x = fsum(cos(lat) * cos(lon) for lat, lon in points)
    y = fsum(cos(lat) * sin(lon) for lat, lon in points)
    z = fsum(sin(lat) for lat, _ in points)
    return Airport(
        code=code,
        name=name,
        country=airports[0].country,
        latitude=degrees(atan2(z, hypot(x, y))),
        longitude=degrees(atan2(y, x)),
        airports=tuple(a.code for a in airports),
    )


def _named(name: str) -> tuple[str, ...]:
    """Return codes for a name: the city and the airports of a city called so, else the airports with names like it."""
    name = name.lower()
    by_name = {a.name.lower(): c for c, a in _airports().items()}
    return _codes_by_city().get(name) or tuple(by_name[n] for n in near(name, by_name))


@cache
def _codes_by_city() -> dict[str, tuple[str, ...]]:
    """Return the codes behind the name of each city: its own, where it has one, and those of its airports."""
    codes: dict[str, dict[str, None]] = {}
    for code, city in _cities().items():
        codes[city.name.lower()] = dict.fromkeys((code, *city.airports))
    for code, row in _airportsdata().load("IATA").items():
        codes.setdefault(row["city"].lower(), {})[code] = None
    return {name: tuple(found) for name, found in codes.items() if name}


@cache
def airport(code: str, column: str = "origin") -> Airport:
    """Return the airport or city with this IATA code.

    A code that is both (a city named after one of its airports) means the airport.

    Raises
    ------
    ItemError
        ``unknown_airport`` with near codes; for the name of a city, its code and those of its airports.
    MissingExtraError
        When the extra ``travel`` is not installed.

    Examples
    --------
    >>> airport("CPH").country, airport("LON").airports[:2]
    ('DK', ('LCY', 'LGW'))

    """
    wanted = code.strip().upper()
    airports = _airports()
    # reading the cities takes 200 ms, and few routes name one
    found = airports.get(wanted) or _cities().get(wanted)
    if found is None:
        close = (_named(wanted) if len(wanted) != IATA_LENGTH else ()) or near(wanted, [*_cities(), *airports])
        raise ItemError(
            Issue(
                code="unknown_airport",
                message=f"There is no airport or city with the IATA code {code!r}.",
                column=column,
                value=code,
                valid_values=close,
                hint="Use a code of three letters such as CPH, or a city code such as LON.",
            )
        )
    return found


@cache
def great_circle_km(origin: str, destination: str) -> float:
    """Return the great-circle distance between two airports in kilometres (haversine formula).

    No detour is added: flight factors that carry one (DESNZ: 8 %) already count it.

    Raises
    ------
    ItemError
        ``unknown_airport``.

    Examples
    --------
    >>> round(great_circle_km("CPH", "LHR"))
    980

    """
    a, b = airport(origin, "origin"), airport(destination, "destination")
    lat_a, lat_b = radians(a.latitude), radians(b.latitude)
    half_lat, half_lon = (lat_b - lat_a) / 2, radians(b.longitude - a.longitude) / 2
    chord = sin(half_lat) ** 2 + cos(lat_a) * cos(lat_b) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))
