"""What members promised and owe: inventories, base years, paths, commitments, deliverables and coverage."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from greenprod.alliance.deliverables import DeliverableStatus
from greenprod.alliance.emissions import Scope
from greenprod.reports.reckoning import ALL
from greenprod.reports.sheets import Kind, Sheet, heading, sheet
from greenprod.reports.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from greenprod.alliance.coverage import Coverage
    from greenprod.alliance.restatement import Restatement
    from greenprod.reports.reckoning import Reckoning

TOGETHER = "all together"
MEMBER = (heading("member_id", "Id"), heading("member", "Member"))
"""Columns of `who`."""


def who(reckoning: Reckoning, member_id: str) -> tuple[str, str]:
    """Return a member's id and name."""
    return member_id, reckoning.names.get(member_id, member_id)


def inventories(reckoning: Reckoning) -> Sheet:
    """Return each member's inventory of four years, whole; the name stands first, because it names the row."""
    shown = [m for m in reckoning.names if any(reckoning.total(m, y) is not None for y in reckoning.years)]
    rows = [(*who(reckoning, m)[::-1], *(reckoning.total(m, y) for y in reckoning.years)) for m in shown]
    columns = [heading(f"co2e_{year}_kg", f"{year}, t", Kind.CO2E) for year in reckoning.years]
    caption = "Inventories of four years: scope 1, scope 2 (location-based) and scope 3, gross"
    return sheet("inventories", caption, [*MEMBER[::-1], *columns], rows)


def base_years(reckoning: Reckoning) -> Sheet:
    """Return base years as previously stated and as restated, side by side."""
    columns = [
        *MEMBER[::-1],
        heading("base_year", "Base year"),
        heading("scope", "Scope", Kind.SCOPES),
        heading("previously_stated_kg", "Previously stated, t", Kind.CO2E),
        heading("restated_kg", "Restated, t", Kind.CO2E),
        heading("difference_kg", "Difference, t", Kind.CO2E),
    ]
    rows = [
        (*who(reckoning, one.member_id)[::-1], str(one.policy.base_year), scope, before, after, after - before)
        for one in reckoning.restatements
        for scope, before, after in _by_scope(one)
    ]
    return sheet("base-years", "Base years as previously stated and as restated", columns, rows)


def _by_scope(one: Restatement) -> Iterator[tuple[str, int, int]]:
    for scope in Scope:
        if scope in one.stated:
            yield str(scope), one.stated[scope], one.restated[scope]
    yield str(one.policy.scopes), one.stated_mg, one.restated_mg


def reasons(reckoning: Reckoning) -> Sheet:
    """Return the chain of reasons for each base year."""
    columns = [
        *MEMBER[::-1],
        heading("change_id", "Change"),
        heading("date", "Date", Kind.DAY),
        heading("kind", "Kind", Kind.WORD),
        heading("entity", "Entity"),
        heading("reason", "Reason", Kind.PROSE),
        heading("change_kg", "Change, t", Kind.CO2E, ""),
        heading("share_tested", "Tested", Kind.SHARE, ""),
        heading("verdict", "Verdict", Kind.WORD),
        heading("previously_stated_kg", "Before, t", Kind.CO2E),
        heading("restated_kg", "After, t", Kind.CO2E),
    ]
    rows = [
        (
            *who(reckoning, one.member_id)[::-1], step.change_id, step.date, step.kind, step.entity, step.reason,
            step.amount_mg, step.ratio, step.verdict, step.before_mg, step.after_mg,
        )
        for one in reckoning.restatements
        for step in one.steps
    ]  # fmt: skip
    return sheet("base-year-reasons", "Why base years were restated, or not, in order of days", columns, rows)


def paths(reckoning: Reckoning) -> Sheet:
    """Return every reduction's path against what was emitted, year by year."""
    columns = [
        heading("commitment_id", "Commitment"),
        *MEMBER,
        heading("scopes", "Scopes", Kind.SCOPES),
        heading("per", "Per"),
        heading("year", "Year"),
        heading("path_kg", "Path, t", Kind.CO2E),
        heading("emitted_kg", "Emitted, t", Kind.CO2E, ""),
        heading("gap_kg", "Gap, t", Kind.CO2E, ""),
        heading("status", "Status", Kind.WORD),
    ]
    rows = [
        (
            way.commitment.commitment_id, *who(reckoning, way.commitment.member_id), str(way.commitment.scope_set),
            way.unit.partition("/")[2], str(point.year), point.promised, point.actual, point.gap, point.status or "",
        )
        for way in reckoning.paths
        for point in way.points
    ]  # fmt: skip
    return sheet("paths", "Target paths from the base year in force, and what was emitted", columns, rows)


