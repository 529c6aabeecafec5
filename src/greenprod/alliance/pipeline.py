"""Pipelines: items on their way through stages, how many go on, and how long they stay."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import field, frozen
from attrs.converters import optional

from greenprod.alliance.records import Record, day, whole, write_records
from greenprod.errors import DataError, Issue, near

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path


@frozen(kw_only=True)
class PipelineEntry(Record):
    """Hold the day on which an item came into a stage.

    Parameters
    ----------
    pipeline_id, item_id
        Which item of which pipeline.
    step, stage
        Place and name of the stage; a later stage has a larger step.
    entered
        First day in the stage.
    left
        Day on which the item left the pipeline from this stage; None if it goes on or is still there.

    """

    pipeline_id: str
    item_id: str
    step: int = field(converter=whole)
    stage: str
    entered: dt.date = field(converter=day)
    left: dt.date | None = field(default=None, converter=optional(day))

    def __attrs_post_init__(self) -> None:
        if self.left is not None and self.left < self.entered:
            message = f"The item left on {self.left}, before it entered."
            raise DataError(self.issue("period_reversed", message, "left", self.left, hint="Correct one of the days."))


@frozen(kw_only=True)
class StageCount:
    """Hold how many items got as far as a stage.

    Parameters
    ----------
    stage, reached
        The stage, and the items that came into it or a later one.
    here, left
        Of those, the ones that are in it now, and the ones that left the pipeline from it; None where only counts are
        known.
    conversion, overall
        What part of those that reached the stage before, and the first one, reached this; None if nothing did, and
        for the first stage.

    """

    stage: str
    reached: int
    here: int | None = None
    left: int | None = None
    conversion: Fraction | None = None
    overall: Fraction | None = None


@frozen(kw_only=True)
class Stay:
    """Hold how many days an item was in a stage; `over` says whether it has gone on or left."""

    item_id: str
    stage: str
    days: int
    over: bool


@frozen(kw_only=True)
class Pipelines:
    """Hold the pipelines of an alliance; see `entered` for how rows are accepted."""

    entries: tuple[PipelineEntry, ...] = ()

    def write(self, folder: Path) -> None:
        """Write the table into a folder."""
        write_records(folder / "pipeline.csv", PipelineEntry, self.entries)

    def stages(self, pipeline_id: str) -> tuple[str, ...]:
        """Return the stages of a pipeline, first to last.

        Raises
        ------
        DataError
            ``unknown_pipeline`` with near names.

        """
        found = {one.step: one.stage for one in self.entries if one.pipeline_id == pipeline_id}
        if not found:
            names = sorted({one.pipeline_id for one in self.entries})
            message = f"There is no pipeline {pipeline_id!r}."
            values = near(pipeline_id, names) or tuple(names)
            raise DataError(Issue(code="unknown_pipeline", message=message, value=pipeline_id, valid_values=values))
        return tuple(found[step] for step in sorted(found))

    def funnel(self, pipeline_id: str, on: dt.date) -> tuple[StageCount, ...]:
        """Return how many items have come how far at the end of a day; one that skipped a stage has reached it."""
        stages = self.stages(pipeline_id)
        last = [ways[-1] for ways in self._ways(pipeline_id, on).values()]
        places = [stages.index(one.stage) for one in last]
        counts = funnel([(stage, sum(place >= n for place in places)) for n, stage in enumerate(stages)])
        rows = []
        for count in counts:
            ends = [one for one in last if one.stage == count.stage]
            gone = sum(_gone(one, on) for one in ends)
            rows.append(
                StageCount(
                    stage=count.stage, reached=count.reached, here=len(ends) - gone, left=gone,
                    conversion=count.conversion, overall=count.overall,
                )
            )  # fmt: skip
        return tuple(rows)

    def stays(self, pipeline_id: str, on: dt.date) -> tuple[Stay, ...]:
        """Return how many days each item has been in each of its stages, until it went on, left, or the day itself."""
        self.stages(pipeline_id)
        rows = []
        for item_id, way in self._ways(pipeline_id, on).items():
            for place, one in enumerate(way):
                after = way[place + 1].entered if place + 1 < len(way) else None
                end = after or (one.left if _gone(one, on) else None)
                stay = ((end or on) - one.entered).days
                rows.append(Stay(item_id=item_id, stage=one.stage, days=stay, over=end is not None))
        return tuple(rows)

    def by_stage(self, pipeline_id: str, on: dt.date, amounts: Mapping[str, int]) -> dict[str, tuple[int | None, int]]:
        """Return what the items in each stage add up to, and how many of them have no amount.

        Parameters
        ----------
        pipeline_id, on
            Of which pipeline, on which day; items that left are not counted.
        amounts
            By item id, such as expected abatement in milligrams; an item that is not there is unknown, not zero.

        """
        rows: dict[str, tuple[int | None, int]] = {}
        last = [ways[-1] for ways in self._ways(pipeline_id, on).values()]
        for stage in self.stages(pipeline_id):
            here = [one.item_id for one in last if one.stage == stage and not _gone(one, on)]
            there = [amounts[item] for item in here if item in amounts]
            rows[stage] = (sum(there) if there else None, len(here) - len(there))
        return rows

    def _ways(self, pipeline_id: str, on: dt.date) -> dict[str, list[PipelineEntry]]:
        """Return each item's stages until a day, first to last."""
        ways: dict[str, list[PipelineEntry]] = {}
        for one in sorted(self.entries, key=lambda entry: entry.step):
            if one.pipeline_id == pipeline_id and one.entered <= on:
                ways.setdefault(one.item_id, []).append(one)
        return ways


