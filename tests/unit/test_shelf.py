"""Shelves, catalogues and lists that are built by need: nobody can tell them from ones that were read whole."""

from __future__ import annotations

import pickle
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import cache
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from small_factors import BURN, POWER, factor

from greenprod import REPORT, FactorError, FactorLibrary
from greenprod.factors.library import trusted
from greenprod.factors.lookup import FoundSet, find_all
from greenprod.factors.seal import contents, sealed
from greenprod.factors.shelf import Catalogue, Later, Shelf, shelved
from greenprod.regions import regions
from greenprod.vocabulary import Stage
from mini import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Callable

START, END = date(2012, 1, 1), date(2034, 1, 1)


@cache
def eager() -> FactorLibrary:
    return FactorLibrary.read(SHIPPED)


def lazy() -> FactorLibrary:
    """Return the shipped files as a library that has not built anything yet."""
    seal = sealed(SHIPPED, eager().digest, len(eager().factors), eager().factors.validity)
    library = trusted(contents(SHIPPED, beside=False), seal)
    assert library is not None
    return library


ONE = lazy()
# with the names of records in a fixed order, so that a drawn example means the same next time
ACTIVITIES, REGIONS = sorted(eager().factors.activities), sorted(regions())
PLACES = sorted({(f.activity, f.region) for f in eager().factors})


def outcome(shelf: FactorLibrary, activity: str, region: str, day: date) -> FoundSet | tuple[Any, ...]:
    """Return what is found, or the issues that say why nothing is."""
    try:
        return find_all(shelf, activity, region, day, REPORT)
    except FactorError as error:
        return error.issues


questions = st.tuples(
    st.one_of(st.sampled_from(PLACES), st.tuples(st.sampled_from(ACTIVITIES), st.sampled_from(REGIONS))),
    st.dates(START, END),
)


@settings(max_examples=max(300, settings().max_examples))
@given(question=questions)
def test_a_lazy_library_finds_what_one_that_was_read_whole_finds(question: tuple[tuple[str, str], date]) -> None:
    (activity, region), day = question
    assert outcome(ONE, activity, region, day) == outcome(eager(), activity, region, day)


def test_the_sample_finds_things() -> None:
    found = [outcome(ONE, activity, region, date(2024, 6, 1)) for activity, region in PLACES[::40]]
    assert sum(isinstance(hit, FoundSet) for hit in found) > len(found) / 2


def test_a_lazy_library_equals_one_that_was_read_whole() -> None:
    library = lazy()
    assert library == eager()
    del library.__dict__["digest"]
    assert library.digest == eager().digest
    assert library.options() == eager().options()
    assert library.options("fuel", "GB") == eager().options("fuel", "GB")
    assert list(library.factors) == list(eager().factors)
    assert dict(library.activities) == dict(eager().activities)
    assert tuple(library.properties) == tuple(eager().properties)
    assert library.factors.validity == eager().factors.validity
    assert library.factors.activities == eager().factors.activities
    assert [library.stages(name) for name in ACTIVITIES] == [eager().stages(name) for name in ACTIVITIES]
    assert library.frame().equals(eager().frame())


def test_the_shipped_library_is_the_one_in_the_folder() -> None:
    shipped = FactorLibrary.shipped()
    assert isinstance(shipped.activities, Catalogue)
    assert shipped == eager()
    assert list(shipped.factors) == list(eager().factors)


def test_a_lookup_builds_the_rows_of_its_activity_alone() -> None:
    library = lazy()
    assert library.factors._built == {}
    outcome(library, "energy.electricity.grid", "DK", date(2024, 6, 1))
    assert 0 < len(library.factors._built) < 10


def test_a_lazy_library_travels_by_value() -> None:
    library = lazy()
    again = pickle.loads(pickle.dumps(library))  # noqa: S301 - our own bytes
    assert again == library
    assert outcome(again, "fuel.hvo", "GB", date(2025, 6, 1)) == outcome(library, "fuel.hvo", "GB", date(2025, 6, 1))


# threads and processes


def at_once(work: Callable[[int], Any], threads: int = 8) -> list[Any]:
    """Return what the same work gives in threads that start together."""
    gate = Barrier(threads)

    def run(number: int) -> Any:
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


@pytest.mark.parametrize("attempt", range(3))
def test_threads_that_build_the_same_library_get_the_same(attempt: int) -> None:
    library = lazy()
    places = PLACES[attempt::25]

    def work(number: int) -> dict[tuple[str, str], Any]:
        mine = list(places)
        random.Random(number).shuffle(mine)  # noqa: S311 - an order of work, no secret
        return {place: outcome(library, *place, date(2024, 6, 1)) for place in mine}

    expected = {place: outcome(eager(), *place, date(2024, 6, 1)) for place in places}
    assert at_once(work) == [expected] * 8


def test_threads_that_look_at_everything_at_once_see_all_of_it() -> None:
    library = lazy()

    def work(number: int) -> Any:
        ways: list[Callable[[], Any]] = [
            lambda: len(library.factors),
            lambda: len({f.edition for f in library.factors}),
            lambda: len(library.options()),
            lambda: len(list(library.activities.values())) + len(library.properties),
        ]
        return ways[number % 4]()

    editions = len({f.edition for f in eager().factors})
    expected = [
        len(eager().factors),
        editions,
        len(eager().options()),
        len(eager().activities) + len(eager().properties),
    ]
    assert at_once(work) == expected * 2


