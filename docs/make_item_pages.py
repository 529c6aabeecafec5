"""Write a page for every group of items, from the classes alone, with examples that have been run.

Run as `python docs/make_item_pages.py`; a test compares the pages with the classes.
"""
# ruff: noqa: INP001 - a script

from __future__ import annotations

import io
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import greenprod
from greenprod.factors.library import FactorLibrary
from greenprod.items.base import COMMON
from greenprod.items.describe import catalogue, label, labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from greenprod.items.describe import Description, FieldDescription

PAGES = Path(__file__).resolve().parent / "reference" / "items"
COMBINED = {
    "car_trip": ("travel.car", "size", "fuel"),
    "material": ("material", "material", "condition"),
    "waste": ("waste", "stream", "treatment"),
}
"""Items with two fields that name an activity together: its family, and the fields."""
ELSEWHERE = {
    ("material", "material"): "those of the table below",
    ("waste", "stream"): "those of the table below",
    ("tableware", "material"): "those of [material](design.md#material)",
    ("waste_by_volume", "stream"): "those of [waste](#waste)",
    ("skip", "stream"): "those of [waste](#waste)",
}
"""Fields that take any first step below a family: their list is the table of what goes together."""
MANY = 60
"""A longer list is not printed whole."""


def cell(text: str) -> str:
    """Write text so that it stays in one cell of a Markdown table."""
    return text.replace("|", "\\|").replace("``", "`").replace("\n", " ")


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Write a Markdown table."""
    lines = [f"| {' | '.join(head)} |", f"| {' | '.join('---' for _ in head)} |"]
    return [*lines, *(f"| {' | '.join(map(cell, row))} |" for row in rows), ""]


def field_row(described: Description, f: FieldDescription) -> tuple[str, ...]:
    """Write what a field means."""
    unit = f.unit or (f"as in `{f.unit_field}`" if f.unit_field else "")
    default = str(f.default).lower() if isinstance(f.default, bool) else f"{f.default}".removesuffix(".0")
    shown = "required" if f.required else f"`{default}`" if f.default is not None else ""
    choices = ", ".join(f"`{word}`" for word in f.choices)
    if f.name == "currency":
        choices = "the money of [units](../units.md)"
    elif (described.name, f.name) in ELSEWHERE:
        choices = ELSEWHERE[described.name, f.name]
    elif len(f.choices) > MANY:
        some = ", ".join(f"`{word}`" for word in f.choices[:5])
        choices = f"{some} and others, {len(f.choices):,} in all: `greenprod items {described.name}`"
    meaning = f"{f.text} Values: {choices}." if choices else f.text
    return (f"`{f.name}`", f.title_da, f.kind, unit, shown, meaning)


def combinations(described: Description) -> list[str]:
    """Write which values of two fields have a factor together."""
    if described.name not in COMBINED:
        return []
    family, first, second = COMBINED[described.name]
    open_list = (described.name, first) in ELSEWHERE
    found: dict[str, list[str]] = {}
    for name in FactorLibrary.shipped().activities:
        one, _, two = name.removeprefix(f"{family}.").partition(".")
        fits = name.startswith(f"{family}.") and two and "." not in two
        if fits and (open_list or (one in described[first].choices and two in described[second].choices)):
            found.setdefault(one, []).append(two)
    rows = [(f"`{one}`", ", ".join(f"`{two}`" for two in found[one])) for one in sorted(found)]
    lead = f"What has a factor. A word that `{second}` does not take is booked as an `activity` with its whole id:"
    return [lead, "", *markdown((first, second), rows)]


def literal(value: object) -> str:
    """Write a value in Python, with the quotes of the code's style."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if isinstance(value, str) else repr(value)


def example(described: Description, *, first: bool) -> list[str]:
    """Write the example as a block of Python, with what it prints."""
    name = described.kind.__name__
    public = name in greenprod.__all__
    code = ["import greenprod as gp"] if first else []
    code += [] if public else [f"from {described.kind.__module__} import {name}"]
    code += ["", "calc = gp.Calculator()"] if first else []
    given = [f"    {field}={literal(value)}," for field, value in described.example.items()]
    code += [f"line = {'gp.' if public else ''}{name}(", *given, ")"]
    code += ["result = calc.calculate(line)", "for part in line.activities():"]
    code += ['    print(part.activity, f"{part.amount:g}", part.unit)', 'print(f"{result.co2e_kg:.3f} kg CO2e")']
    printed = io.StringIO()
    whole = code if first else ["import greenprod as gp", "calc = gp.Calculator()", *code]
    with redirect_stdout(printed):
        exec("\n".join(whole), {"__name__": "__main__"})  # noqa: S102 - the code above
    return ["```python", *code, "```", "", "```text", *printed.getvalue().splitlines(), "```", ""]


def section(described: Description, *, first: bool) -> list[str]:
    """Write all about one item."""
    lines = [f"## {described.name}", "", f"{described.title} ({described.title_da}). {described.summary}", ""]
    topics = "; ".join(label("topic", topic) for topic in described.topics)
    lines += [f"Covers: {topics}.", ""] if topics else []
    head = ("field", "Danish", "kind", "unit", "default", "meaning")
    lines += markdown(head, [field_row(described, f) for f in described.own])
    lines += [described.notes.replace("``", "`"), ""] if described.notes else []
    name = described.kind.__name__
    lines += [f"Class `greenprod.{name}`.", ""] if name in greenprod.__all__ else []
    lines += combinations(described)
    return [*lines, *(example(described, first=first) if described.example else [])]


def index(groups: dict[str, list[Description]]) -> list[str]:
    """Write which items there are, and which of them covers a topic."""
    lines = ["# Items by department", ""]
    lines += ["What each item means, with its fields and an example that was run. The pages are made from the classes."]
    lines += ["[Items](../items.md) explains amounts, descriptions and the fields that every line has.", ""]
    rows = [
        (f"[{label('group', group)}]({group}.md)", label("group", group, "da"), ", ".join(f"`{d.name}`" for d in found))
        for group, found in groups.items()
    ]
    lines += [*markdown(("department", "Danish", "items"), rows), "## Topics", ""]
    by_topic = {topic: [d for d in catalogue() if topic in d.topics] for topic, _ in labels("topic")}
    covered = [
        (label("topic", topic), label("topic", topic, "da"), ", ".join(f"`{d.name}`" for d in found) or "`activity`")
        for topic, found in by_topic.items()
    ]
    return [
        *lines,
        *markdown(("topic", "Danish", "items"), covered),
        "## Columns that every line may have",
        "",
        *markdown(
            ("column", "Danish", "explanation in Danish"),
            [
                (f"`{name}`", row["title_da"], row["text_da"])
                for name in COMMON
                for row in (labels("field").get((name, ""), {"title_da": "", "text_da": ""}),)
            ],
        ),
    ]


def pages() -> dict[Path, str]:
    """Return the text of every page by its place."""
    groups: dict[str, list[Description]] = {}
    for described in catalogue():
        groups.setdefault(described.group, []).append(described)
    found = {PAGES / "index.md": index(groups)}
    for group, members in groups.items():
        lines = [f"# {label('group', group)}", "", f"In Danish: {label('group', group, 'da')}.", ""]
        runnable = next((d for d in members if d.example), None)
        for described in members:
            lines += section(described, first=described is runnable)
        found[PAGES / f"{group}.md"] = lines
    return {path: "\n".join(lines).rstrip() + "\n" for path, lines in found.items()}


def main() -> None:
    """Write the pages, and remove those of groups that are gone."""
    texts = pages()
    for old in set(PAGES.glob("*.md")) - texts.keys():
        old.unlink()
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
