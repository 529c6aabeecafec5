"""Finding factors: a policy with a recorded outcome."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from greenprod.errors import FactorError, Issue
from greenprod.regions import region as region_named
from greenprod.vocabulary import Match, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from greenprod.factors.library import FactorLibrary
    from greenprod.factors.record import Factor, Proxy


@frozen(kw_only=True)
class Policy:
    """Say how far a lookup may go from what was asked.

    Parameters
    ----------
    name
        Shown in results and manifests.
    parent_regions
        Whether a parent region may stand in.
    years_forward, years_backward
        How many years after its end, and before its start, a factor may still be used.
    proxies
        Whether the rules of ``proxies.csv`` apply.
    prefer
        Source ids that win over the default series, first one first.

    """

    name: str
    parent_regions: bool = True
    years_forward: int = 3
    years_backward: int = 1
    proxies: bool = True
    prefer: tuple[str, ...] = ()


STRICT = Policy(name="strict", parent_regions=False, years_forward=0, years_backward=0, proxies=False)
"""Only the very region and a date inside the validity."""
REPORT = Policy(name="report")
"""Parent regions, periods extended by 3 years forward and 1 back, and proxies; all of it visible in the result."""


@frozen(kw_only=True)
class Found:
    """Hold a factor and how it was found.

    Parameters
    ----------
    factor
        The factor.
    stage
        The stage it was asked for (a proxy may be of another one).
    match
        The kind of match.
    words
        What was passed over on the way: each step as the texts before and after every mention of the region that was
        asked for, so that regions without figures of their own share what was found.
    gsd
        Geometric standard deviation of the factor, widened for the way it was found; None if nobody knows.
    region
        The region that was asked for, where a step mentions it.

    """

    factor: Factor
    stage: Stage
    match: Match
    words: tuple[tuple[str, ...], ...] = ()
    gsd: float | None = None
    region: str = ""

    @property
    def steps(self) -> tuple[str, ...]:
        """What was passed over on the way, in words."""
        return tuple(self.region.join(texts) for texts in self.words)

    def asked_for(self, region: str) -> Found:
        """Return the same for a region that shares it."""
        for texts in self.words:
            if len(texts) > 1:
                return Found(
                    factor=self.factor,
                    stage=self.stage,
                    match=self.match,
                    words=self.words,
                    gsd=self.gsd,
                    region=region,
                )
        return self


@frozen(kw_only=True)
class FoundSet:
    """Hold the factors of all stages of one activity.

    Parameters
    ----------
    found
        One per stage, in life-cycle order.
    missing
        Stages known for the activity elsewhere, for which nothing fits here.

    """

    found: tuple[Found, ...]
    missing: tuple[Stage, ...]

    def asked_for(self, region: str) -> FoundSet:
        """Return the same for a region that shares it."""
        return FoundSet(found=tuple(hit.asked_for(region) for hit in self.found), missing=self.missing)


def find_all(library: FactorLibrary, activity: str, region: str, day: date, policy: Policy) -> FoundSet:
    """Return the factors of every stage of an activity.

    A stage that another factor of the set already includes is left out, so that nothing is counted twice.

    Parameters
    ----------
    library
        Where to look.
    activity, region, day
        What was done, where and when.
    policy
        How far to go.

    Raises
    ------
    FactorError
        ``unknown_activity``, ``no_factor``, ``no_factor_for_date`` or ``ambiguous_factor``.

    """
    library.activity(activity)
    chain = region_named(region).chain
    found = all_stages(library, activity, chain, day, policy)
    if found is None:
        raise FactorError(nothing(library, activity, region, day, policy))
    return found.asked_for(chain[0])


def all_stages(
    library: FactorLibrary, activity: str, chain: tuple[str, ...], day: date, policy: Policy
) -> FoundSet | None:
    """Return the factors of every stage, or None when there is none for what happens in the activity itself."""
    stages = library.stages(activity, policy.prefer)
    asked = {stage: _in_chain(library, activity, stage, chain, day, policy) for stage in stages}
    included = {stage for hit in asked.values() if hit for stage in hit.factor.includes}
    found = tuple(hit for stage, hit in asked.items() if hit and stage not in included)
    if all(hit.stage.is_upstream for hit in found):
        return None
    missing = tuple(stage for stage, hit in asked.items() if hit is None and stage not in included)
    return FoundSet(found=found, missing=missing)


def find(library: FactorLibrary, activity: str, stage: Stage, region: str, day: date, policy: Policy) -> Found | None:
    """Return the factor for one stage, or None.

    The order is: exact, parent regions, extended period, proxies.

    Raises
    ------
    FactorError
        ``ambiguous_factor`` when more than one fits equally well.

    """
    chain = region_named(region).chain
    hit = _in_chain(library, activity, stage, chain, day, policy)
    return hit.asked_for(chain[0]) if hit else None


def _in_chain(
    library: FactorLibrary, activity: str, stage: Stage, chain: tuple[str, ...], day: date, policy: Policy
) -> Found | None:
    """Search a region and its parents, then what stands in for them."""
    direct = _direct(library, activity, stage, chain, day, policy)
    if direct or not policy.proxies:
        return direct
    rules = [rule for rule in library.proxies_of(activity) if rule.covers(activity, stage, chain)]
    for rule in sorted(rules, key=lambda r: (*r.width[:-1], _nearness(r.region, chain), r.rank)):
        other_stage = Stage(rule.proxy_stage or stage)
        hit = _stand_in(library, rule, activity, other_stage, chain, day, policy)
        if hit:
            moved = rule.proxy_activity or other_stage != stage
            kind = Match.PROXY_ACTIVITY if moved else Match.PROXY_REGION
            named = f"{hit.factor.activity}, {hit.factor.stage}, {hit.factor.region}" if moved else hit.factor.region
            step = (f"{kind}: {named} for ", f" ({rule.reason})")
            wider = library.widened(hit.gsd, kind)
            return Found(factor=hit.factor, stage=stage, match=kind, words=(*hit.words, step), gsd=wider)
    return None


def _stand_in(
    library: FactorLibrary, rule: Proxy, activity: str, stage: Stage, chain: tuple[str, ...], day: date, policy: Policy
) -> Found | None:
    """Search what a rule names; the steps to a region of its own do not speak of the one that was asked for."""
    activity = rule.proxy_activity or activity
    if not rule.proxy_region:
        return _direct(library, activity, stage, chain, day, policy)
    chain = region_named(rule.proxy_region).chain
    hit = _direct(library, activity, stage, chain, day, policy)
    return hit and evolve(hit, words=tuple((step,) for step in hit.asked_for(chain[0]).steps))


def _nearness(region: str, chain: tuple[str, ...]) -> int:
    return chain.index(region) if region in chain else len(chain)


def _direct(
    library: FactorLibrary, activity: str, stage: Stage, chain: tuple[str, ...], day: date, policy: Policy
) -> Found | None:
    """Search without proxies: each preferred source alone, in order, then the default series."""
    chain = chain if policy.parent_regions else chain[:1]
    for source in policy.prefer:
        wanted = [
            (place, tuple(f for f in library.of(activity, stage, place) if f.source_id == source)) for place in chain
        ]
        hit = _nearest(library, stage, wanted, day, policy)
        if hit:
            return hit
    usual = library.factors.usual
    return _nearest(library, stage, [(place, usual(activity, stage, place)) for place in chain], day, policy)


def _nearest(
    library: FactorLibrary, stage: Stage, places: list[tuple[str, tuple[Factor, ...]]], day: date, policy: Policy
) -> Found | None:
    """Take the nearest place with a factor for the day, else the nearest with one whose period can be extended."""
    asked = places[0][0]
    for place, factors in places:
        factor = _single([f for f in factors if f.valid_from <= day < f.valid_to])
        if factor:
            kind = Match.EXACT if place == asked else Match.PARENT_REGION
            words = (*_moved(place, asked), *_laid_over(factor, factors))
            return Found(factor=factor, stage=stage, match=kind, words=words, gsd=library.widened(factor.gsd, kind))
    for place, factors in places:
        factor = _extended(factors, day, policy)
        if factor:
            step = (f"extended_period: valid from {factor.valid_from} to {factor.valid_to}, used outside it",)
            wider = library.widened(factor.gsd, Match.EXTENDED_PERIOD)
            if place != asked:
                wider = library.widened(wider, Match.PARENT_REGION)
            words = (*_moved(place, asked), *_laid_over(factor, factors), step)
            return Found(factor=factor, stage=stage, match=Match.EXTENDED_PERIOD, words=words, gsd=wider)
    return None


def _laid_over(factor: Factor, factors: tuple[Factor, ...]) -> tuple[tuple[str, ...], ...]:
    """Say which figures an overlay stands before."""
    if not factor.is_overlay:
        return ()
    below = [f.edition for f in factors if not f.is_overlay and f.valid_from < factor.valid_to]
    return ((f"overlay: {factor.edition}" + (f" instead of {below[-1]}" if below else ""),),)


def _moved(place: str, asked: str) -> tuple[tuple[str, ...], ...]:
    return () if place == asked else ((f"parent_region: {place} for ", ""),)


def _extended(factors: tuple[Factor, ...], day: date, policy: Policy) -> Factor | None:
    """Latest factor that has ended within the policy's years, else the first that has not yet started."""
    ended = [f for f in factors if f.valid_to <= day < add_years(f.valid_to, policy.years_forward)]
    if ended:
        last = max(f.valid_to for f in ended)
        return _single([f for f in ended if f.valid_to == last])
    coming = [f for f in factors if add_years(f.valid_from, -policy.years_backward) <= day < f.valid_from]
    if coming:
        first = min(f.valid_from for f in coming)
        return _single([f for f in coming if f.valid_from == first])
    return None


