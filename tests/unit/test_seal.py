"""Seals: a folder that fits its seal is trusted; whatever else, it is checked, and a broken one is refused loudly."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from greenprod import DataError, FactorLibrary
from greenprod.factors import library as module
from greenprod.factors.checks import check_seal, seal_folder
from greenprod.factors.columns import COLUMNS
from greenprod.factors.seal import BESIDE, FILE, INDEX, Seal, contents, sealed
from greenprod.factors.shelf import Catalogue
from mini import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD = Path(__file__).parents[1] / "bad_factors" / "good"
NEW = "emission/test-2025.csv"


def made_of(folder: Path) -> dict[str, bytes]:
    """Return the files that a library is made of."""
    return contents(folder, beside=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the good folder, sealed."""
    copy = Path(shutil.copytree(GOOD, tmp_path / "factors"))
    assert seal_folder(copy) == []
    return copy


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """Return a copy of the shipped folder, with a seal that fits."""
    copy = Path(shutil.copytree(SHIPPED, tmp_path / "shipped"))
    library = FactorLibrary.read(copy)
    sealed(copy, library.digest, len(library.factors), library.factors.validity).write(copy)
    return copy


def installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> FactorLibrary:
    """Return the library that greenprod would ship if this folder were installed with it."""
    monkeypatch.setattr(module, "files", lambda _: folder)
    return module._shipped.__wrapped__()


def is_trusted(library: FactorLibrary) -> bool:
    return isinstance(library.activities, Catalogue)


def resealed(folder: Path, **new: Any) -> None:
    raw = json.loads((folder / FILE).read_text(encoding="utf-8"))
    (folder / FILE).write_text(json.dumps({**raw, **new}), encoding="utf-8")


def flipped(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def test_a_seal_is_read_as_it_was_written(folder: Path) -> None:
    library = FactorLibrary.read(folder)
    seal = Seal.read(folder)
    assert seal == sealed(folder, library.digest, 7, library.factors.validity)
    assert seal is not None
    assert (seal.library, seal.rows) == (library.digest, 7)
    year = (date(2025, 1, 1), date(2026, 1, 1))
    assert seal.validity == ((date(2024, 1, 1), date(2025, 1, 1)), year)
    assert NEW in seal.files
    assert FILE not in seal.files


def test_the_same_folder_gives_the_same_bytes_of_a_seal(folder: Path) -> None:
    before = (folder / FILE).read_bytes()
    seal_folder(folder)
    assert (folder / FILE).read_bytes() == before


def test_a_folder_that_fits_is_trusted_and_equals_one_that_is_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = installed(folder, monkeypatch)
    assert is_trusted(library)
    assert library == FactorLibrary.read(folder)


def test_a_folder_that_fits_is_not_checked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("greenprod.factors.checks.check_folder", lambda _: pytest.fail("checked"))
    assert is_trusted(installed(folder, monkeypatch))


@pytest.mark.parametrize("name", [*made_of(GOOD), INDEX])
@pytest.mark.parametrize("place", [0, -1])
def test_one_changed_bit_of_any_file_breaks_the_seal(folder: Path, name: str, place: int) -> None:
    flipped(folder / name, place)
    seal = Seal.read(folder)
    assert seal is not None
    assert not seal.fits(made_of(folder))
    assert [issue.code for issue in check_seal(folder)] == ["seal_broken"]


def test_a_file_that_is_gone_new_or_renamed_breaks_the_seal(folder: Path) -> None:
    seal = Seal.read(folder)
    assert seal is not None
    (folder / "more.csv").touch()
    assert not seal.fits(made_of(folder))
    (folder / "more.csv").unlink()
    assert seal.fits(made_of(folder))
    (folder / NEW).rename(folder / "emission" / "other.csv")
    assert not seal.fits(made_of(folder))
    (folder / "emission" / "other.csv").unlink()
    assert not seal.fits(made_of(folder))


@pytest.mark.parametrize("name", ["notes.txt", "__init__.py", *BESIDE])
def test_files_that_a_library_is_not_made_of_belong_to_no_seal(folder: Path, name: str) -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("x")
    assert check_seal(folder) == []


def test_a_changed_folder_that_is_right_is_checked_and_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / NEW
    path.write_bytes(path.read_bytes().replace(b",0.3,kgCO2e/GBP", b",0.4,kgCO2e/GBP"))
    library = installed(folder, monkeypatch)
    assert not is_trusted(library)
    assert 0.4 in {f.value for f in library.factors}


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        (b",0.3,", b",0;3,", "not_a_number", "value"),
        (b",NA,", b",XX,", "unknown_region", "region"),
        (b"2025 table 1", b"", "missing_locator", "locator"),
        (b"kgCO2e/litre", b"kgCO2e/jug", "wrong_unit", "unit"),
    ],
)
def test_a_broken_set_is_refused_with_every_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch, old: bytes, new: bytes, code: str, column: str
) -> None:
    path = folder / NEW
    count = path.read_bytes().count(old)
    path.write_bytes(path.read_bytes().replace(old, new))
    with pytest.raises(DataError) as caught:
        installed(folder, monkeypatch)
    found = [(i.file, i.code, i.column) for i in caught.value.issues if i.code == code]
    assert found == [(NEW, code, column)] * count


