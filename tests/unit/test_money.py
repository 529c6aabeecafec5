"""Money restated: the test reads the tables itself and does the sums by hand."""

from __future__ import annotations

import csv
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from greenprod.errors import GreenprodError, MoneyError
from greenprod.money import Restated, inflation, rate, restated, years

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
FACTORS = ROOT / "factors"
REFERENCE = Path(os.environ.get("GREENPROD_REFERENCE", ROOT.parent / "shared" / "reference"))


@cache
def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def quoted(currency: str, year: int) -> float:
    rows = table(FACTORS / "exchange_rates.csv")
    (found,) = (r["units_per_eur"] for r in rows if (r["currency"], r["year"]) == (currency, str(year)))
    return float(found)


def level(source: str, region: str, year: int) -> float:
    rows = table(FACTORS / "price_index.csv")
    (found,) = (r["value"] for r in rows if (r["source_id"], r["region"], r["year"]) == (source, region, str(year)))
    return float(found)


# European Central Bank, yearly means as printed in the reference table
@pytest.mark.parametrize(("currency", "year"), [("DKK", 1999), ("DKK", 2023), ("GBP", 2022), ("USD", 2025)])
def test_a_rate_is_the_one_of_the_table(currency: str, year: int) -> None:
    assert rate(currency, year) == quoted(currency, year)


def test_the_krone_has_always_been_near_seven_and_a_half_per_euro() -> None:
    assert all(7.42 < rate("DKK", year) < 7.48 for year in range(1999, 2026))


def test_a_euro_is_a_euro() -> None:
    assert {rate("EUR", year) for year in range(1999, 2030)} == {1.0}


def test_a_currency_is_read_in_any_case_and_without_its_blanks() -> None:
    assert rate(" dkk ", 2023) == rate("DKK", 2023)


def test_inflation_is_the_ratio_of_two_levels_of_the_first_series() -> None:
    expected = level("dst_pris113_annual_mean", "DK", 2024) / level("dst_pris113_annual_mean", "DK", 2015)
    assert inflation("DKK", 2015, 2024) == (expected, "Statistics Denmark PRIS113")


def test_the_reported_rate_of_2025_goes_on_from_the_danish_index() -> None:
    factor, name = inflation("DKK", 2024, 2025)
    # Statistics Denmark: 1.9 per cent; the levels have two decimals
    assert factor == pytest.approx(1.019, rel=1e-4)
    assert factor == level("dst_annual_rate_2025_chained", "DK", 2025) / level("dst_pris113_annual_mean", "DK", 2024)
    assert name == "Statistics Denmark PRIS113 and Statistics Denmark yearly rate of 2025"


def test_a_year_before_the_first_series_is_found_in_the_next() -> None:
    expected = level("worldbank_cpi_chained", "DK", 2020) / level("worldbank_cpi_chained", "DK", 2012)
    assert inflation("DKK", 2012, 2020) == (expected, "World Bank CPI, Denmark")


@pytest.mark.parametrize(
    ("currency", "source", "region"),
    [
        ("EUR", "eurostat_hicp_rate_chained", "EA"),
        ("USD", "bls_cpi_u", "US"),
        ("GBP", "worldbank_cpi_chained", "GB"),
        ("SEK", "worldbank_cpi_chained", "SE"),
        ("NOK", "worldbank_cpi_chained", "NO"),
    ],
)
def test_each_currency_has_its_own_consumer_prices(currency: str, source: str, region: str) -> None:
    assert inflation(currency, 2022, 2023)[0] == level(source, region, 2023) / level(source, region, 2022)


def test_no_currency_uses_a_gdp_deflator() -> None:
    assert all("deflator" not in row["source_id"] for row in table(FACTORS / "currencies.csv"))


def test_equal_years_need_no_index() -> None:
    assert inflation("DKK", 1950, 1950) == (1.0, "")


def test_money_is_brought_to_the_year_in_its_own_prices_and_then_converted() -> None:
    found = restated("DKK", 2024, "EUR", 2023)
    prices = level("dst_pris113_annual_mean", "DK", 2023) / level("dst_pris113_annual_mean", "DK", 2024)
    assert found.factor == pytest.approx(prices / quoted("DKK", 2023), rel=1e-14)
    assert (found.rate_year, found.series, found.extended) == (2023, "Statistics Denmark PRIS113", False)
    assert found.steps == (
        f"DKK of 2024 to DKK of 2023: x {prices:.6g} (Statistics Denmark PRIS113)",
        f"DKK to EUR of 2023: / {quoted('DKK', 2023):.6g} (ECB yearly average)",
    )


def test_two_currencies_meet_by_the_euro() -> None:
    found = restated("DKK", 2022, "GBP", 2022)
    assert found.factor == pytest.approx(quoted("GBP", 2022) / quoted("DKK", 2022), rel=1e-14)
    assert (len(found.steps), found.series, found.rate_year) == (2, "", 2022)
    assert found.steps[1] == f"EUR to GBP of 2022: x {quoted('GBP', 2022):.6g} (ECB yearly average)"


def test_the_same_currency_and_year_is_exactly_one_without_a_step() -> None:
    assert restated("DKK", 2031, "dkk", 2031) == Restated(
        currency="DKK", year=2031, to_currency="DKK", to_year=2031, factor=1.0
    )


def test_a_year_after_the_last_one_is_told() -> None:
    found = restated("USD", 2026, "USD", 2022)
    assert found.factor == level("bls_cpi_u", "US", 2022) / level("bls_cpi_u", "US", 2025)
    assert found.extended
    assert "2026 taken as 2025, the last year of the series" in found.steps[0]


