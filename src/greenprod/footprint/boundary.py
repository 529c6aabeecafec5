"""Boundaries: named sets of stages, categories and scopes that a footprint lets in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from greenprod.errors import Issue, ItemError, near

if TYPE_CHECKING:
    from greenprod.factors.library import FactorLibrary


@frozen(kw_only=True)
class Boundary:
    """Say what a footprint counts.

    Parameters
    ----------
    name, title
        Id and title.
    exclude_stages, exclude_categories
        What is left out.
    scopes
        Only these scopes; empty lets all in. Biogenic CO2 stands outside the scopes and is never counted into them.

    """

    name: str
    title: str = ""
    exclude_stages: frozenset[str] = frozenset()
    exclude_categories: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()

    @classmethod
    def named(cls, name: str, library: FactorLibrary) -> Boundary:
        """Return a boundary of ``boundaries.csv``.

        Raises
        ------
        ItemError
            ``unknown_boundary`` with the names that exist.

        """
        row = library.boundaries.get(name)
        if row is None:
            close = near(name, library.boundaries)
            raise ItemError(
                Issue(
                    code="unknown_boundary",
                    message=f"There is no boundary {name!r}.",
                    value=name,
                    valid_values=tuple(library.boundaries),
                    hint=f"Did you mean {close[0]}?" if close else "",
                )
            )
        return cls(
            name=name,
            title=row["title"],
            exclude_stages=frozenset(filter(None, row["exclude_stages"].split("|"))),
            exclude_categories=frozenset(filter(None, row["exclude_categories"].split("|"))),
            scopes=frozenset(filter(None, row["scopes"].split("|"))),
        )

    def lets_in(self, category: str, stage: str, scope: int) -> bool:
        """Whether a posting of this category, stage and scope (0: outside the scopes) is counted."""
        if category in self.exclude_categories or stage in self.exclude_stages:
            return False
        return not self.scopes or scope == 0 or str(scope) in self.scopes