def funnel(counts: Sequence[tuple[str, int]]) -> tuple[StageCount, ...]:
    """Return the conversion between stages of which only the counts are known, first to last.

    Examples
    --------
    >>> [str(stage.conversion) for stage in funnel([("idea", 11), ("concept", 6)])]
    ['None', '6/11']

    """
    rows = []
    for place, (stage, reached) in enumerate(counts):
        before, first = (counts[place - 1][1], counts[0][1]) if place else (0, 0)
        rows.append(
            StageCount(
                stage=stage,
                reached=reached,
                conversion=Fraction(reached, before) if before else None,
                overall=Fraction(reached, first) if first else None,
            )
        )
    return tuple(rows)


def entered(rows: Iterable[PipelineEntry], *, issues: list[Issue]) -> Pipelines:
    """Return the pipelines of the rows that can be used; the others become issues.

    An item goes from stage to stage in time, once into each, and no further after it left. Each step of a pipeline is
    one stage.

    Parameters
    ----------
    rows
        Of any pipelines.
    issues
        Where problems go.

    """
    given = list(rows)
    stages: dict[tuple[str, int], str] = {}
    steps: dict[tuple[str, str], int] = {}
    named: list[PipelineEntry] = []
    for one in given:
        stage = stages.get((one.pipeline_id, one.step), one.stage)
        step = steps.get((one.pipeline_id, one.stage), one.step)
        if (step, stage) == (one.step, one.stage):
            stages[one.pipeline_id, step], steps[one.pipeline_id, stage] = stage, step
            named.append(one)
        else:
            issues.append(_clash(one, step, stage))
    last: dict[tuple[str, str], PipelineEntry] = {}
    stay: set[int] = set()
    for one in sorted(named, key=lambda entry: entry.step):
        key = (one.pipeline_id, one.item_id)
        wrong = _misplaced(one, last.get(key))
        issues += wrong
        if not wrong:
            last[key] = one
            stay.add(id(one))
    return Pipelines(entries=tuple(one for one in given if id(one) in stay))


def _clash(one: PipelineEntry, step: int, stage: str) -> Issue:
    before = f"step {one.step} is {stage!r}" if stage != one.stage else f"{one.stage!r} is step {step}"
    message = f"{one.stage!r} is step {one.step} here; in a row before, {before}."
    return one.issue("stage_step_clash", message, "stage", one.stage, hint="Give each stage of a pipeline one step.")


def _misplaced(one: PipelineEntry, before: PipelineEntry | None) -> list[Issue]:
    """Return why an item cannot have come into a stage after the one before."""
    if before is None:
        return []
    if before.step == one.step:
        message = f"{one.item_id} came into {one.stage!r} twice; the first row counts."
        return [one.issue("duplicate_id", message, "item_id", one.item_id, hint="Write one row for each stage.")]
    if before.left is not None:
        message = f"{one.item_id} left from {before.stage!r} on {before.left}, so it cannot come into {one.stage!r}."
        return [one.issue("stage_after_left", message, "stage", one.stage, hint="Empty left, or delete the row.")]
    if one.entered < before.entered:
        message = f"{one.item_id} came into {one.stage!r} before {before.stage!r}, on {before.entered}."
        return [one.issue("stage_out_of_order", message, "entered", one.entered, hint="Correct one of the days.")]
    return []


def _gone(one: PipelineEntry, on: dt.date) -> bool:
    return one.left is not None and one.left <= on
