"""What an item is and what each of its fields means: read from the classes, for people, templates and documentation."""

from __future__ import annotations

import csv
import inspect
import re
from functools import cache
from html import escape
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING, Any

from attrs import NOTHING, fields, frozen

from greenprod import units
from greenprod.errors import GreenprodError, Issue
from greenprod.factors.library import FactorLibrary
from greenprod.items.base import COMMON, ActivityAmount, Item, amount_fields
from greenprod.items.catalogue import ITEMS, item_class, item_name
from greenprod.vocabulary import Control, Status, Version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from attrs import Attribute

LANGUAGES = ("en", "da")
YES_NO = {"en": ("yes", "no"), "da": ("ja", "nej")}
"""Words for a truth value that readers take."""
# No field has this as a valid word, so a class that knows its words refuses it and names them.
_PROBE = "?"


@frozen(kw_only=True)
class FieldDescription:
    """Hold what one field of an item means.

    Parameters
    ----------
    name
        Name of the column.
    kind
        ``amount``, ``description``, or ``common`` for the columns that every line may have.
    unit
        Canonical unit of an amount; empty where each line has its own, see `unit_field`.
    unit_field
        The column that then holds the unit.
    required
        Whether no line of the item can do without it. A field that some lines can leave out is not required.
    default
        What an empty cell stands for; None when it stands for nothing.
    choices
        The valid values, where they are a closed list.
    value
        ``number``, ``text``, ``yes_no`` or ``date``.
    text
        What the docstring says about it.
    title_en, title_da
        Titles for people.
    text_da
        Explanation in Danish; may be empty.

    """

    name: str
    kind: str
    unit: str = ""
    unit_field: str = ""
    required: bool = False
    default: str | float | bool | None = None
    choices: tuple[str, ...] = ()
    value: str = "text"
    text: str = ""
    title_en: str = ""
    title_da: str = ""
    text_da: str = ""

    @property
    def column(self) -> str:
        """The column's header with its unit, as readers take it: ``distance [km]``."""
        return f"{self.name} [{self.unit}]" if self.unit else self.name

    def title(self, lang: str = "en") -> str:
        """Return the title in a language."""
        return self.title_da if lang == "da" else self.title_en


@frozen(kw_only=True)
class Description:
    """Hold all about one item class.

    Parameters
    ----------
    name
        Name in tables.
    kind
        The class.
    title, title_da
        Titles for people.
    group, topics
        Department that fills it in, and the topics of production calculators that it covers.
    summary, notes
        First line and Notes of the docstring.
    fields
        Own fields in the order of the class, then the columns that every line may have.
    example
        Cells of one line that can be booked.

    """

    name: str
    kind: type[Item]
    title: str
    title_da: str
    group: str
    topics: tuple[str, ...]
    summary: str
    notes: str
    fields: tuple[FieldDescription, ...]
    example: Mapping[str, str | float]

    @property
    def own(self) -> tuple[FieldDescription, ...]:
        """The fields that other items need not have."""
        return tuple(f for f in self.fields if f.kind != "common")

    def __getitem__(self, name: str) -> FieldDescription:
        return {f.name: f for f in self.fields}[name]

    def __str__(self) -> str:
        head = [f"{self.name}: {self.title} ({self.title_da})", self.summary, ""]
        rows = [f"  {f.column:<24} {_shown(f)}" for f in self.own]
        return "\n".join([*head, *rows, *(["", self.notes] if self.notes else [])])

    def _repr_html_(self) -> str:
        rows = [(f.column, f.title_da, _shown(f)) for f in self.own]
        title = f"<b>{escape(self.name)}</b>: {escape(self.title)} ({escape(self.title_da)})"
        return f"<p>{title}<br>{escape(self.summary)}</p>{_html(('field', 'Danish', 'meaning'), rows)}"


class Catalogue(tuple[Description, ...]):
    """Hold the descriptions of items; shows itself as a table."""

    __slots__ = ()

    def __repr__(self) -> str:
        widths = (max((len(d.name) for d in self), default=0), max((len(d.title) for d in self), default=0))
        lines = (f"{d.name:<{widths[0]}}  {d.title:<{widths[1]}}  {_field_list(d)}" for d in self)
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = [(d.name, d.title, d.title_da, d.group, ", ".join(d.topics), _field_list(d)) for d in self]
        return _html(("item", "title", "Danish", "group", "topics", "fields"), rows)


