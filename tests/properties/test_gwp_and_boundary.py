"""GWP sets change only what they weigh, results of different sets do not add; a smaller boundary counts no more."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st
from lines import MG_COLUMNS, Record, alone, books, few, frame_of, item_of, records

from greenprod.errors import GwpMismatchError
from greenprod.footprint.boundary import Boundary, Posting
from greenprod.footprint.calculate import Calculator, Result, Total
from greenprod.footprint.kernel import MEASURES
from greenprod.gwp import GwpSet, to_co2e
from greenprod.vocabulary import Stage
from mini import CALC, LIBRARY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from greenprod.footprint.resolve import Coefficient

SETS = ("AR4", "AR5", "AR6")
MEAL = {"item": "meals", "meals": 1, "diet": "vegan", "region": "GB", "date": "2025-05-01"}
CATEGORIES = ("travel", "energy", "fuel", "catering", "accommodation", "freight", "material", "waste")


@given(line=records())
def test_pure_co2_weighs_the_same_in_every_set(line: Record) -> None:
    pure = tuple(evolve(f, gases=(("co2", f.value),), gwp_set="AR5") for f in LIBRARY.factors)
    library = evolve(LIBRARY, factors=pure)
    results = [alone(Calculator(library, gwp=gwp), line) for gwp in ("as_published", *SETS)]
    if isinstance(results[0], str):
        assert set(results) == {results[0]}
        return
    masses = [{name: result.mg(name) for name in MEASURES} for result in results if not isinstance(result, str)]
    assert masses == [masses[0]] * 4
    assert all(i.code != "gwp_mismatch" for result in results if not isinstance(result, str) for i in result.issues)


@given(
    gases=st.dictionaries(st.sampled_from(["co2", "ch4_fossil", "ch4_biogenic", "n2o"]), st.floats(0, 1e6)),
    other=st.floats(0, 1e6),
    name=st.sampled_from(SETS),
)
def test_a_mix_weighs_what_its_gases_weigh(gases: dict[str, float], other: float, name: str) -> None:
    gwp = GwpSet.shipped(name)
    single = sum(to_co2e({gas: mass}, gwp) for gas, mass in gases.items())
    assert to_co2e({**gases, "other_co2e": other}, gwp) == pytest.approx(single + other)
    assert to_co2e({gas: 2 * mass for gas, mass in gases.items()}, gwp) == 2 * to_co2e(gases, gwp)


@given(line=records(), gwp=st.sampled_from(SETS))
def test_what_cannot_be_weighed_again_says_so(line: Record, gwp: str) -> None:
    result = alone(Calculator(LIBRARY, gwp=gwp), line)
    assume(not isinstance(result, str))
    assert not isinstance(result, str)
    told = {issue.value for issue in result.issues if issue.code == "gwp_mismatch"}
    factors = [c.found.factor for c in result.resolved.coefficients]
    assert told == {f.factor_id for f in factors if not f.gases and f.gwp_set != gwp}


def total(results: Sequence[Result]) -> Total:
    """Return the sum of two or more results."""
    summed: Total = reduce(add, results)  # type: ignore[assignment]
    return summed


@given(names=st.lists(st.sampled_from(["as_published", *SETS]), min_size=2, max_size=4))
def test_results_of_different_sets_refuse_to_add(names: list[str]) -> None:
    results = [Calculator(LIBRARY, gwp=name).calculate(item_of(MEAL)) for name in names]
    if len(set(names)) == 1:
        assert total(results).measures["scope3"] == len(names) * 500_000
        return
    with pytest.raises(GwpMismatchError):
        total(results)


@given(lines=st.lists(records(), min_size=2, max_size=4))
def test_results_add_up_to_the_milligram(lines: list[Record]) -> None:
    results = [r for r in (alone(CALC, line) for line in lines) if isinstance(r, Result)]
    assume(len(results) > 1)
    assert total(results).measures == {name: sum(r.mg(name) for r in results) for name in MEASURES}


@st.composite
def nested(draw: st.DrawFn) -> tuple[Boundary, Boundary]:
    """Return a boundary, and one that lets in the same and more."""
    stages = draw(st.frozensets(st.sampled_from([str(stage) for stage in Stage]), max_size=6))
    categories = draw(st.frozensets(st.sampled_from(CATEGORIES), max_size=3))
    scopes = draw(st.frozensets(st.sampled_from(["1", "2", "3"])))
    fewer_stages = draw(st.frozensets(st.sampled_from(sorted(stages)))) if stages else stages
    fewer_categories = draw(st.frozensets(st.sampled_from(sorted(categories)))) if categories else categories
    more = draw(st.sampled_from([frozenset(), scopes | {"3"}, scopes])) if scopes else scopes
    narrow = Boundary(name="a", exclude_stages=stages, exclude_categories=categories, scopes=scopes)
    wide = Boundary(name="b", exclude_stages=fewer_stages, exclude_categories=fewer_categories, scopes=more)
    return narrow, wide


@few
@given(lines=books(1), pair=nested())
def test_a_boundary_inside_another_counts_no_more(lines: list[Record], pair: tuple[Boundary, Boundary]) -> None:
    frame = frame_of(lines)
    narrow, wide = (Calculator(LIBRARY, boundary=boundary).ledger(frame).lines for boundary in pair)
    assert list(narrow["booked"]) == list(wide["booked"])
    for name in MG_COLUMNS:
        assert (narrow[name] <= wide[name]).all()


@given(line=records(), pair=nested())
def test_a_boundary_takes_postings_out_and_changes_none(line: Record, pair: tuple[Boundary, Boundary]) -> None:
    everything, inside = (alone(Calculator(LIBRARY, boundary=b), line) for b in (Boundary(name="all"), pair[0]))
    if isinstance(everything, str) or isinstance(inside, str):
        assert everything == inside
        return
    kept = [p for p in everything.postings if pair[0].lets_in(seen(p.coefficient))]
    assert list(inside.postings) == kept


def seen(c: Coefficient) -> Posting:
    """Return what a boundary looks at."""
    return Posting(category=c.category, activity=c.activity, stage=c.stage, scope=c.scope, control=c.control)
