"""The building blocks of the page: facts, cards and tables of text."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class Link:
    """A cell that leads somewhere."""

    label: str
    href: str


Cell = str | Link


@frozen(kw_only=True)
class Column:
    """A column of a table; `kind` is `text`, `number` or `prose` (long text that may wrap)."""

    title: str
    kind: str


@frozen(kw_only=True)
class Table:
    """A table; the first cell of a row names the row."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    foot: tuple[Cell, ...] = ()


@frozen(kw_only=True)
class Fact:
    """A named fact."""

    title: str
    value: str


@frozen(kw_only=True)
class Card:
    """A headline figure, with the exact figure below."""

    title: str
    value: str
    note: str


def text(title: str) -> Column:
    """Return a column of short text."""
    return Column(title=title, kind="text")


def number(title: str) -> Column:
    """Return a column of figures."""
    return Column(title=title, kind="number")


def prose(title: str) -> Column:
    """Return a column of long text."""
    return Column(title=title, kind="prose")
