"""Tables beside the factors: sources, regions, GWPs, properties, proxies, scopes, boundaries."""

from __future__ import annotations

import re
from decimal import Decimal

from record import Row, plain

Table = list[tuple[str, ...]]

SOURCE_COLUMNS = (
    "source_id",
    "publisher",
    "title",
    "edition",
    "licence",
    "attribution",
    "url",
    "published",
    "retrieved",
    "review_by",
    "pedigree",
)
OGL = "Contains public sector information licensed under the Open Government Licence v3.0."
READ = "2026-11-21"
SOURCES: Table = [
    (
        "uk_desnz_2025",
        "Department for Energy Security and Net Zero (UK)",
        "UK Government GHG Conversion Factors for Company Reporting",
        "2025, flat file version 1",
        "OGL-UK-3.0",
        f"{OGL} UK Government GHG Conversion Factors for Company Reporting 2025, version 1, DESNZ.",
        "https://www.gov.uk/government/publications/greenhouse-gas-reporting-conversion-factors-2025",
        "2025-06-10",
        READ,
        "2027-06-30",
        "2 2 1 1 2",
    ),
    (
        "owid_ember_grid",
        "Our World in Data",
        "Carbon intensity of electricity, from Ember and Energy Institute",
        "2015-2024",
        "CC-BY-4.0",
        ("Our World in Data, based on Ember and Energy Institute, CC BY 4.0. Grams were converted to kilograms."),
        "https://ourworldindata.org/grapher/carbon-intensity-electricity",
        "",
        READ,
        "2027-06-30",
        "2 2 1 1 2",
    ),
    (
        "aib_residual_mix_2024",
        "Association of Issuing Bodies",
        "European Residual Mixes",
        "2024",
        "published results, attribution asked; no open licence stated",
        "Association of Issuing Bodies, European Residual Mixes 2024.",
        "https://www.aib-net.org/facts/european-residual-mix",
        "2025-05-30",
        READ,
        "2027-06-30",
        "3 3 1 1 2",
    ),
    (
        "aib_residual_mix_2025",
        "Association of Issuing Bodies",
        "European Residual Mixes",
        "2025, version 1.0",
        "published results, attribution asked; no open licence stated",
        "Association of Issuing Bodies, European Residual Mixes 2025.",
        "https://www.aib-net.org/facts/european-residual-mix",
        "2026-05-28",
        READ,
        "2027-06-30",
        "3 3 1 1 2",
    ),
    (
        "dk_br18_bilag2_tabel8",
        "Danish building regulation",
        "Bygningsreglement 2018, Bilag 2, Tabel 8",
        "BR18",
        "public statute text; reuse terms not read",
        "Bygningsreglement 2018 (BR18), Bilag 2, Tabel 8.",
        "https://bygningsreglementet.dk/Bilag/B2/Bilag_2/Tabel_8",
        "",
        READ,
        "2027-11-21",
        "3 2 2 1 2",
    ),
    (
        "ademe_impactco2_2026",
        "ADEME",
        "Impact CO2: meals, things, devices and journeys",
        "July 2026",
        "repository MIT; figures of ADEME",
        "ADEME, impactco2.fr.",
        "https://impactco2.fr",
        "",
        READ,
        "2027-06-30",
        "2 3 2 1 3",
    ),
    (
        "ipcc_gwp100",
        "openclimatedata",
        "Global warming potentials of the IPCC assessment reports",
        "SAR to AR6",
        "CC0-1.0",
        "IPCC assessment reports, compiled by openclimatedata.",
        "https://github.com/openclimatedata/globalwarmingpotentials",
        "",
        READ,
        "2027-11-21",
        "",
    ),
    (
        "epa_ghg_hub_2025",
        "US Environmental Protection Agency",
        "GHG Emission Factors Hub",
        "January 2025",
        "US Government work, public domain",
        "US EPA GHG Emission Factors Hub (Jan 2025).",
        "https://www.epa.gov/climateleadership/ghg-emission-factors-hub",
        "2025-01-15",
        READ,
        "2027-06-30",
        "",
    ),
    (
        "generator_fuel_chart",
        "Industry charts",
        "Diesel generator fuel consumption chart",
        "",
        "facts only",
        "Approximate diesel generator fuel consumption chart.",
        "https://oer.enviraj.com/general/diesel-generator-fuel-consumption-chart",
        "",
        READ,
        "2027-11-21",
        "",
    ),
    (
        "pedigree_matrix",
        "Brightway developers",
        "pedigree_matrix: uncertainty factors of the ecoinvent pedigree matrix",
        "0.2.2, version 1",
        "BSD-3-Clause",
        "Pedigree factors version 1 as listed in pedigree_matrix 0.2.2 by C. Mutel.",
        "https://github.com/brightway-lca/pedigree_matrix",
        "",
        READ,
        "2027-11-21",
        "",
    ),
    (
        "un_m49",
        "United Nations Statistics Division",
        "M49 standard country or area codes",
        "May 2026",
        "ODC-PDDL-1.0",
        "United Nations Statistics Division, M49.",
        "https://unstats.un.org/unsd/methodology/m49/",
        "",
        READ,
        "2027-11-21",
        "",
    ),
    (
        "iso3166_m49_cldr",
        "ISO, UN Statistics Division and Unicode",
        "Country codes with English and Danish names",
        "ISO 3166-1, M49, CLDR 48",
        "Unicode-3.0 (names); ODC-PDDL-1.0 (M49 table)",
        "Unicode CLDR, Unicode License v3. United Nations Statistics Division, M49.",
        "https://cldr.unicode.org",
        "",
        READ,
        "2027-11-21",
        "",
    ),
    (
        "iso3166_2_cldr",
        "ISO and Unicode",
        "Codes of country parts with names",
        "ISO 3166-2, CLDR 48",
        "Unicode-3.0 (names); LGPL-2.1 (code list)",
        "Unicode CLDR, Unicode License v3.",
        "https://cldr.unicode.org",
        "",
        READ,
        "2027-11-21",
        "",
    ),
    (
        "cldr_48",
        "Unicode",
        "Common Locale Data Repository, territory names",
        "48",
        "Unicode-3.0",
        "Unicode CLDR, Unicode License v3.",
        "https://cldr.unicode.org",
        "",
        READ,
        "2027-11-21",
        "",
    ),
    (
        "eu_membership",
        "jfjelstul/eums",
        "European Union member states with dates",
        "",
        "MIT",
        "eums, MIT licence.",
        "https://github.com/jfjelstul/eums",
        "",
        READ,
        "2027-11-21",
        "",
    ),
    (
        "entsoe_zones",
        "entsoe-py and Electricity Maps contributors",
        "Bidding zone codes and names",
        "0.8.1",
        "code list, facts only",
        "EIC codes of ENTSO-E as listed in entsoe-py.",
        "https://github.com/EnergieID/entsoe-py",
        "",
        READ,
        "2027-11-21",
        "",
    ),
    (
        "greenprod_grouping",
        "greenprod",
        "Groupings of this library",
        "",
        "same as this library",
        "greenprod.",
        "",
        "",
        READ,
        "2027-11-21",
        "",
    ),
]

