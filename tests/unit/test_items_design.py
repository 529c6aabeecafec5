"""Items of the departments that cook, build, dress and clear up: what each class needs, refuses and stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from greenprod import Calculator, FactorLibrary
from greenprod.errors import GreenprodError
from greenprod.items import catering, equipment, materials, wardrobe, waste
from greenprod.items.base import amount_fields
from greenprod.items.catalogue import item_name
from greenprod.items.catering import DIETS, FOOD_STREAMS, FOOD_TREATMENTS, Drinks, Food, FoodWaste, Meals, Tableware
from greenprod.items.equipment import CABLES, CHEMISTRIES, SIZES, Batteries, Cable, EquipmentHire, ProductPurchase
from greenprod.items.figures import waste_densities
from greenprod.items.materials import EFFECTS, PAINTS, Greens, Material, Paint, SpecialEffects
from greenprod.items.wardrobe import Costume, Laundry, MakeUp
from greenprod.items.waste import TREATMENTS, Skip, Waste, WasteByVolume, WastewaterTreatment, WaterSupply, WaterTank

if TYPE_CHECKING:
    from greenprod.errors import Issue
    from greenprod.items.base import Item

KINDS = [kind for room in (catering, materials, wardrobe, equipment, waste) for kind in room.KINDS]
BURNED = "incineration_energy_recovery"


@pytest.fixture(scope="module")
def calculator() -> Calculator:
    return Calculator(FactorLibrary.shipped())


def item(kind: type[Item], **given: Any) -> Item:
    return kind(**{"date": "2025-05-01", "region": "DK", **given})


def parts(kind: type[Item], **given: Any) -> list[tuple[str, float, str]]:
    return [(a.activity, a.amount, a.unit) for a in item(kind, **given).activities()]


def issue_of(kind: type[Item], **given: Any) -> Issue:
    with pytest.raises(GreenprodError) as caught:
        list(item(kind, **given).activities())
    return caught.value.issue


WORKED: list[tuple[type[Item], dict[str, Any], list[tuple[str, float, str]]]] = [
    (Meals, {"meals": 30, "diet": "mostly_plant_beef"}, [("catering.meal.mostly_plant_beef", 30, "meal")]),
    (
        Meals,
        {"meals": 30, "diet": "beef", "food_waste_kg_per_meal": "200 gram", "food_waste_treatment": "landfill"},
        [("catering.meal.beef", 30, "meal"), ("waste.food_and_drink.landfill", 6, "kg")],
    ),
    (
        Meals,
        {"meals": 30, "diet": "beef", "food_waste_kg_per_meal": 0, "food_waste_treatment": "landfill"},
        [("catering.meal.beef", 30, "meal")],
    ),
    (Food, {"mass": "2 tonne", "food": "food.bread.baguette"}, [("food.bread.baguette", 2000, "kg")]),
    (Drinks, {"mass": 12, "drink": "beer"}, [("food.beverage.beer", 12, "kg")]),
    (Drinks, {"volume": 10, "density_kg_per_m3": 1040, "drink": "apple_juice"},
     [("food.beverage.apple_juice", 10.4, "kg")]),
    (Tableware, {"mass": 5, "material": "ps", "condition": "recycled"}, [("material.ps.recycled", 5, "kg")]),
    (
        Tableware,
        {"items": 100, "item_kg": 0.5, "material": "glass_packaging", "condition": "unspecified", "uses": 20,
         "end_of_life": "recycling_closed_loop", "waste_stream": "glass"},
        [("material.glass_packaging", 2.5, "kg"), ("waste.glass.recycling_closed_loop", 2.5, "kg")],
    ),
    (FoodWaste, {"mass": 7, "treatment": "anaerobic_digestion_wet", "stream": "food_meat"},
     [("waste.food_meat.anaerobic_digestion_wet", 7, "kg")]),
    (Material, {"mass": 2, "material": "wood", "condition": "reused"}, [("material.wood.reused", 2, "kg")]),
    (Material, {"mass": 2, "material": "timber_construction", "condition": "unspecified"},
     [("material.timber_construction", 2, "kg")]),
    (
        Material,
        {"area": 10, "thickness_m": 0.02, "density_kg_per_m3": 600, "material": "wood", "end_of_life": BURNED},
        [("material.wood.new", 120, "kg"), (f"waste.wood.{BURNED}", 120, "kg")],
    ),
    (Material, {"area": 10, "kg_per_m2": "300 g/m2", "material": "clothing"}, [("material.clothing.new", 3, "kg")]),
    (Material, {"area": 10, "material": "plaster_tile"}, [("material.plaster_tile.by_area", 10, "square_metre")]),
    (Material, {"area": 10, "material": "material.plaster_tile.by_area"},
     [("material.plaster_tile.by_area", 10, "square_metre")]),
    (Material, {"volume": "2 m3", "density_kg_per_m3": "25 kg/m3", "material": "ps"}, [("material.ps.new", 50, "kg")]),
    (Material, {"mass": 500, "material": "metals", "condition": "hired", "days": 10, "life_days": 1000},
     [("material.metals.new", 5, "kg")]),
    (
        Material,
        {"mass": 500, "material": "steel", "condition": "hired", "share": 0.1, "end_of_life": "recycling",
         "waste_stream": "structural_steel"},
        [("material.steel.new", 50, "kg"), ("waste.structural_steel.recycling", 50, "kg")],
    ),
    (Material, {"mass": 500, "material": "generator_set", "condition": "unspecified", "share": 0.1},
     [("material.generator_set", 50, "kg")]),
    (Paint, {"mass": 3, "paint": "polyurethane_lacquer"}, [("material.polyurethane_lacquer", 3, "kg")]),
    (Paint, {"volume": 20, "density_kg_per_m3": "1.2 kg/litre", "paint": "acrylic_varnish"},
     [("material.acrylic_varnish", 24, "kg")]),
    (Paint, {"area": 50, "kg_per_m2": 0.2, "paint": "acrylic_varnish"}, [("material.acrylic_varnish", 10, "kg")]),
    (SpecialEffects, {"volume": 47, "effect": "propane"}, [("fuel.propane", 47, "litre")]),
    (SpecialEffects, {"mass": 30, "effect": "carbon_dioxide"}, [("refrigerant.co2", 30, "kg")]),
    (SpecialEffects, {"cost": "900 DKK", "spend_activity": "dk.c20"}, [("spend.dk.c20", 900, "DKK")]),
    (Greens, {"cost": 900, "currency": "DKK", "spend_activity": "spend.dk.a01"}, [("spend.dk.a01", 900, "DKK")]),
    (Costume, {"items": 3, "garment": "jeans"}, [("product.jeans", 3, "item")]),
    (Costume, {"items": 3, "garment": "coat", "condition": "hired", "days": 4, "life_days": 60},
     [("product.coat", 0.2, "item")]),
    (
        Costume,
        {"mass": 9, "condition": "second_hand", "end_of_life": "landfill"},
        [("material.clothing.reused", 9, "kg"), ("waste.clothing.landfill", 9, "kg")],
    ),
    (Laundry, {"cost": "80 USD", "spend_activity": "us.812320"}, [("spend.us.812320", 80, "USD")]),
    (MakeUp, {"cost": "80 GBP", "spend_activity": "gb.20_4"}, [("spend.gb.20_4", 80, "GBP")]),
    (MakeUp, {"mass": 2, "material": "alcohol"}, [("material.alcohol", 2, "kg")]),
    (ProductPurchase, {"items": 2, "product_name": "tshirt.cotton"}, [("product.tshirt.cotton", 2, "item")]),
    (EquipmentHire, {"items": 3, "days": 20, "product_name": "camera.reflex", "life_days": 600},
     [("product.camera.reflex", 0.1, "item")]),
    (EquipmentHire, {"mass": 800, "share": 0.05, "material": "electrical_small.new"},
     [("material.electrical_small.new", 40, "kg")]),
    (Cable, {"distance": 2, "cable": "internal_signal"}, [("material.cable_internal_signal.by_length", 2, "km")]),
    (Cable, {"distance": "500 m", "days": 6, "life_days": "300 day", "cable": "mains"},
     [("material.cable_mains.by_length", 0.01, "km")]),
    (Batteries, {"items": 24, "size": "aaa"}, [("product.battery_aaa", 24, "item")]),
    (Batteries, {"mass": 24, "chemistry": "nimh", "share": 0.25}, [("material.batteries_nimh.new", 6, "kg")]),
    (Waste, {"mass": 3, "stream": "mdf", "treatment": "combustion"}, [("waste.mdf.combustion", 3, "kg")]),
    (WasteByVolume, {"volume": "3 m3", "stream": "wood", "treatment": BURNED, "density_kg_per_m3": 200},
     [(f"waste.wood.{BURNED}", 600, "kg")]),
    (WasteByVolume, {"volume": 1000, "stream": "wood", "treatment": BURNED, "contents": "mixed_wood"},
     [(f"waste.wood.{BURNED}", 307, "kg")]),
    (WasteByVolume, {"volume": "2 m3", "stream": "glass", "treatment": "recycling", "contents": "glass",
                     "state": "bulk_density"}, [("waste.glass.recycling", 600, "kg")]),
    (Skip, {"items": 2, "size_m3": 8, "stream": "wood", "treatment": BURNED, "density_kg_per_m3": 100},
     [(f"waste.wood.{BURNED}", 1600, "kg")]),
    (Skip, {"items": 2, "size_m3": "8 m3", "fill": 0.5, "stream": "household_residual", "treatment": BURNED,
            "contents": "residual_waste"}, [(f"waste.household_residual.{BURNED}", 1600, "kg")]),
    (WaterSupply, {"volume": "2 m3"}, [("water.supply", 2000, "litre")]),
    (WastewaterTreatment, {"volume": 5}, [("water.treatment", 5, "litre")]),
    (WaterTank, {"volume": 5}, [("water.supply", 5, "litre"), ("water.treatment", 5, "litre")]),
    (WaterTank, {"volume": 5, "supply": "rain"}, [("water.treatment", 5, "litre")]),
    (WaterTank, {"volume": 5, "drain": "elsewhere"}, [("water.supply", 5, "litre")]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "given", "expected"), WORKED)
def test_a_line_stands_for_activities_worked_out_by_hand(
    kind: type[Item], given: dict[str, Any], expected: list[tuple[str, float, str]], calculator: Calculator
) -> None:
    found = parts(kind, **given)
    assert [(leaf, unit) for leaf, _, unit in found] == [(leaf, unit) for leaf, _, unit in expected]
    assert [number for _, number, _ in found] == pytest.approx([number for _, number, _ in expected], rel=1e-12)
    assert {leaf for leaf, *_ in found} <= set(calculator.library.activities)


@pytest.mark.parametrize(("kind", "given", "expected"), WORKED)
def test_a_line_is_linear_in_each_of_its_amounts(
    kind: type[Item], given: dict[str, Any], expected: list[tuple[str, float, str]]
) -> None:
    line = item(kind, **given)
    for name in amount_fields(kind):  # type: ignore[arg-type] # mypy 11469: a class is hashable
        if name in given:
            money = {"currency": expected[0][2]} if name == "cost" else {}
            tripled = item(kind, **{**given, name: 3 * getattr(line, name), **money})
            assert [a.amount for a in tripled.activities()] == pytest.approx([3 * number for _, number, _ in expected])


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_a_class_can_be_booked_alone_and_in_a_table(kind: type[Item], calculator: Calculator) -> None:
    assert kind.title
    assert kind.title_da
    assert kind.topics
    cells: dict[str, Any] = dict(kind.example)
    result = calculator.calculate(kind(**cells))
    assert result.postings
    ledger = calculator.ledger(pd.DataFrame([{"item": item_name(kind), **kind.example}]))
    assert not len(ledger.issues)
    assert ledger.by("item")["co2e_kg"].sum() == pytest.approx(result.co2e_kg)


def test_lines_by_mass_and_by_money_stand_in_one_table(calculator: Calculator) -> None:
    common = {"region": "GB", "date": "2022-05-01"}
    rows = [
        {"item": "special_effects", "cost": "500 GBP", "spend_activity": "gb.20_4", **common},
        {"item": "special_effects", "mass": "10 kg", "effect": "propane", **common},
        {"item": "make_up", "mass": "1 kg", "material": "alcohol", **common},
        {"item": "make_up", "cost": "500 GBP", "spend_activity": "gb.20_4", **common},
    ]
    ledger = calculator.ledger(pd.DataFrame(rows))
    assert not len(ledger.issues)
    assert len(ledger.lines) == len(rows)


WOOD = {"mass": 2, "material": "wood"}
SHEET = {"area": 2, "material": "wood"}
REUSED_SHEET = {**SHEET, "condition": "reused"}
CUPS = {"items": 2, "material": "paper"}
BIN = {"volume": 2, "stream": "wood", "treatment": "landfill"}
CAMERA = {"items": 2, "product_name": "camera.reflex"}


@pytest.mark.parametrize(
    ("kind", "given", "code", "column"),
    [
        (Meals, {"meals": 1}, "missing_field", "diet"),
        (Meals, {"meals": 1, "diet": "lasagne"}, "invalid_choice", "diet"),
        (Meals, {"meals": 1, "diet": "vegan", "food_waste_kg_per_meal": 0.1}, "missing_field", "food_waste_treatment"),
        (Meals, {"meals": 1, "diet": "vegan", "food_waste_treatment": "landfill"}, "missing_field",
         "food_waste_kg_per_meal"),
        (Meals, {"meals": 1, "diet": "vegan", "food_waste_kg_per_meal": 1, "food_waste_treatment": "pigs"},
         "invalid_choice", "food_waste_treatment"),
        (Meals, {"meals": 1, "diet": "vegan", "food_waste_kg_per_meal": -1}, "negative_amount",
         "food_waste_kg_per_meal"),
        (Food, {"mass": 1}, "missing_field", "food"),
        (Drinks, {"mass": 1}, "missing_field", "drink"),
        (Drinks, {"drink": "beer"}, "missing_amount", "mass"),
        (Drinks, {"drink": "beer", "mass": 1, "volume": 1}, "contradictory_fields", "volume"),
        (Drinks, {"drink": "beer", "volume": 1}, "missing_field", "density_kg_per_m3"),
        (Drinks, {"drink": "beer", "volume": 1, "density_kg_per_m3": 0}, "out_of_range", "density_kg_per_m3"),
        (Drinks, {"drink": "beer", "mass": 1, "density_kg_per_m3": 1000}, "contradictory_fields", "density_kg_per_m3"),
        (Tableware, {"items": 2}, "missing_field", "material"),
        (Tableware, CUPS, "missing_field", "item_kg"),
        (Tableware, {"mass": 2, "material": "paper", "item_kg": 1}, "contradictory_fields", "item_kg"),
        (Tableware, {**CUPS, "item_kg": 1, "condition": "hired"}, "invalid_choice", "condition"),
        (Tableware, {**CUPS, "item_kg": 1, "uses": 0.5}, "out_of_range", "uses"),
        (Tableware, {**CUPS, "item_kg": 1, "uses": "3 kg"}, "wrong_dimension", "uses"),
        (Tableware, {**CUPS, "item_kg": 1, "end_of_life": "sea"}, "invalid_choice", "end_of_life"),
        (Tableware, {**CUPS, "item_kg": 1, "waste_stream": "paper"}, "missing_field", "end_of_life"),
        (FoodWaste, {"mass": 1}, "missing_field", "treatment"),
        (FoodWaste, {"mass": 1, "treatment": "pigs"}, "invalid_choice", "treatment"),
        (FoodWaste, {"mass": 1, "treatment": "landfill", "stream": "wood"}, "invalid_choice", "stream"),
        (Material, {"material": "wood"}, "missing_amount", "mass"),
        (Material, {"mass": 1}, "missing_field", "material"),
        (Material, {**WOOD, "area": 1}, "contradictory_fields", "area"),
        (Material, {**WOOD, "condition": "worn"}, "invalid_choice", "condition"),
        (Material, {**WOOD, "density_kg_per_m3": 500}, "contradictory_fields", "density_kg_per_m3"),
        (Material, {"volume": 1, "material": "wood"}, "missing_field", "density_kg_per_m3"),
        (Material, {**SHEET, "thickness_m": 0.1}, "missing_field", "density_kg_per_m3"),
        (Material, {**SHEET, "density_kg_per_m3": 500}, "missing_field", "thickness_m"),
        (Material, {**SHEET, "thickness_m": 0, "density_kg_per_m3": 500}, "out_of_range", "thickness_m"),
        (Material, {**SHEET, "thickness_m": 0.1, "kg_per_m2": 5}, "contradictory_fields", "kg_per_m2"),
        (Material, {**SHEET, "end_of_life": "landfill"}, "missing_field", "kg_per_m2"),
        (Material, REUSED_SHEET, "missing_field", "kg_per_m2"),
        (Material, {**WOOD, "end_of_life": "bonfire"}, "invalid_choice", "end_of_life"),
        (Material, {**WOOD, "waste_stream": "mdf"}, "missing_field", "end_of_life"),
        (Material, {**WOOD, "share": 0.5}, "contradictory_fields", "share"),
        (Material, {**WOOD, "condition": "hired"}, "missing_field", "life_days"),
        (Material, {**WOOD, "condition": "hired", "life_days": 9}, "missing_amount", "days"),
        (Material, {**WOOD, "condition": "hired", "life_days": 0, "days": 1}, "out_of_range", "life_days"),
        (Material, {**WOOD, "condition": "hired", "share": 1.01}, "out_of_range", "share"),
        (Material, {**WOOD, "condition": "hired", "share": -0.1}, "out_of_range", "share"),
        (Material, {**WOOD, "condition": "hired", "share": "nan"}, "not_finite", "share"),
        (Material, {**WOOD, "condition": "hired", "share": 0.1, "days": 2}, "contradictory_fields", "days"),
        (Material, {**WOOD, "condition": "hired", "share": 0.1, "life_days": 2}, "contradictory_fields", "life_days"),
        (Paint, {"mass": 1}, "missing_field", "paint"),
        (Paint, {"mass": 1, "paint": "gold"}, "invalid_choice", "paint"),
        (Paint, {"paint": "acrylic_varnish"}, "missing_amount", "mass"),
        (Paint, {"volume": 1, "paint": "acrylic_varnish"}, "missing_field", "density_kg_per_m3"),
        (Paint, {"area": 1, "paint": "acrylic_varnish"}, "missing_field", "kg_per_m2"),
        (Paint, {"area": 1, "paint": "acrylic_varnish", "density_kg_per_m3": 9}, "contradictory_fields",
         "density_kg_per_m3"),
        (SpecialEffects, {"effect": "propane"}, "missing_amount", "mass"),
        (SpecialEffects, {"mass": 1}, "missing_field", "effect"),
        (SpecialEffects, {"mass": 1, "effect": "confetti"}, "invalid_choice", "effect"),
        (SpecialEffects, {"volume": 1, "effect": "carbon_dioxide"}, "invalid_choice", "effect"),
        (SpecialEffects, {"mass": 1, "effect": "propane", "spend_activity": "dk.c20"}, "contradictory_fields",
         "spend_activity"),
        (SpecialEffects, {"cost": "1 DKK", "effect": "propane"}, "contradictory_fields", "effect"),
        (SpecialEffects, {"cost": "1 DKK"}, "missing_field", "spend_activity"),
        (Greens, {"cost": 1, "spend_activity": "dk.a01"}, "missing_unit", "currency"),
        (Greens, {"cost": "1 DKK", "currency": "DKK", "spend_activity": "dk.a01"}, "two_units", "cost"),
        (Greens, {"cost": "1 DKK"}, "missing_field", "spend_activity"),
        (Costume, {"garment": "jeans"}, "missing_amount", "items"),
        (Costume, {"items": 1}, "missing_field", "garment"),
        (Costume, {"mass": 1, "garment": "jeans"}, "contradictory_fields", "garment"),
        (Costume, {"mass": 1, "condition": "reused"}, "invalid_choice", "condition"),
        (Costume, {"items": 1, "garment": "jeans", "condition": "second_hand"}, "contradictory_fields", "condition"),
        (Costume, {"items": 1, "garment": "jeans", "end_of_life": "landfill"}, "contradictory_fields", "end_of_life"),
        (Costume, {"mass": 1, "end_of_life": "moths"}, "invalid_choice", "end_of_life"),
        (Costume, {"mass": 1, "condition": "hired"}, "missing_field", "life_days"),
        (Costume, {"mass": 1, "days": 3}, "contradictory_fields", "days"),
        (Laundry, {"cost": "1 USD"}, "missing_field", "spend_activity"),
        (MakeUp, {"spend_activity": "gb.20_4"}, "missing_amount", "cost"),
        (MakeUp, {"cost": "1 GBP", "material": "alcohol", "spend_activity": "gb.20_4"}, "contradictory_fields",
         "material"),
        (MakeUp, {"mass": 1, "spend_activity": "gb.20_4"}, "contradictory_fields", "spend_activity"),
        (MakeUp, {"mass": 1}, "missing_field", "material"),
        (ProductPurchase, {"items": 1}, "missing_field", "product_name"),
        (EquipmentHire, {"product_name": "camera.reflex"}, "missing_amount", "items"),
        (EquipmentHire, {"items": 2, "share": 0.1}, "missing_field", "product_name"),
        (EquipmentHire, {"mass": 2, "share": 0.1}, "missing_field", "material"),
        (EquipmentHire, {**CAMERA, "material": "machinery", "share": 0.1}, "contradictory_fields", "material"),
        (EquipmentHire, CAMERA, "missing_field", "life_days"),
        (EquipmentHire, {**CAMERA, "life_days": 100}, "missing_amount", "days"),
        (EquipmentHire, {**CAMERA, "days": 3, "life_days": -1}, "negative_amount", "life_days"),
        (EquipmentHire, {**CAMERA, "share": 2}, "out_of_range", "share"),
        (Cable, {"distance": 1}, "missing_field", "cable"),
        (Cable, {"distance": 1, "cable": "rope"}, "invalid_choice", "cable"),
        (Cable, {"distance": 1, "cable": "mains", "days": 3}, "missing_field", "life_days"),
        (Batteries, {"size": "aa"}, "missing_amount", "items"),
        (Batteries, {"items": 1}, "missing_field", "size"),
        (Batteries, {"items": 1, "size": "d"}, "invalid_choice", "size"),
        (Batteries, {"mass": 1, "chemistry": "lemon"}, "invalid_choice", "chemistry"),
        (Batteries, {"mass": 1, "chemistry": "nimh", "size": "aa"}, "contradictory_fields", "size"),
        (Waste, {"mass": 1, "treatment": "landfill"}, "missing_field", "stream"),
        (Waste, {"mass": 1, "stream": "wood", "treatment": "dumping"}, "invalid_choice", "treatment"),
        (WasteByVolume, BIN, "missing_field", "contents"),
        (WasteByVolume, {**BIN, "contents": "air"}, "invalid_choice", "contents"),
        (WasteByVolume, {**BIN, "contents": "glass"}, "invalid_choice", "state"),
        (WasteByVolume, {**BIN, "contents": "glass", "density_kg_per_m3": 3}, "contradictory_fields", "contents"),
        (WasteByVolume, {**BIN, "state": "loose", "density_kg_per_m3": 3}, "contradictory_fields", "state"),
        (WasteByVolume, {**BIN, "density_kg_per_m3": "3 kg"}, "wrong_dimension", None),
        (Skip, {"items": 1, "stream": "wood", "treatment": "landfill", "density_kg_per_m3": 3}, "missing_field",
         "size_m3"),
        (Skip, {"items": 1, "size_m3": 8, "fill": 1.2}, "out_of_range", "fill"),
        (Skip, {"items": 1, "size_m3": 0}, "out_of_range", "size_m3"),
        (WaterTank, {"volume": 1, "supply": "tanker"}, "invalid_choice", "supply"),
        (WaterTank, {"volume": 1, "drain": "cup"}, "invalid_choice", "drain"),
        (WaterTank, {"volume": 1, "supply": "natural", "drain": "elsewhere"}, "contradictory_fields", "drain"),
    ],
)  # fmt: skip
def test_a_line_that_says_too_little_or_too_much_is_refused(
    kind: type[Item], given: dict[str, Any], code: str, column: str | None
) -> None:
    issue = issue_of(kind, **given)
    assert (issue.code, issue.column) == (code, issue.column if column is None else column)
    assert issue.valid_values or code != "invalid_choice"


def test_an_automatic_part_and_a_given_figure_are_told_in_a_note() -> None:
    waste_line = item(Meals, meals=1, diet="vegan", food_waste_kg_per_meal=0.1, food_waste_treatment="landfill")
    notes = {
        "food waste, 0.1 kg per meal (given)": waste_line,
        "12 kg per square metre (given)": item(Material, area=1, kg_per_m2=12, material="wood"),
        "days of use over a life of 600 days (given)": item(EquipmentHire, **CAMERA, days=1, life_days=600),
        "0.5 of its life (given)": item(Batteries, mass=1, chemistry="nimh", share=0.5),
        "its end of life, of the same mass": item(Material, **WOOD, end_of_life="landfill"),
        "307 kg/cubic_metre, mixed wood, common household waste (uk_merseyside_volume_to_kg)": item(
            WasteByVolume, **BIN, contents="mixed_wood"
        ),
        "8 cubic_metre, filled to 1": item(
            Skip, items=1, size_m3=8, stream="wood", treatment="landfill", contents="mixed_wood"
        ),
    }
    for text, line in notes.items():
        assert text in list(line.activities())[-1].note


def test_every_part_belongs_to_the_department_that_wrote_it() -> None:
    kept: dict[type[Item], str] = {Meals: "", Material: "", Waste: "", ProductPurchase: "", WaterSupply: ""}
    own: dict[type[Item], str] = {
        Tableware: "catering",
        **dict.fromkeys((SpecialEffects, Greens), "material"),
        **dict.fromkeys((Costume, Laundry, MakeUp), "wardrobe"),
        **dict.fromkeys((EquipmentHire, Cable, Batteries), "equipment"),
    }
    for kind, category in {**kept, **own}.items():
        cells: dict[str, Any] = dict(kind.example)
        assert next(kind(**cells).activities()).category == category


def test_the_word_lists_are_those_of_the_library(calculator: Calculator) -> None:
    known = set(calculator.library.activities)
    steps = [leaf.split(".") for leaf in known]
    assert set(DIETS) == {s[2] for s in steps if s[:2] == ["catering", "meal"]}
    assert set(TREATMENTS) == {s[-1] for s in steps if s[0] == "waste"}
    assert {f"waste.food_and_drink.{treatment}" for treatment in FOOD_TREATMENTS} <= known
    assert set(FOOD_STREAMS) == {s[1] for s in steps if s[0] == "waste" and s[1].startswith("food_")}
    assert {leaf for leaves in EFFECTS.values() for leaf in leaves if leaf} <= known
    assert {f"material.{paint}" for paint in PAINTS} <= known
    assert {f"material.cable_{cable}.by_length" for cable in CABLES} <= known
    assert {f"material.batteries_{chemistry}.new" for chemistry in CHEMISTRIES} <= known
    assert {f"product.{garment}" for garment in Costume.choices["garment"]} <= known
    assert {f"waste.clothing.{end}" for end in Costume.choices["end_of_life"]} == {
        leaf for leaf in known if leaf.startswith("waste.clothing.")
    }
    assert {f"product.battery_{size}" for size in SIZES} <= known


def test_the_newest_edition_of_a_bulk_density_is_taken_and_no_end_of_a_range() -> None:
    cardboard = waste_densities()["corrugated_cardboard"]
    assert cardboard["compacted"].source_id == "leed_reference_guide_2009"
    assert not any(state.endswith((".low", ".high")) for states in waste_densities().values() for state in states)
