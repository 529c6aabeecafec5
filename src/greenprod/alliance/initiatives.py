"""Initiatives: what is done for the green transition, what it costs and what it abates."""

from __future__ import annotations

import re
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import field, frozen
from attrs.converters import optional

from greenprod.alliance.records import Record, amount_field, day, word
from greenprod.errors import DataError, Issue
from greenprod.money import currency_code, minor_units

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from attrs import Attribute

MG_PER_TONNE = 10**9
_CLAIM = re.compile(r"neutral|net[- ]?zero|netto[- ]?nul|\boffset", re.IGNORECASE)


class InitiativeStatus(StrEnum):
    """How far an initiative is."""

    PLANNED = "planned"
    RUNNING = "running"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


def _status(value: str) -> InitiativeStatus:
    return word(InitiativeStatus)(value)


def _tonnes(record: Record, column: Attribute[Any], value: Decimal | None) -> None:
    """Refuse tonnes below zero, or finer than a milligram."""
    if value is None or (value >= 0 and (Fraction(value) * MG_PER_TONNE).denominator == 1):
        return
    code, what = ("negative_amount", "below zero") if value < 0 else ("too_many_decimals", "finer than a milligram")
    message = f"{column.name} is {what}: {value}."
    hint = "Write tonnes of zero or more; leave the cell empty if they are not known."
    raise DataError(record.issue(code, message, column.name, value, hint=hint))


@frozen(kw_only=True)
class Initiative(Record):
    """Hold a green initiative, what it costs and what it abates.

    Parameters
    ----------
    initiative_id, name, start
        Which, and its first day; the budget is converted at the rates of that year.
    budget, currency
        All it costs, whoever pays.
    status
        Of a cancelled one nothing is expected any more.
    expected_tco2e, verified_tco2e
        Abatement over its life in tonnes; None is unknown, which is not zero.
    verified_on, method
        Since when it is verified, and how it was worked out; a verified figure needs both.
    evidence
        Such as a report.

    """

    initiative_id: str
    name: str
    start: dt.date = field(converter=day)
    budget: Decimal = amount_field()  # noqa: RUF009 - a field
    currency: str = field(converter=currency_code)
    status: InitiativeStatus = field(converter=_status)
    expected_tco2e: Decimal | None = amount_field(default=None, validator=_tonnes)  # noqa: RUF009 - same
    verified_tco2e: Decimal | None = amount_field(default=None, validator=_tonnes)  # noqa: RUF009 - same
    verified_on: dt.date | None = field(default=None, converter=optional(day))
    method: str = ""
    evidence: str = ""

    def __attrs_post_init__(self) -> None:
        minor_units(self.budget, self.currency, column="budget")
        if self.verified_tco2e is not None and not (self.method and self.verified_on):
            message = "The verified abatement has no method or no day."
            hint = "Fill in method and verified_on, or leave verified_tco2e empty."
            raise DataError(
                self.issue("unverified_abatement", message, "verified_tco2e", self.verified_tco2e, hint=hint)
            )

    @property
    def expected_mg(self) -> int | None:
        """Abatement that is expected, in milligrams; None if unknown or no longer expected."""
        return None if self.status is InitiativeStatus.CANCELLED else _mg(self.expected_tco2e)

    def verified_mg(self, on: dt.date | None = None) -> int | None:
        """Return the abatement that is verified on a day, in milligrams; None if it is not."""
        late = on is not None and self.verified_on is not None and self.verified_on > on
        return None if late else _mg(self.verified_tco2e)


def claims(one: Initiative) -> list[Issue]:
    """Warn of words that no report may print: money given away makes nobody's emissions smaller."""
    return [
        one.issue(
            "neutrality_claim", f"{column} claims {found.group()!r}.", column, found.group(), severity="warning",
            hint="Say what is done and how much it abates; a contribution is never set off against emissions.",
        )
        for column in ("name", "method")
        if (found := _CLAIM.search(getattr(one, column)))
    ]  # fmt: skip


def _mg(tonnes: Decimal | None) -> int | None:
    return None if tonnes is None else int(Fraction(tonnes) * MG_PER_TONNE)
