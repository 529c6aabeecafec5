"""What all tables of the French Base Carbone share: its elements, regions, dates and rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from record import Factor, plain, read, spell

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from record import Book, Row

TABLE = "ademe_base_carbone_v23_6"
SOURCE = (
    TABLE,
    "ADEME",
    "Base Carbone",
    "V23.6",
    "Licence Ouverte / Open Licence 2.0 (Etalab)",
    "Source: ADEME, Base Carbone V23.6, Licence Ouverte / Open Licence 2.0. https://data.ademe.fr/datasets/base-carboner",
    "https://data.ademe.fr/datasets/base-carboner",
    "",
    "2026-11-21",
    "2027-06-30",
    "2 3 2 1 2",
)
POSTE = " | poste: "
# The edition of 2025 still lists every row, so each figure holds to the end of that year.
EDITION_END = "2026-01-01"
EDITION_YEAR = 2025
# Parts are rounded to three figures each.
TOLERANCE = Decimal("0.01")
UNITS = {"count": "item", "Kg": "kg"}
TERRITORIES = {
    "France": "FR",
    "Réunion": "RE",
    "Guadeloupe": "GP",
    "Guadeloupe hors COM": "GP",
    "Martinique": "MQ",
    "Guyane": "GF",
    "Mayotte": "YT",
    "Nouvelle Calédonie": "NC",
    "Polynésie Française": "PF",
    "St Martin": "MF",
    "St Barthélémy": "BL",
    "St Pierre et Miquelon": "PM",
    "Corse": "FR-20R",
    "Ile de France": "FR-IDF",
    "Asie": "ASIA",
    "Allemagne": "DE",
    "Autriche": "AT",
    "Belgique": "BE",
    "Danemark": "DK",
    "Espagne": "ES",
    "Finlande": "FI",
    "Grece": "GR",
    "Irlande": "IE",
    "Italie": "IT",
    "Luxembourg": "LU",
    "Norvege": "NO",
    "Pays Bas": "NL",
    "Portugal": "PT",
    "Royaume-Uni": "GB",
    "Suede": "SE",
    "Suisse": "CH",
}
GROUPS = {"FR": "FR", "EUR": "EUROPE", "WLD": "WORLD"}


@dataclass(frozen=True)
class Element:
    """One entry of the Base Carbone: a total and the parts it is printed in."""

    source_row: str
    activity: str
    detail: str
    printed_region: str
    region: str | None
    regions: tuple[str, ...]
    year: int
    unit: str
    lifecycle: str
    total: Row
    parts: dict[str, Row] = field(default_factory=dict)
    uncertainty: str = ""
    validity: str = ""
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> list[Row]:
        """Give the total and its parts."""
        return [self.total, *self.parts.values()]

    @property
    def path(self) -> str:
        """Give the printed place and name in one text."""
        return f"{self.activity} | {self.detail}"

    @property
    def basis(self) -> str:
        """Tell the calorific basis: net, gross or empty."""
        text = next((note for note in self.notes if note.startswith("basis ")), "")
        return text.removeprefix("basis ").split(" ", maxsplit=1)[0]

    @property
    def source(self) -> str:
        """Tell the study the figure comes from, if printed."""
        return next((note.removeprefix("source: ") for note in self.notes if note.startswith("source: ")), "")

    @property
    def data_period(self) -> str:
        """Give the year in the name, if it is another one than the year of the entry."""
        found = re.findall(r"(?<!\d)20[0-2]\d(?!\d)", self.detail)
        return found[-1] if found and int(found[-1]) != self.year else ""

    @property
    def is_lapsed(self) -> bool:
        """Tell whether the printed validity ended before the year of the edition."""
        end = validity_end(self.validity, self.year)
        return end is not None and end.year < EDITION_YEAR


def validity_end(text: str, year: int) -> date | None:
    """Read the last day of a printed validity; None where none is stated.

    A year of its own ("Année 2019") names what the figure is for, not when it lapses. Some cells hold the day
    number of a spreadsheet.
    """
    if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text):
        return date(*map(int, found.groups()))
    if found := re.fullmatch(r"20\d\d", text):
        return date(int(text), 12, 31)
    if found := re.fullmatch(r"déc\.-(\d\d)", text):
        return date(2000 + int(found[1]), 12, 31)
    if found := re.fullmatch(r"\d{5}", text):
        return date(1899, 12, 30) + timedelta(days=int(text))
    if found := re.fullmatch(r"(\d) ans", text):
        return date(year + int(found[1]), 12, 31)
    return None


def regions(text: str, codes: Collection[str]) -> tuple[str, ...]:
    """Read a printed region. A list of territories states one figure for each of them."""
    group, _, name = text.partition(":")
    wanted = [TERRITORIES.get(item, "") for item in name.split(", ")] if name else [GROUPS.get(group, "")]
    return tuple(code for code in wanted if code in codes)


def region(text: str, codes: Collection[str]) -> str | None:
    """Read a printed region as one code; None for areas without a code, and for lists."""
    found = regions(text, codes)
    return found[0] if len(found) == 1 and ", " not in text else None


def elements(reference: Path, *prefixes: str) -> list[Element]:
    """Read the entries whose path begins so, in the order of the table."""
    codes = {row["code"] for row in read(reference / "regions.csv")}
    totals: dict[str, Row] = {}
    parts: dict[str, dict[str, Row]] = {}
    for row in read(reference / f"{TABLE}.csv"):
        if not row["activity"].startswith(prefixes):
            continue
        _, is_part, poste = row["detail"].partition(POSTE)
        if is_part:
            parts.setdefault(row["source_row"], {})[poste] = row
        else:
            totals[row["source_row"]] = row
    if unknown := parts.keys() - totals.keys():
        raise ValueError(f"parts without a total: {sorted(unknown)}")
    return [element(row, parts.get(name, {}), codes) for name, row in totals.items()]


def element(row: Row, parts: dict[str, Row], codes: Collection[str]) -> Element:
    """Gather one entry."""
    notes = tuple(row["note"].split("; ")) if row["note"] else ()
    said = {key: note.removeprefix(key) for note in notes for key in ("uncertainty ", "valid to ") if key in note}
    return Element(
        source_row=row["source_row"],
        activity=row["activity"],
        detail=row["detail"],
        printed_region=row["region"],
        region=region(row["region"], codes),
        regions=regions(row["region"], codes),
        year=int(row["year"]),
        unit=UNITS.get(row["unit_activity"], row["unit_activity"]),
        lifecycle=row["lifecycle"],
        total=row,
        parts=parts,
        uncertainty=said.get("uncertainty ", ""),
        validity=said.get("valid to ", ""),
        notes=notes,
    )


def factors(
    item: Element, activity: str, stages: Mapping[str, str], *, region: str = "", includes: str = "", flags: str = ""
) -> list[Factor]:
    """Make the rows of one entry, one per stage and region.

    `stages` gives the stage of each printed part; parts of one stage are added up. The key "" gives the stage of the
    total instead: it is needed where no parts are printed, and where it is given the parts are not used. `includes`
    goes with the total. `region` replaces the printed one.
    """
    places = (region,) if region else item.regions
    if not places:
        raise ValueError(f"{item.source_row}: no code for region {item.printed_region!r}")
    return [
        row(item, activity, place, stage, rows, includes, flags)
        for stage, rows in by_stage(item, stages).items()
        for place in places
    ]


def row(
    item: Element, activity: str, place: str, stage: str, rows: dict[str, Row], includes: str, flags: str
) -> Factor:
    """Make the row of one stage and region from one printed row, or from several added up."""
    locators = [f"{item.source_row} {poste}".strip() for poste in rows]
    values = [part["co2e_kg"] for part in rows.values()]
    is_one = len(values) == 1
    return Factor(
        factor_id=f"ademe:{activity}:{place.lower()}:{stage}",
        activity=activity,
        region=place,
        stage=stage,
        value=plain(values[0]) if is_one else format(sum(map(Decimal, values), Decimal()), "f"),
        unit=f"kgCO2e/{spell(item.unit)}",
        includes=includes if "" in rows else "",
        valid_from=f"{item.year}-01-01",
        valid_to=EDITION_END,
        data_period=item.data_period,
        uncertainty_kind="published" if item.uncertainty else "",
        uncertainty=item.uncertainty,
        source_id=TABLE,
        locator="; ".join(locators),
        derivation="as_published" if is_one else "computed: " + " + ".join(locators),
        flags="|".join(flag for flag in (flags, "lapsed" if item.is_lapsed else "") if flag),
    )


def by_stage(item: Element, stages: Mapping[str, str]) -> dict[str, dict[str, Row]]:
    """Sort the parts by stage, or give the total alone."""
    if "" in stages and (len(stages) == 1 or not item.parts):
        return {stages[""]: {"": item.total}}
    if not item.parts:
        raise ValueError(f"{item.source_row}: no parts are printed; give the stage of the total under ''")
    total = Decimal(item.total["co2e_kg"])
    gap = abs(total - sum(Decimal(row["co2e_kg"]) for row in item.parts.values()))
    if gap > TOLERANCE * abs(total):
        raise ValueError(f"{item.source_row}: the parts miss the total by {gap}")
    found: dict[str, dict[str, Row]] = {}
    for poste, row in item.parts.items():
        if poste not in stages:
            raise ValueError(f"{item.source_row}: no stage for part {poste!r}")
        found.setdefault(stages[poste], {})[poste] = row
    return found


def exclude(book: Book, item: Element, reason: str, note: str = "") -> None:
    """Leave out a whole entry."""
    for row in item.rows:
        book.exclude(TABLE, row, reason, note)


def exclude_rest(book: Book, item: Element, made: Iterable[Factor]) -> None:
    """Leave out the rows of an entry that are not factors themselves beside the ones that are."""
    used = {factor.locator for factor in made}
    summed = {locator for text in used if "; " in text for locator in text.split("; ")}
    if item.source_row in used:
        for row in item.parts.values():
            book.exclude(TABLE, row, "part_of_total", "the total is the factor")
        return
    book.exclude(TABLE, item.total, "sum_of_parts")
    for poste, row in item.parts.items():
        if f"{item.source_row} {poste}" in summed:
            book.exclude(TABLE, row, "sum_of_parts", "added to other parts of the same stage")


def close_series(made: Iterable[Factor]) -> list[Factor]:
    """End each row where the next one of the same series begins."""
    series: dict[str, list[Factor]] = {}
    for factor in made:
        series.setdefault(factor.factor_id, []).append(factor)
    closed = []
    for rows in series.values():
        rows.sort(key=lambda row: row.valid_from)
        starts = [row.valid_from for row in rows[1:]] + [EDITION_END]
        for row, start in zip(rows, starts, strict=True):
            if row.valid_from >= start:
                raise ValueError(f"two figures of {row.factor_id} from {start}: {[item.locator for item in rows]}")
            closed.append(replace(row, valid_to=min(row.valid_to, start)))
    return closed


def add(book: Book, file: str, kept: Iterable[tuple[Element, list[Factor]]]) -> None:
    """Put the rows of several entries in one file, each ended in time, and leave out what they repeat."""
    together = []
    for item, made in kept:
        exclude_rest(book, item, made)
        together += made
    for factor in close_series(together):
        book.add(file, factor)
