"""The factor library: an immutable set of factors, read from the files of ``factors/``."""

from __future__ import annotations

import hashlib
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from greenprod.errors import DataError, FactorError, Issue, near
from greenprod.factors.files import GASES, FolderReader
from greenprod.vocabulary import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

    import pandas as pd

    from greenprod.factors.record import ActivityType, Factor, Property, Proxy, ScopeRule, Source


@frozen(kw_only=True, slots=False)
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
    boundaries
        Rows of ``boundaries.csv`` by id.

    Examples
    --------
    >>> library = FactorLibrary.shipped()
    >>> library.activity("energy.electricity.grid").dimension
    'energy'

    """

    factors: tuple[Factor, ...] = field(repr=False)
    activities: Mapping[str, ActivityType] = field(repr=False, hash=False)
    sources: Mapping[str, Source] = field(repr=False, hash=False)
    proxies: tuple[Proxy, ...] = field(repr=False, default=())
    scopes: tuple[ScopeRule, ...] = field(repr=False, default=())
    properties: tuple[Property, ...] = field(repr=False, default=())
    boundaries: Mapping[str, Mapping[str, str]] = field(repr=False, hash=False, factory=dict)

    @classmethod
    def shipped(cls) -> FactorLibrary:
        """Return the library that is installed with greenprod; it is read once per process."""
        return _shipped()

    @classmethod
    def read(cls, folder: Path | Traversable) -> FactorLibrary:
        """Return the library in a folder laid out as ``factors/``.

        Raises
        ------
        DataError
            With one issue for every row that cannot be read.

        """
        read = FolderReader(folder)
        library = cls(
            factors=tuple(sorted(read.factors(), key=lambda f: (f.factor_id, f.valid_from))),
            activities={a.activity_id: a for a in read.activities()},
            sources={s.source_id: s for s in read.sources()},
            proxies=tuple(sorted(read.proxies(), key=lambda p: p.width)),
            scopes=tuple(read.scopes()),
            properties=tuple(read.properties()),
            boundaries={row["boundary_id"]: row for row in read.boundaries()},
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
            + repr((f.source_id, f.locator, f.derivation, f.flags))
            for f in self.factors
        )
        rules = sorted(map(repr, (*self.activities.values(), *self.proxies, *self.scopes, *self.properties)))
        boundaries = sorted(repr(sorted(row.items())) for row in self.boundaries.values())
        return hashlib.sha256("\n".join([*canonical, *rules, *boundaries]).encode()).hexdigest()

    @cached_property
    def version(self) -> str:
        """First twelve digits of the digest."""
        return self.digest[:12]

    @cached_property
    def _index(self) -> dict[tuple[str, Stage], dict[str, list[Factor]]]:
        index: dict[tuple[str, Stage], dict[str, list[Factor]]] = {}
        for factor in self.factors:
            index.setdefault((factor.activity, factor.stage), {}).setdefault(factor.region, []).append(factor)
        return index

    @cached_property
    def _stages(self) -> dict[str, tuple[Stage, ...]]:
        found: dict[str, set[Stage]] = {}
        for factor in self.factors:
            if not factor.is_alternative:
                found.setdefault(factor.activity, set()).update((factor.stage, *factor.includes))
        for stages in found.values():
            if Stage.GENERATION_LOCATION in stages:
                stages.add(Stage.GENERATION_MARKET)
        return {name: tuple(s for s in Stage if s in stages) for name, stages in found.items()}

    def stages(self, activity: str) -> tuple[Stage, ...]:
        """Return the stages that are known for an activity somewhere in the library, in life-cycle order."""
        return self._stages.get(activity, ())

    def of(self, activity: str, stage: Stage, region_code: str) -> list[Factor]:
        """Return the factors for exactly this activity, stage and region, oldest first."""
        return self._index.get((activity, stage), {}).get(region_code, [])

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

    def options(self, activity: str | None = None, region: str | None = None) -> list[dict[str, str]]:
        """Return what can be calculated: activities with their unit, and the regions and years that have factors.

        Parameters
        ----------
        activity
            Only activities that start with this text.
        region
            Only factors of this region.

        """
        rows: dict[tuple[str, str], list[Factor]] = {}
        for factor in self.factors:
            if activity and not factor.activity.startswith(activity):
                continue
            if region and factor.region != region:
                continue
            rows.setdefault((factor.activity, factor.region), []).append(factor)
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
            self.factors,
            dict(self.activities),
            dict(self.sources),
            self.proxies,
            self.scopes,
            self.properties,
            dict(self.boundaries),
        )


def _rebuild(*parts: Any) -> FactorLibrary:
    names = ("factors", "activities", "sources", "proxies", "scopes", "properties", "boundaries")
    return FactorLibrary(**dict(zip(names, parts, strict=True)))


@cache
def _shipped() -> FactorLibrary:
    return FactorLibrary.read(files("greenprod._factors"))
