"""Duplicates: entities, productions and activity lines that stand in two inventories, or twice in one."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

from attrs import frozen

from greenprod.alliance.completeness import cell_of
from greenprod.alliance.emissions import Scope
from greenprod.alliance.findings import Finding, Severity, where
from greenprod.alliance.likeness import alike, plain
from greenprod.errors import UnitError
from greenprod.units import scale

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from fractions import Fraction

    from greenprod.alliance.inventories import Inventory, InventoryRow

NEAR_DAYS = 3
"""Days between two lines that may be one."""
NEAR_AMOUNT = 0.01
"""Share of the larger amount by which two lines may differ that may be one."""


def duplicates(first: Inventory, second: Inventory) -> Iterator[Finding]:
    """Yield what two inventories would count twice."""
    yield from _entities(first, second)
    yield from _productions(first, second)
    yield from _lines(first, second)


def _entities(first: Inventory, second: Inventory) -> Iterator[Finding]:
    mine, theirs = _by_entity(first), _by_entity(second)
    for name in sorted(mine.keys() & theirs.keys()):
        common = {(row.year, cell_of(row)) for row in mine[name]} & {(row.year, cell_of(row)) for row in theirs[name]}
        rows = [row for row in (*mine[name], *theirs[name]) if (row.year, cell_of(row)) in common]
        if rows:
            years = ", ".join(map(str, sorted({year for year, _ in common})))
            yield Finding(
                severity=Severity.STOP, rule="entity_twice", subject=mine[name][0].entity, evidence=where(rows),
                message=f"Both inventories report the same scopes of this entity for {years}.",
                remedy="Take it out of one of them.",
            )  # fmt: skip
    for one, other in alike(mine, theirs):
        names = mine[one][0].entity, theirs[other][0].entity
        yield Finding(
            severity=Severity.CONDITION, rule="entities_alike", subject=" / ".join(names),
            evidence=where((*mine[one], *theirs[other])), message="The names are so alike that they may be one entity.",
            remedy="Confirm that they are two, or take one out.",
        )  # fmt: skip


def _by_entity(inventory: Inventory) -> dict[str, list[InventoryRow]]:
    found: dict[str, list[InventoryRow]] = defaultdict(list)
    for row in inventory.rows:
        found[plain(row.entity)].append(row)
    return found


@frozen(kw_only=True)
class _Production:
    """Hold the rows of a production in one inventory."""

    rows: tuple[InventoryRow, ...]

    @property
    def name(self) -> str:
        return self.rows[0].production or self.rows[0].production_id

    @property
    def years(self) -> set[int]:
        return {row.year for row in self.rows}

    @property
    def share(self) -> Fraction | None:
        """The largest part that a row carries; None where one does not say."""
        shares = [row.share for row in self.rows if row.share is not None]
        return max(shares) if len(shares) == len(self.rows) else None


def _productions_of(inventory: Inventory) -> list[_Production]:
    found: dict[str, list[InventoryRow]] = defaultdict(list)
    for row in inventory.rows:
        if row.production_id or row.production:
            found[row.production_id.casefold() or f" {plain(row.production)}"].append(row)
    return [_Production(rows=tuple(rows)) for _, rows in sorted(found.items())]


def _productions(first: Inventory, second: Inventory) -> Iterator[Finding]:
    sides = [_productions_of(inventory) for inventory in (first, second)]
    same: dict[tuple[int, int], str] = {}
    for how, names in (("id", _ids), ("title", _titles)):
        mine, theirs = (_index(side, names) for side in sides)
        for name in sorted(mine.keys() & theirs.keys()):
            for pair in product(mine[name], theirs[name]):
                same.setdefault(pair, how)
    for (one, other), how in same.items():
        yield _same_production(sides[0][one], sides[1][other], how)
    mine, theirs = (_index(side, _titles) for side in sides)
    for title, alike_title in alike(mine, theirs):
        for one, other in product(mine[title], theirs[alike_title]):
            if (one, other) not in same:
                yield _alike_productions(sides[0][one], sides[1][other])


def _ids(production: _Production) -> set[str]:
    return {row.production_id.casefold() for row in production.rows if row.production_id}


def _titles(production: _Production) -> set[str]:
    return {plain(row.production) for row in production.rows if row.production}


def _index(side: Sequence[_Production], names: Callable[[_Production], set[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for place, production in enumerate(side):
        for name in names(production):
            found[name].append(place)
    return found


def _same_production(one: _Production, other: _Production, how: str) -> Finding:
    years = sorted(one.years & other.years)
    shares = (one.share, other.share)
    if shares[0] is not None and shares[1] is not None and shares[0] + shares[1] <= 1:
        return Finding(
            severity=Severity.INFO, rule="production_shared", subject=one.name,
            evidence=where((*one.rows, *other.rows)),
            message=f"Both inventories report it (same {how}) with shares of {shares[0]} and {shares[1]}.",
        )  # fmt: skip
    told = f"for {', '.join(map(str, years))}" if years else "for different years"
    return Finding(
        severity=Severity.STOP if years else Severity.CONDITION, rule="production_twice", subject=one.name,
        evidence=where((*one.rows, *other.rows)), message=f"Both inventories report it (same {how}) {told}.",
        remedy="Take it out of one of them, or state in each the share that it carries.",
    )  # fmt: skip


def _alike_productions(one: _Production, other: _Production) -> Finding:
    return Finding(
        severity=Severity.CONDITION, rule="productions_alike", subject=f"{one.name} / {other.name}",
        evidence=where((*one.rows, *other.rows)), message="The titles are so alike that they may be one production.",
        remedy="Confirm that they are two, or take one out.",
    )  # fmt: skip


@frozen(kw_only=True)
class _Line:
    """Hold a row that can be compared: its amount in the unit that its activity first came in."""

    row: InventoryRow
    amount: float


def _comparable(rows: Iterable[InventoryRow]) -> dict[tuple[str, str, str], list[_Line]]:
    """Return lines by activity, region and view; a row whose unit does not fit is told about by `sanity`.

    Power is reported twice, by location and by market, and is no repetition.
    """
    base: dict[str, str] = {}
    found: dict[tuple[str, str, str], list[_Line]] = defaultdict(list)
    for row in rows:
        if row.activity and row.amount:
            try:
                amount = float(row.amount) * scale(row.unit, base.get(row.activity, row.unit))
            except UnitError:
                continue
            base.setdefault(row.activity, row.unit)
            view = str(row.scope) if row.scope is Scope.SCOPE2_MARKET else ""
            found[row.activity, row.region.casefold(), view].append(_Line(row=row, amount=float(f"{amount:.9g}")))
    return found


def _lines(first: Inventory, second: Inventory) -> Iterator[Finding]:
    for _, lines in sorted(_comparable((*first.rows, *second.rows)).items()):
        told: set[frozenset[int]] = set()
        for how, group in _same_lines(lines):
            rows = [line.row for line in group]
            key = frozenset(map(id, rows))
            if not any(key <= other for other in told):
                told.add(key)
                yield _same_line(rows, how)
        yield from _near_lines(lines, first.name, told)


def _same_lines(lines: Iterable[_Line]) -> Iterator[tuple[str, list[_Line]]]:
    groups: dict[tuple[str, object, float], list[_Line]] = defaultdict(list)
    for line in lines:
        for how, value in (("document", line.row.evidence.casefold()), ("date", line.row.date)):
            if value:
                groups[how, value, line.amount].append(line)
    for (how, _, _), group in groups.items():
        if len(group) > 1:
            yield how, group


def _same_line(rows: list[InventoryRow], how: str) -> Finding:
    inventories = {row.inventory for row in rows}
    productions = {plain(row.production) or row.production_id.casefold() for row in rows}
    sure = how == "document" or len(productions) == 1
    across = len(inventories) > 1
    return Finding(
        severity=Severity.STOP if across and sure else Severity.CONDITION,
        rule="line_twice" if across else "line_repeated", subject=rows[0].activity, evidence=where(rows),
        message=f"Rows have the same activity, amount and {how}{'' if sure else ', but other productions'}.",
        remedy="Take all but one out, or show that they are different." if across else "Show that all are real.",
    )  # fmt: skip


def _near_lines(lines: Iterable[_Line], first: str, told: set[frozenset[int]]) -> Iterator[Finding]:
    dated = sorted(
        ((line.row.date, place, line) for place, line in enumerate(lines) if line.row.date), key=lambda x: x[:2]
    )
    for place, (day, _, line) in enumerate(dated):
        for later, _, other in dated[place + 1 :]:
            if (later - day).days > NEAR_DAYS:
                break
            rows = (line.row, other.row) if line.row.inventory == first else (other.row, line.row)
            pair = frozenset(map(id, rows))
            known = any(pair <= group for group in told)
            if not known and line.row.inventory != other.row.inventory and _near(line, other):
                yield Finding(
                    severity=Severity.CONDITION, rule="lines_alike", subject=line.row.activity, evidence=where(rows),
                    message=f"Rows are at most {NEAR_DAYS} days and {NEAR_AMOUNT:.0%} of the amount apart.",
                    remedy="Confirm that they are two, or take one out.",
                )  # fmt: skip


def _near(one: _Line, other: _Line) -> bool:
    if abs(one.amount - other.amount) > NEAR_AMOUNT * max(abs(one.amount), abs(other.amount)):
        return False
    names = [plain(line.row.production) or line.row.production_id.casefold() for line in (one, other)]
    return not all(names) or names[0] == names[1]
