"""Editions: dated criteria sets of labels, read from TOML; what is not published stays empty in them and says so."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import NOTHING, evolve, field, fields, frozen

from greenprod.alliance.criteria import Choice, Criterion, Grade, Option
from greenprod.alliance.scoring import RULES, MustCount, Rule
from greenprod.alliance.tallies import Level
from greenprod.errors import DataError, GreenprodError, Issue
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

T = TypeVar("T")
_OF_CRITERION = ("count", "options", "points", "grades", "scale", "unit", "measure", "fuels", "part")


class Completeness(StrEnum):
    """How much of an edition is known."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    SKELETON = "skeleton"


@frozen(kw_only=True)
class EditionSource:
    """Say where an edition's figures stand.

    Parameters
    ----------
    title, publisher, url
        Of the page.
    standing
        ``owner``: the label's own page; ``secondary``: somebody else's.

    """

    title: str
    publisher: str
    url: str = ""
    standing: str = "owner"


@frozen(kw_only=True)
class Section:
    """Name a section of an edition."""

    id: str
    title: str = ""


@frozen(kw_only=True)
class Validity:
    """Say for how long an award of the edition holds, as far as that is published.

    Parameters
    ----------
    months
        From the month of the assessment to the end of a month; None when that is not published.
    grace_months
        How long after its end an award can still be renewed.
    renewal_months
        How long a renewal holds, counted from the old end without a gap; None when it counts like a first award.

    """

    months: int | None = None
    grace_months: int | None = None
    renewal_months: int | None = None


@frozen(kw_only=True)
class Edition:
    """Hold one dated edition of a label's criteria.

    Parameters
    ----------
    id
        ``<label>-<edition>``, the name of its file.
    label, edition
        Of the label, as its owner writes them.
    completeness
        complete, partial, or skeleton.
    in_force_from, in_force_to
        First day and day after the last; None when that is not published.
    sources, sections, criteria, rules, validity
        What is known of it.
    criteria_total
        Number of criteria that the edition has; None when that is not published.
    mandatory_unknown
        Whether there are mandatory criteria that are not known here.
    unknown
        What is not known, one sentence each.
    note
        What a user must know.

    """

    id: str
    label: str
    edition: str
    completeness: Completeness = field(converter=Completeness)
    in_force_from: dt.date | None = None
    in_force_to: dt.date | None = None
    sources: tuple[EditionSource, ...] = ()
    sections: tuple[Section, ...] = ()
    criteria: tuple[Criterion, ...] = field(default=(), repr=False)
    rules: tuple[Rule, ...] = ()
    validity: Validity = Validity()
    criteria_total: int | None = None
    mandatory_unknown: bool = False
    unknown: tuple[str, ...] = field(default=(), converter=tuple)
    note: str = ""

    def in_force(self, day: dt.date) -> bool:
        """Whether the edition is in force on a day, as far as its dates are known."""
        return (self.in_force_from is None or self.in_force_from <= day) and (
            self.in_force_to is None or day < self.in_force_to
        )

    def on(self, day: dt.date) -> list[Criterion]:
        """Return the criteria of a day."""
        return [criterion for criterion in self.criteria if criterion.on(day)]

    def criterion(self, name: str, day: dt.date) -> Criterion | None:
        """Return a criterion by its id, as it is on a day."""
        return next((criterion for criterion in self.on(day) if criterion.id == name), None)

    def listed(self, day: dt.date) -> bool:
        """Whether every criterion is listed, even if unnamed."""
        return self.completeness is Completeness.COMPLETE or len(self.on(day)) == self.criteria_total

    @property
    def tracks(self) -> tuple[str, ...]:
        """Production types and routes that its rules know."""
        return tuple(dict.fromkeys(track for rule in self.rules for track in rule.tracks))

    def rule(self, day: dt.date, track: str = "") -> Rule:
        """Return the rule for a track on a day.

        Raises
        ------
        DataError
            ``unknown_track``; or ``no_rule`` when the edition has none for the day.

        """
        found = [rule for rule in self.rules if rule.on(day, track)]
        if found:
            return found[0]
        if (track or self.tracks) and track not in self.tracks:
            issue = invalid_choice("track", track, self.tracks)
            raise DataError(issue.at(code="unknown_track"))
        message = f"{self.id} has no rule for {day}."
        raise DataError(Issue(code="no_rule", message=message, column="date", value=str(day)))


