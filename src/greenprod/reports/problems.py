"""Problem lines: what stands wrong in which cell, precisely enough to mend it."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from attrs import frozen

from greenprod.reports.tables import plain_value
from greenprod.reports.view import Table, number, prose, text

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 200
"""A section shows this many problem lines at most; `issues.csv` holds all of them."""

_MOST_CHARACTERS = 160
_SEVERITIES = {"error": 0, "warning": 1}


@frozen(kw_only=True)
class Problems:
    """A table of problem lines, and how many more there are."""

    table: Table
    errors: int
    warnings: int
    unshown: int


def problems(issues: pd.DataFrame, caption: str) -> Problems:
    """Return the problem lines to show, errors first, in the order of the files."""
    severities = issues["severity"].astype(str)
    ranks = severities.map(_SEVERITIES).fillna(len(_SEVERITIES))
    shown = issues.loc[ranks.sort_values(kind="stable").index[:MOST_ROWS]]
    columns = {name: [_text(value) for value in shown[name].tolist()] for name in shown.columns}
    rows = tuple(
        (
            _place(columns["file"][at], columns["sheet"][at]),
            columns["row"][at].removesuffix(".0"),
            columns["column"][at],
            _short(columns["value"][at]),
            columns["severity"][at],
            columns["message"][at],
            _short(columns["valid_values"][at]),
            columns["hint"][at],
        )
        for at in range(len(shown))
    )
    table = Table(
        caption=caption,
        columns=(
            text("File"),
            number("Row"),
            text("Column"),
            text("Value"),
            text("Severity"),
            prose("What is wrong"),
            prose("Valid values"),
            prose("What to do"),
        ),
        rows=rows,
    )
    return Problems(
        table=table,
        errors=int((severities == "error").sum()),
        warnings=int((severities == "warning").sum()),
        unshown=len(issues) - len(shown),
    )


def _text(value: object) -> str:
    plain = plain_value(value)
    if isinstance(plain, list):
        return "; ".join(map(str, plain))
    return "" if plain is None else str(plain)


def _place(file: str, sheet: str) -> str:
    name = PurePosixPath(file).name if file else "(no file)"
    return f"{name}, sheet {sheet}" if sheet else name


def _short(text_: str) -> str:
    return text_ if len(text_) <= _MOST_CHARACTERS else text_[:_MOST_CHARACTERS].rstrip() + " ..."