PUBLISHED = {row[0]: row[7] for row in SOURCES}

REGION_COLUMNS = ("code", "level", "alpha3", "name_en", "name_da", "parent", "fallback_chain", "source_id")
SAME_SOURCE = {"us_epa_ghg_hub_2025": "epa_ghg_hub_2025"}

GWP_COLUMNS = ("gwp_set", "gas", "value", "source_id", "locator")
GWP_SETS = ("SAR", "TAR", "AR4", "AR5", "AR5CCF", "AR6")

PROPERTY_COLUMNS = (
    "property",
    "key",
    "subkey",
    "region",
    "value",
    "unit",
    "valid_from",
    "valid_to",
    "source_id",
    "locator",
    "note",
)
HAUL_LIMITS = {
    "domestic": (r"^Air Travel - Short Haul \(< (\d+) miles\)$", "upper limit of the shortest flights"),
    "short_haul": (r"^Air Travel - Long Haul \(>= (\d+) miles\)$", "upper limit of the flights in between"),
}


def regions(rows: list[Row]) -> Table:
    """Take the columns that the library needs, in code order."""
    kept = [row | {"source_id": SAME_SOURCE.get(row["source_id"], row["source_id"])} for row in rows]
    return sorted(tuple(row[column] for column in REGION_COLUMNS) for row in kept)


def gwps(compilation: list[Row], hub: list[Row]) -> Table:
    """List GWP values per set; carbon dioxide is the gas that all sets compare with."""
    carbon = next(row for row in hub if row["formula_or_blend"] == "CO2")
    unity = [(name, "CO2", plain(carbon["gwp100"]), carbon["source_id"], carbon["source_row"]) for name in GWP_SETS]
    listed = [
        (row["assessment"], row["gas"], plain(row["gwp100"]), row["source_id"], f"{row['source_row']} {row['gas']}")
        for row in compilation
    ]
    return sorted(unity + listed)


def properties(chart: list[Row], hub: list[Row]) -> Table:
    """List the generator curve and the limits between short and long flights."""
    curve = sorted(chart, key=lambda row: (Decimal(row["rated_kw"]), Decimal(row["load_fraction"])))
    table: Table = []
    for key, (pattern, note) in HAUL_LIMITS.items():
        row, match = next((row, m) for row in hub if (m := re.match(pattern, row["detail"])))
        table.append(
            (
                "flight.haul_limit",
                key,
                "",
                "",
                match.group(1),
                "mile",
                "",
                "",
                row["source_id"],
                row["source_row"],
                note,
            )
        )
    for row in curve:
        table.append(
            (
                "generator.diesel.litres_per_kwh",
                row["rated_kw"],
                row["load_fraction"],
                "",
                plain(row["litres_per_kwh"]),
                "litre/kWh",
                "",
                "",
                row["source_id"],
                f"rated_kw={row['rated_kw']} load_fraction={row['load_fraction']}",
                row["note"],
            )
        )
    return table
