"""What a push does, and what a portal then shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class PushAction(StrEnum):
    """What a push does to one dataset of one portal."""

    CREATE = "create"
    UPDATE = "update"
    LOAD = "load"
    """Its table is loaded for queries; what it shows otherwise stays."""
    UNCHANGED = "unchanged"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a portal now shows of one dataset, and what an anonymous reader saw of it.

    `revision` is the portal's own mark of that state: a different one later means that somebody was there.
    """

    portal: str
    dataset: str
    action: PushAction
    publication: str
    remote_id: str
    page_url: str
    files: Mapping[str, str]
    """Download address of each artifact, by its path. Relative to the portal's address for a static one."""
    pushed_at: datetime
    verified: bool
    verified_files: int = 0
    revision: str = ""
    tables: Mapping[str, int] = field(default_factory=dict)
    """Rows of each table loaded for queries, by the path of its artifact."""
    read: Mapping[str, str] = field(default_factory=dict)
    """The day on which an anonymous reader last got each file whole, by its path; of others it is `pushed_at`."""
    etags: Mapping[str, str] = field(default_factory=dict)
    """The web server's own mark of each file, by its path."""

    def proven_on(self) -> date:
        """The day of the longest ago reading on which the proof of a file rests."""
        first = self.pushed_at.date()
        return min(
            (date.fromisoformat(self.read[path]) if path in self.read else first for path in self.files),
            default=first,
        )
