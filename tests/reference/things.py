"""Materials, waste, water, hotel nights and homeworking."""

from __future__ import annotations

from dataclasses import replace

from record import Activity, Book, Edition, Row

# Printed name: slug, English title, Danish title.
GOODS = {
    "Aggregates": ("aggregates", "Aggregates", "Tilslag (sand, grus, sten)"),
    "Average construction": ("average_construction", "Construction materials, average", "Byggematerialer, gennemsnit"),
    "Asbestos": ("asbestos", "Asbestos", "Asbest"),
    "Asphalt": ("asphalt", "Asphalt", "Asfalt"),
    "Bricks": ("bricks", "Bricks", "Mursten"),
    "Concrete": ("concrete", "Concrete", "Beton"),
    "Insulation": ("insulation", "Insulation", "Isolering"),
    "Metals": ("metals", "Metals", "Metaller"),
    "Soils": ("soils", "Soils", "Jord"),
    "Mineral oil": ("mineral_oil", "Mineral oil", "Mineralolie"),
    "Plasterboard": ("plasterboard", "Plasterboard", "Gipsplader"),
    "Tyres": ("tyres", "Tyres", "Dæk"),
    "Wood": ("wood", "Wood", "Træ"),
    "Books": ("books", "Books", "Bøger"),
    "Glass": ("glass", "Glass", "Glas"),
    "Clothing": ("clothing", "Clothing", "Tøj"),
    "Food and drink": ("food_and_drink", "Food and drink", "Mad og drikke"),
    "Compost derived from garden waste": ("compost_garden", "Compost from garden waste", "Kompost af haveaffald"),
    "Compost derived from food and garden waste": (
        "compost_food_and_garden",
        "Compost from food and garden waste",
        "Kompost af mad- og haveaffald",
    ),
    "Electrical items - fridges and freezers": (
        "electrical_fridges_and_freezers",
        "Electrical items, fridges and freezers",
        "Elektriske apparater, køleskabe og frysere",
    ),
    "Electrical items - large": ("electrical_large", "Electrical items, large", "Elektriske apparater, store"),
    "Electrical items - IT": ("electrical_it", "Electrical items, IT", "Elektriske apparater, it-udstyr"),
    "Electrical items - small": ("electrical_small", "Electrical items, small", "Elektriske apparater, små"),
    "Batteries - Alkaline": ("batteries_alkaline", "Batteries, alkaline", "Batterier, alkaliske"),
    "Batteries - Li ion": ("batteries_li_ion", "Batteries, lithium-ion", "Batterier, litiumion"),
    "Batteries - NiMh": ("batteries_nimh", "Batteries, NiMH", "Batterier, NiMH"),
    "Household residual waste": ("household_residual", "Household residual waste", "Restaffald fra husholdninger"),
    "Organic: food and drink waste": ("food_and_drink", "Food and drink", "Mad og drikke"),
    "Organic: garden waste": ("garden", "Garden waste", "Haveaffald"),
    "Organic: mixed food and garden waste": (
        "mixed_food_and_garden",
        "Mixed food and garden waste",
        "Blandet mad- og haveaffald",
    ),
    "Commercial and industrial waste": (
        "commercial_and_industrial",
        "Commercial and industrial waste",
        "Erhvervs- og industriaffald",
    ),
    "WEEE - fridges and freezers": (
        "weee_fridges_and_freezers",
        "Electrical waste, fridges and freezers",
        "Elskrot, køleskabe og frysere",
    ),
    "WEEE - large": ("weee_large", "Electrical waste, large", "Elskrot, stort"),
    "WEEE - mixed": ("weee_mixed", "Electrical waste, mixed", "Elskrot, blandet"),
    "WEEE - small": ("weee_small", "Electrical waste, small", "Elskrot, småt"),
    "Batteries": ("batteries", "Batteries", "Batterier"),
    "Metal: aluminium cans and foil (excl. forming)": (
        "aluminium_cans_and_foil",
        "Aluminium cans and foil (without forming)",
        "Aluminiumsdåser og -folie (uden formgivning)",
    ),
    "Metal: mixed cans": ("mixed_cans", "Mixed cans", "Blandede dåser"),
    "Metal: scrap metal": ("scrap_metal", "Scrap metal", "Skrotmetal"),
    "Metal: steel cans": ("steel_cans", "Steel cans", "Ståldåser"),
    "Plastics: average plastics": ("plastics_average", "Plastics, average", "Plast, gennemsnit"),
    "Plastics: average plastic film": ("plastic_film", "Plastic film, average", "Plastfolie, gennemsnit"),
    "Plastics: average plastic rigid": ("plastic_rigid", "Rigid plastic, average", "Hård plast, gennemsnit"),
    "Plastics: HDPE (incl. forming)": ("hdpe", "HDPE (with forming)", "HDPE (med formgivning)"),
    "Plastics: LDPE and LLDPE (incl. forming)": (
        "ldpe_and_lldpe",
        "LDPE and LLDPE (with forming)",
        "LDPE og LLDPE (med formgivning)",
    ),
    "Plastics: PET (incl. forming)": ("pet", "PET (with forming)", "PET (med formgivning)"),
    "Plastics: PP (incl. forming)": ("pp", "PP (with forming)", "PP (med formgivning)"),
    "Plastics: PS (incl. forming)": ("ps", "PS (with forming)", "PS (med formgivning)"),
    "Plastics: PVC (incl. forming)": ("pvc", "PVC (with forming)", "PVC (med formgivning)"),
    "Paper and board: board": ("board", "Board", "Pap"),
    "Paper and board: mixed": ("paper_mixed", "Paper and board, mixed", "Papir og pap, blandet"),
    "Paper and board: paper": ("paper", "Paper", "Papir"),
}
CONDITIONS = {
    "Primary material production": ("new", "new", "nyt materiale"),
    "Re-used": ("reused", "reused", "genbrugt materiale"),
    "Closed-loop source": ("recycled", "recycled", "genanvendt materiale"),
}
TREATMENTS = {
    "Landfill": ("landfill", "landfill", "deponering"),
    "Closed-loop": ("recycling_closed_loop", "recycling, closed loop", "genanvendelse, lukket kredsløb"),
    "Open-loop": ("recycling_open_loop", "recycling, open loop", "genanvendelse, åbent kredsløb"),
    "Incineration with Energy Recovery": (
        "incineration_energy_recovery",
        "incineration with energy recovery",
        "forbrænding med energiudnyttelse",
    ),
    # the same treatment in the words of the 2024 edition and of the copy of the 2026 one
    "Combustion": (
        "incineration_energy_recovery",
        "incineration with energy recovery",
        "forbrænding med energiudnyttelse",
    ),
    "Composting": ("composting", "composting", "kompostering"),
    "Anaerobic digestion": ("anaerobic_digestion", "anaerobic digestion", "bioforgasning"),
}
SINGLES = {
    ("Water supply | Water supply", "m**3"): Activity(
        "water.supply", "Water supply", "Vandforsyning", "volume", "water", "water"
    ),
    ("Water treatment | Water treatment", "m**3"): Activity(
        "water.treatment", "Wastewater treatment", "Spildevandsrensning", "volume", "water", "wastewater"
    ),
    ("Office Equipment", "FTE_hour"): Activity(
        "homeworking.office_equipment",
        "Homeworking, office equipment",
        "Hjemmearbejde, kontorudstyr",
        "work",
        "homeworking",
        "homeworking",
    ),
    ("Heating", "FTE_hour"): Activity(
        "homeworking.heating", "Homeworking, heating", "Hjemmearbejde, opvarmning", "work", "homeworking", "homeworking"
    ),
    ("Homeworking (office equipment + heating)", "FTE_hour"): Activity(
        "homeworking.total",
        "Homeworking, office equipment and heating",
        "Hjemmearbejde, kontorudstyr og opvarmning",
        "work",
        "homeworking",
        "homeworking",
        "do not add to homeworking.office_equipment or homeworking.heating",
    ),
}
# Printed country names that differ from the English names of regions.csv.
COUNTRIES = {
    "UK": "GB",
    "Hong Kong, China": "HK",
    "Korea": "KR",
    "Russian Federation": "RU",
    "Turkey": "TR",
    "Vietnam": "VN",
}
THIRD_PARTY = "figures by the Hotel Footprinting Tool (ITP and Greenview, Cornell CHSB), published by DESNZ"
# Input of a third party's tool, not measured by the publisher.
HOTEL_PEDIGREE = "3 3 3 1 3"
HOTEL = Activity(
    "accommodation.hotel",
    "Hotel, room and night",
    "Hotel, værelse og nat",
    "room_nights",
    "accommodation",
    "accommodation",
    THIRD_PARTY,
)
HOTEL_LONDON = Activity(
    "accommodation.hotel_london",
    "Hotel in London, room and night",
    "Hotel i London, værelse og nat",
    "room_nights",
    "accommodation",
    "accommodation",
    THIRD_PARTY,
)


