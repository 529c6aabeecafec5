"""Targets: the path that a reduction promises, year by year, against what was emitted."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self

from attrs import field, frozen
from attrs.converters import optional

from greenprod.alliance.commitments import Commitment, CommitmentKind, Metric, converted
from greenprod.alliance.judgements import Judgement, Status
from greenprod.alliance.records import amount, share
from greenprod.errors import GreenprodError, Issue

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    import pandas as pd

    from greenprod.alliance.emissions import Inventory

LINEAR_RATE = Fraction(42, 1000)
"""Part of the base year by which emissions fall each year, where a commitment states neither target nor rate."""
_MG_PER_T = 10**9
_MILLION = 10**6
_UNITS = {
    Metric.ABSOLUTE: "t",
    Metric.CONTENT_HOUR: "t/hour of content",
    Metric.SHOOTING_DAY: "t/shooting day",
}


@frozen(kw_only=True)
class Contraction:
    """Hold how fast emissions fall where a commitment does not say, section ``[targets]`` of ``alliance.toml``.

    Parameters
    ----------
    annual_rate
        Part of the base year by which emissions fall each year.

    """

    annual_rate: Fraction = field(default=LINEAR_RATE, converter=share)


LINEAR = Contraction()


@frozen(kw_only=True)
class Size:
    """Hold how large a production is.

    Parameters
    ----------
    production_id
        Which.
    minutes, shooting_days
        Length of the content, and days of shooting; None if nobody knows.
    budget, currency
        Money.

    """

    production_id: str
    minutes: Decimal | None = field(default=None, converter=optional(amount))
    shooting_days: Decimal | None = field(default=None, converter=optional(amount))
    budget: Decimal | None = field(default=None, converter=optional(amount))
    currency: str = ""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Return the size of a row of ``productions.csv``, in which an empty cell is a size that nobody knows."""
        cells = {name: row.get(name) or None for name in ("minutes", "shooting_days", "budget")}
        return cls(production_id=str(row["production_id"]), currency=str(row.get("currency") or ""), **cells)


def denominator(
    commitment: Commitment,
    sizes: Iterable[Size],
    shares: Mapping[tuple[str, str], Fraction],
    *,
    year: int,
    issues: list[Issue],
) -> Fraction | None:
    """Return what a member's emissions of a year are divided by: hours, shooting days or millions of money.

    Parameters
    ----------
    commitment
        Its member, metric and currency.
    sizes
        Of the productions whose emissions count in the year.
    shares
        The member's part by production and member, as its emissions are split.
    year
        Whose exchange rates are taken.
    issues
        Where problems go: ``unknown_size``, ``no_exchange_rate``.

    Returns
    -------
    Fraction or None
        None if the size of one of its productions is not known, if it has none, or if the metric needs none.

    """
    parts: list[Fraction | None] = []
    for size in sizes:
        held = shares.get((size.production_id, commitment.member_id), Fraction(0))
        if held:
            found = _size(commitment, size, year, issues)
            parts.append(None if found is None else found * held)
    whole = sum((part for part in parts if part is not None), Fraction(0))
    return None if None in parts or not whole else whole


def _size(commitment: Commitment, size: Size, year: int, issues: list[Issue]) -> Fraction | None:
    names = {Metric.CONTENT_HOUR: "minutes", Metric.SHOOTING_DAY: "shooting_days", Metric.MILLION_BUDGET: "budget"}
    name = names.get(commitment.metric)
    if name is None:
        return None
    value: Decimal | None = getattr(size, name)
    if value is None:
        message = f"{size.production_id} has no {name}, so {commitment.commitment_id} has no figure for {year}."
        hint = f"Fill in {name} in productions.csv."
        more = {"hint": hint, "production_id": size.production_id, "severity": "warning"}
        issues.append(commitment.issue("unknown_size", message, "metric", commitment.metric, **more))
        return None
    if commitment.metric == Metric.CONTENT_HOUR:
        return Fraction(value) / 60
    if commitment.metric == Metric.SHOOTING_DAY:
        return Fraction(value)
    worth = converted(value, size.currency, commitment, year, issues)
    return None if worth is None else worth / _MILLION


@frozen(kw_only=True)
class Point:
    """Tell what was promised and what was emitted in one year, in milligrams or milligrams per unit.

    Parameters
    ----------
    year
        The year.
    promised
        Of the path; None without a base year. Whole for absolute targets.
    actual
        As stated; None where it was not, or where the year is not over.
    status
        None for a year that is not judged: the base year, before the commitment began, or not over.

    """

    year: int
    promised: Fraction | None
    actual: Fraction | None
    status: Status | None

    @property
    def gap(self) -> Fraction | None:
        """Actual less promised: above zero is too much."""
        return None if self.promised is None or self.actual is None else self.actual - self.promised


