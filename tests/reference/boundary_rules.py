"""What four production calculators count, as far as public text says: the rules of the boundaries named after them.

Each row of `TABLE` is one thing that a calculator may count, and a cell for each of the four: the verdict, the evidence
for it, and what to know. `?` is not found in public text. That is no proof of absence, so it is counted and told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from support import Table

COLUMNS = ("boundary_id", "activity", "category", "stage", "control", "inside", "evidence", "source", "note")
PROFILES = ("pear", "albert", "adgreen", "carbonclap")
EVIDENCE = {
    "O": "said by the owner of the calculator",
    "S": "said by others",
    "S-cite": "said by others, who quote a report of the owner",
    "S-code": "read from public code of others that works the calculator's form again, field by field",
    "S-confirm": "said by one study of others; to be confirmed with the owner's own paper",
    "M": "from a survey of the owners' public pages; no single page is named",
    "D": "follows from another statement",
    "?": "not found in public text",
}
SOURCES = {
    ("pear", "S-code"): "public third-party code of PEAR 4.2.9 (github.com/sread860387/carbon-calculator)",
    ("pear", "S-cite"): "descriptions of PEAR 4.2.9 and its methodology 4.2.4 (greenproductionguide.com)",
    ("albert", "O"): "okana.global/case-studies/bafta",
    ("albert", "S-confirm"): "a study that cites albert's methodology paper of February 2025",
    ("adgreen", "O"): "weareadgreen.org/methodology and /activity-breakdown",
    ("carbonclap", "O"): "ecoprod.com/faq-carbonclap",
    ("carbonclap", "S"): "Jetter 2020 (greenfilmshooting.net)",
    ("carbonclap", "S-cite"): "descriptions of the result posts of Carbon'Clap",
}
SURVEY = "survey of public pages of production calculators, 2026"
NOT_FOUND = "not found in public text"

PART = "only in part; the rest is not told apart and is counted"
THIRD = "vehicles by distance are in and third-party transport is out; a vehicle of somebody else is both"
POST = "edit suites are in, rendering and cloud computing out; they share a category and are not told apart"
GREEN = "a green tariff is not zero; grid losses are counted"
NO_SERVICES = "services and insurance are not listed; money is one of three ways of entry, so only in part"
# activity, category, stage, control: then one cell per profile, "verdict evidence: note"
TABLE = (
    # travel
    ("travel.flight.*", "", "", "", "in S-code: no cabin class", "in M", "in M: by cabin class", "in M"),
    (
        "travel.flight.*",
        "",
        "radiative_forcing",
        "",
        "out S-code",
        "in S-confirm: a factor of 1.7 since the edition of October 2024; here the effect as DESNZ prints it",
        "? ?",
        "? ?",
    ),
    ("", "charter", "", "", "in M", "in M", "? ?", "? ?"),
    ("travel.rail.*", "", "", "", "in M", "in M", "in M", "in M"),
    ("travel.ferry.*", "", "", "", "in M", "in S-confirm", "? ?", "? ?"),
    ("travel.ferry_dk.*", "", "", "", "in M", "in S-confirm", "? ?", "? ?"),
    ("travel.car.*", "", "", "", "in M", "in M", "in M", "in M"),
    ("travel.car.*", "", "", "third_party", f"? ?: {THIRD}", "in M", "in M", "in M"),
    ("travel.taxi.*", "", "", "", "out S-cite: third-party transport", "in S-confirm", "in O", "? ?"),
    ("travel.bus.*", "", "", "", "out S-cite: third-party transport", "in S-confirm", "? ?", "? ?"),
    ("travel.bus_dk.*", "", "", "", "out S-cite: third-party transport", "in S-confirm", "? ?", "? ?"),
    ("travel.coach", "", "", "", "out S-cite: third-party transport", "in S-confirm", "in M", "in M"),
    ("travel.coach_dk.*", "", "", "", "out S-cite: third-party transport", "in S-confirm", "in M", "in M"),
    ("", "commute", "", "", "? ?", "? ?", "? ?", "? ?"),
    ("energy.electricity.*", "travel", "", "", "in M: charging of vehicles", "? ?: charging of vehicles",
     "? ?: charging of vehicles", "? ?: charging of vehicles"),
    # goods
    ("freight.*", "", "", "", "out S-code: freight and couriers", "in S-confirm", "in O", "? ?"),
    (
        "freight.*",
        "",
        "",
        "operated",
        "in M: vans and trucks that the production itself runs",
        "in M: vans and trucks that the production itself runs",
        "in M: vans and trucks that the production itself runs",
        "in M: vans and trucks that the production itself runs",
    ),
    # accommodation
    (
        "accommodation.*",
        "",
        "",
        "",
        "in S-code: electricity only there; the figures here hold all energy of a hotel",
        "in M",
        "in M",
        "in S-cite",
    ),
    ("energy.electricity.*", "accommodation", "", "", "in M: house or flat", "in M: house or flat",
     f"? ?: house or flat, {PART}", "? ?: house or flat"),
    # energy
    ("energy.electricity.*", "", "", "", "in S-code", "in O", "in O", "in S"),
    (
        "energy.electricity.*",
        "",
        "generation_market",
        "",
        "? ?: market-based figure",
        f"in S-confirm: {GREEN}",
        "in O: a green tariff is not zero",
        "? ?: market-based figure",
    ),
    ("", "", "well_to_tank", "", "out S-cite", "? ?", "? ?: of fuels", f"? ?: {PART}"),
    (
        "",
        "",
        "upstream_generation",
        "",
        "out S-cite",
        "? ?",
        "in O: counted in the market-based figure",
        f"? ?: {PART}",
    ),
    ("", "", "upstream_losses", "", "out S-cite", "? ?", "? ?", f"? ?: {PART}"),
    ("fuel.*", "", "", "", "in M", "in M", "in M: generators; of other fuels nothing is said", "in M"),
    ("energy.heat.*", "", "", "", "in M", "in S-confirm", "? ?", "in S-cite"),
    ("fuel.*", "energy", "", "", "in M: heating", "in S-confirm: heating", "? ?: heating", "in S-cite: heating"),
    ("energy.cooling.*", "", "", "", "? ?", "? ?", "? ?", "in S-cite"),
    ("refrigerant.*", "", "", "", "? ?", "? ?", "? ?", "in S-cite: air conditioning"),
    ("", "temporary_power", "", "", f"? ?: batteries and grid tie-in, {PART}", "? ?: batteries and grid tie-in",
     "? ?: batteries and grid tie-in", "in M"),
    ("", "virtual_production", "", "", f"? ?: a kind of location, {PART}", "in M", "in M", "? ?"),
    ("homeworking.*", "", "", "", "out M", "in S-confirm", "in O", "? ?"),
    # food
    ("", "catering", "", "", "out S-cite", "in S-confirm", "in M", "in O"),
    ("catering.*", "", "", "", "out S-cite", "in S-confirm", "in M", "in O"),
    ("food.*", "", "", "", "out S-cite", "in S-confirm", "in M", "in O"),
    # materials, purchases, equipment
    ("", "material", "", "", "out S-cite", "in M", "in M", f"? ?: mostly by money, {PART}"),
    ("", "wardrobe", "", "", "out M", "in M", "in M", "in M"),
    ("spend.*", "", "", "", "out M", f"? ?: {NO_SERVICES}", "out O: no entry by money at all", "in O"),
    ("", "purchase", "", "", "out M", "? ?: things by the piece", "? ?: things by the piece", "in O"),
    ("", "equipment", "", "", "out M: its own making", "out M: its own making", "? ?: its own making", "in O"),
    ("product.hard_disk", "equipment", "", "", "out M", "? ?: drives", "in M: new drives", "in M"),
    # waste and water
    (
        "",
        "waste",
        "",
        "",
        "out M: masses are recorded without CO2e",
        "in S-confirm",
        "in M",
        "in M",
    ),
    ("waste.*", "", "", "", "out M: masses are recorded without CO2e", "in S-confirm", "in M", "in M"),
    ("waste.food_*", "", "", "", "out S-cite", "? ?: food waste", "in O: added to each meal", "in M"),
    ("", "water", "", "", "out M: containers are recorded without CO2e", "in M", "in M", "? ?"),
    # post-production and data
    ("", "post", "", "", "out S-cite", f"? ?: {POST}", "? ?: edit suites are in; of rendering nothing is said", "in M"),
    ("", "data", "", "", "out M", "? ?: storage, drives and AI", "in M: drives; AI since December 2025",
     "in M: of AI nothing is said"),
    ("digital.*", "", "", "", "out M", "? ?: storage, drives and AI", "? ?: online services", "in M"),
    # beside a production
    ("", "distribution", "", "", "out M", "out M", "out M", "out M"),
    ("", "organisation", "", "", *(["out D: it covers productions, not the year of a company"] * 4)),
    ("", "credit", "", "", "out M", "out M: certificates ask for it; never netted here", "out D: never netted here",
     "out M"),
    ("", "", "biogenic_co2", "", "? ?: stands beside the total", "? ?: stands beside the total",
     "? ?: stands beside the total", "? ?: stands beside the total"),
)  # fmt: skip


def cell(profile: str, text: str) -> tuple[str, str, str, str]:
    """Read one cell: verdict, evidence, source and note."""
    verdict, _, note = text.partition(": ")
    word, evidence = verdict.split(" ")
    if evidence not in EVIDENCE or word not in ("in", "out", "?") or (word == "?") != (evidence == "?"):
        raise ValueError(text)
    source = NOT_FOUND if evidence == "?" else SOURCES.get((profile, evidence), "")
    if not source and evidence not in ("M", "D"):
        raise ValueError(f"no source for {evidence} of {profile}")
    return ("unknown" if word == "?" else word), evidence, source or SURVEY, note


def rules() -> Table:
    """Spell out the rules of every profile."""
    table: Table = [
        (profile, *row[:4], *cell(profile, row[4 + place])) for place, profile in enumerate(PROFILES) for row in TABLE
    ]
    return sorted(table)
