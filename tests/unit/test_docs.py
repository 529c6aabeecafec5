"""The documentation says what the code does: its examples run, its tables are complete, its links lead somewhere."""

from __future__ import annotations

import ast
import io
import re
import shlex
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from attrs import NOTHING, fields, fields_dict

import greenprod as gp
from greenprod import units
from greenprod.footprint.booked import ISSUE_COLUMNS
from greenprod.footprint.ledger import LINE_COLUMNS
from greenprod.items.base import COMMON, amount_fields, description_fields
from greenprod.items.catalogue import ITEMS
from greenprod.items.catering import DIETS
from greenprod.items.describe import describe, labels
from greenprod.items.freight import MODES
from greenprod.items.materials import CONDITIONS
from greenprod.items.power import GENERATOR_FUELS
from greenprod.items.travel import CABINS, CAR_FUELS, CAR_SIZES, RAIL_SERVICES
from greenprod.items.waste import TREATMENTS
from greenprod.vocabulary import Control, Match, Status, Version

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "greenprod"
PAGES = sorted(DOCS.rglob("*.md"))
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]\n]+\]\(([^)\s]+)\)")
LISTED = re.compile(r"`([^`\n]+)`")
WRITTEN = ("build/", ".venv/", "../")
"""Paths of commands that the reader makes or brings."""

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())


def text_of(name: str) -> str:
    """Return a page."""
    return (DOCS / name).read_text(encoding="utf-8")


def blocks(text: str, kind: str) -> Iterator[tuple[int, str, str | None]]:
    """Yield each block of a kind with its line, and the text block that follows it directly."""
    found = list(BLOCK.finditer(text))
    for place, block in enumerate(found):
        if block.group(1) == kind:
            after = found[place + 1] if place + 1 < len(found) else None
            follows = after is not None and after.group(1) == "text"
            yield text.count("\n", 0, block.start()) + 2, block.group(2), after.group(2) if after and follows else None


def section(text: str, heading: str) -> str:
    """Return what stands under a heading of the second level."""
    match = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert match, heading
    return match.group(1)


def first_cells(text: str) -> set[str]:
    """Return every quoted name in the first column of the tables of a page."""
    rows = re.findall(r"^\| (`[^|]*`) \|", text, re.MULTILINE)
    return {name for row in rows for name in LISTED.findall(row)}


@pytest.fixture
def in_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (ROOT / "build").mkdir(exist_ok=True)


@pytest.mark.usefixtures("in_repository")
@pages
def test_python_blocks_run_and_print_what_the_page_says(page: Path) -> None:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for line, source, expected in blocks(page.read_text(encoding="utf-8"), "python"):
        printed = io.StringIO()
        with redirect_stdout(printed):
            exec(compile("\n" * (line - 1) + source, str(page), "exec"), namespace)  # noqa: S102 - our own pages
        if expected is not None:
            assert printed.getvalue() == expected, f"{page}:{line}"


