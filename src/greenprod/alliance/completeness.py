"""Completeness: who reported what for which year, scope and category; missing is not zero."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import frozen

from greenprod.alliance.emissions import Scope
from greenprod.alliance.findings import Finding, Severity, where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from greenprod.alliance.inventories import Inventory, InventoryRow


class State(StrEnum):
    """What is known of a cell."""

    REPORTED = "reported"
    REPORTED_ZERO = "reported_zero"
    PARTLY = "partly"
    MISSING = "missing"
    ABSENT = "absent"


_GAPS = frozenset({State.PARTLY, State.MISSING, State.ABSENT})


@frozen(kw_only=True)
class Cell:
    """Hold what an entity reported for a year, scope and category.

    Parameters
    ----------
    inventory, entity, year, scope, category
        Which cell; only scope 3 has categories.
    state
        ``partly``: some of its rows have no figure; ``missing``: none has; ``absent``: there is no row.
    mg
        Sum of the figures in whole milligrams; None where there is none.
    rows
        The rows behind it.

    """

    inventory: str
    entity: str
    year: int
    scope: Scope
    category: str
    state: State
    mg: int | None
    rows: tuple[InventoryRow, ...] = ()


def cell_of(row: InventoryRow) -> tuple[Scope, str]:
    """Return scope and category of a row; the categories of scopes 1 and 2 are the scopes themselves."""
    return row.scope, row.scope_category if row.scope == Scope.SCOPE3 else ""


def matrix(*inventories: Inventory) -> list[Cell]:
    """Return a cell for each entity, year, scope and category that anybody reported, in this order.

    Parameters
    ----------
    *inventories
        What one of them reports is asked of all. An entity that gives scope 3 without categories is asked for none.

    """
    rows = [row for inventory in inventories for row in inventory.rows]
    years = sorted({row.year for row in rows})
    asked = {cell_of(row) for row in rows} - {(Scope.SCOPE3, "")}
    groups: dict[tuple[str, str, int], list[InventoryRow]] = defaultdict(list)
    for row in rows:
        groups[row.inventory, row.entity, row.year].append(row)
    found = []
    for inventory in inventories:
        for entity in sorted({row.entity for row in inventory.rows}):
            for year in years:
                mine = groups.get((inventory.name, entity, year), [])
                own = {cell_of(row) for row in mine}
                lumped = (Scope.SCOPE3, "") in own
                wanted = {cell for cell in asked if not (lumped and cell[0] == Scope.SCOPE3)} | own
                for scope, category in sorted(wanted, key=lambda cell: (list(Scope).index(cell[0]), cell[1])):
                    behind = tuple(row for row in mine if cell_of(row) == (scope, category))
                    state, mg = _known(behind)
                    found.append(
                        Cell(
                            inventory=inventory.name, entity=entity, year=year, scope=scope, category=category,
                            state=state, mg=mg, rows=behind,
                        )
                    )  # fmt: skip
    return found


def _known(rows: Iterable[InventoryRow]) -> tuple[State, int | None]:
    figures = [row.mg for row in rows]
    given = [mg for mg in figures if mg is not None]
    if not given:
        return (State.MISSING if figures else State.ABSENT), None
    if len(given) < len(figures):
        return State.PARTLY, sum(given)
    return (State.REPORTED if any(given) else State.REPORTED_ZERO), sum(given)


def gaps(first: Inventory, second: Inventory) -> Iterator[Finding]:
    """Yield what is missing before two inventories can be added."""
    years = [{row.year for row in inventory.rows} for inventory in (first, second)]
    for inventory in (first, second):
        if not inventory.rows:
            message = f"The inventory {inventory.name!r} has no rows."
            remedy = "Deliver the inventory."
            yield Finding(
                severity=Severity.STOP, rule="no_rows", subject=inventory.name, message=message, remedy=remedy
            )
    if all(years) and not years[0] & years[1]:
        message = f"{first.name} covers {_list(years[0])}, {second.name} {_list(years[1])}: no year is in both."
        yield Finding(
            severity=Severity.STOP, rule="no_common_year", subject="years", message=message,
            remedy="Deliver one year that both cover.",
        )  # fmt: skip
    periods: dict[tuple[str, str, int], list[Cell]] = {}
    for cell in matrix(first, second):
        periods.setdefault((cell.inventory, cell.entity, cell.year), []).append(cell)
    for (name, entity, year), cells in periods.items():
        yield from _gaps_of(f"{name}: {entity} {year}", cells)


def _gaps_of(subject: str, cells: list[Cell]) -> Iterator[Finding]:
    rows = [row for cell in cells for row in cell.rows]
    if not rows:
        message = "Nothing is reported for this year, while another year or inventory has it."
        remedy = "Report the year, or write down that the entity did not exist."
        yield Finding(severity=Severity.CONDITION, rule="year_missing", subject=subject, message=message, remedy=remedy)
        return
    holes = [cell for cell in cells if cell.state in _GAPS]
    if holes:
        told = ", ".join(f"{cell.scope}{f' {cell.category}' * bool(cell.category)} ({cell.state})" for cell in holes)
        yield Finding(
            severity=Severity.CONDITION, rule="incomplete", subject=subject, message=f"No full figure for {told}.",
            evidence=where(row for cell in holes for row in cell.rows if row.co2e_kg is None),
            remedy="Report the figures; write 0 with evidence where there really is nothing.",
        )  # fmt: skip
    lumped = [row for row in rows if cell_of(row) == (Scope.SCOPE3, "")]
    if lumped:
        yield Finding(
            severity=Severity.CONDITION, rule="uncategorised", subject=subject, evidence=where(lumped),
            message="Scope 3 is given without categories, so nobody can see what it covers.",
            remedy="Split it by category.",
        )  # fmt: skip


def _list(years: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(years)))
