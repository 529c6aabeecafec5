"""Electricity, heat and gas by country, and meals."""

from __future__ import annotations

from dataclasses import replace

from record import Activity, Book, Edition, Factor, Row, plain, year_span
from support import PUBLISHED

GRID = Activity(
    "energy.electricity.grid", "Electricity from the grid", "Elektricitet fra nettet", "energy", "energy", "electricity"
)
DISTRICT = Activity("energy.heat.district", "District heat and steam", "Fjernvarme og damp", "energy", "energy", "heat")
ONSITE = Activity(
    "energy.heat.onsite",
    "Heat and steam made on site",
    "Varme og damp fremstillet på stedet",
    "energy",
    "energy",
    "heat",
)

# Table and end of the printed path: activity, stage, flags.
DESNZ_ENERGY = {
    ("UK electricity", "Electricity: UK"): (GRID, "generation_location", "alternative"),
    ("WTT- UK electricity", "WTT- UK electricity (generation) | Electricity: UK"): (
        GRID,
        "upstream_generation",
        "alternative",
    ),
    ("Transmission and distribution", "Electricity: UK"): (GRID, "transmission_losses", ""),
    ("WTT- UK electricity", "WTT- UK electricity (T&D) | Electricity: UK"): (GRID, "upstream_losses", ""),
    ("Outside of scopes", "Electricity: UK"): (GRID, "biogenic_co2", "alternative"),
    ("Heat and steam", "District heat and steam"): (DISTRICT, "generation", ""),
    ("Heat and steam", "Onsite heat and steam"): (ONSITE, "generation", ""),
    ("Transmission and distribution", "Distribution - district heat & steam | 5% loss"): (
        DISTRICT,
        "transmission_losses",
        "",
    ),
    ("WTT- heat and steam", "District heat and steam"): (DISTRICT, "upstream_generation", ""),
    ("WTT- heat and steam", "Onsite heat and steam"): (ONSITE, "upstream_generation", ""),
    ("WTT- heat and steam", "WTT- district heat & steam distribution | 5% loss"): (DISTRICT, "upstream_losses", ""),
}
BR18 = {
    "El (electricity)": ("energy.electricity.grid", "generation_location", "alternative", "upstream_generation"),
    "Fjernvarme (district heating)": ("energy.heat.district", "generation", "", "upstream_generation"),
    "Ledningsgas (mains gas)": ("fuel.natural_gas.by_energy", "combustion", "", "well_to_tank"),
}
OWID_GROUPS = {
    "World": "WORLD",
    "European Union (27)": "EU27",
    "Europe": "EUROPE",
    "Africa": "AFRICA",
    "Asia": "ASIA",
    "Oceania": "OCEANIA",
    "Kosovo": "XK",
}
# Aggregates without a region of their own here, or that repeat one above in another vintage.
OWID_LEFT_OUT = {
    "ASEAN (Ember)": "no such region",
    "Africa (Ember)": "second series for AFRICA",
    "Asia (Ember)": "second series for ASIA",
    "EU (Ember)": "second series for EU27",
    "Europe (Ember)": "second series for EUROPE",
    "G20 (Ember)": "no such region",
    "G7 (Ember)": "no such region",
    "High-income countries": "no such region",
    "Latin America and Caribbean (Ember)": "no such region",
    "Low-income countries": "no such region",
    "Lower-middle-income countries": "no such region",
    "Middle East (Ember)": "no such region",
    "North America": "part of AMERICAS only",
    "North America (Ember)": "part of AMERICAS only",
    "OECD (Ember)": "no such region",
    "Oceania (Ember)": "second series for OCEANIA",
    "South America": "part of AMERICAS only",
    "Upper-middle-income countries": "no such region",
}
# small grids that moved more than threefold in a year, printed so
OWID_JUMPS = {("BDI", "2017"), ("MWI", "2018"), ("SLE", "2019")}
MEALS = {
    "repasavecduboeuf": ("beef", "Meal with beef", "Måltid med oksekød"),
    "repasavecduveau": ("veal", "Meal with veal", "Måltid med kalvekød"),
    "repasavecduporc": ("pork", "Meal with pork", "Måltid med svinekød"),
    "repasavecdupoulet": ("chicken", "Meal with chicken", "Måltid med kylling"),
    "repasavecdupoissonblanc": ("white_fish", "Meal with white fish", "Måltid med hvid fisk"),
    "repasavecdupoissongras": ("oily_fish", "Meal with oily fish", "Måltid med fed fisk"),
    "repasavecdulieunoir": ("pollock", "Meal with pollock (saithe)", "Måltid med sej"),
    "repasavecduthon": ("tuna", "Meal with tuna", "Måltid med tun"),
    "repasvegetarien": ("vegetarian", "Vegetarian meal", "Vegetarisk måltid"),
    "repasvegetalien": ("vegan", "Vegan meal", "Vegansk måltid"),
}


