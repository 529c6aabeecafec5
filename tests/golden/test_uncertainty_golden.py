"""Ranges and gases worked out by hand."""

from __future__ import annotations

from math import sqrt
from typing import Any

import pandas as pd
import pytest

from greenprod.factors.library import FactorLibrary
from greenprod.footprint.calculate import Calculator
from greenprod.footprint.gases import gases
from greenprod.footprint.gathered import gathered
from greenprod.footprint.uncertainty import amount_cv, ranges
from made_cells import Made, made
from mini import CALC

KG = 1e6


def kilograms(low: float, high: float) -> list[Any]:
    return [pytest.approx(low, rel=2e-5), pytest.approx(high, rel=2e-5)]


def ends(*postings: tuple[str, float, float | None], doubt: float = 0.0) -> list[float]:
    """Return the range of a group with one line for each factor, in kg."""
    bases = [[Made(edition, kg * KG, gsd)] for edition, kg, gsd in postings]
    found = ranges(made([(0, n, 1.0) for n in range(len(bases))], bases, [doubt] * len(bases))).frame()
    return [found["low_kg"][0], found["high_kg"][0]]


def test_the_worked_example_of_the_pedigree_method() -> None:
    # scores 2 3 2 2 3 with the basic 1.05: factors 1.05, 1.05, 1.03, 1.01, 1.2 make a squared deviation of 1.2255
    assert ends(("a", 100, sqrt(1.2255))) == kilograms(100 / 1.2255, 122.55)


def test_one_factor_is_as_printed() -> None:
    assert ends(("a", 100, 1.1)) == kilograms(100 / 1.21, 121)
    assert ends(("a", 60, 1.1), ("a", 40, 1.1)) == kilograms(100 / 1.21, 121)


def test_two_independent_factors() -> None:
    # (ln 1.1)^2 = 0.00908403; exp of it less 1 = 0.00912541; 2 x 100^2 x that / 200^2 = 0.00456271
    # its logarithm's root: 0.0674712; exp(2 x that) = 1.144470
    assert ends(("a", 100, 1.1), ("b", 100, 1.1)) == kilograms(200 / 1.144470, 200 * 1.144470)


def test_an_estimated_amount_of_an_exact_factor() -> None:
    # reliability 4: 1.2, which is the square of a deviation as the range of a factor is
    cv = amount_cv("estimated", FactorLibrary.shipped())
    assert ends(("a", 100, None), doubt=cv) == kilograms(100 / 1.2, 120)


def test_factor_and_amount_of_one_line_combine_as_scores_do() -> None:
    # exp(sqrt(ln(1.21)^2 + ln(1.2)^2)) = exp(sqrt(0.0363361 + 0.0332412)) = exp(0.263776) = 1.301836
    cv = amount_cv("estimated", FactorLibrary.shipped())
    assert ends(("a", 100, 1.1), doubt=cv) == kilograms(100 / 1.301836, 130.1836)


def test_a_credit_widens_the_range_on_both_sides() -> None:
    # 100 of 82.645 to 121, less 50 of 34.722 to 72: 50 - sqrt(17.355^2 + 22^2), 50 + sqrt(21^2 + 15.278^2)
    assert ends(("a", 100, 1.1), ("credit", -50, 1.2)) == kilograms(21.9786, 75.9692)
    # and where they cancel out, the doubt is all that is left: sqrt(17.355^2 + 21^2) on both sides
    assert ends(("a", 100, 1.1), ("credit", -100, 1.1)) == kilograms(-27.2434, 27.2434)
    assert ends(("credit", -50, 1.2)) == kilograms(-72, -50 / 1.44)


@pytest.mark.parametrize(
    ("status", "squared"),
    [
        ("metered", 1.0),
        ("invoiced", 1.0),
        ("supplier", 1.05),
        ("calculated", 1.1),
        ("estimated", 1.2),
        ("spend", 1.2),
        ("default", 1.5),
    ],
)
def test_the_doubt_of_amounts(status: str, squared: float) -> None:
    cv = amount_cv(status, FactorLibrary.shipped())
    assert ends(("a", 100, None), doubt=cv) == kilograms(100 / squared, 100 * squared)


DIESEL = {
    "item": "activity",
    "activity": "fuel.diesel.average_biofuel_blend",
    "amount": 10,
    "unit": "litre",
    "region": "GB",
    "date": "2025-05-01",
    "control": "operated",
}


def test_gases_of_ten_litres() -> None:
    # 2.4 kg CO2, 0.01 kg CH4, 0.001 kg N2O and 0.055 kg CO2e of others a litre, under AR5: 28 and 265
    ledger = CALC.ledger(pd.DataFrame([DIESEL]))
    found = gases(gathered(ledger, []), "scope1").iloc[0]
    assert found["scope1_mg"] == 30_000_000
    parts = ["co2_co2e_mg", "ch4_fossil_co2e_mg", "n2o_co2e_mg", "other_co2e_mg", "unsplit_co2e_mg"]
    assert [found[name] for name in parts] == [24_000_000, 2_800_000, 2_650_000, 550_000, 0]
    assert [found[f"{gas}_kg"] for gas in ("co2", "ch4_fossil", "ch4_biogenic", "n2o")] == pytest.approx(
        [24, 0.1, 0, 0.01]
    )


def test_gases_under_another_set() -> None:
    # AR6: 27.9 as this library's table has it, and 273
    ledger = Calculator(CALC.library, gwp="AR6").ledger(pd.DataFrame([DIESEL]))
    found = gases(gathered(ledger, []), "scope1").iloc[0]
    assert found["scope1_mg"] == 30_070_000
    parts = ["co2_co2e_mg", "ch4_fossil_co2e_mg", "n2o_co2e_mg", "other_co2e_mg"]
    assert [found[name] for name in parts] == [24_000_000, 2_790_000, 2_730_000, 550_000]
    assert found["ch4_fossil_kg"] == pytest.approx(0.1)
