"""Print how long things take here: ``python tests/benchmarks/run.py [imports] [factors] [report] [lines]``."""

from __future__ import annotations

import sys

import bench_factors
import bench_imports
import bench_lines
import bench_report
from timing import surroundings

PARTS = {
    "imports": bench_imports.measure,
    "factors": bench_factors.measure,
    "report": bench_report.measure,
    "lines": bench_lines.measure,
}


def main(names: list[str]) -> int:
    """Print one table row for each thing measured."""
    unknown = set(names) - set(PARTS)
    if unknown:
        sys.stderr.write(f"No benchmark is called {', '.join(sorted(unknown))}. Valid: {', '.join(PARTS)}.\n")
        return 2
    sys.stdout.write(f"{surroundings()}\n\n| what | ms | |\n| --- | ---: | --- |\n")
    for name in names or PARTS:
        for row in PARTS[name]():
            sys.stdout.write(f"| {row.what} | {row.milliseconds:,.0f} | {row.note} |\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
