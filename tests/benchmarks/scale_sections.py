"""The sections of the scale benchmarks, each a question with a table for an answer."""

from __future__ import annotations

import shutil
from functools import partial
from typing import TYPE_CHECKING

from scale_duckdb import Duck
from scale_lines import ORDERS, ROW_GROUP, Grid
from scale_ours import COLD, WARM, cold, warm
from scale_polars import Bear
from scale_python import by_pint, floor, pandas_ways, pint_prepared
from scale_report import Section, Target
from scale_small import small
from scale_ways import DUCKDB, FLOOR, OURS, PANDAS, POLARS, fastest, in_turns, timed_ways
from scale_wide import uncertainty, workers

from greenprod import Calculator

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from scale_factors import FactorTable
    from scale_files import Files
    from scale_lines import Encoding
    from scale_ways import Timing, Way

PINT_LINES = 2000
GRIDS = (
    Grid(activities=5, regions=5, years=2, units=2),
    Grid(activities=125, units=2),
    Grid(),
    Grid(activities=625, units=4),
)


def totals(files: Files) -> Section:
    """Show how long it is to totals by production and scope, ordered and shuffled, by every formulation."""
    table, ours = files.table(), warm(Calculator())
    ways = [floor(table), ours, cold(), *Duck(table).ways(), *Bear(table).ways(), *pandas_ways(table)]
    ordered, shuffled = (timed_ways(ways, files.path(order=order), files.repeat) for order in ORDERS)
    pint = _pint_seconds(files, table)
    us = ordered[ours.name].wall, shuffled[ours.name].wall
    rows = [[way.name, *_cells(ordered[way.name], us[0]), *_cells(shuffled[way.name], us[1])] for way in ways]
    each = f"pint, a quantity per line (from {PINT_LINES:,} lines)"
    rows.append([each, f"{pint:,.0f}", "", _ratio(us[0], pint), "", "", ""])
    peers = [fastest(times, DUCKDB) for times in (ordered, shuffled)]
    return Section(
        title=f"Totals of {files.size:,} lines by production and scope",
        head=("way", "ordered, s", "CPU s", f"{OURS} / it", "shuffled, s", "CPU s", f"{OURS} / it"),
        rows=rows,
        note=f"{table.grid.distinct:,} descriptions, row groups of {ROW_GROUP:,} lines. The peers have their factors "
        "at hand; so has the calculator that knows the descriptions.",
        targets=[
            Target("totals, ordered / DuckDB's fastest", 0.5, us[0] / peers[0]),
            Target("totals, shuffled / DuckDB's fastest", 0.5, us[1] / peers[1]),
            Target("totals, ordered / pandas' fastest", 1 / 20, us[0] / fastest(ordered, PANDAS)),
            Target("totals, ordered / pint per line", 1 / 500, us[0] / pint),
        ],
        marks=[*_bars("ordered", ordered), *_bars("shuffled", shuffled)],
    )


def _pint_seconds(files: Files, table: FactorTable) -> float:
    """Return the seconds that pint needs for the whole file, from some lines of it."""
    lines, factors = pint_prepared(files.path(), table, PINT_LINES)
    found = in_turns({"pint": partial(by_pint, lines, factors)}, files.repeat)["pint"]
    return found.wall / len(lines) * files.size


def _cells(time: Timing, own: float) -> tuple[str, str, str]:
    return f"{time.wall:.2f}", f"{time.cpu:.2f}", "" if time.wall == own else _ratio(own, time.wall)


def _ratio(own: float, theirs: float) -> str:
    return f"{own / theirs:.2f}" if own > theirs / 20 else f"1/{theirs / own:,.0f}"


def _bars(order: str, times: Mapping[str, Timing]) -> list[dict[str, object]]:
    """Return the fastest of each tool for the chart; ours both ways."""
    tools = {tool: fastest(times, tool) for tool in (FLOOR, DUCKDB, POLARS, PANDAS)}
    ours = {f"{OURS}, {how}": times[f"{OURS}, {how}"].wall for how in (WARM, COLD)}
    return [_bar(f"totals, {order}", name, seconds) for name, seconds in {**tools, **ours}.items()]


def _bar(what: str, way: str, seconds: float) -> dict[str, object]:
    return {"panel": "seconds", "what": what, "way": way, "tool": way.partition(",")[0], "seconds": seconds}


