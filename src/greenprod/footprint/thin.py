"""The thin ledger: lines on disk, part by part, in a folder that an interrupted run goes on with.

A part is written under another name and renamed when it is whole; then its totals are written, and last the sizes of
its files. So a part whose files have these sizes is finished, whatever ended the run or came after it, and the same
source under the same terms gives the same bytes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
from attrs import frozen

from greenprod.errors import DataError, GreenprodError, Issue
from greenprod.footprint.batch import THIN_COLUMNS, THIN_TEXTS
from greenprod.footprint.booked import CARRIED
from greenprod.footprint.totals import Totals
from greenprod.footprint.writing import written_whole
from greenprod.readers.arrow import pyarrow
from greenprod.readers.sheet import shown
from greenprod.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from greenprod.footprint.batch import Batch
    from greenprod.footprint.partitions import Partition
    from greenprod.footprint.stream import Plan

# A third of the time of writing went into statistics of text columns, and into numbers of which none is like another
# (PyArrow 26, measured).
_NUMBERS = [name for name in THIN_COLUMNS if name not in THIN_TEXTS]
_COLUMNS: dict[str, Any] = {
    "use_dictionary": list(THIN_TEXTS),
    "write_statistics": [*_NUMBERS, "production_id"],
    "column_encoding": dict.fromkeys(["source_row", "scope3_mg", "co2e_mg"], "DELTA_BINARY_PACKED"),
}
MANIFEST = "_manifest.json"
FINISHED = "_finished"
ISSUES = "_issues"


@frozen(kw_only=True, eq=False)
class ThinLedger:
    """Write the lines of a source into a folder: ``part-00000.parquet`` and so on.

    Beside them stand ``_manifest.json``, what the run was made with; ``_finished``, the totals of each finished part
    and the sizes of its files; and ``_issues``, what is wrong with lines. Names with an underscore are passed over by
    those who read such folders.
    """

    folder: Path
    plan: Plan

    @classmethod
    def open(cls, folder: Path, plan: Plan) -> ThinLedger:
        """Begin a ledger, or go on with one.

        Raises
        ------
        GreenprodError
            ``other_ledger`` when the folder holds anything else than the beginning of the same ledger.

        """
        ledger = cls(folder=folder, plan=plan)
        written = json.dumps(ledger.manifest, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        manifest = folder / MANIFEST
        try:
            if not manifest.exists() and folder.exists() and any(folder.iterdir()):
                raise _other(folder, "is not empty")
            if manifest.exists() and manifest.read_text(encoding="utf-8") != written:
                raise _other(folder, "holds the ledger of another source, or of the same one under other terms")
            # first of all, as the rest would make a folder that is not empty and belongs to nobody
            if not manifest.exists():
                written_whole(manifest, lambda path: path.write_text(written, encoding="utf-8"))
            for name in (FINISHED, ISSUES):
                (folder / name).mkdir(exist_ok=True)
        except OSError as error:
            raise _unwritable(folder, error) from None
        return ledger

    @property
    def manifest(self) -> dict[str, Any]:
        """What the ledger is made of and with."""
        return {
            "greenprod": __version__,
            **self.plan.terms.made_with,
            "by": list(self.plan.by),
            "keep": self.plan.keep,
            "parts": [
                {"source": partition.name, "lines": partition.lines, "stamp": partition.stamp()}
                for partition in self.plan.partitions
            ],
        }

    def run(self, workers: int | None, progress: Callable[[int, int], None] | None) -> Totals:
        """Write what is not written yet, and return the totals of everything.

        Raises
        ------
        GreenprodError
            ``cannot_write`` when the disk is full or closed to writing, or a text cannot be stored; finished parts
            stay.

        """
        number = {id(partition): place for place, partition in enumerate(self.plan.partitions)}
        try:
            return self.plan.run(lambda partition: self._part(partition, number[id(partition)]), workers, progress)
        except UnicodeEncodeError as error:
            raise _half_a_character(error) from None

    def _part(self, partition: Partition, number: int) -> Totals:
        files = _PartFiles.of(self.folder, number)
        if files.are_finished:
            return Totals.from_arrow(files.totals.read_bytes(), self.plan.terms)
        try:
            made: list[Totals] = []
            written_whole(files.lines, lambda path: self._write(path, partition, number, made))
            (together,) = made
            written_whole(files.totals, lambda path: path.write_bytes(together.to_arrow()))
            written_whole(files.record, lambda path: path.write_text(json.dumps(files.sizes), encoding="utf-8"))
        except OSError as error:
            raise _unwritable(self.folder, error) from None
        return together

    def _write(self, path: Path, partition: Partition, number: int, made: list[Totals]) -> None:
        """Write the lines of a partition batch by batch, and hand over their totals."""
        pyarrow()
        from pyarrow import parquet  # noqa: PLC0415 - an optional part

        also = tuple(name for name in THIN_TEXTS if name in CARRIED)
        writer: Any = None
        issues: list[pd.DataFrame] = []
        parts: list[Totals] = []
        try:
            for batch in self.plan.batches(partition, also):
                lines = batch.lines()
                if writer is None:
                    writer = parquet.ParquetWriter(path, lines.schema, **_COLUMNS)
                writer.write_table(lines)
                parts.append(batch.totals)
                issues += _issues(batch)
        finally:
            if writer is not None:
                writer.close()
        if issues:
            found = pd.concat(issues, ignore_index=True)
            written_whole(_PartFiles.of(self.folder, number).issues, lambda own: found.to_parquet(own, index=False))
        made.append(self.plan.merged(iter(parts)))


@frozen
class _PartFiles:
    """Name the files of a part, of which a power cut or a person can take one away."""

    lines: Path
    issues: Path
    totals: Path
    record: Path

    @classmethod
    def of(cls, folder: Path, number: int) -> _PartFiles:
        name = f"{number:05d}"
        return cls(
            lines=folder / f"part-{name}.parquet",
            issues=folder / ISSUES / f"{name}.parquet",
            totals=folder / FINISHED / f"{name}.arrow",
            record=folder / FINISHED / f"{name}.json",
        )

    @property
    def sizes(self) -> dict[str, int]:
        """Bytes of each file but the record; a part without issues has no file of them."""
        files = {"lines": self.lines, "issues": self.issues, "totals": self.totals}
        return {name: path.stat().st_size for name, path in files.items() if path.exists()}

    @property
    def are_finished(self) -> bool:
        """Whether all are as they were when the part was finished."""
        try:
            return bool(json.loads(self.record.read_bytes()) == self.sizes)
        except (OSError, ValueError):
            return False


def _issues(batch: Batch) -> list[pd.DataFrame]:
    booked = batch.booked
    if not booked.problems.found and not booked.table.issues:
        return []
    return [booked.issues(lambda rows: booked.named("line_id", rows), lambda rows: booked.named("production_id", rows))]


def _other(folder: Path, what: str) -> GreenprodError:
    return GreenprodError(
        Issue(
            code="other_ledger",
            message=f"The folder {folder.name} {what}.",
            value=folder.name,
            hint="Name a new folder, or empty this one.",
        )
    )


def _half_a_character(error: UnicodeEncodeError) -> DataError:
    text = error.object.encode("utf-8", "backslashreplace").decode()
    return DataError(
        Issue(
            code="cannot_write",
            message=f"The ledger cannot be written: {shown(text)!r} holds half a character. Finished parts are kept.",
            value=shown(text),
            hint="Correct the text where it comes from, or sum the lines without writing them.",
        )
    )


def _unwritable(folder: Path, error: OSError) -> DataError:
    return DataError(
        Issue(
            code="cannot_write",
            message=f"The ledger cannot be written: {error.strerror or error}. Finished parts are kept.",
            file=folder.as_posix(),
            hint="Make room, and run the same again: it goes on where it stopped.",
        )
    )
