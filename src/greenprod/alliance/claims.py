"""Claims: rows of assessments.csv, what they say about one criterion each, and what makes them unusable."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import field, frozen
from attrs.converters import optional

from greenprod.alliance.answers import NOT_APPLICABLE, Given, answer, exact
from greenprod.alliance.criteria import Choice
from greenprod.alliance.records import Record, day, known, word
from greenprod.errors import GreenprodError, Issue, near

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from greenprod.alliance.answers import Answer
    from greenprod.alliance.criteria import Criterion, Option
    from greenprod.alliance.editions import Edition

TOTAL = "total"
"""What stands for a criterion where an assessor states the whole score."""


class State(StrEnum):
    """How far a claim has come."""

    DECLARED = "declared"
    VERIFIED = "verified"


class Territory(StrEnum):
    """Where the parts were made that a claim is about."""

    HOME = "home"
    ABROAD = "abroad"


def _state(value: str) -> State:
    return word(State)(value)


def _territory(value: str) -> Territory:
    return word(Territory)(value)


@frozen(kw_only=True)
class Claim(Record):
    """Hold what is said about one criterion, or one option of it.

    Parameters
    ----------
    assessment_id
        Rows with the same id are one assessment: of one edition, one subject and one track.
    edition
        Id of the edition.
    production_id, member_id
        What is assessed: a production and who declares it; or a member; or, without either, the alliance.
    track
        Production type or route, where the edition's rule depends on it.
    criterion, option
        Ids within the edition; ``total`` stands for the whole score as an assessor states it.
    answer
        Yes, no, not_applicable, or a number where the edition has grades (80 % is 0.8).
    points
        Points as counted by the assessor; worked out from the answer when empty.
    state, date
        Declared or verified, and on which day.
    assessor, evidence
        Who verified it on which ground; both needed then.
    territory
        home or abroad.

    """

    assessment_id: str
    edition: str
    production_id: str = ""
    member_id: str = ""
    track: str = ""
    criterion: str
    option: str = ""
    answer: Answer | None = field(default=None, converter=optional(answer))
    points: Fraction | None = field(default=None, converter=optional(exact))
    state: State = field(converter=_state)
    date: dt.date = field(converter=day)
    assessor: str = ""
    evidence: str = ""
    territory: Territory = field(default=Territory.HOME, converter=_territory)

    @property
    def given(self) -> Given:
        """What it says."""
        return Given(answer=self.answer, points=self.points)

    @property
    def subject(self) -> tuple[str, str, str, str]:
        """Edition, production, member and track, the same in all rows of an assessment."""
        return self.edition, self.production_id, self.member_id, self.track

    @property
    def about(self) -> tuple[str, str, Territory]:
        """Criterion, option and territory."""
        return self.criterion, self.option, self.territory


def checked_claims(
    claims: Iterable[Claim],
    editions: Mapping[str, Edition],
    issues: list[Issue],
    *,
    member_ids: Collection[str],
    production_ids: Collection[str],
    producers: Mapping[str, Collection[str]],
) -> list[Claim]:
    """Return the claims that can be used; the others become issues.

    Parameters
    ----------
    claims, editions
        What is said, and about what.
    issues
        Where problems go.
    member_ids, production_ids
        Who and what exists.
    producers
        Ids and names of those who make each production, who may not verify it.

    """
    groups: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        found = list(_row_issues(claim, editions, member_ids, production_ids, producers))
        issues += found
        if not found:
            groups[claim.assessment_id].append(claim)
    usable: list[Claim] = []
    for group in groups.values():
        usable += _checked_group(group, editions, issues)
    return usable


def _row_issues(
    claim: Claim,
    editions: Mapping[str, Edition],
    member_ids: Collection[str],
    production_ids: Collection[str],
    producers: Mapping[str, Collection[str]],
) -> Iterator[Issue]:
    """Yield what is wrong with a row whatever stands in the others."""
    if claim.edition not in editions:
        message = f"There is no edition {claim.edition!r}."
        valid = near(claim.edition, editions) or tuple(sorted(editions))
        yield claim.issue("unknown_edition", message, "edition", claim.edition, valid_values=valid)
    if claim.production_id:
        yield from known(claim, "production_id", production_ids, "productions.csv")
    if claim.member_id:
        yield from known(claim, "member_id", member_ids, "members.csv")
    if claim.answer is None and claim.points is None:
        yield claim.issue("missing_field", "The row has neither an answer nor points.", "answer")
    if claim.state is State.VERIFIED:
        if not claim.assessor:
            yield claim.issue("missing_field", "A verified row says who verified it.", "assessor")
        if not claim.evidence:
            yield claim.issue("missing_evidence", "A verified row says on which evidence.", "evidence")
        own = [claim.member_id, *producers.get(claim.production_id, ())]
        yield from own_hand(claim, "assessor", own)


def own_hand(record: Record, column: str, own: Iterable[str]) -> Iterator[Issue]:
    """Yield an issue when somebody grants something to themselves.

    Parameters
    ----------
    record, column
        The row, and the column that names who grants.
    own
        Ids and names of those who are assessed.

    """
    who = str(getattr(record, column)).strip()
    if who and who.casefold() in {name.strip().casefold() for name in own if name}:
        message = f"{who} verifies or grants its own work; somebody else has to."
        yield record.issue(
            f"own_{column}", message, column, who, hint="Name the funder, broadcaster or auditor who did."
        )


def _checked_group(group: list[Claim], editions: Mapping[str, Edition], issues: list[Issue]) -> list[Claim]:
    first = group[0]
    edition = editions[first.edition]
    same = [claim for claim in group if claim.subject == first.subject]
    for claim in group:
        if claim.subject != first.subject:
            message = f"The rows of {claim.assessment_id} differ in edition, production, member or track."
            issues.append(claim.issue("mixed_assessment", message, "assessment_id", claim.assessment_id))
    start = min(claim.date for claim in same)
    refused = _whole(same, edition, start)
    if refused is not None:
        issues.append(refused)
        return []
    usable: list[Claim] = []
    for claim in same:
        found = [*_content(claim, edition, editions, start), *_against(claim, usable, edition, start)]
        issues += found
        if not found:
            usable.append(claim)
    return usable


def _whole(group: list[Claim], edition: Edition, start: dt.date) -> Issue | None:
    """Return why no row of an assessment can be used: its day or its track."""
    first = min(group, key=lambda claim: claim.date)
    hint = f"None of the {len(group)} rows of {first.assessment_id} counts."
    if not edition.in_force(start):
        message = (
            f"{edition.id} is in force from {edition.in_force_from or '?'} to before {edition.in_force_to or '?'}."
        )
        return first.issue("outside_edition", message, "date", start, hint=hint)
    try:
        edition.rule(start, first.track)
    except GreenprodError as error:
        return error.issue.at(file=first.file, row=first.row, hint=hint)
    return None


def _content(claim: Claim, edition: Edition, editions: Mapping[str, Edition], start: dt.date) -> Iterator[Issue]:
    """Yield what the edition does not allow a row to say."""
    if claim.criterion == TOTAL:
        highest = edition.rule(start, claim.track).highest
        number = claim.answer if isinstance(claim.answer, Fraction) else claim.points
        if number is None:
            yield claim.issue("invalid_answer", "A total is a number.", "answer", claim.answer)
        elif highest is not None and number > highest:
            message = f"The total {float(number):g} is above {float(highest):g}, the most there is."
            yield claim.issue("points_above_cap", message, "answer", float(number))
        return
    criterion = edition.criterion(claim.criterion, start)
    if criterion is None:
        yield _no_criterion(claim, edition, editions)
        return
    option = criterion.option(claim.option)
    if option is None:
        message = f"{criterion.id} of {edition.id} has no option {claim.option!r}."
        valid = tuple(one.id for one in criterion.options if one.id)
        yield claim.issue("unknown_option", message, "option", claim.option, valid_values=valid)
        return
    yield from _answer(claim, criterion, option)
    yield from _points(claim, criterion, option)


def _no_criterion(claim: Claim, edition: Edition, editions: Mapping[str, Edition]) -> Issue:
    elsewhere = [
        other.id
        for other in editions.values()
        if other.label == edition.label and any(one.id == claim.criterion for one in other.criteria)
    ]
    if elsewhere:
        message = f"{claim.criterion} is not part of {edition.id} on that day."
        hint = f"It stands in {', '.join(elsewhere)}, perhaps for other days."
        return claim.issue("criterion_outside_edition", message, "criterion", claim.criterion, hint=hint)
    names = [one.id for one in edition.criteria]
    return claim.issue(
        "unknown_criterion",
        f"{edition.id} ({edition.completeness}) has no criterion {claim.criterion!r} here.",
        "criterion",
        claim.criterion,
        valid_values=near(claim.criterion, names) or tuple(names[:10]),
        hint="Where the real edition has it, put the edition's file into the folder scorecards of the alliance.",
    )


def _answer(claim: Claim, criterion: Criterion, option: Option) -> Iterator[Issue]:
    found = claim.answer
    if found is NOT_APPLICABLE and not criterion.not_applicable:
        message = f"{criterion.id} cannot be left out: its edition does not say so."
        yield claim.issue("not_applicable_refused", message, "answer", found)
    if not isinstance(found, Fraction):
        return
    if not option.takes_number:
        message = f"{criterion.id} has no grades here: it is answered by yes or no."
        yield claim.issue("invalid_answer", message, "answer", float(found), valid_values=("yes", "no"))
    elif option.highest is not None and found > option.highest:
        message = f"{criterion.id} takes a number from 0 to {float(option.highest):g}, not {float(found):g}."
        yield claim.issue("out_of_range", message, "answer", float(found), hint="Write 80 % as 0.8.")


def _points(claim: Claim, criterion: Criterion, option: Option) -> Iterator[Issue]:
    if claim.points is None:
        return
    most = criterion.cap if criterion.cap is not None else criterion.most
    if most is not None and claim.points > most:
        message = f"{float(claim.points):g} points are more than the {float(most):g} of {criterion.id}."
        yield claim.issue("points_above_cap", message, "points", float(claim.points))
        return
    span = option.score(Given(answer=claim.answer)).points
    if claim.points < span.low or (span.high is not None and claim.points > span.high):
        message = f"The answer to {criterion.id} is not worth {float(claim.points):g} points."
        yield claim.issue("points_differ", message, "points", float(claim.points))


def _against(claim: Claim, before: list[Claim], edition: Edition, start: dt.date) -> Iterator[Issue]:
    """Yield what a row says against rows above it."""
    mine = [other for other in before if other.about == claim.about]
    if any(other.state is claim.state for other in mine):
        message = f"{claim.criterion} is {claim.state} twice in {claim.assessment_id}; the first row counts."
        yield claim.issue("duplicate_claim", message, "criterion", claim.criterion)
    states = {other.state: other.date for other in (*mine, claim)}
    declared, verified = states.get(State.DECLARED), states.get(State.VERIFIED)
    if declared and verified and verified < declared:
        message = f"{claim.criterion} was verified on {verified}, before it was declared on {declared}."
        yield claim.issue("verified_before_declared", message, "date", claim.date)
    criterion = edition.criterion(claim.criterion, start)
    if criterion is not None and criterion.choose is Choice.ONE and takes(claim):
        for other in before:
            rival = (other.criterion, other.territory, other.state) == (claim.criterion, claim.territory, claim.state)
            if rival and other.option != claim.option and takes(other):
                message = f"Only one option of {claim.criterion} counts, and {other.option} is taken already."
                yield claim.issue("exclusive_options", message, "option", claim.option)


def takes(claim: Claim) -> bool:
    """Whether a row says that its option is met, at least in part."""
    return claim.answer is True or bool(claim.points) or (isinstance(claim.answer, Fraction) and claim.answer > 0)
