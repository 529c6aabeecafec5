"""Budgets: what an edit costs and changes, ids, issues, groups."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from attrs import field, frozen
from attrs.converters import optional

from greenprod import Budget, Calculator, CarTrip, Flight, GreenprodError, GridElectricity
from greenprod.footprint.kernel import MEASURES
from greenprod.footprint.resolve import remembered
from greenprod.items.amounts import amount, in_kwh, in_litres
from greenprod.items.base import ActivityAmount, Item, amounts, description
from greenprod.items.catalogue import ITEMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from greenprod.footprint.resolve import Resolved
    from greenprod.footprint.terms import Terms

WHEN: dict[str, Any] = {"region": "DK", "date": "2025-05-01"}
USUAL = {**WHEN, "fuel": "diesel"}


def trip(line_id: str, distance: float = 100, **given: Any) -> CarTrip:
    return CarTrip(line_id=line_id, distance=distance, **{**USUAL, **given})


@pytest.fixture
def budget() -> Budget:
    return Calculator().budget([trip("one"), trip("two", 200), trip("three", 300)])


def test_an_edit_changes_the_totals_by_the_difference(budget: Budget) -> None:
    before = budget.total_mg
    old, new = budget["two"], budget.edit("two", trip("two", 250))
    assert old.result is not None
    assert new.result is not None
    assert budget.total_mg["co2e_mg"] - before["co2e_mg"] == new.result.mg() - old.result.mg() > 0
    assert budget["two"] is new
    assert [line.line_id for line in budget] == ["one", "two", "three"]


def test_an_edit_calculates_the_edited_line_alone(budget: Budget, monkeypatch: pytest.MonkeyPatch) -> None:
    calculated: list[Item] = []

    def watched(item: Item, terms: Terms) -> Resolved:
        calculated.append(item)
        return remembered(item, terms)

    monkeypatch.setattr("greenprod.footprint.calculate.remembered", watched)
    edited = trip("two", 7)
    budget.edit("two", edited)
    _ = budget.total_mg, budget.issues
    budget.remove("one")
    assert calculated == [edited]


def test_an_item_without_an_id_takes_over_the_one_of_its_line(budget: Budget) -> None:
    assert budget.edit("two", trip("")).line_id == "two"
    assert budget.edit("two", trip("second")).line_id == "second"
    assert "two" not in budget
    assert budget.add(trip("")).line_id == "table1:4"


def test_a_line_that_cannot_be_booked_is_an_issue_and_loses_nothing(budget: Budget) -> None:
    whole = budget.total_mg
    bad = budget.add(Flight(line_id="bad", passengers=1, distance=1, haul="short_haul", date="1990-01-01", region="DK"))
    assert bad.result is None
    assert bad.issue is not None
    assert [(issue.code, issue.line_id) for issue in budget.issues] == [("no_factor_for_date", "bad")]
    assert budget.total_mg == whole
    budget.edit("bad", trip("bad"))
    assert budget.issues == ()
    assert budget.total_mg != whole


def test_too_much_for_whole_milligrams_is_an_issue(budget: Budget) -> None:
    whole = budget.total_mg
    budget.add(trip("endless", 1e18))
    budget.add(trip("beyond", 1e300))
    assert [issue.code for issue in budget.issues] == ["overflow", "overflow"]
    assert budget.total_mg == whole


def test_of_two_lines_with_one_id_the_first_counts_until_it_goes(budget: Budget) -> None:
    copy = budget.add(trip("one", 500))
    assert not copy.booked
    assert copy.issue is not None
    assert copy.issue.code == "duplicate_line_id"
    with pytest.raises(GreenprodError) as caught:
        budget.edit("one", trip("one"))
    assert caught.value.issue.code == "ambiguous_line"
    first = budget.lines[0]
    budget.edit(first, trip("other"))
    assert budget["one"].booked
    assert budget.issues == ()
    budget.edit(budget["other"], trip("one"))
    assert [line.booked for line in budget] == [True, True, True, False]
    budget.remove(copy)
    assert budget.issues == ()


def test_another_production_may_use_the_same_id(budget: Budget) -> None:
    budget.add(trip("one", production_id="p2"))
    budget.add(trip("one", version="plan"))
    assert budget.issues == ()
    assert len(budget) == 5


def test_a_line_that_is_not_there_is_named(budget: Budget) -> None:
    gone = budget.remove("one")
    for line in ("one", gone):
        with pytest.raises(GreenprodError) as caught:
            budget.edit(line, trip("one"))
        assert (caught.value.issue.code, caught.value.issue.value) == ("unknown_line", "one")


def test_groups_are_rows_with_sums_and_counts(budget: Budget) -> None:
    budget.add(GridElectricity(line_id="power", energy=10, region="DK", date="2025-05-01"))
    rows = budget.by("category")
    assert [row["category"] for row in rows] == ["energy", "travel"]
    assert sum(row["co2e_mg"] for row in rows) == budget.total_mg["co2e_mg"]
    assert (rows[1]["lines"], rows[1]["lines_booked"], rows[1]["coverage"]) == (3, 3, 1.0)
    assert {row["stage"] for row in budget.by("category", "stage") if row["category"] == "travel"} >= {"combustion"}
    [everything] = budget.by()
    assert {name: everything[f"{name}_mg"] for name in MEASURES} == {
        name: budget.total_mg[f"{name}_mg"] for name in MEASURES
    }
    with pytest.raises(GreenprodError) as caught:
        budget.by("colour")
    assert caught.value.issue.code == "invalid_choice"


def test_a_budget_without_lines_is_nothing() -> None:
    empty = Calculator().budget()
    assert (len(empty), empty.co2e_kg, empty.by("category"), empty.issues) == (0, 0.0, [], ())
    assert repr(empty) == "Budget(0 lines, 0 booked, 0.000 kg CO2e)"


def test_a_budget_loads_no_pandas() -> None:
    program = """if True:
        import sys, greenprod as gp
        items = [gp.CarTrip(line_id=str(n), distance=n, region="DK", date="2025-05-01") for n in range(3)]
        budget = gp.Calculator().budget(items)
        budget.edit("1", items[2]), budget.by("category", "stage"), budget.issues
        assert "pandas" not in sys.modules
    """
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("name", sorted(ITEMS))
def test_a_description_has_all_but_amounts_and_time(name: str) -> None:
    kind = ITEMS[name]
    cells: dict[str, Any] = dict(kind.example) or {"activity": "fuel.hvo", "amount": 1, "unit": "litre", **WHEN}

    one = kind(**cells)
    assert description(one) == description(kind(**{**cells, "date": "2020-02-02", "phase": "prep", "line_id": "x"}))
    assert description(one) != description(kind(**{**cells, "region": "NZ"}))
    run, hired = (kind(**{**cells, "control": control}) for control in ("operated", "third_party"))
    assert description(run) != description(hired)
    product = 1.0
    for given in amounts(one):
        product *= 1.0 if given is None else given
    assert one.product == product


@frozen(kw_only=True, slots=True)
class Heater(Item):
    """An item that can be measured in two ways and says nothing else."""

    volume: float | None = field(default=None, converter=optional(in_litres), metadata=amount("litre"))
    energy: float | None = field(default=None, converter=optional(in_kwh), metadata=amount("kWh"))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield a litre or a kilowatt-hour."""
        if self.energy is None:
            yield ActivityAmount(activity="fuel.hvo", amount=1.0, unit="litre")
        else:
            yield ActivityAmount(activity="energy.electricity.grid", amount=1.0, unit="kWh")


