"""Year over year: why a year's emissions differ from the year's before, in parts that add up to the milligram.

Every cell (member, entity, scope, category, activity, region) goes through states, each of them booked in whole
milligrams, and each part is the difference of two of them: last year as stated; last year's coefficient with this
year's amount; the same under this year's factors; this year as stated. Differences of a chain add up to the difference
of its ends whatever the states between are, so nothing is left over and nothing has to take in a remainder.
"""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import field, frozen

from greenprod.alliance.emissions import ALL_SCOPES, ScopeSet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import pandas as pd

    from greenprod.alliance.emissions import Emission

_MG_PER_T = 10**9


class Part(StrEnum):
    """What a change comes from, in the order in which it is looked for."""

    STRUCTURE = "structure"
    BOUNDARY = "boundary"
    ACTIVITY = "activity"
    FACTOR_EDITION = "factor_edition"
    METHOD = "method"
    UNEXPLAINED = "unexplained"


class Cell(NamedTuple):
    """Name what is compared between two years."""

    member_id: str
    entity: str
    scope: str
    category: str
    activity: str
    region: str


@frozen(kw_only=True)
class _Booked:
    """One year of a cell: its emissions and what they were worked out from; unknown methods and editions are ''."""

    mg: int
    amount: Fraction | None
    units: frozenset[str]
    methods: frozenset[str]
    editions: frozenset[str]


@frozen(kw_only=True)
class CellChange:
    """Tell how one cell changed.

    Parameters
    ----------
    cell
        What was compared.
    before_mg, after_mg
        Both years as stated; 0 in a year that does not have the cell.
    parts
        Whole milligrams that add up to the difference.
    reason
        Why the change was booked so; for people.

    """

    cell: Cell
    before_mg: int
    after_mg: int
    parts: Mapping[Part, int]
    reason: str


@frozen(kw_only=True)
class YearOverYear:
    """Hold why emissions differ between two years.

    Parameters
    ----------
    scopes
        What was added up.
    cells
        One for each cell of either year, in order of their names.

    """

    scopes: ScopeSet
    cells: tuple[CellChange, ...] = field(repr=False)

    @property
    def before_mg(self) -> int:
        """Emissions of the first year."""
        return sum(cell.before_mg for cell in self.cells)

    @property
    def after_mg(self) -> int:
        """Emissions of the second year."""
        return sum(cell.after_mg for cell in self.cells)

    @property
    def parts(self) -> dict[Part, int]:
        """All parts, those of nothing too; they add up to ``after_mg - before_mg``."""
        return {part: sum(cell.parts.get(part, 0) for cell in self.cells) for part in Part}

    def rows(self) -> list[dict[str, Any]]:
        """Return one row for each cell, with tonnes for people."""
        return [
            {
                **change.cell._asdict(),
                "before_t": change.before_mg / _MG_PER_T,
                "after_t": change.after_mg / _MG_PER_T,
                **{f"{part}_t": change.parts.get(part, 0) / _MG_PER_T for part in Part},
                "reason": change.reason,
            }
            for change in self.cells
        ]

    def steps(self) -> list[dict[str, Any]]:
        """Return the way from one year to the other as rows for a waterfall chart, in tonnes."""
        level, found = self.before_mg, []
        for part, mg in self.parts.items():
            found.append(
                {"part": str(part), "from_t": level / _MG_PER_T, "to_t": (level + mg) / _MG_PER_T, "t": mg / _MG_PER_T}
            )
            level += mg
        return found

    def frame(self) -> pd.DataFrame:
        """Return the rows as a table."""
        import pandas as pd  # noqa: PLC0415 - only who wants a table needs it

        return pd.DataFrame(self.rows())


def explain(
    before: Iterable[Emission],
    after: Iterable[Emission],
    *,
    scopes: ScopeSet = ALL_SCOPES,
    structure: Collection[tuple[str, str]] = (),
    boundary: Collection[tuple[str, str]] = (),
    recalculated: Mapping[Cell, int] | None = None,
) -> YearOverYear:
    """Explain the difference between two years in whole milligrams.

    Parameters
    ----------
    before, after
        Rows of the two years; several rows of a cell are added up.
    scopes
        What is compared.
    structure
        Members and entities that were bought, sold, merged, insourced or outsourced; their whole change is structure.
    boundary
        Members and entities that were there but not counted in one of the years; their whole change is boundary.
    recalculated
        This year's amounts under last year's method with this year's factors, in whole milligrams: parts the factor
        edition from the method where both changed.

    Examples
    --------
    >>> from greenprod.alliance.emissions import Emission
    >>> row = dict(member_id="m", scope="scope1", activity="diesel", unit="L", method="fuel")
    >>> before = Emission(year=2024, co2e_kg="250", amount="100", factor_edition="2024", **row)
    >>> after = Emission(year=2025, co2e_kg="312", amount="120", factor_edition="2025", **row)
    >>> {str(part): mg // 10**6 for part, mg in explain([before], [after]).parts.items() if mg}
    {'activity': 50, 'factor_edition': 12}

    """
    first, second = _cells(before, scopes), _cells(after, scopes)
    outside = _Outside(first, second, frozenset(structure), frozenset(boundary))
    known = recalculated or {}
    found = []
    for cell in sorted({*first, *second}):
        old, new = first.get(cell), second.get(cell)
        difference = (new.mg if new else 0) - (old.mg if old else 0)
        part, reason = outside.part_of(cell)
        parts = {part: difference} if part else {}
        if part is None:
            parts, reason = _matched(old, new, known.get(cell)) if old and new else outside.lonely(cell, difference)
        found.append(
            CellChange(
                cell=cell, before_mg=old.mg if old else 0, after_mg=new.mg if new else 0, parts=parts, reason=reason
            )
        )
    return YearOverYear(scopes=scopes, cells=tuple(found))


