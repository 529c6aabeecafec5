"""Rows of factor tables as records: every cell is read strictly, and what cannot be read says where and why."""

from __future__ import annotations

import csv
import re
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING
from zlib import crc32

from greenprod.factors.columns import COLUMNS, EMISSION_COLUMNS, GASES
from greenprod.factors.record import ActivityType, BoundaryRule, Factor, Property, Proxy, ScopeRule, Source
from greenprod.vocabulary import Control, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Row = dict[str, str]

# float() also takes "1_000", " 1" and "nan", none of which a publisher prints
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?\Z")
_YEAR = re.compile(r"\d{4}\Z")
# fromisoformat() also takes "20251231" and "2025-W52-3"
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


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


def _year(row: Row, column: str) -> int:
    if not _YEAR.match(row[column]):
        raise CellError(column, row[column], "not_a_number", f"{row[column]!r} is not a year written as 2025.")
    return int(row[column])


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


def _chosen(row: Row, column: str, valid: Iterable[str]) -> str:
    if row[column] not in valid:
        words = ", ".join(word for word in valid if word)
        raise CellError(column, row[column], "invalid_choice", f"{column} must be one of {words}.")
    return row[column]


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def factor(row: Row) -> Factor:
    """Return the record of an emission row."""
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
        price_year=_year(row, "price_year") if row["price_year"] else None,
        price_basis=_chosen(row, "price_basis", ("", "basic", "purchaser")),
        tax=_chosen(row, "tax", ("", "in", "out")),
        uncertainty_kind=_chosen(row, "uncertainty_kind", ("", "pedigree", "published")),
        uncertainty=row["uncertainty"],
        gsd=number(row, "gsd") if row["gsd"] else None,
        source_id=row["source_id"],
        locator=row["locator"],
        derivation=row["derivation"],
        flags=_split(row["flags"]),
        supersedes=row["supersedes"],
        printed=row["value"],
    )


def own(row: Row) -> tuple[Factor, Source]:
    """Return the record of a row of a company's own file, and the source it speaks of."""
    full = {column: row.get(column, "") for column in EMISSION_COLUMNS}
    text = f"{row['source']} ({row['licence']})"
    words = re.sub(r"\W+", "_", row["source"].lower()).strip("_")
    # names that differ in punctuation alone are two sources
    full["source_id"] = f"own_{words}_{crc32(text.encode()):08x}"
    full["factor_id"] = full["factor_id"] or f"own:{row['activity']}:{row['region'].lower()}:{row['stage']}"
    full["flags"] = "|".join(filter(None, (full["flags"], "overlay")))
    full["derivation"] = full["derivation"] or "as_published"
    return factor(full), Source(
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
    return (factor(dict(zip(EMISSION_COLUMNS, cells, strict=True))) for cells in csv.reader(lines))


def activity_of(line: str) -> ActivityType:
    """Return the record of a line of a vocabulary that has been checked before."""
    return activity(dict(zip(COLUMNS["activities.csv"], next(csv.reader([line])), strict=True)))


def activity(row: Row) -> ActivityType:
    """Return the record of a row of the vocabulary."""
    return ActivityType(**{("kind" if name == "class" else name): cell for name, cell in row.items()})


def scope_rule(row: Row) -> ScopeRule:
    """Return the record of a scope rule."""
    return ScopeRule(
        kind=row["class"],
        control=row["control"],
        is_default=row["default"] == "1",
        scope=int(_chosen(row, "scope", ("1", "2", "3"))),
        category=row["category"],
        upstream_category=row["upstream_category"],
    )


def proxy(row: Row) -> Proxy:
    """Return the record of a proxy rule."""
    _chosen(row, "stage", ("*", *Stage))
    _chosen(row, "proxy_stage", ("", *Stage))
    words: dict[str, str] = {name: cell for name, cell in row.items() if name != "rank"}
    return Proxy(**words, rank=int(number(row, "rank")))


def source(row: Row) -> Source:
    """Return the record of a source."""
    for column in ("published", "retrieved", "review_by"):
        if row[column]:
            _day(row, column)
    return Source(**row)


def boundary(row: Row) -> Row:
    """Return a row of the boundary table, once its words have been read."""
    for name in _split(row["exclude_stages"]):
        _stage(name, "exclude_stages")
    return row


def boundary_rule(row: Row) -> BoundaryRule:
    """Return the record of a rule of a boundary."""
    _chosen(row, "inside", ("in", "out", "unknown"))
    _chosen(row, "stage", ("", *Stage))
    _chosen(row, "control", ("", *Control))
    return BoundaryRule(**row)


def pedigree(row: Row) -> Row:
    """Return a row of the pedigree table, once its number has been read."""
    if number(row, "factor") < 1:
        raise CellError("factor", row["factor"], "out_of_range", "An uncertainty factor is 1 or more.")
    return row


def sourced_property(row: Row) -> Property:
    """Return the record of a sourced property."""
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
