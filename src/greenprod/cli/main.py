"""The command line: parse, call, print."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from greenprod.errors import GreenprodError, Issue, missing_extra
from greenprod.version import __version__

try:
    import typer
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
except ImportError:
    sys.exit(str(missing_extra("cli", "The command line")))

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from greenprod.alliance.consolidation import AllianceReport
    from greenprod.footprint.calculate import Calculator
    from greenprod.footprint.ledger import Ledger

WRONG_CALL, PROBLEMS, DEFECT = 2, 1, 3
app = typer.Typer(
    help="The open carbon ledger for film and TV productions.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich help costs 170 ms of the 250 ms that --help may take
    epilog="Example: greenprod alliance report docs/examples/alliance --out build/report",
    context_settings={"help_option_names": ["-h", "--help"]},
)
alliance_app = typer.Typer(help="Reports over the members of an alliance.", no_args_is_help=True, rich_markup_mode=None)
factors_app = typer.Typer(help="The open factor library.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(alliance_app, name="alliance")
app.add_typer(factors_app, name="factors")
# a pipe has no width; 80 columns would cut ids that a reader wants to copy
out = Console(width=None if sys.stdout.isatty() else 160)
err = Console(stderr=True, width=None if sys.stderr.isatty() else 160)


class PolicyName(StrEnum):
    """Policies by name."""

    REPORT = "report"
    STRICT = "strict"


class Format(StrEnum):
    """How a list is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


PolicyOption = Annotated[PolicyName, typer.Option(help="How far a lookup may go from what was asked.")]
BoundaryOption = Annotated[str, typer.Option(help="What is counted: full, no_rf, no_wtt, scopes_1_2.")]
GwpOption = Annotated[str, typer.Option(help="GWP set: as_published, AR4, AR5 or AR6.")]
PreferOption = Annotated[list[str] | None, typer.Option(help="Source that wins over the default series; repeatable.")]
StrictOption = Annotated[bool, typer.Option("--strict", help="Exit with status 1 when a line has a problem.")]


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer's callback
    if wanted:
        out.print(f"greenprod {__version__}", highlight=False)
        raise typer.Exit


@app.callback()
def _globals(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
) -> None:
    pass


@alliance_app.command("report", epilog="Example: greenprod alliance report docs/examples/alliance --out build/report")
def alliance_report(
    folder: Annotated[Path, typer.Argument(help="Folder with alliance.toml, members, productions, stakes and lines/.")],
    out_folder: Annotated[Path, typer.Option("--out", help="Folder for the report.")] = Path("build/report"),
    method: Annotated[str | None, typer.Option(help="operational_control or financing_share.")] = None,
    year: Annotated[int | None, typer.Option(help="Reporting year, for the title.")] = None,
    policy: PolicyOption = PolicyName.REPORT,
    boundary: BoundaryOption = "full",
    gwp: GwpOption = "as_published",
    prefer: PreferOption = None,
    *,
    strict: StrictOption = False,
) -> None:
    """Report what every production, every member and the alliance emitted."""
    from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415

    from greenprod.alliance.members import Alliance  # noqa: PLC0415
    from greenprod.reports.write import write_report  # noqa: PLC0415

    calculator = _calculator(policy, boundary, gwp, prefer)
    alliance = Alliance.read(folder)
    columns = (BarColumn(), TextColumn("{task.completed}/{task.total}"), TextColumn("{task.description}"))
    with Progress(*columns, console=err, transient=False) as progress:
        task = progress.add_task("reading", total=len(alliance.line_files) + 1)

        def announce(file: Path) -> None:
            progress.update(task, description=file.name)
            progress.advance(task)

        report = alliance.report(calculator, year, method=method, progress=announce)
        progress.update(task, description="writing")
        written = write_report(report, out_folder)
        progress.update(task, description="done")
        progress.advance(task)
    _print_alliance(report)
    page = next((path for path in written if path.suffix == ".html"), out_folder)
    out.print(f"Report: [bold]{page}[/bold] and {len(written) - 1} tables in {out_folder}", soft_wrap=True)
    _finish(report.issues, report.ledger, strict=strict)


@app.command(epilog="Example: greenprod calculate lines.csv --by category --out ledger.csv")
def calculate(
    files: Annotated[
        list[Path], typer.Argument(exists=True, dir_okay=False, help="CSV, Excel or Parquet files with line items.")
    ],
    by: Annotated[list[str] | None, typer.Option(help="Column to sum by; repeatable.")] = None,
    out_file: Annotated[Path | None, typer.Option("--out", help="Write the lines to a .csv or .parquet file.")] = None,
    policy: PolicyOption = PolicyName.REPORT,
    boundary: BoundaryOption = "full",
    gwp: GwpOption = "as_published",
    prefer: PreferOption = None,
    *,
    strict: StrictOption = False,
) -> None:
    """Book the line items of files and print their sums."""
    ledger = _calculator(policy, boundary, gwp, prefer).ledger(files)
    columns = by or ["production_id", "category"]
    _print_sums(ledger.by(*columns), columns, "kg CO2e", 1e6)
    if out_file is not None:
        ledger.write(out_file)
        out.print(f"Lines: [bold]{out_file}[/bold]", soft_wrap=True)
    _finish(ledger.issues, ledger, strict=strict)


