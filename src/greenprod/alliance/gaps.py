"""Gaps: what was planned under a label, and what of it was done."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd
from attrs import field, frozen

if TYPE_CHECKING:
    from greenprod.alliance.answers import Score
    from greenprod.alliance.claims import Territory
    from greenprod.alliance.criteria import Criterion

GAP_COLUMNS = ("territory", "criterion", "title", "declared", "verified", "lost", "status")


@frozen(kw_only=True)
class GapLine:
    """Hold one criterion as declared and as verified."""

    territory: Territory
    criterion: Criterion
    declared: Score
    verified: Score

    @property
    def lost(self) -> Fraction:
        """Points that were declared and not verified."""
        return max(self.declared.points.low - self.verified.points.low, Fraction(0))

    @property
    def status(self) -> str:
        """``open`` declared and nobody has verified it; ``refused``, ``verified``, ``added``; else empty."""
        if self.declared.met:
            return {None: "open", False: "refused", True: "verified"}[self.verified.met]
        return "added" if self.verified.met else ""


@frozen(kw_only=True)
class Gap:
    """Hold what was planned and what was done.

    Parameters
    ----------
    lines
        One for every criterion and territory.
    declared, verified
        Points that are sure before and after; the stated totals where there are any.

    """

    lines: tuple[GapLine, ...] = field(repr=False)
    declared: Fraction
    verified: Fraction

    @property
    def lost(self) -> Fraction:
        """Points declared beyond those verified."""
        return max(self.declared - self.verified, Fraction(0))

    @property
    def share(self) -> Fraction | None:
        """Part of the declared points that was not verified, from 0 to 1; None when none were declared."""
        return self.lost / self.declared if self.declared else None

    @property
    def criteria_share(self) -> Fraction | None:
        """Part of the criteria declared as met that is not verified, from 0 to 1; None when none were declared."""
        declared = [line for line in self.lines if line.declared.met]
        missing = sum(line.status != "verified" for line in declared)
        return Fraction(missing, len(declared)) if declared else None

    def of(self, status: str) -> tuple[str, ...]:
        """Return the ids of the criteria with a status."""
        return tuple(line.criterion.id for line in self.lines if line.status == status)

    def frame(self) -> pd.DataFrame:
        """Return one row for every criterion that was declared or verified, in `GAP_COLUMNS`."""
        rows = [
            (
                str(line.territory),
                line.criterion.id,
                line.criterion.title,
                float(line.declared.points.low),
                float(line.verified.points.low),
                float(line.lost),
                line.status,
            )
            for line in self.lines
            if line.status
        ]
        return pd.DataFrame(rows, columns=list(GAP_COLUMNS))
