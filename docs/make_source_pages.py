"""Write a page for every source of the factor library, and the notice with all attributions, from the tables alone.

Run as `python docs/make_source_pages.py`; a test compares the pages with the tables.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[1]
FACTORS = ROOT / "factors"
PAGES = ROOT / "docs" / "reference" / "sources"
NOTICE = ROOT / "NOTICE"

HEAD = """\
greenprod

Code: Apache License 2.0, see LICENSE.

The files in factors/ carry figures that stay under their publishers' licences. factors/sources.csv names the source,
edition and licence of every figure. Hotel figures of DESNZ come from the Hotel Footprinting Tool (ITP, Greenview,
Cornell CHSB) and are covered only as far as DESNZ could license them.

Wherever figures are shown, print these lines for the sources that were used:
"""
Row = dict[str, str]
# tables beside the factors that name the source of each row, and what a row of them is
BESIDE = {
    "properties.csv": ("sourced properties", "property"),
    "gwp.csv": ("global warming potentials", "gwp_set"),
    "exchange_rates.csv": ("yearly exchange rates", ""),
    "price_index.csv": ("yearly price indices", "index_name"),
    "regions.csv": ("regions", "level"),
    "pedigree.csv": ("pedigree factors", ""),
}
SHOWN = 5


def table(path: Path) -> list[Row]:
    """Read one table."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def by_source(rows: list[Row]) -> dict[str, list[Row]]:
    """Group rows by the source they name."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["source_id"], []).append(row)
    return found


def cell(text: str) -> str:
    """Write text so that it stays in one cell of a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Write a Markdown table."""
    lines = [f"| {' | '.join(head)} |", f"| {' | '.join('---' for _ in head)} |"]
    return [*lines, *(f"| {' | '.join(map(cell, row))} |" for row in rows), ""]


def described(source: Row) -> list[str]:
    """Write what the table of sources says about one."""
    titles = {
        "publisher": "Publisher",
        "edition": "Edition",
        "licence": "Licence",
        "published": "Published",
        "retrieved": "Read",
        "review_by": "Look for a newer edition by",
        "pedigree": "Pedigree (reliability, completeness, time, place, technology)",
    }
    lines = [f"# {source['title']}", "", f"`{source['source_id']}`", ""]
    lines += [f"- {title}: {source[name]}" for name, title in titles.items() if source[name]]
    lines += [f"- Address: <{source['url']}>"] if source["url"] else []
    return [*lines, "", "Print this wherever its figures are used:", "", f"> {source['attribution']}", ""]


def factors_of(rows: list[Row]) -> list[str]:
    """Write what the factors of a source are about, with a few of them."""
    if not rows:
        return []
    years = [row["valid_from"][:4] for row in rows]
    regions = sorted({row["region"] for row in rows})
    named = ", ".join(regions[:12]) + (f" and {len(regions) - 12} more" if len(regions) > 12 else "")  # noqa: PLR2004
    flags = Counter(flag for row in rows for flag in row["flags"].split("|") if flag)
    lines = ["## Factors", "", f"{len(rows):,} factors of {len({row['activity'] for row in rows}):,} activities."]
    lines += [f"Regions: {named}. Valid from {min(years)} to {max(row['valid_to'] for row in rows)[:10]}."]
    lines += (
        ["Flags: " + ", ".join(f"{name} {count:,}" for name, count in sorted(flags.items())) + "."] if flags else []
    )
    stages = sorted(Counter(row["stage"] for row in rows).items())
    lines += ["", *markdown(("stage", "factors"), [(f"`{name}`", f"{count:,}") for name, count in stages])]
    step = max(len(rows) // SHOWN, 1)
    some = [
        (f"`{row['activity']}`", row["region"], row["stage"], row["value"], f"`{row['unit']}`", row["locator"])
        for row in rows[::step][:SHOWN]
    ]
    return [*lines, "Some of them:", "", *markdown(("activity", "region", "stage", "value", "unit", "place"), some)]


def beside(name: str) -> list[str]:
    """Write which rows of the other tables come from a source."""
    lines = []
    for file, (what, column) in BESIDE.items():
        rows = [row for row in table(FACTORS / file) if row["source_id"] == name]
        if rows:
            kinds = sorted({row[column] for row in rows}) if column else []
            lines.append(f"- `{file}`: {len(rows):,} {what}" + (f" ({', '.join(kinds)})" if kinds else ""))
    return ["## Other tables", "", *lines, ""] if lines else []


def left_out(rows: list[Row]) -> list[str]:
    """Write how many rows of a source are no factors, and why."""
    if not rows:
        return []
    reasons = sorted(Counter(row["reason"] for row in rows).items())
    head = ["## Left out", "", f"{len(rows):,} printed rows are no factors; `factors/exclusions.csv` lists each.", ""]
    return [*head, *markdown(("reason", "rows"), [(f"`{name}`", f"{count:,}") for name, count in reasons])]


def pages() -> dict[Path, str]:
    """Return the text of every page, and of the notice, by its place."""
    sources = table(FACTORS / "sources.csv")
    emission = by_source([row for path in sorted((FACTORS / "emission").glob("*.csv")) for row in table(path)])
    exclusions = by_source(table(FACTORS / "exclusions.csv"))
    found: dict[Path, str] = {}
    listed: list[tuple[str, ...]] = []
    for source in sources:
        name = source["source_id"]
        factors, excluded = emission.get(name, []), exclusions.get(name, [])
        lines = [*described(source), *factors_of(factors), *beside(name), *left_out(excluded)]
        found[PAGES / f"{name}.md"] = "\n".join(lines).rstrip() + "\n"
        link = f"[{source['title']}]({name}.md)"
        listed.append((link, source["publisher"], source["licence"], f"{len(factors):,}", f"{len(excluded):,}"))
    head = ("source", "publisher", "licence", "factors", "left out")
    intro = [
        "# Sources",
        "",
        "Every figure is under the licence of its source. The pages are made from the tables.",
        "",
    ]
    found[PAGES / "index.md"] = "\n".join([*intro, *markdown(head, listed)]).rstrip() + "\n"
    lines = [f"- {source['attribution']} Licence: {source['licence']}." for source in sources]
    found[NOTICE] = "\n".join([HEAD, *lines]) + "\n"
    return found


def main() -> None:
    """Write the pages, and remove those of sources that are gone."""
    texts = pages()
    for old in set(PAGES.glob("*.md")) - texts.keys():
        old.unlink()
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