def read_edition(text: str, name: str, issues: list[Issue]) -> Edition | None:
    """Return the edition that a TOML text describes, or None after telling what is wrong with it.

    Parameters
    ----------
    text
        The file's content.
    name
        ``scorecards/<id>.toml``, for the issues.
    issues
        Where problems go.

    """
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        issues.append(Issue(code="unreadable_toml", message=f"{name} cannot be read: {error}.", file=name))
        return None
    reader = _Reader(name)
    edition = reader.edition(raw)
    if edition is not None:
        reader.problems += _contradictions(edition, name)
    issues += reader.problems
    return None if reader.problems else edition


class _Reader:
    """Build an edition out of TOML tables, with every mistake named by table and key."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Issue] = []

    def edition(self, raw: Mapping[str, Any]) -> Edition | None:
        parts = {
            "sources": tuple(self.each(EditionSource, raw, "sources")),
            "sections": tuple(self.each(Section, raw, "sections")),
            "criteria": tuple(self.criteria(raw)),
            "rules": tuple(self.rules(raw)),
            "validity": self.one(Validity, raw.get("validity", {}), "validity"),
        }
        return self.one(Edition, {**raw, **parts}, "")

    def tables(self, raw: Mapping[str, Any], key: str) -> Iterator[tuple[str, dict[str, Any]]]:
        found = raw.get(key, [])
        if not isinstance(found, list):
            self.problem("invalid_value", key, f"{key} must be a list of tables.")
            return
        for place, table in enumerate(found, start=1):
            if isinstance(table, dict):
                yield f"{key}[{table.get('id', table.get('name', place))}]", dict(table)
            else:
                self.problem("invalid_value", key, f"{key} must be a list of tables.")

    def each(self, kind: type[T], raw: Mapping[str, Any], key: str) -> Iterator[T]:
        for where, table in self.tables(raw, key):
            found = self.one(kind, table, where)
            if found is not None:
                yield found

    def one(self, kind: type[T], table: Any, where: str) -> T | None:
        own = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
        before = len(self.problems)
        if not isinstance(table, Mapping):
            self.problem("invalid_value", where, "A table belongs here.")
            return None
        for key in table:
            if key not in own:
                self.problem("unknown_key", f"{where} {key}".strip(), f"{key} is not known here.", tuple(own))
        for key, f in own.items():
            if f.default is NOTHING and key not in table:
                self.problem("missing_key", f"{where} {key}".strip(), f"{key} is missing.")
            elif key in table:
                self.checked(f, table[key], f"{where} {key}".strip())
        return kind(**table) if len(self.problems) == before else None

    def checked(self, f: Any, value: Any, where: str) -> None:
        """Check a value by its field's converter, or by the plain type that the field is annotated with."""
        plain = {
            "str": str, "int": int, "bool": bool, "int | None": int, "bool | None": bool, "dt.date | None": dt.date,
        }  # fmt: skip
        kind = plain.get(str(f.type))
        if kind is not None and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
            self.problem("invalid_value", where, f"{value!r} is not what belongs here.", (kind.__name__,))
        try:
            if f.converter is not None:
                f.converter(value)
        except GreenprodError as error:
            self.problems += [issue.at(file=self.file, column=where) for issue in error.issues]
        except ValueError as error:
            self.problem("invalid_value", where, f"{error}.")

    def rules(self, raw: Mapping[str, Any]) -> Iterator[Rule]:
        for where, table in self.tables(raw, "rules"):
            shape = str(table.pop("shape", ""))
            if shape not in RULES:
                self.problems.append(invalid_choice("shape", shape, RULES).at(file=self.file, column=where))
                continue
            if "levels" in table:
                table["levels"] = tuple(self.each(Level, table, "levels"))
            found = self.one(RULES[shape], table, where)
            if found is not None:
                yield found

    def criteria(self, raw: Mapping[str, Any]) -> Iterator[Criterion]:
        for where, table in self.tables(raw, "criteria"):
            ways = {key: table.pop(key) for key in _OF_CRITERION if key in table}
            count = ways.pop("count", 1)
            table["options"] = tuple(self.options(ways, where))
            if len(table["options"]) == 1:
                table.setdefault("choose", str(Choice.ONE))
            found = self.one(Criterion, table, where)
            if found is not None:
                yield from (found,) if count == 1 else _repeated(found, count)

    def options(self, ways: dict[str, Any], where: str) -> Iterator[Option]:
        listed = list(self.tables(ways, "options")) if "options" in ways else [(where, ways)]
        for place, table in listed:
            name = place if place == where else f"{where} {place}"
            if "points" in table:
                table["grades"] = [*table.get("grades", []), {"points": table.pop("points")}]
            if "grades" in table:
                table["grades"] = tuple(self.each(Grade, table, "grades"))
            found = self.one(Option, table, name)
            if found is not None:
                yield found

    def problem(self, code: str, where: str, message: str, valid: tuple[str, ...] = ()) -> None:
        text = f"{where}: {message}" if where else message
        self.problems.append(Issue(code=code, message=text, file=self.file, column=where, valid_values=valid))


