"""Qualifications: what jobs ask for, who is qualified until when, and how much training people had.

People are counted, or named by a pseudonym that says nothing about them. What looks like a person's own data is
refused, and never repeated in the issue.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import field, frozen
from attrs.converters import optional

from greenprod.alliance.records import (
    Record,
    amount_field,
    day,
    flag,
    known,
    read_records,
    unique,
    whole,
    word,
    write_records,
)
from greenprod.errors import DataError, Issue

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from decimal import Decimal
    from pathlib import Path

WARN_DAYS = 90
"""How many days before its last one a qualification is told to expire."""

_PSEUDONYM = re.compile(
    r"(?:(?:h|p|id|crew|holder|person)[-_]?)?\d{1,5}"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?=\d*[a-f])[0-9a-f]{16,64}",
    re.IGNORECASE,
)
_CPR = re.compile(r"(?<!\d)(?:[0-2]\d|3[01])(?:0\d|1[0-2])\d{2}[- ]?\d{4}(?!\d)")
_MAIL = re.compile(r"\S@\S")


class Gender(StrEnum):
    """Whose training hours are counted; the categories of VSME disclosure B10."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    NOT_REPORTED = "not_reported"

    @property
    def vsme_concept(self) -> str:
        """Name of the VSME concept for average annual training hours."""
        return f"AverageNumberOfAnnualTrainingHoursPer{_VSME[self]}Employee"


_VSME = {
    Gender.FEMALE: "Female",
    Gender.MALE: "Male",
    Gender.OTHER: "OtherGender",
    Gender.NOT_REPORTED: "NonReportedGender",
}


def _gender(value: str) -> Gender:
    return word(Gender)(value)


def pseudonym(value: str) -> str:
    """Convert an id that says nothing about its holder.

    It is up to five digits, with or without h, p, id, crew, holder or person in front, or a random hexadecimal one.

    Raises
    ------
    DataError
        ``personal_data`` for anything else, such as a name, an address or a CPR number; it is not repeated.

    Examples
    --------
    >>> pseudonym("h-0042")
    'h-0042'

    """
    text = value.strip()
    if text and not _PSEUDONYM.fullmatch(text):
        raise _personal("The holder is no pseudonymous id")
    return text


def impersonal(value: str) -> str:
    """Convert a text that holds no CPR number and no e-mail address.

    Raises
    ------
    DataError
        ``personal_data``; what was found is not repeated.

    """
    if _CPR.search(value) or _MAIL.search(value):
        raise _personal("The text holds what looks like a CPR number or an e-mail address")
    return value


def _personal(what: str) -> DataError:
    hint = "Write an id such as h-0042 and keep the list of who it is elsewhere, or give a headcount."
    return DataError(Issue(code="personal_data", message=f"{what}; it is not shown here.", hint=hint))


@frozen(kw_only=True)
class Role(Record):
    """Describe a job function, as a common standard for those who hold it.

    Parameters
    ----------
    role_id, title, description
        Which, its name, and what the job asks for.
    green_manager
        Whether its holder counts as a production's green manager.
    evidence
        Where the description is published.

    """

    role_id: str
    title: str
    description: str = ""
    green_manager: bool = field(default=False, converter=flag)
    evidence: str = ""


@frozen(kw_only=True)
class Qualification(Record):
    """Hold that somebody is qualified for a role.

    Parameters
    ----------
    qualification_id, role_id
        Which, and for what.
    member_id, production_id
        Where the holder works; either may be empty.
    holder, headcount
        A pseudonymous id, or how many people; one of them. A headcount of 0 says that there is nobody.
    issued, expires
        First and last day, both included; without a last day it does not expire.
    evidence
        Such as the certificate's number.

    """

    qualification_id: str = field(converter=impersonal)
    role_id: str
    issued: dt.date = field(converter=day)
    expires: dt.date | None = field(default=None, converter=optional(day))
    member_id: str = ""
    production_id: str = ""
    holder: str = field(default="", converter=pseudonym, repr=False)
    headcount: int | None = field(default=None, converter=optional(whole))
    evidence: str = field(default="", converter=impersonal, repr=False)

    def __attrs_post_init__(self) -> None:
        if bool(self.holder) == (self.headcount is not None):
            message = "The row has both a holder and a headcount, or neither."
            hint = "Write a pseudonymous id for one person, or how many people there are."
            raise DataError(self.issue("holder_or_headcount", message, "headcount", hint=hint))
        if self.expires is not None and self.expires < self.issued:
            message, hint = f"It expires on {self.expires}, before it is issued.", "Correct one of the days."
            raise DataError(self.issue("period_reversed", message, "expires", self.expires, hint=hint))

    @property
    def people(self) -> int:
        """How many people hold it."""
        return 1 if self.headcount is None else self.headcount

    def valid(self, on: dt.date) -> bool:
        """Return whether it is held on a day."""
        return self.issued <= on and (self.expires is None or on <= self.expires)


