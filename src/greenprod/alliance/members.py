"""Members, productions and stakes: the alliance as its folder describes it."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from attrs import evolve, field, frozen

from greenprod.alliance.periods import Memberships
from greenprod.alliance.records import day, share, texts_of
from greenprod.alliance.settings import toml_text
from greenprod.alliance.stakes import CONSOLIDATING, Method, checked_stakes
from greenprod.errors import DataError, Issue
from greenprod.footprint.booked import issue_frame
from greenprod.footprint.ledger import neutral
from greenprod.readers.tables import read_tables
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from os import PathLike

    from greenprod.alliance.consolidation import AllianceReport
    from greenprod.alliance.periods import Period
    from greenprod.footprint.calculate import Calculator
    from greenprod.readers.tables import Table

COLUMNS = {
    "members.csv": ("member_id", "name", "role", "region"),
    "productions.csv": (
        "production_id", "title", "format", "region", "start", "end", "episodes", "minutes", "shooting_days", "budget",
        "currency", "green_light", "delivery", "foreign_cost_share",
    ),
    "stakes.csv": ("production_id", "member_id", "method", "share", "grant", "currency"),
}  # fmt: skip
NEEDED = {
    "members.csv": ("member_id", "name"),
    "productions.csv": ("production_id", "title"),
    "stakes.csv": ("production_id", "member_id", "method", "share"),
}
CHECKED = {"start": day, "end": day, "green_light": day, "delivery": day, "foreign_cost_share": share}
"""Columns of productions that are used in calculations, and what their cells must be."""
AMOUNTS = ("episodes", "minutes", "shooting_days", "budget", "grant")
LINE_FILES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".parquet", ".pq")


@frozen(kw_only=True)
class Alliance:
    """Hold an alliance as read from its folder.

    Parameters
    ----------
    folder
        Where it was read from.
    id, name, year, method, description
        From ``alliance.toml``; the method is the one that stakes are read under.
    settings
        Everything else in ``alliance.toml``, such as the table ``[restatement]``.
    members, productions, stakes
        Tables in the columns of their files; a stake's share is an exact `fractions.Fraction`.
    memberships
        Who belonged to the alliance when, and who became whom.
    line_files
        Files in ``lines/``, in order of their names.
    issues
        What is wrong in the folder's own tables.

    """

    folder: Path
    id: str
    name: str
    year: int
    method: str
    description: str
    settings: Mapping[str, Any] = field(factory=dict, repr=False)
    members: pd.DataFrame = field(repr=False)
    productions: pd.DataFrame = field(repr=False)
    stakes: pd.DataFrame = field(repr=False)
    memberships: Memberships = field(repr=False)
    line_files: tuple[Path, ...] = field(repr=False)
    issues: pd.DataFrame = field(repr=False)

    @classmethod
    def read(cls, folder: str | PathLike[str]) -> Alliance:
        """Return the alliance described by a folder.

        Rows that cannot be used are left out of the tables and stand in `issues`.

        Parameters
        ----------
        folder
            With ``alliance.toml``, ``members.csv``, ``productions.csv``, ``stakes.csv`` and ``lines/``; perhaps with
            ``memberships.csv`` and ``successions.csv``.

        Raises
        ------
        DataError
            When the folder has no readable ``alliance.toml``, or a table of it is missing altogether.

        """
        path = Path(folder)
        about = _about(path)
        issues: list[Issue] = []
        members = _table(path / "members.csv", issues)
        productions = _table(path / "productions.csv", issues)
        stakes = _table(path / "stakes.csv", issues)
        members = _unique(members, "member_id", "members.csv", issues)
        productions = _checked(_unique(productions, "production_id", "productions.csv", issues), issues)
        return cls(
            **about,
            folder=path,
            members=members.drop(columns="_row"),
            productions=productions.drop(columns="_row"),
            stakes=checked_stakes(stakes, members, productions, "stakes.csv", issues),
            memberships=Memberships.read(path, member_ids=members["member_id"].to_list(), issues=issues),
            line_files=tuple(_line_files(path, issues)),
            issues=issue_frame(issues),
        )

    def write(self, folder: str | PathLike[str]) -> None:
        """Write the alliance to a folder that `read` gives back, with copies of its files of lines.

        Parameters
        ----------
        folder
            Made when it is not there. Other files in it are left alone.

        """
        path = Path(folder)
        path.mkdir(parents=True, exist_ok=True)
        about = {name: getattr(self, name) for name in ("id", "name", "year", "method", "description")}
        (path / "alliance.toml").write_text(toml_text({**about, **self.settings}), encoding="utf-8")
        tables = {"members": self.members, "productions": self.productions, "stakes": self.stakes.drop(columns="row")}
        for name, frame in tables.items():
            texts = frame.astype(object).map(lambda cell: neutral(str(cell)))
            texts.to_csv(path / f"{name}.csv", index=False, lineterminator="\n")
        self.memberships.write(path)
        (path / "lines").mkdir(exist_ok=True)
        for file in self.line_files:
            copy = path / file.relative_to(self.folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            if not (copy.exists() and copy.samefile(file)):
                shutil.copyfile(file, copy)

    def members_in(self, period: Period | int) -> tuple[str, ...]:
        """Return the ids of the members of a period or year: everybody who was one on at least one day of it."""
        return self.memberships.members_in(period)

    def report(
        self,
        calculator: Calculator,
        year: int | None = None,
        *,
        method: str | None = None,
        counted_by: str | None = None,
        progress: Callable[[Path], None] | None = None,
    ) -> AllianceReport:
        """Return what every production, every member and the alliance emitted in a year.

        Parameters
        ----------
        calculator
            Library, policy, boundary and GWP set.
        year
            The year; the one of ``alliance.toml`` when empty.
        method
            One of `stakes.CONSOLIDATING`; the one of ``alliance.toml`` when empty.
        counted_by
            ``delivery``: a production counts whole in the year of its delivery. ``activity``: every line counts in the
            year of its date. Key ``counted_by`` of ``alliance.toml`` when empty, and ``delivery`` without one.
        progress
            Called with each file of lines before it is read.

        """
        from greenprod.alliance.consolidation import consolidate  # noqa: PLC0415 - it needs this class

        return consolidate(
            self,
            calculator,
            year=year or self.year,
            method=method or self.method,
            counted_by=counted_by or str(self.settings.get("counted_by", "delivery")),
            progress=progress,
        )


def _about(path: Path) -> dict[str, Any]:
    file = path / "alliance.toml"
    try:
        about = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(
            Issue(
                code="not_an_alliance",
                message=f"{path} is not an alliance's folder: it has no alliance.toml.",
                file=str(file),
                hint="docs/how-to/alliance-folder.md shows what belongs into it.",
            )
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(
            Issue(code="unreadable_toml", message=f"{file} cannot be read: {error}.", file=str(file))
        ) from None
    method = about.pop("method", Method.OPERATIONAL_CONTROL.value)
    if method not in CONSOLIDATING:
        raise DataError(invalid_choice("method", method, CONSOLIDATING).at(file=str(file)))
    year = about.pop("year", None)
    if not isinstance(year, int):
        message = f"year must be a whole number such as 2025, not {year!r}."
        raise DataError(Issue(code="invalid_year", message=message, file=str(file), column="year", value=str(year)))
    return {
        "id": str(about.pop("id", path.name)),
        "name": str(about.pop("name", path.name)),
        "year": year,
        "method": method,
        "description": str(about.pop("description", "")),
        "settings": about,
    }


def _table(file: Path, issues: list[Issue]) -> pd.DataFrame:
    """Read one of the folder's tables as text, with its row numbers in ``_row``."""
    if not file.exists():
        message = f"The folder has no {file.name}."
        raise DataError(Issue(code="file_not_found", message=message, file=str(file)))
    # a share is at most 1, so a comma or point in it is always a decimal mark, and 1/3 is a share too
    table: Table = read_tables(file, numbers=AMOUNTS)[0]
    issues += [issue.at(file=file.name) for issue in table.issues]
    columns = COLUMNS[file.name]
    missing = [name for name in NEEDED[file.name] if name not in table.frame]
    if missing:
        if not table.issues:
            issues.append(_missing_columns(missing, file.name, columns))
        return pd.DataFrame(columns=[*columns, "_row"])
    frame = table.frame.reindex(columns=list(columns)).astype(object).fillna("").astype(str)
    frame = frame.apply(lambda column: pd.Series(texts_of(column), index=column.index, dtype=object))
    bad = {issue.row for issue in table.issues if issue.severity == "error"}
    frame["_row"] = table.rows
    usable: pd.DataFrame = frame[~frame["_row"].isin(bad)].reset_index(drop=True)
    return usable


