"""Awards: labels that somebody else has granted, for how long they hold, and how they are renewed."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd
from attrs import field, frozen
from attrs.converters import optional

from greenprod.alliance.answers import exact
from greenprod.alliance.claims import State, own_hand
from greenprod.alliance.records import Record, day, known, read_records, unique, write_records
from greenprod.errors import DataError, Issue, near

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from fractions import Fraction
    from pathlib import Path

    from greenprod.alliance.editions import Edition, Validity
    from greenprod.alliance.scorecards import Assessment, Scorecards
    from greenprod.alliance.scoring import Rule

FILE = "awards.csv"
STANDING_COLUMNS = (
    "award_id", "edition", "level", "production_id", "member_id", "status", "valid_from", "valid_to", "renewable",
    "renewable_until", "renewed_by",
)  # fmt: skip


class Status(StrEnum):
    """What an award is worth on a day."""

    NOT_YET = "not_yet"
    VALID = "valid"
    LAPSED = "lapsed"
    OPEN = "open"


@frozen(kw_only=True)
class Award(Record):
    """Hold a label that was granted.

    Parameters
    ----------
    award_id, edition, level
        Own id, edition, and level as the edition calls it.
    assessment_id
        The assessment it rests on; empty when that is not in the books.
    production_id, member_id
        Who has it; the alliance itself when both are empty.
    score
        Points, or a share from 0 to 1, as the edition counts; empty when it is not known.
    assessed, issued
        Day of the assessment and day of the award.
    granted_by
        Who granted it; never those who have it.
    renews
        Award that it renews; empty for a first one.
    valid_to
        Last day as the certificate prints it; worked out by the edition's rule when empty.
    evidence
        The certificate.

    """

    award_id: str
    edition: str
    level: str
    assessment_id: str = ""
    production_id: str = ""
    member_id: str = ""
    score: Fraction | None = field(default=None, converter=optional(exact))
    assessed: dt.date = field(converter=day)
    issued: dt.date = field(converter=day)
    granted_by: str
    renews: str = ""
    valid_to: dt.date | None = field(default=None, converter=optional(day))
    evidence: str = ""

    @property
    def subject(self) -> tuple[str, str]:
        """Production and member."""
        return self.production_id, self.member_id


def end_of_month(start: dt.date, months: int) -> dt.date:
    """Return the last day of the month that is so many months after a day's.

    Examples
    --------
    >>> end_of_month(dt.date(2024, 2, 12), 24)
    datetime.date(2026, 2, 28)

    """
    years, month = divmod(start.month - 1 + months, 12)
    return dt.date(start.year + years, month + 1, monthrange(start.year + years, month + 1)[1])


@frozen(kw_only=True)
class Standing:
    """Hold what an award is worth on a day.

    Parameters
    ----------
    status
        not_yet, valid, lapsed, or open where nobody knows when it ends.
    valid_from, valid_to
        First and last day; `valid_to` is None where nobody knows.
    renewable, renewable_until
        Whether it can still be renewed that day, and the last day on which it can, as far as the edition says.
    renewed_by
        Award that renewed it.

    """

    status: Status
    valid_from: dt.date
    valid_to: dt.date | None
    renewable: bool
    renewable_until: dt.date | None
    renewed_by: str = ""


@frozen(kw_only=True)
class Awards:
    """Hold the awards of an alliance.

    Parameters
    ----------
    awards
        The rows that can be used.
    editions
        By id.

    """

    awards: tuple[Award, ...] = ()
    editions: Mapping[str, Edition] = field(factory=dict, repr=False)

    @cached_property
    def by_id(self) -> dict[str, Award]:
        """Awards by id."""
        return {award.award_id: award for award in self.awards}

    @cached_property
    def _renewed_by(self) -> dict[str, str]:
        return {award.renews: award.award_id for award in self.awards if award.renews}

    def validity(self, award: Award) -> Validity:
        """Return for how long awards of an award's edition hold."""
        return self.editions[award.edition].validity

    def period(self, award: Award) -> tuple[dt.date, dt.date | None]:
        """Return the first and the last day of an award, both included; None where nobody knows the last.

        A renewal runs on from the end of the award it renews where the edition says so.
        """
        old = self.by_id.get(award.renews)
        old_end = self.period(old)[1] if old else None
        months = self.validity(old).renewal_months if old else None
        if old_end is not None and months is not None:
            return old_end + dt.timedelta(days=1), award.valid_to or end_of_month(old_end, months)
        return award.issued, award.valid_to or self._first_end(award)

    def _first_end(self, award: Award) -> dt.date | None:
        months = self.validity(award).months
        return None if months is None else end_of_month(award.assessed, months)

    def renewable_until(self, award: Award) -> dt.date | None:
        """Return the last day on which an award can be renewed; None where nobody knows."""
        end, grace = self.period(award)[1], self.validity(award).grace_months
        return None if end is None or grace is None else end_of_month(end, grace)

    def standing(self, award_id: str, on: dt.date) -> Standing:
        """Return what an award is worth on a day.

        Raises
        ------
        DataError
            ``unknown_award``.

        """
        award = self.by_id.get(award_id)
        if award is None:
            message = f"There is no award {award_id!r}."
            raise DataError(
                Issue(code="unknown_award", message=message, value=award_id, valid_values=near(award_id, self.by_id))
            )
        first, last = self.period(award)
        until, renewed_by = self.renewable_until(award), self._renewed_by.get(award_id, "")
        return Standing(
            status=_status(on, first, last),
            valid_from=first,
            valid_to=last,
            renewable=until is not None and award.issued <= on <= until and not renewed_by,
            renewable_until=until,
            renewed_by=renewed_by,
        )

    def frame(self, on: dt.date) -> pd.DataFrame:
        """Return one row for every award with its standing on a day, in `STANDING_COLUMNS`."""
        rows = [(award, self.standing(award.award_id, on)) for award in self.awards]
        cells = [
            [
                getattr(award if hasattr(award, name) and name != "valid_to" else found, name)
                for name in STANDING_COLUMNS
            ]
            for award, found in rows
        ]
        return pd.DataFrame(cells, columns=list(STANDING_COLUMNS))

    def write(self, folder: Path) -> None:
        """Write ``awards.csv`` as `read` reads it."""
        if self.awards:
            write_records(folder / FILE, Award, self.awards)