def _single(candidates: list[Factor]) -> Factor | None:
    if len(candidates) > 1:
        candidates = [f for f in candidates if f.is_overlay] or candidates
    if len(candidates) > 1:
        raise FactorError(
            Issue(
                code="ambiguous_factor",
                message=f"More than one factor fits {candidates[0].activity}, {candidates[0].stage}.",
                column="activity",
                value=candidates[0].activity,
                valid_values=tuple(f"{f.edition} ({f.source_id})" for f in candidates),
                hint="Name the source you want in the policy: prefer=(source_id,).",
            )
        )
    return candidates[0] if candidates else None


def add_years(day: date, years: int) -> date:
    """Return the same day some years later or earlier; 29 February becomes 1 March."""
    year = min(max(day.year + years, date.min.year), date.max.year)
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def boundaries_in_time(validity: Iterable[tuple[date, date]], policy: Policy) -> list[date]:
    """Return the days, in order, on which the outcome of any lookup can change.

    Between two neighbours every day finds the same factors, which lets columns of dates be resolved by interval.

    Parameters
    ----------
    validity
        Pairs of a first day and the day after the last.
    policy
        How far a factor may be used outside them.

    """
    days: set[date] = set()
    for start, end in validity:
        days |= {start, end, add_years(end, policy.years_forward), add_years(start, -policy.years_backward)}
    return sorted(days)


