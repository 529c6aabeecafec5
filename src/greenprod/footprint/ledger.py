"""The ledger: one row per line, in whole milligrams, with the issues of what could not be booked."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from attrs import field, frozen

from greenprod.errors import GreenprodError, Issue
from greenprod.footprint.booked import ISSUE_COLUMNS, Booked
from greenprod.footprint.codes import categorical
from greenprod.footprint.compare import Comparison, compare
from greenprod.footprint.explain import Explanation, explain
from greenprod.footprint.gases import gases
from greenprod.footprint.gathered import gathered
from greenprod.footprint.kernel import LIMIT_MG, MEASURE_COLUMNS, MEASURES, TOTAL, overflow
from greenprod.footprint.postings import POSTING_COLUMNS, Postings
from greenprod.footprint.quality import quality
from greenprod.footprint.uncertainty import ranges
from greenprod.footprint.writing import written_whole
from greenprod.version import __version__
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike
    from pathlib import Path

    from greenprod.footprint.boundary import Boundary
    from greenprod.footprint.terms import Terms

LINE_COLUMNS = (
    "line_id", "production_id", "member_id", "version", "date", "period_start", "period_end", "item", "activity",
    "category", "region", "amount", "unit", "phase", "department", "episode", "account", "control", "status",
    "supplier", "evidence", "note", "match", "factors", "missing", "booked", "issue", *MEASURE_COLUMNS,
    "source_file", "source_sheet", "source_row",
)  # fmt: skip
GROUPINGS = tuple(name for name in (*LINE_COLUMNS, *POSTING_COLUMNS) if name not in (*MEASURE_COLUMNS, "amount"))
"""What a ledger can be summed by."""
_NUMBERED = ("line_id", "amount", "source_row", "booked", "issue", *MEASURE_COLUMNS)
_NONE = np.zeros(0, dtype=bool)


@frozen(kw_only=True, slots=False)
class Ledger:
    """Hold the booked lines of one or more tables.

    Parameters
    ----------
    lines
        One row per line, in the order of the source; `LINE_COLUMNS` in that order, milligrams as int64, 0 and
        ``booked`` false where a line could not be booked.
    issues
        One row per problem.
    terms
        What the numbers were made with.

    """

    lines: pd.DataFrame = field(repr=False)
    issues: pd.DataFrame = field(repr=False)
    terms: Terms = field(repr=False)
    _tables: tuple[Booked, ...] = field(repr=False, alias="tables")

    @classmethod
    def of(cls, tables: list[Booked], terms: Terms) -> Ledger:
        """Return the ledger of tables whose descriptions are resolved.

        Raises
        ------
        GreenprodError
            ``overflow`` when a sum does not fit into whole milligrams.

        """
        lines = _unnumbered(tables)
        _refuse_duplicates(tables, lines)
        for table in tables:
            table.refuse_overflow()
        lines["issue"] = categorical(table.first_issue() for table in tables)
        lines["booked"] = ~np.concatenate([_NONE, *(table.problems.bad for table in tables)])
        measures = [table.measures() for table in tables]
        for name in MEASURE_COLUMNS:
            mg = np.concatenate([np.zeros(0, dtype=np.int64), *(columns[name] for columns in measures)])
            if np.abs(mg.astype(np.float64)).sum() > LIMIT_MG:
                raise overflow()
            lines[name] = mg
        frame = pd.DataFrame({name: lines[name] for name in LINE_COLUMNS})
        return cls(lines=frame, issues=_issues(tables, frame), terms=terms, tables=tuple(tables))

    def by(self, *columns: str, ranges: bool = False) -> pd.DataFrame:
        """Return the lines summed by columns.

        Parameters
        ----------
        *columns
            Columns of `lines`, or ``stage``, ``scope``, ``scope_category``; without any, one row for everything.
        ranges
            Whether to add ``low_kg`` and ``high_kg``, see `uncertainty`.

        Returns
        -------
        pandas.DataFrame
            The columns, then every column of milligrams (int64, exact), ``co2e_kg``, and, unless grouped by stage or
            scope: ``lines``, ``lines_booked`` and ``coverage`` (booked / lines).

        Raises
        ------
        GreenprodError
            ``invalid_choice`` for a column that lines cannot be summed by.

        """
        columns = _checked_groups(columns)
        if set(columns) & set(POSTING_COLUMNS):
            summed = self._by_posting(columns)
        elif columns:
            summed = _counted(self.lines, list(columns))
        else:
            summed = _counted(self.lines.assign(_all=0), ["_all"]).drop(columns="_all")
        if ranges:
            found = self.uncertainty(*columns)
            summed = summed.assign(low_kg=found["low_kg"], high_kg=found["high_kg"])
        return summed

    def _by_posting(self, columns: tuple[str, ...]) -> pd.DataFrame:
        of_line = [c for c in columns if c not in POSTING_COLUMNS]
        of_posting = [c for c in columns if c in POSTING_COLUMNS]
        posted = Postings.of(self._tables, of_posting)
        keys = {name: self.lines[name].iloc[posted.line].reset_index(drop=True) for name in of_line}
        keys |= {name: categorical([(posted.label, values)]) for name, values in posted.labels.items()}
        measures = {name: np.where(posted.measure == name, posted.mg, 0) for name in MEASURES}
        frame = pd.DataFrame({**keys, **{f"{name}_mg": mg for name, mg in measures.items()}})
        columns_mg = [f"{name}_mg" for name in MEASURES]
        summed = in_order(frame.groupby(list(columns), observed=True)[columns_mg].sum().reset_index(), list(columns))
        summed["co2e_mg"] = summed[[f"{name}_mg" for name in TOTAL]].sum(axis=1)
        summed["co2e_kg"] = summed["co2e_mg"] / 1e6
        return summed

    def uncertainty(
        self, *columns: str, measure: str = "co2e", method: str = "moments", draws: int = 10_000, seed: int = 0
    ) -> pd.DataFrame:
        """Return the lines summed by columns, with the range of each sum in 95 of 100 cases.

        Parameters
        ----------
        *columns
            As in `by`.
        measure
            ``co2e`` or a scope column, such as ``scope3``.
        method
            ``moments``, or ``monte_carlo`` as a check.
        draws, seed
            Of the drawing.

        Returns
        -------
        pandas.DataFrame
            The columns, ``co2e_kg`` (or another measure), ``low_kg``, ``high_kg``, and ``without_range``, the part
            whose factor has no known deviation.

        Raises
        ------
        GreenprodError
            ``invalid_choice`` for a column, measure or method; ``out_of_range`` for draws and seed.

        """
        counted = gathered(self, _checked_groups(columns))
        return ranges(counted, measure, method=method, draws=draws, seed=seed).frame()

    def gases(self, *columns: str, measure: str = "co2e") -> pd.DataFrame:
        """Return the lines summed by columns, with the CO2e of each gas and its mass; see `gases`.

        Raises
        ------
        GreenprodError
            ``invalid_choice`` for a column or measure.

        """
        return gases(gathered(self, _checked_groups(columns)), measure)

    def quality(self, *columns: str) -> pd.DataFrame:
        """Return what the CO2e of the lines stands on, by columns of the lines; see `quality`.

        Raises
        ------
        GreenprodError
            ``invalid_choice`` for a column that is not one of the lines'.

        """
        return quality(self, *columns)

    def compare(self, boundaries: Iterable[str | Boundary]) -> Comparison:
        """Return what several boundaries would each call this ledger's footprint.

        Parameters
        ----------
        boundaries
            Names of ``boundaries.csv``, such as full, pear and albert, or boundaries of one's own.

        Raises
        ------
        GreenprodError
            ``narrow_boundary`` when this ledger leaves something out itself; ``unknown_boundary``.

        """
        return compare(self._tables, self.terms, boundaries)

    @property
    def total_mg(self) -> dict[str, int]:
        """Whole milligrams of all lines by column."""
        return {name: int(self.lines[name].sum()) for name in MEASURE_COLUMNS}

    def explain(self, line_id: str, production_id: str | None = None) -> Explanation:
        """Return where the number of a line comes from.

        Raises
        ------
        GreenprodError
            ``unknown_line``; or the line's own issue when it is not booked.

        """
        chosen = self.lines["line_id"].eq(line_id)
        if production_id is not None:
            chosen &= self.lines["production_id"].eq(production_id)
        places = np.flatnonzero(chosen)
        if not places.size:
            raise GreenprodError(
                Issue(
                    code="unknown_line",
                    message=f"There is no line {line_id!r} in this ledger.",
                    column="line_id",
                    value=line_id,
                )
            )
        place = int(places[0])
        if not self.lines["booked"].iloc[place]:
            mine = self.issues[self.issues["line_id"].eq(line_id)]
            raise GreenprodError(*(_issue_of(row) for _, row in mine.iterrows()))
        for table in self._tables:
            if place < table.size:
                break
            place -= table.size
        resolved = table.described[int(table.codes[place])].resolved
        assert resolved is not None  # noqa: S101 - a booked line is resolved
        given: dict[str, Any] = {"source": f"{table.table.file} row {table.table.rows[place]}".strip()}
        given.update((str(name), value) for name, value in table.table.frame.iloc[place].items())
        return explain(given, resolved, float(table.product[place]), self.terms.library)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Everything needed to make the same numbers again."""
        return {
            "greenprod": __version__,
            **self.terms.made_with,
            "inputs": [
                {"file": t.table.file, "sheet": t.table.sheet, "lines": t.size, "sha256": _digest(t.table.frame)}
                for t in self._tables
            ],
            "lines": len(self.lines),
            "lines_booked": int(self.lines["booked"].sum()),
        }

    @property
    def sources_used(self) -> list[str]:
        """Ids of the sources behind the booked lines, sorted."""
        used = (t.described[code].resolved for t in self._tables for code in np.unique(t.codes[t.bookable()]))
        return sorted({c.found.factor.source_id for resolved in used if resolved for c in resolved.coefficients})

    def to_parquet(self, path: str | PathLike[str]) -> None:
        """Write the lines to a Parquet file."""
        self.lines.to_parquet(path, index=False)

    def to_csv(self, path: str | PathLike[str]) -> None:
        """Write the lines to a CSV file, with text that a spreadsheet would run as a formula made harmless."""
        text = self.lines.select_dtypes(exclude="number")
        safe = {str(name): column.astype(str).map(neutral) for name, column in text.items() if name != "booked"}
        self.lines.assign(**safe).to_csv(path, index=False, lineterminator="\n")

    def write(self, path: Path) -> None:
        """Write the lines to a file, CSV or Parquet by its ending, under a temporary name until it is whole.

        Raises
        ------
        GreenprodError
            ``unsupported_file`` for another ending.

        """
        writers = {".csv": self.to_csv, ".parquet": self.to_parquet}
        if path.suffix.lower() not in writers:
            message = f"Lines are written as {' or '.join(writers)}, not {path.suffix or 'a file without ending'}."
            raise GreenprodError(
                Issue(code="unsupported_file", message=message, file=str(path), valid_values=tuple(writers))
            )
        written_whole(path, writers[path.suffix.lower()])

    def _repr_html_(self) -> str:
        booked = int(self.lines["booked"].sum())
        total = self.total_mg["co2e_mg"] / 1e9
        text = f"{len(self.lines):,} lines, {booked:,} booked, {total:,.3f} t CO2e ({self.terms.boundary.name})"
        return f"<p>{escape(text)}</p>{self.lines.head(10).to_html(index=False)}"


