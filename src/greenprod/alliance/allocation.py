"""Allocation: many productions split among their parties at once, in whole milligrams that add up."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from attrs import field, frozen

from greenprod.alliance.stakes import BY_MONEY, OUTSIDE, Method, scope_as_carried, split
from greenprod.footprint.kernel import MEASURE_COLUMNS, TOTAL
from greenprod.regions import regions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from greenprod.alliance.members import Alliance
    from greenprod.alliance.periods import Period

ORGANISATION = "organisation:"
"""What the unit of a member's own organisation is called, before the member's id."""
SPLIT = tuple(name for name in MEASURE_COLUMNS if name != "co2e_mg")
_LARGEST = 2**31
"""Up to this common denominator a product of two remainders fits into int64."""


@frozen(eq=False)
class Parties:
    """Hold who shares each of many units, one unit after the other.

    Parameters
    ----------
    members
        One per party.
    weights
        Of the parties, in parts of `wholes`; Python integers, however large.
    wholes
        Of the units: what the weights of its parties add up to.
    first
        Of the units: position of its first party; and the number of parties at the end.

    """

    members: np.ndarray
    weights: list[int]
    wholes: list[int]
    first: np.ndarray

    @classmethod
    def of(cls, units: Iterable[Mapping[str, Fraction]]) -> Parties:
        """Return the parties of units given as member -> share; what is missing to 1 is outside the alliance."""
        members: list[str] = []
        weights: list[int] = []
        wholes: list[int] = []
        first = [0]
        for shares in units:
            whole = lcm(*(share.denominator for share in shares.values()))
            mine = [share.numerator * (whole // share.denominator) for share in shares.values()]
            members += shares
            weights += mine
            rest = whole - sum(mine)
            if rest or not shares:
                members.append(OUTSIDE)
                weights.append(rest)
            wholes.append(whole)
            first.append(len(members))
        return cls(np.array(members, dtype=object), weights, wholes, np.array(first, dtype=np.int64))

    def shares(self, unit: int) -> list[Fraction]:
        """Return the shares of a unit's parties."""
        whole = self.wholes[unit]
        return [Fraction(weight, whole) for weight in self.weights[self.first[unit] : self.first[unit + 1]]]


@frozen(eq=False)
class Parts:
    """Hold the parts of many rows, the parties of each row one after the other.

    Parameters
    ----------
    row, party
        Which row is split, and which of the parties it goes to.
    mg
        One column for each measure.

    """

    row: np.ndarray
    party: np.ndarray
    mg: np.ndarray


def split_many(mg: np.ndarray, unit: np.ndarray, parties: Parties) -> Parts:
    """Split rows of whole milligrams, each value as `stakes.split` does.

    Parameters
    ----------
    mg
        int64, one row for each thing to split, one column for each measure.
    unit
        Whose parties each row is split among.
    parties
        Of all units.

    Notes
    -----
    With the whole w of a unit, mg = q w + r: a part is q x weight plus the floor of r x weight / w, and nothing leaves
    int64. Units whose shares have no common denominator up to 2**31 go value by value.

    """
    counts = (parties.first[1:] - parties.first[:-1])[unit]
    row = np.repeat(np.arange(unit.size), counts)
    first = np.cumsum(counts) - counts
    place = np.arange(row.size) - first[row]
    party = parties.first[unit][row] + place
    small = np.array([whole <= _LARGEST for whole in parties.wholes], dtype=bool)
    wholes = np.array([whole if whole <= _LARGEST else 1 for whole in parties.wholes], dtype=np.int64)
    weights = np.array([weight if weight <= _LARGEST else 0 for weight in parties.weights], dtype=np.int64)
    parts = np.zeros((row.size, mg.shape[1]), dtype=np.int64)
    for column in range(mg.shape[1]):
        rows = np.flatnonzero((mg[:, column] != 0) & small[unit])
        chosen = _places(first[rows], counts[rows])
        parts[chosen, column] = _split_column(
            mg[rows, column], counts[rows], weights[party[chosen]], wholes[unit[rows]]
        )
    for slow in np.flatnonzero(~small[unit]).tolist():
        shares = parties.shares(int(unit[slow]))
        mine = slice(first[slow], first[slow] + counts[slow])
        parts[mine] = np.array([split(int(value), shares) for value in mg[slow]], dtype=np.int64).T
    return Parts(row, party, parts)


