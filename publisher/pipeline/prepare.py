"""Carry out the plan's graph up to the gate in a pool: every step as soon as what it needs is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from graphlib import TopologicalSorter

from publisher.executors import LocalPool
from publisher.model.errors import DatasetError
from publisher.model.event import Event, Headway, searching
from publisher.model.night import Step
from publisher.model.text import msg
from publisher.model.workspace import Workspace
from publisher.pipeline import headway
from publisher.pipeline.plan import STAGES, group_of
from publisher.pipeline.stages import StageAnswer, StageCall, perform
from publisher.pipeline.walk import Course, Walk

_PAUSE = 0.5
"""Seconds after which a step that takes its time is asked how far it is."""


class Preparation:
    """Carries out a walk with many workers. The parent decides; workers only compute."""

    def __init__(self, workspace: Workspace, walk: Walk, emit: Callable[[Event], None]) -> None:
        self._workspace = workspace
        self._walk = walk
        self._emit = emit
        self._done = 0
        self._compared: set[str] = set()
        self._reached: dict[str, Headway] = {}

    def carry_out(self, workers: int, finished: Callable[[str, Course], None]) -> None:
        """Run all steps; `finished` is called in this process for each dataset that ended, whatever its end."""
        steps = self._walk.steps
        sorter = TopologicalSorter({step.id: step.needs for step in steps.values()})
        sorter.prepare()
        running: dict[Future[StageAnswer], StageCall] = {}
        if not steps:
            return
        with LocalPool(min(workers, len(self._walk.courses))) as pool:
            while sorter.is_active():
                for step_id in sorter.get_ready():
                    call = self._walk.call(steps[step_id])
                    if call is None:
                        self._passed(steps[step_id], finished)
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
                        self._walk.take(answered, answer)
                        self._passed(steps[step_id], finished)
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

    def _passed(self, step: Step, finished: Callable[[str, Course], None]) -> None:
        """Say that a step is over (run or passed over), and its dataset with its last step."""
        self._done += 1
        steps, courses = self._walk.steps, self._walk.courses
        course = courses[step.dataset]
        outcome = "ok" if course.stopped_at is None else ("failed" if course.error else "held")
        self._emit(Event("stage", step.stage, step.dataset, "", outcome, self._done, len(steps)))
        if f"{step.dataset}/{STAGES[-1]}" not in steps:
            if step.stage == "structure":
                finished(step.dataset, course)
        elif step.stage == STAGES[-1]:
            self._compared.add(step.dataset)
            together = {step.dataset} | group_of(self._workspace.datasets, step.dataset)
            working = {name for name in together if f"{name}/{STAGES[-1]}" in steps}
            if working <= self._compared:  # the files of a group stay where they are until all are compared
                for name in sorted(working):
                    finished(name, courses[name])


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
