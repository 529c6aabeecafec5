"""Layouts: what lines say apart from their amounts, as codes that hold for all batches."""

from __future__ import annotations

from datetime import date
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import define, field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from greenprod.items.base import Item

_LARGEST = 1 << 24
"""A table of all combinations of codes may take up to 64 MB."""


@frozen(eq=False)
class Given:
    """Hold what lines of one item class say apart from their amounts, as columns of codes.

    Parameters
    ----------
    texts
        By field: a code for each line (-1 for none) and the texts behind the codes.
    days
        By date field: the first day of a stretch of time, or a day of a period, as numbers of `calendar`.
    calendar
        By date field: the proleptic ordinal behind each number, 0 for none.
    present
        By amount field: whether each line has it; one value where all are alike.
    size
        Number of lines.

    """

    texts: Mapping[str, tuple[np.ndarray, list[str]]]
    days: Mapping[str, np.ndarray]
    calendar: Mapping[str, Callable[[int], int]]
    present: Mapping[str, np.ndarray | bool]
    size: int

    @property
    def varying(self) -> dict[str, np.ndarray]:
        """Whether each line has an amount, for the amounts that some have and some have not."""
        return {name: given for name, given in self.present.items() if not isinstance(given, bool)}

    def layout(self, kind: type[Item]) -> tuple[object, ...]:
        """Return which columns there are."""
        present = tuple((name, given if isinstance(given, bool) else None) for name, given in self.present.items())
        return kind, tuple(self.texts), tuple(self.days), present

    def fields(self, row: int) -> dict[str, Any]:
        """Return the fields of a line's description."""
        found: dict[str, Any] = {
            name: texts[codes[row]] for name, (codes, texts) in self.texts.items() if codes[row] >= 0
        }
        ordinals = {name: self.calendar[name](int(days[row])) for name, days in self.days.items()}
        found |= {name: date.fromordinal(day) for name, day in ordinals.items() if day}
        alike = {name: here if isinstance(here, bool) else bool(here[row]) for name, here in self.present.items()}
        return found | {name: 1.0 for name, here in alike.items() if here}


@define(eq=False)
class Layout:
    """Number the descriptions of one item class that come as the same columns.

    The texts of a column get codes that hold for all batches. Where all combinations of codes fit into a table, the
    description of a line is found by one look into it; otherwise distinct combinations are looked up as bytes.
    """

    texts: list[dict[str, int]]
    known: dict[bytes, int] = field(factory=dict)
    spans: tuple[int, ...] = ()
    table: np.ndarray | None = None

    def codes(self, given: Given) -> list[np.ndarray]:
        """Return lasting codes of the lines, from 0 upwards: texts, stretches and days, amounts given."""
        columns = []
        for known, (codes, texts) in zip(self.texts, given.texts.values(), strict=True):
            lasting = np.array([*(known.setdefault(text, len(known)) + 1 for text in texts), 0], dtype=np.int32)
            columns.append(lasting.take(codes, mode="wrap"))
        return [*columns, *given.days.values(), *given.varying.values()]

    def widen(self, columns: Sequence[np.ndarray]) -> None:
        """Make room for all combinations of codes, as long as there are not too many."""
        needed = [len(known) + 1 for known in self.texts]
        needed += [int(column.max(initial=0)) + 1 for column in columns[len(needed) :]]
        had = self.spans or (1,) * len(needed)
        if self.spans and all(map(int.__le__, needed, had)):
            return
        self.spans = tuple(max(span, 1 << (width - 1).bit_length()) for span, width in zip(had, needed, strict=True))
        self.table = None
        if prod(self.spans) <= _LARGEST:
            self.table = np.full(prod(self.spans), -1, dtype=np.int32)
            rows = np.frombuffer(b"".join(self.known), dtype=np.int32).reshape(len(self.known), len(self.spans))
            self.table[mixed(list(rows.T), self.spans, len(rows))] = list(self.known.values())


def mixed(columns: Sequence[np.ndarray], spans: Sequence[int], size: int) -> np.ndarray:
    """Return one number for the codes of each line, which lie under the spans."""
    keys: np.ndarray = np.zeros(size, dtype=np.int32)
    for place, (column, span) in enumerate(zip(columns, spans, strict=True)):
        if place:
            keys *= np.int32(span)
            keys += column
        else:
            keys = column.astype(np.int32)
    return keys
