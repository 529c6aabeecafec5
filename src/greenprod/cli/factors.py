"""Commands over the factor library: list, options, show, diff, check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from greenprod.cli.printing import PROBLEMS, Format, out, print_issues, print_rows
from greenprod.errors import GreenprodError, Issue
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from greenprod.factors.library import FactorLibrary
    from greenprod.factors.record import Factor

factors_app = typer.Typer(help="The open factor library.", no_args_is_help=True, rich_markup_mode=None)
FormatOption = Annotated[Format, typer.Option("--format", help="table, csv or json.")]
RegionOption = Annotated[str | None, typer.Option(help="Only factors of this region.")]
# longer than this a table is no longer read, and a file does better
_SCREEN = 200
_LISTED = ("activity", "title", "dimension", "region", "from", "to", "stages")
# a page's address is longer than a line; the first part tells which one is meant
_PLACE = 34


@factors_app.command("list", epilog="Example: greenprod factors list travel.flight --region GB")
def factors_list(
    activity: Annotated[str, typer.Argument(help="Only activities that start with this.")] = "",
    region: RegionOption = None,
    category: Annotated[str | None, typer.Option(help="Only this category, such as catering.")] = None,
    source: Annotated[str | None, typer.Option(help="Only activities with a figure of this source.")] = None,
    search: Annotated[str | None, typer.Option(help="Only activities with this text in their id or a title.")] = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """List what can be calculated: activities, regions, stages and years."""
    library, code = _library(), _code(region)
    if not any(name.startswith(activity) for name in library.activities):
        library.activity(activity)
    if source is not None:
        _known_source(library, source)
    categories = sorted({kind.category for kind in library.activities.values()}) if category else []
    if category and category not in categories:
        raise GreenprodError(invalid_choice("category", category, categories))
    rows = [
        row
        for row in library.options(activity=activity or None, region=code, source=source)
        if category in (None, library.activities[row["activity"]].category) and _named(library, row, search)
    ]
    shown = rows[:_SCREEN] if output is Format.TABLE else rows
    print_rows(list(shown), output, _LISTED)
    if output is Format.TABLE:
        names = {row["activity"] for row in rows}
        more = f" The first {len(shown)} are shown; --format csv prints all." if len(shown) < len(rows) else ""
        out.print(f"{len(names)} activities, {len(rows)} activities by region. Factors {library.version}.{more}")


@factors_app.command("options", epilog="Example: greenprod factors options fuel.diesel.average_biofuel_blend")
def factors_options(
    activity: Annotated[str, typer.Argument(help="Activity.")],
    output: FormatOption = Format.TABLE,
) -> None:
    """Show what a line of an activity may say: units, controls, regions and years with a figure, sources to prefer."""
    from greenprod import units  # noqa: PLC0415

    library = _library()
    kind = library.activity(activity)
    factors = library.factors.of(activity)
    usual = [f for f in factors if not f.is_alternative]
    money = kind.dimension == "money"
    accepted = units.currencies() if money else units.compatible(units.CANONICAL[kind.dimension])
    rules = [rule for rule in library.scopes if rule.kind == kind.kind]
    rows = [
        {"field": "activity", "values": f"{kind.activity_id}: {kind.title_en} ({kind.title_da})"},
        {"field": "unit", "values": ", ".join(accepted)},
        {
            "field": "control",
            "values": ", ".join(
                f"{r.control} (scope {r.category}{', usual' if r.is_default else ''})" for r in sorted(rules, key=str)
            ),
        },
        {"field": "region", "values": ", ".join(sorted({f.region for f in usual}))},
        {"field": "date", "values": f"{min(f.valid_from for f in factors)} to {max(f.valid_to for f in factors)}"},
        {"field": "stages", "values": ", ".join(library.stages(activity))},
        {"field": "--prefer", "values": ", ".join(sorted({f.source_id for f in factors}))},
        {"field": "note", "values": kind.note},
    ]
    print_rows([row for row in rows if row["values"]], output)


@factors_app.command("show", epilog="Example: greenprod factors show energy.electricity.grid --region DK")
def factors_show(
    activity: Annotated[str, typer.Argument(help="Activity.")],
    region: RegionOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Show every factor of an activity: stages, editions, sources, and how the value moved over the years."""
    library, code = _library(), _code(region)
    kind = library.activity(activity)
    factors = [f for f in library.factors.of(activity) if code in (None, f.region)]
    factors.sort(key=lambda f: (f.region, f.stage, f.is_alternative, f.factor_id, f.valid_from))
    if output is Format.TABLE:
        out.print(f"[bold]{kind.activity_id}[/bold]  {kind.title_en} ({kind.title_da}), {kind.dimension}, {kind.kind}")
        if kind.note:
            out.print(kind.note, highlight=False, markup=False)
        if code and not factors:
            out.print(f"No factor of its own for {code}; a lookup goes to parent regions and proxies.")
    print_rows([_row(f) if output is not Format.TABLE else _short_row(f) for f in factors], output)
    if output is Format.TABLE:
        _print_years(factors)
        names = sorted({f.source_id for f in factors})
        for name in names:
            source = library.sources[name]
            out.print(f"{name}: {source.attribution} Licence: {source.licence}.", highlight=False, markup=False)