def _status(on: dt.date, first: dt.date, last: dt.date | None) -> Status:
    if on < first:
        return Status.NOT_YET
    if last is None:
        return Status.OPEN
    return Status.VALID if on <= last else Status.LAPSED


def read(
    folder: Path,
    issues: list[Issue],
    *,
    scorecards: Scorecards,
    member_ids: Collection[str],
    production_ids: Collection[str],
    producers: Mapping[str, Collection[str]] | None = None,
) -> Awards:
    """Return the awards of an alliance's folder.

    Parameters
    ----------
    folder
        With ``awards.csv``, which may be missing.
    issues
        Where problems go; a row with an error is left out.
    scorecards
        Editions and assessments that awards rest on.
    member_ids, production_ids
        Who and what exists.
    producers
        Ids and names of those who make each production, who may not grant it anything.

    """
    rows = unique(read_records(folder / FILE, Award, issues), lambda award: award.award_id, "award_id", issues)
    usable: list[Award] = []
    for award in rows:
        found = [*known(award, "edition", scorecards.editions, "the editions")]
        if award.production_id:
            found += known(award, "production_id", production_ids, "productions.csv")
        if award.member_id:
            found += known(award, "member_id", member_ids, "members.csv")
        own = [award.member_id, *(producers or {}).get(award.production_id, ())]
        found += own_hand(award, "granted_by", own)
        if not found:
            found += _against_edition(award, scorecards)
        issues += found
        if not found:
            usable.append(award)
    awards = Awards(awards=tuple(_renewals(usable, scorecards.editions, issues)), editions=scorecards.editions)
    issues += _printed_ends(awards)
    return awards


def _against_edition(award: Award, scorecards: Scorecards) -> Iterator[Issue]:
    edition = scorecards.editions[award.edition]
    assessment = scorecards.assessments.get(award.assessment_id)
    if award.assessment_id and assessment is None:
        yield from known(award, "assessment_id", scorecards.assessments, "assessments.csv")
        return
    yield from _in_time(award, edition, assessment)
    rules = [assessment.rule] if assessment is not None else list(edition.rules)
    if assessment is not None:
        yield from _rests_on(award, assessment)
    yield from _level(award, rules)


def _in_time(award: Award, edition: Edition, assessment: Assessment | None) -> Iterator[Issue]:
    """Yield what is wrong with the order of assessment and award."""
    verified = [claim.date for claim in assessment.claims if claim.state is State.VERIFIED] if assessment else []
    assessed = max([award.assessed, *verified])
    if award.issued < assessed:
        message = f"The award of {award.issued} is older than its assessment of {assessed}."
        hint = "Correct the day of one of them; an award rests on what was verified before."
        yield award.issue("award_before_assessment", message, "issued", award.issued, hint=hint)
    if assessment is not None and not verified:
        message = f"Nothing of {assessment.id} is verified, so no award can rest on it."
        yield award.issue("not_verified", message, "assessment_id", assessment.id)
    if not edition.in_force(assessment.start if assessment else award.assessed):
        message = (
            f"{edition.id} is in force from {edition.in_force_from or '?'} to before {edition.in_force_to or '?'}."
        )
        yield award.issue("outside_edition", message, "assessed", award.assessed)


