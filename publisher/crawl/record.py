"""What a crawl writes down: answers and new addresses, in batches that the store keeps whole or not at all."""

from __future__ import annotations

import re
import time

from publisher.crawl.answers import BY_SCRIPT, Read
from publisher.crawl.asking import Ask, media_type
from publisher.crawl.packing import VERSION, unpack
from publisher.crawl.rendering import RENDERED
from publisher.crawl.signs import ALERT, CRASHED, MAIN, ONLY, TITLE
from publisher.model.site import Answer
from publisher.net.client import Reply
from publisher.state.crawl import Answered, CrawlRun, CrawlStore, KnownAddress, Queued, StoredContent

_FIGURES = re.compile("[0-9]+")
_BATCH = 300
_BATCH_SECONDS = 3.0
_FAILS = frozenset(Answer) - {
    Answer.OK,
    Answer.REDIRECT,
    Answer.ROBOTS,
    Answer.NOT_ASKED,
    Answer.FORBIDDEN,
    Answer.BUSY,
    Answer.NOT_READ,
}


PASSING = frozenset(
    {Answer.SERVER_ERROR, Answer.TIMEOUT, Answer.DROPPED, Answer.BAD_ANSWER, Answer.BUSY, Answer.REFUSED}
    | {Answer.TLS_ERROR, Answer.NO_SUCH_HOST, Answer.ROBOTS}
)
"""Troubles that may be over tomorrow."""

_OF_THE_PAGE = frozenset({TITLE, MAIN, ALERT, ONLY, CRASHED, BY_SCRIPT, RENDERED})
"""Notes that hold as long as the page is the same."""


class CrawlRecord:
    """The batch that is growing. Everything of one answer is in one batch."""

    def __init__(self, store: CrawlStore, run: CrawlRun) -> None:
        self._store = store
        self._run = run
        self._answers: list[Answered] = []
        self._queued: list[Queued] = []
        self._began = time.monotonic() - run.spent
        self._committed = time.monotonic()

    @property
    def spent(self) -> float:
        """Seconds of this crawl, those before a kill included."""
        return time.monotonic() - self._began

    def queued(self, ask: Ask) -> None:
        """An address of the frontier."""
        self._queued.append(ask.queued())

    def left_out(self, ask: Ask, why: str) -> None:
        """An address that is not asked for, and why."""
        self.answered(ask, Answer.NOT_ASKED, note=why)

    def answered(
        self,
        ask: Ask,
        answer: Answer,
        *,
        status: int | None = None,
        location: str | None = None,
        note: str = "",
        media_type: str = "",
        gone: bool = True,
    ) -> None:
        """An answer without content; what was kept of the address goes, unless nobody asked or `gone` is false."""
        self._answers.append(
            Answered(
                ask.url,
                ask.address,
                ask.origin(),
                answer,
                failed=answer in _FAILS,
                status=status,
                location=location,
                media_type=media_type,
                note=note,
                gone=gone and answer is not Answer.NOT_ASKED,
            )
        )

    def kept(self, ask: Ask, known: KnownAddress, *, news: bool) -> None:
        """Nothing has changed at the address since it was `known`; `news` says what it led to this time."""
        signs = ",".join(sign for sign in (known.note or "").split(",") if sign in _OF_THE_PAGE)
        self._answers.append(
            Answered(
                ask.url,
                ask.address,
                ask.origin()
                | {name: known.origin[name] for name in ("dull", "leads", "changed") if name in known.origin}
                | {"unchanged": True, "news": news},
                Answer.OK,
                failed=False,
                status=200,
                media_type=known.media_type or "",
                found_type=known.found_type or "",
                note=signs,
                text_hash=known.text_hash,
                body_hash=known.body_hash,
                etag=known.etag,
                last_modified=known.last_modified,
            )
        )

    def rendered(self, ask: Ask, known: KnownAddress, content: StoredContent, note: str) -> None:
        """A page that was read once more, with what its scripts made."""
        self._answers.append(
            Answered(
                ask.url,
                ask.address,
                dict(known.origin),
                Answer.OK,
                failed=False,
                status=known.status,
                media_type=known.media_type or "",
                found_type=known.found_type or "",
                note=note,
                text_hash=known.text_hash,
                body_hash=known.body_hash,
                etag=known.etag,
                last_modified=known.last_modified,
                content=self._store.squeezed(self._run.site, content),
            )
        )

    def read(
        self, ask: Ask, reply: Reply, found: Read, checksum: str | None, *, known: KnownAddress | None, news: bool
    ) -> None:
        """An answer that was read; `known` is what the state has of the address, `news` as in traps."""
        modified = reply.header("last-modified")
        self._answers.append(
            Answered(
                ask.url,
                ask.address,
                ask.origin()
                | {"modified": modified, "dull": found.dull_hash, "news": news}
                | ({"leads": found.leads} if found.leads else {})
                | self._changed(found, known),
                Answer.OK,
                failed=False,
                status=reply.status,
                media_type=media_type(reply.headers),
                found_type=found.found_type,
                note=found.note,
                text_hash=found.text_hash,
                body_hash=checksum,
                etag=reply.header("etag") or None,
                last_modified=modified or None,
                content=self._store.squeezed(self._run.site, found.content) if found.content else None,
                gone=found.content is None and known is not None,
            )
        )

    def _changed(self, found: Read, known: KnownAddress | None) -> dict[str, str]:
        """The day on which other words were seen at the address than before; nothing until that has happened.

        Figures do not count: a counter of visitors is another one each night. Nor do words read by earlier rules.
        """
        content = self._store.content(self._run.site, known.url) if known is not None and found.words else None
        if known is None or content is None or content.kind != "page":
            return {}
        alike = (known.body_hash or "").startswith(f"{VERSION}:")
        if alike and _FIGURES.sub("", str(unpack(content.facts)["main"])) != _FIGURES.sub("", found.words):
            return {"changed": self._run.started.date().isoformat()}
        return {"changed": known.origin["changed"]} if "changed" in known.origin else {}

    def flush_when_due(self) -> bool:
        """Commit when there is enough or it has waited long enough; says whether it did."""
        since = time.monotonic() - self._committed
        due = len(self._answers) + len(self._queued) >= _BATCH or since > _BATCH_SECONDS
        if due:
            self.flush()
        return due

    def flush(self) -> None:
        """Commit what came since the last batch."""
        self._store.commit(self._run, self._answers, self._queued, self.spent)
        self._answers.clear()
        self._queued.clear()
        self._committed = time.monotonic()
