"""The books of an alliance as one self-contained page, and each of its tables as CSV."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from greenprod.alliance.disclosure import k_of
from greenprod.errors import DataError, Issue, missing_extra
from greenprod.reports import books_ledgers as ledgers
from greenprod.reports import books_tables as tables
from greenprod.reports.books_charts import base_year_chart, path_chart
from greenprod.reports.bundle import vega_script
from greenprod.reports.charts import for_page
from greenprod.reports.figures import percent, tonnes
from greenprod.reports.html import digest, environment
from greenprod.reports.problems import Problems, problems
from greenprod.reports.sheets import Sheet
from greenprod.reports.tables import write_csv
from greenprod.reports.view import Card, Fact
from greenprod.reports.words import words
from greenprod.reports.write import write_files
from greenprod.version import __version__

try:
    from markupsafe import Markup
except ImportError as error:
    raise missing_extra("report", "The page of the books") from error

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    import pandas as pd

    from greenprod.reports.charts import Spec
    from greenprod.reports.reckoning import Reckoning

PAGE = "books.html"
BESIDE = (
    "Attributed abatement stands beside the inventory and is never subtracted from it. Every emission on this page is "
    "gross, whatever was paid or abated elsewhere."
)
_MET = ("met", "on_track")


@frozen(kw_only=True)
class Section:
    """Hold a part of the page.

    Parameters
    ----------
    anchor, title
        Of its heading.
    sheets
        Its tables; those without rows are written as CSV and not shown.
    files
        Where it comes from; named when there is nothing to show.
    notes
        Sentences that must be read with it.
    charts
        Specs by id.

    """

    anchor: str
    title: str
    sheets: tuple[Sheet, ...]
    files: str
    notes: tuple[str, ...] = ()
    charts: dict[str, Spec] = field(factory=dict)

    @property
    def shown(self) -> tuple[Sheet, ...]:
        """The tables with rows."""
        return tuple(sheet for sheet in self.sheets if sheet.rows)


def write_books(reckoning: Reckoning, folder: str | os.PathLike[str]) -> list[Path]:
    """Write the page and a CSV file for each table, all or none, and return the files.

    Parameters
    ----------
    reckoning
        How the books stand.
    folder
        Made when it is not there; other files in it are left alone.

    Raises
    ------
    DataError
        ``not_a_folder`` when a file stands where the folder should be; ``own_folder`` when it is the alliance's own,
        which has tables of the same names.

    """
    if Path(folder).resolve() == reckoning.books.alliance.folder.resolve():
        message = f"{folder} is the alliance's own folder, whose tables would be replaced."
        raise DataError(Issue(code="own_folder", message=message, file=str(folder), hint="Name another folder."))
    found = sections(reckoning)
    page = render_books(reckoning, found)
    files: dict[str, Callable[[Path], Any]] = {
        f"{sheet.name}.csv": sheet.write for section in found for sheet in section.sheets
    }
    files["issues.csv"] = partial(write_csv, all_issues(reckoning))
    files[PAGE] = partial(Path.write_text, data=page, encoding="utf-8", newline="\n")
    return write_files(folder, files)


def render_books(reckoning: Reckoning, found: tuple[Section, ...] | None = None) -> str:
    """Return the page: one file that asks no network for anything."""
    shown = sections(reckoning) if found is None else found
    templates = environment()
    scripts = [vega_script(), templates.get_template("charts.js.j2").render()]
    specs = {name: spec for section in shown for name, spec in section.charts.items()}
    return templates.get_template("books.html.j2").render(
        title=f"{reckoning.books.alliance.name}: books of {reckoning.year}",
        description=reckoning.books.alliance.description,
        shown_facts=_facts(reckoning),
        cards=_cards(reckoning),
        sections=shown,
        empty=reckoning.empty,
        problems=_problems(reckoning),
        version=__version__,
        # Both come from this package and hold no data; the specs are escaped by `for_page`.
        scripts=[Markup(script) for script in scripts],  # noqa: S704
        specs=Markup(for_page(specs)),  # noqa: S704
        script_digests=[digest(script) for script in scripts],
    )


def summary(reckoning: Reckoning) -> list[dict[str, str]]:
    """Return the headline figures and the number of problems as rows, for people."""
    rows = [{"what": card.title, "value": card.value, "note": card.note} for card in _cards(reckoning)]
    found = _problems(reckoning)
    return [*rows, {"what": "Problems in the tables", "value": str(found.errors), "note": f"{found.warnings} warnings"}]


def sections(reckoning: Reckoning) -> tuple[Section, ...]:
    """Return the parts of the page, in order; each has the same tables whatever the folder holds."""
    return (*_promised(reckoning), *_beside(reckoning), *_judged(reckoning))


def _promised(r: Reckoning) -> tuple[Section, ...]:
    paths = {f"chart-path-{place}": path_chart(r, way) for place, way in enumerate(r.paths, 1)}
    base = {"chart-base-years": base_year_chart(r)} if r.restatements else {}
    return (
        Section(
            anchor="paths", title="Paths and targets", sheets=(tables.inventories(r), tables.paths(r)), charts=paths,
            files="reductions in commitments.csv, no emissions.csv and no lines",
            notes=(
                "What a member stated goes before what its lines come to; a predecessor's figures are its successor's.",
                "A path starts from the base year as restated, where it is.",
                "A year is judged when it is over; one that nobody stated is unknown, not zero.",
            ),
        ),
        Section(
            anchor="base-years", title="Base years", sheets=(tables.base_years(r), tables.reasons(r)), charts=base,
            files="[restatement] in alliance.toml, or no emissions of its base year",
        ),
        Section(
            anchor="commitments", title="Commitments", sheets=(tables.commitments(r),), files="commitments.csv",
            notes=("Met, on track, late, no data; not judged where the year is not over or came before.",),
        ),
        Section(
            anchor="deliverables", title="Coverage and deliverables", files="deliverables.csv",
            sheets=(tables.coverages(r), tables.tallies(r), tables.deliverables(r)),
            notes=(
                "A production is obliged in the year in which its report is due, and measured when it has final lines.",
                "It counts once for each member that answers for it, so members do not add up to all together.",
            ),
        ),
    )  # fmt: skip


def _beside(r: Reckoning) -> tuple[Section, ...]:
    fund = (ledgers.balances, ledgers.paid_shares, ledgers.initiatives, ledgers.attributed)
    # an inventory alone is no ledger of a fund
    known = bool(r.books.fund.contributions or r.books.fund.initiatives)
    side = ledgers.side_by_side(r)
    return (
        Section(
            anchor="fund", title="Green fund", files="contributions.csv, initiatives.csv or allocations.csv",
            sheets=(*(make(r) for make in fund), side if known else Sheet(
                name=side.name, caption=side.caption, headings=side.headings, rows=())),
            notes=(BESIDE, "Cost per tonne is the whole budget, whoever pays, over the tonnes."),
        ),
        Section(anchor="costs", title="Shared costs", sheets=(ledgers.shared_costs(r),), files="funding.csv"),
        Section(
            anchor="results", title="Key results and pipelines", files="key_results.csv or pipeline.csv",
            sheets=(ledgers.key_results(r), ledgers.pipelines(r)),
        ),
    )  # fmt: skip


def _judged(r: Reckoning) -> tuple[Section, ...]:
    k = k_of(r.books.alliance.settings)
    people = (ledgers.roles, ledgers.green_managers, ledgers.expiring)
    return (
        Section(
            anchor="qualifications", title="Qualifications", sheets=tuple(make(r) for make in people),
            files="roles.csv or qualifications.csv",
        ),
        Section(
            anchor="scorecards", title="Scorecards", sheets=(ledgers.scorecards(r),), files="assessments.csv",
            notes=("Not decided means that what is published or verified does not suffice for yes or no.",),
        ),
        Section(anchor="awards", title="Awards", sheets=(ledgers.awards(r),), files="awards.csv"),
        Section(
            anchor="diligence", title="Due diligence", sheets=(ledgers.verdicts(r), ledgers.findings(r)),
            files="inventories.csv with two inventories or more",
        ),
        Section(
            anchor="across", title="Across members", sheets=ledgers.across(r),
            files="inventories, contributions or training of members",
            notes=(
                f"A figure is shown when {k} members or more are behind it and no hidden one can be worked out.",
                "The tables above name members and are for the alliance itself; pass on only these, without the rest.",
            ),
        ),
    )  # fmt: skip


def _facts(reckoning: Reckoning) -> tuple[Fact, ...]:
    report = reckoning.report
    return (
        Fact(title="Year", value=str(reckoning.year)),
        Fact(title="As of", value=str(reckoning.on)),
        Fact(title="Members in the year", value=str(len(reckoning.members))),
        Fact(title="Method", value=words(report.method)),
        Fact(title="Made with", value=f"greenprod {__version__}"),
    )


def _cards(reckoning: Reckoning) -> tuple[Card, ...]:
    known = [mg for name in reckoning.members if (mg := reckoning.total(name, reckoning.year)) is not None]
    found = [
        Card(
            title=f"Members' inventories {reckoning.year}, gross",
            value=f"{tonnes(sum(known))} t" if known else "unknown",
            note=f"of {len(known)} of {len(reckoning.members)} members",
        )
    ]
    if judged := [one.status for one in reckoning.judgements if one.status is not None]:
        good = sum(status in _MET for status in judged)
        found.append(Card(title="Commitments met or on track", value=f"{good} of {len(judged)}", note="judged"))
    if covered := reckoning.coverage(reckoning.year):
        whole = covered[0]
        value = percent(len(whole.measured), len(whole.obliged))
        found.append(Card(title="Coverage", value=value, note=f"{len(whole.measured)} of {len(whole.obliged)}"))
    fund = reckoning.books.fund
    if fund.contributions:
        balance = f"{fund.balance(reckoning.on):,}"
        found.append(
            Card(title="Left in the green fund", value=balance, note=f"{fund.currency}, at the end of {reckoning.on}")
        )
    return tuple(found)


def _problems(reckoning: Reckoning) -> Problems:
    return problems(all_issues(reckoning), "What is wrong in the tables, and what could not be worked out")


def all_issues(reckoning: Reckoning) -> pd.DataFrame:
    """Return the issues of the folder's tables, and those that came up until now while reckoning.

    Problem lines stand in the report of the year.
    """
    import pandas as pd  # noqa: PLC0415 - only who shows issues needs it

    from greenprod.footprint.booked import issue_frame  # noqa: PLC0415

    found = [
        reckoning.books.alliance.issues,
        reckoning.books.issues,
        issue_frame(list(dict.fromkeys(reckoning.issues))),
    ]
    return pd.concat([frame for frame in found if len(frame)] or found[:1], ignore_index=True)
