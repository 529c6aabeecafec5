"""A large alliance: reading its folder, and splitting its productions among its members."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from timing import Row, timed

from greenprod import Alliance
from greenprod.alliance.allocation import SPLIT, Sharing, allocate
from greenprod.alliance.counting import CELL

MEMBERS, PRODUCTIONS, STAKES = 500, 20_000, 3
SHARES = ("0.6", "0.3", "0.0333", "1/3", "0.25", "1/7", "0.12345")
CELLS = 10
METHOD = "financing_share"


def measure() -> list[Row]:
    """Return the time to read such a folder, and to split sums and cells of all its productions."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder)
        reading = timed(lambda: Alliance.read(folder), repeat=3)
        alliance = Alliance.read(folder)
    size = f"{MEMBERS} members, {PRODUCTIONS:,} productions, {len(alliance.stakes):,} stakes"
    sums, cells = cells_of(1), cells_of(CELLS)
    sharing = Sharing.of(alliance, METHOD, 2025)
    exact = allocate(sums, sharing)
    assert int(exact["scope1_mg"].sum()) == int(sums["scope1_mg"].sum())
    return [
        Row("alliance: folder read", reading, size),
        Row("alliance: production sums split", timed(lambda: allocate(sums, Sharing.of(alliance, METHOD, 2025))), size),
        Row(f"alliance: {CELLS} cells a production split", timed(lambda: allocate(cells, sharing), repeat=3), size),
    ]


def cells_of(count: int) -> pd.DataFrame:
    """Return ready sums: some cells for each production, in whole milligrams."""
    random = np.random.default_rng(6)
    ids = np.repeat([f"p{number:05}" for number in range(PRODUCTIONS)], count)
    frame = pd.DataFrame({"production_id": ids.astype(object)})
    for name in CELL:
        frame[name] = np.array([f"3.{place % 15 + 1}" for place in range(count)] * PRODUCTIONS, dtype=object)
    frame[list(SPLIT)] = random.integers(0, 10**12, size=(len(frame), len(SPLIT)))
    return frame.assign(co2e_mg=frame["scope1_mg"] + frame["scope2_location_mg"] + frame["scope3_mg"])


def write(folder: Path) -> None:
    """Write the tables of the alliance."""
    random = np.random.default_rng(7)
    about = f'id = "large"\nname = "Large"\nyear = 2025\nmethod = "{METHOD}"\n'
    (folder / "alliance.toml").write_text(about, encoding="utf-8")
    members = [f"m{number:03}" for number in range(MEMBERS)]
    roles = ["broadcaster", "fund", "producer", "funder"] * (MEMBERS // 4)
    frame = pd.DataFrame({"member_id": members, "name": members, "role": roles, "region": "DK"})
    frame.to_csv(folder / "members.csv", index=False)
    ids = [f"p{number:05}" for number in range(PRODUCTIONS)]
    titles = pd.DataFrame({"production_id": ids, "title": ids, "end": "2025-12-01", "budget": 20_000_000})
    titles.to_csv(folder / "productions.csv", index=False)
    rows = []
    for production in ids:
        left = Fraction(1)
        for member in random.choice(MEMBERS, STAKES, replace=False).tolist():
            share = SHARES[random.integers(len(SHARES))]
            if Fraction(share) <= left:
                left -= Fraction(share)
                rows.append((production, members[member], METHOD, share))
    stakes = pd.DataFrame(rows, columns=["production_id", "member_id", "method", "share"])
    stakes.to_csv(folder / "stakes.csv", index=False)
    (folder / "lines").mkdir()


if __name__ == "__main__":
    for row in measure():
        print(f"{row.what}: {row.milliseconds:,.0f} ms ({row.note})")  # noqa: T201 - a script