def _checked_groups(columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns to sum by, each once."""
    for name in columns:
        if name not in GROUPINGS:
            raise GreenprodError(invalid_choice("by", name, GROUPINGS))
    return tuple(dict.fromkeys(columns))


def neutral(text: str) -> str:
    """Return a cell's text so that no spreadsheet takes it for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _issue_of(row: pd.Series) -> Issue:
    values = {name: row[name] for name in ISSUE_COLUMNS}
    values["row"] = None if pd.isna(row["row"]) else int(row["row"])
    values["valid_values"] = tuple(filter(None, str(row["valid_values"]).split("; ")))
    return Issue(**values)


def _unnumbered(tables: list[Booked]) -> dict[str, Any]:
    """Columns of all tables' lines that carry no number and no verdict yet."""
    coded = [table.coded() for table in tables]
    names = coded[0] if coded else [name for name in LINE_COLUMNS if name not in _NUMBERED]
    lines: dict[str, Any] = {name: categorical(columns[name] for columns in coded) for name in names}
    ids = [table.line_ids() for table in tables]
    lines["line_id"] = pd.concat(ids, ignore_index=True) if ids else pd.Series(dtype=str)
    lines["amount"] = np.concatenate([np.zeros(0), *(table.amount() for table in tables)])
    lines["source_row"] = np.concatenate([np.zeros(0, dtype=np.int64), *(table.table.rows for table in tables)])
    return lines


def _issues(tables: list[Booked], lines: pd.DataFrame) -> pd.DataFrame:
    line_ids = lines["line_id"].to_numpy(dtype=object)
    production_ids = lines["production_id"].to_numpy(dtype=object)
    found: list[pd.DataFrame] = []
    start = 0
    for table in tables:
        own = slice(start, start + table.size)
        start += table.size
        if table.problems.found or table.table.issues:
            found.append(table.issues(line_ids[own].__getitem__, production_ids[own].__getitem__))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(ISSUE_COLUMNS))


