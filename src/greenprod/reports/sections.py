"""The section of each member: what it carries, from which productions, how well it is known."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import frozen

from greenprod.reports.blocks import TONNES, cards, categories_table, largest_first, quality_tables, records, tonnes_of
from greenprod.reports.charts import Spec, category_chart, named
from greenprod.reports.figures import percent, stake, tonnes
from greenprod.reports.problems import Problems, problems
from greenprod.reports.view import Card, Cell, Fact, Table, number, text
from greenprod.reports.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from greenprod.reports.source import ReportSource

PRODUCTION_PARTS = ("production_id", "category", "status", "match")


@frozen(kw_only=True)
class MemberSection:
    """One member's part of the page."""

    anchor: str
    name: str
    facts: tuple[Fact, ...]
    cards: tuple[Card, ...]
    chart_id: str
    productions: Table
    categories: Table
    quality: tuple[Table, ...]
    problems: Problems


def member_sections(
    report: ReportSource, anchors: Mapping[str, str]
) -> tuple[tuple[MemberSection, ...], dict[str, Spec]]:
    """Return a section per member, and the charts they show by name.

    Parameters
    ----------
    report
        The alliance report.
    anchors
        Anchor of each member by id; rows without one get no section.

    """
    labels, _ = named(report.members, "member")
    parts = {column: report.by("member_id", column) for column in PRODUCTION_PARTS}
    sections: list[MemberSection] = []
    drawn: dict[str, Spec] = {}
    for label, row in zip(labels, records(report.members), strict=True):
        member_id = str(row["member_id"])
        if member_id in anchors:
            own = {column: frame[frame["member_id"].astype(str) == member_id] for column, frame in parts.items()}
            sections.append(_section(report, label, anchors[member_id], row, own))
            drawn[sections[-1].chart_id] = category_chart(own["category"])
    return tuple(sections), drawn


def _section(
    report: ReportSource, name: str, anchor: str, row: Mapping[str, Any], own: Mapping[str, pd.DataFrame]
) -> MemberSection:
    shares = _shares(report, str(row["member_id"]))
    concerned = {*shares, *map(str, own["production_id"]["production_id"])}
    theirs = report.issues["production_id"].astype(str).isin(list(concerned))
    return MemberSection(
        anchor=anchor,
        name=name,
        facts=_facts(row, int(report.total["co2e_mg"])),
        cards=cards(row),
        chart_id=f"chart-{anchor}",
        productions=_productions(report, name, own["production_id"], shares),
        categories=categories_table(own["category"], f"Categories of {name}"),
        quality=quality_tables(own["status"], own["match"], name),
        problems=problems(report.issues[theirs], f"Problem lines in the productions of {name}"),
    )


def _facts(row: Mapping[str, Any], whole: int) -> tuple[Fact, ...]:
    return (
        Fact(title="Role", value=words(str(row["role"]))),
        Fact(title="Region", value=words(str(row["region"]))),
        Fact(title="Productions", value=str(row["productions"])),
        Fact(title="Share of all CO2e", value=percent(int(row["co2e_mg"]), whole) or "none"),
    )


def _shares(report: ReportSource, member_id: str) -> dict[str, Fraction]:
    """Return the share of a member in each production under the method of the report."""
    stakes = report.alliance.stakes
    theirs = stakes[(stakes["member_id"] == member_id) & (stakes["method"] == report.method)]
    shares: dict[str, Fraction] = {}
    for production_id, share in zip(theirs["production_id"].tolist(), theirs["share"].tolist(), strict=True):
        shares[str(production_id)] = shares.get(str(production_id), Fraction(0)) + Fraction(str(share))
    return shares


def _productions(report: ReportSource, name: str, own: pd.DataFrame, shares: Mapping[str, Fraction]) -> Table:
    ids = [str(production_id) for production_id in report.productions["production_id"]]
    titles = dict(zip(ids, named(report.productions, "production")[0], strict=True))
    whole = dict(zip(ids, map(int, report.productions["co2e_mg"]), strict=True))
    rows: list[tuple[Cell, ...]] = []
    for row in largest_first(own):
        production_id = str(row["production_id"])
        share = shares.get(production_id)
        rows.append(
            (
                titles.get(production_id, production_id),
                words("") if share is None else stake(share),
                tonnes(whole.get(production_id, 0)),
                *tonnes_of(row),
            )
        )
    return Table(
        caption=f"What {name} carries of each production",
        columns=(text("Production"), number("Stake"), number("Whole production, t CO2e"), *TONNES),
        rows=tuple(rows),
    )
