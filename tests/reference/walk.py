"""Walk every row of the reference and find it in the library or among the exclusions.

Run as `python tests/reference/walk.py` for a summary by table. Shares no code with the script that makes the tables.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from tables import PRINTED, Row, bare, exclusions, factors, printed_rows, spelled

if TYPE_CHECKING:
    from collections.abc import Iterator

POSTE = " | poste: "
COMPUTED = "computed: "
GAS_TERMS = {"CO2": "co2_kg", "CH4": "ch4_kg_co2e", "N2O": "n2o_kg_co2e"}
IDENTITY = ("source_id", "activity", "detail", "region", "year")

# Table and number of the row in it, from 0.
Place = tuple[str, int]


@dataclass(frozen=True)
class Term:
    """One printed figure that a factor is made of."""

    place: Place
    sign: int
    # column of the figure if the locator names one gas of the row
    column: str = ""

    @property
    def row(self) -> Row:
        """Give the printed row."""
        name, index = self.place
        return printed_rows(name)[index]


@dataclass
class Home:
    """Where a printed row is found."""

    alone: list[Row] = field(default_factory=list)
    computed: list[Row] = field(default_factory=list)
    excluded: list[Row] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Tell whether the row is a factor, left out, part of computed factors only, lost, or in two places."""
        found = [name for name in ("alone", "excluded") if getattr(self, name)]
        if len(found) > 1 or len(self.excluded) > 1:
            return "twice"
        return {"alone": "factor", "excluded": "excluded"}[found[0]] if found else "computed" if self.computed else ""


def all_places() -> Iterator[Place]:
    """Yield the place of every printed row."""
    for name in PRINTED:
        for index in range(len(printed_rows(name))):
            yield name, index


def locators(row: Row) -> Iterator[str]:
    """Spell every locator by which a printed row may be named."""
    place, detail, year, unit = (row[key] for key in ("source_row", "detail", "year", "unit_activity"))
    last = detail.rpartition(" | ")[2]
    total, is_part, poste = detail.partition(POSTE)
    if is_part:
        yield f"{place} {poste}"
        return
    if not place:
        yield f"{detail} {year}"
        yield f"{row['activity']}: {detail} {year}, {unit}"
        return
    yield place
    yield f"{place}, {year}"
    yield f"{place} {last}"
    yield f"{place}: {last}"
    yield f"{place}: {row['region']}"
    yield f"{place}: {total} {year}"
    amount = f", per {unit}" + (f", {year}" if year else "")
    yield f"{place}: {total}{amount}"
    # Where one page says several things of one place.
    yield f"{place}: {row['activity']}, {total}{amount}"


@cache
def by_locator() -> dict[tuple[str, str], list[Place]]:
    """Index the reference by source and locator."""
    found: dict[tuple[str, str], list[Place]] = {}
    for name, index in all_places():
        row = printed_rows(name)[index]
        for locator in set(locators(row)):
            found.setdefault((row["source_id"], locator), []).append((name, index))
    return found


def named(source: str, locator: str, unit: str) -> Place:
    """Find the one row of a source that a locator names; where a printed line has several units, that of the factor."""
    found = by_locator().get((source, locator), [])
    if len(found) > 1:
        found = [place for place in found if spelled(printed(place)["unit_activity"]) == unit]
    if len(found) != 1:
        raise LookupError(f"{source} {locator!r} names {len(found)} rows of the reference")
    return found[0]


def term(factor: Row, locator: str, sign: int) -> Term:
    """Find the figure that a locator names; it may end in a gas."""
    source, unit = factor["source_id"], bare(factor["unit"])
    whole, _, gas = locator.rpartition(" ")
    if gas in GAS_TERMS and (source, locator) not in by_locator():
        return Term(named(source, whole, unit), sign, GAS_TERMS[gas])
    return Term(named(source, locator, unit), sign)


