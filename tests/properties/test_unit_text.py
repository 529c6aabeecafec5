"""Any text as a unit gives a scale or exactly `UnitError`."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from math import isfinite

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from greenprod import units
from greenprod.errors import UnitError
from oracle_tables import UNITS

WORDS = [
    "kWh", "MWh", "J", "GJ", "kg", "g", "tonne", "ton", "km", "m", "m3", "m**3", "litre", "l", "passenger", "pax",
    "room_night", "night", "gal", "kr", "C", "a", "kt", "unit", "gCO2e", "DKK", "dimensionless", "inf", "nan", "True",
]  # fmt: skip
SIGNS = [
    "*",
    "/",
    "**",
    "^",
    "·",
    "-",
    "+",
    ".",
    " ",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "²",
    "%",
    "€",
    "\n",
    "\x00",
    "#",
    "=",
]
NUMBERS = ["0", "1", "-1", "0.5", "1e3", "1e400", "60", "59"]
grammar = st.lists(st.sampled_from([*WORDS, *SIGNS, *NUMBERS]), max_size=9).map("".join)
anything = st.text(st.characters(), max_size=200)
ENDLESS = [
    "kWh*9**9**9", "kWh*(9**9**9)", "(9**9**9)*kWh", "kWh**9**9**9", "kWh*9^9^9", "kilowatthoursperyearandperson^",
    "(" * 40 + "kWh" + ")" * 30,
]  # fmt: skip
TARGETS = sorted(set(units.CANONICAL.values()))


@given(text=st.one_of(anything, grammar), to=st.sampled_from(TARGETS))
@example(text="", to="kWh")
@example(text="((((((((((kWh))))))))))" * 9, to="kWh")
@example(text="GWh**60/kWh**59", to="kWh")
@example(text="J**60/kWh**59", to="kWh")
@example(text="\ud800", to="kg")
def test_any_text_gives_a_scale_or_a_unit_error(text: str, to: str) -> None:
    scale, code = 1.0, "unknown_unit"
    try:
        scale = units.scale(text, to)
    except UnitError as error:
        code = error.issue.code
    assert code in {"unknown_unit", "ambiguous_unit", "wrong_dimension"}
    assert isfinite(scale)
    assert scale > 0


def test_a_text_that_takes_for_ever_to_read_is_refused_at_once() -> None:
    # powers of powers and long words can keep a parser busy for hours, so it runs in a process that can be ended
    script = (
        "from greenprod import units\n"
        f"for text in {ENDLESS!r}:\n"
        "    try:\n"
        "        units.scale(text, 'kWh')\n"
        "    except units.UnitError:\n"
        "        print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=20, check=True)
    assert done.stdout.split() == ["refused"] * len(ENDLESS)


@given(unit=st.sampled_from([(base, unit) for base, group in UNITS.items() for unit in group]))
def test_scales_are_those_of_the_exact_table(unit: tuple[str, str]) -> None:
    base, name = unit
    assert units.scale(name, base) == pytest.approx(float(UNITS[base][name] / UNITS[base][base]), rel=1e-15)


@given(
    group=st.sampled_from(sorted(UNITS)).flatmap(lambda base: st.tuples(*[st.sampled_from(sorted(UNITS[base]))] * 3)),
)
def test_scales_chain_and_turn_round(group: tuple[str, str, str]) -> None:
    a, b, c = group
    assert units.scale(a, b) * units.scale(b, c) == pytest.approx(units.scale(a, c), rel=1e-14)
    assert units.scale(a, b) * units.scale(b, a) == pytest.approx(1, rel=1e-15)


@given(number=st.floats(0, 1e12, allow_subnormal=False), word=st.sampled_from(["", "km", "pax", "m**3"]))
def test_a_number_comes_out_of_its_text_unchanged(number: float, word: str) -> None:
    assert units.split_amount(f"{number!r} {word}") == (number, word)
    assert Fraction(units.split_amount(f"{number!r}{word}")[0]) == Fraction(number)
