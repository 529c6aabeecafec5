"""What moved between two editions: figures compared by activity, region and stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from greenprod import units
from greenprod.errors import GreenprodError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from greenprod.factors.record import Factor

    Figures = dict[tuple[str, str, str], tuple[str, float]]

OUTSIDE = "biogenic_co2"


@frozen(kw_only=True)
class Change:
    """Hold one figure in two editions.

    Parameters
    ----------
    activity, region, stage
        What it is for; the stage is ``all`` where stages were added up.
    unit
        Unit of the later figure, or of the earlier one where it is gone.
    before, after
        The figures in that unit; None where an edition has none.

    """

    activity: str
    region: str
    stage: str
    unit: str
    before: float | None
    after: float | None

    @property
    def kind(self) -> str:
        """``new``, ``gone``, ``same`` or ``moved``."""
        if self.before is None:
            return "new"
        if self.after is None:
            return "gone"
        return "same" if self.before == self.after else "moved"

    @property
    def ratio(self) -> float | None:
        """Change against the earlier figure, 0.1 for ten percent more; None where there is nothing to divide by."""
        if self.before is None or self.after is None or self.before == 0:
            return None
        return self.after / self.before - 1


def changes(before: Iterable[Factor], after: Iterable[Factor], *, by_stage: bool = True) -> list[Change]:
    """Compare two sets of factors; the largest relative moves come first, then what is new or gone.

    Parameters
    ----------
    before, after
        Factors of two editions. Where one has several rows for the same thing, its latest counts.
    by_stage
        Whether stages are compared one by one, or added up. Only stages that both editions have are added, as a partial
        edition would seem to fall otherwise; biogenic CO2 stands outside the total.

    """
    old, new = _latest(before), _latest(after)
    if not by_stage:
        alone = {key[:2] for key in old} ^ {key[:2] for key in new}
        kept = {key for key in old.keys() & new.keys() if key[2] != OUTSIDE}
        old, new = (
            _summed({key: f for key, f in found.items() if key in kept or key[:2] in alone}) for found in (old, new)
        )
    found = []
    for key in sorted(old.keys() | new.keys()):
        unit = (new.get(key) or old[key])[0]
        found.append(
            Change(
                activity=key[0],
                region=key[1],
                stage=key[2],
                unit=unit,
                before=_in(unit, old.get(key)),
                after=_in(unit, new.get(key)),
            )
        )
    return sorted(found, key=lambda c: (c.ratio is None, -abs(c.ratio or 0.0)))


def _latest(factors: Iterable[Factor]) -> Figures:
    listed = list(factors)
    corrected = {f.supersedes for f in listed}
    # the last one counts: the default series before alternatives, and the latest edition
    ordered = sorted(listed, key=lambda f: (not f.is_alternative, f.valid_from, f.edition))
    latest = {(f.activity, f.region, f.stage): f for f in ordered if f.edition not in corrected}
    return {(activity, region, str(stage)): (f.unit, f.value) for (activity, region, stage), f in latest.items()}


def _summed(figures: Figures) -> Figures:
    sums: Figures = {}
    for (activity, region, stage), (own, value) in figures.items():
        if stage != OUTSIDE:
            unit, total = sums.get((activity, region, "all"), (own, 0.0))
            sums[activity, region, "all"] = (unit, total + (_in(unit, (own, value)) or 0.0))
    return sums


def _in(unit: str, figure: tuple[str, float] | None) -> float | None:
    if figure is None:
        return None
    own, value = figure
    if own == unit:
        return value
    try:
        return value * units.scale(units.co2e_per(unit), units.co2e_per(own))
    except GreenprodError:
        return None
