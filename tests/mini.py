"""The mini factor set, loaded once: round, invented numbers that a test may calculate with in its head."""

from __future__ import annotations

from pathlib import Path

from greenprod.factors.library import FactorLibrary
from greenprod.footprint.calculate import Calculator
from oracle import Oracle

HERE = Path(__file__).parent
FOLDER = HERE / "fixtures" / "mini"
SHIPPED = HERE.parent / "factors"

LIBRARY = FactorLibrary.read(FOLDER)
CALC = Calculator(LIBRARY)
ORACLE = Oracle(FOLDER, SHIPPED)
