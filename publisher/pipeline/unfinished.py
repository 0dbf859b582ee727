"""Runs that ended early: by a signal, and they say what was not reached, or killed, and the next one says it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from publisher.model.errors import PublisherError
from publisher.model.night import UnfinishedRun
from publisher.model.text import msg
from publisher.pipeline.desk import Desk

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def interrupted() -> PublisherError:
    """What is said of the run as a whole, and of each of its subjects that it did not reach."""
    return PublisherError(
        msg("the run was interrupted; what this report does not name was not looked at"),
        hint=msg("run it again: it goes on from here"),
    )


def not_reached() -> PublisherError:
    """What is said of a subject that an interrupted run did not come to."""
    return PublisherError(
        msg("the run was interrupted before this was done"), hint=msg("run it again: it goes on from here")
    )


@contextmanager
def uninterrupted() -> Iterator[None]:
    """While a report is written, a first signal changes nothing: the end is near. A second one is heeded."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _ENDING}

    def once(*_: object) -> None:
        restore()

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    for number, handler in before.items():
        if callable(handler):
            signal.signal(number, once)
    try:
        yield
    finally:
        restore()


def unfinished_before(at: Desk, run: int) -> tuple[UnfinishedRun, ...]:
    """Those since the last run that came to its end, oldest first, with the datasets that they had ended.

    One that wrote its report and could only not note its end has said so itself.
    """
    found = []
    for row in at.state.runs():
        if row["id"] >= run:
            continue
        if row["finished"] is not None:
            break
        reports = at.workspace.state_folder / "reports"
        if next(reports.glob(f"*-{row['id']:05d}/report.json"), None) is None:
            started = datetime.fromisoformat(row["started"])
            outcomes = at.remembered.outcomes.values()
            done = sorted(item.dataset for item in outcomes if item.worked_on == started)
            found.append(UnfinishedRun(row["id"], started, tuple(done)))
    return tuple(reversed(found))
