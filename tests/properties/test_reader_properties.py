"""Readers: what is written comes back, in Danish and in English; and nothing that is read can raise."""

from __future__ import annotations

import csv
import io
import random
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from xlsxwriter import Workbook

from greenprod.readers.numbers import read_numeral
from greenprod.readers.tables import Table, read_tables

# Text that a table can hold: no NUL, and no half of a character.
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
NUMBERS = st.decimals(min_value=0, max_value=10**9, places=2) | st.integers(0, 10**9).map(Decimal)
FORMATS = {"da": (".", ","), "en": (",", ".")}


def read(content: bytes, name: str) -> list[Table]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        return read_tables(file)


def written(rows: list[list[str]], delimiter: str) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return stream.getvalue()


def in_format(number: Decimal, language: str, *, grouped: bool) -> str:
    thousands, mark = FORMATS[language]
    text = f"{number:,}" if grouped else f"{number}"
    return text.replace(",", "\0").replace(".", mark).replace("\0", thousands)


@given(
    texts=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8),
    delimiter=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_text_comes_back_as_it_was_written(texts: list[tuple[str, str]], delimiter: str, encoding: str) -> None:
    rows = [["line_id", "note", "department"], *(["x", *pair] for pair in texts)]
    (table,) = read(written(rows, delimiter).encode(encoding), "a.csv")
    frame = table.frame
    assert [list(frame.columns), *frame.to_numpy().tolist()] == rows
    assert table.rows.tolist() == list(range(2, len(rows) + 1))
    assert table.issues == ()
    assert written([list(frame.columns), *frame.to_numpy().tolist()], delimiter) == written(rows, delimiter)


@given(
    numbers=st.lists(
        st.tuples(NUMBERS, st.booleans(), st.sampled_from(["", " km", "\u00a0kWh"])), min_size=1, max_size=8
    ),
    language=st.sampled_from(list(FORMATS)),
    delimiter=st.sampled_from([",", ";", "\t"]),
)
def test_numbers_in_either_language_come_back_as_the_same_numbers(
    numbers: list[tuple[Decimal, bool, str]], language: str, delimiter: str
) -> None:
    amounts = [in_format(number, language, grouped=grouped) + unit for number, grouped, unit in numbers]
    # One number that is certain makes all of them certain.
    amounts.append(in_format(Decimal("0.5"), language, grouped=False))
    (table,) = read(written([["line_id", "distance"], *(["x", text] for text in amounts)], delimiter).encode(), "a.csv")
    assert table.issues == ()
    back = [(Decimal(number), unit) for number, _, unit in (text.partition(" ") for text in table.frame["distance"])]
    assert back[:-1] == [(number, unit.strip()) for number, _, unit in numbers]


@given(
    numbers=st.lists(st.tuples(NUMBERS, st.booleans()), min_size=1, max_size=6),
    language=st.sampled_from(list(FORMATS)),
)
def test_an_amount_is_read_right_or_not_at_all(numbers: list[tuple[Decimal, bool]], language: str) -> None:
    rows = [["line_id", "distance"], *(["x", in_format(number, language, grouped=g)] for number, g in numbers)]
    (table,) = read(written(rows, ";").encode(), "a.csv")
    refused = {issue.row for issue in table.issues if issue.severity == "error"}
    assert {issue.code for issue in table.issues} <= {"ambiguous_number"}
    for (number, _), text, row in zip(numbers, table.frame["distance"], table.rows.tolist(), strict=True):
        assert row in refused or Decimal(text) == number


@given(st.text("0123456789.,eE+- \u00a0km", max_size=14))
@example("1.234,5")
def test_no_text_has_two_readings_unless_it_says_so(text: str) -> None:
    numeral = read_numeral(text)
    assert (numeral.style == "either") == (numeral.point != numeral.comma)
    if numeral.style != "broken" and numeral.point != text.strip():
        again = read_numeral(numeral.point)
        assert again.style in ("", "point", "either")
        assert again.point == numeral.point


@settings(max_examples=400)
@given(content=st.binary(max_size=300), name=st.sampled_from(["a.csv", "a.tsv", "a.txt", "a.xlsx", "a.parquet", "a.x"]))
@example(b'a\n"\n', "a.csv")
@example(b'a\n"x\n"', "a.csv")
@example(b"PK\x03\x04", "a.xlsx")
def test_arbitrary_bytes_never_raise(content: bytes, name: str) -> None:
    tables = read(content, name)
    assert tables
    for table in tables:
        assert len(table.rows) == len(table.frame)
        assert len(table.frame) or table.issues
        assert not table.frame.isna().to_numpy().any()


@settings(max_examples=400)
@given(
    st.lists(st.sampled_from(['"', '""', ",", ";", "\n", "\r\n", "\r", "x", " ", "1.234", "12,5", "é"]), max_size=40)
)
def test_quotes_and_line_ends_in_any_order_lose_no_text(parts: list[str]) -> None:
    text = "".join(parts)
    (table,) = read(("a;b;c\n" + text).encode(), "a.csv")
    # A record with letters in it is a row, whatever the quotes around it do.
    kept = "".join("".join(row) for row in table.frame.to_numpy().tolist()) + "".join(i.value for i in table.issues)
    assert text.count("x") <= kept.count("x") or any(issue.value.endswith("...") for issue in table.issues)
    assert list(table.rows) == sorted(set(table.rows.tolist()))


def _workbook() -> bytes:
    stream = io.BytesIO()
    with Workbook(stream) as book:
        book.add_worksheet("Lines").write_row(0, 0, ["line_id", "distance"])
        book.worksheets()[0].write_row(1, 0, ["a", 1.5])
    return stream.getvalue()


def _parquet() -> bytes:
    stream = io.BytesIO()
    parquet.write_table(pa.table({"line_id": ["a", "b"], "distance": [1.5, None]}), stream)
    return stream.getvalue()


FILES = {"a.xlsx": _workbook(), "a.parquet": _parquet()}


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from(list(FILES)), seed=st.integers(0, 2**32), changes=st.integers(1, 8))
def test_damaged_files_never_raise(name: str, seed: int, changes: int) -> None:
    # Damage at random places, drawn from one seed, because there is nothing in it to shrink.
    chance = random.Random(seed)  # noqa: S311
    content = bytearray(FILES[name])
    for _ in range(changes):
        content[chance.randrange(4, len(content))] = chance.randrange(256)
    assert read(bytes(content), name)
