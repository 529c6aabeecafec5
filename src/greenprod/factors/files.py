"""Reading the files of a factor folder, with every mistake named by file, row and column."""

from __future__ import annotations

import csv
import re
from datetime import date
from io import StringIO
from math import isfinite
from typing import TYPE_CHECKING, TypeVar
from zlib import crc32

from attrs import frozen

from greenprod.errors import Issue
from greenprod.factors.record import ActivityType, Factor, Property, Proxy, ScopeRule, Source
from greenprod.vocabulary import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Row = dict[str, str]

GASES = ("co2", "ch4_fossil", "ch4_biogenic", "n2o", "other_co2e")
EMISSION_COLUMNS = [
    "factor_id",
    "activity",
    "region",
    "stage",
    "value",
    "unit",
    "co2",
    "ch4_fossil",
    "ch4_biogenic",
    "n2o",
    "other_co2e",
    "gwp_set",
    "includes",
    "valid_from",
    "valid_to",
    "data_period",
    "published",
    "price_year",
    "price_basis",
    "tax",
    "uncertainty_kind",
    "uncertainty",
    "gsd",
    "source_id",
    "locator",
    "derivation",
    "flags",
    "supersedes",
]
COLUMNS = {
    "activities.csv": ["activity_id", "title_en", "title_da", "dimension", "category", "class", "note"],
    "sources.csv": (
        [
            "source_id",
            "publisher",
            "title",
            "edition",
            "licence",
            "attribution",
            "url",
            "published",
            "retrieved",
            "review_by",
            "pedigree",
        ]
    ),
    "proxies.csv": ["activity", "stage", "region", "rank", "proxy_activity", "proxy_stage", "proxy_region", "reason"],
    "scopes.csv": ["class", "control", "default", "scope", "category", "upstream_category", "source"],
    "properties.csv": (
        [
            "property",
            "key",
            "subkey",
            "region",
            "value",
            "unit",
            "valid_from",
            "valid_to",
            "source_id",
            "locator",
            "note",
        ]
    ),
    "pedigree.csv": ["pedigree_set", "indicator", "score", "factor", "source_id", "locator"],
    "exclusions.csv": (
        [
            "table",
            "source_id",
            "locator",
            "activity",
            "detail",
            "region",
            "year",
            "unit",
            "reason",
            "note",
        ]
    ),
    "boundaries.csv": ["boundary_id", "title", "exclude_stages", "exclude_categories", "scopes", "source", "note"],
}
# float() also takes "1_000", " 1" and "nan", none of which a publisher prints
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?\Z")
# fromisoformat() also takes "20251231" and "2025-W52-3"
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
Record = TypeVar("Record")


OWN_REQUIRED = (
    "activity",
    "region",
    "stage",
    "value",
    "unit",
    "valid_from",
    "valid_to",
    "source",
    "licence",
    "locator",
)
"""Columns that a company's own factor file must have; the other emission columns may be there too."""
OPTIONAL = ("properties.csv", "proxies.csv", "pedigree.csv", "exclusions.csv")
"""Tables that a company's own folder may do without."""


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
                yield from self._placed(name, EMISSION_COLUMNS, _factor)

    def factors(self) -> Iterator[Factor]:
        """Yield the rows of all files in ``emission/``."""
        return (factor for _, factor in self.placed_factors())

    def placed_own(self, name: str) -> Iterator[tuple[Place, tuple[Factor, Source]]]:
        """Yield the rows of a company's own factor file, with a source made of what they say about theirs."""
        for place, row in self._rows(name, [*OWN_REQUIRED, *EMISSION_COLUMNS], OWN_REQUIRED):
            found = self._build(place, row, _own)
            if found is not None:
                yield place, found

    def placed_activities(self) -> Iterator[tuple[Place, ActivityType]]:
        """Yield the vocabulary with its places."""
        return self._table("activities.csv", _activity)

    def activities(self) -> Iterator[ActivityType]:
        """Yield the vocabulary."""
        return (activity for _, activity in self.placed_activities())

    def placed_sources(self) -> Iterator[tuple[Place, Source]]:
        """Yield the sources with their places."""
        return self._table("sources.csv", lambda row: Source(**row))

    def sources(self) -> Iterator[Source]:
        """Yield the sources."""
        return (source for _, source in self.placed_sources())

    def placed_proxies(self) -> Iterator[tuple[Place, Proxy]]:
        """Yield the proxy rules with their places."""
        return self._table("proxies.csv", _proxy)

    def proxies(self) -> Iterator[Proxy]:
        """Yield the proxy rules."""
        return (proxy for _, proxy in self.placed_proxies())

    def scopes(self) -> Iterator[ScopeRule]:
        """Yield the scope rules."""
        return (rule for _, rule in self._table("scopes.csv", _scope_rule))

    def placed_properties(self) -> Iterator[tuple[Place, Property]]:
        """Yield the sourced properties with their places."""
        return self._table("properties.csv", _property)

    def properties(self) -> Iterator[Property]:
        """Yield the sourced properties."""
        return (found for _, found in self.placed_properties())

    def pedigree(self) -> Iterator[Row]:
        """Yield the uncertainty factors of the pedigree sets."""
        return (row for _, row in self._table("pedigree.csv", _pedigree))

    def exclusions(self) -> Iterator[Row]:
        """Yield the rows of the sources that are no factors."""
        return (row for _, row in self._table("exclusions.csv", lambda row: row))

    def boundaries(self) -> Iterator[Row]:
        """Yield the rows of the boundary table."""
        return (row for _, row in self._table("boundaries.csv", lambda row: row))

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
        except CellError as error:
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
            for number_, row in enumerate(reader, 2):
                place = Place(name, number_)
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