def _repeated(criterion: Criterion, count: int) -> Iterator[Criterion]:
    """Yield unnamed criteria that differ in their number alone."""
    return (evolve(criterion, id=f"{criterion.id}-{number}") for number in range(1, count + 1))


def _contradictions(edition: Edition, file: str) -> Iterator[Issue]:
    """Yield what is wrong with an edition as a whole."""
    stem = file.rpartition("/")[2].removesuffix(".toml")
    found: list[tuple[str, str, str]] = []
    if edition.id != stem:
        found.append(("wrong_id", "id", f"The edition is called {edition.id!r} and its file {stem!r}."))
    if not edition.sources:
        found.append(("missing_source", "sources", "The edition names no source."))
    periods = [(edition.id, edition.in_force_from, edition.in_force_to)]
    periods += [(criterion.id, criterion.valid_from, criterion.valid_to) for criterion in edition.criteria]
    periods += [("rules", rule.valid_from, rule.valid_to) for rule in edition.rules]
    for name, first, last in periods:
        if first and last and first >= last:
            found.append(("period_reversed", name, f"{name}: the last day is not after the first."))
    found += [wrong for criterion in edition.criteria for wrong in _of_criterion(criterion, edition)]
    found += [wrong for rule in edition.rules for wrong in _of_rule(rule)]
    found += [("duplicate_id", name, f"{name} is listed twice.") for name in _twice(edition)]
    return (Issue(code=code, message=text, file=file, column=where, value=where) for code, where, text in found)


def _of_criterion(criterion: Criterion, edition: Edition) -> Iterator[tuple[str, str, str]]:
    name = criterion.id
    if criterion.section not in {section.id for section in edition.sections}:
        yield "unknown_section", name, f"{name} names a section that is not there: {criterion.section!r}."
    if edition.completeness is Completeness.COMPLETE and not criterion.title:
        yield "not_complete", name, f"{name} has no title in an edition called complete."
    points = [grade.points for option in criterion.options for grade in option.grades if grade.points is not None]
    if criterion.cap is not None and points and max(points) > criterion.cap:
        yield "points_above_cap", name, f"An option of {name} gives more points than its cap."


def _of_rule(rule: Rule) -> Iterator[tuple[str, str, str]]:
    limits = [level.at for level in rule.levels]
    known = [limit for limit in limits if limit is not None]
    if known != sorted(known) or limits[: len(known)] != known:
        yield "levels_out_of_order", "rules", "Levels stand lowest first, unpublished limits last."
    if isinstance(rule, MustCount) and not 0 <= rule.waivers <= rule.total:
        yield "invalid_value", "rules", "There are at most as many waivers as musts."


def _twice(edition: Edition) -> Iterator[str]:
    """Yield ids that mean two criteria on one day."""
    starts = {criterion.valid_from or dt.date.min for criterion in edition.criteria}
    found: dict[str, None] = {}
    for start in sorted(starts):
        counted = Counter(criterion.id for criterion in edition.on(start))
        found |= {name: None for name, times in counted.items() if times > 1}
    return iter(found)


def read_editions(folder: Path, issues: list[Issue]) -> dict[str, Edition]:
    """Return the editions of the TOML files in a folder by id; a folder that is not there has none."""
    found: dict[str, Edition] = {}
    for file in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        try:
            edition = read_edition(file.read_text(encoding="utf-8"), f"{folder.name}/{file.name}", issues)
        except UnicodeDecodeError:
            message = "The file is not UTF-8. Save it as UTF-8."
            issues.append(Issue(code="wrong_encoding", message=message, file=f"{folder.name}/{file.name}"))
            continue
        if edition is not None:
            found[edition.id] = edition
    return found


@cache
def shipped_editions() -> Mapping[str, Edition]:
    """Return the editions that are installed with greenprod, by id.

    Raises
    ------
    DataError
        When an installed file is broken.

    Examples
    --------
    >>> shipped_editions()["green-film-3"].completeness
    <Completeness.PARTIAL: 'partial'>

    """
    issues: list[Issue] = []
    found: dict[str, Edition] = {}
    for file in sorted(files("greenprod._factors").joinpath("scorecards").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            edition = read_edition(file.read_text(encoding="utf-8"), f"scorecards/{file.name}", issues)
            if edition is not None:
                found[edition.id] = edition
    if issues:
        raise DataError(*issues)
    return found
