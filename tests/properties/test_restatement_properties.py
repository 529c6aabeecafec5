"""Base years over random histories: growth never restates, the order of rows is no matter, and the oracle agrees."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hypothesis import assume, given
from hypothesis import strategies as st

import oracle_alliance as oracle
from greenprod.alliance.restatement import Denominator, Policy, Restatement, Verdict, restate
from greenprod.alliance.structure import ChangeKind, StructuralChange

if TYPE_CHECKING:
    from greenprod.errors import Issue

SCOPES = ("scope1", "scope2_location", "scope3")
BASE_YEAR = 2021
NEVER = (ChangeKind.ORGANIC_GROWTH,)
amounts = st.integers(0, 2 * 10**6)
percents = st.sampled_from([Fraction(0), Fraction(1), Fraction(5), Fraction(10), Fraction(100)])
denominators = st.sampled_from(list(Denominator))


@st.composite
def inventories(draw: st.DrawFn) -> dict[tuple[str, int], dict[str, int]]:
    """Return a base year, large enough that most changes fit into it, or tiny."""
    size = draw(st.sampled_from([10**3, 10**8]))
    return {("m", BASE_YEAR): {scope: draw(st.integers(0, size)) for scope in SCOPES}}


def changed(number: int, kind: ChangeKind, scope: str, mg: int, **more: Any) -> StructuralChange:
    day = dt.date(2022, 1, 1) + dt.timedelta(days=number // 2)
    about = {"date": day, "entity": f"e{number}", "member_id": "m", "scope": scope, **more}
    return StructuralChange(
        change_id=f"c{number:02}", kind=kind, base_year_co2e_kg=Decimal(mg) / 10**6, **about
    )  # fmt: skip


@st.composite
def histories(draw: st.DrawFn, most: int = 7) -> list[StructuralChange]:
    """Return changes that can restate, of one to three scopes each."""
    found = []
    kinds = [kind for kind in ChangeKind if kind not in NEVER]
    for number in range(draw(st.integers(0, most))):
        kind = draw(st.sampled_from(kinds))
        scopes = draw(st.lists(st.sampled_from(SCOPES), min_size=1, unique=True))
        found += [changed(number, kind, scope, draw(amounts)) for scope in scopes]
    return found


@st.composite
def growth(draw: st.DrawFn) -> list[StructuralChange]:
    """Return organic growth, and entities that are younger than the base year, of any size."""
    found = []
    for number in range(50, 50 + draw(st.integers(1, 5))):
        mg = draw(st.integers(0, 10**12))
        if draw(st.booleans()):
            found.append(changed(number, ChangeKind.ORGANIC_GROWTH, "scope1", mg))
        else:
            kind = draw(st.sampled_from([kind for kind in ChangeKind if kind not in NEVER]))
            found.append(changed(number, kind, "scope3", mg, entity_since=dt.date(2022, 1, 1)))
    return found


def restated(
    base: dict[tuple[str, int], dict[str, int]], changes: list[StructuralChange], policy: Policy
) -> tuple[Restatement, list[Issue]]:
    issues: list[Issue] = []
    found = restate(base, changes, policy, member_id="m", until=dt.date(2030, 1, 1), issues=issues)
    assert found is not None
    return found, issues


@given(base=inventories(), changes=histories(), percent=percents, denominator=denominators)
def test_the_oracle_agrees(
    base: dict[tuple[str, int], dict[str, int]],
    changes: list[StructuralChange],
    percent: Fraction,
    denominator: Denominator,
) -> None:
    policy = Policy(base_year=BASE_YEAR, threshold=percent / 100, denominator=denominator)
    found, issues = restated(base, changes, policy)
    assume(not issues)
    plain: dict[str, dict[str, int]] = {}
    for row in changes:
        sign = -1 if row.kind in ("divestment", "outsourcing") else 1
        plain.setdefault(row.change_id, {})[str(row.scope)] = sign * int((row.base_year_co2e_kg or 0) * 10**6)
    after, pending = oracle.restated(
        base["m", BASE_YEAR], sorted(plain.items()), percent, scopes=SCOPES, of_stated=denominator == Denominator.STATED
    )
    assert dict(found.restated) == after
    assert list(found.pending) == pending


@given(base=inventories(), changes=histories(), more=growth(), percent=percents, denominator=denominators)
def test_invariant_22_organic_growth_never_restates(
    base: dict[tuple[str, int], dict[str, int]],
    changes: list[StructuralChange],
    more: list[StructuralChange],
    percent: Fraction,
    denominator: Denominator,
) -> None:
    policy = Policy(base_year=BASE_YEAR, threshold=percent / 100, denominator=denominator)
    alone, _ = restated(base, more, policy)
    assert alone.restated == alone.stated == base["m", BASE_YEAR]
    assert not alone.pending
    without, _ = restated(base, changes, policy)
    found, _ = restated(base, [*more, *changes], policy)
    assert (found.restated, found.pending) == (without.restated, without.pending)
    assert [step for step in found.steps if step.amount_mg is not None] == list(without.steps)


@given(base=inventories(), changes=histories(), percent=percents, denominator=denominators, data=st.data())
def test_the_order_of_rows_is_no_matter(
    base: dict[tuple[str, int], dict[str, int]],
    changes: list[StructuralChange],
    percent: Fraction,
    denominator: Denominator,
    data: st.DataObject,
) -> None:
    policy = Policy(base_year=BASE_YEAR, threshold=percent / 100, denominator=denominator)
    mixed = data.draw(st.permutations(changes))
    assert restated(base, mixed, policy)[0] == restated(base, changes, policy)[0]


@given(base=inventories(), changes=histories(), percent=percents, denominator=denominators)
def test_the_chain_leads_from_stated_to_restated_and_forgets_nothing(
    base: dict[tuple[str, int], dict[str, int]],
    changes: list[StructuralChange],
    percent: Fraction,
    denominator: Denominator,
) -> None:
    policy = Policy(base_year=BASE_YEAR, threshold=percent / 100, denominator=denominator)
    found, issues = restated(base, changes, policy)
    level = found.stated_mg
    amounts = {step.change_id: step.amount_mg or 0 for step in found.steps}
    for step in found.steps:
        assert step.before_mg == level
        assert step.after_mg - step.before_mg == sum(amounts[name] for name in step.applied)
        assert (step.verdict == Verdict.PENDING) == (not step.applied)
        level = step.after_mg
    assert level == found.restated_mg
    applied = [name for step in found.steps for name in step.applied]
    assert sorted([*applied, *found.pending]) == sorted(amounts)
    assert len(amounts) + len(issues) == len({row.change_id for row in changes})
    assert min(found.restated.values()) >= 0
    assert found.stated == base["m", BASE_YEAR]


@given(base=inventories(), changes=histories())
def test_without_a_threshold_everything_counts_and_with_a_huge_one_nothing(
    base: dict[tuple[str, int], dict[str, int]], changes: list[StructuralChange]
) -> None:
    everything, _ = restated(base, changes, Policy(base_year=BASE_YEAR, threshold=0))
    assert not everything.pending
    assert everything.restated_mg - everything.stated_mg == sum(step.amount_mg or 0 for step in everything.steps)


@given(mg=st.integers(0, 10**13), share=st.fractions(0, 1, max_denominator=10**6))
def test_what_goes_out_is_what_came_in(mg: int, share: Fraction) -> None:
    came = changed(1, ChangeKind.ACQUISITION, "scope1", mg, share=share)
    went = changed(1, ChangeKind.DIVESTMENT, "scope1", mg, share=share)
    assert came.mg == -went.mg == oracle.half_even(mg * share)
