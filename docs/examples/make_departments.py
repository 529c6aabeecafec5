"""Write one production with a line of every item, a file per department: ``python docs/examples/make_departments.py``.

The cells are the examples of the item classes themselves, so the production shows what greenprod takes, and no more.
"""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

from greenprod.items.catalogue import ITEMS

HERE = Path(__file__).parent / "departments"
PRODUCTION = "every-item"


def texts() -> dict[Path, str]:
    """Return the text of every file by its place."""
    groups: dict[str, list[dict[str, str]]] = {}
    for name, kind in ITEMS.items():
        if kind.example:
            cells = {field: str(value) for field, value in kind.example.items()}
            groups.setdefault(kind.group, []).append(
                {"line_id": name, "production_id": PRODUCTION, "item": name, **cells}
            )
    return {HERE / f"{group}.csv": _table(lines) for group, lines in sorted(groups.items())}


def _table(lines: list[dict[str, str]]) -> str:
    columns = list(dict.fromkeys(name for line in lines for name in line))
    text = StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


def main() -> None:
    """Write the files."""
    HERE.mkdir(exist_ok=True)
    for path, text in texts().items():
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
