"""Files that cannot be used as a whole: each has one issue with a stable code, and nothing raises."""

from __future__ import annotations

import io
import struct
import sys
import zipfile
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from pyarrow import parquet
from xlsxwriter import Workbook

from greenprod.errors import MissingExtraError
from greenprod.readers import text as text_module
from greenprod.readers import workbook as workbook_module
from greenprod.readers.tables import Table, read_tables

if TYPE_CHECKING:
    from pathlib import Path

OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


def workbook() -> bytes:
    stream = io.BytesIO()
    with Workbook(stream) as book:
        sheet = book.add_worksheet("Lines")
        sheet.write_row(0, 0, ["line_id", "distance"])
        sheet.write_row(1, 0, ["a", 1.5])
    return stream.getvalue()


def repacked(content: bytes, change: dict[bytes, bytes], member: str = "xl/worksheets/sheet1.xml") -> bytes:
    """Return the workbook with texts of one member replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            for before, after in change.items() if name == member else ():
                assert before in data
                data = data.replace(before, after)
            new.writestr(name, data)
    return stream.getvalue()


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def parquet_file() -> bytes:
    stream = io.BytesIO()
    parquet.write_table(pa.table({"line_id": ["a"] * 100}), stream)
    return stream.getvalue()


def refused(folder: Path, name: str, content: bytes) -> Table:
    file = folder / name
    file.write_bytes(content)
    (table,) = read_tables(file)
    assert table.frame.empty
    assert len(table.rows) == 0
    (issue,) = table.issues
    assert (issue.row, issue.file) == (None, file.as_posix())
    assert issue.message
    assert issue.hint
    return table


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "empty_file"),
        ("a.csv", b"\n\n ;;\n", "empty_file"),
        ("a.csv", b"\xef\xbb\xbf", "empty_file"),
        ("a.xlsx", b"", "empty_file"),
        ("a.parquet", b"", "empty_file"),
        ("a.csv", b"line_id,note\n\n,\n", "no_rows"),
        ("a.csv", b"\x00\x01\x02\xff", "unreadable_encoding"),
        ("a.csv", b"line_id\n\x81\n", "unreadable_encoding"),
        ("a.csv", b"line_id\n\xe6\x07\n", "unreadable_encoding"),
        ("a.csv", b"line_id\n\x00\n", "unreadable_encoding"),
        ("a.csv", b"\xef\xbb\xbfline_id\n\xe6\n", "unreadable_encoding"),
        ("a.csv", b"\xff\xfea\x00\x00\xd8", "unreadable_encoding"),
        ("a.csv", "line_id\na\n".encode("utf-32"), "unreadable_encoding"),
        ("a.csv", "line_id\na\n".encode("utf-16-le"), "unreadable_encoding"),
        ("a.csv", b"a, b ,b\n1,2,3\n", "duplicate_column"),
        ("a.csv", b'line_id,"note\n1,2\n', "unclosed_quote"),
        ("a.csv", b"," * 16_384 + b"x\n1\n", "too_large"),
        ("a.xlsx", b"line_id,note\n1,2\n", "not_excel"),
        ("a.xlsx", OLD_OFFICE, "not_excel"),
        ("a.xlsx", zipped(word=b"x"), "not_excel"),
        ("a.xlsx", b"PK\x03\x04" + b"x" * 100, "not_excel"),
        ("a.xlsx", b"PK\x05\x06" + bytes(18), "not_excel"),
        ("a.xlsx", workbook()[:-300], "not_excel"),
        ("a.xlsx", zipped(bomb=bytes(2_000_000)), "too_large"),
        ("a.csv", zipped(bomb=bytes(2_000_000)), "too_large"),
        ("a.parquet", b"line_id,note\n1,2\n", "truncated_parquet"),
        ("a.parquet", b"PAR1", "truncated_parquet"),
        ("a.parquet", parquet_file()[:-9], "truncated_parquet"),
        ("a.parquet", parquet_file()[:4] + b"\xff" * 40 + parquet_file()[44:], "truncated_parquet"),
        ("a.pdf", b"%PDF-1.7", "unsupported_file"),
        ("a", b"line_id\n1\n", "unsupported_file"),
        ("a.xls", OLD_OFFICE, "unsupported_file"),
    ],
)  # fmt: skip
def test_every_unusable_file_has_its_code(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (issue,) = refused(tmp_path, name, content).issues
    assert issue.code == code
    assert issue.severity == ("warning" if code == "no_rows" else "error")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path, str(tmp_path / "nul\0.csv")):
        (table,) = read_tables(path)
        assert [issue.code for issue in table.issues] == ["file_not_found"]


def test_a_workbook_without_cells_is_empty(tmp_path: Path) -> None:
    with Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet()
    (table,) = read_tables(tmp_path / "a.xlsx")
    assert [issue.code for issue in table.issues] == ["empty_file"]


def test_two_columns_of_one_name_in_a_workbook_and_in_parquet(tmp_path: Path) -> None:
    twice = repacked(workbook(), {b"line_id": b"distance"}, "xl/sharedStrings.xml")
    table = refused(tmp_path, "a.xlsx", twice)
    assert (table.issues[0].code, table.sheet, table.issues[0].sheet) == ("duplicate_column", "Lines", "Lines")
    parquet.write_table(pa.table([[1], [2]], names=["a", "a "]), tmp_path / "a.parquet")
    assert read_tables(tmp_path / "a.parquet")[0].issues[0].code == "duplicate_column"


@pytest.mark.parametrize(
    "change",
    [
        {b'r="B2"': b'r="XFD2"', b'r="2"': b'r="1048576"', b'r="A2"': b'r="A1048576"'},
        {b'r="B2"': b'r="ZZZZZZ2"'},
        {b'r="B2"': b"r = 'XFD1048576'"},
        {b'r="A2"': b'r="A4000000000"'},
        {b"<row ": b"<row/>" * 20_000 + b"<row ", b'<c r="B2"': b"<c/>" * 2_000 + b'<c t="n"'},
    ],
)
def test_a_stray_cell_in_the_far_corner_does_not_fill_the_memory(tmp_path: Path, change: dict[bytes, bytes]) -> None:
    assert refused(tmp_path, "a.xlsx", repacked(workbook(), change)).issues[0].code == "too_large"


@pytest.mark.parametrize(
    ("reference", "rows"), [("B70000", [70_000]), ("B999999", [999_999]), ("AB2", [2]), ("ZZ2", [2])]
)
def test_a_stray_cell_that_does_no_harm_is_read(tmp_path: Path, reference: str, rows: list[int]) -> None:
    row = reference.lstrip("ABZ").encode()
    file = tmp_path / "a.xlsx"
    change = {b'r="B2"': f'r="{reference}"'.encode(), b'r="2"': b'r="' + row + b'"', b'r="A2"': b'r="A' + row + b'"'}
    file.write_bytes(repacked(workbook(), change))
    (table,) = read_tables(file)
    assert table.rows.tolist() == rows
    assert table.frame["line_id"].to_list() == ["a"]


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_module, "_MOST_UNPACKED", 3_000)
    assert refused(tmp_path, "a.xlsx", workbook()).issues[0].code == "too_large"


def test_a_member_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    content = repacked(workbook(), {b"</worksheet>": b" " * 3_000_000 + b"</worksheet>"})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = struct.pack("<I", archive.getinfo("xl/worksheets/sheet1.xml").file_size)
    assert refused(tmp_path, "a.xlsx", content.replace(size, struct.pack("<I", 700))).issues[0].code == "not_excel"


def test_a_broken_sheet_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    with Workbook(file) as book:
        for name in ("Good", "Bad"):
            book.add_worksheet(name).write_column(0, 0, ["line_id", "a"])
    file.write_bytes(repacked(file.read_bytes(), {b'r="A2"': b'r="2A"'}, "xl/worksheets/sheet2.xml"))
    good, bad = read_tables(file)
    assert good.frame["line_id"].to_list() == ["a"]
    assert (bad.sheet, [issue.code for issue in bad.issues]) == ("Bad", ["not_excel"])


def test_a_wide_header_over_many_short_rows_does_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_module, "_MOST_CELLS", 1_000)
    content = ",".join(f"c{number}" for number in range(100)).encode() + b"\nx" * 11
    assert refused(tmp_path, "a.csv", content).issues[0].code == "too_large"


@pytest.mark.parametrize(
    ("module", "name", "content", "extra"),
    [("python_calamine", "a.xlsx", workbook(), "excel"), ("pyarrow", "a.parquet", parquet_file(), "parquet")],
)
def test_a_missing_part_is_an_error_and_no_issue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, name: str, content: bytes, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(MissingExtraError, match=rf"greenprod\[{extra}\]"):
        read_tables(file)
