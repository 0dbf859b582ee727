"""What the crawl's part of the state holds, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class CrawlRun:
    """One crawl of one site. `spent` are the seconds that it took before it was killed, if it was."""

    id: int
    site: str
    started: datetime
    resumed: bool = False
    spent: float = 0.0


@dataclass(frozen=True, slots=True)
class Queued:
    """An address to be asked in a run. `origin` is what the crawl wants to know again when it is taken up."""

    url: str
    address: str
    origin: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KnownAddress:
    """An address with its last answer, as the state has it. `nights` are nights in a row on which it failed."""

    url: str
    address: str
    run: int
    done: bool
    origin: Mapping[str, Any]
    answer: str | None
    status: int | None
    location: str | None
    media_type: str | None
    found_type: str | None
    note: str | None
    text_hash: str | None
    body_hash: str | None
    etag: str | None
    last_modified: str | None
    nights: int


@dataclass(frozen=True, slots=True)
class StoredContent:
    """What was found at an address: facts and links as packed by the crawl, the body when it is kept."""

    kind: str
    facts: bytes
    links: bytes
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer for the history. `failed` says that it counts as a night on which the address did not work.

    `content` None leaves what is kept of an address as it is (304), `gone` removes it.
    """

    url: str
    address: str
    origin: Mapping[str, Any]
    answer: str
    failed: bool
    status: int | None = None
    location: str | None = None
    media_type: str = ""
    found_type: str = ""
    note: str = ""
    text_hash: str | None = None
    body_hash: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    content: StoredContent | None = None
    gone: bool = False
