"""Goods transport: vans, lorries, freight flights, rail and ships."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from passengers import DRIVES, HAULS, path_of, radiative_forcing
from record import Activity, Book, Edition, Factor, Row, slug

VANS = {
    "Class I (up to 1.305 tonnes)": ("class_1", "class I (up to 1.305 t)", "klasse I (op til 1,305 t)"),
    "Class II (1.305 to 1.74 tonnes)": ("class_2", "class II (1.305 to 1.74 t)", "klasse II (1,305 til 1,74 t)"),
    "Class III (1.74 to 3.5 tonnes)": ("class_3", "class III (1.74 to 3.5 t)", "klasse III (1,74 til 3,5 t)"),
    "Average (up to 3.5 tonnes)": ("average", "average (up to 3.5 t)", "gennemsnit (op til 3,5 t)"),
}
LORRIES = {
    "Rigid (>3.5 - 7.5 tonnes)": ("rigid_3_5_to_7_5t", "rigid, 3.5 to 7.5 t", "solovogn, 3,5 til 7,5 t"),
    "Rigid (>7.5 tonnes-17 tonnes)": ("rigid_7_5_to_17t", "rigid, 7.5 to 17 t", "solovogn, 7,5 til 17 t"),
    "Rigid (>17 tonnes)": ("rigid_over_17t", "rigid, over 17 t", "solovogn, over 17 t"),
    "All rigids": ("all_rigids", "all rigids", "alle solovogne"),
    "Articulated (>3.5 - 33t)": ("articulated_3_5_to_33t", "articulated, 3.5 to 33 t", "sættevognstog, 3,5 til 33 t"),
    "Articulated (>33t)": ("articulated_over_33t", "articulated, over 33 t", "sættevognstog, over 33 t"),
    "All artics": ("all_artics", "all articulated", "alle sættevognstog"),
    "All HGVs": ("all", "all sizes", "alle størrelser"),
}
LOADS = {
    "0% Laden": ("empty", "empty", "tom"),
    "50% Laden": ("half_laden", "half laden", "halvt læsset"),
    "100% Laden": ("fully_laden", "fully laden", "fuldt læsset"),
    "Average laden": ("average_laden", "average load", "gennemsnitligt læsset"),
}
LORRY_HEADS = {
    "HGV (all diesel)": ("hgv", "HGV (diesel)", "Lastbil (diesel)"),
    "HGV refrigerated (all diesel)": ("hgv_refrigerated", "Refrigerated HGV (diesel)", "Kølelastbil (diesel)"),
    "HGVs refrigerated (all diesel)": ("hgv_refrigerated", "Refrigerated HGV (diesel)", "Kølelastbil (diesel)"),
}
SHIPS = {
    "crude tanker": "Råolietanker",
    "products tanker": "Produkttanker",
    "chemical tanker": "Kemikalietanker",
    "lng tanker": "LNG-tanker",
    "lpg tanker": "LPG-tanker",
    "bulk carrier": "Bulkskib",
    "general cargo": "Stykgodsskib",
    "container ship": "Containerskib",
    "vehicle transport": "Biltransportskib",
    "roro-ferry": "RoRo-færge",
    "large ropax ferry": "Stor RoPax-færge",
    "refrigerated cargo": "Fragtskib med køling",
}
ENGLISH_SHIPS = {
    "lng tanker": "LNG tanker",
    "lpg tanker": "LPG tanker",
    "roro-ferry": "RoRo ferry",
    "large ropax ferry": "Large RoPax ferry",
}
DANISH_SIZES = {"Average": "gennemsnit", "All dwt": "alle størrelser"}

COMBUSTION = "combustion"
STAGES = {
    "Delivery vehicles": COMBUSTION,
    "Freighting goods": COMBUSTION,
    "UK electricity for EVs": "generation_location",
    "UK electricity T&D for EVs": "transmission_losses",
    "WTT- delivery vehs & freight": "well_to_tank",
}


def add_goods(rows: list[Row], edition: Edition, book: Book) -> None:
    """Add goods transport by load and distance, and goods vehicles by distance."""
    printed = {(row["activity"], path_of(row), row["unit_activity"]): row for row in rows}
    for row in rows:
        if row["activity"] not in STAGES:
            continue
        # The km rows for hired freight repeat the rows of delivery vehicles; electric vans are printed in parts.
        if row["activity"] == "Freighting goods" and row["unit_activity"] == "km":
            continue
        activity = goods_activity(row)
        if activity is None:
            continue
        if row["lifecycle"] == "ttw+generation":
            if "Plug-in" in row["detail"]:
                book.add(edition.file, combustion_part(row, printed, edition, book.name(activity)))
            continue
        stage = STAGES[row["activity"]]
        book.add(edition.file, edition.factor(row, book.name(activity), stage))
        if path_of(row).startswith("Freight flights") and stage == COMBUSTION:
            path = path_of(row).replace("Without RF", "With RF")
            with_rf = printed["Freighting goods", path, row["unit_activity"]]
            book.add(edition.file, radiative_forcing(edition, activity.activity_id, with_rf, row))


def combustion_part(row: Row, printed: dict[tuple[str, str, str], Row], edition: Edition, activity: str) -> Factor:
    """Take what is burnt in a plug-in van as the printed whole less its printed electricity."""
    key = (path_of(row), row["unit_activity"])
    parts = [printed[table, *key] for table in ("UK electricity for EVs", "UK electricity T&D for EVs")]
    rest = dict(row)
    for column in ("co2_kg", "ch4_kg_co2e", "n2o_kg_co2e"):
        rest[column] = str(Decimal(row[column]) - sum(Decimal(part[column]) for part in parts))
    factor = edition.difference(edition.factor(row, activity, COMBUSTION), row, *parts)
    return replace(factor, **edition.gases(rest, biogenic=False))


def goods_activity(row: Row) -> Activity | None:
    """Name the leaf of a goods row; None for rows about something else."""
    head, *names = path_of(row).split(" | ")
    by_vehicle = row["unit_activity"] == "km"
    if head == "Vans":
        van, drive = VANS[names[0]], DRIVES[names[1]]
        return road(
            f"van.{van[0]}.{drive[0]}",
            f"Van, {van[1]}, {drive[1]}",
            f"Varebil, {van[2]}, {drive[2]}",
            by_vehicle=by_vehicle,
        )
    if head in LORRY_HEADS:
        kind, lorry, load = LORRY_HEADS[head], LORRIES[names[0]], LOADS[names[1]]
        return road(
            f"{kind[0]}.{lorry[0]}.{load[0]}",
            f"{kind[1]}, {lorry[1]}, {load[1]}",
            f"{kind[2]}, {lorry[2]}, {load[2]}",
            by_vehicle=by_vehicle,
        )
    if head == "Freight flights":
        haul = HAULS[names[0]]
        wanted = names[1] == "Without RF"
        note = "the figure holds for great-circle distance: 8 % for detours is included"
        return freight(f"air.{haul[0]}", f"Air freight, {haul[1]}", f"Luftfragt, {haul[2]}", note) if wanted else None
    if head == "Rail" and names[0] == "Freight train":
        return freight("rail", "Rail freight", "Godstog")
    return ship(*names) if head in ("Sea tanker", "Cargo ship") else None


def freight(stem: str, english: str, danish: str, note: str = "") -> Activity:
    """Make a leaf per tonne and kilometre."""
    return Activity(f"freight.{stem}", english, danish, "freight", "freight", "goods_transport", note)


def road(stem: str, english: str, danish: str, *, by_vehicle: bool) -> Activity:
    """Make a road leaf per tonne-kilometre, or per vehicle-kilometre."""
    if not by_vehicle:
        return freight(stem, english, danish)
    return Activity(
        f"freight.{stem}.by_vehicle",
        f"{english}, by vehicle distance",
        f"{danish}, pr. vognkilometer",
        "distance",
        "freight",
        "goods_vehicle",
    )


def ship(kind: str, size: str) -> Activity:
    """Make the leaf of a ship type and size."""
    low = kind.lower()
    english_size = size.replace("m3", "m³") if size not in DANISH_SIZES else size.lower()
    danish_size = DANISH_SIZES.get(size) or size.replace(",", ".").replace("m3", "m³")
    return freight(
        f"sea.{slug(kind)}.{slug(size)}",
        f"{ENGLISH_SHIPS.get(low, low.capitalize())}, {english_size}",
        f"{SHIPS[low]}, {danish_size}",
    )
