"""A slow second calculator: exact fractions, day by day, and no line of code in common with the library.

It reads the factor files itself and states every rule a second time, in the plainest way, so that a mistake has to be
made twice to go unseen.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import airportsdata

from oracle_tables import AMOUNTS, DIMENSIONS, UNITS, along, given, kilometres, years_later

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Row = dict[str, str]

FUELS = {
    "diesel": "fuel.diesel.average_biofuel_blend", "gas_oil": "fuel.gas_oil", "hvo": "fuel.hvo",
    "petrol": "fuel.petrol.average_biofuel_blend", "lpg": "fuel.lpg",
}  # fmt: skip
LORRIES = {
    "van": "average.diesel", "hgv": "all.average_laden", "hgv_refrigerated": "all.average_laden",
    "sea": "container_ship.average",
}  # fmt: skip
UPSTREAM = {"well_to_tank", "transmission_losses", "upstream_generation", "upstream_losses"}
GASES = ("co2", "ch4_fossil", "ch4_biogenic", "n2o", "other_co2e")
MG_PER_KG = 10**6


class NothingFoundError(Exception):
    """No factor fits, or the words mean nothing."""


class Key(NamedTuple):
    """What one posting is booked under."""

    activity: str
    stage: str
    scope_category: str
    measure: str
    edition: str
    match: str


class Rules(NamedTuple):
    """How far a search may go."""

    strict: bool = False
    prefer: tuple[str, ...] = ()


REPORT = Rules()


class Hit(NamedTuple):
    """A row of the factor files and how it was reached."""

    row: Mapping[str, str]
    match: str


def table(path: Path) -> list[Row]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Oracle:
    """Calculate lines from a factor folder.

    Parameters
    ----------
    folder
        Laid out as ``factors/``.
    shared
        The shipped folder, for regions, GWPs and the properties that items read.

    """

    def __init__(self, folder: Path, shared: Path) -> None:
        files = sorted((folder / "emission").glob("*.csv"))
        self.factors: dict[str, list[Row]] = {}
        self.where: dict[tuple[str, str, str], list[Row]] = {}
        for row in (row for file in files for row in table(file)):
            self.factors.setdefault(row["activity"], []).append(row)
            self.where.setdefault((row["activity"], row["stage"], row["region"]), []).append(row)
        self.activities = {row["activity_id"]: row for row in table(folder / "activities.csv")}
        self.scopes = table(folder / "scopes.csv")
        self.boundaries = {row["boundary_id"]: row for row in table(folder / "boundaries.csv")}
        self.proxies = table(folder / "proxies.csv")
        self.chains = {row["code"]: row["fallback_chain"].split(">") for row in table(shared / "regions.csv")}
        self.gwp = {(row["gwp_set"], row["gas"]): Fraction(row["value"]) for row in table(shared / "gwp.csv")}
        self.properties = table(shared / "properties.csv")
        self.seen: dict[tuple[object, ...], dict[str, Hit]] = {}

    def postings(
        self,
        line: Mapping[str, object],
        *,
        boundary: str = "full",
        rules: Rules = REPORT,
        gwp: str = "as_published",
    ) -> dict[Key, Fraction]:
        """Return the milligrams of a line, unrounded, by posting.

        Raises
        ------
        NothingFoundError
            When some part of the line cannot be booked.

        """
        activity, amount = self.activity_amount(line)
        if activity not in self.activities:
            raise NothingFoundError(activity)
        days = self.days(line)
        place = self.place(line)
        found: dict[Key, Fraction] = {}
        for day in days:
            for stage, hit in self.stages_on(activity, place, day, rules).items():
                for key in self.keys(activity, stage, hit, line, boundary):
                    mg = amount * self.kg_per_unit(hit.row, activity, gwp) * MG_PER_KG
                    found[key] = found.get(key, Fraction(0)) + mg / len(days)
        return found

    def days(self, line: Mapping[str, object]) -> list[date]:
        """Return every day of the line."""
        if line.get("date"):
            return [date.fromisoformat(str(line["date"]))]
        first, last = (date.fromisoformat(str(line[name])) for name in ("period_start", "period_end"))
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    def place(self, line: Mapping[str, object]) -> str:
        """Return the region of the line; a flight without one takes off somewhere."""
        if line.get("region"):
            return str(line["region"])
        return str(airportsdata.load("IATA")[str(line["origin"])]["country"])

    def activity_amount(self, line: Mapping[str, object]) -> tuple[str, Fraction]:
        """Return the activity of a line and its amount in the canonical unit."""
        item = str(line["item"])
        if item == "activity":
            activity = str(line["activity"])
            unit = DIMENSIONS[self.activities[activity]["dimension"]] if activity in self.activities else "km"
            return activity, given(line["amount"], UNITS[unit], str(line.get("unit", "")))
        product = Fraction(1)
        for name, unit in AMOUNTS[item].items():
            if line.get(name) not in (None, ""):
                product *= given(line[name], UNITS[unit], unit)
        if str(line.get("round_trip")).lower() in ("true", "yes", "ja", "1"):
            product *= 2
        return self.leaf(item, line, product)

    def leaf(self, item: str, line: Mapping[str, object], product: Fraction) -> tuple[str, Fraction]:
        """Return the activity of a typed line, and the amount in its unit."""
        word = {name: str(value) for name, value in line.items() if value is not None}
        if item == "flight":
            return self.flight(word, product)
        if item == "generator":
            return FUELS[word.get("fuel", "diesel")], product * self.litres_per_hour(line)
        if item == "freight":
            mode = word.get("mode", "hgv")
            end = word["haul"] if mode == "air" else word.get("vehicle") or LORRIES.get(mode, "")
            return f"freight.{mode}.{end}".removesuffix("."), product
        leaves: dict[str, Callable[[], str]] = {
            "rail_trip": lambda: f"travel.rail.{word.get('service', 'national')}",
            "car_trip": lambda: f"travel.car.{word.get('size', 'average')}.{word.get('fuel', 'unknown')}",
            "hotel_stay": lambda: "accommodation.hotel",
            "grid_electricity": lambda: "energy.electricity.grid",
            "district_heat": lambda: "energy.heat.district",
            "meals": lambda: f"catering.meal.{word['diet']}",
            "material": lambda: f"material.{word['material']}.{word.get('condition', 'new')}",
            "waste": lambda: f"waste.{word['stream']}.{word['treatment']}",
        }
        return leaves[item](), product

    def flight(self, word: Mapping[str, str], product: Fraction) -> tuple[str, Fraction]:
        """Return the activity of a flight and its passenger-kilometres."""
        haul, cabin = word.get("haul", ""), word.get("cabin", "average")
        if word.get("origin"):
            km = kilometres(word["origin"], word["destination"])
            product *= Fraction(km)
            limits = {row["key"]: row for row in self.properties if row["property"] == "flight.haul_limit"}
            under = {key: km < Fraction(row["value"]) * UNITS["km"][row["unit"]] for key, row in limits.items()}
            haul = haul or next((key for key in ("domestic", "short_haul") if under[key]), "long_haul")
        return f"travel.flight.{haul}.{'average' if haul == 'domestic' else cabin}", product

    def litres_per_hour(self, line: Mapping[str, object]) -> Fraction:
        """Return what a generator burns in an hour, from the chart; 1 when its volume is known."""
        if line.get("hours") in (None, ""):
            return Fraction(1)
        power, load = Fraction(str(line["rated_kw"])), Fraction(str(line["load"]))
        chart: dict[Fraction, dict[Fraction, Fraction]] = {}
        for row in self.properties:
            if row["property"] == "generator.diesel.litres_per_kwh":
                chart.setdefault(Fraction(row["key"]), {})[Fraction(row["subkey"])] = Fraction(row["value"])
        by_size = {size: along(points, load) for size, points in chart.items()}
        return power * load * along(by_size, power)

    def stages_on(self, activity: str, place: str, day: date, rules: Rules) -> dict[str, Hit]:
        """Return the row of every stage on one day, without those that another row already contains."""
        asked = (activity, place, day, rules)
        if asked in self.seen:
            return self.seen[asked]
        usual = [row for row in self.factors.get(activity, []) if "alternative" not in row["flags"].split("|")]
        stages = {name for row in usual for name in (row["stage"], *row["includes"].split("|")) if name}
        if "generation_location" in stages:
            stages.add("generation_market")
        hits = {stage: self.find(activity, stage, place, day, rules) for stage in stages}
        inside = {name for hit in hits.values() if hit for name in hit.row["includes"].split("|")}
        kept = {stage: hit for stage, hit in hits.items() if hit and stage not in inside}
        if not set(kept) - UPSTREAM:
            raise NothingFoundError(f"{activity} in {place} on {day}")
        self.seen[asked] = kept
        return kept

    def find(self, activity: str, stage: str, place: str, day: date, rules: Rules) -> Hit | None:
        """Return the row for one stage on one day."""
        chain = self.chains[place]
        hit = self.straight(activity, stage, chain[:1] if rules.strict else chain, day, rules)
        if hit or rules.strict:
            return hit
        for rule in sorted(self.proxies, key=lambda rule: wideness(rule, chain)):
            if speaks_of(rule, activity, stage, chain):
                other = (rule["proxy_activity"] or activity, rule["proxy_stage"] or stage)
                there = self.chains[rule["proxy_region"]] if rule["proxy_region"] else chain
                hit = self.straight(*other, there, day, rules)
                if hit:
                    same = other[1] == stage and not rule["proxy_activity"]
                    return Hit(hit.row, "proxy_region" if same else "proxy_activity")
        return None

    def straight(self, activity: str, stage: str, chain: list[str], day: date, rules: Rules) -> Hit | None:
        """Return the row without any proxy: this day first, nearest region first; then a stretched period."""
        rows = {
            place: [
                row
                for row in self.where.get((activity, stage, place), [])
                if "alternative" not in row["flags"].split("|") or row["source_id"] in rules.prefer
            ]
            for place in chain
        }
        for place in chain:
            today = [r for r in rows[place] if r["valid_from"] <= day.isoformat() < r["valid_to"]]
            if today:
                return Hit(preferred(today, rules), "exact" if place == chain[0] else "parent_region")
        if rules.strict:
            return None
        for place in chain:
            past = [r for r in rows[place] if r["valid_to"] <= day.isoformat() < moved(r["valid_to"], 3)]
            if past:
                last = max(r["valid_to"] for r in past)
                return Hit(preferred([r for r in past if r["valid_to"] == last], rules), "extended_period")
            soon = [r for r in rows[place] if moved(r["valid_from"], -1) <= day.isoformat() < r["valid_from"]]
            if soon:
                first = min(r["valid_from"] for r in soon)
                return Hit(preferred([r for r in soon if r["valid_from"] == first], rules), "extended_period")
        return None

    def keys(self, activity: str, stage: str, hit: Hit, line: Mapping[str, object], boundary: str) -> list[Key]:
        """Return where a stage is booked: no place, one, or both views of scope 2."""
        about = self.activities[activity]
        rule = next(
            row
            for row in self.scopes
            if row["class"] == about["class"]
            and (row["control"] == line["control"] if line.get("control") else row["default"] == "1")
        )
        scope, category = rule["scope"], rule["category"]
        if stage == "biogenic_co2":
            scope, category = "", "outside"
        elif stage in UPSTREAM:
            scope, category = "3", rule["upstream_category"]
        elif stage.startswith("generation") and scope == "1":
            scope, category = "2", "2"
        out = self.boundaries[boundary]
        if stage in out["exclude_stages"].split("|") or about["category"] in out["exclude_categories"].split("|"):
            return []
        if scope and out["scopes"] and scope not in out["scopes"].split("|"):
            return []
        views = {"": ["biogenic"], "1": ["scope1"], "2": ["scope2_location", "scope2_market"], "3": ["scope3"]}[scope]
        if scope == "2" and stage in ("generation_location", "generation_market"):
            views = [stage.replace("generation", "scope2")]
        elif scope == "3" and stage == "generation_market":
            views = []
        edition = f"{hit.row['factor_id']}@{hit.row['valid_from']}"
        return [Key(activity, stage, category, view, edition, hit.match) for view in views]

    def kg_per_unit(self, row: Mapping[str, str], activity: str, gwp: str) -> Fraction:
        """Return kg CO2e per canonical unit of the activity."""
        value = Fraction(row["value"])
        if gwp not in ("as_published", row["gwp_set"]) and any(row[gas] for gas in GASES):
            value = sum((Fraction(row[gas]) * self.weight(gwp, gas) for gas in GASES if row[gas]), Fraction(0))
        per = row["unit"].removeprefix("kgCO2e/").removeprefix("(").removesuffix(")")
        return value / UNITS[DIMENSIONS[self.activities[activity]["dimension"]]][per]

    def weight(self, gwp: str, gas: str) -> Fraction:
        """Return the GWP of a gas in a set."""
        common = {"co2": "CO2", "ch4_fossil": "CH4", "ch4_biogenic": "CH4", "n2o": "N2O"}
        return Fraction(1) if gas == "other_co2e" else self.gwp.get((gwp, gas)) or self.gwp[gwp, common[gas]]


def wideness(rule: Mapping[str, str], chain: list[str]) -> tuple[object, ...]:
    """Return a sort key: what a rule names more narrowly comes first, a near region before a far one."""
    near = chain.index(rule["region"]) if rule["region"] in chain else len(chain)
    return (rule["activity"].endswith("*"), -len(rule["activity"]), rule["stage"] == "*", rule["region"] == "*", near)


def speaks_of(rule: Mapping[str, str], activity: str, stage: str, chain: list[str]) -> bool:
    """Whether a proxy rule is about this activity, stage and place."""
    stem = rule["activity"].removesuffix("*")
    about = activity.startswith(stem) if stem != rule["activity"] else activity == stem
    return about and rule["stage"] in ("*", stage) and rule["region"] in ("*", *chain)


def preferred(rows: list[Row], rules: Rules) -> Row:
    """Return the one row that is left when a named source goes first."""
    for source in rules.prefer:
        rows = [r for r in rows if r["source_id"] == source] or rows
    if len(rows) != 1:
        raise NothingFoundError([r["factor_id"] for r in rows])
    return rows[0]


def moved(day: str, years: int) -> str:
    """Return an ISO date some years later."""
    return years_later(date.fromisoformat(day), years).isoformat()
