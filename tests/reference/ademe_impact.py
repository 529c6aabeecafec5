"""Goods and journeys of ADEME's Impact CO2."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from energy import yearly
from record import read, spell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from record import Factor, Row

FILE = "ademe-impactco2-2026"
MEALS = "repas"
# Far from the older figure of the Base Carbone (145), read again.
OUTLIERS = {"videoprojecteur"}
# The stages of a journey that are printed in words, and ours.
STAGES = {
    "construction": "manufacture",
    "carburant": "combustion",
    "traînées de condensation": "radiative_forcing",
}


def rows(reference: Path, names: dict[str, Row]) -> Iterator[tuple[Row, Row]]:
    """Yield every printed row with its name; meals stand elsewhere."""
    for row in read(reference / "ademe_impactco2_2026.csv"):
        if row["activity"] != MEALS:
            yield row, names[row["detail"]]


def factor(row: Row, activity: str) -> Factor:
    """Make the factor of one printed row."""
    is_journey = row["unit_activity"] == "passenger*km"
    stage, includes = journey(row) if is_journey else ("cradle_to_gate", "")
    made = yearly(row, "ademe", activity, stage, region=row["region"], locator=place(row))
    unit = "item" if row["unit_activity"] == "count" else spell(row["unit_activity"])
    # A journey contains making the vehicle, which the default boundary leaves out everywhere.
    flags = "alternative" if is_journey else "outlier" if row["detail"] in OUTLIERS else ""
    return replace(made, unit=f"kgCO2e/{unit}", includes=includes, flags=flags)


def place(row: Row) -> str:
    """Give the file and entry, with the variant where an entry has several."""
    _, _, variant = row["detail"].partition(" | ")
    return " ".join(text for text in (row["source_row"], variant) if text)


def journey(row: Row) -> tuple[str, str]:
    """Give the stage of a journey and what else is in its total; fuel is well to wheel."""
    printed = row["note"].removeprefix("stages: ").split("; ")
    stages = [STAGES[text.rpartition(" ")[0]] for text in printed]
    if "combustion" not in stages:
        # nothing burns: making it is all there is to riding a bicycle
        return "operational", "|".join(stages)
    others = sorted({*stages, "well_to_tank"} - {"combustion"})
    return "combustion", "|".join(others)
