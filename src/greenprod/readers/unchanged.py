"""Files while they are read: one that somebody writes to meanwhile is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

from attrs import frozen

from greenprod.errors import DataError, Issue

if TYPE_CHECKING:
    from pathlib import Path


@frozen(eq=False, slots=False)
class Unchanged:
    """Hold a file to what it was when somebody first looked at it.

    Parameters
    ----------
    path
        The file.
    state
        Its size and time of change.

    """

    path: Path
    state: tuple[int, int]

    @classmethod
    def of(cls, path: Path) -> Unchanged:
        """Look at a file.

        Raises
        ------
        DataError
            ``file_not_found``.

        """
        return cls(path, _state(path))

    def check(self) -> None:
        """Look again.

        Raises
        ------
        DataError
            ``file_changed``, ``file_not_found``.

        """
        if _state(self.path) != self.state:
            raise DataError(
                Issue(
                    code="file_changed",
                    message="The file was changed while it was being read; nothing after the change is counted.",
                    file=self.path.as_posix(),
                    hint="Run again when nobody writes to it.",
                )
            )

    @cached_property
    def digest(self) -> str:
        """BLAKE2b of its bytes, as size and time of change do not tell every change; empty when it cannot be read."""
        try:
            with ThreadPoolExecutor() as pool:  # hashing lets go of the interpreter's lock
                pieces = pool.map(self._piece, range(0, self.state[0], _PIECE))
                return blake2b(b"".join(pieces)).hexdigest()
        except OSError:
            return ""

    def _piece(self, start: int) -> bytes:
        with self.path.open("rb") as file:
            file.seek(start)
            return blake2b(file.read(_PIECE)).digest()


_PIECE = 1 << 23


def _state(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(
            Issue(
                code="file_not_found",
                message=f"The file cannot be opened: {reason}.",
                file=path.as_posix(),
                hint="Check its name and place.",
            )
        ) from None
    return stat.st_size, stat.st_mtime_ns
