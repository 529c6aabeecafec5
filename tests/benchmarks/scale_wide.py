"""Sections that look at our own pass alone: what ranges add to it, and what a second thread takes off."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scale_duckdb import Duck
from scale_lines import ORDERS
from scale_ours import warm
from scale_python import floor
from scale_report import Section, Target
from scale_ways import DUCKDB, FLOOR, OURS, check_same, in_turns

from greenprod import Calculator

if TYPE_CHECKING:
    from collections.abc import Callable

    from scale_files import Files

DRAWS = 10_000
LIMITS = (1.25, 2.0)
"""Longest pass with low and high, as a multiple of the one without; on the ordered file and on the shuffled one."""


def uncertainty(files: Files) -> Section:
    """Show how much longer a pass takes that keeps amounts by group and description; and what is made of them."""
    calculator = Calculator()
    rows, targets = [], []
    slowest = 0.0
    for order, limit in zip(ORDERS, LIMITS, strict=True):
        path = files.path(order=order)
        plain, kept = warm(calculator), warm(calculator, keep="factors")
        check_same(plain.run(path), kept.run(path), "the pass that keeps amounts")
        counted = calculator.totals(path, keep="factors")
        times = in_turns(
            {
                "plain": partial(plain.run, path),
                "kept": partial(kept.run, path),
                "moments": counted.uncertainty,
                "draws": partial(counted.uncertainty, method="monte_carlo", draws=DRAWS, seed=1),
            },
            files.repeat,
        )
        seconds = {name: time.wall for name, time in times.items()}
        slowest = max(slowest, seconds["draws"])
        longer = seconds["kept"] / seconds["plain"]
        both = (seconds["kept"] + seconds["moments"]) / seconds["plain"]
        cells = (f"{seconds[name]:.2f}" for name in ("plain", "kept", "moments", "draws"))
        rows.append([order, *cells, f"{longer:.2f}", f"{both:.2f}"])
        targets.append(Target(f"low and high by production, {order} / without", limit, both))
    targets.append(Target(f"Monte Carlo, {DRAWS:,} draws, after the pass", 2, slowest, "s"))
    return Section(
        title=f"Ranges of {files.size:,} lines",
        head=(
            "file",
            "totals, s",
            "amounts kept, s",
            "low and high, s",
            f"{DRAWS:,} draws, s",
            "kept / totals",
            "both",
        ),
        rows=rows,
        note="The last column counts low and high of every production to the pass.",
        targets=targets,
    )


def workers(files: Files) -> Section:
    """Show what the second thread is worth, to us and to others."""
    path, table, calculator = files.path(), files.table(), Calculator()
    threads = (1, 2)
    runs: dict[tuple[str, int], Callable[[], object]] = {}
    for number in threads:
        runs[OURS, number] = partial(warm(calculator, workers=number).run, path)
        runs[DUCKDB, number] = partial(Duck(table, threads=number).ways()[1].run, path)
        runs[FLOOR, number] = partial(floor(table, threads=number).run, path)
    runs[OURS, 1]()
    times = in_turns({f"{tool} {number}": run for (tool, number), run in runs.items()}, files.repeat)
    rows, gain = [], {}
    for tool in (OURS, DUCKDB, FLOOR):
        one, two = (times[f"{tool} {number}"].wall for number in threads)
        gain[tool] = one / two
        rows.append([tool, f"{one:.2f}", f"{two:.2f}", f"{gain[tool]:.2f}"])
    return Section(
        title=f"One thread and two, totals of {files.size:,} lines, ordered",
        head=("tool", "one, s", "two, s", "times as fast"),
        rows=rows,
        targets=[Target("two threads / one thread, speed", 1.7, gain[OURS], at_least=True)],
    )
