"""A budget: lines that are still being edited, with totals that follow each edit.

A ledger is a record and never changes; a budget is changed all day. So it is the one mutable thing of the footprint:
an edit replaces one line, takes its old postings out of the totals and adds the new ones. Totals are sums of whole
milligrams, so that after any number of edits they are those of a budget made anew, and of the ledger of the same items.
What a line holds stays as it is: an edit puts another line in its place. A budget belongs to one thread at a time.
"""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import evolve, frozen

from greenprod.errors import GreenprodError, Issue
from greenprod.footprint.kernel import LIMIT_MG, MEASURES, TOTAL, overflow
from greenprod.footprint.resolve import remembered
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from greenprod.footprint.calculate import Calculator, Posting, Result
    from greenprod.footprint.resolve import Resolved
    from greenprod.items.base import Item

_Key = TypeVar("_Key", str, tuple[str, str, str])
_OF_ITEM = (
    "production_id", "member_id", "version", "date", "period_start", "period_end", "phase", "department", "episode",
    "account", "status", "supplier", "evidence", "note",
)  # fmt: skip
_OF_DESCRIPTION: dict[str, Callable[[Resolved], str]] = {
    "activity": lambda r: r.activity,
    "category": lambda r: r.category,
    "region": lambda r: r.region,
    "control": lambda r: r.control,
    "unit": lambda r: r.unit,
    "match": lambda r: str(r.match),
    "factors": lambda r: r.factor_ids,
    "missing": lambda r: "; ".join(r.missing),
}
_OF_POSTING: dict[str, Callable[[Posting], str]] = {
    "stage": lambda p: str(p.coefficient.stage),
    "scope": lambda p: str(p.coefficient.scope) if p.coefficient.scope else "outside",
    "scope_category": lambda p: p.coefficient.scope_category,
}
GROUPINGS = ("line_id", "item", "booked", "issue", *_OF_ITEM, *_OF_DESCRIPTION, *_OF_POSTING)
"""What a budget can be summed by."""


