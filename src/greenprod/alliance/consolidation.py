"""Consolidation: productions once in the alliance's total, and split exactly among those who have a stake."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd
from attrs import evolve, field, frozen

from greenprod.alliance.stakes import METHODS, OUTSIDE, split_column
from greenprod.errors import DataError
from greenprod.footprint.engine import book
from greenprod.footprint.kernel import MEASURE_COLUMNS, TOTAL
from greenprod.readers.tables import read_tables
from greenprod.vocabulary import Version, invalid_choice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from greenprod.alliance.members import Alliance
    from greenprod.footprint.calculate import Calculator
    from greenprod.footprint.ledger import Ledger
    from greenprod.readers.tables import Table

SPLIT = tuple(name for name in MEASURE_COLUMNS if name != "co2e_mg")
CELL = ("category", "scope_category", "stage", "status", "match")
"""What a member's share can still be grouped by."""


@frozen(kw_only=True)
class AllianceReport:
    """Hold what every production, every member and the alliance emitted.

    Parameters
    ----------
    alliance, year, method
        Whose report it is, and under which method productions are split.
    ledger
        All lines.
    productions, members
        One row each, with the columns of milligrams; the last row of members is everybody outside the alliance.
    allocation
        Each production's cells (category, scope category, stage, status, match) split among members; groups of it add
        up to the milligram.
    total
        Milligrams of the alliance's productions, each counted once.
    issues
        Problems in the alliance's tables and in the lines.

    """

    alliance: Alliance
    year: int
    method: str
    ledger: Ledger
    productions: pd.DataFrame = field(repr=False)
    members: pd.DataFrame = field(repr=False)
    allocation: pd.DataFrame = field(repr=False)
    total: dict[str, int]
    issues: pd.DataFrame = field(repr=False)

    def by(self, *columns: str) -> pd.DataFrame:
        """Return the allocation summed by columns, in whole milligrams."""
        summed = self.allocation.groupby(list(columns), observed=True)[list(MEASURE_COLUMNS)].sum()
        return summed.reset_index()

    @property
    def sources(self) -> pd.DataFrame:
        """The sources whose factors were used, with licence and attribution."""
        library = self.ledger.terms.library
        columns = ["source_id", "title", "edition", "licence", "attribution", "url"]
        rows = [library.sources[name] for name in self.ledger.sources_used]
        return pd.DataFrame([{c: getattr(row, c) for c in columns} for row in rows], columns=columns)

    @property
    def attributions(self) -> tuple[str, ...]:
        """Lines that must be printed wherever the report is shown."""
        return tuple(dict.fromkeys(self.sources["attribution"]))

    @property
    def manifest(self) -> dict[str, Any]:
        """Everything needed to make the same report again."""
        about = {"alliance": self.alliance.id, "year": self.year, "method": self.method}
        return {**about, **self.ledger.manifest}


def consolidate(
    alliance: Alliance,
    calculator: Calculator,
    *,
    year: int,
    method: str,
    progress: Callable[[Path], None] | None = None,
) -> AllianceReport:
    """Return the report of an alliance.

    Parameters
    ----------
    alliance
        Members, productions, stakes and files of lines.
    calculator
        Library, policy, boundary and GWP set.
    year, method
        Of the report.
    progress
        Called with each file of lines before it is read.

    Raises
    ------
    DataError
        ``invalid_choice`` for an unknown method.

    """
    if method not in METHODS:
        raise DataError(invalid_choice("method", method, METHODS))
    ids = {
        "production_id": list(alliance.productions["production_id"]),
        "member_id": ["", *alliance.members["member_id"]],
    }
    ledger = book(_tables(alliance, progress), calculator, known=ids)
    cells = _latest(ledger.by("production_id", "version", *CELL), ledger.lines)
    allocation = _allocate(cells, alliance.stakes, method)
    productions = _productions(alliance, ledger, cells)
    return AllianceReport(
        alliance=alliance,
        year=year,
        method=method,
        ledger=ledger,
        productions=productions,
        members=_members(alliance, allocation),
        allocation=allocation,
        total={name: int(productions[name].sum()) for name in MEASURE_COLUMNS},
        issues=pd.concat(
            [f for f in (alliance.issues, ledger.issues) if len(f)] or [alliance.issues], ignore_index=True
        ),
    )