@pages
def test_links_lead_to_files(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://", "#")):
            assert (page.parent / target.partition("#")[0]).is_file(), target


def commands(text: str) -> Iterator[tuple[list[str], str | None]]:
    """Yield each command of a page, the last one of a block with the output that follows."""
    for _, source, expected in blocks(text, "console"):
        lines = source.strip().splitlines()
        for place, line in enumerate(lines):
            yield shlex.split(line), expected if place == len(lines) - 1 else None


def greenprod_help(words: list[str]) -> str:
    """Return the help of the command that the words begin with."""
    import typer.main  # noqa: PLC0415 - the cli is an extra

    from greenprod.cli import app  # noqa: PLC0415

    command: Any = typer.main.get_command(app)
    for word in words:
        if not hasattr(command, "commands"):
            break
        if not word.startswith("-"):
            assert word in command.commands, words
            command = command.commands[word]
    names = [name for parameter in command.params for name in getattr(parameter, "opts", ())]
    return " ".join([*names, "--help"])


@pages
def test_commands_and_their_paths_exist(page: Path) -> None:
    for words, _ in commands(page.read_text(encoding="utf-8")):
        if Path(words[0]).name == "greenprod":
            known = greenprod_help(words[1:]).split()
            assert [word for word in words[1:] if word.startswith("--") and word not in known] == []
        for word in words:
            if "/" in word and not word.startswith(WRITTEN):
                assert (ROOT / word.partition("::")[0]).exists(), word


@pytest.mark.usefixtures("in_repository")
@pages
def test_commands_print_what_the_page_says(page: Path) -> None:
    for words, expected in commands(page.read_text(encoding="utf-8")):
        if expected is None:
            continue
        run = [sys.executable, "-m", "greenprod.cli", *words[1:]]
        printed = subprocess.run(run, capture_output=True, encoding="utf-8", check=True).stdout
        missing = [line for line in expected.splitlines() if line not in printed.splitlines()]
        assert not missing, f"{page}: {words}"


def item_sections() -> dict[str, str]:
    """Return what the page of an item's department says about it, by the name of the item."""
    groups = {kind.group or "other" for kind in ITEMS.values()}
    texts = {group: text_of(f"reference/items/{group}.md") for group in groups}
    return {name: section(texts[kind.group or "other"], name) for name, kind in ITEMS.items()}


SECTIONS = item_sections()
ROW = re.compile(r"^\| `(\w+)` \| [^|]* \| (amount|description) \| ([^|]*) \| ([^|]*) \| (.*) \|$", re.MULTILINE)
each_item = pytest.mark.parametrize("item", ITEMS)


@each_item
def test_every_field_of_an_item_is_documented(item: str) -> None:
    kind: Any = ITEMS[item]
    rows = ROW.findall(SECTIONS[item])
    amounts = amount_fields(kind)
    shown = {name: unit for name, how, unit, *_ in rows if how == "amount"}
    assert shown == {
        name: unit or f"as in `{fields_dict(kind)[name].metadata['unit_field']}`" for name, unit in amounts.items()
    }
    assert [name for name, how, *_ in rows if how == "description"] == list(description_fields(kind))
    assert all(meaning.strip() for *_, meaning in rows)
    assert f"Class `greenprod.{kind.__name__}`." in SECTIONS[item]
    assert kind.title in SECTIONS[item]
    assert kind.title_da in SECTIONS[item]


@each_item
def test_defaults_of_an_item_are_documented(item: str) -> None:
    kind: Any = ITEMS[item]
    shown = {name: default for name, _, _, default, _ in ROW.findall(SECTIONS[item])}
    for f in fields(kind):
        if f.name in COMMON:
            continue
        if f.default is NOTHING:
            assert shown[f.name] == "required"
        elif f.default in ("", None):
            assert shown[f.name] in ("", "required")  # no text is a default; some of them must be given
        else:
            value = str(f.default).lower() if isinstance(f.default, bool) else f"{f.default}".removesuffix(".0")
            assert shown[f.name] == f"`{value}`"


@each_item
def test_every_valid_value_of_an_item_is_documented(item: str) -> None:
    meanings = {name: meaning for name, *_, meaning in ROW.findall(SECTIONS[item])}
    described = describe(item)
    for f in described.own:
        if f.choices and f"{len(f.choices):,} in all" not in meanings[f.name] and "](" not in meanings[f.name]:
            assert set(f.choices) <= set(LISTED.findall(SECTIONS[item])), f.name


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("flight", (*CABINS, *CABINS["long_haul"])),
        ("rail_trip", RAIL_SERVICES),
        ("car_trip", (*CAR_SIZES, *CAR_FUELS)),
        ("freight", (*MODES, *CABINS)),
        ("generator", tuple(GENERATOR_FUELS)),
        ("meals", DIETS),
        ("material", CONDITIONS),
        ("waste", TREATMENTS),
    ],
)
def test_every_word_that_the_code_takes_is_documented(item: str, words: tuple[str, ...]) -> None:
    assert set(words) <= set(LISTED.findall(SECTIONS[item]))


