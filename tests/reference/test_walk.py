"""Every row of the reference stands in the library or among the exclusions, and nothing else does."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from tables import FACTORS, PRINTED, REFERENCE, Row, bare, exclusions, factors, number, printed_rows, spelled, table
from walk import Term, identity, is_whole, printed, summary, walk

pytestmark = pytest.mark.reference

LEAST_FACTORS, LEAST_ACTIVITIES = 8_000, 900
# One printed row for a list of territories is one factor in each of them that has a code.
TERRITORIES = {
    "FR-OM:Guadeloupe, Martinique, Guyane": {"GP", "MQ", "GF"},
    "FR-OM:Guadeloupe, Martinique, Guyane, Corse": {"GP", "MQ", "GF"},
}
# Reference tables that print no emissions; test_side_tables.py walks them.
BESIDE = {
    "airport_distance_oracle",
    "cloud_compute_coefficients",
    "energy_use_benchmarks",
    "exchange_rates_ecb_annual",
    "generator_fuel_use",
    "gwp100_ipcc",
    "material_densities",
    "price_indices",
    "regions",
    "uk_desnz_2024_energy_per_distance",
    "uk_desnz_2025_energy_per_distance",
    "uk_desnz_2025_fuel_properties",
    "uk_desnz_2025_haul_definition",
}


def test_no_table_of_the_reference_is_forgotten() -> None:
    assert {path.stem for path in REFERENCE.glob("*.csv")} == BESIDE | set(PRINTED)


def test_printed_rows_are_told_apart() -> None:
    places = [identity((name, index)) for name in PRINTED for index in range(len(printed_rows(name)))]
    assert [key for key, times in Counter(places).items() if times > 1] == []


@pytest.mark.parametrize("name", PRINTED)
def test_every_printed_row_is_found(name: str) -> None:
    assert [identity(place) for place in walk().of_kind("") if place[0] == name] == []


@pytest.mark.parametrize("name", PRINTED)
def test_no_printed_row_is_found_twice(name: str) -> None:
    assert [identity(place) for place in walk().of_kind("twice") if place[0] == name] == []
    for place, home in walk().homes.items():
        if place[0] == name and len(home.alone) > 1:
            assert Counter(row["region"] for row in home.alone) == Counter(TERRITORIES[printed(place)["region"]])
            assert len({(row["activity"], row["stage"], row["value"]) for row in home.alone}) == 1


def test_every_factor_leads_back_to_the_reference() -> None:
    assert walk().lost_factors == []


def test_every_exclusion_leads_back_to_the_reference() -> None:
    assert walk().lost_exclusions == []


def test_values_and_units_are_the_printed_ones() -> None:
    wrong = [
        (factor["factor_id"], factor["valid_from"], found)
        for factor, made_of in walk().traced
        if (found := differences(factor, made_of))
    ]
    assert wrong == []


def differences(factor: Row, found: list[Term]) -> list[str]:
    """Say in what a factor departs from the printed figures it is made of."""
    expected = sum((item.sign * figure(item, factor, whole=is_whole(factor, found)) for item in found), Decimal())
    wrong = [] if Decimal(factor["value"]) == expected else [f"value is not {expected}"]
    units = {spelled(item.row["unit_activity"]) for item in found}
    return wrong + ([] if units == {bare(factor["unit"])} else [f"unit is not {units}"])


def figure(item: Term, factor: Row, *, whole: bool) -> Decimal:
    """Give the printed figure: the gas that is named, the CO2 where only that is told, else the total."""
    row = item.row
    if whole and (factor["stage"] == "biogenic_co2" or not row["co2e_kg"]):
        return number(row["co2_kg"])
    return number(row[item.column or "co2e_kg"])


def test_a_figure_of_co2_alone_is_marked() -> None:
    for factor, found in walk().traced:
        alone = all(not item.row["co2e_kg"] for item in found)
        assert not alone or factor["stage"] == "biogenic_co2" or "partial" in factor["flags"].split("|"), factor


def test_figures_left_out_beside_a_computed_factor_are_its_parts() -> None:
    """A row may be left out and still be a term: then its reason says so."""
    reasons = {"sum_of_parts", "no_basis", "duplicate_figure"}
    homes = walk().homes.values()
    both = [home for home in homes if home.computed and home.excluded]
    assert {home.excluded[0]["reason"] for home in both} <= reasons


def test_factor_keys_are_unique_and_known() -> None:
    rows = factors()
    keys = Counter((row["factor_id"], row["valid_from"]) for row in rows)
    assert [key for key, times in keys.items() if times > 1] == []
    for column, file, key in (
        ("activity", "activities.csv", "activity_id"),
        ("region", "regions.csv", "code"),
        ("source_id", "sources.csv", "source_id"),
    ):
        assert {row[column] for row in rows} <= {row[key] for row in table(FACTORS / file)}


def test_the_library_is_as_large_as_promised() -> None:
    assert len(factors()) >= LEAST_FACTORS
    assert len({row["activity"] for row in factors()}) >= LEAST_ACTIVITIES
    assert {row["activity"] for row in factors()} == {row["activity_id"] for row in table(FACTORS / "activities.csv")}


def test_the_summary_adds_up() -> None:
    *_, last = summary().splitlines()
    rows, *found, unaccounted = (int(cell) for cell in last.strip("| ").split(" | ")[1:])
    assert (rows, unaccounted) == (sum(found), 0)
    assert len(exclusions()) == sum(len(home.excluded) for home in walk().homes.values())
