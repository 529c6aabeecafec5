"""A factor library of a few invented rows, for tests that ask what a lookup and a calculation do with them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from greenprod import FactorLibrary
from greenprod.factors.record import ActivityType, Factor, Proxy, ScopeRule, Source
from greenprod.vocabulary import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable

BURN, POWER, RIDE, HEAT = "fuel.peat", "energy.electricity.grid", "travel.ferry", "energy.heat.district"
UNITS = {BURN: "kgCO2e/litre", POWER: "kgCO2e/kWh", RIDE: "kgCO2e/(passenger*km)", HEAT: "kgCO2e/kWh"}
ALL = {"exclude_stages": "", "exclude_categories": "", "scopes": "", "source": "", "note": "", "title": ""}


def factor(stage: str = "combustion", value: float = 2.0, **given: Any) -> Factor:
    """Return a factor for peat in Great Britain in 2025, changed by what is given."""
    activity = given.pop("activity", BURN)
    region = given.pop("region", "GB")
    year = given.pop("year", 2025)
    usual = {
        "factor_id": f"test:{activity}:{region.lower()}:{stage}",
        "unit": UNITS[activity],
        "valid_from": date(year, 1, 1),
        "valid_to": date(year + 1, 1, 1),
        "source_id": "test",
        "locator": "made up",
    }
    return Factor(**{**usual, **given}, activity=activity, region=region, stage=Stage(stage), value=value)


def proxy(activity: str, *, region: str = "*", stage: str = "*", **stand_in: str) -> Proxy:
    """Return a proxy rule."""
    usual: dict[str, Any] = {
        "proxy_activity": "",
        "proxy_stage": "",
        "proxy_region": "",
        "reason": "there is nothing better",
    }
    return Proxy(activity=activity, stage=stage, region=region, **{**usual, **stand_in})


def library(factors: Iterable[Factor], proxies: Iterable[Proxy] = ()) -> FactorLibrary:
    """Return a library of these factors, with scope rules as shipped for their classes."""
    kinds = {
        BURN: ("volume", "fuel", "fuel"),
        POWER: ("energy", "energy", "electricity"),
        RIDE: ("passenger_distance", "travel", "passenger_transport"),
        HEAT: ("energy", "energy", "heat"),
    }
    activities = {
        name: ActivityType(
            activity_id=name, title_en=name, title_da=name, dimension=dimension, category=category, kind=kind, note=""
        )
        for name, (dimension, category, kind) in kinds.items()
    }
    return FactorLibrary(
        factors=tuple(factors),
        activities=activities,
        sources={name: source(name) for name in ("test", "other", "third")},
        proxies=tuple(sorted(proxies, key=lambda p: p.width)),
        scopes=SCOPES,
        boundaries={"full": {**ALL, "boundary_id": "full"}},
    )


def source(name: str) -> Source:
    """Return a source of this name."""
    columns = ("publisher", "title", "edition", "licence", "attribution", "url", "published", "retrieved", "review_by")
    return Source(source_id=name, **dict.fromkeys(columns, name))


def _rule(kind: str, control: str, *, default: bool, scope: int, category: str, upstream: str) -> ScopeRule:
    return ScopeRule(
        kind=kind, control=control, is_default=default, scope=scope, category=category, upstream_category=upstream
    )


SCOPES = (
    _rule("fuel", "operated", default=True, scope=1, category="1", upstream="3.3"),
    _rule("fuel", "third_party", default=False, scope=3, category="3.1", upstream="3.1"),
    _rule("electricity", "operated", default=True, scope=2, category="2", upstream="3.3"),
    _rule("electricity", "third_party", default=False, scope=3, category="3.8", upstream="3.8"),
    _rule("heat", "operated", default=True, scope=2, category="2", upstream="3.3"),
    _rule("heat", "third_party", default=False, scope=3, category="3.8", upstream="3.8"),
    _rule("passenger_transport", "operated", default=False, scope=3, category="3.6", upstream="3.6"),
    _rule("passenger_transport", "third_party", default=True, scope=3, category="3.6", upstream="3.6"),
)
