"""Rules that are data: proxies, scopes and boundaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from record import Row
    from support import Table

PROXY_COLUMNS = ("activity", "stage", "region", "proxy_activity", "proxy_stage", "proxy_region", "reason")
ONLY_UK = "no edition for other countries is carried; the British figures are the only complete open set"
NORTHERN = (
    "no figure is published for this country; the United Kingdom is the only country of the UN subregion "
    "Northern Europe in the DESNZ 2025 set"
)
PROXIES: Table = [
    ("travel.*", "*", "*", "", "", "GB", ONLY_UK),
    ("freight.*", "*", "*", "", "", "GB", ONLY_UK),
    ("fuel.*", "*", "*", "", "", "GB", f"{ONLY_UK}; burning the same fuel differs little, the biofuel blend does"),
    ("material.*", "*", "*", "", "", "GB", ONLY_UK),
    ("waste.*", "*", "*", "", "", "GB", ONLY_UK),
    ("water.*", "*", "*", "", "", "GB", ONLY_UK),
    ("homeworking.*", "*", "*", "", "", "GB", f"{ONLY_UK}; heating and electricity differ much between countries"),
    ("catering.*", "*", "*", "", "", "FR", "only the French agency publishes an open figure per meal by diet"),
    (
        "energy.electricity.grid",
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
]


def proxies(regions: list[Row], hotel_regions: set[str]) -> Table:
    """List the stand-ins; the claim about Northern Europe is checked against the data."""
    northern = {row["code"] for row in regions if row["un_subregion"] == "Northern Europe"}
    if northern & hotel_regions != {"GB"}:
        raise ValueError(f"hotel figures in Northern Europe: {northern & hotel_regions}")
    if not northern.issuperset(NORTHERN_WITHOUT_HOTEL):
        raise ValueError("a country of the hotel rule is not in Northern Europe")
    hotels = [("accommodation.hotel", "*", code, "", "", "GB", NORTHERN) for code in NORTHERN_WITHOUT_HOTEL]
    return sorted([*PROXIES, *hotels])


def scopes() -> Table:
    """Spell out scope and category for each class and control."""
    table: Table = []
    for name, (operated, third_party, default) in CLASSES.items():
        for control, category in (("operated", operated), ("third_party", third_party)):
            upstream = category if category.startswith("3") else "3.3"
            table.append((name, control, "1" if control == default else "0", category[0], category, upstream, CONTROL))
    return sorted(table)
