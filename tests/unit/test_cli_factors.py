"""The factor commands: list, options, show, diff and check, and own factors laid over the shipped ones."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sys
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from greenprod.cli import main
from mini import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

OWN_HEAD = "activity,region,stage,value,unit,valid_from,valid_to,source,licence,locator"
OWN = "fuel.hvo,DK,combustion,0.03,kgCO2e/litre,2025-01-01,2026-01-01,[red]Bog[/red] & Co,own,page 2"
LINES = "line_id,activity,amount,unit,date,region\na,fuel.hvo,10,litre,2025-05-01,DK\n"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["greenprod", *map(str, words)])
        capsys.readouterr()
        status = 0
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return call


@pytest.fixture
def mini_folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "mini"))


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text)))


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


FORMATS = [
    (("list", "accommodation"), ["activity", "title", "dimension", "region", "from", "to", "stages"]),
    (("options", "accommodation.hotel"), ["field", "values"]),
    (
        ("show", "accommodation.hotel", "--region", "GB"),
        ["stage", "region", "value", "unit", "valid_from", "valid_to", "gsd", "source", "locator", "flags"],
    ),
    (
        ("diff", "uk_desnz_2024", "uk_desnz_2025", "--activity", "travel.flight"),
        ["activity", "region", "stage", "before", "after", "change", "unit"],
    ),
]


@pytest.mark.parametrize(("words", "columns"), FORMATS)
def test_csv_and_json_say_the_same_as_the_table(run: Run, words: tuple[str, ...], columns: list[str]) -> None:
    status, out, err = run("factors", *words, "--format", "csv")
    rows = rows_of(out)
    assert (status, err, list(rows[0])) == (0, "", columns)
    assert json.loads(run("factors", *words, "--format", "json")[1]) == rows
    status, table, err = run("factors", *words)
    assert (status, err) == (0, "")
    assert all(name in table for name in columns[:4])
    assert rows[0][columns[0]] in table


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (("list", "fuel.hwo"), "fuel.hvo"),
        (("list", "--region", "Danmrk"), "DK"),
        (("list", "--source", "uk_desnz_2052"), "uk_desnz_2025"),
        (("options", "fuel.hwo"), "fuel.hvo"),
        (("show", "fuel.hwo"), "fuel.hvo"),
        (("show", "fuel.hvo", "--region", "UKK"), "region"),
        (("diff", "uk_desnz_2024", "uk_desnz_2052"), "uk_desnz_2025"),
        (("diff", "uk_desnz_2042", "uk_desnz_2025"), "uk_desnz_2024"),
        (("diff", "uk_desnz_2024", "uk_desnz_2025", "--top", "0"), "--top"),
        (("list", "--format", "xml"), "csv"),
    ],
)
def test_a_wrong_name_is_status_2_with_near_ones(run: Run, words: tuple[str, ...], near: str) -> None:
    status, out, err = run("factors", *words)
    assert (status, out) == (2, "")
    assert near in err
    assert "Traceback" not in err


def test_a_wrong_category_is_status_2_with_near_ones(run: Run) -> None:
    status, _, err = run("factors", "list", "--category", "caterin")
    assert status == 2
    assert "catering" in err


def test_a_table_without_rows_has_its_header_as_csv(run: Run) -> None:
    assert run("factors", "list", "--search", "zzz", "--format", "csv")[1].startswith("activity,")


def test_a_list_is_filtered_by_category_source_region_and_text(run: Run) -> None:
    def names(*words: str) -> set[str]:
        return {row["activity"] for row in rows_of(run("factors", "list", *words, "--format", "csv")[1])}

    assert {name.split(".")[0] for name in names("--category", "accommodation")} == {"accommodation"}
    assert "spend.dk.j59_60" in names("--source", "figaro_ecodex_26ed_2023") & names(
        "--region", "DK", "--search", "FILM"
    )
    assert names("accommodation.hotel", "--source", "figaro_ecodex_26ed_2023") == set()
    assert names("--search", "hotelværelse") | names("--search", "hotel") >= {"accommodation.hotel"}


def test_options_say_units_controls_and_currencies(run: Run) -> None:
    def field(activity: str, name: str) -> str:
        [found] = [
            row["values"]
            for row in rows_of(run("factors", "options", activity, "--format", "csv")[1])
            if row["field"] == name
        ]
        return found

    assert {"litre", "us_gallon"} <= set(field("fuel.hvo", "unit").split(", "))
    assert {"DKK", "EUR", "SEK"} <= set(field("spend.dk.j59_60", "unit").split(", "))
    assert "operated (scope 1, usual)" in field("fuel.hvo", "control")
    assert "GB" in field("fuel.hvo", "region").split(", ")
    assert "uk_desnz_2025" in field("fuel.hvo", "--prefer").split(", ")


def test_bars_are_as_long_as_the_values(run: Run) -> None:
    _, out, _ = run("factors", "show", "accommodation.hotel", "--region", "GB")
    bars = re.findall(r"^  (\d{4}) +([\d.]+) (█+)$", out, re.MULTILINE)
    values = {year: float(value) for year, value, _ in bars}
    assert len(bars) > 1
    for year, _, bar in bars:
        assert len(bar) == round(40 * values[year] / max(values.values()))


def test_a_figure_is_shown_with_its_licence(run: Run) -> None:
    assert "Licence: " in run("factors", "show", "fuel.hvo", "--region", "GB")[1]
    assert "a lookup goes to parent regions" in run("factors", "show", "accommodation.hotel", "--region", "AQ")[1]


def test_the_largest_moves_of_two_editions_come_first(run: Run) -> None:
    status, out, err = run("factors", "diff", "uk_desnz_2024", "uk_desnz_2025", "--total", "--top", "10")
    assert (status, err) == (0, "")
    moves = [abs(float(text)) for text in re.findall(r"([+-][\d.]+)%", out)]
    assert len(moves) == 10
    assert moves == sorted(moves, reverse=True)
    assert re.search(r"uk_desnz_2024 to uk_desnz_2025: [\d,]+ moved, [\d,]+ same, [\d,]+ new, [\d,]+ gone", out)


def test_two_folders_are_compared(run: Run, mini_folder: Path, tmp_path: Path) -> None:
    after = Path(shutil.copytree(mini_folder, tmp_path / "after"))
    changed(after / "emission" / "fixture-2025.csv", ",operational,10,", ",operational,15,")
    rows = rows_of(run("factors", "diff", mini_folder, after, "--format", "csv")[1])
    assert [(row["activity"], row["before"], row["after"], row["change"]) for row in rows] == [
        ("accommodation.hotel", "10", "15", "+50.0%")
    ]


def test_a_corrected_row_is_compared_by_its_correction(run: Run, mini_folder: Path, tmp_path: Path) -> None:
    before, after = (Path(shutil.copytree(mini_folder, tmp_path / name)) for name in ("before", "after"))
    # the wrong row is named so that it comes after its correction
    for folder in (before, after):
        file = folder / "emission" / "fixture-2025.csv"
        text = file.read_text(encoding="utf-8").replace("gate:corrected", "gate.a")
        file.write_text(text.replace("fixture:material.paper.new:dk:cradle_to_gate,", "x:paper,"), encoding="utf-8")
        changed(file, "fixture:material.paper.new:dk:cradle_to_gate@2025-01-01", "x:paper@2025-01-01")
    changed(after / "emission" / "fixture-2025.csv", ",cradle_to_gate,900,", ",cradle_to_gate,450,")
    [row] = rows_of(run("factors", "diff", before, after, "--format", "csv")[1])
    assert row["change"] == "-50.0%"


def test_a_broken_own_file_is_told_line_by_line(run: Run, tmp_path: Path) -> None:
    own = write(
        tmp_path / "own.csv",
        OWN_HEAD,
        OWN,
        OWN.replace("fuel.hvo", "fuel.hwo"),
        OWN.replace("0.03", "[bold]x[/bold]").replace("2026-", "2027-"),
        OWN.replace(",DK,", ",XQ,").replace(",own,", ",,"),
    )
    status, out, err = run("factors", "check", own)
    assert status == 1
    assert "4 problems, 0 warnings" in out
    told = err.splitlines()
    assert {(line.split(":")[0], line.split(" row ")[1].split(":")[0]) for line in told} == {
        ("unknown_activity", "3 activity"),
        ("not_a_number", "4 value"),
        ("unknown_region", "5 region"),
        ("missing_licence", "5 licence"),
    }
    assert len(told) == 4
    assert "'[bold]x[/bold]'" in err
    assert "Did you mean fuel.hvo?" in err


@pytest.mark.parametrize("text", ["", "\n", '"', "a,b\n1", "\x00", OWN_HEAD.replace(",", ";")])
def test_a_file_that_is_no_table_is_status_1_without_a_traceback(run: Run, tmp_path: Path, text: str) -> None:
    status, _, err = run("factors", "check", write(tmp_path / "own.csv", text))
    assert status == 1
    assert err.startswith("wrong_columns: ")


def test_a_sound_own_file_is_status_0(run: Run, tmp_path: Path) -> None:
    status, out, err = run("factors", "check", write(tmp_path / "own.csv", OWN_HEAD, OWN))
    assert (status, err) == (0, "")
    assert "1 factors that can be laid over" in out


@pytest.mark.parametrize("name", ["[red]own.csv", "own[bold].csv", "a[", "[.csv"])
def test_the_name_of_a_file_is_not_read_as_markup(run: Run, tmp_path: Path, name: str) -> None:
    own = write(tmp_path / name, OWN_HEAD, OWN)
    status, out, err = run("factors", "check", own)
    assert (status, err) == (0, "")
    assert str(own) in out


def test_the_name_of_a_folder_is_not_read_as_markup(run: Run, mini_folder: Path, tmp_path: Path) -> None:
    # an end of markup that nothing begins
    odd = Path(shutil.copytree(mini_folder, tmp_path / "a[" / "b]" / "[red]"))
    status, out, err = run("factors", "diff", odd, mini_folder)
    assert (status, err) == (0, "")
    assert "[red]" in out
    own = write(tmp_path / "a[" / "b].csv", OWN_HEAD, OWN)
    assert run("factors", "check", own)[0] == 0


def test_a_released_row_must_not_change(run: Run, mini_folder: Path, tmp_path: Path) -> None:
    now = Path(shutil.copytree(mini_folder, tmp_path / "now"))
    assert run("factors", "check", now, "--since", mini_folder)[0] == 0
    changed(now / "emission" / "fixture-2025.csv", ",operational,10,", ",operational,15,")
    status, _, err = run("factors", "check", now, "--since", mini_folder)
    assert status == 1
    assert err.startswith("released_row_changed: emission/fixture-2025.csv row 18 ")


def test_a_sound_folder_is_sealed_and_a_later_change_is_seen(run: Run, mini_folder: Path) -> None:
    assert not (mini_folder / "seal.json").exists()
    status, out, err = run("factors", "check", mini_folder, "--seal")
    assert (status, err) == (0, "")
    assert "0 problems, 0 warnings" in out
    assert (mini_folder / "seal.json").exists()
    changed(mini_folder / "emission" / "fixture-2025.csv", ",operational,10,", ",operational,11,")
    assert run("factors", "check", mini_folder)[2]


def test_a_folder_with_errors_is_not_sealed(run: Run, mini_folder: Path) -> None:
    changed(mini_folder / "emission" / "fixture-2025.csv", "kgCO2e/room_night", "kgCO2e/jug")
    assert run("factors", "check", mini_folder, "--seal")[0] == 1
    assert not (mini_folder / "seal.json").exists()


def test_a_place_that_is_no_factor_folder_is_status_2(run: Run, mini_folder: Path, tmp_path: Path) -> None:
    for words in ((tmp_path / "none",), (tmp_path,), (mini_folder, "--since", tmp_path / "none")):
        status, _, err = run("factors", "check", *words)
        assert (status, err.split(":")[0]) == (2, "not_a_factor_folder")


def test_own_factors_are_laid_over_the_shipped_ones(run: Run, tmp_path: Path) -> None:
    own, lines = write(tmp_path / "own.csv", OWN_HEAD, OWN), tmp_path / "lines.csv"
    lines.write_text(LINES, encoding="utf-8")
    # 10 litre x 0.03 kg = 0.30 kg in scope 1
    out = tmp_path / "out.csv"
    assert run("calculate", lines, "--overlay", own, "--out", out)[0] == 0
    [row] = rows_of(out.read_text(encoding="utf-8"))
    assert row["scope1_mg"] == "300000"
    status, text, err = run("explain", lines, "a", "--overlay", own)
    assert (status, err) == (0, "")
    assert "overlay: own:fuel.hvo:dk:combustion@2025-01-01" in text
    # the source's name is printed as it was written
    assert "[red]Bog[/red] & Co" in text
    assert "overlay" not in run("explain", lines, "a")[1]


@pytest.mark.parametrize("command", [("calculate",), ("explain", "a")])
def test_a_broken_overlay_is_status_2_with_every_problem(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    own = write(tmp_path / "own.csv", OWN_HEAD, OWN.replace("fuel.hvo", "fuel.hwo"), OWN.replace("0.03", "x"))
    lines = tmp_path / "lines.csv"
    lines.write_text(LINES, encoding="utf-8")
    status, _, err = run(command[0], lines, *command[1:], "--overlay", own)
    assert status == 2
    assert [line.split(":")[0] for line in err.splitlines()] == ["not_a_number", "unknown_activity"]
    assert run(command[0], lines, *command[1:], "--overlay", tmp_path / "none.csv")[0] == 2
