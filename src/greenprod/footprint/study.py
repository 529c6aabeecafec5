"""The moments of groups: what their factors add up to, how much each varies, and the range that follows."""

from __future__ import annotations

import numpy as np
from attrs import evolve, frozen

from greenprod.footprint.by_factor import FactorPostings, by_group, divided, owed
from greenprod.footprint.cells import Cells  # noqa: TC001 - attrs resolves the annotation


@frozen(eq=False)
class Study:
    """Hold what ranges are worked out from, for each group and, in the last place, for all of them together.

    Factors that take away (credits of a company's own, savings) are kept apart from those that add, as a log-normal
    value has one sign.

    Parameters
    ----------
    parts
        Cells of the groups, and of everything as one group, each with the place of its first group here.
    postings
        What one unit of each basis is booked with.
    added, taken
        mg of the factors that add and of those that take away, both positive.
    added_variance, taken_variance
        Their variances in mg squared.
    doubt
        Relative variance that the doubt of the amounts adds.
    unknown
        Part of the mg, regardless of sign, whose factor's deviation nobody knows; NaN where there is nothing.

    """

    parts: tuple[tuple[int, Cells], ...]
    postings: FactorPostings
    added: np.ndarray
    taken: np.ndarray
    added_variance: np.ndarray
    taken_variance: np.ndarray
    doubt: np.ndarray
    unknown: np.ndarray

    @classmethod
    def of(cls, cells: Cells, measures: tuple[str, ...], groups: int) -> Study:
        """Study the postings of cells to some columns."""
        postings = FactorPostings.of(cells.bases, measures)
        amount, square = (np.bincount(cells.basis, values) for values in (cells.amount, cells.square))
        one = np.zeros(len(amount), dtype=np.int64)
        whole = evolve(cells, groups=1, group=one, basis=np.arange(len(one)), amount=amount, square=square)
        parts = ((0, cells), (groups, whole))
        moments = _signed if _takes_away(cells, postings) else _positive
        columns = [moments(part, postings, size) for (_, part), size in zip(parts, (groups, 1), strict=True)]
        together = [np.concatenate(pair) for pair in zip(*columns, strict=True)]
        return cls(parts, postings, *together)

    def ends(self, mg: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the ends of the range of each sum in mg.

        Parameters
        ----------
        mg
            The sums as booked.

        """
        # the books have rounded each line, which the cells have not
        added = np.where(self.taken == 0, np.maximum(mg, 0), self.added)
        taken = np.where(self.added == 0, np.maximum(-mg, 0), self.taken)
        more, less = _spans(added, divided(self.added_variance, self.added**2), self.doubt)
        more_taken, less_taken = _spans(taken, divided(self.taken_variance, self.taken**2), self.doubt)
        return mg - np.hypot(less, more_taken), mg + np.hypot(more, less_taken)


def _spans(size: np.ndarray, relative: np.ndarray, doubt: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how far a log-normal value may lie above and below its middle in 95 of 100 cases."""
    ratio = np.exp(2 * np.sqrt(np.log1p(relative) + np.log1p(doubt)))
    return size * (ratio - 1), size * (1 - 1 / ratio)


def _takes_away(cells: Cells, postings: FactorPostings) -> bool:
    return bool(cells.amount.min(initial=0.0) < 0 or postings.mg.min(initial=0.0) < 0)


def _positive(cells: Cells, postings: FactorPostings, groups: int) -> tuple[np.ndarray, ...]:
    """Return the moments of groups in which every factor adds."""
    variance, gross, exact = np.zeros((3, groups))
    doubtful = np.flatnonzero(postings.deviation > 0)
    weight = (postings.mg * postings.variation)[doubtful]
    labels, plain = len(postings.editions), _known_or_not(postings)
    for block in owed(cells, postings.basis[doubtful], postings.factor[doubtful], [weight], labels, plain):
        here = slice(block.first, block.first + block.count)
        variance[here] = block.by_group(block.sums[0] ** 2)
        gross[here], exact[here] = block.plain
    doubt = divided(_amounts(cells, postings, groups), gross**2)
    return gross, np.zeros(groups), variance, np.zeros(groups), doubt, divided(exact, gross, np.nan)


def _signed(cells: Cells, postings: FactorPostings, groups: int) -> tuple[np.ndarray, ...]:
    """Return the moments of groups in which some factors take away."""
    found = np.zeros((4, groups))
    weights = [postings.mg, postings.mg * postings.variation]
    for block in owed(cells, postings.basis, postings.factor, weights, len(postings.editions)):
        mg, varying = block.sums
        here = slice(block.first, block.first + block.count)
        for place, sign in enumerate((1, -1)):
            found[place, here] = block.by_group(np.maximum(sign * mg, 0))
            found[2 + place, here] = block.by_group(np.where(sign * mg > 0, varying**2, 0))
    doubt = divided(_amounts(cells, postings, groups), found[0] ** 2 + found[1] ** 2)
    gross, exact = by_group(evolve(cells, amount=np.abs(cells.amount)), groups, *_known_or_not(postings))
    return (*found, doubt, divided(exact, gross, np.nan))


def _amounts(cells: Cells, postings: FactorPostings, groups: int) -> np.ndarray:
    """Return the variance in mg squared that comes from the amounts, which vary line by line on their own."""
    rates = postings.by_basis(postings.mg)
    variance: np.ndarray = by_group(evolve(cells, amount=cells.square), groups, rates**2)[0]
    return variance


def _known_or_not(postings: FactorPostings) -> tuple[np.ndarray, np.ndarray]:
    """Return by basis the mg regardless of sign, and the part of them whose deviation nobody knows."""
    mg = np.abs(postings.mg)
    return postings.by_basis(mg), postings.by_basis(np.where(np.isnan(postings.deviation), mg, 0))
