"""Ranges: the middle lies inside, more doubt is never a narrower range, and shared factors are wrong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from lines import Record, books, brief, few, frame_of, item_of

from greenprod.errors import GreenprodError
from greenprod.footprint import by_factor
from greenprod.footprint.batch import Batch
from greenprod.footprint.calculate import Calculator
from greenprod.footprint.engine import frame_table
from greenprod.footprint.gases import PARTS, gases
from greenprod.footprint.gathered import gathered
from greenprod.footprint.kernel import MEASURES
from greenprod.footprint.recalculated import recalculated
from greenprod.footprint.uncertainty import Ranges, amount_cv, ranges
from made_cells import Entry, Made, made
from mini import CALC, LIBRARY
from oracle_uncertainty import Line, Posting
from oracle_uncertainty import ranges as expected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from greenprod.footprint.totals import Totals

# the mini set says nothing of amounts
DOUBTS = {"metered": 1.0, "estimated": 1.2, "default": 1.5}
DOUBTED = Calculator(evolve(LIBRARY, pedigree={**LIBRARY.pedigree, **DOUBTS}))
GSD = st.one_of(st.none(), st.floats(1, 1.0001), st.floats(1, 4), st.sampled_from([1.0, 1.05, 1.1, 20.0]))
MG = st.one_of(st.floats(0, 1e12), st.sampled_from([0.0, 1.0, 1e6]))
BASES = st.lists(
    st.lists(st.builds(Made, st.sampled_from("abcdef"), MG, GSD, st.sampled_from(["scope1", "scope3"])), max_size=3),
    min_size=1,
    max_size=6,
)


@st.composite
def entries(draw: st.DrawFn, bases: int) -> list[Entry]:
    """Return amounts, no two of the same group and basis, in any order."""
    pairs = draw(st.lists(st.tuples(st.integers(0, 5), st.integers(0, bases - 1)), unique=True, max_size=20))
    return [(group, basis, draw(st.floats(0, 1000))) for group, basis in pairs]


@st.composite
def groups(draw: st.DrawFn) -> tuple[list[Entry], list[list[Made]], list[float]]:
    """Return what groups are made of."""
    bases = draw(BASES)
    own = draw(entries(len(bases)))
    return own, bases, draw(st.lists(st.floats(0, 2), min_size=len(own), max_size=len(own)))


def inside(found: Ranges) -> None:
    assert (found.low <= found.mg).all()
    assert (found.mg <= found.high).all()
    assert np.isfinite(found.low).all()
    assert np.isfinite(found.high).all()


@given(groups(), st.sampled_from(["", "abc"]), st.sampled_from(["co2e", "scope1", "biogenic"]))
def test_the_middle_is_inside(
    given: tuple[list[Entry], list[list[Made]], list[float]], taken: str, measure: str
) -> None:
    own, bases, doubts = given
    if taken:
        bases = [[evolve(p, mg=-p.mg) if p.edition in taken else p for p in basis] for basis in bases]
    counted = made(own, bases, doubts)
    found = ranges(counted, measure)
    inside(found)
    assert found.mg[:-1].sum() == found.mg[-1]
    if not taken:
        assert (found.low >= 0).all()


@brief
@given(groups(), st.sampled_from(["", "abc"]))
def test_the_middle_is_inside_what_is_drawn(
    given: tuple[list[Entry], list[list[Made]], list[float]], taken: str
) -> None:
    own, bases, doubts = given
    if taken:
        bases = [[evolve(p, mg=-p.mg) if p.edition in taken else p for p in basis] for basis in bases]
    counted = made(own, bases, doubts)
    found = ranges(counted, method="monte_carlo", draws=1000, seed=3)
    inside(found)
    again = ranges(counted, method="monte_carlo", draws=1000, seed=3)
    assert (found.low == again.low).all()
    assert (found.high == again.high).all()


@given(groups(), st.sampled_from("abcdef"), st.floats(1, 2))
def test_more_doubt_is_never_a_narrower_range(
    given: tuple[list[Entry], list[list[Made]], list[float]], edition: str, wider: float
) -> None:
    own, bases, doubts = given
    known = [[evolve(p, gsd=p.gsd or 1.0) for p in basis] for basis in bases]
    more = [[evolve(p, gsd=(p.gsd or 1.0) * wider) if p.edition == edition else p for p in b] for b in known]
    before, after = ranges(made(own, known, doubts)), ranges(made(own, more, [2 * cv for cv in doubts]))
    assert (after.low <= before.low * (1 + 1e-9) + 1e-6).all()
    assert (after.high >= before.high * (1 - 1e-9) - 1e-6).all()


@given(
    st.lists(st.floats(1e3, 1e9), min_size=1, max_size=8),
    st.floats(1.001, 3),
    st.sampled_from(["aaaaaaaa", "abcdefgh"]),
)
def test_a_factor_is_wrong_everywhere_at_once(parts: list[float], gsd: float, names: str) -> None:
    bases = [[Made(names[n], part, gsd)] for n, part in enumerate(parts)]
    counted = made([(0, n, 1.0) for n in range(len(parts))], bases)
    ratio = ranges(counted).high / counted.measures.sum()
    if names == "abcdefgh":
        assert (ratio <= gsd**2 * (1 + 1e-9)).all()
    else:
        assert ratio == pytest.approx(gsd**2)


@given(groups(), st.randoms(use_true_random=False))
def test_order_and_way_of_adding_do_not_matter(
    given: tuple[list[Entry], list[list[Made]], list[float]], chance: object
) -> None:
    own, bases, doubts = given
    places = list(range(len(own)))
    chance.shuffle(places)  # type: ignore[attr-defined]
    shuffled, doubted = [own[place] for place in places], [doubts[place] for place in places]
    plain = ranges(made(own, bases, doubts))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(by_factor, "_FILLED", 0)
        patch.setattr(by_factor, "_BLOCK", 3)
        other = ranges(made(shuffled, bases, doubted))
    assert other.low == pytest.approx(plain.low, rel=1e-9, abs=1e-6)
    assert other.high == pytest.approx(plain.high, rel=1e-9, abs=1e-6)
    assert other.without_range == pytest.approx(plain.without_range, nan_ok=True, abs=1e-12)


def told(lines: list[Record], calc: Calculator) -> Iterator[Line]:
    """Return the lines that can be booked for the second calculator."""
    for line in lines:
        try:
            result = calc.calculate(item_of(line))
        except GreenprodError:
            continue
        squared = DOUBTS.get(str(result.item.status), 1.0)
        yield Line(
            line["production_id"],
            float(np.sqrt(np.expm1(np.log(squared**0.5) ** 2))),
            [
                Posting(c.found.factor.edition, c.measure, c.mg_per_unit * result.product, c.found.gsd)
                for c in result.resolved.coefficients
            ],
        )


@few
@given(books(1), st.sampled_from(["co2e", *MEASURES]))
def test_agrees_with_the_second_calculator(lines: list[Record], measure: str) -> None:
    counted = gathered(DOUBTED.ledger(frame_of(lines)), ["production_id"])
    by_name = expected(list(told(lines, DOUBTED)), measure)
    found = ranges(counted, measure)
    for place, name in enumerate([*(key[0] for key in found.keys), ""]):
        mg = int(found.mg[place])
        if name not in by_name or mg < 1000:
            continue
        # a thousandth for what is lost by rounding lines of less than a gram
        assert found.low[place] == pytest.approx(mg * by_name[name].low, rel=1e-3)
        assert found.high[place] == pytest.approx(mg * by_name[name].high, rel=1e-3)
        assert found.without_range[place] == pytest.approx(by_name[name].without, abs=1e-9)


@few
@given(books(), st.sampled_from([(), ("production_id",), ("stage",), ("scope", "region", "phase"), ("line_id",)]))
def test_gathered_sums_are_those_of_the_ledger(lines: list[Record], columns: tuple[str, ...]) -> None:
    ledger = CALC.ledger(frame_of(lines))
    found, summed = gathered(ledger, columns), ledger.by(*columns)
    assert found.measures.tolist() == summed[[f"{name}_mg" for name in MEASURES]].to_numpy().tolist()
    if columns:
        assert list(found.keys) == list(summed[list(columns)].itertuples(index=False, name=None))


@few
@given(books(), st.sampled_from(["as_published", "AR4", "AR6"]), st.sampled_from(["co2e", *MEASURES]))
def test_gases_add_up(lines: list[Record], gwp: str, measure: str) -> None:
    found = gases(gathered(Calculator(LIBRARY, gwp=gwp).ledger(frame_of(lines)), ["region"]), measure)
    assert found[[f"{name}_co2e_mg" for name in PARTS]].sum(axis=1).tolist() == found[f"{measure}_mg"].tolist()
    assert (found[[f"{name}_co2e_mg" for name in PARTS]] >= -100).all(axis=None)


def totals(lines: list[Record], calc: Calculator) -> Totals:
    return Batch.of(frame_table(frame_of(lines)), calc, ("production_id",), keep="descriptions").totals


OTHERS = (
    CALC,
    Calculator(LIBRARY),
    Calculator(LIBRARY, gwp="AR6"),
    Calculator(LIBRARY, boundary="full", policy="strict"),
    Calculator(LIBRARY, policy="strict", gwp="AR4"),
)


@few
@given(books(1), st.sampled_from(OTHERS))
def test_other_terms_from_the_amounts_are_as_from_the_lines(lines: list[Record], other: Calculator) -> None:
    before, booked = totals(lines, CALC), totals(lines, other)
    found = recalculated(before, other)
    place = {key: number for number, key in enumerate(booked.keys)}
    for number, key in enumerate(found.keys):
        off = np.abs(found.measures[number] - booked.measures[place[key]])
        assert (off <= found.within_mg[number]).all()
    one, two = CALC.ledger(frame_of(lines)).lines, other.ledger(frame_of(lines)).lines
    lost = int(one["co2e_mg"][one["booked"] & ~two["booked"]].sum())
    assert abs(int(found.lost_mg.sum()) - lost) <= 5 * len(lines)
    errors = [issue for issue in found.issues if issue.severity == "error"]
    assert bool(errors) >= (lost > 0)
    assert bool(errors) <= bool((before.booked - booked.booked).sum())


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.floats(1e6, 1e9), st.floats(1.01, 1.4)), min_size=1, max_size=6), st.integers(0, 9))
def test_drawing_agrees_with_the_formula(factors: list[tuple[float, float]], seed: int) -> None:
    bases = [[Made(f"f{n}", mg, gsd)] for n, (mg, gsd) in enumerate(factors)]
    counted = made([(0, n, 1.0) for n in range(len(bases))], bases)
    formula, found = ranges(counted), ranges(counted, method="monte_carlo", seed=seed)
    width = np.log(formula.high / formula.mg)
    assert np.log(found.high / found.mg) == pytest.approx(width, rel=0.3)
    assert -np.log(found.low / found.mg) == pytest.approx(width, rel=0.3)


def test_the_doubt_of_amounts_is_never_under_zero() -> None:
    assert amount_cv("estimated", DOUBTED.library) > amount_cv("metered", DOUBTED.library) == 0
    assert amount_cv("estimated", LIBRARY) == 0
