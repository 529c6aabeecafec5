"""Checks of one factor row, the same for shipped tables and for a company's own file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from greenprod import units
from greenprod.errors import GreenprodError, Issue, near
from greenprod.gwp import GwpSet, gwp_sets, to_co2e
from greenprod.regions import regions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from greenprod.factors.files import Place
    from greenprod.factors.record import ActivityType, Factor

KNOWN_FLAGS = (
    "partial",
    "partial_edition",
    "alternative",
    "projection",
    "lapsed",
    "quoted",
    "outlier",
    "avoided",
    "overlay",
)
"""Flags of a factor, see ``factors/README.md``."""
# a published total and the sum of its published gases differ by the rounding of up to four figures
_LAST_DIGITS = 2.5


def problem(
    code: str, place: Place, column: str, value: str, message: str, *, hint: str = "", severity: str = "error"
) -> Issue:
    """Return an issue about one cell of a factor table."""
    return Issue(
        code=code,
        message=message,
        severity=severity,
        file=place.file,
        row=place.row,
        column=column,
        value=value,
        hint=hint,
    )


def check_factor(
    place: Place, factor: Factor, activities: Mapping[str, ActivityType], sources: Collection[str]
) -> Iterator[Issue]:
    """Yield what is wrong with one row.

    Parameters
    ----------
    place
        Where the row stands.
    factor
        The row.
    activities, sources
        What its keys may refer to.

    """
    if factor.activity not in activities:
        close = near(factor.activity, activities, limit=1)
        hint = f"Did you mean {close[0]}?" if close else "`greenprod factors list` shows all activities."
        message = f"The activity {factor.activity!r} is not in the vocabulary."
        yield problem("unknown_activity", place, "activity", factor.activity, message, hint=hint)
    else:
        yield from _unit(place, factor, activities[factor.activity])
    if factor.source_id not in sources:
        message = f"The source {factor.source_id!r} is not in sources.csv."
        yield problem("unknown_source", place, "source_id", factor.source_id, message)
    if factor.region not in regions():
        message = f"The region {factor.region!r} is not in regions.csv."
        yield problem(
            "unknown_region", place, "region", factor.region, message, hint="Use an ISO 3166 code such as DK."
        )
    if not factor.locator:
        message = "The row does not say where the figure stands in its source."
        yield problem("missing_locator", place, "locator", factor.factor_id, message)
    if factor.valid_from >= factor.valid_to:
        yield problem("period_reversed", place, "valid_to", str(factor.valid_to), "valid_to must be after valid_from.")
    yield from _figures(place, factor)


def _figures(place: Place, factor: Factor) -> Iterator[Issue]:
    if factor.value < 0 and "avoided" not in factor.flags:
        message = "A negative figure is no emission; avoided emissions need the flag avoided."
        yield problem("negative_value", place, "value", factor.printed, message)
    if factor.gwp_set and factor.gwp_set not in gwp_sets():
        message = f"There is no GWP set {factor.gwp_set!r}."
        yield problem("unknown_gwp_set", place, "gwp_set", factor.gwp_set, message)
    elif factor.gases and factor.gwp_set and not _gases_fit(factor):
        yield problem("gas_sum", place, "value", factor.printed, "The gases do not add up to the printed total.")
    if factor.gsd is not None and factor.gsd < 1:
        message = "A geometric standard deviation is 1 or more."
        yield problem("wrong_uncertainty", place, "gsd", str(factor.gsd), message)
    for flag in factor.flags:
        if flag not in KNOWN_FLAGS:
            yield problem("unknown_flag", place, "flags", flag, f"There is no flag {flag!r}.")


def _unit(place: Place, factor: Factor, activity: ActivityType) -> Iterator[Issue]:
    canonical = units.CANONICAL.get(activity.dimension)
    if canonical is None:
        return
    try:
        per = units.co2e_per(factor.unit)
        if activity.dimension == "money":
            units.currency(per)
            if factor.price_year is None:
                message = "A figure per amount of money needs the year of its prices."
                yield problem("missing_price_year", place, "price_year", "", message)
        else:
            units.scale(per, canonical)
    except GreenprodError as error:
        message = f"{error.issue.message} The activity is counted in {activity.dimension} ({canonical})."
        yield problem("wrong_unit", place, "unit", factor.unit, message, hint=f"Write kgCO2e/{canonical} or alike.")


def _gases_fit(factor: Factor) -> bool:
    total = to_co2e(dict(factor.gases), GwpSet.shipped(factor.gwp_set))
    decimals = len(factor.printed.partition(".")[2])
    return abs(total - factor.value) <= max(_LAST_DIGITS * 10.0**-decimals, 1e-6 * abs(factor.value))
