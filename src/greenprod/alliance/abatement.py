"""Abatement: what the fund's initiatives avoid, what a tonne of it costs, and whose money it belongs to.

It is a ledger beside the inventory. Nothing here takes an emission and gives it back smaller.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen

from greenprod.alliance.initiatives import MG_PER_TONNE
from greenprod.alliance.stakes import OUTSIDE, split
from greenprod.money import conversion, rounded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from greenprod.alliance.fund import Fund
    from greenprod.alliance.initiatives import Initiative


@frozen(kw_only=True)
class TonneCost:
    """Hold an initiative's budget in the fund's currency, and that per tonne of CO2e.

    Parameters
    ----------
    initiative_id, currency, budget
        Which, and the whole budget in the fund's currency.
    expected, verified
        Money per tonne; None where the abatement is unknown, or nothing.
    steps
        How the budget was converted; empty if it was in that currency.

    """

    initiative_id: str
    currency: str
    budget: Decimal
    expected: Decimal | None
    verified: Decimal | None
    steps: tuple[str, ...] = ()


@frozen(kw_only=True)
class Attribution:
    """Hold the part of an initiative's abatement that one member's money paid for.

    Parameters
    ----------
    initiative_id, member_id
        Which, and whose; the member id is empty for the part of the budget that the fund has not paid.
    share
        Of the initiative's budget.
    expected_mg, verified_mg
        Of its abatement; None if that is unknown.

    """

    initiative_id: str
    member_id: str
    share: Fraction
    expected_mg: int | None
    verified_mg: int | None


@frozen(kw_only=True)
class Beside:
    """Hold a member's inventory as it is and, beside it, the abatement that its money is attributed.

    Parameters
    ----------
    member_id, inventory_mg
        Whose, and its gross emissions as they were given; None if they are unknown.
    attributed_expected_mg, attributed_verified_mg
        Over the initiatives that have a figure; None if none has.
    initiatives, without_expected, without_verified
        How many the member's money is in, and how many of them have no such figure.

    """

    member_id: str
    inventory_mg: int | None
    attributed_expected_mg: int | None
    attributed_verified_mg: int | None
    initiatives: int
    without_expected: int
    without_verified: int


def costs(fund: Fund, on: dt.date | None = None) -> tuple[TonneCost, ...]:
    """Return each initiative's cost per tonne, by its whole budget at the rates of the year it starts in.

    Parameters
    ----------
    fund
        The books.
    on
        Last day on which a verification counts; all days if empty.

    """
    return tuple(_cost(fund, one, on) for one in fund.initiatives)


def attribution(fund: Fund, on: dt.date | None = None) -> tuple[Attribution, ...]:
    """Return whose money each initiative's abatement belongs to; the parts add up to the milligram.

    A member's part is its allocated money over the whole budget. What the fund has not paid is nobody's here, so a
    tonne is claimed once.

    Parameters
    ----------
    fund
        The books.
    on
        Last day on which an allocation or a verification counts; all days if empty.

    """
    givers = {one.contribution_id: one.member_id for one in fund.contributions}
    paid: dict[str, dict[str, Fraction]] = {one.initiative_id: {} for one in fund.initiatives}
    for one in fund.allocations:
        if on is None or one.date <= on:
            mine, giver = paid[one.initiative_id], givers[one.contribution_id]
            mine[giver] = mine.get(giver, Fraction(0)) + fund.in_budget(one)
    return tuple(row for one in fund.initiatives for row in _attributed(one, paid[one.initiative_id], on))


def beside(fund: Fund, inventory_mg: Mapping[str, int], on: dt.date | None = None) -> tuple[Beside, ...]:
    """Return members' inventories unchanged, and beside each the abatement that its money is attributed.

    Parameters
    ----------
    fund
        The books.
    inventory_mg
        Gross emissions by member; one that is not there is unknown, not zero.
    on
        Last day on which an allocation or a verification counts; all days if empty.

    """
    rows: dict[str, list[Attribution]] = {member: [] for member in inventory_mg}
    for one in attribution(fund, on):
        if one.member_id != OUTSIDE:
            rows.setdefault(one.member_id, []).append(one)
    return tuple(
        Beside(
            member_id=member,
            inventory_mg=inventory_mg.get(member),
            attributed_expected_mg=_sum(one.expected_mg for one in mine),
            attributed_verified_mg=_sum(one.verified_mg for one in mine),
            initiatives=len(mine),
            without_expected=sum(one.expected_mg is None for one in mine),
            without_verified=sum(one.verified_mg is None for one in mine),
        )
        for member, mine in sorted(rows.items())
    )


def _cost(fund: Fund, one: Initiative, on: dt.date | None) -> TonneCost:
    budget = fund.worth(one.budget, one.currency, one.start)

    def per_tonne(mg: int | None) -> Decimal | None:
        return rounded(budget * MG_PER_TONNE / mg, fund.currency) if mg else None

    return TonneCost(
        initiative_id=one.initiative_id,
        currency=fund.currency,
        budget=rounded(budget, fund.currency),
        expected=per_tonne(one.expected_mg),
        verified=per_tonne(one.verified_mg(on)),
        steps=conversion(one.currency, fund.currency, one.start.year).steps,
    )


def _attributed(goal: Initiative, paid: dict[str, Fraction], on: dt.date | None) -> list[Attribution]:
    """Split an initiative's abatement by the money in its budget; the rest of the budget is outside."""
    shares = {member: paid[member] / Fraction(goal.budget) for member in sorted(paid) if goal.budget}
    rest = 1 - sum(shares.values(), Fraction(0))
    if rest:
        shares[OUTSIDE] = rest
    expected, verified = (_parts(mg, list(shares.values())) for mg in (goal.expected_mg, goal.verified_mg(on)))
    return [
        Attribution(
            initiative_id=goal.initiative_id,
            member_id=member,
            share=share,
            expected_mg=expected[place],
            verified_mg=verified[place],
        )
        for place, (member, share) in enumerate(shares.items())
    ]


def _parts(mg: int | None, shares: list[Fraction]) -> list[int | None]:
    return [None] * len(shares) if mg is None else list(split(mg, shares))


def _sum(figures: Iterable[int | None]) -> int | None:
    there = [figure for figure in figures if figure is not None]
    return sum(there) if there else None
