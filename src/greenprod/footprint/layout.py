"""Layouts: what lines say apart from their amounts, as codes that hold for all batches."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from attrs import define, field, frozen

from greenprod.footprint.codes import looked_up

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from greenprod.items.base import Item

_LARGEST = 1 << 24
"""A table of all combinations of codes may take up to 64 MB."""

Coded = tuple[np.ndarray, "Sequence[Any]"]
"""A code for each line (-1 for none), and the value behind each code; two codes may stand for one value."""


class When(NamedTuple):
    """Hold a day, or the first and the last day of a period."""

    date: dt.date | None = None
    period_start: dt.date | None = None
    period_end: dt.date | None = None

    @property
    def given(self) -> dict[str, dt.date]:
        """Return the days that there are by field."""
        return {name: day for name, day in zip(TIMES, self, strict=True) if day}

    @property
    def is_complete(self) -> bool:
        """Whether an item can have this time."""
        start, end = self.period_start, self.period_end
        return self.date is not None or (start is not None and end is not None and start <= end)


TIMES = When._fields
"""Fields of an item that say when it was."""


@frozen(eq=False)
class Given:
    """Hold what lines of one item class say apart from their amounts, as columns of codes.

    Parameters
    ----------
    described
        By field: texts, and days (of a stretch of time its first one).
    present
        By amount field: whether each line has it; one value where all are alike.
    size
        Number of lines.

    """

    described: Mapping[str, Coded]
    present: Mapping[str, np.ndarray | bool]
    size: int

    @property
    def columns(self) -> list[Coded]:
        """What differs between lines, amounts that some have and some have not among it."""
        varying = [(here, (False, True)) for here in self.present.values() if not isinstance(here, bool)]
        return [*self.described.values(), *varying]

    def layout(self, kind: type[Item]) -> tuple[object, ...]:
        """Return which columns there are."""
        present = tuple((name, given if isinstance(given, bool) else None) for name, given in self.present.items())
        return kind, tuple(self.described), present

    def of_rows(self, values: Sequence[np.ndarray], rows: np.ndarray) -> list[np.ndarray]:
        """Return the lasting codes of some rows, from those of each column's values."""
        return [looked_up(own, codes[rows]) for own, (codes, _) in zip(values, self.columns, strict=True)]

    def split(self, columns: Sequence[np.ndarray]) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """Return those of some columns, which stand for `columns`, that say when it was, and the others."""
        times = [name in TIMES for name in self.described]
        times += [False] * (len(columns) - len(times))
        timed, others = (
            [column for column, is_time in zip(columns, times, strict=True) if is_time is wanted]
            for wanted in (True, False)
        )
        return timed, others

    def fields(self, row: int) -> dict[str, Any]:
        """Return the fields of a line's description, without its time."""
        found = dict(self._values(row, is_time=False))
        alike = {name: here if isinstance(here, bool) else bool(here[row]) for name, here in self.present.items()}
        return found | {name: 1.0 for name, here in alike.items() if here}

    def when(self, row: int) -> When:
        """Return the time of a line."""
        return When(**dict(self._values(row, is_time=True)))

    def _values(self, row: int, *, is_time: bool) -> Iterator[tuple[str, Any]]:
        for name, (codes, values) in self.described.items():
            if (name in TIMES) is is_time and (code := codes.item(row)) >= 0:
                yield name, values[code]


@frozen(eq=False)
class Room:
    """Hold the numbers of descriptions by the codes of their columns.

    Parameters
    ----------
    spans
        By column: what lies above all codes.
    table
        All combinations of codes, -1 for those never seen; None where that would be too large.

    """

    spans: tuple[int, ...]
    table: np.ndarray | None = None

    def counted(self, codes: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return what each code counts in the place of a combination in the table."""
        steps = [prod(self.spans[place + 1 :]) for place in range(len(self.spans))]
        return [own * step for own, step in zip(codes, steps, strict=True)]


@define(eq=False)
class Layout:
    """Number the descriptions of one item class that come as the same columns.

    The values of a column get codes that hold for all batches. Where all combinations of codes fit into a table, the
    description of a line is found by one look into it; otherwise distinct combinations are looked up as bytes.

    Parameters
    ----------
    values
        By column: the lasting code of each value.
    room
        The table, and how far it reaches.
    known
        Numbers of descriptions by their codes as bytes, where there is no table.
    outlines
        Numbers of outlines by the codes of the columns that do not say when it was.

    """

    values: list[dict[Any, int]]
    room: Room = field(init=False)
    known: dict[bytes, int] = field(factory=dict, init=False)
    outlines: dict[bytes, int] = field(factory=dict, init=False)

    @room.default
    def _no_room(self) -> Room:
        return Room((0,) * len(self.values))

    def lasting(self, columns: Sequence[Coded]) -> list[np.ndarray]:
        """Return the lasting codes, from 1 upwards, of each column's values, and at the end 0, for none."""
        return [
            np.array([*(codes.setdefault(value, len(codes) + 1) for value in values), 0], dtype=np.intp)
            for codes, (_, values) in zip(self.values, columns, strict=True)
        ]

    def widen(self) -> None:
        """Make room for all combinations of codes, as long as there are not too many."""
        needed = [len(codes) + 1 for codes in self.values]
        had = self.room
        if all(map(int.__le__, needed, had.spans)):
            return
        # a column that grows does it by a quarter, as the table is then made again
        spans = tuple(
            max(width, span + span // 4) if width > span else span
            for span, width in zip(had.spans, needed, strict=True)
        )
        table = np.full(prod(spans), -1, dtype=np.int32) if prod(spans) <= _LARGEST else None
        if had.table is not None:
            places = np.flatnonzero(had.table >= 0)
            codes = np.unravel_index(places, had.spans)
            if table is None:
                self.known.update(zip(joined(codes, len(places)), had.table[places].tolist(), strict=True))
            else:
                table[np.ravel_multi_index(codes, spans)] = had.table[places]
        self.room = Room(spans, table)  # last of all: whoever is interrupted before has the old room, and it is whole


def mixed(columns: Sequence[Coded], counted: Sequence[np.ndarray], rows: slice | np.ndarray, size: int) -> np.ndarray:
    """Return one number for the codes of each of some lines, from what the value behind each code counts in it."""
    keys: np.ndarray | None = None
    for (codes, _), counts in zip(columns, counted, strict=True):
        part = looked_up(counts, codes[rows])
        keys = part if keys is None else np.add(keys, part, out=keys)
    return np.zeros(size, dtype=np.intp)[rows] if keys is None else keys


def joined(columns: Sequence[np.ndarray], size: int) -> list[bytes]:
    """Return the codes of each row as bytes."""
    if not columns:
        return [b""] * size
    keys: list[bytes] = np.stack(columns, axis=1).astype(np.int32).view(f"V{4 * len(columns)}").ravel().tolist()
    return keys
