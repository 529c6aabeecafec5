"""What the scale benchmarks show: sections as Markdown, a chart, and both put into the documentation."""

from __future__ import annotations

from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import altair as alt
import vl_convert
from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
PAGE, CHART = REFERENCE / "performance.md", REFERENCE / "performance.svg"
PICTURE = f"![Seconds to totals and ledger by tool, and nanoseconds per line by number of lines]({CHART.name})"
_WIDTH = 150
_BLUE, _ORANGE, _GREEN, _PINK, _GREY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#7F7F7F"  # Okabe and Ito
_COLOURS = {"greenprod": _BLUE, "DuckDB": _ORANGE, "Polars": _GREEN, "pandas": _PINK, "numpy": _GREY}


@frozen
class Target:
    """One figure that was asked for.

    Parameters
    ----------
    what, unit
        What is compared, and what the figures are: ``x`` for a ratio.
    limit, measured
        What was asked for, and what it is.
    at_least
        Whether more is better.

    """

    what: str
    limit: float
    measured: float
    unit: str = "x"
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the figure is as good as asked for."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    def cells(self) -> tuple[str, ...]:
        """Return the row of the table."""
        sign = "≥" if self.at_least else "≤"
        return (
            self.what,
            f"{sign} {_short(self.limit)} {self.unit}",
            f"{_short(self.measured)} {self.unit}",
            "yes" if self.is_met else f"no: {_short(self.measured / self.limit)} of the limit",
        )


@frozen(kw_only=True)
class Section:
    """One table of the report.

    Parameters
    ----------
    title, note
        Heading, and what to know about the figures.
    head, rows
        The table; all cells are text.
    targets
        Figures that were asked for.
    marks
        What the chart shows of it: rows with `panel`, `tool`, and what the panel draws.

    """

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    targets: Sequence[Target] = ()
    marks: Sequence[dict[str, Any]] = field(factory=tuple)

    def __str__(self) -> str:
        note = f"\n{self.note}\n" if self.note else ""
        return f"### {self.title}\n\n{table(self.head, self.rows)}\n{note}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; all columns but the first are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def target_section(sections: Sequence[Section]) -> Section:
    """Return the table of everything that was asked for."""
    rows = [target.cells() for section in sections for target in section.targets]
    return Section(title="Asked for and measured", head=("what", "asked for", "measured", "met"), rows=rows)


def chart(sections: Sequence[Section], about: str) -> str:
    """Return the chart as SVG: seconds by way on the left, nanoseconds per line by number of lines on the right."""
    marks = [mark for section in sections for mark in section.marks]
    panels = list(dict.fromkeys(mark["what"] for mark in marks if mark["panel"] == "seconds"))
    colour = alt.Color("tool:N", scale=alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values())), title=None)
    bars = (
        alt.Chart(alt.InlineData(values=[mark for mark in marks if mark["panel"] == "seconds"]))
        .mark_bar()
        .encode(
            x=alt.X("seconds:Q", title="seconds"),
            y=alt.Y("way:N", title=None, sort=alt.EncodingSortField("seconds", order="ascending")),
            color=colour,
            row=alt.Row("what:N", title=None, sort=panels, header=alt.Header(labelOrient="top", labelAnchor="start")),
        )
        .properties(width=420)
        .resolve_scale(y="independent")
    )
    growth = (
        alt.Chart(alt.InlineData(values=[mark for mark in marks if mark["panel"] == "growth"]))
        .encode(
            x=alt.X("lines:Q", title="lines", scale=alt.Scale(type="log"), axis=alt.Axis(format="~s")),
            y=alt.Y("nanoseconds:Q", title="nanoseconds per line", scale=alt.Scale(type="log")),
            color=colour,
        )
        .properties(width=300, height=260)
    )
    lines = growth.mark_line().encode(strokeDash=alt.StrokeDash("how:N", title=None))
    title = alt.TitleParams("Lines to exact totals", subtitle=wrap(about, _WIDTH), anchor="start")
    whole = (
        alt.hconcat(bars, lines + growth.mark_point(filled=True))
        .properties(title=title)
        .configure(font="sans-serif", background="white")
    )
    svg: str = vl_convert.vegalite_to_svg(whole.to_dict())
    return svg


def put(block: str, text: str) -> None:
    """Put text between the markers of a block of the page."""
    page = PAGE.read_text(encoding="utf-8")
    start, end = f"<!-- {block} -->\n", f"<!-- end of {block} -->"
    before, _, rest = page.partition(start)
    _, found, after = rest.partition(end)
    if not found:
        raise ValueError(f"{PAGE.name} has no block {block!r}.")
    PAGE.write_text(f"{before}{start}\n{text.strip()}\n\n{end}{after}", encoding="utf-8")
