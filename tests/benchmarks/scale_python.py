"""pandas merges, a pint quantity for each line, and the floor: codes, a coefficient table and a gather in numpy."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet
from scale_factors import KEYS
from scale_lines import YEARS
from scale_ways import FLOOR, PANDAS, Way, sums

from greenprod.units import normalise, quantity

if TYPE_CHECKING:
    from pathlib import Path

    from scale_factors import FactorTable

COLUMNS = ["production_id", "activity", "region", "date", "unit", "amount"]
TEXTS = ["production_id", "activity", "region", "unit"]
BLOCK = 2**16
"""Lines at a time: what stays in the cache of a processor."""
EXACT = 2.0**53
_DAYS = np.arange(date(YEARS[0], 1, 1).toordinal(), date(YEARS[-1] + 1, 1, 1).toordinal())
_FIRST_DAY = int(_DAYS[0]) - date(1970, 1, 1).toordinal()
_YEAR_OF_DAY = np.array([date.fromordinal(day).year - YEARS[0] for day in _DAYS.tolist()], dtype=np.int32)


def pandas_ways(table: FactorTable) -> list[Way]:
    """Return merges of the whole file, and of one row group after the other."""
    factors = table.frame.drop(columns=["description", "category"]).astype({"year": "int32"})
    return [
        Way(PANDAS, "one merge", lambda path: _merged(pd.read_parquet(path), factors, table)),
        Way(PANDAS, "a merge for each row group", lambda path: _in_parts(path, factors, table)),
    ]


def _merged(lines: pd.DataFrame, factors: pd.DataFrame, table: FactorTable) -> pd.DataFrame:
    lines["year"] = pd.to_datetime(lines["date"]).dt.year
    for name in ("activity", "region", "unit"):
        if isinstance(lines[name].dtype, pd.CategoricalDtype):
            # a merge by categories compares codes, when both sides have the same ones
            factors = factors.assign(**{name: factors[name].astype(lines[name].dtype)})
    merged = lines.merge(factors, on=list(KEYS))
    mg = {
        measure: sum(((merged["amount"] * merged[slot]).round().astype("int64") for slot in slots[1:]), start=first)
        for measure, slots in table.measures.items()
        if slots
        for first in [(merged["amount"] * merged[slots[0]]).round().astype("int64")]
    }
    found = pd.DataFrame(mg).groupby(merged["production_id"], observed=True).sum()
    return sums(found.index, {str(name): found[name].to_numpy() for name in found})


def _in_parts(path: Path, factors: pd.DataFrame, table: FactorTable) -> pd.DataFrame:
    with parquet.ParquetFile(path) as file:
        parts = [
            _merged(file.read_row_group(group, columns=COLUMNS).to_pandas(), factors, table)
            for group in range(file.num_row_groups)
        ]
    return pd.concat(parts).groupby(level=0).sum()


def floor(table: FactorTable, threads: int = 2) -> Way:
    """Return the way that knows everything beforehand and checks nothing."""
    return Way(FLOOR, "codes, table, gather", partial(_gathered, table=table, threads=threads))


def _gathered(path: Path, table: FactorTable, threads: int) -> pd.DataFrame:
    metadata = parquet.read_metadata(path)

    def one(group: int) -> tuple[list[str], np.ndarray]:
        with parquet.ParquetFile(path, metadata=metadata, read_dictionary=TEXTS, memory_map=True) as file:
            return _of_group(file.read_row_group(group, columns=COLUMNS, use_threads=False), table)

    found: dict[str, np.ndarray] = {}
    with ThreadPoolExecutor(threads) as pool:
        for names, mg in pool.map(one, range(metadata.num_row_groups)):
            for name, row in zip(names, mg.T, strict=True):
                found[name] = found[name] + row if name in found else row
    totals = np.array(list(found.values()))
    return sums(found, dict(zip(table.measures, totals.T, strict=True)))


def _of_group(lines: pa.Table, table: FactorTable) -> tuple[list[str], np.ndarray]:
    """Return the productions of a row group, and their milligrams [scope columns, productions]."""
    grid = table.grid
    activity = _codes(lines["activity"], table.activities)
    region = _codes(lines["region"], table.regions)
    unit = table.place_of_unit[activity, _codes(lines["unit"], table.units)]
    year = _YEAR_OF_DAY.take(lines["date"].combine_chunks().view(pa.int32()).to_numpy() - _FIRST_DAY)
    description = ((activity * grid.regions + region) * grid.years + year) * grid.units + unit
    productions = lines["production_id"].unify_dictionaries().combine_chunks()
    names, codes = productions.dictionary.to_pylist(), productions.indices.to_numpy()
    amount = lines["amount"].to_numpy()
    mg = np.zeros((len(table.measures), len(names)), dtype=np.int64)
    for start in range(0, len(codes), BLOCK):
        block = slice(start, start + BLOCK)
        for row, slots in enumerate(table.measures.values()):
            for slot in slots:
                used = np.flatnonzero(table.used[slot].take(description[block])) + start
                whole = np.rint(table.slots[slot].take(description.take(used)) * amount.take(used))
                mg[row] += _exact_sums(whole, codes.take(used), len(names))
    return names, mg


def _codes(column: pa.ChunkedArray, values: list[str]) -> np.ndarray:
    """Return the place of each cell among known values; looks at the distinct ones only."""
    whole = column.unify_dictionaries().combine_chunks()
    known = pc.index_in(whole.dictionary, pa.array(values, type=whole.dictionary.type)).to_numpy()
    places: np.ndarray = known.astype(np.int32).take(whole.indices.to_numpy())
    return places


def _exact_sums(whole: np.ndarray, codes: np.ndarray, groups: int) -> np.ndarray:
    """Return sums of whole numbers, none below 0; doubles add them exactly as long as all together are small."""
    if whole.sum() < EXACT:
        return np.bincount(codes, weights=whole, minlength=groups).astype(np.int64)
    exact = np.zeros(groups, dtype=np.int64)
    np.add.at(exact, codes, whole.astype(np.int64))
    return exact


def pint_prepared(
    path: Path, table: FactorTable, size: int
) -> tuple[list[tuple[Any, ...]], dict[tuple[Any, ...], Any]]:
    """Return some lines of a file, and the quantities of factors that they need."""
    with parquet.ParquetFile(path) as file:
        frame = file.read_row_group(0, columns=COLUMNS).slice(0, size).to_pandas()
    frame["year"] = pd.to_datetime(frame["date"]).dt.year
    lines = list(frame[["production_id", *KEYS, "amount"]].itertuples(index=False, name=None))
    rows = table.frame.set_index(list(KEYS))["description"]
    factors = {
        key: [
            (measure, quantity(float(table.slots[slot][rows[key]]), f"mgCO2e/({normalise(key[-1])})"))
            for measure, slots in table.measures.items()
            for slot in slots
            if table.slots[slot][rows[key]]
        ]
        for key in {line[1:-1] for line in lines}
    }
    return lines, factors


def by_pint(lines: list[tuple[Any, ...]], factors: dict[tuple[Any, ...], Any]) -> pd.DataFrame:
    """Return the totals of lines by a quantity for each amount and each posting."""
    found: dict[str, dict[str, int]] = {}
    for production, *key, amount in lines:
        row = found.setdefault(production, {})
        given = quantity(amount, normalise(key[-1]))
        for measure, factor in factors[tuple(key)]:
            row[measure] = row.get(measure, 0) + round((given * factor).to("mgCO2e").magnitude)
    frame = pd.DataFrame.from_dict(found, orient="index").fillna(0)
    return sums(frame.index, {str(name): frame[name].to_numpy() for name in frame})
