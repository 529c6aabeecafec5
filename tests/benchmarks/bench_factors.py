"""What the factor library costs: reading it with and without its seal, memory, and lookups."""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path
from timeit import repeat
from typing import TYPE_CHECKING

from timing import Row, fresh

from greenprod import Calculator, FactorLibrary
from greenprod.factors.lookup import REPORT, find, find_all
from greenprod.vocabulary import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

FACTORS = Path(__file__).resolve().parents[2] / "factors"
LOADED = "import sys, time, resource; import greenprod.factors.library as home; import greenprod.regions, csv, attrs\n"
RESIDENT = "int(open('/proc/self/statm').read().split()[1]) * resource.getpagesize()"
DAY = date(2025, 6, 1)
POWER, RAIL = "energy.electricity.grid", "travel.rail.national"
TIMES, RUNS = 1000, 5


def measure() -> list[Row]:
    """Return the cost of reading the library, and of single lookups."""
    read = "home.FactorLibrary.shipped()"
    everything = f"len({read}.factors)"
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place, "factors")
        shutil.copytree(FACTORS, copy, ignore=shutil.ignore_patterns("seal.json", "__pycache__"))
        unsealed = f"home.FactorLibrary.read(__import__('pathlib').Path({str(copy)!r}))"
        rows = [
            Row("library read, sealed files", inside(read), "modules already imported"),
            Row("library read, every record built", inside(everything), "the same"),
            Row("library read without a seal", inside(unsealed), "every row read and built"),
        ]
    rows.append(Row("whole process that reads the library", fresh("-c", LOADED + read), "imports too"))
    rows.append(Row("memory of the read library, MB", memory(read), "over the imported modules; not milliseconds"))
    rows.append(Row("memory with every record built, MB", memory(everything), "the same"))
    return [*rows, *lookups()]


def inside(call: str) -> float:
    """Return the milliseconds of a call in a new interpreter, the median of several."""
    program = f"{LOADED}t = time.perf_counter(); {call}; sys.stdout.write(str((time.perf_counter() - t) * 1000))"
    return answer(program)


def memory(call: str) -> float:
    """Return the resident megabytes that a call adds to a new interpreter (Linux)."""
    program = f"{LOADED}m = {RESIDENT}; kept = {call}; sys.stdout.write(str(({RESIDENT} - m) / 1e6))"
    return answer(program)


def answer(program: str) -> float:
    """Return the median of what a program prints."""
    import subprocess  # noqa: PLC0415 - only this function runs programs

    found = [
        float(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout)
        for _ in range(RUNS)
    ]
    return sorted(found)[RUNS // 2]


def lookups() -> list[Row]:
    """Return the milliseconds of a thousand lookups of several kinds, which is the microseconds of one."""
    library, calculator = FactorLibrary.shipped(), Calculator()
    kinds: dict[str, Callable[[], object]] = {
        "remembered by the calculator": lambda: calculator.find_all(POWER, "DK", DAY),
        "one stage, exact": lambda: find(library, POWER, Stage.GENERATION_LOCATION, "DK", date(2024, 6, 1), REPORT),
        "one stage, by a proxy": lambda: find(library, RAIL, Stage.COMBUSTION, "DK", DAY, REPORT),
        "all stages of electricity": lambda: find_all(library, POWER, "DK", DAY, REPORT),
    }
    found = []
    for name, call in kinds.items():
        call()
        seconds = sorted(repeat(call, number=TIMES, repeat=RUNS))[RUNS // 2]
        found.append(Row(f"1,000 lookups, {name}", seconds * 1000, f"{seconds / TIMES * 1e6:.1f} microseconds each"))
    return found