def commitments(reckoning: Reckoning) -> Sheet:
    """Return how members stand by their commitments in the year."""
    columns = [
        heading("commitment_id", "Commitment"),
        *MEMBER,
        heading("kind", "Kind", Kind.WORD),
        heading("about", "What was promised", Kind.PROSE),
        heading("year", "Year"),
        heading("status", "Status", Kind.WORD, "not judged"),
        heading("done", "Done", Kind.FIGURE, ""),
        heading("obliged", "Of", Kind.FIGURE, ""),
        heading("evidence", "Evidence", Kind.PROSE),
    ]
    rows = [
        (
            one.commitment_id, *who(reckoning, one.member_id), one.kind, _promise(one), str(reckoning.year),
            found.status or "", _count(found.done), _count(found.obliged), one.evidence,
        )
        for one, found in zip(reckoning.commitments, reckoning.judgements, strict=True)
    ]  # fmt: skip
    return sheet("commitments", f"Commitments in {reckoning.year}, as they stand on {reckoning.on}", columns, rows)


def _count(figure: Fraction | None) -> Fraction | int | None:
    """Return productions as a whole number; money keeps its decimals only where it has some."""
    return figure.numerator if figure is not None and figure.denominator == 1 else figure


def _promise(one: Any) -> str:
    """Return what a commitment says, from its columns."""
    parts = [words(one.metric) + f", {one.base_year} to {one.target_year}" if one.base_year else ""]
    parts += [one.level]
    parts += [f"{float(one.target):.1%}" if one.target is not None else ""]
    parts += [f"{one.target_value:,} {one.currency or 't'}" if one.target_value is not None else ""]
    parts += [f"{float(one.annual_rate):.1%} a year" if one.annual_rate is not None else ""]
    parts += [f"budgets from {one.threshold:,} {one.currency}" if one.threshold is not None else ""]
    parts += [f"from {one.applies_from}" if one.applies_from is not None else ""]
    return "; ".join(filter(None, parts))


def deliverables(reckoning: Reckoning) -> Sheet:
    """Return how every deliverable stands on the day."""
    columns = [
        heading("production_id", "Production"),
        heading("kind", "Deliverable", Kind.WORD),
        heading("required_by", "Asked for by", gap="the alliance"),
        heading("due", "Due", Kind.DAY),
        heading("received", "Received", Kind.DAY),
        heading("status", "Status", Kind.WORD),
        heading("gate", "Gate", Kind.WORD),
        heading("gate_open", "Gate open", Kind.TRUTH),
        heading("withheld_percent", "Held back, %", Kind.FIGURE),
        heading("evidence", "Evidence", Kind.PROSE),
    ]
    rows = [tuple(one.row()[head.key] for head in columns) for one in reckoning.standings]
    return sheet("deliverables", f"Deliverables as they stand on {reckoning.on}", columns, rows)


def tallies(reckoning: Reckoning) -> Sheet:
    """Return how many deliverables have which status, by kind and year in which they are due."""
    counts: dict[tuple[int, str], Counter[str]] = {}
    for one in reckoning.standings:
        counts.setdefault((one.due.year, one.kind), Counter())[one.status] += 1
    columns = [heading("year", "Due in"), heading("kind", "Deliverable", Kind.WORD)]
    columns += [heading(str(status), words(status).capitalize(), Kind.FIGURE) for status in DeliverableStatus]
    rows = [
        (str(year), kind, *(found[status] for status in DeliverableStatus))
        for (year, kind), found in sorted(counts.items())
    ]
    return sheet("deliverables-by-status", "Deliverables by status, each counted once", columns, rows)


def coverages(reckoning: Reckoning) -> Sheet:
    """Return measured by obliged productions, by year and member."""
    columns = [
        heading("year", "Report due in"),
        *MEMBER,
        heading("obliged", "Obliged", Kind.FIGURE),
        heading("measured", "Measured", Kind.FIGURE),
        heading("coverage", "Coverage", Kind.SHARE),
        heading("unmeasured", "Not measured", Kind.PROSE),
    ]
    rows = [_coverage(reckoning, year, one) for year in reckoning.years for one in reckoning.coverage(year)]
    return sheet("coverage", "Coverage: measured by obliged productions", columns, rows)


def _coverage(reckoning: Reckoning, year: int, one: Coverage) -> tuple[Any, ...]:
    named = who(reckoning, one.member_id) if one.member_id != ALL else ("", TOGETHER)
    return (str(year), *named, len(one.obliged), len(one.measured), one.share, ", ".join(one.unmeasured))
