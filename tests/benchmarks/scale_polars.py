"""Polars: several formulations of the totals in its streaming engine, and the ledger written to Parquet."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import polars as pl
from scale_lines import YEARS
from scale_ways import POLARS, Way, sums

from greenprod.footprint.kernel import TOTAL

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scale_factors import FactorTable

_YEAR = pl.col("date").dt.year()


class Bear:
    """Lazy frames over a file, with the factors already in memory."""

    def __init__(self, table: FactorTable) -> None:
        self._table = table
        self._measures = {measure: slots for measure, slots in table.measures.items() if slots}
        frame = pl.from_pandas(table.frame).with_columns(pl.col("year").cast(pl.Int32))
        self._texts = frame.drop("description", "category")
        self._categories = self._texts.with_columns(pl.col("activity", "region", "unit").cast(pl.Categorical))
        codes = [pd.Categorical(table.frame[name], values).codes for name, values in self._values.items()]
        place = np.zeros(table.grid.distinct, dtype=np.int64)
        for code, among in zip([*codes[:2], table.frame["year"] - YEARS[0], codes[2]], self._sizes, strict=True):
            place = place * among + np.asarray(code)
        self._keyed = pl.DataFrame({"key": place.astype(np.int32), **table.slots})
        self._dense = {slot: _dense(place, mg, int(np.prod(self._sizes))) for slot, mg in table.slots.items()}

    @property
    def _values(self) -> dict[str, list[str]]:
        return {"activity": self._table.activities, "region": self._table.regions, "unit": self._table.units}

    @property
    def _sizes(self) -> list[int]:
        activities, regions, units = map(len, self._values.values())
        return [activities, regions, len(YEARS), units]

    def _key(self) -> pl.Expr:
        """Return the number of a line's description, from the codes of its texts."""
        activity, region, unit = (
            pl.col(name).cast(pl.Enum(values)).to_physical().cast(pl.Int32) for name, values in self._values.items()
        )
        _, regions, years, units = self._sizes
        return (((activity * regions + region) * years + (_YEAR - YEARS[0])) * units + unit).alias("key")

    def _each(self, factor: Callable[[str], pl.Expr]) -> list[pl.Expr]:
        """Return each scope column of a line; every posting is rounded on its own, half to even."""

        def mg(slot: str) -> pl.Expr:
            return (pl.col("amount") * factor(slot)).round(0, mode="half_to_even").cast(pl.Int64)

        return [
            pl.sum_horizontal(mg(slot) for slot in slots).alias(measure)
            if len(slots) > 1
            else mg(slots[0]).alias(measure)
            for measure, slots in self._measures.items()
        ]

    def ways(self) -> list[Way]:
        """Return the formulations of the totals."""
        lines = {
            "joined by four texts": self._by_text,
            "joined by a number": lambda path: (
                pl.scan_parquet(path).select("production_id", "amount", self._key()).join(self._keyed.lazy(), on="key")
            ),
        }
        ways = [Way(POLARS, how, partial(self._joined, joined)) for how, joined in lines.items()]
        return [*ways, Way(POLARS, "gathered by a number", self._gathered)]

    def _joined(self, joined: Callable[[Path], pl.LazyFrame], path: Path) -> pd.DataFrame:
        return self._sums(joined(path), self._each(pl.col))

    def _by_number(self, path: Path) -> pl.LazyFrame:
        keyed = pl.scan_parquet(path).select("production_id", "amount", self._key())
        return keyed.join(self._keyed.lazy(), on="key")

    def _by_text(self, path: Path) -> pl.LazyFrame:
        lines = pl.scan_parquet(path).with_columns(_YEAR.alias("year"))
        encoded = lines.collect_schema()["activity"] == pl.Categorical
        factors = self._categories if encoded else self._texts
        return lines.join(factors.lazy(), on=["activity", "region", "year", "unit"])

    def _gathered(self, path: Path) -> pd.DataFrame:
        keyed = pl.scan_parquet(path).select("production_id", "amount", self._key())
        each = self._each(lambda slot: pl.lit(self._dense[slot]).gather(pl.col("key")))
        return self._sums(keyed.select("production_id", *each), [pl.col(measure) for measure in self._measures])

    def _sums(self, lines: pl.LazyFrame, each: list[pl.Expr]) -> pd.DataFrame:
        found = lines.group_by("production_id").agg([mg.sum() for mg in each]).collect(engine="streaming")
        return sums(found["production_id"].to_list(), {name: found[name].to_numpy() for name in self._measures})

    def ledger(self, path: Path, file: Path) -> None:
        """Write every line with its milligrams per scope column, in no order."""
        lines = pl.scan_parquet(path, row_index_name="source_row")
        keyed = lines.select("source_row", "production_id", "amount", self._key()).join(self._keyed.lazy(), on="key")
        each = keyed.select("source_row", "production_id", *(mg.name.suffix("_mg") for mg in self._each(pl.col)))
        total = pl.sum_horizontal(f"{measure}_mg" for measure in TOTAL if measure in self._measures)
        each.with_columns(total.alias("co2e_mg")).sink_parquet(file, compression="snappy", maintain_order=False)


def _dense(place: np.ndarray, mg: np.ndarray, size: int) -> pl.Series:
    values = np.zeros(size)
    values[place] = mg
    return pl.Series(values)
