"""Shares lose nothing and invent nothing: members and the outside add up to every production."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from hypothesis import example, given
from hypothesis import strategies as st
from lines import MG_COLUMNS, Record, books, brief, frame_of

from greenprod.alliance.allocation import Parties, split_many
from greenprod.alliance.members import Alliance
from greenprod.alliance.stakes import CONSOLIDATING, STAKED, split
from mini import CALC

if TYPE_CHECKING:
    from greenprod.alliance.consolidation import AllianceReport

PRODUCTIONS = ("p1", "p2", "p3")
MEMBERS = ("m1", "m2", "m3")
milligrams = st.integers(0, 2**62)


@st.composite
def shares(draw: st.DrawFn, most: int = 6) -> list[Fraction]:
    """Return shares that add up to 1, some of them equal, some of them 0."""
    weights = draw(st.lists(st.integers(0, 10**6), min_size=1, max_size=most).filter(any))
    return [Fraction(weight, sum(weights)) for weight in weights]


@given(mg=milligrams, parts=shares())
def test_a_split_adds_up_and_no_part_is_off_by_one(mg: int, parts: list[Fraction]) -> None:
    found = split(mg, parts)
    assert sum(found) == mg
    for got, share in zip(found, parts, strict=True):
        assert abs(got - mg * share) < 1
    for one, share in zip(found, parts, strict=True):
        for other, larger in zip(found, parts, strict=True):
            assert one <= other or share >= larger


@given(mg=milligrams, parts=shares(), data=st.data())
def test_who_stands_first_matters_only_in_a_tie(mg: int, parts: list[Fraction], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(parts))))
    found, again = split(mg, parts), split(mg, [parts[n] for n in order])
    for place, n in enumerate(order):
        assert found[n] == again[place] or parts.count(parts[n]) > 1 or _tied(mg, parts, n)


def _tied(mg: int, parts: list[Fraction], n: int) -> bool:
    return sum(mg * share % 1 == mg * parts[n] % 1 for share in parts) > 1


rows = st.lists(st.tuples(st.integers(0, 3), st.one_of(milligrams, st.integers(-(2**41), 2**41))), max_size=8)


@given(rows=rows, units=st.lists(shares(), min_size=4, max_size=4))
@example(
    rows=[(0, 10**6), (1, 7)],
    units=[[Fraction(1, 2**32 + 1), Fraction(1, 2**32 - 1), 1 - Fraction(2**33, 2**64 - 1)], *([[Fraction(1)]] * 3)],
)
def test_many_rows_are_split_as_their_values_are(rows: list[tuple[int, int]], units: list[list[Fraction]]) -> None:
    parties = Parties.of({f"m{n}": share for n, share in enumerate(parts)} for parts in units)
    mg = np.array([[value, value // 7] for _, value in rows], dtype=np.int64).reshape(len(rows), 2)
    found = split_many(mg, np.array([unit for unit, _ in rows], dtype=np.int64), parties)
    assert found.mg.dtype == np.int64
    for row, (unit, value) in enumerate(rows):
        mine = found.mg[found.row == row]
        assert mine[:, 0].tolist() == split(value, units[unit])
        assert mine[:, 1].tolist() == split(value // 7, units[unit])


@given(rows=rows, units=st.lists(shares(), min_size=4, max_size=4), keep=st.integers(0, 5))
def test_what_is_missing_to_one_is_outside(rows: list[tuple[int, int]], units: list[list[Fraction]], keep: int) -> None:
    parties = Parties.of({f"m{n}": share for n, share in enumerate(parts[:keep])} for parts in units)
    mg = np.array([[value] for _, value in rows], dtype=np.int64).reshape(len(rows), 1)
    found = split_many(mg, np.array([unit for unit, _ in rows], dtype=np.int64), parties)
    for row, (unit, value) in enumerate(rows):
        mine = parties.members[found.party[found.row == row]].tolist()
        assert int(found.mg[found.row == row].sum()) == value
        assert ("" in mine) == (sum(units[unit][:keep]) != 1)


@st.composite
def stakes(draw: st.DrawFn) -> list[Record]:
    """Return stakes of the members in the productions; what is missing to 1 is outside the alliance."""
    rows: list[Record] = []
    for production in PRODUCTIONS:
        for method in STAKED:
            cuts = sorted(draw(st.lists(st.integers(0, 1000), min_size=len(MEMBERS), max_size=len(MEMBERS))))
            keep = draw(st.integers(0, len(MEMBERS)))
            rows += [
                {"production_id": production, "member_id": member, "method": method, "share": (after - before) / 1000}
                for member, (before, after) in list(zip(MEMBERS, pairwise([0, *cuts]), strict=True))[:keep]
                if after > before
            ]
    return rows


def reported(lines: list[Record], holdings: list[Record], method: str) -> AllianceReport:
    """Return the report of an alliance with these lines and stakes, read from a folder."""
    with TemporaryDirectory() as folder:
        path = Path(folder)
        about = f'id = "a"\nname = "A"\nyear = 2025\nmethod = "{method}"\n'
        (path / "alliance.toml").write_text(about, encoding="utf-8")
        pd.DataFrame({"member_id": MEMBERS, "name": MEMBERS, "region": ["DK", "DK", "GB"]}).to_csv(
            path / "members.csv", index=False
        )
        titles = pd.DataFrame({"production_id": PRODUCTIONS, "title": PRODUCTIONS, "end": "2025-12-31"})
        titles.to_csv(path / "productions.csv", index=False)
        stakes = pd.DataFrame(holdings, columns=["production_id", "member_id", "method", "share"])
        stakes.to_csv(path / "stakes.csv", index=False)
        (path / "lines").mkdir()
        for production in dict.fromkeys(line["production_id"] for line in lines):
            mine = frame_of([line for line in lines if line["production_id"] == production])
            mine.to_csv(path / "lines" / f"{production}.csv", index=False)
        report = Alliance.read(path).report(CALC)
    assert set(report.alliance.issues["code"]) <= {"no_rows"}
    return report


versions = st.sampled_from(["plan", "budget", "final"])


@st.composite
def versioned(draw: st.DrawFn) -> list[Record]:
    """Return lines of several productions and states of the books."""
    return [{**line, "version": draw(versions)} for line in draw(books(3, 6))]


@brief
@given(lines=versioned(), holdings=stakes(), method=st.sampled_from(CONSOLIDATING))
def test_members_and_the_outside_add_up_to_productions(
    lines: list[Record], holdings: list[Record], method: str
) -> None:
    report = reported(lines, holdings, method)
    booked = report.ledger.lines.astype({"version": str, "production_id": str})
    for production in PRODUCTIONS:
        mine = booked[booked["production_id"] == production]
        last = max(mine["version"], key=["plan", "budget", "interim", "final"].index, default="")
        expected = {name: int(mine.loc[mine["version"] == last, name].sum()) for name in MG_COLUMNS}
        row = report.productions.set_index("production_id").loc[production]
        assert row[list(MG_COLUMNS)].to_dict() == expected
        cells = report.allocation[report.allocation["production_id"] == production]
        assert {name: int(cells[name].sum()) for name in MG_COLUMNS} == expected
    totals = {name: int(report.productions[name].sum()) for name in MG_COLUMNS}
    assert report.total == totals
    assert {name: int(report.members[name].sum()) for name in MG_COLUMNS} == totals
    for columns in (["member_id", "category"], ["stage"], ["scope_category", "match"]):
        assert {name: int(report.by(*columns)[name].sum()) for name in MG_COLUMNS} == totals


@brief
@given(
    lines=versioned(),
    more=versioned(),
    holdings=stakes(),
    method=st.sampled_from(CONSOLIDATING),
)
def test_lines_of_one_production_leave_all_others_alone(
    lines: list[Record], more: list[Record], holdings: list[Record], method: str
) -> None:
    # each production writes a file of its own: how a column writes its numbers is read from the whole column
    grown = [*lines, *({**line, "line_id": f"more {line['line_id']}", "production_id": "p1"} for line in more)]
    before = reported(lines, holdings, method).allocation
    after = reported(grown, holdings, method).allocation
    assert rows_of_others(after) == rows_of_others(before)


def rows_of_others(allocation: pd.DataFrame) -> list[tuple[object, ...]]:
    others = allocation[allocation["production_id"].astype(str) != "p1"]
    return sorted(tuple(map(str, row)) for row in others.itertuples(index=False, name=None))