def _tables(alliance: Alliance, progress: Callable[[Path], None] | None) -> Iterator[Table]:
    """Read the files of lines one by one; they are named from the alliance's folder on, wherever that lies."""
    for file in alliance.line_files:
        if progress is not None:
            progress(file)
        for table in read_tables(file):
            yield evolve(table, file=file.relative_to(alliance.folder).as_posix())


def _latest(cells: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Keep each production's most advanced version: a plan and its outcome are never added.

    A version counts as soon as it has a line, booked or not: a production whose final lines all have a problem shows
    nothing rather than its budget.
    """
    rank = {str(version): place for place, version in enumerate(Version)}
    seen = lines[["production_id", "version"]].drop_duplicates().astype(object)
    latest = seen["version"].map(rank).groupby(seen["production_id"]).max()
    mine = cells["version"].map(rank)
    return cells[mine == cells["production_id"].map(latest)].reset_index(drop=True)


def _allocate(cells: pd.DataFrame, stakes: pd.DataFrame, method: str) -> pd.DataFrame:
    """Split every cell of every production by its stakes; the rest of 1 is outside the alliance."""
    mine = stakes[stakes["method"] == method]
    parties = {name: list(zip(g["member_id"], g["share"], strict=True)) for name, g in mine.groupby("production_id")}
    parts: list[pd.DataFrame] = []
    for production, group in cells.groupby("production_id", observed=True, sort=True):
        shares = [*parties.get(production, [])]
        rest = 1 - sum((share for _, share in shares), Fraction(0))
        if rest:
            shares.append((OUTSIDE, rest))
        split = {name: split_column(group[name].to_numpy(), [s for _, s in shares]) for name in SPLIT}
        for place, (member, _) in enumerate(shares):
            part = group[["production_id", *CELL]].assign(member_id=member)
            part = part.assign(**{name: columns[place] for name, columns in split.items()})
            parts.append(part.assign(co2e_mg=sum(part[f"{name}_mg"] for name in TOTAL)))
    columns = ["production_id", "member_id", *CELL, *MEASURE_COLUMNS]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _productions(alliance: Alliance, ledger: Ledger, cells: pd.DataFrame) -> pd.DataFrame:
    counted = ledger.lines.groupby("production_id", observed=True)["booked"].agg(["size", "sum"])
    sums = cells.groupby("production_id", observed=True)[list(MEASURE_COLUMNS)].sum()
    frame = alliance.productions.copy()
    ids = frame["production_id"]
    frame["lines"] = counted["size"].reindex(ids, fill_value=0).to_numpy()
    booked = counted["sum"].reindex(ids, fill_value=0).to_numpy()
    frame["lines_with_issue"] = frame["lines"] - booked
    for name in MEASURE_COLUMNS:
        frame[name] = sums[name].reindex(ids, fill_value=0).to_numpy(dtype="int64")
    return frame


def _members(alliance: Alliance, allocation: pd.DataFrame) -> pd.DataFrame:
    outside = pd.DataFrame([{"member_id": OUTSIDE, "name": "outside the alliance", "role": "", "region": ""}])
    frame = pd.concat([alliance.members, outside], ignore_index=True)
    grouped = allocation.groupby("member_id")
    sums, productions = grouped[list(MEASURE_COLUMNS)].sum(), grouped["production_id"].nunique()
    frame["productions"] = productions.reindex(frame["member_id"], fill_value=0).to_numpy()
    for name in MEASURE_COLUMNS:
        frame[name] = sums[name].reindex(frame["member_id"], fill_value=0).to_numpy(dtype="int64")
    return frame
