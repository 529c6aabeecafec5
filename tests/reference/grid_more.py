"""Stub."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from record import Book
    from support import Table

SOURCES: Table = []


def add(reference: Path, book: Book) -> None:
    """Add nothing yet."""
