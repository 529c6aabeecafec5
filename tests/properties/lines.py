"""Strategies for lines of the mini factor set: first lists of records, then a frame or items of the same records."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
from hypothesis import Phase, settings
from hypothesis import strategies as st

from greenprod.errors import GreenprodError
from greenprod.items.base import amount_fields
from greenprod.items.catalogue import ITEMS
from oracle_tables import UNITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from greenprod.footprint.calculate import Calculator, Result
    from greenprod.items.base import Item

Record = dict[str, Any]
Described = tuple[Record, tuple[str, ...]]
"""Description fields of a line, and the names of the amounts that go with them."""

few = settings(max_examples=max(settings().max_examples // 5, 15))
"""For tests that book whole tables, each of which holds many lines."""

brief = settings(
    few,
    max_examples=max(few.max_examples // 2, 10),
    phases=[phase for phase in Phase if phase not in (Phase.shrink, Phase.explain)],
)
"""For tests that also write and read folders: one more try costs too much to look for the smallest example."""

MG_COLUMNS = ("scope1_mg", "scope2_location_mg", "scope2_market_mg", "scope3_mg", "biogenic_mg", "co2e_mg")
REGIONS = ("DK", "GB", "SE", "DE", "DK-84", "FR", "US")
ACTIVITIES = {
    "travel.flight.short_haul.economy": "passenger*km",
    "travel.flight.domestic.average": "passenger*km",
    "travel.rail.national": "passenger*km",
    "travel.car.average.diesel": "km",
    "travel.car.average.battery_electric": "km",
    "freight.hgv.all.average_laden": "tonne*km",
    "accommodation.hotel": "room*night",
    "energy.electricity.grid": "kWh",
    "energy.heat.district": "kWh",
    "fuel.diesel.average_biofuel_blend": "litre",
    "fuel.hvo": "litre",
    "catering.meal.vegan": "meal",
    "material.wood.new": "kg",
    "waste.wood.landfill": "kg",
    "material.paper.new": "kg",
    "freight.van.average.diesel": "tonne*km",
    "refrigerant.r32": "kg",
}
SPEND = "spend.film"
CURRENCIES = ("DKK", "EUR", "kEUR", "SEK", "NOK", "USD", "GBP", "PLN", "BGN", "HRK", "ISK")
"""Some with an index of their own, some that have given way to the euro, and a thousand of one."""
KINDS: dict[str, Any] = {**ITEMS}
AMOUNTS_OF: dict[str, dict[str, str]] = {name: amount_fields(kind) for name, kind in KINDS.items()}
"""Amount fields of every item, and their canonical units."""
EDGES = tuple(date(year, 1, 1) for year in (2023, 2024, 2025, 2026, 2028, 2029))


def just(**words: Any) -> st.SearchStrategy[Record]:
    """Return fixed and drawn description fields as one record."""
    drawn = {name: word if isinstance(word, st.SearchStrategy) else st.just(word) for name, word in words.items()}
    return st.fixed_dictionaries(drawn)


def fields(*amounts: str, **words: Any) -> st.SearchStrategy[Described]:
    """Return description fields together with the amounts they need."""
    return just(**words).map(lambda record: (record, amounts))


return_trip = st.sampled_from([True, False])
loads = st.integers(1, 100).map(lambda percent: percent / 100)
DESCRIBED: dict[str, st.SearchStrategy[Described]] = {
    "activity": st.sampled_from(sorted(ACTIVITIES)).flatmap(
        lambda name: fields("amount", activity=name, unit=st.sampled_from(sorted(UNITS[ACTIVITIES[name]])))
    ),
    "flight": st.one_of(
        fields("passengers", origin="CPH", destination="LHR", cabin="economy", round_trip=return_trip),
        fields("passengers", origin="AAL", destination="CPH", cabin=st.sampled_from(["average", "business"])),
        fields("passengers", "distance", haul="short_haul", cabin="economy", round_trip=return_trip),
        fields("passengers", "distance", haul="domestic"),
    ),
    "rail_trip": fields("passengers", "distance", service="national", round_trip=return_trip),
    "car_trip": fields(
        "vehicles", "distance", fuel=st.sampled_from(["diesel", "battery_electric"]), round_trip=return_trip
    ),
    "freight": fields("mass", "distance", mode=st.sampled_from(["hgv", "van"])),
    "hotel_stay": fields("rooms", "nights"),
    "grid_electricity": fields("energy"),
    "district_heat": fields("energy"),
    "generator": st.one_of(
        fields("volume", fuel=st.sampled_from(["diesel", "hvo"])),
        fields("hours", rated_kw=st.integers(5, 1500), load=loads, fuel=st.sampled_from(["diesel", "hvo"])),
    ),
    "meals": fields("meals", diet="vegan"),
    "material": fields("mass", material="wood", condition="new"),
    "waste": fields("mass", stream="wood", treatment="landfill"),
}
"""Lines that the mini set can book and the second calculator can read; `any_item` has lines of every class."""

numbers = st.one_of(
    st.floats(0, 10_000, allow_subnormal=False),
    st.integers(0, 10_000),
    st.decimals(0, 1000, places=2).map(float),
)


@st.composite
def amount_cells(draw: st.DrawFn, unit: str) -> float | str:
    """Return a number, or a number with a unit of the same dimension."""
    if not unit or draw(st.booleans()):
        return draw(numbers)
    return f"{draw(st.decimals(0, 100, places=3))} {draw(st.sampled_from(sorted(UNITS[unit])))}"


days = st.one_of(
    st.builds(lambda edge, n: edge + timedelta(days=n), st.sampled_from(EDGES), st.integers(-2, 2)),
    st.dates(date(2022, 6, 1), date(2029, 6, 30)),
)


@st.composite
def times(draw: st.DrawFn, longest: int = 500) -> Record:
    """Return a date or a period."""
    start = draw(days)
    if draw(st.booleans()):
        return {"date": start.isoformat()}
    end = start + timedelta(days=draw(st.integers(0, longest)))
    return {"period_start": start.isoformat(), "period_end": end.isoformat()}


def commons() -> st.SearchStrategy[Record]:
    """Return the columns that every line may carry."""
    optional = {
        "control": st.sampled_from(["operated", "third_party"]),
        "status": st.sampled_from(["metered", "estimated", "default"]),
        "phase": st.sampled_from(["prep", "shoot"]),
        "member_id": st.sampled_from(["m1", "m2"]),
    }
    fixed = {"region": st.sampled_from(REGIONS), "production_id": st.sampled_from(["p1", "p2", "p3"])}
    return st.fixed_dictionaries(fixed, optional=optional)


PER = {
    "flight": "passenger*km", "rail_trip": "passenger*km", "car_trip": "km", "freight": "tonne*km",
    "hotel_stay": "room*night", "grid_electricity": "kWh", "district_heat": "kWh", "generator": "litre",
    "meals": "meal", "material": "kg", "waste": "kg",
}  # fmt: skip
"""What the activities of every typed item are counted in."""


@st.composite
def overrides(draw: st.DrawFn, line: Record, *, flawed: bool = False) -> Record:
    """Return a figure of the line's own, for another unit now and then; `flawed` ones may lack source or reason."""
    spend = line.get("activity") == SPEND
    known = [line["unit"]] if spend else sorted(UNITS[PER.get(line["item"]) or ACTIVITIES[line["activity"]]])
    per = draw(st.sampled_from([*known, *known, *known, "metre"]))
    own = {"factor_override": f"{draw(st.decimals(0, 5, places=3))} kgCO2e/({per})"}
    words = {"override_source": "supplier's bill", "override_reason": "measured"}
    left_out = draw(st.sampled_from([None, None, None, *words])) if flawed else None
    return own | {name: word for name, word in words.items() if name != left_out}


