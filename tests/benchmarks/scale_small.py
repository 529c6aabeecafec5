"""Single lines and a budget: what an editor waits for."""

from __future__ import annotations

from timeit import repeat
from typing import TYPE_CHECKING

from scale_ours import budget
from scale_report import Section, Target
from timing import timed

from greenprod import Activity, Calculator, Flight

if TYPE_CHECKING:
    from scale_files import Files

    from greenprod.items.base import Item

LINES, TIMES = 2000, 2000


def small(files: Files) -> Section:
    """Return microseconds of single lines, and milliseconds of a budget of mixed items."""
    calculator = Calculator()
    lines = budget(LINES)
    flight = Flight(passengers=4, origin="CPH", destination="LHR", cabin="economy", region="DK", date="2025-03-03")
    diesel = Activity(activity="fuel.diesel.average_biofuel_blend", amount=40, unit="L", region="GB", date="2025-03-03")
    each = {"a flight": _micros(calculator, flight), "a generic line": _micros(calculator, diesel)}
    known = [calculator.calculate(line).mg() for line in lines]
    if known != [Calculator().calculate(line).mg() for line in lines]:
        raise AssertionError("A line's milligrams depend on what was calculated before.")

    def edited() -> int:
        """Return the total after an edit of one line; the others are remembered by whoever shows them."""
        known[7] = calculator.calculate(lines[7]).mg()
        return sum(known)

    kinds = len({type(line) for line in lines})
    whole = timed(lambda: [calculator.calculate(line).mg() for line in lines], files.repeat)
    together = timed(lambda: calculator.totals(lines), files.repeat)
    rows = [
        *([f"calculate({name}), known before", f"{micros:,.1f} µs"] for name, micros in each.items()),
        [f"a budget of {LINES:,} lines of {kinds} items, one by one", f"{whole:,.1f} ms"],
        ["the same, `totals(items)`", f"{together:,.1f} ms"],
        ["the same after one edit, one by one", f"{timed(edited, files.repeat):,.3f} ms"],
    ]
    return Section(
        title="Single lines",
        head=("what", "time"),
        rows=rows,
        targets=[
            Target("calculate(item), known before", 40, max(each.values()), "µs"),
            Target(f"a budget of {LINES:,} mixed lines, in full", 50, min(whole, together), "ms"),
        ],
    )


def _micros(calculator: Calculator, item: Item) -> float:
    calculator.calculate(item)
    return sorted(repeat(lambda: calculator.calculate(item), number=TIMES, repeat=5))[2] / TIMES * 1e6
