"""Lines of every item class, made from what the class says itself: its example, units, choices and refusals.

There is no table of classes here. A class that is added is drawn, and proved, from the day it stands in the catalogue.
"""

from __future__ import annotations

from functools import cache
from itertools import chain, combinations
from typing import TYPE_CHECKING, Any

from attrs import NOTHING
from attrs import fields as fields_of
from hypothesis import strategies as st
from lines import AMOUNTS_OF, KINDS, REGIONS, Record, commons, times

from greenprod.errors import GreenprodError
from greenprod.items.base import COMMON
from greenprod.items.describe import catalogue
from oracle_tables import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from greenprod.errors import Issue
    from greenprod.items.describe import Description

# the generic item can be anything, so that it has no example of its own
GENERIC: Record = {"activity": "fuel.hvo", "amount": 3, "unit": "litre", "region": "GB", "date": "2025-05-01"}
PLACES = (*REGIONS, "IE", "NO", "NZ", "ZA", "GB-SCT", "EU", "AQ")
"""Some with figures of their own, some that only others stand in for, some with none."""
NUMBERS = (0.5, 1.0, 2.0, 12.5, 500.0)
SEEN, TRIES, FEW = 800, 6, 8
"""How far the search for another way to describe a line goes."""


@cache
def described() -> dict[str, Description]:
    """Return what every class says about its fields."""
    return {one.name: one for one in catalogue()}


def example(name: str) -> Record:
    """Return the cells of a line that can be booked."""
    return dict(KINDS[name].example) or dict(GENERIC)


def own(name: str, cells: Record) -> list[str]:
    """Return the description fields of the class among the cells."""
    return [field for field in cells if field not in COMMON and field not in AMOUNTS_OF[name]]


def refusal(name: str, cells: Record) -> Issue | None:
    """Return what a class has against a line."""
    try:
        list(KINDS[name](**cells).parts())
    except GreenprodError as error:
        return error.issue
    return None


@cache
def known_words() -> dict[str, tuple[Any, ...]]:
    """Return the words that any class knows for a field of this name, those of its example first."""
    found: dict[str, dict[Any, None]] = {}
    for name in KINDS:
        for field, value in example(name).items():
            found.setdefault(field, {})[value] = None
    for one in described().values():
        for about in one.own:
            found.setdefault(about.name, {}).update(dict.fromkeys(about.choices))
    return {field: tuple(words) for field, words in found.items()}


@cache
def words(name: str, field: str) -> tuple[Any, ...]:
    """Return values to try for a description field."""
    about = described()[name][field]
    if about.value == "yes_no":
        return (True, False)
    if about.value == "number":
        return (*known_words().get(field, ()), *NUMBERS)
    return about.choices or known_words().get(field, ()) or ("some words",)


@cache
def ways(name: str) -> tuple[Record, ...]:
    """Return lines that together give every amount and every description of a class.

    Where an amount or a word does not go with the rest, the class's own refusals say what to add or to take away.
    """
    found = [example(name)]
    for amounts in presences(name):
        cells = {field: cell for field, cell in found[0].items() if field not in AMOUNTS_OF[name]}
        line = repaired(name, {**cells, **{a: found[0].get(a, 1.0) for a in amounts}}, frozenset(amounts))
        found += [line] if line is not None and line not in found else []
    for field in described()[name].own:
        if field.kind == "amount" or any(field.name in line for line in found):
            continue
        tries = ({**line, field.name: word} for line in found for word in words(name, field.name)[:TRIES])
        repairs = (repaired(name, cells, frozenset({field.name})) for cells in tries)
        line = next((line for line in repairs if line is not None), None)
        found += [] if line is None else [line]
    return tuple(found)


def presences(name: str) -> Iterator[tuple[str, ...]]:
    """Yield every choice of amounts that a class could be given."""
    defaults = {f.name: f.default for f in fields_of(KINDS[name])}
    needed = [a for a in AMOUNTS_OF[name] if defaults[a] is NOTHING]
    free = [a for a in AMOUNTS_OF[name] if defaults[a] is not NOTHING]
    some = chain.from_iterable(combinations(free, n) for n in range(len(free) + 1))
    return ((*needed, *more) for more in some if needed or more)


def repaired(name: str, cells: Record, kept: frozenset[str]) -> Record | None:
    """Return the nearest line that the class accepts, found by following its refusals; the kept fields stay."""
    queue, seen = [cells], {repr(sorted(cells.items()))}
    while queue and len(seen) < SEEN:
        line = queue.pop(0)
        issue = refusal(name, line)
        if issue is None:
            return line
        for other in changes(name, line, issue, kept):
            key = repr(sorted(other.items()))
            if key not in seen:
                seen.add(key)
                queue.append(other)
    return None


def changes(name: str, line: Record, issue: Issue, kept: frozenset[str]) -> Iterator[Record]:
    """Yield a line with what the refusal asks for, and without each of its other words."""
    asked = issue.column
    fields = {field.name for field in described()[name].own} - set(AMOUNTS_OF[name])
    if asked in fields - kept:
        valid = issue.valid_values if issue.code == "invalid_choice" else ()
        yield from ({**line, asked: word} for word in (*valid, *words(name, asked))[:TRIES] if line.get(asked) != word)
    for field in own(name, line):
        if field not in kept:
            yield {other: cell for other, cell in line.items() if other != field}
            choices = described()[name][field].choices
            yield from ({**line, field: word} for word in choices[: TRIES if len(choices) <= FEW else 0])
    free = {f.name for f in fields_of(KINDS[name]) if f.default is None} & set(AMOUNTS_OF[name])
    for field in (free & set(line)) - kept:
        yield {other: cell for other, cell in line.items() if other != field}
    if asked in ("region", "city"):
        yield {**line, "region": issue.valid_values[0] if issue.valid_values else "GB"}


@st.composite
def amount_cells(draw: st.DrawFn, unit: str, most: int) -> float | str:
    """Return an amount as a number, or as a text with any unit of its dimension."""
    number = draw(st.one_of(st.integers(0, most), st.floats(0, most, allow_subnormal=False), st.just(0)))
    if not unit or draw(st.booleans()):
        return number
    return f"{number!r} {draw(st.sampled_from(sorted(UNITS[unit])))}"


@st.composite
def lines_of(draw: st.DrawFn, name: str, most: int = 10**6) -> Record:
    """Return a line that the class accepts: its words changed one by one, as far as it takes them."""
    line: Record = dict(draw(st.sampled_from(ways(name))))
    changed = {field: draw(st.sampled_from(words(name, field))) for field in own(name, line) if draw(st.booleans())}
    for field, word in {**changed, "region": draw(st.sampled_from(PLACES))}.items():
        line = {**line, field: word} if refusal(name, {**line, field: word}) is None else line
    amounts = {a: draw(amount_cells(unit, most)) for a, unit in AMOUNTS_OF[name].items() if a in line}
    line = {field: cell for field, cell in line.items() if field not in ("date", "period_start", "period_end")}
    common = {field: cell for field, cell in draw(commons()).items() if field != "region"}
    return {"item": name, **line, **amounts, **draw(times()), **common}
