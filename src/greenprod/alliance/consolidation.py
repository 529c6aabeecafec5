"""Consolidation: productions once in the alliance's total, and split exactly among those who have a stake."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from attrs import field, frozen

from greenprod.alliance.allocation import ORGANISATION, Sharing, allocate, chain
from greenprod.alliance.counting import CountedBy, cells_of, productions_in, unit_tables, unit_years
from greenprod.alliance.overlap import Claim, Overlaps
from greenprod.alliance.records import share
from greenprod.alliance.stakes import CONSOLIDATING, OUTSIDE, STAKED, Method, foreign_parts_count
from greenprod.alliance.strangers import strangers_with_lines, strangers_with_parts
from greenprod.errors import DataError
from greenprod.footprint.booked import issue_frame
from greenprod.footprint.engine import book
from greenprod.footprint.kernel import MEASURE_COLUMNS
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from greenprod.alliance.members import Alliance
    from greenprod.errors import Issue
    from greenprod.footprint.calculate import Calculator
    from greenprod.footprint.ledger import Ledger


@frozen(kw_only=True, slots=False)
class AllianceReport:
    """Hold what every production, every member and the alliance emitted in a year.

    Parameters
    ----------
    alliance, year, method, counted_by
        Whose report it is, under which method productions are split, and what decides their year.
    ledger
        All lines, also those of other years.
    productions, members
        One row each, with the columns of milligrams. A member's own organisation stands among the productions. Members
        are those of the year; the last row is everybody outside the alliance.
    allocation
        Each production's cells (category, scope category, stage, status, match) split among members; groups of it add
        up to the milligram. Beside the production's scope category stands the one its member reports it under.
    total
        Milligrams of the productions and organisations, each counted once.
    issues
        Problems in the alliance's tables, in its memberships and in the lines.

    """

    alliance: Alliance
    year: int
    method: str
    counted_by: str
    ledger: Ledger
    productions: pd.DataFrame = field(repr=False)
    members: pd.DataFrame = field(repr=False)
    allocation: pd.DataFrame = field(repr=False)
    total: dict[str, int]
    issues: pd.DataFrame = field(repr=False)
    _cells: pd.DataFrame = field(repr=False, alias="cells")

    def by(self, *columns: str) -> pd.DataFrame:
        """Return the allocation summed by columns, in whole milligrams."""
        summed = self.allocation.groupby(list(columns), observed=True)[list(MEASURE_COLUMNS)].sum()
        return summed.reset_index()

    @property
    def inside(self) -> dict[str, int]:
        """Milligrams of the alliance: what its members of the year account for, without the outside."""
        members = self.members[self.members["member_id"].ne(OUTSIDE)]
        return {name: int(members[name].sum()) for name in MEASURE_COLUMNS}

    def years(self, *columns: str) -> pd.DataFrame:
        """Return every year that has lines, summed by columns of the allocation.

        Who was a member is decided year by year. What a member carried that has a successor by the year of the report
        stands under the successor, so that a member's path is one row a year.

        Parameters
        ----------
        *columns
            Such as ``member_id`` (when empty), ``production_id`` or ``scope_category``.

        Returns
        -------
        pandas.DataFrame
            year, the columns, and the columns of milligrams.

        """
        keys = ["year", *(columns or ("member_id",))]
        parts = [self._allocation_of(year).assign(year=year) for year in sorted(self._cells["year"].unique().tolist())]
        if not parts:
            return pd.DataFrame(columns=[*keys, *MEASURE_COLUMNS])
        allocation = pd.concat(parts, ignore_index=True)
        heirs = {name: self.alliance.memberships.heir(name, self.year) for name in allocation["member_id"].unique()}
        allocation["member_id"] = allocation["member_id"].map(heirs)
        return allocation.groupby(keys, observed=True)[list(MEASURE_COLUMNS)].sum().reset_index()

    def as_reported(self) -> pd.DataFrame:
        """Return each member's inventory as the member itself reports it, in whole milligrams.

        What a member carries in category 1 or 15 is scope 3 there, whatever it was in the production. It has no
        market view, and its scope 2 is the location-based one.
        """
        frame = self.allocation[self.allocation["member_id"].ne(OUTSIDE)]
        as_is = frame["member_scope_category"].eq(frame["scope_category"])
        for name in ("scope1_mg", "scope2_location_mg", "scope2_market_mg"):
            frame = frame.assign(**{name: frame[name].where(as_is, 0)})
        frame = frame.assign(scope3_mg=frame["scope3_mg"].where(as_is, frame["co2e_mg"]))
        keys = ["member_id", "member_scope_category"]
        return frame.groupby(keys, observed=True)[list(MEASURE_COLUMNS)].sum().reset_index()

    def overlap(self) -> Overlaps:
        """Return what two members both claim of one production of the year, because they count by different methods."""
        return Overlaps.of(self._claims())

    def attributed(self) -> pd.DataFrame:
        """Return what funders are attributed by grant / total budget: beside the inventories, never added to them."""
        return self._split(Method.FUNDER_ATTRIBUTION)

    def abroad(self) -> pd.DataFrame:
        """Return what each production of the year emitted at home and abroad, and whether its foreign parts count.

        Returns
        -------
        pandas.DataFrame
            production_id, home_mg, abroad_mg, foreign_cost_share, foreign_parts_count (None where the share of cost
            abroad is not known).

        """
        cells = cells_of(self.alliance, self.ledger, self.counted_by, "region")
        cells = cells[cells["year"].eq(self.year)]
        own = self.productions[~self.productions["production_id"].str.startswith(ORGANISATION)]
        home = dict(zip(own["production_id"], own["region"], strict=True))
        cells = cells[cells["production_id"].isin(home)]
        pairs = zip(cells["production_id"], cells["region"], strict=True)
        at_home = np.array([home[production] in chain(region) for production, region in pairs], dtype=bool)
        sums = [cells[at].groupby("production_id")["co2e_mg"].sum() for at in (at_home, ~at_home)]
        costs = [share(text) if text else None for text in own["foreign_cost_share"]]
        frame = own[["production_id"]].reset_index(drop=True)
        for name, column in zip(("home_mg", "abroad_mg"), sums, strict=True):
            frame[name] = column.reindex(frame["production_id"], fill_value=0).to_numpy(dtype=np.int64)
        frame["foreign_cost_share"] = pd.Series(costs, dtype=object)
        counts = [None if cost is None else foreign_parts_count(cost) for cost in costs]
        return frame.assign(foreign_parts_count=pd.Series(counts, dtype=object))

    def strangers(self) -> list[Issue]:
        """Return who has lines or stakes in a year without having been a member in it, for every year with lines."""
        found: list[Issue] = []
        for year in sorted(self._cells["year"].unique().tolist()):
            sharing = Sharing.of(self.alliance, self.method, year)
            found += strangers_with_lines(self.ledger, sharing, year)
            found += strangers_with_parts(_of_year(self._cells, year), sharing, year)
        return found

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
        about = {"alliance": self.alliance.id, "year": self.year, "method": self.method, "counted_by": self.counted_by}
        return {**about, **self.ledger.manifest}

    def _allocation_of(self, year: int) -> pd.DataFrame:
        if year == self.year:
            return self.allocation
        return allocate(_of_year(self._cells, year), Sharing.of(self.alliance, self.method, year))

    @cached_property
    def _whole(self) -> pd.DataFrame:
        """The productions of the year, without organisations, in the columns that can be split."""
        whole = self.productions[["production_id", *MEASURE_COLUMNS]]
        return whole[~whole["production_id"].str.startswith(ORGANISATION)]

    def _split(self, method: str) -> pd.DataFrame:
        """Split the productions of the year by a method, whole production by whole production."""
        sharing = Sharing.of(self.alliance, method, self.year)
        if not sharing.place:
            return allocate(self._whole, sharing)
        cells = _of_year(cells_of(self.alliance, self.ledger, self.counted_by, sharing.place), self.year)
        cells = cells[cells["production_id"].isin(self._whole["production_id"])]
        return (
            allocate(cells, sharing).groupby(["production_id", "member_id"], as_index=False)[[*MEASURE_COLUMNS]].sum()
        )

    def _claims(self) -> Iterator[Claim]:
        whole = dict(zip(self._whole["production_id"], map(int, self._whole["co2e_mg"]), strict=True))
        used = {*self.alliance.stakes["method"], self.method}
        for method in (*STAKED, Method.OWN_ACTIVITY_LINES.value):
            if method in used:
                parts = self._split(method)
                parts = parts[parts["member_id"].ne(OUTSIDE)]
                columns = (parts[name] for name in ("production_id", "member_id", "co2e_mg"))
                for production, member, mg in zip(*columns, strict=True):
                    yield Claim(
                        production_id=production,
                        member_id=member,
                        method=method,
                        co2e_mg=int(mg),
                        production_mg=whole[production],
                    )


def consolidate(
    alliance: Alliance,
    calculator: Calculator,
    *,
    year: int,
    method: str,
    counted_by: str = CountedBy.DELIVERY.value,
    progress: Callable[[Path], None] | None = None,
) -> AllianceReport:
    """Return the report of an alliance.

    Parameters
    ----------
    alliance
        Members, productions, stakes and files of lines.
    calculator
        Library, policy, boundary and GWP set.
    year, method, counted_by
        Of the report.
    progress
        Called with each file of lines before it is read.

    Raises
    ------
    DataError
        ``invalid_choice`` for an unknown method or way of counting.

    """
    for name, value, valid in (("method", method, CONSOLIDATING), ("counted_by", counted_by, CountedBy)):
        if value not in tuple(valid):
            raise DataError(invalid_choice(name, value, tuple(valid)))
    members = list(alliance.members["member_id"])
    units = [*alliance.productions["production_id"], *(ORGANISATION + name for name in members)]
    ids = {"production_id": units, "member_id": ["", *members]}
    ledger = book(unit_tables(alliance, progress), calculator, known=ids)
    sharing = Sharing.of(alliance, method, year)
    cells = cells_of(alliance, ledger, counted_by, sharing.place)
    mine = _of_year(cells, year)
    allocation = allocate(mine, sharing)
    productions = _productions(alliance, ledger, mine, counted_by, year)
    strangers = issue_frame([*strangers_with_lines(ledger, sharing, year), *strangers_with_parts(mine, sharing, year)])
    found = [frame for frame in (alliance.issues, strangers, ledger.issues) if len(frame)]
    return AllianceReport(
        alliance=alliance,
        year=year,
        method=method,
        counted_by=str(counted_by),
        ledger=ledger,
        productions=productions,
        members=_members(alliance, allocation, sharing),
        allocation=allocation,
        total={name: int(productions[name].sum()) for name in MEASURE_COLUMNS},
        issues=pd.concat(found or [alliance.issues], ignore_index=True),
        cells=cells,
    )


def _of_year(cells: pd.DataFrame, year: int) -> pd.DataFrame:
    return cells[cells["year"].eq(year)].drop(columns="year").reset_index(drop=True)


def _productions(alliance: Alliance, ledger: Ledger, cells: pd.DataFrame, counted_by: str, year: int) -> pd.DataFrame:
    """Return the productions and organisations of the year with their lines and sums."""
    lines = unit_years(alliance, ledger, counted_by)
    frame = productions_in(alliance.productions, lines, counted_by, year)
    lines = lines[lines["year"].isin((0, year))]  # a line without a readable date is a problem of every year
    organisations = alliance.members.assign(
        production_id=ORGANISATION + alliance.members["member_id"],
        title=alliance.members["name"] + ", organisation",
        format="organisation",
    )
    organisations = organisations[organisations["production_id"].isin(lines["production_id"])]
    if len(organisations):
        frame = pd.concat([frame, organisations.reindex(columns=frame.columns, fill_value="")], ignore_index=True)
    ids = frame["production_id"]
    counted = lines.groupby("production_id")[["lines", "booked"]].sum()
    counts = counted.reindex(ids, fill_value=0).to_numpy(dtype=np.int64)
    frame["lines"], frame["lines_with_issue"] = counts[:, 0], counts[:, 0] - counts[:, 1]
    sums = cells.groupby("production_id", observed=True)[list(MEASURE_COLUMNS)].sum()
    for name in MEASURE_COLUMNS:
        frame[name] = sums[name].reindex(ids, fill_value=0).to_numpy(dtype="int64")
    return frame


def _members(alliance: Alliance, allocation: pd.DataFrame, sharing: Sharing) -> pd.DataFrame:
    """Return the members of the period with their productions and sums, and the outside as the last row."""
    mine = alliance.members[alliance.members["member_id"].map(lambda name: sharing.stands_for.get(name) == name)]
    mine = mine.assign(role=mine["member_id"].map(sharing.roles))
    outside = pd.DataFrame([{"member_id": OUTSIDE, "name": "outside the alliance", "role": "", "region": ""}])
    frame = pd.concat([mine, outside], ignore_index=True)
    sums = allocation.groupby("member_id")[list(MEASURE_COLUMNS)].sum()
    theirs = allocation[~allocation["production_id"].str.startswith(ORGANISATION)]
    productions = theirs.groupby("member_id")["production_id"].nunique()
    frame["productions"] = productions.reindex(frame["member_id"], fill_value=0).to_numpy()
    for name in MEASURE_COLUMNS:
        frame[name] = sums[name].reindex(frame["member_id"], fill_value=0).to_numpy(dtype="int64")
    return frame
