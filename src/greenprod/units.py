"""Units: the one place where unit text meets pint.

Unit text stays text; columns stay floats. What crosses between them is a scale, worked out once per distinct
pair of units.
"""

from __future__ import annotations

import re
import threading
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from greenprod.errors import Issue, UnitError, near

if TYPE_CHECKING:
    import pint

CANONICAL = {
    "passenger_distance": "passenger*km",
    "distance": "km",
    "freight": "tonne*km",
    "energy": "kWh",
    "volume": "litre",
    "mass": "kg",
    "room_nights": "room*night",
    "meals": "meal",
    "work": "person*hour",
    "items": "item",
    "area": "square_metre",
    "volume_distance": "cubic_metre*km",
    "guest_nights": "person*night",
    "money": "EUR",
    "time": "hour",
    "passengers": "passenger",
    "vehicles": "vehicle",
    "rooms": "room",
    "nights": "night",
    "persons": "person",
    "data": "TB",
}
"""The canonical unit of each dimension that activities and amounts use."""

ALIASES = {
    **dict.fromkeys(["kwh", "KWH", "KWh", "Kwh", "kwt", "kWt", "kW*h", "kilowatt-hour", "kilowatt hours"], "kWh"),
    **dict.fromkeys(["mwh", "Mwh", "MWH"], "MWh"),
    **dict.fromkeys(["wh", "WH"], "Wh"),
    **dict.fromkeys(["gj", "Gj"], "GJ"),
    **dict.fromkeys(["mj"], "MJ"),
    **dict.fromkeys(["kw", "KW"], "kW"),
    **dict.fromkeys(["L", "l", "ltr", "ltr.", "liter", "liters", "litres", "Liter", "Litre", "LITRE"], "litre"),
    **dict.fromkeys(["m3", "m³", "m^3", "m**3", "cbm", "cubic metres", "cubic meters"], "cubic_metre"),
    **dict.fromkeys(["ml", "mL"], "millilitre"),
    **dict.fromkeys(["cl", "cL"], "centilitre"),
    **dict.fromkeys(["dl", "dL"], "decilitre"),
    **dict.fromkeys(["m2", "m²", "m^2", "m**2", "sqm"], "square_metre"),
    **dict.fromkeys(["Km", "KM", "kms", "kilometre", "kilometres", "kilometer", "kilometers"], "km"),
    **dict.fromkeys(["m", "meter", "meters", "metres"], "metre"),
    **dict.fromkeys(["mi", "miles"], "mile"),
    **dict.fromkeys(["nmi"], "nautical_mile"),
    **dict.fromkeys(["Kg", "KG", "kgs", "kilo", "kilogram", "kilograms"], "kg"),
    **dict.fromkeys(["g", "gr", "grams"], "gram"),
    **dict.fromkeys(["t", "tonnes", "metric ton", "metric tons"], "tonne"),
    **dict.fromkeys(["lbs", "pound", "pounds"], "lb"),
    **dict.fromkeys(["pax", "passengers", "pers.pax"], "passenger"),
    **dict.fromkeys(
        ["pkm", "p.km", "passenger.km", "passenger-km", "passenger km", "passenger kilometre"], "passenger*km"
    ),
    **dict.fromkeys(["tkm", "t.km", "t*km", "tonne.km", "tonne-km", "tonne km", "ton-km"], "tonne*km"),
    **dict.fromkeys(["persons", "people", "pers", "pers."], "person"),
    **dict.fromkeys(["h", "hr", "hrs", "hours", "timer"], "hour"),
    **dict.fromkeys(["min", "minutes"], "minute"),
    **dict.fromkeys(["s", "sec", "seconds"], "second"),
    **dict.fromkeys(["days", "dage", "dag"], "day"),
    **dict.fromkeys(["person-hour", "person-hours", "person.hour", "man-hour", "mandetimer"], "person*hour"),
    **dict.fromkeys(["rooms"], "room"),
    **dict.fromkeys(["nights", "nætter", "overnatninger"], "night"),
    **dict.fromkeys(
        ["room-night", "room-nights", "room nights", "room night", "room_nights", "room.night"], "room_night"
    ),
    **dict.fromkeys(["meals", "måltid", "måltider"], "meal"),
    **dict.fromkeys(["vehicles"], "vehicle"),
    **dict.fromkeys(["items", "pcs", "pcs.", "stk", "stk."], "item"),
    **dict.fromkeys(["kgCO2-eq", "kg CO2e", "kgCO2eq", "kg CO2-eq", "kg CO2-e"], "kgCO2e"),
    **dict.fromkeys(["t CO2e", "tCO2eq", "t CO2-eq", "tonne CO2e"], "tCO2e"),
    **dict.fromkeys(["g CO2e", "gCO2eq"], "gCO2e"),
    **dict.fromkeys(["dkk"], "DKK"),
    **dict.fromkeys(["eur", "€"], "EUR"),
    **dict.fromkeys(["gbp", "£"], "GBP"),
    **dict.fromkeys(["usd", "US$"], "USD"),
}
"""Spellings found in budgets and bills, and the unit each one means."""