def ledger(files: Files) -> Section:
    """Show how long it takes until every line is written with its milligrams."""
    table, path, calculator = files.table(), files.path(), Calculator()
    duck, bear, into = Duck(table), Bear(table), files.folder / "ledger"
    calculator.totals(path)
    names = {
        f"{OURS}, thin ledger": lambda: calculator.totals(path, into=_emptied(into)),
        f"{DUCKDB}, row, production and milligrams": lambda: duck.ledger(path, _emptied(into)),
        f"{DUCKDB}, the columns of the thin ledger": lambda: duck.ledger(path, _emptied(into), texts=True),
        f"{POLARS}, row, production and milligrams": lambda: bear.ledger(path, _emptied(into) / "all.parquet"),
    }
    times = in_turns(names, files.repeat)
    own = times[f"{OURS}, thin ledger"].wall
    rows = [[name, *_cells(time, own)] for name, time in times.items()]
    shutil.rmtree(into)
    return Section(
        title=f"Totals and a ledger of {files.size:,} lines on disk",
        head=("way", "seconds", "CPU s", f"{OURS} / it"),
        rows=rows,
        note="Parquet with snappy, each writer's default. The thin ledger keeps the order of the lines and holds row, "
        "production, member, version, item, activity, category, region, status, match, issue and the milligrams of "
        "each scope column; the peers write in any order, and no totals.",
        targets=[Target("thin ledger / DuckDB's fastest ledger", 0.6, own / fastest(times, DUCKDB))],
        marks=[_bar("ledger", name, time.wall) for name, time in times.items()],
    )


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def growth(files: Files) -> Section:
    """Show how the time per line changes with their number."""
    table, calculator = files.table(), Calculator()
    ways = [floor(table), warm(calculator), cold(), Duck(table).ways()[1], Bear(table).ways()[1]]
    rows, marks, own = [], [], []
    for size in files.sizes:
        # small files are over before a clock settles
        repeat = files.repeat * max(1, min(5, files.size // (10 * size)))
        times = timed_ways(ways, files.path(size=size), repeat)
        per_line = {name: time.wall / size * 1e9 for name, time in times.items()}
        rows.append([f"{size:,}", *(f"{per_line[way.name]:,.0f}" for way in ways)])
        own.append(per_line[ways[1].name])
        marks += [
            {"panel": "growth", "lines": size, "tool": way.tool, "how": _dash(way), "nanoseconds": per_line[way.name]}
            for way in ways
        ]
    return Section(
        title="Nanoseconds per line, as the file grows",
        head=("lines", *(way.name for way in ways)),
        rows=rows,
        targets=[Target(f"time per line, {files.sizes[-1]:.0e} / {files.sizes[0]:.0e} lines", 1, own[-1] / own[0])],
        marks=marks,
    )


def _dash(way: Way) -> str:
    return COLD if way.how == COLD else WARM


def descriptions(files: Files) -> Section:
    """Show what distinct descriptions cost, from a hundred to a hundred thousand."""
    rows, widest = [], (0.0, 0.0)
    for grid in GRIDS:
        table, calculator = files.table(grid), Calculator()
        ways = [warm(calculator), cold(), *Duck(table).ways()]
        times = timed_ways(ways, files.path(grid), files.repeat)
        known, new, peer = times[ways[0].name].wall, times[ways[1].name].wall, fastest(times, DUCKDB)
        each = (new - known) / grid.distinct * 1e6
        widest = new / peer, each
        cells = (f"{known:.2f}", f"{new:.2f}", f"{peer:.2f}", _ratio(known, peer), _ratio(new, peer), f"{each:.1f}")
        rows.append([f"{grid.distinct:,}", *cells])
    most = f"{GRIDS[-1].distinct:,} descriptions"
    return Section(
        title=f"Few and many distinct descriptions in {files.size:,} lines",
        head=("distinct", "known, s", "new, s", "DuckDB, s", "known / it", "new / it", "µs per new description"),
        rows=rows,
        targets=[
            Target(f"{most}, all of them new / DuckDB's fastest", 1, widest[0]),
            Target(f"resolution, {most}", 20, widest[1], "µs each"),
        ],
    )


def texts(files: Files) -> Section:
    """Show what the encoding and the length of texts cost."""
    rows = []
    encodings: dict[Encoding, str] = {
        "categories": "Arrow dictionaries",
        "pages": "plain columns, dictionary pages",
        "plain": "no dictionary",
    }
    for grid in (Grid(), Grid(long=True)):
        table, calculator = files.table(grid), Calculator()
        ways = [floor(table), warm(calculator), *Duck(table).ways()]
        for encoding, title in encodings.items():
            path = files.path(grid, encoding=encoding)
            times = timed_ways(ways, path, files.repeat)
            best, own, peer = times[ways[0].name].wall, times[ways[1].name].wall, fastest(times, DUCKDB)
            length = len(grid.productions[0])
            cells = (f"{path.stat().st_size / 1e6:,.0f}", f"{best:.2f}", f"{own:.2f}", f"{peer:.2f}")
            rows.append([f"{title}, ids of {length} characters", *cells, _ratio(own, peer)])
            path.unlink(missing_ok=True)
    return Section(
        title=f"Long and short texts, encoded and not, {files.size:,} lines",
        head=("texts", "file, MB", f"{FLOOR}, s", f"{OURS}, s", f"{DUCKDB}, s", f"{OURS} / {DUCKDB}"),
        rows=rows,
    )


SECTIONS: dict[str, Callable[[Files], Section]] = {
    "totals": totals,
    "ledger": ledger,
    "growth": growth,
    "descriptions": descriptions,
    "texts": texts,
    "uncertainty": uncertainty,
    "workers": workers,
    "small": small,
}
