"""A hundred million lines streamed in a process of their own: time, and the most memory it held."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from scale_lines import Grid, write
from scale_report import Section, Target, put, target_section
from timing import surroundings

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM = """
import json, resource, sys, time
import greenprod as gp
start = time.perf_counter()
words = json.loads(sys.argv[2])
totals = gp.Calculator().totals(sys.argv[1], **words)
seconds = time.perf_counter() - start
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
lines = [int(totals.lines.sum()), int(totals.booked.sum())]
print(json.dumps({"seconds": seconds, "most": most, "lines": lines, "digest": totals.digest}))
"""
KIBI = 1024
VARIANTS: dict[str, dict[str, object]] = {
    "totals": {},
    "totals, amounts kept for ranges": {"keep": "factors"},
    "totals and thin ledger": {"into": ""},
}


def main(words: Sequence[str]) -> int:
    """Write the lines, stream them, and print time and memory."""
    parser = argparse.ArgumentParser(prog="run.py huge", description=__doc__)
    parser.add_argument("--lines", type=float, default=1e8, help="size of the file")
    parser.add_argument("--folder", help="where the file is made; it is deleted at the end")
    parser.add_argument("--order", choices=["ordered", "shuffled"], default="ordered")
    parser.add_argument("--write", action="store_true", help="put the table into docs/reference/performance.md")
    chosen = parser.parse_args(words)
    size = int(chosen.lines)
    about = surroundings()
    sys.stdout.write(f"{about}, load {os.getloadavg()[0]:.1f}\n\n")
    with TemporaryDirectory(dir=chosen.folder) as folder:
        path = write(Path(folder, "lines.parquet"), Grid(), size, order=chosen.order)
        heavy = path.stat().st_size / 1e9
        found = {name: _streamed(path, dict(given), Path(folder)) for name, given in VARIANTS.items()}
    if len({run["digest"] for run in found.values()}) > 1 or any(
        run["lines"] != [size, size] for run in found.values()
    ):
        raise AssertionError("The runs differ in their totals.")
    section = Section(
        title=f"{size:,} lines, {chosen.order}, {heavy:.1f} GB of Parquet, one process each",
        head=("what", "seconds", "nanoseconds per line", "most memory, MB"),
        rows=[
            [name, f"{run['seconds']:.1f}", f"{run['seconds'] / size * 1e9:.0f}", f"{run['most'] * KIBI / 1e6:,.0f}"]
            for name, run in found.items()
        ],
        note="A new process each time; the memory is that of the whole process, imports and factors included.",
        targets=[Target("most memory of the totals", 1.5, found["totals"]["most"] * KIBI / 1e9, "GB")],
    )
    sys.stdout.write(f"{section}\n{target_section([section])}\n")
    if chosen.write:
        put("huge", f"{about}.\n\n{section}\n{target_section([section])}")
    return 0


def _streamed(path: Path, words: dict[str, object], folder: Path) -> dict[str, Any]:
    if "into" in words:
        words["into"] = str(folder / "ledger")
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", PROGRAM, str(path), json.dumps(words)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
