"""Frames as CSV that a spreadsheet opens safely, and as JSON that keeps whole milligrams whole."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from greenprod.footprint.kernel import MEASURE_COLUMNS
from greenprod.reports.figures import kilogram_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from greenprod.reports.source import ReportSource

SCHEMA = "greenprod.alliance_report"
SCHEMA_VERSION = 1

_CHUNK_ROWS = 50_000
_QUOTED = re.compile(r'[",\r\n]')
# A spreadsheet runs a cell that starts with one of these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# pandas turns a column of whole numbers with gaps into floats.
_WHOLE_NUMBERS = frozenset({"row", "source_row"})


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV: UTF-8 with BOM, LF, measures in kg with six exact decimals.

    Parameters
    ----------
    frame
        The table. Columns that end in `_mg` become columns that end in `_kg`. Text that a spreadsheet would run
        as a formula gets a leading apostrophe; numbers are left as they are.
    path
        The file to write.

    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(",".join(_cell(_in_kg(str(name))) for name in frame.columns) + "\n")
        for start in range(0, len(frame), _CHUNK_ROWS):
            chunk = frame.iloc[start : start + _CHUNK_ROWS]
            columns = [_texts(str(name), chunk.iloc[:, place]) for place, name in enumerate(frame.columns)]
            file.write("\n".join(map(",".join, zip(*columns, strict=True))) + "\n")


def _in_kg(name: str) -> str:
    return name.removesuffix("_mg") + "_kg" if name.endswith("_mg") else name


def _texts(name: str, values: pd.Series) -> list[str]:
    """Return the cells of a column, ready to be joined by commas."""
    if name.endswith("_mg"):
        return list(kilogram_texts(values))
    if values.dtype == bool:
        return ["true" if value else "false" for value in values.tolist()]
    if _is_mixed(values):
        return _any_cells(values.tolist())
    if pd.api.types.is_integer_dtype(values.dtype):
        return _numbers(values, str)
    if pd.api.types.is_float_dtype(values.dtype):
        return _numbers(values, _whole if name in _WHOLE_NUMBERS else repr)
    codes, distinct = pd.factorize(values)
    # The last place is read by code -1: an empty cell.
    write = _text_cells if isinstance(values.dtype, pd.StringDtype) else _any_cells
    cells = np.array([*write(distinct.tolist()), ""], dtype=object)
    return list(cells[codes])


def _text_cells(texts: list[str]) -> list[str]:
    """Return texts as cells; a column of harmless text, such as ids, is seen to be so at once."""
    lines = "\n".join(texts)
    harmless = lines.count("\n") == len(texts) - 1 and not any(mark in lines for mark in '",\r')
    if harmless and not any(lines.startswith(mark) or f"\n{mark}" in lines for mark in _FORMULA):
        return texts
    return [_cell(text) for text in texts]


def _any_cells(values: list[object]) -> list[str]:
    return [_any_cell(value) for value in values]


def _is_mixed(values: pd.Series) -> bool:
    """Whether a column holds more than text; 1, 1.0 and True are one value when factorised, and three to a reader."""
    return values.dtype == object and pd.api.types.infer_dtype(values, skipna=True) != "string"


def _numbers(values: pd.Series, write: Callable[[Any], str]) -> list[str]:
    missing = values.isna()
    if not missing.any():
        return list(map(write, values.tolist()))
    return ["" if gap else write(value) for value, gap in zip(values.tolist(), missing.tolist(), strict=True)]


def _whole(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def _cell(text: str) -> str:
    if text.startswith(_FORMULA):
        text = "'" + text
    if _QUOTED.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text


def _any_cell(value: object) -> str:
    plain = plain_value(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return str(plain).lower()
    if isinstance(plain, int | float):
        return str(plain)
    if isinstance(plain, list):
        return _cell("; ".join(str(part) for part in plain))
    return _cell(str(plain))


def plain_value(value: object) -> Any:
    """Return a value as JSON knows it: numbers, text, lists and maps; a gap is None.

    Examples
    --------
    >>> plain_value(np.int64(3)), plain_value(float("nan")), plain_value((1, "a"))
    (3, None, [1, 'a'])

    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, dict):
        return {str(key): plain_value(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain_value(part) for part in (sorted(value, key=str) if isinstance(value, set | frozenset) else value)]
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value):  # noqa: PLR0124
        return None
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, Decimal):
        return str(value)
    return value if isinstance(value, bool | int | float | str) else str(value)


def _day(value: date) -> str:
    text = value.isoformat()
    return text.removesuffix("T00:00:00")


def write_json(report: ReportSource, path: Path) -> None:
    """Write the report as JSON; measures are whole milligrams, one row of a table per line.

    The lines themselves are in `lines.csv`.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_json_parts(report))


def _json_parts(report: ReportSource) -> Iterator[str]:
    head: dict[str, Any] = {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "alliance": {name: getattr(report.alliance, name) for name in ("id", "name", "description")},
        "year": report.year,
        "method": report.method,
        "units": "names end in their unit: _mg is milligrams; co2e = scope1 + scope2_location + scope3",
        "total": {measure: int(report.total[measure]) for measure in MEASURE_COLUMNS},
        "balance": balance(report),
    }
    tables = {
        "productions": report.productions,
        "members": report.members,
        "shares": report.allocation,
        "issues": report.issues,
        "sources": report.sources,
    }
    tail: dict[str, Any] = {
        "attributions": list(report.attributions),
        "manifest": _sorted(plain_value(dict(report.manifest))),
        "lines": "lines.csv",
    }
    yield "{\n"
    for name, value in head.items():
        yield f'"{name}": {_dump(plain_value(value))},\n'
    for name, frame in tables.items():
        yield f'"{name}": ['
        for place, row in enumerate(_records(frame)):
            yield ("\n  " if place == 0 else ",\n  ") + _dump(row)
        yield "\n],\n"
    yield ",\n".join(f'"{name}": {_dump(value)}' for name, value in tail.items())
    yield "\n}\n"


# json.dumps would make an encoder for every row
_dump = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return value


def _records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    names = [str(name) for name in frame.columns]
    columns = [_plain_column(name, frame.iloc[:, place]) for place, name in enumerate(names)]
    for row in zip(*columns, strict=True):
        yield dict(zip(names, row, strict=True))


def _plain_column(name: str, values: pd.Series) -> list[Any]:
    if isinstance(values.dtype, np.dtype) and values.dtype.kind in "iub":  # no gaps to look for
        return values.tolist()
    plain = [plain_value(value) for value in values.tolist()]
    if name in _WHOLE_NUMBERS:
        return [int(value) if isinstance(value, float) and value.is_integer() else value for value in plain]
    return plain


def balance(report: ReportSource) -> dict[str, dict[str, int]]:
    """Return what members and the world outside carry beside what the productions emit, per measure."""
    outside = report.members["member_id"] == ""
    found: dict[str, dict[str, int]] = {}
    for measure in MEASURE_COLUMNS:
        column = report.members[measure]
        found[measure] = {
            "members_mg": int(column[~outside].sum()),
            "outside_mg": int(column[outside].sum()),
            "productions_mg": int(report.productions[measure].sum()),
        }
    return found
