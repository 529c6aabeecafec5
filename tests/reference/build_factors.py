"""Make the tables in `factors/` from the reference tables.

Run as `python tests/reference/build_factors.py --reference ../shared/reference --out factors`.
Figures are copied, never typed: only names, titles and rules stand in these modules.
"""

from __future__ import annotations

import argparse
import json
from decimal import Decimal
from pathlib import Path

import datapackage
import energy
import fuels
import goods
import passengers
import rules
import support
import things
from record import ACTIVITY_COLUMNS, FACTOR_COLUMNS, Activity, Book, Edition, read, sorted_factors, write


def desnz_edition(compilation: list[dict[str, str]]) -> Edition:
    """Describe the DESNZ 2025 edition, with the GWPs that its gas columns were made with."""
    ar5 = {row["gas"]: Decimal(row["gwp100"]) for row in compilation if row["assessment"] == "AR5"}
    return Edition(
        publisher="desnz",
        file="desnz-2025",
        source_id="uk_desnz_2025",
        year=2025,
        published=support.PUBLISHED["uk_desnz_2025"],
        gwp_set="AR5",
        methane=ar5["CH4"],
        nitrous_oxide=ar5["N2O"],
    )


def gather(reference: Path) -> Book:
    """Gather activities and factors from all publishers."""
    book = Book()
    regions = read(reference / "regions.csv")
    desnz = read(reference / "uk_desnz_2025.csv")
    edition = desnz_edition(read(reference / "gwp100_ipcc.csv"))
    fuels.add_fuels(desnz, edition, book)
    passengers.add_passengers(desnz, edition, book)
    goods.add_goods(desnz, edition, book)
    things.add_things(desnz, regions, edition, book)
    energy.add_desnz_energy(desnz, edition, book)
    energy.add_owid(read(reference / "grid_electricity_owid_ember.csv"), regions, book)
    energy.add_aib(read(reference / "residual_mix_aib.csv"), book)
    energy.add_br18(read(reference / "dk_official_factors.csv"), book)
    energy.add_meals(read(reference / "ademe_impactco2_2026.csv"), book)
    return book


def activity_cells(item: Activity) -> tuple[str, ...]:
    """Give the cells of one activity."""
    return (item.activity_id, item.title_en, item.title_da, item.dimension, item.category, item.klass, item.note)


def build(reference: Path, out: Path) -> None:
    """Write every table and its description."""
    book = gather(reference)
    regions = read(reference / "regions.csv")
    hub = read(reference / "us_epa_ghg_hub_2025.csv")
    gwp_hub = read(reference / "gwp_epa_hub_2025_ar5.csv")
    compilation = read(reference / "gwp100_ipcc.csv")
    for name, factors in sorted(book.emission.items()):
        write(out / "emission" / f"{name}.csv", FACTOR_COLUMNS, sorted_factors(factors))
    activities = sorted(map(activity_cells, book.activities.values()))
    hotels = {item.region for item in book.emission["desnz-2025"] if item.activity == "accommodation.hotel"}
    write(out / "activities.csv", ACTIVITY_COLUMNS, activities)
    write(out / "sources.csv", support.SOURCE_COLUMNS, sorted(support.SOURCES))
    write(out / "regions.csv", support.REGION_COLUMNS, support.regions(regions))
    write(out / "gwp.csv", support.GWP_COLUMNS, support.gwps(compilation, gwp_hub))
    write(
        out / "properties.csv",
        support.PROPERTY_COLUMNS,
        support.properties(read(reference / "generator_fuel_use.csv"), hub),
    )
    write(out / "proxies.csv", rules.PROXY_COLUMNS, rules.proxies(regions, hotels))
    write(out / "scopes.csv", rules.SCOPE_COLUMNS, rules.scopes())
    write(out / "boundaries.csv", rules.BOUNDARY_COLUMNS, rules.BOUNDARIES)
    package = datapackage.describe(sorted(book.emission), support.SOURCES)
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    (out / "datapackage.json").write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reference", type=Path, required=True, help="folder with the reference tables")
    parser.add_argument("--out", type=Path, required=True, help="folder to write the factor tables to")
    arguments = parser.parse_args()
    build(arguments.reference, arguments.out)


if __name__ == "__main__":
    main()
