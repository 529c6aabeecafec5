"""Postings of booked lines as columns: what a ledger is summed by when it is summed by stage or scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from greenprod.footprint.kernel import MEASURES, whole_mg_column

if TYPE_CHECKING:
    from greenprod.footprint.booked import Booked
    from greenprod.footprint.resolve import Coefficient

POSTING_COLUMNS = ("stage", "scope", "scope_category")
"""Groupings that one line can belong to several times, once for each of its postings."""


@frozen
class Postings:
    """Hold the postings of all booked lines as columns.

    Parameters
    ----------
    line
        Position of the line in the ledger.
    measure
        Column it is booked to.
    mg
        Whole milligrams.
    label, labels
        Code of the posting's stage, scope or scope category, and the values behind the codes, by column.

    """

    line: np.ndarray
    measure: np.ndarray
    mg: np.ndarray
    label: np.ndarray
    labels: dict[str, list[str]]

    @classmethod
    def of(cls, tables: tuple[Booked, ...], names: list[str]) -> Postings:
        """Return the postings of tables, labelled by some of `POSTING_COLUMNS`."""
        distinct: dict[tuple[str, ...], int] = {}
        parts: list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]] = []
        start = 0
        for table in tables:
            rows = np.arange(table.size)[table.bookable()]
            codes, product = table.codes[rows], table.product[rows]
            for measure, mg_per_unit, found in table.slots():
                label_of = [distinct.setdefault(_label(c, names), len(distinct)) if c else -1 for c in found]
                label = np.array(label_of, dtype=np.int64)[codes]
                posted = np.flatnonzero(label >= 0)
                mg = whole_mg_column(mg_per_unit[codes[posted]], product[posted])
                place = np.full(posted.size, MEASURES.index(measure), dtype=np.int8)
                parts.append((start + rows[posted], place, mg, label[posted]))
            start += table.size
        none = np.zeros(0, dtype=np.int64)
        line, place, mg, label = (np.concatenate(column) for column in zip((none,) * 4, *parts, strict=True))
        labels = {name: [label[position] for label in distinct] for position, name in enumerate(names)}
        return cls(line, np.array(MEASURES, dtype=object)[place.astype(np.int64)], mg, label, labels)


def _label(c: Coefficient, names: list[str]) -> tuple[str, ...]:
    scope = str(c.scope) if c.scope else "outside"
    values = {"stage": str(c.stage), "scope": scope, "scope_category": c.scope_category}
    return tuple(values[name] for name in names)
