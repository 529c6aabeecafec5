"""Descriptions: the same numbers whatever came before, and nothing worked out twice."""

from __future__ import annotations

from itertools import count, product
from threading import Thread
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from greenprod.footprint import layout
from greenprod.footprint.calculate import Calculator
from greenprod.footprint.gathered import gathered
from greenprod.footprint.resolve import Outline
from mini import LIBRARY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from greenprod.footprint.rates import Timed
    from greenprod.footprint.resolve import Booked
    from greenprod.footprint.totals import Totals

REGIONS = ["DK", "SE", "NO", "FI", "DE", "GB", "FR", "ES"]
DAYS = [f"{year}-05-01" for year in range(2022, 2029)]
UNITS = ["litre", "L", "m3", "us_gallon"]


def lines(regions: int, days: int, *, shuffled: bool = True) -> pd.DataFrame:
    """Return a line of each region, day and unit, no two with the same description or amount."""
    frame = pd.DataFrame(product(REGIONS[:regions], DAYS[:days], UNITS), columns=["region", "date", "unit"])
    frame = frame.assign(item="activity", activity="fuel.diesel.average_biofuel_blend", production_id=frame["region"])
    frame["amount"] = np.arange(len(frame)) + 1.0
    return frame.sample(frac=1, random_state=1).reset_index(drop=True) if shuffled else frame


def alone(frame: pd.DataFrame) -> Totals:
    return Calculator(LIBRARY).totals(frame)


# a table for all combinations, for none, and one that the second batch outgrows
@pytest.mark.parametrize("largest", [1 << 24, 0, 60])
def test_tables_of_any_size_find_the_same_descriptions(largest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    batches = [lines(1, 2), lines(3, 4), lines(8, 7), lines(2, 7, shuffled=False), lines(8, 7, shuffled=False)]
    expected = [alone(batch).digest for batch in batches]
    monkeypatch.setattr(layout, "_LARGEST", largest)
    calculator = Calculator(LIBRARY)
    assert [calculator.totals(batch).digest for batch in batches] == expected
    assert [calculator.totals(batch).digest for batch in batches] == expected


@pytest.mark.parametrize("largest", [1 << 24, 0])
def test_threads_that_meet_new_descriptions_at_once_agree(largest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    batches = [
        lines(regions, days, shuffled=shuffled) for regions in (2, 8) for days in (2, 7) for shuffled in (False, True)
    ]
    expected = [alone(batch).digest for batch in batches]
    monkeypatch.setattr(layout, "_LARGEST", largest)
    calculator = Calculator(LIBRARY)
    found: dict[int, str] = {}
    threads = [
        Thread(target=lambda place=place, batch=batch: found.update({place: calculator.totals(batch).digest}))
        for place, batch in enumerate(batches)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[place] for place in range(len(batches))] == expected


def test_days_of_one_stretch_of_an_activity_share_what_they_resolve_to() -> None:
    # prices of money change at every New Year, so that the years are told apart; factors of fuel do not in 2027
    calculator = Calculator(LIBRARY)
    calculator.totals(lines(2, 7)[lambda frame: frame["unit"] == "litre"])
    described = [calculator.descriptions[number] for number in range(len(calculator.descriptions))]
    by_day = {(d.fields["region"], d.fields["date"].year): d.resolved for d in described}
    assert len(by_day) == len(described) == 14
    for region in REGIONS[:2]:
        first, second, third = (by_day[region, year] for year in (2025, 2026, 2027))
        assert third is second is not first


def test_a_description_that_cannot_be_resolved_keeps_its_own_reason() -> None:
    frame = lines(1, 1).assign(date="2025-05-01")
    frame.loc[0, "date"] = "1999-01-01"
    frame.loc[1, "region"] = None
    calculator = Calculator(LIBRARY)
    for _ in range(2):
        found = calculator.totals(frame)
        assert found.found.counts == {"no_factor_for_date": 1, "missing_region": 1}
        assert found.booked.sum() == 2


def test_nobody_takes_the_number_of_what_was_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    batches = [lines(3, 7), lines(2, 4), lines(3, 7, shuffled=False)]
    expected = [alone(batch).digest for batch in batches]
    usual = Outline.booked
    for stop in (1, 2, 3, 17, 40):
        calculator, steps = Calculator(LIBRARY), count(1)

        def booked(self: Outline, when: Timed, steps: count[int] = steps, stop: int = stop) -> Iterator[Booked]:
            if next(steps) == stop:
                raise KeyboardInterrupt
            return usual(self, when)

        with monkeypatch.context() as patched:
            patched.setattr(Outline, "booked", booked)
            with pytest.raises(KeyboardInterrupt):
                calculator.totals(batches[0])
        assert [calculator.totals(batch).digest for batch in batches[1:]] == expected[1:]


def test_a_table_that_could_not_be_widened_is_the_old_one(monkeypatch: pytest.MonkeyPatch) -> None:
    calculator = Calculator(LIBRARY)
    calculator.totals(lines(1, 2))
    with monkeypatch.context() as patched:
        patched.setattr(np, "ravel_multi_index", raising(MemoryError))
        with pytest.raises(MemoryError):
            calculator.totals(lines(8, 7))
    for batch in (lines(1, 2), lines(8, 7)):
        assert calculator.totals(batch).digest == alone(batch).digest


def raising(error: type[BaseException]) -> Callable[..., None]:
    def function(*_: object) -> None:
        raise error

    return function


def test_tables_of_one_ledger_share_their_descriptions() -> None:
    calculator = Calculator(LIBRARY)
    one = calculator.ledger(lines(2, 4))
    several = calculator.ledger([lines(2, 4), lines(2, 4, shuffled=False), lines(1, 4)])
    first, all_of_them = (gathered(ledger, ["production_id"]).cells.bases for ledger in (one, several))
    assert set(map(id, all_of_them)) == set(map(id, first))


def test_what_is_wrong_at_any_time_is_found_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def of(*given: Any) -> Outline:
        asked.append(given)
        return usual(*given)

    usual = Outline.of
    monkeypatch.setattr(Outline, "of", of)
    frame = lines(1, 7).assign(activity="fuel.hvoo", unit="litre")
    periods = frame.drop(columns="date").assign(period_start=frame["date"], period_end=frame["date"])
    assert Calculator(LIBRARY).totals(frame).found.counts == {"unknown_activity": 28}
    assert Calculator(LIBRARY).totals(periods).found.counts == {"unknown_activity": 28}
    assert len(asked) == 2
