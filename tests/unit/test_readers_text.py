"""Delimited text: encodings, delimiters, quotes and row numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from greenprod.readers.tables import Table, read_tables
from greenprod.readers.text import delimiter_of

if TYPE_CHECKING:
    from pathlib import Path

DANISH = "line_id;note;distance\n1;Ærø på øen;12,5\n"


def read(folder: Path, content: str | bytes, name: str = "lines.csv") -> Table:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    (table,) = read_tables(file)
    return table


def codes(table: Table) -> list[tuple[str, int | None]]:
    return [(issue.code, issue.row) for issue in table.issues]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_danish_letters_survive_every_accepted_encoding(tmp_path: Path, encoding: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    table = read(tmp_path, mark + DANISH.encode(encoding))
    assert table.frame.to_dict("list") == {"line_id": ["1"], "note": ["Ærø på øen"], "distance": ["12.5"]}
    assert table.issues == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_header_tells_the_delimiter(tmp_path: Path, delimiter: str) -> None:
    table = read(tmp_path, f'line_id{delimiter}note\n1{delimiter}"a{delimiter}b"\n')
    assert table.frame.to_dict("list") == {"line_id": ["1"], "note": [f"a{delimiter}b"]}


def test_a_delimiter_inside_quotes_is_no_evidence() -> None:
    assert delimiter_of(['"a,b,c,d";e\n', "1;2\n"]) == ";"
    assert delimiter_of(["\n", '"a\n', ',,,b";c;d\n']) == ";"


def test_a_line_that_names_the_delimiter_is_obeyed_and_not_counted(tmp_path: Path) -> None:
    table = read(tmp_path, "sep=;\nline_id;a,b,c\n1;2\n")
    assert list(table.frame.columns) == ["line_id", "a,b,c"]
    assert table.rows.tolist() == [2]


def test_rows_count_records_and_blank_ones_as_a_spreadsheet_does(tmp_path: Path) -> None:
    table = read(tmp_path, 'line_id,note\n1,"two\nlines"\n\n,\n  ,\t\n2,x\n\n\n')
    assert table.frame["line_id"].to_list() == ["1", "2"]
    assert table.frame["note"].to_list() == ["two\nlines", "x"]
    assert table.rows.tolist() == [2, 6]


def test_blank_rows_above_the_header_are_counted(tmp_path: Path) -> None:
    assert read(tmp_path, "\n\nline_id,note\n1,x\n").rows.tolist() == [4]
    assert read(tmp_path, "\n" * 2000 + "line_id,note\n1,x\n").rows.tolist() == [2002]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_read(tmp_path: Path, end: str) -> None:
    table = read(tmp_path, f"line_id,note{end}1,x{end}{end}2,y")
    assert table.frame["note"].to_list() == ["x", "y"]
    assert table.rows.tolist() == [2, 4]


def test_words_that_look_like_nothing_stay_words(tmp_path: Path) -> None:
    words = ["NA", "null", "None", "nan", "NaN", "N/A", "-", "true", "007", " padded "]
    table = read(tmp_path, "region;x\n" + "".join(f"{word};1\n" for word in words))
    assert table.frame["region"].to_list() == words


def test_formulas_are_plain_text(tmp_path: Path) -> None:
    table = read(tmp_path, "line_id,note\n1,\"=cmd|'/c calc'!A0\"\n2,@SUM(A1)\n")
    assert table.frame["note"].to_list() == ["=cmd|'/c calc'!A0", "@SUM(A1)"]


def test_short_rows_are_filled_up(tmp_path: Path) -> None:
    table = read(tmp_path, "line_id,note,region\n1\n2,x\n")
    assert table.frame.to_dict("list") == {"line_id": ["1", "2"], "note": ["", "x"], "region": ["", ""]}
    assert table.issues == ()


def test_too_many_cells_are_an_issue_and_the_row_stays(tmp_path: Path) -> None:
    table = read(tmp_path, "line_id,distance,note\n\n1,12,5,DK\n2,7,x\n3,1,,\n")
    assert table.frame["line_id"].to_list() == ["1", "2", "3"]
    # Blank cells too many are too many: `12,5,` with an empty note would pass for 12.
    assert codes(table) == [("too_many_cells", 3), ("too_many_cells", 5)]
    assert (table.issues[0].line_id, table.issues[0].value) == ("1", "DK")
    assert "quotes" in table.issues[0].hint


def test_an_empty_column_without_a_name_is_ignored_and_a_filled_one_is_not(tmp_path: Path) -> None:
    empty = read(tmp_path, " line_id ,distance,,\n1,12,,\n")
    assert list(empty.frame.columns) == ["line_id", "distance"]
    assert empty.issues == ()
    filled = read(tmp_path, "line_id,distance,,\n1,12,5,\n2,13,,\n")
    assert list(filled.frame.columns) == ["line_id", "distance"]
    assert codes(filled) == [("too_many_cells", 2)]


def test_cells_that_may_have_shifted_prove_no_number_format(tmp_path: Path) -> None:
    table = read(tmp_path, "note,distance\na,b,12.5\nx,1.5,y\nz,1.234\n")
    assert codes(table) == [("too_many_cells", 2), ("too_many_cells", 3), ("ambiguous_number", 4)]


def test_a_shifted_row_has_one_issue_and_not_one_per_misplaced_cell(tmp_path: Path) -> None:
    table = read(tmp_path, "line_id,distance,date\n1,12,5,2025-01-01\n")
    assert codes(table) == [("too_many_cells", 2)]


def test_an_open_quote_costs_one_row_and_not_the_rest(tmp_path: Path) -> None:
    rows = [f'{number},"fine"\n' for number in range(3, 2000)]
    table = read(tmp_path, 'line_id,note\n1,x\n2,"open\n' + "".join(row.replace('"', "") for row in rows))
    assert len(table.frame) == 1999
    assert codes(table) == [("unclosed_quote", 3)]
    assert table.frame["note"].to_list()[1:3] == ['"open', "fine"]
    assert table.rows.tolist() == list(range(2, 2001))


def test_an_open_quote_before_a_long_rest_costs_one_row(tmp_path: Path) -> None:
    rest = "".join(f"{number},{'x' * 200}\n" for number in range(2, 2000))
    table = read(tmp_path, 'line_id,note\n1,"open\n' + rest + '2000,"closed"\n')
    assert len(table.frame) == 2000
    assert codes(table) == [("unclosed_quote", 2)]


def test_issues_of_many_rows_come_in_the_order_of_the_rows(tmp_path: Path) -> None:
    table = read(tmp_path, "line_id,distance,date\n" + "1,12.5,2025-01-01\n1,1 2,x\n1,2,3,4\n" * 700)
    rows = [issue.row for issue in table.issues]
    assert rows == sorted(row for row in rows if row)
    assert len(rows) == 3 * 700
    assert len(table.frame) == 2100
