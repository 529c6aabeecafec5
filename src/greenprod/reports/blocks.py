"""Tables and cards that both the alliance and each of its members show."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from greenprod.reports.figures import kilograms, percent, tonnes, tonnes_shortly
from greenprod.reports.view import Card, Table, number, text
from greenprod.reports.words import COLUMN_TITLES, MATCHES, MEASURE_TITLES, STATUSES, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

TONNES = tuple(number(f"{title},\N{NO-BREAK SPACE}t") for title in COLUMN_TITLES.values())
"""The columns of `tonnes_of`."""


def cards(total: Mapping[str, Any]) -> tuple[Card, ...]:
    """Return the headline figures of a total."""
    return tuple(
        Card(title=title, value=f"{tonnes_shortly(int(total[name]))} t", note=f"{kilograms(int(total[name]))} kg")
        for name, title in MEASURE_TITLES.items()
    )


def tonnes_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the measures of a row in tonnes."""
    return tuple(tonnes(int(row[name])) for name in COLUMN_TITLES)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def largest_first(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, largest CO2e first."""
    return sorted(records(frame), key=lambda row: -int(row["co2e_mg"]))


def categories_table(grouped: pd.DataFrame, caption: str) -> Table:
    """Return the table of categories; `grouped` has a column `category`."""
    whole = int(grouped["co2e_mg"].sum())
    return Table(
        caption=caption,
        columns=(text("Category"), number("Share of CO2e"), *TONNES),
        rows=tuple(
            (words(str(row["category"])), percent(int(row["co2e_mg"]), whole), *tonnes_of(row))
            for row in largest_first(grouped)
        ),
    )


def quality_tables(by_status: pd.DataFrame, by_match: pd.DataFrame, whose: str) -> tuple[Table, ...]:
    """Return the tables of data quality: shares by status, and by match."""
    return (
        _shares(f"Where the amounts of {whose} come from", "status", by_status, list(STATUSES)),
        _shares(f"How the factors of {whose} were found", "match", by_match, list(MATCHES)),
    )


def gaps_table(lines: pd.DataFrame) -> Table:
    """Return the parts of booked lines that no factor covers: known elsewhere, missing here, and not counted."""
    gaps: Counter[str] = Counter()
    for texts, count in lines.loc[lines["booked"], "missing"].value_counts().items():
        gaps.update(dict.fromkeys(filter(None, str(texts).split("; ")), int(count)))
    return Table(
        caption="Parts that are not counted, because no factor covers them where they happened",
        columns=(text("Activity"), text("Stage"), number("Lines")),
        rows=tuple((*map(words, gap.split(": ")), f"{count:,}") for gap, count in gaps.most_common()),
    )


def _shares(caption: str, column: str, grouped: pd.DataFrame, order: Sequence[str]) -> Table:
    whole = int(grouped["co2e_mg"].sum())
    ranks = {str(word): rank for rank, word in enumerate(order)}
    rows = sorted(records(grouped), key=lambda row: ranks.get(str(row[column]), len(ranks)))
    return Table(
        caption=caption,
        columns=(text(column.capitalize()), number("Share of CO2e"), number("CO2e, t")),
        rows=tuple(
            (words(str(row[column])), percent(int(row["co2e_mg"]), whole), tonnes(int(row["co2e_mg"]))) for row in rows
        ),
    )
