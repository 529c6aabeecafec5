"""A copy of the alliance's books with one fault of each kind, and one line of somebody who was no member any more."""

import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """A row that is added to a table, what is wrong with it, and the code that it must get."""

    file: str
    row: str
    wrong: str
    code: str


FAULTS = (
    Fault("stakes.csv", "p08-biavler,baelthav,financing_share,0.2,,", "shares of 1.2", "stakes_over_one"),
    Fault(
        "memberships.csv",
        "kanalklit,broadcaster,2023-01-01,2023-12-31",
        "a year in which it is a member already",
        "overlapping_membership",
    ),
    Fault(
        "successions.csv",
        "kobbertag,lyngfilm,2025-03-01,renamed",
        "the successor becomes its predecessor",
        "succession_loop",
    ),
    Fault("contributions.csv", "k90,baelthav,2026-02-02,500000,RUB,cash,", "no rate for the year", "no_exchange_rate"),
    Fault(
        "allocations.csv",
        "t90,k14,tides,2025-10-01,1000,DKK",
        "money for an initiative that is not there",
        "unknown_initiative",
    ),
    Fault(
        "allocations.csv",
        "t91,k15,lamps,2025-10-01,120000,DKK",
        "the budget has room for 118,499.50",
        "allocation_over_budget",
    ),
    Fault("allocations.csv", "t92,k09,store,2025-10-01,500,EUR", "euros out of kroner", "mixed_currencies"),
    Fault(
        "awards.csv",
        "a-early,green-film-3,certified,gf-kulsvier,p02-kulsvier,kobbertag,22,2025-11-14,2025-11-03,Klar Revision,,",
        "issued before the assessment",
        "award_before_assessment",
    ),
    Fault(
        "assessments.csv",
        "gf-vagtskifte,green-film-3,p06-vagtskifte,kobbertag,B1,,yes,declared,2025-02-03,,,",
        "a criterion of the edition before",
        "criterion_outside_edition",
    ),
    Fault(
        "commitments.csv",
        "r-late,baelthav,reduction,absolute,2025,2022,0.2,,,,,,",
        "the target year before the base year",
        "target_before_base",
    ),
    Fault(
        "structural_changes.csv",
        "s90,acquisition,2025-02-01,Møllelys ApS,midtsund,1,scope3,,,Bought",
        "no emissions of the base year",
        "no_base_year_emissions",
    ),
    Fault(
        "lines/office.csv",
        "N02,p11-gaardspil,nattergal,car_trip,2025-03-05,DK,84",
        "a line of a member that left in 2024",
        "no_membership",
    ),
)
LINES = """\
line_id,production_id,member_id,item,date,region,distance
N01,p11-gaardspil,kanalklit,car_trip,2025-03-04,DK,120
"""
INTRO = """\
# Broken books

The tables of `alliance/` with one row more for each kind of fault, and two lines. Each of these rows becomes the issue
named here, nothing is computed from it, and everything else stands. Row 1 is the header. Written by `make_alliance.py`;
this page too, so edit the script.

| file | row | what is wrong | expected code |
| --- | ---: | --- | --- |
"""


def write_broken_books(books: Path, folder: Path) -> None:
    """Copy the tables of an alliance and add the faults, with a page that lists them."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "lines").mkdir(parents=True)
    for file in sorted((*books.glob("*.csv"), *books.glob("*.toml"))):
        shutil.copyfile(file, folder / file.name)
    (folder / "lines" / "office.csv").write_text(LINES, encoding="utf-8")
    page = INTRO
    for fault in FAULTS:
        with (folder / fault.file).open("a", encoding="utf-8") as file:
            file.write(f"{fault.row}\n")
        row = len((folder / fault.file).read_text(encoding="utf-8").splitlines())
        page += f"| {fault.file} | {row} | {fault.wrong} | `{fault.code}` |\n"
    (folder / "README.md").write_text(page, encoding="utf-8")
