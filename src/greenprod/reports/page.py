"""What the page shows, as plain tables and facts, before any markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from greenprod.reports.blocks import TONNES, cards, categories_table, gaps_table, quality_tables, records, tonnes_of
from greenprod.reports.charts import Spec, charts, named
from greenprod.reports.figures import kilograms, percent
from greenprod.reports.manifest import header_facts, manifest_tables
from greenprod.reports.problems import Problems, problems
from greenprod.reports.sections import MemberSection, member_sections
from greenprod.reports.tables import balance
from greenprod.reports.view import Card, Fact, Link, Table, number, prose, text
from greenprod.reports.words import (
    MATCHES,
    MEASURE_TITLES,
    METHODS,
    NOTES,
    OUTSIDE,
    SCOPE_CATEGORIES,
    STATUSES,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from greenprod.reports.source import ReportSource
    from greenprod.reports.view import Cell

_NOT_A_SLUG = re.compile(r"[^a-z0-9]+")


@frozen(kw_only=True)
class Balance:
    """The proof that nothing is lost or invented when productions are split."""

    table: Table
    line: str
    balanced: bool


@frozen(kw_only=True)
class Page:
    """The whole page."""

    title: str
    description: str
    facts: tuple[Fact, ...]
    cards: tuple[Card, ...]
    balance: Balance
    productions: Table
    members: Table
    categories: tuple[Table, ...]
    quality: tuple[Table, ...]
    gaps: Table
    sections: tuple[MemberSection, ...]
    problems: Problems
    meanings: tuple[Table, ...]
    notes: tuple[str, ...]
    sources: Table
    attributions: tuple[str, ...]
    manifest: tuple[Table, ...]
    charts: dict[str, Spec] = field(repr=False)


def page(report: ReportSource) -> Page:
    """Return everything the page of a report shows."""
    anchors = _anchors(report.members)
    sections, drawn = member_sections(report, anchors)
    return Page(
        title=f"{report.alliance.name}, {report.year}",
        description=report.alliance.description,
        facts=header_facts(report),
        cards=cards(report.total),
        balance=_balance(report),
        productions=_productions(report),
        members=_members(report, anchors),
        categories=(
            categories_table(report.by("category"), "Categories"),
            _protocol_categories(report.by("scope_category")),
        ),
        quality=quality_tables(report.by("status"), report.by("match"), "the alliance and outside"),
        gaps=gaps_table(report.ledger.lines),
        sections=sections,
        problems=problems(report.issues, "All problem lines"),
        meanings=(_meanings("Match", MATCHES), _meanings("Status", STATUSES)),
        notes=(*METHODS.get(report.method, ()), *NOTES),
        sources=_sources(report.sources),
        attributions=tuple(report.attributions),
        manifest=manifest_tables(report.manifest),
        charts={**charts(report), **drawn},
    )


def _anchors(members: pd.DataFrame) -> dict[str, str]:
    """Return a stable, unique anchor per member id."""
    anchors: dict[str, str] = {}
    for member_id in members["member_id"].tolist():
        slug = anchor = "member-" + (_NOT_A_SLUG.sub("-", str(member_id).lower()).strip("-") or "x")
        again = 2
        while anchor in anchors.values():
            anchor, again = f"{slug}-{again}", again + 1
        if member_id:
            anchors[str(member_id)] = anchor
    return anchors


def _balance(report: ReportSource) -> Balance:
    rows: list[tuple[Cell, ...]] = []
    balanced = True
    found = balance(report)
    for name, title in MEASURE_TITLES.items():
        parts = found[name]
        difference = parts["members_mg"] + parts["outside_mg"] - parts["productions_mg"]
        balanced &= difference == 0 and parts["productions_mg"] == int(report.total[name])
        rows.append((title, *(kilograms(part) for part in parts.values()), kilograms(difference)))
    names = ("Members, kg", "Outside, kg", "Productions, kg", "Difference, kg")
    members, outside, productions = (f"{kilograms(part)} kg" for part in found["co2e_mg"].values())
    return Balance(
        table=Table(
            caption="Members + outside = productions, in kg to the milligram",
            columns=(text("Measure"), *(number(name) for name in names)),
            rows=tuple(rows),
        ),
        line=f"{members} + {outside} {'=' if balanced else 'against'} {productions}",
        balanced=balanced,
    )


def _productions(report: ReportSource) -> Table:
    labels, frame = named(report.productions, "production")
    ordered = sorted(zip(labels, records(frame), strict=True), key=lambda pair: -int(pair[1]["co2e_mg"]))
    counts = {name: int(report.productions[name].sum()) for name in ("lines", "lines_with_issue")}
    return Table(
        caption="Productions, every one counted once",
        columns=(
            text("Production"),
            *TONNES,
            number("Lines"),
            number("Lines with a problem"),
            text("Format"),
            text("Region"),
        ),
        rows=tuple(
            (
                label,
                *tonnes_of(row),
                *(f"{int(row[name]):,}" for name in counts),
                words(str(row["format"])),
                str(row["region"]),
            )
            for label, row in ordered
        ),
        foot=("All productions", *tonnes_of(report.total), *(f"{count:,}" for count in counts.values()), "", ""),
    )


def _members(report: ReportSource, anchors: Mapping[str, str]) -> Table:
    labels, frame = named(report.members, "member")
    rows: list[tuple[Cell, ...]] = []
    for label, row in zip(labels, records(frame), strict=True):
        anchor = anchors.get(str(row["member_id"]))
        rows.append(
            (
                Link(label=label, href=f"#{anchor}") if anchor else OUTSIDE.capitalize(),
                percent(int(row["co2e_mg"]), int(report.total["co2e_mg"])),
                *tonnes_of(row),
                f"{int(row['productions']):,}" if anchor else "",
                words(str(row["role"])) if anchor else "",
            )
        )
    return Table(
        caption="Members, and what lies outside the alliance",
        columns=(text("Member"), number("Share of CO2e"), *TONNES, number("Productions"), text("Role")),
        rows=tuple(rows),
        foot=("Members and outside", "", *tonnes_of(report.total), "", ""),
    )


def _protocol_categories(grouped: pd.DataFrame) -> Table:
    rows = sorted(records(grouped), key=lambda row: _protocol_rank(str(row["scope_category"])))
    return Table(
        caption="Scopes and categories of the GHG Protocol",
        columns=(text("Category"), text("Meaning"), *TONNES),
        rows=tuple(
            (
                words(str(row["scope_category"])),
                SCOPE_CATEGORIES.get(str(row["scope_category"]), ""),
                *tonnes_of(row),
            )
            for row in rows
        ),
    )


def _protocol_rank(category: str) -> tuple[bool, list[int]]:
    """Order 3.2 before 3.10, and what is no number last."""
    numbers = [int(part) for part in re.findall(r"\d+", category)]
    return not numbers, numbers


def _meanings(kind: str, meanings: Mapping[Any, str]) -> Table:
    return Table(
        caption=f"{kind}: what the words mean, best first",
        columns=(text(kind), prose("Meaning")),
        rows=tuple((words(str(word)), meaning) for word, meaning in meanings.items()),
    )


def _sources(sources: pd.DataFrame) -> Table:
    return Table(
        caption="Sources of the factors used",
        columns=(text("Source"), prose("Title"), text("Edition"), prose("Licence")),
        rows=tuple(
            (
                str(row["source_id"]),
                Link(label=str(row["title"]), href=str(row["url"]))
                if str(row["url"]).startswith(("https://", "http://"))
                else str(row["title"]),
                str(row["edition"]),
                str(row["licence"]),
            )
            for row in records(sources)
        ),
    )