@frozen(kw_only=True)
class Training(Record):
    """Hold how many people of one gender category there were in a year, and how much training they had.

    Parameters
    ----------
    member_id, year, gender
        Whose, when, and of which category.
    production_id
        Whose crew; empty for the member's own employees.
    headcount
        All people of the category, trained or not.
    trained, hours
        How many were trained, and hours of training together; None is unknown, which is not zero.
    evidence
        Such as the list of courses.

    """

    member_id: str
    year: int = field(converter=whole)
    headcount: int = field(converter=whole)
    gender: Gender = field(default=Gender.NOT_REPORTED, converter=_gender)
    production_id: str = ""
    trained: int | None = field(default=None, converter=optional(whole))
    hours: Decimal | None = amount_field(default=None)  # noqa: RUF009 - a field
    evidence: str = field(default="", converter=impersonal, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.trained is not None and self.trained > self.headcount:
            message = f"{self.trained} were trained of {self.headcount}."
            hint = "Headcount is all people, trained or not."
            raise DataError(self.issue("trained_over_headcount", message, "trained", self.trained, hint=hint))
        if self.hours is not None and self.hours < 0:
            message, hint = f"Hours cannot be {self.hours}.", "Leave the cell empty if they are not known."
            raise DataError(self.issue("negative_amount", message, "hours", self.hours, hint=hint))


@frozen(kw_only=True)
class TrainingHours:
    """Hold a member's average training hours per employee of one category; None if hours or people are unknown."""

    member_id: str
    year: int
    gender: Gender
    employees: int
    hours_per_employee: Fraction | None


@frozen(kw_only=True)
class Qualifications:
    """Hold roles, qualifications and training; see `held` for how rows are accepted."""

    roles: tuple[Role, ...] = ()
    qualifications: tuple[Qualification, ...] = ()
    training: tuple[Training, ...] = ()

    def write(self, folder: Path) -> None:
        """Write the three tables into a folder."""
        write_records(folder / "roles.csv", Role, self.roles)
        write_records(folder / "qualifications.csv", Qualification, self.qualifications)
        write_records(folder / "training.csv", Training, self.training)

    def holders(self, role_id: str, on: dt.date, *, production_id: str = "") -> int:
        """Return how many people hold a role on a day, a pseudonymous holder once; of one production if it is named."""
        rows = [
            one
            for one in self.qualifications
            if one.role_id == role_id and one.valid(on) and production_id in ("", one.production_id)
        ]
        return len({one.holder for one in rows if one.holder}) + sum(one.people for one in rows if not one.holder)

    def green_manager_present(self, production_id: str, on: dt.date) -> bool | None:
        """Return whether a production has a green manager on a day; None if nothing says so or otherwise.

        True when a qualification for a green manager's role is valid; False when there is one and it is not, or it
        counts nobody. Rows about other roles say nothing.
        """
        roles = {one.role_id for one in self.roles if one.green_manager}
        rows = [one for one in self.qualifications if one.production_id == production_id and one.role_id in roles]
        return any(one.valid(on) and one.people for one in rows) if production_id and rows else None

    def warnings(self, on: dt.date, *, days: int = WARN_DAYS) -> tuple[Issue, ...]:
        """Return what has expired or will within some days, unless the same holder has a later one for the role.

        Parameters
        ----------
        on
            Today.
        days
            How far to look ahead.

        """
        found = []
        for one in self.qualifications:
            if one.expires is None or one.expires > on + dt.timedelta(days=days) or self._renewed(one):
                continue
            past = one.expires < on
            message = f"{one.qualification_id} for {one.role_id} {'expired' if past else 'expires'} on {one.expires}."
            found.append(
                one.issue(
                    "qualification_expired" if past else "qualification_expiring", message, "expires", one.expires,
                    severity="warning", hint="Renew it, and add a row for the new one.",
                    production_id=one.production_id,
                )
            )  # fmt: skip
        return tuple(found)

    def crew_trained(self, production_id: str) -> Fraction | None:
        """Return the share of a production's crew that was trained; None while any of its rows leaves that open."""
        rows = [one for one in self.training if one.production_id == production_id]
        crew = sum(one.headcount for one in rows)
        trained = [one.trained for one in rows]
        if not production_id or not crew or None in trained:
            return None
        return Fraction(sum(number or 0 for number in trained), crew)

    def training_hours(self, year: int) -> tuple[TrainingHours, ...]:
        """Return members' average training hours per employee in a year, by gender category (VSME B10)."""
        rows = sorted(
            (one for one in self.training if one.year == year and not one.production_id),
            key=lambda one: (one.member_id, list(Gender).index(one.gender)),
        )
        return tuple(
            TrainingHours(
                member_id=one.member_id,
                year=year,
                gender=one.gender,
                employees=one.headcount,
                hours_per_employee=Fraction(one.hours) / one.headcount
                if one.hours is not None and one.headcount
                else None,
            )
            for one in rows
        )

    def _renewed(self, old: Qualification) -> bool:
        return bool(old.holder) and any(
            one.holder == old.holder
            and one.role_id == old.role_id
            and (one.expires is None or (old.expires is not None and one.expires > old.expires))
            for one in self.qualifications
        )


def _per_head(one: Training) -> Fraction | None:
    return Fraction(one.hours) / one.headcount if one.hours is not None and one.headcount else None


def read(
    folder: Path, *, member_ids: Collection[str], production_ids: Collection[str], issues: list[Issue]
) -> Qualifications:
    """Return what a folder's ``roles.csv``, ``qualifications.csv`` and ``training.csv`` say."""
    return held(
        read_records(folder / "roles.csv", Role, issues),
        read_records(folder / "qualifications.csv", Qualification, issues),
        read_records(folder / "training.csv", Training, issues),
        member_ids=member_ids,
        production_ids=production_ids,
        issues=issues,
    )


def held(
    roles: Iterable[Role],
    qualifications: Iterable[Qualification],
    training: Iterable[Training],
    *,
    member_ids: Collection[str],
    production_ids: Collection[str],
    issues: list[Issue],
) -> Qualifications:
    """Return the rows that can be used; the others become issues.

    Parameters
    ----------
    roles, qualifications, training
        Rows; of two with one id the first counts.
    member_ids, production_ids
        What exists.
    issues
        Where problems go.

    """
    kept = unique(roles, lambda one: one.role_id, "role_id", issues)
    names = {one.role_id for one in kept}
    people = [
        one
        for one in unique(qualifications, lambda one: one.qualification_id, "qualification_id", issues)
        if not _told(_unknown(one, member_ids, production_ids, names), issues)
    ]
    sure = [one for one in training if not _told(_unknown(one, member_ids, production_ids, names), issues)]
    sure = unique(sure, lambda one: (one.member_id, one.production_id, one.year, one.gender), "member_id", issues)
    return Qualifications(roles=tuple(kept), qualifications=tuple(people), training=tuple(sure))


def _unknown(
    one: Qualification | Training,
    member_ids: Collection[str],
    production_ids: Collection[str],
    role_ids: Collection[str],
) -> list[Issue]:
    """Return an issue for each thing that a row names and that does not exist."""
    found = [] if isinstance(one, Training) else known(one, "role_id", role_ids, "roles.csv")
    if one.member_id:
        found += known(one, "member_id", member_ids, "members.csv")
    if one.production_id:
        found += known(one, "production_id", production_ids, "productions.csv")
    return [issue.at(hint="Add it there, or correct the id.") for issue in found]


def _told(found: list[Issue], issues: list[Issue]) -> bool:
    issues += found
    return bool(found)