def _places(first: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return the positions of runs that begin at `first` and are `counts` long."""
    before = np.cumsum(counts) - counts
    return np.repeat(first - before, counts) + np.arange(int(counts.sum()))


def _split_column(mg: np.ndarray, counts: np.ndarray, weights: np.ndarray, wholes: np.ndarray) -> np.ndarray:
    """Split values among runs of parties: floors first, then one each to the largest remainders."""
    if not mg.size:
        return np.zeros(0, dtype=np.int64)
    row = np.repeat(np.arange(mg.size), counts)
    first = np.cumsum(counts) - counts
    quotient, remainder = np.divmod(mg, wholes)
    scaled = remainder[row] * weights
    part, rest = np.divmod(scaled, wholes[row])
    parts: np.ndarray = quotient[row] * weights + part
    left = mg - np.add.reduceat(parts, first)
    order = np.lexsort((-rest, row))  # stable: the first party wins a tie
    rank = np.empty(row.size, dtype=np.int64)
    rank[order] = np.arange(row.size) - first[row]
    parts += rank < left[row]
    return parts


@frozen(kw_only=True, eq=False)
class Sharing:
    """Hold how units are shared in a period.

    Parameters
    ----------
    method
        Of the stakes.
    stakes
        Of all methods: production_id, member_id, method, share.
    stands_for
        Which member of the period stands for a holder of stakes or lines; the others are outside the alliance.
    roles, homes
        Role in the period and region, by member.

    """

    method: str
    stakes: pd.DataFrame
    stands_for: Mapping[str, str]
    roles: Mapping[str, str] = field(factory=dict)
    homes: Mapping[str, str] = field(factory=dict)

    @classmethod
    def of(cls, alliance: Alliance, method: str, period: Period | int) -> Sharing:
        """Return how an alliance's units are shared in a period.

        A stake or a line of somebody who has a successor by the end of the period is the successor's. Whoever was no
        member in the period, and has no successor who was, is outside the alliance.
        """
        memberships = alliance.memberships
        present = set(memberships.members_in(period))
        stands_for: dict[str, str] = {}
        for name in memberships.member_ids:
            heir = memberships.heir(name, period)
            if heir in present or name in present:
                stands_for[name] = heir if heir in present else name
        columns = (alliance.members[name] for name in ("member_id", "role", "region"))
        stated = {name: (role, home) for name, role, home in zip(*columns, strict=True)}
        return cls(
            method=method,
            stakes=alliance.stakes,
            stands_for=stands_for,
            roles={name: str(memberships.role_in(name, period) or stated[name][0]) for name in stands_for.values()},
            homes={name: home for name, (_, home) in stated.items()},
        )

    @property
    def place(self) -> str:
        """Which column of the lines decides, besides the production."""
        return {Method.TERRITORIAL: "region", Method.OWN_ACTIVITY_LINES: "member_id"}.get(Method(self.method), "")

    def holders(self, units: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, Fraction]]]:
        """Yield who holds which share in each unit, given by production and place, whether a member or not."""
        stakes = self.stakes[self.stakes["method"].eq(self.method)]
        columns = (stakes[name].to_numpy(dtype=object) for name in ("production_id", "member_id", "share"))
        held: dict[str, list[tuple[str, Fraction]]] = {}
        for production, holder, share in zip(*columns, strict=True):
            held.setdefault(production, []).append((holder, share))
        for production, place in units:
            if production.startswith(ORGANISATION):
                yield [(production.removeprefix(ORGANISATION), Fraction(1))]
            elif self.method == Method.OWN_ACTIVITY_LINES:
                yield [(place, Fraction(1))] if place else []
            elif self.method == Method.TERRITORIAL:
                yield self._at_home(held.get(production, []), place)
            else:
                yield held.get(production, [])

    def _at_home(self, held: list[tuple[str, Fraction]], place: str) -> list[tuple[str, Fraction]]:
        """Return the stakes of those whose region is the activity's, or the nearest one that holds it."""
        for region in chain(place):
            mine = [(holder, share) for holder, share in held if self.homes.get(holder) == region]
            if mine:
                return mine
        return []

    def shares(self, units: Iterable[tuple[str, str]]) -> Iterator[dict[str, Fraction]]:
        """Yield the shares of each unit by member of the period; what nobody in the alliance holds is left out."""
        for held in self.holders(units):
            found: dict[str, Fraction] = {}
            for holder, share in held:
                member = self.stands_for.get(holder, OUTSIDE)
                if member and share:
                    found[member] = found[member] + share if member in found else share
            yield found

    def in_control(self) -> set[tuple[str, str]]:
        """Return production and member for every stake of operational control."""
        mine = self.stakes[self.stakes["method"].eq(Method.OPERATIONAL_CONTROL)]
        members = mine["member_id"].map(lambda holder: self.stands_for.get(holder, OUTSIDE))
        return {pair for pair in zip(mine["production_id"], members, strict=True) if pair[1]}


def chain(region: str) -> tuple[str, ...]:
    """Return a region and the regions that hold it, nearest first."""
    return regions()[region].chain if region in regions() else (region,)


def allocate(cells: pd.DataFrame, sharing: Sharing) -> pd.DataFrame:
    """Split the cells of units among their parties; what nobody in the alliance holds is outside.

    Parameters
    ----------
    cells
        production_id, the column `Sharing.place` if there is one, any columns of description such as
        ``scope_category``, and the columns of milligrams.
    sharing
        Who shares what.

    Returns
    -------
    pandas.DataFrame
        production_id, member_id, the description, member_scope_category (how the member reports it, where cells have
        a scope category), and the columns of milligrams; by production, party and cell.

    """
    place = sharing.place
    described = [name for name in cells if name not in ("production_id", place, *MEASURE_COLUMNS)]
    production, names = pd.factorize(cells["production_id"].to_numpy(dtype=object), sort=True)
    where, places = pd.factorize(cells[place].to_numpy(dtype=object)) if place else (np.zeros(len(cells), int), [""])
    unit, codes = pd.factorize(production * max(len(places), 1) + where)
    units = [(names[code // len(places)], places[code % len(places)]) for code in codes.tolist()]
    parties = Parties.of(sharing.shares(units))
    parts = split_many(cells[list(SPLIT)].to_numpy(), unit.astype(np.int64), parties)
    order = np.lexsort((parts.row, parts.party, production[parts.row]))
    row, party = parts.row[order], parts.party[order]
    found = {name: cells[name].to_numpy(dtype=object)[row] for name in ("production_id", *described)}
    found["member_id"] = parties.members[party]
    if "scope_category" in described:
        found["member_scope_category"] = _as_carried(found["scope_category"], units, parties, party, sharing)
        described.append("member_scope_category")
    found |= dict(zip(SPLIT, parts.mg[order].T, strict=True))
    found["co2e_mg"] = sum((found[f"{name}_mg"] for name in TOTAL), np.zeros(row.size, dtype=np.int64))
    keys = ["production_id", "member_id", *described]
    frame = pd.DataFrame({name: found[name] for name in (*keys, *MEASURE_COLUMNS)})
    if place:  # several places of a production may go to one member
        frame = frame.groupby(keys)[list(MEASURE_COLUMNS)].sum().reset_index()
    return frame


def _as_carried(
    own: np.ndarray, units: list[tuple[str, str]], parties: Parties, party: np.ndarray, sharing: Sharing
) -> np.ndarray:
    """Return the scope category under which each row's party reports it; outside the alliance it stays the own one."""
    if sharing.method not in BY_MONEY:
        return own
    controlled = sharing.in_control()
    runs: list[bool] = []
    for position, (production, _) in enumerate(units):
        mine = parties.members[parties.first[position] : parties.first[position + 1]]
        organisation = production.startswith(ORGANISATION)
        runs += [organisation or not member or (production, member) in controlled for member in mine]
    roles = [sharing.roles.get(member, "") for member in parties.members]
    kinds, distinct = pd.factorize(pd.Series(list(zip(roles, runs, strict=True)), dtype=object))
    category, categories = pd.factorize(own)
    table = np.array(
        [[scope_as_carried(sharing.method, role, name, control=run) for name in categories] for role, run in distinct],
        dtype=object,
    ).reshape(len(distinct), len(categories))
    carried: np.ndarray = table[kinds[party], category]
    return carried
