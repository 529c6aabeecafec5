"""Rules that are data: proxies, scopes and boundaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boundary_rules

if TYPE_CHECKING:
    from record import Row
    from support import Table

PROXY_COLUMNS = ("activity", "stage", "region", "rank", "proxy_activity", "proxy_stage", "proxy_region", "reason")
ONLY_UK = "no figure of this country is carried; the British set is the most complete open one"
NORTHERN = (
    "no figure is published for this country; the United Kingdom is the only country of the UN subregion "
    "Northern Europe in the DESNZ 2025 set"
)
ONLY_FR = "no figure of this country or of the United Kingdom is carried; the French agency's is the nearest open one"
ONLY_US = "no European figure is carried; the one of the US EPA stands in"
ONLY_DK = "only a Danish figure is carried"
SAME_GAS = "a gas warms as much wherever it leaks; the British edition lists most refrigerants"
FRENCH_POWER = "the French figures per kilometre of electric vehicles are printed for French electricity only"
SUPPLY = "the id names the country of supply, wherever the money was spent"
# Family: who stands in, in order, and why.
LAST_RESORTS = {
    "travel.*": (("GB", ONLY_UK), ("FR", ONLY_FR), ("US", ONLY_US), ("DK", ONLY_DK)),
    "freight.*": (("GB", ONLY_UK), ("FR", ONLY_FR), ("US", ONLY_US), ("DK", ONLY_DK)),
    "fuel.*": (
        ("GB", f"{ONLY_UK}; burning the same fuel differs little, the biofuel blend does"),
        ("FR", ONLY_FR),
        ("US", ONLY_US),
    ),
    "material.*": (("GB", ONLY_UK), ("FR", ONLY_FR), ("US", ONLY_US)),
    "waste.*": (("GB", ONLY_UK), ("FR", ONLY_FR), ("US", ONLY_US)),
    "water.*": (("GB", ONLY_UK),),
    "homeworking.*": (("GB", f"{ONLY_UK}; heating and electricity differ much between countries"),),
    "refrigerant.*": (("GB", SAME_GAS), ("US", SAME_GAS)),
    "catering.*": (("FR", "only the French agency publishes an open figure per meal by diet"),),
    "food.*": (("FR", "only the French agency publishes open figures for foods by kind"), ("DK", ONLY_DK)),
    "product.*": (("FR", ONLY_FR),),
    "digital.*": (("FR", ONLY_FR), ("EUROPE", "the figure is a European average")),
    **{
        f"spend.{country}.*": ((country.upper(), SUPPLY),)
        for country in ("cy", "cz", "de", "dk", "ee", "fr", "gb", "us")
    },
}
STATION = "a power station's own figure depends little on the country it stands in"
# never the grid: the average of one country says nothing about that of another
STATIONS = ("coal", "gas", "geothermal", "hydro", "nuclear", "oil", "solar", "wind_offshore", "wind_onshore")
PROXIES: Table = [
    (
        "energy.electricity.*",
        "generation_market",
        "*",
        "",
        "generation_location",
        "",
        "GHG Protocol Scope 2 Guidance: where no residual mix is published, the location-based grid average stands in",
    ),
    (
        "travel.car.*",
        "generation_market",
        "*",
        "",
        "generation_location",
        "GB",
        "the figures per kilometre of electric and plug-in cars are printed for the British grid average only",
    ),
    (
        "freight.van.*",
        "generation_market",
        "*",
        "",
        "generation_location",
        "GB",
        "the figures of electric and plug-in vans are printed for the British grid average only",
    ),
    (
        "accommodation.hotel",
        "*",
        "AT",
        "",
        "",
        "DE",
        (
            "no figure is published for Austria; Germany is a neighbour in the same UN subregion. "
            "Austrian electricity has less carbon, so this probably overstates"
        ),
    ),
    (
        "accommodation.hotel",
        "*",
        "PL",
        "",
        "",
        "DE",
        (
            "no figure is published for Poland; Germany is a neighbour. "
            "Polish electricity has more carbon, so this probably understates"
        ),
    ),
    (
        "accommodation.hotel",
        "*",
        "GL",
        "",
        "",
        "GB",
        "no figure is published for Greenland; it follows Denmark, which has none either and takes the British one",
    ),
]
NORTHERN_WITHOUT_HOTEL = ("DK", "SE", "NO", "FI", "IS", "IE", "EE", "LV", "LT", "FO", "AX")

SCOPE_COLUMNS = ("class", "control", "default", "scope", "category", "upstream_category", "source")
GHG = "GHG Protocol Corporate Value Chain (Scope 3) Standard, table 5.4"
CONTROL = f"{GHG}; operational control as in the joint albert and SEA guidance"
# Class: category when operated, category when a third party operates, control taken when none is named.
CLASSES = {
    "fuel": ("1", "3.1", "operated"),
    "passenger_vehicle": ("1", "3.6", "third_party"),
    "goods_vehicle": ("1", "3.4", "third_party"),
    "electricity": ("2", "3.8", "operated"),
    "heat": ("2", "3.8", "operated"),
    "passenger_transport": ("3.6", "3.6", "third_party"),
    "goods_transport": ("3.4", "3.4", "third_party"),
    "accommodation": ("3.6", "3.6", "third_party"),
    "material": ("3.1", "3.1", "third_party"),
    "food": ("3.1", "3.1", "third_party"),
    "waste": ("3.5", "3.5", "third_party"),
    "water": ("3.1", "3.1", "third_party"),
    "wastewater": ("3.5", "3.5", "third_party"),
    "homeworking": ("3.7", "3.7", "third_party"),
    "refrigerant": ("1", "3.8", "operated"),
    "purchase": ("3.1", "3.1", "third_party"),
    "product": ("3.1", "3.1", "third_party"),
    "service": ("3.1", "3.1", "third_party"),
    "viewing": ("3.11", "3.11", "third_party"),
}

BOUNDARY_COLUMNS = ("boundary_id", "title", "exclude_stages", "exclude_categories", "scopes", "source", "note")
NOT_EQUAL = "only the public boundary is known; not equal to the original"
UNSAID = "not said in public and no matter of a rule"
BOUNDARIES: Table = [
    ("full", "All stages and scopes", "", "", "", GHG, "biogenic CO2 is shown beside the total, never inside"),
    (
        "no_rf",
        "Without radiative forcing of flights",
        "radiative_forcing",
        "",
        "",
        "DESNZ 2025 prints flights with and without the effect",
        "only the effects of flying high are left out",
    ),
    (
        "no_wtt",
        "Without well-to-tank and other upstream energy",
        "well_to_tank|upstream_generation|upstream_losses",
        "",
        "",
        GHG,
        "a life-cycle electricity figure cannot be split, so its upstream part stays in",
    ),
    (
        "scopes_1_2",
        "Scopes 1 and 2 only",
        "",
        "",
        "1|2",
        "GHG Protocol Corporate Standard",
        "what the production itself operates",
    ),
    (
        "pear",
        "After PEAR (Sustainable Entertainment Alliance, Producers Guild)",
        "",
        "",
        "",
        "public descriptions of PEAR 4.2.9; see boundary_rules.csv",
        f"{NOT_EQUAL}; of hotels it counts electricity only; {UNSAID}: the scope of rail and ferries",
    ),
    (
        "albert",
        "After BAFTA albert",
        "",
        "",
        "",
        "public descriptions of albert since the edition of October 2024; see boundary_rules.csv",
        f"{NOT_EQUAL}; {UNSAID}: cabin classes, whether both figures of scope 2 are shown",
    ),
    (
        "adgreen",
        "After AdGreen",
        "",
        "",
        "",
        "weareadgreen.org and public descriptions; see boundary_rules.csv",
        f"{NOT_EQUAL}; it adds road legs to freight and food waste to meals by itself; {UNSAID}: the split into scopes",
    ),
    (
        "carbonclap",
        "After Carbon'Clap (Ecoprod)",
        "",
        "",
        "",
        "ecoprod.com and public descriptions; see boundary_rules.csv",
        f"{NOT_EQUAL}; {UNSAID}: how hotels are entered, the split into scopes",
    ),
]
BOUNDARY_RULE_COLUMNS = boundary_rules.COLUMNS
BOUNDARY_RULES: Table = boundary_rules.rules()


def proxies(regions: list[Row], hotel_regions: set[str]) -> Table:
    """List the stand-ins; the claim about Northern Europe is checked against the data."""
    northern = {row["code"] for row in regions if row["un_subregion"] == "Northern Europe"}
    if northern & hotel_regions != {"GB"}:
        raise ValueError(f"hotel figures in Northern Europe: {northern & hotel_regions}")
    if not northern.issuperset(NORTHERN_WITHOUT_HOTEL):
        raise ValueError("a country of the hotel rule is not in Northern Europe")
    hotels = [("accommodation.hotel", "*", code, "", "", "GB", NORTHERN) for code in NORTHERN_WITHOUT_HOTEL]
    table = [(*row[:3], "1", *row[3:]) for row in (*PROXIES, *hotels)]
    for family, stand_ins in LAST_RESORTS.items():
        for rank, (region, reason) in enumerate(stand_ins, 1):
            table.append((family, "*", "*", str(rank), "", "", region, reason))
    for name in STATIONS:
        activity = f"energy.electricity.{name}"
        table.append((activity, "*", "*", "1", "", "", "FR", STATION))
        table.append((activity, "generation_market", "*", "1", "", "generation_location", "FR", STATION))
    table += [
        (family, "generation_market", "*", "1", "", "generation_location", "FR", FRENCH_POWER)
        for family in ("travel.*", "freight.*")
    ]
    return sorted(table)


def scopes() -> Table:
    """Spell out scope and category for each class and control."""
    table: Table = []
    for name, (operated, third_party, default) in CLASSES.items():
        for control, category in (("operated", operated), ("third_party", third_party)):
            upstream = category if category.startswith("3") else "3.3"
            table.append((name, control, "1" if control == default else "0", category[0], category, upstream, CONTROL))
    return sorted(table)
