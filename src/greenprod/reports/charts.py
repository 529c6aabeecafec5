"""The charts of the page, as Vega-Lite specs built by Altair."""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any

from greenprod.errors import missing_extra
from greenprod.reports.figures import kilograms, percent, tonnes
from greenprod.reports.words import SCOPES, words
from greenprod.vocabulary import Match, Status

try:
    import altair as alt
except ImportError as error:
    raise missing_extra("report", "The report page") from error

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from greenprod.reports.source import ReportSource

Spec = dict[str, Any]

MOST_BARS = 40
"""A chart shows this many bars at most; the table beside it shows every row."""

# Okabe and Ito's palette, made for colour-blind readers; these three also stand out on white and on near-black.
_SCOPE_COLOURS = ("#D55E00", "#009E73", "#0072B2")
_SINGLE_COLOUR = "#0072B2"
_BAR_STEP = 30
_TONNES_PER_MG = 1e-9


def charts(report: ReportSource) -> dict[str, Spec]:
    """Return the charts of the whole alliance by name."""
    return {
        "chart-productions": scope_chart("CO2e per production", "Production", named(report.productions, "production")),
        "chart-members": scope_chart("CO2e per member", "Member", named(report.members, "member")),
        "chart-categories": category_chart(report.by("category")),
        "chart-status": share_chart("CO2e by status of the amount", "Status", report.by("status"), "status", Status),
        "chart-match": share_chart("CO2e by match of the factor", "Match", report.by("match"), "match", Match),
    }


def category_chart(grouped: pd.DataFrame) -> Spec:
    """Return the chart of categories, stacked by scope; `grouped` has a column `category`."""
    labels = [words(str(category)) for category in grouped["category"].tolist()]
    return scope_chart("CO2e per category", "Category", (labels, grouped))


def named(frame: pd.DataFrame, kind: str) -> tuple[list[str], pd.DataFrame]:
    """Return the rows of productions or members with a label each; two of one name get their id as well."""
    names = [str(name) for name in frame["title" if kind == "production" else "name"].tolist()]
    ids = [str(key) for key in frame[f"{kind}_id"].tolist()]
    labels = [f"{name} ({key})" if names.count(name) > 1 else name or key for name, key in zip(names, ids, strict=True)]
    return labels, frame


def scope_chart(title: str, kind: str, labelled: tuple[Sequence[str], pd.DataFrame]) -> Spec:
    """Return bars in tonnes, stacked by scope, largest first.

    Parameters
    ----------
    title
        Title of the chart, short enough for a telephone.
    kind
        What a bar stands for.
    labelled
        A label per row, and the rows with their measures.

    """
    labels, frame = labelled
    columns = {measure: [int(value) for value in frame[measure].tolist()] for measure in (*SCOPES, "co2e_mg")}
    order = sorted(range(len(labels)), key=lambda row: -columns["co2e_mg"][row])[:MOST_BARS]
    values = [
        {
            "label": labels[row],
            "rank": rank,
            "scope": scope,
            "layer": layer,
            "t": columns[measure][row] * _TONNES_PER_MG,
            "amount": f"{tonnes(columns[measure][row])} t ({kilograms(columns[measure][row])} kg)",
            "all": f"{tonnes(columns['co2e_mg'][row])} t",
        }
        for rank, row in enumerate(order)
        for layer, (measure, scope) in enumerate(SCOPES.items())
    ]
    return _filled(_stacked(title, kind), values, len(order))


def share_chart(title: str, kind: str, grouped: pd.DataFrame, column: str, order: Iterable[str]) -> Spec:
    """Return bars in percent of CO2e, in the order of a word list, best first; other words come last."""
    amounts = dict(zip(map(str, grouped[column].tolist()), map(int, grouped["co2e_mg"].tolist()), strict=True))
    known = [str(word) for word in order]
    rows = [word for word in known if word in amounts] + [word for word in amounts if word not in known]
    whole = sum(amounts.values())
    values = [
        {
            "label": words(word),
            "rank": rank,
            "percent": 100 * amounts[word] / whole if whole else 0.0,
            "text": percent(amounts[word], whole),
            "amount": f"{tonnes(amounts[word])} t ({kilograms(amounts[word])} kg)",
        }
        for rank, word in enumerate(rows)
    ]
    return _filled(_shares(title, kind), values, len(rows))


def _filled(spec: Spec, values: list[dict[str, Any]], bars: int) -> Spec:
    filled = deepcopy(spec)
    filled["data"] = {"values": values}
    filled["height"] = max(1, bars) * _BAR_STEP
    return filled


@cache
def _stacked(title: str, kind: str) -> Spec:
    chart = (
        alt.Chart(alt.NamedData("rows"))
        .mark_bar()
        .encode(
            x=alt.X("t:Q", title="t CO2e", stack="zero"),
            y=alt.Y("label:N", title=None, sort=alt.EncodingSortField(field="rank", op="min")),
            color=alt.Color(
                "scope:N",
                title=None,
                scale=alt.Scale(domain=list(SCOPES.values()), range=list(_SCOPE_COLOURS)),
                legend=alt.Legend(orient="top"),
            ),
            order=alt.Order("layer:Q"),
            tooltip=[
                alt.Tooltip("label:N", title=kind),
                alt.Tooltip("scope:N", title="Scope"),
                alt.Tooltip("amount:N", title="CO2e"),
                alt.Tooltip("all:N", title="All scopes"),
            ],
        )
    )
    return _finished(chart, title, f"{title} in tonnes, stacked by scope. The table beside it holds the same figures.")


@cache
def _shares(title: str, kind: str) -> Spec:
    base = alt.Chart(alt.NamedData("rows")).encode(
        x=alt.X("percent:Q", title="% of CO2e", scale=alt.Scale(domainMin=0, domainMax=100)),
        y=alt.Y("label:N", title=None, sort=alt.EncodingSortField(field="rank", op="min")),
        tooltip=[
            alt.Tooltip("label:N", title=kind),
            alt.Tooltip("text:N", title="Share"),
            alt.Tooltip("amount:N", title="CO2e"),
        ],
    )
    bars = base.mark_bar(color=_SINGLE_COLOUR)
    return _finished(bars, title, f"{title}, in percent. The table beside it holds the same figures.")


def _finished(chart: alt.Chart, title: str, description: str) -> Spec:
    spec: Spec = chart.properties(width="container", title=title, description=description).to_dict()
    # The page brings its own look, and names the language of the spec itself.
    for part in ("config", "$schema"):
        spec.pop(part, None)
    return spec


def for_page(specs: dict[str, Spec]) -> str:
    """Return specs as JSON that can stand inside a `script` element, whatever the names in them hold."""
    text = json.dumps(specs, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
