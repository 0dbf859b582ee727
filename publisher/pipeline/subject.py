"""What a night looks after: datasets, portals, websites, inventory and measures are each one kind of subject."""

from __future__ import annotations

from typing import Protocol

from publisher.model.finding import Finding


class Subjects(Protocol):
    """All subjects of one kind, after they were worked on."""

    area: str
    """The word for the kind in the report."""
    part: str
    """The field of `NightReport` that takes what `report` says."""

    def carry_out(self) -> None:
        """Work on all of them; a fault of ours ends the work on one only."""
        ...

    def report(self) -> object:
        """What the night says of each, with its findings."""
        ...

    def covers(self, check: str, /) -> bool:
        """Whether findings of this check are about subjects of this kind."""
        ...

    def looked_at(self, check: str, subject: str, /) -> bool:
        """Whether the absence of a finding proves anything."""
        ...

    def findings(self) -> tuple[Finding, ...]:
        """What was found, each saying whether it is accepted."""
        ...

    def stopped(self) -> bool:
        """Whether something was held, failed, not reached or not looked at in full."""
        ...
