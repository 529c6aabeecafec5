"""Cells: amounts accumulated by group and description, from which a footprint can be made again without its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, frozen

from greenprod.readers.arrow import pyarrow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from greenprod.footprint.bases import Keep
    from greenprod.footprint.description import Description
    from greenprod.footprint.terms import Terms

_TABLE = 1 << 22
_SPARSE = 8
"""Up to so many pairs of a group and a basis, or times the lines, a table of all of them is quicker than sorting."""


@frozen(kw_only=True, eq=False)
class Cells:
    """Hold amounts by group and basis.

    Parameters
    ----------
    groups
        Number of groups.
    group, basis
        Place of the group among the totals' keys and of the basis in `bases`, one per cell. A pair can stand
        several times, as parts are put together without looking for it until there are millions.
    amount
        Sum of the products of the lines' amounts, in units of the basis: times ``mg_per_unit`` of one of its
        coefficients it is milligrams of CO2e.
    square
        Sum over the lines of (amount x coefficient of variation of that amount) squared.
    bases
        One description for all that share it.
    keep
        What the amounts are accumulated by.

    """

    keep: Keep
    groups: int
    group: np.ndarray
    basis: np.ndarray
    amount: np.ndarray
    square: np.ndarray
    bases: tuple[Description, ...]

    @classmethod
    def nothing(cls, keep: Keep) -> Cells:
        """Return no cells."""
        none = np.zeros(0, dtype=np.int64)
        return cls(keep=keep, groups=0, group=none, basis=none, amount=np.zeros(0), square=np.zeros(0), bases=())

    @classmethod
    def of(
        cls,
        keys: np.ndarray,
        amount: np.ndarray,
        doubt: np.ndarray | float,
        groups: int,
        bases: tuple[Description, ...],
        keep: Keep,
    ) -> Cells:
        """Return the cells of some lines.

        Parameters
        ----------
        keys
            By line: number of the group times the number of bases, plus that of the basis.
        amount, doubt
            By line: its amount, and the coefficient of variation of that.
        groups, bases, keep
            As for the cells.

        """
        off = amount * doubt
        off *= off
        group, basis, amounts, squares = _added(keys, amount, off, groups, max(len(bases), 1))
        return cls(keep=keep, groups=groups, group=group, basis=basis, amount=amounts, square=squares, bases=bases)

    @classmethod
    def sum(cls, parts: Sequence[Cells], places: Sequence[np.ndarray], groups: int) -> Cells:
        """Return the cells of several parts together.

        Parameters
        ----------
        parts
            Cells.
        places
            For each part, the place of its groups in the sum.
        groups
            Number of groups of the sum.

        """
        bases, numbers = _together([part.bases for part in parts])
        width = max(len(bases), 1)
        keys = np.concatenate(
            [
                (own * width)[part.group] + number[part.basis]
                for part, own, number in zip(parts, places, numbers, strict=True)
            ]
        )
        amount, square = (np.concatenate([getattr(part, name) for part in parts]) for name in ("amount", "square"))
        group, basis, amounts, squares = _added(keys, amount, square, groups, width)
        keep = parts[0].keep
        return cls(keep=keep, groups=groups, group=group, basis=basis, amount=amounts, square=squares, bases=bases)

    def added(self) -> Cells:
        """Return the same cells with no pair of group and basis standing twice."""
        width = max(len(self.bases), 1)
        keys = self.group.astype(np.int64) * width + self.basis
        group, basis, amount, square = _added(keys, self.amount, self.square, self.groups, width)
        return evolve(self, group=group, basis=basis, amount=amount, square=square)

    def to_arrow(self) -> list[Any]:
        """Return cells and bases as Arrow tables."""
        pa = pyarrow()
        columns = {name: getattr(self, name) for name in ("group", "basis", "amount", "square")}
        texts = pa.array([basis.text() for basis in self.bases], pa.string())
        return [pa.table(columns), pa.table({"description": texts}).replace_schema_metadata({"keep": self.keep})]

    @classmethod
    def from_arrow(cls, source: Any, groups: int, terms: Terms) -> Cells:
        """Return the next cells of a stream; each distinct description is resolved once under the terms."""
        pa = pyarrow()
        cells, bases = pa.ipc.open_stream(source).read_all(), pa.ipc.open_stream(source).read_all()
        columns = {name: cells.column(name).to_numpy() for name in ("group", "basis", "amount", "square")}
        described = tuple(terms.descriptions.named(text) for text in bases.column("description").to_pylist())
        keep: Keep = bases.schema.metadata[b"keep"].decode()
        return cls(keep=keep, groups=groups, **columns, bases=described)


def _added(
    keys: np.ndarray, amount: np.ndarray, square: np.ndarray, groups: int, width: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return group, basis and sums of the keys that stand for an amount."""
    size = groups * width
    if size > max(_TABLE, _SPARSE * len(keys)):
        used, place = np.unique(keys, return_inverse=True)
        group, basis = np.divmod(used, width)
        return group, basis, np.bincount(place, weights=amount), np.bincount(place, weights=square)
    amounts = np.bincount(keys, weights=amount, minlength=size)
    here = (amounts != 0).reshape(groups, width)
    used = np.flatnonzero(here)
    # no division: it takes 18 ns a cell
    group = np.repeat(np.arange(groups), np.count_nonzero(here, axis=1))
    return group, used - group * width, amounts[used], np.bincount(keys, weights=square, minlength=size)[used]


def _together(parts: Sequence[tuple[Description, ...]]) -> tuple[tuple[Description, ...], list[np.ndarray]]:
    """Return all bases once, and for each part the place of its own among them."""
    longest = max(parts, key=len)
    if all(part == longest[: len(part)] for part in parts):  # bases of one calculator only grow
        return longest, [np.arange(len(part)) for part in parts]
    distinct = {id(basis): basis for part in parts for basis in part}
    place = {key: number for number, key in enumerate(distinct)}
    return tuple(distinct.values()), [np.array([place[id(basis)] for basis in part], dtype=np.int64) for part in parts]