def add_desnz_energy(rows: list[Row], edition: Edition, book: Book) -> None:
    """Add the British figures for electricity and heat."""
    for row in rows:
        for (table, ending), (activity, stage, flags) in DESNZ_ENERGY.items():
            if row["activity"] == table and row["detail"].endswith(ending):
                book.add(edition.file, edition.factor(row, book.name(activity), stage, flags=flags))


def yearly(row: Row, publisher: str, activity: str, stage: str, *, region: str, locator: str) -> Factor:
    """Make the factor of a figure that holds for one printed year."""
    start, end = year_span(int(row["year"]))
    return Factor(
        factor_id=f"{publisher}:{activity}:{region.lower()}:{stage}",
        activity=activity,
        region=region,
        stage=stage,
        value=plain(row["co2e_kg"]),
        unit=f"kgCO2e/{row['unit_activity']}",
        valid_from=start,
        valid_to=end,
        published=PUBLISHED[row["source_id"]],
        source_id=row["source_id"],
        locator=locator,
    )


def add_owid(rows: list[Row], regions: list[Row], book: Book) -> None:
    """Add the life-cycle grid average of every country and year."""
    codes = {row["alpha3"]: row["code"] for row in regions if row["alpha3"]} | OWID_GROUPS
    for row in rows:
        why = OWID_LEFT_OUT.get(row["region"])
        if why:
            reason = "second_series" if why.startswith("second series") else "no_region"
            book.exclude("grid_electricity_owid_ember", row, reason, why)
            continue
        factor = yearly(
            row,
            "owid",
            GRID.activity_id,
            "generation_location",
            region=codes[row["region"]],
            locator=f"{row['detail']} {row['year']}",
        )
        flags = "outlier" if (row["region"], row["year"]) in OWID_JUMPS else ""
        book.add("owid-ember", replace(factor, includes="upstream_generation", data_period=row["year"], flags=flags))


def add_aib(rows: list[Row], book: Book) -> None:
    """Add the European residual mixes."""
    for row in rows:
        factor = yearly(
            row,
            "aib",
            GRID.activity_id,
            "generation_market",
            region=row["region"],
            locator=f"{row['source_row']}: {row['region']}",
        )
        book.add(
            "aib-residual-mix", replace(factor, co2=plain(row["co2_kg"]), flags="partial", data_period=row["year"])
        )


def add_br18(rows: list[Row], book: Book) -> None:
    """Add the figures of the Danish building regulation, each in its printed year only."""
    table = [row for row in rows if row["source_id"] == "dk_br18_bilag2_tabel8"]
    first = min(row["year"] for row in table)
    for row in table:
        activity, stage, flag, includes = BR18[row["detail"]]
        factor = yearly(
            row,
            "br18",
            activity,
            stage,
            region=row["region"],
            locator=f"{row['source_row']}: {row['detail']} {row['year']}",
        )
        projection = "" if row["year"] == first else "projection"
        flags = "|".join(item for item in (flag, projection) if item)
        book.add("dk-br18", replace(factor, includes=includes, flags=flags))


def add_meals(rows: list[Row], book: Book) -> None:
    """Add the meals of the French agency."""
    for row in rows:
        if row["activity"] != "repas":
            continue
        diet, english, danish = MEALS[row["detail"]]
        activity = Activity(
            f"catering.meal.{diet}",
            english,
            danish,
            "meals",
            "catering",
            "food",
            "ingredients up to the plate; French average recipes",
        )
        factor = yearly(
            row, "ademe", book.name(activity), "cradle_to_gate", region=row["region"], locator=row["source_row"]
        )
        book.add("ademe-impactco2-2026", factor)
