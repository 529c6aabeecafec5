"""One data set under several boundaries: what each of them would call the footprint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from attrs import frozen

from greenprod.errors import GreenprodError, Issue
from greenprod.footprint.boundary import Boundary, Posting
from greenprod.footprint.kernel import MEASURES, TOTAL, whole_mg_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from greenprod.factors.record import BoundaryRule
    from greenprod.footprint.booked import Booked
    from greenprod.footprint.resolve import Coefficient
    from greenprod.footprint.terms import Terms


@frozen(kw_only=True)
class Comparison:
    """Hold the sums of one ledger under several boundaries.

    Parameters
    ----------
    boundaries
        The boundaries, in the order asked for.
    table
        One row per boundary: ``boundary``, ``title``, whole milligrams by scope column, ``co2e_mg``, ``co2e_kg``,
        ``share``, the part of the widest total, and ``unknown_mg``, the part of ``co2e_mg`` that is counted although
        the boundary's publisher does not say whether it should be.
    categories
        One row per boundary and category with ``co2e_mg``.
    unknown
        One row per thing that a boundary's publisher does not say, with ``co2e_mg``, what this ledger holds of it. It
        is counted. A posting can be in doubt for two reasons, so the rows of one boundary may overlap.

    """

    boundaries: tuple[Boundary, ...]
    table: pd.DataFrame
    categories: pd.DataFrame
    unknown: pd.DataFrame

    def _repr_html_(self) -> str:
        return str(self.table.to_html(index=False))


def compare(tables: Sequence[Booked], terms: Terms, names: str | Boundary | Iterable[str | Boundary]) -> Comparison:
    """Return the sums of booked lines under each boundary, exact to the milligram.

    A posting is rounded once, and each boundary lets it in whole or not at all. So a boundary that lets in less never
    gives more, and the sums are those that the ledger would have under that boundary alone.

    Raises
    ------
    GreenprodError
        ``narrow_boundary`` when the ledger itself leaves something out; ``unknown_boundary``; ``missing_field`` when
        no boundary is named.

    """
    if not terms.boundary.is_everything:
        raise GreenprodError(
            Issue(
                code="narrow_boundary",
                message=f"The ledger was booked under {terms.boundary.name!r}, which leaves something out.",
                value=terms.boundary.name,
                hint="Book the lines with boundary='full' and compare then.",
            )
        )
    asked = (names,) if isinstance(names, (str, Boundary)) else tuple(names)
    if not asked:
        raise GreenprodError(Issue(code="missing_field", message="There is no boundary to compare.", column="boundary"))
    chosen = tuple(name if isinstance(name, Boundary) else Boundary.named(name, terms.library) for name in asked)
    sums: dict[tuple[int, str, str], int] = {}
    doubts: dict[tuple[int, BoundaryRule], int] = {}
    unknown = [0] * len(chosen)
    for c, mg in _postings(tables):
        posting = Posting(category=c.category, activity=c.activity, stage=c.stage, scope=c.scope, control=c.control)
        for place, boundary in enumerate(chosen):
            if boundary.lets_in(posting):
                key = (place, c.category, c.measure)
                sums[key] = sums.get(key, 0) + mg
            found = boundary.doubts(posting) if c.measure in TOTAL else ()
            unknown[place] += mg if found else 0
            for rule in found:
                doubts[place, rule] = doubts.get((place, rule), 0) + mg
    return Comparison(
        boundaries=chosen,
        table=_table(chosen, sums).assign(unknown_mg=unknown),
        categories=_categories(chosen, sums),
        unknown=_unknown(chosen, doubts),
    )


def _postings(tables: Sequence[Booked]) -> Iterator[tuple[Coefficient, int]]:
    """Yield each description's coefficients with the sum of their postings in milligrams."""
    for table in tables:
        rows = table.bookable()
        codes, product = table.codes[rows], table.product[rows]
        for _, mg_per_unit, found in table.slots():
            by_description = np.zeros(len(found), dtype=np.int64)
            np.add.at(by_description, codes, whole_mg_column(mg_per_unit[codes], product))
            for c, total in zip(found, by_description.tolist(), strict=True):
                if c is not None and total:
                    yield c, total


def _table(boundaries: tuple[Boundary, ...], sums: dict[tuple[int, str, str], int]) -> pd.DataFrame:
    rows = []
    for place, boundary in enumerate(boundaries):
        row: dict[str, object] = {"boundary": boundary.name, "title": boundary.title}
        mg = {name: sum(v for (b, _, m), v in sums.items() if b == place and m == name) for name in MEASURES}
        row |= {f"{name}_mg": value for name, value in mg.items()}
        rows.append(row | {"co2e_mg": sum(mg[name] for name in TOTAL)})
    frame = pd.DataFrame(rows)
    frame["co2e_kg"] = frame["co2e_mg"] / 1e6
    widest = frame["co2e_mg"].max()
    frame["share"] = frame["co2e_mg"] / widest if widest else 0.0
    return frame


def _categories(boundaries: tuple[Boundary, ...], sums: dict[tuple[int, str, str], int]) -> pd.DataFrame:
    found: dict[tuple[int, str], int] = {}
    for (place, category, measure), mg in sums.items():
        if measure in TOTAL:
            found[place, category] = found.get((place, category), 0) + mg
    rows = [
        {"boundary": boundaries[place].name, "category": category, "co2e_mg": mg}
        for (place, category), mg in sorted(found.items())
    ]
    return pd.DataFrame(rows, columns=["boundary", "category", "co2e_mg"])


def _unknown(boundaries: tuple[Boundary, ...], doubts: dict[tuple[int, BoundaryRule], int]) -> pd.DataFrame:
    named = ("activity", "category", "stage", "control", "note")
    rows = [
        {
            "boundary": boundary.name,
            **{name: getattr(rule, name) for name in named},
            "co2e_mg": doubts.get((place, rule), 0),
        }
        for place, boundary in enumerate(boundaries)
        for rule in boundary.unknown
    ]
    return pd.DataFrame(rows, columns=["boundary", *named, "co2e_mg"])
