"""Overlap: what two members both claim of one production, because they count by different methods."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pandas as pd
from attrs import asdict, fields, frozen

from greenprod.alliance.stakes import Method

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@frozen(kw_only=True)
class Claim:
    """Hold what a member claims of a production under a method.

    Parameters
    ----------
    production_id, member_id, method
        Who claims what how.
    co2e_mg, production_mg
        What it claims, and all of the production.

    """

    production_id: str
    member_id: str
    method: str
    co2e_mg: int
    production_mg: int


@frozen(kw_only=True)
class Overlap:
    """Hold what two members both claim of a production.

    Parameters
    ----------
    production_id, production_mg
        The production, and what it emitted.
    member_a, method_a, claim_a_mg, member_b, method_b, claim_b_mg
        The two claims.
    at_least_mg
        What both certainly claim: what the two claims exceed the production by.
    at_most_mg
        What both can claim at the most: the smaller claim.
    beside
        Whether one of them is an attribution to a funder, which stands beside the inventories and is never added.

    """

    production_id: str
    production_mg: int
    member_a: str
    method_a: str
    claim_a_mg: int
    member_b: str
    method_b: str
    claim_b_mg: int
    at_least_mg: int
    at_most_mg: int
    beside: bool


@frozen
class Overlaps:
    """Hold all overlaps, the largest certain one first.

    Parameters
    ----------
    rows
        One for each pair of claims.

    """

    rows: tuple[Overlap, ...]

    @classmethod
    def of(cls, claims: Iterable[Claim]) -> Overlaps:
        """Return what every two members both claim under different methods.

        Parameters
        ----------
        claims
            Of any members, productions and methods; claims under one method never overlap, they add up to 1 or less.

        Examples
        --------
        >>> own = Claim(
        ...     production_id="p", member_id="a", method="operational_control", co2e_mg=100, production_mg=100
        ... )
        >>> paid = Claim(production_id="p", member_id="b", method="financing_share", co2e_mg=30, production_mg=100)
        >>> [(row.member_a, row.member_b, row.at_least_mg) for row in Overlaps.of([own, paid]).rows]
        [('a', 'b', 30)]

        """
        by_production: dict[str, list[Claim]] = {}
        for claim in claims:
            by_production.setdefault(claim.production_id, []).append(claim)
        found = [row for mine in by_production.values() for row in _pairs(mine)]
        found.sort(key=lambda row: (row.beside, -row.at_least_mg, row.production_id, row.member_a, row.member_b))
        return cls(tuple(found))

    def frame(self) -> pd.DataFrame:
        """Return the overlaps as a table."""
        return pd.DataFrame([asdict(row) for row in self.rows], columns=[f.name for f in fields(Overlap)])


def _pairs(claims: list[Claim]) -> Iterator[Overlap]:
    for a, b in combinations(claims, 2):
        if a.method != b.method and a.member_id != b.member_id and a.co2e_mg and b.co2e_mg:
            yield Overlap(
                production_id=a.production_id,
                production_mg=a.production_mg,
                member_a=a.member_id,
                method_a=a.method,
                claim_a_mg=a.co2e_mg,
                member_b=b.member_id,
                method_b=b.method,
                claim_b_mg=b.co2e_mg,
                at_least_mg=max(a.co2e_mg + b.co2e_mg - a.production_mg, 0),
                at_most_mg=min(a.co2e_mg, b.co2e_mg),
                beside=Method.FUNDER_ATTRIBUTION in (a.method, b.method),
            )
