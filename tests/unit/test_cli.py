"""The command line: what it prints, where, and with which status."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from greenprod import Calculator, __version__
from greenprod.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

BROKEN = Path(__file__).parents[2] / "docs" / "examples" / "broken"
HEAD = "line_id,production_id,item,date,region,distance,energy,supplier\n"
GOOD = (
    HEAD + "car 1,p1,car_trip,2025-05-01,DK,12.5,,Taxa\npower,p1,grid_electricity,2025-05-01,DK,,100,[bold]Net[/bold]\n"
)
BAD = GOOD + "bad,p1,car_trip,2025-05-01,DK,-1,,\n"


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
def good(tmp_path: Path) -> Path:
    return write(tmp_path / "lines of p1.csv", GOOD)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    return write(tmp_path / "bad.csv", BAD)


@pytest.fixture
def alliance(tmp_path: Path) -> Path:
    folder = tmp_path / "an alliance"
    (folder / "lines").mkdir(parents=True)
    write(folder / "alliance.toml", 'id = "a"\nname = "A"\nyear = 2025\nmethod = "financing_share"\n')
    write(folder / "members.csv", "member_id,name,role,region\nm1,Måge TV,broadcaster,DK\nm2,Fiktion,producer,DK\n")
    write(folder / "productions.csv", "production_id,title\np1,Film\n")
    write(folder / "stakes.csv", "production_id,member_id,method,share\np1,m1,financing_share,0.3\n")
    write(folder / "lines" / "p1.csv", BAD)
    return folder


def write(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version") == (0, f"greenprod {__version__}\n", "")


@pytest.mark.parametrize(
    "command",
    [(), ("calculate",), ("explain",), ("alliance", "report"), ("factors", "list"), ("factors", "show"),
     ("factors", "check"), ("factors", "options"), ("factors", "diff")],
)  # fmt: skip
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_explains_itself_with_an_example(run: Run, command: tuple[str, ...], flag: str) -> None:
    status, out, err = run(*command, flag)
    assert (status, err) == (0, "")
    assert "Usage: " in out
    assert "Example: greenprod" in out


@pytest.mark.parametrize("words", [("calculate",), ("fly",), ("--colour",), ("factors", "show"), ("calculate", "--by")])
def test_a_wrong_call_is_status_2_and_a_line_on_stderr(run: Run, words: tuple[str, ...]) -> None:
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert "Traceback" not in err
    assert err.strip()


def test_lines_are_booked_and_their_sums_printed(run: Run, good: Path) -> None:
    status, out, err = run("calculate", good, "--by", "category", "--by", "production_id")
    assert (status, err) == (0, "")
    assert "Lines: 2 in = 2 booked + 0 with an issue" in out
    assert "travel" in out
    assert "energy" in out


def test_a_sum_is_that_of_the_library(run: Run, good: Path) -> None:
    total = Calculator().ledger(good).total_mg["co2e_mg"] / 1e6
    _, out, _ = run("calculate", good, "--by", "production_id")
    assert f"{total:,.2f}" in out


def test_problems_are_told_on_stderr_and_leave_the_status_at_0(run: Run, bad: Path) -> None:
    status, out, err = run("calculate", bad)
    assert status == 0
    assert "Lines: 3 in = 2 booked + 1 with an issue" in out
    assert "negative_amount" in err
    assert "bad.csv" in err


def test_problems_are_status_1_when_strictness_is_asked_for(run: Run, good: Path, bad: Path) -> None:
    assert run("calculate", bad, "--strict")[0] == 1
    assert run("calculate", good, "--strict")[0] == 0


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("--by", "colour"), "colour"),
        (("--boundary", "ful"), "Did you mean full?"),
        (("--gwp", "AR9"), "as_published"),
        (("--prefer", "nobody"), "uk_desnz_2025"),
        (("--policy", "lenient"), "strict"),
        (("--out", "lines.docx"), ".parquet"),
    ],
)
def test_a_word_that_is_not_known_is_status_2_with_the_valid_ones(
    run: Run, good: Path, words: tuple[str, str], text: str
) -> None:
    status, _, err = run("calculate", good, *words)
    assert status == 2
    assert text in err
    assert "Traceback" not in err


@pytest.mark.parametrize("words", [("calculate", "no.csv"), ("explain", "no.csv", "x"), ("alliance", "report", "no"),
                                   ("factors", "check", "no"), ("calculate", ".")])  # fmt: skip
def test_a_place_that_is_not_there_is_status_2(run: Run, words: tuple[str, ...]) -> None:
    status, _, err = run(*words)
    assert status == 2
    assert "Traceback" not in err


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_lines_are_written_to_a_path_with_blanks_that_is_not_there_yet(
    run: Run, good: Path, tmp_path: Path, ending: str
) -> None:
    place = tmp_path / "a new folder" / f"our lines.{ending}"
    status, out, _ = run("calculate", good, "--out", place)
    assert status == 0
    assert str(place) in out
    read = pd.read_csv(place) if ending == "csv" else pd.read_parquet(place)
    assert list(read["co2e_mg"]) == list(Calculator().ledger(good).lines["co2e_mg"])


def test_an_explanation_prints_the_milligrams_of_the_ledger(run: Run, good: Path) -> None:
    for _, row in Calculator().ledger(good).lines.iterrows():
        status, out, _ = run("explain", good, row["line_id"])
        assert status == 0
        printed = {
            name: int(mg.replace(",", "")) for name, mg in re.findall(r"^  (\w+_mg): ([\d,]+) mg$", out, re.MULTILINE)
        }
        assert printed == {name: row[name] for name in row.index if name.endswith("_mg")}


def test_an_explanation_prints_what_was_given_without_reading_markup_in_it(run: Run, good: Path) -> None:
    assert "supplier = [bold]Net[/bold]" in run("explain", good, "power")[1]


def test_a_line_of_an_alliance_is_explained(run: Run, alliance: Path) -> None:
    status, out, _ = run("explain", alliance, "car 1", "--production", "p1")
    assert status == 0
    assert "p1.csv row 2" in out


def test_a_line_that_is_not_booked_is_explained_by_its_issue(run: Run, bad: Path) -> None:
    status, _, err = run("explain", bad, "bad")
    assert status == 2
    assert "negative_amount" in err
    assert "row 4" in err
    assert "unknown_line" in run("explain", bad, "nobody")[2]


def test_an_alliance_is_reported_with_totals_that_add_up(run: Run, alliance: Path, tmp_path: Path) -> None:
    pytest.importorskip("jinja2")
    status, out, err = run("alliance", "report", alliance, "--out", tmp_path / "our report", "--year", "2025")
    assert status == 0
    found = re.search(r"members ([\d,]+) mg \+ outside ([\d,]+) mg = productions ([\d,]+) mg", out)
    assert found
    members, outside, total = (int(text.replace(",", "")) for text in found.groups())
    assert members + outside == total == Calculator().ledger(alliance / "lines" / "p1.csv").total_mg["co2e_mg"]
    assert "negative_amount" in err
    assert (tmp_path / "our report" / "report.html").is_file()
    assert run("alliance", "report", alliance, "--out", tmp_path / "our report", "--strict")[0] == 1


def test_the_broken_example_is_reported(run: Run, tmp_path: Path) -> None:
    status, out, err = run("alliance", "report", BROKEN, "--out", tmp_path)
    assert status == 0
    assert "11 booked" in out
    assert "Traceback" not in err


def test_factors_are_listed_as_table_csv_and_json(run: Run) -> None:
    assert "travel.flight.short_haul.economy" in run("factors", "list", "travel.flight", "--region", "GB")[1]
    rows = list(csv.DictReader(StringIO(run("factors", "list", "energy", "--format", "csv")[1])))
    assert {row["region"] for row in rows} >= {"DK", "GB", "NA"}
    assert json.loads(run("factors", "list", "energy", "--format", "json")[1]) == rows


def test_a_region_is_given_by_its_name_too(run: Run) -> None:
    words = ("factors", "list", "energy.electricity.grid", "--format", "csv", "--region")
    assert run(*words, "Danmark") == run(*words, "DK")


def test_a_factor_is_shown_with_its_source_and_place(run: Run) -> None:
    rows = list(
        csv.DictReader(StringIO(run("factors", "show", "energy.heat.district", "--region", "DK", "--format", "csv")[1]))
    )
    assert "dk_br18_bilag2_tabel8" in {row["source"] for row in rows}
    assert all(row["locator"] and row["value"] for row in rows)


def test_an_unknown_activity_is_status_2_with_near_names(run: Run) -> None:
    status, _, err = run("factors", "show", "fuel.hwo")
    assert status == 2
    assert "fuel.hvo" in err


def test_the_shipped_factors_are_checked(run: Run) -> None:
    status, out, err = run("factors", "check")
    assert status == 0
    assert "0 problems" in out
    # years that a supplier did not publish are told, and no fault
    assert {line.split(":")[0] for line in err.splitlines()} <= {"gap", "outlier", "review_due"}


def test_a_folder_with_a_problem_is_status_1(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "factors"
    for file in (Path(__file__).parents[2] / "factors").rglob("*.csv"):
        place = folder / file.relative_to(Path(__file__).parents[2] / "factors")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.read_bytes())
    broken = folder / "emission" / "dk-br18.csv"
    broken.write_text(broken.read_text(encoding="utf-8").replace("kgCO2e/kWh", "kgCO2e/pt", 1), encoding="utf-8")
    status, out, err = run("factors", "check", folder)
    assert status == 1
    assert "1 problems" in out
    assert "wrong_unit" in err


def test_a_defect_is_status_3_without_a_traceback_and_debug_shows_it(
    run: Run, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("made up")

    monkeypatch.setattr(Calculator, "ledger", fail)
    status, _, err = run("calculate", good)
    assert status == 3
    assert "ZeroDivisionError: made up" in err
    assert "Traceback" not in err
    with pytest.raises(ZeroDivisionError):
        run("--debug", "calculate", good)


def test_the_installed_command_runs_as_a_module_too(good: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "greenprod.cli", "calculate", good], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 booked" in done.stdout
