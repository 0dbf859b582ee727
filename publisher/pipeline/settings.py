"""How a run is done, and to which portals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from publisher.model.acceptance import in_force
from publisher.model.catalog import PortalDefinition
from publisher.model.cluster import Cluster
from publisher.model.event import Event
from publisher.model.stage import Services
from publisher.model.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run is done: the clock, key folder, workers, chosen portals and datasets (empty: the catalogue's).

    `patience` are the seconds in which each source must say whether it has changed, `step_patience` those that one
    stage of one dataset may take. `by_the_machine` says that `now` is the machine's clock and nobody's wish.
    `cluster` are the machines that work for it; with none named `jobs` processes of this one do.
    """

    now: datetime
    keys: Path
    jobs: int = 2
    portals: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    allow_withdrawals: bool = False
    push: bool = True
    emit: Callable[[Event], None] = field(default=lambda _event: None)
    patience: float = 300.0
    step_patience: float = 5400.0
    by_the_machine: bool = False
    cluster: Cluster = field(default_factory=Cluster)


def chosen_portals(workspace: Workspace, settings: Settings) -> tuple[PortalDefinition, ...]:
    """The portals asked for, or all active ones."""
    if not settings.push:
        return ()
    return tuple(
        portal
        for portal in workspace.catalog.portals
        if (portal.id in settings.portals if settings.portals else portal.active)
    )


def services(workspace: Workspace, settings: Settings, work: Path) -> Services:
    """What a stage may use of the world, with `work` as its private folder: the only place that makes it."""
    return Services(
        work,
        settings.now,
        settings.keys,
        workspace.catalog.language,
        workspace.checks,
        workspace.allowlist,
        in_force(workspace.accepted, settings.now.date()),
    )
