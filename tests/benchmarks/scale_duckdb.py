"""DuckDB: several formulations of the totals, and the ledger written to Parquet."""

from __future__ import annotations

from functools import partial
from string import Template
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pandas as pd
from scale_lines import SPELLINGS
from scale_ways import DUCKDB, Way, sums

from greenprod.footprint.kernel import MEASURES, TOTAL
from greenprod.units import CANONICAL, scale

if TYPE_CHECKING:
    from pathlib import Path

    from scale_factors import FactorTable

_TOTALS = {
    "one table of factors by unit": """
        SELECT production_id, $flat_sums FROM lines l
        JOIN flat f ON l.activity = f.activity AND l.region = f.region AND year(l.date) = f.year AND l.unit = f.unit
        GROUP BY 1""",
    "tables of factors and units": """
        SELECT production_id, $sums FROM lines l
        JOIN wide f ON l.activity = f.activity AND l.region = f.region AND year(l.date) = f.year
        JOIN units USING (unit) GROUP BY 1""",
    "a row for each posting": """
        WITH postings AS (
            SELECT production_id, measure, sum(CAST(amount * (scale * f.mg) AS BIGINT)) AS mg FROM lines l
            JOIN long f ON l.activity = f.activity AND l.region = f.region AND year(l.date) = f.year
            JOIN units USING (unit) GROUP BY ALL)
        SELECT production_id, $pivot FROM postings GROUP BY 1""",
}
_LEDGER = """
    COPY (
        SELECT file_row_number AS source_row, $texts, $each FROM read_parquet('$path', file_row_number = true) l
        JOIN wide f ON l.activity = f.activity AND l.region = f.region AND year(l.date) = f.year
        JOIN units USING (unit))
    TO '$folder' (FORMAT parquet, PER_THREAD_OUTPUT, OVERWRITE_OR_IGNORE)"""
_TEXTS = (
    "production_id", "'' AS member_id", "'final' AS version", "'activity' AS item", "l.activity", "category",
    "l.region", "'calculated' AS status", "'exact' AS match", "true AS booked", "'' AS issue",
)  # fmt: skip


class Duck:
    """A connection of two threads, with the factors already in its tables.

    A cast from double to bigint rounds half to even, as ours does. Multiplying `amount * (scale * mg)` in this order
    keeps the last bit, too.
    """

    def __init__(self, table: FactorTable, threads: int = 2) -> None:
        self._measures = {measure: slots for measure, slots in table.measures.items() if slots}
        self._connection = duckdb.connect(config={"threads": threads, "preserve_insertion_order": False})
        flat = table.frame.astype({"year": "int16"})
        # the first spelling of each dimension is its canonical unit
        canonical = flat[flat["unit"].isin([spellings[0] for spellings in SPELLINGS.values()])]
        wide = canonical.drop(columns=["unit", "description"])
        long = wide.melt(["activity", "region", "year"], list(table.slots), "slot", "mg")
        # one row stays for what emits nothing, so that no production is lost
        nothing = ~wide[list(table.slots)].any(axis=1).to_numpy()
        first = (long["slot"] == next(iter(table.slots))) & np.tile(nothing, len(table.slots))
        long = long[(long["mg"] != 0) | first]
        measures = long["slot"].str.rpartition("_")[0].map(MEASURES.index).astype("int8")
        units = [(unit, scale(unit, CANONICAL[kind])) for kind, known in SPELLINGS.items() for unit in known]
        self._keep("flat", flat.drop(columns="description"))
        self._keep("wide", wide)
        self._keep("long", long.assign(measure=measures))
        self._keep("units", pd.DataFrame(units, columns=["unit", "scale"]))

    def _keep(self, name: str, frame: pd.DataFrame) -> None:
        self._connection.register("given", frame)
        self._connection.execute(f"CREATE TABLE {name} AS FROM given")
        self._connection.unregister("given")

    def _each(self, factor: str) -> dict[str, str]:
        """Return the expression of each scope column of a line; every posting is rounded on its own."""
        return {
            measure: " + ".join(f"CAST(amount * {factor.format(slot)} AS BIGINT)" for slot in slots)
            for measure, slots in self._measures.items()
        }

    def _summed(self, factor: str) -> str:
        return ", ".join(f"CAST(sum({mg}) AS BIGINT) AS {measure}" for measure, mg in self._each(factor).items())

    def ways(self) -> list[Way]:
        """Return the formulations of the totals."""
        pivot = ", ".join(
            f"CAST(coalesce(sum(mg) FILTER (measure = {place}), 0) AS BIGINT) AS {measure}"
            for place, measure in enumerate(MEASURES)
        )
        parts = {"flat_sums": self._summed("f.{}"), "sums": self._summed("(scale * f.{})"), "pivot": pivot}
        return [
            Way(DUCKDB, how, partial(self._sums, Template(statement).substitute(parts)))
            for how, statement in _TOTALS.items()
        ]

    def _sums(self, statement: str, path: Path) -> pd.DataFrame:
        self._lines(path)
        found = self._connection.execute(statement).df()
        return sums(found.pop("production_id"), {str(name): found[name].to_numpy() for name in found})

    def _lines(self, path: Path) -> None:
        self._connection.execute(f"CREATE OR REPLACE TEMP VIEW lines AS FROM read_parquet('{path}')")

    def ledger(self, path: Path, folder: Path, *, texts: bool = False) -> None:
        """Write every line with its milligrams per scope column, one file for each thread, in no order.

        Parameters
        ----------
        path, folder
            From where, and to where.
        texts
            Whether the texts of our thin ledger are written too; those that are the same on all lines are constants.

        """
        each = {f"{measure}_mg": mg for measure, mg in self._each("(scale * f.{})").items()}
        each["co2e_mg"] = " + ".join(each[f"{measure}_mg"] for measure in TOTAL if measure in self._measures)
        parts = {
            "texts": ", ".join(_TEXTS) if texts else "production_id",
            "each": ", ".join(f"{mg} AS {name}" for name, mg in each.items()),
            "path": str(path),
            "folder": str(folder),
        }
        self._connection.execute(Template(_LEDGER).substitute(parts))
