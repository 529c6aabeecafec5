"""Settings: what stands in ``alliance.toml``, written so that it can be read again."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from greenprod.errors import DataError, Issue


def toml_text(settings: Mapping[str, Any]) -> str:
    r"""Return settings as the text of a TOML file: plain keys first, then one table for each mapping.

    Parameters
    ----------
    settings
        Texts, numbers, yes and no, dates, lists of them, and mappings of all these.

    Raises
    ------
    DataError
        ``unreadable_toml`` for a value that TOML has no word for.

    Examples
    --------
    >>> print(toml_text({"id": "havblik", "restatement": {"threshold": 0.05}}), end="")
    id = "havblik"
    <BLANKLINE>
    [restatement]
    threshold = 0.05

    """
    return "\n".join(_table((), settings)) + "\n"


def _table(path: tuple[str, ...], settings: Mapping[str, Any]) -> list[str]:
    plain = {name: value for name, value in settings.items() if not isinstance(value, Mapping)}
    lines = [f"{_key(name)} = {_value(value)}" for name, value in plain.items()]
    for name, value in settings.items():
        if isinstance(value, Mapping):
            inner = (*path, name)
            lines += ["", f"[{'.'.join(map(_key, inner))}]", *_table(inner, value)]
    return lines


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").replace("-", "").isalnum() else json.dumps(name)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # TOML refuses the one control character that JSON writes as it is
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(name)} = {_value(inner)}' for name, inner in value.items())} }}"
    message = f"alliance.toml cannot hold {value!r}."
    raise DataError(Issue(code="unreadable_toml", message=message, value=str(value)))
