"""Gases, life cycle stage, region and dates of every factor fit what is printed.

Shares no code with the script that makes the tables.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import pytest
from tables import REFERENCE, Row, factors, table
from walk import COMPUTED, Term, is_whole, term, walk

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.reference

ROW_COLUMNS = {
    "co2": ("co2_kg", "CO2"),
    "n2o": ("n2o_kg_co2e", "N2O"),
    "ch4_fossil": ("ch4_kg_co2e", "CH4"),
    "ch4_biogenic": ("ch4_kg_co2e", "CH4"),
}
TWELVE_DIGITS = Decimal("1e-11")
# Half of the last digit of four figures with five decimals, the coarsest that DESNZ prints; it drops zeros at the end.
DESNZ_ROUNDING = Decimal("0.00002")
# The only split of gases whose sum is not of the fifth report, by the README of the reference.
OLDER_SETS = {"dk_fjernvarme_fyn": "AR4"}


def failures(check: Callable[[Row, list[Term]], list[str]]) -> list[tuple[str, str, list[str]]]:
    """Apply a check to every factor that leads back to the reference."""
    return [
        (factor["factor_id"], factor["valid_from"], found)
        for factor, made_of in walk().traced
        if (found := check(factor, made_of))
    ]


@cache
def gwps(name: str) -> dict[str, Decimal]:
    listed = table(REFERENCE / "gwp100_ipcc.csv")
    return {row["gas"]: Decimal(row["gwp100"]) for row in listed if row["assessment"] == name} | {"CO2": Decimal(1)}


def half_digit(text: str) -> Decimal:
    """Give how far a printed number may lie from what it was rounded from."""
    exponent = Decimal(text).as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal((0, (5,), exponent - 1))


def flags(factor: Row) -> list[str]:
    return factor["flags"].split("|")


def gas_problems(factor: Row, found: list[Term]) -> list[str]:
    """Recompose the printed gas columns, and the total from them."""
    filled = [gas for gas in ROW_COLUMNS if factor[gas]]
    if factor["other_co2e"]:
        return [] if factor["other_co2e"] == factor["value"] and not filled else ["other_co2e"]
    if not factor["gwp_set"]:
        # The basis is not stated, so that only CO2 on its own can be told.
        marked = "partial" in flags(factor)
        return [] if (filled, factor["co2"]) == ((["co2"], factor["value"]) if marked else ([], "")) else ["gases"]
    if factor["gwp_set"] != OLDER_SETS.get(factor["source_id"], "AR5"):
        return ["gwp_set"]
    values = gwps(factor["gwp_set"])
    wrong, total = [], Decimal()
    for gas in filled:
        column, name = ROW_COLUMNS[gas]
        back, expected = Decimal(factor[gas]) * values[name], printed_sum(found, column)
        wrong += [] if abs(back - expected) <= abs(expected) * TWELVE_DIGITS else [gas]
        total += back
    columns = {ROW_COLUMNS[gas][0] for gas in filled}
    wrong += [] if columns == printed_columns(factor, found) else ["gases present"]
    return wrong + total_problems(factor, found, total, is_complete=len(columns) == 3)


def printed_sum(found: list[Term], column: str) -> Decimal:
    """Add up one gas column of the terms; a term that is one gas has no other."""
    parts = (item for item in found if item.column in ("", column))
    return sum((item.sign * Decimal(item.row[column] or 0) for item in parts), Decimal())


def printed_columns(factor: Row, found: list[Term]) -> set[str]:
    """Tell which gas columns are printed; CO2 of biomass stands alone."""
    if factor["stage"] == "biogenic_co2":
        return {"co2_kg"}
    columns = {column for column, _ in ROW_COLUMNS.values()}
    return {column for column in columns for item in found if item.row[column] and item.column in ("", column)}


def total_problems(factor: Row, found: list[Term], total: Decimal, *, is_complete: bool) -> list[str]:
    """Compare the sum of the gases with the total, where all are told or those told are marked as a part."""
    exact = not is_whole(factor, found) and any(item.column for item in found)
    if not total or not (exact or is_complete or "partial" in flags(factor) or factor["stage"] == "biogenic_co2"):
        return []
    allowed = Decimal()
    if is_complete and factor["source_id"].startswith("uk_desnz"):
        allowed = DESNZ_ROUNDING
    elif is_complete:
        columns = ("co2e_kg", "co2_kg", "ch4_kg_co2e", "n2o_kg_co2e")
        allowed = sum(
            (half_digit(item.row[column]) for item in found for column in columns if item.row[column]), allowed
        )
    slack = abs(Decimal(factor["value"])) * TWELVE_DIGITS
    return [] if abs(total - Decimal(factor["value"])) <= allowed + slack else ["sum of gases"]


def test_gases_make_up_the_printed_total() -> None:
    assert failures(gas_problems) == []


# Printed life cycle word: stages it can be.
STAGES = {
    "ttw": {"combustion", "generation_location"},
    "ttw_with_rf": {"radiative_forcing"},
    "ttw+generation": {"combustion"},
    "wtt": {"well_to_tank", "upstream_generation", "upstream_losses"},
    "wtw": {"combustion"},
    "wtw+vehicle": {"combustion", "operational"},
    "": {"combustion"},
    "generation": {"generation", "generation_location"},
    "generation_with_losses": {"generation"},
    "generation_direct": {"generation_market"},
    "generation_consumption": {"generation_location"},
    "generation_consumption_with_losses": {"generation_location"},
    "generation+upstream+losses": {"generation_location"},
    "lifecycle_generation": {"generation_location"},
    "lifecycle": {"generation_location", "generation", "combustion"},
    "td_losses": {"transmission_losses"},
    "operational": {"operational"},
    "cradle_to_gate": {"cradle_to_gate"},
    "cradle_to_gate_spend": {"cradle_to_gate"},
    "cradle_to_gate_spend_basic": {"cradle_to_gate"},
    "cradle_to_gate_spend_purchaser": {"cradle_to_gate"},
    "cradle_to_retail": {"cradle_to_gate"},
    "infrastructure/manufacture": {"manufacture"},
    "use_phase_electricity": {"operational"},
    "end_of_life": {"end_of_life"},
    "biogenic_co2": {"biogenic_co2"},
    "gwp_release": {"fugitive"},
}
# What a figure of two printed kinds must say it includes.
INCLUDES = {
    "wtw": "well_to_tank",
    "generation_with_losses": "transmission_losses",
    "generation_consumption_with_losses": "transmission_losses",
    "lifecycle_generation": "upstream_generation",
}
BUILT = re.compile("fabrication|construction", re.IGNORECASE)
SAID_IN_WORDS = {"manufacture": BUILT, "radiative_forcing": re.compile("tra[iî]nées", re.IGNORECASE)}
# Water is bought and cleaned: the French works stand beside the British ones.
WATER = ("water.supply", "water.treatment")


def stage_problems(factor: Row, found: list[Term]) -> list[str]:
    """Compare the stage with the printed life cycle word and, where that is coarse, with the printed part."""
    fits = all(stage_fits(factor, item, found) for item in found)
    return ([] if fits else ["stage"]) + ([] if includes_fit(factor, found) else ["includes"])


def stage_fits(factor: Row, item: Term, found: list[Term]) -> bool:
    row, stage = item.row, factor["stage"]
    if stage in SAID_IN_WORDS and not factor["derivation"].startswith(COMPUTED):
        return bool(SAID_IN_WORDS[stage].search(row["detail"] + row["note"]))
    if stage in ("radiative_forcing", "combustion") and len(found) > 1 and row["source_id"].startswith("uk_desnz"):
        # Flights: with less without. Vans: the whole less power and grid loss, both worked out in test_walk.py.
        return row["lifecycle"] in ("ttw", "ttw_with_rf", "ttw+generation", "generation", "td_losses")
    if stage == "biogenic_co2" and item.column == "co2_kg":
        return "biogenic" in row["note"]
    if stage == "operational" and factor["activity"] in WATER:
        return row["lifecycle"] in ("operational", "cradle_to_gate", "end_of_life")
    if stage in ("combustion", "generation_location") and row["lifecycle"] == "wtt":
        return is_power_before_vehicle(factor, row)
    return stage in STAGES[row["lifecycle"]]


def is_power_before_vehicle(factor: Row, row: Row) -> bool:
    """Tell whether a figure printed as upstream is the power of an electric vehicle, or all that moves a line."""
    says_so = "électricité" in row["detail"] or "well_to_tank" in factor["includes"].split("|")
    return says_so and row["source_id"] == "ademe_base_carbone_v23_6" and row["activity"].startswith("Transport de")


def includes_fit(factor: Row, found: list[Term]) -> bool:
    """Ask of a figure of several stages that it names them, unless the other part is a factor of its own."""
    included = factor["includes"].split("|")
    if factor["stage"] in ("radiative_forcing", "manufacture"):
        return True
    needed = {INCLUDES.get(item.row["lifecycle"], "") for item in found} - {""}
    needed |= {
        "manufacture" for item in found if item.row["lifecycle"] == "wtw+vehicle" and BUILT.search(item.row["note"])
    }
    if any("poste: " in item.row["detail"] for item in found) and not needed <= set(included):
        return all(upstream_apart(item.row) for item in found)
    return needed <= set(included)


@cache
def upstream_rows() -> set[tuple[str, str]]:
    """List the entries whose upstream is a factor of its own."""
    return {
        (item.row["source_id"], item.row["source_row"])
        for factor, found in walk().traced
        for item in found
        if factor["stage"] == "well_to_tank"
    }


def upstream_apart(row: Row) -> bool:
    return (row["source_id"], row["source_row"]) in upstream_rows()


def test_stages_fit_the_printed_life_cycle() -> None:
    assert failures(stage_problems) == []


def subject(row: Row) -> str:
    """Give what a DESNZ row is about, without the words that tell the stage."""
    detail = re.sub(r"^WTT- | \| With(out)? RF$| \| Gross CV basis$", "", row["detail"]).casefold()
    # Groups of bioenergy are worded otherwise outside of scopes.
    return re.sub(r"^(liquid fuels|forecourt fuels containing biofuel) ", "", detail).replace("hgvs ", "hgv ")


@pytest.mark.parametrize("source", ["uk_desnz_2024", "uk_desnz_2025"])
def test_all_stages_of_an_activity_are_about_the_same_thing(source: str) -> None:
    about: dict[str, set[str]] = {}
    for factor, found in walk().traced:
        if factor["source_id"] == source and not factor["activity"].startswith(("energy.", "accommodation.")):
            row = found[0].row
            kind = "use" if factor["stage"] in ("cradle_to_gate", "end_of_life") else ""
            about.setdefault(factor["activity"], set()).add(f"{kind}{subject(row)} {row['unit_activity']}")
    assert {name: subjects for name, subjects in about.items() if len(subjects) > 1} == {}
    assert len({next(iter(subjects)) for subjects in about.values()}) == len(about)


@pytest.mark.parametrize("source", ["uk_desnz_2024", "uk_desnz_2025"])
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
def test_names_point_at_the_right_row(source: str, activity: str, stage: str, detail: str) -> None:
    wanted = (source, activity, stage)
    (factor,) = (row for row in factors() if (row["source_id"], row["activity"], row["stage"]) == wanted)
    assert term(factor, factor["locator"], 1).row["detail"] == detail
