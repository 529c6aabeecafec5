"""Stakes: a party's share in a production under a named method, and splits that lose nothing."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from greenprod.errors import Issue, near
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Sequence

METHODS = ("operational_control", "financing_share")
OUTSIDE = ""
"""Member id of everybody outside the alliance."""


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


def split_column(mg: np.ndarray, shares: Sequence[Fraction]) -> list[np.ndarray]:
    """Split a column of whole milligrams, each value as `split` does.

    Shares with a common denominator under 2**20 and values under 2**42 mg stay in int64; others go one by one.

    Parameters
    ----------
    mg
        int64.
    shares
        Adding up to 1.

    """
    common = lcm(*(share.denominator for share in shares))
    if common > 2**20 or (mg.size and int(np.abs(mg).max()) >= 2**42):
        rows = [split(int(value), shares) for value in mg]
        return [np.array([row[i] for row in rows], dtype=np.int64) for i in range(len(shares))]
    weights = np.array([int(share * common) for share in shares], dtype=np.int64)
    scaled = mg[:, None] * weights[None, :]
    parts = scaled // common
    remainder = scaled - parts * common
    left = mg - parts.sum(axis=1)
    rank = np.argsort(np.argsort(-remainder, axis=1, kind="stable"), axis=1, kind="stable")
    parts += rank < left[:, None]
    return [parts[:, i] for i in range(len(shares))]


def checked_stakes(
    stakes: pd.DataFrame, members: pd.DataFrame, productions: pd.DataFrame, file: str, issues: list[Issue]
) -> pd.DataFrame:
    """Return the stakes that can be used; the others become issues.

    A production whose shares add up to more than 1 under a method loses all its stakes of that method: there is no way
    to tell which one is wrong, and its emissions then stand outside the alliance.

    Parameters
    ----------
    stakes
        Columns production_id, member_id, method, share (text), _row.
    members, productions
        Who and what exists.
    file
        Name of the file, for the issues.
    issues
        Where problems go.

    """
    known = {"production_id": list(productions["production_id"]), "member_id": list(members["member_id"])}
    shares: list[Fraction | None] = []
    seen: set[tuple[str, str, str]] = set()
    for _, row in stakes.iterrows():
        issue, share = _row_issue(row, known)
        key = (row["production_id"], row["member_id"], row["method"])
        if issue is None and key in seen:
            issue = Issue(code="duplicate_stake", message="The member already has a stake under this method.")
        seen.add(key)
        if issue is not None:
            issues.append(issue.at(file=file, row=int(row["_row"]), production_id=row["production_id"]))
        shares.append(share if issue is None else None)
    usable = stakes.assign(share=pd.Series(shares, index=stakes.index, dtype=object))
    usable = usable.dropna(subset=["share"]).reset_index(drop=True)
    over = []
    for (production, method), group in usable.groupby(["production_id", "method"], sort=True):
        total = sum(group["share"], Fraction(0))
        if total > 1:
            over.append((production, method))
            issues.append(_over_one(str(production), str(method), total, int(group["_row"].iloc[-1]), file))
    keys = list(zip(usable["production_id"], usable["method"], strict=True))
    return usable[np.array([key not in over for key in keys], dtype=bool)].drop(columns="_row").reset_index(drop=True)


def _row_issue(row: pd.Series, known: dict[str, list[str]]) -> tuple[Issue | None, Fraction | None]:
    for column, values in known.items():
        if row[column] not in values:
            kind = column.removesuffix("_id")
            issue = Issue(
                code=f"unknown_{kind}",
                message=f"The stake names a {kind} {row[column]!r} that {kind}s.csv does not have.",
                column=column,
                value=row[column],
                valid_values=near(row[column], values) or tuple(values[:10]),
            )
            return issue, None
    if row["method"] not in METHODS:
        return invalid_choice("method", row["method"], METHODS), None
    try:
        share = Fraction(row["share"].replace(",", "."))
    except (ValueError, ZeroDivisionError):
        share = None
    if share is None or not 0 <= share <= 1:
        issue = Issue(
            code="invalid_share",
            message=f"A share is a number from 0 to 1, not {row['share']!r}.",
            column="share",
            value=row["share"],
            hint="Write 60 % as 0.6; a third as 1/3.",
        )
        return issue, None
    return None, share


def _over_one(production: str, method: str, total: Fraction, row: int, file: str) -> Issue:
    return Issue(
        code="stakes_over_one",
        message=f"The shares in {production} under {method} add up to {float(total):g}, more than 1.",
        file=file,
        row=row,
        column="share",
        value=f"{float(total):g}",
        hint="None of them is used until they add up to 1 or less; the rest of 1 is outside the alliance.",
        production_id=production,
    )
