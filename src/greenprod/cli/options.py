"""Options that several commands share, and the calculator they ask for."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from greenprod.errors import GreenprodError

if TYPE_CHECKING:
    from greenprod.footprint.calculate import Calculator


class PolicyName(StrEnum):
    """Policies by name."""

    REPORT = "report"
    STRICT = "strict"


PolicyOption = Annotated[PolicyName, typer.Option(help="How far a lookup may go from what was asked.")]
BoundaryOption = Annotated[str, typer.Option(help="What is counted: full, no_rf, no_wtt, scopes_1_2.")]
GwpOption = Annotated[str, typer.Option(help="GWP set: as_published, AR4, AR5 or AR6.")]
PreferOption = Annotated[list[str] | None, typer.Option(help="Source that wins over the default series; repeatable.")]
OverlayOption = Annotated[
    list[Path] | None, typer.Option(help="CSV file of own factors, laid over the shipped ones; repeatable.")
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Exit with status 1 when a line has a problem.")]


def calculator_of(
    policy: PolicyName, boundary: str, gwp: str, prefer: list[str] | None, overlay: list[Path] | None
) -> Calculator:
    """Return the calculator that the options ask for."""
    from attrs import evolve  # noqa: PLC0415

    from greenprod.factors.library import FactorLibrary  # noqa: PLC0415
    from greenprod.footprint.calculate import Calculator  # noqa: PLC0415
    from greenprod.footprint.terms import POLICIES  # noqa: PLC0415
    from greenprod.vocabulary import invalid_choice  # noqa: PLC0415

    library = FactorLibrary.shipped()
    for path in overlay or ():
        library = library.overlay(path)
    for source in prefer or ():
        if source not in library.sources:
            raise GreenprodError(invalid_choice("--prefer", source, library.sources))
    chosen = evolve(POLICIES[policy], prefer=tuple(prefer or ()))
    return Calculator(library, policy=chosen, boundary=boundary, gwp=gwp)
