"""A batch of lines, booked by itself: its totals by group, and its lines as a thin ledger.

Nothing here looks beyond the batch, so that any engine can run batches in any order, twice or on other machines.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from attrs import evolve, frozen

from greenprod.errors import GreenprodError
from greenprod.footprint.booked import TEXTS, WHOLE_TABLE, Booked
from greenprod.footprint.cells import Cells
from greenprod.footprint.codes import BLOCK, combine, looked_up
from greenprod.footprint.description import DESCRIBED
from greenprod.footprint.engine import booked_table, frame_table
from greenprod.footprint.kernel import MEASURE_COLUMNS, MEASURES
from greenprod.footprint.sums import Measured, Postings, Sums, counts
from greenprod.footprint.totals import KEPT_ISSUES, Found, Totals
from greenprod.footprint.uncertainty import amount_cv
from greenprod.readers.arrow import arrow_frame, pyarrow
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from greenprod.errors import Issue
    from greenprod.footprint.bases import Keep
    from greenprod.footprint.terms import Terms
    from greenprod.readers.tables import Table

THIN_TEXTS = ("production_id", "version", "activity", "category", "match", "issue")
THIN_COLUMNS = ("source_row", *THIN_TEXTS, *MEASURE_COLUMNS)
"""Columns of the thin ledger; milligrams are int64, 0 where a line is not booked and has an issue."""


def checked_groups(by: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns of `by`, each once.

    Raises
    ------
    GreenprodError
        ``invalid_choice`` for a column that lines cannot be summed by.

    """
    for name in by:
        if name not in TEXTS:
            raise GreenprodError(invalid_choice("by", name, TEXTS))
    return tuple(dict.fromkeys(by))


def book_batch(
    batch: Any,
    terms: Terms,
    by: tuple[str, ...] = ("production_id",),
    *,
    keep: Keep = "",
    file: str = "",
    first_row: int = 1,
) -> Batch:
    """Book some lines by themselves.

    Parameters
    ----------
    batch
        An Arrow table or record batch, or a DataFrame.
    terms
        What the numbers are made with: a `Calculator`.
    by
        Columns of the lines to sum by.
    keep
        What amounts are accumulated by besides the groups, see `Calculator.totals`; nothing when empty.
    file, first_row
        Where the lines come from, for their issues. What is wrong with a whole table is told with its first lines.

    """
    frame = batch if isinstance(batch, pd.DataFrame) else arrow_frame(batch)
    rows = pd.RangeIndex(first_row, first_row + len(frame))
    return Batch.of(evolve(frame_table(frame), file=file, rows=rows), terms, by, keep=keep)


@frozen(kw_only=True, eq=False, slots=False)
class Batch:
    """Hold some lines that were booked by themselves.

    Parameters
    ----------
    booked
        The lines.
    terms, by, keep
        As in `book_batch`.
    in_full
        Whether its lines are wanted, too: then the totals are added up from them.

    """

    booked: Booked
    terms: Terms
    by: tuple[str, ...]
    keep: Keep
    in_full: bool = False

    @classmethod
    def of(cls, table: Table, terms: Terms, by: tuple[str, ...], *, keep: Keep = "", in_full: bool = False) -> Batch:
        """Book the lines of a table."""
        booked = booked_table(1, table, terms, {})
        booked.refuse_overflow()
        return cls(booked=booked, terms=terms, by=checked_groups(by), keep=keep, in_full=in_full)

    @cached_property
    def totals(self) -> Totals:
        """Sums of the lines by group.

        Raises
        ------
        GreenprodError
            ``overflow`` beyond 9.2 * 10**12 kg.

        """
        codes, keys = self._groups
        sums = Sums.of(len(keys), self.booked.descriptions.emissions())
        for postings in self._postings():
            sums.add(codes[postings.rows], postings)
        sums.check()
        bad = self.booked.problems.bad
        lines = counts(codes, len(keys))
        booked = counts(codes[~bad], len(keys)) if bad.any() else lines
        order = [place for place in sorted(range(len(keys)), key=keys.__getitem__) if lines[place]]
        return Totals(
            terms=self.terms,
            by=self.by,
            keys=tuple(keys[place] for place in order),
            measures=np.stack([sums.mg[name] for name in MEASURES], axis=1)[order],
            lines=lines[order],
            booked=booked[order],
            found=found_in(self.booked),
            cells=self._cells(order) if self.keep else None,
        )

    def _postings(self) -> Iterator[Postings | Measured]:
        if not self.in_full:
            return self.booked.postings()
        columns = {name: self._measures[f"{name}_mg"] for name in MEASURES}
        return Measured.blocks(columns, self.booked.size)

    @cached_property
    def _measures(self) -> dict[str, np.ndarray]:
        return self.booked.measures()

    @cached_property
    def _groups(self) -> tuple[np.ndarray, list[tuple[str, ...]]]:
        """Return the group of each line, from 0 upwards, and the values that name each group."""
        columns = [_unique(*self.booked.column(name)) for name in self.by]
        if len(columns) == 1:
            codes, texts = columns[0]
            if codes.min(initial=0) < 0:
                codes = np.where(codes < 0, np.int32(len(texts) - 1), codes)
            return codes, [(text,) for text in texts]
        codes, first = combine([(codes, len(texts)) for codes, texts in columns], self.booked.size)
        named = [[texts[code] for code in codes[first].tolist()] for codes, texts in columns]
        return codes, list(zip(*named, strict=True)) if named else [()] * len(first)

    def _cells(self, order: list[int]) -> Cells:
        """Return the amounts of the booked lines by group and basis."""
        booked = self.booked
        rows = booked.bookable()
        bases = booked.descriptions.bases(self.keep)
        numbers, groups, amount = booked.numbers[rows], self._groups[0][rows], booked.product[rows].copy()
        counted = np.zeros(len(self._groups[1]), dtype=np.intp)
        counted[order] = np.arange(len(order)) * max(len(bases.described), 1)
        keys = np.empty(len(numbers), dtype=np.intp)
        for start in range(0, len(numbers), BLOCK):
            block = slice(start, start + BLOCK)
            np.add(looked_up(counted, groups[block]), looked_up(bases.place, numbers[block]), out=keys[block])
            amount[block] *= looked_up(bases.scale, numbers[block])
        codes, words = booked.status
        cv = np.array([amount_cv(word, self.terms.library) for word in words])
        doubt = cv[codes[rows]] if len(words) > 1 else float(cv[0])
        return Cells.of(keys, amount, doubt, len(order), bases.described, self.keep)

    def lines(self) -> Any:
        """Return the lines as an Arrow table with the columns of `THIN_COLUMNS`."""
        pa = pyarrow()
        columns = {
            "source_row": pa.array(self.booked.table.rows),
            **{name: self._texts(name) for name in THIN_TEXTS},
            **{name: pa.array(mg) for name, mg in self._measures.items()},
        }
        # no line leaves a cell empty, and a column that says so is written in three quarters of the time
        schema = pa.schema([pa.field(name, columns[name].type, nullable=False) for name in THIN_COLUMNS])
        return pa.table([columns[name] for name in THIN_COLUMNS], schema=schema)

    def _texts(self, name: str) -> Any:
        """Return a text column as Arrow has it, the texts in order: the same bytes whatever was booked before."""
        booked = self.booked
        if name not in DESCRIBED:
            return _dictionary(*_unique(*(booked.first_issue() if name == "issue" else booked.column(name))))
        # the place of each text by description, so that a line is looked at once
        by_number, texts = booked.descriptions.texts(name)
        place, values = _in_order(by_number[: len(booked.used)][booked.used], texts)
        return _arrow(looked_up(place[by_number], booked.numbers), values)


