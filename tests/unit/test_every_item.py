"""The example production with a line of every item: it is made from the classes, and all of it can be booked."""

from __future__ import annotations

import runpy
from pathlib import Path

from greenprod import Calculator
from greenprod.items.catalogue import ITEMS

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
FILES = sorted((EXAMPLES / "departments").glob("*.csv"))


def test_the_files_are_made_from_the_items() -> None:
    made = runpy.run_path(str(EXAMPLES / "make_departments.py"))["texts"]()
    assert {path: path.read_text(encoding="utf-8") for path in FILES} == made, "run docs/examples/make_departments.py"


def test_a_line_of_every_item_is_booked() -> None:
    ledger = Calculator().ledger(FILES)
    assert set(ledger.lines["item"]) == set(ITEMS) - {"activity"}
    assert ledger.lines["booked"].all()
    recorded = {name for name, kind in ITEMS.items() if kind.recorded}
    nothing = set(ledger.lines.loc[ledger.lines["co2e_mg"].eq(0) & ledger.lines["biogenic_mg"].eq(0), "item"])
    assert recorded <= nothing
    assert nothing - recorded == set()


def test_boundaries_tell_the_departments_apart() -> None:
    compared = Calculator().ledger(FILES).compare(["full", "pear", "albert", "adgreen", "carbonclap", "scopes_1_2"])
    totals = compared.table.set_index("boundary")["co2e_mg"].to_dict()
    assert all(totals["full"] > totals[name] for name in totals if name != "full")


def test_money_is_counted_by_some_calculators_only() -> None:
    compared = (
        Calculator().ledger(EXAMPLES / "departments" / "purchases.csv").compare(["full", "adgreen", "carbonclap"])
    )
    totals = compared.table.set_index("boundary")["co2e_mg"].to_dict()
    assert totals["full"] == totals["carbonclap"] > 0
    assert totals["adgreen"] == 0
