"""A digest names the figures and not their order; everything travels by value."""

from __future__ import annotations

import csv
import pickle
import shutil
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from lines import Record, alone, few, item_of, records

from greenprod import errors
from greenprod.errors import GreenprodError, Issue
from greenprod.factors.library import FactorLibrary
from greenprod.footprint.calculate import Calculator
from greenprod.vocabulary import Match, Stage
from mini import CALC, FOLDER, LIBRARY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from greenprod.factors.record import Factor, Proxy

TABLES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.csv"))
# what the figures do not depend on
SILENT = {"title_en", "title_da", "note", "source", "title", "data_period", "published", "supersedes", "reason"}
# of the pedigree table only the widening of a match is used
SILENT_PEDIGREE = {"pedigree_set", "score", "source_id", "locator"}


def copied(thing: Any) -> Any:
    return pickle.loads(pickle.dumps(thing))  # noqa: S301 - our own bytes


def rows_of(name: str) -> tuple[list[str], list[dict[str, str]]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or ()), list(reader)


def read_with(name: str, columns: list[str], rows: list[dict[str, str]]) -> FactorLibrary:
    """Return the mini library with one table replaced."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mini"
        shutil.copytree(FOLDER, path)
        with (path / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return FactorLibrary.read(path)


@few
@given(name=st.sampled_from(TABLES), line=records(), data=st.data())
def test_the_order_of_rows_changes_neither_digest_nor_result(name: str, line: Record, data: st.DataObject) -> None:
    columns, rows = rows_of(name)
    shuffled = read_with(name, columns, data.draw(st.permutations(rows)))
    assert shuffled.digest == LIBRARY.digest
    before, after = alone(CALC, line), alone(Calculator(shuffled), line)
    if isinstance(before, str) or isinstance(after, str):
        assert before == after
        return
    assert (before.postings, before.issues) == (after.postings, after.issues)


def figures() -> Iterator[tuple[str, str]]:
    """Yield every table and column that a figure may depend on."""
    for name in TABLES:
        columns, rows = rows_of(name)
        if name != "sources.csv":
            yield from (
                (name, column)
                for column in columns
                if column not in (SILENT | SILENT_PEDIGREE if name == "pedigree.csv" else SILENT)
                and any(row[column] for row in rows)
            )


@pytest.mark.parametrize(("name", "column"), list(figures()))
def test_a_changed_cell_changes_the_digest(name: str, column: str) -> None:
    columns, rows = rows_of(name)
    place = next(n for n, row in enumerate(rows) if row[column])
    tried = 0
    known = [row[column] for table in TABLES for row in rows_of(table)[1] if column in row]
    for other in [*list(dict.fromkeys(known))[:6], changed(rows[place][column])]:
        try:
            library = read_with(name, columns, [*rows[:place], {**rows[place], column: other}, *rows[place + 1 :]])
        except GreenprodError:
            continue
        tried += 1
        assert (library.digest == LIBRARY.digest) == (other == rows[place][column])
    assert tried > 1


def changed(text: str) -> str:
    """Return another text of the same kind: a number, a date, a word."""
    return text[:-1] + ("1" if text[-1] != "1" else "2") if text[-1].isdigit() else text + "x"


FIELDS: dict[str, Any] = {
    "price_year": 1921,
    "price_basis": "else",
    "tax": "else",
    "uncertainty_kind": "else",
    "uncertainty": "12.75",
    "gsd": 1.0625,
    "gwp_set": "else",
    "includes": (Stage.BIOGENIC_CO2,),
    "gases": (("other_co2e", 0.5),),
    "flags": ("else",),
    "derivation": "else",
    "locator": "elsewhere",
    "valid_to": date(2099, 1, 1),
}


@given(place=st.integers(0, len(LIBRARY.factors) - 1), field=st.sampled_from(sorted(FIELDS)))
def test_every_field_of_every_row_is_in_the_digest(place: int, field: str) -> None:
    rows = list(LIBRARY.factors)
    rows[place] = evolve(rows[place], **{field: FIELDS[field]})
    assert evolve(LIBRARY, factors=rows).digest != LIBRARY.digest


def test_what_a_row_supersedes_is_in_the_digest() -> None:
    first, second, *rest = LIBRARY.factors
    corrected = evolve(LIBRARY, factors=[first, evolve(second, supersedes=first.edition), *rest])
    assert corrected.digest != LIBRARY.digest


@pytest.mark.parametrize("field", ["printed", "data_period", "published"])
def test_what_no_figure_depends_on_is_not_in_the_digest(field: str) -> None:
    other: dict[str, Any] = {field: "else"}
    rows = [evolve(factor, **other) for factor in LIBRARY.factors]
    assert evolve(LIBRARY, factors=rows).digest == LIBRARY.digest


@given(match=st.sampled_from(sorted(Match)), spread=st.floats(1.01, 5))
def test_the_table_that_widens_deviations_is_in_the_digest(match: Match, spread: float) -> None:
    one = evolve(LIBRARY, pedigree={"exact": 1.0, str(match): spread})
    assert one.digest != LIBRARY.digest
    assert one.digest != evolve(LIBRARY, pedigree={"exact": 1.0, str(match): spread + 1}).digest


def test_a_copy_keeps_every_part() -> None:
    library = evolve(LIBRARY, pedigree={"parent_region": 1.01})
    again = copied(library)
    for name in ("activities", "sources", "proxies", "scopes", "pedigree", "boundaries"):
        assert getattr(again, name) == getattr(library, name)
    assert tuple(again.properties) == tuple(library.properties)
    assert list(again.factors) == list(library.factors)
    assert again.factors.validity == library.factors.validity


@given(factors=st.permutations(LIBRARY.factors), proxies=st.permutations(LIBRARY.proxies))
def test_a_library_put_together_in_another_order_has_the_same_digest(
    factors: list[Factor], proxies: list[Proxy]
) -> None:
    assert evolve(LIBRARY, factors=tuple(factors), proxies=tuple(proxies)).digest == LIBRARY.digest


@few
@given(line=records())
def test_calculators_and_libraries_travel_by_value(line: Record) -> None:
    calc = Calculator(LIBRARY, policy="strict", boundary="no_rf", gwp="AR4")
    again = copied(calc)
    assert again == calc
    assert again.library == LIBRARY
    assert again.library.digest == LIBRARY.digest
    assert hash(again.library) == hash(LIBRARY)
    assert alone(again, line) == alone(calc, line)


@given(line=records())
def test_items_and_results_travel_by_value(line: Record) -> None:
    item = item_of(line)
    assert copied(item) == item
    assert hash(copied(item)) == hash(item)
    result = alone(CALC, line)
    assert copied(result) == result
    if not isinstance(result, str):
        assert str(copied(result).explain()) == str(result.explain())


def test_the_shipped_library_travels_by_name() -> None:
    shipped = FactorLibrary.shipped()
    assert copied(shipped) is shipped
    assert len(pickle.dumps(shipped)) < 200


ERRORS = sorted((e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, GreenprodError)), key=str)
issues = st.builds(
    Issue,
    code=st.text(),
    message=st.text(),
    row=st.none() | st.integers(1),
    valid_values=st.lists(st.text()).map(tuple),
    hint=st.text(),
)


@pytest.mark.parametrize("kind", ERRORS)
@settings(max_examples=10)
@given(found=st.lists(issues, min_size=1, max_size=3))
def test_errors_travel_by_value(kind: type[GreenprodError], found: list[Issue]) -> None:
    error = kind(*found)
    again = copied(error)
    assert type(again) is kind
    assert again.issues == error.issues
    assert str(again) == str(error)
