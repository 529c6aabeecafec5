"""A budget equals the ledger of its items: not nearly, exactly, and after any edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from any_item import lines_of
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from lines import KINDS, any_records, few, item_of

from greenprod.errors import GreenprodError
from greenprod.footprint.budget import GROUPINGS, Budget
from greenprod.footprint.calculate import Calculator
from mini import CALC

if TYPE_CHECKING:
    from lines import Record

    from greenprod.items.base import Item

SHIPPED = Calculator()
ASKED = st.lists(st.sampled_from(GROUPINGS), max_size=3)
few_ids = st.sampled_from(["", "a", "b", "c", " c "])
"""So few that lines share them."""


def accepted(line: Record) -> bool:
    """Whether the class of a line takes it; what it cannot be booked for is no matter."""
    try:
        item_of(line)
    except GreenprodError:
        return False
    return True


mini_items = (
    st.builds(lambda line, name: {**line, "line_id": name}, any_records(), few_ids).filter(accepted).map(item_of)
)
all_items = (
    st.sampled_from(sorted(KINDS))
    .flatmap(lambda name: st.builds(lambda line, name: {**line, "line_id": name}, lines_of(name, 1000), few_ids))
    .filter(accepted)
    .map(item_of)
)


def same_as_ledger(budget: Budget, columns: list[str]) -> None:
    items = [evolve(line.item, line_id=line.line_id) for line in budget]
    ledger = budget.calculator.ledger(items)
    assert budget.total_mg == ledger.total_mg
    assert [line.booked for line in budget.lines] == ledger.lines["booked"].tolist()
    assert [line.issue.code if line.issue else "" for line in budget.lines] == list(ledger.lines["issue"])
    assert len(items) == len(budget.issues) + sum(line.booked for line in budget)
    assert budget.by(*columns) == (ledger.by(*columns).to_dict("records") if items else [])


@few
@given(items=st.lists(mini_items, max_size=8), columns=ASKED)
def test_a_budget_is_the_ledger_of_its_items(items: list[Item], columns: list[str]) -> None:
    same_as_ledger(CALC.budget(items), columns)


@settings(few, max_examples=max(few.max_examples, 20))
@given(items=st.lists(all_items, max_size=6), columns=ASKED)
def test_a_budget_of_any_items_is_their_ledger(items: list[Item], columns: list[str]) -> None:
    same_as_ledger(SHIPPED.budget(items), columns)


@few
@given(items=st.lists(mini_items, min_size=1, max_size=6), data=st.data(), columns=ASKED)
def test_after_any_edits_a_budget_is_that_of_its_items(
    items: list[Item], data: st.DataObject, columns: list[str]
) -> None:
    budget = CALC.budget(items)
    tried = budget.copy()
    for _ in range(data.draw(st.integers(1, 6))):
        what = data.draw(st.sampled_from(["add", "edit", "edit", "remove"]))
        if what == "add" or not len(budget):
            budget.add(data.draw(mini_items))
            continue
        line = data.draw(st.sampled_from(budget.lines))
        if what == "edit":
            budget.edit(line, data.draw(mini_items))
        else:
            budget.remove(line)
    same_as_ledger(budget, columns)
    anew = CALC.budget(evolve(line.item, line_id=line.line_id) for line in budget)
    assert [(line.line_id, line.booked, line.postings) for line in budget] == [
        (line.line_id, line.booked, line.postings) for line in anew
    ]
    # what was tried out on one of them left the other as it was
    assert [line.item for line in tried] == items
    same_as_ledger(tried, columns)


@few
@given(items=st.lists(mini_items, max_size=6), again=st.lists(mini_items, max_size=3))
def test_what_was_asked_before_changes_nothing(items: list[Item], again: list[Item]) -> None:
    fresh = Calculator(CALC.library)
    used = Calculator(CALC.library)
    used.budget([*again, *items, *again])
    for item in items:
        one, other = outcome(fresh, item), outcome(used, item)
        assert one == other
        assert outcome(used, item) == outcome(Calculator(CALC.library), item)


def outcome(calc: Calculator, item: Item) -> object:
    """Return all that is known of an item's footprint, or its issues."""
    try:
        result = calc.calculate(item)
    except GreenprodError as error:
        return error.issues
    return result.postings, result.resolved, [c.found.steps for c in result.resolved.coefficients]
