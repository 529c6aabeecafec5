"""The rows of a library, kept by activity; rows of a sealed folder are built when somebody first asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Generic, TypeVar, overload

from greenprod.factors.rows import emission_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from greenprod.factors.record import Factor
    from greenprod.vocabulary import Stage

    Spans = Mapping[str, tuple[int, int]]

Built = TypeVar("Built")
_NOTHING: tuple[tuple[Factor, ...], tuple[Factor, ...]] = ((), ())


class Shelf(Sequence["Factor"]):
    """Hold factors by activity, in the order of their id and first day.

    Building all 12,000 records takes ten times as long as reading the files, and a production's lines use a few
    hundred of them.

    Parameters
    ----------
    records
        Factors that are there already.
    parts
        Emission files whose seal fits, and where in them the rows of each activity stand.
    validity
        Pairs of a first day and the day after the last, of all rows in `parts`.

    """

    def __init__(
        self,
        records: Iterable[Factor] = (),
        parts: Sequence[tuple[bytes, Spans]] = (),
        validity: Iterable[tuple[date, date]] = (),
    ) -> None:
        self._parts = parts
        self._built: dict[str, tuple[Factor, ...]] = {}
        by_activity: dict[str, list[Factor]] = {}
        for factor in records:
            by_activity.setdefault(factor.activity, []).append(factor)
        for activity, found in by_activity.items():
            self._built[activity] = tuple(sorted(found, key=_order))
        self._validity = {*validity, *((f.valid_from, f.valid_to) for found in by_activity.values() for f in found)}
        self._places: dict[str, dict[tuple[Stage, str], tuple[tuple[Factor, ...], tuple[Factor, ...]]]] = {}
        self._all: tuple[Factor, ...] | None = None

    def of(self, activity: str) -> tuple[Factor, ...]:
        """Return the factors of one activity."""
        found = self._built.get(activity)
        if found is None:
            text = b"".join(data[slice(*spans[activity])] for data, spans in self._parts if activity in spans)
            found = tuple(sorted(emission_records(text.decode().splitlines()), key=_order))
            if found:
                self._built[activity] = found
        return found

    def at(self, activity: str, stage: Stage, region: str) -> tuple[Factor, ...]:
        """Return the factors for exactly this activity, stage and region, oldest first, without corrected ones."""
        return self._at(activity).get((stage, region), _NOTHING)[0]

    def usual(self, activity: str, stage: Stage, region: str) -> tuple[Factor, ...]:
        """Return the same without alternatives: the default series."""
        return self._at(activity).get((stage, region), _NOTHING)[1]

    def _at(self, activity: str) -> dict[tuple[Stage, str], tuple[tuple[Factor, ...], tuple[Factor, ...]]]:
        places = self._places.get(activity)
        if places is None:
            grouped: dict[tuple[Stage, str], list[Factor]] = {}
            corrected = {factor.supersedes for factor in self.of(activity)}
            for factor in sorted(self.of(activity), key=_age):
                if factor.edition not in corrected:
                    grouped.setdefault((factor.stage, factor.region), []).append(factor)
            places = {key: (tuple(f), tuple(x for x in f if not x.is_alternative)) for key, f in grouped.items()}
            self._places[activity] = places
        return places

    @property
    def activities(self) -> frozenset[str]:
        """Activities that have a factor."""
        # a copy, as another thread may be building
        return frozenset(chain(list(self._built), *(spans for _, spans in self._parts)))

    @property
    def validity(self) -> set[tuple[date, date]]:
        """All pairs of a first day and the day after the last."""
        return self._validity

    def plus(self, factors: Iterable[Factor]) -> Shelf:
        """Return a shelf with further factors; what has not been built yet stays so."""
        more = Shelf(factors)
        new = Shelf(parts=self._parts)
        new._built = {**self._built, **{name: (*self.of(name), *found) for name, found in more._built.items()}}
        new._validity = self._validity | more._validity
        return new

    def _everything(self) -> tuple[Factor, ...]:
        if self._all is None:
            self._all = tuple(sorted((f for name in self.activities for f in self.of(name)), key=_order))
        return self._all

    def __iter__(self) -> Iterator[Factor]:
        return iter(self._everything())

    def __len__(self) -> int:
        return len(self._everything())

    @overload
    def __getitem__(self, place: int) -> Factor: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Factor, ...]: ...
    def __getitem__(self, place: int | slice) -> Factor | tuple[Factor, ...]:
        return self._everything()[place]

    def __repr__(self) -> str:
        return f"Shelf({len(self.activities)} activities)"


def _order(factor: Factor) -> tuple[str, date, str]:
    return (factor.factor_id, factor.valid_from, factor.region)


def _age(factor: Factor) -> tuple[date, str]:
    return (factor.valid_from, factor.factor_id)


def shelved(factors: Iterable[Factor]) -> Shelf:
    """Return factors as a shelf."""
    return factors if isinstance(factors, Shelf) else Shelf(factors)


class Catalogue(Mapping[str, Built], Generic[Built]):
    """Hold records by id, each built when it is first asked for.

    Parameters
    ----------
    data
        A table whose seal fits.
    spans
        Where in it the row of each id stands.
    build
        Makes a record of a row.

    """

    def __init__(self, data: bytes, spans: Spans, build: Callable[[str], Built]) -> None:
        self._data = data
        self._spans = spans
        self._build = build
        self._built: dict[str, Built] = {}

    def __getitem__(self, name: str) -> Built:
        if name not in self._built:
            self._built[name] = self._build(self._data[slice(*self._spans[name])].decode())
        return self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)

    def __contains__(self, name: object) -> bool:
        return name in self._spans


class Named(Mapping[str, Built], Generic[Built]):
    """Hold records by id that are read when somebody first looks at them.

    Parameters
    ----------
    read
        Reads them.
    name
        Returns the id of a record.

    """

    def __init__(self, read: Callable[[], Iterable[Built]], name: Callable[[Built], str]) -> None:
        self._read = read
        self._name = name

    @cached_property
    def _by_name(self) -> dict[str, Built]:
        return {self._name(record): record for record in self._read()}

    def __getitem__(self, name: str) -> Built:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)


class Later(Sequence[Built], Generic[Built]):
    """Hold records that are read when somebody first looks at them.

    Parameters
    ----------
    read
        Reads them.

    """

    def __init__(self, read: Callable[[], Iterable[Built]]) -> None:
        self._read = read
        self._found: tuple[Built, ...] | None = None

    def _records(self) -> tuple[Built, ...]:
        if self._found is None:
            self._found = tuple(self._read())
        return self._found

    def __iter__(self) -> Iterator[Built]:
        return iter(self._records())

    def __len__(self) -> int:
        return len(self._records())

    @overload
    def __getitem__(self, place: int) -> Built: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Built, ...]: ...
    def __getitem__(self, place: int | slice) -> Built | tuple[Built, ...]:
        return self._records()[place]
