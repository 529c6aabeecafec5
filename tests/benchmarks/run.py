"""Print how long things take here.

``python tests/benchmarks/run.py [imports] [factors] [report] [lines] [alliance]`` prints single times. Three commands
take options of their own, and ``--help``: ``run.py scale`` compares millions of lines with other tools, ``run.py huge``
streams a hundred million, and ``run.py spark`` shows what Spark adds.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

# a module that is not kept as byte code is compiled at each import, which is not what is to be measured
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

PARTS = ("imports", "factors", "report", "lines", "alliance")
COMMANDS = ("scale", "huge", "spark")


def main(words: list[str]) -> int:
    """Print one table row for each thing measured, or hand over to a benchmark with options of its own."""
    if words and words[0] in COMMANDS:
        code: int = _module(words[0]).main(words[1:])
        return code
    unknown = set(words) - set(PARTS)
    if unknown:
        valid = ", ".join((*PARTS, *COMMANDS))
        sys.stderr.write(f"No benchmark is called {', '.join(sorted(unknown))}. Valid: {valid}.\n")
        return 2
    from timing import surroundings  # noqa: PLC0415 - after the switch above

    sys.stdout.write(f"{surroundings()}\n\n| what | ms | |\n| --- | ---: | --- |\n")
    for name in words or PARTS:
        for row in _module(name).measure():
            sys.stdout.write(f"| {row.what} | {row.milliseconds:,.0f} | {row.note} |\n")
            sys.stdout.flush()
    return 0


def _module(name: str) -> Any:
    """Return a benchmark; the peers of one are not needed by another."""
    return importlib.import_module(f"bench_{name}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