def test_a_rate_after_the_last_one_is_told() -> None:
    found = restated("DKK", 2027, "EUR", 2027)
    assert (found.factor, found.rate_year, found.extended) == (1 / quoted("DKK", 2025), 2025, True)
    assert found.steps[0].endswith("(ECB yearly average; 2027 taken as 2025, the last year of the series)")


def test_both_rates_are_of_one_year() -> None:
    # the ECB stopped quoting the rouble in 2022, and still quotes the dollar
    found = restated("USD", 2024, "RUB", 2024)
    assert found.factor == pytest.approx(quoted("RUB", 2022) / quoted("USD", 2022), rel=1e-14)
    assert all("2024 taken as 2022, the last year with both rates" in step for step in found.steps)
    assert "yearly average of 42 days" in found.steps[1]


def test_the_index_that_is_the_fewest_years_short_is_taken() -> None:
    assert restated("USD", 2012, "USD", 2025).series == "BLS CPI-U"
    assert restated("DKK", 2012, "DKK", 2026).series == "World Bank CPI, Denmark"


@pytest.mark.parametrize("years_forward", [0, 1, 2, 3])
def test_a_series_is_carried_on_as_far_as_allowed(years_forward: int) -> None:
    assert restated("EUR", 2025 + years_forward, "EUR", 2023, years_forward=years_forward).factor < 1
    with pytest.raises(MoneyError):
        restated("EUR", 2026 + years_forward, "EUR", 2023, years_forward=years_forward)
    assert restated("DKK", 2025 + years_forward, "EUR", 2025 + years_forward, years_forward=years_forward).factor > 0.13
    with pytest.raises(MoneyError):
        restated("DKK", 2026 + years_forward, "EUR", 2026 + years_forward, years_forward=years_forward)


def test_three_years_are_allowed_when_nothing_is_said() -> None:
    assert restated("EUR", 2028, "EUR", 2023).extended
    with pytest.raises(MoneyError):
        restated("EUR", 2029, "EUR", 2023)


@pytest.mark.parametrize(("text", "near"), [("DKR", "DKK"), ("", "EUR"), ("kroner", None)])
def test_an_unknown_currency_is_refused(text: str, near: str | None) -> None:
    calls: list[Callable[[], object]] = [
        lambda: rate(text, 2023),
        lambda: inflation(text, 2022, 2023),
        lambda: restated(text, 2023, "EUR", 2023),
        lambda: restated("EUR", 2023, text, 2023),
        lambda: restated(text, 2023, text, 2023),
    ]
    for call in calls:
        with pytest.raises(MoneyError) as caught:
            call()
        issue = caught.value.issue
        assert (issue.code, issue.column, issue.value) == ("unknown_currency", "unit", text)
        assert issue.valid_values
        assert near is None or near in issue.valid_values


def test_a_missing_rate_names_the_years_that_have_one() -> None:
    # Iceland's krona was not quoted from 2009 to 2017: a gap is not bridged
    calls: list[Callable[[], object]] = [lambda: rate("ISK", 2010), lambda: restated("ISK", 2010, "EUR", 2010)]
    for call in calls:
        with pytest.raises(MoneyError) as caught:
            call()
        issue = caught.value.issue
        assert (issue.code, issue.column, issue.value) == ("no_exchange_rate", "date", "2010")
        assert {"2008", "2018", "2025"} <= set(issue.valid_values)
        assert not {"2009", "2010", "2017"} & set(issue.valid_values)
        assert issue.hint


def test_a_gap_in_the_other_currency_is_told_by_the_year_asked_for() -> None:
    with pytest.raises(MoneyError) as caught:
        restated("EEK", 2012, "ISK", 2012)
    assert caught.value.issue.message == "There is no exchange rate of ISK for 2012."


def test_a_missing_index_names_the_years_that_have_one() -> None:
    for first, second in ((2009, 2023), (2023, 2009)):
        with pytest.raises(MoneyError) as caught:
            inflation("DKK", first, second)
        issue = caught.value.issue
        assert (issue.code, issue.column, issue.value) == ("no_price_index", "date", "2009")
        assert issue.valid_values == tuple(str(year) for year in range(2010, 2026))


def test_inflation_carries_nothing_on() -> None:
    with pytest.raises(MoneyError) as caught:
        inflation("SEK", 2024, 2025)
    assert (caught.value.issue.code, caught.value.issue.value) == ("no_price_index", "2025")
    assert "may stand" not in caught.value.issue.hint


def test_the_error_is_one_of_greenprod() -> None:
    assert issubclass(MoneyError, GreenprodError)
    assert issubclass(MoneyError, ValueError)


def test_years_run_from_the_first_rate_to_the_last() -> None:
    assert years() == list(range(1999, 2026))


def test_parts_of_one_series_are_on_one_base() -> None:
    bases: dict[tuple[str, str], set[str]] = {}
    for row in table(FACTORS / "currencies.csv"):
        for index in table(FACTORS / "price_index.csv"):
            if (index["source_id"], index["region"]) == (row["source_id"], row["region"]):
                bases.setdefault((row["currency"], row["rank"]), set()).add(index["base_year"])
    assert {key: found for key, found in bases.items() if len(found) > 1} == {}
    assert len(bases) == len({(row["currency"], row["rank"]) for row in table(FACTORS / "currencies.csv")})


@pytest.mark.reference
@pytest.mark.parametrize(
    ("shipped", "listed"),
    [("exchange_rates.csv", "exchange_rates_ecb_annual.csv"), ("price_index.csv", "price_indices.csv")],
)
def test_rates_and_indices_are_those_of_the_reference(shipped: str, listed: str) -> None:
    def rows(path: Path) -> list[list[tuple[str, str]]]:
        return sorted(sorted(row.items()) for row in table(path))

    assert rows(FACTORS / shipped) == rows(REFERENCE / listed)
