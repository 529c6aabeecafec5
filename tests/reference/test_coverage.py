"""What is left out is left out for the reason that it says, as far as the printed figures can prove it.

Reasons of judgement (no_basis, not_an_activity, licence) prove nothing here.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from functools import cache

import pytest
from tables import REFERENCE, Row, exclusions, printed_rows, table
from walk import Home, printed, walk

pytestmark = pytest.mark.reference

# Half of the last digit of four figures with five decimals.
ROUNDING = Decimal("0.00002")
FULL_EDITIONS = ("uk_desnz_2024", "uk_desnz_2025")
REFRIGERANTS = "Refrigerant & other"
OWN = ("Passenger vehicles", "Delivery vehicles")
ELECTRIC = ("UK electricity for EVs", "UK electricity T&D for EVs")
JUDGED = {"no_basis", "not_an_activity", "licence"}
PROVED = {
    "avoided_emission",
    "duplicate_figure",
    "duplicate_unit",
    "no_region",
    "part_of_total",
    "second_series",
    "sum_of_parts",
}


def left_out(name: str, reason: str) -> list[tuple[Row, Home]]:
    """List the rows of a table that are left out for a reason."""
    found = [(place, home) for place, home in walk().homes.items() if place[0] == name and home.excluded]
    return [(printed(place), home) for place, home in found if home.excluded[0]["reason"] == reason]


def kept(home: Home) -> bool:
    return bool(home.alone or home.computed)


def total(row: Row) -> Decimal:
    return Decimal(row["co2e_kg"])


def note(home: Home) -> str:
    return home.excluded[0]["note"]


def test_every_reason_is_known() -> None:
    assert {row["reason"] for row in exclusions()} <= JUDGED | PROVED


def path(row: Row) -> str:
    """Give the printed path as it stands for own vehicles and without radiative forcing."""
    detail = row["detail"].casefold().removeprefix("managed ").replace("motorbikes", "motorbike")
    detail = detail.replace("hgvs refrigerated", "hgv refrigerated")
    return detail.replace("with rf", "without rf") if row["lifecycle"] == "wtt" else detail


@cache
def by_path(name: str) -> dict[tuple[str, str], list[tuple[Row, Home]]]:
    """Index a DESNZ edition by path and unit."""
    found: dict[tuple[str, str], list[tuple[Row, Home]]] = {}
    for place, home in walk().homes.items():
        if place[0] == name:
            row = printed(place)
            found.setdefault((path(row), row["unit_activity"]), []).append((row, home))
    return found


@pytest.mark.parametrize("name", FULL_EDITIONS)
def test_repeated_rows_of_desnz_equal_a_factor(name: str) -> None:
    for row, _ in left_out(name, "duplicate_figure"):
        if row["activity"] != REFRIGERANTS:
            same = by_path(name)[path(row), row["unit_activity"]]
            gaps = [abs(total(other) - total(row)) for other, home in same if home.alone and other["co2e_kg"]]
            assert min(gaps) <= ROUNDING, row


@pytest.mark.parametrize("name", FULL_EDITIONS)
def test_parts_of_a_refrigerant_make_up_the_factor(name: str) -> None:
    parts: Counter[str] = Counter()
    for row, _ in (*left_out(name, "duplicate_figure"), *left_out(name, "part_of_total")):
        if row["activity"] == REFRIGERANTS:
            parts[row["detail"].rpartition(" | ")[0]] += total(row)  # type: ignore[assignment]
    whole = {
        printed(place)["detail"].rpartition(" | ")[0]: total(printed(place))
        for place, home in walk().homes.items()
        if place[0] == name and home.alone and printed(place)["activity"] == REFRIGERANTS
    }
    assert set(parts) == set(whole)
    # Each part is rounded to a whole kilogram.
    assert {gas: value for gas, value in parts.items() if abs(whole[gas] - value) > 1} == {}


@pytest.mark.parametrize("name", FULL_EDITIONS)
def test_totals_of_desnz_are_the_sum_of_factors(name: str) -> None:
    for row, _ in left_out(name, "sum_of_parts"):
        same = by_path(name)[path(row), row["unit_activity"]]
        parts = [(other, home) for other, home in same if other["activity"] in OWN + ELECTRIC]
        assert all(home.alone for _, home in parts), row
        assert {other["activity"] for other, _ in parts} >= set(ELECTRIC), row
        assert abs(sum(total(other) for other, _ in parts) - total(row)) <= ROUNDING, row


def test_totals_of_2026_are_of_several_stages() -> None:
    assert {row["lifecycle"] for row, _ in left_out("uk_desnz_2026_partial", "sum_of_parts")} == {"ttw+generation"}


@cache
def gross_over_net() -> dict[str, Decimal]:
    """Give how much more energy the gross calorific value of a fuel counts."""
    rows = table(REFERENCE / "uk_desnz_2025_fuel_properties.csv")
    counted = [row for row in rows if Decimal(row["net_cv_kwh_per_kg"] or 0)]
    return {
        row["fuel"].casefold(): Decimal(row["gross_cv_kwh_per_kg"]) / Decimal(row["net_cv_kwh_per_kg"])
        for row in counted
    }


@pytest.mark.parametrize("name", FULL_EDITIONS)
def test_net_figures_and_megalitres_repeat_a_factor_in_another_unit(name: str) -> None:
    checked = 0
    for row, _ in left_out(name, "duplicate_unit"):
        is_net = row["detail"].endswith("| Net CV basis")
        twin_path = path(row).replace("| net cv basis", "| gross cv basis")
        unit = row["unit_activity"] if is_net else "m**3"
        (twin,) = (
            other
            for other, home in by_path(name)[twin_path, unit]
            if home.alone and other["activity"] == row["activity"] and other is not row
        )
        if not is_net:
            assert abs(total(twin) * 1000 - total(row)) <= Decimal("0.0006") * 1000, row
            continue
        ratio = gross_over_net().get(row["detail"].split(" | ")[-2].casefold())
        if ratio and total(twin) > Decimal("0.01"):
            checked += 1
            assert abs(total(row) / total(twin) / ratio - 1) < Decimal("0.02"), row
    assert checked


def test_net_figures_of_2026_stand_in_another_unit() -> None:
    kept_fuels = {
        row["detail"] for rows in by_path("uk_desnz_2026_partial").values() for row, home in rows if home.alone
    }
    fuels = {
        row["detail"].removesuffix(" | Net CV basis") for row, _ in left_out("uk_desnz_2026_partial", "duplicate_unit")
    }
    assert fuels - {name.removesuffix(" | Gross CV basis") for name in kept_fuels} == set()


def test_hotel_nights_equal_the_flat_files() -> None:
    for row, _ in left_out("uk_desnz_hotel_2023_2025", "duplicate_figure"):
        same = by_path(row["source_id"])[f"hotel stay | {row['detail']}".casefold(), "room_night"]
        assert [total(other) for other, home in same if home.alone] == [total(row)], row


@cache
def grid() -> dict[tuple[str, str], Decimal]:
    """Give the grid averages that are factors, by code and year."""
    return {
        (factor["region"], factor["valid_from"][:4]): Decimal(factor["value"])
        for place, home in walk().homes.items()
        if place[0].startswith("grid_electricity_")
        for factor in home.alone
    }


GROUPS = {"Africa": "AFRICA", "Asia": "ASIA", "EU": "EU27", "Europe": "EUROPE", "Oceania": "OCEANIA", "World": "WORLD"}


def grid_code(row: Row) -> str:
    name = row["region"].removesuffix(" (Ember)")
    codes = {item["alpha3"]: item["code"] for item in table(REFERENCE / "regions.csv") if item["alpha3"]}
    return (GROUPS | {"XKX": "XK"} | codes)[name]


def test_repeated_grid_averages_equal_the_main_series() -> None:
    for row, _ in left_out("grid_electricity_ember_latest", "duplicate_figure"):
        assert abs(grid()[grid_code(row), row["year"]] - total(row)) <= Decimal("0.0005"), row


def test_second_series_of_a_group_has_a_first_one() -> None:
    """The two count the same countries in another way: they stay within a tenth."""
    for row, _ in left_out("grid_electricity_owid_ember", "second_series"):
        assert abs(grid()[grid_code(row), row["year"]] / total(row) - 1) < Decimal("0.1"), row


@pytest.mark.parametrize("name", ["grid_electricity_owid_ember", "grid_electricity_ember_latest"])
def test_groups_without_a_region_have_no_code(name: str) -> None:
    known = {row[key] for row in table(REFERENCE / "regions.csv") for key in ("code", "alpha3", "name_en")} - {""}
    for row, _ in left_out(name, "no_region"):
        assert row["region"] not in known | set(GROUPS), row
        assert row["region"].removesuffix(" (Ember)") not in GROUPS, row


def hub(table_number: int) -> dict[tuple[str, str], Row]:
    rows = printed_rows("us_epa_ghg_hub_2025")
    start = f"Table {table_number} row"
    return {(row["detail"], row["unit_activity"]): row for row in rows if row["source_row"].startswith(start)}


def test_repeated_rows_of_the_american_hub_equal_the_kept_ones() -> None:
    carbon = {(name.split(" | ")[1], unit): row["co2_kg"] for (name, unit), row in hub(1).items() if " | " in name}
    for row, home in left_out("us_epa_ghg_hub_2025", "duplicate_figure"):
        if found := re.match(r"the CO2 of (.+) in Table 1,", note(home)):
            assert carbon[found[1], row["unit_activity"]] == row["co2_kg"], row
        else:
            # Footnote marks differ between the tables.
            name = re.sub(r"\W*[A-Z]$", "", row["detail"])
            twin = next(other for (detail, _), other in hub(10).items() if detail.startswith(name))
            columns = ("co2e_kg", "co2_kg", "ch4_kg_co2e", "n2o_kg_co2e", "unit_activity")
            assert [twin[key] for key in columns] == [row[key] for key in columns], row


def test_totals_with_carbon_of_biomass_are_the_sum_of_their_gases() -> None:
    for row, home in left_out("us_epa_ghg_hub_2025", "sum_of_parts"):
        parts = sum(Decimal(row[key]) for key in ("co2_kg", "ch4_kg_co2e", "n2o_kg_co2e"))
        assert total(row) == parts, row
        assert {factor["stage"] for factor in home.computed} == {"combustion", "biogenic_co2"}, row


def test_methane_and_nitrous_oxide_alone_are_carried_in_a_sum() -> None:
    assert all(home.computed for _, home in left_out("us_epa_ghg_hub_2025", "no_basis"))


def test_every_computed_part_left_out_is_kept_in_a_sum() -> None:
    """A row that is neither a factor nor in a computed one has no other claim to be carried than its exclusion."""
    for home in walk().homes.values():
        if home.excluded and "added to other parts" in note(home):
            assert kept(home), home.excluded[0]
