"""Number formats: a whole file is read as Danish or as English, on evidence, and never cell by cell on a guess."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from attrs import field, fields, frozen

from greenprod.errors import Issue
from greenprod.readers.sheet import as_text, cell_text, is_blank, is_number, shown, text_series

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from greenprod.readers.sheet import Finding, Series


class Style(StrEnum):
    """What a number shows about the format of its file."""

    PLAIN = ""
    COMMA = "comma"
    POINT = "point"
    EITHER = "either"
    BROKEN = "broken"


class Numeral(NamedTuple):
    """Hold what an amount's text can mean.

    Parameters
    ----------
    style
        ``comma`` or ``point`` when only that reading is possible, ``either`` when both are.
    point, comma
        The text, with a decimal point, unit text kept, when the decimal mark is a point or a comma.

    """

    style: Style
    point: str
    comma: str


_SPACE = "[ \u00a0\u2007\u2009\u202f]"
_COMMON = re.compile(r"([0-9]+)(?:([.,])([0-9]{1,2}))?")
# Starts like a number for whoever reads it next, so it is settled here or refused here.
_NUMERIC = re.compile(r"[-+\u2212]?[.,]?\d")
_PARTS = re.compile(
    rf"([-+\u2212]?)([0-9.,]+(?:{_SPACE}[0-9.,]+)*)([eE][-+]?[0-9]+)?(?:{_SPACE}|[\t\r\n])*(.*)", re.DOTALL
)
_SPACED = re.compile(rf"([1-9][0-9]{{0,2}}(?:{_SPACE}[0-9]{{3}})+)(?:([.,])([0-9]+))?")
_SINGLE = re.compile(r"([0-9]*)([.,])([0-9]+)")
_POINT = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+\.[0-9]+|(?:,[0-9]{3}){2,})")
_COMMA = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+,[0-9]+|(?:\.[0-9]{3}){2,})")
_MARKS = {".": Style.POINT, ",": Style.COMMA}
_GROUP = 3


def read_numeral(text: str) -> Numeral:
    """Return what the text of an amount can mean.

    Examples
    --------
    >>> read_numeral("1.234,5 km").comma, read_numeral("1.234").style.value, read_numeral("12.5").style.value
    ('1234.5 km', 'either', 'point')

    """
    text = text.strip()
    # Most amounts are like these, and a long file has a million of them.
    if common := _COMMON.fullmatch(text):
        whole, mark, decimals = common.groups()
        if not mark:
            return Numeral(Style.PLAIN, text, text)
        number = f"{whole}.{decimals}"
        return Numeral(_MARKS[mark], number, number)
    if not _NUMERIC.match(text):
        return Numeral(Style.PLAIN, text, text)
    parts = _PARTS.fullmatch(text)
    if parts is None:
        return Numeral(Style.BROKEN, text, text)
    sign, core, exponent, unit = (
        parts.group(1).replace("\u2212", "-"),
        parts.group(2),
        parts.group(3) or "",
        parts.group(4),
    )
    style, point, comma = _read_core(core, scientific=bool(exponent))
    # What follows a number is a unit; a digit or a mark means that the number was not understood to its end.
    if unit and not (unit[0].isalpha() or unit[0] in "%°€£$("):
        style = Style.BROKEN
    if style is Style.BROKEN:
        return Numeral(style, text, text)
    tail = exponent + (f" {unit}" if unit else "")
    return Numeral(style, sign + point + tail, sign + comma + tail)


def _read_core(core: str, *, scientific: bool) -> tuple[Style, str, str]:
    """Return the style of a bare number, and its text if its decimal mark is a point or a comma."""
    style, number = Style.BROKEN, core
    if core.isdigit():
        style = Style.PLAIN
    elif single := _SINGLE.fullmatch(core):
        return _read_single(*single.groups(), scientific=scientific)
    elif scientific:
        pass
    elif spaced := _SPACED.fullmatch(core):
        whole, mark, decimals = re.sub(_SPACE, "", spaced.group(1)), spaced.group(2), spaced.group(3)
        style, number = (_MARKS[mark], f"{whole}.{decimals}") if mark else (Style.PLAIN, whole)
    elif _POINT.fullmatch(core):
        style, number = Style.POINT, core.replace(",", "")
    elif _COMMA.fullmatch(core):
        style, number = Style.COMMA, core.replace(".", "").replace(",", ".")
    return style, number, number


def _read_single(whole: str, mark: str, decimals: str, *, scientific: bool) -> tuple[Style, str, str]:
    """Return the same of a number with one mark in it."""
    decimal, thousands = f"{whole}.{decimals}", whole + decimals
    # No group of thousands starts with a lone 0, has more than three digits before it or an exponent behind it.
    if scientific or len(decimals) != _GROUP or whole in ("", "0") or len(whole) > _GROUP:
        return _MARKS[mark], decimal, decimal
    return (Style.EITHER, decimal, thousands) if mark == "." else (Style.EITHER, thousands, decimal)


@frozen(kw_only=True)
class Numbers:
    """Hold the settled amount columns of a file.

    Parameters
    ----------
    columns
        Numeric columns as they came; text columns with decimal points. A cell with a finding stays as it was written.
    findings
        Cells that cannot be read for certain.
    style
        ``comma`` or ``point`` when the whole file is written so; None without evidence, or with evidence of both.

    """

    columns: dict[str, Series]
    findings: list[Finding]
    style: Style | None


@frozen(kw_only=True)
class _Column:
    """A text column, taken apart into its distinct texts; code -1 marks a cell that came as a number."""

    series: Series
    codes: NDArray[np.intp]
    written: list[str]
    numerals: list[Numeral] = field(init=False)
    misplaced: list[int] = field(factory=list)

    @numerals.default
    def _numerals(self) -> list[Numeral]:
        return [read_numeral(text) for text in self.written]

    def count(self, rows: NDArray[np.bool_]) -> Counter[Style]:
        """Count the styles of the cells in `rows`."""
        numbers = np.bincount(self.codes[rows & (self.codes >= 0)], minlength=len(self.numerals))
        styles: Counter[Style] = Counter()
        for numeral, number in zip(self.numerals, numbers.tolist(), strict=True):
            styles[numeral.style] += number
        return styles


def settle_numbers(columns: Mapping[str, Series], shifted: NDArray[np.bool_]) -> Numbers:
    """Read all amount columns of a file in one number format.

    Parameters
    ----------
    columns
        The amount columns.
    shifted
        Rows that are no evidence, because their cells may stand in the wrong columns.

    """
    taken = {name: _take_apart(series) for name, series in columns.items()}
    texts = {name: column for name, column in taken.items() if isinstance(column, _Column)}
    counted = sum((column.count(~shifted) for column in texts.values()), Counter[Style]())
    evidence = {style: counted[style] for style in (Style.POINT, Style.COMMA) if counted[style]}
    style = next(iter(evidence)) if len(evidence) == 1 else None
    findings: list[Finding] = []
    settled = {}
    for name, column in taken.items():
        if isinstance(column, _Column):
            settled[name], found = _settled(name, column, style, _minority(evidence))
            findings += found
        else:
            settled[name] = column
    return Numbers(columns=settled, findings=findings, style=style)


def _minority(evidence: dict[Style, int]) -> set[Style]:
    """Return the styles that contradict the majority; with as many of either, both do."""
    if len(evidence) <= 1:
        return set()
    return {style for style, count in evidence.items() if count == min(evidence.values())}


def _take_apart(series: Series) -> _Column | Series:
    """Return a column of text by its distinct texts, and a column of numbers as it is."""
    if pd.api.types.is_numeric_dtype(series.dtype) and not pd.api.types.is_bool_dtype(series.dtype):
        return series
    if not pd.api.types.is_object_dtype(series.dtype):
        series = as_text(series)
        codes, distinct = pd.factorize(series)
        return _Column(series=series, codes=codes, written=list(distinct))
    cells = series.to_list()
    if all(is_number(cell) or is_blank(cell) for cell in cells) and not all(map(is_blank, cells)):
        return pd.Series([np.nan if is_blank(cell) else float(cell) for cell in cells], index=series.index)
    written = np.array([isinstance(cell, str) for cell in cells], dtype=np.bool_)
    codes = np.full(len(cells), -1, dtype=np.intp)
    codes[written], distinct = pd.factorize(series[written])
    return _Column(
        series=text_series([cell_text(cell) for cell in cells], series.index),
        codes=codes,
        written=list(distinct),
        misplaced=[position for position, cell in enumerate(cells) if _is_moment(cell)],
    )


def _is_moment(cell: object) -> bool:
    return isinstance(cell, (date, time, timedelta)) and not is_blank(cell)


def _settled(name: str, column: _Column, style: Style | None, against: set[Style]) -> tuple[Series, list[Finding]]:
    """Return a column in the format of its file, and the cells that are not."""
    refused: dict[int, Issue] = {}
    for code, (text, numeral) in enumerate(zip(column.written, column.numerals, strict=True)):
        if numeral.style is Style.BROKEN:
            refused[code] = _not_a_number(name, shown(text))
        elif numeral.style is Style.EITHER and style is None:
            refused[code] = _ambiguous(name, shown(text), numeral)
        elif numeral.style in against:
            refused[code] = _mixed(name, shown(text), numeral)
    texts = [numeral.comma if style is Style.COMMA else numeral.point for numeral in column.numerals]
    settled = np.array([*texts, ""], dtype=object)[column.codes]
    # A refused cell keeps its text, so that nobody takes it for settled.
    kept = np.isin(column.codes, [-1, *refused])
    settled[kept] = column.series[kept].to_numpy(dtype=object)
    findings = [
        (int(position), refused[column.codes[position]])
        for position in np.flatnonzero(kept)
        if column.codes[position] in refused
    ]
    findings += [(position, _moment(name, str(settled[position]))) for position in column.misplaced]
    return text_series(settled, column.series.index), findings


def _not_a_number(column: str, value: str) -> Issue:
    return Issue(
        code="not_a_number",
        message=f"{column} is not a number: {value!r}.",
        column=column,
        value=value,
        hint="Write a number such as 1234.5, with a unit after it if it is not in the column's own unit.",
    )


def _moment(column: str, value: str) -> Issue:
    return Issue(
        code="not_a_number",
        message=f"{column} holds a date or a time: {value}.",
        column=column,
        value=value,
        hint="The spreadsheet has turned a number into a date or a time: format the cell as a number, write it again.",
    )


def _ambiguous(column: str, value: str, numeral: Numeral) -> Issue:
    # Without its mark a number is one character shorter.
    whole, decimal = sorted((numeral.point, numeral.comma), key=len)
    # A fourth decimal tells a decimal mark from a thousands mark.
    certain = re.sub(r"(\.[0-9]{3})", r"\g<1>0", decimal, count=1)
    return Issue(
        code="ambiguous_number",
        message=f"{column} can be read as {whole} or as {decimal}, and nothing in the file tells which.",
        column=column,
        value=value,
        valid_values=(whole, certain),
        hint=f"Write {whole} or {certain}.",
    )


def _mixed(column: str, value: str, numeral: Numeral) -> Issue:
    other = Style.COMMA if numeral.style is Style.POINT else Style.POINT
    return Issue(
        code="mixed_number_formats",
        message=f"{column} has a decimal {numeral.style}, and other amounts of the file a decimal {other}.",
        column=column,
        value=value,
        valid_values=(numeral.point,),
        hint="Write all amounts of a file in one format.",
    )


@cache
def amounts_by_default() -> frozenset[str]:
    """Return the names of all columns that hold numbers in lines, productions and stakes."""
    from greenprod.items.catalogue import ITEMS  # noqa: PLC0415 - items bring all of the vocabulary with them
    from greenprod.items.describe import value_of  # noqa: PLC0415

    kinds: Iterable[Any] = ITEMS.values()
    return frozenset(_OTHER_AMOUNTS | {f.name for kind in kinds for f in fields(kind) if value_of(f) == "number"})


_OTHER_AMOUNTS = {"price_per_litre", "share", "budget", "minutes", "episodes", "shooting_days"}


def base_name(column: str) -> str:
    """Return a column's name without a unit in brackets.

    Examples
    --------
    >>> base_name("distance [km]")
    'distance'

    """
    return column.partition("[")[0].strip() if column.endswith("]") else column