def _unique(codes: np.ndarray, texts: list[str]) -> tuple[np.ndarray, list[str]]:
    """Return a column of codes in which no two stand for one text; the text for -1 is the last one."""
    place: dict[str, int] = {}
    again = [place.setdefault(text, len(place)) for text in texts[:-1]]
    if len(place) == len(again) and texts[-1] not in place:
        return codes, texts
    again.append(place.get(texts[-1], -1))
    return np.array(again, dtype=np.int32)[codes], [*place, texts[-1]]


def _dictionary(codes: np.ndarray, texts: list[str]) -> Any:
    place, values = _in_order(codes, texts)
    return _arrow(looked_up(place, codes), values)


def _in_order(codes: np.ndarray, texts: list[str]) -> tuple[np.ndarray, list[str]]:
    """Return the place of each text among those in use, and these in order."""
    used = np.zeros(len(texts), dtype=bool)
    used[codes] = True
    order = sorted(np.flatnonzero(used).tolist(), key=texts.__getitem__)
    place = np.zeros(len(texts), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return place, [texts[code] for code in order]


def _arrow(codes: np.ndarray, values: list[str]) -> Any:
    pa = pyarrow()
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(values, pa.string()), safe=False)


def found_in(booked: Booked) -> Found:
    """Return what is wrong with the lines of a table."""
    table, problems = booked.table, booked.problems
    place = {"file": table.file, "sheet": table.sheet}
    of_table = [issue.at(**place) for issue in table.issues if issue.row is None]
    of_table += [issue.at(**place, row=1) for _, issue in problems.found if issue.code in WHOLE_TABLE]
    first = [] if booked.is_later else of_table
    counts = Counter(issue.code for issue in first)
    of_lines = [(rows, issue) for rows, issue in problems.found if issue.code not in WHOLE_TABLE]
    for rows, issue in of_lines:
        counts[issue.code] += len(rows)
    return Found.of(counts, first + _at_rows(booked, of_lines))


def _at_rows(booked: Booked, found: list[tuple[np.ndarray, Issue]]) -> list[Issue]:
    """Return issues with their lines, all those of the first lines; no more of them are looked at than can be kept."""
    if not found:
        return []
    rows = np.concatenate([rows for rows, _ in found])
    which = np.repeat(np.arange(len(found)), [len(rows) for rows, _ in found])
    if len(rows) > KEPT_ISSUES:
        kept = rows <= np.partition(rows, KEPT_ISSUES - 1)[KEPT_ISSUES - 1]
        rows, which = rows[kept], which[kept]
    table = booked.table
    told = zip(which, table.rows[rows], booked.named("line_id", rows), booked.named("production_id", rows), strict=True)
    return [
        found[number][1].at(file=table.file, sheet=table.sheet, row=int(row), line_id=line, production_id=production)
        for number, row, line, production in told
    ]
