"""Fuels: combustion, well-to-tank and biogenic CO2."""

from __future__ import annotations

from record import DIMENSION_OF_UNIT, Activity, Book, Edition, Row

# Printed name: slug, Danish title.
NAMES = {
    "Butane": ("butane", "Butan"),
    "CNG": ("cng", "CNG (komprimeret naturgas)"),
    "LNG": ("lng", "LNG (flydende naturgas)"),
    "LPG": ("lpg", "LPG (flydende gas)"),
    "Natural gas": ("natural_gas", "Naturgas"),
    "Natural gas (100% mineral blend)": ("natural_gas_mineral", "Naturgas (100 % fossil)"),
    "Other petroleum gas": ("other_petroleum_gas", "Anden petroleumsgas"),
    "Propane": ("propane", "Propan"),
    "Aviation spirit": ("aviation_spirit", "Flybenzin"),
    "Aviation turbine fuel": ("aviation_turbine_fuel", "Jetbrændstof"),
    "Burning oil": ("burning_oil", "Petroleum til opvarmning"),
    "Diesel (average biofuel blend)": (
        "diesel.average_biofuel_blend",
        "Diesel (gennemsnitlig iblanding af biobrændstof)",
    ),
    "Diesel (100% mineral diesel)": ("diesel.mineral", "Diesel (100 % fossil)"),
    "Fuel oil": ("fuel_oil", "Fuelolie"),
    "Gas oil": ("gas_oil", "Gasolie"),
    "Lubricants": ("lubricants", "Smøremidler"),
    "Naphtha": ("naphtha", "Nafta"),
    "Petrol (average biofuel blend)": (
        "petrol.average_biofuel_blend",
        "Benzin (gennemsnitlig iblanding af biobrændstof)",
    ),
    "Petrol (100% mineral petrol)": ("petrol.mineral", "Benzin (100 % fossil)"),
    "Processed fuel oils - residual oil": ("processed_fuel_oil_residual", "Forarbejdet fuelolie, restolie"),
    "Processed fuel oils - distillate oil": ("processed_fuel_oil_distillate", "Forarbejdet fuelolie, destillat"),
    "Refinery miscellaneous": ("refinery_miscellaneous", "Diverse raffinaderiprodukter"),
    "Waste oils": ("waste_oils", "Spildolie"),
    "Marine gas oil": ("marine_gas_oil", "Marin gasolie"),
    "Marine fuel oil": ("marine_fuel_oil", "Marin fuelolie"),
    "Coal (industrial)": ("coal_industrial", "Kul (industri)"),
    "Coal (electricity generation)": ("coal_electricity", "Kul (elproduktion)"),
    "Coal (domestic)": ("coal_domestic", "Kul (husholdning)"),
    "Coking coal": ("coking_coal", "Kokskul"),
    "Petroleum coke": ("petroleum_coke", "Petroleumskoks"),
    "Coal (electricity generation - home produced coal only)": (
        "coal_electricity_home_produced",
        "Kul (elproduktion, kun britisk kul)",
    ),
    "Bioethanol": ("bioethanol", "Bioethanol"),
    "Biodiesel ME": ("biodiesel_me", "Biodiesel ME (methylester)"),
    "Biomethane (compressed)": ("biomethane_compressed", "Biometan (komprimeret)"),
    "Biodiesel ME (from used cooking oil)": ("biodiesel_me_used_cooking_oil", "Biodiesel ME (af brugt madolie)"),
    "Biodiesel ME (from tallow)": ("biodiesel_me_tallow", "Biodiesel ME (af talg)"),
    "Biodiesel HVO": ("hvo", "HVO-biodiesel"),
    "Biopropane": ("biopropane", "Biopropan"),
    "Development diesel": ("development_diesel", "Udviklingsbrændstof, diesel"),
    "Development petrol": ("development_petrol", "Udviklingsbrændstof, benzin"),
    "Off road biodiesel": ("off_road_biodiesel", "Biodiesel til ikkevejgående maskiner"),
    "Biomethane (liquified)": ("biomethane_liquefied", "Biometan (flydende)"),
    "Methanol (bio)": ("biomethanol", "Biometanol"),
    "Avtur (renewable)": ("avtur_renewable", "Vedvarende jetbrændstof"),
    "Wood logs": ("wood_logs", "Brænde"),
    "Wood chips": ("wood_chips", "Træflis"),
    "Wood pellets": ("wood_pellets", "Træpiller"),
    "Grass/straw": ("grass_straw", "Græs eller halm"),
    "Biogas": ("biogas", "Biogas"),
    "Landfill gas": ("landfill_gas", "Deponigas"),
}
BY_NAME = {name.casefold(): (name, *names) for name, names in NAMES.items()}

