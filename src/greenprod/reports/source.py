"""What the reports need of an alliance report; `greenprod.alliance` provides it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


class AllianceSource(Protocol):
    """The alliance a report is about."""

    @property
    def id(self) -> str:
        """Short name."""

    @property
    def name(self) -> str:
        """Name for people."""

    @property
    def description(self) -> str:
        """Free text."""

    @property
    def stakes(self) -> pd.DataFrame:
        """Shares of members in productions."""


class LedgerSource(Protocol):
    """The ledger a report is made from."""

    @property
    def lines(self) -> pd.DataFrame:
        """One row per line, booked or not."""


class ReportSource(Protocol):
    """An alliance report, as far as its files and page read it."""

    @property
    def alliance(self) -> AllianceSource:
        """The alliance."""

    @property
    def method(self) -> str:
        """Method of the stakes used."""

    @property
    def ledger(self) -> LedgerSource:
        """The lines."""

    @property
    def year(self) -> int:
        """Year of the report."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What is needed to make the same report again."""

    @property
    def productions(self) -> pd.DataFrame:
        """One row per production."""

    @property
    def members(self) -> pd.DataFrame:
        """One row per member; the last row is what lies outside the alliance."""

    @property
    def allocation(self) -> pd.DataFrame:
        """Measures per production, member and kind."""

    @property
    def total(self) -> Mapping[str, int]:
        """Measures of the alliance."""

    @property
    def issues(self) -> pd.DataFrame:
        """Problem lines."""

    @property
    def attributions(self) -> tuple[str, ...]:
        """Lines that must be printed."""

    @property
    def sources(self) -> pd.DataFrame:
        """Sources used."""

    def by(self, *columns: str) -> pd.DataFrame:
        """Return the allocation grouped."""
