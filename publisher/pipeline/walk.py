"""A dataset's way through the stages: what each step is called with, and how far the dataset has come.

The night and every stage command walk the same way; they differ only in who carries the calls out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from graphlib import TopologicalSorter

from publisher.model.errors import PublisherError
from publisher.model.event import Event, Headway, searching
from publisher.model.night import Step
from publisher.model.release import Release
from publisher.model.stage import Services, StageResult
from publisher.model.table import NOTHING_KNOWN, Known, Table
from publisher.model.workspace import Workspace
from publisher.pipeline.counterparts import known_of
from publisher.pipeline.plan import STAGES, could_not_be_read, feeds, group_of
from publisher.pipeline.remembered import Remembered
from publisher.pipeline.stages import StageAnswer, StageCall, perform, release_of


@dataclass(slots=True)
class Course:
    """How far one dataset has come: results by stage, and why it stopped if it did."""

    results: dict[str, StageResult] = field(default_factory=dict)
    seconds: float = 0.0
    stopped_at: str | None = None
    error: PublisherError | None = None
    temporal: tuple[str, str] | None = None

    @property
    def held(self) -> bool:
        """Whether findings keep it from being published."""
        return any(result.held for result in self.results.values())

    @property
    def proven(self) -> bool:
        """Whether it passed the gate."""
        return self.error is None and not self.held and STAGES[-1] in self.results


class Walk:
    """The datasets of some steps on their way. `services` makes what a stage of a dataset may use of the world."""

    def __init__(
        self,
        workspace: Workspace,
        steps: tuple[Step, ...],
        services: Callable[[str], Services],
        remembered: Remembered,
    ) -> None:
        self.steps = {step.id: step for step in steps}
        self.courses = {step.dataset: Course() for step in steps}
        self._workspace = workspace
        self._services = services
        self._remembered = remembered
        self._standing = remembered.standing(workspace)

    def call(self, step: Step) -> StageCall | None:
        """What to run for `step`, or nothing when its dataset has stopped already."""
        course = self.courses[step.dataset]
        if course.stopped_at is not None:
            return None
        dataset = self._workspace.datasets[step.dataset]
        parents: dict[str, Table] = {}
        if step.stage == STAGES[0]:
            for parent in dataset.derived_from:
                result = self.courses[parent].results.get(feeds(dataset))
                if result is None or result.held or result.table is None:
                    course.stopped_at, course.error = step.stage, could_not_be_read(parent)
                    return None
                parents[parent] = result.table
        fresh, standing = self._releases(step.dataset) if step.stage == STAGES[-1] else ({}, {})
        return StageCall(
            dataset,
            self._workspace.catalog,
            step.stage,
            self._services(step.dataset),
            dict(course.results),
            parents,
            self._remembered.rows(step.dataset),
            self._remembered.levels(step.dataset),
            self._known(step.dataset) if step.stage in ("structure", "validate") else NOTHING_KNOWN,
            self._remembered.spendings.get(step.dataset, ()) if step.stage == "deidentify" else (),
            fresh,
            standing,
            *(self._published_descriptor(step.dataset) if step.stage == "export" else (None, {})),
            {parent: day for parent in parents if (day := self._standing_since(parent)) is not None},
        )

    def stop(self, step: Step, error: PublisherError) -> None:
        """Let the dataset of `step` go no further, unless it has stopped already."""
        course = self.courses[step.dataset]
        if course.stopped_at is None:
            course.stopped_at, course.error = step.stage, error

    def take(self, call: StageCall, answer: StageAnswer) -> None:
        """Note what became of a call."""
        course = self.courses[call.dataset.id]
        course.seconds += answer.seconds
        course.temporal = answer.temporal or course.temporal
        if answer.result is not None:
            course.results[call.stage] = answer.result
        if answer.error is not None or (answer.result is not None and answer.result.held):
            course.stopped_at, course.error = call.stage, answer.error

    def alone(self, dataset: str, emit: Callable[[Event], None]) -> Course:
        """Walk all steps here and now, one after the other."""
        order = TopologicalSorter({step.id: step.needs for step in self.steps.values()}).static_order()
        for number, step_id in enumerate(order):
            step = self.steps[step_id]
            emit(Event("stage", step.stage, step.dataset, done=number, total=len(self.steps)))
            call = self.call(step)
            if call is not None:
                self.take(call, perform(call, partial(_tell, emit, step.dataset)))
        return self.courses[dataset]

    def _known(self, dataset: str) -> Known:
        tonight = {
            name: course.results["deidentify"]
            for name, course in self.courses.items()
            if "deidentify" in course.results
        }
        remembered = self._remembered
        return known_of(self._workspace.datasets[dataset], remembered.outcomes, remembered.publications, tonight)

    def _standing_since(self, parent: str) -> datetime | None:
        """The day of the version of a parent that is not made anew tonight; None for one that is."""
        published = self._remembered.publications.get(parent)
        return published.modified if published and f"{parent}/{STAGES[-1]}" not in self.steps else None

    def _published_descriptor(self, dataset: str) -> tuple[datetime | None, Mapping[str, object]]:
        """When it was first made ready, as its published descriptor says, and that descriptor; None before it was
        ever published."""
        before = self._remembered.publications.get(dataset)
        if before is None:
            return None, {}
        try:
            said = json.loads((before.folder / "datapackage.json").read_bytes())
            return datetime.fromisoformat(said["created"]), said
        except (OSError, ValueError, TypeError, KeyError):  # of an earlier version of this program, or damaged
            return before.modified, {}

    def _releases(self, dataset: str) -> tuple[dict[str, Release], dict[str, Release]]:
        """What passed the gate tonight, and what is published, of a dataset and its release group."""
        members = {dataset} | group_of(self._workspace.datasets, dataset) | set(self._lost_members(dataset))
        fresh = {
            name: release_of(self._workspace.datasets[name], judged, self._services(name))
            for name in sorted(members & self.courses.keys())
            if (judged := self.courses[name].results.get("gate")) is not None and not judged.held
        }
        return fresh, {name: item for name, item in self._standing.items() if name in members}

    def _lost_members(self, dataset: str) -> Iterator[str]:
        """Of the release group those whose declaration is broken: what they have published can be joined still."""
        group = self._workspace.datasets[dataset].release_group
        for name in self._workspace.broken:
            release = self._standing.get(name)
            compared = release.certificate.compared if release else None
            if group is not None and compared is not None and compared.group == group:
                yield name


def _tell(emit: Callable[[Event], None], dataset: str, headway: Headway) -> None:
    emit(searching(dataset, headway))
