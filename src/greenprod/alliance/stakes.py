"""Stakes: a party's share in a production under a named method, and splits that lose nothing."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd

from greenprod.alliance.records import share as to_share
from greenprod.errors import DataError, Issue, near
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Sequence


class Method(StrEnum):
    """How a production's emissions are shared out."""

    OPERATIONAL_CONTROL = "operational_control"
    EQUITY_SHARE = "equity_share"
    FINANCING_SHARE = "financing_share"
    TERRITORIAL = "territorial"
    OWN_ACTIVITY_LINES = "own_activity_lines"
    FUNDER_ATTRIBUTION = "funder_attribution"


METHODS = tuple(map(str, Method))
CONSOLIDATING = tuple(name for name in METHODS if name != Method.FUNDER_ATTRIBUTION)
"""Methods that a report can be made under; what a funder is attributed stands beside every one of them."""
STAKED = tuple(name for name in METHODS if name != Method.OWN_ACTIVITY_LINES)
"""Methods that take their shares from ``stakes.csv``; the lines themselves say whose own they are."""
BY_MONEY = (Method.FINANCING_SHARE, Method.FUNDER_ATTRIBUTION)
OUTSIDE = ""
"""Member id of everybody outside the alliance."""
FOREIGN_COST_LIMIT = Fraction(1, 4)
"""Share of cost abroad above which the German standards also count the parts made abroad."""


