"""Carbon credits and donations: written down beside the footprint, never inside."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from greenprod import units
from greenprod.errors import Issue, ItemError
from greenprod.items.amounts import amount, as_given, checked_amount, split_given, take_unit
from greenprod.items.base import ActivityAmount, Item, required
from greenprod.items.purchases import currency_missing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from greenprod.items.amounts import AmountLike

RECORDED = "credit"


def in_tonnes_co2e(value: AmountLike) -> float:
    """Convert to tonnes of CO2e."""
    number, unit = split_given(value, "tonnes")
    return checked_amount(number * units.scale(unit, "tCO2e") if unit else number, "tonnes")


def _text(value: object) -> str:
    return str(value).strip()


def _refuse_factor(item: Item) -> None:
    if item.factor_override:
        raise ItemError(
            Issue(
                code="contradictory_fields",
                message="The line is recorded beside the footprint and takes no factor.",
                column="factor_override",
                value=item.factor_override,
                hint="Leave factor_override empty.",
            )
        )


@frozen(kw_only=True, slots=True)
class CarbonCredit(Item):
    """Record carbon credits that were bought and retired; they change no emission.

    Parameters
    ----------
    tonnes
        Amount, in tonnes of CO2e.
    registry_id
        Serial number or address of the retirement in its registry.
    project
        Name of the project.
    vintage
        Year in which the tonne was reduced or removed.

    Notes
    -----
    The line is booked with 0 kg, in the category credit. Method: GHG Protocol Corporate Standard, chapter 8, and ESRS
    E1-7: credits are reported apart from gross emissions and never taken off them.

    Examples
    --------
    >>> credit = CarbonCredit(
    ...     tonnes=12, registry_id="GS1-1-KE-1", project="Stoves", vintage="2023", date="2025-12-01"
    ... )
    >>> credit.tonnes, list(credit.activities())
    (12.0, [])

    """

    title: ClassVar[str] = "Carbon credit"
    title_da: ClassVar[str] = "Klimakredit"
    group: ClassVar[str] = "credit"
    topics: ClassVar[tuple[str, ...]] = ("T37",)
    recorded: ClassVar[str] = RECORDED
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {
            "date": "2025-12-01",
            "region": "DK",
            "tonnes": 12,
            "registry_id": "EXAMPLE-0001",
            "project": "Example project",
            "vintage": "2023",
        }
    )

    tonnes: float = field(converter=in_tonnes_co2e, metadata=amount("tCO2e"))
    registry_id: str = field(default="", converter=_text)
    project: str = field(default="", converter=_text)
    vintage: str = field(default="", converter=_text)

    def check(self) -> None:
        """Check that registry, project and vintage are there."""
        super().check()
        _refuse_factor(self)
        for name in ("registry_id", "project", "vintage"):
            if not getattr(self, name):
                raise required(name, "carbon credit", "A credit that nobody can look up is none.")
        if not re.fullmatch(r"(19|20)\d\d", self.vintage):
            raise ItemError(
                Issue(
                    code="out_of_range",
                    message=f"vintage is a year, not {self.vintage!r}.",
                    column="vintage",
                    value=self.vintage,
                    hint="Write the year of the reduction, such as 2023; one line for each year.",
                )
            )

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield nothing: a credit causes no emission and undoes none."""
        yield from ()


@frozen(kw_only=True, slots=True)
class Donation(Item):
    """Record money given to climate or nature work without a claim to tonnes; it changes no emission.

    Parameters
    ----------
    cost
        Amount, in `currency`; or a text that carries it, such as ``5000 DKK``.
    currency
        Currency of the amount.
    recipient
        Who received it.

    Notes
    -----
    The line is booked with 0 kg, in the category credit.

    Examples
    --------
    >>> gift = Donation(cost="5000 DKK", recipient="A forest fund", date="2025-12-01")
    >>> gift.cost, gift.currency, list(gift.activities())
    (5000.0, 'DKK', [])

    """

    title: ClassVar[str] = "Donation"
    title_da: ClassVar[str] = "Donation til klima eller natur"
    group: ClassVar[str] = "credit"
    topics: ClassVar[tuple[str, ...]] = ("T37",)
    recorded: ClassVar[str] = RECORDED
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"date": "2025-12-01", "region": "DK", "cost": 5000, "currency": "DKK", "recipient": "Example fund"}
    )

    cost: float = field(converter=as_given, metadata=amount("", unit_field="currency"))
    currency: str = ""
    recipient: str = field(default="", converter=_text)

    def __attrs_post_init__(self) -> None:
        take_unit(self, "cost", "currency")
        self.check()

    def check(self) -> None:
        """Check that currency and recipient are there."""
        super().check()
        _refuse_factor(self)
        if not self.currency:
            raise currency_missing()
        units.currency(self.currency)
        if not self.recipient:
            raise required("recipient", "donation")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield nothing: a donation causes no emission and undoes none."""
        yield from ()


KINDS: tuple[type[Item], ...] = (CarbonCredit, Donation)
"""Item classes of this room."""
