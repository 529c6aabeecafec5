"""Strangers: who has lines or stakes in a year without having been a member in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from greenprod.alliance.allocation import ORGANISATION
from greenprod.alliance.counting import DATES, years_in
from greenprod.errors import Issue

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from greenprod.alliance.allocation import Sharing
    from greenprod.footprint.ledger import Ledger

_HINT = "Add the membership to memberships.csv if there was one; if there was none, nothing is wrong with the numbers."


def strangers_with_lines(ledger: Ledger, sharing: Sharing, year: int) -> Iterator[Issue]:
    """Yield an issue for everybody who has lines dated in a year and was no member in it."""
    keys = ["member_id", *DATES]
    groups = ledger.lines.groupby(keys, observed=True).size().reset_index(name="lines").astype({"member_id": object})
    groups = groups[groups["member_id"].ne("") & ~groups["member_id"].isin(sharing.stands_for)]
    groups = groups[years_in(groups) == year]
    for name, count in groups.groupby("member_id", sort=True)["lines"].sum().items():
        first = ledger.lines[ledger.lines["member_id"].eq(name).to_numpy()].iloc[0]
        yield Issue(
            code="no_membership",
            message=f"{name!r} has {count:,} lines in {year} and was no member then; its part is outside the alliance.",
            file=str(first["source_file"]),
            sheet=str(first["source_sheet"]),
            row=int(first["source_row"]),
            column="member_id",
            value=str(name),
            hint=_HINT,
        )


def strangers_with_parts(cells: pd.DataFrame, sharing: Sharing, year: int) -> Iterator[Issue]:
    """Yield a warning for everybody who holds a part of a year's productions and was no member in it."""
    places = cells[sharing.place] if sharing.place else [""] * len(cells)
    units = list(dict.fromkeys(zip(cells["production_id"], places, strict=True)))
    theirs: dict[str, set[str]] = {}
    for (production, _), held in zip(units, sharing.holders(units), strict=True):
        for holder, share in held:
            if share and holder and holder not in sharing.stands_for and not production.startswith(ORGANISATION):
                theirs.setdefault(holder, set()).add(production)
    for name, productions in theirs.items():
        mine = sharing.stakes[sharing.stakes["member_id"].eq(name) & sharing.stakes["production_id"].isin(productions)]
        row = int(mine["row"].iloc[0]) if len(mine) else None
        yield Issue(
            code="no_membership",
            message=f"{name!r} has a part in {len(productions):,} productions of {year} and was no member then; "
            "it is outside the alliance.",
            severity="warning",
            file="stakes.csv" if row else "",
            row=row,
            column="member_id",
            value=name,
            hint=_HINT,
            production_id=min(productions),
        )
