"""One line of every department by hand on published figures, and every item's example by the second calculator.

The figures here are frozen: DESNZ 2025, Our World in Data and AIB 2024 for Danish power, ADEME, FIGARO 2023 and Carbon
Trust 2021. A day in the year of each keeps them, whatever edition comes next.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from greenprod.footprint.calculate import Calculator, Result
from greenprod.items.catalogue import ITEMS
from mini import SHIPPED
from oracle import Key, Oracle
from oracle_items import BY_HAND, booked

F = Fraction
CALC = Calculator()
DAY = {"date": "2025-05-01", "region": "DK"}
EXAMPLES = {name: dict(kind.example) for name, kind in ITEMS.items() if kind.example}


class Worked(NamedTuple):
    """A line, and its kilograms by stage, column and category of scope 3 or scope."""

    item: str
    cells: dict[str, Any]
    kg: dict[tuple[str, str, str], Fraction]
    category: str


PKM, KM = 40 * 20 * 12 * 2, F(40 * 20 * 12 * 2) * F("0.6") / F("1.5")
WORKED: dict[str, Worked] = {
    # 40 people, 20 days, 12 km there and back: 19,200 km, of them 60 % in cars of one and a half, 40 % by rail
    "travel, to work": Worked(
        "crew_commute",
        {"persons": 40, "days": 20, "distance": 12, "mode_split": "car:0.6;rail:0.4", "car_occupancy": 1.5},
        {
            ("combustion", "scope3", "3.7"): KM * F("0.16725") + PKM * F("0.4") * F("0.03546"),
            ("well_to_tank", "scope3", "3.7"): KM * F("0.04399") + PKM * F("0.4") * F("0.00897"),
        },
        "commute",
    ),
    # 3 hours x 900 litres of turbine fuel in somebody else's aircraft; all of it business travel
    "travel, charter": Worked(
        "charter_flight",
        {"hours": 3, "litres_per_hour": 900},
        {
            ("combustion", "scope3", "3.6"): 2700 * F("2.54269"),
            ("well_to_tank", "scope3", "3.6"): 2700 * F("0.52817"),
        },
        "charter",
    ),
    # the same in an aircraft of one's own
    "travel, own aircraft": Worked(
        "charter_flight",
        {"hours": 3, "litres_per_hour": 900, "control": "operated"},
        {("combustion", "scope1", "1"): 2700 * F("2.54269"), ("well_to_tank", "scope3", "3.3"): 2700 * F("0.52817")},
        "charter",
    ),
    # 0.8 tonnes x 300 km
    "transport": Worked(
        "freight",
        {"mass": "800 kg", "distance": 300},
        {("combustion", "scope3", "3.4"): 240 * F("0.10163"), ("well_to_tank", "scope3", "3.4"): 240 * F("0.02359")},
        "freight",
    ),
    # 12 rooms x 5 nights in Germany
    "accommodation": Worked(
        "hotel_stay",
        {"rooms": 12, "nights": 5, "region": "DE"},
        {("operational", "scope3", "3.6"): 60 * F("13.2")},
        "accommodation",
    ),
    # a certificate leaves the grid's figure where it is, and brings wind power with its upstream to the market column
    "energy, green tariff": Worked(
        "grid_electricity",
        {"energy": "1.2 MWh", "tariff": "green", "source_of_power": "wind_onshore"},
        {
            ("generation_location", "scope2_location", "2"): 1200 * F("0.1433"),
            ("generation_market", "scope2_market", "2"): F(0),
            ("upstream_generation", "scope2_market", "2"): 1200 * F("0.0141"),
        },
        "energy",
    ),
    # 300 kg of wood pellets: the CO2 of the wood stands outside the scopes
    "energy, biomass": Worked(
        "wood_fuel",
        {"mass": 300, "wood": "wood_pellets"},
        {
            ("combustion", "scope1", "1"): F("0.3") * F("55.19389"),
            ("well_to_tank", "scope3", "3.3"): F("0.3") * 177,
            ("biogenic_co2", "biogenic", "outside"): F("0.3") * F("1677.18"),
        },
        "fuel",
    ),
    # 10 hours x 100 kW x a half x 0.31 litres per kWh = 155 litres
    "power": Worked(
        "generator",
        {"hours": 10, "rated_kw": 100, "load": 0.5},
        {
            ("combustion", "scope1", "1"): 155 * F("2.57082"),
            ("well_to_tank", "scope3", "3.3"): 155 * F("0.61101"),
            ("biogenic_co2", "biogenic", "outside"): 155 * F("0.14"),
        },
        "fuel",
    ),
    # 200 m2 x 30 hours x 600 W x a half = 1,800 kWh for the wall, and 60 W per m2 = 360 kWh for the pictures
    "virtual": Worked(
        "led_volume",
        {"area": 200, "days": 3, "hours": 10, "watts_per_m2": 600, "load": 0.5, "render_watts_per_m2": 60},
        {
            ("generation_location", "scope2_location", "2"): 2160 * F("0.1433"),
            ("generation_market", "scope2_market", "2"): 2160 * F("0.42189"),
        },
        "virtual_production",
    ),
    "catering": Worked(
        "meals", {"meals": 60, "diet": "vegetarian"}, {("cradle_to_gate", "scope3", "3.1"): 60 * F("0.85")}, "catering"
    ),
    # 1.5 tonnes of new wood, burned afterwards with its energy recovered
    "design": Worked(
        "material",
        {"mass": "1.5 tonne", "material": "wood", "end_of_life": "incineration_energy_recovery"},
        {
            ("cradle_to_gate", "scope3", "3.1"): F("1.5") * F("269.50416"),
            ("end_of_life", "scope3", "3.5"): F("1.5") * F("4.68568"),
        },
        "material",
    ),
    "wardrobe": Worked(
        "costume",
        {"items": 40, "garment": "shirt.cotton"},
        {("cradle_to_gate", "scope3", "3.1"): 40 * F("11.2")},
        "wardrobe",
    ),
    # 300 metres for a fiftieth of their life
    "equipment": Worked(
        "cable",
        {"distance": "300 m", "cable": "mains", "share": 0.02},
        {("cradle_to_gate", "scope3", "3.1"): 300 * F("0.02") * F("0.378")},
        "equipment",
    ),
    # 2 suites x 160 hours x 0.5 kW = 160 kWh
    "post": Worked(
        "edit_suite",
        {"items": 2, "days": 20, "hours": 8, "power_kw": 0.5},
        {
            ("generation_location", "scope2_location", "2"): 160 * F("0.1433"),
            ("generation_market", "scope2_market", "2"): 160 * F("0.42189"),
        },
        "post",
    ),
    "data": Worked(
        "email_and_web",
        {"items": 2000, "kind": "email"},
        {("cradle_to_gate", "scope3", "3.1"): 2000 * F("0.004")},
        "digital",
    ),
    # a price of the figure's own year: 10,000 DKK without VAT at 7.4509353 DKK to the euro, 256.42 kg per 1,000 EUR
    "purchases": Worked(
        "purchase",
        {"cost": 12500, "currency": "DKK", "price": "gross", "vat_rate": 0.25, "country": "DK",
         "classification": "C13-15", "date": "2023-05-01"},
        {("cradle_to_gate", "scope3", "3.1"): 10 * F("256.42") / F("7.4509353")},
        "purchase",
    ),
    "waste": Worked(
        "waste",
        {"mass": 400, "stream": "wood", "treatment": "incineration_energy_recovery"},
        {("end_of_life", "scope3", "3.5"): F("0.4") * F("4.68568")},
        "waste",
    ),
    "distribution": Worked(
        "streaming",
        {"hours": 1500, "date": "2023-05-01"},
        {("operational", "scope3", "3.11"): 1500 * F("0.055")},
        "distribution",
    ),
    "organisation": Worked(
        "company_electricity",
        {"energy": 42000},
        {
            ("generation_location", "scope2_location", "2"): 42000 * F("0.1433"),
            ("generation_market", "scope2_market", "2"): 42000 * F("0.42189"),
        },
        "organisation",
    ),
    # tonnes that were bought stand beside the footprint and never lower it
    "credit": Worked(
        "carbon_credit",
        {"tonnes": 12, "registry_id": "EXAMPLE-0001", "project": "Example project", "vintage": "2023"},
        {},
        "credit",
    ),
}  # fmt: skip


def milligrams(result: Result) -> dict[tuple[str, str, str], int]:
    """Return milligrams by stage, column and category."""
    found: Counter[tuple[str, str, str]] = Counter()
    for posting in result.postings:
        c = posting.coefficient
        found[str(c.stage), c.measure, c.scope_category] += posting.mg
    return dict(found)


def test_every_department_has_a_worked_example() -> None:
    groups = {kind.group for kind in ITEMS.values()} - {"", "other"}
    assert {ITEMS[worked.item].group for worked in WORKED.values()} == groups


@pytest.mark.parametrize("name", WORKED)
def test_a_line_of_a_department_by_hand(name: str) -> None:
    worked = WORKED[name]
    result = CALC.calculate(ITEMS[worked.item](**{**DAY, **worked.cells}))
    assert milligrams(result) == {key: round(kg * 10**6) for key, kg in worked.kg.items()}
    counted = [kg for (_, measure, _), kg in worked.kg.items() if measure in ("scope1", "scope2_location", "scope3")]
    assert result.mg() == sum(round(kg * 10**6) for kg in counted)
    assert result.resolved.category == worked.category


@cache
def _oracle() -> Oracle:
    return Oracle(SHIPPED, SHIPPED)


def test_every_example_is_worked_out_by_hand() -> None:
    assert set(BY_HAND) == set(EXAMPLES)
    text = (Path(__file__).parents[1] / "oracle_items.py").read_text(encoding="utf-8")
    assert "greenprod" not in text


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("control", ["", "operated", "third_party"])
def test_an_example_is_what_the_second_calculator_makes_of_it(name: str, control: str) -> None:
    cells: dict[str, Any] = {**EXAMPLES[name], **({"control": control} if control else {})}
    found: Counter[Key] = Counter()
    for posting in CALC.calculate(ITEMS[name](**cells)).postings:
        c = posting.coefficient
        edition, match = c.found.factor.edition, str(c.found.match)
        found[Key(c.activity, str(c.stage), c.scope_category, c.measure, edition, match)] += posting.mg
    assert found == {key: round(mg) for key, mg in booked(_oracle(), name, cells).items()}
