"""Scopes: where a stage of an activity is booked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from greenprod.vocabulary import Stage

if TYPE_CHECKING:
    from greenprod.factors.library import FactorLibrary
    from greenprod.factors.record import ScopeRule

OUTSIDE = "outside"
LOCATION, MARKET = "location", "market"
_GENERATION = (Stage.GENERATION, Stage.GENERATION_LOCATION, Stage.GENERATION_MARKET)


def scope_rule(library: FactorLibrary, kind: str, control: str | None) -> ScopeRule:
    """Return the scope rule of an activity class under a control, or under its usual one."""
    return next(
        rule
        for rule in library.scopes
        if rule.kind == kind and (rule.control == control if control else rule.is_default)
    )


def scope_of(rule: ScopeRule, stage: Stage) -> tuple[int, str]:
    """Return scope and category of a stage under a rule.

    Power that an operated vehicle or place buys is scope 2, whatever else it burns (GHG Protocol Scope 2 Guidance).
    """
    if stage is Stage.BIOGENIC_CO2:
        return 0, OUTSIDE
    if stage.is_upstream:
        return 3, rule.upstream_category
    if stage in _GENERATION and rule.scope in (1, 2):
        return 2, "2"
    return rule.scope, rule.category


def _measures(scope: int, stage: Stage) -> tuple[str, ...]:
    """Columns of a posting; scope 2 without a location or market of its own counts in both views."""
    if scope != 2:  # noqa: PLR2004 - the scope
        if stage is Stage.GENERATION_MARKET:
            return ()
        return ({0: "biogenic", 1: "scope1", 3: "scope3"}[scope],)
    if stage is Stage.GENERATION_LOCATION:
        return ("scope2_location",)
    if stage is Stage.GENERATION_MARKET:
        return ("scope2_market",)
    return ("scope2_location", "scope2_market")


def in_market(rule: ScopeRule, stage: Stage) -> bool:
    """Whether a contract's figure stands in the market-based column: there is one for bought power alone."""
    return rule.scope in (1, 2) and stage not in (Stage.GENERATION_LOCATION, Stage.BIOGENIC_CO2)


def columns_of(view: str, scope: int, stage: Stage) -> tuple[str, ...]:
    """Return the columns of a posting that a part with this view counts in."""
    if view == MARKET:
        return ("scope2_market",)
    return tuple(name for name in _measures(scope, stage) if view != LOCATION or name != "scope2_market")
