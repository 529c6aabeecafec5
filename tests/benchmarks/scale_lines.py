"""The lines of the scale benchmarks: generic lines of shipped activities, written to Parquet by row group.

What a line says follows from its number alone. So a file of any size is written in the memory of one row group, and
the shuffled file holds the very lines of the ordered one.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from math import gcd
from typing import TYPE_CHECKING, Literal

import numpy as np
import pyarrow as pa
from attrs import frozen
from pyarrow import parquet

from greenprod import Calculator, GreenprodError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from greenprod.factors.lookup import FoundSet

Order = Literal["ordered", "shuffled"]
Encoding = Literal["categories", "pages", "plain"]

ORDERS: tuple[Order, Order] = ("ordered", "shuffled")
REGIONS = ("DK", "SE", "NO", "FI", "DE", "GB", "FR", "US", "ES", "IT")
YEARS = (2022, 2023, 2024, 2025)
SPELLINGS = {
    "passenger_distance": ("pkm", "passenger*km", "passenger*mile", "passenger-km"),
    "distance": ("km", "mile", "metre", "kms"),
    "freight": ("tkm", "tonne*km", "tonne*mile", "kg*km"),
    "energy": ("kWh", "MWh", "MJ", "kwh"),
    "volume": ("litre", "m3", "us_gallon", "L"),
    "mass": ("kg", "tonne", "lb", "gram"),
    "room_nights": ("room*night", "room_night", "room night", "room-nights"),
    "meals": ("meal", "meals", "måltid", "måltider"),
    "items": ("item", "items", "pcs", "stk"),
    "area": ("m2", "square_metre", "sqm", "m²"),
    "time": ("hour", "minute", "day", "h"),
}
"""Units as people write them, by dimension: another spelling, or another size."""
ROW_GROUP = 2**20
"""Lines in a row group: what pandas and pyarrow write when nobody asks for another size."""
PRODUCTIONS = 1000
_SEED = 5
_FIELDS = 8
_FIRST_DAY = date(1970, 1, 1).toordinal()
_SHORTEST_YEAR = 365


@frozen(kw_only=True)
class Grid:
    """Say which descriptions a file holds: activities x regions x years x units of each activity.

    Parameters
    ----------
    activities, regions, years, units
        How many of each.
    long
        Whether production ids are 90 characters long instead of 10.

    """

    activities: int = 300
    regions: int = 10
    years: int = 4
    units: int = 3
    long: bool = False

    @property
    def distinct(self) -> int:
        """Number of distinct descriptions."""
        return self.activities * self.regions * self.years * self.units

    @property
    def leaves(self) -> tuple[tuple[str, str], ...]:
        """Activities and their dimensions: as many of travel as of fuel, freight, waste..., while there are any."""
        usable = resolvable()
        if self.activities > len(usable):
            raise ValueError(f"The library has {len(usable)} activities that fit, not {self.activities}.")
        return tuple(sorted(usable[: self.activities]))

    @property
    def productions(self) -> tuple[str, ...]:
        """Ids of the productions."""
        tail = " / a series for television in eight parts, second season, both units and all pick-ups" * self.long
        return tuple(f"prod-{number:05d}{tail}" for number in range(PRODUCTIONS))


@cache
def resolvable() -> tuple[tuple[str, str], ...]:
    """Return activities with a factor in all regions and years, which changes at New Year only, and dimensions.

    They take turns by the first word of their names.
    """
    terms = Calculator()
    last = date(YEARS[-1], 12, 31)
    days = [date(YEARS[0], 1, 1), *(day for day in terms.boundaries_in_time if date(YEARS[0], 1, 1) < day <= last)]

    def same_all_year(activity: str) -> bool:
        try:
            for region in REGIONS:
                found: dict[int, FoundSet] = {}
                for day in days:
                    outcome = terms.find_all(activity, region, day)
                    if found.setdefault(day.year, outcome) != outcome:
                        return False
        except GreenprodError:
            return False
        return True

    kinds = sorted((kind.activity_id, kind.dimension) for kind in terms.library.activities.values())
    usable = [(name, kind) for name, kind in kinds if kind in SPELLINGS and same_all_year(name)]
    mixed = [usable[place] for place in np.random.default_rng(_SEED).permutation(len(usable))]
    seen: Counter[str] = Counter()
    turns = []
    for name, _ in mixed:
        seen[group := name.partition(".")[0]] += 1
        turns.append((seen[group], group))
    return tuple(leaf for _, leaf in sorted(zip(turns, mixed, strict=True)))


def write(path: Path, grid: Grid, size: int, *, order: Order = "ordered", encoding: Encoding = "categories") -> Path:
    """Write a file of lines.

    Parameters
    ----------
    path
        Where to; a file that is there already is kept.
    grid, size
        Descriptions, and number of lines.
    order
        By production, as exports are, or shuffled.
    encoding
        Texts as Arrow dictionaries, as dictionary pages under plain columns (pandas' way), or not encoded at all.

    """
    if path.exists():
        return path
    part = path.with_suffix(".part")
    names = ["activity", "region", "unit", "production_id"]
    writer: parquet.ParquetWriter | None = None
    for numbers in _groups(size, order):
        table = _table(grid, numbers, size)
        if encoding == "categories":
            for name in names:
                table = table.set_column(table.column_names.index(name), name, table[name].dictionary_encode())
        if writer is None:
            writer = parquet.ParquetWriter(part, table.schema, use_dictionary=encoding != "plain")
        writer.write_table(table, row_group_size=ROW_GROUP)
    if writer is not None:
        writer.close()
        part.rename(path)
    return path


def _groups(size: int, order: Order) -> Iterator[np.ndarray]:
    """Yield the numbers of the lines of each row group."""
    stride = int(size * 0.6180339887) | 1
    while gcd(stride, size) > 1:
        stride += 2
    for start in range(0, size, ROW_GROUP):
        places = np.arange(start, min(start + ROW_GROUP, size), dtype=np.uint64)
        yield places if order == "ordered" else places * np.uint64(stride) % np.uint64(size)


def _table(grid: Grid, numbers: np.ndarray, size: int) -> pa.Table:
    leaves = grid.leaves
    activity = _choice(numbers, 0, len(leaves))
    spellings = np.array([SPELLINGS[dimension][: grid.units] for _, dimension in leaves])
    kinds, unit = np.unique(spellings, return_inverse=True)
    columns = {
        "production_id": _texts(grid.productions, np.searchsorted(_production_ends(size), numbers, side="right")),
        "activity": _texts([name for name, _ in leaves], activity),
        "region": _texts(REGIONS, _choice(numbers, 1, grid.regions)),
        "date": pa.array(_days(numbers, grid.years), type=pa.date32()),
        "unit": _texts(kinds.tolist(), unit.reshape(spellings.shape)[activity, _choice(numbers, 2, grid.units)]),
        "amount": pa.array(_amounts(numbers)),
    }
    return pa.table(columns)


def _texts(values: Sequence[str], codes: np.ndarray) -> pa.Array:
    return pa.array(values, type=pa.string()).take(pa.array(codes))


@cache
def _production_ends(size: int) -> np.ndarray:
    """Return the number of lines up to the end of each production; few are large and many small."""
    weights = np.random.default_rng(_SEED).lognormal(0, 1, PRODUCTIONS)
    ends: np.ndarray = (np.cumsum(weights) / weights.sum() * size).astype(np.uint64)
    return ends


def _days(numbers: np.ndarray, years: int) -> np.ndarray:
    new_year = np.array([date(year, 1, 1).toordinal() - _FIRST_DAY for year in YEARS], dtype=np.int32)
    days: np.ndarray = new_year[_choice(numbers, 3, years)] + _choice(numbers, 4, _SHORTEST_YEAR).astype(np.int32)
    return days


def _amounts(numbers: np.ndarray) -> np.ndarray:
    """Return log-normal amounts with two decimals (Box and Muller)."""
    normal = np.sqrt(-2 * np.log(1 - _uniform(numbers, 5))) * np.cos(2 * np.pi * _uniform(numbers, 6))
    amounts: np.ndarray = np.round(np.exp(3 + 1.5 * normal), 2)
    return amounts


def _choice(numbers: np.ndarray, field: int, among: int) -> np.ndarray:
    chosen: np.ndarray = (_uniform(numbers, field) * among).astype(np.int64)
    return chosen


def _uniform(numbers: np.ndarray, field: int) -> np.ndarray:
    """Return a number in [0, 1) for each line and field (SplitMix64)."""
    seed = (_SEED * _FIELDS + field) * 0x9E3779B97F4A7C15 % 2**64
    mixed = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed * 0xD1342543DE82EF95 % 2**64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    found: np.ndarray = (mixed >> np.uint64(11)) * 2.0**-53
    return found