STAGES = {
    "Fuels": "combustion",
    "Bioenergy": "combustion",
    "WTT- fuels": "well_to_tank",
    "WTT- bioenergy": "well_to_tank",
    "Outside of scopes": "biogenic_co2",
}
# Well-to-tank of these is printed by mass and energy only.
WITHOUT_UPSTREAM = "the source prints no well-to-tank figure per litre; .by_mass has one"
LITRE_NOTES = dict.fromkeys(("Lubricants", "Naphtha", "Waste oils"), WITHOUT_UPSTREAM)
PRIMARY_UNITS = ("litre", "m**3", "kg", "tonne")

# Suffix: English and Danish ending of the title.
ENDINGS = {
    "": ("", ""),
    ".by_mass": (", by mass", ", pr. masse"),
    ".by_energy": (", by energy", ", pr. energi"),
}


def add_fuels(rows: list[Row], edition: Edition, book: Book, complete: list[Row] | None = None) -> None:
    """Add every fuel row on a stated and wanted basis.

    A partial edition does not show all units a fuel is printed in; the rows of a complete one then name the leaves.
    """
    wanted = [row for row in rows if row["activity"] in STAGES and basis(row) is not None]
    units: dict[str, set[str]] = {}
    for row in complete or rows:
        if STAGES.get(row["activity"]) == "combustion" and basis(row) is not None:
            units.setdefault(fuel_name(row), set()).add(row["unit_activity"])
    for row in wanted:
        activity = fuel_activity(row, units[fuel_name(row)])
        stage = STAGES[row["activity"]]
        biogenic = row["activity"] == "Bioenergy"
        book.add(edition.file, edition.factor(row, book.name(activity), stage, biogenic=biogenic))


def basis(row: Row) -> str | None:
    """Name the calorific basis of a row; None for rows that are left out.

    Net-CV rows repeat the gross-CV rows. The kWh of forecourt fuels state no basis. Electricity is no fuel.
    """
    parts = row["detail"].split(" | ")
    if parts[-1] == "Net CV basis" or parts[0] == "Electricity generated":
        return None
    if parts[0] == "Forecourt fuels containing biofuel" and row["unit_activity"] == "kWh":
        return None
    return "gross" if parts[-1] == "Gross CV basis" else ""


def fuel_name(row: Row) -> str:
    """Read the fuel out of the printed path."""
    return BY_NAME[row["detail"].split(" | ")[1].casefold()][0]


def fuel_activity(row: Row, units: set[str]) -> Activity:
    """Name the leaf: the primary unit of a fuel has the bare id."""
    name = fuel_name(row)
    stem, danish = NAMES[name]
    unit = row["unit_activity"]
    dimension = DIMENSION_OF_UNIT[unit]
    primary = next(item for item in PRIMARY_UNITS if item in units)
    suffix = "" if unit == primary else {"mass": ".by_mass", "energy": ".by_energy"}[dimension]
    english_end, danish_end = ENDINGS[suffix]
    note = energy_note(row) if suffix == ".by_energy" else LITRE_NOTES.get(name, "") if not suffix else ""
    return Activity(f"fuel.{stem}{suffix}", name + english_end, danish + danish_end, dimension, "fuel", "fuel", note)


def energy_note(row: Row) -> str:
    """Say which energy content the amount is measured in."""
    group = row["detail"].split(" | ")[0].removeprefix("WTT- ").lower()
    if group in ("gaseous fuels", "liquid fuels", "solid fuels"):
        return "energy content on gross calorific value"
    return "energy content as printed; the source states no calorific basis"
