"""Puts the lines of a production together: how many of each item, when, for whom, how well known."""

from collections.abc import Callable
from datetime import date
from random import Random

from . import site, travel
from .draft import NOTES, SUPPLIERS, Cell, Line, Scene, draw_date, month_of, weeks_from
from .plan import Production

SEED = 20250101

MAKERS: dict[str, Callable[[Scene], Line]] = {
    "flight": travel.flight,
    "rail_trip": travel.rail_trip,
    "car_trip": travel.car_trip,
    "freight": travel.freight,
    "hotel_stay": travel.hotel_stay,
    "grid_electricity": site.grid_electricity,
    "district_heat": site.district_heat,
    "generator": site.generator,
    "meals": site.meals,
    "material": site.material,
    "waste": site.waste,
    "activity": site.activity,
}
COUNTS: dict[str, tuple[int, ...]] = {
    "feature": (34, 26, 104, 40, 27, 12, 10, 28, 62, 34, 20, 30),
    "drama_series": (52, 32, 150, 54, 42, 20, 17, 44, 102, 54, 28, 40),
    "documentary": (12, 18, 38, 8, 18, 6, 5, 3, 16, 5, 4, 16),
    "entertainment": (12, 18, 58, 22, 13, 10, 8, 8, 48, 26, 16, 20),
}
PHASES = ("development", "prep", "shoot", "wrap", "post")
PHASE_WEIGHTS: dict[str, tuple[int, ...]] = {
    "flight": (12, 22, 52, 4, 10),
    "rail_trip": (15, 30, 38, 5, 12),
    "car_trip": (3, 22, 66, 6, 3),
    "freight": (0, 25, 58, 17, 0),
    "hotel_stay": (6, 20, 70, 2, 2),
    "grid_electricity": (6, 22, 42, 6, 24),
    "district_heat": (8, 24, 38, 6, 24),
    "generator": (0, 4, 96, 0, 0),
    "meals": (1, 9, 88, 2, 0),
    "material": (0, 62, 36, 2, 0),
    "waste": (0, 12, 34, 54, 0),
    "activity": (20, 25, 30, 8, 17),
}
DEPARTMENTS: dict[str, tuple[str, ...]] = {
    "flight": ("production", "cast", "camera", "locations"),
    "rail_trip": ("production", "cast", "post", "locations"),
    "car_trip": ("transport", "transport", "locations", "camera", "production", "costume"),
    "freight": ("transport", "camera", "art", "lighting", "catering"),
    "hotel_stay": ("production", "cast", "locations"),
    "grid_electricity": ("locations", "post", "production"),
    "district_heat": ("locations", "post", "production"),
    "generator": ("lighting", "locations", "catering"),
    "meals": ("catering",),
    "material": ("art", "art", "costume", "makeup"),
    "waste": ("art", "catering", "locations"),
    "activity": ("production", "post", "transport", "locations"),
}
ACCOUNTS = {
    "production": "2100",
    "cast": "2400",
    "camera": "3100",
    "lighting": "3200",
    "locations": "3400",
    "art": "3600",
    "costume": "3700",
    "makeup": "3750",
    "transport": "3900",
    "catering": "4100",
    "post": "5200",
}
STATUSES: dict[str, tuple[str, ...]] = {
    "flight": ("invoiced", "supplier", "invoiced", "calculated"),
    "rail_trip": ("invoiced", "calculated", "estimated"),
    "car_trip": ("calculated", "calculated", "estimated", "supplier"),
    "freight": ("calculated", "supplier", "estimated"),
    "hotel_stay": ("invoiced", "invoiced", "estimated"),
    "grid_electricity": ("metered", "invoiced", "estimated"),
    "district_heat": ("metered", "invoiced", "calculated"),
    "generator": ("invoiced", "calculated", "supplier"),
    "meals": ("supplier", "invoiced", "estimated"),
    "material": ("invoiced", "estimated", "supplier", "default"),
    "waste": ("supplier", "invoiced", "default"),
    "activity": ("calculated", "estimated", "invoiced", "default"),
}
BY_PERIOD = {"grid_electricity", "district_heat", "waste"}
CLOTH = {"clothing"}


def lines_of(production: Production) -> list[Line]:
    """Return all lines of a production, in order of time.

    Parameters
    ----------
    production : Production
        The production; its id is part of the seed, so that one production never moves another.

    Returns
    -------
    list of Line
        Cells in no particular column order, with the rough emissions of each line.
    """
    scene = Scene(Random(f"{SEED}:{production.production_id}"), production)
    drawn = []
    for item, count in zip(MAKERS, COUNTS[production.format], strict=True):
        wanted = round(count * production.busy * production.share.get(item, 1.0))
        drawn += [_line(scene, item) for _ in range(wanted)]
    drawn.sort(key=_first_day)
    prefix = production.production_id.split("-")[0].upper()
    for number, line in enumerate(drawn, start=1):
        line.cells = {"line_id": f"{prefix}-{number:04d}", "production_id": production.production_id} | line.cells
    return drawn


def _line(scene: Scene, item: str) -> Line:
    rng = scene.rng
    line = MAKERS[item](scene)
    phase = scene.pick(PHASES, PHASE_WEIGHTS[item])
    department = scene.pick(DEPARTMENTS[item])
    if line.cells.get("material") in CLOTH:
        department = "costume"
    elif department == "costume" and item == "material":
        department = "art"
    line.cells |= {
        "item": item,
        "version": "final",
        "phase": phase,
        "department": department,
        "account": ACCOUNTS[department],
        "status": scene.pick(STATUSES[item]),
        "supplier": scene.pick(SUPPLIERS[str(line.cells.get("activity", item)).split(".")[0]]),
    }
    if scene.production.layout == "plain":
        line.cells["member_id"] = scene.production.lead
    line.cells |= _when(scene, item, phase)
    line.cells.setdefault("note", scene.pick(NOTES))
    if rng.random() < 0.3:
        line.cells["evidence"] = f"bilag-{rng.randint(1000, 9999)}"
    if scene.production.episodes > 1 and phase == "shoot" and rng.random() < 0.6:
        line.cells["episode"] = str(rng.randint(1, scene.production.episodes))
    return line


def _when(scene: Scene, item: str, phase: str) -> dict[str, Cell]:
    day = draw_date(scene, phase)
    is_office = item == "activity" and scene.rng.random() < 0.4
    if item not in BY_PERIOD and not is_office:
        return {"date": day}
    monthly = scene.rng.random() < 0.6
    first, last = month_of(day) if monthly else weeks_from(day, scene.pick((1, 2, 4, 6)))
    return {"period_start": max(first, scene.production.start), "period_end": min(last, scene.production.end)}


def _first_day(line: Line) -> tuple[date, str]:
    day = line.cells.get("date", line.cells.get("period_start"))
    if not isinstance(day, date):
        raise TypeError(f"A line without a day: {line.cells}")
    return day, str(line.cells["item"])
