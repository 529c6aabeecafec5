"""The factor library: an immutable set of factors, read from the files of ``factors/``."""

from __future__ import annotations

import hashlib
from functools import cache, cached_property
from importlib.resources import files
from math import exp, hypot, log
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from greenprod.errors import DataError, FactorError, Issue, near
from greenprod.factors.columns import COLUMNS, EMISSION_COLUMNS, GASES
from greenprod.factors.files import FolderReader
from greenprod.factors.rows import activity_of
from greenprod.factors.seal import INDEX, Seal, contents, indexed
from greenprod.factors.shelf import Catalogue, Later, Named, Shelf, shelved
from greenprod.vocabulary import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.resources.abc import Traversable
    from pathlib import Path

    import pandas as pd

    from greenprod.factors.record import ActivityType, BoundaryRule, Factor, Property, Proxy, ScopeRule, Source
    from greenprod.vocabulary import Match


@frozen(kw_only=True, slots=False, eq=False)
class FactorLibrary:
    """Hold factors with the vocabulary, sources and rules that give them meaning.

    Parameters
    ----------
    factors
        All rows of ``factors/emission``.
    activities, sources
        Vocabulary and sources by id.
    proxies, scopes, properties
        Rules and sourced properties.
    pedigree
        What each kind of match adds to the square of a geometric standard deviation.
    boundaries, boundary_rules
        Rows of ``boundaries.csv`` by id, and of ``boundary_rules.csv``.

    Examples
    --------
    >>> library = FactorLibrary.shipped()
    >>> library.activity("energy.electricity.grid").dimension
    'energy'

    """

    factors: Shelf = field(repr=False, converter=shelved)
    activities: Mapping[str, ActivityType] = field(repr=False)
    sources: Mapping[str, Source] = field(repr=False)
    proxies: tuple[Proxy, ...] = field(repr=False, default=())
    scopes: tuple[ScopeRule, ...] = field(repr=False, default=())
    properties: Sequence[Property] = field(repr=False, default=())
    pedigree: Mapping[str, float] = field(repr=False, factory=dict)
    boundaries: Mapping[str, Mapping[str, str]] = field(repr=False, factory=dict)
    boundary_rules: Sequence[BoundaryRule] = field(repr=False, default=())

    @classmethod
    def shipped(cls) -> FactorLibrary:
        """Return the library that is installed with greenprod; it is read once per process.

        Raises
        ------
        DataError
            When the installed files have been changed and are broken, with one issue for every problem.

        """
        return _shipped()

    @classmethod
    def read(cls, folder: Path | Traversable) -> FactorLibrary:
        """Return the library in a folder laid out as ``factors/``.

        Raises
        ------
        DataError
            With one issue for every row that cannot be read.

        """
        read = FolderReader(contents(folder))
        library = cls(
            factors=tuple(read.factors()),
            activities={a.activity_id: a for a in read.activities()},
            sources={s.source_id: s for s in read.sources()},
            properties=tuple(read.properties()),
            boundary_rules=tuple(rule for _, rule in read.placed_boundary_rules()),
            **_rules(read),
        )
        if read.problems:
            raise DataError(*read.problems)
        return library

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all rows in canonical order: the same figures give the same digest in any file order."""
        canonical = sorted(
            repr(
                (f.edition, f.activity, f.region, f.stage, f.value, f.unit, f.gases, f.gwp_set, f.includes, f.valid_to)
            )
            + repr((f.price_year, f.price_basis, f.tax, f.uncertainty_kind, f.uncertainty, f.gsd))
            + repr((f.source_id, f.locator, f.derivation, f.flags, f.supersedes))
            for f in self.factors
        )
        rules = sorted(
            map(repr, (*self.activities.values(), *self.proxies, *self.scopes, *self.properties, *self.boundary_rules))
        )
        boundaries = sorted(repr(sorted(row.items())) for row in self.boundaries.values())
        spread = repr(sorted(self.pedigree.items()))
        return hashlib.sha256("\n".join([*canonical, *rules, *boundaries, spread]).encode()).hexdigest()

    @cached_property
    def version(self) -> str:
        """First twelve digits of the digest."""
        return self.digest[:12]

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, FactorLibrary) and self.digest == other.digest)

    def __hash__(self) -> int:
        return hash(self.digest)

    def stages(self, activity: str, prefer: tuple[str, ...] = ()) -> tuple[Stage, ...]:
        """Return the stages that are known for an activity somewhere in the library, in life-cycle order.

        Parameters
        ----------
        activity
            Leaf of the vocabulary.
        prefer
            Sources whose alternative figures count too.

        """
        key = (activity, prefer)
        if key not in self._stages:
            found: set[Stage] = set()
            for factor in self.factors.of(activity):
                if not factor.is_alternative or factor.source_id in prefer:
                    found.update((factor.stage, *factor.includes))
            if Stage.GENERATION_LOCATION in found:
                found.add(Stage.GENERATION_MARKET)
            self._stages[key] = tuple(stage for stage in Stage if stage in found)
        return self._stages[key]

    @cached_property
    def _stages(self) -> dict[tuple[str, tuple[str, ...]], tuple[Stage, ...]]:
        return {}

    def proxies_of(self, activity: str) -> tuple[Proxy, ...]:
        """Return the proxy rules that speak of an activity, the narrowest first."""
        rules = self._proxies_of.get(activity)
        if rules is None:
            rules = tuple(sorted((rule for rule in self.proxies if rule.names(activity)), key=lambda r: r.width))
            self._proxies_of[activity] = rules
        return rules

    @cached_property
    def _proxies_of(self) -> dict[str, tuple[Proxy, ...]]:
        return {}

    def of(self, activity: str, stage: Stage, region_code: str) -> tuple[Factor, ...]:
        """Return the factors for exactly this activity, stage and region, oldest first."""
        return self.factors.at(activity, stage, region_code)

    def overlay(self, given: Path | str | pd.DataFrame) -> FactorLibrary:
        """Return a library with a company's or supplier's own factors on top; both stay visible.

        An own factor stands before another one for the same activity, stage and region; a factor for a nearer region
        still wins. Every result that uses one says so.

        Parameters
        ----------
        given
            CSV file (UTF-8, comma, decimal point) or table with the columns activity, region, stage, value, unit,
            valid_from, valid_to, source, licence and locator; further columns as in ``factors/emission``.

        Raises
        ------
        DataError
            With every problem of the rows at once.

        Examples
        --------
        >>> import pandas as pd
        >>> own = pd.DataFrame([{"activity": "fuel.hvo", "region": "DK", "stage": "combustion", "value": "0.03",
        ...     "unit": "kgCO2e/litre", "valid_from": "2025-01-01", "valid_to": "2026-01-01",
        ...     "source": "Supplier's declaration 2025", "licence": "own use", "locator": "page 2"}])
        >>> library = FactorLibrary.shipped().overlay(own)
        >>> [f.factor_id for f in library.of("fuel.hvo", Stage.COMBUSTION, "DK") if f.is_overlay]
        ['own:fuel.hvo:dk:combustion']

        """
        from greenprod.factors.overlay import laid_over  # noqa: PLC0415 - a lookup needs none of the checks

        return laid_over(self, given)

    def widened(self, gsd: float | None, match: Match) -> float | None:
        """Return a geometric standard deviation, widened for the way a factor was found (``factors/pedigree.csv``)."""
        spread = self.pedigree.get(match)
        if gsd is None or spread is None:
            return gsd
        # the table's numbers are for the square of the deviation, as the pedigree method has them
        return exp(hypot(log(gsd), log(spread) / 2))

    def activity(self, activity_id: str) -> ActivityType:
        """Return an activity of the vocabulary.

        Raises
        ------
        FactorError
            ``unknown_activity`` with near names.

        """
        found = self.activities.get(activity_id)
        if found is None:
            family = activity_id.split(".", maxsplit=1)[0] + "."
            close = near(activity_id, [a for a in self.activities if a.startswith(family)] or self.activities)
            raise FactorError(
                Issue(
                    code="unknown_activity",
                    message=f"There is no activity {activity_id!r}.",
                    column="activity",
                    value=activity_id,
                    valid_values=close,
                    hint="`greenprod factors list` shows all activities.",
                )
            )
        return found

    def options(
        self, activity: str | None = None, region: str | None = None, source: str | None = None
    ) -> list[dict[str, str]]:
        """Return what can be calculated: activities with their unit, and the regions and years that have factors.

        Parameters
        ----------
        activity
            Only activities that start with this text.
        region
            Only factors of this region.
        source
            Only factors of this source.

        """
        rows: dict[tuple[str, str], list[Factor]] = {}
        for name in sorted(self.factors.activities):
            if activity and not name.startswith(activity):
                continue
            for factor in self.factors.of(name):
                if region in (None, factor.region) and source in (None, factor.source_id):
                    rows.setdefault((name, factor.region), []).append(factor)
        return [
            {
                "activity": name,
                "title": self.activities[name].title_en,
                "dimension": self.activities[name].dimension,
                "region": where,
                "from": min(f.valid_from for f in found).isoformat(),
                "to": max(f.valid_to for f in found).isoformat(),
                "stages": "; ".join(dict.fromkeys(str(f.stage) for f in found)),
            }
            for (name, where), found in sorted(rows.items())
        ]

    def frame(self) -> pd.DataFrame:
        """Return all factors as a table, one row each."""
        import pandas as pd  # noqa: PLC0415 - a budgeting tool that books single lines never pays for pandas

        return pd.DataFrame(
            {
                "factor_id": f.factor_id,
                "activity": f.activity,
                "region": f.region,
                "stage": str(f.stage),
                "value": f.value,
                "unit": f.unit,
                **{gas: dict(f.gases).get(gas) for gas in GASES},
                "gwp_set": f.gwp_set,
                "includes": "|".join(f.includes),
                "valid_from": f.valid_from,
                "valid_to": f.valid_to,
                "price_year": f.price_year,
                "price_basis": f.price_basis,
                "tax": f.tax,
                "uncertainty_kind": f.uncertainty_kind,
                "uncertainty": f.uncertainty,
                "gsd": f.gsd,
                "source_id": f.source_id,
                "locator": f.locator,
                "derivation": f.derivation,
                "flags": "|".join(f.flags),
            }
            for f in self.factors
        )

    def __reduce__(self) -> tuple[Any, ...]:
        if self is _shipped():
            return FactorLibrary.shipped, ()
        return _rebuild, (
            tuple(self.factors),
            dict(self.activities),
            dict(self.sources),
            self.proxies,
            self.scopes,
            tuple(self.properties),
            dict(self.pedigree),
            dict(self.boundaries),
            tuple(self.boundary_rules),
        )


def _rebuild(*parts: Any) -> FactorLibrary:
    names = (
        "factors",
        "activities",
        "sources",
        "proxies",
        "scopes",
        "properties",
        "pedigree",
        "boundaries",
        "boundary_rules",
    )
    return FactorLibrary(**dict(zip(names, parts, strict=True)))


def _rules(read: FolderReader) -> dict[str, Any]:
    """Return the small tables that every lookup needs."""
    return {
        "proxies": tuple(sorted(read.proxies(), key=lambda p: p.width)),
        "scopes": tuple(read.scopes()),
        "pedigree": {row["indicator"]: float(row["factor"]) for row in read.pedigree() if not row["score"]},
        "boundaries": {row["boundary_id"]: row for row in read.boundaries()},
    }


@cache
def _shipped() -> FactorLibrary:
    folder = files("greenprod._factors")
    data = contents(folder, beside=False)
    seal = Seal.read(folder)
    library = trusted(data, seal) if seal and seal.fits(data) else None
    if library is not None:
        return library
    from greenprod.factors.checks import check_folder  # noqa: PLC0415 - only changed files are checked again

    errors = [issue for issue in check_folder(folder) if issue.severity == "error"]
    if errors:
        raise DataError(*errors)
    return FactorLibrary.read(folder)


def trusted(data: Mapping[str, bytes], seal: Seal) -> FactorLibrary | None:
    """Return the library of checked files; records are built when somebody asks for them.

    None stands for files that another release of greenprod has sealed, whose columns differ.
    """
    emission = [name for name in data if name.startswith("emission/")]
    if INDEX not in data:
        return None
    spans = indexed(data[INDEX])
    tables = ((name, COLUMNS.get(name, EMISSION_COLUMNS)) for name in data if name != INDEX)
    if any(data[name].partition(b"\n")[0].decode() != ",".join(columns) for name, columns in tables):
        return None
    read = FolderReader(data)
    library = FactorLibrary(
        factors=Shelf(parts=[(data[name], spans[name]) for name in emission], validity=seal.validity),
        activities=Catalogue(data["activities.csv"], spans["activities.csv"], activity_of),
        sources=Named(read.sources, lambda source: source.source_id),
        properties=Later(read.properties),
        boundary_rules=Later(lambda: (rule for _, rule in read.placed_boundary_rules())),
        **_rules(read),
    )
    library.__dict__["digest"] = seal.library
    return library
