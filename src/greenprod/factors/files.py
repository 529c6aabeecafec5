"""Reading the files of a factor folder, with every mistake named by file, row and column."""

from __future__ import annotations

import csv
import re
from datetime import date
from io import StringIO
from math import isfinite
from typing import TYPE_CHECKING, TypeVar

from greenprod.errors import Issue
from greenprod.factors.record import ActivityType, Factor, Property, Proxy, ScopeRule, Source
from greenprod.vocabulary import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

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
    "proxies.csv": ["activity", "stage", "region", "proxy_activity", "proxy_stage", "proxy_region", "reason"],
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
    "boundaries.csv": ["boundary_id", "title", "exclude_stages", "exclude_categories", "scopes", "source", "note"],
}
# float() also takes "1_000", " 1" and "nan", none of which a publisher prints
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?\Z")
Record = TypeVar("Record")


class FolderReader:
    """Read one factor folder; what cannot be read is collected in `problems`.

    Parameters
    ----------
    folder
        A folder laid out as ``factors/``.

    """

    def __init__(self, folder: Path | Traversable) -> None:
        self.folder = folder
        self.problems: list[Issue] = []

    def factors(self) -> Iterator[Factor]:
        """Yield the rows of all files in ``emission/``."""
        for file in sorted(self.folder.joinpath("emission").iterdir(), key=lambda f: f.name):
            if file.name.endswith(".csv"):
                yield from self._records(f"emission/{file.name}", EMISSION_COLUMNS, _factor)

    def activities(self) -> Iterator[ActivityType]:
        """Yield the vocabulary."""
        return self._table("activities.csv", _activity)

    def sources(self) -> Iterator[Source]:
        """Yield the sources."""
        return self._table("sources.csv", lambda row: Source(**row))

    def proxies(self) -> Iterator[Proxy]:
        """Yield the proxy rules."""
        return self._table("proxies.csv", lambda row: Proxy(**row))

    def scopes(self) -> Iterator[ScopeRule]:
        """Yield the scope rules."""
        return self._table("scopes.csv", _scope_rule)

    def properties(self) -> Iterator[Property]:
        """Yield the sourced properties."""
        return self._table("properties.csv", _property)

    def boundaries(self) -> Iterator[Row]:
        """Yield the rows of the boundary table."""
        return self._table("boundaries.csv", lambda row: row)

    def _table(self, name: str, build: Callable[[Row], Record]) -> Iterator[Record]:
        return self._records(name, COLUMNS[name], build)

    def _records(self, name: str, columns: list[str], build: Callable[[Row], Record]) -> Iterator[Record]:
        text = self.folder.joinpath(*name.split("/")).read_text(encoding="utf-8")
        reader = csv.DictReader(StringIO(text, newline=""))
        if list(reader.fieldnames or ()) != columns:
            self._problem(name, 1, "", "wrong_columns", f"The columns must be {','.join(columns)}.")
            return
        for place, row in enumerate(reader, 2):
            if None in row or None in row.values():
                self._problem(name, place, "", "wrong_columns", "The row has more or fewer cells than the header.")
                continue
            try:
                yield build(row)
            except _CellError as error:
                self._problem(name, place, error.column, error.code, error.message, error.value)

    def _problem(self, file: str, row: int, column: str, code: str, message: str, value: str = "") -> None:
        self.problems.append(Issue(code=code, message=message, file=file, row=row, column=column, value=value))


class _CellError(Exception):
    def __init__(self, column: str, value: str, code: str, message: str) -> None:
        super().__init__(message)
        self.column, self.value, self.code, self.message = column, value, code, message


def number(row: Row, column: str) -> float:
    """Return a cell as a finite number written with a decimal point."""
    text = row[column]
    if not _NUMBER.match(text) or not isfinite(float(text)):
        raise _CellError(column, text, "not_a_number", f"{text!r} is not a number written as 1234.5.")
    return float(text)


def _day(row: Row, column: str) -> date:
    try:
        return date.fromisoformat(row[column])
    except ValueError:
        message = f"{row[column]!r} is not a date written as 2025-12-31."
        raise _CellError(column, row[column], "invalid_date", message) from None


def _stage(text: str, column: str) -> Stage:
    try:
        return Stage(text)
    except ValueError:
        raise _CellError(column, text, "invalid_choice", f"There is no stage {text!r}.") from None


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


def _property(row: Row) -> Property:
    return Property(
        name=row["property"],
        key=row["key"],
        subkey=row["subkey"],
        value=number(row, "value"),
        unit=row["unit"],
        source_id=row["source_id"],
        locator=row["locator"],
    )
