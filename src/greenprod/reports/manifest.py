"""The manifest on the page: the facts of the header, and all of it, flat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from greenprod.reports.tables import plain_value
from greenprod.reports.view import Fact, Table, prose, text
from greenprod.reports.words import NOT_STATED, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from greenprod.reports.source import ReportSource

_HEADER = {
    "Boundary": "boundary",
    "GWP set": "gwp",
    "Policy for finding factors": "policy",
    "Factor digest": "factors",
    "Library version": "greenprod",
}


# A digest is told apart by its first digits; the manifest shows it whole.
_MOST_CHARACTERS = 12


def header_facts(report: ReportSource) -> tuple[Fact, ...]:
    """Return what identifies the report: whose it is and by which rules it was made."""
    manifest = report.manifest
    return (
        Fact(title="Alliance", value=f"{report.alliance.name} ({report.alliance.id})"),
        Fact(title="Year", value=str(report.year)),
        Fact(title="Method", value=words(report.method)),
        *(Fact(title=title, value=_value(manifest.get(key))[:_MOST_CHARACTERS]) for title, key in _HEADER.items()),
    )


def manifest_tables(manifest: Mapping[str, Any]) -> tuple[Table, ...]:
    """Return a manifest as tables: its entries, nested ones joined by points, then each list of records."""
    plain = plain_value(dict(manifest))
    lists = {key: value for key, value in plain.items() if _is_records(value)}
    entries = _entries("", {key: value for key, value in plain.items() if key not in lists})
    rows = tuple((key, _value(value)) for key, value in entries)
    first = Table(caption="Manifest", columns=(text("Entry"), prose("Value")), rows=rows)
    return (first, *(_records(key, value) for key, value in sorted(lists.items())))


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(part, dict) for part in value)


def _records(name: str, records: list[dict[str, Any]]) -> Table:
    keys = list(dict.fromkeys(key for record in records for key in record))
    return Table(
        caption=words(name).capitalize(),
        columns=tuple(text(words(key).capitalize()) for key in keys),
        rows=tuple(tuple(_cell(record.get(key)) for key in keys) for record in records),
    )


def _cell(value: Any) -> str:
    return "" if value in ("", None) else _value(value)


def _entries(prefix: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for key in sorted(value):
            yield from _entries(f"{prefix}.{key}" if prefix else key, value[key])
    else:
        yield prefix, value


def _value(value: Any) -> str:
    plain = plain_value(value)
    if isinstance(plain, dict):
        plain = plain.get("name", plain)
    if isinstance(plain, list):
        return ", ".join(map(str, plain)) or "none"
    return NOT_STATED if plain is None or plain == "" else str(plain)
