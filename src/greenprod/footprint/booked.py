"""One table's lines on their way into the ledger: descriptions by code, products of amounts, problems."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from attrs import define, evolve

from greenprod.footprint.codes import looked_up, text_codes
from greenprod.footprint.description import DESCRIBED
from greenprod.footprint.kernel import LIMIT_MG, MEASURE_COLUMNS, MEASURES, TOTAL, overflow
from greenprod.footprint.sums import Postings, posted
from greenprod.vocabulary import Status, Version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import ArrayLike

    from greenprod.errors import Issue
    from greenprod.footprint.columns import Columns, Problems
    from greenprod.footprint.description import Description
    from greenprod.footprint.descriptions import Descriptions
    from greenprod.footprint.resolve import Coefficient
    from greenprod.readers.tables import Table

CARRIED = (
    "production_id", "member_id", "date", "period_start", "period_end", "phase", "department", "episode", "account",
    "supplier", "evidence", "note",
)  # fmt: skip
TEXTS = (*CARRIED, *DESCRIBED, "version", "status", "source_file", "source_sheet")
"""Text columns of the ledger's lines, apart from their ids and issues."""
_NONE = np.zeros(0, dtype=np.int64)
_FIRST_ROW = 2  # below the header of a file; lines in memory begin in row 1
WHOLE_TABLE = ("missing_column", "unknown_sheet", "duplicate_column")
"""Issues of a table's head, told once and not for each of its lines."""
ISSUE_COLUMNS = (
    "code", "severity", "message", "file", "sheet", "row", "column", "value", "valid_values", "hint", "line_id",
    "production_id",
)  # fmt: skip


