"""Many workspaces at once: when each had its night, how it ended, and which need a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from publisher.model.state_place import STATE_FOLDER
from publisher.operations.health import Health, read_health
from publisher.operations.logs import broke_off

_DEPTH = 3


class WorkspaceCondition(StrEnum):
    """What a workspace is in. `missed` outranks the rest: its night did not happen. `broken-off` was killed."""

    FINE = "fine"
    FINDINGS = "findings"
    STOPPED = "stopped"
    BROKEN_OFF = "broken-off"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class WorkspaceLine:
    """One workspace: its folder, what its last night left (none: there was none), its age, and its condition."""

    workspace: Path
    health: Health | None
    hours: float | None
    condition: WorkspaceCondition


def overview(folders: Iterable[Path], now: datetime, most_hours: float) -> list[WorkspaceLine]:
    """A line for each workspace at or below `folders`; a night older than `most_hours` was missed."""
    return [_line(path, now, most_hours) for path in sorted(set(_workspaces(folders)))]


def _line(workspace: Path, now: datetime, most_hours: float) -> WorkspaceLine:
    health = read_health(workspace / STATE_FOLDER)
    killed = broke_off(workspace / STATE_FOLDER) is not None
    if health is None:
        condition = WorkspaceCondition.BROKEN_OFF if killed else WorkspaceCondition.MISSED
        return WorkspaceLine(workspace, None, None, condition)
    age = now - datetime.fromtimestamp(health.started, tz=now.tzinfo)
    hours = age / timedelta(hours=1)
    if killed:
        condition = WorkspaceCondition.BROKEN_OFF
    elif hours > most_hours:
        condition = WorkspaceCondition.MISSED
    elif health.exit_code not in (0, 1):
        condition = WorkspaceCondition.STOPPED
    else:
        condition = WorkspaceCondition.FINDINGS if health.exit_code else WorkspaceCondition.FINE
    return WorkspaceLine(workspace, health, round(hours, 1), condition)


def _workspaces(folders: Iterable[Path], depth: int = _DEPTH) -> Iterator[Path]:
    for folder in folders:
        if (folder / "catalog.yaml").is_file():
            yield folder.resolve()
        elif depth and folder.is_dir():
            below = (path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
            yield from _workspaces(below, depth - 1)