def catalogue() -> Catalogue:
    """Return the descriptions of all items.

    Examples
    --------
    >>> [d.name for d in catalogue() if "rooms" in {f.name for f in d.own}][:1]
    ['hotel_stay']

    """
    return Catalogue(map(describe, ITEMS))


def describe(kind: str | type[Item]) -> Description:
    """Return all about one item.

    Parameters
    ----------
    kind
        Name of the item, or its class.

    Raises
    ------
    ItemError
        ``unknown_item`` with near names.

    Examples
    --------
    >>> rail = describe("rail_trip")
    >>> rail["distance"].column, rail["distance"].required
    ('distance [km]', True)
    >>> rail["control"].choices
    ('operated', 'third_party')

    """
    found: Any = item_class(kind) if isinstance(kind, str) else kind
    return _described(found)


@cache
def _described(kind: Any) -> Description:
    summary, _, notes = _docstring(kind)
    line = [base for base in kind.__mro__ if issubclass(base, Item)]
    known = {name: text for base in reversed(line) for name, text in _docstring(base)[1].items()}
    choices = _choices(kind)
    own = [f for f in fields(kind) if f.name not in COMMON]
    common = [f for f in fields(kind) if f.name in COMMON]
    return Description(
        name=item_name(kind),
        kind=kind,
        title=kind.title,
        title_da=kind.title_da or kind.title,
        group=kind.group or "other",
        topics=tuple(kind.topics),
        summary=summary,
        notes=notes or _docstring(line[1])[2],
        fields=tuple(_field(kind, f, known.get(f.name, ""), choices.get(f.name, ())) for f in (*own, *common)),
        example=kind.example,
    )


def _field(kind: type[Item], f: Attribute[Any], text: str, choices: tuple[str, ...]) -> FieldDescription:
    amounts = amount_fields(kind)  # type: ignore[arg-type] # mypy 11469: a class is hashable
    label = labels("field").get((f.name, item_name(kind))) or labels("field").get((f.name, "")) or {}
    default = None if f.default is NOTHING or f.default in ("", None) else f.default
    return FieldDescription(
        name=f.name,
        kind="common" if f.name in COMMON else "amount" if f.name in amounts else "description",
        unit=amounts.get(f.name, ""),
        unit_field=f.metadata.get("unit_field", ""),
        required=_is_required(kind, f),
        default=str(default) if isinstance(default, str) else default,
        choices=choices,
        value=value_of(f),
        text=text,
        title_en=label.get("title_en") or f.name.replace("_", " ").capitalize(),
        title_da=label.get("title_da") or "",
        text_da=label.get("text_da") or "",
    )


def value_of(f: Attribute[Any]) -> str:
    """Return what kind of value a field takes: ``number``, ``text``, ``yes_no`` or ``date``."""
    written: Any = f.type
    words = set(re.findall(r"\w+", getattr(written, "__name__", str(written))))
    found = {"float": "number", "int": "number", "bool": "yes_no", "date": "date"}
    return next((value for word, value in found.items() if word in words), "text")


def _is_required(kind: type[Item], f: Attribute[Any]) -> bool:
    """Whether the class has no default, or refuses its own example without the field.

    Where amounts can be given in one way or another, a description belongs to one of the ways and is not required.
    """
    if f.name in COMMON:
        return False
    if f.default is NOTHING:
        return True
    ways = any(g.default is None and "amount" in g.metadata for g in fields(kind))
    if ways or "amount" in f.metadata or f.name not in kind.example:
        return False
    refusal = _refusal(kind, {name: cell for name, cell in kind.example.items() if name != f.name})
    return refusal is not None and refusal.column == f.name and refusal.code in ("missing_field", "missing_unit")


def _choices(kind: type[Item]) -> dict[str, tuple[str, ...]]:
    """Return the closed lists of values: the class's own, and those it names when it refuses a word.

    A list that depends on another field is the union over that field's values.
    """
    found: dict[str, tuple[str, ...]] = {
        "control": tuple(map(str, Control)),
        "status": tuple(map(str, Status)),
        "version": tuple(map(str, Version)),
        **{f.metadata["unit_field"]: units.currencies() for f in _money_fields(kind)},
    }
    texts = [f.name for f in fields(kind) if f.name not in COMMON and value_of(f) == "text" and f.name not in found]
    found |= {name: _named_choices(kind, {}, name) for name in texts}
    given = [(name, word) for name in texts for word in found[name]]
    for other, word in given:
        for name in texts:
            if name != other:
                found[name] = tuple(dict.fromkeys((*found[name], *_named_choices(kind, {other: word}, name))))
    found |= {name: _leaves(kind, name) for name in texts if not found[name]}
    # a cell may hold several words of a list, with shares; then the list is not one of whole cells
    closed = {name: words for name, words in found.items() if kind.example.get(name, words[:1]) in (*words, words[:1])}
    return {name: words for name, words in {**closed, **kind.choices}.items() if words}