@frozen(kw_only=True)
class Path:
    """Hold a reduction year by year.

    Parameters
    ----------
    commitment
        What was promised.
    points
        From the base year on.

    """

    commitment: Commitment
    points: tuple[Point, ...]

    @property
    def unit(self) -> str:
        """What tonnes are counted per."""
        return _UNITS.get(self.commitment.metric, f"t/million {self.commitment.currency}")

    def at(self, year: int) -> Point:
        """Return the point of a year.

        Raises
        ------
        GreenprodError
            ``no_such_year`` for one that the path does not have.

        """
        for point in self.points:
            if point.year == year:
                return point
        years = tuple(str(point.year) for point in self.points)
        message = f"The path of {self.commitment.commitment_id} has no year {year}."
        raise GreenprodError(Issue(code="no_such_year", message=message, value=str(year), valid_values=years))

    def judgement(self, year: int) -> Judgement:
        """Return how the member stands in a year, as for other commitments."""
        found = [point.status for point in self.points if point.year == year]
        c = self.commitment
        return Judgement(
            commitment_id=c.commitment_id,
            member_id=c.member_id,
            kind=c.kind,
            year=year,
            status=found[0] if found else None,
        )

    def rows(self) -> list[dict[str, Any]]:
        """Return one row for each year, in tonnes or tonnes per unit; None where there is nothing to show."""
        return [
            {
                "commitment_id": self.commitment.commitment_id,
                "member_id": self.commitment.member_id,
                "scope_set": str(self.commitment.scope_set),
                "unit": self.unit,
                "year": point.year,
                "path": _tonnes(point.promised),
                "actual": _tonnes(point.actual),
                "gap": _tonnes(point.gap),
                "status": "" if point.status is None else str(point.status),
            }
            for point in self.points
        ]

    def series(self) -> list[dict[str, Any]]:
        """Return the rows of a line chart: one for each year and line, ``path`` or ``actual``, that has a value."""
        about = ("commitment_id", "unit", "year")
        return [
            {**{name: row[name] for name in about}, "line": line, "value": row[line]}
            for line in ("path", "actual")
            for row in self.rows()
            if row[line] is not None
        ]

    def frame(self) -> pd.DataFrame:
        """Return the rows as a table."""
        import pandas as pd  # noqa: PLC0415 - only who wants a table needs it

        return pd.DataFrame(self.rows())


def _tonnes(mg: Fraction | None) -> float | None:
    return None if mg is None else float(mg / _MG_PER_T)


def path(
    commitment: Commitment,
    inventory: Inventory,
    *,
    on: dt.date,
    denominators: Mapping[int, Fraction | None] | None = None,
    contraction: Contraction = LINEAR,
) -> Path:
    """Return the path of a reduction from its base year to its target year, or to the last year that is over.

    The path is a straight line. It ends where the commitment says: at the base year less ``target``, at
    ``target_value``, or as far down as ``annual_rate`` of the base year for each year leads, never below zero. After
    the target year it stays there. A year is judged when it is over.

    Parameters
    ----------
    commitment
        Of kind ``reduction``.
    inventory
        Whole milligrams by member and year, then by scope; with the restated base year, if there is one.
    on
        The day on which it is judged.
    denominators
        For intensities, hours, shooting days or millions by year, as from `denominator`.
    contraction
        For commitments that state neither target nor rate.

    Raises
    ------
    GreenprodError
        ``not_a_reduction`` for a commitment of another kind.

    """
    base_year, target_year = commitment.base_year, commitment.target_year
    if commitment.kind != CommitmentKind.REDUCTION or base_year is None or target_year is None:
        message = f"{commitment.commitment_id} is a {commitment.kind}: it has no path."
        raise GreenprodError(Issue(code="not_a_reduction", message=message, value=str(commitment.kind)))
    actual = {
        year: _actual(commitment, inventory, year, denominators or {})
        for year in range(base_year, max(target_year, on.year - 1) + 1)
    }
    base = actual[base_year] if base_year < on.year else None
    points = []
    for year, emitted in actual.items():
        promised = None if base is None else _promised(commitment, base, year - base_year, contraction.annual_rate)
        over = year < on.year
        judged = over and year > base_year and commitment.from_year(year)
        points.append(
            Point(
                year=year,
                promised=promised,
                actual=emitted if over else None,
                status=_status(promised, emitted, last=year >= target_year) if judged else None,
            )
        )
    return Path(commitment=commitment, points=tuple(points))


def _actual(
    commitment: Commitment, inventory: Inventory, year: int, denominators: Mapping[int, Fraction | None]
) -> Fraction | None:
    mg = commitment.scope_set.total(inventory.get((commitment.member_id, year), {}))
    if mg is None or commitment.metric == Metric.ABSOLUTE:
        return None if mg is None else Fraction(mg)
    by = denominators.get(year)
    return mg / by if by else None


def _promised(commitment: Commitment, base: Fraction, elapsed: int, annual_rate: Fraction) -> Fraction:
    """Return the path so many years after the base year."""
    span = (commitment.target_year or 0) - (commitment.base_year or 0)
    elapsed = min(elapsed, span)
    if commitment.target_value is not None:
        end = Fraction(commitment.target_value) * _MG_PER_T
        found = base + (end - base) * Fraction(elapsed, span)
    else:
        rate = annual_rate if commitment.annual_rate is None else commitment.annual_rate
        cut = rate * elapsed if commitment.target is None else commitment.target * Fraction(elapsed, span)
        found = base * max(Fraction(0), 1 - cut)
    return Fraction(round(found)) if commitment.metric == Metric.ABSOLUTE else found


def _status(promised: Fraction | None, emitted: Fraction | None, *, last: bool) -> Status:
    if promised is None or emitted is None:
        return Status.NO_DATA
    if emitted > promised:
        return Status.LATE
    return Status.MET if last else Status.ON_TRACK