@app.command(epilog="Example: greenprod explain docs/examples/alliance LINE --production PRODUCTION")
def explain(
    source: Annotated[Path, typer.Argument(exists=True, help="A file of line items, or an alliance's folder.")],
    line_id: Annotated[str, typer.Argument(help="Id of the line.")],
    production: Annotated[str | None, typer.Option(help="Production, where several use the same line id.")] = None,
    policy: PolicyOption = PolicyName.REPORT,
    boundary: BoundaryOption = "full",
    gwp: GwpOption = "as_published",
    prefer: PreferOption = None,
) -> None:
    """Show where the number of one line comes from."""
    calculator = _calculator(policy, boundary, gwp, prefer)
    if source.is_dir():
        from greenprod.alliance.members import Alliance  # noqa: PLC0415

        ledger = calculator.ledger(Alliance.read(source).line_files)
    else:
        ledger = calculator.ledger(source)
    out.print(str(ledger.explain(line_id, production)), highlight=False, markup=False, soft_wrap=True)


@factors_app.command("list", epilog="Example: greenprod factors list travel.flight --region GB")
def factors_list(
    activity: Annotated[str, typer.Argument(help="Only activities that start with this.")] = "",
    region: Annotated[str | None, typer.Option(help="Only factors of this region.")] = None,
    output: Annotated[Format, typer.Option("--format", help="table, csv or json.")] = Format.TABLE,
) -> None:
    """List what can be calculated: activities, regions, stages and years."""
    from greenprod.factors.library import FactorLibrary  # noqa: PLC0415
    from greenprod.regions import region as region_named  # noqa: PLC0415

    library = FactorLibrary.shipped()
    code = region_named(region).code if region else None
    rows = library.options(activity=activity or None, region=code)
    if not any(name.startswith(activity) for name in library.activities):
        library.activity(activity)
    _print_rows(rows, output)
    if output is Format.TABLE:
        names = {row["activity"] for row in rows}
        out.print(f"{len(names)} activities, {len(rows)} activities by region. Factors {library.version}.")


@factors_app.command("show", epilog="Example: greenprod factors show energy.electricity.grid --region DK")
def factors_show(
    activity: Annotated[str, typer.Argument(help="Activity.")],
    region: Annotated[str | None, typer.Option(help="Only factors of this region.")] = None,
    output: Annotated[Format, typer.Option("--format", help="table, csv or json.")] = Format.TABLE,
) -> None:
    """Show every factor of an activity: stages, editions, sources."""
    from greenprod.factors.library import FactorLibrary  # noqa: PLC0415
    from greenprod.regions import region as region_named  # noqa: PLC0415

    library = FactorLibrary.shipped()
    kind = library.activity(activity)
    code = region_named(region).code if region else None
    rows = [
        {
            "stage": str(f.stage),
            "region": f.region,
            "value": f.printed,
            "unit": f.unit,
            "valid_from": str(f.valid_from),
            "valid_to": str(f.valid_to),
            "source": f.source_id,
            "locator": f.locator,
            "flags": " ".join((*f.flags, *(f"includes:{name}" for name in f.includes))),
        }
        for f in library.factors
        if f.activity == activity and code in (None, f.region)
    ]
    if output is Format.TABLE:
        out.print(f"[bold]{kind.activity_id}[/bold]  {kind.title_en} ({kind.title_da}), {kind.dimension}, {kind.kind}")
        if code and not rows:
            out.print(f"No factor of its own for {code}; a lookup goes to parent regions and proxies.")
    _print_rows(rows, output)


@factors_app.command("check", epilog="Example: greenprod factors check factors")
def factors_check(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder laid out as factors/; the shipped one when empty.")
    ] = None,
) -> None:
    """Check a factor folder: keys, units, validity, gases, locators, licences."""
    from importlib.resources import files  # noqa: PLC0415

    from greenprod.factors.checks import check_folder, counts  # noqa: PLC0415

    place = folder if folder is not None else files("greenprod._factors")
    if folder is not None and not folder.joinpath("emission").is_dir():
        message = f"{folder} is not a factor folder: it has no emission/."
        raise GreenprodError(Issue(code="not_a_factor_folder", message=message, file=str(folder)))
    problems = check_folder(place)
    for name, rows in counts(place).items():
        out.print(f"{name}: {rows} rows", highlight=False)
    for issue in problems:
        err.print(f"{issue.code}: {issue.file} {issue.row or ''} {issue}", highlight=False, markup=False)
    out.print(f"{len(problems)} problems")
    if problems:
        raise typer.Exit(PROBLEMS)


