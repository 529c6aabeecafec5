"""The commands of the README: the paths in them exist and the command line takes them."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
COMMANDS = [shlex.split(part) for block in BLOCKS for line in block.splitlines() for part in line.split("&&")]
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]


def ours() -> list[list[str]]:
    """Return the words after each call of greenprod."""
    return [words[1:] for words in COMMANDS if words and Path(words[0]).name == "greenprod"]


def parsed(words: list[str]) -> dict[str, Any]:
    """Return what the command line makes of some words, without running the command."""
    typer = pytest.importorskip("typer")
    cli = pytest.importorskip("greenprod.cli")
    command = typer.main.get_command(cli.app)
    context = command.make_context("greenprod", list(words))
    while getattr(command, "commands", None):
        name, command, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        context = command.make_context(name, rest, parent=context)
    found: dict[str, Any] = context.params
    return found


def test_the_first_block_installs_and_reports_the_example() -> None:
    first = BLOCKS[0]
    assert "greenprod alliance report docs/examples/alliance --out build/report" in first
    assert len(first.strip().splitlines()) == 1


def test_the_second_block_installs_the_tests_tools_and_runs_them() -> None:
    second = BLOCKS[1]
    assert "[test]" in second
    assert "pytest" in second
    assert len(second.strip().splitlines()) == 1


def test_the_extras_that_the_readme_installs_exist() -> None:
    named = {name for names in re.findall(r"\.\[([\w,]+)\]", "\n".join(BLOCKS)) for name in names.split(",")}
    assert named
    assert named <= set(EXTRAS)


def test_every_example_path_of_the_readme_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    paths = set(re.findall(r"\b(?:docs|factors|tests|src)/[\w./-]*\w", text))
    assert "docs/examples/alliance" in paths
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


def test_the_alliance_command_is_understood_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    [words] = [words for words in ours() if words[:2] == ["alliance", "report"]]
    params = parsed(words)
    assert (params["folder"], params["out_folder"]) == (Path("docs/examples/alliance"), Path("build/report"))
    assert (Path(params["folder"]) / "alliance.toml").is_file()


@pytest.mark.parametrize("words", ours(), ids=" ".join)
def test_every_greenprod_command_of_the_readme_is_understood(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if words[0] != "alliance":
        (tmp_path / "lines.csv").touch()
        monkeypatch.chdir(tmp_path)
    else:
        monkeypatch.chdir(ROOT)
    assert parsed(words)


def test_a_command_that_does_not_exist_would_be_noticed() -> None:
    typer = pytest.importorskip("typer")
    with pytest.raises(typer.BadParameter.__mro__[1]):
        parsed(["alliance", "reprot", "x"])


def test_the_python_block_is_true() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    [block] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    expected = re.search(r"print\(result\.co2e\)\s+# (.*)", block)
    assert expected
    names: dict[str, Any] = {}
    exec(block.split("ledger =")[0], names)  # noqa: S102 - the README's own example
    assert str(names["result"].co2e) == expected.group(1).strip()