class CellError(Exception):
    """Say which cell of a row cannot be read."""

    def __init__(self, column: str, value: str, code: str, message: str) -> None:
        super().__init__(message)
        self.column, self.value, self.code, self.message = column, value, code, message


def number(row: Row, column: str) -> float:
    """Return a cell as a finite number written with a decimal point."""
    text = row[column]
    if not _NUMBER.match(text) or not isfinite(float(text)):
        hint = "a decimal point, no thousands separator" if "," in text else "a point before the decimals"
        raise CellError(column, text, "not_a_number", f"{text!r} is not a number written as 1234.5 ({hint}).")
    return float(text)


def _day(row: Row, column: str) -> date:
    try:
        if not _DAY.match(row[column]):
            raise ValueError(row[column])  # noqa: TRY301 - joins what fromisoformat refuses
        return date.fromisoformat(row[column])
    except ValueError:
        message = (
            f"{row[column]!r} is not a date written as 2025-12-31; spreadsheets rewrite dates, so import it as text."
        )
        raise CellError(column, row[column], "invalid_date", message) from None


def _stage(text: str, column: str) -> Stage:
    try:
        return Stage(text)
    except ValueError:
        raise CellError(column, text, "invalid_choice", f"There is no stage {text!r}.") from None


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _factor(row: Row) -> Factor:
    return Factor(
        factor_id=row["factor_id"],
        activity=row["activity"],
        region=row["region"],
        stage=_stage(row["stage"], "stage"),
        value=number(row, "value"),
        unit=row["unit"],
        gases=tuple((gas, number(row, gas)) for gas in GASES if row[gas]),
        gwp_set=row["gwp_set"],
        includes=tuple(_stage(name, "includes") for name in _split(row["includes"])),
        valid_from=_day(row, "valid_from"),
        valid_to=_day(row, "valid_to"),
        data_period=row["data_period"],
        published=row["published"],
        price_year=int(number(row, "price_year")) if row["price_year"] else None,
        price_basis=row["price_basis"],
        tax=row["tax"],
        uncertainty_kind=row["uncertainty_kind"],
        uncertainty=row["uncertainty"],
        gsd=number(row, "gsd") if row["gsd"] else None,
        source_id=row["source_id"],
        locator=row["locator"],
        derivation=row["derivation"],
        flags=_split(row["flags"]),
        supersedes=row["supersedes"],
        printed=row["value"],
    )


def _own(row: Row) -> tuple[Factor, Source]:
    full = {column: row.get(column, "") for column in EMISSION_COLUMNS}
    text = f"{row['source']} ({row['licence']})"
    words = re.sub(r"\W+", "_", row["source"].lower()).strip("_")
    # names that differ in punctuation alone are two sources
    full["source_id"] = f"own_{words}_{crc32(text.encode()):08x}"
    full["factor_id"] = full["factor_id"] or f"own:{row['activity']}:{row['region'].lower()}:{row['stage']}"
    full["flags"] = "|".join(filter(None, (full["flags"], "overlay")))
    full["derivation"] = full["derivation"] or "as_published"
    return _factor(full), Source(
        source_id=full["source_id"],
        publisher=row["source"],
        title=row["source"],
        edition="",
        licence=row["licence"],
        attribution=text,
        url="",
        published=full["published"],
        retrieved="",
        review_by="",
    )


def emission_records(lines: Iterable[str]) -> Iterator[Factor]:
    """Yield the records of lines of an emission file that has been checked before."""
    return (_factor(dict(zip(EMISSION_COLUMNS, cells, strict=True))) for cells in csv.reader(lines))


def activity_of(line: str) -> ActivityType:
    """Return the record of a line of a vocabulary that has been checked before."""
    return _activity(dict(zip(COLUMNS["activities.csv"], next(csv.reader([line])), strict=True)))


def _activity(row: Row) -> ActivityType:
    return ActivityType(**{("kind" if name == "class" else name): cell for name, cell in row.items()})


def _scope_rule(row: Row) -> ScopeRule:
    return ScopeRule(
        kind=row["class"],
        control=row["control"],
        is_default=row["default"] == "1",
        scope=int(number(row, "scope")),
        category=row["category"],
        upstream_category=row["upstream_category"],
    )


def _proxy(row: Row) -> Proxy:
    words: dict[str, str] = {name: cell for name, cell in row.items() if name != "rank"}
    return Proxy(**words, rank=int(number(row, "rank")))


def _pedigree(row: Row) -> Row:
    number(row, "factor")
    return row


def _property(row: Row) -> Property:
    return Property(
        name=row["property"],
        key=row["key"],
        subkey=row["subkey"],
        region=row["region"],
        value=number(row, "value"),
        unit=row["unit"],
        valid_from=_day(row, "valid_from") if row["valid_from"] else None,
        valid_to=_day(row, "valid_to") if row["valid_to"] else None,
        source_id=row["source_id"],
        locator=row["locator"],
        note=row["note"],
    )
