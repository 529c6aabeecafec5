"""Year over year over random cells: the parts add up to the milligram, whatever is in them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import oracle_alliance as oracle
from greenprod.alliance import emissions
from greenprod.alliance.changes import Cell, Part, explain
from greenprod.alliance.emissions import Emission, Emissions

if TYPE_CHECKING:
    from greenprod.errors import Issue

milligrams = st.integers(0, 10**12)
quantities = st.integers(0, 10**6).map(lambda n: Decimal(n) / 100)
few = st.sampled_from


def emission(year: int, mg: int, amount: Decimal | None, **more: Any) -> Emission:
    about = {"member_id": "m", "scope": "scope1", "activity": "diesel", "method": "fuel", "factor_edition": "1", **more}
    unit = "" if amount is None else "L"
    kg = Decimal(mg).scaleb(-6)
    return Emission(year=year, co2e_kg=kg, amount=amount, unit=unit, **about)


@st.composite
def rows(draw: st.DrawFn, year: int) -> list[Emission]:
    return [
        emission(
            year,
            draw(milligrams),
            draw(st.none() | quantities),
            member_id=draw(few(["m", "n"])),
            entity=draw(few(["", "e", "f"])),
            scope=draw(few(["scope1", "scope2_location", "scope2_market", "scope3"])),
            activity=draw(few(["diesel", "petrol"])),
            method=draw(few(["fuel", "spend", ""])),
            factor_edition=draw(few(["1", "2", ""])),
        )
        for _ in range(draw(st.integers(0, 8)))
    ]


owners = st.sets(st.tuples(few(["m", "n"]), few(["", "e", "f"])), max_size=2)


@given(before=rows(2024), after=rows(2025), structure=owners, boundary=owners, recalculated=st.none() | milligrams)
def test_the_parts_add_up_to_the_milligram(
    before: list[Emission],
    after: list[Emission],
    structure: set[tuple[str, str]],
    boundary: set[tuple[str, str]],
    recalculated: int | None,
) -> None:
    cells = {Cell(r.member_id, r.entity, r.scope, r.category, r.activity, r.region) for r in (*before, *after)}
    again = {} if recalculated is None else dict.fromkeys(cells, recalculated)
    found = explain(before, after, structure=structure, boundary=boundary, recalculated=again)
    counted = ("scope1", "scope2_location", "scope3")
    assert found.before_mg == sum(row.mg for row in before if row.scope in counted)
    assert found.after_mg == sum(row.mg for row in after if row.scope in counted)
    assert sum(found.parts.values()) == found.after_mg - found.before_mg
    assert all(sum(cell.parts.values()) == cell.after_mg - cell.before_mg for cell in found.cells)
    for cell in found.cells:
        if (cell.cell.member_id, cell.cell.entity) in structure:
            assert set(cell.parts) == {Part.STRUCTURE}


@given(before=rows(2024), after=rows(2025))
def test_backwards_the_whole_is_turned_around(before: list[Emission], after: list[Emission]) -> None:
    there, back = explain(before, after), explain(after, before)
    assert sum(there.parts.values()) == -sum(back.parts.values())
    for part in (Part.STRUCTURE, Part.BOUNDARY):
        assert there.parts[part] == -back.parts[part]


@given(before=rows(2024))
def test_a_year_against_itself_has_no_change(before: list[Emission]) -> None:
    assert not any(explain(before, before).parts.values())


@given(
    old=milligrams, new=milligrams, amount=quantities.filter(bool), more=quantities, edition=few(["1", "2"]),
)  # fmt: skip
def test_a_matched_cell_is_parted_as_the_oracle_does(
    old: int, new: int, amount: Decimal, more: Decimal, edition: str
) -> None:
    before, after = emission(2024, old, amount), emission(2025, new, more, factor_edition=edition)
    found = explain([before], [after]).parts
    activity, factor = oracle.two_years(old, Fraction(amount), new, Fraction(more))
    if edition == "1":
        activity, factor = new - old, 0
    assert (found[Part.ACTIVITY], found[Part.FACTOR_EDITION], found[Part.UNEXPLAINED]) == (activity, factor, 0)


@given(before=rows(2024), after=rows(2025), data=st.data())
def test_the_order_of_rows_is_no_matter(before: list[Emission], after: list[Emission], data: st.DataObject) -> None:
    mixed = [data.draw(st.permutations(part)) for part in (before, after)]
    assert explain(*mixed) == explain(before, after)


@given(found=rows(2024))
def test_inventories_are_read_as_they_were_written(found: list[Emission]) -> None:
    different = [evolve(row, entity=f"site {n}") for n, row in enumerate(found)]
    with TemporaryDirectory() as folder:
        Emissions(rows=tuple(different)).write(Path(folder))
        issues: list[Issue] = []
        again = emissions.read(Path(folder), member_ids=["m", "n"], issues=issues)
    assert not issues
    assert again.rows == tuple(different)
