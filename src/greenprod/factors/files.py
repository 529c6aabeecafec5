"""Reading the files of a factor folder, with every mistake named by file, row and column."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, TypeVar

from attrs import frozen

from greenprod.errors import Issue
from greenprod.factors import rows
from greenprod.factors.columns import COLUMNS, EMISSION_COLUMNS, OPTIONAL, OWN_REQUIRED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from greenprod.factors.record import ActivityType, BoundaryRule, Factor, Property, Proxy, ScopeRule, Source

    Row = dict[str, str]

Record = TypeVar("Record")


@frozen
class Place:
    """Say where a row stands: file and row, the header being row 1."""

    file: str
    row: int


class FolderReader:
    """Read one factor folder; what cannot be read is collected in `problems`.

    Parameters
    ----------
    files
        Bytes of the CSV files by their place in the folder, see `greenprod.factors.seal.contents`.

    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.problems: list[Issue] = []

    def placed_factors(self) -> Iterator[tuple[Place, Factor]]:
        """Yield the rows of all files in ``emission/`` with their places."""
        for name in sorted(self.files):
            if name.startswith("emission/"):
                yield from self._placed(name, EMISSION_COLUMNS, rows.factor)

    def factors(self) -> Iterator[Factor]:
        """Yield the rows of all files in ``emission/``."""
        return (factor for _, factor in self.placed_factors())

    def placed_own(self, name: str) -> Iterator[tuple[Place, tuple[Factor, Source]]]:
        """Yield the rows of a company's own factor file, with a source made of what they say about theirs."""
        for place, row in self._rows(name, [*OWN_REQUIRED, *EMISSION_COLUMNS], OWN_REQUIRED):
            found = self._build(place, row, rows.own)
            if found is not None:
                yield place, found

    def placed_activities(self) -> Iterator[tuple[Place, ActivityType]]:
        """Yield the vocabulary with its places."""
        return self._table("activities.csv", rows.activity)

    def activities(self) -> Iterator[ActivityType]:
        """Yield the vocabulary."""
        return (activity for _, activity in self.placed_activities())

    def placed_sources(self) -> Iterator[tuple[Place, Source]]:
        """Yield the sources with their places."""
        return self._table("sources.csv", rows.source)

    def sources(self) -> Iterator[Source]:
        """Yield the sources."""
        return (source for _, source in self.placed_sources())

    def placed_proxies(self) -> Iterator[tuple[Place, Proxy]]:
        """Yield the proxy rules with their places."""
        return self._table("proxies.csv", rows.proxy)

    def proxies(self) -> Iterator[Proxy]:
        """Yield the proxy rules."""
        return (proxy for _, proxy in self.placed_proxies())

    def placed_scopes(self) -> Iterator[tuple[Place, ScopeRule]]:
        """Yield the scope rules with their places."""
        return self._table("scopes.csv", rows.scope_rule)

    def scopes(self) -> Iterator[ScopeRule]:
        """Yield the scope rules."""
        return (rule for _, rule in self.placed_scopes())

    def placed_properties(self) -> Iterator[tuple[Place, Property]]:
        """Yield the sourced properties with their places."""
        return self._table("properties.csv", rows.sourced_property)

    def properties(self) -> Iterator[Property]:
        """Yield the sourced properties."""
        return (found for _, found in self.placed_properties())

    def pedigree(self) -> Iterator[Row]:
        """Yield the uncertainty factors of the pedigree sets."""
        return (row for _, row in self._table("pedigree.csv", rows.pedigree))

    def exclusions(self) -> Iterator[Row]:
        """Yield the rows of the sources that are no factors."""
        return (row for _, row in self._table("exclusions.csv", lambda row: row))

    def boundaries(self) -> Iterator[Row]:
        """Yield the rows of the boundary table."""
        return (row for _, row in self.placed_boundaries())

    def placed_boundary_rules(self) -> Iterator[tuple[Place, BoundaryRule]]:
        """Yield the rules of the boundaries with their places."""
        return self._table("boundary_rules.csv", rows.boundary_rule)

    def placed_boundaries(self) -> Iterator[tuple[Place, Row]]:
        """Yield the rows of the boundary table with their places."""
        return self._table("boundaries.csv", rows.boundary)

    def _table(self, name: str, build: Callable[[Row], Record]) -> Iterator[tuple[Place, Record]]:
        if name not in self.files:
            if name not in OPTIONAL:
                self._problem(Place(name, 1), "", "missing_table", f"The folder has no {name}.")
            return iter(())
        return self._placed(name, COLUMNS[name], build)

    def _placed(self, name: str, columns: list[str], build: Callable[[Row], Record]) -> Iterator[tuple[Place, Record]]:
        for place, row in self._rows(name, columns, columns):
            found = self._build(place, row, build)
            if found is not None:
                yield place, found

    def _build(self, place: Place, row: Row, build: Callable[[Row], Record]) -> Record | None:
        try:
            return build(row)
        except rows.CellError as error:
            self._problem(place, error.column, error.code, error.message, error.value)
            return None

    def _rows(self, name: str, columns: list[str], required: Iterable[str]) -> Iterator[tuple[Place, Row]]:
        """Yield the rows of one file whose cells are clean; the others become problems."""
        try:
            text = self.files[name].decode("utf-8")
        except UnicodeDecodeError as error:
            line = self.files[name][: error.start].count(b"\n") + 1
            self._problem(Place(name, line), "", "wrong_encoding", "The file is not UTF-8. Save it as UTF-8.")
            return
        if text.startswith("\ufeff"):
            self._problem(Place(name, 1), "", "byte_order_mark", "Save the file as UTF-8 without a byte order mark.")
            text = text[1:]
        reader = csv.DictReader(StringIO(text, newline=""), strict=True)
        try:
            if not self._header(name, list(reader.fieldnames or ()), columns, list(required)):
                return
            for row in reader:
                # the line on which the row starts, as a spreadsheet counts it
                breaks = sum(cell.count("\n") for cell in row.values() if isinstance(cell, str))
                place = Place(name, reader.line_num - breaks)
                if None in row or None in row.values():
                    self._problem(place, "", "wrong_columns", "The row has more or fewer cells than the header.")
                elif self._clean(place, row):
                    yield place, row
        except csv.Error as error:
            self._problem(Place(name, reader.line_num + 1), "", "wrong_columns", f"The file is no CSV table: {error}.")

    def _header(self, name: str, found: list[str], columns: list[str], required: list[str]) -> bool:
        unknown = [column for column in found if column not in columns]
        missing = [column for column in required if column not in found]
        moved = required == columns and found != columns
        if not (unknown or missing or moved or len(found) != len(set(found))):
            return True
        what = [f"unknown: {', '.join(unknown)}"] if unknown else []
        what += [f"missing: {', '.join(missing)}"] if missing else []
        message = f"The columns must be {','.join(required)} ({'; '.join(what) or 'another order, or one twice'})."
        self._problem(Place(name, 1), (unknown or missing or [""])[0], "wrong_columns", message)
        return False

    def _clean(self, place: Place, row: Row) -> bool:
        dirty = [column for column, cell in row.items() if cell != cell.strip() or "\n" in cell]
        for column in dirty:
            message = f"{column} has spaces or line breaks around or inside its text."
            self._problem(place, column, "stray_spaces", message, row[column])
        return not dirty

    def _problem(self, place: Place, column: str, code: str, message: str, value: str = "") -> None:
        issue = Issue(code=code, message=message, file=place.file, row=place.row, column=column, value=value)
        self.problems.append(issue)