REFUSED = {
    **dict.fromkeys(["gallon", "gallons", "gal"], ("us_gallon", "imperial_gallon")),
    **dict.fromkeys(["ton", "tons", "Ton", "TON"], ("tonne", "short_ton", "long_ton")),
    **dict.fromkeys(["kt", "Mt", "MT", "mt"], ("tonne",)),
    **dict.fromkeys(["unit", "units", "pc", "pt", "C", "a"], ("item",)),
    **dict.fromkeys(["GB", "Gb", "gb"], ("gigabyte", "GBP")),
    **dict.fromkeys(["kr", "kr.", "Kr"], ("DKK", "NOK", "SEK")),
    **dict.fromkeys(["$"], ("USD",)),
    **dict.fromkeys(["km/h", "kmh", "km/t"], ("km", "hour")),
}
"""Words that mean different things to different people, and what could be meant."""

_WORD = re.compile(r"[^\W\d]\w*\.?", re.UNICODE)
# Words, products and quotients; powers and numbers are refused, since 9**9**9 would be calculated, and so are comments
# and stray quotes, which the tokenizer that pint borrows from Python drops.
_UNIT_TEXT = re.compile(r"(?:[^\W\d]\w*+|\*(?!\*)|[/()\s])+", re.UNICODE)
# Longer text is no unit, and pint's parser is recursive.
_LONGEST = 80
_lock = threading.RLock()


@cache
def _registry() -> pint.UnitRegistry[Any]:
    import pint  # noqa: PLC0415 - 200 ms that an import of greenprod must not cost

    registry: pint.UnitRegistry[Any] = pint.UnitRegistry(None, on_redefinition="raise", cache_folder=None)
    registry.load_definitions(files("greenprod").joinpath("registry.txt").read_text(encoding="utf-8").splitlines())
    return registry


def registry() -> pint.UnitRegistry[Any]:
    """Return the closed pint registry that every returned quantity belongs to.

    Examples
    --------
    >>> str(registry()("3.5 MWh").to("kWh"))
    '3500.0 kWh'

    """
    with _lock:
        return _registry()


@cache
def normalise(text: str) -> str:
    """Return unit text in the spelling of the registry.

    Raises
    ------
    UnitError
        ``ambiguous_unit`` for a word that people read differently, with the choices.

    Examples
    --------
    >>> normalise("KWH"), normalise("m³"), normalise("pkm")
    ('kWh', 'cubic_metre', 'passenger*km')

    """
    text = text.strip()
    if text in ALIASES:
        return ALIASES[text]
    _refuse_ambiguous(text)
    for spelling in ("m**3", "m^3", "m**2", "m^2"):
        text = text.replace(spelling, ALIASES[spelling])
    for word in _WORD.findall(text):
        _refuse_ambiguous(word)
    return _WORD.sub(lambda word: ALIASES.get(word.group(), word.group()), text)


def _refuse_ambiguous(word: str) -> None:
    if word in REFUSED:
        raise UnitError(
            Issue(
                code="ambiguous_unit",
                message=f"The unit {word!r} can mean more than one thing.",
                column="unit",
                value=word,
                valid_values=REFUSED[word],
                hint="Write the one you mean.",
            )
        )


def _parsed(text: str) -> pint.Unit:
    """Parse unit text; the only place where pint's errors are caught.

    Pint has no common error for bad text: it raises TypeError, ValueError, AssertionError, AttributeError,
    RecursionError and tokenize errors as well as its own, hence the wide net around this one call.
    """
    unit = registry()
    text = text.strip()
    try:
        normal = normalise(text)
        if len(text) > _LONGEST or not _UNIT_TEXT.fullmatch(normal):
            raise ValueError(text)  # noqa: TRY301 - joins the other refusals
        with _lock:
            return unit.parse_units(normal)
    except UnitError:
        raise
    except Exception:  # noqa: BLE001 - see the docstring
        raise UnitError(_unknown(text)) from None


