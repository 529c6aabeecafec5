"""A million generic lines: the ledger against merges in pandas that find the same sums, and against pint per line."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import pandas as pd
from timing import Row, timed

from greenprod import Calculator, FactorLibrary
from greenprod.factors.lookup import REPORT, find_all
from greenprod.footprint.rates import mg_per
from greenprod.footprint.scopes import scope_of, scope_rule
from greenprod.regions import region
from greenprod.units import CANONICAL, quantity
from greenprod.vocabulary import Stage

SIZE, PINT_SIZE, DISTINCT = 1_000_000, 2_000, 40
DATE = "2025-05-01"
IN_CHAIN = 3


def lines(size: int = SIZE) -> pd.DataFrame:
    """Return lines of many activities and regions in canonical units, all on one day."""
    random = np.random.default_rng(7)
    library = FactorLibrary.shipped()
    names = sorted({f.activity for f in library.factors if f.region == "GB" and not f.is_alternative})
    names = [name for name in names if name.startswith(("travel.", "fuel.", "material."))][:: len(names) // DISTINCT]
    units = [CANONICAL[library.activities[name].dimension] for name in names]
    chosen = random.integers(0, len(names), size)
    return pd.DataFrame(
        {
            "line_id": [f"L{number}" for number in range(size)],
            "production_id": np.array([f"p{n}" for n in range(12)])[random.integers(0, 12, size)],
            "activity": np.array(names)[chosen],
            "amount": random.lognormal(3, 1, size).round(1),
            "unit": np.array(units)[chosen],
            "date": DATE,
            "region": np.array(["GB", "DK", "SE"])[random.integers(0, 3, size)],
        }
    )


def coefficients(frame: pd.DataFrame) -> pd.DataFrame:
    """Return mg per unit by activity, region and column: what a hand-made calculation would have to bring along."""
    library = FactorLibrary.shipped()
    rows = []
    for name, place in frame[["activity", "region"]].drop_duplicates().itertuples(index=False):
        kind = library.activities[name]
        rule = scope_rule(library, kind.kind, None)
        for hit in find_all(library, name, region(place).code, pd.Timestamp(DATE).date(), REPORT).found:
            scope, _ = scope_of(rule, hit.stage)
            if scope == IN_CHAIN and hit.stage is Stage.GENERATION_MARKET:
                continue
            mg = hit.factor.value * mg_per(hit.factor.unit, CANONICAL[kind.dimension])
            rows.append((name, place, str(hit.stage), scope, mg))
    return pd.DataFrame(rows, columns=["activity", "region", "stage", "scope", "mg_per_unit"])


def by_merge(frame: pd.DataFrame, table: pd.DataFrame) -> pd.Series:
    """Return the same sums from a merge and a multiplication, unchecked and unexplained."""
    merged = frame.merge(table, on=["activity", "region"], how="left")
    merged["mg"] = (merged["amount"] * merged["mg_per_unit"]).round().astype("int64")
    return merged.groupby(["production_id", "scope"])["mg"].sum()


def by_pint(frame: pd.DataFrame, table: pd.DataFrame) -> float:
    """Return the sum with a pint quantity for each line and factor."""
    factors = {
        key: [quantity(mg, f"mgCO2e/({unit})") for mg in group["mg_per_unit"]]
        for (key, unit), group in (
            ((key, frame.loc[frame["activity"] == key[0], "unit"].iloc[0]), group)
            for key, group in table.groupby(["activity", "region"])
        )
    }
    total = quantity(0.0, "kgCO2e")
    columns = (frame[name].to_list() for name in ("amount", "unit", "activity", "region"))
    for number, unit, activity, place in zip(*columns, strict=True):
        amount = quantity(number, unit)
        for factor in factors[activity, place]:
            total += (amount * factor).to("kgCO2e")
    return float(total.magnitude)


def measure() -> list[Row]:
    """Return the times, after a look that the sums agree."""
    frame = lines()
    table = coefficients(frame)
    calculator = Calculator()
    ledger = calculator.ledger(frame)
    ours = ledger.by("production_id")[["scope1_mg", "scope3_mg"]].sum().sum()
    theirs = int(by_merge(frame, table).loc[:, [1, IN_CHAIN]].sum())
    agree = "sums agree" if ours == theirs else f"sums differ by {ours - theirs} mg of {ours}"
    booked = timed(lambda: calculator.ledger(frame), 3)
    summed = timed(lambda: ledger.by("production_id", "category"))
    staged = timed(lambda: ledger.by("production_id", "stage"))
    merged = timed(lambda: by_merge(frame, table), 3)
    few = frame.iloc[:PINT_SIZE]
    start = perf_counter()
    by_pint(few, table)
    per_line = 1000 * (perf_counter() - start) / PINT_SIZE * SIZE
    return [
        Row(f"{SIZE:,} lines: ledger", booked, f"{len(table):,} coefficients, {SIZE / booked / 1000:.1f} M lines/s"),
        Row(f"{SIZE:,} lines: by production and category", summed),
        Row(f"{SIZE:,} lines: by production and stage", staged),
        Row(f"{SIZE:,} lines: pandas merge", merged, f"ledger takes {booked / merged:.2f} x this; {agree}"),
        Row(f"{SIZE:,} lines: pint per line", per_line, f"from {PINT_SIZE:,}; {per_line / booked:.0f} x the ledger"),
    ]
