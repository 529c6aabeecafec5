"""Boundaries: letting in less never counts more, and a comparison is what each boundary would book by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from lines import ACTIVITIES, AMOUNTS_OF, DESCRIBED, MG_COLUMNS, Record, amount_cells, commons, few, frame_of, times

from greenprod.factors.record import BoundaryRule
from greenprod.footprint.boundary import Boundary, Posting
from greenprod.footprint.calculate import Calculator
from greenprod.footprint.kernel import MEASURES
from greenprod.vocabulary import Control, Stage
from mini import CALC, LIBRARY

if TYPE_CHECKING:
    from collections.abc import Sequence

CATEGORIES = sorted({activity.category for activity in LIBRARY.activities.values()})
FAMILIES = sorted({"", "*"} | {f"{name.rsplit('.', n)[0]}.*" for name in ACTIVITIES for n in (1, 2)} | set(ACTIVITIES))
STAGES = ["", *map(str, Stage)]


@st.composite
def lines(draw: st.DrawFn) -> list[Record]:
    """Return lines of the mini set."""
    found = []
    for n in range(draw(st.integers(1, 6))):
        name = draw(st.sampled_from(sorted(DESCRIBED)))
        described, amounts = draw(DESCRIBED[name])
        cells = {amount: draw(amount_cells(AMOUNTS_OF[name][amount])) for amount in amounts}
        found.append({"line_id": f"l{n}", "item": name, **described, **cells, **draw(times()), **draw(commons())})
    return found


rules = st.builds(
    BoundaryRule,
    boundary_id=st.just("drawn"),
    activity=st.sampled_from(FAMILIES),
    category=st.sampled_from(["", *CATEGORIES]),
    stage=st.sampled_from(STAGES),
    control=st.sampled_from(["", *map(str, Control)]),
    inside=st.sampled_from(["in", "out", "unknown"]),
    evidence=st.just("O"),
    source=st.just("drawn"),
    note=st.just(""),
)
boundaries = st.builds(
    Boundary,
    name=st.text("abc", min_size=1, max_size=8),
    exclude_stages=st.frozensets(st.sampled_from(STAGES[1:]), max_size=2),
    exclude_categories=st.frozensets(st.sampled_from(CATEGORIES), max_size=2),
    scopes=st.frozensets(st.sampled_from(["1", "2", "3"])),
    rules=st.lists(rules, max_size=8),
)
postings = st.builds(
    Posting,
    category=st.sampled_from(CATEGORIES),
    activity=st.sampled_from(sorted(ACTIVITIES)),
    stage=st.sampled_from(STAGES[1:]),
    scope=st.integers(0, 3),
    control=st.sampled_from(["operated", "third_party"]),
)


def narrower(boundary: Boundary, more: Sequence[BoundaryRule]) -> Boundary:
    """Return a boundary that also leaves out what further rules name."""
    return evolve(boundary, name="narrower", rules=(*boundary.rules, *(evolve(rule, inside="out") for rule in more)))


@given(boundary=boundaries, more=st.lists(rules, max_size=4), posting=postings)
def test_a_rule_that_leaves_out_never_lets_anything_in(
    boundary: Boundary, more: list[BoundaryRule], posting: Posting
) -> None:
    assert narrower(boundary, more).lets_in(posting) <= boundary.lets_in(posting)


@given(boundary=boundaries, more=st.lists(rules, max_size=4), posting=postings)
def test_a_rule_that_lets_in_never_leaves_anything_out(
    boundary: Boundary, more: list[BoundaryRule], posting: Posting
) -> None:
    wider = evolve(boundary, rules=(*boundary.rules, *(evolve(rule, inside="in") for rule in more)))
    assert wider.lets_in(posting) >= boundary.lets_in(posting)


@given(boundary=boundaries, order=st.randoms(), posting=postings)
def test_the_order_of_rules_does_not_matter(boundary: Boundary, order: st.DataObject, posting: Posting) -> None:
    shuffled = list(boundary.rules)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert evolve(boundary, rules=shuffled).lets_in(posting) == boundary.lets_in(posting)


@given(boundary=boundaries, posting=postings)
def test_what_is_unknown_is_counted_like_what_is_in(boundary: Boundary, posting: Posting) -> None:
    known = evolve(
        boundary, rules=[evolve(r, inside="in" if r.inside == "unknown" else r.inside) for r in boundary.rules]
    )
    assert known.lets_in(posting) == boundary.lets_in(posting)
    assert not known.doubts(posting)
    assert set(boundary.doubts(posting)) <= set(boundary.unknown)
    assert boundary.lets_in(posting) or not boundary.doubts(posting)


@given(boundary=boundaries, posting=postings)
def test_a_boundary_that_is_everything_lets_everything_in(boundary: Boundary, posting: Posting) -> None:
    assert boundary.lets_in(posting) or not boundary.is_everything


@few
@given(book=lines(), wide=boundaries, more=st.lists(rules, max_size=4))
def test_a_comparison_is_what_each_boundary_books_alone(
    book: list[Record], wide: Boundary, more: list[BoundaryRule]
) -> None:
    frame = frame_of(book)
    narrow = narrower(wide, more)
    asked: list[Boundary | str] = ["full", wide, narrow, "no_wtt"]
    compared = CALC.ledger(frame).compare(asked)
    assert list(compared.table["boundary"]) == ["full", wide.name, "narrower", "no_wtt"]
    for place, boundary in enumerate(asked):
        alone = Calculator(LIBRARY, boundary=boundary).ledger(frame)
        assert compared.table.iloc[place][list(MG_COLUMNS)].to_dict() == alone.total_mg
    for name in MEASURES:
        full, wide_mg, narrow_mg, _ = compared.table[f"{name}_mg"]
        assert full >= wide_mg >= narrow_mg >= 0


@few
@given(book=lines(), boundary=boundaries)
def test_categories_add_up_to_the_total(book: list[Record], boundary: Boundary) -> None:
    ledger = CALC.ledger(frame_of(book))
    compared = ledger.compare([boundary, "full"])
    summed = compared.categories.groupby("boundary")["co2e_mg"].sum()
    for name, total in zip(compared.table["boundary"], compared.table["co2e_mg"], strict=True):
        assert summed.get(name, 0) == total
    full = compared.categories[compared.categories["boundary"] == "full"].set_index("category")["co2e_mg"]
    own = ledger.by("category").set_index("category")["co2e_mg"]
    assert dict(full) == {category: mg for category, mg in own.items() if category in full.index or mg}


@few
@given(book=lines(), boundary=boundaries)
def test_what_is_in_doubt_is_no_more_than_the_total(book: list[Record], boundary: Boundary) -> None:
    compared = CALC.ledger(frame_of(book)).compare([boundary])
    assert len(compared.unknown) == len(boundary.unknown)
    [total], [doubtful] = compared.table["co2e_mg"], compared.table["unknown_mg"]
    by_rule = list(compared.unknown["co2e_mg"])
    assert all(0 <= mg <= doubtful for mg in by_rule)
    assert max(by_rule, default=0) <= doubtful <= min(sum(by_rule), total)