def add_things(rows: list[Row], regions: list[Row], edition: Edition, book: Book) -> None:
    """Add what is bought, thrown away, slept in and worked from."""
    codes = country_codes(regions)
    for row in rows:
        single = SINGLES.get((row["detail"], row["unit_activity"]))
        if row["activity"] == "Material use":
            book.add(edition.file, edition.factor(row, book.name(material(row)), "cradle_to_gate"))
        elif row["activity"] == "Waste disposal":
            book.add(edition.file, edition.factor(row, book.name(waste(row)), "end_of_life"))
        elif row["activity"] == "Hotel stay":
            add_hotel(row, codes, edition, book)
        elif single:
            book.add(edition.file, edition.factor(row, book.name(single), "operational"))


def country_codes(regions: list[Row]) -> dict[str, str]:
    """Give the code of every country name that hotels are printed under."""
    return {row["name_en"]: row["code"] for row in regions if row["level"] == "country"} | COUNTRIES


def material(row: Row) -> Activity:
    """Name a material and its condition."""
    _, name, source = row["detail"].split(" | ")
    good, condition = GOODS[name], CONDITIONS[source]
    return Activity(
        f"material.{good[0]}.{condition[0]}",
        f"{good[1]}, {condition[1]}",
        f"{good[2]} ({condition[2]})",
        "mass",
        "material",
        "material",
    )


def waste(row: Row) -> Activity:
    """Name a kind of waste and its treatment."""
    _, name, route = row["detail"].split(" | ")
    good, treatment = GOODS[name], TREATMENTS[route]
    return Activity(
        f"waste.{good[0]}.{treatment[0]}",
        f"Waste: {good[1]}, {treatment[1]}",
        f"Affald: {good[2]}, {treatment[2]}",
        "mass",
        "waste",
        "waste",
    )


def add_hotel(row: Row, codes: dict[str, str], edition: Edition, book: Book) -> None:
    """Add the hotel figure of one country, or of London."""
    country = row["detail"].removeprefix("Hotel stay | ")
    if country == "UK (London)":
        factor = edition.factor(row, book.name(HOTEL_LONDON), "operational")
    else:
        factor = edition.factor(row, book.name(HOTEL), "operational", region=codes[country])
    book.add(edition.file, replace(factor, uncertainty=HOTEL_PEDIGREE))
