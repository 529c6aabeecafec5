"""Region and dates of every factor fit what is printed."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

import pytest
from tables import REFERENCE, Row, factors, table
from walk import Term, walk

pytestmark = pytest.mark.reference

# Printed area: code. Lists of territories are split at the comma.
AREAS = {
    "UK": "GB",
    "UK (London)": "GB",
    "Hong Kong, China": "HK",
    "Korea": "KR",
    "Russian Federation": "RU",
    "Turkey": "TR",
    "Vietnam": "VN",
    "World": "WORLD",
    "WLD": "WORLD",
    "EU": "EU27",
    "European Union (27)": "EU27",
    "Kosovo": "XK",
    "XKX": "XK",
    "EUR": "EUROPE",
    "Europe": "EUROPE",
    "Africa": "AFRICA",
    "Asia": "ASIA",
    "Asie": "ASIA",
    "Oceania": "OCEANIA",
    # The Paris region has no code of its own here; the names of its lines say where they run.
    "Ile de France": "FR",
    "Guadeloupe": "GP",
    "Martinique": "MQ",
    "Guyane": "GF",
    "Réunion": "RE",
    "Mayotte": "YT",
    "Nouvelle Calédonie": "NC",
    "Polynésie Française": "PF",
    "St Martin": "MF",
    "St Barthélémy": "BL",
    "St Pierre et Miquelon": "PM",
    "Allemagne": "DE",
    "Autriche": "AT",
    "Belgique": "BE",
    "Danemark": "DK",
    "Espagne": "ES",
    "Finlande": "FI",
    "Grece": "GR",
    "Irlande": "IE",
    "Italie": "IT",
    "Norvege": "NO",
    "Pays Bas": "NL",
    "Royaume-Uni": "GB",
    "Suede": "SE",
    "Suisse": "CH",
}
# Printed for France, and for one of its territories by name.
BOATS = {"Polynésie": "PF", "Mayotte-Anjouan": "YT", "Petit Terre-Grande Terre": "YT", "Guyane": "GF"}
# Day on which the edition of 2025 of the Base Carbone ends; each figure holds until then or until the next one.
EDITION_END = "2026-01-01"
# Pages without a date hold for the year in which they were read.
YEAR_READ = "2026"


@cache
def codes() -> dict[str, str]:
    """Give the code of each alpha-3 code, English name and code of the reference."""
    rows = table(REFERENCE / "regions.csv")
    return {row[column]: row["code"] for row in rows for column in ("name_en", "alpha3", "code") if row[column]}


def regions(row: Row) -> set[str]:
    """Read the printed area as codes."""
    text = row["region"]
    if text.startswith("US-"):
        return {text.replace("US-", "US-EGRID-")}
    names = text.rpartition(":")[2]
    found = {AREAS.get(name, codes().get(name, "")) for name in [names, *names.split(", ")]} - {""}
    if text == "FR" and "Maritime > DOM COM" in row["activity"]:
        return {code for name, code in BOATS.items() if name in row["detail"]}
    return found


def failures_of(rule: str) -> list[tuple[str, str, str]]:
    checks = {"region": region_fits, "start": start_fits, "end": end_fits}
    return [
        (factor["factor_id"], factor["valid_from"], factor["valid_to"])
        for factor, found in walk().traced
        if not all(checks[rule](factor, item) for item in found)
    ]


def region_fits(factor: Row, item: Term) -> bool:
    return factor["region"] in regions(item.row)


@cache
def series() -> dict[str, list[Row]]:
    """Sort the factors by their id, which is the same for all years."""
    found: dict[str, list[Row]] = {}
    for row in factors():
        found.setdefault(row["factor_id"], []).append(row)
    return found


def start_fits(factor: Row, item: Term) -> bool:
    """Ask that a figure begins with its printed year, or where an earlier one of the same year ends."""
    if factor["valid_from"] == f"{item.row['year'] or YEAR_READ}-01-01":
        return True
    earlier = [row for row in series()[factor["factor_id"]] if row["valid_to"] == factor["valid_from"]]
    return any(row["valid_from"][:4] == item.row["year"] for row in earlier)


def end_fits(factor: Row, item: Term) -> bool:
    """Ask that a figure ends with its year, with the edition, with its printed validity, or where the next begins."""
    year = int(item.row["year"] or YEAR_READ)
    ends = {f"{year + 1}-01-01", *re.findall(r"valid to (\d{4}-\d\d-\d\d)", item.row["note"])}
    if item.row["source_id"].startswith("ademe"):
        ends.add(EDITION_END)
    following = [row["valid_from"] for row in series()[factor["factor_id"]] if row["valid_from"] > factor["valid_from"]]
    nearest = min(following, default="")
    return factor["valid_to"] == nearest or (
        factor["valid_to"] in ends and (not nearest or factor["valid_to"] < nearest)
    )


@pytest.mark.parametrize("rule", ["region", "start", "end"])
def test_region_and_dates_fit_the_printed_ones(rule: str) -> None:
    assert failures_of(rule) == []


def test_a_figure_ends_after_it_begins() -> None:
    assert [row for row in factors() if row["valid_from"] >= row["valid_to"]] == []


def test_no_two_figures_of_one_series_hold_on_one_day() -> None:
    for rows in series().values():
        spans = sorted((row["valid_from"], row["valid_to"]) for row in rows)
        assert all(end <= start for (_, end), (start, _) in pairwise(spans)), rows[0]["factor_id"]


def test_figures_past_their_printed_validity_are_marked() -> None:
    for factor, found in walk().traced:
        ends = {end for item in found for end in re.findall(r"valid to (\d{4}-\d\d-\d\d)", item.row["note"])}
        if ends:
            assert (max(ends) < "2025-01-01") == ("lapsed" in factor["flags"].split("|")), factor["factor_id"]