def nothing(library: FactorLibrary, activity: str, region: str, day: date, policy: Policy) -> Issue:
    """Return the issue for an activity without a factor: what there is, and what to do about it."""
    everything = library.factors.of(activity)
    known = [f for f in everything if not f.is_alternative or f.source_id in policy.prefer]
    chain = region_named(region).chain
    here = [f for f in known if f.region in chain] or known
    years = sorted({f"{f.valid_from} to {f.valid_to} ({f.region})" for f in here})
    direct = [f for f in here if not f.stage.is_upstream]
    starts = dict.fromkeys((f.stage, f.valid_from) for f in direct)
    dated = any(find(library, activity, stage, region, start, policy) for stage, start in starts)
    hint = "Use a date that an edition covers." if dated else "Use a region that has a factor, or add a proxy."
    if everything and not known:
        sources = sorted({f.source_id for f in everything})
        years, hint = [], f"It has alternative figures only; choose one by prefer=({sources[0]!r},)."
    return Issue(
        code="no_factor_for_date" if dated else "no_factor",
        message=f"No factor for {activity} in {region} on this date under the policy {policy.name!r}.",
        column="date" if dated else "region",
        value=str(day) if dated else region,
        valid_values=tuple(years[:2] + years[-1:] if len(years) > 3 else years),  # noqa: PLR2004 - what a reader takes in
        hint=hint,
    )
