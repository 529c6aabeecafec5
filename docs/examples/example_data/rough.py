"""Rounded factors and coordinates for the estimate the script prints.

They only steer the size of the invented amounts. The ledger never reads them.
"""

from math import asin, cos, radians, sin, sqrt

# kg CO2e per unit, combustion with radiative forcing and well-to-tank where it applies.
FLIGHT = {"economy": 0.148, "average": 0.151, "premium_economy": 0.227, "business": 0.222, "first": 0.567}
FLIGHT_LONG = {"economy": 0.142, "average": 0.185, "premium_economy": 0.227, "business": 0.411, "first": 0.567}
FLIGHT_DOMESTIC = 0.263
RAIL = {"national": 0.044, "international": 0.006, "light_rail": 0.036, "underground": 0.034}
CAR_FUEL = {
    "diesel": 0.215,
    "petrol": 0.209,
    "hybrid": 0.161,
    "plug_in_hybrid": 0.134,
    "battery_electric": 0.055,
    "unknown": 0.211,
}
CAR_SIZE = {
    "average": 1.0,
    "small": 0.85,
    "medium": 1.02,
    "large": 1.3,
    "mpv": 1.08,
    "lower_medium": 0.92,
    "upper_medium": 1.0,
    "dual_purpose_4x4": 1.17,
    "executive": 1.06,
}
FREIGHT = {"van": 0.79, "hgv": 0.125, "hgv_refrigerated": 0.147, "rail": 0.035, "air": 1.1, "sea": 0.02}
HOTEL = {"DK": 10.4, "SE": 10.4, "NO": 10.4, "DE": 13.2, "PT": 19.0, "ES": 7.0, "GB": 10.4, "FR": 6.7, "ZA": 51.4}
ELECTRICITY = {"DK": 0.143, "SE": 0.036, "NO": 0.031, "PT": 0.112, "ES": 0.146}
HEAT = 0.0878
FUEL = {"diesel": 3.18, "hvo": 0.6, "petrol": 2.65, "gas_oil": 3.38, "lpg": 1.74}
LITRES_PER_KWH = 0.33
MEAL = {
    "beef": 4.97,
    "veal": 4.12,
    "pork": 1.65,
    "chicken": 1.46,
    "white_fish": 2.43,
    "oily_fish": 1.46,
    "pollock": 1.87,
    "tuna": 1.6,
    "vegetarian": 0.85,
    "vegan": 0.54,
}
WASTE = 0.0055

AIRPORTS = {
    "CPH": (55.618, 12.656),
    "BLL": (55.740, 9.152),
    "AAL": (57.093, 9.849),
    "AAR": (56.300, 10.619),
    "RNN": (55.063, 14.760),
    "LHR": (51.471, -0.462),
    "LON": (51.471, -0.462),
    "MAN": (53.354, -2.275),
    "BER": (52.362, 13.501),
    "OSL": (60.194, 11.100),
    "ARN": (59.652, 17.919),
    "GOT": (57.663, 12.280),
    "HEL": (60.317, 24.963),
    "KEF": (63.985, -22.606),
    "LIS": (38.781, -9.136),
    "MAD": (40.472, -3.561),
    "PMI": (39.552, 2.739),
    "CMN": (33.368, -7.590),
    "CPT": (-33.965, 18.602),
    "JFK": (40.640, -73.779),
    "AMS": (52.309, 4.764),
    "CDG": (49.013, 2.550),
    "BRU": (50.901, 4.484),
    "WAW": (52.166, 20.967),
}
DANISH = {"CPH", "BLL", "AAL", "AAR", "RNN"}
# EPA GHG Emission Factors Hub 2025, Table 10: the shortest flights end at 300 miles.
SHORTEST_KM = 483
EARTH_RADIUS_KM = 6371.0


def great_circle_km(origin: str, destination: str) -> float:
    """Return the haversine distance between two airports of ``AIRPORTS``, one way."""
    lat_a, lon_a = map(radians, AIRPORTS[origin])
    lat_b, lon_b = map(radians, AIRPORTS[destination])
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))


def is_domestic(origin: str, destination: str) -> bool:
    """Tell flights within Denmark or as short, which know no cabins, from all others."""
    return {origin, destination} <= DANISH or great_circle_km(origin, destination) < SHORTEST_KM


def flight_kg_per_km(origin: str, destination: str, cabin: str) -> float:
    """Return the rough factor of one passenger on a route."""
    if is_domestic(origin, destination):
        return FLIGHT_DOMESTIC
    is_long = great_circle_km(origin, destination) > 3700
    return (FLIGHT_LONG if is_long else FLIGHT)[cabin]
