"""The errors greenprod raises, and the issues it returns for rows it cannot book."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from attrs import asdict, evolve, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable


@frozen(kw_only=True, slots=True)
class Issue:
    """Describe one problem in a user's data, precisely enough to mail back.

    Parameters
    ----------
    code
        Stable name of the kind of problem, for example ``unknown_activity``; listed in ``docs/reference/issues.md``.
    message
        One sentence that says what is wrong.
    severity
        ``error``: the row is not booked. ``warning``: it is booked, and somebody should look.
    file, sheet, row, column
        Where it stands. ``row`` counts as a spreadsheet does: the header is row 1.
    value
        The offending text as it was given.
    valid_values
        What would be accepted, or the nearest names.
    hint
        What to do about it.
    line_id, production_id
        The line and production concerned, where known.

    """

    code: str
    message: str
    severity: str = "error"
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    valid_values: tuple[str, ...] = ()
    hint: str = ""
    line_id: str = ""
    production_id: str = ""

    def at(self, **place: Any) -> Issue:
        """Return the same issue with its place filled in (any field by name)."""
        return evolve(self, **place)

    def as_row(self) -> dict[str, Any]:
        """Return the issue as one flat row for a table."""
        return {**asdict(self), "valid_values": "; ".join(self.valid_values)}

    def __str__(self) -> str:
        parts = [self.message]
        if self.valid_values:
            parts.append(f"Valid: {', '.join(self.valid_values)}.")
        if self.hint:
            parts.append(self.hint)
        return " ".join(parts)


class GreenprodError(Exception):
    """Base of every error that greenprod raises on purpose; carries one or more issues.

    Parameters
    ----------
    *issues
        What is wrong. The text of the error is the text of the issues.

    """

    def __init__(self, *issues: Issue) -> None:
        self.issues = issues
        super().__init__("\n".join(str(issue) for issue in issues))

    @property
    def issue(self) -> Issue:
        """The first issue."""
        return self.issues[0]

    def __reduce__(self) -> tuple[type[GreenprodError], tuple[Issue, ...]]:
        return type(self), self.issues


class UnitError(GreenprodError, ValueError):
    """A unit that is unknown, ambiguous or of the wrong dimension."""


class ItemError(GreenprodError, ValueError):
    """An item whose fields are missing, contradictory or out of range."""


class FactorError(GreenprodError, LookupError):
    """No factor, or more than one, fits an activity."""


class DataError(GreenprodError, ValueError):
    """A file that cannot be used as a whole: unreadable, or a factor or alliance file with mistakes."""


class GwpMismatchError(GreenprodError, ValueError):
    """Two results under different GWP sets cannot be added."""


class MoneyError(GreenprodError, ValueError):
    """An amount of money that cannot be restated: no such currency, or no rate or price index for its year."""


class MissingExtraError(GreenprodError, ImportError):
    """An optional part of greenprod is needed but not installed."""


def near(name: str, known: Iterable[str], limit: int = 5) -> tuple[str, ...]:
    """Return the names in `known` that look most like `name`.

    Examples
    --------
    >>> near("energy.electricity.gird", ["energy.electricity.grid", "fuel.hvo"])
    ('energy.electricity.grid',)

    """
    return tuple(get_close_matches(name, list(known), n=limit, cutoff=0.5))


def missing_extra(extra: str, purpose: str) -> MissingExtraError:
    """Return the error that names the extra to install for `purpose`."""
    return MissingExtraError(
        Issue(
            code="missing_extra",
            message=f"{purpose} needs a part of greenprod that is not installed.",
            hint=f"Install it with: pip install 'greenprod[{extra}]'",
        )
    )
