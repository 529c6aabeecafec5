"""Money: figures per amount spent, exchange rates, price indices and currencies."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from record import Activity, Book, Factor, Row, plain, read, year_span
from support import OGL, READ

if TYPE_CHECKING:
    from support import Table

NAMES = Path(__file__).parent / "names"

SIC = "uk_defra_sic_2022"
NACE = "figaro_ecodex_26ed_2023"
NAICS = "us_useeio_sc_v1_3_0"
RATES = "ecb_eurofxref_annual"
WORLD_BANK_TERMS = "ODC-PDDL-1.0 as stated by the repository, the Bank's own terms not read"
WORLD_BANK_COPY = "https://github.com/datasets/inflation"

SOURCES: Table = [
    (
        SIC,
        "Department for Environment, Food and Rural Affairs (UK)",
        "UK's carbon footprint: spend multipliers by SIC product group",
        "2022",
        "OGL-UK-3.0",
        f"{OGL} UK's carbon footprint, conversion factors by SIC 2022, Defra.",
        "https://www.gov.uk/government/statistics/uks-carbon-footprint",
        "",
        READ,
        "2027-06-30",
        "2 1 2 1 4",
    ),
    (
        NACE,
        "Ecodex",
        "FIGARO monetary emission factors",
        "26ed, year 2023 (first commit 99706914, versions 2026.1 to 2026.4)",
        "CC-BY-4.0",
        (
            "FIGARO monetary emission factors, Ecodex (getecodex.com), DOI 10.5281/zenodo.23157020, 26ed, CC BY 4.0. "
            "Computed from Eurostat data."
        ),
        "https://doi.org/10.5281/zenodo.23157020",
        "",
        READ,
        "2027-11-21",
        "2 1 2 1 4",
    ),
    (
        NAICS,
        "US Environmental Protection Agency",
        "Supply Chain Greenhouse Gas Emission Factors by NAICS-6",
        "v1.3.0, USD of 2022",
        "public domain",
        "US EPA Supply Chain GHG Emission Factors v1.3, DOI 10.23719/1531143.",
        "https://doi.org/10.23719/1531143",
        "",
        READ,
        "2027-11-21",
        "2 1 2 1 4",
    ),
    (
        RATES,
        "European Central Bank",
        "Euro foreign exchange reference rates, yearly means",
        "1999-2025",
        "package Apache-2.0; ECB terms not read",
        "European Central Bank, euro foreign exchange reference rates. Yearly means were computed from daily rates.",
        "https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/",
        "",
        READ,
        "2027-01-31",
        "",
    ),
    (
        "bls_cpi_u",
        "US Bureau of Labor Statistics",
        "CPI-U, US city average, all items, annual average",
        "2010-2025",
        "US Government work (package MIT)",
        "US Bureau of Labor Statistics, CPI-U.",
        "https://www.bls.gov/cpi/",
        "",
        READ,
        "2027-01-31",
        "",
    ),
    (
        "dst_pris113_annual_mean",
        "Statistics Denmark",
        "PRIS113, consumer price index, mean of the twelve months",
        "2015-2024",
        "terms not read",
        "Statistics Denmark, PRIS113. Yearly means were computed from the monthly indices.",
        "https://www.dst.dk/da/Statistik/emner/oekonomi/prisindeks/forbrugerprisindeks",
        "",
        READ,
        "2027-01-31",
        "",
    ),
    (
        "dst_annual_rate_2025_chained",
        "Statistics Denmark",
        "Yearly rate of consumer prices 2025, as reported by dpa-AFX on 12 January 2026",
        "2025",
        "terms not read",
        "Statistics Denmark, yearly rate 2025 as reported by dpa-AFX, chained to PRIS113 of 2024.",
        "https://www.finanznachrichten.de",
        "2026-01-12",
        READ,
        "2027-01-31",
        "",
    ),
    (
        "eurostat_hicp_rate_chained",
        "Eurostat",
        "Harmonised index of consumer prices, prc_hicp_aind",
        "2010-2025",
        "terms not read",
        "Eurostat, prc_hicp_aind. Indices were chained from yearly rates of one decimal.",
        "https://ec.europa.eu/eurostat/databrowser/view/prc_hicp_aind",
        "",
        READ,
        "2027-02-28",
        "",
    ),
    (
        "worldbank_cpi_chained",
        "World Bank",
        "Inflation, consumer prices, FP.CPI.TOTL.ZG",
        "2010-2024",
        WORLD_BANK_TERMS,
        "World Bank, World Development Indicators, copy by datasets/inflation. Indices were chained from yearly rates.",
        WORLD_BANK_COPY,
        "",
        READ,
        "2027-07-31",
        "",
    ),
    (
        "worldbank_gdp_deflator_chained",
        "World Bank",
        "Inflation, GDP deflator, NY.GDP.DEFL.KD.ZG",
        "2010-2023",
        WORLD_BANK_TERMS,
        "World Bank, World Development Indicators, copy by datasets/inflation. Indices were chained from yearly rates.",
        WORLD_BANK_COPY,
        "",
        READ,
        "2027-07-31",
        "",
    ),
]

# Reference table: source, emission file, publisher, classification, GWP set, price basis, tax, and what to know about
# the price. What a source does not say stays empty: the British one neither basis nor tax, the American one not tax.
SETS = {
    "uk_defra_spend_sic_2022": (
        SIC,
        "defra-spend-2022",
        "defra",
        "SIC",
        "",
        "",
        "",
        "pounds of 2022; the source does not say whether prices are basic or purchaser prices, or include tax",
    ),
    "eu_figaro_spend_nace_2023_partial": (
        NACE,
        "figaro-spend-2023",
        "figaro",
        "NACE",
        "",
        "basic",
        "out",
        (
            "euro of 2023 at basic prices, without product taxes and the margins of trade and transport; "
            "the country is that of the supplier"
        ),
    ),
    "us_epa_useeio_supply_chain_v1_3": (
        NAICS,
        "useeio-supply-chain-1.3",
        "useeio",
        "NAICS",
        "AR5",
        "purchaser",
        "",
        "US dollars of 2022 at purchaser prices, with the margins of trade and transport",
    ),
}

RATE_COLUMNS = ("source_id", "currency", "year", "units_per_eur", "days")
INDEX_COLUMNS = ("index_name", "region", "year", "base_year", "value", "source_id")
# Rows of one rank are parts of one series, on one base; a lower rank comes first.
CURRENCY_COLUMNS = ("currency", "rank", "source_id", "index_name", "region", "series", "name_en", "name_da")
# Series that go before the World Bank's consumer prices of the country; parts of one series stand together.
PREFERRED = {
    "DKK": [
        [
            ("dst_pris113_annual_mean", "CPI", "DK", "Statistics Denmark PRIS113"),
            ("dst_annual_rate_2025_chained", "CPI", "DK", "Statistics Denmark yearly rate of 2025"),
        ]
    ],
    "EUR": [[("eurostat_hicp_rate_chained", "HICP", "EA", "Eurostat HICP, euro area")]],
    "USD": [[("bls_cpi_u", "CPI-U", "US", "BLS CPI-U")]],
}


def add(reference: Path, book: Book) -> None:
    """Add the figures per amount of money, and the tables that restate amounts."""
    for table in SETS:
        add_spend(table, read(reference / f"{table}.csv"), book)
    rates = read(reference / "exchange_rates_ecb_annual.csv")
    indices = read(reference / "price_indices.csv")
    book.tables["exchange_rates.csv"] = (
        RATE_COLUMNS,
        sorted(tuple(plain(row[c]) if c == "units_per_eur" else row[c] for c in RATE_COLUMNS) for row in rates),
    )
    regions = {row["code"]: row["name_en"] for row in read(reference / "regions.csv")}
    if unknown := {row["region"] for row in indices} - set(regions):
        raise ValueError(f"price indices of regions without a code: {sorted(unknown)}")
    book.tables["price_index.csv"] = (
        INDEX_COLUMNS,
        sorted(tuple(plain(row[c]) if c == "value" else row[c] for c in INDEX_COLUMNS) for row in indices),
    )
    book.tables["currencies.csv"] = (CURRENCY_COLUMNS, currencies(rates, indices, regions))


def add_spend(table: str, rows: list[Row], book: Book) -> None:
    """Add one set of figures per amount of money; every code needs a Danish name, and every name a code."""
    source_id, file, publisher, classification, gwp_set, basis, tax, note = SETS[table]
    danish = {row["code"]: row["name_da"] for row in read(NAMES / f"spend_{classification.lower()}.csv")}
    if different := {row["source_row"] for row in rows} ^ set(danish):
        raise ValueError(f"codes and Danish names of {table} differ in {sorted(different)}")
    for row in rows:
        if row["source_id"] != source_id:
            raise ValueError(f"{table} holds rows of {row['source_id']}")
        activity = spend_activity(row, classification, danish[row["source_row"]], note)
        start, end = year_span(int(row["year"]))
        factor = Factor(
            factor_id=f"{publisher}:{book.name(activity)}:{row['region'].lower()}:cradle_to_gate",
            activity=activity.activity_id,
            region=row["region"],
            stage="cradle_to_gate",
            value=plain(row["co2e_kg"]),
            unit=f"kgCO2e/{row['unit_activity']}",
            gwp_set=gwp_set,
            valid_from=start,
            valid_to=end,
            price_year=row["year"],
            price_basis=basis,
            tax=tax,
            source_id=source_id,
            # one code stands once per country of supply
            locator=f"{row['source_row']}: {row['region']}" if classification == "NACE" else row["source_row"],
        )
        book.add(file, factor)


def spend_activity(row: Row, classification: str, danish: str, note: str) -> Activity:
    """Name what the money is spent on; titles carry country and code, as the sets share many names."""
    code, english = row["detail"].split(" | ", 1)
    place = f"({row['region']}, {classification} {code})"
    return Activity(
        f"spend.{row['region'].lower()}.{code_slug(code)}",
        f"{english} {place}, spend",
        f"{danish} {place}, indkøb",
        "money",
        "purchase",
        "purchase",
        note,
    )


def code_slug(code: str) -> str:
    """Write a product or industry code as part of an id; C10T12, from 10 to 12, becomes c10_12."""
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=\d)T(?=\d)", "_", code).lower()).strip("_")


def currencies(rates: list[Row], indices: list[Row], regions: dict[str, str]) -> Table:
    """List for each currency the series of consumer prices to restate amounts with, best first.

    GDP deflators are left to whoever asks for them: they swing with energy exports and say little of purchases.
    """
    names = {row["currency"]: row for row in read(NAMES / "spend_currencies.csv")}
    if different := {row["currency"] for row in rates} ^ (set(names) - {"EUR"}):
        raise ValueError(f"currencies and their names differ in {sorted(different)}")
    bases = {(row["source_id"], row["index_name"], row["region"]): row["base_year"] for row in indices}
    table: Table = []
    for currency, name in sorted(names.items()):
        series = list(PREFERRED.get(currency, []))
        # ISO 4217: the first two letters are the country
        home = ("worldbank_cpi_chained", "CPI", currency[:2])
        if home in bases:
            series.append([(*home, f"World Bank CPI, {regions[currency[:2]]}")])
        for rank, parts in enumerate(series, start=1):
            if len({bases[part[:3]] for part in parts}) > 1:
                raise ValueError(f"parts of one series on different bases: {parts}")
            for part in parts:
                table.append((currency, str(rank), *part, name["name_en"], name["name_da"]))
    return table
