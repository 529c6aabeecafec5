"""Ranges, gases, other terms and data quality: what they say, and what they refuse."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from attrs import evolve

from greenprod.errors import GreenprodError
from greenprod.factors.library import FactorLibrary
from greenprod.footprint import monte_carlo
from greenprod.footprint.batch import Batch
from greenprod.footprint.calculate import Calculator
from greenprod.footprint.engine import frame_table
from greenprod.footprint.gases import gases
from greenprod.footprint.gathered import gathered
from greenprod.footprint.quality import quality
from greenprod.footprint.recalculated import recalculated
from greenprod.footprint.uncertainty import amount_cv, ranges
from greenprod.vocabulary import Status
from made_cells import Made, made
from mini import CALC, LIBRARY
from oracle_uncertainty import Line, Posting
from oracle_uncertainty import drawn as expected

if TYPE_CHECKING:
    from greenprod.footprint.totals import Totals

KG = 1e6
RAIL = {"item": "activity", "activity": "travel.rail.national", "unit": "passenger*km", "amount": 1000, "region": "DK"}


def line(production: str = "p1", day: str = "2025-05-01", **fields: Any) -> dict[str, Any]:
    return {**RAIL, "production_id": production, "date": day, **fields}


def totals(*lines: dict[str, Any], calc: Calculator = CALC, keep: Any = "descriptions") -> Totals:
    return Batch.of(frame_table(pd.DataFrame(list(lines))), calc, ("production_id",), keep=keep).totals


def code(error: pytest.ExceptionInfo[GreenprodError]) -> str:
    return error.value.issue.code


class TestRanges:
    def test_a_printed_deviation(self) -> None:
        # 10 kg a room-night, known within 1.2 squared
        found = ranges(totals(line(activity="accommodation.hotel", unit="room*night", amount=3, region="GB"))).frame()
        assert found.to_dict("records") == [
            {
                "production_id": "p1",
                "co2e_kg": 30.0,
                "low_kg": pytest.approx(30 / 1.44),
                "high_kg": pytest.approx(43.2),
                "without_range": 0.0,
            }
        ]

    def test_the_sum_of_groups_is_not_the_sum_of_their_ends(self) -> None:
        one = made([(0, 0, 1.0), (1, 1, 1.0)], [[Made("a", KG, 1.5)], [Made("b", KG, 1.5)]])
        same = made([(0, 0, 1.0), (1, 0, 1.0)], [[Made("a", KG, 1.5)]])
        assert ranges(same).total["high_kg"] == pytest.approx(2 * 2.25)
        assert ranges(one).total["high_kg"] < 0.9 * 4.5

    def test_two_ways_to_one_factor_are_wrong_together(self) -> None:
        both = made([(0, 0, 1.0), (0, 1, 1.0)], [[Made("a", KG, 1.2)], [Made("a", KG, 1.2)]])
        assert ranges(both).total["high_kg"] == pytest.approx(2 * 1.44)
        wider = made([(0, 0, 1.0), (0, 1, 1.0)], [[Made("a", KG, 1.2)], [Made("a", KG, 1.3)]])
        assert 2 * 1.44 < ranges(wider).total["high_kg"] < 2 * 1.69

    def test_a_factor_without_a_deviation_is_exact_and_told(self) -> None:
        found = ranges(made([(0, 0, 1.0), (1, 1, 1.0)], [[Made("a", 3 * KG, None), Made("b", KG, 1.2)], []])).frame()
        assert found["without_range"].tolist() == [0.75, pytest.approx(np.nan, nan_ok=True)]
        assert found["high_kg"][1] == found["co2e_kg"][1] == 0

    def test_an_absurd_deviation_is_no_crash(self) -> None:
        for gsd in (1e300, float("inf")):
            for method in ("moments", "monte_carlo"):
                found = ranges(made([(0, 0, 1.0)], [[Made("a", KG, gsd)]]), method=method, draws=1000)
                assert 0 < found.low[0] < KG < found.high[0] < np.inf

    @pytest.mark.parametrize("measure", ["scope1", "scope3", "biogenic"])
    def test_a_column_by_itself(self, measure: str) -> None:
        counted = made([(0, 0, 1.0)], [[Made("a", KG, 1.2, "scope1"), Made("b", 5 * KG, 1.5, "scope3")]])
        found = ranges(counted, measure).total
        assert found["high_kg"] == pytest.approx({"scope1": 1.44, "scope3": 5 * 2.25, "biogenic": 0}[measure])

    def test_amounts_vary_line_by_line(self) -> None:
        """A hundred estimated lines are surer together than each of them alone."""
        bases = [[Made("a", KG, None)] for _ in range(100)]
        one = ranges(made([(0, 0, 100.0)], bases[:1], [0.1])).total["high_kg"]
        many = ranges(made([(0, n, 1.0) for n in range(100)], bases, [0.1] * 100)).total["high_kg"]
        assert one == pytest.approx(100 * np.exp(2 * np.sqrt(np.log1p(0.01))))
        assert many == pytest.approx(100 * np.exp(2 * np.sqrt(np.log1p(0.0001))))

    def test_nothing_has_no_range(self) -> None:
        found = ranges(made([], []))
        assert len(found.frame()) == 0
        assert found.total["high_kg"] == 0

    def test_refusals(self) -> None:
        counted = totals(line())
        for given, expected_code in (
            ({"measure": "scope4"}, "invalid_choice"),
            ({"method": "guess"}, "invalid_choice"),
            ({"draws": 10}, "out_of_range"),
            ({"seed": -1}, "out_of_range"),
        ):
            with pytest.raises(GreenprodError) as error:
                ranges(counted, **given)
            assert code(error) == expected_code
        with pytest.raises(GreenprodError) as error:
            ranges(totals(line(), keep=""))
        assert code(error) == "no_cells"


class TestDrawing:
    def many(self, groups: int = 4, factors: int = 12) -> tuple[list[tuple[int, int, float]], list[list[Made]]]:
        bases = [[Made(f"f{n}", KG * (1 + n % 3), 2.5 if n == 5 else 1.05 + n / 40)] for n in range(factors)]
        return [(g, b, 1.0 + (g * 7 + b) % 5) for g in range(groups) for b in range(factors) if (g + b) % 3], bases

    def test_a_printed_deviation(self) -> None:
        found = ranges(made([(0, 0, 30.0)], [[Made("a", KG, 1.1)]]), method="monte_carlo", draws=100_000).frame()
        assert found["low_kg"][0] == pytest.approx(30 / 1.21, rel=5e-3)
        assert found["high_kg"][0] == pytest.approx(36.3, rel=5e-3)

    def test_agrees_with_plain_loops(self) -> None:
        own, bases = self.many()
        lines = [
            Line(f"p{g:04}", 0.0, [Posting(p.edition, p.measure, p.mg * amount, p.gsd) for p in bases[b]])
            for g, b, amount in own
        ]
        plain = expected(lines, 20_000, 1)
        found = ranges(made(own, bases), method="monte_carlo", draws=20_000)
        for place, name in enumerate([*(key[0] for key in found.keys), ""]):
            assert found.low[place] / found.mg[place] == pytest.approx(plain[name].low, rel=0.02)
            assert found.high[place] / found.mg[place] == pytest.approx(plain[name].high, rel=0.02)

    def test_the_same_seed_is_the_same_result_and_another_is_not(self) -> None:
        counted = made(*self.many())
        one, again, other = (ranges(counted, method="monte_carlo", seed=seed) for seed in (1, 1, 2))
        assert (one.low == again.low).all()
        assert (one.high == again.high).all()
        assert (one.low != other.low).all()

    def test_a_group_does_not_depend_on_the_others_or_their_order(self) -> None:
        own, bases = self.many()
        found = ranges(made(own, bases), method="monte_carlo")
        alone = ranges(made([(0, b, a) for g, b, a in own if g == 0], bases), method="monte_carlo")
        assert alone.low[0] == pytest.approx(found.low[0], rel=1e-5)
        backwards = ranges(made(own[::-1], bases[:]), method="monte_carlo")
        assert backwards.high == pytest.approx(found.high, rel=1e-5)

    def test_small_factors_are_drawn_together(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A thousand like factors, none of which stands out: as close as the chance of 10,000 draws allows."""
        bases = [[Made(f"f{n}", KG, 1.3)] for n in range(1000)]
        counted = made([(0, n, 1.0) for n in range(1000)], bases)
        together = ranges(counted, method="monte_carlo")
        monkeypatch.setattr(monte_carlo, "_SMALL", 0.0)
        each = ranges(counted, method="monte_carlo")
        width = each.high - each.low
        assert abs(together.high - each.high).max() < 0.05 * width.max()
        assert abs(together.low - each.low).max() < 0.05 * width.max()

    def test_memory_is_bounded_by_going_through_groups_in_turn(self, monkeypatch: pytest.MonkeyPatch) -> None:
        counted = made(*self.many())
        whole = ranges(counted, method="monte_carlo", draws=1000)
        monkeypatch.setattr(monte_carlo, "_MOST", 2000)
        parts = ranges(counted, method="monte_carlo", draws=1000)
        assert parts.low == pytest.approx(whole.low, rel=1e-5)


