"""Totals under other terms, from the amounts behind them and without their lines."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve, field, frozen

from greenprod.errors import GreenprodError, Issue
from greenprod.footprint.by_factor import by_group, cells_of, central
from greenprod.footprint.description import Description
from greenprod.footprint.kernel import LIMIT_MG, MEASURE_COLUMNS, MEASURES, TOTAL, overflow
from greenprod.gwp import AS_PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from greenprod.footprint.cells import Cells
    from greenprod.footprint.terms import Terms
    from greenprod.footprint.totals import Totals

_ROUNDING = 2.0**-52
"""Relative error that one addition of floats may make."""
_IN_TOTAL = np.isin(MEASURES, TOTAL)


@frozen(kw_only=True, eq=False)
class Recalculated:
    """Hold totals under other terms; `greenprod.footprint.uncertainty` and `.gases` take it like totals.

    Parameters
    ----------
    terms
        What the numbers are made with now.
    by, keys, cells
        As in `Totals`, with descriptions that are resolved again.
    measures
        Milligrams, int64, groups x `MEASURES`.
    within_mg
        How far each of them may be from what booking the lines again would give.
    lost_mg
        By group, the CO2e under the old terms of lines for which the new ones have no factor; it is not counted.
    unweighed_mg
        By group, the CO2e of factors without a gas split, which stay under the GWP set they were published with.
    issues
        What could not be resolved, stages that have no factor any more, and where lines of one description now have
        several factors.

    """

    terms: Terms = field(repr=False)
    by: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...] = field(repr=False)
    measures: np.ndarray = field(repr=False)
    cells: Cells = field(repr=False)
    within_mg: np.ndarray = field(repr=False)
    lost_mg: np.ndarray = field(repr=False)
    unweighed_mg: np.ndarray = field(repr=False)
    issues: tuple[Issue, ...]

    def frame(self) -> pd.DataFrame:
        """Return one row per group: its columns, milligrams, ``co2e_kg``, and how far they may be off."""
        import pandas as pd  # noqa: PLC0415 - totals need no table

        keys = {name: pd.Series([key[at] for key in self.keys], dtype=object) for at, name in enumerate(self.by)}
        mg = (*self.measures.T, central(self, "co2e"))
        frame = pd.DataFrame({**keys, **dict(zip(MEASURE_COLUMNS, mg, strict=True))})
        within = self.within_mg[:, _IN_TOTAL].sum(axis=1)
        return frame.assign(
            co2e_kg=frame["co2e_mg"] / 1e6, within_mg=within, lost_mg=self.lost_mg, unweighed_mg=self.unweighed_mg
        )

    def _repr_html_(self) -> str:
        return str(self.frame().head(20).to_html(index=False))


def recalculated(totals: Totals, terms: Terms) -> Recalculated:
    """Return totals under another GWP set, boundary, policy or factor library, without touching their lines.

    Lines that could not be booked before stay out, and descriptions for which the new terms have no factor are told.

    Parameters
    ----------
    totals
        Totals made with ``keep="descriptions"``; ``keep="factors"`` will do for another GWP set or boundary.
    terms
        A `Calculator` with the other terms.

    Raises
    ------
    GreenprodError
        ``no_cells``; ``no_descriptions`` for other factors or another policy where amounts were kept by factor;
        ``overflow`` beyond 9.2 * 10**12 kg.

    """
    cells = cells_of(totals)
    _refuse_other_factors(totals, cells, terms)
    groups = len(totals.keys)
    again = [_Again.of(description, totals.terms, terms) for description in cells.bases]
    rates = np.array([one.rates for one in again]).reshape(len(again), len(MEASURES)).T
    mg = np.array(by_group(cells, groups, *rates))
    # a posting may be anything up to the limit, and not their sum
    if not (np.abs(mg).sum(axis=0) <= LIMIT_MG).all():
        raise overflow()
    measures = np.rint(mg).astype(np.int64).T
    lost, unweighed = by_group(
        cells, groups, np.array([one.lost for one in again]), np.array([one.unweighed for one in again])
    )
    return Recalculated(
        terms=terms,
        by=totals.by,
        keys=totals.keys,
        measures=measures,
        cells=evolve(cells, bases=tuple(one.description for one in again)),
        within_mg=_within(totals, cells, again),
        lost_mg=np.rint(lost).astype(np.int64),
        unweighed_mg=np.rint(unweighed).astype(np.int64),
        issues=tuple(issue for one in again for issue in one.issues),
    )


def _refuse_other_factors(totals: Totals, cells: Cells, terms: Terms) -> None:
    """Refuse to look factors up for amounts of which only the factors are known."""
    same = terms.policy == totals.terms.policy and terms.library == totals.terms.library
    if not same and cells.keep == "factors":
        raise GreenprodError(
            Issue(
                code="no_descriptions",
                message="These totals know what their amounts were multiplied with, but not what the lines said.",
                hint="Make them with totals(..., keep='descriptions'), or change the GWP set or the boundary only.",
            )
        )


@frozen(eq=False)
class _Again:
    """One description under other terms.

    Parameters
    ----------
    description
        Resolved again.
    rates, postings
        mg of one unit, and number of postings, by scope column.
    spare
        By scope column, how much more or less one unit is by the factors of another day of the description's stretch.
    lost, unweighed
        mg of CO2e of one unit that has no factor any more, and that stays under another GWP set.
    issues
        What is to be told.

    """

    description: Description
    rates: np.ndarray
    postings: np.ndarray
    spare: np.ndarray
    lost: float
    unweighed: float
    issues: tuple[Issue, ...]

    @classmethod
    def of(cls, before: Description, old: Terms, new: Terms) -> _Again:
        """Resolve a description under other terms."""
        now = before if new is old else Description.of(before.kind, before.fields, new)
        rates = _rates(now)
        others = {day: _rates(_on(before, day, new)) for day in _days_between(before, old, new)}
        spare = np.max([np.zeros(len(MEASURES)), *(np.abs(rates - other) for other in others.values())], axis=0)
        issues = [_lost(before, now.issue)] if now.issue else []
        issues += list(_missing(before, now))
        issues += [_several(before, day) for day, other in others.items() if (other != rates).any()]
        coefficients = now.resolved.coefficients if now.resolved else ()
        return cls(
            description=now,
            rates=rates,
            postings=np.array([sum(c.measure == name for c in coefficients) for name in MEASURES], dtype=np.int64),
            spare=spare,
            lost=float(_rates(before)[_IN_TOTAL].sum()) if now.issue else 0.0,
            unweighed=_unweighed(now, new),
            issues=tuple(issues),
        )


def _rates(description: Description) -> np.ndarray:
    rates = np.zeros(len(MEASURES))
    for c in description.resolved.coefficients if description.resolved else ():
        rates[MEASURES.index(c.measure)] += c.mg_per_unit
    return rates


def _unweighed(description: Description, terms: Terms) -> float:
    if terms.gwp == AS_PUBLISHED or not description.resolved:
        return 0.0
    return sum(c.mg_per_unit for c in description.resolved.coefficients if c.gwp_mismatch and c.measure in TOTAL)


def _on(description: Description, day: date, terms: Terms) -> Description:
    return Description.of(description.kind, {**description.fields, "date": day}, terms)


def _days_between(description: Description, old: Terms, new: Terms) -> list[date]:
    """Return the days inside a description's stretch on which the new terms may have another factor.

    A line says on which day it was; a description only between which two days with the same factors.
    """
    first = description.fields.get("date")
    if new is old or not isinstance(first, date):
        return []
    edges = old.boundaries_in_time
    number = old.interval(first)
    end = edges[number] if number < len(edges) else date.max
    return [day for day in new.boundaries_in_time[new.interval(first) :] if day < end]


def _lost(before: Description, issue: Issue) -> Issue:
    return issue.at(message=f"{issue.message} Lines with this description are not counted: {before.text()}")


def _missing(before: Description, now: Description) -> Iterator[Issue]:
    """Tell the stages that had a factor before, or were not asked for, and have none now."""
    if now.resolved and before.resolved:
        for stage in now.resolved.missing:
            if stage not in before.resolved.missing:
                message = f"No factor for {stage}; this part is not counted any more."
                yield Issue(
                    code="stage_without_factor", severity="warning", message=message, value=stage, hint=before.text()
                )


def _several(before: Description, day: date) -> Issue:
    return Issue(
        code="several_factors",
        severity="warning",
        message=f"From {day} the other terms have another factor; all lines are counted by the one before.",
        column="date",
        value=before.text(),
        hint="Book the lines again to have each by its own day.",
    )


def _within(totals: Totals, cells: Cells, again: list[_Again]) -> np.ndarray:
    """Return by group and scope column how far the sums may be from those of lines that are booked one by one.

    Half a milligram for each posting of a line and for the sum, what floats lose on the way, and what a description
    does not know of its days.
    """
    groups = len(totals.keys)
    most = np.zeros((groups, len(MEASURES)), dtype=np.int64)
    postings = np.array([one.postings for one in again], dtype=np.int64).reshape(len(again), len(MEASURES))
    np.maximum.at(most, cells.group, postings[cells.basis])
    magnitude = np.abs(np.array([one.rates for one in again]).reshape(postings.shape)).T
    spare = np.array([one.spare for one in again]).reshape(postings.shape).T
    additions = totals.booked + np.bincount(cells.group, minlength=groups)
    size = np.array(by_group(cells, groups, *magnitude)).T
    loose = np.array(by_group(cells, groups, *spare)).T
    bound = (totals.booked[:, None] * most + 1) / 2 + additions[:, None] * _ROUNDING * size + loose
    whole: np.ndarray = np.ceil(bound).astype(np.int64)
    return whole
