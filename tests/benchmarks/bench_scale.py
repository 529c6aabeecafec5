"""Millions of lines from Parquet to totals: greenprod beside DuckDB, Polars, pandas, pint and plain numpy.

All ways give the same milligrams, which is looked at first. Then they take turns at the clock.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import scale_sections
from scale_files import Files
from scale_report import CHART, PICTURE, chart, put, target_section
from timing import surroundings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scale_report import Section


def main(words: Sequence[str]) -> int:
    """Run the sections, print them, and put them into the documentation when asked to."""
    parser = argparse.ArgumentParser(prog="run.py scale", description=__doc__)
    parser.add_argument(
        "--lines", type=float, nargs="+", default=[1e5, 1e6, 1e7], help="sizes; the last is the main one"
    )
    parser.add_argument("--repeat", type=int, default=5, help="rounds; the median counts")
    parser.add_argument("--folder", help="where the files are made; they are deleted at the end")
    parser.add_argument("--only", nargs="+", choices=list(scale_sections.SECTIONS), help="some sections only")
    parser.add_argument("--write", action="store_true", help="put tables and chart into docs/reference")
    chosen = parser.parse_args(words)
    about = surroundings("duckdb", "polars")
    before = os.getloadavg()[0]
    sys.stdout.write(f"{about}, load {before:.1f}\n\n")
    sections: list[Section] = []
    with TemporaryDirectory(dir=chosen.folder) as folder:
        files = Files(Path(folder), sizes=tuple(sorted(map(int, chosen.lines))), repeat=chosen.repeat)
        for name in chosen.only or scale_sections.SECTIONS:
            section = scale_sections.SECTIONS[name](files)
            sys.stdout.write(f"{section}\n")
            sys.stdout.flush()
            sections.append(section)
    targets = target_section(sections)
    sys.stdout.write(f"{targets}\n")
    if chosen.write:
        load = f"Load of the machine before and after: {before:.1f} and {os.getloadavg()[0]:.1f}; 2 is a run by itself."
        CHART.write_text(chart(sections, about), encoding="utf-8")
        put("tables", "\n".join(map(str, [f"{PICTURE}\n\n{about}. {load}\n", targets, *sections])))
    return 0
