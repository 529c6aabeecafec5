"""Random alliances: nothing is lost between productions, organisations, members, years and the outside.

The oracle below knows the rules and none of the code: days, fractions and plain loops.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pandas as pd
from hypothesis import assume, given
from hypothesis import strategies as st
from lines import brief

from greenprod.alliance.members import Alliance
from mini import CALC

if TYPE_CHECKING:
    from greenprod.alliance.consolidation import AllianceReport

MEMBERS = ("m1", "m2", "m3", "m4")
HOMES = {"m1": "DK", "m2": "DK", "m3": "SE", "m4": "GB"}
PRODUCTIONS = ("p1", "p2", "p3")
METHODS = ("operational_control", "equity_share", "financing_share", "territorial", "own_activity_lines")
YEARS = (2024, 2025, 2026)
days = st.dates(date(2024, 1, 1), date(2026, 6, 30))
Row = dict[str, Any]


@st.composite
def books(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Return the tables of an alliance."""
    ends = {name: draw(days) for name in PRODUCTIONS}
    lines = [
        {
            "line_id": f"l{number}",
            "production_id": draw(st.sampled_from((*PRODUCTIONS, ""))),
            "member_id": draw(st.sampled_from(MEMBERS)),
            "item": "material",
            "date": draw(days),
            "region": draw(st.sampled_from(("DK", "DK-84", "SE", "FR"))),
            "mass": draw(st.integers(1, 10**6)),
            "material": "wood",
            "condition": "new",
        }
        for number in range(draw(st.integers(1, 7)))
    ]
    stakes = []
    for production in PRODUCTIONS:
        for method in (*METHODS[:-1], "funder_attribution"):
            cuts = sorted(draw(st.lists(st.integers(0, 97), min_size=4, max_size=4)))
            for member, (low, high) in zip(MEMBERS, pairwise([0, *cuts]), strict=True):
                row = {"production_id": production, "member_id": member, "method": method}
                stakes += [{**row, "share": f"{high - low}/97"}] if high > low else []
    memberships: list[Row] = [
        {"member_id": name, "role": "producer", "from": first, "to": draw(st.sampled_from(("", "2025-06-30")))}
        for name in MEMBERS
        if (first := draw(st.sampled_from((None, date(2022, 1, 1), date(2025, 3, 1), date(2026, 1, 1)))))
    ]
    memberships = [row for row in memberships if not row["to"] or str(row["from"]) <= row["to"]]
    order = draw(st.permutations(MEMBERS))
    steps = [
        {"predecessor": order[n], "successor": order[n + 1], "date": draw(days), "kind": "merged"}
        for n in range(draw(st.integers(0, 2)))
    ]
    return {"ends": [ends], "lines": lines, "stakes": stakes, "memberships": memberships, "successions": steps}


def reported(tables: dict[str, list[Row]], method: str, counted_by: str, year: int = 2025) -> AllianceReport:
    """Return the report of the alliance, read from a folder."""
    with TemporaryDirectory() as folder:
        path = Path(folder)
        (path / "alliance.toml").write_text(f'id = "a"\nyear = {year}\nmethod = "{method}"\n', encoding="utf-8")
        pd.DataFrame({"member_id": MEMBERS, "name": MEMBERS, "region": list(HOMES.values())}).to_csv(
            path / "members.csv", index=False
        )
        ends = tables["ends"][0]
        pd.DataFrame({"production_id": list(ends), "title": list(ends), "end": list(ends.values())}).to_csv(
            path / "productions.csv", index=False
        )
        heads = {
            "stakes": ["production_id", "member_id", "method", "share"],
            "memberships": ["member_id", "role", "from", "to"],
            "successions": ["predecessor", "successor", "date", "kind"],
        }
        for name, columns in heads.items():
            pd.DataFrame(tables[name], columns=columns).to_csv(path / f"{name}.csv", index=False)
        (path / "lines").mkdir()
        pd.DataFrame(tables["lines"]).to_csv(path / "lines" / "lines.csv", index=False)
        report = Alliance.read(path).report(CALC, counted_by=counted_by)
    assert set(report.alliance.issues["code"]) <= {"no_rows"}
    assert report.ledger.lines["booked"].all()
    return report


def heir(tables: dict[str, list[Row]], name: str, last: date) -> str:
    """Return who a member has become by a day."""
    for step in tables["successions"]:  # in the order of the chain
        if step["predecessor"] == name and step["date"] <= last:
            name = step["successor"]
    return name


def present(tables: dict[str, list[Row]], year: int) -> set[str]:
    """Return who was a member on any day of a year, day by day."""
    ordinals = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
    found = set()
    for row in tables["memberships"]:
        last = date.fromisoformat(row["to"]) if row["to"] else date.max
        for day in map(date.fromordinal, ordinals):
            if row["from"] <= day <= last:
                found.add(heir(tables, row["member_id"], day))
    return found


