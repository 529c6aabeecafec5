"""Records: rows of the alliance's tables as typed objects; what cannot be read is an issue with file, row and column.

A table is a CSV file (or a sheet that somebody saved as one) whose columns are the fields of a record class. Each field
says in its converter what a cell may hold; a field whose column is called otherwise, such as ``from``, says so in its
metadata (``{"column": "from"}``). Amounts are read in the number format that the whole file is written in.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import NOTHING, field, fields, frozen
from attrs.converters import optional

from greenprod.errors import DataError, GreenprodError, Issue
from greenprod.footprint.ledger import neutral
from greenprod.readers.tables import read_tables
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from enum import StrEnum
    from pathlib import Path

    import pandas as pd

    E = TypeVar("E", bound=StrEnum)

R = TypeVar("R", bound="Record")
_PLACE = ("file", "row")
_GROUP = 3  # digits between two thousands marks
_ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_DANISH = re.compile(r"(\d\d?)[-.](\d\d?)[-.](\d{4})")
_DIGITS = 24
_SHARE = re.compile(r"\d{0,30}(\.\d{1,30})?([eE]-\d\d?)?(/\d{1,30})?", re.ASCII)
"""What can be a share; nothing with an exponent that fills the memory."""


@frozen(kw_only=True)
class Record:
    """Hold one row of a table, and where it stood.

    Parameters
    ----------
    file, row
        Name of the file in the alliance's folder, and the row as a spreadsheet counts; empty when made in code.

    """

    file: str = field(default="", eq=False, repr=False)
    row: int | None = field(default=None, eq=False, repr=False)

    def issue(self, code: str, message: str, column: str = "", value: object = "", **more: Any) -> Issue:
        """Return an issue about this row."""
        return Issue(code=code, message=message, column=column, value=str(value), file=self.file, row=self.row, **more)

    def check_period(self, start: dt.date | None, end: dt.date | None) -> None:
        """Check that a period has both of its days or none, in order.

        Raises
        ------
        DataError
            ``missing_date`` or ``period_reversed``.

        """
        if (start is None) != (end is None):
            message, hint = "The period has only one of its days.", "Fill in period_start and period_end, or neither."
            raise DataError(self.issue("missing_date", message, "period_start", hint=hint))
        if start and end and end < start:
            message = f"The period ends on {end}, before it starts."
            raise DataError(
                self.issue("period_reversed", message, "period_end", end, hint="Both days are part of the period.")
            )


def _refused(code: str, message: str, value: object, hint: str = "") -> DataError:
    return DataError(Issue(code=code, message=message, value=str(value), hint=hint))


def day(value: dt.date | str) -> dt.date:
    """Convert a date, or a text written as 2025-12-31 or 31-12-2025."""
    if isinstance(value, dt.date):
        return value.date() if isinstance(value, dt.datetime) else value
    text = str(value).strip().removesuffix(" 00:00:00")
    found = _ISO.fullmatch(text)
    parts = found.groups() if found else (match.groups()[::-1] if (match := _DANISH.fullmatch(text)) else None)
    try:
        year, month, number = map(int, parts or ())
        return dt.date(year, month, number)
    except ValueError:
        raise _refused("invalid_date", f"{text!r} is not a date.", text, "Write it as 2025-12-31.") from None


def share(value: Fraction | str | float) -> Fraction:
    """Convert a share from 0 to 1: 0.25, 0,25 or exactly 1/3."""
    text = str(value).strip().replace(",", ".")
    try:
        found = value if isinstance(value, Fraction) else Fraction(text) if _SHARE.fullmatch(text) else Fraction(-1)
    except (ValueError, ZeroDivisionError):
        found = Fraction(-1)
    if not 0 <= found <= 1:
        message = f"A share is a number from 0 to 1, not {str(value)!r}."
        raise _refused("invalid_share", message, value, "Write 60 % as 0.6; a third as 1/3.")
    return found


def amount(value: Decimal | str | float) -> Decimal:
    """Convert a finite number of money, tonnes or the like, exact in its decimals."""
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        found = Decimal("nan")
    if not found.is_finite():
        raise _refused("not_a_number", f"{str(value)!r} is not a number.", value, "Write a number such as 1234.50.")
    if found and not -_DIGITS < found.adjusted() < _DIGITS:  # as a fraction, 1e9999999 would take minutes
        raise _refused("out_of_range", f"{str(value)!r} is too large or too small.", value, "Write it in its unit.")
    return found


def amount_field(**options: Any) -> Any:
    """Return a field that holds an amount, or None where its default is; such columns are read in the file's format."""
    convert = optional(amount) if options.get("default", NOTHING) is None else amount
    return field(converter=convert, metadata={"amount": True}, **options)


def whole(value: int | str) -> int:
    """Convert a whole number that is not negative."""
    text = str(value).strip().removesuffix(".0")
    if not text.isdecimal():
        raise _refused("not_a_number", f"{text!r} is not a whole number.", text, "Write a number such as 12.")
    if len(text) > _DIGITS:
        raise _refused("out_of_range", f"A number of {len(text):,} digits is too large.", text[:_DIGITS])
    return int(text)


