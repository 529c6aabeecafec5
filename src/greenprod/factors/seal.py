"""The seal of a factor folder: digests that say these very bytes have been checked, and where to find what.

Checking twelve thousand rows takes a second, and the rows of an installed package do not change. The build of the
tables therefore writes down the digest of every checked file, and at which byte the rows of each activity end. A folder
that fits its seal is read without checking and by need; any other folder is read and checked row by row.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

FILE, INDEX = "seal.json", "index.json"


@frozen
class Seal:
    """Hold what is known about a checked folder.

    Parameters
    ----------
    library
        Digest of the library in it.
    rows
        Number of factors.
    validity
        All pairs of a first day and the day after the last.
    files
        BLAKE2b digest of every file that a library is made of, and of the index, by its place in the folder. It takes
        a third of the time of SHA-256 where the processor has no instructions for that.

    """

    library: str
    rows: int
    validity: tuple[tuple[date, date], ...]
    files: Mapping[str, str]

    @classmethod
    def read(cls, folder: Path | Traversable) -> Seal | None:
        """Return the seal of a folder, or None when there is none that can be read."""
        try:
            text = folder.joinpath(FILE).read_text(encoding="utf-8")
            raw = json.loads(text)
            days = tuple((date.fromisoformat(first), date.fromisoformat(end)) for first, end in raw["validity"])
            if not (isinstance(raw["library"], str) and isinstance(raw["rows"], int)):
                return None
            return cls(library=raw["library"], rows=raw["rows"], validity=days, files=dict(raw["files"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def fits(self, contents: Mapping[str, bytes]) -> bool:
        """Whether these are the very files that were sealed."""
        return contents.keys() == self.files.keys() and all(
            _digest(data) == self.files[name] for name, data in contents.items()
        )

    def write(self, folder: Path) -> None:
        """Write the seal into its folder."""
        raw = {
            "library": self.library,
            "rows": self.rows,
            "validity": sorted([str(first), str(end)] for first, end in self.validity),
            "files": dict(sorted(self.files.items())),
        }
        folder.joinpath(FILE).write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8", newline="\n")


BESIDE = ("exclusions.csv", "price_index.csv", "exchange_rates.csv", "currencies.csv", "gwp.csv", "regions.csv")
"""Tables that others read, or nobody at work."""


def contents(folder: Path | Traversable, *, beside: bool = True) -> dict[str, bytes]:
    """Return the bytes of the CSV files of a factor folder, and of its index, by their place in it.

    Parameters
    ----------
    folder
        A folder laid out as ``factors/``.
    beside
        Whether tables are read that a library is not made of: exclusions, money, gases, regions.

    """
    found = {file.name: file for file in folder.iterdir() if beside or file.name not in BESIDE}
    found |= {f"emission/{file.name}": file for file in folder.joinpath("emission").iterdir()}
    return {name: file.read_bytes() for name, file in sorted(found.items()) if name.endswith(".csv") or name == INDEX}


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def sealed(folder: Path, library: str, rows: int, validity: set[tuple[date, date]]) -> Seal:
    """Index a folder that has been checked, and return its seal."""
    data = contents(folder, beside=False)
    places = {name: _places(raw, column) for name, raw in data.items() for column in _indexed(name)}
    # a line for each file, so that a change in one file is a change in one line
    lines = [f" {json.dumps(name)}: {json.dumps(found)}" for name, found in places.items()]
    data[INDEX] = ("{\n" + ",\n".join(lines) + "\n}\n").encode()
    folder.joinpath(INDEX).write_bytes(data[INDEX])
    digests = {name: _digest(raw) for name, raw in data.items()}
    return Seal(library=library, rows=rows, validity=tuple(sorted(validity)), files=digests)


class Spans(Mapping[str, tuple[int, int]]):
    """Hold for each activity of a file the bytes between which its rows stand; set up when it is first asked.

    Parameters
    ----------
    names
        Activities in the order of the file.
    edges
        Byte at which the rows of the first one start, and bytes at which those of each one end.

    """

    def __init__(self, names: list[str], edges: list[int]) -> None:
        self._names = names
        self._edges = edges

    @cached_property
    def _by_name(self) -> dict[str, tuple[int, int]]:
        return dict(zip(self._names, pairwise(self._edges), strict=True))

    def __getitem__(self, name: str) -> tuple[int, int]:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def indexed(raw: bytes) -> dict[str, Spans]:
    """Return for each file of an index where the rows of its activities stand."""
    return {name: Spans(names, edges) for name, (names, edges) in json.loads(raw).items()}


def _indexed(name: str) -> Iterator[int]:
    """Yield the number of the column that names the activity, for tables in which rows are looked up by it."""
    if name == "activities.csv":
        yield 0
    elif name.startswith("emission/"):
        yield 1


def _places(raw: bytes, column: int) -> tuple[list[str], list[int]]:
    """Return the activities of a file in their order, and the bytes at which the first starts and each one ends."""
    head, *rows = raw.splitlines(keepends=True)
    names: list[str] = []
    edges = [len(head)]
    for row in rows:
        # ids and activities are words without commas or quotes, and stand first
        name = b",".join(row.split(b",", 2)[column : column + 1]).decode()
        if not names or names[-1] != name:
            names.append(name)
            edges.append(edges[-1])
        edges[-1] += len(row)
    return names, edges
