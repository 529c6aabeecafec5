"""The rows of the factor files, as typed and frozen records."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - attrs resolves the annotation
from math import isfinite

from attrs import field, frozen

from greenprod.gwp import AS_PUBLISHED, GwpSet, to_co2e
from greenprod.vocabulary import Stage  # noqa: TC001 - attrs resolves the annotation


@frozen(kw_only=True, slots=True)
class Source:
    """Hold one edition of one publisher's work.

    Parameters
    ----------
    source_id
        Key of the row.
    publisher, title, edition, licence, attribution, url, published, retrieved, review_by, pedigree
        As in ``factors/sources.csv``; the attribution line must be printed wherever its figures are used.

    """

    source_id: str
    publisher: str
    title: str
    edition: str
    licence: str
    attribution: str
    url: str
    published: str
    retrieved: str
    review_by: str
    pedigree: str = ""


@frozen(kw_only=True, slots=True)
class ActivityType:
    """Hold one leaf of the vocabulary of activities.

    Parameters
    ----------
    activity_id
        Dotted name, for example ``travel.flight.short_haul.economy``.
    title_en, title_da
        Titles.
    dimension
        Name of its dimension, a key of `greenprod.units.CANONICAL`.
    category
        Part of a production: travel, energy, catering...
    kind
        Class of the activity; decides the scope together with control (``factors/scopes.csv``).
    note
        What a reader should know.

    """

    activity_id: str
    title_en: str
    title_da: str
    dimension: str
    category: str
    kind: str
    note: str


@frozen(kw_only=True, slots=True)
class Factor:
    """Hold one published number with everything needed to trust it.

    Parameters
    ----------
    factor_id
        Stable name without a year.
    activity, region, stage
        What it is for.
    value, unit
        The number as printed and its unit, kgCO2e per amount.
    gases
        kg of each gas per the same amount; empty when the source does not split.
    gwp_set
        The set behind the published CO2e; empty when the source does not say.
    includes
        Further stages that the figure already contains.
    valid_from, valid_to
        Half-open interval of the activity dates it is meant for.
    data_period, published
        Year of the measured data, and day of publication, as far as known.
    price_year, price_basis, tax
        Of a figure per amount of money: the year of its prices, ``basic`` or ``purchaser`` prices, and whether taxes
        on products are ``in`` or ``out``.
    uncertainty_kind, uncertainty, gsd
        ``published`` with its printed percentage, or ``pedigree`` with five scores; and the geometric standard
        deviation that follows. 95 of 100 cases lie between value / gsd² and value x gsd².
    source_id, locator, derivation
        Where the number stands, and what was done to it.
    flags
        ``partial``, ``alternative``, ``projection``...

    """

    factor_id: str
    activity: str
    region: str
    stage: Stage
    value: float
    unit: str
    gases: tuple[tuple[str, float], ...] = ()
    gwp_set: str = ""
    includes: tuple[Stage, ...] = ()
    valid_from: date
    valid_to: date
    data_period: str = ""
    published: str = ""
    price_year: int | None = None
    price_basis: str = ""
    tax: str = ""
    uncertainty_kind: str = ""
    uncertainty: str = ""
    gsd: float | None = None
    source_id: str
    locator: str
    derivation: str = "as_published"
    flags: tuple[str, ...] = ()
    supersedes: str = ""
    printed: str = field(default="", eq=False)

    @property
    def is_alternative(self) -> bool:
        """Whether the factor is used only when a policy prefers its source."""
        return "alternative" in self.flags

    @property
    def is_overlay(self) -> bool:
        """Whether the factor was laid over a library by its user."""
        return "overlay" in self.flags

    @property
    def edition(self) -> str:
        """Factor id with the year it starts to hold, which names one row of the files."""
        return f"{self.factor_id}@{self.valid_from.isoformat()}"

    def co2e(self, gwp: str = AS_PUBLISHED) -> tuple[float, bool]:
        """Return the value in its own unit under a GWP set, and whether it really is under that set.

        Parameters
        ----------
        gwp
            ``as_published`` or the name of a set.

        """
        if gwp in (AS_PUBLISHED, self.gwp_set):
            return self.value, True
        if not self.gases:
            return self.value, False
        recomputed = to_co2e(dict(self.gases), GwpSet.shipped(gwp))
        return (recomputed, True) if isfinite(recomputed) else (self.value, False)


@frozen(kw_only=True, slots=True)
class Proxy:
    """Hold one rule of ``factors/proxies.csv``: what stands in for a missing factor, and why.

    Parameters
    ----------
    activity, stage, region
        What is missing; an activity may end in ``.*``, stage and region may be ``*``.
    rank
        Order among rules that name the same, 1 first: where the first stand-in has no figure, the next is asked.
    proxy_activity, proxy_stage, proxy_region
        What stands in; empty means the same.
    reason
        Why that is acceptable.

    """

    activity: str
    stage: str
    region: str
    rank: int = 1
    proxy_activity: str
    proxy_stage: str
    proxy_region: str
    reason: str

    def names(self, activity: str) -> bool:
        """Whether the rule speaks about this activity."""
        return activity.startswith(self.activity[:-1]) if self.activity.endswith(".*") else activity == self.activity

    def covers(self, activity: str, stage: str, chain: tuple[str, ...]) -> bool:
        """Whether the rule speaks about this activity, stage and region (or a parent of it)."""
        return self.names(activity) and self.stage in ("*", stage) and (self.region == "*" or self.region in chain)

    @property
    def width(self) -> tuple[bool, int, bool, bool, int]:
        """Sort key: the narrower the rule, the smaller; rules that name the same go by their rank."""
        return (self.activity.endswith(".*"), -len(self.activity), self.stage == "*", self.region == "*", self.rank)


@frozen(kw_only=True, slots=True)
class ScopeRule:
    """Hold one row of ``factors/scopes.csv``.

    Parameters
    ----------
    kind, control
        Class of the activity and who operates it.
    is_default
        Whether this control is taken when a line names none.
    scope
        1, 2 or 3.
    category
        ``1``, ``2`` or a scope 3 category such as ``3.6``.
    upstream_category
        Scope 3 category of the stages before the activity itself.

    """

    kind: str
    control: str
    is_default: bool
    scope: int
    category: str
    upstream_category: str


@frozen(kw_only=True, slots=True)
class BoundaryRule:
    """Hold one row of ``factors/boundary_rules.csv``: what a boundary does with some postings.

    Parameters
    ----------
    boundary_id
        The boundary.
    activity, category, stage, control
        Which postings; an activity may end in ``.*``; empty means any.
    inside
        ``in``, ``out``, or ``unknown`` where its publisher does not say.
    evidence, source
        How sure that is, and where it is said.
    note
        What to know about it.

    """

    boundary_id: str
    activity: str
    category: str
    stage: str
    control: str
    inside: str
    evidence: str
    source: str
    note: str


@frozen(kw_only=True, slots=True)
class Property:
    """Hold one sourced property: a fuel's density, a generator's curve, a limit between haul bands.

    Parameters
    ----------
    name, key, subkey, region
        What it is a property of, and where.
    value, unit
        As printed.
    valid_from, valid_to
        Half-open interval of the days it is meant for; none means no limit.
    source_id, locator, note
        Where it stands, and what to know about it.

    """

    name: str
    key: str
    subkey: str
    region: str = ""
    value: float
    unit: str
    valid_from: date | None = None
    valid_to: date | None = None
    source_id: str
    locator: str
    note: str = ""