def test_threads_that_lay_factors_over_a_library_that_is_being_built_lose_none() -> None:
    library = lazy()
    more = [factor(activity=BURN, factor_id=f"more {n}") for n in range(4)]

    def work(number: int) -> int:
        if number % 2:
            return len(library.factors.plus(more)) - len(more)
        return len(library.factors)

    assert set(at_once(work)) == {len(eager().factors)}


READER = """
from datetime import date
from greenprod import REPORT, FactorLibrary
from greenprod.factors.lookup import find_all
shelf = FactorLibrary.shipped()
for name in ("energy.electricity.grid", "travel.rail.national", "food.bread.baguette"):
    print(*(hit.factor.edition for hit in find_all(shelf, name, "DK", date(2025, 6, 1), REPORT).found))
print(shelf.digest)
"""


def test_processes_that_read_at_the_same_time_get_the_same() -> None:
    running = [subprocess.Popen([sys.executable, "-c", READER], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert said == [said[0]] * 3
    assert said[0].split()[-1] == FactorLibrary.shipped().digest


# shelves


FACTORS = [
    factor(year=2025),
    factor(year=2024),
    factor("well_to_tank", year=2025),
    factor("generation_location", activity=POWER, year=2023),
    factor(region="FR", year=2020),
]


@given(order=st.permutations(FACTORS), cut=st.integers(0, len(FACTORS)))
def test_a_shelf_is_the_same_in_any_order_and_when_laid_in_two_goes(order: list[Any], cut: int) -> None:
    whole, parts = Shelf(FACTORS), Shelf(order[:cut]).plus(order[cut:])
    assert list(parts) == list(whole)
    assert parts.validity == whole.validity
    assert parts.activities == whole.activities
    for f in FACTORS:
        assert parts.at(f.activity, f.stage, f.region) == whole.at(f.activity, f.stage, f.region)


def test_a_place_holds_its_factors_oldest_first() -> None:
    rows = [factor(year=2025, factor_id="a"), factor(year=2024, factor_id="b")]
    assert [f.valid_from.year for f in Shelf(rows).at(BURN, Stage.COMBUSTION, "GB")] == [2024, 2025]
    assert Shelf(FACTORS).at(BURN, Stage.COMBUSTION, "DE") == ()


def test_a_shelf_is_a_sequence() -> None:
    shelf = Shelf(FACTORS)
    first, *_, last = shelf
    assert (len(shelf), shelf[0], shelf[-1]) == (5, first, last)
    assert shelf[1:3] == tuple(shelf)[1:3]
    assert FACTORS[2] in shelf
    assert shelved(shelf) is shelf
    assert repr(shelf) == "Shelf(2 activities)"
    with pytest.raises(IndexError):
        shelf[5]


def test_asking_for_an_activity_without_factors_leaves_no_trace() -> None:
    shelf = Shelf(FACTORS)
    assert shelf.of("fuel.coal") == ()
    assert shelf.activities == {BURN, POWER}


def test_a_shelf_below_stays_as_it_was() -> None:
    shelf = Shelf(FACTORS)
    before = list(shelf), set(shelf.validity), shelf.activities
    more = shelf.plus([factor(activity=POWER, year=2030), factor(region="SE", year=2031)])
    assert len(more) == 7
    assert (list(shelf), shelf.validity, shelf.activities) == before
    assert shelf.at(BURN, Stage.COMBUSTION, "SE") == ()
    assert len(more.validity) == len(shelf.validity) + 2


def test_plus_nothing_is_the_same() -> None:
    assert list(Shelf(FACTORS).plus([])) == list(Shelf(FACTORS))
    assert len(Shelf()) == 0


def test_what_has_not_been_built_stays_so_under_an_overlay() -> None:
    library = lazy()
    more = library.factors.plus([evolve(factor(region="DK"), activity="fuel.hvo")])
    assert set(more._built) == {"fuel.hvo"}
    assert len(more) == len(eager().factors) + 1
    assert more.validity == eager().factors.validity | {(date(2025, 1, 1), date(2026, 1, 1))}


# catalogues and lists


def test_a_catalogue_builds_each_record_once_and_by_need() -> None:
    built: list[str] = []

    def build(row: str) -> str:
        built.append(row)
        return f"record {row}"

    catalogue: Catalogue[str] = Catalogue("head;ÆØ;bcd;".encode(), {"a": (5, 9), "b": (10, 13)}, build)
    assert ("a" in catalogue, "c" in catalogue, len(catalogue), list(catalogue)) == (True, False, 2, ["a", "b"])
    assert built == []
    assert (catalogue["b"], catalogue["b"], catalogue.get("b")) == ("record bcd",) * 3
    assert built == ["bcd"]
    assert dict(catalogue) == {"a": "record ÆØ", "b": "record bcd"}
    assert catalogue.get("c") is None
    with pytest.raises(KeyError):
        catalogue["c"]
    assert catalogue == {"a": "record ÆØ", "b": "record bcd"}


def test_a_list_is_read_once_and_when_it_is_looked_at() -> None:
    reads: list[int] = []

    def read() -> list[str]:
        reads.append(1)
        return ["a", "b", "c"]

    later: Later[str] = Later(read)
    assert reads == []
    assert (len(later), list(later), later[1], later[1:], "c" in later) == (3, ["a", "b", "c"], "b", ("b", "c"), True)
    assert reads == [1]


@given(days=st.integers(0, 400))
def test_days_on_both_sides_of_an_edge_agree(days: int) -> None:
    for edge in (date(2024, 1, 1), date(2026, 1, 1)):
        day = edge - timedelta(days=200) + timedelta(days=days)
        assert outcome(ONE, "energy.electricity.grid", "DK", day) == outcome(
            eager(), "energy.electricity.grid", "DK", day
        )
