"""Checks of a factor folder: what must hold before its figures may be used."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from attrs import frozen

from greenprod import units
from greenprod.errors import GreenprodError, Issue
from greenprod.factors.check_row import check_factor, problem
from greenprod.factors.files import FolderReader
from greenprod.factors.library import FactorLibrary, trusted
from greenprod.factors.seal import INDEX, Seal, contents, sealed
from greenprod.regions import regions
from greenprod.vocabulary import Control

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from greenprod.factors.files import Place
    from greenprod.factors.record import ActivityType, BoundaryRule, Factor, Property, Proxy, ScopeRule, Source

    Record = TypeVar("Record")
    Placed = list[tuple[Place, Record]]

COMPLETENESS = ("complete", "partial", "skeleton")
"""How much of a label's edition a file in ``scorecards/`` holds."""
# a figure that is this many times the one of the edition before deserves a second look
_OUTLIER = 3.0


def check_folder(folder: Path | Traversable, today: date | None = None) -> list[Issue]:
    """Return every problem of a folder laid out as ``factors/``; without errors it may be used.

    Checked are: files, columns and cells, keys and foreign keys, regions, units against the activity's dimension,
    finite numbers and signs, locators and licences, overlapping validity, gaps, gases against the printed total, jumps
    from one edition to the next, proxies and scope rules, and names that collide. Gaps, jumps and dates of review that
    have passed are warnings.

    Parameters
    ----------
    folder
        Folder to check.
    today
        Day on which reviews are due; the day of the check when empty.

    """
    tables = _Tables.read(FolderReader(contents(folder)))
    activities = {activity.activity_id: activity for _, activity in tables.activities}
    sources = {source.source_id for _, source in tables.sources}
    problems = [*tables.problems, *_repeated_keys(tables)]
    for place, factor in tables.factors:
        problems += check_factor(place, factor, activities, sources)
    problems += _activities(tables)
    problems += check_series(tables.factors)
    problems += _sources(tables.sources, today or datetime.now(UTC).date())
    problems += _proxies(tables.proxies, activities)
    problems += _properties(tables.properties, sources)
    problems += _boundary_rules(tables)
    problems += _scorecards(folder)
    return sorted(problems, key=lambda i: (i.severity != "error", i.file, i.row or 0, i.code))


def counts(folder: Path | Traversable) -> dict[str, int]:
    """Return the number of rows of every table of a factor folder."""
    read = FolderReader(contents(folder))
    return {name: max(data.count(b"\n") - 1, 0) for name, data in read.files.items() if name.endswith(".csv")}


def seal_folder(folder: Path) -> list[Issue]:
    """Check a folder and seal it if it has no errors, so that it is trusted when it is read; return the problems."""
    problems = check_folder(folder)
    if any(issue.severity == "error" for issue in problems):
        return problems
    library = FactorLibrary.read(folder)
    folder.joinpath(INDEX).unlink(missing_ok=True)
    seal = sealed(folder, library.digest, len(library.factors), library.factors.validity)
    if not _same(trusted(contents(folder, beside=False), seal), library):
        message = (
            "The tables are sound, but not in the plain style that is read fast: rows of an activity together, no "
            "quotes around ids, no blank line."
        )
        return [*problems, Issue(code="not_sealed", message=message, severity="warning", file=str(folder))]
    seal.write(folder)
    return problems


def _same(fast: FactorLibrary | None, library: FactorLibrary) -> bool:
    """Whether reading by need finds what reading row by row has found."""
    if fast is None or fast.factors.activities != library.factors.activities:
        return False
    try:
        return dict(fast.activities) == library.activities and all(
            fast.factors.of(name) == library.factors.of(name) for name in library.factors.activities
        )
    except ValueError:
        return False


