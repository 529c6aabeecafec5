"""A line's own factor: a figure that stands instead of the library's, with its source and reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from greenprod import units
from greenprod.errors import FactorError, GreenprodError, Issue
from greenprod.factors.lookup import Found, FoundSet
from greenprod.factors.record import Factor
from greenprod.vocabulary import Match, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from greenprod.factors.library import FactorLibrary
    from greenprod.factors.record import ScopeRule
    from greenprod.items.base import ActivityAmount, Item


SCOPE_3 = 3


@frozen
class Override:
    """Hold a line's own factor.

    Parameters
    ----------
    found
        The factor, as if it had been looked up.

    """

    found: Found

    def replaces_all(self, rule: ScopeRule) -> bool:
        """Whether the library's figures for the activity are replaced altogether.

        Of electricity that is bought a supplier's figure replaces the market-based one alone, as the GHG Protocol's
        Scope 2 Guidance keeps the location-based view for the grid. Of power that somebody else buys there is one view
        only, and of all else there is one figure.
        """
        return self.found.stage is not Stage.GENERATION_MARKET or rule.scope == SCOPE_3

    def as_found(self, rule: ScopeRule) -> Found:
        """Return the line's own factor for the stage that it stands for under a scope rule."""
        if self.found.stage is Stage.GENERATION_MARKET and self.replaces_all(rule):
            return evolve(self.found, stage=Stage.GENERATION_LOCATION)
        return self.found

    def beside(self, looked_up: FoundSet, rule: ScopeRule) -> FoundSet:
        """Return those of the library's factors that stay: biogenic CO2, and the grid's view of bought electricity."""
        if self.replaces_all(rule):
            kept = tuple(hit for hit in looked_up.found if hit.stage is Stage.BIOGENIC_CO2)
            return FoundSet(found=kept, missing=())
        kept = tuple(hit for hit in looked_up.found if hit.stage is not Stage.GENERATION_MARKET)
        missing = tuple(stage for stage in looked_up.missing if stage is not Stage.GENERATION_MARKET)
        return FoundSet(found=kept, missing=missing)


def overridden(item: Item, parts: Sequence[ActivityAmount], library: FactorLibrary) -> Override:
    """Return the factor that a line brings itself.

    Raises
    ------
    FactorError
        ``override_ambiguous`` for an item of several activities; ``wrong_override`` when the figure has no number, is
        negative or is not CO2e per a unit of the activity.

    """
    activity = parts[0].activity
    if len({part.activity for part in parts}) > 1:
        raise _problem(
            item,
            "override_ambiguous",
            "The line stands for several activities, so one factor cannot replace them.",
            "Book each of them as an activity of its own.",
        )
    kind = library.activity(activity)
    canonical = parts[0].unit if kind.dimension == "money" else units.CANONICAL[kind.dimension]
    try:
        value, unit = units.split_amount(item.factor_override)
        units.scale(units.co2e_per(unit), canonical)
    except (GreenprodError, ValueError) as error:
        reason = f" {error.issue.message}" if isinstance(error, GreenprodError) else ""
        message = f"{item.factor_override!r} is no factor for {activity}.{reason}"
        raise _problem(item, "wrong_override", message, f"Write it as 0.02 kgCO2e/{canonical}.") from None
    if value < 0:
        raise _problem(item, "wrong_override", "A factor is not negative.", "Credits are no negative emissions.")
    return Override(_found(item, activity, value, unit, library))


def _found(item: Item, activity: str, value: float, unit: str, library: FactorLibrary) -> Found:
    stages = library.stages(activity, tuple(library.sources))
    direct = [stage for stage in stages if not stage.is_upstream and stage is not Stage.BIOGENIC_CO2]
    stage = Stage.GENERATION_MARKET if Stage.GENERATION_MARKET in stages else direct[0]
    factor = Factor(
        factor_id=f"override:{activity}",
        activity=activity,
        region=item.region or "",
        stage=stage,
        value=value,
        unit=unit,
        valid_from=date.min,
        valid_to=date.max,
        source_id=item.override_source,
        locator=item.override_source,
        derivation=item.override_reason,
        printed=f"{value:.15g}",
    )
    step = f"override: {item.factor_override} ({item.override_source}; {item.override_reason})"
    return Found(factor=factor, stage=stage, match=Match.OVERRIDE, words=((step,),))


def _problem(item: Item, code: str, message: str, hint: str) -> FactorError:
    issue = Issue(code=code, message=message, column="factor_override", value=item.factor_override, hint=hint)
    return FactorError(issue)
