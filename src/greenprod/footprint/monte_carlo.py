"""Monte Carlo: the same ranges by drawing every factor many times, as a check of the formula."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from greenprod.footprint.by_factor import divided, owed, variation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from greenprod.footprint.study import Study

FEWEST = 1000
"""Fewer draws than this say nothing about the ends of a range."""
_OUTSIDE = 0.022750131948179195
"""Part of a normal distribution below two standard deviations: what lies under the low end, and over the high end."""
_SMALL = 2e-3
"""Part of a group's variance under which a factor is drawn together with others of its kind."""
_MOST = 1 << 24
"""Numbers that are in memory at a time (64 MB)."""


def drawn(study: Study, mg: np.ndarray, keys: Sequence[str], draws: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of the range of each group's sum in mg.

    Every factor is drawn once per draw, for all lines and groups alike, and scaled so that it counts on average for
    what the books say. What a group comes to is divided by its own median, and the books' figure is multiplied with
    the ratios: so they stand in the middle, as a printed figure does in the range of its factor.

    Draws belong to the name of a factor and of a group: they are the same whatever else is there. They are float32,
    which is 10,000 times finer than what 10,000 draws can tell, and takes half the time of float64.

    Parameters
    ----------
    study
        Groups, the last of which is everything.
    mg
        Their sums as booked.
    keys
        Their names.
    draws, seed
        How often, and where the generators start.

    """
    shares = _Shares.of(study)
    low, high = np.zeros(len(mg)), np.zeros(len(mg))
    step = max(_MOST // draws, 1)
    for start in range(0, len(mg), step):
        rows = slice(start, min(start + step, len(mg)))
        sums = shares.sums(rows, draws, seed)
        rest = np.sqrt(np.log1p(shares.rest[rows]) + np.log1p(study.doubt[rows]))
        for place, key in enumerate(keys[rows]):
            ratios = _ratios(f"group {key}", float(rest[place]), draws, seed)
            if shares.one_sign[rows][place]:
                sums[place] *= ratios
            else:
                sums[place] += ratios - 1
        ends = np.quantile(sums, (_OUTSIDE, 0.5, 1 - _OUTSIDE), axis=1).astype(np.float64)
        low[rows], high[rows] = shares.around(mg[rows], rows, *ends)
    return low, high


@frozen(eq=False)
class _Shares:
    """Parts of groups that belong to a factor that is drawn, and what is left.

    Parameters
    ----------
    group, column, share
        Of each part: its group, its factor's place among `names`, and how much it is of the group's size.
    names, deviation
        Editions of factors, and the logarithms of their deviations; an edition that was found in several ways has
        several deviations, and one series of draws.
    constant, rest
        By group: the part that is not drawn factor by factor, and its relative variance.
    size, one_sign
        By group: mg that parts are relative to, and whether nothing in it takes away from another.

    """

    group: np.ndarray
    column: np.ndarray
    share: np.ndarray
    names: list[str]
    deviation: np.ndarray
    constant: np.ndarray
    rest: np.ndarray
    size: np.ndarray
    one_sign: np.ndarray

    @classmethod
    def of(cls, study: Study) -> _Shares:
        """Return the shares of the groups of a study."""
        postings = study.postings
        pairs = np.stack([postings.factor.astype(np.float64), np.nan_to_num(postings.deviation)], axis=1)
        distinct, label = np.unique(pairs, axis=0, return_inverse=True)
        editions = [postings.editions[int(factor)] for factor in distinct[:, 0]]
        varying = variation(distinct[:, 1])
        size = np.hypot(study.added, study.taken)
        constant, rest = np.zeros(len(size)), np.zeros(len(size))
        found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        sign = np.where(study.added == 0, -1.0, 1.0)
        for offset, cells in study.parts:
            for block in owed(cells, postings.basis, label.ravel(), [postings.mg], len(distinct)):
                here = slice(offset + block.first, offset + block.first + block.count)
                scale = divided(sign[here], size[here])
                share = block.sums[0] * scale[block.group]
                variance = (share * varying[block.label]) ** 2
                large = variance > _SMALL * block.by_group(variance)[block.group]
                constant[here] = block.by_group(np.where(large, 0, share))
                rest[here] = block.by_group(np.where(large, 0, variance))
                found.append((block.group[large] + here.start, block.label[large], share[large]))
        group, column, share = (np.concatenate(parts) for parts in zip(*found, strict=True)) if found else _NOTHING
        one_sign = (study.added == 0) | (study.taken == 0)
        return cls(group, column, share, editions, distinct[:, 1], constant, rest, size, one_sign)

    def sums(self, rows: slice, draws: int, seed: int) -> np.ndarray:
        """Return what some groups come to in each draw, relative to their size (float32)."""
        mine = np.flatnonzero((self.group >= rows.start) & (self.group < rows.stop))
        sums = np.repeat(self.constant[rows].astype(np.float32)[:, None], draws, axis=1)
        used, place = np.unique(self.column[mine], return_inverse=True)
        for columns in self._batches(len(used), draws):
            ours = (place >= columns.start) & (place < columns.stop)
            shares = np.zeros((len(sums), columns.stop - columns.start), dtype=np.float32)
            shares[self.group[mine][ours] - rows.start, place[ours] - columns.start] = self.share[mine][ours]
            factors = [_ratios(self.names[c], float(self.deviation[c]), draws, seed) for c in used[columns].tolist()]
            sums += shares @ np.stack(factors)
        return sums

    @staticmethod
    def _batches(size: int, draws: int) -> Iterator[slice]:
        step = max(_MOST // 4 // draws, 1)
        return (slice(start, min(start + step, size)) for start in range(0, size, step))

    def around(
        self, mg: np.ndarray, rows: slice, low: np.ndarray, middle: np.ndarray, high: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the ends of ranges in mg, laid around the books."""
        one_sign, size = self.one_sign[rows], self.size[rows]
        divisor = np.where(one_sign & (middle > 0), middle, 1.0)
        scaled = np.sort(np.stack([mg * (low / divisor), mg * (high / divisor)]), axis=0)
        return (
            np.where(one_sign, scaled[0], mg + size * (low - middle)),
            np.where(one_sign, scaled[1], mg + size * (high - middle)),
        )


_NOTHING = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))


def _ratios(name: str, deviation: float, draws: int, seed: int) -> np.ndarray:
    """Draw by how much something is wrong: log-normal ratios whose mean is 1 (float32)."""
    if not deviation:
        return np.ones(draws, dtype=np.float32)
    words = np.frombuffer(blake2b(name.encode(), digest_size=16).digest(), dtype="<u4").tolist()
    generator = np.random.Generator(np.random.PCG64([seed, *words]))
    ratios = generator.standard_normal(draws, dtype=np.float32)
    ratios *= np.float32(deviation)
    ratios -= np.float32(deviation**2 / 2)
    return np.exp(ratios, out=ratios)
