"""Make the tables in `factors/` from the reference tables.

Run as `python tests/reference/build_factors.py --reference ../shared/reference --out factors`.
Figures are copied, never typed: only names, titles and rules stand in these modules.
"""

from __future__ import annotations

import argparse
import json
from decimal import Decimal
from pathlib import Path

import ademe_energy
import ademe_foods
import ademe_goods
import ademe_transport
import datapackage
import desnz_more
import energy
import epa
import fuels
import goods
import grid_more
import nordic
import passengers
import refrigerants
import rules
import sourced
import spend
import support
import things
import uncertainty
from record import (
    ACTIVITY_COLUMNS,
    EXCLUSION_COLUMNS,
    FACTOR_COLUMNS,
    Activity,
    Book,
    Edition,
    read,
    sorted_factors,
    without_rival,
    write,
)

from greenprod.factors.checks import seal_folder

# one module per publisher: SOURCES, and add(reference, book)
PUBLISHERS = (
    desnz_more,
    ademe_energy,
    ademe_transport,
    ademe_goods,
    ademe_foods,
    spend,
    epa,
    nordic,
    grid_more,
    refrigerants,
    sourced,
)


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
    for publisher in PUBLISHERS:
        publisher.add(reference, book)
    without_rival(book)
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
    sources = sorted([*support.SOURCES, *(row for publisher in PUBLISHERS for row in publisher.SOURCES)])
    pedigrees = {row[0]: row[-1] for row in sources}
    for name, factors in sorted(book.emission.items()):
        sure = [uncertainty.with_uncertainty(factor, pedigrees) for factor in factors]
        write(out / "emission" / f"{name}.csv", FACTOR_COLUMNS, sorted_factors(sure))
    write(out / "exclusions.csv", EXCLUSION_COLUMNS, sorted(book.exclusions))
    write(out / "pedigree.csv", uncertainty.PEDIGREE_COLUMNS, uncertainty.pedigree_table())
    for name, (columns, rows) in book.tables.items():
        write(out / name, columns, rows)
    activities = sorted(map(activity_cells, book.activities.values()))
    hotels = {item.region for item in book.emission["desnz-2025"] if item.activity == "accommodation.hotel"}
    write(out / "activities.csv", ACTIVITY_COLUMNS, activities)
    write(out / "sources.csv", support.SOURCE_COLUMNS, sources)
    write(out / "regions.csv", support.REGION_COLUMNS, support.regions(regions))
    write(out / "gwp.csv", support.GWP_COLUMNS, support.gwps(compilation, gwp_hub))
    write(
        out / "properties.csv",
        support.PROPERTY_COLUMNS,
        [*support.properties(read(reference / "generator_fuel_use.csv"), hub), *sorted(book.properties)],
    )
    write(out / "proxies.csv", rules.PROXY_COLUMNS, rules.proxies(regions, hotels))
    write(out / "scopes.csv", rules.SCOPE_COLUMNS, rules.scopes())
    write(out / "boundaries.csv", rules.BOUNDARY_COLUMNS, rules.BOUNDARIES)
    write(out / "boundary_rules.csv", rules.BOUNDARY_RULE_COLUMNS, rules.BOUNDARY_RULES)
    package = datapackage.describe(sorted(book.emission), sources)
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    (out / "datapackage.json").write_text(text, encoding="utf-8", newline="\n")
    for issue in seal_folder(out):
        print(f"{issue.severity} {issue.code}: {issue.file} row {issue.row} {issue.column} {issue}")  # noqa: T201


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reference", type=Path, required=True, help="folder with the reference tables")
    parser.add_argument("--out", type=Path, required=True, help="folder to write the factor tables to")
    arguments = parser.parse_args()
    build(arguments.reference, arguments.out)


if __name__ == "__main__":
    main()
