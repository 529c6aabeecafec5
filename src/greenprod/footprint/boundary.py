"""Boundaries: named sets of stages, categories and scopes that a footprint lets in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from greenprod.errors import Issue, ItemError, near
from greenprod.factors.record import BoundaryRule  # noqa: TC001 - attrs resolves the annotation
from greenprod.vocabulary import Stage, invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from greenprod.factors.library import FactorLibrary

SCOPES = ("1", "2", "3")


def _names(value: str | Iterable[str]) -> frozenset[str]:
    """Return several names, or one, as a set."""
    return frozenset({value} if isinstance(value, str) else map(str, value))


def _rules(value: Iterable[BoundaryRule]) -> tuple[BoundaryRule, ...]:
    return tuple(value)


@frozen(kw_only=True, slots=True)
class Posting:
    """Name what a boundary decides about: one stage of one activity of a line.

    Parameters
    ----------
    category, activity, stage
        Part of the production, leaf of the vocabulary and stage of its life cycle.
    scope
        1, 2, 3, or 0 for what stands outside the scopes.
    control
        ``operated`` or ``third_party``.

    """

    category: str
    activity: str
    stage: str
    scope: int
    control: str


@frozen(kw_only=True, slots=False)
class Boundary:
    """Say what a footprint counts.

    Parameters
    ----------
    name, title, source, note
        Id, title, where it is described, and what to know about it.
    exclude_stages, exclude_categories
        What is left out, whatever a rule says.
    scopes
        Only these scopes; empty lets all in. Biogenic CO2 stands outside the scopes and is never counted into them.
    rules
        Finer decisions (``factors/boundary_rules.csv``). A rule gives way to one that speaks about a part of the same
        postings. Where rules remain of which neither is a part of the other, one that leaves out wins. What none names
        is in.

    Examples
    --------
    >>> inside = Boundary(name="no_food", exclude_categories={"catering"})
    >>> inside.lets_in(Posting(category="catering", activity="food.egg.raw", stage="x", scope=3, control="operated"))
    False

    """

    name: str
    title: str = ""
    source: str = ""
    note: str = ""
    exclude_stages: frozenset[str] = field(default=frozenset(), converter=_names)
    exclude_categories: frozenset[str] = field(default=frozenset(), converter=_names)
    scopes: frozenset[str] = field(default=frozenset(), converter=_names)
    rules: tuple[BoundaryRule, ...] = field(default=(), converter=_rules)
    _known: dict[Posting, tuple[bool, tuple[BoundaryRule, ...]]] = field(factory=dict, init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        for column, given, valid in (
            ("exclude_stages", self.exclude_stages, tuple(map(str, Stage))),
            ("scopes", self.scopes, SCOPES),
        ):
            for name in sorted(given.difference(valid)):
                raise ItemError(invalid_choice(column, name, valid))

    @classmethod
    def named(cls, name: str, library: FactorLibrary) -> Boundary:
        """Return a boundary of ``boundaries.csv``.

        Raises
        ------
        ItemError
            ``unknown_boundary`` with the names that exist.

        """
        row = library.boundaries.get(name)
        if row is None:
            close = near(name, library.boundaries)
            raise ItemError(
                Issue(
                    code="unknown_boundary",
                    message=f"There is no boundary {name!r}.",
                    value=name,
                    valid_values=tuple(library.boundaries),
                    hint=f"Did you mean {close[0]}?" if close else "",
                )
            )
        return cls(
            name=name,
            title=row["title"],
            source=row["source"],
            note=row["note"],
            exclude_stages=filter(None, row["exclude_stages"].split("|")),
            exclude_categories=filter(None, row["exclude_categories"].split("|")),
            scopes=filter(None, row["scopes"].split("|")),
            rules=tuple(rule for rule in library.boundary_rules if rule.boundary_id == name),
        )

    @property
    def unknown(self) -> tuple[BoundaryRule, ...]:
        """Rules for what its publisher does not say; those postings are counted, and that is told."""
        return tuple(rule for rule in self.rules if rule.inside == "unknown")

    @property
    def is_everything(self) -> bool:
        """Whether nothing at all is left out."""
        out = any(rule.inside == "out" for rule in self.rules)
        some_scopes = self.scopes and not self.scopes.issuperset(SCOPES)
        return not (out or self.exclude_stages or self.exclude_categories or some_scopes)

    def lets_in(self, posting: Posting) -> bool:
        """Whether a posting is counted."""
        return self._decided(posting)[0]

    def doubts(self, posting: Posting) -> tuple[BoundaryRule, ...]:
        """Return the rules by which a posting is counted although nobody says whether it should be."""
        inside, rules = self._decided(posting)
        return tuple(rule for rule in rules if rule.inside == "unknown") if inside else ()

    def _decided(self, posting: Posting) -> tuple[bool, tuple[BoundaryRule, ...]]:
        if posting not in self._known:
            self._known[posting] = self._decide(posting)
        return self._known[posting]

    def _decide(self, posting: Posting) -> tuple[bool, tuple[BoundaryRule, ...]]:
        if posting.category in self.exclude_categories or posting.stage in self.exclude_stages:
            return False, ()
        if self.scopes and posting.scope and str(posting.scope) not in self.scopes:
            return False, ()
        fitting = [rule for rule in self.rules if _covers(rule, posting)]
        last = tuple(rule for rule in fitting if not any(_is_part(other, rule) for other in fitting))
        return all(rule.inside != "out" for rule in last), last


def _names_activity(pattern: str, activity: str) -> bool:
    if pattern.endswith("*"):
        return activity.startswith(pattern.removesuffix("*"))
    return pattern in ("", activity)


def _covers(rule: BoundaryRule, posting: Posting) -> bool:
    return (
        _names_activity(rule.activity, posting.activity)
        and rule.category in ("", posting.category)
        and rule.stage in ("", posting.stage)
        and rule.control in ("", posting.control)
    )


def _within(one: BoundaryRule, other: BoundaryRule) -> bool:
    """Whether every posting that one rule speaks about is one of the other's."""
    family = one.activity if one.activity in ("", "*") else one.activity.removesuffix("*")
    same_or_finer = _names_activity(other.activity, family) and (
        not one.activity.endswith("*") or other.activity.endswith("*") or not other.activity
    )
    return (
        same_or_finer
        and other.category in ("", one.category)
        and other.stage in ("", one.stage)
        and other.control in ("", one.control)
    )


def _is_part(one: BoundaryRule, other: BoundaryRule) -> bool:
    """Whether a rule speaks about fewer postings than another, all of them the other's."""
    return _within(one, other) and not _within(other, one)
