"""Every shipped figure is found again in the reference, by its source and locator.

Shares no code with the script that makes the tables.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import pytest
from tables import EMISSION, FACTORS, FILES, REFERENCE, Row, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.reference

TWELVE_DIGITS = Decimal("1e-11")
STAGES = {
    "ttw": ("combustion",),
    "wtt": ("well_to_tank", "upstream_generation", "upstream_losses"),
    "generation": ("generation", "generation_location"),
    "generation_direct": ("generation_market",),
    "lifecycle_generation": ("generation_location",),
    "lifecycle": ("generation_location", "generation", "combustion"),
    "td_losses": ("transmission_losses",),
    "operational": ("operational",),
    "cradle_to_gate": ("cradle_to_gate",),
    "end_of_life": ("end_of_life",),
    "biogenic_co2": ("biogenic_co2",),
}
GASES = {
    "co2": ("co2_kg", "CO2"),
    "n2o": ("n2o_kg_co2e", "N2O"),
    "ch4_fossil": ("ch4_kg_co2e", "CH4"),
    "ch4_biogenic": ("ch4_kg_co2e", "CH4"),
}


def locators(row: Row) -> Iterator[str]:
    """Spell every locator by which a reference row may be named."""
    yield row["source_row"]
    yield f"{row['source_row']}: {row['region']}"
    yield f"{row['source_row']}: {row['detail']} {row['year']}"
    if not row["source_row"]:
        yield f"{row['detail']} {row['year']}"


@cache
def printed() -> dict[tuple[str, str], list[Row]]:
    """Index the reference by source and locator."""
    found: dict[tuple[str, str], list[Row]] = {}
    for name in sorted(set(FILES.values())):
        for row in table(REFERENCE / name):
            for locator in set(locators(row)) - {""}:
                found.setdefault((row["source_id"], locator), []).append(row)
    return found


def only(source: str, locator: str) -> Row:
    rows = printed().get((source, locator), [])
    assert len(rows) == 1, f"{source} {locator!r} names {len(rows)} reference rows"
    return rows[0]


@cache
def ar5() -> dict[str, Decimal]:
    listed = table(REFERENCE / "gwp100_ipcc.csv")
    return {row["gas"]: Decimal(row["gwp100"]) for row in listed if row["assessment"] == "AR5"} | {"CO2": Decimal(1)}


def half_digit(*texts: str) -> Decimal:
    """Give how far printed numbers may lie from what they were rounded from, all told."""
    return sum((Decimal((0, (5,), exponent(text) - 1)) for text in texts), Decimal())


def exponent(text: str) -> int:
    found = Decimal(text).as_tuple().exponent
    assert isinstance(found, int)
    return found


def bare(unit: str) -> str:
    return re.sub(r"^kgCO2e/|[()]", "", unit)


def year_of(row: Row) -> tuple[str, str]:
    return f"{row['year']}-01-01", f"{int(row['year']) + 1}-01-01"


def recomputed(factor: Row, column: str) -> Decimal:
    """Work a printed column out again from the rows that the derivation names."""
    first, *rest = (only(factor["source_id"], part) for part in factor["derivation"][len("computed: ") :].split(" - "))
    return Decimal(first[column]) - sum((Decimal(row[column]) for row in rest), Decimal())


def problems(factor: Row) -> list[str]:
    """List where a factor departs from the reference."""
    if factor["derivation"].startswith("computed: "):
        return computed_problems(factor)
    row = only(factor["source_id"], factor["locator"])
    memo = factor["stage"] == "biogenic_co2"
    found = [] if Decimal(factor["value"]) == Decimal(row["co2_kg" if memo else "co2e_kg"]) else ["value"]
    found += [] if bare(factor["unit"]) == row["unit_activity"] else ["unit"]
    found += [] if region_fits(factor, row) else ["region"]
    found += [] if factor["stage"] in STAGES[row["lifecycle"]] else ["stage"]
    found += [] if (factor["valid_from"], factor["valid_to"]) == year_of(row) else ["dates"]
    for gas, (column, name) in GASES.items():
        if factor[gas]:
            back = Decimal(factor[gas]) * ar5()[name]
            found += [] if abs(back - Decimal(row[column])) <= abs(Decimal(row[column])) * TWELVE_DIGITS else [gas]
    filled = {column for gas, (column, _) in GASES.items() if factor[gas]}
    expected = {column for column, _ in GASES.values() if row[column]}
    return found + ([] if filled == expected else ["gases present"]) + whole(factor, memo=memo)


def whole(factor: Row, *, memo: bool) -> list[str]:
    """Check that the gases make up the printed total."""
    parts = [Decimal(factor[gas]) * ar5()[name] for gas, (_, name) in GASES.items() if factor[gas]]
    if len(parts) < 3 and not memo and "partial" not in factor["flags"]:
        return []
    # Each gas and the total were rounded on their own; five decimals is the coarsest that DESNZ prints.
    allowed = half_digit(*["0.00001"] * 4) if len(parts) == 3 else Decimal()
    return [] if abs(sum(parts) - Decimal(factor["value"])) <= allowed else ["sum of gases"]


def computed_problems(factor: Row) -> list[str]:
    named = factor["derivation"][len("computed: ") :].split(" - ")
    rows = [only(factor["source_id"], part) for part in named]
    found = [] if factor["locator"].split("; ") == named else ["locator"]
    found += [] if Decimal(factor["value"]) == recomputed(factor, "co2e_kg") else ["value"]
    found += [] if {row["unit_activity"] for row in rows} == {bare(factor["unit"])} else ["unit"]
    found += [] if all(region_fits(factor, row) for row in rows) else ["region"]
    found += [] if factor["stage"] in ("radiative_forcing", "combustion") else ["stage"]
    found += [] if {(factor["valid_from"], factor["valid_to"])} == set(map(year_of, rows)) else ["dates"]
    if factor["other_co2e"]:
        found += [] if factor["other_co2e"] == factor["value"] else ["other_co2e"]
        return found + [gas for gas in GASES if factor[gas]]
    for gas in ("co2", "ch4_fossil", "n2o"):
        column, name = GASES[gas]
        expected = recomputed(factor, column)
        found += [] if abs(Decimal(factor[gas]) * ar5()[name] - expected) <= Decimal("1e-12") else [gas]
    return found


@cache
def region_codes() -> dict[str, str]:
    """Give the code of each alpha-3 code and English name of the reference."""
    rows = table(REFERENCE / "regions.csv")
    return {row[column]: row["code"] for row in rows for column in ("name_en", "alpha3") if row[column]}


OTHER_NAMES = {
    "UK": "GB",
    "UK (London)": "GB",
    "Hong Kong, China": "HK",
    "Korea": "KR",
    "Russian Federation": "RU",
    "Turkey": "TR",
    "Vietnam": "VN",
    "World": "WORLD",
    "European Union (27)": "EU27",
    "Kosovo": "XK",
    "Europe": "EUROPE",
    "Africa": "AFRICA",
    "Asia": "ASIA",
    "Oceania": "OCEANIA",
}


def region_fits(factor: Row, row: Row) -> bool:
    name = row["region"]
    return factor["region"] in (name, OTHER_NAMES.get(name), region_codes().get(name))


@pytest.mark.parametrize("path", EMISSION, ids=lambda path: path.stem)
def test_every_factor_is_in_the_reference(path: Path) -> None:
    wrong = {(row["factor_id"], row["valid_from"]): found for row in table(path) if (found := problems(row))}
    assert not wrong


@pytest.mark.parametrize("path", EMISSION, ids=lambda path: path.stem)
def test_no_printed_row_is_used_twice(path: Path) -> None:
    used = Counter((row["source_id"], row["locator"]) for row in table(path))
    assert [key for key, times in used.items() if times > 1] == []


@pytest.mark.parametrize("path", EMISSION, ids=lambda path: path.stem)
def test_factor_keys_are_unique_and_known(path: Path) -> None:
    rows = table(path)
    keys = Counter((row["activity"], row["region"], row["stage"], row["valid_from"]) for row in rows)
    assert [key for key, times in keys.items() if times > 1] == []
    assert {row["activity"] for row in rows} <= {row["activity_id"] for row in table(FACTORS / "activities.csv")}
    assert {row["region"] for row in rows} <= {row["code"] for row in table(FACTORS / "regions.csv")}
    assert {row["source_id"] for row in rows} <= {row["source_id"] for row in table(FACTORS / "sources.csv")}


def test_gwps_are_in_the_reference() -> None:
    listed = {
        (row["source_id"], f"{row['source_row']} {row['gas']}", row["assessment"], row["gas"], row["gwp100"])
        for row in table(REFERENCE / "gwp100_ipcc.csv")
    }
    hub = next(row for row in table(REFERENCE / "gwp_epa_hub_2025_ar5.csv") if row["formula_or_blend"] == "CO2")
    sets = {row["assessment"] for row in table(REFERENCE / "gwp100_ipcc.csv")}
    listed |= {(hub["source_id"], hub["source_row"], name, "CO2", hub["gwp100"]) for name in sets}
    shipped = [
        (row["source_id"], row["locator"], row["gwp_set"], row["gas"], row["value"])
        for row in table(FACTORS / "gwp.csv")
    ]
    assert len(shipped) == len(set(shipped))
    assert set(shipped) == listed


def test_regions_are_in_the_reference() -> None:
    columns = ("code", "level", "alpha3", "name_en", "name_da", "parent", "fallback_chain")
    rename = {"us_epa_ghg_hub_2025": "epa_ghg_hub_2025"}
    listed = {
        (*(row[name] for name in columns), rename.get(row["source_id"], row["source_id"]))
        for row in table(REFERENCE / "regions.csv")
    }
    shipped = [(*(row[name] for name in columns), row["source_id"]) for row in table(FACTORS / "regions.csv")]
    assert len(shipped) == len(set(shipped))
    assert set(shipped) == listed


def test_properties_are_in_the_reference() -> None:
    chart = {
        (row["source_id"], f"rated_kw={row['rated_kw']} load_fraction={row['load_fraction']}"): row
        for row in table(REFERENCE / "generator_fuel_use.csv")
    }
    hub = {(row["source_id"], row["source_row"]): row for row in table(REFERENCE / "us_epa_ghg_hub_2025.csv")}
    rows = table(FACTORS / "properties.csv")
    curve = [row for row in rows if row["property"] == "generator.diesel.litres_per_kwh"]
    assert len(curve) == len(chart)
    for row in curve:
        source = chart[row["source_id"], row["locator"]]
        assert Decimal(row["value"]) == Decimal(source["litres_per_kwh"])
        assert (row["key"], row["subkey"], row["unit"]) == (source["rated_kw"], source["load_fraction"], "litre/kWh")
    limits = [row for row in rows if row not in curve]
    assert [row["key"] for row in limits] == ["domestic", "short_haul"]
    assert {row["property"] for row in limits} == {"flight.haul_limit"}
    for row in limits:
        name = hub[row["source_id"], row["locator"]]["detail"]
        assert re.findall(r"(\d+) miles", name) == [row["value"]]
        assert row["unit"] == "mile"


def subject(row: Row) -> str:
    """Give what a DESNZ row is about, without the words that tell the stage."""
    detail = re.sub(r"^WTT- | \| With(out)? RF$| \| Gross CV basis$", "", row["detail"]).casefold()
    # Groups of bioenergy are worded otherwise outside of scopes.
    return re.sub(r"^(liquid fuels|forecourt fuels containing biofuel) ", "", detail).replace("hgvs ", "hgv ")


def test_all_stages_of_an_activity_are_about_the_same_thing() -> None:
    about: dict[str, set[str]] = {}
    for row in table(FACTORS / "emission" / "desnz-2025.csv"):
        if not row["activity"].startswith(("energy.", "accommodation.")):
            first, *_ = row["locator"].split("; ")
            printed_row = only("uk_desnz_2025", first)
            kind = "use" if row["stage"] in ("cradle_to_gate", "end_of_life") else ""
            about.setdefault(row["activity"], set()).add(f"{kind}{subject(printed_row)} {printed_row['unit_activity']}")
    assert {name: found for name, found in about.items() if len(found) > 1} == {}
    assert len({next(iter(found)) for found in about.values()}) == len(about)


@pytest.mark.parametrize(
    ("activity", "stage", "detail"),
    [
        ("fuel.diesel.average_biofuel_blend", "combustion", "Liquid fuels | Diesel (average biofuel blend)"),
        ("fuel.hvo", "biogenic_co2", "Biofuel | Biodiesel HVO"),
        ("fuel.natural_gas.by_energy", "combustion", "Gaseous fuels | Natural gas | Gross CV basis"),
        (
            "travel.flight.long_haul.business",
            "well_to_tank",
            "WTT- flights | Long-haul, to/from UK | Business class | Without RF",
        ),
        ("travel.rail.national", "combustion", "Rail | National rail"),
        ("travel.car.medium.petrol", "combustion", "Cars (by size) | Medium car | Petrol"),
        ("travel.car.lower_medium.petrol", "combustion", "Cars (by market segment) | Lower medium | Petrol"),
        ("freight.hgv.all.average_laden", "combustion", "HGV (all diesel) | All HGVs | Average laden"),
        ("freight.van.class_3.diesel.by_vehicle", "combustion", "Vans | Class III (1.74 to 3.5 tonnes) | Diesel"),
        ("material.wood.reused", "cradle_to_gate", "Construction | Wood | Re-used"),
        ("waste.glass.recycling_closed_loop", "end_of_life", "Other | Glass | Closed-loop"),
        ("water.treatment", "operational", "Water treatment | Water treatment"),
        ("homeworking.total", "operational", "Homeworking (office equipment + heating)"),
    ],
)
def test_names_point_at_the_right_row(activity: str, stage: str, detail: str) -> None:
    rows = table(FACTORS / "emission" / "desnz-2025.csv")
    (factor,) = (row for row in rows if (row["activity"], row["stage"]) == (activity, stage))
    assert only("uk_desnz_2025", factor["locator"])["detail"] == detail
