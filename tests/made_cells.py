"""Groups made by hand: cells whose bases have invented factors, editions and deviations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve, frozen

from greenprod.footprint.by_factor import Gathered
from greenprod.footprint.cells import Cells
from greenprod.footprint.description import Description
from greenprod.footprint.kernel import MEASURES
from greenprod.items.base import to_day
from greenprod.items.catalogue import ITEMS
from mini import CALC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from greenprod.factors.lookup import Found

DIESEL = {"activity": "fuel.diesel.average_biofuel_blend", "unit": "litre", "region": "GB", "amount": 1.0}


@frozen
class Made:
    """One posting of a basis: name of its factor, mg of one unit, the factor's deviation, and its column."""

    edition: str
    mg: float
    gsd: float | None
    measure: str = "scope1"


Entry = tuple[int, int, float]
"""Group, basis and amount."""


def made(entries: Sequence[Entry], bases: Sequence[Sequence[Made]], doubts: Sequence[float] = ()) -> Gathered:
    """Return groups of some amounts of some bases; `doubts` are coefficients of variation of the amounts."""
    template = Description.of(ITEMS["activity"], {**DIESEL, "date": to_day("2025-05-01")}, CALC)
    groups = max((group for group, _, _ in entries), default=-1) + 1
    described = tuple(_basis(template, postings) for postings in bases)
    measures = np.zeros((groups, len(MEASURES)))
    for place, number, units in entries:
        for posting in bases[number]:
            measures[place, MEASURES.index(posting.measure)] += units * posting.mg
    group, basis, amount = zip(*entries, strict=True) if entries else ((), (), ())
    amounts = np.array(amount, dtype=np.float64)
    cells = Cells(
        keep="descriptions",
        groups=groups,
        group=np.array(group, dtype=np.int64),
        basis=np.array(basis, dtype=np.int64),
        amount=amounts,
        square=(amounts * np.array(doubts or [0.0] * len(entries))) ** 2,
        bases=described,
    )
    keys = tuple((f"p{number:04}",) for number in range(groups))
    whole = np.rint(measures).astype(np.int64)
    return Gathered(terms=CALC, by=("production_id",), keys=keys, measures=whole, cells=cells)


def _basis(template: Description, postings: Sequence[Made]) -> Description:
    assert template.resolved
    (first, *_) = template.resolved.coefficients
    coefficients = tuple(
        first._replace(
            mg_per_unit=posting.mg,
            rate=evolve(first.rate, measure=posting.measure, found=_found(first.rate.found, posting)),
        )
        for posting in postings
    )
    return evolve(template, part=template.resolved._replace(coefficients=coefficients))


def _found(found: Found, posting: Made) -> Found:
    return evolve(found, gsd=posting.gsd, factor=evolve(found.factor, factor_id=posting.edition))
