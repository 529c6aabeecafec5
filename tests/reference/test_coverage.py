"""What the reference holds is shipped, or left out on purpose."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from tables import EMISSION, FACTORS, FILES, REFERENCE, Row, table

pytestmark = pytest.mark.reference

REFRIGERANTS_AND_MANAGED = ("Refrigerant & other", "Managed assets- vehicles", "Managed assets- electricity")
HIRED = ("Business travel- land", "Freighting goods")


def left_out(row: Row, shipped: set[tuple[str, str, str]]) -> str:
    """Name the kind of a DESNZ row that is left out on purpose; empty for all others."""
    detail, unit, group = row["detail"], row["unit_activity"], row["activity"]
    own = detail.replace("HGV refrigerated", "HGVs refrigerated")
    blend = group == "Outside of scopes" and detail.startswith("Forecourt fuels")
    hired = group in HIRED and unit == "km" and not detail.startswith("Taxis")
    electric = group == "Freighting goods" and "Battery Electric" in detail
    kinds = {
        group: group in REFRIGERANTS_AND_MANAGED,
        "net calorific value": detail.endswith("| Net CV basis"),
        "megalitre": unit == "megalitre",
        "well-to-tank with radiative forcing": row["lifecycle"] == "wtt" and detail.endswith("| With RF"),
        "biofuel blend per kWh on no stated basis": blend and unit == "kWh",
        "vehicle row again": hired and any((name, own, unit) in shipped for name in OWN_VEHICLES),
        "electric van in one piece": electric and ("UK electricity for EVs", detail, unit) in shipped,
    }
    return next((kind for kind, applies in kinds.items() if applies), "")


# Half of the last digit of four figures with five decimals.
ROUNDING = Decimal("0.00002")
OWN_VEHICLES = ("Passenger vehicles", "Delivery vehicles")
LEFT_OUT = {
    "Refrigerant & other": 359,
    "Managed assets- vehicles": 159,
    "Managed assets- electricity": 1,
    "net calorific value": 62,
    "megalitre": 2,
    "well-to-tank with radiative forcing": 18,
    "biofuel blend per kWh on no stated basis": 2,
    "vehicle row again": 159,
    "electric van in one piece": 4,
}


def test_every_desnz_row_is_shipped_or_left_out_on_purpose() -> None:
    used = {part for row in table(FACTORS / "emission" / "desnz-2025.csv") for part in row["locator"].split("; ")}
    rows = table(REFERENCE / "uk_desnz_2025.csv")
    shipped = {(row["activity"], row["detail"], row["unit_activity"]) for row in rows if row["source_row"] in used}
    rest = [row for row in rows if row["source_row"] not in used]
    forgotten = [(row["source_row"], row["detail"]) for row in rest if not left_out(row, shipped)]
    assert forgotten == []
    assert Counter(left_out(row, shipped) for row in rest) == LEFT_OUT


def test_rows_left_out_as_repeated_say_the_same() -> None:
    rows = table(REFERENCE / "uk_desnz_2025.csv")
    own = {(row["detail"], row["unit_activity"]): row for row in rows if row["activity"] in OWN_VEHICLES}
    electric: dict[tuple[str, str], Decimal] = {}
    for row in rows:
        if row["activity"] in ("UK electricity for EVs", "UK electricity T&D for EVs"):
            key = row["detail"], row["unit_activity"]
            electric[key] = electric.get(key, Decimal()) + Decimal(row["co2e_kg"])
    for row in rows:
        key = row["detail"].replace("HGV refrigerated", "HGVs refrigerated"), row["unit_activity"]
        if row["activity"] in HIRED and key in own and row["unit_activity"] == "km":
            total = Decimal(own[key]["co2e_kg"]) + electric.get(key, Decimal())
            # Up to three rounded figures stand against one; two of the printed rows differ in the last digit.
            assert abs(total - Decimal(row["co2e_kg"])) <= ROUNDING, row["source_row"]


OWID_AGGREGATES = {
    "ASEAN (Ember)",
    "Africa (Ember)",
    "Asia (Ember)",
    "EU (Ember)",
    "Europe (Ember)",
    "G20 (Ember)",
    "G7 (Ember)",
    "High-income countries",
    "Latin America and Caribbean (Ember)",
    "Low-income countries",
    "Lower-middle-income countries",
    "Middle East (Ember)",
    "North America",
    "North America (Ember)",
    "OECD (Ember)",
    "Oceania (Ember)",
    "South America",
    "Upper-middle-income countries",
}


def test_other_sources_are_complete() -> None:
    wanted = [
        (row["source_id"], row["co2e_kg"])
        for name in sorted(set(FILES.values()))
        for row in table(REFERENCE / name)
        if row["source_id"] in FILES
        and row["source_id"] != "uk_desnz_2025"
        and row["region"] not in OWID_AGGREGATES
        and (row["source_id"] != "ademe_impactco2_2026" or row["activity"] == "repas")
    ]
    shipped = [
        (row["source_id"], row["value"])
        for path in EMISSION
        for row in table(path)
        if row["source_id"] != "uk_desnz_2025"
    ]
    assert Counter(shipped) == Counter(wanted)
