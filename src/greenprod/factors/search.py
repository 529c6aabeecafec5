"""Searching for many: one activity under one policy, looked up once for all regions and days with one outcome."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from attrs import field, frozen

from greenprod.errors import FactorError
from greenprod.factors.lookup import all_stages, boundaries_in_time, nothing
from greenprod.regions import region as region_named

if TYPE_CHECKING:
    from datetime import date

    from greenprod.errors import Issue
    from greenprod.factors.library import FactorLibrary
    from greenprod.factors.lookup import FoundSet, Policy


@frozen(eq=False)
class Search:
    """Find the factors of one activity under one policy, and remember what was found.

    What a lookup can find changes with the regions and days that the rows of the activity and of its stand-ins name,
    and with no others. So it is done once for all regions that have no figures of their own and the same parents with
    some, and once for all days between two of these.

    Parameters
    ----------
    library, activity, policy
        Where to look for what, and how far to go.
    regions
        Those whose figures or proxy rules can change what is found.
    days
        Days on which it can change, in order.

    """

    library: FactorLibrary
    activity: str
    policy: Policy
    regions: frozenset[str]
    days: list[date]
    _chains: dict[str, tuple[str, ...]] = field(factory=dict, init=False)
    _found: dict[tuple[tuple[str, ...], int], FoundSet | None] = field(factory=dict, init=False)
    _refused: dict[tuple[str, int], Issue] = field(factory=dict, init=False)

    @classmethod
    def of(cls, library: FactorLibrary, activity: str, policy: Policy) -> Search:
        """Return the search for an activity.

        Raises
        ------
        FactorError
            ``unknown_activity``.

        """
        library.activity(activity)
        rules = library.proxies_of(activity) if policy.proxies else ()
        names = dict.fromkeys((activity, *(rule.proxy_activity for rule in rules if rule.proxy_activity)))
        rows = [factor for name in names for factor in library.factors.of(name)]
        return cls(
            library,
            activity,
            policy,
            frozenset((*(factor.region for factor in rows), *(rule.region for rule in rules))),
            boundaries_in_time({(factor.valid_from, factor.valid_to) for factor in rows}, policy),
        )

    def chain(self, region: str) -> tuple[str, ...]:
        """Return a region and its parents, without those that change nothing; its own name is empty if it does not."""
        chain = self._chains.get(region)
        if chain is None:
            first, *parents = region_named(region).chain
            chain = (first if first in self.regions else "", *(place for place in parents if place in self.regions))
            self._chains[region] = chain
        return chain

    def at(self, region: str, day: date) -> FoundSet:
        """Return the factors of every stage, shared by regions; `FoundSet.asked_for` makes them a region's own.

        Raises
        ------
        FactorError
            As `find_all`.

        """
        chain, stretch = self.chain(region), bisect_right(self.days, day)
        try:
            found = self._found[chain, stretch]
        except KeyError:
            found = all_stages(self.library, self.activity, chain, day, self.policy)
            self._found[chain, stretch] = found
        if found is None:
            raise FactorError(self._refusal(region, day, stretch))
        return found

    def _refusal(self, region: str, day: date, stretch: int) -> Issue:
        issue = self._refused.get((region, stretch))
        if issue is None:
            issue = self._refused[region, stretch] = nothing(self.library, self.activity, region, day, self.policy)
        return issue.at(value=str(day)) if issue.column == "date" else issue
