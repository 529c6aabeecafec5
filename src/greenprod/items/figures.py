"""Figures and names that describe a line beside its amounts: densities, shares, lives, leaves of the vocabulary."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from greenprod import units
from greenprod.errors import Issue, ItemError
from greenprod.factors.properties import shipped_properties
from greenprod.items.amounts import amount_problem, checked_amount, split_given
from greenprod.items.base import ActivityAmount, required
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from greenprod.factors.record import Property
    from greenprod.items.amounts import AmountLike


def measured(value: AmountLike, column: str, unit: str = "") -> float:
    """Convert a figure of a description, written with or without its unit.

    Raises
    ------
    GreenprodError
        ``missing_amount``, ``not_a_number``, ``not_finite``, ``negative_amount`` or ``wrong_dimension``.

    """
    number, given = split_given(value, column)
    if given and not unit:
        message = f"{column} is a plain number, without {given!r}."
        raise ItemError(Issue(code="wrong_dimension", message=message, column=column, value=str(value)))
    return checked_amount(number * units.scale(given, unit) if given else number, column)


def positive(value: AmountLike, column: str, unit: str = "") -> float:
    """Convert a figure of a description that must be over 0."""
    number = measured(value, column, unit)
    if not number > 0:
        message = f"{column} must be over 0, not {number:g}."
        raise ItemError(Issue(code="out_of_range", message=message, column=column, value=str(value)))
    return number


def fraction(value: AmountLike, column: str) -> float:
    """Convert a share between 0 and 1."""
    number, unit = split_given(value, column)
    if unit or not 0 <= number <= 1:
        message = f"{column} is a share from 0 to 1, not {value}."
        hint = "Write 50 % as 0.5."
        raise ItemError(Issue(code="out_of_range", message=message, column=column, value=str(value), hint=hint))
    return number


def one_amount(kind: str, given: Mapping[str, float | None]) -> str:
    """Return the one of several amounts that is given.

    Raises
    ------
    ItemError
        ``missing_amount`` or ``contradictory_fields``.

    """
    names = [name for name, value in given.items() if value is not None]
    choices = " or ".join(given)
    if not names:
        raise ItemError(amount_problem("missing_amount", next(iter(given)), "", hint=f"Give {choices}."))
    if len(names) > 1:
        message = f"A {kind} line takes {choices}, and only one of them."
        raise ItemError(Issue(code="contradictory_fields", message=message, column=names[1]))
    return names[0]


def refused(column: str, message: str, hint: str = "") -> ItemError:
    """Return the error for a field that contradicts another one."""
    return ItemError(Issue(code="contradictory_fields", message=message, column=column, hint=hint))


def below(root: str, name: str) -> str:
    """Return a leaf of the vocabulary from its name below a root; the whole leaf is fine too.

    Examples
    --------
    >>> below("waste", "wood.landfill"), below("waste", "waste.wood.landfill")
    ('waste.wood.landfill', 'waste.wood.landfill')

    """
    return f"{root}.{name.removeprefix(root + '.')}"


def to_density(value: AmountLike) -> float:
    """Convert to kilograms per cubic metre."""
    return positive(value, "density_kg_per_m3", "kg/cubic_metre")


def to_thickness(value: AmountLike) -> float:
    """Convert to metres of thickness."""
    return positive(value, "thickness_m", "metre")


def to_surface_mass(value: AmountLike) -> float:
    """Convert to kilograms per square metre."""
    return positive(value, "kg_per_m2", "kg/square_metre")


def to_item_kg(value: AmountLike) -> float:
    """Convert to kilograms of one item."""
    return positive(value, "item_kg", "kg")


def to_life(value: AmountLike) -> float:
    """Convert a length of life to days."""
    return positive(value, "life_days", "day")


def to_share(value: AmountLike) -> float:
    """Convert the share of a life."""
    return fraction(value, "share")


@cache
def waste_densities() -> dict[str, dict[str, Property]]:
    """Return the sourced bulk densities by what is in the container and the state it is in; the newest edition of each.

    Examples
    --------
    >>> sorted(waste_densities()["corrugated_cardboard"])
    ['baled', 'compacted', 'uncompacted']

    """
    found: dict[str, dict[str, Property]] = {}
    for row in shipped_properties("waste.density"):
        if not row.subkey.endswith((".low", ".high")):
            found.setdefault(row.key, {})[row.subkey] = row
    return found


def kg_each(by: str, thickness_m: float | None, density: float | None, kg_per_m2: float | None) -> float | None:
    """Return the mass of one unit of the given amount; None for an area of which no mass is known.

    Raises
    ------
    ItemError
        ``missing_field`` or ``contradictory_fields``.

    """
    given = {"thickness_m": thickness_m, "density_kg_per_m3": density, "kg_per_m2": kg_per_m2}
    used = {"mass": (), "volume": ("density_kg_per_m3",), "area": tuple(given)}[by]
    for column, value in given.items():
        if value is not None and column not in used:
            raise refused(column, f"{column} is not needed beside {by}.")
    if by == "mass":
        return 1.0
    if by == "volume":
        if density is None:
            raise required("density_kg_per_m3", "volume of material", "Give kg per cubic metre, or book by mass.")
        return density * units.scale("litre", "cubic_metre")
    if kg_per_m2 is not None:
        if thickness_m is not None or density is not None:
            raise refused("kg_per_m2", "Give kg_per_m2, or thickness_m with density_kg_per_m3, but not both.")
        return kg_per_m2
    if thickness_m is None and density is None:
        return None
    if thickness_m is None or density is None:
        column = "thickness_m" if thickness_m is None else "density_kg_per_m3"
        raise required(column, "area of material", "Give thickness_m with density_kg_per_m3, or kg_per_m2.")
    return thickness_m * density


def mass_note(by: str, kg: float | None) -> str:
    """Return the note for a mass that follows from an area or a volume."""
    return (
        "" if by == "mass" or kg is None else f"{kg:g} kg per {'litre' if by == 'volume' else 'square metre'} (given)"
    )


def bulk_density(density: float | None, contents: str, state: str) -> tuple[float, str]:
    """Return kilograms per cubic metre, and a note that says where they are from.

    Raises
    ------
    ItemError
        ``missing_field``, ``invalid_choice`` or ``contradictory_fields``.

    """
    if density is not None:
        if contents or state:
            raise refused("contents" if contents else "state", "The density is given, and contents name another one.")
        return density, f"{density:g} kg/cubic_metre (given)"
    known = waste_densities()
    if not contents:
        raise required("contents", "waste by volume", "Or give density_kg_per_m3. Known: " + ", ".join(known) + ".")
    if contents not in known:
        raise ItemError(invalid_choice("contents", contents, known))
    states = known[contents]
    if not state and len(states) == 1:
        state = next(iter(states))
    if state not in states:
        raise ItemError(invalid_choice("state", state, states))
    row = states[state]
    return row.value * units.scale(row.unit, "kg/cubic_metre"), (
        f"{row.value:g} {row.unit}, {contents.replace('_', ' ')}, {state.replace('_', ' ')} ({row.source_id})"
    )


def check_life(kind: str, days: float | None, life_days: float | None, share: float | None) -> None:
    """Check that a hired thing has either days and a life, or a share.

    Raises
    ------
    ItemError
        ``missing_field``, ``missing_amount`` or ``contradictory_fields``.

    """
    if share is not None:
        if days is not None or life_days is not None:
            column = "days" if days is not None else "life_days"
            raise refused(column, "The share of its life is given, and days of use say another one.")
    elif life_days is None:
        raise required("life_days", kind, "Or give share; no length of life is assumed.")
    elif days is None:
        raise ItemError(amount_problem("missing_amount", "days", "", hint="Give the days of use, or share."))


def life_used(life_days: float | None, share: float | None) -> tuple[float, str]:
    """Return how much of its life one day of use (or the hire, by `share`) takes, and a note."""
    if share is not None:
        return share, f"{share:g} of its life (given)"
    if life_days is None:
        return 1.0, ""
    return 1 / life_days, f"days of use over a life of {life_days:g} days (given)"


def check_spend(kind: str, spend_activity: str, currency: str) -> None:
    """Check that a cost has a currency and names what it was spent on."""
    if not spend_activity:
        raise required("spend_activity", kind, "`greenprod factors list spend` shows all.")
    if not currency:
        issue = amount_problem("missing_amount", "currency", "", hint="Write the currency of the cost.")
        raise ItemError(issue.at(code="missing_unit", message="The currency of the cost is missing."))


def spend_part(spend_activity: str, currency: str, category: str) -> ActivityAmount:
    """Return one unit of money spent."""
    leaf = below("spend", spend_activity)
    return ActivityAmount(activity=leaf, amount=1.0, unit=currency, column="spend_activity", category=category)
