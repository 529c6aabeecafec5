"""Commands over the catalogue of items: what there is, what a line may say, a workbook to fill in."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from greenprod.cli.printing import Format, out, plain, print_rows

if TYPE_CHECKING:
    from greenprod.items.describe import Description, FieldDescription


class Language(StrEnum):
    """Languages of titles and explanations."""

    EN = "en"
    DA = "da"


LanguageOption = Annotated[Language, typer.Option(help="Language of titles: en or da.")]


def items(
    name: Annotated[str | None, typer.Argument(help="An item, such as flight; all when empty.")] = None,
    lang: LanguageOption = Language.EN,
    output: Annotated[Format, typer.Option("--format", help="table, csv or json.")] = Format.TABLE,
) -> None:
    """List the items that a line can be, or show all about one."""
    from greenprod.items.describe import catalogue, describe  # noqa: PLC0415

    if name is None:
        print_rows([_row(described, lang) for described in catalogue()], output)
        return
    described = describe(name)
    rows = [_field_row(f, lang) for f in described.fields]
    if output is not Format.TABLE:
        print_rows(rows, output)
        return
    title = described.title_da if lang is Language.DA else described.title
    out.print(f"[bold]{described.name}[/bold]  {plain(title)}. {plain(described.summary)}", highlight=False)
    print_rows(rows, output)
    if described.notes:
        out.print(described.notes.replace("``", "`"), highlight=False, markup=False)
    if described.example:
        cells = "  ".join(f"{field}={cell}" for field, cell in described.example.items())
        out.print(f"\nExample: item={described.name}  {cells}", highlight=False, markup=False, soft_wrap=True)


def template(
    path: Annotated[Path, typer.Argument(help="The .xlsx file to write.")],
    lang: LanguageOption = Language.EN,
    item: Annotated[list[str] | None, typer.Option(help="An item to write a sheet for; repeatable; else all.")] = None,
) -> None:
    """Write an Excel workbook to fill in, with a sheet for each item; `calculate` reads it as it is."""
    from greenprod.readers.template import template as write_template  # noqa: PLC0415

    written = write_template(path, lang, item)
    out.print(f"Template: [bold]{plain(str(written))}[/bold]", soft_wrap=True)


def _row(described: Description, lang: Language) -> dict[str, Any]:
    from greenprod.items.describe import label  # noqa: PLC0415

    return {
        "item": described.name,
        "title": described.title_da if lang is Language.DA else described.title,
        "group": label("group", described.group, lang),
        "topics": " ".join(described.topics),
        "fields": ", ".join(f.column for f in described.own),
    }


def _field_row(f: FieldDescription, lang: Language) -> dict[str, Any]:
    default = "" if f.default is None else str(f.default)
    return {
        "field": f.name,
        "title": f.title(lang),
        "kind": f.kind,
        "unit": f.unit or (f"as in {f.unit_field}" if f.unit_field else ""),
        "default": "required" if f.required else default.lower() if isinstance(f.default, bool) else default,
        "values": ", ".join(f.choices),
        "meaning": f.text_da if lang is Language.DA and f.text_da else f.text.replace("``", "`"),
    }
