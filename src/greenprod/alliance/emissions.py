"""Stated inventories: what each member said that it emitted, by year and scope, with what it was worked out from."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import field, frozen

from greenprod.alliance.records import Record, amount_field, known, read_records, whole, word, write_records
from greenprod.errors import DataError, Issue
from greenprod.footprint.kernel import LIMIT_MG, TOTAL
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    Inventory = Mapping[tuple[str, int], Mapping[str, int]]
    """Whole milligrams by member and year, then by scope."""

FILE = "emissions.csv"
MG_PER_KG = 10**6


class Scope(StrEnum):
    """A scope as the ledger books it; electricity stands in two views."""

    SCOPE1 = "scope1"
    SCOPE2_LOCATION = "scope2_location"
    SCOPE2_MARKET = "scope2_market"
    SCOPE3 = "scope3"


def scope_word(value: str) -> Scope:
    """Convert one of the words of `Scope`."""
    return word(Scope)(value)


@frozen
class ScopeSet:
    """Hold scopes that may be added: no scope twice, and electricity in one view only.

    Parameters
    ----------
    scopes
        In the order of `Scope`.

    """

    scopes: tuple[Scope, ...]

    @classmethod
    def parse(cls, value: ScopeSet | str) -> ScopeSet:
        """Return the set of scopes that are joined by plus signs.

        Raises
        ------
        DataError
            ``invalid_choice`` for an unknown scope, ``scope2_twice`` for both views of electricity in one sum.

        Examples
        --------
        >>> str(ScopeSet.parse("scope2_location + scope1"))
        'scope1+scope2_location'

        """
        if isinstance(value, ScopeSet):
            return value
        words = [part.strip().lower() for part in str(value).split("+")]
        unknown = [part for part in words if part not in set(Scope)]
        if unknown:
            raise DataError(invalid_choice("scope_set", unknown[0], tuple(Scope)))
        if {Scope.SCOPE2_LOCATION, Scope.SCOPE2_MARKET} <= set(words):
            raise DataError(
                Issue(
                    code="scope2_twice",
                    message="Electricity cannot be counted by location and by market in one sum.",
                    column="scope_set",
                    value=str(value),
                    hint="Take scope2_location or scope2_market.",
                )
            )
        return cls(tuple(scope for scope in Scope if scope in words))

    def total(self, values: Mapping[str, int]) -> int | None:
        """Return the sum over the scopes; None where one of them is missing, since missing is not zero."""
        if any(scope not in values for scope in self.scopes):
            return None
        return sum(values[scope] for scope in self.scopes)

    def __str__(self) -> str:
        return "+".join(self.scopes)


def scope_set(value: ScopeSet | str) -> ScopeSet:
    """Convert scopes that are joined by plus signs."""
    return ScopeSet.parse(value)


ALL_SCOPES = ScopeSet.parse("+".join(TOTAL))
"""What the ledger's total is made of."""


def whole_mg(co2e_kg: Decimal) -> int:
    """Return kilograms in whole milligrams, rounded half to even.

    Examples
    --------
    >>> whole_mg(Decimal("0.0000015"))
    2

    """
    return round(Fraction(co2e_kg) * MG_PER_KG)


def too_large(co2e_kg: Decimal | None) -> list[Issue]:
    """Return an issue when kilograms are beyond what whole milligrams hold."""
    if co2e_kg is None or abs(co2e_kg) * MG_PER_KG <= Decimal(LIMIT_MG):
        return []
    message = f"{co2e_kg} kg is more than any member emits."
    return [Issue(code="overflow", message=message, value=str(co2e_kg), hint="Check the unit: kilograms are meant.")]


@frozen(kw_only=True)
class Emission(Record):
    """Hold one row of a stated inventory.

    Parameters
    ----------
    member_id, year, scope, category
        Whose, of which year, and where it was booked.
    co2e_kg
        Kilograms CO2e, not negative.
    activity, region, amount, unit
        What was done, where and how much of it; empty where only the emissions are known.
    method, factor_edition
        How it was worked out, and with which edition of the factors.
    entity
        Company or site of the member; empty for the member itself.

    """

    member_id: str
    year: int = field(converter=whole)
    scope: Scope = field(converter=scope_word)
    category: str = ""
    co2e_kg: Decimal = amount_field()  # noqa: RUF009 - a field
    activity: str = ""
    region: str = ""
    amount: Decimal | None = amount_field(default=None)  # noqa: RUF009 - a field
    unit: str = ""
    method: str = ""
    factor_edition: str = ""
    entity: str = ""

    def __attrs_post_init__(self) -> None:
        wrong = [
            Issue(code="negative_amount", message=f"{name} is below zero.", column=name, value=str(value))
            for name, value in (("co2e_kg", self.co2e_kg), ("amount", self.amount))
            if value is not None and value < 0
        ]
        wrong += [issue.at(column="co2e_kg") for issue in too_large(self.co2e_kg)]
        if self.amount is not None and not self.unit:
            wrong.append(Issue(code="missing_unit", message="The amount has no unit.", column="unit"))
        if wrong:
            raise DataError(*wrong)

    @property
    def mg(self) -> int:
        """Whole milligrams CO2e."""
        return whole_mg(self.co2e_kg)


@frozen(kw_only=True)
class Emissions:
    """Hold the stated inventories of an alliance.

    Parameters
    ----------
    rows
        In the order of the file.

    """

    rows: tuple[Emission, ...] = ()

    def inventory(self) -> dict[tuple[str, int], dict[str, int]]:
        """Return whole milligrams by member and year, then by scope; a scope that nobody stated is not there."""
        found: dict[tuple[str, int], dict[str, int]] = {}
        for row in self.rows:
            scopes = found.setdefault((row.member_id, row.year), {})
            scopes[row.scope] = scopes.get(row.scope, 0) + row.mg
        return found

    def of(self, year: int) -> tuple[Emission, ...]:
        """Return the rows of one year."""
        return tuple(row for row in self.rows if row.year == year)

    def write(self, folder: Path) -> None:
        """Write the rows into a folder; nothing when there are none."""
        if self.rows:
            write_records(folder / FILE, Emission, self.rows)


def read(folder: Path, *, member_ids: Collection[str], issues: list[Issue]) -> Emissions:
    """Return the stated inventories of an alliance's folder.

    Parameters
    ----------
    folder
        With ``emissions.csv``, or without.
    member_ids
        Who may be named.
    issues
        Where problems go; a row with one is left out.

    """
    usable = []
    for row in read_records(folder / FILE, Emission, issues):
        wrong = known(row, "member_id", member_ids, "members.csv")
        issues += wrong
        usable += [] if wrong else [row]
    return Emissions(rows=tuple(_once(usable, issues)))


def _once(rows: Iterable[Emission], issues: list[Issue]) -> list[Emission]:
    """Keep the first of rows that say the same thing about the same thing, or contradict each other about it."""
    seen: dict[tuple[object, ...], Emission] = {}
    for row in rows:
        key = (
            row.member_id, row.year, row.scope, row.category, row.activity, row.region, row.unit, row.method,
            row.factor_edition, row.entity,
        )  # fmt: skip
        first = seen.setdefault(key, row)
        if first is not row:
            message = f"Row {first.row} states the same member, year, scope, activity and method; it counts."
            hint = "Add the two up in one row, or name the entities that they belong to."
            issues.append(row.issue("duplicate_emission", message, "member_id", row.member_id, hint=hint))
    return list(seen.values())