def _row(f: Factor) -> dict[str, Any]:
    return {
        "stage": str(f.stage),
        "region": f.region,
        "value": f.printed,
        "unit": f.unit,
        "valid_from": str(f.valid_from),
        "valid_to": str(f.valid_to),
        "gsd": "" if f.gsd is None else f"{f.gsd:.3f}",
        "source": f.source_id,
        "locator": f.locator,
        "flags": " ".join((*f.flags, *(f"includes:{name}" for name in f.includes))),
    }


def _short_row(f: Factor) -> dict[str, Any]:
    """Return what fits on a line of the screen; --format csv has the whole."""
    row = _row(f)
    years = f"{f.valid_from.year}" if f.valid_to.year == f.valid_from.year + 1 else f"{f.valid_from} to {f.valid_to}"
    locator = row["locator"] if len(row["locator"]) <= _PLACE else row["locator"][: _PLACE - 1] + "…"
    kept = {name: row[name] for name in ("stage", "region", "value", "unit")}
    return {**kept, "valid": years, "gsd": row["gsd"], "source": row["source"], "place": locator, "flags": row["flags"]}


def _print_years(factors: list[Factor]) -> None:
    """Draw each series with several editions as bars, one per edition."""
    series: dict[str, list[Factor]] = {}
    for factor in factors:
        series.setdefault(factor.factor_id, []).append(factor)
    for name, editions in series.items():
        top = max(f.value for f in editions)
        if len(editions) < 2 or top <= 0:  # noqa: PLR2004 - one value is no series
            continue
        out.print(f"{name}, {editions[0].unit}", highlight=False, markup=False)
        for f in editions:
            bar = "█" * max(round(40 * f.value / top), 0)
            out.print(f"  {f.valid_from.year} {f.printed:>10} {bar}", highlight=False, markup=False)


@factors_app.command("diff", epilog="Example: greenprod factors diff uk_desnz_2024 uk_desnz_2025 --total --top 10")
def factors_diff(
    before: Annotated[str, typer.Argument(help="Source id of the earlier edition, or a factor folder.")],
    after: Annotated[str, typer.Argument(help="Source id of the later edition, or a factor folder.")],
    top: Annotated[int, typer.Option(help="How many of the largest moves to print.", min=1)] = 20,
    activity: Annotated[str, typer.Option(help="Only activities that start with this.")] = "",
    output: FormatOption = Format.TABLE,
    *,
    total: Annotated[bool, typer.Option("--total", help="Compare whole figures, all stages added up.")] = False,
) -> None:
    """Show what moved between two editions or two factor folders, and by how much."""
    from greenprod.factors.diff import changes  # noqa: PLC0415

    old, new = _edition(before), _edition(after)
    found = [c for c in changes(old, new, by_stage=not total) if c.activity.startswith(activity)]
    moved = [c for c in found if c.kind == "moved"]
    rows = [
        {
            "activity": c.activity,
            "region": c.region,
            "stage": c.stage,
            "before": "" if c.before is None else f"{c.before:.6g}",
            "after": "" if c.after is None else f"{c.after:.6g}",
            "change": c.kind if c.ratio is None else f"{c.ratio:+.1%}",
            "unit": c.unit,
        }
        for c in (moved[:top] if output is Format.TABLE else (c for c in found if c.kind != "same"))
    ]
    print_rows(rows, output)
    if output is Format.TABLE:
        kinds = {kind: sum(c.kind == kind for c in found) for kind in ("moved", "same", "new", "gone")}
        told = ", ".join(f"{count:,} {kind}" for kind, count in kinds.items())
        out.print(f"{before} to {after}: {told}", markup=False)