def test_a_broken_copy_of_the_shipped_set_is_refused_and_the_intact_one_trusted(
    shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    intact = installed(shipped, monkeypatch)
    assert is_trusted(intact)
    path = next((shipped / "emission").glob("desnz-*.csv"))
    rows = path.read_text(encoding="utf-8").split("\n")
    cells = rows[99].split(",")
    cells[4] = "1e400"
    rows[99] = ",".join(cells)
    path.write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        installed(shipped, monkeypatch)
    assert ("not_a_number", f"emission/{path.name}", 100, "value") in [
        (i.code, i.file, i.row, i.column) for i in caught.value.issues
    ]


def test_the_figures_of_a_trusted_set_are_those_its_digest_names(
    shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = installed(shipped, monkeypatch)
    named = library.digest
    del library.__dict__["digest"]
    assert library.digest == named


GARBAGE = [
    b"",
    b"{",
    b"\xff\xfe",
    b"null",
    b"5",
    b'"seal"',
    b"[]",
    b"{}",
    b"[" * 200_000,
    b"9" * 10_000,
    b"[" + b"0," * 2_000_000 + b"0]",
    b'{"library": "x", "rows": 1, "validity": 5, "files": {}}',
    b'{"library": "x", "rows": 1, "validity": [["2025-01-01"]], "files": {}}',
    b'{"library": "x", "rows": 1, "validity": [["2025-01-01", 5]], "files": {}}',
    b'{"library": "x", "rows": 1, "validity": [["2025-01-01", "tomorrow"]], "files": {}}',
    b'{"library": "x", "rows": 1, "validity": [], "files": 5}',
    b'{"library": "x", "rows": 1, "validity": [], "files": [[[], 5]]}',
]


@pytest.mark.parametrize("data", GARBAGE, ids=range(len(GARBAGE)))
def test_a_seal_that_cannot_be_read_is_no_seal(folder: Path, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    (folder / FILE).write_bytes(data)
    assert Seal.read(folder) is None
    library = installed(folder, monkeypatch)
    assert not is_trusted(library)
    assert library == FactorLibrary.read(folder)


def test_a_folder_in_the_place_of_the_seal_is_no_seal(folder: Path) -> None:
    (folder / FILE).unlink()
    (folder / FILE).mkdir()
    assert Seal.read(folder) is None


def test_a_seal_from_before_there_was_an_index_falls_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seal = Seal.read(folder)
    assert seal is not None
    resealed(folder, files={name: digest for name, digest in seal.files.items() if name != INDEX})
    (folder / INDEX).unlink()
    assert not is_trusted(installed(folder, monkeypatch))


@pytest.mark.parametrize("files", [{}, {NEW: 5}, {NEW: None}, {"../../etc/passwd": "x"}, {NEW: "0" * 64}])
def test_a_seal_for_other_files_does_not_fit(
    folder: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, Any]
) -> None:
    resealed(folder, files=files)
    assert not is_trusted(installed(folder, monkeypatch))


@pytest.mark.parametrize("new", [{"library": 5}, {"library": None}, {"rows": "many"}])
def test_a_seal_whose_fields_are_of_another_type_is_no_seal(folder: Path, new: dict[str, Any]) -> None:
    resealed(folder, **new)
    assert Seal.read(folder) is None


def test_a_set_sealed_for_other_columns_is_not_used_in_silence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # what an upgrade does that changes the columns of a table but not its files
    monkeypatch.setitem(COLUMNS, "proxies.csv", ["activity", "why"])
    with pytest.raises(DataError):
        installed(folder, monkeypatch)


def quoted(data: bytes) -> bytes:
    return b"".join(b",".join(b'"%b"' % cell for cell in line.split(b",")) + b"\n" for line in data.splitlines())


def quoted_below_the_header(data: bytes) -> bytes:
    head, rows = data.split(b"\n", 1)
    return head + b"\n" + quoted(rows)


def swapped(data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    return b"".join([lines[0], lines[1], lines[3], lines[2], *lines[4:]])


STYLES: dict[str, Callable[[bytes], bytes]] = {
    "quoted": quoted,
    "quoted below the header": quoted_below_the_header,
    "a quoted id": lambda data: data.replace(b"test:fuel.peat:na:combustion", b'"test:fuel.peat,na"'),
    "a blank line at the end": lambda data: data + b"\n",
    "no line feed at the end": lambda data: data.rstrip(b"\n"),
    "an activity in two places": swapped,
    "a line separator in a cell": lambda data: data.replace(b"2025 table 1", "2025\u2028table".encode()),
    "line ends of Windows": lambda data: data.replace(b"\n", b"\r\n"),
}


@pytest.mark.parametrize(
    ("name", "how"),
    [
        pytest.param(
            name,
            how,
        )
        for name in (NEW, "activities.csv")
        for how in STYLES
    ],
)
def test_a_folder_in_another_style_of_csv_is_not_trusted_or_read_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, how: str
) -> None:
    path = folder / name
    path.write_bytes(STYLES[how](path.read_bytes()))
    (folder / FILE).unlink()
    assert [i for i in seal_folder(folder) if i.severity == "error" and i.code != "wrong_columns"] == []
    if (folder / FILE).exists():
        library, read = installed(folder, monkeypatch), FactorLibrary.read(folder)
        names = sorted(read.factors.activities)
        assert [library.factors.of(name) for name in names] == [read.factors.of(name) for name in names]
        assert dict(library.activities) == dict(read.activities)
