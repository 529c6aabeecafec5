"""The closed word lists: every enumerated column of greenprod takes one of these."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from greenprod.errors import Issue, ItemError, near

if TYPE_CHECKING:
    from collections.abc import Iterable


class Stage(StrEnum):
    """A part of a life cycle that has a factor of its own."""

    MANUFACTURE = "manufacture"
    COMBUSTION = "combustion"
    RADIATIVE_FORCING = "radiative_forcing"
    WELL_TO_TANK = "well_to_tank"
    GENERATION = "generation"
    GENERATION_LOCATION = "generation_location"
    GENERATION_MARKET = "generation_market"
    TRANSMISSION_LOSSES = "transmission_losses"
    UPSTREAM_GENERATION = "upstream_generation"
    UPSTREAM_LOSSES = "upstream_losses"
    FUGITIVE = "fugitive"
    OPERATIONAL = "operational"
    CRADLE_TO_GATE = "cradle_to_gate"
    END_OF_LIFE = "end_of_life"
    BIOGENIC_CO2 = "biogenic_co2"

    @property
    def is_upstream(self) -> bool:
        """Whether the stage lies before the activity: making the vehicle, producing and carrying fuel or power."""
        return self in _UPSTREAM


_UPSTREAM = frozenset(
    {
        Stage.MANUFACTURE,
        Stage.WELL_TO_TANK,
        Stage.TRANSMISSION_LOSSES,
        Stage.UPSTREAM_GENERATION,
        Stage.UPSTREAM_LOSSES,
    }
)


class Control(StrEnum):
    """Who runs the thing that emits: decides scope 1 and 2 against scope 3."""

    OPERATED = "operated"
    THIRD_PARTY = "third_party"


class Status(StrEnum):
    """Where an amount comes from, best evidence first."""

    METERED = "metered"
    INVOICED = "invoiced"
    SUPPLIER = "supplier"
    CALCULATED = "calculated"
    ESTIMATED = "estimated"
    SPEND = "spend"
    DEFAULT = "default"


class Version(StrEnum):
    """A state of a production's books, earliest first."""

    PLAN = "plan"
    BUDGET = "budget"
    INTERIM = "interim"
    FINAL = "final"


class Match(StrEnum):
    """How a factor was found, best first."""

    OVERRIDE = "override"
    EXACT = "exact"
    PARENT_REGION = "parent_region"
    EXTENDED_PERIOD = "extended_period"
    PROXY_REGION = "proxy_region"
    PROXY_ACTIVITY = "proxy_activity"

    @property
    def rank(self) -> int:
        """Position from best (0) to worst."""
        return list(Match).index(self)


Word = TypeVar("Word", bound=StrEnum)


def checked(kind: type[Word], value: object, column: str) -> Word:
    """Return `value` as a member of `kind`.

    Raises
    ------
    ItemError
        With code ``invalid_choice`` and the valid words.

    """
    try:
        return kind(str(value).strip())
    except ValueError:
        raise ItemError(invalid_choice(column, value, [member.value for member in kind])) from None


def invalid_choice(column: str, value: object, valid: Iterable[str]) -> Issue:
    """Return the issue for a word that is not in its list."""
    valid = tuple(valid)
    close = near(str(value), valid, limit=1)
    return Issue(
        code="invalid_choice",
        message=f"{column} cannot be {str(value)!r}.",
        column=column,
        value=str(value),
        valid_values=valid,
        hint=f"Did you mean {close[0]}?" if close else "",
    )
