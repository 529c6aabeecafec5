"""greenprod on the lines of the scale benchmarks: totals warm and cold, the thin ledger, single lines, a budget."""

from __future__ import annotations

from functools import partial
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any

from attrs import evolve
from scale_ways import OURS, Way, sums

from greenprod import Calculator
from greenprod.footprint.kernel import MEASURES
from greenprod.items.base import amount_fields
from greenprod.items.catalogue import ITEMS

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from greenprod.items.base import Item

WARM, COLD = "descriptions known", "descriptions new"


def warm(calculator: Calculator, **words: Any) -> Way:
    """Return the way of a calculator that has seen the descriptions, as the peers have their tables."""
    return Way(OURS, WARM, partial(_totals, calculator=calculator, **words))


def cold(**words: Any) -> Way:
    """Return the way of a new calculator, which has to find the factors of every description."""
    return Way(OURS, COLD, lambda path: _totals(path, Calculator(), **words))


def _totals(path: Path, calculator: Calculator, **words: Any) -> pd.DataFrame:
    totals = calculator.totals(path, **words)
    if int(totals.lines.sum()) != int(totals.booked.sum()):
        raise AssertionError(f"{int((totals.lines - totals.booked).sum())} lines are not booked.")
    return sums((key for (key,) in totals.keys), dict(zip(MEASURES, totals.measures.T, strict=True)))


def budget(size: int) -> list[Item]:
    """Return lines of every item class in turn, no two with the same amount."""
    examples: list[Item] = [kind(**dict[str, Any](kind.example)) for kind in ITEMS.values() if kind.example]
    return [_larger(item, 1 + number / size) for number, item in enumerate(islice(cycle(examples), size))]


def _larger(item: Item, factor: float) -> Item:
    names = amount_fields(type(item))  # type: ignore[arg-type] # mypy 11469: a class is hashable
    first = next(name for name in names if getattr(item, name) is not None)
    return evolve(item, production_id="film", **{first: getattr(item, first) * factor})
