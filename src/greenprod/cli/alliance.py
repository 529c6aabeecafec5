"""Commands over an alliance's folder: report, books, check."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from greenprod.cli.factors import FormatOption  # noqa: TC001 - typer reads the annotations
from greenprod.cli.options import (
    BoundaryOption,
    GwpOption,
    OverlayOption,
    PolicyName,
    PolicyOption,
    PreferOption,
    StrictOption,
    calculator_of,
)  # fmt: skip
from greenprod.cli.printing import PROBLEMS, Format, err, finish, out, plain, print_rows, print_sums

if TYPE_CHECKING:
    import pandas as pd

    from greenprod.alliance.consolidation import AllianceReport

alliance_app = typer.Typer(help="Reports over the members of an alliance.", no_args_is_help=True, rich_markup_mode=None)
_SHOWN = ("severity", "code", "file", "row", "column", "value", "message", "hint")


@alliance_app.command("report", epilog="Example: greenprod alliance report docs/examples/alliance --out build/report")
def alliance_report(
    folder: Annotated[Path, typer.Argument(help="Folder with alliance.toml, members, productions, stakes and lines/.")],
    out_folder: Annotated[Path, typer.Option("--out", help="Folder for the report.")] = Path("build/report"),
    method: Annotated[
        str | None, typer.Option(help="How productions are shared: operational_control, equity_share, ...")
    ] = None,
    counted_by: Annotated[str | None, typer.Option(help="What decides the year: delivery or activity.")] = None,
    year: Annotated[int | None, typer.Option(help="Year of the report.")] = None,
    policy: PolicyOption = PolicyName.REPORT,
    boundary: BoundaryOption = "full",
    gwp: GwpOption = "as_published",
    prefer: PreferOption = None,
    overlay: OverlayOption = None,
    *,
    strict: StrictOption = False,
) -> None:
    """Report what every production, every member and the alliance emitted."""
    from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415

    from greenprod.alliance.members import Alliance  # noqa: PLC0415
    from greenprod.reports.write import write_report  # noqa: PLC0415

    calculator = calculator_of(policy, boundary, gwp, prefer, overlay)
    alliance = Alliance.read(folder)
    columns = (BarColumn(), TextColumn("{task.completed}/{task.total}"), TextColumn("{task.description}"))
    with Progress(*columns, console=err, transient=False) as progress:
        task = progress.add_task("reading", total=len(alliance.line_files) + 1)

        def announce(file: Path) -> None:
            progress.update(task, description=file.name)
            progress.advance(task)

        report = alliance.report(calculator, year, method=method, counted_by=counted_by, progress=announce)
        progress.update(task, description="writing")
        written = write_report(report, out_folder)
        progress.update(task, description="done")
        progress.advance(task)
    _print_alliance(report)
    page = next((path for path in written if path.suffix == ".html"), out_folder)
    out.print(f"Report: [bold]{page}[/bold] and {len(written) - 1} tables in {out_folder}", soft_wrap=True)
    finish(report.issues, report.ledger, strict=strict)


@alliance_app.command(
    "books", epilog="Example: greenprod alliance books docs/examples/alliance --year 2025 --on 2026-03-01"
)
def alliance_books(
    folder: Annotated[Path, typer.Argument(help="Folder with alliance.toml and the tables of the alliance.")],
    year: Annotated[int, typer.Option(help="Last of the four years that are shown.")],
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day on which everything is judged; the day after the year if empty."),
    ] = None,
    out_folder: Annotated[Path, typer.Option("--out", help="Folder for the page and its tables.")] = Path(
        "build/books"
    ),
    policy: PolicyOption = PolicyName.REPORT,
    boundary: BoundaryOption = "full",
    gwp: GwpOption = "as_published",
    prefer: PreferOption = None,
    overlay: OverlayOption = None,
) -> None:
    """Show how the alliance's books stand on a day: targets, commitments, fund, results, labels."""
    from greenprod.alliance.books import Books  # noqa: PLC0415
    from greenprod.reports.books import summary, write_books  # noqa: PLC0415
    from greenprod.reports.reckoning import Reckoning  # noqa: PLC0415

    day = date(year + 1, 1, 1) if on is None else on.date()
    calculator = calculator_of(policy, boundary, gwp, prefer, overlay)
    books = Books.read(folder)
    reckoning = Reckoning(books=books, report=books.alliance.report(calculator, year), on=day)
    written = write_books(reckoning, out_folder)
    print_rows(summary(reckoning), Format.TABLE)
    page = next(path for path in written if path.suffix == ".html")
    text = f"Books of {year} on {day}: [bold]{plain(str(page))}[/bold] and {len(written) - 1} tables"
    out.print(text, soft_wrap=True)


@alliance_app.command("check", epilog="Example: greenprod alliance check docs/examples/alliance --format json")
def alliance_check(
    folder: Annotated[Path, typer.Argument(help="Folder with alliance.toml and the tables of the alliance.")],
    output: FormatOption = Format.TABLE,
    policy: PolicyOption = PolicyName.REPORT,
    boundary: BoundaryOption = "full",
    gwp: GwpOption = "as_published",
    prefer: PreferOption = None,
    overlay: OverlayOption = None,
    *,
    tables: Annotated[bool, typer.Option("--tables", help="Leave the lines out, which take the most time.")] = False,
) -> None:
    """List everything that is wrong in the folder; exit with status 1 when there is an error."""
    from greenprod.alliance.books import Books  # noqa: PLC0415

    books = Books.read(folder)
    calculator = None if tables else calculator_of(policy, boundary, gwp, prefer, overlay)
    issues = books.check(calculator)
    rows = _rows(issues, None if output is Format.JSON else "")
    print_rows(rows, output, _SHOWN)
    errors = int(issues["severity"].eq("error").sum())
    if output is Format.TABLE:
        out.print(f"{folder}: {errors:,} errors, {len(issues) - errors:,} warnings", highlight=False, soft_wrap=True)
    if errors:
        raise typer.Exit(PROBLEMS)


def _rows(issues: pd.DataFrame, nothing: str | None) -> list[dict[str, object]]:
    """Return issues as plain rows, with a word for a row number that is not there."""
    frame = issues[list(_SHOWN)].astype(object)
    return [
        {str(name): value for name, value in row.items()}
        for row in frame.where(frame.notna(), nothing).to_dict("records")
    ]


def _print_alliance(report: AllianceReport) -> None:
    for title, frame, key in (
        (f"Members, {report.method}", report.members, "name"),
        ("Productions, each counted once", report.productions, "title"),
    ):
        print_sums(frame, [key], f"{title}, t CO2e", 1e9)
    total = report.total["co2e_mg"]
    members = int(report.members["co2e_mg"].iloc[:-1].sum())
    outside = int(report.members["co2e_mg"].iloc[-1])
    sign = "=" if members + outside == total else "is NOT"
    out.print(f"members {members:,} mg + outside {outside:,} mg {sign} productions {total:,} mg", highlight=False)
