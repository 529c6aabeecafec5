"""Disclosure: tables across members in which nobody can be found again, not even by subtraction."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from greenprod.alliance.sections import read_section
from greenprod.alliance.suppression import TOTAL, Figure, Key, Lattice, hidden_cells
from greenprod.errors import DataError, Issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

K = 5
"""Fewest members behind a figure that is shown, where nothing else is said."""
DOT = "·"
"""What is printed for a figure that is not shown."""


def least(value: int | str) -> int:
    """Convert the fewest members behind a figure; with one, nothing would be confidential.

    Raises
    ------
    DataError
        ``invalid_k``.

    """
    text = str(value)
    if isinstance(value, bool) or not text.isdecimal() or int(text) < 2:  # noqa: PLR2004 - one is everybody's own figure
        message = f"k is a whole number of at least 2, not {text!r}."
        raise DataError(Issue(code="invalid_k", message=message, column="k", value=text, hint="Write k = 5."))
    return int(text)


@frozen
class Disclosure:
    """Hold what section ``[disclosure]`` of ``alliance.toml`` states.

    Parameters
    ----------
    k
        Fewest members behind a figure.

    """

    k: int = field(default=K, converter=least)


def k_of(settings: Mapping[str, Any]) -> int:
    """Return k of an alliance's settings, section ``[disclosure]``; 5 where they do not say.

    Raises
    ------
    DataError
        ``invalid_k``, or ``unknown_key``: nothing is published with less protection than somebody may have meant.

    Examples
    --------
    >>> k_of({"disclosure": {"k": 8}})
    8

    """
    issues: list[Issue] = []
    found = read_section("disclosure", Disclosure, settings, issues)
    if found is None:
        raise DataError(issues[0])
    return found.k


def exact(value: Fraction | Decimal | int) -> Fraction:
    """Convert an exact number that is not negative.

    Raises
    ------
    DataError
        ``not_a_number``, or ``negative_amount``: subtraction cannot be ruled out where figures may cancel out.

    """
    finite = not isinstance(value, Decimal) or value.is_finite()
    if isinstance(value, float | bool) or not finite:
        hint = "Give whole milligrams, minor units or a Decimal."
        raise DataError(
            Issue(code="not_a_number", message=f"{value!r} is not exact.", column="value", value=str(value), hint=hint)
        )
    found = Fraction(value)
    if found < 0:
        message = f"{value} is below zero."
        raise DataError(Issue(code="negative_amount", message=message, column="value", value=str(value)))
    return found


@frozen(kw_only=True)
class Part:
    """Hold what one member adds to one cell.

    Parameters
    ----------
    member_id
        Who.
    row, column
        Where it is counted; a table without columns leaves them empty.
    value
        Exact and not negative, such as whole milligrams.

    """

    member_id: str
    row: str
    column: str = ""
    value: Fraction = field(converter=exact)


@frozen(kw_only=True)
class Published:
    """Hold a table as anybody may see it; what is hidden is not in here.

    Parameters
    ----------
    unit
        Of the figures.
    k
        Fewest members behind a figure.
    rows, columns
        Their names, in order.
    figures
        Value by cell; a total has None for its row or column.
    counts
        Members behind each figure that is shown.
    hidden
        Cells that are not shown.
    two_way
        Whether rows have totals.

    """

    unit: str
    k: int
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    figures: Mapping[Key, Fraction]
    counts: Mapping[Key, int]
    hidden: frozenset[Key] = frozenset()
    two_way: bool = True

    @property
    def why(self) -> str:
        """Why figures are not shown; nothing where all are."""
        if not self.hidden:
            return ""
        return f"{DOT} fewer than {self.k} members, or a figure from which such a one could be worked out."

    def text(self, row: str | None, column: str | None = "", *, decimals: int = 2) -> str:
        """Return a cell as it is printed: a figure, a dot if it is hidden, nothing if nobody is behind it."""
        if (row, column) in self.hidden:
            return DOT
        value = self.figures.get((row, column))
        return "" if value is None else f"{round(value * 10**decimals) / 10**decimals:,.{decimals}f}"

    def frame(self, *, decimals: int = 2) -> pd.DataFrame:
        """Return the table as it is printed; ``attrs["note"]`` says why figures are not shown."""
        import pandas as pd  # noqa: PLC0415 - only who wants a table needs it

        keys = (*self.columns, TOTAL) if self.two_way else self.columns
        cells = {
            "total" if key is TOTAL else key or self.unit: [
                self.text(row, key, decimals=decimals) for row in (*self.rows, TOTAL)
            ]
            for key in keys
        }
        frame = pd.DataFrame(cells, index=pd.Index([*self.rows, "total"], name=self.unit))
        frame.attrs["note"] = self.why
        return frame

    def __str__(self) -> str:
        return "\n".join(filter(None, (self.frame().rename_axis(None).to_string(), self.why)))


def lattice(parts: Iterable[Part], *, two_way: bool) -> Lattice:
    """Return the figures of all cells and totals, with the members behind each: who adds nothing hides nobody."""
    values: dict[Key, Fraction] = defaultdict(Fraction)
    members: dict[Key, set[str]] = defaultdict(set)
    for part in parts:
        for row in (part.row, TOTAL):
            for column in (part.column, TOTAL) if two_way else (part.column,):
                values[row, column] += part.value
                if part.value:
                    members[row, column].add(part.member_id)
    figures = {key: Figure(value=values[key], members=frozenset(members[key])) for key in values}
    return Lattice(figures=figures, two_way=two_way)


def publish(parts: Iterable[Part], *, unit: str, k: int = K, per: int = 1) -> Published:
    """Return a table with totals in which every figure has k members behind it, and no hidden one can be worked out.

    First, each figure with fewer than k members is hidden. Then others are, so that the hidden cells of a line whose
    total is shown have k members together, and so that every hidden cell has more than one value that fits all that is
    shown. Where all cells have k members, nothing is hidden.

    Parameters
    ----------
    parts
        What each member adds to each cell. With one column or none the table is one-way.
    unit
        Of the figures as shown.
    k
        Fewest members behind a figure.
    per
        Shown figures are divided by it, as by 10**9 for tonnes from milligrams.

    Raises
    ------
    DataError
        ``invalid_k``.

    Examples
    --------
    >>> parts = [Part(member_id=f"m{n}", row="fiction" if n < 6 else "news", value=n) for n in range(12)]
    >>> print(publish(parts, unit="t CO2e"))
            t CO2e
    fiction  15.00
    news     51.00
    total    66.00

    """
    known = list(parts)
    columns = tuple(dict.fromkeys(part.column for part in known)) or ("",)
    table = lattice(known, two_way=len(columns) > 1)
    hidden = hidden_cells(table, least(k))
    shown = {key: figure for key, figure in table.figures.items() if key not in hidden}
    return Published(
        unit=unit,
        k=k,
        rows=tuple(dict.fromkeys(part.row for part in known)),
        columns=columns,
        figures={key: figure.value / per for key, figure in shown.items()},
        counts={key: len(figure.members) for key, figure in shown.items()},
        hidden=hidden,
        two_way=table.two_way,
    )