def split(mg: int, shares: Sequence[Fraction]) -> list[int]:
    """Split whole milligrams by shares that add up to 1, by largest remainder.

    Each part is the exact share rounded down; what is left goes, one by one, to the largest remainders, the first
    party winning a tie. The parts add up to `mg`.

    Examples
    --------
    >>> split(100, [Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)])
    [34, 33, 33]

    """
    exact = [mg * share for share in shares]
    parts = [part.__floor__() for part in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for place in order[: mg - sum(parts)]:
        parts[place] += 1
    return parts


def scope_as_carried(method: str, role: str, own: str, *, control: bool) -> str:
    """Return the scope category that a member reports its part of a production under.

    Parameters
    ----------
    method
        Of the stakes.
    role
        What the member is in the alliance.
    own
        The production's own scope category, such as 1 or 3.6.
    control
        Whether the member has operational control of the production.

    Notes
    -----
    GHG Protocol Corporate Value Chain (Scope 3) Standard, table 5.4. Who has control, an equity share or lines of its
    own carries the scopes as they are. A broadcaster that pays for a production without running it buys it: category 1,
    purchased goods and services. Anybody else whose money is in it has invested: category 15, investments, which takes
    what scopes 1 and 2 do not hold. Biogenic CO2 stays outside the scopes.

    Examples
    --------
    >>> scope_as_carried("financing_share", "broadcaster", "1", control=False)
    '3.1'
    >>> scope_as_carried("financing_share", "broadcaster", "1", control=True)
    '1'

    """
    if control or method not in BY_MONEY or own == "outside":
        return own
    return "3.1" if role == "broadcaster" else "3.15"


def foreign_parts_count(cost_abroad: Fraction, limit: Fraction = FOREIGN_COST_LIMIT) -> bool:
    """Return whether the parts made abroad must pass a territorial rule too: more than a quarter of the cost is abroad.

    Notes
    -----
    German ecological standards, as greenfilming.info describes them: the count applies to the parts made in Germany; if
    more than 25 % of total production cost arises abroad, the foreign parts must meet it as well. It is the only
    explicit boundary for co-productions found, and an example here: no share follows from it.

    Examples
    --------
    >>> foreign_parts_count(Fraction(1, 4)), foreign_parts_count(Fraction(26, 100))
    (False, True)

    """
    return cost_abroad > limit


def checked_stakes(
    stakes: pd.DataFrame, members: pd.DataFrame, productions: pd.DataFrame, file: str, issues: list[Issue]
) -> pd.DataFrame:
    """Return the stakes that can be used; the others become issues.

    A production whose shares add up to more than 1 under a method loses all its stakes of that method: there is no way
    to tell which one is wrong, and its emissions then stand outside the alliance. Territorial shares add up within
    each territory.

    Parameters
    ----------
    stakes
        Columns production_id, member_id, method, share, grant, currency (text), _row.
    members, productions
        Who and what exists.
    file
        Name of the file, for the issues.
    issues
        Where problems go.

    Returns
    -------
    pandas.DataFrame
        production_id, member_id, method, share (`fractions.Fraction`), row.

    """
    shares: list[Fraction | None] = _shares(stakes, productions)
    wrong = _wrong(stakes, members, productions, shares)
    for place in sorted(wrong):
        row = stakes.iloc[place]
        issues.append(wrong[place].at(file=file, row=int(row["_row"]), production_id=row["production_id"]))
    columns = {name: stakes[name].to_numpy() for name in ("production_id", "member_id", "method")}
    frame = pd.DataFrame(columns).assign(share=pd.Series(shares, dtype=object), row=stakes["_row"].to_numpy())
    usable = frame.drop(index=list(wrong)).reset_index(drop=True)
    over = _over_one(usable, members, file, issues)
    keys = zip(usable["production_id"], usable["method"], strict=True)
    return usable[pd.Series([key not in over for key in keys], dtype=bool)].reset_index(drop=True)


def _shares(stakes: pd.DataFrame, productions: pd.DataFrame) -> list[Fraction | None]:
    """Return the share of each row: as written, or grant / budget; None where it is no share."""
    codes, texts = pd.factorize(stakes["share"].to_numpy(dtype=object))
    known = [_share(text) for text in texts]
    found = [known[code] for code in codes]
    granted = (
        (stakes["share"].eq("") & stakes["grant"].ne("") & stakes["method"].isin(BY_MONEY)).to_numpy().nonzero()[0]
    )
    money = productions.set_index("production_id")[["budget", "currency"]] if len(granted) else productions
    for place in granted.tolist():
        row = stakes.iloc[place]
        if row["production_id"] in money.index:
            budget, currency = money.loc[row["production_id"]]
            same = row["currency"].upper() == currency.upper()
            found[place] = _granted(row["grant"], budget) if same else None
    return found


def _share(value: str | Fraction) -> Fraction | None:
    try:
        return to_share(value)
    except DataError:
        return None


def _granted(grant: str, budget: str) -> Fraction | None:
    try:
        return _share(Fraction(grant) / Fraction(budget))
    except (ValueError, ZeroDivisionError):
        return None


def _wrong(
    stakes: pd.DataFrame, members: pd.DataFrame, productions: pd.DataFrame, shares: list[Fraction | None]
) -> dict[int, Issue]:
    """Return the issue of each row that cannot be used, by position."""
    known = {"production_id": list(productions["production_id"]), "member_id": list(members["member_id"])}
    homeless = members.loc[members["region"].eq(""), "member_id"]
    tests = {
        **{name: ~stakes[name].isin(values) for name, values in known.items()},
        "method": ~stakes["method"].isin(STAKED),
        "share": pd.Series([share is None for share in shares], index=stakes.index, dtype=bool),
        "region": stakes["method"].eq(Method.TERRITORIAL) & stakes["member_id"].isin(homeless),
        "twice": stakes.duplicated(["production_id", "member_id", "method"]),
    }
    found: dict[int, Issue] = {}
    for name, test in tests.items():
        for place in test.to_numpy().nonzero()[0].tolist():
            if place not in found:
                found[place] = _row_issue(name, stakes.iloc[place], known)
    return found


def _row_issue(test: str, row: pd.Series, known: dict[str, list[str]]) -> Issue:
    if test in known:
        kind = test.removesuffix("_id")
        return Issue(
            code=f"unknown_{kind}",
            message=f"The stake names a {kind} {row[test]!r} that {kind}s.csv does not have.",
            column=test,
            value=row[test],
            valid_values=near(row[test], known[test]) or tuple(known[test][:10]),
        )
    if test == "method":
        return invalid_choice("method", row["method"], STAKED)
    if test == "region":
        message = f"A territorial stake is about the member's region, and {row['member_id']!r} has none."
        return Issue(code="missing_region", message=message, column="member_id", hint="Fill in region in members.csv.")
    if test == "twice":
        message = "The member already has a stake under this method."
        return Issue(code="duplicate_stake", message=message, column="member_id", hint="Keep one of the rows.")
    if row["grant"] and not row["share"] and row["method"] in BY_MONEY:
        return Issue(
            code="grant_without_share",
            message=f"A grant of {row['grant']} {row['currency']} is no share of the production's budget.",
            column="grant",
            value=row["grant"],
            hint="Give it in the currency of the budget in productions.csv, and not above that; or give the share.",
        )
    return Issue(
        code="invalid_share",
        message=f"A share is a number from 0 to 1, not {row['share']!r}.",
        column="share",
        value=row["share"],
        hint="Write 60 % as 0.6; a third as 1/3.",
    )


def _over_one(usable: pd.DataFrame, members: pd.DataFrame, file: str, issues: list[Issue]) -> set[tuple[str, str]]:
    """Return the productions and methods whose shares add up to more than 1, and tell each of them."""
    home = dict(zip(members["member_id"], members["region"], strict=True))
    place = usable["member_id"].map(home).where(usable["method"].eq(Method.TERRITORIAL), "")
    keys = pd.DataFrame({"production": usable["production_id"], "method": usable["method"], "place": place})
    rough = usable["share"].astype(float).groupby([keys[name] for name in keys]).transform("sum")
    over: set[tuple[str, str]] = set()
    for (production, method, _), group in usable[rough > 1 - 1e-9].groupby([keys[name] for name in keys], sort=True):
        total = sum(group["share"], Fraction(0))
        if total > 1:
            over.add((str(production), str(method)))
            issues.append(
                Issue(
                    code="stakes_over_one",
                    message=f"The shares in {production} under {method} add up to {float(total):g}, more than 1.",
                    file=file,
                    row=int(group["row"].iloc[-1]),
                    column="share",
                    value=f"{float(total):g}",
                    hint="None of them is used until they add up to 1 or less; the rest of 1 is outside the alliance.",
                    production_id=str(production),
                )
            )
    return over
