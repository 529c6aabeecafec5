"""Due diligence: whether two inventories may be joined, on which conditions, and what stands in the way."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import field, frozen
from attrs.converters import optional

from greenprod.alliance.completeness import cell_of, gaps
from greenprod.alliance.duplicates import duplicates
from greenprod.alliance.emissions import ALL_SCOPES, ScopeSet, scope_set
from greenprod.alliance.findings import Diligence, Finding, Severity, Verdict, where
from greenprod.alliance.inventories import FILE, Inventory
from greenprod.alliance.records import share, whole
from greenprod.alliance.sanity import outliers, sanity
from greenprod.errors import DataError, Issue
from greenprod.vocabulary import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from greenprod.alliance.inventories import InventoryRow, Range

PRIMARY = frozenset({Status.METERED, Status.INVOICED, Status.SUPPLIER})
"""Where amounts come from that are data about the thing itself."""
_RULES = ("boundary", "consolidation", "gwp")
"""Columns that must be one for figures to be added."""
_TOLD = {"boundary": "boundaries", "consolidation": "consolidation methods", "gwp": "GWP sets"}


@frozen(kw_only=True)
class Terms:
    """Hold the terms of a due diligence.

    Parameters
    ----------
    scopes
        What totals are the sum of.
    base_year
        Of the inventory that takes in; without one, the need to recalculate is not tested.
    threshold
        Share of the stated base year from which it is recalculated.
    least_primary, least_evidence
        Shares of the emissions that must rest on primary data and on documents; None asks for nothing.
    ranges
        What is usual, with sources.

    """

    scopes: ScopeSet = field(default=ALL_SCOPES, converter=scope_set)
    base_year: int | None = field(default=None, converter=optional(whole))
    threshold: Fraction = field(default=Fraction(1, 20), converter=share)
    least_primary: Fraction | None = field(default=None, converter=optional(share))
    least_evidence: Fraction | None = field(default=None, converter=optional(share))
    ranges: tuple[Range, ...] = field(default=(), converter=tuple)


DEFAULT_TERMS = Terms()


def examine(first: Inventory, second: Inventory, terms: Terms = DEFAULT_TERMS) -> Diligence:
    """Return everything that should be known before two inventories are joined.

    Parameters
    ----------
    first, second
        The inventory that takes in, and the one that is taken in. Only the need to recalculate tells them apart.
    terms
        What is asked for.

    Raises
    ------
    DataError
        ``same_inventory`` when both have one name.

    Examples
    --------
    >>> from greenprod.alliance.inventories import Inventory
    >>> str(examine(Inventory(name="Havblik"), Inventory(name="Fjordlys")))
    'Havblik + Fjordlys: stop (2 stop)'

    """
    if first.name == second.name:
        message = f"Both inventories are called {first.name!r}."
        raise DataError(Issue(code="same_inventory", message=message, value=first.name, hint="Take two."))
    found = [
        *gaps(first, second),
        *_clashes(first, second),
        *_vintages((*first.rows, *second.rows)),
        *duplicates(first, second),
        *sanity(first, second),
        *_recalculation(first, second, terms),
    ]
    for inventory in (first, second):
        found += [*_series(inventory), *outliers(inventory, terms.ranges, terms.scopes), *_quality(inventory, terms)]
    ordered = tuple(sorted(found, key=lambda finding: finding.order))
    return Diligence(names=(first.name, second.name), findings=ordered)


def _word(row: InventoryRow, column: str) -> str:
    return str(getattr(row, column)).strip().casefold().replace(" ", "_").replace("-", "_")


def _clashes(first: Inventory, second: Inventory) -> Iterator[Finding]:
    rows = (*first.rows, *second.rows)
    common = {row.year for row in first.rows} & {row.year for row in second.rows}
    for column in _RULES:
        for year in sorted(common):
            stated = [row for row in rows if row.year == year and _word(row, column)]
            words = sorted({_word(row, column) for row in stated})
            if len(words) > 1:
                yield Finding(
                    severity=Severity.STOP, rule=f"{column}_clash", subject=str(year), evidence=where(stated),
                    message=f"Figures of different {_TOLD[column]} cannot be added: {', '.join(words)}.",
                    remedy="Work one of the inventories out again, so that both have the same.",
                )  # fmt: skip
    for column in (*_RULES, "factor_edition"):
        silent = [row for row in rows if not _word(row, column) and row.co2e_kg]
        if silent:
            names = ", ".join(sorted({row.inventory for row in silent}))
            yield Finding(
                severity=Severity.CONDITION, rule=f"{column}_unstated", subject=names, evidence=where(silent),
                message=f"{len(silent)} rows do not state their {column}.", remedy=f"State the {column}.",
            )  # fmt: skip


def _vintages(rows: Iterable[InventoryRow]) -> Iterator[Finding]:
    """Yield what was worked out with two editions in one year; publishers differ from activity to activity."""
    groups: dict[tuple[int, str], list[InventoryRow]] = defaultdict(list)
    for row in rows:
        if _word(row, "factor_edition"):
            groups[row.year, row.activity or " ".join(cell_of(row)).strip()].append(row)
    for (year, subject), stated in groups.items():
        words = sorted({_word(row, "factor_edition") for row in stated})
        if len(words) > 1:
            yield Finding(
                severity=Severity.CONDITION, rule="factor_edition_clash", subject=f"{subject} {year}",
                message=f"Worked out with different editions: {', '.join(words)}.", evidence=where(stated),
                remedy="Work one of them out again with the edition of the other, or show the difference.",
            )  # fmt: skip


def _series(inventory: Inventory) -> Iterator[Finding]:
    for column in _RULES:
        stated = [row for row in inventory.rows if _word(row, column)]
        by_year = {year: {_word(row, column) for row in stated if row.year == year} for year in _years(stated)}
        if len({frozenset(words) for words in by_year.values()}) > 1:
            told = "; ".join(f"{year} {', '.join(sorted(words))}" for year, words in by_year.items())
            yield Finding(
                severity=Severity.CONDITION, rule="recalculation_method", subject=f"{inventory.name}: {column}",
                message=f"The {column} changes from year to year: {told}.", evidence=where(stated),
                remedy="Recalculate the earlier years by the rules of the last one.",
            )  # fmt: skip


def _years(rows: Iterable[InventoryRow]) -> list[int]:
    return sorted({row.year for row in rows})


def _recalculation(first: Inventory, second: Inventory, terms: Terms) -> Iterator[Finding]:
    """Yield whether taking in the second inventory restates the base year of the first; its stated base is the base."""
    if terms.base_year is None:
        return
    subject = f"base year {terms.base_year}"
    totals = [_base_mg(inventory, terms.base_year, terms.scopes) for inventory in (first, second)]
    for inventory, total in zip((first, second), totals, strict=True):
        if total is None:
            yield Finding(
                severity=Severity.CONDITION, rule="base_year_incomplete", subject=f"{inventory.name}: {subject}",
                message=f"{terms.scopes} of {terms.base_year} are not all reported.",
                remedy="Report them, or write down that the entity is younger, which never restates.",
            )  # fmt: skip
    base, added = totals
    if base is None or added is None:
        return
    needed = added > 0 and added >= terms.threshold * base
    percent = f"{float(Fraction(added, base)):.2%} of" if base > 0 else "added to nothing in"
    message = (
        f"{second.name} adds {added / 10**9:,.2f} t, {percent} the stated base year; "
        f"the threshold is {float(terms.threshold):.2%}."
    )
    rows = [row for side in (first, second) for row in side.rows if row.year == terms.base_year]
    yield Finding(
        severity=Severity.CONDITION if needed else Severity.INFO,
        rule="recalculation_needed" if needed else "recalculation_pending",
        subject=subject, message=message, evidence=where(rows),
        remedy="Restate the base year with the change of structure."
        if needed
        else "Keep the change; with others it may become significant.",
    )  # fmt: skip


def _base_mg(inventory: Inventory, year: int, scopes: ScopeSet) -> int | None:
    """Return a year's total; None where a scope or a figure in it is missing."""
    if any(row.co2e_kg is None for row in inventory.rows if row.year == year and row.scope in scopes.scopes):
        return None
    return scopes.total(inventory.total_mg().get(year, {}))


