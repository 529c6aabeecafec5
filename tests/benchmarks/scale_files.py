"""The files of a benchmark run and the tables of the peers, each made when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen
from scale_factors import FactorTable
from scale_lines import Encoding, Grid, Order, write

if TYPE_CHECKING:
    from pathlib import Path

USUAL = Grid()


@frozen
class Files:
    """Keep what the sections share.

    Parameters
    ----------
    folder
        Where the files are.
    sizes
        Numbers of lines; the last is the main one.
    repeat
        Rounds of each measurement.

    """

    folder: Path
    sizes: tuple[int, ...]
    repeat: int = 5
    _tables: dict[Grid, FactorTable] = field(factory=dict, init=False)

    @property
    def size(self) -> int:
        """The main number of lines."""
        return self.sizes[-1]

    def path(
        self, grid: Grid = USUAL, size: int = 0, *, order: Order = "ordered", encoding: Encoding = "categories"
    ) -> Path:
        """Return a file of lines; of the main size, when none is given."""
        size = size or self.size
        name = f"{grid.distinct}{'-long' * grid.long}-{size}-{order}-{encoding}.parquet"
        return write(self.folder / name, grid, size, order=order, encoding=encoding)

    def table(self, grid: Grid = USUAL) -> FactorTable:
        """Return the coefficients of a grid."""
        if grid not in self._tables:
            self._tables[grid] = FactorTable.of(grid)
        return self._tables[grid]
