"""Amounts: numbers with their units, as people and tables give them."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any, cast

from greenprod import units
from greenprod.errors import Issue, ItemError

if TYPE_CHECKING:
    import pint

    AmountLike = float | int | str | pint.Quantity[Any]


def amount_problem(code: str, column: str, value: object, hint: str = "") -> Issue:
    """Return the issue for an amount that is no usable number."""
    messages = {
        "missing_amount": f"{column} is missing.",
        "not_a_number": f"{column} is not a number: {str(value)[:60]!r}.",
        "not_finite": f"{column} is not a finite number: {str(value)!r}.",
        "negative_amount": f"{column} is negative: {value}.",
    }
    return Issue(code=code, message=messages[code], column=column, value=str(value)[:60], hint=hint or _HINTS[code])


def two_units(column: str) -> Issue:
    """Return the issue for an amount whose unit stands in two places."""
    return Issue(
        code="two_units",
        message=f"The unit of {column} is given twice.",
        column=column,
        hint="Write it in the header, in the unit column or after the number, but once.",
    )


_HINTS = {
    "missing_amount": "Missing is not zero: write 0 if nothing was used, or estimate it with the status `estimated`.",
    "not_a_number": "Write a number such as 1234.5, with a unit after it if it is not in the column's own unit.",
    "not_finite": "Write the amount that was used.",
    "negative_amount": "Credit notes are no negative emissions: correct the line they refer to.",
}


def checked_amount(number: float, column: str) -> float:
    """Return `number` if it is finite and not negative.

    Raises
    ------
    ItemError
        ``not_finite`` or ``negative_amount``.

    """
    if not isfinite(number):
        raise ItemError(amount_problem("not_finite", column, number))
    if number < 0:
        raise ItemError(amount_problem("negative_amount", column, number))
    return number


def split_given(value: AmountLike, column: str) -> tuple[float, str]:
    """Return a number and its unit text (empty when none was given) from a number, a text or a quantity."""
    if isinstance(value, (int, float)):
        try:
            return float(value), ""
        except OverflowError:
            raise ItemError(amount_problem("not_finite", column, f"{str(value)[:20]}...")) from None
    if units.is_quantity(value):
        return float(value.magnitude), f"{value.units:~}"  # type: ignore[union-attr]
    text = str(value)
    if not text.strip():
        raise ItemError(amount_problem("missing_amount", column, ""))
    if text.strip().lower().lstrip("+-") in ("nan", "inf", "infinity"):
        raise ItemError(amount_problem("not_finite", column, text))
    try:
        return units.split_amount(text)
    except ValueError:
        raise ItemError(amount_problem("not_a_number", column, text)) from None


def _amount(value: AmountLike, column: str, unit: str) -> float:
    if type(value) is float:  # np.float64 and the like become plain floats below
        return checked_amount(value, column)
    number, given = split_given(value, column)
    return checked_amount(number * units.scale(given, unit) if given else number, column)


def in_passengers(value: AmountLike) -> float:
    """Convert to passengers."""
    return _amount(value, "passengers", "passenger")


def in_vehicles(value: AmountLike) -> float:
    """Convert to vehicles."""
    return _amount(value, "vehicles", "vehicle")


def in_km(value: AmountLike) -> float:
    """Convert to kilometres."""
    return _amount(value, "distance", "km")


def in_tonnes(value: AmountLike) -> float:
    """Convert to tonnes."""
    return _amount(value, "mass", "tonne")


def in_kg(value: AmountLike) -> float:
    """Convert to kilograms."""
    return _amount(value, "mass", "kg")


def in_litres(value: AmountLike) -> float:
    """Convert to litres."""
    return _amount(value, "volume", "litre")


def in_kwh(value: AmountLike) -> float:
    """Convert to kilowatt-hours."""
    return _amount(value, "energy", "kWh")


def in_hours(value: AmountLike) -> float:
    """Convert to hours."""
    return _amount(value, "hours", "hour")


def in_rooms(value: AmountLike) -> float:
    """Convert to rooms."""
    return _amount(value, "rooms", "room")


def in_nights(value: AmountLike) -> float:
    """Convert to nights."""
    return _amount(value, "nights", "night")


def in_meals(value: AmountLike) -> float:
    """Convert to meals."""
    return _amount(value, "meals", "meal")


def in_persons(value: AmountLike) -> float:
    """Convert to persons."""
    return _amount(value, "persons", "person")


def in_days(value: AmountLike) -> float:
    """Convert to days."""
    return _amount(value, "days", "day")


def in_area(value: AmountLike) -> float:
    """Convert to square metres."""
    return _amount(value, "area", "square_metre")


def in_items(value: AmountLike) -> float:
    """Convert to items."""
    return _amount(value, "items", "item")


def in_terabytes(value: AmountLike) -> float:
    """Convert to terabytes."""
    return _amount(value, "data", "TB")


def amount(unit: str, *, unit_field: str = "") -> dict[str, str]:
    """Return the metadata that marks an amount field and its canonical unit.

    Parameters
    ----------
    unit
        Canonical unit; empty where each line has its own.
    unit_field
        The description field that then holds the unit.

    """
    return {"amount": unit, "unit_field": unit_field}


def as_given(value: AmountLike) -> float:
    """Leave an amount as it is: its unit is taken out once the whole line is there, see `take_unit`."""
    return cast("float", value)


def take_unit(item: object, amount_name: str, unit_name: str) -> None:
    """Move the unit of an amount into the field that holds it.

    Raises
    ------
    ItemError
        ``two_units`` when both say one, or an issue about the number.

    """
    value, given = getattr(item, amount_name), getattr(item, unit_name)
    if type(value) is float:  # nothing to take out
        checked_amount(value, amount_name)
        return
    number, unit = split_given(value, amount_name)
    if unit and given:
        raise ItemError(two_units(amount_name))
    object.__setattr__(item, amount_name, checked_amount(number, amount_name))
    object.__setattr__(item, unit_name, given or unit)
