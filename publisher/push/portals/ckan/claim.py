"""Who is writing a dataset, and until when: the lock of two publishers on different machines.

A claim is the value of the extra `pub_unfinished` of the dataset itself, put there by the guarded revision that
begins the work, so that only one of two can have made it, and taken away by the one that ends it. A dataset that
is brought to its new state by a single revision needs none. A claim runs out, measured on the portal's own clock,
so that a machine that died does not hold a dataset for ever; its holder stops by itself a while earlier, and so
nothing of it arrives once another may have taken over.
"""

from __future__ import annotations

import hashlib
import re
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from publisher.model.errors import PortalError
from publisher.model.text import msg

LEASE = timedelta(minutes=15)
"""How long a claim holds; work that takes longer renews it half-way."""
_TEXT = re.compile(r"(?P<holder>\S+) (?P<until>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)")


def holder(root: Path) -> str:
    """Who we are to other publishers: this machine's short name, and a mark of the workspace at `root`.

    The same for every run, for the workspace's own lock lets only one run at a time get here: a claim that we
    find under this name was left by a run of ours that broke off.
    """
    machine = re.sub(r"[^A-Za-z0-9-]+", "-", socket.gethostname().split(".")[0]) or "publisher"
    return f"{machine}-{hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class Claimant:
    """One run as the others see it. `clock` gives the portal's time, `request` is the most that one may take."""

    holder: str
    clock: Callable[[], datetime]
    request: timedelta

    def claim(self) -> Claim:
        """A claim from now on; it is worth nothing before it stands on the portal."""
        until = self.clock().astimezone(UTC) + LEASE
        left = max(LEASE - self.request, timedelta())
        return Claim(f"{self.holder} {until:%Y-%m-%dT%H:%M:%SZ}", time.monotonic() + left.total_seconds())

    def require_free(self, dataset: str, text: str) -> None:
        """Raise PortalError when the claim `text` is somebody else's and has not run out."""
        found = _TEXT.fullmatch(text)
        if found is None or found["holder"] == self.holder:
            return
        until = datetime.strptime(found["until"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        if until > self.clock():
            raise PortalError(
                msg(
                    "another publisher, {holder}, is writing {dataset} until {until} at the latest (UTC)",
                    holder=found["holder"],
                    dataset=dataset,
                    until=f"{until:%Y-%m-%d %H:%M:%S}",
                ),
                hint=msg("let only one workspace publish a dataset; the next run looks again"),
            )


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim that stands: its `text`, and until when (monotonic clock, seconds) its holder may act on it."""

    text: str
    deadline: float

    @property
    def half_over(self) -> bool:
        """Whether it is time to renew it."""
        return time.monotonic() > self.deadline - LEASE.total_seconds() / 2

    def require(self, dataset: str) -> None:
        """Raise PortalError when the time is over in which the claim protects what we write."""
        if time.monotonic() > self.deadline:
            raise PortalError(
                msg("writing {dataset} took longer than its claim on the portal holds", dataset=dataset),
                hint=msg("the portal is very slow; nothing is lost, the next run goes on from here"),
            )