class TestAmounts:
    def test_every_status_has_a_doubt_that_grows_with_it(self) -> None:
        library = FactorLibrary.shipped()
        assert set(Status) <= set(library.pedigree)
        doubts = [amount_cv(status, library) for status in Status]
        assert doubts == sorted(doubts)
        assert doubts[0] == 0

    def test_a_library_without_a_table_takes_amounts_as_exact(self) -> None:
        assert amount_cv("estimated", evolve(LIBRARY, pedigree={})) == 0


DIESEL: dict[str, Any] = {
    "activity": "fuel.diesel.average_biofuel_blend",
    "unit": "litre",
    "amount": 10,
    "region": "GB",
}


class TestRecalculated:
    def test_another_set_and_boundary(self) -> None:
        lines = [line("p1", **DIESEL, control="operated"), line("p2")]
        before = totals(*lines)
        for other in (Calculator(LIBRARY, gwp="AR6"), Calculator(LIBRARY, boundary="no_wtt")):
            found, booked = recalculated(before, other), totals(*lines, calc=other)
            assert (abs(found.measures - booked.measures) <= found.within_mg).all()
            assert (found.within_mg <= 2).all()
            assert ranges(found).total["kg"] == pytest.approx(booked.total_mg["co2e_mg"] / KG)
            assert gases(found)["co2e_mg"].tolist() == found.frame()["co2e_mg"].tolist()

    def test_amounts_by_factor_will_do_for_another_set(self) -> None:
        lines = [line("p1", **DIESEL), line("p1", **DIESEL, day="2025-06-01"), line("p2", region="SE")]
        other = Calculator(LIBRARY, gwp="AR4", boundary="no_wtt")
        found, booked = recalculated(totals(*lines, keep="factors"), other), totals(*lines, calc=other)
        assert (abs(found.measures - booked.measures) <= found.within_mg).all()

    def test_one_figure_per_different_units_is_not_one_factor(self) -> None:
        why = {"override_source": "supplier", "override_reason": "measured"}
        own = [line(amount=2, factor_override=f"1 kgCO2e/{unit}", **why) for unit in ("pkm", "(passenger*mile)")]
        found = totals(*own, keep="factors")
        assert found.total_mg["co2e_mg"] == 2_000_000 + round(2_000_000 / 1.609344)
        again = recalculated(found, Calculator(LIBRARY, gwp="AR6"))
        assert abs(again.measures - found.measures).max() <= again.within_mg.max() <= 2

    def test_what_stays_under_another_set_is_told(self) -> None:
        found = recalculated(totals(line()), Calculator(LIBRARY, gwp="AR6"))
        assert found.frame()["unweighed_mg"].tolist() == [40_000_000]

    def test_lines_that_are_lost_are_told(self) -> None:
        before = totals(line(), line(region="SE", amount=500))
        found = recalculated(before, Calculator(LIBRARY, policy="strict"))
        assert before.booked.tolist() == [2]
        assert found.measures.sum() == 30_000_000
        stage, issue = found.issues
        assert (issue.code, issue.severity) == ("no_factor", "error")
        assert '"region": "SE"' in issue.message
        assert found.lost_mg.tolist() == [25_000_000]
        assert (stage.code, stage.value) == ("stage_without_factor", "travel.rail.national: well_to_tank")

    def test_an_edition_that_starts_in_between_is_told(self) -> None:
        own = pd.DataFrame(
            [
                {
                    "activity": "travel.rail.national", "region": "DK", "stage": "combustion", "value": "0.01",
                    "unit": "kgCO2e/(passenger*km)", "valid_from": "2025-07-01", "valid_to": "2026-01-01",
                    "source": "operator", "licence": "own use", "locator": "letter",
                }
            ]
        )  # fmt: skip
        other = Calculator(LIBRARY.overlay(own))
        lines = [line(), line(day="2025-08-01")]
        found, booked = recalculated(totals(*lines), other), totals(*lines, calc=other)
        (issue,) = found.issues
        assert (issue.code, issue.severity) == ("several_factors", "warning")
        assert str(date(2025, 7, 1)) in issue.message
        assert booked.total_mg["co2e_mg"] == 60_000_000
        assert found.measures.sum() == 80_000_000
        assert (abs(found.measures - booked.measures) <= found.within_mg).all()

    def test_how_far_it_may_be_off_counts_every_posting(self) -> None:
        hotel = line(activity="accommodation.hotel", unit="room*night", amount=4e-8, region="GB")
        before = totals(*[hotel] * 100)
        found = recalculated(before, CALC)
        assert (before.measures.sum(), found.measures.sum()) == (0, 40)
        assert found.frame()["within_mg"].item() in range(50, 55)

    def test_the_same_terms_change_nothing(self) -> None:
        before = totals(line(), line("p2", **DIESEL))
        found = recalculated(before, CALC)
        assert (found.measures == before.measures).all()
        assert found.issues == ()


