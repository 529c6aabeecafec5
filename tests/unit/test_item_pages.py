"""The pages of items are what the classes say."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from greenprod.items.catalogue import ITEMS

SCRIPT = Path(__file__).parents[2] / "docs" / "make_item_pages.py"


def test_the_pages_are_current() -> None:
    spec = importlib.util.spec_from_file_location("make_item_pages", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    expected = module.pages()
    assert set(module.PAGES.glob("*.md")) == set(expected)
    for path, text in expected.items():
        assert path.read_text(encoding="utf-8") == text, f"run python docs/make_item_pages.py: {path.name}"
    assert all(any(f"## {name}\n" in text for text in expected.values()) for name in ITEMS)
