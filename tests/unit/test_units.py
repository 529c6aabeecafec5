"""Unit text: what the closed registry reads, refuses and converts."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

import pint
import pytest

from greenprod import GridElectricity, Material, units
from greenprod.errors import UnitError

NAMES = [
    line.split("=")[0].strip()
    for line in files("greenprod").joinpath("registry.txt").read_text(encoding="utf-8").splitlines()
    if "=" in line and not line.startswith("#")
]
# what pint's default registry makes of them: US short ton, micro-nit, knot, pint, megatesla, milli-tonne, parsec,
# coulomb, a number, year; and what people mean by them is no clearer
MISREAD = ["ton", "tons", "unit", "units", "kt", "pt", "MT", "Mt", "mt", "pc", "C", "GB", "a"]
UNKNOWN = ["furlong", "N*m", "degC", "percent", "%", "mol", "cup", "bbl", "quad", "kilokWh", "µm", "x", "passengerkm"]
# texts on which pint raises an error of some other kind
HOSTILE = [
    "", " ", "7 km", "kW-h", "L/100 km", "(" * 70, "km**", "**", "km^km", "km+kg", "__import__('os')",
    "kWh" * 200, "\ud800", "1e400", "km//kg", "lambda: 1", "km**1e9", "🎬", "kWh/(", "-", ".",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_unit_of_the_registry_parses_as_itself(name: str) -> None:
    assert units.scale(name, name) == 1.0
    assert units.quantity(2.5, name).magnitude == 2.5


@pytest.mark.parametrize(("spelling", "unit"), units.ALIASES.items())
def test_every_alias_means_a_unit_of_the_registry(spelling: str, unit: str) -> None:
    assert units.normalise(spelling) == unit
    assert units.scale(spelling, unit) == 1.0


@pytest.mark.parametrize("word", units.REFUSED)
def test_every_choice_offered_for_an_ambiguous_word_is_a_unit(word: str) -> None:
    for choice in units.REFUSED[word]:
        assert units.scale(choice, choice) == 1.0


@pytest.mark.parametrize("word", MISREAD)
def test_a_word_that_pint_would_misread_is_refused_with_choices(word: str) -> None:
    with pytest.raises(UnitError) as caught:
        units.scale(word, "kg")
    assert caught.value.issue.code == "ambiguous_unit"
    assert caught.value.issue.valid_values


@pytest.mark.parametrize("word", MISREAD)
def test_an_ambiguous_word_is_refused_inside_a_compound_too(word: str) -> None:
    with pytest.raises(UnitError, match="more than one thing"):
        units.scale(f"{word}*km", "tonne*km")


@pytest.mark.parametrize("text", UNKNOWN)
def test_a_unit_of_the_default_registry_that_is_not_in_ours_is_unknown(text: str) -> None:
    with pytest.raises(UnitError) as caught:
        units.scale(text, "kWh")
    assert caught.value.issue.code == "unknown_unit"
    assert caught.value.issue.value == text


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_a_unit_or_exactly_a_unit_error(text: str) -> None:
    with pytest.raises(UnitError):
        units.scale(text, "km")


def test_the_nearest_spelling_is_offered_in_the_registry_own_words() -> None:
    with pytest.raises(UnitError) as caught:
        units.scale("kilometrs", "km")
    assert "km" in caught.value.issue.valid_values


@pytest.mark.parametrize(
    ("unit", "to", "expected"),
    [
        ("MWh", "kWh", 1000.0),
        ("GJ", "kWh", 1000 / 3.6),
        ("therm", "kWh", 29.3071070172),
        ("kW*hour", "kWh", 1.0),
        ("MW*h", "kWh", 1000.0),
        ("mile", "km", 1.609344),
        ("nautical_mile", "km", 1.852),
        ("us_gallon", "litre", 3.785411784),
        ("imperial_gallon", "litre", 4.54609),
        ("m³", "litre", 1000.0),
        ("short_ton", "kg", 907.18474),
        ("lb", "kg", 0.45359237),
        ("tkm", "tonne*km", 1.0),
        ("kg*mile", "tonne*km", 0.001609344),
        ("pkm", "passenger*km", 1.0),
        ("passenger*mile", "passenger*km", 1.609344),
        ("room_night", "room*night", 1.0),
        ("FTE_hour", "person*hour", 1.0),
        ("day", "hour", 24.0),
        ("tCO2e", "mgCO2e", 1e9),
    ],
)
def test_a_conversion_gives_the_figure_of_its_definition(unit: str, to: str, expected: float) -> None:
    assert units.scale(unit, to) == pytest.approx(expected, rel=1e-12)
    assert units.scale(to, unit) == pytest.approx(1 / expected, rel=1e-12)


@pytest.mark.parametrize(
    ("unit", "to"),
    [
        ("J/metre", "kW"),
        ("passenger*km", "km"),
        ("passenger*km", "person*km"),
        ("room_night", "night"),
        ("kg", "kgCO2e"),
        ("kgCO2e/kg", "kgCO2e/kgCO2e"),
        ("EUR", "DKK"),
        ("litre", "kg"),
        ("litre", "square_metre"),
        ("MB", "item"),
        ("meal", "item"),
        ("vehicle*km", "km"),
        ("kW", "kWh"),
    ],
)
def test_different_dimensions_never_cancel(unit: str, to: str) -> None:
    with pytest.raises(UnitError) as caught:
        units.scale(unit, to)
    assert caught.value.issue.code == "wrong_dimension"


def test_a_torque_is_no_amount_of_energy() -> None:
    with pytest.raises(UnitError):
        units.scale("N*m", "kWh")
    with pytest.raises(UnitError) as caught:
        units.scale("kg*metre*metre/second/second", "kWh")
    assert caught.value.issue.code == "wrong_dimension"
    assert caught.value.issue.valid_values == ("kWh", "Wh", "MWh", "GWh", *caught.value.issue.valid_values[4:])


def test_a_volume_in_cubic_metres_is_understood_in_any_spelling_of_a_factor() -> None:
    for text in ("m3", "m^3", "m**3", "m³", "cubic_metre"):
        assert units.scale(units.co2e_per(f"kgCO2e/{text}"), "litre") == 1000.0


@pytest.mark.parametrize(
    ("unit", "amount"),
    [("kgCO2e/(passenger*km)", "passenger*km"), ("kgCO2e/litre", "litre"), ("kgCO2e / room_night", "room_night")],
)
def test_the_amount_part_of_a_factor_unit_is_found(unit: str, amount: str) -> None:
    assert units.co2e_per(unit) == amount


@pytest.mark.parametrize("unit", ["kg/litre", "kgCO2e", "kgCO2e/", "gCO2e/kWh", ""])
def test_a_unit_that_is_not_co2e_per_amount_is_refused(unit: str) -> None:
    with pytest.raises(UnitError) as caught:
        units.co2e_per(unit)
    assert caught.value.issue.code == "not_co2e"


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("12.5 km", 12.5, "km"),
        ("12.5km", 12.5, "km"),
        ("-3", -3.0, ""),
        ("1e3 kg", 1000.0, "kg"),
        (" .5  tonne ", 0.5, "tonne"),
        ("7 passenger*km", 7.0, "passenger*km"),
    ],
)
def test_a_number_and_its_unit_are_taken_apart(text: str, number: float, unit: str) -> None:
    assert units.split_amount(text) == (number, unit)


@pytest.mark.parametrize("text", ["", "km", "about 3 km", ",5", "--3", "e5"])
def test_a_text_without_a_leading_number_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        units.split_amount(text)


def test_threads_that_ask_for_the_first_unit_at_once_share_one_registry() -> None:
    units._registry.cache_clear()
    units.scale.cache_clear()
    with ThreadPoolExecutor(16) as pool:
        registries = list(pool.map(lambda _: units.registry(), range(64)))
        scales = list(pool.map(lambda n: units.scale(NAMES[n % len(NAMES)], NAMES[n % len(NAMES)]), range(200)))
    assert len(set(map(id, registries))) == 1
    assert set(scales) == {1.0}


@pytest.mark.parametrize(
    ("unit", "expected"), [("MWh", 1500.0), ("kWh", 1.5), ("gigajoule", 1500 / 3.6), ("kilowatt * hour", 1.5)]
)
def test_a_quantity_of_another_registry_is_accepted_by_an_item(unit: str, expected: float) -> None:
    theirs = pint.UnitRegistry().Quantity(1.5, unit)
    line = GridElectricity(energy=theirs, date="2025-01-01", region="DK")
    assert line.energy == pytest.approx(expected, rel=1e-12)


def test_a_quantity_of_another_registry_with_an_ambiguous_unit_is_refused() -> None:
    theirs = pint.UnitRegistry().Quantity(1.5, "ton")
    with pytest.raises(UnitError, match="more than one thing"):
        Material(mass=theirs, material="wood", date="2025-01-01", region="DK")


def test_our_own_quantity_is_accepted_by_an_item() -> None:
    line = GridElectricity(energy=units.quantity(1.5, "MWh"), date="2025-01-01", region="DK")
    assert line.energy == 1500.0