def _rests_on(award: Award, assessment: Assessment) -> Iterator[Issue]:
    subject = (assessment.production_id, assessment.member_id)
    if assessment.edition.id != award.edition or (award.production_id or award.member_id) not in subject:
        message = f"The award and {assessment.id} differ in edition, production or member."
        yield award.issue("mixed_assessment", message, "assessment_id", assessment.id)
    elif assessment.outcome().verdict.reached is False:
        message = f"{assessment.id} does not reach what its edition asks for."
        yield award.issue("level_not_reached", message, "level", award.level)


def _level(award: Award, rules: list[Rule]) -> Iterator[Issue]:
    """Yield an issue when no rule has the level, or none gives it for the score."""
    levels = [level for rule in rules for level in rule.steps if level.name == award.level]
    if not levels:
        names = tuple(dict.fromkeys(level.name for rule in rules for level in rule.steps))
        message = f"{award.edition} has no level {award.level!r}."
        yield award.issue("unknown_level", message, "level", award.level, valid_values=names)
        return
    limits = [level.at for level in levels]
    known_limits = [limit for limit in limits if limit is not None]
    tops = [rule.highest for rule in rules]
    highest = max((top for top in tops if top is not None), default=None)
    if award.score is None:
        return
    if highest is not None and None not in tops and award.score > highest:
        message = f"The score {float(award.score):g} is above {float(highest):g}, the most there is."
        yield award.issue("points_above_cap", message, "score", float(award.score), hint="Write 88 % as 0.88.")
    elif known_limits and len(known_limits) == len(limits) and award.score < min(known_limits):
        message = f"{award.level} needs {float(min(known_limits)):g}, and the score is {float(award.score):g}."
        yield award.issue("level_not_reached", message, "score", float(award.score))


def _renewals(awards: Iterable[Award], editions: Mapping[str, Edition], issues: list[Issue]) -> list[Award]:
    """Return awards whose renewals lead back to a first award in good time, in their order."""
    waiting = list(awards)
    kept: dict[str, Award] = {}
    grown = True
    while grown:
        ready = [award for award in waiting if not award.renews or award.renews in kept]
        waiting = [award for award in waiting if award not in ready]
        for award in ready:
            found = list(_late(award, Awards(awards=tuple(kept.values()), editions=editions))) if award.renews else []
            issues += found
            if not found:
                kept[award.award_id] = award
        grown = bool(ready)
    names = {award.award_id for award in waiting}
    for award in waiting:
        if award.renews in names:
            message = f"The renewals of {award.award_id} lead round in a circle, or to an award that is refused."
            issues.append(award.issue("renewal_loop", message, "renews", award.renews))
        else:
            issues += known(award, "renews", kept, FILE)
    return [award for award in awards if award.award_id in kept]


def _late(award: Award, before: Awards) -> Iterator[Issue]:
    old = before.by_id[award.renews]
    if old.subject != award.subject:
        message = f"{award.award_id} and {old.award_id} are awards of different productions or members."
        yield award.issue("mixed_renewal", message, "renews", award.renews)
    if any(other.renews == award.renews for other in before.awards):
        message = f"{old.award_id} is renewed twice; the first row counts."
        yield award.issue("duplicate_renewal", message, "renews", award.renews)
    if award.assessed < old.assessed:
        message = f"{award.award_id} was assessed before {old.award_id}, which it renews."
        yield award.issue("renewal_before_award", message, "assessed", award.assessed)
    until = before.renewable_until(old)
    if until is not None and award.assessed > until:
        message = f"{old.award_id} could be renewed until {until}; {award.assessed} is too late."
        hint = "Leave renews empty: it is a new award."
        yield award.issue("renewal_too_late", message, "assessed", award.assessed, hint=hint)


def _printed_ends(awards: Awards) -> Iterator[Issue]:
    """Yield a warning for each printed end that the edition's rule does not give."""
    for award in awards.awards:
        if award.valid_to is None:
            continue
        first, _ = awards.period(award)
        if award.valid_to < first:
            message = f"{award.award_id} ends on {award.valid_to}, before it starts."
            yield award.issue("period_reversed", message, "valid_to", award.valid_to, severity="warning")
            continue
        months = awards.validity(award).months
        if months is not None and not award.renews and award.valid_to != end_of_month(award.assessed, months):
            message = f"By its edition {award.award_id} would end on {end_of_month(award.assessed, months)}."
            hint = "The printed day counts."
            yield award.issue("validity_differs", message, "valid_to", award.valid_to, severity="warning", hint=hint)
