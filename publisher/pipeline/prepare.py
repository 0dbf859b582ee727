"""Carry out the plan's graph up to the gate by many workers: every step as soon as what it needs is there."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from graphlib import TopologicalSorter

from publisher.executors import DiedError, Executor, LostError
from publisher.model.errors import DatasetError
from publisher.model.event import Event, Headway, searching
from publisher.model.night import Step
from publisher.model.text import Message, msg
from publisher.model.workspace import Workspace
from publisher.pipeline import headway
from publisher.pipeline.plan import STAGES, group_of
from publisher.pipeline.stages import StageAnswer, StageCall, perform
from publisher.pipeline.walk import Course, Walk

_PAUSE = 0.5
"""Seconds after which a step that takes its time is asked how far it is."""


class Preparation:
    """Carries out a walk with many workers. The parent decides; workers only compute."""

    def __init__(
        self,
        workspace: Workspace,
        walk: Walk,
        emit: Callable[[Event], None],
        left: Callable[[], float] = lambda: float("inf"),
    ) -> None:
        """`left` says how many seconds there are for all of it: when none are, no step is begun any more."""
        self._workspace = workspace
        self._walk = walk
        self._emit = emit
        self._left = left
        self._done = 0
        self._compared: set[str] = set()
        self._reached: dict[str, Headway] = {}

    def carry_out(self, executor: Executor, patience: float, finished: Callable[[str, Course], None]) -> None:
        """Run all steps, each within `patience` seconds.

        `finished` is called in this process for each dataset that ended, whatever its end.
        """
        steps = self._walk.steps
        sorter = TopologicalSorter({step.id: step.needs for step in steps.values()})
        sorter.prepare()
        if not steps:
            return
        under_way = _UnderWay(executor, patience)
        ready: deque[str] = deque()
        while sorter.is_active():
            ready.extend(sorter.get_ready())
            while ready and under_way.has_room:
                step = steps[ready.popleft()]
                if self._left() <= 0:
                    self._walk.stop(step, _out_of_time())
                call = self._walk.call(step)
                if call is None:
                    self._passed(step, finished)
                    sorter.done(step.id)
                    ready.extend(sorter.get_ready())
                else:
                    under_way.start(call)
            for call, answer in under_way.wait():
                self._walk.take(call, answer)
                step = steps[f"{call.dataset.id}/{call.stage}"]
                self._passed(step, finished, answer.seconds)
                sorter.done(step.id)
            self._tell_of_searches(under_way.calls)

    def _tell_of_searches(self, calls: Iterable[StageCall]) -> None:
        """Say how far the searches are that are still at it."""
        for call in calls:
            if call.stage != "deidentify":
                continue
            reached = headway.told(call.services.work)
            if reached is not None and reached != self._reached.get(call.dataset.id):
                self._reached[call.dataset.id] = reached
                self._emit(searching(call.dataset.id, reached))

    def _passed(self, step: Step, finished: Callable[[str, Course], None], seconds: float = 0.0) -> None:
        """Say that a step is over (run or passed over), and its dataset with its last step."""
        self._done += 1
        steps, courses = self._walk.steps, self._walk.courses
        course = courses[step.dataset]
        outcome = "ok" if course.stopped_at is None else ("failed" if course.error else "held")
        self._emit(Event("stage", step.stage, step.dataset, "", outcome, self._done, len(steps), seconds=seconds))
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


class _UnderWay:
    """The calls that workers are at, no more than there are workers, so that each begins when it is started."""

    def __init__(self, executor: Executor, patience: float) -> None:
        self._executor = executor
        self._patience = patience
        self._running: dict[Future[StageAnswer], StageCall] = {}

    @property
    def has_room(self) -> bool:
        """Whether a worker is free."""
        return len(self._running) < self._executor.width

    @property
    def calls(self) -> list[StageCall]:
        """What is worked on."""
        return list(self._running.values())

    def start(self, call: StageCall) -> None:
        """Hand a call to a worker."""
        self._running[self._executor.submit(perform, call, patience=self._patience)] = call

    def wait(self) -> list[tuple[StageCall, StageAnswer]]:
        """What has ended, if something has within a moment."""
        if not self._running:
            return []
        done = wait(self._running, _PAUSE, FIRST_COMPLETED).done
        return [(call, self._answer(future, call)) for future in done if (call := self._running.pop(future))]

    def _answer(self, future: Future[StageAnswer], call: StageCall) -> StageAnswer:
        try:
            return future.result()
        except LostError as lost:
            return StageAnswer(None, lost, 0.0)
        except DiedError:
            return _stopped(
                msg("the process that worked on it died in {stage}", stage=call.stage),
                msg("most often the machine ran out of memory: give it more, or lower --jobs"),
            )
        except TimeoutError:
            return _stopped(
                msg(
                    "it was not done with {stage} after {minutes} minutes",
                    stage=call.stage,
                    minutes=round(self._patience / 60),
                ),
                msg("look at its source: a file that is made to be read for ever, or far more data than before"),
            )


def _out_of_time() -> DatasetError:
    return DatasetError(
        msg("the time of the night for datasets was used up before it was done"),
        hint=msg("run it again: what is done takes no time; or give it more in `time_budget` of catalog.yaml"),
    )


def _stopped(what: Message, hint: Message) -> StageAnswer:
    return StageAnswer(None, DatasetError(what, hint=hint), 0.0)