def test_a_link_instead_of_a_list_leads_to_the_whole_list() -> None:
    units_page = text_of("reference/units.md")
    assert all(f"| money: {code} | `{code}` |" in units_page for code in units.currencies())
    for item in ("tableware", "waste_by_volume", "skip"):
        assert "Values: those of [" in SECTIONS[item]


def test_items_names_every_department_and_every_common_field() -> None:
    text = text_of("reference/items.md")
    for name, kind in ITEMS.items():
        row = re.search(rf"^\| \[[^]]+\]\(items/{kind.group or 'other'}\.md\) \| (.*) \|$", text, re.MULTILINE)
        assert row, kind.group
        assert name in LISTED.findall(row.group(1))
    common = section(text, "Fields that every line has")
    assert first_cells(common) == set(COMMON)
    assert {*Version, *Control, *Status} <= set(LISTED.findall(common))


def test_the_taxonomy_names_the_items_that_cover_a_topic() -> None:
    rows = re.findall(r"^\| (T\d\d) \| ([^|]*) \| ([^|]*) \| [^|]+ \|$", text_of("reference/taxonomy.md"), re.MULTILINE)
    topics = {topic: row["title_en"] for (topic, _), row in labels("topic").items()}
    assert [(topic, title) for topic, title, _ in rows] == list(topics.items())
    for topic, _, cell in rows:
        assert LISTED.findall(cell) == [name for name, kind in ITEMS.items() if topic in kind.topics], topic


def test_every_category_is_documented() -> None:
    used = {activity.category for activity in gp.FactorLibrary.shipped().activities.values()}
    used |= {kind.recorded for kind in ITEMS.values()} - {""}
    classes: Any = ITEMS.values()
    for kind in classes:
        made = kind(**kind.example).parts() if kind.example else ()
        used |= {part.category for part in made} - {""}
    row = re.search(r"^\| `category` \| (.*) \|$", text_of("reference/ledger-columns.md"), re.MULTILINE)
    assert row
    assert used <= set(LISTED.findall(row.group(1)))


@pytest.mark.parametrize("item", ["material", "waste"])
def test_every_material_and_stream_is_documented(item: str) -> None:
    listed = dict(re.findall(r"^\| `(\w+)` \| (`.*`) \|$", SECTIONS[item], re.MULTILINE))
    shown = {f"{item}.{name}.{leaf}" for name, leaves in listed.items() for leaf in LISTED.findall(leaves)}
    activities = gp.FactorLibrary.shipped().activities
    assert shown == {name for name in activities if name.startswith(f"{item}.") and name.count(".") == 2}


def test_every_size_and_fuel_of_cars_is_documented() -> None:
    listed = re.findall(r"^\| `(\w+)` \| (`.*`) \|$", SECTIONS["car_trip"], re.MULTILINE)
    shown = {f"travel.car.{size}.{fuel}" for size, fuels in listed for fuel in LISTED.findall(fuels)}
    activities = gp.FactorLibrary.shipped().activities
    assert shown == {name for name in activities if name.startswith("travel.car.")} & {
        f"travel.car.{size}.{fuel}" for size in CAR_SIZES for fuel in CAR_FUELS
    }


