"""What the ways to the totals have in common: their answer, the check that it is the same, and turns at the clock."""

from __future__ import annotations

import gc
from functools import partial
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from greenprod.footprint.kernel import MEASURES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

OURS, DUCKDB, POLARS, PANDAS, PINT, FLOOR = "greenprod", "DuckDB", "Polars", "pandas", "pint", "numpy"


class Way(NamedTuple):
    """One way from a file of lines to milligrams per production and scope column.

    Parameters
    ----------
    tool, how
        Who does it, and by which formulation.
    run
        The work: from the file to a frame in the shape of `sums`.

    """

    tool: str
    how: str
    run: Callable[[Path], pd.DataFrame]

    @property
    def name(self) -> str:
        """Tool and formulation."""
        return f"{self.tool}, {self.how}"


class Timing(NamedTuple):
    """Median seconds by the clock, and of both processors' work, which a busy machine changes less."""

    wall: float
    cpu: float


def sums(production_ids: Iterable[object], columns: Mapping[str, object]) -> pd.DataFrame:
    """Return sums by production in the one shape that is compared: sorted, every scope column, int64."""
    frame = pd.DataFrame({name: columns.get(name, 0) for name in MEASURES}, index=pd.Index(map(str, production_ids)))
    return frame.astype("int64").sort_index()


def check_same(expected: pd.DataFrame, found: pd.DataFrame, name: str) -> None:
    """Refuse an answer that is another one, by one milligram.

    Raises
    ------
    AssertionError
        With the name of the way and the largest difference.

    """
    if not found.index.equals(expected.index):
        raise AssertionError(f"{name} finds {len(found)} productions, not {len(expected)}.")
    difference = int((found - expected).abs().to_numpy().max())
    if difference:
        raise AssertionError(f"{name} is off by up to {difference} mg.")


def in_turns(runs: Mapping[str, Callable[[], object]], repeat: int) -> dict[str, Timing]:
    """Return the median times of each run; they take turns, so that a busy minute of the machine hits all alike.

    Parameters
    ----------
    runs
        What to time, by name.
    repeat
        Rounds; each begins with another one.

    """
    names = list(runs)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for turn in range(repeat):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            gc.collect()
            start, worked = perf_counter(), process_time()
            runs[name]()
            times[name].append((perf_counter() - start, process_time() - worked))
    return {name: Timing(*map(median, zip(*found, strict=True))) for name, found in times.items()}


def checked(ways: Sequence[Way], path: Path) -> pd.DataFrame:
    """Run every way once, which warms it up, and return the answer that they share."""
    expected = ways[0].run(path)
    for way in ways[1:]:
        check_same(expected, way.run(path), way.name)
    return expected


def timed_ways(ways: Sequence[Way], path: Path, repeat: int) -> dict[str, Timing]:
    """Return the median times of each way on a file, after a look that all give the same milligrams."""
    checked(ways, path)
    return in_turns({way.name: partial(way.run, path) for way in ways}, repeat)


def fastest(times: Mapping[str, Timing], tool: str) -> float:
    """Return the seconds of a tool's fastest formulation."""
    return min(found.wall for name, found in times.items() if name.partition(",")[0] == tool)
