"""Lines that a production can get wrong: what each is told, in which column, and that it reads well enough to mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from attrs import frozen

from greenprod.footprint.calculate import Calculator
from greenprod.items.catalogue import ITEMS

if TYPE_CHECKING:
    from collections.abc import Mapping

CALC = Calculator()


@frozen
class Bad:
    """A mistake: the item, what its example is changed by, and what the line must be told.

    `named` is what the message or the value must show; `offered` what the valid values or the hint must.
    """

    item: str
    changed: Mapping[str, Any]
    code: str
    column: str
    named: str = ""
    offered: str = ""


HOURS = {"hours": 10, "rated_kw": 100, "load": 0.5}
PERIOD = {"date": None, "period_start": "2025-03-31", "period_end": "2025-03-01"}
BAD: dict[str, Bad] = {
    "flight back to the same airport": Bad(
        "flight", {"destination": "CPH"}, "same_airport", "destination", "CPH", "round_trip"
    ),
    "flight from a city to its own airport": Bad(
        "flight", {"origin": "LON", "destination": "LHR"}, "same_airport", "destination", "LHR", "round_trip"
    ),
    "city by its name: London": Bad(
        "flight", {"destination": "London"}, "unknown_airport", "destination", "London", "LON"
    ),
    "city by its name: New York": Bad(
        "flight", {"destination": "New York"}, "unknown_airport", "destination", "New York", "NYC"
    ),
    "city by its name: Stockholm": Bad(
        "flight", {"destination": "Stockholm"}, "unknown_airport", "destination", "Stockholm", "STO"
    ),
    "code that is none": Bad("flight", {"destination": "LONX"}, "unknown_airport", "destination", "LONX", "LON"),
    "route and a distance": Bad("flight", {"distance": 5000}, "contradictory_fields", "distance", "distance", "IATA"),
    "route and a distance of goods": Bad(
        "excess_baggage", {"distance": 5000}, "contradictory_fields", "distance", "distance", "IATA"
    ),
    "route and kilometres of a way": Bad(
        "freight_route", {"main_km": 500}, "contradictory_fields", "main_km", "distance", "main_km"
    ),
    "negative load": Bad("generator", {"load": -0.5}, "out_of_range", "load", "-0.5", "0.5"),
    "load in per cent": Bad("generator", {"load": 50}, "out_of_range", "load", "50", "0.5"),
    "negative load of a LED wall": Bad("led_volume", {"load": -0.5}, "out_of_range", "load", "-0.5", "0.5"),
    "share over 1": Bad("cable", {"share": 1.5}, "out_of_range", "share", "1.5", "from 0 to 1"),
    "mode split that is not 1": Bad(
        "crew_commute", {"mode_split": "car:0.6;rail:0.3"}, "split_not_one", "mode_split", "0.9", "add to 1"
    ),
    "negative meals": Bad("meals", {"meals": -4}, "negative_amount", "meals", "-4", "correct the line"),
    "no number of meals": Bad("meals", {"meals": ""}, "missing_amount", "meals", "meals", "write 0"),
    "kilometres in a field of litres": Bad(
        "heating_oil", {"volume": "300 km"}, "wrong_dimension", "volume (unit)", "km", "litre"
    ),
    "currency without a rate in that year": Bad(
        "purchase", {"currency": "SIT"}, "no_exchange_rate", "date", "SIT", "EUR"
    ),
    "VAT taken off twice": Bad("purchase", {"price": "net"}, "contradictory_fields", "vat_rate", "0.25", "gross"),
    "VAT in per cent": Bad("purchase", {"vat_rate": 25}, "out_of_range", "vat_rate", "25", "0.25"),
    "period that ends before it starts": Bad(
        "grid_electricity", PERIOD, "period_reversed", "period_end", "2025-03-01", "Both days"
    ),
    "litres and hours": Bad(
        "generator", {**HOURS, "volume": 200}, "contradictory_fields", "volume", "volume", "rated_kw"
    ),
    "kW and kVA": Bad("generator", {**HOURS, "rated_kva": 125}, "contradictory_fields", "rated_kva", "kVA", "empty"),
    "litres and kVA": Bad(
        "generator",
        {"volume": 200, "hours": None, "rated_kw": None, "load": None, "rated_kva": 125},
        "contradictory_fields",
        "rated_kva",
    ),
    "currency that is none": Bad("purchase", {"currency": "XYZ"}, "unknown_unit", "currency", "XYZ", "DKK"),
}


def told(bad: Bad) -> list[dict[str, Any]]:
    """Return the errors of a line that stands between two good ones."""
    good = {"item": bad.item, **ITEMS[bad.item].example}
    frame = pd.DataFrame(
        [{**good, "line_id": "a"}, {**good, **bad.changed, "line_id": "bad"}, {**good, "line_id": "b"}], dtype=object
    )
    ledger = CALC.ledger(frame)
    assert list(ledger.lines["booked"]) == [True, not len(ledger.issues[ledger.issues["severity"] == "error"]), True]
    issues = ledger.issues[ledger.issues["severity"] == "error"].astype(str)
    assert set(issues["line_id"]) <= {"bad"}
    return [{str(name): cell for name, cell in row.items()} for row in issues.to_dict("records")]


def as_markdown() -> str:
    """Return what every bad line is told, as a table for the documentation."""
    rows = ["| mistake | item | code | column | message | valid values, or what to do |", "|---|---|---|---|---|---|"]
    for name, bad in BAD.items():
        [issue] = told(bad)
        help_ = " ".join(filter(None, (issue["valid_values"], issue["hint"])))
        rows.append(f"| {name} | `{bad.item}` | `{issue['code']}` | {issue['column']} | {issue['message']} | {help_} |")
    return "\n".join(rows)


def check(bad: Bad) -> None:
    """Compare the one error of a bad line with what it must be told."""
    [issue] = told(bad)
    assert (issue["code"], issue["column"]) == (bad.code, bad.column)
    assert bad.named in f"{issue['message']} {issue['value']}"
    assert bad.offered in f"{issue['valid_values']} {issue['hint']} {issue['message']}"


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_is_told_what_is_wrong_where_and_what_would_do(name: str) -> None:
    check(BAD[name])


@pytest.mark.parametrize(
    ("item", "amount"), [("meals", "meals"), ("guest_night", "persons"), ("crew_commute", "persons")]
)
def test_nobody_is_a_number_and_books_nothing(item: str, amount: str) -> None:
    assert told(Bad(item, {amount: 0}, "", "")) == []


@pytest.mark.parametrize("code", ["LON", "NYC", "STO"])
def test_the_code_of_a_city_is_a_place(code: str) -> None:
    assert told(Bad("flight", {"destination": code}, "", "")) == []


def test_no_item_knows_a_day_of_delivery() -> None:
    assert not [name for name, kind in ITEMS.items() if "deliver" in " ".join(kind.__slots__)]


def test_the_errors_make_a_table() -> None:
    lines = as_markdown().splitlines()
    assert len(lines) == 2 + len(BAD)
    assert {line.replace("\\|", "").count("|") for line in lines} == {7}


if __name__ == "__main__":
    print(as_markdown())  # noqa: T201 - the table for the documentation
