"""One line, now: the calculator and its result, without pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from greenprod import units
from greenprod.errors import GwpMismatchError, Issue
from greenprod.footprint.explain import Explanation, explain
from greenprod.footprint.kernel import MEASURES, TOTAL, whole_mg
from greenprod.footprint.resolve import Coefficient, Resolved, remembered
from greenprod.footprint.terms import Terms
from greenprod.vocabulary import Match

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from os import PathLike

    import pandas as pd
    import pint

    from greenprod.factors.library import FactorLibrary
    from greenprod.footprint.bases import Keep
    from greenprod.footprint.budget import Budget
    from greenprod.footprint.ledger import Ledger
    from greenprod.footprint.totals import Totals
    from greenprod.items.base import Item


FLAGS = {
    "partial": Issue(
        code="partial_factor", severity="warning", message="counts only part of the gases, as its source does."
    ),
    "projection": Issue(code="projection_factor", severity="warning", message="is a projection, not a measurement."),
}
"""What a reader of a result must know about a factor's flags."""


@frozen(slots=False)
class Calculator(Terms):
    """Turn items into CO2e under one library, policy, boundary and GWP set.

    Immutable, picklable, and safe to use from several threads.

    Parameters
    ----------
    library
        The factors; the shipped ones when empty.
    policy
        ``report``, ``strict`` or a `Policy`.
    boundary
        Name of a boundary of the library, or a `Boundary`.
    gwp
        ``as_published``, ``AR4``, ``AR5``, ``AR6``...

    Examples
    --------
    >>> import greenprod as gp
    >>> calc = gp.Calculator(policy="report", boundary="full")
    >>> result = calc.calculate(
    ...     gp.Flight(passengers=4, origin="CPH", destination="LHR", cabin="economy", date="2025-03-03")
    ... )
    >>> print(result.co2e)
    580.910152 kgCO2e

    """

    def calculate(self, item: Item) -> Result:
        """Return the CO2e of one item.

        Raises
        ------
        GreenprodError
            When the item names something unknown, or no factor fits under the policy.

        """
        resolved = remembered(item, self)
        product = item.product
        postings = tuple([Posting(coefficient=c, mg=whole_mg(c.mg_per_unit, product)) for c in resolved.coefficients])
        return Result(
            item=item, resolved=resolved, product=product, postings=postings, gwp=self.gwp, library=self.library
        )

    def budget(self, items: Iterable[Item] = ()) -> Budget:
        """Return the CO2e of items that are still being edited.

        Parameters
        ----------
        items
            Its lines, in order; those that cannot be booked are kept with their issue.

        """
        from greenprod.footprint.budget import Budget  # noqa: PLC0415 - a single line needs none

        return Budget(self, items)

    def ledger(self, source: pd.DataFrame | str | PathLike[str] | Iterable[Any]) -> Ledger:
        """Book many lines.

        Parameters
        ----------
        source
            A DataFrame, a path of a CSV, Excel or Parquet file, items, tables, or a list of any of these.

        Returns
        -------
        Ledger
            All lines in the order of the source, those that cannot be booked with their issue.

        """
        from greenprod.footprint.engine import book  # noqa: PLC0415 - pandas loads here and not before

        return book(source, self)

    def totals(
        self,
        source: pd.DataFrame | str | PathLike[str] | Iterable[Any],
        *,
        by: str | tuple[str, ...] = ("production_id",),
        keep: Keep = "",
        into: str | PathLike[str] | None = None,
        workers: int | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Totals:
        """Return the totals of any number of lines by group, without keeping the lines.

        Parquet goes through by row group, on several threads, so that a folder larger than memory can be summed. The
        milligrams are those of `ledger`, whatever the pieces and their order.

        Parameters
        ----------
        source
            A file, a folder, a DataFrame, an Arrow table, items, or a list of any of these.
        by
            Columns of the lines to sum by.
        keep
            Which amounts to keep beside the sums. ``factors``: by group and what they were multiplied with, for ranges
            and for another GWP set or boundary; ``descriptions``: finer, for another edition of the factors too.
        into
            A new folder for the lines as a thin ledger; the same call goes on with one that was interrupted.
        workers
            Number of threads; by default one for each processor, at most eight.
        progress
            Called with the number of lines done and of all lines known, after each piece.

        Raises
        ------
        GreenprodError
            ``invalid_choice`` for a column that lines cannot be summed by; ``out_of_range`` for workers; ``overflow``;
            ``file_changed``, ``truncated_parquet``; ``other_ledger`` or ``cannot_write`` for the folder.

        Notes
        -----
        A line id that stands twice is found by `ledger`, which looks at all lines together, and not here.

        """
        from greenprod.footprint.stream import totals  # noqa: PLC0415 - pandas loads here and not before

        return totals(source, self, by=by, keep=keep, into=into, workers=workers, progress=progress)


@frozen(kw_only=True, slots=True)
class Posting:
    """Hold what one stage of a line is booked with.

    Parameters
    ----------
    coefficient
        Factor, stage, scope and how it was found.
    mg
        Whole milligrams of CO2e.

    """

    coefficient: Coefficient
    mg: int


@frozen(kw_only=True, slots=True)
class Result:
    """Hold the footprint of one line.

    Parameters
    ----------
    item
        The line.
    resolved, product
        What its description decided, and the product of its amounts.
    postings
        One per stage and scope column.
    gwp
        The GWP set of the numbers.
    library
        The factors they were made with.

    """

    item: Item
    resolved: Resolved
    product: float
    postings: tuple[Posting, ...]
    gwp: str
    library: FactorLibrary = field(repr=False)

    def mg(self, *measures: str) -> int:
        """Return the sum of the postings of some columns in whole milligrams; the total without any."""
        wanted = measures or TOTAL
        return sum(p.mg for p in self.postings if p.coefficient.measure in wanted)

    @property
    def co2e(self) -> pint.Quantity[Any]:
        """Total with location-based electricity, as a quantity in kgCO2e."""
        return units.quantity(self.co2e_kg, "kgCO2e")

    @property
    def co2e_kg(self) -> float:
        """Total with location-based electricity in kg CO2e."""
        return self.mg() / 1e6

    @property
    def scope1_kg(self) -> float:
        """Scope 1 in kg CO2e."""
        return self.mg("scope1") / 1e6

    @property
    def scope2_location_kg(self) -> float:
        """Scope 2, location-based, in kg CO2e."""
        return self.mg("scope2_location") / 1e6

    @property
    def scope2_market_kg(self) -> float:
        """Scope 2, market-based, in kg CO2e."""
        return self.mg("scope2_market") / 1e6

    @property
    def scope3_kg(self) -> float:
        """Scope 3 in kg CO2e."""
        return self.mg("scope3") / 1e6

    @property
    def biogenic_kg(self) -> float:
        """Biogenic CO2 outside the scopes, in kg."""
        return self.mg("biogenic") / 1e6

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What a careful reader should know: fallbacks, stages without a factor, GWP sets that do not fit."""
        return tuple(_warnings(self.resolved))

    def explain(self) -> Explanation:
        """Return where the number comes from, step by step."""
        return explain(self.item, self.resolved, self.product, self.library)

    def __add__(self, other: Result) -> Total:
        return Total(gwp=self.gwp, measures={name: self.mg(name) for name in MEASURES}) + other


@frozen(kw_only=True)
class Total:
    """Hold a sum of results, in whole milligrams by scope column, under one GWP set."""

    gwp: str
    measures: dict[str, int]

    def __add__(self, other: Result | Total) -> Total:
        if other.gwp != self.gwp:
            raise GwpMismatchError(
                Issue(
                    code="gwp_mismatch",
                    message=f"A result under {self.gwp} cannot be added to one under {other.gwp}.",
                    hint="Calculate both with the same gwp.",
                )
            )
        theirs = other.measures if isinstance(other, Total) else {name: other.mg(name) for name in MEASURES}
        return Total(gwp=self.gwp, measures={name: mg + theirs[name] for name, mg in self.measures.items()})

    @property
    def co2e_kg(self) -> float:
        """Total with location-based electricity in kg CO2e."""
        return sum(self.measures[name] for name in TOTAL) / 1e6


def _warnings(resolved: Resolved) -> Iterable[Issue]:
    seen: set[Any] = set()
    for c in resolved.coefficients:
        found = c.found
        edition, step = found.factor.edition, "; ".join(found.steps)
        if found.match is not Match.EXACT and step not in seen:
            seen.add(step)
            yield Issue(code=str(c.found.match), severity="warning", message=step, value=edition)
        for flag in found.factor.flags:
            if flag in FLAGS and (flag, edition) not in seen:
                seen.add((flag, edition))
                about = FLAGS[flag]
                yield about.at(message=f"{edition} {about.message}", value=edition)
        if c.gwp_mismatch:
            message = f"{edition} has no gas split and stays as published."
            yield Issue(code="gwp_mismatch", severity="warning", message=message, value=found.factor.factor_id)
    for stage in resolved.missing:
        message = f"No factor for {stage}; this part is not counted."
        yield Issue(code="stage_without_factor", severity="warning", message=message, value=stage)
