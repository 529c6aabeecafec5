"""Purchases and services by money."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod.errors import Issue, ItemError
from greenprod.items.amounts import amount, amount_problem, as_given, split_given, take_unit
from greenprod.items.base import ActivityAmount, Item, required
from greenprod.regions import region as region_named
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from greenprod.items.amounts import AmountLike

PRICES = ("net", "gross")


def _text(value: object) -> str:
    return str(value).strip()


def _country(value: str) -> str:
    return region_named(value).code if value else ""


def _rate(value: AmountLike) -> float:
    number, unit = split_given(value, "vat_rate")
    if unit:
        raise ItemError(
            Issue(
                code="not_a_number",
                message=f"vat_rate is not a plain number: {str(value)[:60]!r}.",
                column="vat_rate",
                value=str(value)[:60],
                hint="Write 25 % as 0.25.",
            )
        )
    return number


def currency_missing() -> ItemError:
    """Return the error for money without a currency."""
    issue = amount_problem("missing_amount", "currency", "", hint="Write the currency, such as DKK.")
    return ItemError(issue.at(code="missing_unit", message="The currency of the cost is missing."))


@frozen(kw_only=True, slots=True)
class Purchase(Item):
    """Book anything bought by what it cost.

    Parameters
    ----------
    cost
        Amount, in `currency`; or a text that carries it, such as ``12000 DKK``.
    currency
        Currency of the cost.
    country
        Country of the supplier; needed with `classification`.
    classification
        Code of what was bought in that country's list: NACE such as C13-15 for Denmark, SIC for the United Kingdom,
        NAICS for the United States, words for France. ``greenprod factors list spend.dk`` shows them.
    activity
        Full name instead of country and classification, such as ``spend.dk.c13_15``.
    price
        net or gross: whether the cost is without or with VAT.
    vat_rate
        VAT in a gross price, as a fraction of the net price: 0.25 for 25 %.

    Notes
    -----
    cost / (1 + vat_rate) of a gross price, or the cost of a net price, is restated by price index and exchange rate in
    the year and currency of the figure, and multiplied by it. Method: environmentally extended input-output tables;
    sources in ``factors/sources.csv``. A figure stands for the average of a whole industry: use it where nobody knows
    masses, nights or litres, and give the line the status ``spend``. VAT that cannot be had back is no supplier's
    turnover, so it is taken off all the same. Without a region the line takes the country of the supplier.

    Examples
    --------
    >>> cloth = Purchase(
    ...     cost="12500 DKK", price="gross", vat_rate=0.25, country="DK", classification="C13-15", date="2025-05-01"
    ... )
    >>> [(a.activity, a.amount, a.unit) for a in cloth.activities()]
    [('spend.dk.c13_15', 10000.0, 'DKK')]

    """

    title: ClassVar[str] = "Purchase by money"
    title_da: ClassVar[str] = "Indkøb efter beløb"
    group: ClassVar[str] = "purchases"
    topics: ClassVar[tuple[str, ...]] = ("T31",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {
            "date": "2025-05-01",
            "region": "DK",
            "cost": 12500,
            "currency": "DKK",
            "price": "gross",
            "vat_rate": 0.25,
            "country": "DK",
            "classification": "C13-15",
        }
    )
    headings: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Code that is meant when a line of this class names none, by country."""

    cost: float = field(converter=as_given, metadata=amount("", unit_field="currency"))
    currency: str = ""
    country: str = field(default="", converter=_country)
    classification: str = field(default="", converter=_text)
    activity: str = field(default="", converter=_text)
    price: str = "net"
    vat_rate: float | None = field(default=None, converter=optional(_rate))

    def __attrs_post_init__(self) -> None:
        take_unit(self, "cost", "currency")
        self.check()

    def check(self) -> None:
        """Check that the line says what was bought and that VAT is neither forgotten nor taken off twice."""
        super().check()
        if not self.currency:
            raise currency_missing()
        self._check_heading()
        if self.price not in PRICES:
            raise ItemError(invalid_choice("price", self.price, PRICES))
        if self.price == "gross" and self.vat_rate is None:
            raise required("vat_rate", "gross purchase", "Write 25 % as 0.25, and 0 for what bears no VAT.")
        if self.vat_rate is None:
            return
        if self.price == "net":
            raise ItemError(
                Issue(
                    code="contradictory_fields",
                    message="The cost is a net price and has a VAT rate: that would take VAT off twice.",
                    column="vat_rate",
                    value=f"{self.vat_rate:g}",
                    hint="Leave vat_rate empty, or set price to gross.",
                )
            )
        if not 0 <= self.vat_rate <= 1:
            raise ItemError(
                Issue(
                    code="out_of_range",
                    message=f"vat_rate is a fraction from 0 to 1, not {self.vat_rate:g}.",
                    column="vat_rate",
                    value=f"{self.vat_rate:g}",
                    hint="Write 25 % as 0.25.",
                )
            )

    def _check_heading(self) -> None:
        if self.activity:
            if self.classification or self.country:
                column = "classification" if self.classification else "country"
                raise ItemError(
                    Issue(
                        code="contradictory_fields",
                        message=f"The line names its activity and has a {column} too.",
                        column=column,
                        value=self.classification or self.country,
                        hint="Give activity, or country and classification.",
                    )
                )
            return
        if not self.country:
            raise required("country", "purchase", "The country of the supplier; or give activity.")
        if not self._code():
            raise required("classification", "purchase", self._list())

    def _code(self) -> str:
        return self.classification or self.headings.get(self.country, "")

    def _list(self) -> str:
        return f"`greenprod factors list spend.{self.country.lower()}` shows the codes."

    def _leaf(self) -> str:
        if self.activity:
            return self.activity
        code = re.sub(r"\W+", "_", self._code().lower()).strip("_")
        return f"spend.{self.country.lower()}.{code}"

    def place(self) -> str:
        """Return the region given, else the country of the supplier."""
        supplier = re.match(r"spend\.(\w\w)\.", self._leaf())
        return self.region or (region_named(supplier[1]).code if supplier else super().place())

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one unit of the cost, without its VAT."""
        leaf = self._leaf()
        notes = [] if self.classification or self.activity else [f"heading of a {type(self).title} line: {leaf}"]
        if self.vat_rate is not None:
            notes.append(f"VAT of {self.vat_rate:.4g} of the net price taken off")
        yield ActivityAmount(
            activity=leaf,
            amount=1.0 / (1.0 + (self.vat_rate or 0.0)),
            unit=self.currency,
            note="; ".join(notes),
            column="activity" if self.activity else "classification",
        )


@frozen(kw_only=True, slots=True)
class Service(Purchase):
    """Book a service by what it cost.

    Fields are those of a purchase; no code is meant without being named.

    Examples
    --------
    >>> guard = Service(cost="8000 DKK", country="DK", classification="N80-82", date="2025-05-01")
    >>> [(a.activity, a.amount) for a in guard.activities()]
    [('spend.dk.n80_82', 8000.0)]

    """

    title: ClassVar[str] = "Service by money"
    title_da: ClassVar[str] = "Tjenesteydelse efter beløb"
    topics: ClassVar[tuple[str, ...]] = ("T31", "T32")
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {
            "date": "2025-05-01",
            "region": "DK",
            "cost": 8000,
            "currency": "DKK",
            "country": "DK",
            "classification": "N80-82",
        }
    )


def _short(cost: int) -> Mapping[str, str | float]:
    return MappingProxyType({"date": "2025-05-01", "region": "DK", "cost": cost, "currency": "DKK", "country": "DK"})


@frozen(kw_only=True, slots=True)
class Insurance(Purchase):
    """Book insurance by its premium.

    Fields are those of a purchase. For a Danish supplier the code is NACE K65, insurance, unless the line names one.

    Examples
    --------
    >>> premium = Insurance(cost="40000 DKK", country="DK", date="2025-05-01")
    >>> [(a.activity, a.amount) for a in premium.activities()]
    [('spend.dk.k65', 40000.0)]

    """

    title: ClassVar[str] = "Insurance by money"
    title_da: ClassVar[str] = "Forsikring efter beløb"
    topics: ClassVar[tuple[str, ...]] = ("T32",)
    example: ClassVar[Mapping[str, str | float]] = _short(40000)
    headings: ClassVar[Mapping[str, str]] = MappingProxyType({"DK": "k65"})


@frozen(kw_only=True, slots=True)
class Legal(Purchase):
    """Book lawyers, accountants and auditors by their fees.

    Fields are those of a purchase. For a Danish supplier the code is NACE M69_70, which holds legal and accounting
    services together with head offices and management consultancy, unless the line names one.

    Examples
    --------
    >>> contract = Legal(cost="25000 DKK", country="DK", date="2025-05-01")
    >>> [(a.activity, a.amount) for a in contract.activities()]
    [('spend.dk.m69_70', 25000.0)]

    """

    title: ClassVar[str] = "Legal and accounting by money"
    title_da: ClassVar[str] = "Jura og revision efter beløb"
    topics: ClassVar[tuple[str, ...]] = ("T32",)
    example: ClassVar[Mapping[str, str | float]] = _short(25000)
    headings: ClassVar[Mapping[str, str]] = MappingProxyType({"DK": "m69_70"})


@frozen(kw_only=True, slots=True)
class Marketing(Purchase):
    """Book advertising and market research by what they cost.

    Fields are those of a purchase. For a Danish supplier the code is NACE M73, advertising and market research, unless
    the line names one.

    Examples
    --------
    >>> posters = Marketing(cost="60000 DKK", country="DK", date="2025-05-01")
    >>> [(a.activity, a.amount) for a in posters.activities()]
    [('spend.dk.m73', 60000.0)]

    """

    title: ClassVar[str] = "Marketing by money"
    title_da: ClassVar[str] = "Markedsføring efter beløb"
    topics: ClassVar[tuple[str, ...]] = ("T32",)
    example: ClassVar[Mapping[str, str | float]] = _short(60000)
    headings: ClassVar[Mapping[str, str]] = MappingProxyType({"DK": "m73"})


KINDS: tuple[type[Item], ...] = (Purchase, Service, Insurance, Legal, Marketing)
"""Item classes of this room."""
