"""Writing a report to a folder, all of it or none of it."""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from greenprod.errors import DataError, Issue
from greenprod.reports.html import render_html
from greenprod.reports.tables import write_csv, write_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from greenprod.reports.source import ReportSource


def _page(report: ReportSource, path: Path) -> None:
    path.write_text(render_html(report), encoding="utf-8", newline="\n")


RENDERERS: dict[str, Callable[[ReportSource, Path], None]] = {
    "lines.csv": lambda report, path: write_csv(report.ledger.lines, path),
    "productions.csv": lambda report, path: write_csv(report.productions, path),
    "members.csv": lambda report, path: write_csv(report.members, path),
    "shares.csv": lambda report, path: write_csv(report.allocation, path),
    "issues.csv": lambda report, path: write_csv(report.issues, path),
    "report.json": write_json,
    "report.html": _page,
}
"""The files of a report and what renders each."""


def write_report(report: ReportSource, folder: str | os.PathLike[str]) -> list[Path]:
    """Write a report to a folder and return the files written.

    Parameters
    ----------
    report
        The alliance report.
    folder
        Where to write; it is made when it does not exist.

    Raises
    ------
    DataError
        ``not_a_folder`` when a file stands where the folder should be.

    """
    return write_files(folder, {file: partial(render, report) for file, render in RENDERERS.items()})


def write_files(folder: str | os.PathLike[str], renderers: Mapping[str, Callable[[Path], object]]) -> list[Path]:
    """Write files to a folder, all or none, and return them.

    All files are rendered before the first one is moved into place, so a failed run leaves older ones whole. Other
    files in the folder are left alone.

    Parameters
    ----------
    folder
        Where to write; it is made when it does not exist.
    renderers
        What writes each file, by its name.

    Raises
    ------
    DataError
        ``not_a_folder`` when a file stands where the folder should be.

    """
    target = Path(folder).resolve()
    if target.exists() and not target.is_dir():
        raise DataError(
            Issue(
                code="not_a_folder",
                message=f"{folder} is a file, not a folder.",
                file=str(folder),
                hint="Name a folder.",
            )
        )
    # A rename does not cross file systems, so a mounted folder gets its temporary folder inside.
    home = target if target.is_mount() else target.parent
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=f".{target.name}-") as name:
        rendered = Path(name)
        for file, render in renderers.items():
            render(rendered / file)
        target.mkdir(exist_ok=True)
        _move(rendered, target, list(renderers))
    return [Path(folder) / file for file in renderers]


def _move(rendered: Path, target: Path, files: list[str]) -> None:
    """Move every file into the target; when one cannot be replaced, put the older ones back."""
    older = rendered / "older"
    older.mkdir()
    for file in files:
        if (target / file).exists():
            shutil.copy2(target / file, older / file)
    moved: list[str] = []
    try:
        for file in files:
            os.replace(rendered / file, target / file)  # noqa: PTH105 - the one call that replaces atomically everywhere
            moved.append(file)
    except BaseException:
        for file in moved:
            if (older / file).exists():
                os.replace(older / file, target / file)  # noqa: PTH105
            else:
                (target / file).unlink()
        raise