def check_seal(folder: Path | Traversable) -> list[Issue]:
    """Return an issue when a folder's seal does not fit its files."""
    seal = Seal.read(folder)
    if seal is None or seal.fits(contents(folder, beside=False)):
        return []
    message = "The files are not those that were sealed, so they are read and checked row by row each time."
    hint = "Run `greenprod factors check FOLDER --seal` when the change is meant."
    return [Issue(code="seal_broken", message=message, severity="warning", file="seal.json", hint=hint)]


def check_released(before: Path, after: Path) -> list[Issue]:
    """Return an issue for every released row that has changed or gone; a correction supersedes and leaves the old row.

    Parameters
    ----------
    before, after
        The folder as it was released, and as it is now.

    """
    now = {factor.edition: (place, factor) for place, factor in FolderReader(contents(after)).placed_factors()}
    found: list[Issue] = []
    for place, old in FolderReader(contents(before)).placed_factors():
        if old.edition not in now:
            found.append(problem("released_row_gone", place, "factor_id", old.edition, "This released row is gone."))
        elif now[old.edition][1] != old or now[old.edition][1].printed != old.printed:
            message = "This row has been released and must not change; add a row that supersedes it."
            found.append(problem("released_row_changed", now[old.edition][0], "factor_id", old.edition, message))
    return found


@frozen
class _Tables:
    """All rows of a folder with their places, and what could not be read."""

    activities: Placed[ActivityType]
    sources: Placed[Source]
    factors: Placed[Factor]
    proxies: Placed[Proxy]
    properties: Placed[Property]
    scopes: Placed[ScopeRule]
    boundaries: Placed[dict[str, str]]
    boundary_rules: Placed[BoundaryRule]
    kinds: Mapping[tuple[str, str], bool]
    problems: list[Issue]

    @classmethod
    def read(cls, read: FolderReader) -> _Tables:
        # these are read for their cells alone
        for _ in (*read.pedigree(), *read.exclusions()):
            pass
        scopes = list(read.placed_scopes())
        return cls(
            activities=list(read.placed_activities()),
            sources=list(read.placed_sources()),
            factors=list(read.placed_factors()),
            proxies=list(read.placed_proxies()),
            properties=list(read.placed_properties()),
            scopes=scopes,
            boundaries=list(read.placed_boundaries()),
            boundary_rules=list(read.placed_boundary_rules()),
            kinds={(rule.kind, rule.control): rule.is_default for _, rule in scopes},
            problems=read.problems,
        )


def _repeated_keys(tables: _Tables) -> Iterator[Issue]:
    keyed: list[tuple[str, Iterable[tuple[Place, object]]]] = [
        ("activity_id", ((p, a.activity_id) for p, a in tables.activities)),
        ("source_id", ((p, s.source_id) for p, s in tables.sources)),
        ("factor_id", ((p, f.edition) for p, f in tables.factors)),
        ("property", ((p, (r.name, r.key, r.subkey, r.region, str(r.valid_from))) for p, r in tables.properties)),
        ("activity", ((p, (r.activity, r.stage, r.region, r.rank)) for p, r in tables.proxies)),
        ("class", ((p, (r.kind, r.control)) for p, r in tables.scopes)),
        ("boundary_id", ((p, row["boundary_id"]) for p, row in tables.boundaries)),
        ("boundary_id", ((p, _what(rule)) for p, rule in tables.boundary_rules)),
    ]
    for column, keys in keyed:
        yield from check_keys(column, keys)


def _what(rule: BoundaryRule) -> tuple[str, ...]:
    return (rule.boundary_id, rule.activity, rule.category, rule.stage, rule.control)


def _boundary_rules(tables: _Tables) -> Iterator[Issue]:
    known = {row["boundary_id"] for _, row in tables.boundaries}
    for place, rule in tables.boundary_rules:
        if rule.boundary_id not in known:
            message = f"The boundary {rule.boundary_id!r} is not in boundaries.csv."
            yield problem("unknown_boundary", place, "boundary_id", rule.boundary_id, message)