@st.composite
def records(draw: st.DrawFn, longest: int = 500) -> Record:
    """Return one line of things that were used, as a production would write it."""
    name = draw(st.sampled_from(sorted(DESCRIBED)))
    described, amounts = draw(DESCRIBED[name])
    cells = {amount: draw(amount_cells(AMOUNTS_OF[name][amount])) for amount in amounts}
    return {"item": name, **described, **cells, **draw(times(longest)), **draw(commons())}


@st.composite
def spend_records(draw: st.DrawFn, longest: int = 500) -> Record:
    """Return one line of money that was spent."""
    described = {"item": "activity", "activity": SPEND, "unit": draw(st.sampled_from(CURRENCIES))}
    return {**described, "amount": draw(numbers), **draw(times(longest)), **draw(commons())}


@st.composite
def any_records(draw: st.DrawFn, longest: int = 500, *, flawed: bool = False) -> Record:
    """Return one line of things or money, some with a figure of its own."""
    line = draw(spend_records(longest)) if not draw(st.integers(0, 3)) else draw(records(longest))
    if draw(st.integers(0, 3)):
        return line
    return line | draw(overrides(line, flawed=flawed))


@st.composite
def books(draw: st.DrawFn, least: int = 0, most: int = 8) -> list[Record]:
    """Return the lines of some productions, each with an id of its own; some differ from another in one field only."""
    lines = draw(st.lists(any_records(), min_size=least, max_size=most))
    for line in draw(st.lists(st.sampled_from(lines), max_size=4)) if lines else []:
        lines.append({**line, **draw(st.one_of(commons(), later(line)))})
    return numbered(lines)


