"""A ledger's lines gathered into groups, with the amounts that each group is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import define, evolve, field

from greenprod.footprint.by_factor import Gathered
from greenprod.footprint.cells import Cells
from greenprod.footprint.kernel import MEASURES, whole_mg_column
from greenprod.footprint.uncertainty import amount_cv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd

    from greenprod.footprint.booked import Booked
    from greenprod.footprint.description import Description
    from greenprod.footprint.ledger import Ledger
    from greenprod.footprint.resolve import Coefficient

_POSTING: dict[str, Callable[[Coefficient], str]] = {
    "stage": lambda c: str(c.stage),
    "scope": lambda c: str(c.scope) if c.scope else "outside",
    "scope_category": lambda c: c.scope_category,
}
"""Groupings that one line can belong to several times, once for each of its postings."""


def gathered(ledger: Ledger, columns: Sequence[str]) -> Gathered:
    """Return a ledger's lines summed by columns, with the amounts behind each sum; in the order of `Ledger.by`.

    Parameters
    ----------
    ledger
        The ledger.
    columns
        Columns that its lines can be summed by.

    """
    columns = tuple(dict.fromkeys(columns))
    of_line = [name for name in columns if name not in _POSTING]
    of_posting = [name for name in columns if name in _POSTING]
    group, line_keys = _line_groups(ledger.lines, of_line)
    parts = _Parts(of_posting)
    rows = _Rows.of(ledger, group, parts)
    label_keys = list(parts.labels) or [()]
    pairs = rows.group * len(label_keys) + rows.label
    # a group of lines without any booked one is still a group; a stage without a posting is none
    used = np.unique(pairs) if of_posting else np.arange(len(line_keys))
    place = np.searchsorted(used, pairs)
    keys = []
    for line, label in zip(used // len(label_keys), used % len(label_keys), strict=True):
        own = dict(zip(of_line, line_keys[line], strict=True)) | dict(zip(of_posting, label_keys[label], strict=True))
        keys.append(tuple(own[name] for name in columns))
    order = sorted(range(len(keys)), key=keys.__getitem__)
    rank = np.zeros(len(keys), dtype=np.int64)
    rank[order] = np.arange(len(keys))
    measures, cells = rows.sums(rank[place], parts, len(keys))
    return Gathered(
        terms=ledger.terms, by=columns, keys=tuple(keys[at] for at in order), measures=measures, cells=cells
    )


def _line_groups(lines: pd.DataFrame, names: list[str]) -> tuple[np.ndarray, list[tuple[Any, ...]]]:
    """Return the group of each line, -1 for none, and the values that name each group."""
    if not names:
        return np.zeros(len(lines), dtype=np.int64), [()] if len(lines) else []
    group = lines.groupby(names, observed=True, sort=False).ngroup().to_numpy()
    found, first = np.unique(group, return_index=True)
    named = lines[names].iloc[first[found >= 0]].astype(object)
    return group, list(named.itertuples(index=False, name=None))


@define(eq=False)
class _Parts:
    """Descriptions, each cut into one part for each label of its postings, and numbered.

    Parameters
    ----------
    names
        What the postings are labelled by; without any, a description is one part.

    """

    names: list[str]
    labels: dict[tuple[str, ...], int] = field(factory=dict)
    bases: list[Description] = field(factory=list)
    _known: dict[int, list[tuple[int, int]]] = field(factory=dict)

    def of(self, described: list[Description]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield label and number of the first part of each description, of the second, and so on; -1 for none."""
        cut = [self._cut(description) for description in described]
        for slot in range(max(map(len, cut), default=0)):
            pairs = [parts[slot] if slot < len(parts) else (-1, -1) for parts in cut]
            label, basis = np.array(pairs, dtype=np.int64).T
            yield label, basis

    def _cut(self, description: Description) -> list[tuple[int, int]]:
        if id(description) not in self._known:
            self._known[id(description)] = [
                (self.labels.setdefault(label, len(self.labels)), self._add(part))
                for label, part in self._labelled(description)
            ]
        return self._known[id(description)]

    def _add(self, part: Description) -> int:
        self.bases.append(part)
        return len(self.bases) - 1

    def _labelled(self, description: Description) -> Iterator[tuple[tuple[str, ...], Description]]:
        resolved = description.resolved
        if resolved is None:
            return
        if not self.names:
            yield (), description
            return
        by_label: dict[tuple[str, ...], list[Coefficient]] = {}
        for c in resolved.coefficients:
            by_label.setdefault(tuple(_POSTING[name](c) for name in self.names), []).append(c)
        for label, own in by_label.items():
            yield label, evolve(description, part=resolved._replace(coefficients=tuple(own)))

    def rates(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield column and mg per unit of the first posting of each part, of the second, and so on."""
        found = [part.resolved.coefficients if part.resolved else () for part in self.bases]
        for slot in range(max(map(len, found), default=0)):
            pairs = [(MEASURES.index(c[slot].measure), c[slot].mg_per_unit) if slot < len(c) else (0, 0) for c in found]
            measure, rate = zip(*pairs, strict=True)
            yield np.array(measure, dtype=np.int64), np.array(rate, dtype=np.float64)


@define(eq=False)
class _Rows:
    """Booked lines, once for each part of their description: group, label, basis, product of the amounts, its doubt."""

    group: np.ndarray
    label: np.ndarray
    basis: np.ndarray
    product: np.ndarray
    doubt: np.ndarray

    @classmethod
    def of(cls, ledger: Ledger, group: np.ndarray, parts: _Parts) -> _Rows:
        """Return the lines of a ledger."""
        none = np.zeros(0, dtype=np.int64)
        found = [(none, none, none, np.zeros(0), np.zeros(0))]
        start = 0
        for table in ledger._tables:  # noqa: SLF001 - a room of the ledger's own
            own = group[start : start + table.size]
            start += table.size
            rows = np.arange(table.size)[table.bookable()]
            rows = rows[own[rows] >= 0]
            codes, doubt = table.codes[rows], _doubt(table, ledger)[rows]
            for label, basis in parts.of(table.described):
                here = np.flatnonzero(basis[codes] >= 0)
                at = codes[here]
                found.append((own[rows[here]], label[at], basis[at], table.product[rows[here]], doubt[here]))
        return cls(*(np.concatenate(column) for column in zip(*found, strict=True)))

    def sums(self, place: np.ndarray, parts: _Parts, groups: int) -> tuple[np.ndarray, Cells]:
        """Return exact sums by group and scope column, and the amounts behind them."""
        measures = np.zeros((groups, len(MEASURES)), dtype=np.int64)
        for measure, rate in parts.rates():
            mg = whole_mg_column(rate[self.basis], self.product)
            np.add.at(measures, (place, measure[self.basis]), mg)
        keys = place * max(len(parts.bases), 1) + self.basis
        return measures, Cells.of(keys, self.product, self.doubt, groups, tuple(parts.bases), "factors")


def _doubt(table: Booked, ledger: Ledger) -> np.ndarray:
    codes, words = table.status
    by_code = np.array([amount_cv(word, ledger.terms.library) for word in words])
    doubt: np.ndarray = by_code[codes] if len(codes) else np.zeros(table.size)
    return doubt
