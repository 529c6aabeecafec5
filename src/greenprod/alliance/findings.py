"""Findings: what a check found, how grave it is, where it stands, and what settles it."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from greenprod.alliance.records import Record


class Severity(StrEnum):
    """How grave a finding is, gravest first."""

    STOP = "stop"
    CONDITION = "condition"
    INFO = "info"


class Verdict(StrEnum):
    """What may be done, worst first."""

    STOP = "stop"
    GO_WITH_CONDITIONS = "go_with_conditions"
    GO = "go"


@frozen(kw_only=True)
class Finding:
    """Hold one thing that a check found.

    Parameters
    ----------
    severity
        ``stop``: nothing may be joined; ``condition``: it may, and this goes with it; ``info``: good to know.
    rule
        Stable name of the check.
    subject
        What it is about.
    message
        One sentence with the facts.
    evidence
        Places as (file, row), in order; a row is None for records that were made in code.
    remedy
        What settles it.

    """

    severity: Severity
    rule: str
    subject: str
    message: str
    evidence: tuple[tuple[str, int | None], ...] = ()
    remedy: str = ""

    @property
    def order(self) -> tuple[Any, ...]:
        """Gravest first, then by rule, subject and text, so that the same input gives the same list."""
        return (list(Severity).index(self.severity), self.rule, self.subject, self.message, places(self.evidence))


def where(rows: Iterable[Record]) -> tuple[tuple[str, int | None], ...]:
    """Return the places of rows, each once, in order."""
    return tuple(sorted({(row.file, row.row) for row in rows}, key=lambda place: (place[0], place[1] or 0)))


def places(evidence: Iterable[tuple[str, int | None]]) -> str:
    """Return places as text.

    Examples
    --------
    >>> places([("inventories.csv", 2), ("inventories.csv", 7)])
    'inventories.csv rows 2, 7'

    """
    rows: dict[str, list[str]] = {}
    for file, row in evidence:
        rows.setdefault(file, []).extend([] if row is None else [str(row)])
    texts = [
        f"{file} row{'s' * (len(found) > 1)} {', '.join(found)}" if found else file for file, found in rows.items()
    ]
    return "; ".join(text for text in texts if text)


@frozen(kw_only=True)
class Diligence:
    """Hold all findings about two inventories.

    Parameters
    ----------
    names
        Of the inventory that takes in, and of the one that is taken in.
    findings
        Gravest first.

    """

    names: tuple[str, str]
    findings: tuple[Finding, ...]

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """Return the findings of a severity."""
        return tuple(finding for finding in self.findings if finding.severity == severity)

    @property
    def verdict(self) -> Verdict:
        """Stop when anything stops; go with conditions when there is one; else go."""
        if self.of(Severity.STOP):
            return Verdict.STOP
        return Verdict.GO_WITH_CONDITIONS if self.of(Severity.CONDITION) else Verdict.GO

    @property
    def turns(self) -> dict[Verdict, tuple[Finding, ...]]:
        """Findings to settle for each verdict that is better than this one, the nearest first."""
        stops, conditions = self.of(Severity.STOP), self.of(Severity.CONDITION)
        after_stops = Verdict.GO_WITH_CONDITIONS if conditions else Verdict.GO
        found = {after_stops: stops} if stops else {}
        return {**found, Verdict.GO: (*stops, *conditions)} if stops or conditions else {}

    def rows(self) -> list[dict[str, Any]]:
        """Return the findings as rows, for people."""
        return [
            {
                "severity": str(one.severity), "rule": one.rule, "subject": one.subject, "message": one.message,
                "evidence": places(one.evidence), "remedy": one.remedy,
            }
            for one in self.findings
        ]  # fmt: skip

    def frame(self) -> pd.DataFrame:
        """Return the rows as a table."""
        import pandas as pd  # noqa: PLC0415 - only who wants a table needs it

        columns = ["severity", "rule", "subject", "message", "evidence", "remedy"]
        return pd.DataFrame(self.rows(), columns=columns)

    def __str__(self) -> str:
        count = Counter(str(one.severity) for one in self.findings)
        told = ", ".join(f"{count[severity]} {severity}" for severity in Severity if count[severity])
        return f"{' + '.join(self.names)}: {self.verdict} ({told or 'nothing found'})"