def later(line: Record) -> st.SearchStrategy[Record]:
    """Return another day for a line, or another end of its period."""
    if "date" in line:
        return days.map(lambda day: {"date": day.isoformat()})
    start = date.fromisoformat(line["period_start"])
    return st.integers(0, 500).map(lambda n: {"period_end": (start + timedelta(days=n)).isoformat()})


def numbered(lines: Sequence[Record]) -> list[Record]:
    """Return the lines with ids."""
    return [{"line_id": f"l{n}", **line} for n, line in enumerate(lines)]


def frame_of(lines: Sequence[Record]) -> pd.DataFrame:
    """Return lines as the one table that holds them all."""
    return pd.DataFrame(list(lines)) if lines else pd.DataFrame(columns=["line_id", "item"])


def item_of(line: Record) -> Item:
    """Return a line as a typed item."""
    return ITEMS[line["item"]](**{name: value for name, value in line.items() if name != "item"})


def alone(calc: Calculator, line: Record) -> Result | str:
    """Return the result of one line, or the code of the issue that keeps it out of the books."""
    try:
        return calc.calculate(item_of(line))
    except GreenprodError as error:
        return error.issue.code


def same_as_alone(calc: Calculator, lines: Sequence[Record], booked: pd.DataFrame) -> None:
    """Compare every row of a ledger with the result of its line alone: not nearly, exactly."""
    assert list(booked["line_id"]) == [line["line_id"] for line in lines]
    for line, row in zip(lines, booked.to_dict("records"), strict=True):
        result = alone(calc, line)
        if isinstance(result, str):
            assert (row["booked"], row["issue"]) == (False, result), line
            assert {row[name] for name in MG_COLUMNS} == {0}
            continue
        resolved = result.resolved
        assert (row["booked"], row["issue"]) == (True, ""), line
        one_by_one = {name: result.mg(name.removesuffix("_mg")) for name in MG_COLUMNS[:-1]}
        assert {name: row[name] for name in MG_COLUMNS} == {**one_by_one, "co2e_mg": result.mg()}, line
        assert row["amount"] == resolved.per_unit * result.product
        assert row["match"] == resolved.match
        assert row["factors"] == resolved.factor_ids
        assert [row[name] for name in ("activity", "category", "region", "unit", "control")] == [
            resolved.activity, resolved.category, resolved.region, resolved.unit, resolved.control
        ]  # fmt: skip
