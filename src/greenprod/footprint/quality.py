"""Data quality: how much of a sum stands on meters and invoices, and how much on money, fallbacks and guesses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from greenprod.errors import GreenprodError
from greenprod.footprint.by_factor import Gathered, by_group, coefficients, divided
from greenprod.footprint.gathered import gathered
from greenprod.footprint.kernel import TOTAL
from greenprod.vocabulary import Match, Status, invalid_choice

if TYPE_CHECKING:
    from greenprod.footprint.ledger import Ledger

PRIMARY = (Status.METERED, Status.INVOICED, Status.SUPPLIER)
"""Amounts that were measured, billed or told by whoever supplied them."""
INDICATORS = ("reliability", "completeness", "temporal", "geographical", "technological")
"""The five scores of the pedigree method, 1 the best and 5 the worst, in the order of a factor's cell."""
_POSTINGS = ("stage", "scope", "scope_category")


def quality(ledger: Ledger, *columns: str) -> pd.DataFrame:
    """Return what the CO2e of a ledger's lines stands on, by columns.

    Parts are of the group's CO2e regardless of sign, and NaN where there is none.

    Parameters
    ----------
    ledger
        The ledger.
    *columns
        Columns of its lines; without any, one row for everything.

    Returns
    -------
    pandas.DataFrame
        The columns; ``co2e_kg``; ``coverage`` (lines booked / lines); the part of each status: ``metered``...
        ``default``; ``primary`` (metered, invoiced or told by the supplier); ``by_money``, the part that was worked
        out from money; ``fallback``, the part for which at least one factor was not the very one; ``worst_match`` of
        the booked lines; the mean score of the factors by pedigree, ``reliability``... ``technological``, weighted by
        CO2e; and ``scored``, the part that has such scores.

    Raises
    ------
    GreenprodError
        ``invalid_choice`` for a column that is not one of the lines'.

    """
    for name in columns:
        if name not in ledger.lines.columns or name in _POSTINGS:
            raise GreenprodError(invalid_choice("quality", name, map(str, ledger.lines.columns)))
    columns = tuple(dict.fromkeys(columns))
    summed = ledger.by(*columns)
    frame = summed[[*columns, "co2e_kg", "coverage"]].copy()
    of_line = _shares_of_lines(ledger, columns)
    return pd.concat([frame, of_line.reset_index(drop=True), _scores(gathered(ledger, columns))], axis=1)


def _shares_of_lines(ledger: Ledger, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return what can be told from the lines, one row for each group in the order of `Ledger.by`."""
    lines = ledger.lines
    mg = lines["co2e_mg"].abs().astype(np.float64)
    status = lines["status"].astype(str)
    match = lines["match"].astype(str)
    by_money = {
        name for name, kind in ledger.terms.library.activities.items() if kind.dimension == "money"
    }.intersection(map(str, lines["activity"].unique()))
    chosen = {str(word): status.eq(word) for word in Status}
    chosen["primary"] = status.isin(PRIMARY)
    chosen["by_money"] = lines["activity"].isin(by_money)
    chosen["fallback"] = ~match.isin(["", Match.OVERRIDE, Match.EXACT])
    work = pd.DataFrame({name: mg.where(which, 0.0) for name, which in chosen.items()})
    work["_all"] = mg
    rank = {str(word): word.rank for word in Match}
    work["_rank"] = match.map(rank).where(lines["booked"], np.nan)
    keys = [lines[name] for name in columns] or [pd.Series(0, index=lines.index)]
    grouped = work.groupby(keys, observed=True)
    sums = grouped[[*chosen, "_all"]].sum()
    shares = sums[list(chosen)].div(sums["_all"].where(sums["_all"] > 0), axis=0)
    worst = grouped["_rank"].max()
    names = dict(enumerate(map(str, Match)))
    shares["worst_match"] = [names.get(value, "") for value in worst]
    return _in_order(shares, columns)


def _in_order(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Sort groups by the plain values of their keys; codes are numbered by appearance and would not be."""
    if not columns:
        return frame
    keys = [(key if isinstance(key, tuple) else (key,)) for key in frame.index]
    return frame.iloc[sorted(range(len(keys)), key=keys.__getitem__)]


def _scores(groups: Gathered) -> pd.DataFrame:
    """Return the mean scores of the factors of groups, and the part of their CO2e that has any."""
    cells = groups.cells
    scored = np.zeros((len(INDICATORS) + 2, len(cells.bases)))
    for place, c in coefficients(cells.bases, TOTAL):
        factor = c.found.factor
        scored[-1, place] += abs(c.mg_per_unit)
        if factor.uncertainty_kind == "pedigree":
            scores = [*map(float, factor.uncertainty.split()), 1.0]
            scored[:-1, place] += abs(c.mg_per_unit) * np.array(scores)
    *sums, of_scored, everything = by_group(cells, len(groups.keys), *scored)
    means = {name: divided(total, of_scored, np.nan) for name, total in zip(INDICATORS, sums, strict=True)}
    return pd.DataFrame({**means, "scored": divided(of_scored, everything, np.nan)})
