"""What a command does around a night: its log, its health files, and who is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from publisher.model.border import attempt
from publisher.model.errors import PublisherError
from publisher.model.text import msg

if TYPE_CHECKING:
    from publisher.model.catalog import Notification
    from publisher.model.event import Event
    from publisher.model.night import NightReport
    from publisher.model.workspace import Workspace


@contextmanager
def logged(
    workspace: Workspace, emit: Callable[[Event], None], clock: Callable[[], datetime]
) -> Iterator[Callable[[Event], None]]:
    """A receiver of events that writes them into the night's log and passes them on; without a disk, only that."""
    from publisher.operations.logs import open_log

    try:
        log = open_log(workspace.state_folder, clock)
    except OSError:
        yield emit
        return

    ended: dict[str, str] = {}

    def both(event: Event) -> None:
        if event.kind == "night":
            ended["outcome"] = event.outcome
            return
        if event.headway is None:
            log.line(
                event.kind,
                stage=event.stage,
                dataset=event.dataset,
                portal=event.portal,
                outcome=event.outcome,
                seconds=round(event.seconds, 3) or "",
            )
        emit(event)

    with log.file:
        log.line("start", workspace=workspace.root.name)
        try:
            yield both
        except BaseException as error:
            log.line("broke-off", kind=type(error).__name__)
            raise
        log.line("end", **ended)


@contextmanager
def traced(
    workspace: Workspace, emit: Callable[[Event], None], mention: Callable[[PublisherError], None]
) -> Iterator[Callable[[Event], None]]:
    """The same for spans, when OpenTelemetry's own variables ask for them; what did not work is mentioned."""
    from publisher.operations import tracing

    if not tracing.is_wanted():
        yield emit
        return
    try:
        spans = tracing.Tracing(workspace.root.name)
    except PublisherError as error:
        mention(error)
        yield emit
        return

    def both(event: Event) -> None:
        spans.take(event)
        emit(event)

    try:
        yield both
    finally:
        if (trouble := spans.end()) is not None:
            mention(trouble)


def tell(workspace: Workspace, night: NightReport) -> list[PublisherError]:
    """Write the health files and send the notifications; what did not work is returned, for it ends no night."""
    from publisher.operations import telling
    from publisher.operations.health import write_health

    troubles: list[PublisherError] = []
    try:
        write_health(workspace.state_folder, night, workspace.root.name)
    except OSError as error:
        what = msg("the health files could not be written: {reason}", reason=error.strerror or "")
        troubles.append(PublisherError(what))

    def told(to: Notification) -> None:
        body = telling.of_night(night, workspace, to)
        if body is not None:
            telling.send(to, telling.subject(workspace, to), body)

    tries = (attempt("report", lambda to=to: told(to), workspace.root) for to in workspace.catalog.notifications)  # type: ignore[misc]
    return [*troubles, *(trouble for trouble in tries if trouble is not None)]