def terms(factor: Row) -> list[Term]:
    """Find the figures that a factor is made of; a figure carried as it stands is one term."""
    locator, derivation = factor["locator"], factor["derivation"]
    if not derivation.startswith(COMPUTED):
        if derivation not in ("as_published", "converted"):
            raise LookupError(f"unknown derivation {derivation!r}")
        return [term(factor, locator, 1)]
    found, rest, sign = [], derivation.removeprefix(COMPUTED), 1
    for part in locator.split("; "):
        if not rest.startswith(part):
            raise LookupError(f"locator {locator!r} and derivation {derivation!r} differ")
        found.append(term(factor, part, sign))
        joint, rest = rest[len(part) : len(part) + 3], rest[len(part) + 3 :]
        if joint not in (" + ", " - ", ""):
            raise LookupError(f"unknown sign {joint!r} in {derivation!r}")
        sign = -1 if joint == " - " else 1
    if rest or len(found) < 2:
        raise LookupError(f"locator {locator!r} and derivation {derivation!r} differ")
    return found


def is_whole(factor: Row, found: list[Term]) -> bool:
    """Tell whether a factor is one printed row as it stands."""
    return len(found) == 1 and not found[0].column and not factor["derivation"].startswith(COMPUTED)


@dataclass
class Walk:
    """What was found on the way, and what leads nowhere."""

    homes: dict[Place, Home]
    traced: list[tuple[Row, list[Term]]] = field(default_factory=list)
    lost_factors: list[str] = field(default_factory=list)
    lost_exclusions: list[str] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[Place]:
        """List the rows found so."""
        return [place for place, home in self.homes.items() if home.kind == kind]


@cache
def walk() -> Walk:
    """Find a home for every printed row."""
    done = Walk({place: Home() for place in all_places()})
    for factor in factors():
        try:
            found = terms(factor)
        except LookupError as error:
            done.lost_factors.append(f"{factor['factor_id']}@{factor['valid_from']}: {error}")
            continue
        done.traced.append((factor, found))
        for item in found:
            home = done.homes[item.place]
            (home.alone if is_whole(factor, found) else home.computed).append(factor)
    by_identity = {identity(place): place for place in all_places()}
    for row in exclusions():
        key = (row["table"], row["locator"], row["unit"], *(row[column] for column in IDENTITY))
        if key in by_identity:
            done.homes[by_identity[key]].excluded.append(row)
        else:
            done.lost_exclusions.append(" ".join(key))
    return done


def identity(place: Place) -> tuple[str, ...]:
    """Give all cells by which a row is named among the exclusions."""
    name, index = place
    row = printed_rows(name)[index]
    return (name, row["source_row"], row["unit_activity"], *(row[column] for column in IDENTITY))


def printed(place: Place) -> Row:
    """Give the printed row of a place."""
    name, index = place
    return printed_rows(name)[index]


def summary() -> str:
    """Count by table what became of its rows, as a Markdown table; the last line adds up."""
    homes = walk().homes
    reasons = sorted({row["reason"] for row in exclusions()})
    heads = ["table", "rows", "factors", "in computed factors", *reasons, "unaccounted"]
    lines = [f"| {' | '.join(heads)} |", f"| --- |{' ---: |' * (len(heads) - 1)}"]
    total: Counter[str] = Counter()
    for name in PRINTED:
        count = Counter({"rows": len(printed_rows(name))})
        for place, home in homes.items():
            if place[0] == name:
                count[column(home)] += 1
        lines.append(line(f"`{name}`", count, heads))
        total += count
    lines.append(line("all", total, heads))
    return "\n".join(lines)


def column(home: Home) -> str:
    """Tell in which column of the summary a row is counted."""
    names = {"factor": "factors", "computed": "in computed factors", "": "unaccounted", "twice": "unaccounted"}
    return home.excluded[0]["reason"] if home.kind == "excluded" else names[home.kind]


def line(name: str, count: Counter[str], heads: list[str]) -> str:
    """Write one line of the summary."""
    return f"| {name} | {' | '.join(str(count[head]) for head in heads[1:])} |"


def main() -> None:
    """Print the summary, and what leads nowhere."""
    done = walk()
    print(summary())  # noqa: T201
    rows = len(factors())
    places = sum(bool(home.alone) for home in done.homes.values())
    print(f"\n{rows} factor rows, {places} printed rows carried as they stand, {len(exclusions())} exclusions")  # noqa: T201
    for text in [*done.lost_factors, *done.lost_exclusions]:
        print(f"leads nowhere: {text}")  # noqa: T201
    for kind in ("", "twice"):
        for place in done.of_kind(kind):
            print(f"{kind or 'neither'}: {identity(place)}")  # noqa: T201


if __name__ == "__main__":
    main()
