"""Books: everything that the folder of an alliance holds, read and written in one go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from attrs import field, fields, frozen

from greenprod.alliance import (
    awards,
    commitments,
    deliverables,
    emissions,
    fund,
    funding,
    inventories,
    qualifications,
    results,
    scorecards,
    structure,
)  # fmt: skip
from greenprod.alliance.disclosure import Disclosure
from greenprod.alliance.members import Alliance
from greenprod.alliance.sections import read_section
from greenprod.alliance.stakes import Method
from greenprod.footprint.booked import issue_frame

if TYPE_CHECKING:
    from os import PathLike

    from greenprod.errors import Issue
    from greenprod.footprint.calculate import Calculator


@frozen(kw_only=True)
class Books:
    """Hold an alliance and all its tables.

    Parameters
    ----------
    alliance
        Members, productions, stakes and lines.
    commitments, deliverables, emissions, changes
        What members promised, what productions owe, stated inventories, and changes of structure.
    fund, funding
        Contributions, initiatives and allocations; shared costs.
    results, qualifications, scorecards, awards
        Key results and pipelines, roles and training, assessments and labels granted.
    inventories
        Inventories to be joined, for due diligence.
    issues
        What is wrong in these tables; the issues of the alliance's own are in ``alliance.issues``.

    """

    alliance: Alliance
    commitments: commitments.Commitments
    deliverables: deliverables.Deliverables
    emissions: emissions.Emissions
    changes: structure.StructuralChanges
    fund: fund.Fund
    funding: funding.Funding
    results: results.Results
    qualifications: qualifications.Qualifications
    scorecards: scorecards.Scorecards
    awards: awards.Awards
    inventories: inventories.Inventories
    issues: pd.DataFrame = field(repr=False, eq=False)

    @classmethod
    def read(cls, folder: str | PathLike[str]) -> Books:
        """Return everything that a folder holds; tables that are not there are empty.

        Parameters
        ----------
        folder
            An alliance's.

        Raises
        ------
        DataError
            As `Alliance.read` does.

        """
        path, alliance = Path(folder), Alliance.read(folder)
        issues: list[Issue] = []
        members, productions = list(alliance.members["member_id"]), list(alliance.productions["production_id"])
        terms = read_section("fund", fund.Terms, alliance.settings, issues) or fund.Terms()
        read_section("disclosure", Disclosure, alliance.settings, issues)
        both: dict[str, Any] = {"member_ids": members, "production_ids": productions, "issues": issues}
        producers = _producers(alliance)
        cards = scorecards.read(path, producers=producers, **both)
        return cls(
            alliance=alliance,
            commitments=commitments.read(path, member_ids=members, issues=issues),
            deliverables=deliverables.read(path, **both),
            emissions=emissions.read(path, member_ids=members, issues=issues),
            changes=structure.read(path, member_ids=members, issues=issues),
            fund=fund.read(path, member_ids=members, issues=issues, currency=terms.currency),
            funding=funding.read(path, member_ids=members, issues=issues),
            results=results.read(path, issues=issues),
            qualifications=qualifications.read(path, **both),
            scorecards=cards,
            awards=awards.read(path, scorecards=cards, producers=producers, **both),
            inventories=inventories.read(path, issues=issues),
            issues=issue_frame(issues),
        )

    def write(self, folder: str | PathLike[str]) -> None:
        """Write everything to a folder that `read` gives back equal.

        Parameters
        ----------
        folder
            Made when it is not there.

        """
        path = Path(folder)
        self.alliance.write(path)
        for part in fields(type(self)):
            if part.name not in ("alliance", "issues"):
                getattr(self, part.name).write(path)

    def check(self, calculator: Calculator | None = None) -> pd.DataFrame:
        """Return everything that is wrong in the folder.

        Parameters
        ----------
        calculator
            Books the lines too, and tells who was no member in the years that they belong to; without one, only the
            tables are checked.

        """
        if calculator is None:
            found = [self.alliance.issues, self.issues]
        else:
            report = self.alliance.report(calculator)
            lines = report.ledger.issues
            found = [self.alliance.issues, self.issues, issue_frame(report.strangers()), lines]
        return pd.concat([frame for frame in found if len(frame)] or found[:1], ignore_index=True)


def _producers(alliance: Alliance) -> dict[str, set[str]]:
    """Return ids and names of those who run each production."""
    names = dict(zip(alliance.members["member_id"], alliance.members["name"], strict=True))
    mine = alliance.stakes[alliance.stakes["method"].eq(Method.OPERATIONAL_CONTROL)]
    found: dict[str, set[str]] = {}
    for production, member in zip(mine["production_id"], mine["member_id"], strict=True):
        found.setdefault(production, set()).update((member, names[member]))
    return found
