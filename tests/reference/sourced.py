"""Sourced figures that are no emission factors: computing, energy use and densities; and an hour of streaming."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from record import Activity, Book, Factor, Row, plain, read, slug, year_span
from support import READ

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from support import Table

NAMES = Path(__file__).parent / "names"
UNREAD = "terms not read; single figures with citation"
SOURCES: Table = [
    (
        row["source_id"],
        row["publisher"],
        row["title"],
        row["edition"],
        UNREAD if row["licence"] == "LIC" else row["licence"],
        row["attribution"],
        row["url"],
        row["published"],
        READ,
        "2027-11-21",
        row["pedigree"],
    )
    for row in read(NAMES / "sourced_sources.csv")
]
# Printed parameter: property.
COMPUTING = {
    "storage SSD energy": "compute.storage_ssd_energy",
    "storage HDD energy": "compute.storage_hdd_energy",
    "network transfer energy": "compute.network_energy",
    "memory energy": "compute.memory_energy",
    "vCPU idle power": "compute.cpu_idle_power",
    "vCPU full-load power": "compute.cpu_full_load_power",
    "CPU per vCPU idle power": "compute.cpu_idle_power",
    "CPU per vCPU full-load power": "compute.cpu_full_load_power",
    "GPU idle power": "compute.gpu_idle_power",
    "GPU full-load power": "compute.gpu_full_load_power",
    "PUE": "compute.pue",
    "replication factor": "compute.replication_factor",
    "data transfer energy (Sustainable Web Design Model v4)": "digital.data_transfer_energy",
}
# Printed among the processors, but a programmable circuit on a card of its own.
CIRCUIT = "XILINX_ALVEO_U250"
USE = {
    "hotel": "hotel.energy_use",
    "home electricity": "home.electricity_use",
    "home heat": "home.heat_use",
    "district heat use": "building.heat_use",
    "building limit": "building.energy_limit",
    "workstation": "workstation.power",
    "studio lighting": "lighting.lamp_power",
}
# Last words of an item that tell its state.
STATES = {"idle": "idle", "maximum": "full_load", "nominal lamp power": "nominal"}
VIEWING = Activity(
    "digital.streaming_hour",
    "Video streaming, viewing hour",
    "Videostreaming, time set",
    "time",
    "distribution",
    "viewing",
    "use phase with data centre, network and the viewer's device; European average",
)


def add(reference: Path, book: Book) -> None:
    """Add the properties and the one factor."""
    rows = [
        *computing(read(reference / "cloud_compute_coefficients.csv")),
        *energy_use(read(reference / "energy_use_benchmarks.csv")),
        *densities(read(reference / "material_densities.csv")),
    ]
    book.properties.extend(closed(rows))
    for row in read(reference / "streaming_distribution.csv"):
        book.add("carbon-trust-2021", streaming(row, book))


def computing(rows: list[Row]) -> Iterator[tuple[str, ...]]:
    """Yield power and energy of computing by provider and processor, and of data transfer by part."""
    for row in rows:
        first, _, rest = row["detail"].partition(" ")
        name = COMPUTING[row["parameter"]]
        if rest == CIRCUIT:
            name = name.replace("cpu", "fpga")
        unit = re.sub(r"\bGB\b", "gigabyte", row["unit"])
        place = f"{row['source_row']}: {row['detail']}"
        yield line(row, (name, slug(first), slug(rest), ""), row["value"], unit, place, row["note"])


def energy_use(rows: list[Row]) -> Iterator[tuple[str, ...]]:
    """Yield energy and power; a printed range gives a row for each end."""
    for row in rows:
        item, state = row["item"], ""
        for words, name in STATES.items():
            if item.endswith(f", {words}"):
                item, state = item.removesuffix(f", {words}"), name
        unit = row["unit"].replace("m**2", "square_metre")
        place = f"{row['source_row']}: {row['item']}, {row['year']}".removesuffix(", ")
        for end, value in ends(row, "value"):
            subkey = ".".join(part for part in (state, end) if part)
            yield line(row, (USE[row["category"]], slug(item), subkey, row["region"]), value, unit, place, row["note"])


def densities(rows: list[Row]) -> Iterator[tuple[str, ...]]:
    """Yield the bulk density of materials and wastes, and the density of fuels; the note has the printed figure."""
    fuels = {row["material"]: row["key"] for row in read(NAMES / "sourced_fuels.csv")}
    for row in rows:
        fuel = row["condition"] == "fuel"
        name = "fuel.density" if fuel else "waste.density"
        key = fuels[row["material"]] if fuel else slug(row["material"])
        unit = "kg/cubic_metre"
        state = unit if fuel else slug(row["condition"])
        place = f"{row['source_row']}: {row['material']}, {row['condition']}"
        note = f"printed as {row['original_value']} {row['original_unit']}"
        note = "; ".join(part for part in (note, row["note"]) if part)
        for end, value in ends(row, "kg_per_m3"):
            subkey = ".".join(part for part in (state, end) if part)
            yield line(row, (name, key, subkey, row["region"]), value, unit, place, note)


def ends(row: Row, column: str) -> list[tuple[str, str]]:
    """Give the value and the ends of its range, as far as printed."""
    columns = (("", column), ("low", f"{column}_low"), ("high", f"{column}_high"))
    return [(end, row[name]) for end, name in columns if row[name]]


def line(row: Row, place: tuple[str, str, str, str], value: str, unit: str, locator: str, note: str) -> tuple[str, ...]:
    """Make one row of properties.csv; it holds from the first printed year on."""
    year = re.match(r"\d{4}", row["year"])
    start = f"{year[0]}-01-01" if year else ""
    return (*place, plain(value), unit, start, "", row["source_id"], locator, note)


def closed(rows: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """End each row where a later one about the same thing starts."""
    ordered = sorted(rows)
    ordered.sort(key=lambda row: (row[:4], row[6]))
    table = [(*one[:7], other[6], *one[8:]) if one[:4] == other[:4] else one for one, other in pairwise(ordered)]
    return [*table, *ordered[-1:]]


def streaming(row: Row, book: Book) -> Factor:
    """Make the factor of an hour of viewing."""
    activity = book.name(VIEWING)
    start, end = year_span(int(row["year"]))
    return Factor(
        factor_id=f"carbon_trust:{activity}:europe:operational",
        activity=activity,
        region="EUROPE",
        stage="operational",
        value=plain(row["co2e_kg"]),
        unit=f"kgCO2e/{row['unit_activity']}",
        valid_from=start,
        valid_to=end,
        data_period=row["year"],
        source_id=row["source_id"],
        locator=row["source_row"],
        flags="quoted",
    )