def _cells(rows: Iterable[Emission], scopes: ScopeSet) -> dict[Cell, _Booked]:
    groups: dict[Cell, list[Emission]] = defaultdict(list)
    for row in rows:
        if row.scope in scopes.scopes:
            cell = Cell(row.member_id, row.entity, row.scope, row.category, row.activity, row.region)
            groups[cell].append(row)
    return {cell: _booked(group) for cell, group in groups.items()}


def _booked(rows: list[Emission]) -> _Booked:
    amounts = [row.amount for row in rows]
    return _Booked(
        mg=sum(row.mg for row in rows),
        amount=None if None in amounts else sum((Fraction(a) for a in amounts if a is not None), Fraction(0)),
        units=frozenset(row.unit for row in rows),
        methods=frozenset(row.method for row in rows),
        editions=frozenset(row.factor_edition for row in rows),
    )


class _Outside:
    """Find what changed because somebody or something else was counted, before amounts are looked at."""

    def __init__(
        self,
        first: Mapping[Cell, _Booked],
        second: Mapping[Cell, _Booked],
        structure: frozenset[tuple[str, str]],
        boundary: frozenset[tuple[str, str]],
    ) -> None:
        self.structure, self.boundary = structure, boundary
        self.stated = {(c.member_id, c.scope) for c in first} & {(c.member_id, c.scope) for c in second}
        self.methods = [_methods(cells) for cells in (first, second)]

    def part_of(self, cell: Cell) -> tuple[Part | None, str]:
        owner = cell.member_id, cell.entity
        if owner in self.structure:
            return Part.STRUCTURE, "the entity came or went"
        if owner in self.boundary:
            return Part.BOUNDARY, "the entity was counted in one of the years"
        if (cell.member_id, cell.scope) not in self.stated:
            return Part.BOUNDARY, "the member stated this scope in one of the years"
        return None, ""

    def lonely(self, cell: Cell, difference: int) -> tuple[dict[Part, int], str]:
        """Return the parts of a cell that one of the years has: begun, ended, or called something else."""
        one, other = (methods.get(_place(cell), frozenset()) for methods in self.methods)
        if one and other and not one & other:
            return {Part.UNEXPLAINED: difference}, "counted by another method, under another activity"
        return {Part.ACTIVITY: difference}, "begun or ended"


def _place(cell: Cell) -> tuple[str, ...]:
    return cell[: Cell._fields.index("activity")]


def _methods(cells: Mapping[Cell, _Booked]) -> dict[tuple[str, ...], frozenset[str]]:
    found: dict[tuple[str, ...], frozenset[str]] = defaultdict(frozenset)
    for cell, booked in cells.items():
        found[_place(cell)] |= booked.methods
    return found


def _matched(old: _Booked, new: _Booked, recalculated: int | None) -> tuple[dict[Part, int], str]:
    """Return the parts of a cell that both years have."""
    same_edition = _same(old.editions, new.editions)
    same_method = _same(old.methods, new.methods)
    if same_edition and same_method:
        return {Part.ACTIVITY: new.mg - old.mg}, "same method, same factors"
    if old.units != new.units or len(old.units) > 1 or not old.amount or new.amount is None:
        return {Part.UNEXPLAINED: new.mg - old.mg}, "the years have no amounts that can be compared"
    carried = round(old.mg * new.amount / old.amount)
    rest, reason = _coefficient(carried, new.mg, (same_edition, same_method), recalculated)
    return {Part.ACTIVITY: carried - old.mg, **rest}, reason


def _coefficient(
    carried: int, stated: int, same: tuple[bool | None, bool | None], recalculated: int | None
) -> tuple[dict[Part, int], str]:
    """Return the parts of the way from last year's coefficient to this year's, the amount being the same."""
    if None in same:
        return {Part.UNEXPLAINED: stated - carried}, "method or edition is not stated"
    if same == (False, True):
        return {Part.FACTOR_EDITION: stated - carried}, "another edition"
    if same == (True, False):
        return {Part.METHOD: stated - carried}, "another method"
    if recalculated is None:
        return {Part.UNEXPLAINED: stated - carried}, "method and edition changed together"
    parts = {Part.FACTOR_EDITION: recalculated - carried, Part.METHOD: stated - recalculated}
    return parts, "another edition and another method, parted by the recalculation"


def _same(one: frozenset[str], other: frozenset[str]) -> bool | None:
    """Tell whether two years share their editions or methods; None where one does not say."""
    return None if "" in one | other else one == other
