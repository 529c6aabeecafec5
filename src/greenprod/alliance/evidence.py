"""Evidence: what the ledger can say about a label's criteria, with the lines behind it, or why it cannot tell.

A value is what the lines show for sure: at least so large a share of days or cars, at least so many flights.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from greenprod.alliance.answers import Given
from greenprod.alliance.claims import Claim, State
from greenprod.alliance.criteria import Measure
from greenprod.alliance.rail import RailTime, train_flights
from greenprod.alliance.used_lines import Evidence, UsedLine, doubt, ids, used_lines

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping

    from greenprod.alliance.answers import Answer
    from greenprod.alliance.criteria import Option
    from greenprod.alliance.editions import Edition
    from greenprod.footprint.ledger import Ledger

LOW_EMISSION = ("battery_electric", "cng", "hybrid", "plug_in_hybrid")
"""Fuels of low-emission cars under the German standards."""
_VEGETARIAN = ("vegetarian", "vegan")
_GRID, _CAR, _MEAL = "energy.electricity.grid", "travel.car.", "catering.meal."


def grid_days(lines: Collection[UsedLine], shooting_days: int | Collection[dt.date] | None) -> Evidence:
    """Return the share of shooting days without a generator.

    Every day of a generator's period counts as a day with it, so the share is at least what is returned.

    Parameters
    ----------
    lines
        Of one version of one production.
    shooting_days
        How many there were, or which; with a number alone, every day with a generator is taken for a shooting day.

    """
    measure = Measure.GRID_DAYS
    generators = [line for line in lines if line.item == "generator"]
    grid = [line for line in lines if line.activity.startswith(_GRID)]
    unclear = doubt(measure, lines, generators, dated=True)
    if unclear is not None:
        return unclear
    total = shooting_days if isinstance(shooting_days, int) else len(set(shooting_days or ()))
    if not total:
        return Evidence(measure=measure, value=None, why="The shooting days are not given.")
    if not grid:
        return Evidence(measure=measure, value=None, why="No line is about power from the grid.", lines=ids(generators))
    running = {day for line in generators for day in line.days}
    if not isinstance(shooting_days, int):
        running &= set(shooting_days or ())
    with_generator = min(len(running), total)
    return Evidence(
        measure=measure,
        value=1 - Fraction(with_generator, total),
        why=f"{with_generator} of {total} shooting days have a line of a generator.",
        lines=ids([*grid, *generators]),
    )


def low_emission_cars(lines: Collection[UsedLine], fuels: Collection[str] = LOW_EMISSION) -> Evidence:
    """Return the share of car-kilometres driven by low-emission cars.

    Lines do not tell one car from another, so distance stands for number. An unknown fuel counts as not low-emission.
    """
    measure = Measure.LOW_EMISSION_CARS
    cars = [line for line in lines if line.activity.startswith(_CAR) and line.category == "travel"]
    unclear = doubt(measure, lines, cars)
    if unclear is not None:
        return unclear
    total = sum((line.amount for line in cars), Fraction(0))
    if not total:
        return Evidence(measure=measure, value=None, why="No line is about a car.", lines=ids(cars))
    low = [line for line in cars if line.leaf in fuels]
    unknown = sum(line.leaf == "unknown" for line in cars)
    why = "By distance driven, since lines do not tell one car from another."
    if unknown:
        why += f" Lines with an unknown fuel count as not low-emission: {unknown}."
    value = sum((line.amount for line in low), Fraction(0)) / total
    return Evidence(measure=measure, value=value, why=why, lines=ids(cars))


def vegetarian_meals(lines: Collection[UsedLine]) -> Evidence:
    """Return the share of meals that are vegetarian or vegan."""
    measure = Measure.VEGETARIAN_MEALS
    meals = [line for line in lines if line.activity.startswith(_MEAL)]
    unclear = doubt(measure, lines, meals)
    if unclear is not None:
        return unclear
    total = sum((line.amount for line in meals), Fraction(0))
    if not total:
        return Evidence(measure=measure, value=None, why="No line is about meals.", lines=ids(meals))
    value = sum((line.amount for line in meals if line.leaf in _VEGETARIAN), Fraction(0)) / total
    return Evidence(measure=measure, value=value, why="By number of meals.", lines=ids(meals))


def vegetarian_days(lines: Collection[UsedLine]) -> Evidence:
    """Return the vegetarian days of the week that has fewest of them, among weeks (Monday to Sunday) with meals.

    A day is vegetarian when a line of vegetarian or vegan meals is about that day alone, and no other meal may have
    been eaten on it.
    """
    measure = Measure.VEGETARIAN_DAYS
    meals = [line for line in lines if line.activity.startswith(_MEAL)]
    unclear = doubt(measure, lines, meals, dated=True)
    if unclear is not None:
        return unclear
    if not meals:
        return Evidence(measure=measure, value=None, why="No line is about meals.")
    other = {day for line in meals if line.leaf not in _VEGETARIAN for day in line.days}
    single = {line.first for line in meals if line.leaf in _VEGETARIAN and line.first == line.last}
    weeks: dict[tuple[int, int], set[dt.date]] = defaultdict(set)
    for day in {day for line in meals for day in line.days}:
        weeks[day.isocalendar()[:2]].add(day)
    found = min(len({day for day in days if day in single and day not in other}) for days in weeks.values())
    why = f"Fewest in any of {len(weeks)} weeks with meals."
    return Evidence(measure=measure, value=Fraction(found), why=why, lines=ids(meals))


def evidence_of(
    ledger: Ledger,
    production_id: str,
    *,
    version: str = "final",
    shooting_days: int | Collection[dt.date] | None = None,
    rail_times: Iterable[RailTime] | None = None,
    fuels: Collection[str] = LOW_EMISSION,
) -> dict[Measure, Evidence]:
    """Return what the ledger says about every measure that it can speak of.

    Parameters
    ----------
    ledger, production_id, version
        Whose lines, and which version of them: ``plan`` for a declaration, ``final`` for what was done.
    shooting_days
        How many there were, or which.
    rail_times
        Hours by train between places.
    fuels
        Fuels of low-emission cars.

    """
    lines = used_lines(ledger, production_id, version)
    found = (
        grid_days(lines, shooting_days),
        low_emission_cars(lines, fuels),
        vegetarian_days(lines),
        vegetarian_meals(lines),
        train_flights(ledger, lines, rail_times),
    )
    return {evidence.measure: evidence for evidence in found}


def claims_from(
    found: Mapping[Measure, Evidence],
    edition: Edition,
    assessment_id: str,
    on: dt.date,
    *,
    production_id: str = "",
    member_id: str = "",
    track: str = "",
) -> list[Claim]:
    """Return what the books declare about an edition's criteria; somebody else still has to verify it.

    Parameters
    ----------
    found
        Evidence by measure, from the ledger or from elsewhere (``green_manager``, ``crew_trained``).
    edition, assessment_id, on
        Edition, id of the assessment, and day of the declaration.
    production_id, member_id, track
        As in the other rows of the assessment.

    """
    claims: list[Claim] = []
    for criterion in edition.on(on):
        for option in criterion.options:
            evidence = found.get(option.measure) if option.measure else None
            said = _said(option, evidence.value) if evidence and evidence.value is not None else None
            if said is not None:
                claims.append(
                    Claim(
                        assessment_id=assessment_id,
                        edition=edition.id,
                        production_id=production_id,
                        member_id=member_id,
                        track=track,
                        criterion=criterion.id,
                        option=option.id,
                        answer=said,
                        state=State.DECLARED,
                        date=on,
                        evidence=str(evidence),
                    )
                )
    return claims


def _said(option: Option, value: Fraction) -> Answer | None:
    """Return the answer that a value gives; None when it does not decide the option."""
    if not option.takes_number:
        if option.measure is not Measure.GREEN_MANAGER:
            return None
        return False if not value else None if option.part else True
    return None if option.part and option.score(Given(answer=value)).met else value
