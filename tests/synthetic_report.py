"""An invented alliance report of any size, for tests of the files and the page."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from attrs import field, frozen

from greenprod.footprint.booked import ISSUE_COLUMNS
from greenprod.footprint.kernel import MEASURE_COLUMNS
from greenprod.vocabulary import Match, Status

CATEGORIES = ("travel", "freight", "accommodation", "energy", "fuel", "catering", "material", "waste")
NASTY = "<script>alert(\"x\")</script> & 'Søn'"


@frozen(kw_only=True)
class SyntheticAlliance:
    id: str
    name: str
    description: str
    stakes: pd.DataFrame = field(repr=False)


@frozen(kw_only=True)
class SyntheticLedger:
    lines: pd.DataFrame = field(repr=False)


@frozen(kw_only=True)
class SyntheticReport:
    alliance: SyntheticAlliance
    year: int
    method: str
    ledger: SyntheticLedger
    productions: pd.DataFrame = field(repr=False)
    members: pd.DataFrame = field(repr=False)
    allocation: pd.DataFrame = field(repr=False)
    total: dict[str, int]
    issues: pd.DataFrame = field(repr=False)
    attributions: tuple[str, ...] = ("Contains invented figures, Licence of Nobody 1.0.",)
    manifest: dict[str, Any] = field(
        factory=lambda: {
            "greenprod": "0.1.0",
            "factors": "0123456789abcdef" * 4,
            "gwp": "as_published",
            "boundary": "full",
            "policy": "report",
            "inputs": [{"file": "lines/a.csv", "lines": np.int64(12)}],
        }
    )
    sources: pd.DataFrame = field(
        factory=lambda: pd.DataFrame(
            {
                "source_id": ["invented"],
                "title": ["Invented factors"],
                "edition": ["2025"],
                "licence": ["Licence of Nobody 1.0"],
                "attribution": ["Contains invented figures."],
                "url": ["javascript:alert(1)"],
            }
        )
    )

    def by(self, *columns: str) -> pd.DataFrame:
        return self.allocation.groupby(list(columns), observed=True)[list(MEASURE_COLUMNS)].sum().reset_index()


def synthetic_report(*, productions: int = 3, members: int = 2, lines: int = 12, issues: int = 3) -> SyntheticReport:
    """Return a report whose tables agree with each other to the milligram."""
    random = np.random.default_rng(1)
    production_ids = [f"p{number}" for number in range(1, productions + 1)]
    member_ids = [f"m{number}" for number in range(1, members + 1)]
    allocation = _allocation(random, production_ids, [*member_ids, ""])
    stakes = pd.DataFrame(
        [(p, m, "financing_share", f"{0.9 / members:.4f}") for p in production_ids for m in member_ids],
        columns=["production_id", "member_id", "method", "share"],
    )
    return SyntheticReport(
        alliance=SyntheticAlliance(
            id="invented", name="Invented & Sons", description="No measurements.", stakes=stakes
        ),
        year=2025,
        method="financing_share",
        ledger=SyntheticLedger(lines=synthetic_lines(lines, production_ids)),
        productions=_productions(allocation, production_ids, lines),
        members=_members(allocation, member_ids, productions),
        allocation=allocation,
        total={name: int(allocation[name].sum()) for name in MEASURE_COLUMNS},
        issues=_issues(issues),
    )


def _allocation(random: np.random.Generator, production_ids: list[str], member_ids: list[str]) -> pd.DataFrame:
    keys = [
        (p, m, c, f"3.{place % 8 + 1}", "combustion", str(random.choice(list(Status))), str(random.choice(list(Match))))
        for p in production_ids
        for m in member_ids
        for place, c in enumerate(CATEGORIES)
    ]
    columns = ["production_id", "member_id", "category", "scope_category", "stage", "status", "match"]
    frame = pd.DataFrame(keys, columns=columns)
    for name in MEASURE_COLUMNS[:-1]:
        frame[name] = random.integers(0, 9_000_000_000, size=len(frame))
    frame["co2e_mg"] = frame["scope1_mg"] + frame["scope2_location_mg"] + frame["scope3_mg"]
    return frame


def _productions(allocation: pd.DataFrame, production_ids: list[str], lines: int) -> pd.DataFrame:
    sums = allocation.groupby("production_id")[list(MEASURE_COLUMNS)].sum().reindex(production_ids).reset_index()
    titles = [NASTY, *(f"Sidste færge til en ø {number}" for number in range(2, len(production_ids) + 1))]
    sums.insert(1, "title", titles)
    sums.insert(2, "format", "drama_series")
    sums.insert(3, "region", "DK")
    sums.insert(4, "lines", lines)
    sums.insert(5, "lines_with_issue", 1)
    return sums


def _members(allocation: pd.DataFrame, member_ids: list[str], productions: int) -> pd.DataFrame:
    order = [*member_ids, ""]
    sums = allocation.groupby("member_id")[list(MEASURE_COLUMNS)].sum().reindex(order).reset_index()
    names = [f"Grønspæt & Døtre {number} ApS" for number in range(1, len(member_ids) + 1)]
    sums.insert(1, "name", [*names, "outside the alliance"])
    sums.insert(2, "role", [*["producer"] * len(member_ids), ""])
    sums.insert(3, "region", [*["DK"] * len(member_ids), ""])
    sums.insert(4, "productions", productions)
    return sums


def _issues(count: int) -> pd.DataFrame:
    rows = [
        (
            "unknown_unit",
            "warning" if number % 3 == 2 else "error",
            f"Problem number {number}.",
            "lines/a.csv",
            "",
            None if number == 1 else number + 2,
            "amount",
            '<img src=x onerror="alert(1)">',
            "kWh; MWh",
            "Write kWh.",
            f"l{number}",
            "p1",
        )
        for number in range(count)
    ]
    return pd.DataFrame(rows, columns=list(ISSUE_COLUMNS))


def synthetic_lines(count: int, production_ids: list[str]) -> pd.DataFrame:
    """Return ledger lines with the columns of the real ones."""
    random = np.random.default_rng(2)
    numbers = [str(number) for number in range(count)]
    text = pd.Series([""] * count, dtype="str")
    frame = pd.DataFrame({"line_id": [f"line-{number}" for number in numbers]})
    frame["production_id"] = pd.Categorical([production_ids[n % len(production_ids)] for n in range(count)])
    frame["member_id"], frame["version"], frame["date"] = text, "final", "2025-03-03"
    frame["period_start"], frame["period_end"], frame["item"] = text, text, "flight"
    frame["activity"], frame["category"], frame["region"] = "travel.flight.short_haul.economy", "travel", "DK"
    frame["amount"], frame["unit"] = random.random(count) * 1000, "km"
    for name in ("phase", "department", "episode", "account", "control"):
        frame[name] = text
    frame["status"] = pd.Categorical(["invoiced"] * count)
    frame["supplier"], frame["evidence"] = "Rejsebureau, A/S", text
    frame["note"] = [f"=HYPERLINK({number})" for number in numbers]
    frame["match"], frame["factors"], frame["booked"] = "exact", "desnz:travel.flight:gb:combustion", True
    frame["missing"] = "energy.electricity.grid: transmission_losses"
    for name in MEASURE_COLUMNS:
        frame[name] = random.integers(0, 5_000_000_000_000, size=count)
    frame["source_file"], frame["source_sheet"], frame["source_row"] = "lines/a.csv", "", np.arange(2, count + 2)
    return frame
