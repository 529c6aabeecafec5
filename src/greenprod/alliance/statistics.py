"""Statistics across members: medians and quartiles with what they rest on, never bare means."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from greenprod.alliance.disclosure import DOT, K, exact, least
from greenprod.errors import DataError, Issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

METHOD = "linear interpolation between order statistics (Hyndman and Fan 1996, definition 7)"
"""How quartiles are taken."""


@frozen(kw_only=True)
class Observation:
    """Hold one figure of a member that can be compared with others.

    Parameters
    ----------
    member_id, group
        Whose, and among whom it is compared; groups must not overlap.
    value
        Exact and not negative.
    boundary, edition
        By which boundary and edition of the factors; required, since figures of different ones are never mixed.

    """

    member_id: str
    group: str = ""
    value: Fraction = field(converter=exact)
    boundary: str
    edition: str

    def __attrs_post_init__(self) -> None:
        for column in ("boundary", "edition"):
            if not getattr(self, column):
                message = f"The figure of {self.member_id} has no {column}."
                raise DataError(Issue(code="missing_field", message=message, column=column, value=""))


@frozen(kw_only=True)
class Summary:
    """Hold what is told about a group.

    Parameters
    ----------
    group, boundary, edition, unit
        What it is about, and what it rests on.
    k
        Fewest members that are told about.
    members, values
        How many members, and how many figures; None where there are too few members.
    lower, median, upper
        The quartiles; None where there are too few members.

    """

    group: str
    boundary: str
    edition: str
    unit: str
    k: int
    members: int | None = None
    values: int | None = None
    lower: Fraction | None = None
    median: Fraction | None = None
    upper: Fraction | None = None

    @property
    def why(self) -> str:
        """Why nothing is told; nothing where it is."""
        return f"{DOT} fewer than {self.k} members." if self.members is None else ""

    def __str__(self) -> str:
        about = ", ".join(filter(None, (self.group, self.boundary, self.edition)))
        if self.lower is None or self.median is None or self.upper is None:
            return f"{about}: {self.why}"
        low, middle, high = (f"{float(value):,.2f}" for value in (self.lower, self.median, self.upper))
        return f"{about}: median {middle} {self.unit}, quartiles {low} to {high}, n = {self.members}"


def quantile(values: Sequence[Fraction], part: Fraction) -> Fraction:
    """Return a quantile by `METHOD`.

    Parameters
    ----------
    values
        At least one.
    part
        From 0 to 1.

    Examples
    --------
    >>> quantile([Fraction(n) for n in (1, 2, 4, 8)], Fraction(1, 4))
    Fraction(7, 4)

    """
    ordered = sorted(values)
    place = part * (len(ordered) - 1)
    below = place.__floor__()
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def summaries(observations: Iterable[Observation], *, unit: str, k: int = K) -> tuple[Summary, ...]:
    """Return median and quartiles of each group, boundary and edition, in this order.

    Parameters
    ----------
    observations
        Any number of each member; n counts members.
    unit
        Of the values.
    k
        Fewest members that are told about.

    Raises
    ------
    DataError
        ``invalid_k``.

    Examples
    --------
    >>> figures = [Observation(member_id=f"m{n}", value=n, boundary="full", edition="2024") for n in range(5)]
    >>> print(*summaries(figures, unit="t CO2e"))
    full, 2024: median 2.00 t CO2e, quartiles 1.00 to 3.00, n = 5

    """
    groups: dict[tuple[str, str, str], list[Observation]] = defaultdict(list)
    for one in observations:
        groups[one.group, one.boundary, one.edition].append(one)
    return tuple(_summary(key, groups[key], unit, least(k)) for key in sorted(groups))


def _summary(key: tuple[str, str, str], found: list[Observation], unit: str, k: int) -> Summary:
    about: dict[str, Any] = {"group": key[0], "boundary": key[1], "edition": key[2], "unit": unit, "k": k}
    members = {one.member_id for one in found}
    if len(members) < k:
        return Summary(**about)
    values = [one.value for one in found]
    lower, median, upper = (quantile(values, Fraction(quarter, 4)) for quarter in (1, 2, 3))
    return Summary(**about, members=len(members), values=len(values), lower=lower, median=median, upper=upper)


def frame(told: Iterable[Summary]) -> pd.DataFrame:
    """Return summaries as a table with the method of the quartiles; what is not told is a dot."""
    import pandas as pd  # noqa: PLC0415 - only who wants a table needs it

    columns = ("group", "boundary", "edition", "unit", "members", "values", "lower", "median", "upper")
    rows = [{name: DOT if (value := getattr(one, name)) is None else _plain(value) for name in columns} for one in told]
    table = pd.DataFrame(rows, columns=list(columns))
    table.attrs["note"] = METHOD
    return table


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Fraction) else value