def flag(value: bool | str) -> bool:  # noqa: FBT001 - a converter
    """Convert yes and no, in English and Danish."""
    words = {"true": True, "yes": True, "ja": True, "1": True, "false": False, "no": False, "nej": False, "0": False}
    found = words.get(str(value).strip().lower())
    if found is None:
        raise _refused("invalid_choice", f"{str(value)!r} is neither yes nor no.", value, "Write yes or no.")
    return found


def word(kind: type[E]) -> Callable[[str], E]:
    """Return a converter to one of the words of an enumeration."""
    words = {str(one): one for one in kind}

    def convert(value: str) -> E:
        found = words.get(str(value).strip().lower().replace(" ", "_"))
        if found is None:
            raise DataError(invalid_choice("", str(value), tuple(words)))
        return found

    return convert


def columns_of(kind: type[Record]) -> dict[str, Any]:
    """Return the columns of a record's table, each with the field that it fills."""
    return {f.metadata.get("column", f.name): f for f in fields(kind) if f.name not in _PLACE}


def read_records(file: Path, kind: type[R], issues: list[Issue]) -> list[R]:
    """Return the rows of a table as records, in order; a table that is not there has none.

    Parameters
    ----------
    file
        The table.
    kind
        The record class; fields of `Record` are filled in here.
    issues
        Where problems go; a row with an error is left out.

    """
    if not file.exists():
        return []
    own = columns_of(kind)
    numbers = [name for name, f in own.items() if f.metadata.get("amount")]
    table = read_tables(file, numbers=numbers)[0]
    issues += [issue.at(file=file.name) for issue in table.issues]
    needed = [name for name, f in own.items() if f.default is NOTHING]
    missing = [name for name in needed if name not in table.frame]
    if missing:
        if not any(issue.row is None for issue in table.issues):
            message = f"The table has no column {', '.join(missing)}."
            issues.append(
                Issue(
                    code="missing_column", message=message, file=file.name, row=1, column=missing[0],
                    valid_values=tuple(own),
                )
            )  # fmt: skip
        return []
    refused = {issue.row for issue in table.issues if issue.severity == "error"}
    texts = {name: texts_of(table.frame[name]) for name in own if name in table.frame}
    records: list[R] = []
    for place, row in enumerate(map(int, table.rows)):
        if row not in refused:
            cells = {name: column[place] for name, column in texts.items() if column[place] not in ("", "nan")}
            records += _record(kind, own, cells, file.name, row, issues)
    return records


def texts_of(column: pd.Series) -> list[str]:
    """Return a column as text, without the apostrophe that kept a spreadsheet from running a cell as a formula."""
    texts = [str(cell).strip() for cell in column.to_numpy(dtype=object)]
    return [text[1:] if text[:1] == "'" and neutral(text[1:]) == text else text for text in texts]


def _record(
    kind: type[R], own: dict[str, Any], cells: dict[str, str], file: str, row: int, issues: list[Issue]
) -> list[R]:
    """Return the record of a row, or nothing after telling what is wrong with each of its cells."""
    empty = [name for name, f in own.items() if f.default is NOTHING and name not in cells]
    hint = "Fill it in, or delete the row."
    wrong = [Issue(code="missing_field", message=f"The row has no {name}.", column=name, hint=hint) for name in empty]
    for name, text in cells.items():
        converter = own[name].converter
        try:
            if converter is not None:
                converter(text)
        except GreenprodError as error:
            wrong += [issue.at(column=name) for issue in error.issues]
    if not wrong:
        try:
            return [kind(**{own[name].name: text for name, text in cells.items()}, file=file, row=row)]
        except GreenprodError as error:
            wrong = list(error.issues)
    issues += [issue.at(file=file, row=row) for issue in wrong]
    return []


def write_records(file: Path, kind: type[Record], records: Iterable[Record]) -> None:
    """Write records as a CSV file that `read_records` gives back."""
    own = columns_of(kind)
    with file.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(own)
        table.writerows([_text(getattr(record, f.name)) for f in own.values()] for record in records)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal) and value.as_tuple().exponent == -_GROUP:
        return f"{value}0"  # 1.234 could be twelve hundred and thirty-four for who reads it next
    # a number below zero is no formula
    return neutral(value) if isinstance(value, str) else str(value)


def unique(records: Iterable[R], key: Callable[[R], object], column: str, issues: list[Issue]) -> list[R]:
    """Keep the first record of each key; another one with the same key is an issue."""
    found: dict[object, R] = {}
    for record in records:
        name = key(record)
        if name in found:
            message = f"{column} {name!r} is used twice; the first row counts."
            hint = "Give each row an id of its own."
            issues.append(record.issue("duplicate_id", message, column, name, hint=hint))
        else:
            found[name] = record
    return list(found.values())


def known(record: Record, column: str, values: Collection[str], where: str) -> list[Issue]:
    """Return an issue when a record names something that does not exist."""
    value = str(getattr(record, column))
    if value in values:
        return []
    kind = column.removesuffix("_id").removesuffix("_of")
    message = f"{column} names {value!r}, which {where} does not have."
    return [record.issue(f"unknown_{kind}", message, column, value, valid_values=tuple(sorted(values))[:10])]
