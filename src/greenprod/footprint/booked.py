"""One table's lines on their way into the ledger: descriptions by code, products of amounts, problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from attrs import define

from greenprod.footprint.kernel import LIMIT_MG, MEASURES, TOTAL, overflow, whole_mg_column
from greenprod.vocabulary import Status, Version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from greenprod.errors import Issue
    from greenprod.footprint.columns import Columns, Problems
    from greenprod.footprint.resolve import Coefficient, Resolved
    from greenprod.readers.tables import Table

CARRIED = (
    "production_id", "member_id", "date", "period_start", "period_end", "phase", "department", "episode", "account",
    "supplier", "evidence", "note",
)  # fmt: skip
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
    codes, product
        Per line: the number of its description (-1 when there is none), and the product of its amounts.
    items, resolved
        Per description: the item's name and what was resolved (None when it could not be).
    status, version
        Word columns.

    """

    number: int
    table: Table
    columns: Columns
    problems: Problems
    codes: np.ndarray
    product: np.ndarray
    items: list[str]
    resolved: list[Resolved | None]
    status: tuple[np.ndarray, list[str]]
    version: tuple[np.ndarray, list[str]]

    @classmethod
    def empty(cls, number: int, table: Table, columns: Columns, problems: Problems) -> Booked:
        """Return the lines of a table before any of them is resolved."""
        size = problems.size
        return cls(
            number=number,
            table=table,
            columns=columns,
            problems=problems,
            codes=np.full(size, -1, dtype=np.int64),
            product=np.full(size, np.nan),
            items=[],
            resolved=[],
            status=(np.zeros(size, dtype=np.int64), [str(Status.CALCULATED)]),
            version=(np.zeros(size, dtype=np.int64), [str(Version.FINAL)]),
        )

    def fill(
        self, rows: np.ndarray, item: str, codes: np.ndarray, resolved: list[Resolved | None], product: np.ndarray
    ) -> None:
        """Set descriptions and products of the rows of one item class."""
        self.codes[rows] = codes + len(self.resolved)
        self.product[rows] = product
        self.items += [item] * len(resolved)
        self.resolved += resolved

    @property
    def size(self) -> int:
        """Number of lines."""
        return self.problems.size

    def coded(self) -> dict[str, tuple[np.ndarray, list[str]]]:
        """Return the text columns of the ledger's lines: codes, and the texts behind them with the one for -1 last."""
        everything = np.zeros(self.size, dtype=np.int64)
        known: dict[str, Callable[[Resolved], str]] = {
            "activity": lambda r: r.activity,
            "category": lambda r: r.category,
            "region": lambda r: r.region,
            "control": lambda r: r.control,
            "unit": lambda r: r.unit,
            "match": lambda r: str(r.match),
            "factors": lambda r: r.factor_ids,
            "missing": lambda r: "; ".join(r.missing),
        }
        return {
            **{name: self._carried(name) for name in CARRIED},
            **{n: (self.codes, [*(get(r) if r else "" for r in self.resolved), ""]) for n, get in known.items()},
            "version": self.version,
            "status": self.status,
            "item": (self.codes, [*self.items, ""]),
            "source_file": (everything, [self.table.file]),
            "source_sheet": (everything, [self.table.sheet]),
        }

    def _carried(self, name: str) -> tuple[np.ndarray, list[str]]:
        if name not in self.columns:
            return np.zeros(self.size, dtype=np.int64), [""]
        coded = self.columns.text(name)
        # a date without a time, however the file stored it
        return coded.codes, [*(text.removesuffix(" 00:00:00") for text in coded.distinct), ""]

    def first_issue(self) -> tuple[np.ndarray, list[str]]:
        """Return the code of the first error of each line, empty where it is booked."""
        codes = np.zeros(self.size, dtype=np.int64)
        names = ["", *dict.fromkeys(issue.code for _, issue in self.problems.found if issue.severity == "error")]
        for rows, issue in reversed(self.problems.found):
            if issue.severity == "error":
                codes[rows] = names.index(issue.code)
        return codes, names

    def amount(self) -> np.ndarray:
        """Return the amount of each line's first activity in its canonical unit."""
        per_unit = np.array([*(r.per_unit if r else np.nan for r in self.resolved), np.nan])
        amounts: np.ndarray = per_unit[self.codes] * self.product
        return amounts

    def line_ids(self) -> pd.Series:
        """Return the ids as given; a line without one is called after its place in the file."""
        place = ":".join(filter(None, (self.table.file or f"table{self.number}", self.table.sheet)))
        if "line_id" not in self.columns:
            return pd.Series([f"{place}:{row}" for row in self.table.rows], dtype=str)
        ids = _as_text(self.columns.frame["line_id"]).str.strip()
        for row in np.flatnonzero(ids.eq("") | self.columns.frame["line_id"].isna()).tolist():
            ids.iloc[row] = f"{place}:{self.table.rows[row]}"
        return ids

    def slots(self) -> Iterator[tuple[str, np.ndarray, list[Coefficient | None]]]:
        """Yield the postings of all lines, slot by slot: column, milligrams per unit by description, coefficients.

        A slot holds the n-th posting that each description makes to one column.
        """
        for measure in MEASURES:
            by_description = [[c for c in r.coefficients if c.measure == measure] if r else [] for r in self.resolved]
            for slot in range(max(map(len, by_description), default=0)):
                found = [coefficients[slot] if slot < len(coefficients) else None for coefficients in by_description]
                yield measure, np.array([c.mg_per_unit if c else 0.0 for c in found]), found

    def bookable(self) -> np.ndarray:
        """Return the rows that can be booked."""
        return np.flatnonzero(~self.problems.bad)

    def refuse_overflow(self) -> None:
        """Take lines out whose postings do not fit into whole milligrams."""
        rows = self.bookable()
        codes, product = self.codes[rows], self.product[rows]
        total = np.zeros(rows.size)
        with np.errstate(over="ignore", invalid="ignore"):
            for _, mg_per_unit, _ in self.slots():
                total += np.abs(mg_per_unit[codes] * product)
        self.problems.add(rows[~(total <= LIMIT_MG)], overflow().issue)

    def measures(self) -> dict[str, np.ndarray]:
        """Return the booked milligrams of each line by column, 0 where it is not booked."""
        rows = self.bookable()
        codes, product = self.codes[rows], self.product[rows]
        sums = {name: np.zeros(self.size, dtype=np.int64) for name in MEASURES}
        for measure, mg_per_unit, _ in self.slots():
            sums[measure][rows] += whole_mg_column(mg_per_unit[codes], product)
        columns = {f"{name}_mg": sums[name] for name in MEASURES}
        columns["co2e_mg"] = sum((sums[name] for name in TOTAL), np.zeros(self.size, dtype=np.int64))
        return columns

    def issues(self, line_ids: np.ndarray, production_ids: np.ndarray) -> pd.DataFrame:
        """Return the issues of the table and of its lines, one row each."""
        place = {"file": self.table.file, "sheet": self.table.sheet}
        whole_file = [issue.at(**place) for issue in self.table.issues if issue.row is None]
        chunks = [issue_frame(whole_file)] if whole_file else []
        chunks += [self._rows(rows, issue, line_ids, production_ids) for rows, issue in self.problems.found]
        if not chunks:
            return pd.DataFrame(columns=list(ISSUE_COLUMNS))
        return pd.concat(chunks, ignore_index=True).sort_values("row", kind="stable", na_position="first")

    def _rows(self, rows: np.ndarray, issue: Issue, line_ids: np.ndarray, production_ids: np.ndarray) -> pd.DataFrame:
        if issue.code in WHOLE_TABLE:
            rows_text = f"{issue.message} None of its {len(rows):,} lines is booked."
            return issue_frame([issue.at(message=rows_text, file=self.table.file, sheet=self.table.sheet, row=1)])
        constant = {**issue.as_row(), "file": self.table.file, "sheet": self.table.sheet}
        return pd.DataFrame(
            {
                **{name: [constant[name]] * len(rows) for name in ISSUE_COLUMNS},
                "row": pd.array(self.table.rows[rows], dtype="Int64"),
                "line_id": line_ids[rows],
                "production_id": production_ids[rows],
            },
            columns=list(ISSUE_COLUMNS),
        )


def _as_text(column: pd.Series) -> pd.Series:
    try:
        return column.astype(str)
    except UnicodeDecodeError:  # bytes
        return column.map(str).astype(str)


def issue_frame(issues: list[Issue]) -> pd.DataFrame:
    """Return issues as a table in the columns of the ledger's own."""
    frame = pd.DataFrame([issue.as_row() for issue in issues], columns=list(ISSUE_COLUMNS))
    frame["row"] = pd.array([issue.row if issue.row is not None else pd.NA for issue in issues], dtype="Int64")
    return frame