def _missing_columns(missing: list[str], file: str, columns: tuple[str, ...]) -> Issue:
    return Issue(
        code="missing_column",
        message=f"The table has no column {', '.join(missing)}.",
        file=file,
        row=1,
        column=missing[0],
        valid_values=columns,
    )


def _unique(frame: pd.DataFrame, key: str, file: str, issues: list[Issue]) -> pd.DataFrame:
    """Keep the first row of each id."""
    bad = frame[key].eq("") | frame[key].duplicated()
    for value, row in zip(frame.loc[bad, key], frame.loc[bad, "_row"], strict=True):
        code = "duplicate_id" if value else "missing_field"
        message = f"{key} {value!r} is used twice; the first row counts." if value else f"The row has no {key}."
        hint = "Give each row an id of its own."
        issues.append(Issue(code=code, message=message, file=file, row=int(row), column=key, value=value, hint=hint))
    return frame[~bad].reset_index(drop=True)


def _checked(productions: pd.DataFrame, issues: list[Issue]) -> pd.DataFrame:
    """Write dates in one form, and empty the cells that are no date or share: a production stays, its cell does not."""
    for name, convert in CHECKED.items():
        settled: dict[str, str] = {"": ""}
        wrong: dict[str, Issue] = {}
        for text in productions[name].unique():
            if text:
                try:
                    settled[text] = str(convert(text))
                except DataError as error:
                    settled[text] = ""
                    wrong[text] = error.issue
        for place in productions[name].isin(wrong).to_numpy().nonzero()[0].tolist():
            row = productions.iloc[place]
            where = {"file": "productions.csv", "row": int(row["_row"]), "production_id": row["production_id"]}
            issues.append(evolve(wrong[row[name]], column=name, **where))
        productions[name] = productions[name].map(settled)
    return productions


def _line_files(path: Path, issues: list[Issue]) -> list[Path]:
    folder = path / "lines"
    if not folder.is_dir():
        message = "The folder has no lines/ with line items."
        issues.append(Issue(code="file_not_found", message=message, file="lines/"))
        return []
    files = sorted(f for f in folder.rglob("*") if f.is_file() and not f.name.startswith((".", "~$")))
    known = [f for f in files if f.suffix.lower() in LINE_FILES]
    for f in files:
        if f not in known:
            message = f"{f.name} is not read: only {', '.join(LINE_FILES)} are."
            issues.append(
                Issue(code="unsupported_file", message=message, severity="warning", file=f.relative_to(path).as_posix())
            )
    return known
