"""Sections: tables of ``alliance.toml`` as typed rules, refused whole when a value cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from attrs import NOTHING, fields

from greenprod.errors import GreenprodError, Issue, near

S = TypeVar("S")


def read_section(name: str, kind: type[S], settings: Mapping[str, object], issues: list[Issue]) -> S | None:
    """Return the rules that a section of ``alliance.toml`` states; None if it cannot be used.

    Parameters
    ----------
    name
        Of the section, such as ``restatement``; one that is not there is empty.
    kind
        An attrs class whose fields are the keys.
    settings
        Everything in ``alliance.toml``.
    issues
        Where problems go: ``unknown_key``, ``missing_field``, and what the fields refuse.

    """
    found = settings.get(name, {})
    section: Mapping[str, object] = found if isinstance(found, Mapping) else {name: found}
    keys = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    wrong = [
        Issue(
            code="unknown_key", message=f"[{name}] has no key {key!r}.", column=key,
            valid_values=near(key, keys) or tuple(keys),
        )
        for key in section
        if key not in keys
    ]  # fmt: skip
    wrong += [
        Issue(code="missing_field", message=f"[{name}] has no {key}.", column=key)
        for key, field in keys.items()
        if field.default is NOTHING and key not in section
    ]
    if not wrong:
        try:
            return kind(**{key: value if isinstance(value, list) else str(value) for key, value in section.items()})
        except GreenprodError as error:
            wrong = list(error.issues)
    issues += [issue.at(file="alliance.toml") for issue in wrong]
    return None
