"""Sanity: figures below zero, units mixed up, and figures outside what is usual."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

from attrs import frozen

from greenprod.alliance.findings import Finding, Severity, where
from greenprod.errors import UnitError
from greenprod.units import scale

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from greenprod.alliance.emissions import ScopeSet
    from greenprod.alliance.inventories import Inventory, InventoryRow, Range

_ENOUGH = 3
"""Rows that make a median to hold one row against."""


@frozen
class Slip:
    """Hold a factor that a mix-up of units leaves behind.

    Parameters
    ----------
    factor
        How many times too large, or too small.
    tolerance
        Share by which a ratio may miss it.
    units
        For people.
    severity
        A thousand is never a coincidence; the others can be.

    """

    factor: float
    tolerance: float
    units: str
    severity: Severity


SLIPS = (
    Slip(1000.0, 0.2, "kilo and not (kg and t, kWh and MWh, m and km)", Severity.STOP),
    Slip(3.6, 0.02, "kWh and MJ", Severity.CONDITION),
    Slip(1.609344, 0.01, "miles and kilometres", Severity.CONDITION),
)


def sanity(first: Inventory, second: Inventory) -> Iterator[Finding]:
    """Yield figures that cannot be right as they stand."""
    for row in (*first.rows, *second.rows):
        for column, value in (("co2e_kg", row.co2e_kg), ("amount", row.amount)):
            if value is not None and value < 0:
                yield Finding(
                    severity=Severity.STOP, rule="below_zero", subject=f"{row.inventory}: {row.entity} {row.year}",
                    message=f"{column} is {value}.", evidence=where([row]),
                    remedy="Report removals, credits and refunds beside the inventory, not in it.",
                )  # fmt: skip
    yield from _slips(first, second)


def _slips(first: Inventory, second: Inventory) -> Iterator[Finding]:
    groups: dict[tuple[str, str], list[InventoryRow]] = defaultdict(list)
    for row in (*first.rows, *second.rows):
        if row.activity and row.amount is not None:
            groups[row.activity, row.region.casefold()].append(row)
    for (activity, _), rows in sorted(groups.items()):
        unit = rows[0].unit
        unfit = [row for row in rows if _amount(row, unit) is None]
        if unfit:
            yield Finding(
                severity=Severity.CONDITION, rule="unit_clash", subject=activity, evidence=where(unfit),
                message=f"Units of one activity cannot be converted to {unit!r}: {_words(unfit)}.",
                remedy="Give the amounts in units of one dimension.",
            )  # fmt: skip
        per = [(row, found) for row in rows if (found := _per_unit(row, unit))]
        sides = [[pair for pair in per if pair[0].inventory == side.name] for side in (first, second)]
        slip = _slip(*(median(found for _, found in side) for side in sides)) if all(sides) else None
        if slip is not None:
            message = f"Emissions per {unit} of the inventories are about {slip.factor:g} apart, as {slip.units}."
            yield _suspect(slip, activity, message, [row for row, _ in per])
        for side in sides:
            yield from _odd_rows(side, activity, unit)


def _odd_rows(side: list[tuple[InventoryRow, float]], activity: str, unit: str) -> Iterator[Finding]:
    if len(side) < _ENOUGH:
        return
    usual = median(found for _, found in side)
    for row, found in side:
        slip = _slip(found, usual)
        if slip is not None:
            message = f"Emissions per {unit} are about {slip.factor:g} from the other rows, as {slip.units}."
            yield _suspect(slip, activity, message, [row])


def _suspect(slip: Slip, activity: str, message: str, rows: Iterable[InventoryRow]) -> Finding:
    return Finding(
        severity=slip.severity, rule="unit_suspect", subject=activity, message=message, evidence=where(rows),
        remedy="Check the units of amounts and of co2e_kg against the documents.",
    )  # fmt: skip


def _slip(one: float, other: float) -> Slip | None:
    ratio = max(one, other) / min(one, other)
    return next((slip for slip in SLIPS if abs(ratio / slip.factor - 1) <= slip.tolerance), None)


def _amount(row: InventoryRow, unit: str) -> float | None:
    try:
        return float(row.amount or 0) * scale(row.unit, unit)
    except UnitError:
        return None


def _per_unit(row: InventoryRow, unit: str) -> float | None:
    """Return kilograms per unit, None where there is nothing to divide or to divide by."""
    amount = _amount(row, unit)
    if not amount or amount < 0 or row.co2e_kg is None or row.co2e_kg <= 0:
        return None
    return float(row.co2e_kg) / amount


def _words(rows: Iterable[InventoryRow]) -> str:
    return ", ".join(sorted({repr(row.unit) for row in rows}))


def outliers(inventory: Inventory, ranges: Iterable[Range], scopes: ScopeSet) -> Iterator[Finding]:
    """Yield productions and activities outside the ranges.

    Parameters
    ----------
    inventory
        Whose rows.
    ranges
        Without any, nothing is an outlier. Of those for an activity the one with the longest name counts.
    scopes
        What a production's total is the sum of.

    """
    known = tuple(ranges)
    for one in known:
        if not one.activity:
            yield from _odd_productions(inventory, one, scopes)
    odd: dict[tuple[str, Range], list[InventoryRow]] = defaultdict(list)
    for row in inventory.rows:
        fitting = [one for one in known if one.activity and f"{row.activity}.".startswith(f"{one.activity}.")]
        if fitting:
            longest = max(fitting, key=lambda one: len(one.activity))
            found = _per_unit(row, longest.unit)
            if found is not None and not longest.low_kg <= Decimal(found) <= longest.high_kg:
                odd[row.activity, longest].append(row)
    for (activity, one), rows in odd.items():
        message = f"Emissions are outside {one.low_kg} to {one.high_kg} kg per {one.unit} ({_source(one)})."
        yield _outlier(f"{inventory.name}: {activity}", message, rows)


def _odd_productions(inventory: Inventory, usual: Range, scopes: ScopeSet) -> Iterator[Finding]:
    productions: dict[str, list[InventoryRow]] = defaultdict(list)
    for row in inventory.rows:
        if (row.production_id or row.production) and row.scope in scopes.scopes:
            productions[row.production_id or row.production].append(row)
    for name, rows in sorted(productions.items()):
        shares = {1 if row.share is None else row.share for row in rows}
        if len(shares) == 1 and all(shares) and all(row.co2e_kg is not None for row in rows):
            whole = sum(Fraction(row.co2e_kg or 0) for row in rows) / Fraction(*shares)
            if not usual.low_kg <= whole <= usual.high_kg:
                limits = f"{usual.low_kg} to {usual.high_kg} kg ({_source(usual)})"
                message = f"The whole production has {float(whole):.0f} kg, outside {limits}."
                yield _outlier(f"{inventory.name}: {name}", message, rows)


def _outlier(subject: str, message: str, rows: Iterable[InventoryRow]) -> Finding:
    return Finding(
        severity=Severity.CONDITION, rule="outlier", subject=subject, message=message, evidence=where(rows),
        remedy="Explain the figure, or correct it.",
    )  # fmt: skip


def _source(usual: Range) -> str:
    return f"{usual.source}, {usual.url}" if usual.url else usual.source
