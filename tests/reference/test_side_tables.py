"""Every number of the reference that is no emission stands in the other tables, and nothing else does."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest
from tables import FACTORS, REFERENCE, Row, table

pytestmark = pytest.mark.reference

# Source, place, printed number, unit.
Number = tuple[str, str, Decimal, str]
FUEL_UNITS = {
    "net_cv_gj_per_tonne": "GJ/tonne",
    "gross_cv_gj_per_tonne": "GJ/tonne",
    "density_kg_per_m3": "kg/cubic_metre",
    "litres_per_tonne": "litre/tonne",
    "net_cv_kwh_per_kg": "kWh/kg",
    "gross_cv_kwh_per_kg": "kWh/kg",
    "net_cv_kwh_per_litre": "kWh/litre",
    "gross_cv_kwh_per_litre": "kWh/litre",
}
TERRITORIES_WITHOUT_ALPHA_3 = {"XKX": "XK"}


def reference(name: str) -> list[Row]:
    return table(REFERENCE / f"{name}.csv")


def shipped(sources: set[str]) -> list[Row]:
    """Read the properties of some sources."""
    return [row for row in table(FACTORS / "properties.csv") if row["source_id"] in sources]


def numbers(rows: list[Row]) -> Counter[Number]:
    return Counter((row["source_id"], row["locator"], Decimal(row["value"]), row["unit"]) for row in rows)


def product(unit: str) -> str:
    """Put a product of units below a line in parentheses."""
    return f"({unit})" if re.search(r"(?<!\*)\*(?!\*)", unit) else unit


@pytest.mark.parametrize("year", ["2024", "2025"])
def test_energy_of_vehicles_is_the_printed_one(year: str) -> None:
    rows = reference(f"uk_desnz_{year}_energy_per_distance")
    expected = Counter(
        (row["source_id"], row["source_row"], Decimal(row["kwh"]), f"kWh/{product(row['per_unit'])}") for row in rows
    )
    found = shipped({f"uk_desnz_{year}"})
    assert numbers(found) == expected
    assert {(row["property"], row["region"]) for row in found} == {("vehicle.energy_per_distance", "GB")}
    assert {(row["valid_from"], row["valid_to"]) for row in found} == {(f"{year}-01-01", f"{int(year) + 1}-01-01")}


def test_energy_of_a_vehicle_stands_at_its_activity() -> None:
    """The path printed for the energy is the one printed for the emissions of the same vehicle and unit."""
    details = {
        (row["source_id"], row["source_row"]): row["detail"].casefold()
        for year in ("2024", "2025")
        for row in reference(f"uk_desnz_{year}_energy_per_distance")
    }
    emissions = {row["source_row"]: row for row in reference("uk_desnz_2025")}
    about: dict[str, str] = {}
    for factor in table(FACTORS / "emission" / "desnz-2025.csv"):
        if factor["stage"] in ("combustion", "generation_location"):
            row = emissions[factor["locator"].split("; ")[0]]
            about.setdefault(factor["activity"], row["detail"].casefold().replace("hgvs ", "hgv "))
    for row in shipped({"uk_desnz_2024", "uk_desnz_2025"}):
        assert about[row["key"]] == details[row["source_id"], row["locator"]].replace("hgvs ", "hgv "), row


def test_properties_of_fuels_are_the_printed_ones() -> None:
    rows = reference("uk_desnz_2025_fuel_properties")
    expected = Counter(
        (row["source_id"], f"{row['fuel']}: {column}", Decimal(row[column]), unit)
        for row in rows
        for column, unit in FUEL_UNITS.items()
        if row[column]
    )
    found = shipped({"uk_desnz_2025_fuel_properties"})
    assert numbers(found) == expected
    for row in found:
        column = row["locator"].partition(": ")[2]
        kind = {
            "net": "net_calorific_value",
            "gro": "gross_calorific_value",
            "den": "density",
            "lit": "volume_per_mass",
        }
        assert row["property"] == f"fuel.{kind[column[:3]]}"


def test_hauls_are_the_printed_ones() -> None:
    codes = {row["alpha3"]: row["code"] for row in reference("regions") if row["alpha3"]} | TERRITORIES_WITHOUT_ALPHA_3
    expected = Counter(
        (
            f"{row['territory']} {row['iso3']}",
            codes[row["iso3"]],
            row["haul"].lower().replace(" ", "_").replace("-", "_"),
        )
        for row in reference("uk_desnz_2025_haul_definition")
    )
    found = shipped({"uk_desnz_2025_haul"})
    assert Counter((row["locator"], row["key"], row["subkey"]) for row in found) == expected
    assert {(row["property"], row["value"], row["region"]) for row in found} == {("flight.haul", "1", "GB")}


def test_the_generator_curve_is_the_printed_one() -> None:
    expected = Counter(
        (row["source_id"], row["rated_kw"], row["load_fraction"], Decimal(row["litres_per_kwh"]), "litre/kWh")
        for row in reference("generator_fuel_use")
    )
    found = shipped({"generator_fuel_chart"})
    keys = [(row["source_id"], row["key"], row["subkey"], Decimal(row["value"]), row["unit"]) for row in found]
    assert Counter(keys) == expected
    for row in found:
        assert row["locator"] == f"rated_kw={row['key']} load_fraction={row['subkey']}"


def test_limits_of_hauls_are_the_printed_ones() -> None:
    hub = {row["source_row"]: row["detail"] for row in reference("us_epa_ghg_hub_2025")}
    found = shipped({"epa_ghg_hub_2025"})
    assert [row["key"] for row in found] == ["domestic", "short_haul"]
    for row in found:
        assert re.findall(r"(\d+) miles", hub[row["locator"]]) == [row["value"]]
        assert (row["property"], row["unit"]) == ("flight.haul_limit", "mile")


def test_computing_is_the_printed_one() -> None:
    rows = reference("cloud_compute_coefficients")
    expected = Counter(
        (
            row["source_id"],
            f"{row['source_row']}: {row['detail']}",
            Decimal(row["value"]),
            re.sub(r"\bGB\b", "gigabyte", row["unit"]),
        )
        for row in rows
    )
    assert numbers(shipped({row["source_id"] for row in rows})) == expected


def ends(row: Row, column: str) -> list[Decimal]:
    """Give a printed value and the ends of its range."""
    return [Decimal(row[name]) for name in (column, f"{column}_low", f"{column}_high") if row[name]]


def test_energy_use_is_the_printed_one() -> None:
    rows = reference("energy_use_benchmarks")
    expected = Counter(
        (
            row["source_id"],
            f"{row['source_row']}: {row['item']}, {row['year']}".removesuffix(", "),
            value,
            row["unit"].replace("m**2", "square_metre"),
        )
        for row in rows
        for value in ends(row, "value")
    )
    assert numbers(shipped({row["source_id"] for row in rows})) == expected


def test_densities_are_the_printed_ones() -> None:
    rows = reference("material_densities")
    expected = Counter(
        (row["source_id"], f"{row['source_row']}: {row['material']}, {row['condition']}", value, "kg/cubic_metre")
        for row in rows
        for value in ends(row, "kg_per_m3")
    )
    assert numbers(shipped({row["source_id"] for row in rows})) == expected


@pytest.mark.parametrize("end", ["low", "high"])
def test_ends_of_a_range_are_not_exchanged(end: str) -> None:
    rows = {
        (row["property"], row["key"], row["subkey"], row["locator"]): row for row in table(FACTORS / "properties.csv")
    }
    for (name, key, subkey, locator), row in rows.items():
        head, _, last = subkey.rpartition(".")
        if last == end and (middle := rows.get((name, key, head, locator))):
            value, other = Decimal(row["value"]), Decimal(middle["value"])
            assert value <= other if end == "low" else value >= other, row


def test_no_property_is_of_another_source() -> None:
    known = {
        row["source_id"]
        for name in (
            "uk_desnz_2024_energy_per_distance",
            "uk_desnz_2025_energy_per_distance",
            "uk_desnz_2025_fuel_properties",
            "uk_desnz_2025_haul_definition",
            "generator_fuel_use",
            "material_densities",
            "energy_use_benchmarks",
            "cloud_compute_coefficients",
        )
        for row in reference(name)
    }
    assert {row["source_id"] for row in table(FACTORS / "properties.csv")} == known | {"epa_ghg_hub_2025"}


@pytest.mark.parametrize(
    ("name", "file", "columns", "value"),
    [
        ("price_indices", "price_index", ("index_name", "region", "year", "base_year", "source_id"), "value"),
        ("exchange_rates_ecb_annual", "exchange_rates", ("source_id", "currency", "year", "days"), "units_per_eur"),
    ],
)
def test_prices_and_rates_are_the_printed_ones(name: str, file: str, columns: tuple[str, ...], value: str) -> None:
    expected, found = (
        Counter((*(row[column] for column in columns), Decimal(row[value])) for row in rows)
        for rows in (reference(name), table(FACTORS / f"{file}.csv"))
    )
    assert found == expected


def test_gwps_are_in_the_reference() -> None:
    listed = {
        (row["source_id"], f"{row['source_row']} {row['gas']}", row["assessment"], row["gas"], Decimal(row["gwp100"]))
        for row in reference("gwp100_ipcc")
    }
    hub = next(row for row in reference("gwp_epa_hub_2025_ar5") if row["formula_or_blend"] == "CO2")
    sets = {row["assessment"] for row in reference("gwp100_ipcc")}
    listed |= {(hub["source_id"], hub["source_row"], name, "CO2", Decimal(hub["gwp100"])) for name in sets}
    found = [
        (row["source_id"], row["locator"], row["gwp_set"], row["gas"], Decimal(row["value"]))
        for row in table(FACTORS / "gwp.csv")
    ]
    assert len(found) == len(set(found))
    assert set(found) == listed


def test_regions_are_in_the_reference() -> None:
    columns = ("code", "level", "alpha3", "name_en", "name_da", "parent", "fallback_chain")
    rename = {"us_epa_ghg_hub_2025": "epa_ghg_hub_2025"}
    listed = {
        (*(row[name] for name in columns), rename.get(row["source_id"], row["source_id"]))
        for row in reference("regions")
    }
    found = [(*(row[name] for name in columns), row["source_id"]) for row in table(FACTORS / "regions.csv")]
    assert len(found) == len(set(found))
    assert set(found) == listed