def _refuse_duplicates(tables: list[Booked], lines: dict[str, Any]) -> None:
    """Take every line out whose id was used before in the same version of the same production."""
    if not lines["line_id"].duplicated().any():
        return
    key = pd.DataFrame({name: lines[name] for name in ("production_id", "version", "line_id")})
    repeated = key.duplicated().to_numpy()
    start = 0
    for table in tables:
        for row in np.flatnonzero(repeated[start : start + table.size]).tolist():
            line_id = str(lines["line_id"].iloc[start + row])
            issue = Issue(
                code="duplicate_line_id",
                message=f"The line id {line_id!r} is used twice in this production; the first line is booked.",
                column="line_id",
                value=line_id,
                hint="Give every line an id of its own, or delete the copy.",
            )
            table.problems.add(np.array([row], dtype=np.int64), issue)
        start += table.size


def _counted(lines: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    grouped = lines.groupby(columns, observed=True)
    summed = grouped[list(MEASURE_COLUMNS)].sum()
    summed["co2e_kg"] = summed["co2e_mg"] / 1e6
    summed["lines"] = grouped.size()
    summed["lines_booked"] = grouped["booked"].sum().astype(np.int64)
    summed["coverage"] = summed["lines_booked"] / summed["lines"]
    return in_order(summed.reset_index(), columns)


def in_order(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return groups with their keys as plain values, sorted; codes are numbered by appearance and would not be."""
    plain = {name: frame[name].astype(object) for name in columns if isinstance(frame[name].dtype, pd.CategoricalDtype)}
    return frame.assign(**plain).sort_values(columns, ignore_index=True)


def _digest(frame: pd.DataFrame) -> str:
    """SHA-256 of a table's headers and cells as text, column by column."""
    digest = sha256()
    for name in frame.columns:
        cells = "\x1f".join([str(name), *map(str, frame[name].tolist())])
        digest.update(cells.encode("utf-8", "surrogatepass") + b"\x1e")
    return digest.hexdigest()