@frozen(kw_only=True, slots=True)
class BudgetLine:
    """Hold one line of a budget.

    Parameters
    ----------
    number
        Its place: lines are numbered as they are added, and an edited line keeps its number.
    line_id
        Its id; a line without one is called after its number.
    item
        What was budgeted.
    result
        Its footprint; None when it cannot be calculated.
    problem
        Why not.
    repeated
        Whether a line before it has the same id in the same version of the same production.

    """

    number: int
    line_id: str
    item: Item
    result: Result | None
    problem: Issue | None
    repeated: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from other lines."""
        return self.production_id, self.item.version, self.line_id

    @property
    def production_id(self) -> str:
        """The production, without blanks around its name."""
        return str(self.item.production_id or "").strip()

    @property
    def booked(self) -> bool:
        """Whether it counts."""
        return self.problem is None and not self.repeated

    @property
    def issue(self) -> Issue | None:
        """Why it does not count; None when it does."""
        place = {"line_id": self.line_id, "production_id": self.production_id}
        if self.problem is not None:
            return self.problem.at(**place)
        return _repeated(self.line_id).at(**place) if self.repeated else None

    @property
    def postings(self) -> tuple[Posting, ...]:
        """What is booked; nothing when it does not count."""
        return self.result.postings if self.result is not None and self.booked else ()


class Budget:
    """Hold items with their footprints, and totals that cost an edit no more than the edited line.

    Parameters
    ----------
    calculator
        What the numbers are made with.
    items
        Its lines, in order.

    Examples
    --------
    >>> import greenprod as gp
    >>> trip = {"region": "DK", "date": "2025-05-01", "fuel": "diesel"}
    >>> budget = gp.Calculator().budget(gp.CarTrip(line_id=f"t{n}", distance=100, **trip) for n in range(3))
    >>> before = budget.co2e_kg
    >>> line = budget.edit("t1", gp.CarTrip(line_id="t1", distance=400, **trip))
    >>> round(budget.co2e_kg / before, 6), round(line.result.co2e_kg / budget.co2e_kg, 6)
    (2.0, 0.666667)

    """

    def __init__(self, calculator: Calculator, items: Iterable[Item] = ()) -> None:
        self.calculator = calculator
        self._lines: dict[int, BudgetLine] = {}
        self._named: dict[str, list[int]] = {}
        self._alike: dict[tuple[str, str, str], list[int]] = {}
        self._mg = dict.fromkeys(MEASURES, 0)
        self._last = 0
        for item in items:
            self.add(item)

    def add(self, item: Item) -> BudgetLine:
        """Add a line at the end and return it, booked or with its issue."""
        self._last += 1
        return self._enter(self._worked_out(self._last, item, f"table1:{self._last}"))

    def edit(self, line: str | BudgetLine, item: Item) -> BudgetLine:
        """Put an item in the place of a line and return the new line, booked or with its issue.

        Parameters
        ----------
        line
            The line or its id.
        item
            What it says from now on; it keeps its id unless the item has another one.

        Raises
        ------
        GreenprodError
            ``unknown_line``, or ``ambiguous_line`` for an id that several lines have: give the line itself.

        """
        old = self._one(line)
        new = self._worked_out(old.number, item, old.line_id)
        self._leave(old)
        return self._enter(new)

    def remove(self, line: str | BudgetLine) -> BudgetLine:
        """Take a line out and return it.

        Raises
        ------
        GreenprodError
            As `edit`.

        """
        old = self._one(line)
        self._leave(old)
        del self._lines[old.number]
        return old

    def copy(self) -> Budget:
        """Return a budget with the same lines, to try something out."""
        new = Budget(self.calculator)
        new._lines, new._mg, new._last = dict(self._lines), dict(self._mg), self._last
        new._named = {name: list(numbers) for name, numbers in self._named.items()}
        new._alike = {key: list(numbers) for key, numbers in self._alike.items()}
        return new

    @property
    def lines(self) -> tuple[BudgetLine, ...]:
        """All lines, in order."""
        return tuple(self._lines.values())

    @property
    def issues(self) -> tuple[Issue, ...]:
        """One for each line that does not count."""
        return tuple(line.issue for line in self._lines.values() if line.issue is not None)

    @property
    def total_mg(self) -> dict[str, int]:
        """Whole milligrams of all lines by column, as `Ledger.total_mg`."""
        return _columns(self._mg)

    @property
    def co2e_kg(self) -> float:
        """Total with location-based electricity in kg CO2e."""
        return self.total_mg["co2e_mg"] / 1e6

    def by(self, *columns: str) -> list[dict[str, Any]]:
        """Return the lines summed by columns: the rows that `Ledger.by` has for the same items.

        Parameters
        ----------
        *columns
            `GROUPINGS`; without any, one row for everything.

        Raises
        ------
        GreenprodError
            ``invalid_choice`` for a column that lines cannot be summed by.

        """
        columns = tuple(dict.fromkeys(columns))
        for name in columns:
            if name not in GROUPINGS:
                raise GreenprodError(invalid_choice("by", name, GROUPINGS))
        sums: dict[tuple[Any, ...], dict[str, int]] = {}
        counts: dict[tuple[Any, ...], list[int]] = {}
        posted = not _OF_POSTING.keys().isdisjoint(columns)
        for line in self._lines.values():
            key = tuple([None if name in _OF_POSTING else self._value(line, name) for name in columns])
            if not posted:
                sums.setdefault(key, dict.fromkeys(MEASURES, 0))
                count = counts.setdefault(key, [0, 0])
                count[0] += 1
                count[1] += line.booked
            for posting in line.postings:
                whole = _with_posting(key, columns, posting) if posted else key
                found = sums.setdefault(whole, dict.fromkeys(MEASURES, 0))
                found[posting.coefficient.measure] += posting.mg
        return [_row(columns, key, sums[key], counts.get(key)) for key in sorted(sums)]

    def __getitem__(self, line_id: str) -> BudgetLine:
        return self._one(line_id)

    def __contains__(self, line_id: object) -> bool:
        return line_id in self._named

    def __iter__(self) -> Iterator[BudgetLine]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __repr__(self) -> str:
        booked = sum(line.booked for line in self._lines.values())
        return f"Budget({len(self)} lines, {booked} booked, {self.co2e_kg:,.3f} kg CO2e)"

    def _one(self, line: str | BudgetLine) -> BudgetLine:
        if isinstance(line, BudgetLine):
            numbers = [line.number] if line.number in self._lines else []
            line = line.line_id
        else:
            numbers = self._named.get(line, [])
        if len(numbers) == 1:
            return self._lines[numbers[0]]
        raise GreenprodError(
            Issue(
                code="ambiguous_line" if numbers else "unknown_line",
                message=f"There is {'more than one' if numbers else 'no'} line {line!r} in this budget.",
                column="line_id",
                value=line,
                hint="Give the line itself, from budget.lines." if numbers else "",
            )
        )

    def _worked_out(self, number: int, item: Item, name: str) -> BudgetLine:
        line_id = item.line_id.strip() or name
        try:
            result = self.calculator.calculate(item)
            if sum([abs(posting.mg) for posting in result.postings]) > LIMIT_MG:
                raise overflow()
        except GreenprodError as error:
            return BudgetLine(number=number, line_id=line_id, item=item, result=None, problem=error.issue)
        return BudgetLine(number=number, line_id=line_id, item=item, result=result, problem=None)

    def _enter(self, line: BudgetLine) -> BudgetLine:
        _register(self._named, line.line_id, line.number)
        alike = _register(self._alike, line.key, line.number)
        if alike[0] != line.number:
            line = evolve(line, repeated=True)
        elif len(alike) > 1:
            self._replace(evolve(self._lines[alike[1]], repeated=True))
        self._lines[line.number] = line
        self._count(line, 1)
        return line

    def _leave(self, line: BudgetLine) -> None:
        self._count(line, -1)
        _strike(self._named, line.line_id, line.number)
        _strike(self._alike, line.key, line.number)
        if not line.repeated and line.key in self._alike:
            self._replace(evolve(self._lines[self._alike[line.key][0]], repeated=False))

    def _replace(self, line: BudgetLine) -> None:
        self._count(self._lines[line.number], -1)
        self._lines[line.number] = line
        self._count(line, 1)

    def _count(self, line: BudgetLine, sign: int) -> None:
        for posting in line.postings:
            self._mg[posting.coefficient.rate.measure] += sign * posting.mg

    def _value(self, line: BudgetLine, name: str) -> Any:
        if name in _OF_ITEM:
            return str(getattr(line.item, name) or "").strip()
        if name in _OF_DESCRIPTION:
            resolved = self._resolved(line)
            return _OF_DESCRIPTION[name](resolved) if resolved else ""
        if name == "item":
            return _item_name(line.item)
        if name == "issue":
            return line.issue.code if line.issue else ""
        return getattr(line, name)

    def _resolved(self, line: BudgetLine) -> Resolved | None:
        try:
            return remembered(line.item, self.calculator)
        except GreenprodError:
            return None


def _register(numbers: dict[_Key, list[int]], key: _Key, number: int) -> list[int]:
    found = numbers.get(key)
    if found is None:
        found = numbers[key] = [number]
    else:
        insort(found, number)
    return found


def _strike(numbers: dict[_Key, list[int]], key: _Key, number: int) -> None:
    numbers[key].remove(number)
    if not numbers[key]:
        del numbers[key]


def _item_name(item: Item) -> str:
    from greenprod.items.catalogue import item_name  # noqa: PLC0415 - loads all items, and few budgets have them all

    return item_name(type(item))


def _with_posting(key: tuple[Any, ...], columns: tuple[str, ...], posting: Posting) -> tuple[Any, ...]:
    named = zip(columns, key, strict=True)
    return tuple([_OF_POSTING[name](posting) if name in _OF_POSTING else value for name, value in named])


def _columns(mg: dict[str, int]) -> dict[str, int]:
    """Return sums by the names that columns of milligrams have, with their total."""
    return {**{f"{name}_mg": value for name, value in mg.items()}, "co2e_mg": sum(mg[name] for name in TOTAL)}


def _row(columns: tuple[str, ...], key: tuple[Any, ...], mg: dict[str, int], count: list[int] | None) -> dict[str, Any]:
    row: dict[str, Any] = {**dict(zip(columns, key, strict=True)), **_columns(mg)}
    row["co2e_kg"] = row["co2e_mg"] / 1e6
    if count:
        lines, booked = count
        row |= {"lines": lines, "lines_booked": booked, "coverage": booked / lines}
    return row


def _repeated(line_id: str) -> Issue:
    return Issue(
        code="duplicate_line_id",
        message=f"The line id {line_id!r} is used twice in this production; the first line is booked.",
        column="line_id",
        value=line_id,
        hint="Give every line an id of its own, or delete the copy.",
    )
