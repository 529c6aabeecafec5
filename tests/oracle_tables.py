"""What the second calculator knows by heart: exact units, canonical units, distances, lines through points."""

from __future__ import annotations

import math
from datetime import date
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import airportsdata

if TYPE_CHECKING:
    from collections.abc import Mapping

EARTH_KM = 6371.0088
# exact by definition: value in the first unit of each group
UNITS: dict[str, dict[str, Fraction]] = {
    "passenger*km": {"passenger*km": Fraction(1), "pkm": Fraction(1), "passenger*mile": Fraction("1.609344")},
    "km": {
        "km": Fraction(1), "metre": Fraction(1, 1000), "mile": Fraction("1.609344"), "nautical_mile": Fraction("1.852"),
    },
    "tonne*km": {
        "tonne*km": Fraction(1), "tkm": Fraction(1), "kg*km": Fraction(1, 1000),
        "short_ton*mile": Fraction("0.90718474") * Fraction("1.609344"),
    },
    "kWh": {
        "kWh": Fraction(1), "MWh": Fraction(1000), "GWh": Fraction(10**6), "Wh": Fraction(1, 1000),
        "GJ": Fraction(10**9, 3_600_000), "MJ": Fraction(10**6, 3_600_000),
        "therm": Fraction("105505585.262") / 3_600_000, "MMBtu": Fraction("1055055852.62") / 3_600_000,
    },
    "litre": {
        "litre": Fraction(1), "L": Fraction(1), "m**3": Fraction(1000), "m3": Fraction(1000), "cl": Fraction(1, 100),
        "us_gallon": Fraction("3.785411784"), "imperial_gallon": Fraction("4.54609"),
        "cubic_foot": Fraction("28.316846592"),
    },
    "kg": {
        "kg": Fraction(1), "tonne": Fraction(1000), "g": Fraction(1, 1000), "lb": Fraction("0.45359237"),
        "short_ton": Fraction("907.18474"),
    },
    "tonne": {
        "tonne": Fraction(1), "kg": Fraction(1, 1000), "short_ton": Fraction("0.90718474"),
        "lb": Fraction("0.00045359237"),
    },
    "room*night": {"room*night": Fraction(1), "room_night": Fraction(1)},
    "meal": {"meal": Fraction(1), "meals": Fraction(1)},
    "person*hour": {"person*hour": Fraction(1), "FTE_hour": Fraction(1)},
    "hour": {"hour": Fraction(1), "minute": Fraction(1, 60), "day": Fraction(24)},
    "item": {"item": Fraction(1), "stk": Fraction(1)},
    "square_metre": {"square_metre": Fraction(1), "m**2": Fraction(1)},
    "cubic_metre*km": {"cubic_metre*km": Fraction(1), "m**3*km": Fraction(1), "litre*km": Fraction(1, 1000)},
    "person*night": {"person*night": Fraction(1), "guest_night": Fraction(1)},
    "EUR": {"EUR": Fraction(1), "kEUR": Fraction(1000)},
    "passenger": {"passenger": Fraction(1), "pax": Fraction(1)},
    "vehicle": {"vehicle": Fraction(1)},
    "person": {"person": Fraction(1)},
    "day": {"day": Fraction(1), "hour": Fraction(1, 24), "minute": Fraction(1, 1440)},
    "TB": {"TB": Fraction(1), "gigabyte": Fraction(1, 1000), "MB": Fraction(1, 10**6)},
    "tCO2e": {"tCO2e": Fraction(1), "kgCO2e": Fraction(1, 1000)},
    "room": {"room": Fraction(1)},
    "night": {"night": Fraction(1), "nights": Fraction(1)},
}  # fmt: skip
DIMENSIONS = {
    "passenger_distance": "passenger*km", "distance": "km", "freight": "tonne*km", "energy": "kWh", "volume": "litre",
    "mass": "kg", "room_nights": "room*night", "meals": "meal", "work": "person*hour",
    "items": "item", "area": "square_metre", "volume_distance": "cubic_metre*km", "guest_nights": "person*night",
    "time": "hour", "money": "EUR",
}  # fmt: skip
AMOUNTS = {
    "activity": {},
    "flight": {"passengers": "passenger", "distance": "km"},
    "rail_trip": {"passengers": "passenger", "distance": "km"},
    "car_trip": {"vehicles": "vehicle", "distance": "km"},
    "freight": {"mass": "tonne", "distance": "km"},
    "hotel_stay": {"rooms": "room", "nights": "night"},
    "grid_electricity": {"energy": "kWh"},
    "district_heat": {"energy": "kWh"},
    "generator": {"volume": "litre", "hours": "hour"},
    "meals": {"meals": "meal"},
    "material": {"mass": "kg"},
    "waste": {"mass": "kg"},
}


@cache
def kilometres(origin: str, destination: str) -> float:
    """Return the distance between two airports: the angle between two vectors, by its tangent."""
    airports = airportsdata.load("IATA")
    a, b = (
        (math.radians(airports[code]["lat"]), math.radians(airports[code]["lon"])) for code in (origin, destination)
    )
    turn = b[1] - a[1]
    east = math.cos(b[0]) * math.sin(turn)
    north = math.cos(a[0]) * math.sin(b[0]) - math.sin(a[0]) * math.cos(b[0]) * math.cos(turn)
    along = math.sin(a[0]) * math.sin(b[0]) + math.cos(a[0]) * math.cos(b[0]) * math.cos(turn)
    return EARTH_KM * math.atan2(math.hypot(east, north), along)


def given(value: object, table_of_units: Mapping[str, Fraction], unit: str) -> Fraction:
    """Return an amount such as 12, 1.5 or ``12.5 km`` as a fraction."""
    if isinstance(value, (int, float, Fraction)):
        return Fraction(value) * table_of_units[unit or next(iter(table_of_units))]
    number, _, written = str(value).partition(" ")
    return Fraction(number) * table_of_units[written or unit]


def along(points: Mapping[Fraction, Fraction], x: Fraction) -> Fraction:
    """Return the height of a line through points at `x`, level beyond its ends."""
    left = max((p for p in points if p <= x), default=min(points))
    right = min((p for p in points if p >= x), default=max(points))
    if left == right or not left <= x <= right:
        return points[min(points) if x < left else max(p for p in points if p <= x)]
    return points[left] + (points[right] - points[left]) * (x - left) / (right - left)


def years_later(day: date, years: int) -> date:
    """Return the same day in another year."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + years, 3, 1)
    return date(day.year + years, day.month, day.day)
