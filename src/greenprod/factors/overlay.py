"""A company's own factors, laid over a library: both stay visible, and every result says which it took."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from greenprod.errors import DataError, Issue
from greenprod.factors.check_row import check_factor, problem
from greenprod.factors.checks import check_keys, check_series
from greenprod.factors.files import FolderReader

if TYPE_CHECKING:
    import pandas as pd

    from greenprod.factors.library import FactorLibrary
    from greenprod.factors.record import Factor, Source


@frozen
class Overlay:
    """Hold factors of a company or supplier, and the sources they name.

    Parameters
    ----------
    factors
        Rows, each with the flag ``overlay``.
    sources
        One for every combination of source and licence.
    problems
        What is wrong with them; with an error among them the overlay is of no use.

    """

    factors: tuple[Factor, ...]
    sources: tuple[Source, ...]
    problems: tuple[Issue, ...]


def read_overlay(given: Path | str | pd.DataFrame, library: FactorLibrary) -> Overlay:
    """Read own factors from a CSV file or a table, and check them like shipped ones.

    Parameters
    ----------
    given
        CSV file (UTF-8, comma, decimal point) or table with the columns `greenprod.factors.columns.OWN_REQUIRED`.
    library
        Whose vocabulary the rows use.

    """
    name, data = _bytes(given)
    read = FolderReader({name: data})
    placed = list(read.placed_own(name))
    sources = {source.source_id: source for _, (_, source) in placed}
    problems = list(read.problems)
    for place, (factor, source) in placed:
        if not source.title:
            problems.append(problem("missing_source", place, "source", "", "The row does not name its source."))
        if not source.licence:
            hint = "A company's own measurements may say: own, not published."
            problems.append(problem("missing_licence", place, "licence", "", "The row names no licence.", hint=hint))
        problems += check_factor(place, factor, library.activities, sources)
    problems += check_keys("factor_id", ((place, factor.edition) for place, (factor, _) in placed))
    problems += check_series([(place, factor) for place, (factor, _) in placed])
    return Overlay(tuple(factor for _, (factor, _) in placed), tuple(sources.values()), tuple(problems))


def laid_over(library: FactorLibrary, given: Path | str | pd.DataFrame) -> FactorLibrary:
    """Return a library with own factors on top of another's.

    Raises
    ------
    DataError
        With every problem of the rows at once.

    """
    found = read_overlay(given, library)
    errors = [issue for issue in found.problems if issue.severity == "error"]
    if errors:
        raise DataError(*errors)
    return evolve(
        library,
        factors=library.factors.plus(found.factors),
        sources={**library.sources, **{source.source_id: source for source in found.sources}},
    )


def _bytes(given: Path | str | pd.DataFrame) -> tuple[str, bytes]:
    if isinstance(given, (str, Path)):
        path = Path(given)
        try:
            return str(path), path.read_bytes()
        except OSError as error:
            message = f"The file cannot be read: {error.strerror}."
            raise DataError(Issue(code="unreadable_file", message=message, file=str(path))) from None
    return "table", given.to_csv(index=False, lineterminator="\n").encode()