def expected(
    tables: dict[str, list[Row]], mg: dict[str, int], method: str, counted_by: str, year: int
) -> dict[str, Fraction]:
    """Return what every member carries in a year, unrounded; "" is the outside."""
    inside = present(tables, year)
    found: dict[str, Fraction] = {}
    for line in tables["lines"]:
        production, member, region = line["production_id"], line["member_id"], line["region"][:2]
        decisive = tables["ends"][0][production] if production and counted_by == "delivery" else line["date"]
        if decisive.year != year:
            continue
        if not production or method == "own_activity_lines":
            parts = {member: Fraction(1)}
        else:
            parts = {
                row["member_id"]: Fraction(row["share"])
                for row in tables["stakes"]
                if (row["production_id"], row["method"]) == (production, method)
                and (method != "territorial" or HOMES[row["member_id"]] == region)
            }
        parts[""] = 1 - sum(parts.values(), Fraction(0))
        for holder, share in parts.items():
            now = heir(tables, holder, date(year, 12, 31)) if holder else ""
            carrier = now if now in inside else holder if holder in inside else ""
            found[carrier] = found.get(carrier, Fraction(0)) + share * mg[line["line_id"]]
    return found


@brief
@given(tables=books(), method=st.sampled_from(METHODS), counted_by=st.sampled_from(["delivery", "activity"]))
def test_members_and_the_outside_are_what_the_oracle_says(
    tables: dict[str, list[Row]], method: str, counted_by: str
) -> None:
    report = reported(tables, method, counted_by)
    mg = dict(zip(report.ledger.lines["line_id"], map(int, report.ledger.lines["co2e_mg"]), strict=True))
    wanted = expected(tables, mg, method, counted_by, 2025)
    found = dict(zip(report.members["member_id"], map(int, report.members["co2e_mg"]), strict=True))
    assert sum(found.values()) == sum(wanted.values(), Fraction(0)) == report.total["co2e_mg"]
    assert report.inside["co2e_mg"] == report.total["co2e_mg"] - found[""]
    for name in {*found, *wanted}:
        # each of a unit's few cells is rounded once
        assert abs(found.get(name, 0) - wanted.get(name, Fraction(0))) < 4 * len(tables["lines"]) + 1
    assert set(found) - {""} <= present(tables, 2025)


@brief
@given(tables=books(), method=st.sampled_from(METHODS), counted_by=st.sampled_from(["delivery", "activity"]))
def test_every_milligram_counts_in_one_year(tables: dict[str, list[Row]], method: str, counted_by: str) -> None:
    report = reported(tables, method, counted_by)
    years = report.years("member_id")
    assert int(years["co2e_mg"].sum()) == report.ledger.total_mg["co2e_mg"]
    mg = dict(zip(report.ledger.lines["line_id"], map(int, report.ledger.lines["co2e_mg"]), strict=True))
    for year in YEARS:
        mine = years[years["year"] == year]
        assert int(mine["co2e_mg"].sum()) == sum(expected(tables, mg, method, counted_by, year).values(), Fraction(0))


@brief
@given(tables=books(), method=st.sampled_from(METHODS))
def test_a_succession_keeps_totals(tables: dict[str, list[Row]], method: str) -> None:
    everybody = [{"member_id": name, "role": "fund", "from": date(2020, 1, 1), "to": ""} for name in MEMBERS]
    tables = {**tables, "memberships": everybody}
    after = reported(tables, method, "delivery")
    before = reported({**tables, "successions": []}, method, "delivery")
    assert after.total == before.total
    if method != "territorial":  # an heir may live in another territory
        carried = before.members.assign(heir=[heir(tables, m, date(2025, 12, 31)) for m in before.members["member_id"]])
        wanted = carried.groupby("heir")["co2e_mg"].sum()
        found = after.members.set_index("member_id")["co2e_mg"]
        # shares that come together are split once and not twice
        assert all(abs(int(wanted[name]) - int(found[name])) < 4 * len(tables["lines"]) + 1 for name in found.index)


@brief
@given(tables=books(), method=st.sampled_from(METHODS))
def test_attribution_stands_beside_and_moves_nothing(tables: dict[str, list[Row]], method: str) -> None:
    assume(any(row["method"] == "funder_attribution" for row in tables["stakes"]))
    report = reported(tables, method, "delivery")
    without = [row for row in tables["stakes"] if row["method"] != "funder_attribution"]
    bare = reported({**tables, "stakes": without}, method, "delivery")
    assert report.members.equals(bare.members)
    assert report.total == bare.total
    own = ~report.productions["production_id"].str.startswith("organisation:")
    beside = report.attributed().groupby("production_id")["co2e_mg"].sum()
    whole = report.productions[own].set_index("production_id")["co2e_mg"]
    assert beside.to_dict() == whole.to_dict()
    for row in report.overlap().rows:
        assert 0 <= row.at_least_mg <= row.at_most_mg <= row.production_mg
