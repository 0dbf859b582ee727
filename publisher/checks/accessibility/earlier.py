"""Verdicts of earlier nights that still hold, so that the browser opens only what may have changed.

A verdict holds when the page was sent byte for byte as then, everything that page and frames loaded (style sheets,
scripts, pictures, frames) is as it was, browser, engine and settings are the same, the scripts of the page asked
the server for nothing, and it is not older than `keep_days` (rulebook entry `accessibility.page-not-tested`; 0:
every page, every night). What a page shows by the clock alone, or over a socket, is found at that age at
the latest. Pages that could not be tested are always tried again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from pydantic import TypeAdapter, ValidationError

from publisher.browser import Audit, BrowserSettings, mark_of, name_of
from publisher.checks.base import Context, Memory
from publisher.model.jsonable import to_json
from publisher.model.site import Page, SiteSnapshot

_KIND = "browser"
_STANDING = "browser-standing"
_KEPT = 28
_AUDITS = TypeAdapter(Audit)


class Earlier:
    """The verdicts of one site; without a memory, none."""

    def __init__(self, snapshot: SiteSnapshot, context: Context, settings: BrowserSettings, check: str) -> None:
        """`check` is the entry that holds the settings."""
        days = context.param(check, "keep_days", _KEPT)
        self._today = context.now.date()
        self._days = days
        self._memory: Memory | None = None
        mark = mark_of(settings, context.elsewhere) if context.memory is not None and days > 0 else ""
        if context.memory is not None and mark:
            self._memory = context.memory(_KIND)
            self._mark = mark
            self._notes = self._memory.all()
            self._marks = {name_of(url): mark for url, mark in snapshot.source.marks().items()}

    def verdict(self, page: Page) -> Audit | None:
        """The verdict on a page that need not be tested again."""
        if self._memory is None or not page.checksum:
            return None
        key, packed = self._notes.get(page.url, ("", b""))
        if key != self._key(page):
            return None
        note = json.loads(packed)
        if self._today - date.fromisoformat(note["made"]) >= self._age_of(page.url):
            return None
        if any(self._marks.get(name) != mark for name, mark in note["loaded"].items()):
            return None
        try:
            return _AUDITS.validate_python(note["audit"])
        except ValidationError:
            return None  # written by another version of the program

    def keep(self, page: Page, audit: Audit) -> None:
        """Keep a verdict that was found today, if it can be told when it no longer holds."""
        if self._memory is None or not page.checksum or audit.untested is not None or not audit.settled:
            return
        if not self._marks.keys() >= set(audit.resources):
            return
        loaded = {name: self._marks[name] for name in audit.resources}
        note = {"made": self._today.isoformat(), "loaded": loaded, "audit": to_json(audit)}
        self._memory.put(page.url, self._key(page), json.dumps(note, ensure_ascii=False).encode())

    def done(self) -> None:
        """Write what is kept."""
        if self._memory is not None:
            self._memory.flush()

    def _key(self, page: Page) -> str:
        return f"{page.checksum} {self._mark[:32]}"

    def _age_of(self, url: str) -> timedelta:
        """The age at which a page is tested again; spread, so that a site does not come due in one night."""
        share = hashlib.sha256(url.encode()).digest()[0] / 256
        return timedelta(days=self._days - int(share * self._days / 2))


class EarlierStanding:
    """Which rules found something on each page when it was last tested: an untested page mends nothing."""

    def __init__(self, context: Context) -> None:
        self._memory = context.memory(_STANDING) if context.memory is not None else None
        self._known = self._memory.all() if self._memory is not None else {}
        self._before = bool(self._known)

    def note(self, url: str, audit: Audit) -> None:
        """Keep what a test of the page gave."""
        rules = " ".join(sorted({fault.rule for fault in audit.faults}))
        if (
            self._memory is None
            or audit.untested is not None
            or self._known.get(url, ("", b""))[1] == rules.encode()
        ):
            return
        self._known[url] = ("", rules.encode())
        self._memory.put(url, "", rules.encode())

    def unproven(self, untested: Iterable[str]) -> Iterator[str | None]:
        """The rules of which nothing is proven when these pages were not tested; None: of none at all."""
        for url in untested:
            if not self._before:
                yield None  # no earlier night is known: what was found then, by an older program, may still stand
                return
            yield from self._known.get(url, ("", b""))[1].decode().split()

    def done(self) -> None:
        """Write what is kept."""
        if self._memory is not None:
            self._memory.flush()