def check_keys(column: str, keys: Iterable[tuple[Place, object]]) -> Iterator[Issue]:
    """Yield an issue for every key that stands twice."""
    seen: dict[object, Place] = {}
    for place, key in keys:
        if key in seen:
            message = f"The key stands in {seen[key].file} row {seen[key].row} already."
            yield problem("repeated_key", place, column, str(key), message)
        seen.setdefault(key, place)


def _activities(tables: _Tables) -> Iterator[Issue]:
    used = {factor.activity for _, factor in tables.factors}
    for place, activity in tables.activities:
        name = activity.activity_id
        if activity.dimension not in units.CANONICAL:
            message = f"There is no dimension {activity.dimension}."
            yield problem("unknown_dimension", place, "dimension", activity.dimension, message)
        rules = [tables.kinds.get((activity.kind, str(control))) for control in Control]
        if None in rules or rules.count(True) != 1:
            message = f"The class {activity.kind} needs one scope rule per control in scopes.csv, one of them default."
            yield problem("missing_scope_rule", place, "class", activity.kind, message)
        if not activity.title_en or not activity.title_da:
            yield problem("missing_title", place, "title_en", name, "The activity needs an English and a Danish title.")
        if name not in used:
            yield problem("activity_without_factor", place, "activity_id", name, "No factor is for this activity.")
    yield from _collisions(tables.activities)


def _collisions(placed: Placed[ActivityType]) -> Iterator[Issue]:
    """Find names that differ only in case, spelling of blanks or points, or not at all."""
    for column in ("activity_id", "title_en", "title_da"):
        seen: dict[str, str] = {}
        for place, activity in placed:
            text = getattr(activity, column)
            name = text.casefold().replace("_", "").replace(" ", "")
            if name and seen.get(name, activity.activity_id) != activity.activity_id:
                yield problem("name_collision", place, column, text, f"{column} is the same as that of {seen[name]}.")
            seen.setdefault(name, activity.activity_id)


def check_series(factors: Placed[Factor]) -> Iterator[Issue]:
    """Yield what is wrong with rows of one activity, region and stage taken together: overlaps, gaps, jumps."""
    default: dict[tuple[str, str, str], Placed[Factor]] = defaultdict(list)
    own: dict[str, Placed[Factor]] = defaultdict(list)
    for place, factor in factors:
        own[factor.factor_id].append((place, factor))
        if not factor.is_alternative:
            default[factor.activity, factor.region, factor.stage].append((place, factor))
    editions = {factor.edition for _, factor in factors}
    for place, factor in factors:
        if factor.supersedes and factor.supersedes not in editions:
            message = "No row of these files is the one that this one corrects."
            yield problem("unknown_row", place, "supersedes", factor.supersedes, message)
    corrected = {factor.supersedes for _, factor in factors if factor.supersedes}
    told: set[str] = set()
    for same in (*default.values(), *own.values()):
        for place, other, one in _overlapping([(p, f) for p, f in same if f.edition not in corrected]):
            if other.edition not in told and other.edition != one.edition:
                told.add(other.edition)
                message = f"Its validity overlaps that of {one.edition}."
                yield problem("overlap", place, "valid_from", other.edition, message)
    for same in own.values():
        yield from _jumps(sorted(same, key=lambda pf: pf[1].valid_from))


def _overlapping(same: Placed[Factor]) -> Iterator[tuple[Place, Factor, Factor]]:
    """Yield each row that starts before an earlier one has ended, with the one that lasts longest."""
    longest: Factor | None = None
    for place, factor in sorted(same, key=lambda pf: (pf[1].valid_from, pf[1].valid_to)):
        if longest is not None and factor.valid_from < longest.valid_to:
            yield place, factor, longest
        if longest is None or factor.valid_to > longest.valid_to:
            longest = factor


