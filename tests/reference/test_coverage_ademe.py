"""What is left out of the French Base Carbone is left out for the reason that it says."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

import pytest
from tables import Row
from walk import POSTE, Home, printed, walk

pytestmark = pytest.mark.reference

TABLE = "ademe_base_carbone_v23_6"
MEGAJOULES = {"kWh": Decimal("3.6"), "MJ": Decimal(1), "GJ": Decimal(1000), "toe": Decimal(41868)}
KILOGRAMS = {"kg": Decimal(1), "tonne": Decimal(1000)}
SAME = Decimal("0.02")
# Entries that the source itself prints otherwise in one unit than in another, on one calorific basis and in one year.
DISAGREEING = {
    *(
        "13553",
        "13561",
        "14028",
        "14030",
        "14033",
        "14035",
        "14037",
        "14081",
        "14085",
        "14089",
        "25760",
        "25761",
        "25764",
        "25776",
    ),
    *("25778", "25779", "25793", "25801", "25802", "25818", "26658", "26659", "26662", "26663"),
    *("26674", "26675", "26678", "26679", "26722", "26723", "26726", "26727", "28295", "28296", "28297", "34457"),
    "34458",
}
Found = list[tuple[Row, Home]]


@cache
def entries() -> dict[str, Found]:
    """Gather the rows of every entry: its total first, then its parts."""
    found: dict[str, Found] = {}
    for place, home in walk().homes.items():
        if place[0] == TABLE:
            row = printed(place)
            found.setdefault(row["source_row"], []).append((row, home))
    return {key: sorted(rows, key=lambda pair: POSTE in pair[0]["detail"]) for key, rows in found.items()}


def left_out(reason: str) -> Found:
    rows = [pair for entry in entries().values() for pair in entry if pair[1].excluded]
    return [pair for pair in rows if pair[1].excluded[0]["reason"] == reason]


def total(row: Row) -> Decimal:
    return Decimal(row["co2e_kg"])


def rounding(row: Row) -> Decimal:
    """Give half of the last digit, which is the third one or what is printed if that is finer."""
    value = total(row)
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return min(Decimal((0, (5,), exponent - 1)), Decimal((0, (5,), value.adjusted() - 3))) if value else Decimal()


def test_every_entry_has_one_total() -> None:
    assert all(sum(POSTE not in row["detail"] for row, _ in entry) == 1 for entry in entries().values())


def test_totals_left_out_are_the_sum_of_their_parts() -> None:
    for entry in entries().values():
        (whole, home), *parts = entry
        if home.excluded and home.excluded[0]["reason"] == "sum_of_parts":
            gap = abs(sum(total(row) for row, _ in parts) - total(whole))
            assert gap <= sum((rounding(row) for row, _ in entry), Decimal()), whole


def test_parts_of_a_total_left_out_are_factors() -> None:
    for entry in entries().values():
        (_, home), *parts = entry
        if home.excluded and home.excluded[0]["reason"] == "sum_of_parts":
            for row, part in parts:
                repeated = bool(part.excluded) and part.excluded[0]["reason"] in ("duplicate_figure", "second_series")
                assert part.alone or part.computed or repeated, row


def test_parts_left_out_as_added_up_are_in_a_sum() -> None:
    for row, home in left_out("sum_of_parts"):
        assert POSTE not in row["detail"] or home.computed, row


def test_avoided_emissions_are_negative_or_say_so() -> None:
    for row, _ in left_out("avoided_emission"):
        assert total(row) < 0 or "évitées" in row["detail"], row


def test_no_saving_is_a_factor() -> None:
    """A negative figure is a saving or a credit; none is carried."""
    for entry in entries().values():
        assert [row for row, home in entry if total(row) < 0 and (home.alone or home.computed)] == []


@cache
def parts_by_locator() -> dict[str, tuple[Row, Home]]:
    return {
        f"{row['source_row']} {row['detail'].partition(POSTE)[2]}".strip(): (row, home)
        for entry in entries().values()
        for row, home in entry
    }


BESIDE = ("duplicate_figure", "second_series", "part_of_total")


def test_repeated_figures_equal_the_one_they_name() -> None:
    for row, home in (row for reason in BESIDE for row in left_out(reason)):
        note = home.excluded[0]["note"]
        if found := re.match(r"the same figure as in (.+)", note):
            twin, other = parts_by_locator()[found[1]]
            assert (total(twin), twin["unit_activity"]) == (total(row), row["unit_activity"]), row
            assert other.alone, row
        elif found := re.match(r"differs from (.+), which is taken", note):
            twin, other = parts_by_locator()[found[1]]
            assert twin["detail"].partition(" | AVEC")[0] == row["detail"].partition(" | SANS")[0], row
            assert other.alone, row
            assert total(twin) != total(row), row
        elif found := re.match(r"printed under another heading as well: (.+)", note):
            values = {Decimal(factor["value"]) for factor in french_factors(found[1])}
            assert values == {total(row)}, row
        elif home.excluded[0]["reason"] == "part_of_total":
            (whole, other), *parts = entries()[row["source_row"]]
            gap = abs(sum(total(part) for part, _ in parts) - total(whole))
            assert other.alone, row
            assert gap <= sum((rounding(part) for part, _ in [(whole, other), *parts]), Decimal()), row


def french_factors(activity: str) -> list[Row]:
    return [
        factor
        for entry in entries().values()
        for _, home in entry
        for factor in home.alone
        if factor["activity"] == activity
    ]


def basis(row: Row) -> str:
    """Tell the printed calorific basis."""
    found = re.search(r"basis (net|gross)", row["note"])
    return found[1] if found else ""


def scale(unit: str, other: str) -> Decimal | None:
    """Tell how many of one unit another holds, where that is plain."""
    for units in (MEGAJOULES, KILOGRAMS):
        if unit in units and other in units:
            return units[other] / units[unit]
    return None


@cache
def same_fuel() -> dict[tuple[str, str, str], Found]:
    """Gather the rows that are about one fuel and part, in all units."""
    found: dict[tuple[str, str, str], Found] = {}
    for entry in entries().values():
        for row, home in entry:
            name = row["detail"].replace("| Mix moyen | ", "| ")
            if row["activity"].startswith("Combustibles"):
                found.setdefault((row["activity"], name, row["region"]), []).append((row, home))
    return found


def is_kept(home: Home) -> bool:
    """Tell whether a row is carried, itself or by its parts."""
    return bool(home.alone or home.computed) or any(row["reason"] == "sum_of_parts" for row in home.excluded)


def repeated_units() -> list[tuple[Row, list[Row]]]:
    """Pair every row left out as another unit with the kept rows of the same fuel."""
    return [
        (row, [other for other, twin in rows if is_kept(twin)])
        for rows in same_fuel().values()
        for row, home in rows
        if home.excluded and home.excluded[0]["reason"] == "duplicate_unit"
    ]


def test_every_other_unit_repeats_a_kept_figure() -> None:
    pairs = repeated_units()
    assert len(pairs) == len(left_out("duplicate_unit"))
    assert [(row["source_row"], row["detail"], row["unit_activity"]) for row, others in pairs if not others] == []


def test_other_units_convert_to_the_kept_figure() -> None:
    checked = 0
    for row, others in repeated_units():
        gaps = [
            abs(total(row) * factor / total(other) - 1)
            for other in others
            if basis(other) == basis(row)
            and total(other)
            and (factor := scale(row["unit_activity"], other["unit_activity"]))
        ]
        checked += bool(gaps)
        assert not gaps or min(gaps) < SAME, row
    assert checked


def test_energy_units_left_out_agree_with_each_other() -> None:
    """On one calorific basis and in one year they say the same, apart from entries that the source prints unevenly."""
    apart = set()
    for rows in same_fuel().values():
        energy = [row for row, _ in rows if row["unit_activity"] in MEGAJOULES]
        for row in energy:
            for other in energy:
                if (basis(row), row["year"]) == (basis(other), other["year"]) and total(other):
                    factor = MEGAJOULES[other["unit_activity"]] / MEGAJOULES[row["unit_activity"]]
                    if abs(total(row) * factor / total(other) - 1) > SAME:
                        apart |= {row["source_row"], other["source_row"]}
    assert apart == DISAGREEING


def test_areas_without_a_code_are_parts_of_others() -> None:
    names = ("Type B", "Type H", "Tahiti", "Corse", "DOM COM", "Ardèche")
    for row, _ in left_out("no_region"):
        assert any(name in row["region"] for name in names), row["region"]