@factors_app.command("check", epilog="Example: greenprod factors check factors")
def factors_check(
    path: Annotated[
        Path | None, typer.Argument(help="Factor folder, or a company's own factor file; the shipped set when empty.")
    ] = None,
    since: Annotated[
        Path | None, typer.Option(help="Factor folder as it was released; its rows must stand there unchanged.")
    ] = None,
    *,
    seal: Annotated[bool, typer.Option("--seal", help="Seal the folder when it has no errors.")] = False,
) -> None:
    """Check factors: cells, keys, units, validity, gases, locators, licences, names, released rows."""
    if (seal or since) and not (path and path.is_dir()):
        message = "--seal and --since are about a factor folder, which has to be named."
        raise GreenprodError(Issue(code="not_a_factor_folder", message=message, file=str(path or "")))
    problems = _own_problems(path) if path and path.is_file() else _folder_problems(path, since, seal=seal)
    errors = [issue for issue in problems if issue.severity == "error"]
    print_issues(problems)
    out.print(f"{len(errors)} problems, {len(problems) - len(errors)} warnings")
    if errors:
        raise typer.Exit(PROBLEMS)


def _own_problems(path: Path) -> list[Issue]:
    from greenprod.factors.overlay import read_overlay  # noqa: PLC0415

    found = read_overlay(path, _library())
    out.print(
        f"{path}: {len(found.factors)} factors that can be laid over the shipped ones", markup=False, soft_wrap=True
    )
    return list(found.problems)


def _folder_problems(path: Path | None, since: Path | None, *, seal: bool) -> list[Issue]:
    from importlib.resources import files  # noqa: PLC0415

    from greenprod.factors.checks import check_folder, check_released, check_seal, counts, seal_folder  # noqa: PLC0415

    place = path if path is not None else files("greenprod._factors")
    for folder in filter(None, (path, since)):
        if not folder.joinpath("emission").is_dir():
            message = f"{folder} is not a factor folder: it has no emission/."
            raise GreenprodError(Issue(code="not_a_factor_folder", message=message, file=str(folder)))
    problems = seal_folder(path) if seal and path else [*check_folder(place), *check_seal(place)]
    if since and path:
        problems += check_released(since, path)
    rows = counts(place)
    for name, count in rows.items():
        out.print(f"{name}: {count:,} rows", highlight=False, markup=False)
    factors = sum(count for name, count in rows.items() if name.startswith("emission/"))
    out.print(
        f"{factors:,} factors, {rows.get('activities.csv', 0):,} activities, {rows.get('sources.csv', 0)} sources, "
        f"{rows.get('exclusions.csv', 0):,} exclusions"
    )
    return problems


def _library() -> FactorLibrary:
    from greenprod.factors.library import FactorLibrary  # noqa: PLC0415

    return FactorLibrary.shipped()


def _code(region: str | None) -> str | None:
    from greenprod.regions import region as region_named  # noqa: PLC0415

    return region_named(region).code if region else None


def _named(library: FactorLibrary, row: dict[str, str], search: str | None) -> bool:
    if not search:
        return True
    kind = library.activities[row["activity"]]
    return any(search.casefold() in text.casefold() for text in (kind.activity_id, kind.title_en, kind.title_da))


def _known_source(library: FactorLibrary, name: str) -> None:
    if name not in library.sources:
        raise GreenprodError(invalid_choice("source", name, library.sources))


def _edition(name: str) -> Iterable[Factor]:
    from greenprod.factors.library import FactorLibrary  # noqa: PLC0415

    folder = Path(name)
    if folder.joinpath("emission").is_dir():
        return FactorLibrary.read(folder).factors
    library = _library()
    _known_source(library, name)
    return [factor for factor in library.factors if factor.source_id == name]