def _unknown(text: str) -> Issue:
    shown = text[:_LONGEST]
    close = near(shown, [*_names(), *ALIASES])
    return Issue(
        code="unknown_unit",
        message=f"{shown!r} is not a unit that greenprod knows." if shown else "The unit is missing.",
        column="unit",
        value=shown,
        valid_values=tuple(dict.fromkeys(ALIASES.get(name, name) for name in close)),
        hint="" if close else "docs/reference/units.md lists all units.",
    )


@cache
def _names() -> tuple[str, ...]:
    text = files("greenprod").joinpath("registry.txt").read_text(encoding="utf-8")
    return tuple(line.split("=")[0].strip() for line in text.splitlines() if "=" in line and not line.startswith("#"))


@cache
def scale(unit: str, to: str) -> float:
    """Return the number that turns an amount in `unit` into an amount in `to`.

    Raises
    ------
    UnitError
        ``unknown_unit``, ``ambiguous_unit``, or ``wrong_dimension`` when the two cannot be converted.

    Examples
    --------
    >>> scale("MWh", "kWh")
    1000.0

    """
    source, target = _parsed(unit), _parsed(to)
    if source == target:
        return 1.0
    if source.dimensionality != target.dimensionality:
        raise UnitError(
            Issue(
                code="wrong_dimension",
                message=f"{unit!r} cannot be converted to {to!r}.",
                column="unit",
                value=unit,
                valid_values=compatible(to),
                hint=f"Give the amount in {to} or a unit like it.",
            )
        )
    with _lock:
        return float(_registry().convert(1.0, source, target))


@cache
def compatible(unit: str) -> tuple[str, ...]:
    """Return the units of the registry with the same dimension as `unit`, or `unit` itself if none is simpler."""
    wanted = _parsed(unit).dimensionality
    found = tuple(name for name in _names() if _parsed(name).dimensionality == wanted)
    return found or (unit,)


@cache
def currency(unit: str) -> str:
    """Return the code of the currency that a unit of money is of: ``kEUR`` gives ``EUR``.

    Raises
    ------
    UnitError
        ``unknown_unit``, ``ambiguous_unit``, or ``wrong_dimension`` when it is no money.

    """
    try:
        wanted = _parsed(unit).dimensionality
    except UnitError as error:
        raise UnitError(error.issue.at(valid_values=error.issue.valid_values or currencies())) from None
    found = next((code for code in currencies() if _parsed(code).dimensionality == wanted), None)
    if found is None:
        raise UnitError(
            Issue(
                code="wrong_dimension",
                message=f"{unit!r} is no amount of money.",
                column="unit",
                value=unit,
                valid_values=currencies(),
                hint="Give the amount in a currency, such as DKK.",
            )
        )
    return found


@cache
def currencies() -> tuple[str, ...]:
    """Return the codes of all currencies of the registry."""
    text = files("greenprod").joinpath("registry.txt").read_text(encoding="utf-8")
    return tuple(line.split("=")[0].strip() for line in text.splitlines() if "= [money_" in line)


@cache
def co2e_per(unit: str) -> str:
    """Return the amount part of a factor's unit: ``kgCO2e/(passenger*km)`` gives ``passenger*km``.

    Raises
    ------
    UnitError
        ``not_co2e`` when the unit is not kgCO2e per something.

    """
    mass, _, per = unit.partition("/")
    if mass.strip() != "kgCO2e" or not per:
        raise UnitError(
            Issue(code="not_co2e", message=f"{unit!r} is not kgCO2e per amount.", column="unit", value=unit)
        )
    per = per.strip()
    return per[1:-1] if per.startswith("(") and per.endswith(")") else per


def is_quantity(value: object) -> bool:
    """Whether `value` is a pint quantity of this or any other registry (told by its shape, pint stays unloaded)."""
    return hasattr(value, "magnitude") and hasattr(value, "units")


_AMOUNT = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*((?:[^\d\s.,].*?)?)\s*\Z", re.DOTALL)


def split_amount(text: str) -> tuple[float, str]:
    """Split ``12.5 km`` into its number and unit text (empty when there is none).

    Raises
    ------
    ValueError
        When the text does not start with a number written with a decimal point.

    """
    match = _AMOUNT.match(text)
    if match is None:
        raise ValueError(text)
    return float(match.group(1)), match.group(2)


def quantity(value: float, unit: str) -> pint.Quantity[Any]:
    """Return `value` in `unit` as a quantity of greenprod's registry.

    Examples
    --------
    >>> str(quantity(1.5, "tCO2e").to("kgCO2e"))
    '1500.0 kgCO2e'

    """
    found: pint.Quantity[Any] = registry().Quantity(value, unit)
    return found
