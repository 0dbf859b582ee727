"""Carry out the plan's graph up to the gate: every step as soon as what it needs is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from graphlib import TopologicalSorter

from publisher.executors import LocalPool
from publisher.model.errors import DatasetError, PublisherError
from publisher.model.flow import NOTHING_KNOWN, Known, Release, Services, StageResult, Table
from publisher.model.night import Plan, Step
from publisher.model.text import msg
from publisher.model.workspace import Workspace
from publisher.pipeline import headway
from publisher.pipeline.events import Event, searching
from publisher.pipeline.plan import STAGES, group_of
from publisher.pipeline.stages import StageAnswer, StageCall, perform, release_of
from publisher.privacy.engine import Headway

_PAUSE = 0.5
"""Seconds after which a step that takes its time is asked how far it is."""


@dataclass(slots=True)
class Progress:
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


class Preparation:
    """Runs the steps of a plan in a pool of processes. The parent decides; workers only compute."""

    def __init__(
        self,
        workspace: Workspace,
        plan: Plan,
        services: Callable[[str], Services],
        last_rows: Mapping[str, int],
        last_levels: Mapping[str, Mapping[str, int]],
        known: Callable[[str, Mapping[str, StageResult]], Known],
        standing: Mapping[str, Release],
        emit: Callable[[Event], None],
    ) -> None:
        self._workspace = workspace
        self._plan = plan
        self._services = services
        self._last_rows = last_rows
        self._last_levels = last_levels
        self._known = known
        self._standing = standing
        self._emit = emit
        self._steps = {step.id: step for step in plan.steps}
        self._done = 0
        self._compared: set[str] = set()
        self._reached: dict[str, Headway] = {}
        self.progress = {step.dataset: Progress() for step in plan.steps}

    def carry_out(self, workers: int, finished: Callable[[str, Progress], None]) -> None:
        """Run all steps; `finished` is called in this process for each dataset that ended, whatever its end."""
        sorter = TopologicalSorter({step.id: step.needs for step in self._steps.values()})
        sorter.prepare()
        running: dict[Future[StageAnswer], StageCall] = {}
        if not self._steps:
            return
        with LocalPool(min(workers, len(self.progress))) as pool:
            while sorter.is_active():
                for step_id in sorter.get_ready():
                    call = self._call(self._steps[step_id])
                    if call is None:
                        self._passed(self._steps[step_id], finished)
                        sorter.done(step_id)
                    else:
                        running[pool.submit(perform, call)] = call
                if not running:
                    continue
                ended = wait(running, _PAUSE, FIRST_COMPLETED).done
                self._tell_of_searches(running.values())
                for future in ended:
                    call = running.pop(future, None)
                    if call is None:
                        continue
                    try:
                        answers = {f"{call.dataset.id}/{call.stage}": (call, future.result())}
                    except BrokenProcessPool:
                        answers = _after_a_death(pool, [call, *running.values()])
                        running.clear()
                    for step_id, (answered, answer) in answers.items():
                        self._take(answered, answer)
                        self._passed(self._steps[step_id], finished)
                        sorter.done(step_id)

    def _tell_of_searches(self, calls: Iterable[StageCall]) -> None:
        """Say how far the searches are that are still at it."""
        for call in calls:
            if call.stage != "deidentify":
                continue
            reached = headway.told(call.services.work)
            if reached is not None and reached != self._reached.get(call.dataset.id):
                self._reached[call.dataset.id] = reached
                self._emit(searching(call.dataset.id, reached))

    def _call(self, step: Step) -> StageCall | None:
        """What to run for `step`, or nothing when its dataset has stopped already."""
        progress = self.progress[step.dataset]
        if progress.stopped_at is not None:
            return None
        dataset = self._workspace.datasets[step.dataset]
        parents: dict[str, Table] = {}
        if step.stage == STAGES[0]:
            for parent in dataset.derived_from:
                result = self.progress[parent].results.get("structure")
                if result is None or result.held or result.table is None:
                    progress.stopped_at = step.stage
                    progress.error = DatasetError(
                        msg("the dataset {parent}, from which it is derived, could not be read", parent=parent),
                        hint=msg("see what the report says of {parent}", parent=parent),
                    )
                    return None
                parents[parent] = result.table
        return StageCall(
            dataset,
            self._workspace.catalog,
            step.stage,
            self._services(step.dataset),
            dict(progress.results),
            parents,
            self._last_rows.get(step.dataset),
            self._last_levels.get(step.dataset),
            self._known(step.dataset, self._deidentified()) if step.stage == "validate" else NOTHING_KNOWN,
            *(self._releases(step.dataset) if step.stage == STAGES[-1] else ()),
        )

    def _deidentified(self) -> dict[str, StageResult]:
        return {
            name: progress.results["deidentify"]
            for name, progress in self.progress.items()
            if "deidentify" in progress.results
        }

    def _releases(self, dataset: str) -> tuple[dict[str, Release], dict[str, Release]]:
        """What passed the gate tonight, and what is published, of a dataset and its release group."""
        members = {dataset} | group_of(self._workspace.datasets, dataset)
        fresh = {
            name: release_of(self._workspace.datasets[name], judged, self._services(name))
            for name in sorted(members & self.progress.keys())
            if (judged := self.progress[name].results.get("gate")) is not None and not judged.held
        }
        return fresh, {name: item for name, item in self._standing.items() if name in members}

    def _take(self, call: StageCall, answer: StageAnswer) -> None:
        progress = self.progress[call.dataset.id]
        progress.seconds += answer.seconds
        progress.temporal = answer.temporal or progress.temporal
        if answer.result is not None:
            progress.results[call.stage] = answer.result
        if answer.error is not None or (answer.result is not None and answer.result.held):
            progress.stopped_at, progress.error = call.stage, answer.error

    def _passed(self, step: Step, finished: Callable[[str, Progress], None]) -> None:
        """Say that a step is over (run or passed over), and its dataset with its last step."""
        self._done += 1
        progress = self.progress[step.dataset]
        outcome = "ok" if progress.stopped_at is None else ("failed" if progress.error else "held")
        self._emit(Event("stage", step.stage, step.dataset, "", outcome, self._done, len(self._steps)))
        if f"{step.dataset}/{STAGES[-1]}" not in self._steps:
            if step.stage == "structure":
                finished(step.dataset, progress)
        elif step.stage == STAGES[-1]:
            self._compared.add(step.dataset)
            together = {step.dataset} | group_of(self._workspace.datasets, step.dataset)
            working = {name for name in together if f"{name}/{STAGES[-1]}" in self._steps}
            if working <= self._compared:  # the files of a group stay where they are until all are compared
                for name in sorted(working):
                    finished(name, self.progress[name])


def _after_a_death(pool: LocalPool, calls: list[StageCall]) -> dict[str, tuple[StageCall, StageAnswer]]:
    """A worker died and took the pool with it: run each step that was under way alone, to see which one it was."""
    answers = {}
    for call in calls:
        try:
            answer = pool.alone(perform, call)
        except BrokenProcessPool:
            answer = StageAnswer(
                None,
                DatasetError(
                    msg("the process that worked on it died in {stage}", stage=call.stage),
                    hint=msg("most often the machine ran out of memory: give it more, or lower --jobs"),
                ),
                0.0,
            )
        answers[f"{call.dataset.id}/{call.stage}"] = (call, answer)
    pool.renew()
    return answers
