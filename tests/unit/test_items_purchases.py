"""Purchases, distribution, a member's own year, and what is recorded beside the footprint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import greenprod as gp
from greenprod.items.base import amount_fields
from greenprod.items.catalogue import item_name
from greenprod.items.credit import KINDS as CREDITS
from greenprod.items.credit import CarbonCredit, Donation
from greenprod.items.distribution import KINDS as DISTRIBUTION
from greenprod.items.distribution import BroadcastHour, CinemaRun, Streaming
from greenprod.items.organisation import KINDS as ORGANISATION
from greenprod.items.organisation import (
    CompanyElectricity,
    CompanyHeat,
    CompanyPurchase,
    CompanyVehicle,
    StaffFlight,
    StaffHotel,
    StaffRail,
)
from greenprod.items.purchases import KINDS as PURCHASES
from greenprod.items.purchases import Insurance, Legal, Marketing, Purchase, Service

if TYPE_CHECKING:
    from greenprod.errors import Issue
    from greenprod.items.base import Item

CALC = gp.Calculator()
KINDS = (*PURCHASES, *DISTRIBUTION, *ORGANISATION, *CREDITS)
DAY = {"date": "2025-05-01", "region": "DK"}
DAY_2023 = {**DAY, "date": "2023-05-01"}
"""The figure of streaming is for 2020."""
CLOTH: dict[str, Any] = {"cost": 1000, "currency": "DKK", "country": "DK", "classification": "c13_15"}
CREDIT: dict[str, Any] = {"tonnes": 12, "registry_id": "X-1", "project": "Stoves", "vintage": 2023}

Part = tuple[str, float, str, str]
"""Activity, amount, unit and category."""


def parts(kind: type[Item], **given: Any) -> list[Part]:
    item = kind(**{**DAY, **given})
    return [(a.activity, a.amount, a.unit, a.category) for a in item.activities()]


def issue_of(kind: type[Item], **given: Any) -> Issue:
    with pytest.raises(gp.GreenprodError) as caught:
        CALC.calculate(kind(**{**DAY, **given}))
    return caught.value.issue


def cells_of(kind: type[Item]) -> dict[str, Any]:
    """Return the example line of a class as a table has it."""
    return {"item": item_name(kind), **kind.example}


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_is_booked_as_a_table_and_alone_to_the_same_milligram(kind: type[Item]) -> None:
    alone = CALC.calculate(kind(**kind.example))  # type: ignore[arg-type]
    ledger = CALC.ledger(pd.DataFrame([cells_of(kind)]))
    assert ledger.issues.empty
    [line] = ledger.lines.to_dict("records")
    assert line["co2e_mg"] == alone.mg()
    assert (line["activity"], line["category"], line["control"], line["unit"]) == (
        alone.resolved.activity, alone.resolved.category, alone.resolved.control, alone.resolved.unit,
    )  # fmt: skip
    assert line["amount"] == alone.resolved.per_unit * alone.product
    assert bool(alone.mg()) != bool(kind.recorded)


@pytest.mark.parametrize("kind", KINDS)
def test_a_class_says_what_it_is(kind: type[Item]) -> None:
    assert kind.title
    assert kind.title_da
    assert kind.group in ("purchases", "distribution", "organisation", "credit")
    assert set(kind.topics) <= {"T31", "T32", "T35", "T36", "T37"}
    assert kind.topics
    assert "category" not in amount_fields(kind)  # type: ignore[arg-type] # mypy 11469: a class is hashable


def test_the_topics_of_these_rooms_are_all_covered() -> None:
    assert {topic for kind in KINDS for topic in kind.topics} == {"T31", "T32", "T35", "T36", "T37"}


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        (Purchase, CLOTH, ("spend.dk.c13_15", 1000.0, "DKK", "")),
        (Purchase, {**CLOTH, "classification": "C13-15"}, ("spend.dk.c13_15", 1000.0, "DKK", "")),
        (Purchase, {**CLOTH, "country": "Denmark"}, ("spend.dk.c13_15", 1000.0, "DKK", "")),
        (Purchase, {"cost": "1000 DKK", "activity": "spend.dk.c13_15"}, ("spend.dk.c13_15", 1000.0, "DKK", "")),
        (Purchase, {**CLOTH, "price": "gross", "vat_rate": 0.25}, ("spend.dk.c13_15", 800.0, "DKK", "")),
        (Purchase, {**CLOTH, "price": "gross", "vat_rate": "0.25"}, ("spend.dk.c13_15", 800.0, "DKK", "")),
        (Purchase, {**CLOTH, "price": "gross", "vat_rate": 0}, ("spend.dk.c13_15", 1000.0, "DKK", "")),
        (
            Purchase,
            {"cost": 50, "currency": "GBP", "country": "GB", "classification": "49.1-2"},
            ("spend.gb.49_1_2", 50.0, "GBP", ""),
        ),
        (
            Purchase,
            {"cost": 50, "currency": "USD", "country": "US", "classification": 111110},
            ("spend.us.111110", 50.0, "USD", ""),
        ),
        (Service, {**CLOTH, "classification": "N80-82"}, ("spend.dk.n80_82", 1000.0, "DKK", "")),
        (Insurance, {**CLOTH, "classification": ""}, ("spend.dk.k65", 1000.0, "DKK", "")),
        (Insurance, {**CLOTH, "classification": "K66"}, ("spend.dk.k66", 1000.0, "DKK", "")),
        (Legal, {**CLOTH, "classification": ""}, ("spend.dk.m69_70", 1000.0, "DKK", "")),
        (Marketing, {**CLOTH, "classification": ""}, ("spend.dk.m73", 1000.0, "DKK", "")),
        (Streaming, {"hours": 1500, **DAY_2023}, ("digital.streaming_hour", 1500.0, "hour", "distribution")),
        (CinemaRun, {"energy": "6 MWh"}, ("energy.electricity.grid", 6000.0, "kWh", "distribution")),
        (
            CinemaRun,
            {"items": 300, "kwh_per_screening": 20},
            ("energy.electricity.grid", 6000.0, "kWh", "distribution"),
        ),
        (BroadcastHour, {"energy": 480}, ("energy.electricity.grid", 480.0, "kWh", "distribution")),
        (BroadcastHour, {"hours": 6, "power_kw": "80 kW"}, ("energy.electricity.grid", 480.0, "kWh", "distribution")),
        (
            CompanyVehicle,
            {"volume": 800, "fuel": "petrol"},
            ("fuel.petrol.average_biofuel_blend", 800.0, "litre", "organisation"),
        ),
        (
            CompanyVehicle,
            {"distance": 900, "fuel": "battery_electric"},
            ("travel.car.average.battery_electric", 900.0, "km", "organisation"),
        ),
        (
            CompanyVehicle,
            {"distance": 900, "fuel": "diesel", "size": "small"},
            ("travel.car.small.diesel", 900.0, "km", "organisation"),
        ),
        (CompanyElectricity, {"energy": 42}, ("energy.electricity.grid", 42.0, "kWh", "organisation")),
        (CompanyHeat, {"energy": 42}, ("energy.heat.district", 42.0, "kWh", "organisation")),
        (
            StaffFlight,
            {"passengers": 3, "distance": 1000, "haul": "short_haul", "cabin": "economy"},
            ("travel.flight.short_haul.economy", 3000.0, "passenger*km", "organisation"),
        ),
        (
            StaffRail,
            {"passengers": 2, "distance": 304},
            ("travel.rail.national", 608.0, "passenger*km", "organisation"),
        ),
        (StaffHotel, {"rooms": 3, "nights": 4}, ("accommodation.hotel", 12.0, "room*night", "organisation")),
        (CompanyPurchase, CLOTH, ("spend.dk.c13_15", 1000.0, "DKK", "organisation")),
    ],
)
def test_a_line_is_the_activity_that_it_stands_for(kind: type[Item], given: dict[str, Any], expected: Part) -> None:
    [found] = parts(kind, **given)
    assert found == expected
    resolved = CALC.calculate(kind(**{**DAY, **given})).resolved
    assert resolved.activity == expected[0]


@pytest.mark.parametrize(
    ("kind", "given", "code", "column"),
    [
        (Purchase, {**CLOTH, "currency": ""}, "missing_unit", "currency"),
        (Purchase, {**CLOTH, "cost": "1000 EUR"}, "two_units", "cost"),
        (Purchase, {**CLOTH, "cost": -1}, "negative_amount", "cost"),
        (Purchase, {**CLOTH, "country": ""}, "missing_field", "country"),
        (Purchase, {**CLOTH, "country": "Atlantis"}, "unknown_region", "region"),
        (Purchase, {**CLOTH, "classification": ""}, "missing_field", "classification"),
        (Purchase, {**CLOTH, "classification": "C13-16"}, "unknown_activity", "classification"),
        (Purchase, {**CLOTH, "activity": "spend.dk.c13_15"}, "contradictory_fields", "classification"),
        (
            Purchase,
            {"cost": "1 DKK", "country": "DK", "activity": "spend.dk.c13_15"},
            "contradictory_fields",
            "country",
        ),
        (Purchase, {**CLOTH, "price": "list"}, "invalid_choice", "price"),
        (Purchase, {**CLOTH, "price": "gross"}, "missing_field", "vat_rate"),
        (Purchase, {**CLOTH, "vat_rate": 0.25}, "contradictory_fields", "vat_rate"),
        (Purchase, {**CLOTH, "price": "gross", "vat_rate": 25}, "out_of_range", "vat_rate"),
        (Purchase, {**CLOTH, "price": "gross", "vat_rate": -0.1}, "out_of_range", "vat_rate"),
        (Purchase, {**CLOTH, "price": "gross", "vat_rate": "nan"}, "not_finite", "vat_rate"),
        (Purchase, {**CLOTH, "price": "gross", "vat_rate": float("nan")}, "out_of_range", "vat_rate"),
        (Purchase, {**CLOTH, "price": "gross", "vat_rate": "0.25 kg"}, "not_a_number", "vat_rate"),
        (Service, {**CLOTH, "classification": ""}, "missing_field", "classification"),
        (Insurance, {**CLOTH, "classification": "", "country": "SE"}, "missing_field", "classification"),
        (Purchase, {**CLOTH, "currency": "kg"}, "wrong_dimension", "currency"),
        (CinemaRun, {}, "missing_amount", "energy"),
        (CinemaRun, {"items": 3}, "missing_field", "kwh_per_screening"),
        (CinemaRun, {"items": 3, "energy": 2}, "contradictory_fields", "items"),
        (CinemaRun, {"energy": 2, "kwh_per_screening": 2}, "contradictory_fields", "kwh_per_screening"),
        (CinemaRun, {"items": 3, "kwh_per_screening": -2}, "out_of_range", "kwh_per_screening"),
        (CinemaRun, {"items": 3, "kwh_per_screening": "2 kW"}, "wrong_dimension", "kwh_per_screening"),
        (BroadcastHour, {}, "missing_amount", "energy"),
        (BroadcastHour, {"hours": 3}, "missing_field", "power_kw"),
        (BroadcastHour, {"hours": 3, "energy": 2}, "contradictory_fields", "hours"),
        (BroadcastHour, {"hours": 3, "power_kw": "2 kg"}, "wrong_dimension", "power_kw"),
        (CompanyVehicle, {"fuel": "diesel"}, "missing_amount", "volume"),
        (CompanyVehicle, {"volume": 1}, "missing_field", "fuel"),
        (CompanyVehicle, {"volume": 1, "distance": 1, "fuel": "diesel"}, "contradictory_fields", "distance"),
        (CompanyVehicle, {"volume": 1, "size": "small", "fuel": "diesel"}, "contradictory_fields", "size"),
        (CompanyVehicle, {"volume": 1, "fuel": "battery_electric"}, "invalid_choice", "fuel"),
        (CompanyVehicle, {"distance": 1, "fuel": "hvo"}, "invalid_choice", "fuel"),
        (CompanyVehicle, {"distance": 1, "fuel": "diesel", "size": "huge"}, "invalid_choice", "size"),
        (CarbonCredit, {**CREDIT, "registry_id": " "}, "missing_field", "registry_id"),
        (CarbonCredit, {**CREDIT, "project": ""}, "missing_field", "project"),
        (CarbonCredit, {**CREDIT, "vintage": ""}, "missing_field", "vintage"),
        (CarbonCredit, {**CREDIT, "vintage": "2021-2023"}, "out_of_range", "vintage"),
        (CarbonCredit, {**CREDIT, "tonnes": "12 kg"}, "wrong_dimension", "unit"),
        (CarbonCredit, {**CREDIT, "tonnes": -1}, "negative_amount", "tonnes"),
        (
            CarbonCredit,
            {**CREDIT, "factor_override": "-1 kgCO2e/kg", "override_source": "s", "override_reason": "r"},
            "contradictory_fields",
            "factor_override",
        ),
        (Donation, {"cost": 5, "recipient": "Fund"}, "missing_unit", "currency"),
        (Donation, {"cost": 5, "currency": "DKK"}, "missing_field", "recipient"),
        (Donation, {"cost": 5, "currency": "kg", "recipient": "Fund"}, "wrong_dimension", "unit"),
    ],
)
def test_a_line_that_says_too_little_or_too_much_is_refused(
    kind: type[Item], given: dict[str, Any], code: str, column: str
) -> None:
    issue = issue_of(kind, **given)
    assert (issue.code, issue.column) == (code, column)


def test_the_figure_of_streaming_is_carried_on_for_three_years_only() -> None:
    assert issue_of(Streaming, hours=9, date="2024-01-01").code == "no_factor_for_date"
    own = {"factor_override": "0.05 kgCO2e/hour", "override_source": "paper", "override_reason": "of that year"}
    assert CALC.calculate(Streaming(**DAY, hours=9, **own)).co2e_kg == pytest.approx(0.45)


def test_money_without_a_rate_gets_the_issue_of_money() -> None:
    early = issue_of(Purchase, **CLOTH, date="1990-05-01")
    assert early.code in ("no_price_index", "no_factor_for_date", "no_exchange_rate")


def test_a_gross_price_is_a_net_one_with_its_vat() -> None:
    net = CALC.calculate(Purchase(**DAY, **{**CLOTH, "cost": 800}))
    gross = CALC.calculate(Purchase(**DAY, **CLOTH, price="gross", vat_rate=0.25))
    assert net.mg() == gross.mg() > 0
    assert any("VAT of 0.25" in part.note for part in gross.resolved.parts)


def test_a_heading_that_the_line_did_not_name_is_told() -> None:
    [part] = Insurance(**DAY, cost="1 DKK", country="DK").parts()
    assert "spend.dk.k65" in part.note


def test_without_a_region_a_purchase_takes_the_country_of_the_supplier() -> None:
    there = {"cost": 50, "currency": "GBP", "date": "2025-05-01"}
    for given in ({"country": "GB", "classification": "47"}, {"activity": "spend.gb.47"}):
        assert Purchase(**there, **given).place() == "GB"  # type: ignore[arg-type]
    with pytest.raises(gp.GreenprodError) as caught:
        CALC.calculate(Purchase(**there, activity="fuel.hvo"))  # type: ignore[arg-type]
    assert caught.value.issue.code == "missing_region"


@pytest.mark.parametrize(
    ("kind", "given", "scopes"),
    [
        (CinemaRun, {"energy": 1000}, {3}),
        (BroadcastHour, {"energy": 1000}, {3}),
        (BroadcastHour, {"energy": 1000, "control": "operated"}, {2, 3}),
        (Streaming, {"hours": 1000, **DAY_2023}, {3}),
        (CompanyVehicle, {"volume": 1000, "fuel": "diesel"}, {0, 1, 3}),
        (CompanyVehicle, {"distance": 1000, "fuel": "diesel"}, {1, 3}),
        (CompanyVehicle, {"distance": 1000, "fuel": "diesel", "control": "third_party"}, {3}),
        (CompanyElectricity, {"energy": 1000}, {2, 3}),
    ],
)
def test_who_runs_it_decides_the_scope(kind: type[Item], given: dict[str, Any], scopes: set[int]) -> None:
    result = CALC.calculate(kind(**{**DAY, **given}))
    assert {p.coefficient.scope for p in result.postings} <= scopes
    assert min(scopes - {0}) in {p.coefficient.scope for p in result.postings}


@pytest.mark.parametrize("boundary", ["pear", "albert", "adgreen", "carbonclap"])
@pytest.mark.parametrize(
    "item", [Streaming(**DAY_2023, hours=9), CinemaRun(**DAY, energy=9), StaffRail(**DAY, passengers=2, distance=9)]
)
def test_viewing_and_offices_are_in_no_profile_of_productions(boundary: str, item: Item) -> None:
    assert gp.Calculator(boundary=boundary).calculate(item).mg() == 0 < CALC.calculate(item).mg()


@pytest.mark.parametrize(
    ("item", "amount", "unit"),
    [
        (CarbonCredit(**DAY, **CREDIT), 12.0, "tCO2e"),
        (CarbonCredit(**DAY, **{**CREDIT, "tonnes": "500 kgCO2e"}), 0.5, "tCO2e"),
        (Donation(**DAY, cost="5 DKK", recipient="Fund"), 5.0, None),
    ],
)
def test_what_is_recorded_is_booked_with_its_amount_and_nothing_else(
    item: Item, amount: float, unit: str | None
) -> None:
    result = CALC.calculate(item)
    [line] = CALC.ledger([item]).lines.to_dict("records")
    assert line["booked"]
    assert result.postings == ()
    assert list(item.activities()) == []
    assert (line["category"], line["amount"], line["co2e_mg"], line["activity"]) == ("credit", amount, 0, "")
    assert line["amount"] == result.resolved.per_unit * result.product
    assert unit is None or line["unit"] == result.resolved.unit == unit


def test_a_header_may_carry_the_unit_of_credits_and_the_currency_of_purchases() -> None:
    credit = pd.DataFrame([{**cells_of(CarbonCredit)}]).rename(columns={"tonnes": "tonnes [tCO2e]"})
    bought = pd.DataFrame([cells_of(Purchase)]).drop(columns="currency").rename(columns={"cost": "cost [DKK]"})
    ledger = CALC.ledger([credit, bought])
    assert ledger.issues.empty
    assert ledger.lines["unit"].tolist() == ["tCO2e", "DKK"]
    assert ledger.lines["amount"].tolist() == [12.0, 10000.0]


def test_vat_of_a_column_is_read_as_a_number() -> None:
    lines = pd.DataFrame([{**cells_of(Purchase), "vat_rate": rate} for rate in (0.25, "0.25", 25, "much")])
    ledger = CALC.ledger(lines)
    assert ledger.lines["issue"].tolist() == ["", "", "out_of_range", "not_a_number"]
    assert ledger.lines["co2e_mg"].iloc[0] == ledger.lines["co2e_mg"].iloc[1] > 0
