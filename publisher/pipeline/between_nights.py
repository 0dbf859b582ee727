"""What is asked for between nights: what the next one would do, and a push of what is proven already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from publisher.model.catalog import PortalDefinition
from publisher.model.night import Plan, PortalOutcome, PortalPlan
from publisher.model.workspace import Workspace
from publisher.pipeline.plan import build_plan
from publisher.pipeline.remembered import remember
from publisher.pipeline.settings import Settings, chosen_portals
from publisher.state import PublicationStore, open_reader


def plan_night(workspace: Workspace, settings: Settings, *, ask_portals: bool = False) -> Plan:
    """The plan of a run now; changes nothing but the state's own migrations.

    With `ask_portals` it also says what each portal would get of what is proven already.
    """
    from publisher.pipeline.pushing import pushing

    state = open_reader(workspace.state_place)
    try:
        store = PublicationStore(workspace.state_folder)
        remembered = remember(state, store)
        plan = build_plan(workspace, remembered, settings)
        if not ask_portals:
            return plan
        with TemporaryDirectory() as work:

            def seen(portal: PortalDefinition) -> PortalPlan:
                start = pushing(workspace, settings, portal, remembered.publications, state, Path(work), store)
                return start.preview()

            return replace(plan, pushes=tuple(map(seen, chosen_portals(workspace, settings))))
    finally:
        state.close()


def push_proven(
    workspace: Workspace, settings: Settings, agreed: Mapping[str, PortalPlan] | None = None
) -> tuple[PortalOutcome, ...]:
    """Push what the state holds as proven, under the lock; nothing is prepared anew.

    With `agreed` (by portal) only those portals get anything, and only if nothing moved since the plan was made.
    """
    from publisher.pipeline import portals
    from publisher.pipeline.desk import at_work

    with at_work(workspace, settings) as at:
        return tuple(
            portals.push(at, portal, None if agreed is None else agreed[portal.id])
            for portal in chosen_portals(workspace, settings)
            if agreed is None or portal.id in agreed
        )
