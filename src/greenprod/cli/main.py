"""The command line: parse, call, print."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer

from greenprod.cli.alliance import alliance_app
from greenprod.cli.factors import FormatOption, factors_app
from greenprod.cli.items import items, template
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
from greenprod.cli.printing import Format, err, finish, finish_totals, out, plain, print_issues, print_rows, print_sums
from greenprod.errors import GreenprodError
from greenprod.version import __version__

WRONG_CALL, DEFECT = 2, 3
LONGEST = 50
app = typer.Typer(
    help="The open carbon ledger for film and TV productions.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich help costs 170 ms of the 250 ms that --help may take
    epilog="Example: greenprod alliance report docs/examples/alliance --out build/report",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(alliance_app, name="alliance")
app.add_typer(factors_app, name="factors")
app.command(epilog="Example: greenprod items flight --lang da")(items)
app.command(epilog="Example: greenprod template lines.xlsx --lang da --item flight --item meals")(template)


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
    overlay: OverlayOption = None,
    *,
    strict: StrictOption = False,
) -> None:
    """Book the line items of files and print their sums."""
    ledger = calculator_of(policy, boundary, gwp, prefer, overlay).ledger(files)
    columns = by or ["production_id", "category"]
    print_sums(ledger.by(*columns), columns, "kg CO2e", 1e6)
    if out_file is not None:
        ledger.write(out_file)
        out.print(f"Lines: [bold]{plain(str(out_file))}[/bold]", soft_wrap=True)
    finish(ledger.issues, ledger, strict=strict)


@app.command(epilog="Example: greenprod totals archive/ --by production_id --into ledger/ --out totals.csv")
def totals(
    source: Annotated[
        Path, typer.Argument(exists=True, help="A file of line items, or a folder of them, of any size.")
    ],
    by: Annotated[list[str] | None, typer.Option(help="Column to sum by; repeatable.")] = None,
    into: Annotated[
        Path | None, typer.Option(help="New folder for the lines; an interrupted run goes on with it.")
    ] = None,
    out_file: Annotated[Path | None, typer.Option("--out", help="Write the sums to a .csv file.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Number of threads.")] = None,
    policy: PolicyOption = PolicyName.REPORT,
    boundary: BoundaryOption = "full",
    gwp: GwpOption = "as_published",
    prefer: PreferOption = None,
    overlay: OverlayOption = None,
    *,
    strict: StrictOption = False,
) -> None:
    """Sum the line items of files of any size, piece by piece."""
    from rich.progress import Progress  # noqa: PLC0415

    from greenprod.reports.tables import write_csv  # noqa: PLC0415

    calculator = calculator_of(policy, boundary, gwp, prefer, overlay)
    columns = tuple(by or ["production_id"])
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task("booking", total=None)

        def tell(done: int, size: int) -> None:
            progress.update(task, completed=done, total=size)

        found = calculator.totals(source, by=columns, into=into, workers=workers, progress=tell)
    frame = found.frame()
    print_sums(frame.head(LONGEST), list(columns), "kg CO2e", 1e6)
    if len(frame) > LONGEST:
        out.print(f"{len(frame) - LONGEST:,} more groups; --out writes them all.")
    if out_file is not None:
        write_csv(frame.drop(columns="co2e_kg"), out_file)
        out.print(f"Sums: [bold]{plain(str(out_file))}[/bold]", soft_wrap=True)
    finish_totals(found, strict=strict)


@app.command(epilog="Example: greenprod explain docs/examples/alliance LINE --production PRODUCTION")
def explain(
    source: Annotated[Path, typer.Argument(exists=True, help="A file of line items, or an alliance's folder.")],
    line_id: Annotated[str, typer.Argument(help="Id of the line.")],
    production: Annotated[str | None, typer.Option(help="Production, where several use the same line id.")] = None,
    policy: PolicyOption = PolicyName.REPORT,
    boundary: BoundaryOption = "full",
    gwp: GwpOption = "as_published",
    prefer: PreferOption = None,
    overlay: OverlayOption = None,
) -> None:
    """Show where the number of one line comes from."""
    calculator = calculator_of(policy, boundary, gwp, prefer, overlay)
    if source.is_dir():
        from greenprod.alliance.members import Alliance  # noqa: PLC0415

        ledger = calculator.ledger(Alliance.read(source).line_files)
    else:
        ledger = calculator.ledger(source)
    out.print(str(ledger.explain(line_id, production)), highlight=False, markup=False, soft_wrap=True)


@app.command(epilog="Example: greenprod compare lines.csv --boundary full --boundary scopes_1_2 --out comparison.html")
def compare(
    files: Annotated[
        list[Path], typer.Argument(exists=True, dir_okay=False, help="CSV, Excel or Parquet files with line items.")
    ],
    boundary: Annotated[list[str], typer.Option(help="A boundary to compare; repeatable.")],
    out_file: Annotated[Path | None, typer.Option("--out", help="Write the comparison to an .html file.")] = None,
    policy: PolicyOption = PolicyName.REPORT,
    gwp: GwpOption = "as_published",
    prefer: PreferOption = None,
    overlay: OverlayOption = None,
    output: FormatOption = Format.TABLE,
    *,
    strict: StrictOption = False,
) -> None:
    """Show what several boundaries would each call the footprint of the same lines."""
    ledger = calculator_of(policy, "full", gwp, prefer, overlay).ledger(files)
    comparison = ledger.compare(boundary)
    if output is Format.TABLE:
        print_sums(comparison.table, ["boundary", "title"], "Boundaries, kg CO2e", 1e6)
        for name, count in comparison.unknown["boundary"].value_counts(sort=False).items():
            out.print(f"{name}: of {count} parts its publisher says nothing; they are counted, the page lists them")
    else:
        print_rows(comparison.table.to_dict("records"), output)  # type: ignore[arg-type] # columns have text names
    if out_file is not None:
        from greenprod.reports.comparison import write_comparison  # noqa: PLC0415

        write_comparison(comparison, out_file)
    if output is Format.TABLE:
        if out_file is not None:
            out.print(f"Page: [bold]{plain(str(out_file))}[/bold]", soft_wrap=True)
        finish(ledger.issues, ledger, strict=strict)


def main() -> None:
    """Run the command line; errors become one line on stderr and an exit status."""
    try:
        app()
    except GreenprodError as error:
        if "--debug" in sys.argv:
            raise
        print_issues(error.issues)
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
