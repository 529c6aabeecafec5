"""Global warming potentials: figures of the assessment reports, and sums of gases."""

from __future__ import annotations

import pytest

from greenprod import Calculator, GwpMismatchError, GwpSet, HotelStay
from greenprod.gwp import to_co2e

GASES = {"co2": 10.0, "ch4_fossil": 2.0, "n2o": 1.0}


# IPCC AR4 WG1 table 2.14; AR5 WG1 table 8.A.1, without climate-carbon feedback; AR6 WG1 table 7.SM.7
@pytest.mark.parametrize(
    ("name", "methane", "nitrous_oxide"), [("AR4", 25.0, 298.0), ("AR5", 28.0, 265.0), ("AR6", 27.9, 273.0)]
)
def test_a_set_holds_the_figures_of_its_report(name: str, methane: float, nitrous_oxide: float) -> None:
    found = GwpSet.shipped(name)
    assert (found.name, found.horizon, found.source) == (name, 100, "ipcc_gwp100")
    assert (found.of("co2"), found.of("ch4_fossil"), found.of("n2o")) == (1.0, methane, nitrous_oxide)


@pytest.mark.parametrize(("name", "expected"), [("AR4", 358.0), ("AR5", 331.0), ("AR6", 338.8)])
def test_gases_are_weighed_one_by_one(name: str, expected: float) -> None:
    assert to_co2e(GASES, GwpSet.shipped(name)) == pytest.approx(expected, rel=1e-15)


def test_carbon_dioxide_weighs_the_same_under_every_set() -> None:
    assert {to_co2e({"co2": 3.5}, GwpSet.shipped(name)) for name in ("SAR", "TAR", "AR4", "AR5", "AR5CCF", "AR6")} == {
        3.5
    }


def test_gases_that_are_co2e_already_are_not_weighed_again() -> None:
    assert to_co2e({"co2": 1.0, "other_co2e": 5.0}, GwpSet.shipped("AR6")) == 6.0


def test_a_gas_by_its_name_in_the_report_is_known() -> None:
    assert GwpSet.shipped("AR6").of("CH4") == GwpSet.shipped("AR6").of("ch4_biogenic") == 27.9


def test_no_gas_weighs_nothing() -> None:
    assert to_co2e({}, GwpSet.shipped("AR5")) == 0.0


def test_a_set_of_one_own_splits_fossil_and_biogenic_methane() -> None:
    own = GwpSet(name="AR6 split", horizon=100, values={"CH4": 27.9, "ch4_fossil": 29.8}, source="own")
    assert to_co2e({"ch4_fossil": 1.0, "ch4_biogenic": 1.0}, own) == pytest.approx(57.7)


def test_an_unknown_set_is_refused_with_the_names_that_exist() -> None:
    with pytest.raises(GwpMismatchError) as caught:
        GwpSet.shipped("AR7")
    assert caught.value.issue.code == "unknown_gwp_set"
    assert {"as_published", "AR4", "AR5", "AR6"} <= set(caught.value.issue.valid_values)


def test_results_under_different_sets_refuse_to_add() -> None:
    night = HotelStay(nights=1, region="GB", date="2025-05-01")
    one, other = (Calculator(gwp=name).calculate(night) for name in ("as_published", "AR6"))
    with pytest.raises(GwpMismatchError) as caught:
        one + other
    assert caught.value.issue.code == "gwp_mismatch"
    assert (one + one).co2e_kg == 2 * one.co2e_kg
    with pytest.raises(GwpMismatchError):
        (one + one) + other
