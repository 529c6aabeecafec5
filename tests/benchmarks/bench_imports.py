"""What greenprod costs before it does anything: imports, help, the library of factors."""

from __future__ import annotations

from timing import Row, fresh

LINE = "gp.Meals(meals=40, diet='vegan', region='DK', date='2026-02-01')"
PROGRAMS = {
    "import greenprod": "import greenprod",
    "library read": "import greenprod; greenprod.FactorLibrary.shipped()",
    "one line calculated": f"import greenprod as gp; gp.Calculator().calculate({LINE}).co2e",
    "import pint": "import pint",
    "import pandas": "import pandas",
}


def measure() -> list[Row]:
    """Return the cost of each program over a bare interpreter."""
    bare = fresh("-c", "pass")
    rows = [Row("bare interpreter", bare)]
    rows += [Row(what, fresh("-c", program) - bare, "over the bare interpreter") for what, program in PROGRAMS.items()]
    rows.append(Row("greenprod --help", fresh("-m", "greenprod.cli", "--help"), "whole process"))
    rows.append(Row("greenprod --version", fresh("-m", "greenprod.cli", "--version"), "whole process"))
    return rows
