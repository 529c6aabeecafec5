"""Money worked by hand: every figure is copied from the published tables into the comments, none is read from ours."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

import greenprod as gp

if TYPE_CHECKING:
    from greenprod.factors.library import FactorLibrary
    from greenprod.factors.record import ActivityType
    from greenprod.footprint.calculate import Calculator

FILM = "spend.dk.j59_60"
# published, and frozen here on the day the tests were written
DST_CPI_2023, DST_CPI_2024 = Fraction("117.21"), Fraction("118.82")
ECB_DKK_2023, ECB_DKK_2024 = Fraction("7.4509353"), Fraction("7.4589137")
FIGARO_J59_60_DK = Fraction("90.41")


@pytest.fixture
def figaro(mini: FactorLibrary) -> FactorLibrary:
    """Return the mini set with the one row of FIGARO that the examples need."""
    [model] = [f for f in mini.factors if f.edition == "fixture:spend.film:dk:cradle_to_gate@2024-01-01"]
    row = evolve(
        model,
        factor_id=f"figaro:{FILM}:dk:cradle_to_gate",
        activity=FILM,
        value=90.41,
        price_year=2023,
        gsd=1.22897,
        valid_from=date(2023, 1, 1),
        valid_to=date(2024, 1, 1),
        printed="90.41",
    )
    kind: ActivityType = evolve(mini.activities["spend.film"], activity_id=FILM)
    return evolve(mini, factors=(*mini.factors, row), activities={**mini.activities, FILM: kind})


def test_a_hundred_thousand_kroner_of_film_services(figaro: FactorLibrary) -> None:
    # 100,000 DKK were paid in 2024, the figure is 90.41 kgCO2e per 1000 euro at basic prices of 2023
    # prices: Statistics Denmark, PRIS113, mean of twelve months, 2015 = 100: 117.21 in 2023, 118.82 in 2024
    #         100,000 x 117.21 / 118.82 = 100,000 x 0.98645009 = 98,645.009 DKK of 2023
    # rate:   European Central Bank, mean of 255 days of 2023: 7.4509353 DKK for a euro
    #         98,645.009 / 7.4509353 = 13,239.279 EUR of 2023
    # figure: 13.239279 kEUR x 90.41 = 1196.963 kg
    line = gp.Activity(activity=FILM, amount=100_000, unit="DKK", date="2024-05-01", region="DK", status="spend")
    result = gp.Calculator(figaro).calculate(line)
    kg = 100_000 * DST_CPI_2023 / DST_CPI_2024 / ECB_DKK_2023 / 1000 * FIGARO_J59_60_DK
    assert float(kg) == pytest.approx(1196.963, abs=0.001)
    assert abs(result.mg() - kg * 10**6) <= 1
    # not at the rate of 2024 (1195.7 kg), nor with the prices brought the wrong way (1230.1 kg)
    for wrong in (kg * ECB_DKK_2023 / ECB_DKK_2024, kg * (DST_CPI_2024 / DST_CPI_2023) ** 2):
        assert abs(result.co2e_kg - float(wrong)) > 1
    assert (result.scope3_kg, result.resolved.unit, result.resolved.match) == (
        result.co2e_kg,
        "DKK",
        "extended_period",
    )


def test_the_way_of_the_kroner_is_told(figaro: FactorLibrary) -> None:
    line = gp.Activity(activity=FILM, amount=100_000, unit="DKK", date="2024-05-01", region="DK")
    [posting] = gp.Calculator(figaro).calculate(line).explain().postings
    steps = str(posting["steps"])
    assert "DKK of 2024 to DKK of 2023: x 0.986" in steps
    assert "Statistics Denmark PRIS113" in steps
    assert "DKK to EUR of 2023: / 7.45094 (ECB yearly average)" in steps
    assert "basic prices" in steps
    assert (posting["amount"], posting["unit"], posting["factor_unit"]) == (100_000, "DKK", "kgCO2e/kEUR")


def test_euro_of_the_figure_s_own_year_need_nothing(figaro: FactorLibrary) -> None:
    # 20,000 EUR of 2023: 20 kEUR x 90.41 = 1808.2 kg
    line = gp.Activity(activity=FILM, amount=20, unit="kEUR", date="2023-05-01", region="DK")
    result = gp.Calculator(figaro, policy="strict").calculate(line)
    assert (result.mg(), result.resolved.match) == (1_808_200_000, "exact")


def test_a_night_in_a_danish_hotel(calc: Calculator) -> None:
    # nobody publishes a Danish figure, so the British 10 kg a room and night stands in: 1 x 10 kg, in scope 3.6
    # the range: gsd 1.2 printed for Britain; 1.5 is added to its square for another country:
    # exp(sqrt(ln(1.2)^2 + (ln(1.5) / 2)^2)) = exp(sqrt(0.033241 + 0.041100)) = exp(0.272656) = 1.313449
    # 10 kg / 1.313449^2 = 5.7966 kg and 10 kg x 1.313449^2 = 17.2515 kg
    night = gp.HotelStay(rooms=1, nights=1, region="DK", date="2025-05-01")
    [posting] = calc.calculate(night).explain().postings
    assert (posting["mg"], posting["scope"], posting["match"]) == (10_000_000, "3.6", "proxy_region")
    assert posting["gsd"] == pytest.approx(1.313449, rel=1e-5)
    assert posting["low_mg"] == pytest.approx(5_796_600, rel=1e-4)
    assert posting["high_mg"] == pytest.approx(17_251_500, rel=1e-4)
