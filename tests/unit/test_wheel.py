"""The wheel: what is inside, and that it works where no checkout is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETUPTOOLS = 77
LARGEST = 3_000_000
LINES = "line_id,activity,amount,unit,date,region\na,fuel.hvo,10,litre,2025-05-01,DK\n"

pytestmark = pytest.mark.slow
pytest.importorskip("build", reason="the wheel is built with build")
if int(metadata.version("setuptools").split(".")[0]) < SETUPTOOLS:
    pytest.skip(f"the wheel is built with setuptools {SETUPTOOLS} or newer", allow_module_level=True)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build sdist and wheel from a copy, so that nothing is left in the checkout."""
    copy = tmp_path_factory.mktemp("copy") / "greenprod"
    copy.mkdir()
    for name in ("src", "factors", "pyproject.toml", "README.md", "LICENSE", "NOTICE", "CHANGELOG.md", "tests", "docs"):
        if (ROOT / name).exists():
            call("cp", "-r", ROOT / name, copy / name)
    dist = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "build", "--no-isolation", "--outdir", dist, copy)
    return dist


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    [file] = built.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment of its own that borrows the dependencies from this one."""
    place = tmp_path_factory.mktemp("venv")
    call(sys.executable, "-m", "venv", "--without-pip", place)
    [packages] = place.glob("lib/python*/site-packages")
    call(sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--target", packages, wheel)
    borrowed = Path(str(metadata.distribution("pandas").locate_file("")))
    (packages / "borrowed.pth").write_text(f"{borrowed}\n", encoding="utf-8")
    return place


def call(*words: object, cwd: Path | None = None) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(list(map(str, words)), cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def python(installed: Path) -> Path:
    return installed / "bin" / "python"


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as content:
        return set(content.namelist())


def test_the_wheel_carries_figures_units_types_and_templates(wheel: Path) -> None:
    inside = names(wheel)
    data = {
        f"greenprod/_factors/{p.relative_to(ROOT / 'factors').as_posix()}" for p in (ROOT / "factors").rglob("*.csv")
    }
    assert len(data) > 10
    assert data <= inside
    assert {"greenprod/registry.txt", "greenprod/py.typed", "greenprod/_factors/README.md"} <= inside
    templates = (ROOT / "src" / "greenprod" / "reports" / "templates").iterdir()
    assert {f"greenprod/reports/templates/{file.name}" for file in templates} <= inside


def test_the_wheel_carries_every_module_and_no_test(wheel: Path) -> None:
    inside = names(wheel)
    modules = {p.relative_to(ROOT / "src").as_posix() for p in (ROOT / "src").rglob("*.py")}
    assert modules <= inside
    assert not [name for name in inside if re.search(r"(^|/)(tests?[/_.]|conftest|docs/|__pycache__)", name.lower())]


def test_the_wheel_carries_licence_and_notice(wheel: Path) -> None:
    assert {Path(name).name for name in names(wheel) if ".dist-info/licenses/" in name} == {"LICENSE", "NOTICE"}


def test_the_wheel_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < LARGEST


def test_the_sdist_carries_what_a_wheel_is_built_from(built: Path) -> None:
    [file] = built.glob("*.tar.gz")
    with tarfile.open(file) as content:
        inside = {name.partition("/")[2] for name in content.getnames()}
    assert {"pyproject.toml", "README.md", "factors/emission/desnz-2025.csv", "src/greenprod/registry.txt"} <= inside


def test_the_installed_package_is_the_wheel_and_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    place = call(python(installed), "-c", "import greenprod; print(greenprod.__file__)", cwd=tmp_path)
    assert Path(place.strip()).is_relative_to(installed)


def test_the_installed_factors_pass_their_checks(installed: Path, tmp_path: Path) -> None:
    out = call(python(installed), "-m", "greenprod.cli", "factors", "check", cwd=tmp_path)
    assert "0 problems" in out


def test_the_installed_command_books_a_file_in_another_folder(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text(LINES, encoding="utf-8")
    out = call(python(installed), "-m", "greenprod.cli", "calculate", "lines.csv", "--strict", cwd=tmp_path)
    assert "1 booked" in out


def test_the_installed_command_writes_a_report_with_its_own_templates(installed: Path, tmp_path: Path) -> None:
    pytest.importorskip("jinja2")
    pytest.importorskip("altair")
    example = ROOT / "docs" / "examples" / "broken"
    call(python(installed), "-m", "greenprod.cli", "alliance", "report", example, "--out", "report", cwd=tmp_path)
    assert (tmp_path / "report" / "report.html").stat().st_size > 1000
