"""Lines of people and goods on the move, and of the nights away."""

from . import rough
from .draft import Cell, Line, Scene

RAIL_LEGS = (
    ("national", 164, "København-Odense"),
    ("national", 327, "København-Aarhus"),
    ("national", 141, "Aarhus-Aalborg"),
    ("national", 46, "København-Helsingør"),
    ("national", 31, "København-Roskilde"),
    ("national", 294, "København-Esbjerg"),
    ("international", 45, "København-Malmö"),
    ("international", 487, "København-Hamburg"),
    ("light_rail", 14, "Letbane, Aarhus"),
    ("underground", 9, "Metro"),
)
CAR_FUELS = ("diesel", "petrol", "hybrid", "plug_in_hybrid", "battery_electric", "unknown")
CAR_FUEL_WEIGHTS = (30, 24, 8, 10, 22, 6)
PLAIN_SIZES = ("average", "small", "medium", "large")
SEGMENTS = ("mpv", "lower_medium", "upper_medium", "dual_purpose_4x4", "executive")
SEGMENT_FUELS = {"diesel", "petrol", "battery_electric", "unknown"}


def flight(scene: Scene) -> Line:
    """Return a flight, mostly economy, mostly out and back."""
    rng = scene.rng
    origin, destination = scene.pick(scene.production.routes)
    distance = rough.great_circle_km(origin, destination)
    is_domestic = rough.is_domestic(origin, destination)
    cabin = "average" if is_domestic else scene.pick(("economy", "business", "average"), (90, 4, 6))
    if distance > 3700 and rng.random() < 0.08:
        cabin = "premium_economy"
    most = 2 if scene.production.people < 10 or distance > 3700 else 3
    passengers = scene.pick(range(1, most + 1), (5, 3, 2)[:most])
    if scene.production.people > 50 and rng.random() < 0.3:
        passengers += rng.randint(2, scene.production.people // 14)
    round_trip = rng.random() < 0.85
    cells: dict[str, Cell] = {
        "passengers": passengers,
        "origin": origin,
        "destination": destination,
        "cabin": cabin,
        "round_trip": round_trip,
        "region": "DK",
    }
    if is_domestic and rng.random() < 0.5:
        del cells["cabin"]
    if rng.random() < 0.02 and not is_domestic and distance < 3700:
        for column in ("origin", "destination"):
            del cells[column]
        cells |= {"distance": round(distance), "haul": "short_haul", "note": "Rute ikke oplyst"}
    kg = passengers * distance * (1 + round_trip) * rough.flight_kg_per_km(origin, destination, cabin)
    return Line(cells, kg)


def rail_trip(scene: Scene) -> Line:
    """Return a train journey within Denmark or across its border."""
    service, distance, leg = scene.pick(RAIL_LEGS, (5, 6, 3, 2, 3, 2, 3, 1, 1, 2))
    passengers = scene.pick((1, 2, 3, 4, 6, 9), (9, 6, 3, 2, 1, 1))
    round_trip = scene.rng.random() < 0.75
    cells: dict[str, Cell] = {
        "passengers": passengers,
        "distance": distance,
        "service": service,
        "round_trip": round_trip,
        "region": "DK",
        "note": leg,
    }
    if service == "national" and scene.rng.random() < 0.4:
        del cells["service"]
    return Line(cells, passengers * distance * (1 + round_trip) * rough.RAIL[service])


def car_trip(scene: Scene) -> Line:
    """Return a day of driving by one or several cars."""
    fuel = scene.pick(CAR_FUELS, CAR_FUEL_WEIGHTS)
    size = scene.pick(PLAIN_SIZES, (50, 18, 18, 14))
    if fuel in SEGMENT_FUELS and scene.rng.random() < 0.2:
        size = scene.pick(SEGMENTS)
    vehicles = scene.rng.randint(1, max(1, scene.production.people // 8))
    distance = scene.amount(40, 200, scene.pick((1, 1, 5, 0.5)))
    round_trip = scene.rng.random() < 0.12
    cells: dict[str, Cell] = {"distance": distance, "size": size, "fuel": fuel, "region": scene.place()}
    if vehicles > 1 or scene.rng.random() < 0.5:
        cells["vehicles"] = vehicles
    if round_trip:
        cells["distance"] = distance = scene.amount(20, 100)
        cells["round_trip"] = True
    for column, default in (("size", "average"), ("fuel", "unknown")):
        if cells[column] == default and scene.rng.random() < 0.5:
            del cells[column]
    kg = vehicles * distance * (1 + round_trip) * rough.CAR_FUEL[fuel] * rough.CAR_SIZE[size]
    return Line(cells, kg)


FREIGHT_SPANS = {
    "van": ((0.2, 1.2), (30, 220)),
    "hgv": ((2.0, 9.5), (40, 320)),
    "hgv_refrigerated": ((0.8, 3.0), (30, 140)),
    "rail": ((2.0, 8.0), (280, 900)),
    "sea": ((3.0, 14.0), (250, 1400)),
    "air": ((0.03, 0.14), (900, 2600)),
}


def freight(scene: Scene) -> Line:
    """Return a load of equipment, sets or food on its way."""
    weights = (55, 33, 7, 1, 2, 2)
    mode = scene.pick(tuple(FREIGHT_SPANS), (70, 0, 0, 0, 0, 6) if scene.production.people < 10 else weights)
    masses, distances = FREIGHT_SPANS[mode]
    shrink = 0.4 if scene.production.people < 10 else 1.0
    mass = max(0.02, scene.amount(masses[0] * shrink, masses[1] * shrink, 0.01))
    distance = scene.amount(*distances, 1 if mode == "van" else 5)
    cells: dict[str, Cell] = {"mass": mass, "distance": distance, "mode": mode, "region": scene.place()}
    factor = rough.FREIGHT[mode]
    if mode == "air":
        cells["haul"] = "short_haul"
        factor = 1.6
    return Line(cells, mass * distance * factor)


def hotel_stay(scene: Scene) -> Line:
    """Return nights at a hotel, from one room to a unit's block booking."""
    people = scene.production.people
    rooms = scene.rng.randint(1, max(2, people // 4)) if people > 10 else scene.rng.randint(1, 3)
    nights = scene.rng.randint(1, 6)
    region = scene.pick(scene.production.hotels)
    cells: dict[str, Cell] = {"rooms": rooms, "nights": nights, "region": region}
    if rooms == 1 and scene.rng.random() < 0.6:
        del cells["rooms"]
    return Line(cells, rooms * nights * rough.HOTEL[region])