def _quality(inventory: Inventory, terms: Terms) -> Iterator[Finding]:
    rows = [row for row in inventory.rows if row.scope in terms.scopes.scopes and row.mg]
    total = sum(abs(row.mg or 0) for row in rows)
    if not total:
        return
    for rule, told, least, without in (
        ("primary_share", "rest on primary data", terms.least_primary, [r for r in rows if r.status not in PRIMARY]),
        ("evidence_share", "have a document", terms.least_evidence, [row for row in rows if not row.evidence]),
        ("comparable_share", "are activity lines that could be compared", None, [r for r in rows if not _line(r)]),
    ):
        part = 1 - Fraction(sum(abs(row.mg or 0) for row in without), total)
        short = least is not None and part < least
        asked = f"; {float(least):.1%} are asked for" if least is not None else ""
        yield Finding(
            severity=Severity.CONDITION if short else Severity.INFO, rule=rule, subject=inventory.name,
            message=f"{float(part):.1%} of the emissions {told}{asked}.", evidence=where(without),
            remedy="Better data for the rows named." if short else "",
        )  # fmt: skip


def _line(row: InventoryRow) -> bool:
    return bool(row.activity and row.amount and (row.date or row.evidence))


@frozen(kw_only=True)
class Joined:
    """Hold two inventories as one, with the conditions that came along.

    Parameters
    ----------
    inventory
        The rows of both.
    diligence
        What was found before.

    """

    inventory: Inventory
    diligence: Diligence

    @property
    def conditions(self) -> tuple[Finding, ...]:
        """What has to be settled, or said wherever the figures are shown."""
        return self.diligence.of(Severity.CONDITION)


def join(first: Inventory, second: Inventory, terms: Terms = DEFAULT_TERMS, *, name: str = "") -> Joined:
    """Return two inventories as one, unless something stops it.

    Parameters
    ----------
    first, second, terms
        As for `examine`.
    name
        Of the joined inventory.

    Raises
    ------
    DataError
        ``joining_stopped``, once for each finding that stops it.

    """
    found = examine(first, second, terms)
    if found.verdict == Verdict.STOP:
        raise DataError(*(_stopped(finding) for finding in found.of(Severity.STOP)))
    joined = Inventory(name=name or " + ".join(found.names), rows=(*first.rows, *second.rows))
    return Joined(inventory=joined, diligence=found)


def _stopped(finding: Finding) -> Issue:
    file, row = finding.evidence[0] if finding.evidence else (FILE, None)
    return Issue(
        code="joining_stopped",
        message=f"{finding.rule}, {finding.subject}: {finding.message}",
        file=file,
        row=row,
        value=finding.rule,
        hint=finding.remedy,
    )