@define
class Booked:
    """Hold one table's lines.

    Parameters
    ----------
    number
        Number of the table in its ledger, from 1; it names lines of tables that come from no file.
    table, columns
        The table, and its columns under plain headers.
    problems
        Issues by row.
    descriptions
        All descriptions that were resolved under the same terms.
    numbers, product
        Per line: the number of its description among all (-1 when there is none), and the product of its amounts.
    status, version
        Word columns.

    """

    number: int
    table: Table
    columns: Columns
    problems: Problems
    descriptions: Descriptions
    numbers: np.ndarray
    product: np.ndarray
    status: tuple[np.ndarray, list[str]]
    version: tuple[np.ndarray, list[str]]

    @classmethod
    def empty(
        cls, number: int, table: Table, columns: Columns, problems: Problems, descriptions: Descriptions
    ) -> Booked:
        """Return the lines of a table before any of them is resolved."""
        return cls(
            number=number,
            table=table,
            columns=columns,
            problems=problems,
            descriptions=descriptions,
            numbers=_NONE,
            product=np.zeros(0),
            status=(_NONE, [str(Status.CALCULATED)]),
            version=(_NONE, [str(Version.FINAL)]),
        )

    def fill(self, rows: np.ndarray, numbers: np.ndarray, product: np.ndarray) -> None:
        """Set descriptions and products of the rows of one item class."""
        if len(rows) == self.size:
            self.numbers, self.product = numbers, product
        else:
            self.finish()
            self.numbers[rows] = numbers
            self.product[rows] = product

    def finish(self) -> None:
        """Leave lines of which nothing is known without a description, and with the usual status and version."""
        if len(self.numbers) != self.size:
            self.numbers = np.full(self.size, -1, dtype=np.int32)
            self.product = np.full(self.size, np.nan)
        if len(self.status[0]) != self.size:
            default = np.zeros(self.size, dtype=np.int8)
            self.status, self.version = (default, self.status[1]), (default, self.version[1])

    @cached_property
    def used(self) -> np.ndarray:
        """By number of all descriptions, and at the end for none: whether a line has it."""
        used = np.zeros(len(self.descriptions) + 1, dtype=bool)
        used[self.numbers] = True
        return used

    @cached_property
    def codes(self) -> np.ndarray:
        """Per line: the place of its description in `described`, -1 when there is none."""
        numbers = np.flatnonzero(self.used[:-1])
        place = np.full(len(self.used), -1, dtype=np.int32)
        place[numbers] = np.arange(len(numbers), dtype=np.int32)
        return looked_up(place, self.numbers)

    @cached_property
    def described(self) -> list[Description]:
        """The table's distinct descriptions."""
        return [self.descriptions[number] for number in np.flatnonzero(self.used[:-1]).tolist()]

    @property
    def size(self) -> int:
        """Number of lines."""
        return self.problems.size

    @property
    def is_later(self) -> bool:
        """Whether lines of the same table came before these: what is wrong with all of it was told with the first."""
        return isinstance(self.table.rows, pd.RangeIndex) and self.table.rows.start > _FIRST_ROW

    def coded(self) -> dict[str, tuple[np.ndarray, list[str]]]:
        """Return the text columns of the ledger's lines: codes, and the texts behind them with the one for -1 last."""
        return {name: self.column(name) for name in TEXTS}

    def column(self, name: str) -> tuple[np.ndarray, list[str]]:
        """Return one text column of the ledger's lines."""
        if name in DESCRIBED:
            codes, texts = self.descriptions.texts(name)
            return looked_up(codes, self.numbers), [*texts, ""]
        if name in CARRIED:
            return self._carried(name)
        own = {"version": self.version, "status": self.status}
        if name in own:
            return own[name]
        places = {"source_file": self.table.file, "source_sheet": self.table.sheet}
        return np.zeros(self.size, dtype=np.int32), [places[name]]

    def _carried(self, name: str) -> tuple[np.ndarray, list[str]]:
        if name not in self.columns:
            return np.zeros(self.size, dtype=np.int32), [""]
        coded = self.columns.text(name)
        # a date without a time, however the file stored it
        return coded.codes, [*(text.removesuffix(" 00:00:00") for text in coded.distinct), ""]

    def first_issue(self) -> tuple[np.ndarray, list[str]]:
        """Return the code of the first error of each line, empty where it is booked."""
        codes = np.zeros(self.size, dtype=np.int32)
        names = ["", *dict.fromkeys(issue.code for _, issue in self.problems.found if issue.severity == "error")]
        for rows, issue in reversed(self.problems.found):
            if issue.severity == "error":
                codes[rows] = names.index(issue.code)
        return codes, names

    def amount(self) -> np.ndarray:
        """Return the amount of each line's first activity in its canonical unit."""
        per_unit = np.array([*(d.resolved.per_unit if d.resolved else np.nan for d in self.described), np.nan])
        with np.errstate(over="ignore"):  # such a line has the issue `overflow`
            amounts: np.ndarray = per_unit[self.codes] * self.product
        return amounts

    def line_ids(self) -> pd.Series:
        """Return the ids as given; a line without one is called after its place in the file."""
        place = ":".join(filter(None, (self.table.file or f"table{self.number}", self.table.sheet)))
        if "line_id" not in self.columns:
            return pd.Series([f"{place}:{row}" for row in self.table.rows], dtype=str)
        ids = _as_text(self.columns.frame["line_id"])
        for row in np.flatnonzero(ids.eq("") | self.columns.frame["line_id"].isna()).tolist():
            ids.iloc[row] = f"{place}:{self.table.rows[row]}"
        return ids

    def named(self, column: str, rows: np.ndarray) -> list[str]:
        """Return a text column of some rows as it was given."""
        if column not in self.columns:
            return [""] * len(rows)
        codes, texts = text_codes(self.columns.frame[column].iloc[rows])
        return [texts[code] if code >= 0 else "" for code in codes.tolist()]

    def slots(self) -> Iterator[tuple[str, np.ndarray, list[Coefficient | None]]]:
        """Yield the postings of all lines, slot by slot: column, milligrams per unit by description, coefficients.

        A slot holds the n-th posting that each description makes to one column.
        """
        for measure in MEASURES:
            by_description = [
                [c for c in d.resolved.coefficients if c.measure == measure] if d.resolved else []
                for d in self.described
            ]
            for slot in range(max(map(len, by_description), default=0)):
                found = [coefficients[slot] if slot < len(coefficients) else None for coefficients in by_description]
                yield measure, np.array([c.mg_per_unit if c else 0.0 for c in found]), found

    def bookable(self) -> np.ndarray | slice:
        """Return the rows that can be booked; a slice where it is all of them."""
        return np.flatnonzero(~self.problems.bad) if self.problems.bad.any() else slice(0, self.size)

    def refuse_overflow(self) -> None:
        """Take lines out whose postings do not fit into whole milligrams."""
        emissions = self.descriptions.emissions()
        rates = [np.abs(rate) for rate in emissions.rates]
        rows = self.bookable()
        product = self.product[rows]
        with np.errstate(over="ignore", invalid="ignore"):
            if product.max(initial=0.0) * sum(rate.max(initial=0.0) for rate in rates) <= LIMIT_MG:
                return
            places = emissions.row[self.numbers[rows]]
            total = sum((rate[places] * product for rate in rates), np.zeros(len(product)))
        self.problems.add(np.arange(self.size)[rows][~(total <= LIMIT_MG)], overflow().issue)

    def postings(self) -> Iterator[Postings]:
        """Yield the postings of the bookable lines."""
        rows = self.bookable()
        for postings in posted(self.descriptions.emissions(), self.numbers[rows], self.product[rows]):
            yield postings if isinstance(rows, slice) else evolve(postings, rows=rows[postings.rows])

    def measures(self) -> dict[str, np.ndarray]:
        """Return the booked milligrams of each line by column, 0 where it is not booked."""
        columns = {name: np.zeros(self.size, dtype=np.int64) for name in MEASURE_COLUMNS}
        for postings in self.postings():
            for name in postings.slots:
                mg = postings.mg(name)
                columns[f"{name}_mg"][postings.rows] += mg
                if name in TOTAL:
                    columns["co2e_mg"][postings.rows] += mg
        return columns

    def issues(
        self, line_ids: Callable[[np.ndarray], ArrayLike], production_ids: Callable[[np.ndarray], ArrayLike]
    ) -> pd.DataFrame:
        """Return the issues of the table and of its lines, one row each, with the ids of those lines."""
        place = {"file": self.table.file, "sheet": self.table.sheet}
        whole = [issue.at(**place) for issue in self.table.issues if issue.row is None and not self.is_later]
        of_lines: list[tuple[np.ndarray, Issue]] = []
        for rows, issue in self.problems.found:
            if issue.code in WHOLE_TABLE:
                message = f"{issue.message} None of its {len(rows):,} lines is booked."
                whole.append(issue.at(**place, message=message, row=1))
            else:
                of_lines.append((rows, issue))
        chunks = [issue_frame(whole)] if whole else []
        chunks += [self._rows(of_lines, line_ids, production_ids)] if of_lines else []
        if not chunks:
            return pd.DataFrame(columns=list(ISSUE_COLUMNS))
        return pd.concat(chunks, ignore_index=True).sort_values("row", kind="stable", na_position="first")

    def _rows(
        self,
        found: list[tuple[np.ndarray, Issue]],
        line_ids: Callable[[np.ndarray], ArrayLike],
        production_ids: Callable[[np.ndarray], ArrayLike],
    ) -> pd.DataFrame:
        """Return one row per line and issue: in one go, for there may be as many issues as lines."""
        rows = np.concatenate([rows for rows, _ in found])
        which = np.repeat(np.arange(len(found)), [len(rows) for rows, _ in found])
        frame = issue_frame([issue for _, issue in found]).take(which).reset_index(drop=True)
        return frame.assign(
            file=self.table.file,
            sheet=self.table.sheet,
            row=pd.array(np.asarray(self.table.rows)[rows], dtype="Int64"),
            line_id=np.asarray(line_ids(rows), dtype=object),
            production_id=np.asarray(production_ids(rows), dtype=object),
        )


def _as_text(column: pd.Series) -> pd.Series:
    """Return cells as stripped text; a whole number has no decimals, though an empty cell made a float of it."""
    distinct = column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else column
    if pd.api.types.infer_dtype(distinct) in ("string", "integer"):  # ten times as fast
        return column.astype(str).str.strip()
    codes, texts = text_codes(column)
    return pd.Series(np.array([*texts, ""], dtype=object)[codes], dtype=str)


def issue_frame(issues: list[Issue]) -> pd.DataFrame:
    """Return issues as a table in the columns of the ledger's own."""
    columns = {name: [getattr(issue, name) for issue in issues] for name in ISSUE_COLUMNS}
    frame = pd.DataFrame({**columns, "valid_values": list(map("; ".join, columns["valid_values"]))})
    frame["row"] = pd.array([issue.row if issue.row is not None else pd.NA for issue in issues], dtype="Int64")
    return frame