def test_which_amounts_are_given_is_part_of_a_description() -> None:
    calc = Calculator()
    by_fuel, by_power = (calc.calculate(Heater(**{name: 1.0, **WHEN})) for name in ("volume", "energy"))
    assert (by_fuel.resolved.activity, by_power.resolved.activity) == ("fuel.hvo", "energy.electricity.grid")


def test_a_figure_of_its_own_is_part_of_a_description() -> None:
    words: dict[str, Any] = {"override_source": "bill", "override_reason": "measured"}
    own, other = (trip("one", factor_override=f"{figure} kgCO2e/km", **words) for figure in (1, 2))
    assert len({description(trip("one")), description(own), description(other)}) == 3
    calc = Calculator()
    assert calc.calculate(other).mg() == 2 * calc.calculate(own).mg() > 0


def test_the_same_description_at_another_time_is_resolved_for_that_time() -> None:
    calc = Calculator()
    days: list[dict[str, Any]] = [{"date": "2023-05-01"}, {"date": "2025-05-01"}]
    periods: list[dict[str, Any]] = [
        {"period_start": "2023-05-01", "period_end": f"{year}-04-30"} for year in (2024, 2025)
    ]
    power = [GridElectricity(energy=1e6, region="DK", **time) for time in (*days, *periods)]
    assert len({calc.calculate(item).mg() for item in power}) == len(power)
    assert [calc.calculate(item).mg() for item in power] == [Calculator().calculate(item).mg() for item in power]


def test_a_description_that_was_seen_is_not_resolved_again(monkeypatch: pytest.MonkeyPatch) -> None:
    calc = Calculator()
    first = calc.calculate(trip("one", 10))
    monkeypatch.setattr("greenprod.footprint.resolve.resolve", None)
    assert calc.calculate(trip("two", 20, date="2025-05-02")).mg() == pytest.approx(2 * first.mg(), abs=4)
    with pytest.raises(TypeError):
        calc.calculate(trip("three", 10, size="large"))


def test_blanks_around_the_production_do_not_make_it_another_one() -> None:
    items = [trip("a", production_id=name) for name in ("A", "A ", " A")]
    budget = Calculator().budget(items)
    ledger = Calculator().ledger(items)
    assert budget.total_mg == ledger.total_mg
    assert [issue.production_id for issue in budget.issues] == ledger.issues["production_id"].tolist() == ["A", "A"]
