"""A slow second calculator: exact fractions, day by day, and no line of code in common with the library.

It reads the factor files itself and states every rule a second time, in the plainest way, so that a mistake has to be
made twice to go unseen.
"""

from __future__ import annotations

import csv
import math
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import airportsdata

from oracle_money import NoPriceError, Prices, in_currency
from oracle_tables import AMOUNTS, DIMENSIONS, UNITS, along, given, kilometres, years_later

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
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
UPSTREAM = {"manufacture", "well_to_tank", "transmission_losses", "upstream_generation", "upstream_losses"}
DIRECT = (
    "combustion", "radiative_forcing", "generation", "generation_location", "generation_market", "fugitive",
    "operational", "cradle_to_gate", "end_of_life",
)  # fmt: skip
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

    @property
    def forward(self) -> int:
        """Years after its end that a factor, rate or index may be used."""
        return 0 if self.strict else 3


REPORT = Rules()


class Hit(NamedTuple):
    """A row of the factor files and how it was reached."""

    row: Mapping[str, str]
    match: str
    ways: tuple[str, ...] = ()
    """Each way in which it was found that widens its range."""


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
        rows = [row for file in files for row in table(file)]
        corrected = {row["supersedes"] for row in rows}
        for row in rows:
            if edition_of(row) in corrected:
                continue
            self.factors.setdefault(row["activity"], []).append(row)
            self.where.setdefault((row["activity"], row["stage"], row["region"]), []).append(row)
        self.activities = {row["activity_id"]: row for row in table(folder / "activities.csv")}
        self.scopes = table(folder / "scopes.csv")
        self.boundaries = {row["boundary_id"]: row for row in table(folder / "boundaries.csv")}
        self.proxies = table(folder / "proxies.csv")
        self.chains = {row["code"]: row["fallback_chain"].split(">") for row in table(shared / "regions.csv")}
        self.gwp = {(row["gwp_set"], row["gas"]): Fraction(row["value"]) for row in table(shared / "gwp.csv")}
        self.properties = table(shared / "properties.csv")
        self.prices = Prices(shared)
        spread = table(folder / "pedigree.csv")
        self.spread = {row["indicator"]: float(row["factor"]) for row in spread if not row["score"]}
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
        found: dict[Key, Fraction] = {}
        for key, mg, _ in self.every_day(line, boundary, rules, gwp):
            found[key] = found.get(key, Fraction(0)) + mg
        return found

    def deviations(self, line: Mapping[str, object], rules: Rules = REPORT) -> dict[Key, set[float | None]]:
        """Return the geometric standard deviations of every posting, None where the row has none.

        One row can be reached in two ways within a period, so that a posting has two.
        """
        found: dict[Key, set[float | None]] = {}
        for key, _, hit in self.every_day(line, "full", rules, "as_published"):
            found.setdefault(key, set()).add(self.deviation(hit))
        return found

    def deviation(self, hit: Hit) -> float | None:
        """Add the squares of logarithms: the row's own, and half of each logarithm that a way of finding adds."""
        if not hit.row.get("gsd"):
            return None
        own = math.log(float(hit.row["gsd"])) ** 2
        return math.exp(math.sqrt(own + sum((math.log(self.spread[way]) / 2) ** 2 for way in hit.ways)))

    def every_day(
        self, line: Mapping[str, object], boundary: str, rules: Rules, gwp: str
    ) -> Iterator[tuple[Key, Fraction, Hit]]:
        """Yield what every day of a line books: where, how many milligrams, and from which row."""
        activity, amount = self.activity_amount(line)
        if activity not in self.activities:
            raise NothingFoundError(activity)
        days, place, own = self.days(line), self.place(line), self.own(line, activity)
        for day in days:
            others = self.rule(activity, line)["scope"] == "3"
            # a line that brings its own figure for everything asks the library for nothing
            alone = own is not None and (others or own.row["stage"] != "generation_market")
            try:
                hits = self.stages_on(activity, place, day, rules)
            except NothingFoundError:
                if not alone:
                    raise
                hits = {}
            for stage, looked_up in (instead(hits, own, others=others) if own else hits).items():
                hit, kg = self.kg(line, activity, amount, looked_up, (day, rules, gwp))
                for key in self.keys(activity, stage, hit, line, boundary):
                    yield key, kg * MG_PER_KG / len(days), hit

    def kg(
        self,
        line: Mapping[str, object],
        activity: str,
        amount: Fraction,
        hit: Hit,
        terms: tuple[date, Rules, str],
    ) -> tuple[Hit, Fraction]:
        """Return the kilograms of an amount; money is restated in what the row is per, which can stretch the match."""
        day, rules, gwp = terms
        if self.activities[activity]["dimension"] != "money":
            return hit, amount * self.kg_per_unit(hit.row, activity, gwp)
        currency, thousand = in_currency(unit_of(line))
        wanted, per = in_currency(per_of(hit.row["unit"]))
        if hit.match == "override":
            return hit, amount * thousand * Fraction(hit.row["value"]) / per
        try:
            times, late = self.prices.restated(currency, day.year, wanted, int(hit.row["price_year"]), rules.forward)
        except NoPriceError as error:
            raise NothingFoundError(activity) from error
        stretched = late and hit.match in ("exact", "parent_region")
        kg = amount * thousand * times * Fraction(hit.row["value"]) / per
        if late:
            hit = hit._replace(ways=(*hit.ways, "extended_period"))
        return (hit._replace(match="extended_period") if stretched else hit), kg

    def own(self, line: Mapping[str, object], activity: str) -> Hit | None:
        """Return the row that a line brings itself."""
        text = str(line.get("factor_override") or "")
        if not text:
            return None
        if not (line.get("override_source") and line.get("override_reason")):
            raise NothingFoundError(text)
        value, _, unit = text.partition(" ")
        kind = self.activities[activity]["dimension"]
        money = {name: Fraction(1) for name in ("EUR", "kEUR") if in_currency(unit_of(line))[0] == "EUR"}
        known = (money or {in_currency(unit_of(line))[0]: Fraction(1)}) if kind == "money" else UNITS[DIMENSIONS[kind]]
        if not unit.startswith("kgCO2e/") or per_of(unit) not in known or Fraction(value) < 0:
            raise NothingFoundError(text)
        blank = dict.fromkeys((*GASES, "gwp_set", "includes", "gsd"), "")
        name = {"factor_id": f"override:{activity}", "valid_from": "0001-01-01", "stage": self.replaced(activity)}
        return Hit({**blank, **name, "value": value, "unit": unit}, "override")

    def replaced(self, activity: str) -> str:
        """Return the stage that a line's own figure stands for: the market view of power, else the first of its own."""
        usual = [row for row in self.factors[activity] if "alternative" not in row["flags"].split("|")]
        known = {name for row in usual for name in (row["stage"], *row["includes"].split("|"))}
        if known & {"generation_location", "generation_market"}:
            return "generation_market"
        return next(stage for stage in DIRECT if stage in known)

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
            dimension = self.activities[activity]["dimension"] if activity in self.activities else "distance"
            unit = DIMENSIONS[dimension]
            if dimension == "money":
                return activity, Fraction(str(line["amount"]).partition(" ")[0])
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
        usual = [row for row in self.factors.get(activity, []) if counts(row, rules)]
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
        speaking = [rule for rule in self.proxies if speaks_of(rule, activity, stage, chain)]
        for rule in sorted(speaking, key=lambda rule: wideness(rule, chain)):
            other = (rule["proxy_activity"] or activity, rule["proxy_stage"] or stage)
            there = self.chains[rule["proxy_region"]] if rule["proxy_region"] else chain
            hit = self.straight(*other, there, day, rules)
            if hit:
                same = other[1] == stage and not rule["proxy_activity"]
                way = "proxy_region" if same else "proxy_activity"
                return Hit(hit.row, way, (*hit.ways, way))
        return None

    def straight(self, activity: str, stage: str, chain: list[str], day: date, rules: Rules) -> Hit | None:
        """Return the row without any proxy: each preferred source alone, in order; then the usual rows."""
        for source in (*rules.prefer, None):
            rows = {
                place: [
                    row
                    for row in self.where.get((activity, stage, place), [])
                    if (row["source_id"] == source if source else "alternative" not in row["flags"].split("|"))
                ]
                for place in chain
            }
            hit = nearest(rows, chain, day, rules)
            if hit:
                return hit
        return None

    def keys(self, activity: str, stage: str, hit: Hit, line: Mapping[str, object], boundary: str) -> list[Key]:
        """Return where a stage is booked: no place, one, or both views of scope 2."""
        about, rule = self.activities[activity], self.rule(activity, line)
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
        return [Key(activity, stage, category, view, edition_of(hit.row), hit.match) for view in views]

    def rule(self, activity: str, line: Mapping[str, object]) -> Row:
        """Return the scope of an activity under the line's control, or the usual one."""
        kind, control = self.activities[activity]["class"], line.get("control")
        rules = [row for row in self.scopes if row["class"] == kind]
        return next(row for row in rules if (row["control"] == control if control else row["default"] == "1"))

    def kg_per_unit(self, row: Mapping[str, str], activity: str, gwp: str) -> Fraction:
        """Return kg CO2e per canonical unit of the activity."""
        value = Fraction(row["value"])
        if gwp not in ("as_published", row["gwp_set"]) and any(row[gas] for gas in GASES):
            value = sum((Fraction(row[gas]) * self.weight(gwp, gas) for gas in GASES if row[gas]), Fraction(0))
        return value / UNITS[DIMENSIONS[self.activities[activity]["dimension"]]][per_of(row["unit"])]

    def weight(self, gwp: str, gas: str) -> Fraction:
        """Return the GWP of a gas in a set."""
        common = {"co2": "CO2", "ch4_fossil": "CH4", "ch4_biogenic": "CH4", "n2o": "N2O"}
        return Fraction(1) if gas == "other_co2e" else self.gwp.get((gwp, gas)) or self.gwp[gwp, common[gas]]


