"""The seal of a factor folder: digests that say these very bytes have been checked.

Checking twelve thousand rows takes seconds, and the rows of an installed package do not change. The build of the
tables therefore writes down the digest of every checked file. A folder that fits its seal is read without checking and
by need; any other folder is read and checked row by row.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

FILE = "seal.json"


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
        BLAKE2b digest of every file that a library is made of, by its place in the folder. It takes a fifth of the
        time of SHA-256 where the processor has no instructions for that, and 5 MB are hashed at every start.

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
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
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
    """Return the bytes of the CSV files of a factor folder by their place in it.

    Parameters
    ----------
    folder
        A folder laid out as ``factors/``.
    beside
        Whether tables are read that a library is not made of: exclusions, money, gases, regions.

    """
    found = {file.name: file for file in folder.iterdir() if beside or file.name not in BESIDE}
    found |= {f"emission/{file.name}": file for file in folder.joinpath("emission").iterdir()}
    return {name: file.read_bytes() for name, file in sorted(found.items()) if name.endswith(".csv")}


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def sealed(folder: Path, library: str, rows: int, validity: set[tuple[date, date]]) -> Seal:
    """Return the seal for a folder that has been checked."""
    digests = {name: _digest(data) for name, data in contents(folder, beside=False).items()}
    return Seal(library=library, rows=rows, validity=tuple(sorted(validity)), files=digests)
