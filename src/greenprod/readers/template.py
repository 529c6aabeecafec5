"""An Excel workbook to fill in: a sheet per item, with the columns, lists and explanations that its class has."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import define, field

from greenprod import units
from greenprod.errors import GreenprodError, missing_extra
from greenprod.items.describe import LANGUAGES, YES_NO, Description, FieldDescription, catalogue, describe, label
from greenprod.regions import regions
from greenprod.version import __version__
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    Cell = str | float | bool | dt.date | None

_FIRST = ("line_id", "production_id", "date", "period_start", "period_end", "region")
_LISTS = "_lists"
_MOST_ROWS = 1_048_576
_EXCEL_TITLE, _EXCEL_MESSAGE = 32, 255
# Okabe and Ito's palette; a tab takes the colour of its group.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def template(
    path: str | os.PathLike[str],
    lang: str = "en",
    items: Iterable[str] | None = None,
    *,
    fill: Mapping[str, Iterable[Mapping[str, Cell]]] | None = None,
) -> Path:
    """Write an Excel workbook for line items, which `Calculator.ledger` reads as it is.

    Each item has a sheet of its name, whose header holds the columns with their units. What a column means stands in
    the comment of its header, in English or Danish; closed lists are lists to choose from. Examples stand on a sheet of
    their own. Sheets whose names begin with ``_`` are never read, so nothing there can be booked.

    Parameters
    ----------
    path
        The file to write.
    lang
        Language of the explanations: ``en`` or ``da``. The columns have the same names in both.
    items
        Names of the items to write sheets for; all when empty.
    fill
        Rows to begin with, by item: cells by the name of their field. Text stays text, whatever it begins with.

    Raises
    ------
    ItemError
        ``unknown_item`` with near names.
    MissingExtraError
        When the library that writes workbooks is not installed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     template(Path(folder) / "lines.xlsx", lang="da", items=["rail_trip", "meals"]).name
    'lines.xlsx'

    """
    try:
        from xlsxwriter import Workbook  # noqa: PLC0415 - an optional part
    except ImportError:
        raise missing_extra("excel", "Writing an Excel template") from None
    if lang not in LANGUAGES:
        raise GreenprodError(invalid_choice("lang", lang, LANGUAGES))
    rows = {describe(name).name: list(cells) for name, cells in (fill or {}).items()}
    names = [describe(name).name for name in items] if items else []
    chosen = [describe(name) for name in dict.fromkeys((*names, *rows))] if names else list(catalogue())
    target = Path(path)
    # written whole or not at all, and a place that cannot be written is a plain OSError
    made = BytesIO()
    with Workbook(made, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        _Form(book=book, lang=lang).write(chosen, rows)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(made.getvalue())
    return target


@define(kw_only=True)
class _Form:
    """Write the sheets of one workbook."""

    book: Any
    lang: str
    formats: dict[str, Any] = field(factory=dict)
    ranges: dict[tuple[str, ...], str] = field(factory=dict)

    def write(self, chosen: list[Description], rows: Mapping[str, list[Mapping[str, Cell]]]) -> None:
        """Write all sheets: the cover, the examples, the regions, the items, and the hidden lists."""
        for name, look in _FORMATS.items():
            self.formats[name] = self.book.add_format(look)
        cover, examples = (self.book.add_worksheet(f"_{self.say(name).lower()}"[:31]) for name in ("how", "examples"))
        places = self.book.add_worksheet(f"_{self.say('regions').lower()}")
        lists = self.book.add_worksheet(_LISTS)
        lists.hide()
        groups = list(dict.fromkeys(d.group for d in catalogue()))
        for described in chosen:
            sheet = self.book.add_worksheet(described.name)
            sheet.set_tab_color(_COLOURS[groups.index(described.group) % len(_COLOURS)])
            self.item(sheet, described, rows.get(described.name, []))
        self.cover(cover, chosen)
        self.examples(examples, chosen)
        self.regions(places)
        for place, words in enumerate(self.ranges):
            lists.write_column(0, place, words)
        cover.activate()

    def say(self, name: str) -> str:
        """Return a text of the workbook in its language."""
        return label("page", name, self.lang)

    def cover(self, sheet: Any, chosen: list[Description]) -> None:
        """Write how to fill in, with a table of the sheets."""
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 3, 44, self.formats["wrap"])
        sheet.write_string(0, 0, self.say("intro"), self.formats["title"])
        sheet.write_string(1, 0, f"{self.say('version')} {__version__}", self.formats["soft"])
        steps = ("sheet", "row", "amount", "empty", "notes", "examples")
        for row, step in enumerate(steps, 3):
            sheet.merge_range(row, 0, row, 3, f"{row - 2}. {self.say(f'step_{step}')}", self.formats["wrap"])
            sheet.set_row(row, 32)
        head = 4 + len(steps)
        for column, name in enumerate(("item", "title", "group", "covers")):
            sheet.write_string(head, column, self.say(name), self.formats["optional"])
        for row, described in enumerate(chosen, head + 1):
            sheet.write_url(row, 0, f"internal:'{described.name}'!A1", self.formats["link"], described.name)
            title = described.title_da if self.lang == "da" else described.summary
            topics = "; ".join(label("topic", topic, self.lang) for topic in described.topics)
            for column, text in enumerate((title, label("group", described.group, self.lang), topics), 1):
                sheet.write_string(row, column, text, self.formats["wrap"])

    def examples(self, sheet: Any, chosen: list[Description]) -> None:
        """Write one line of each item under its header; the sheet is not read."""
        sheet.set_column(0, 40, 20)
        sheet.write_string(0, 0, self.say("step_examples"), self.formats["soft"])
        row = 2
        for described in (d for d in chosen if d.example):
            sheet.write_string(row, 0, described.name, self.formats["title"])
            shown = [f for f in ordered(described) if f.name in described.example]
            for column, f in enumerate(shown):
                sheet.write_string(row + 1, column, f.title(self.lang) or f.name, self.formats["soft"])
                sheet.write_string(row + 2, column, f.column, self.header(f))
                self.cell(sheet, row + 3, column, f, _in_unit(f, described.example[f.name]))
            row += 5

    def regions(self, sheet: Any) -> None:
        """Write the codes of all regions with their names."""
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 2, 34)
        sheet.write_row(0, 0, ("region", "English", "Dansk"), self.formats["optional"])
        for row, known in enumerate(regions().values(), 1):
            sheet.write_row(row, 0, (known.code, known.name_en, known.name_da))

    def item(self, sheet: Any, described: Description, rows: list[Mapping[str, Cell]]) -> None:
        """Write the sheet of an item: header, explanations, lists, and the rows to begin with."""
        columns = ordered(described)
        sheet.freeze_panes(1, 0)
        sheet.set_row(0, 30)
        for place, f in enumerate(columns):
            sheet.set_column(place, place, max(12, len(f.column) + 3), self.formats[_COLUMN_FORMATS[f.value]])
            sheet.write_string(0, place, f.column, self.header(f))
            note = self.note(f)
            size = {"x_scale": 2.4, "y_scale": 1 + len(note) / 160}
            sheet.write_comment(0, place, note, {"author": "greenprod", "font_size": 9, **size})
            self.choices(sheet, place, f)
        for row, cells in enumerate(rows, 1):
            for place, f in enumerate(columns):
                self.cell(sheet, row, place, f, cells.get(f.name))

    def header(self, f: FieldDescription) -> Any:
        """Return the look of a header: bold where something must be written."""
        return self.formats["required" if f.required else "common" if f.kind == "common" else "optional"]

    def note(self, f: FieldDescription) -> str:
        """Return what a column means, in the language of the workbook."""
        text = f.text_da if self.lang == "da" else f.text.replace("`", "")
        lines = [f"{f.title(self.lang) or f.name}. {text}".strip()]
        lines += [self.say("required")] if f.required else []
        lines += [f"{self.say('unit')}: {f.unit}."] if f.unit else []
        lines += [f"{self.say('unit_column')} {f.unit_field}."] if f.unit_field else []
        lines += [self.say("date")] if f.value == "date" else []
        default = YES_NO[self.lang][0 if f.default else 1] if isinstance(f.default, bool) else f.default
        lines += [f"{self.say('default')}: {default}."] if default is not None else []
        words = YES_NO[self.lang] if f.value == "yes_no" else f.choices
        lines += [f"{self.say('values')}: {', '.join(words)}."] if words else []
        return "\n".join(lines)

    def choices(self, sheet: Any, place: int, f: FieldDescription) -> None:
        """Give a column its list of values; a list that a release may lengthen only warns."""
        words, strict = f.choices, f.kind == "common"
        if f.value == "yes_no":
            words, strict = YES_NO[self.lang], True
        elif f.name == "region":
            words, strict = tuple(regions()), False
        message = self.note(f)
        rule: dict[str, Any] = {
            "validate": "any",
            "input_title": (f.title(self.lang) or f.name)[:_EXCEL_TITLE],
            "input_message": message if len(message) <= _EXCEL_MESSAGE else message[: _EXCEL_MESSAGE - 1] + "…",
        }
        if words:
            rule |= {"validate": "list", "source": self.range_of(words), "error_type": "stop" if strict else "warning"}
        sheet.data_validation(1, place, _MOST_ROWS - 1, place, rule)

    def range_of(self, words: tuple[str, ...]) -> str:
        """Return the cells of the hidden sheet that hold a list; equal lists share them."""
        if words not in self.ranges:
            column = _letters(len(self.ranges))
            self.ranges[words] = f"='{_LISTS}'!${column}$1:${column}${len(words)}"
        return self.ranges[words]

    def cell(self, sheet: Any, row: int, column: int, f: FieldDescription, value: Cell) -> None:
        """Write one cell as it is given; what could be taken for a formula is marked as text."""
        look = self.formats[_COLUMN_FORMATS[f.value]]
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_string(row, column, YES_NO[self.lang][0 if value else 1])
        elif isinstance(value, dt.date):
            sheet.write_datetime(row, column, value, self.formats["date"])
        elif isinstance(value, (int, float)):
            sheet.write_number(row, column, value, look)
        else:
            text = str(value)
            sheet.write_string(row, column, text, self.formats["quoted"] if text.startswith(_FORMULA) else look)


_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "soft": {"font_color": "#4A5560"},
    "wrap": {"text_wrap": True, "valign": "top"},
    "link": {"font_color": "#00508F", "underline": 1, "valign": "top"},
    "required": {"bold": True, "bg_color": "#CFE3F1", "border": 1, "text_wrap": True, "valign": "top"},
    "optional": {"bg_color": "#E9F0F5", "border": 1, "text_wrap": True, "valign": "top"},
    "common": {"bg_color": "#F3F5F7", "border": 1, "text_wrap": True, "valign": "top"},
    "text": {"num_format": "@"},
    "number": {"num_format": "General"},
    "date": {"num_format": "yyyy-mm-dd"},
    "quoted": {"num_format": "@", "quote_prefix": True},
}
_COLUMN_FORMATS = {"text": "text", "yes_no": "text", "number": "number", "date": "date"}


def ordered(described: Description) -> list[FieldDescription]:
    """Return the columns of an item's sheet: whose, when and where, then its own, then the rest."""
    known = {f.name: f for f in described.fields}
    rest = [f for f in described.fields if f.kind == "common" and f.name not in _FIRST]
    return [*(known[name] for name in _FIRST), *described.own, *rest]


def _in_unit(f: FieldDescription, value: str | float) -> str | float:
    """Return an amount in the unit of its header, where it was written with another one."""
    if not f.unit or not isinstance(value, str):
        return value
    number, unit = units.split_amount(value)
    return number * units.scale(unit or f.unit, f.unit)


def _letters(place: int) -> str:
    """Return the name of a column of a spreadsheet."""
    before, last = divmod(place, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)