def wideness(rule: Mapping[str, str], chain: list[str]) -> tuple[object, ...]:
    """Return a sort key: what a rule names more narrowly comes first, a near region before a far one."""
    near = chain.index(rule["region"]) if rule["region"] in chain else len(chain)
    named = (rule["activity"].endswith("*"), -len(rule["activity"]), rule["stage"] == "*", rule["region"] == "*")
    return (*named, near, int(rule["rank"]))


def speaks_of(rule: Mapping[str, str], activity: str, stage: str, chain: list[str]) -> bool:
    """Whether a proxy rule is about this activity, stage and place."""
    stem = rule["activity"].removesuffix("*")
    about = activity.startswith(stem) if stem != rule["activity"] else activity == stem
    return about and rule["stage"] in ("*", stage) and rule["region"] in ("*", *chain)


def nearest(rows: Mapping[str, list[Row]], chain: list[str], day: date, rules: Rules) -> Hit | None:
    """Return the row of this day, nearest region first; else the nearest whose period can be stretched."""
    for place in chain:
        today = [r for r in rows[place] if r["valid_from"] <= day.isoformat() < r["valid_to"]]
        if today:
            match = "exact" if place == chain[0] else "parent_region"
            return Hit(single(today), match, () if match == "exact" else (match,))
    if rules.strict:
        return None
    for place in chain:
        ways = ("extended_period", *(("parent_region",) if place != chain[0] else ()))
        past = [r for r in rows[place] if r["valid_to"] <= day.isoformat() < moved(r["valid_to"], 3)]
        if past:
            last = max(r["valid_to"] for r in past)
            return Hit(single([r for r in past if r["valid_to"] == last]), "extended_period", ways)
        soon = [r for r in rows[place] if moved(r["valid_from"], -1) <= day.isoformat() < r["valid_from"]]
        if soon:
            first = min(r["valid_from"] for r in soon)
            return Hit(single([r for r in soon if r["valid_from"] == first]), "extended_period", ways)
    return None