def _jumps(series: Placed[Factor]) -> Iterator[Issue]:
    for (_, one), (place, other) in pairwise(series):
        if one.valid_to < other.valid_from and not other.is_alternative and "projection" not in other.flags:
            message = f"No figure from {one.valid_to} to {other.valid_from}."
            yield problem("gap", place, "valid_from", other.edition, message, severity="warning")
        alike = one.unit == other.unit and one.value > 0 and other.value > 0
        ratio = other.value / one.value if alike else 1.0
        if not 1 / _OUTLIER <= ratio <= _OUTLIER and "outlier" not in other.flags:
            message = f"{other.printed} is {ratio:.2g} times the {one.printed} of {one.edition}."
            hint = "Read the source again; if the figure is right, flag it outlier."
            yield problem("outlier", place, "value", other.edition, message, hint=hint, severity="warning")


def _sources(sources: Placed[Source], today: date) -> Iterator[Issue]:
    for place, source in sources:
        for column, code in (("licence", "missing_licence"), ("attribution", "missing_attribution")):
            if not getattr(source, column):
                yield problem(code, place, column, source.source_id, f"The source has no {column}.")
        if source.review_by and source.review_by < str(today):
            message = f"A newer edition was to be looked for by {source.review_by}."
            yield problem("review_due", place, "review_by", source.source_id, message, severity="warning")


def _scorecards(folder: Path | Traversable) -> Iterator[Issue]:
    """Find editions of labels that cannot be read, or do not say what they are; their criteria are the alliance's."""
    place = folder.joinpath("scorecards")
    for file in sorted(place.iterdir(), key=lambda f: f.name) if place.is_dir() else ():
        if not file.name.endswith(".toml"):
            continue
        name = f"scorecards/{file.name}"
        try:
            edition = tomllib.loads(file.read_bytes().decode("utf-8"))
        except ValueError as error:
            yield Issue(code="unreadable_toml", message=f"{name} cannot be read: {error}.", file=name)
            continue
        wanted = {"id": (file.name.removesuffix(".toml"),), "completeness": COMPLETENESS}
        for key, words in wanted.items():
            if edition.get(key) not in words:
                value = str(edition.get(key, ""))
                message = f"{key} must be {' or '.join(words)}."
                yield Issue(code="invalid_choice", message=message, file=name, column=key, value=value)
        if not edition.get("sources"):
            yield Issue(code="missing_source", message="The edition names no source.", file=name, column="sources")


def _proxies(placed: Placed[Proxy], activities: dict[str, ActivityType]) -> Iterator[Issue]:
    for place, rule in placed:
        if not rule.reason:
            yield problem("missing_reason", place, "reason", rule.activity, "The proxy has no reason.")
        family = rule.activity.removesuffix("*")
        if not any(
            name == rule.activity or (family != rule.activity and name.startswith(family)) for name in activities
        ):
            message = "The rule is for no activity of the vocabulary."
            yield problem("unknown_activity", place, "activity", rule.activity, message)
        if rule.proxy_activity and rule.proxy_activity not in activities:
            message = "The activity that stands in is not in the vocabulary."
            yield problem("unknown_activity", place, "proxy_activity", rule.proxy_activity, message)
        for column, code in (("region", rule.region), ("proxy_region", rule.proxy_region)):
            if code not in ("", "*") and code not in regions():
                yield problem("unknown_region", place, column, code, "The region is not in regions.csv.")


def _properties(placed: Placed[Property], sources: set[str]) -> Iterator[Issue]:
    for place, row in placed:
        if row.source_id not in sources:
            message = "The source is not in sources.csv."
            yield problem("unknown_source", place, "source_id", row.source_id, message)
        if not row.locator:
            yield problem(
                "missing_locator", place, "locator", row.name, "The row does not say where the figure stands."
            )
        if row.region and row.region not in regions():
            yield problem("unknown_region", place, "region", row.region, "The region is not in regions.csv.")
        if row.valid_from and row.valid_to and row.valid_from >= row.valid_to:
            message = "valid_to must be after valid_from."
            yield problem("period_reversed", place, "valid_to", str(row.valid_to), message)
        if row.unit != "dimensionless":
            try:
                units.scale(row.unit, row.unit)
            except GreenprodError as error:
                yield problem("wrong_unit", place, "unit", row.unit, str(error.issue.message))
