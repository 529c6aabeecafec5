"""Writing files: whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def written_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file under a name that nobody else writes to, and give it its own when it is whole.

    Parameters
    ----------
    path
        The file.
    write
        Called with the path to write to; what it leaves there when it fails is removed.

    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{uuid4().hex}.unfinished")
    try:
        write(unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
