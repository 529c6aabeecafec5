"""What all benchmarks share: a row of the table, and the best and middle of repeated runs."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

PACKAGES = ("greenprod", "attrs", "numpy", "pandas", "pint", "pyarrow")


class Row(NamedTuple):
    """One measured thing."""

    what: str
    milliseconds: float
    note: str = ""


def timed(run: Callable[[], object], repeat: int = 5) -> float:
    """Return the median wall time of some runs in milliseconds."""
    times = []
    for _ in range(repeat):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return 1000 * median(times)


def fresh(*words: str, repeat: int = 9) -> float:
    """Return the median wall time of a fresh interpreter, with its byte code cached as an installed package's is."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def run() -> None:
        subprocess.run([sys.executable, *words], env=env, stdout=subprocess.DEVNULL, check=True)

    run()
    return timed(run, repeat)


def surroundings(*others: str) -> str:
    """Return date, machine and versions, of some packages besides the usual ones."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in (*PACKAGES, *others))
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors{_model()}"
    return f"{datetime.now(UTC):%Y-%m-%d}, {machine}, Python {platform.python_version()}, {versions}"


def _model() -> str:
    """Return the name of the processor where the system tells it (Linux)."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((f" ({line.partition(':')[2].strip()})" for line in told if line.startswith("model name")), "")
