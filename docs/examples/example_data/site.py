"""Lines of energy, food, materials, waste and the office."""

from . import rough
from .draft import Cell, Line, Scene

RATED_KW = (40, 60, 75, 100, 125, 150, 200)
SMALL_RATED_KW = (20, 30, 40)
DIETS = tuple(rough.MEAL)
DIET_WEIGHTS = (12, 2, 16, 24, 7, 6, 3, 3, 19, 8)

# material, condition: low kg, high kg, kg CO2e per kg, weight
MATERIALS: dict[tuple[str, str], tuple[float, float, float, float]] = {
    ("wood", "new"): (120, 1800, 0.27, 24),
    ("wood", "reused"): (80, 1500, 0.039, 12),
    ("metals", "new"): (15, 140, 3.82, 8),
    ("metals", "recycled"): (20, 180, 1.64, 5),
    ("plasterboard", "new"): (60, 900, 0.12, 9),
    ("plasterboard", "recycled"): (60, 500, 0.032, 3),
    ("insulation", "new"): (20, 120, 1.86, 3),
    ("glass", "new"): (10, 90, 1.4, 4),
    ("clothing", "new"): (2, 22, 22.31, 13),
    ("clothing", "reused"): (5, 140, 0.15, 12),
    ("paper", "new"): (5, 80, 1.35, 8),
    ("paper", "recycled"): (5, 80, 1.05, 5),
    ("plastics_average", "new"): (5, 60, 3.17, 6),
    ("electrical_small", "new"): (2, 18, 5.65, 4),
}
# stream, treatment: low kg, high kg, weight
WASTE: dict[tuple[str, str], tuple[float, float, float]] = {
    ("wood", "recycling_closed_loop"): (80, 1900, 12),
    ("wood", "incineration_energy_recovery"): (60, 900, 8),
    ("metals", "recycling_closed_loop"): (20, 300, 6),
    ("plasterboard", "recycling_closed_loop"): (40, 700, 5),
    ("commercial_and_industrial", "incineration_energy_recovery"): (60, 900, 14),
    ("food_and_drink", "anaerobic_digestion"): (30, 400, 10),
    ("food_and_drink", "composting"): (20, 200, 3),
    ("paper", "recycling_closed_loop"): (10, 160, 7),
    ("plastics_average", "recycling_open_loop"): (10, 90, 4),
    ("plastics_average", "incineration_energy_recovery"): (10, 90, 3),
    ("glass", "recycling_closed_loop"): (10, 120, 4),
    ("clothing", "recycling_closed_loop"): (5, 60, 3),
}
# activity, unit: low, high, step, kg CO2e per unit, weight
ACTIVITIES: dict[tuple[str, str], tuple[float, float, float, float, float]] = {
    ("homeworking.total", "person*hour"): (30, 320, 0.5, 0.334, 30),
    ("water.supply", "m3"): (4, 90, 0.5, 0.191, 12),
    ("water.treatment", "m3"): (4, 90, 0.5, 0.171, 8),
    ("travel.taxi.regular", "passenger*km"): (8, 90, 0.5, 0.186, 26),
    ("travel.coach", "passenger*km"): (400, 4200, 10, 0.034, 9),
    ("travel.ferry.foot_passenger", "passenger*km"): (40, 900, 5, 0.023, 8),
    ("travel.bus.local_outside_london", "passenger*km"): (10, 120, 1, 0.13, 6),
    ("fuel.natural_gas", "m3"): (40, 300, 0.5, 2.4, 4),
    ("fuel.natural_gas.by_energy", "kWh"): (400, 3200, 10, 0.213, 3),
}


def _size(scene: Scene) -> float:
    return max(0.15, scene.production.people / 48)


def grid_electricity(scene: Scene) -> Line:
    """Return the electricity of a studio, a base or an edit for a month or some weeks."""
    region = scene.place()
    region = region if region in rough.ELECTRICITY else "DK"
    energy = scene.amount(600 * _size(scene), 6500 * _size(scene), scene.pick((1, 10, 0.5)))
    cells: dict[str, Cell] = {"energy": energy, "region": region, "control": scene.pick(("operated", "third_party"))}
    return Line(cells, energy * rough.ELECTRICITY[region])


