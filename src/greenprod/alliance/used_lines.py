"""Used lines: a production's lines as far as criteria ask about them, and what was found in them."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from greenprod.items.base import to_day

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from greenprod.alliance.criteria import Measure
    from greenprod.footprint.ledger import Ledger


@frozen(kw_only=True)
class Evidence:
    """Hold what the books say about a measure.

    Parameters
    ----------
    measure
        What was measured.
    value
        A share from 0 to 1 or a count; None when it cannot be told.
    why
        How it was counted, or why it cannot be told.
    lines
        Ids of the lines behind it.

    """

    measure: Measure
    value: Fraction | None
    why: str
    lines: tuple[str, ...] = ()

    def __str__(self) -> str:
        value = "cannot be told" if self.value is None else f"{float(self.value):.4g}"
        behind = f" Lines: {', '.join(self.lines)}." if self.lines else ""
        return f"{self.measure}: {value}. {self.why}{behind}"


@frozen(kw_only=True)
class UsedLine:
    """Hold a line as far as criteria ask about it.

    Parameters
    ----------
    place
        Position in the ledger.
    line_id, item, activity, category, amount, booked
        As in the ledger.
    first, last
        First and last day; None where the line has no date.

    """

    place: int
    line_id: str
    item: str
    activity: str
    category: str
    amount: Fraction
    booked: bool
    first: dt.date | None
    last: dt.date | None

    @property
    def leaf(self) -> str:
        """The last part of the activity: fuel or diet."""
        return self.activity.rpartition(".")[2]

    @property
    def days(self) -> set[dt.date]:
        """All days of the line."""
        if self.first is None or self.last is None:
            return set()
        return {self.first + dt.timedelta(days=n) for n in range((self.last - self.first).days + 1)}


def used_lines(ledger: Ledger, production_id: str, version: str = "final") -> list[UsedLine]:
    """Return the lines of one version of a production."""
    lines = ledger.lines
    mine = np.flatnonzero((lines["production_id"].eq(production_id) & lines["version"].eq(version)).to_numpy())
    names = ("line_id", "item", "activity", "category", "amount", "booked", "date", "period_start", "period_end")
    columns = {name: lines[name].iloc[mine].tolist() for name in names}
    return [
        _used(int(place), {name: column[row] for name, column in columns.items()}) for row, place in enumerate(mine)
    ]


def _used(place: int, row: dict[str, object]) -> UsedLine:
    day = str(row["date"])
    first, last = (str(row[name]) or day for name in ("period_start", "period_end"))
    amount = row["amount"]
    return UsedLine(
        place=place,
        line_id=str(row["line_id"]),
        item=str(row["item"]),
        activity=str(row["activity"]),
        category=str(row["category"]),
        amount=Fraction(repr(float(str(amount)))) if row["booked"] else Fraction(0),
        booked=bool(row["booked"]),
        first=to_day(first) if row["booked"] and first else None,
        last=to_day(last) if row["booked"] and last else None,
    )


def ids(lines: Iterable[UsedLine]) -> tuple[str, ...]:
    """Return the ids of lines."""
    return tuple(line.line_id for line in lines)


def doubt(
    measure: Measure, lines: Iterable[UsedLine], relevant: Collection[UsedLine], *, dated: bool = False
) -> Evidence | None:
    """Return why nothing can be told: a line with a problem may be a relevant one, or a relevant one has no day."""
    bad = [line for line in lines if not line.booked and (line in relevant or not line.activity)]
    if bad:
        return Evidence(measure=measure, value=None, why="A line that may matter is not booked.", lines=ids(bad))
    undated = [line for line in relevant if dated and not line.days]
    if undated:
        return Evidence(measure=measure, value=None, why="A line has no date.", lines=ids(undated))
    return None
