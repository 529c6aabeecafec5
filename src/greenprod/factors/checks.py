"""Checks of a factor folder: what must hold before its figures may be used."""

from __future__ import annotations

import csv
from collections import defaultdict
from io import StringIO
from itertools import pairwise
from typing import TYPE_CHECKING

from greenprod import units
from greenprod.errors import GreenprodError, Issue
from greenprod.factors.files import FolderReader
from greenprod.gwp import GwpSet, to_co2e
from greenprod.regions import regions
from greenprod.vocabulary import Control

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from greenprod.factors.record import ActivityType, Factor

# a published total and the sum of its published gases differ by the rounding of up to four figures
_LAST_DIGITS = 2.5


def check_folder(folder: Path | Traversable) -> list[Issue]:
    """Return every problem of a folder laid out as ``factors/``; an empty list means that it may be used.

    Checked are: columns and cells, keys and foreign keys, regions, units against the activity's dimension, sign,
    locators and licences, overlapping validity, gases against the printed total, proxies and scope rules, and names
    that differ only in case.
    """
    read = FolderReader(folder)
    activities = {a.activity_id: a for a in read.activities()}
    sources = {s.source_id: s for s in read.sources()}
    factors = tuple(read.factors())
    kinds = {(rule.kind, rule.control): rule.is_default for rule in read.scopes()}
    problems = list(read.problems)
    for factor in factors:
        problems += _factor(factor, activities, set(sources))
    for activity in activities.values():
        problems += _activity(activity, kinds)
    problems += _repeated_names(activities)
    problems += _overlaps(factors)
    problems += _unused(activities, factors)
    for source in sources.values():
        if not source.licence:
            problems.append(_problem("missing_licence", "sources.csv", source.source_id, "The source has no licence."))
    for rule in read.proxies():
        if not rule.reason:
            problems.append(_problem("missing_reason", "proxies.csv", rule.activity, "The proxy has no reason."))
    return problems


def counts(folder: Path | Traversable) -> dict[str, int]:
    """Return the number of rows of every table of a factor folder."""
    found: dict[str, int] = {}
    for file in sorted([*folder.iterdir(), *folder.joinpath("emission").iterdir()], key=lambda f: f.name):
        if file.name.endswith(".csv"):
            text = file.read_text(encoding="utf-8")
            found[file.name] = sum(1 for _ in csv.reader(StringIO(text, newline=""))) - 1
    return found


def _problem(code: str, file: str, value: str, message: str, hint: str = "") -> Issue:
    return Issue(code=code, file=file, value=value, message=f"{value}: {message}", hint=hint)


def _factor(factor: Factor, activities: dict[str, ActivityType], sources: set[str]) -> Iterator[Issue]:
    def problem(code: str, message: str) -> Issue:
        return _problem(code, "emission", factor.edition, message)

    if factor.activity not in activities:
        yield problem("unknown_activity", f"The activity {factor.activity} is not in activities.csv.")
    else:
        yield from _unit(factor, activities[factor.activity])
    if factor.source_id not in sources:
        yield problem("unknown_source", f"The source {factor.source_id} is not in sources.csv.")
    if factor.region not in regions():
        yield problem("unknown_region", f"The region {factor.region} is not in regions.csv.")
    if not factor.locator:
        yield problem("missing_locator", "The row does not say where the figure stands.")
    if factor.valid_from >= factor.valid_to:
        yield problem("period_reversed", "valid_to must be after valid_from.")
    if factor.value < 0 and "avoided" not in factor.flags:
        yield problem("negative_value", "A negative figure needs the flag avoided.")
    if factor.gases and factor.gwp_set and not _gases_fit(factor):
        yield problem("gas_sum", "The gases do not add up to the printed total.")


def _unit(factor: Factor, activity: ActivityType) -> Iterator[Issue]:
    canonical = units.CANONICAL.get(activity.dimension)
    if canonical is None:
        yield _problem(
            "unknown_dimension", "activities.csv", activity.activity_id, f"No dimension {activity.dimension}."
        )
        return
    try:
        units.scale(units.co2e_per(factor.unit), canonical)
    except GreenprodError as error:
        yield _problem("wrong_unit", "emission", factor.edition, str(error))


def _gases_fit(factor: Factor) -> bool:
    total = to_co2e(dict(factor.gases), GwpSet.shipped(factor.gwp_set))
    decimals = len(factor.printed.partition(".")[2])
    return abs(total - factor.value) <= max(_LAST_DIGITS * 10.0**-decimals, 1e-6 * abs(factor.value))


def _activity(activity: ActivityType, kinds: dict[tuple[str, str], bool]) -> Iterator[Issue]:
    rules = [kinds.get((activity.kind, str(control))) for control in Control]
    if None in rules or rules.count(True) != 1:
        message = f"The class {activity.kind} needs one scope rule per control in scopes.csv, one of them the default."
        yield _problem("missing_scope_rule", "activities.csv", activity.activity_id, message)


def _repeated_names(activities: dict[str, ActivityType]) -> Iterator[Issue]:
    for title in ("activity_id", "title_en", "title_da"):
        seen: dict[str, str] = {}
        for activity in activities.values():
            name = getattr(activity, title).casefold()
            if name and name in seen:
                message = f"{title} is the same as that of {seen[name]}."
                yield _problem("name_collision", "activities.csv", activity.activity_id, message)
            seen.setdefault(name, activity.activity_id)


def _overlaps(factors: tuple[Factor, ...]) -> Iterator[Issue]:
    series: dict[tuple[str, str, str, str], list[Factor]] = defaultdict(list)
    for factor in factors:
        publisher = factor.factor_id if factor.is_alternative else ""
        series[factor.activity, factor.region, factor.stage, publisher].append(factor)
    for same in series.values():
        for one, other in pairwise(sorted(same, key=lambda f: f.valid_from)):
            if other.valid_from < one.valid_to:
                yield _problem("overlap", "emission", other.edition, f"Its validity overlaps that of {one.edition}.")


def _unused(activities: dict[str, ActivityType], factors: tuple[Factor, ...]) -> Iterator[Issue]:
    for name in sorted(set(activities) - {factor.activity for factor in factors}):
        yield _problem("activity_without_factor", "activities.csv", name, "No factor is for this activity.")
