"""Streams: sources of any size, piece by piece, to exact totals, and to a ledger on disk that can be gone on with.

Threads, not processes: decoding Parquet and the loops of numpy let go of the interpreter's lock, all pieces share the
descriptions that were resolved, and a process would have to load the library for itself.
"""

from __future__ import annotations

import os
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import evolve, frozen

from greenprod.errors import GreenprodError, Issue
from greenprod.footprint.bases import Keep, checked_keep
from greenprod.footprint.batch import THIN_COLUMNS, Batch, book_batch, checked_groups
from greenprod.footprint.partitions import Partition, partitions
from greenprod.footprint.totals import Totals, merged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from greenprod.footprint.terms import Terms

__all__ = ["THIN_COLUMNS", "Batch", "Plan", "book_batch", "partitions", "totals"]


def totals(
    source: Any,
    terms: Terms,
    *,
    by: str | tuple[str, ...] = ("production_id",),
    keep: Keep = "",
    into: str | os.PathLike[str] | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Totals:
    """Return the totals of a source by group; see `Calculator.totals`."""
    if workers is not None and workers < 1:
        message = f"workers must be 1 or more, not {workers}."
        hint = "Leave it out for one thread for each processor."
        raise GreenprodError(
            Issue(code="out_of_range", message=message, column="workers", value=str(workers), hint=hint)
        )
    plan = Plan(
        terms=terms,
        by=checked_groups((by,) if isinstance(by, str) else tuple(by)),
        keep=checked_keep(keep),
        partitions=tuple(partitions(source)),
    )
    if into is None:
        return plan.run(plan.totals, workers, progress)
    from greenprod.footprint.thin import ThinLedger  # noqa: PLC0415 - needs the library that writes Parquet

    return ThinLedger.open(Path(into), plan).run(workers, progress)


@frozen(kw_only=True, eq=False)
class Plan:
    """Say what is to be done with a source.

    Parameters
    ----------
    terms, by, keep
        As for `totals`.
    partitions
        The pieces of the source.

    """

    terms: Terms
    by: tuple[str, ...]
    keep: Keep
    partitions: tuple[Partition, ...]

    def batches(self, partition: Partition, also: tuple[str, ...] = ()) -> Iterator[Batch]:
        """Yield the batches of a partition, booked; `also` names the columns that their lines need, where wanted."""
        ids = partition.column("line_id")
        for table in partition.tables(frozenset({*self.by, *also})):
            batch = Batch.of(table, self.terms, self.by, keep=self.keep, in_full=bool(also))
            booked = batch.booked
            if ids and booked.problems.found and "line_id" not in booked.columns:
                frame = booked.columns.frame.assign(line_id=ids.cells(table.rows))
                booked.columns = evolve(booked.columns, frame=frame)
            yield batch

    def totals(self, partition: Partition) -> Totals:
        """Return the totals of a partition."""
        return self.merged(batch.totals for batch in self.batches(partition))

    def merged(self, parts: Iterator[Totals]) -> Totals:
        """Return the sum of totals as they come."""
        return merged(parts, self.terms, self.by, self.keep)

    def run(
        self,
        work: Callable[[Partition], Totals],
        workers: int | None,
        progress: Callable[[int, int], None] | None,
    ) -> Totals:
        """Work on all partitions and return the sum; the first error ends it, with the partitions in work finished."""
        np.empty(_LARGE_BLOCK, dtype=np.uint8)
        size = sum(partition.lines for partition in self.partitions)
        done = 0

        def counted(parts: Iterator[tuple[Partition, Totals]]) -> Iterator[Totals]:
            nonlocal done
            for partition, part in parts:
                done += partition.lines or int(part.lines.sum())
                if progress:
                    progress(done, max(size, done))
                yield part

        return self.merged(counted(self._worked(work, workers or min(os.cpu_count() or 1, _MOST))))

    def _worked(self, work: Callable[[Partition], Totals], workers: int) -> Iterator[tuple[Partition, Totals]]:
        if workers == 1 or len(self.partitions) <= 1:
            yield from ((partition, work(partition)) for partition in self.partitions)
            return
        waiting = iter(self.partitions)
        with ThreadPoolExecutor(workers) as pool:
            running = {pool.submit(work, partition): partition for partition in islice(waiting, workers)}
            while running:
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                # all results before anything new is begun, since one of them may be an error
                found = [(running.pop(future), future.result()) for future in finished]
                running |= {pool.submit(work, other): other for other in islice(waiting, len(found))}
                yield from found


_MOST = 8  # workers: each holds a batch of lines in memory
# glibc hands memory back to the system after each batch, unless a block of up to 32 MB was freed before: then it keeps
# that much. Ten million lines take 5,000 page faults instead of 25,000, and a tenth less time.
_LARGE_BLOCK = (32 << 20) - (1 << 16)