class TestQuality:
    def test_parts_of_a_group(self) -> None:
        lines = [
            line(amount=1000, status="metered"),
            line(amount=2000, status="estimated"),
            line(amount=1000, status="invoiced"),
            line("p2", activity="spend.film", unit="kEUR", amount=1, region="DK", status="spend"),
            line("p3", activity="nonsense"),
        ]
        ledger = CALC.ledger(pd.DataFrame(lines))
        found = quality(ledger, "production_id").set_index("production_id")
        one, two, none = (found.loc[name] for name in ("p1", "p2", "p3"))
        assert [one[name] for name in ("metered", "invoiced", "estimated", "default")] == [0.25, 0.25, 0.5, 0]
        assert (one["primary"], one["by_money"], one["scored"]) == (0.5, 0, 0)
        assert (two["spend"], two["primary"], two["by_money"], two["scored"]) == (1, 0, 1, 1)
        assert [two[name] for name in ("reliability", "completeness", "technological")] == [2, 1, 4]
        assert (none["coverage"], none["worst_match"]) == (0, "")
        assert np.isnan(none["primary"])
        assert quality(ledger)["coverage"].tolist() == [0.8]

    def test_a_fallback_stays_visible(self) -> None:
        found = quality(CALC.ledger(pd.DataFrame([line(), line(region="SE", amount=3000)])), "region")
        assert found["worst_match"].tolist() == ["parent_region", "parent_region"]
        assert found["fallback"].tolist() == [1, 1]

    def test_it_goes_by_lines(self) -> None:
        with pytest.raises(GreenprodError) as error:
            quality(CALC.ledger(pd.DataFrame([line()])), "stage")
        assert code(error) == "invalid_choice"


class TestGases:
    def test_what_has_no_split_is_told(self) -> None:
        found = gases(totals(line())).iloc[0]
        assert found["unsplit_co2e_mg"] == found["co2e_mg"] == 40_000_000
        assert found["co2_kg"] == 0

    def test_a_ledger_by_stage(self) -> None:
        ledger = CALC.ledger(pd.DataFrame([line(**DIESEL)]))
        found = gases(gathered(ledger, ["stage"])).set_index("stage")
        assert found.loc["combustion", "n2o_kg"] == pytest.approx(0.01)