def _money_fields(kind: type[Item]) -> Iterator[Attribute[Any]]:
    for f in fields(kind):
        if f.metadata.get("unit_field") == "currency":
            yield f


def _named_choices(kind: type[Item], cells: Mapping[str, str], name: str) -> tuple[str, ...]:
    refusal = _refusal(kind, {**kind.example, **cells, name: _PROBE})
    fits = refusal is not None and refusal.code == "invalid_choice" and refusal.column == name
    return tuple(map(str, refusal.valid_values)) if refusal is not None and fits else ()


def _leaves(kind: type[Item], field_name: str) -> tuple[str, ...]:
    """Return the values of a field that is one step of the activity's name, where the class takes them."""
    value = str(kind.example.get(field_name, ""))
    found: dict[str, None] = {}
    for part in _parts(kind, kind.example) if value else ():
        before, step, after = f".{part.activity}.".partition(f".{value}.")
        if part.column != field_name or not step:
            continue
        head, tail = f"{before}.".removeprefix("."), f".{after}".removesuffix(".")
        for name in FactorLibrary.shipped().activities:
            leaf = name[len(head) : len(name) - len(tail)]
            if leaf and name == f"{head}{leaf}{tail}" and leaf.count(".") == value.count("."):
                found[leaf] = None
    return tuple(leaf for leaf in found if _refusal(kind, {**kind.example, field_name: leaf}) is None)


def _parts(kind: type[Item], cells: Mapping[str, Any]) -> tuple[ActivityAmount, ...]:
    try:
        return tuple(kind(**cells).parts())
    except (GreenprodError, TypeError, ValueError):
        return ()


def _refusal(kind: type[Item], cells: Mapping[str, Any]) -> Issue | None:
    """Return what a class says against a line; None when it says nothing that helps."""
    try:
        for _ in kind(**cells).parts():
            pass
    except GreenprodError as error:
        return error.issue
    except (TypeError, ValueError):
        return None
    return None


_SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}\n", re.MULTILINE)
_PARAMETER = re.compile(r"^(\S.*)\n((?:[ \t]+.*\n?|\n(?=[ \t]))+)", re.MULTILINE)


def _docstring(kind: type[Item]) -> tuple[str, dict[str, str], str]:
    """Return the first line of a docstring, the text of each parameter and the notes."""
    parts = _SECTION.split(inspect.cleandoc(kind.__doc__ or ""))
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    texts: dict[str, str] = {}
    for names, text in _PARAMETER.findall(sections.get("Parameters", "")):
        texts |= {name.strip(" `"): " ".join(text.split()) for name in names.split(",")}
    paragraphs = [" ".join(p.split()) for p in sections.get("Notes", "").strip().split("\n\n")]
    return parts[0].split("\n")[0].strip(), texts, "\n\n".join(filter(None, paragraphs))


@cache
def labels(kind: str) -> dict[tuple[str, str], dict[str, str]]:
    """Return the titles of ``field``, ``group``, ``topic`` or ``page`` by name and item, from ``labels.csv``."""
    text = files("greenprod.items").joinpath("labels.csv").read_text(encoding="utf-8")
    return {(row["name"], row["item"]): row for row in csv.DictReader(StringIO(text)) if row["kind"] == kind}


def label(kind: str, name: str, lang: str = "en") -> str:
    """Return the title of a group, a topic or a text of the template."""
    return labels(kind).get((name, ""), {}).get(f"title_{lang}") or name.replace("_", " ").capitalize()


def _field_list(described: Description) -> str:
    return ", ".join(f.column for f in described.own)


def _shown(f: FieldDescription) -> str:
    """Return what a field means, in one line."""
    parts = [f.text.rstrip(".")] if f.text else []
    parts += ["required"] if f.required else [f"{f.default} when empty"] if f.default is not None else []
    parts += ["one of " + ", ".join(f.choices)] if f.choices and f.kind != "common" else []
    return "; ".join(parts)


def _html(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    cells = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{''.join(f'<th>{h}</th>' for h in head)}</tr></thead><tbody>{cells}</tbody></table>"