def single(rows: list[Row]) -> Row:
    """Return the one row there is."""
    if len(rows) != 1:
        raise NothingFoundError([r["factor_id"] for r in rows])
    return rows[0]


def instead(hits: Mapping[str, Hit], own: Hit, *, others: bool) -> dict[str, Hit]:
    """Return the rows of a line that brings its own: of power that is ours the market view changes, else everything."""
    stage = own.row["stage"]
    if stage == "generation_market":
        if not others:
            return {**hits, stage: own}
        stage = "generation_location"
    return {stage: own, **{name: hit for name, hit in hits.items() if name == "biogenic_co2"}}


def counts(row: Row, rules: Rules) -> bool:
    """Whether a row takes part: alternatives do when their source is preferred."""
    return "alternative" not in row["flags"].split("|") or row["source_id"] in rules.prefer


def edition_of(row: Mapping[str, str]) -> str:
    """Return the name of one row."""
    return f"{row['factor_id']}@{row['valid_from']}"


def per_of(unit: str) -> str:
    """Return what a figure is per."""
    return unit.removeprefix("kgCO2e/").removeprefix("(").removesuffix(")")


def unit_of(line: Mapping[str, object]) -> str:
    """Return the unit of an amount, wherever it stands."""
    return str(line.get("unit") or str(line.get("amount", "")).partition(" ")[2])


def moved(day: str, years: int) -> str:
    """Return an ISO date some years later."""
    return years_later(date.fromisoformat(day), years).isoformat()
