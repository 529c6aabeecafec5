"""Structural changes: companies and tasks that came or went, and corrections of how emissions are worked out."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import field, frozen
from attrs.converters import optional

from greenprod.alliance.emissions import MG_PER_KG, Scope, scope_word, too_large
from greenprod.alliance.records import (
    Record,
    amount_field,
    day,
    known,
    read_records,
    share,
    word,
    write_records,
)
from greenprod.errors import DataError, Issue

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable
    from decimal import Decimal
    from pathlib import Path

FILE = "structural_changes.csv"


class ChangeKind(StrEnum):
    """A reason why two years cannot be compared as they are, or (organic growth) why they can."""

    MERGER = "merger"
    ACQUISITION = "acquisition"
    DIVESTMENT = "divestment"
    INSOURCING = "insourcing"
    OUTSOURCING = "outsourcing"
    METHOD_CHANGE = "method_change"
    FACTOR_CHANGE = "factor_change"
    ERROR = "error"
    ORGANIC_GROWTH = "organic_growth"


COMING = frozenset({ChangeKind.MERGER, ChangeKind.ACQUISITION, ChangeKind.INSOURCING})
GOING = frozenset({ChangeKind.DIVESTMENT, ChangeKind.OUTSOURCING})
CORRECTIONS = frozenset({ChangeKind.METHOD_CHANGE, ChangeKind.FACTOR_CHANGE, ChangeKind.ERROR})
_WHOLE_COMPANIES = frozenset({ChangeKind.MERGER, ChangeKind.ACQUISITION, ChangeKind.DIVESTMENT})


def _kind(value: str) -> ChangeKind:
    return word(ChangeKind)(value)


_SAME = ("kind", "date", "entity", "member_id", "share", "entity_since")


@frozen(kw_only=True)
class StructuralChange(Record):
    """Hold what one change means for one scope of the base year.

    Parameters
    ----------
    change_id
        Rows of one change, one for each scope, have the same.
    kind, date
        What happened, and on which day.
    entity, member_id
        The company, site or task, and the member whose base year it concerns.
    share
        Part of the entity that came or went, from 0 to 1.
    scope
        Scope of the emissions of this row.
    base_year_co2e_kg
        Kilograms that the entity emitted in the base year, whole; what goes out is written without a minus sign. For
        insourcing and outsourcing a scope that changes the other way is negative. For a method, a factor or an error
        it is the difference, right minus stated.
    entity_since
        First day of the entity; one that is younger than the base year never restates it.
    reason
        For people.

    """

    change_id: str
    kind: ChangeKind = field(converter=_kind)
    date: dt.date = field(converter=day)
    entity: str = ""
    member_id: str
    share: Fraction = field(default=Fraction(1), converter=share)
    scope: Scope | None = field(default=None, converter=optional(scope_word))
    base_year_co2e_kg: Decimal | None = amount_field(default=None)  # noqa: RUF009 - a field
    entity_since: dt.date | None = field(default=None, converter=optional(day))
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        wrong = [issue.at(column="base_year_co2e_kg") for issue in too_large(self.base_year_co2e_kg)]
        if self.base_year_co2e_kg is None:
            wrong += self._nothing_to_add()
        elif self.scope is None:
            wrong.append(Issue(code="missing_field", message="The emissions have no scope.", column="scope"))
        elif self.base_year_co2e_kg < 0 and self.kind in _WHOLE_COMPANIES:
            message = (
                f"What an entity emitted in the base year cannot be below zero; {self.kind} says which way it went."
            )
            value = str(self.base_year_co2e_kg)
            wrong.append(Issue(code="negative_amount", message=message, column="base_year_co2e_kg", value=value))
        if self.entity_since is not None and self.entity_since > self.date:
            message = f"The entity begins on {self.entity_since}, after the change on {self.date}."
            wrong.append(
                Issue(code="dates_reversed", message=message, column="entity_since", value=str(self.entity_since))
            )
        if wrong:
            raise DataError(*wrong)

    def _nothing_to_add(self) -> list[Issue]:
        if self.kind == ChangeKind.ORGANIC_GROWTH or self.entity_since is not None:
            return []
        return [
            Issue(
                code="no_base_year_emissions",
                message=f"The {self.kind} does not say what {self.entity or 'it'} means for the base year.",
                column="base_year_co2e_kg",
                hint="Write the kilograms of the base year for each scope, estimated if need be; or entity_since, if "
                "the entity is younger.",
            )
        ]

    @property
    def mg(self) -> int:
        """Whole milligrams that the base year gains in this scope; negative when it loses them."""
        gained = round(Fraction(self.base_year_co2e_kg or 0) * MG_PER_KG * self.share)
        return -gained if self.kind in GOING else gained


@frozen(kw_only=True)
class StructuralChanges:
    """Hold the structural changes of an alliance.

    Parameters
    ----------
    rows
        In the order of the file.

    """

    rows: tuple[StructuralChange, ...] = ()

    def moved(self, first: dt.date, last: dt.date) -> frozenset[tuple[str, str]]:
        """Return members and their entities that came or went from one day to another, both included."""
        kinds = COMING | GOING
        return frozenset(
            (row.member_id, row.entity) for row in self.rows if row.kind in kinds and first <= row.date <= last
        )

    def write(self, folder: Path) -> None:
        """Write the rows into a folder; nothing when there are none."""
        if self.rows:
            write_records(folder / FILE, StructuralChange, self.rows)


def read(folder: Path, *, member_ids: Collection[str], issues: list[Issue]) -> StructuralChanges:
    """Return the structural changes of an alliance's folder.

    A change of which one row cannot be used is left out altogether: half of it would restate the base year wrongly.

    Parameters
    ----------
    folder
        With ``structural_changes.csv``, or without.
    member_ids
        Who may be named.
    issues
        Where problems go.

    """
    file = folder / FILE
    found: list[Issue] = []
    rows = read_records(file, StructuralChange, found)
    for row in rows:
        found += known(row, "member_id", member_ids, "members.csv")
    found += _contradictions(rows)
    bad = {issue.row for issue in found if issue.severity == "error"}
    # a row that could not be read still names the change that it leaves incomplete
    refused = {row.change_id for row in read_records(file, _Named, []) if row.row in bad}
    for row in rows:
        if row.change_id in refused and row.row not in bad:
            message = f"Another row of {row.change_id} cannot be used, so the whole change is left out."
            found.append(row.issue("incomplete_change", message, "change_id", row.change_id))
    issues += found
    return StructuralChanges(rows=tuple(row for row in rows if row.change_id not in refused))


@frozen(kw_only=True)
class _Named(Record):
    """A row of which only the change matters."""

    change_id: str = ""


def _contradictions(rows: Iterable[StructuralChange]) -> list[Issue]:
    """Return issues for rows of one change that tell different stories, or the same scope twice."""
    found: list[Issue] = []
    first: dict[str, StructuralChange] = {}
    scopes: set[tuple[str, Scope | None]] = set()
    for row in rows:
        told = first.setdefault(row.change_id, row)
        wrong = [name for name in _SAME if getattr(row, name) != getattr(told, name)]
        if wrong:
            message = f"{row.change_id} has another {wrong[0]} in row {told.row}."
            hint = "Rows of one change differ in scope and emissions only; give another change another change_id."
            found.append(row.issue("contradictory_change", message, wrong[0], getattr(row, wrong[0]), hint=hint))
        elif (row.change_id, row.scope) in scopes:
            message = f"{row.change_id} has two rows for {row.scope or 'no scope'}."
            found.append(row.issue("duplicate_change", message, "scope", row.scope or "", hint="Write their sum."))
        scopes.add((row.change_id, row.scope))
    return found