def district_heat(scene: Scene) -> Line:
    """Return the district heat of a Danish house for a month or some weeks."""
    energy = scene.amount(500 * _size(scene), 8000 * _size(scene), scene.pick((1, 10, 0.5)))
    cells: dict[str, Cell] = {"energy": energy, "region": "DK", "control": scene.pick(("operated", "third_party"))}
    return Line(cells, energy * rough.HEAT)


def generator(scene: Scene) -> Line:
    """Return a day of a generator: litres filled, or hours at a rated power and load."""
    rng = scene.rng
    region = scene.place()
    cells: dict[str, Cell] = {"region": region, "control": scene.pick(("third_party", "operated"), (2, 1))}
    if rng.random() < 0.35:
        rated_kw = scene.pick(RATED_KW if scene.production.people > 50 else SMALL_RATED_KW)
        load = scene.pick((0.25, 0.5, 0.75), (3, 5, 2))
        hours = scene.amount(3, 11, 0.5)
        cells |= {"hours": hours, "rated_kw": rated_kw, "load": load, "fuel": "diesel"}
        return Line(cells, hours * rated_kw * load * rough.LITRES_PER_KWH * rough.FUEL["diesel"])
    fuel = scene.pick(tuple(rough.FUEL), (55, 28, 8, 5, 4))
    most = 25 if fuel in {"petrol", "lpg"} else max(60, min(360, 3 * scene.production.people))
    volume = scene.amount(most / 6, most, scene.pick((1, 0.5)))
    cells |= {"volume": volume, "fuel": fuel}
    if fuel == "diesel" and rng.random() < 0.4:
        del cells["fuel"]
    return Line(cells, volume * rough.FUEL[fuel])


def meals(scene: Scene) -> Line:
    """Return the portions of one diet on one day."""
    diet = scene.pick(DIETS, DIET_WEIGHTS)
    people = scene.production.people
    count = scene.rng.randint(max(2, people // 4), max(6, int(people * 1.2)))
    return Line({"meals": count, "diet": diet, "region": scene.place()}, count * rough.MEAL[diet])


def material(scene: Scene) -> Line:
    """Return timber, metal, cloth or paper bought or taken from store."""
    name, condition = scene.pick(tuple(MATERIALS), tuple(row[3] for row in MATERIALS.values()))
    low, high, factor, _ = MATERIALS[name, condition]
    mass = max(1, scene.amount(low * _size(scene), high * _size(scene), scene.pick((1, 0.5))))
    cells: dict[str, Cell] = {"mass": mass, "material": name, "condition": condition, "region": "DK"}
    if condition == "new" and scene.rng.random() < 0.4:
        del cells["condition"]
    return Line(cells, mass * factor)


def waste(scene: Scene) -> Line:
    """Return a container of one stream and where it went."""
    stream, treatment = scene.pick(tuple(WASTE), tuple(row[2] for row in WASTE.values()))
    low, high, _ = WASTE[stream, treatment]
    mass = max(1, scene.amount(low * _size(scene), high * _size(scene), scene.pick((1, 5, 0.5))))
    return Line({"mass": mass, "stream": stream, "treatment": treatment, "region": "DK"}, mass * rough.WASTE)


def activity(scene: Scene) -> Line:
    """Return a line that has no item of its own: office hours, water, taxi, coach, ferry, gas."""
    name, unit = scene.pick(tuple(ACTIVITIES), tuple(row[4] for row in ACTIVITIES.values()))
    low, high, step, factor, _ = ACTIVITIES[name, unit]
    share = min(1.0, _size(scene) * 1.5)
    amount = max(step, scene.amount(low * share, high * share, step))
    shown = scene.pick((unit, "pkm")) if unit == "passenger*km" else unit
    return Line({"activity": name, "amount": amount, "unit": shown, "region": "DK"}, amount * factor)
