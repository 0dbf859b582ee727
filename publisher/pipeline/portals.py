"""The portals of a night: each is brought to what is proven, and its receipts are kept."""

from __future__ import annotations

import time
from dataclasses import replace

from publisher.model.acceptance import in_force, marked
from publisher.model.border import attempt
from publisher.model.catalog import PortalDefinition
from publisher.model.errors import PublisherError
from publisher.model.event import Event
from publisher.model.finding import Finding
from publisher.model.night import PortalOutcome, PortalPlan
from publisher.pipeline.desk import Desk
from publisher.pipeline.pushing import pushing
from publisher.pipeline.settings import chosen_portals
from publisher.pipeline.unfinished import not_reached


class Portals:
    """The portals that were chosen; what became of each stands in `outcomes`."""

    area = "portal"
    part = "portals"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.outcomes: list[PortalOutcome] = []

    def carry_out(self) -> None:
        """Push to all of them."""
        for portal in chosen_portals(self._desk.workspace, self._desk.settings):
            self.outcomes.append(push(self._desk, portal))

    def name_the_rest(self) -> None:
        """Those that were not pushed to show what they showed."""
        named = {item.portal for item in self.outcomes}
        for portal in chosen_portals(self._desk.workspace, self._desk.settings):
            if portal.id not in named:
                self.outcomes.append(_in_trouble(portal, not_reached()))

    def covers(self, check: str, /) -> bool:
        """Findings of the family `portal`."""
        return check.startswith("portal.")

    def looked_at(self, _check: str, _subject: str, /) -> bool:
        """Whether every portal answered."""
        return bool(self.outcomes) and not any(item.error for item in self.outcomes)

    def findings(self) -> tuple[Finding, ...]:
        """The findings of all portals."""
        return tuple(found for item in self.report() for found in item.findings)

    def stopped(self) -> bool:
        """Whether one could not be brought up to date, or did not pass its verification."""
        return stopped(self.report())

    def report(self) -> tuple[PortalOutcome, ...]:
        """The outcomes, each finding saying whether it is accepted."""
        accepted = in_force(self._desk.workspace.accepted, self._desk.settings.now.date())
        return tuple(replace(item, findings=marked(item.findings, accepted)) for item in self.outcomes)


def stopped(outcomes: tuple[PortalOutcome, ...]) -> bool:
    """Whether a portal is not what it should be."""
    return any(item.error or any(found.holds for found in item.findings) for item in outcomes)


def push(desk: Desk, definition: PortalDefinition, agreed: PortalPlan | None = None) -> PortalOutcome:
    """Bring one portal to what is proven, and keep its receipts. A fault of ours is this portal's alone."""

    def carry_out() -> PortalOutcome:
        start = pushing(
            desk.workspace, desk.settings, definition, desk.publications, desk.state, desk.work, desk.store
        )
        outcome = start.push(agreed)
        for receipt in outcome.receipts:
            desk.state.record_receipt(receipt)
        return outcome

    start = time.perf_counter()
    outcome = attempt("push", carry_out, desk.workspace.state_folder)
    if isinstance(outcome, PublisherError):
        outcome = _in_trouble(definition, outcome)
    said, took = "failed" if outcome.error else "ok", time.perf_counter() - start
    desk.settings.emit(Event("portal", "push", "", definition.id, said, seconds=took))
    return outcome


def _in_trouble(definition: PortalDefinition, why: PublisherError) -> PortalOutcome:
    address = getattr(definition, "url", None) or ""
    return PortalOutcome(definition.id, definition.type, address, error=why.message, hint=why.hint)
