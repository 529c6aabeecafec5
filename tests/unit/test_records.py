"""Records: rows as typed objects, there and back; what cannot be read is an issue with its place."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from attrs import field, frozen

from greenprod import DataError
from greenprod.alliance.records import (
    Record,
    amount,
    amount_field,
    day,
    flag,
    known,
    read_records,
    share,
    unique,
    whole,
    word,
    write_records,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from greenprod import Issue


class Colour(StrEnum):
    RED = "red"
    DARK_GREEN = "dark_green"


def to_colour(value: str) -> Colour:
    return word(Colour)(value)


@frozen(kw_only=True)
class Thing(Record):
    thing_id: str
    start: date = field(converter=day, metadata={"column": "from"})
    colour: Colour = field(default=Colour.RED, converter=to_colour)
    price: Decimal | None = amount_field(default=None)  # noqa: RUF009 - a field
    part: Fraction = field(default=Fraction(1), converter=share)
    good: bool = field(default=False, converter=flag)
    note: str = ""


def read(path: Path, text: str) -> tuple[list[Thing], list[Issue]]:
    (path / "things.csv").write_text(text, encoding="utf-8")
    issues: list[Issue] = []
    return read_records(path / "things.csv", Thing, issues), issues


def test_a_row_is_a_record_with_its_place(tmp_path: Path) -> None:
    found, issues = read(tmp_path, "thing_id;from;colour;price;part;good\na;1.2.2025;Dark green;1.234,50;0,25;ja\n")
    assert not issues
    made = Thing(thing_id="a", start="2025-02-01", colour="dark_green", price=Decimal("1234.5"), part="1/4", good="yes")
    assert found == [made]
    assert (found[0].file, found[0].row) == ("things.csv", 2)


def test_a_table_that_is_not_there_has_no_rows(tmp_path: Path) -> None:
    issues: list[Issue] = []
    assert read_records(tmp_path / "none.csv", Thing, issues) == []
    assert not issues


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("a,2025-02-30,,,,", [("invalid_date", "from")]),
        (",2025-01-01,,,,", [("missing_field", "thing_id")]),
        ("a,2025-01-01,,x,,", [("not_a_number", "price")]),
        ("a,,blue,,2,maybe", [("missing_field", "from"), ("invalid_choice", "colour"), ("invalid_share", "part"),
                              ("invalid_choice", "good")]),
    ],
)  # fmt: skip
def test_every_bad_cell_of_a_row_is_told_and_the_row_is_left_out(
    tmp_path: Path, cells: str, expected: list[tuple[str, str]]
) -> None:
    found, issues = read(tmp_path, f"thing_id,from,colour,price,part,good\n{cells}\nb,2025-01-01,,1.50,,\n")
    assert [thing.thing_id for thing in found] == ["b"]
    assert [(issue.code, issue.column) for issue in issues] == expected
    assert all(issue.hint or issue.valid_values for issue in issues)
    assert all((issue.file, issue.row) == ("things.csv", 2) for issue in issues)


def test_a_missing_column_is_told_by_the_name_it_has_in_the_file(tmp_path: Path) -> None:
    found, issues = read(tmp_path, "thing_id,start\na,2025-01-01\n")
    assert not found
    assert [(issue.code, issue.column) for issue in issues] == [("missing_column", "from")]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    rows = [
        Thing(thing_id="=1+1", start="2025-01-01", price=Decimal("-5.10"), part="1/3", note="-dash, comma\nand line"),
        Thing(thing_id="b", start="2025-01-01", good=True, note="@x"),
    ]
    write_records(tmp_path / "things.csv", Thing, rows)
    text = (tmp_path / "things.csv").read_text(encoding="utf-8")
    assert "'=1+1" in text
    assert ",-5.10," in text
    issues: list[Issue] = []
    assert read_records(tmp_path / "things.csv", Thing, issues) == rows
    assert not issues


@pytest.mark.parametrize(
    ("convert", "text"),
    [
        (day, "2025-13-01"), (day, "soon"), (day, "20250101x"), (share, "1/0"), (share, "25 %"), (share, "nan"),
        (share, "1e999999999"), (share, "1.0000001"), (share, ""), (amount, "nan"), (amount, "inf"), (amount, "x"),
        (whole, "-1"), (whole, "1.5"), (flag, "perhaps"), (to_colour, "blue"),
    ],
)  # fmt: skip
def test_a_converter_refuses_with_an_issue(convert: Callable[[str], object], text: str) -> None:
    with pytest.raises(DataError) as error:
        convert(text)
    assert error.value.issue.hint or error.value.issue.valid_values


def test_a_day_may_be_a_date_or_a_moment() -> None:
    assert day(datetime(2025, 1, 2, 3, 4)) == day("2025-01-02 00:00:00") == day("2-1-2025") == date(2025, 1, 2)  # noqa: DTZ001


def test_the_first_of_two_equal_ids_counts_and_unknown_names_are_told() -> None:
    rows = [Thing(thing_id=name, start="2025-01-01", note=str(n)) for n, name in enumerate(["a", "b", "a"])]
    issues: list[Issue] = []
    assert [thing.note for thing in unique(rows, lambda thing: thing.thing_id, "thing_id", issues)] == ["0", "1"]
    assert [issue.code for issue in issues] == ["duplicate_id"]
    assert known(rows[0], "thing_id", {"a"}, "things.csv") == []
    assert [issue.code for issue in known(rows[0], "thing_id", {"b"}, "things.csv")] == ["unknown_thing"]


@pytest.mark.parametrize("text", ["1e9999999", "-1e999999999999", "1e-9999999", "1e24"])
def test_an_amount_that_no_fraction_can_hold_is_refused_at_once(text: str) -> None:
    with pytest.raises(DataError) as refused:
        amount(text)
    assert refused.value.issue.code == "out_of_range"


def test_a_whole_number_of_thousands_of_digits_is_refused() -> None:
    with pytest.raises(DataError) as refused:
        whole("9" * 5000)
    assert refused.value.issue.code == "out_of_range"
    assert len(str(refused.value)) < 200
