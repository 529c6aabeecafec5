"""A comparison of boundaries as one self-contained page: what each of them would call the same footprint."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from greenprod.errors import DataError, Issue, missing_extra
from greenprod.reports.blocks import records
from greenprod.reports.bundle import vega_script
from greenprod.reports.charts import for_page
from greenprod.reports.figures import kilograms, percent, tonnes, tonnes_shortly
from greenprod.reports.html import digest, environment
from greenprod.reports.view import Card, Link, Table, number, prose, text
from greenprod.reports.words import COLUMN_TITLES, words
from greenprod.version import __version__

try:
    import altair as alt
    from markupsafe import Markup
except ImportError as error:
    raise missing_extra("report", "The comparison page") from error

if TYPE_CHECKING:
    import os

    from greenprod.footprint.compare import Comparison
    from greenprod.reports.charts import Spec
    from greenprod.reports.view import Cell

MOST_CATEGORIES = 8
"""A chart names this many categories, the largest; the rest is one band. The table has all."""
REST = "other categories"

# Okabe and Ito's palette, made for colour-blind readers; grey is the rest.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#7B5EA7", "#999999")
_BAR_STEP = 44
_TONNES_PER_MG = 1e-9


def write_comparison(comparison: Comparison, path: str | os.PathLike[str]) -> Path:
    """Write a comparison as a page that asks no network for anything.

    Parameters
    ----------
    comparison
        From `Ledger.compare`.
    path
        An ``.html`` file.

    Raises
    ------
    DataError
        ``unsupported_file`` for another ending.

    """
    file = Path(path)
    if file.suffix.lower() not in (".html", ".htm"):
        raise DataError(
            Issue(
                code="unsupported_file",
                message=f"A comparison is not written as {file.suffix!r}.",
                value=str(path),
                valid_values=(".html",),
                hint="Name an .html file.",
            )
        )
    page = render_comparison(comparison)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page, encoding="utf-8", newline="\n")
    return file


def render_comparison(comparison: Comparison) -> str:
    """Return the page of a comparison."""
    templates = environment()
    scripts = [vega_script(), templates.get_template("charts.js.j2").render()]
    return templates.get_template("comparison.html.j2").render(
        version=__version__,
        cards=_cards(comparison),
        totals=_totals(comparison),
        categories=_categories(comparison),
        unknown=_unknown(comparison),
        boundaries=_boundaries(comparison),
        # Both come from this package and hold no data; the specs are escaped by `for_page`.
        scripts=[Markup(script) for script in scripts],  # noqa: S704
        specs=Markup(for_page({"chart-boundaries": comparison_chart(comparison)})),  # noqa: S704
        script_digests=[digest(script) for script in scripts],
    )


def comparison_chart(comparison: Comparison) -> Spec:
    """Return one bar per boundary in tonnes, stacked by category, in the order asked for."""
    sums = _sums(comparison)
    named, rest = _ranked(comparison)
    values: list[dict[str, Any]] = []
    for place, boundary in enumerate(comparison.boundaries):
        of = {words(c): sums.get((boundary.name, c), 0) for c in named}
        of |= {REST: sum(sums.get((boundary.name, c), 0) for c in rest)} if rest else {}
        whole = sum(of.values())
        values += [
            {
                "label": boundary.name,
                "rank": place,
                "category": category,
                "layer": layer,
                "t": mg * _TONNES_PER_MG,
                "amount": f"{tonnes(mg)} t ({kilograms(mg)} kg)",
                "share": percent(mg, whole),
                "all": f"{tonnes(whole)} t",
            }
            for layer, (category, mg) in enumerate(of.items())
        ]
    spec = _chart([*map(words, named), *([REST] if rest else [])])
    return {**spec, "data": {"values": values}, "height": max(1, len(comparison.boundaries)) * _BAR_STEP}


def _chart(categories: list[str]) -> Spec:
    colours = [*_COLOURS[: len(categories)]]
    if REST in categories:
        colours[-1] = _COLOURS[-1]
    chart = (
        alt.Chart(alt.NamedData("rows"))
        .mark_bar()
        .encode(
            x=alt.X("t:Q", title="t CO2e", stack="zero"),
            y=alt.Y("label:N", title=None, sort=alt.EncodingSortField(field="rank", op="min")),
            color=alt.Color(
                "category:N",
                title=None,
                scale=alt.Scale(domain=categories, range=colours),
                legend=alt.Legend(orient="top"),
            ),
            order=alt.Order("layer:Q"),
            tooltip=[
                alt.Tooltip("label:N", title="Boundary"),
                alt.Tooltip("category:N", title="Category"),
                alt.Tooltip("amount:N", title="CO2e"),
                alt.Tooltip("share:N", title="Share"),
                alt.Tooltip("all:N", title="All categories"),
            ],
        )
        .properties(
            width="container",
            title="CO2e per boundary",
            description="CO2e of the same lines under each boundary in tonnes, stacked by category.",
        )
    )
    spec: Spec = chart.to_dict()
    for part in ("config", "$schema"):
        spec.pop(part, None)
    return spec


def _sums(comparison: Comparison) -> dict[tuple[str, str], int]:
    return {(str(r["boundary"]), str(r["category"])): int(r["co2e_mg"]) for r in records(comparison.categories)}


def _ranked(comparison: Comparison) -> tuple[list[str], list[str]]:
    """Return the categories that the chart names, largest first, and the others."""
    largest: dict[str, int] = {}
    for (_, category), mg in _sums(comparison).items():
        largest[category] = max(largest.get(category, mg), mg)
    ordered = sorted(largest, key=lambda category: (-largest[category], category))
    return ordered[:MOST_CATEGORIES], ordered[MOST_CATEGORIES:]


def _cards(comparison: Comparison) -> tuple[Card, ...]:
    return tuple(
        Card(
            title=str(row["boundary"]),
            value=f"{tonnes_shortly(int(row['co2e_mg']))} t",
            note=f"{kilograms(int(row['co2e_mg']))} kg",
        )
        for row in records(comparison.table)
    )


def _totals(comparison: Comparison) -> Table:
    widest = max((int(mg) for mg in comparison.table["co2e_mg"].tolist()), default=0)
    return Table(
        caption="The same lines under each boundary",
        columns=(
            text("Boundary"),
            prose("Title"),
            number("Of the widest"),
            *(number(f"{title},\N{NO-BREAK SPACE}t") for title in COLUMN_TITLES.values()),
        ),
        rows=tuple(
            (
                str(row["boundary"]),
                str(row["title"]),
                percent(int(row["co2e_mg"]), widest),
                *(tonnes(int(row[name])) for name in COLUMN_TITLES),
            )
            for row in records(comparison.table)
        ),
    )


def _categories(comparison: Comparison) -> Table:
    sums, (named, rest) = _sums(comparison), _ranked(comparison)
    totals = {str(row["boundary"]): int(row["co2e_mg"]) for row in records(comparison.table)}
    names = [boundary.name for boundary in comparison.boundaries]
    return Table(
        caption="CO2e by category under each boundary, in tonnes",
        columns=(text("Category"), *(number(name) for name in names)),
        rows=tuple(
            (words(category), *(tonnes(sums[n, category]) if (n, category) in sums else "not counted" for n in names))
            for category in (*named, *rest)
        ),
        foot=("All categories", *(tonnes(totals[name]) for name in names)),
    )


def _unknown(comparison: Comparison) -> Table:
    named = ("activity", "category", "stage", "control")
    return Table(
        caption="What a boundary's publisher does not say, and what it comes to here",
        columns=(text("Boundary"), *(text(name.capitalize()) for name in named), number("CO2e, t"), prose("Note")),
        rows=tuple(
            (
                str(row["boundary"]),
                *(str(row[name]) for name in named),
                tonnes(int(row["co2e_mg"])),
                str(row["note"]),
            )
            for row in records(comparison.unknown)
        ),
    )


def _boundaries(comparison: Comparison) -> Table:
    def source(address: str) -> Cell:
        return Link(label=address, href=address) if address.startswith(("https://", "http://")) else address

    return Table(
        caption="The boundaries",
        columns=(text("Boundary"), prose("Title"), prose("Described in"), prose("Note")),
        rows=tuple((b.name, b.title, source(b.source), b.note) for b in comparison.boundaries),
    )
