"""The charts of the books: paths against what was emitted, and base years side by side."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any

from greenprod.errors import missing_extra
from greenprod.reports.figures import tonnes

try:
    import altair as alt
except ImportError as error:
    raise missing_extra("report", "The page of the books") from error

if TYPE_CHECKING:
    from greenprod.alliance.restatement import Restatement
    from greenprod.alliance.targets import Path
    from greenprod.reports.charts import Spec
    from greenprod.reports.reckoning import Reckoning

PATH, EMITTED, BEFORE, RESTATED = "target path", "emitted", "base year as previously stated", "base year as restated"

# Okabe and Ito's palette, made for colour-blind readers; each also has a shape or dash of its own.
_COLOURS = {PATH: "#0072B2", EMITTED: "#D55E00", BEFORE: "#999999", RESTATED: "#009E73"}
_TONNES_PER_MG = 1e-9
_LINES_HEIGHT, _BAR_STEP = 240, 26


def path_chart(reckoning: Reckoning, way: Path) -> Spec:
    """Return a path as a line against what was emitted, with the base year as previously stated and as restated."""
    values: list[dict[str, Any]] = []
    for line, name in ((PATH, "promised"), (EMITTED, "actual")):
        values += [
            _mark(point.year, line, getattr(point, name), way.unit)
            for point in way.points
            if getattr(point, name) is not None
        ]
    values += [
        _mark(one.policy.base_year, line, mg, way.unit)
        for one in _base_of(reckoning, way)
        for line, mg in ((BEFORE, way.commitment.scope_set.total(one.stated)),
                         (RESTATED, way.commitment.scope_set.total(one.restated)))
        if mg is not None
    ]  # fmt: skip
    about = way.commitment
    spec = deepcopy(_lines(way.unit))
    spec["title"] = f"{about.commitment_id}: {reckoning.names.get(about.member_id, about.member_id)}"
    spec["description"] = (
        f"Target path of {about.commitment_id} and what was emitted. The table holds the same figures."
    )
    return {**spec, "data": {"values": values}}


def _base_of(reckoning: Reckoning, way: Path) -> list[Restatement]:
    """Return the base year of a path in tonnes, where it was changed; one of an intensity has other units."""
    about = way.commitment
    return [
        one
        for one in reckoning.restatements
        if one.member_id == about.member_id
        and one.policy.base_year == about.base_year
        and way.unit == "t"
        and one.stated != one.restated
    ]


def _mark(year: int, line: str, mg: Any, unit: str) -> dict[str, Any]:
    return {"year": year, "line": line, "t": float(mg) * _TONNES_PER_MG, "amount": f"{tonnes(round(mg))} {unit}"}


def base_year_chart(reckoning: Reckoning) -> Spec:
    """Return two bars for each member: the base year as previously stated, and as restated."""
    values = [
        {
            "label": reckoning.names.get(one.member_id, one.member_id), "rank": rank, "line": line, "layer": layer,
            "t": mg * _TONNES_PER_MG, "amount": f"{tonnes(mg)} t",
        }
        for rank, one in enumerate(reckoning.restatements)
        for layer, (line, mg) in enumerate(((BEFORE, one.stated_mg), (RESTATED, one.restated_mg)))
    ]  # fmt: skip
    return {
        **deepcopy(_bars()), "data": {"values": values},
        "height": max(1, len(reckoning.restatements)) * 2 * _BAR_STEP,
    }  # fmt: skip


def _colour(lines: tuple[str, ...]) -> alt.Color:
    scale = alt.Scale(domain=list(lines), range=[_COLOURS[line] for line in lines])
    return alt.Color("line:N", title=None, scale=scale, legend=alt.Legend(orient="top"))


def _tips(kind: str, title: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip(kind, title=title), alt.Tooltip("line:N", title="What"), alt.Tooltip("amount:N", title="CO2e"),
    ]  # fmt: skip


@cache
def _lines(unit: str) -> Spec:
    shapes = alt.Scale(domain=[PATH, EMITTED, BEFORE, RESTATED], range=["circle", "square", "cross", "diamond"])
    base = alt.Chart(alt.NamedData("rows")).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("t:Q", title=unit.replace("t", "t CO2e", 1), scale=alt.Scale(zero=True)),
        color=_colour((PATH, EMITTED, BEFORE, RESTATED)),
        tooltip=_tips("year:O", "Year"),
    )
    drawn = base.transform_filter(alt.FieldOneOfPredicate(field="line", oneOf=[PATH, EMITTED])).mark_line(strokeWidth=2)
    points = base.mark_point(size=80, filled=True, opacity=1).encode(
        shape=alt.Shape("line:N", title=None, scale=shapes)
    )
    return _finished(alt.layer(drawn, points).properties(height=_LINES_HEIGHT))


@cache
def _bars() -> Spec:
    chart = (
        alt.Chart(alt.NamedData("rows"))
        .mark_bar()
        .encode(
            x=alt.X("t:Q", title="t CO2e"),
            y=alt.Y("label:N", title=None, sort=alt.EncodingSortField(field="rank", op="min")),
            yOffset=alt.YOffset("layer:O"),
            color=_colour((BEFORE, RESTATED)),
            tooltip=_tips("label:N", "Member"),
        )
        .properties(
            title="Base years",
            description="Base years as previously stated and as restated. The table holds the same figures.",
        )
    )
    return _finished(chart)


def _finished(chart: Any) -> Spec:
    spec: Spec = chart.properties(width="container").to_dict()
    # The page brings its own look, and names the language of the spec itself.
    for part in ("config", "$schema"):
        spec.pop(part, None)
    return spec