def _calculator(policy: PolicyName, boundary: str, gwp: str, prefer: list[str] | None) -> Calculator:
    from attrs import evolve  # noqa: PLC0415

    from greenprod.factors.library import FactorLibrary  # noqa: PLC0415
    from greenprod.footprint.calculate import Calculator  # noqa: PLC0415
    from greenprod.footprint.terms import POLICIES  # noqa: PLC0415
    from greenprod.vocabulary import invalid_choice  # noqa: PLC0415

    library = FactorLibrary.shipped()
    for source in prefer or ():
        if source not in library.sources:
            raise GreenprodError(invalid_choice("--prefer", source, library.sources))
    chosen = evolve(POLICIES[policy], prefer=tuple(prefer or ()))
    return Calculator(library, policy=chosen, boundary=boundary, gwp=gwp)


def _print_alliance(report: AllianceReport) -> None:
    for title, frame, key in (
        (f"Members, {report.method}", report.members, "name"),
        ("Productions, each counted once", report.productions, "title"),
    ):
        _print_sums(frame, [key], f"{title}, t CO2e", 1e9)
    total = report.total["co2e_mg"]
    members = int(report.members["co2e_mg"].iloc[:-1].sum())
    outside = int(report.members["co2e_mg"].iloc[-1])
    sign = "=" if members + outside == total else "is NOT"
    out.print(f"members {members:,} mg + outside {outside:,} mg {sign} productions {total:,} mg", highlight=False)


def _print_sums(frame: pd.DataFrame, keys: list[str], title: str, unit_mg: float) -> None:
    measures = {
        "co2e_mg": "total",
        "scope1_mg": "scope 1",
        "scope2_location_mg": "scope 2 location",
        "scope2_market_mg": "scope 2 market",
        "scope3_mg": "scope 3",
        "biogenic_mg": "biogenic CO2",
    }
    table = Table(title=title, title_justify="left")
    for key in keys:
        table.add_column(key.replace("_", " "), overflow="fold")
    for name in measures.values():
        table.add_column(name, justify="right")
    for _, row in frame.iterrows():
        cells = [str(row[key]) or "-" for key in keys]
        table.add_row(*map(_plain, cells), *(f"{row[name] / unit_mg:,.2f}" for name in measures))
    out.print(table)


def _plain(text: str) -> str:
    from rich.markup import escape  # noqa: PLC0415

    return escape(text)


def _print_rows(rows: list[dict[str, Any]], output: Format) -> None:
    if output is Format.JSON:
        import json  # noqa: PLC0415

        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    elif output is Format.CSV and rows:
        import csv  # noqa: PLC0415

        writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    elif rows:
        table = Table(box=SIMPLE, pad_edge=False)
        for name in rows[0]:
            table.add_column(name, overflow="fold", no_wrap=name in ("activity", "stage", "region", "value"))
        for row in rows:
            table.add_row(*(_plain(str(value)) for value in row.values()))
        out.print(table)


def _finish(issues: pd.DataFrame, ledger: Ledger, *, strict: bool) -> None:
    """Say what could not be booked; the exit status follows from it."""
    booked, lines = int(ledger.lines["booked"].sum()), len(ledger.lines)
    out.print(f"Lines: {lines:,} in = {booked:,} booked + {lines - booked:,} with an issue", highlight=False)
    if not len(issues):
        return
    from pandas import isna  # noqa: PLC0415

    table = Table(title=f"Problems: {len(issues):,}", title_justify="left")
    for name in ("code", "count", "first at", "message"):
        table.add_column(name, overflow="fold")
    for code, group in issues.groupby("code", sort=True):
        first = group.iloc[0]
        row = "" if isna(first["row"]) else f" row {first['row']}"
        place = f"{Path(first['file']).name} {first['sheet']}{row}".strip()
        table.add_row(str(code), f"{len(group):,}", _plain(place), _plain(str(first["message"])))
    err.print(table)
    if strict and (issues["severity"] == "error").any():
        raise typer.Exit(PROBLEMS)


def _print_error(issues: Iterable[Issue]) -> None:
    for issue in issues:
        place = " ".join(filter(None, (issue.file, f"row {issue.row}" if issue.row else "", issue.column)))
        err.print(
            f"{issue.code}: {place + ': ' if place else ''}{issue}", highlight=False, markup=False, soft_wrap=True
        )


def main() -> None:
    """Run the command line; errors become one line on stderr and an exit status."""
    try:
        app()
    except GreenprodError as error:
        if "--debug" in sys.argv:
            raise
        _print_error(error.issues)
        sys.exit(WRONG_CALL)
    except OSError as error:
        if "--debug" in sys.argv:
            raise
        err.print(f"{error.filename or ''}: {error.strerror or error}", highlight=False, markup=False)
        sys.exit(WRONG_CALL)
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        err.print(f"greenprod stopped: {type(error).__name__}: {error}", highlight=False, markup=False)
        err.print("This is a defect of greenprod. Run again with --debug and report what it prints.")
        sys.exit(DEFECT)


if __name__ == "__main__":
    main()
