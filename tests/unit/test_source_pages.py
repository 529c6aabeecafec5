"""The pages about sources say what the tables say."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_page_and_the_notice_are_made_from_the_tables() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "make_source_pages.py"))["pages"]()
    stale = [path.name for path, text in made.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    assert stale == [], "run `python docs/make_source_pages.py`"
    assert set((ROOT / "docs" / "reference" / "sources").glob("*.md")) == set(made) - {ROOT / "NOTICE"}


def test_the_notice_has_every_attribution_and_licence() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "make_source_pages.py"))
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    for source in made["table"](ROOT / "factors" / "sources.csv"):
        assert source["attribution"] in notice
        assert source["licence"] in notice
