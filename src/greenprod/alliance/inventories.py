"""Inventories: what two parties emitted, line by line, as it is laid on the table before they are joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen
from attrs.converters import optional

from greenprod.alliance.emissions import Scope, scope_word, too_large, whole_mg
from greenprod.alliance.records import (
    Record,
    amount_field,
    day,
    read_records,
    share,
    whole,
    word,
    write_records,
)
from greenprod.errors import DataError, Issue, near
from greenprod.vocabulary import Status

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal
    from fractions import Fraction
    from pathlib import Path

FILE = "inventories.csv"
RANGES_FILE = "inventory_ranges.csv"


def _status(value: str) -> Status:
    return word(Status)(value)


@frozen(kw_only=True)
class InventoryRow(Record):
    """Hold one row of an inventory. Nothing is refused that due diligence can tell about, such as a negative figure.

    Parameters
    ----------
    inventory
        Which of the inventories in the file it belongs to.
    entity, year, scope, scope_category
        Whose, of which year, and where it was booked; a category such as 3.6.
    co2e_kg
        Kilograms CO2e; 0 is a reported zero, empty is known to be missing.
    boundary, consolidation, gwp, factor_edition
        By which rules and with which edition of the factors; empty is not stated.
    status, evidence
        Where the amount comes from, and its document.
    production_id, production, share
        The production, its title, and the part of it that the row carries; empty is not stated.
    activity, region, date, amount, unit
        What was done, where, when and how much of it.

    """

    inventory: str
    entity: str
    year: int = field(converter=whole)
    scope: Scope = field(converter=scope_word)
    scope_category: str = ""
    co2e_kg: Decimal | None = amount_field(default=None)  # noqa: RUF009 - a field
    boundary: str = ""
    consolidation: str = ""
    gwp: str = ""
    factor_edition: str = ""
    status: Status | None = field(default=None, converter=optional(_status))
    evidence: str = ""
    production_id: str = ""
    production: str = ""
    share: Fraction | None = field(default=None, converter=optional(share))
    activity: str = ""
    region: str = ""
    date: dt.date | None = field(default=None, converter=optional(day))
    amount: Decimal | None = amount_field(default=None)  # noqa: RUF009 - a field
    unit: str = ""

    def __attrs_post_init__(self) -> None:
        wrong = [issue.at(column="co2e_kg") for issue in too_large(self.co2e_kg)]
        if self.amount is not None and not self.unit:
            wrong.append(Issue(code="missing_unit", message="The amount has no unit.", column="unit"))
        if wrong:
            raise DataError(*wrong)

    @property
    def mg(self) -> int | None:
        """Whole milligrams CO2e, None where they are missing."""
        return None if self.co2e_kg is None else whole_mg(self.co2e_kg)


@frozen(kw_only=True)
class Range(Record):
    """Hold what is usual: kilograms for a production, or for one unit of an activity.

    Parameters
    ----------
    activity, unit
        An activity or the beginning of its name, and the unit; both empty for a whole production.
    low_kg, high_kg
        Both inside the range.
    source, url
        Who says so.

    """

    activity: str = ""
    unit: str = ""
    low_kg: Decimal = amount_field()  # noqa: RUF009 - a field
    high_kg: Decimal = amount_field()  # noqa: RUF009 - a field
    source: str
    url: str = ""

    def __attrs_post_init__(self) -> None:
        if self.low_kg > self.high_kg:
            message = f"The range begins at {self.low_kg} and ends at {self.high_kg}."
            raise DataError(Issue(code="range_reversed", message=message, column="low_kg", value=str(self.low_kg)))
        if bool(self.activity) != bool(self.unit):
            column = "unit" if self.activity else "activity"
            hint = "Give both, or none of them for a whole production."
            raise DataError(
                Issue(code="missing_field", message=f"The range has no {column}.", column=column, hint=hint)
            )


@frozen(kw_only=True)
class Inventory:
    """Hold the rows of one inventory.

    Parameters
    ----------
    name
        Of the inventory.
    rows
        In the order of the file.

    """

    name: str
    rows: tuple[InventoryRow, ...] = ()

    def total_mg(self) -> dict[int, dict[str, int]]:
        """Return whole milligrams by year, then by scope; a scope that nobody stated is not there."""
        found: dict[int, dict[str, int]] = {}
        for row in self.rows:
            if row.mg is not None:
                scopes = found.setdefault(row.year, {})
                scopes[row.scope] = scopes.get(row.scope, 0) + row.mg
        return found


@frozen(kw_only=True)
class Inventories:
    """Hold all inventories of a folder, and the ranges that they are held against.

    Parameters
    ----------
    rows, ranges
        In the order of their files.

    """

    rows: tuple[InventoryRow, ...] = ()
    ranges: tuple[Range, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the inventories, in the order that they turn up."""
        return tuple(dict.fromkeys(row.inventory for row in self.rows))

    def of(self, name: str) -> Inventory:
        """Return an inventory.

        Raises
        ------
        DataError
            ``unknown_inventory`` with the names that there are.

        """
        if name not in self.names:
            close = near(name, self.names, limit=1)
            raise DataError(
                Issue(
                    code="unknown_inventory",
                    message=f"There is no inventory {name!r}.",
                    value=name,
                    valid_values=self.names,
                    hint=f"Did you mean {close[0]}?" if close else "",
                )
            )
        return Inventory(name=name, rows=tuple(row for row in self.rows if row.inventory == name))

    def write(self, folder: Path) -> None:
        """Write the tables that have rows into a folder."""
        if self.rows:
            write_records(folder / FILE, InventoryRow, self.rows)
        if self.ranges:
            write_records(folder / RANGES_FILE, Range, self.ranges)


def read(folder: Path, *, issues: list[Issue]) -> Inventories:
    """Return the inventories of a folder.

    Parameters
    ----------
    folder
        With ``inventories.csv`` and ``inventory_ranges.csv``, or without.
    issues
        Where problems go; a row with one is left out.

    """
    rows = read_records(folder / FILE, InventoryRow, issues)
    return Inventories(rows=tuple(rows), ranges=tuple(read_records(folder / RANGES_FILE, Range, issues)))