def codes_in(node: ast.expr) -> Iterator[str]:
    """Yield the codes that an expression can stand for."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr) and ast.unparse(node).startswith("f'unknown_"):
        yield from ("unknown_production", "unknown_member")
    elif isinstance(node, ast.IfExp):
        yield from codes_in(node.body)
        yield from codes_in(node.orelse)
    elif ast.unparse(node) == "f'own_{column}'":
        yield from ("own_assessor", "own_granted_by")
    elif ast.unparse(node) == "str(c.found.match)":
        yield from (match for match in Match if match is not Match.EXACT)
    else:
        # a name, whose value is taken where it is given; or nothing
        assert isinstance(node, (ast.Name, ast.Attribute, ast.Constant)), ast.unparse(node)


def codes_of_source() -> set[str]:
    """Return every issue code that the source can produce."""
    makers = {
        "amount_problem": 0,
        "_problem": 1,
        "problem": 0,
        "self._problem": 2,
        "CellError": 2,
        "rows.CellError": 2,
        "_bad_split": 0,
    }
    found: set[str] = set()
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "code":
                found |= set(codes_in(node.value)) if isinstance(node.value, ast.IfExp) else set()
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            if name == "Issue" or name.endswith(".at"):
                for given in node.keywords:
                    if given.arg == "code":
                        found |= set(codes_in(given.value))
            if name in makers:
                found |= set(codes_in(node.args[makers[name]]))
            if name.endswith(".issue") and node.args:
                found |= set(codes_in(node.args[0]))
    return found


def test_every_issue_code_is_documented_and_no_stale_one() -> None:
    assert first_cells(text_of("reference/issues.md")) == codes_of_source()


def test_every_unit_and_spelling_is_documented() -> None:
    text = text_of("reference/units.md")
    rows = dict(re.findall(r"^\| [^|`]+ \| `(\w+)` \| (.*?) ?\|$", text, re.MULTILINE))
    assert list(rows) == list(units._names())
    products = dict(re.findall(r"^\| `([\w*]+)` \| (`.*`) \|$", text.partition("## Words")[0], re.MULTILINE))
    shown = {word: unit for unit, cell in {**rows, **products}.items() for word in LISTED.findall(cell)}
    assert shown == units.ALIASES


def test_every_refused_word_and_canonical_unit_is_documented() -> None:
    text = text_of("reference/units.md")
    refused = re.findall(r"^\| (`.*`) \| (`.*`) \|$", section(text, "Words that are refused"), re.MULTILINE)
    shown = {word: tuple(LISTED.findall(choices)) for words, choices in refused for word in LISTED.findall(words)}
    assert shown == units.REFUSED
    canonical = re.findall(r"^\| `(\w+)` \| `(.+)` \|$", section(text, "Canonical units"), re.MULTILINE)
    assert dict(canonical) == units.CANONICAL


def test_every_column_of_the_ledger_is_documented_in_order() -> None:
    text = text_of("reference/ledger-columns.md")
    rows = re.findall(r"^\| (`[^|]*`) \|", text.partition("\n## ")[0], re.MULTILINE)
    assert [name for row in rows for name in LISTED.findall(row)] == list(LINE_COLUMNS)
    assert first_cells(section(text, "Columns of `Ledger.issues`")) == set(ISSUE_COLUMNS)
    assert first_cells(section(text, "Values of `match`")) == set(Match)


def test_every_command_and_option_is_documented() -> None:
    import typer.main  # noqa: PLC0415 - the cli is an extra

    from greenprod.cli import app  # noqa: PLC0415

    text = text_of("reference/command-line.md")
    leaves: dict[str, Any] = {}
    groups: list[tuple[str, Any]] = [("greenprod", typer.main.get_command(app))]
    while groups:
        name, command = groups.pop()
        below = getattr(command, "commands", None)
        groups += [(f"{name} {word}", inner) for word, inner in (below or {}).items()]
        if below is None:
            leaves[name] = command
    headings = re.findall(r"^## (greenprod .*)$", text, re.MULTILINE)
    assert set(headings) == set(leaves)
    for name, command in leaves.items():
        listed = set(LISTED.findall(section(text, name)))
        assert {p.opts[0] for p in command.params if p.opts[0].startswith("--")} - {"--help"} == {
            word for word in listed if word.startswith("--")
        }


def test_every_public_name_is_documented() -> None:
    text = text_of("reference/python.md")
    assert [name for name in gp.__all__ if name not in text] == []
    classes = set(LISTED.findall(section(text, "Items").partition("```")[0]))
    assert {kind.__name__ for kind in ITEMS.values()} == classes
    used = (
        classes
        | set(re.findall(r"gp\.(\w+)", text))
        | {name for name in gp.__all__ if re.search(rf"^\| `{name}` \|", text, re.MULTILINE)}
    )
    assert set(gp.__all__) <= used | set(re.findall(r'"(\w+Error)"', text)) | {"Ledger", "Result", "AllianceReport"}
