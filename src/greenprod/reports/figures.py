"""How numbers are written for people and in tables; exact, from integers."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from fractions import Fraction

    import pandas as pd
    from numpy.typing import NDArray

MG_PER_KG = 1_000_000
_FRACTION_DIGITS = 6
_CODE_ZERO, _CODE_POINT, _CODE_MINUS = 48, 46, 45
# One more whole digit from each of these on: 10 kg, 100 kg, ... up to the end of int64.
_DIGIT_STEPS = np.array([10**power for power in range(7, 19)], dtype=np.uint64)


def kilograms(mg: int) -> str:
    """Return milligrams as kilograms with all six decimals, grouped for reading.

    Examples
    --------
    >>> kilograms(1_234_567_890_123)
    '1,234,567.890123'

    """
    whole, rest = divmod(abs(int(mg)), MG_PER_KG)
    return f"{'-' if mg < 0 else ''}{whole:,}.{rest:06d}"


def tonnes(mg: int) -> str:
    """Return milligrams as tonnes with two decimals; a trace is `<0.01`, never zero.

    Examples
    --------
    >>> tonnes(1_234_567_890_123), tonnes(12), tonnes(0)
    ('1,234.57', '<0.01', '0.00')

    """
    return _short(Decimal(int(mg)).scaleb(-9), Decimal("0.01"))


def tonnes_shortly(mg: int) -> str:
    """Return tonnes with one decimal from 100 t on and two below."""
    value = Decimal(int(mg)).scaleb(-9)
    return _short(value, Decimal("0.1") if abs(value) >= 100 else Decimal("0.01"))  # noqa: PLR2004


def percent(part: int, whole: int) -> str:
    """Return `part` of `whole` as a percentage with one decimal; empty when there is no whole.

    Examples
    --------
    >>> percent(1, 3)
    '33.3%'

    """
    return "" if whole == 0 else _short(Decimal(int(part)) * 100 / Decimal(int(whole)), Decimal("0.1")) + "%"


def stake(share: Fraction) -> str:
    """Return a share as a percentage with as many decimals as it has, at most four.

    Examples
    --------
    >>> from fractions import Fraction
    >>> stake(Fraction("0.3333")), stake(Fraction(1)), stake(Fraction(1, 3))
    ('33.33%', '100%', 'about 33.3333%')

    """
    hundredfold = share * 100
    rounded = round(hundredfold, 4)
    shown = f"{Decimal(rounded.numerator) / Decimal(rounded.denominator):.4f}".rstrip("0").rstrip(".") + "%"
    return shown if rounded == hundredfold else f"about {shown}"


def _short(value: Decimal, step: Decimal) -> str:
    rounded = value.quantize(step)
    if rounded or not value:
        return f"{rounded:,}"
    return f"<{step}" if value > 0 else f">-{step}"


def kilogram_texts(mg: NDArray[Any] | pd.Series) -> NDArray[np.object_]:
    """Return whole milligrams as kilogram texts with six decimals, exactly, for a whole column.

    Raises
    ------
    TypeError
        When the values are not whole numbers: a float has already lost what this function keeps.

    Examples
    --------
    >>> kilogram_texts(np.array([0, 1, -2_500_000])).tolist()
    ['0.000000', '0.000001', '-2.500000']

    """
    given = np.asarray(mg)
    if given.dtype.kind not in "iu":
        raise TypeError(f"milligrams must be whole numbers, not {given.dtype}")
    texts = np.full(len(given), "0.000000", dtype=object)
    # Most measures of a line are zero.
    filled = np.flatnonzero(given)
    texts[filled] = _texts(given[filled].astype(np.int64))
    return texts


def _texts(mg: NDArray[np.int64]) -> NDArray[np.object_]:
    size = np.abs(mg).astype(np.uint64)
    whole_digits = np.searchsorted(_DIGIT_STEPS, size, side="right") + 1
    negative = mg < 0
    length = whole_digits + negative + 1 + _FRACTION_DIGITS
    digits = _digits(size, int(whole_digits.max(initial=1)))
    ends = digits.shape[1]
    rows = np.flatnonzero(negative)
    digits[rows, ends - length[rows]] = _CODE_MINUS
    texts = np.empty(len(mg), dtype=object)
    for width in np.unique(length).tolist():
        rows = np.flatnonzero(length == width)
        texts[rows] = np.ascontiguousarray(digits[rows, ends - width :]).view(f"U{width}").ravel().tolist()
    return texts


def _digits(size: NDArray[np.uint64], whole_digits: int) -> NDArray[np.uint32]:
    """Return the code points of each number's digits, right-aligned, with a point and room for a sign.

    A code point of numpy's text is 32 bits wide, so a row of the matrix is a text without another conversion.
    """
    width = 1 + whole_digits + 1 + _FRACTION_DIGITS
    matrix = np.full((len(size), width), _CODE_ZERO, dtype=np.uint32)
    ten = np.uint64(10)
    rest = size
    for column in reversed(range(1, width)):
        if column == width - 1 - _FRACTION_DIGITS:
            matrix[:, column] = _CODE_POINT
            continue
        above = rest // ten
        matrix[:, column] += (rest - above * ten).astype(np.uint32)
        rest = above
    return matrix
