"""One address to ask for, how much of its answer to read, and what the answer means."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote

from publisher.model.site import Answer, Budget
from publisher.net import sitemaps, sniffing
from publisher.net.client import Reply, Room
from publisher.state.crawl import KnownAddress, Queued

SITEMAPS = frozenset({"sitemap-file", "sitemap-guess"})
"""How a sitemap is found: named by robots.txt or another sitemap, or looked for where they usually are."""

MOST_HOPS = 20
"""As many redirects as browsers follow."""

TOO_LONG = "too-long"
"""Note on a redirect to an address longer than those we keep; browsers follow it."""

_SHEET_BYTES = 2_000_000
_OUTSIDE_PAGE_BYTES = 1_000_000
_SNIFF = 4_096
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_UNTOLD_TYPES = frozenset(
    {"", "text/plain", "application/octet-stream", "binary/octet-stream", "application/x-download"}
)
_PARTS_OF_PAGES = frozenset(
    {"text/css", "text/javascript", "application/javascript", "application/x-javascript", "image/svg+xml"}
)
"""Read whole: a page is the same only when its style sheets and scripts are."""
_DOCUMENT_TYPES = ("application/pdf", "application/msword", "application/rtf", "text/rtf", "application/vnd.")
_REFRESH_SHARE = 90


@dataclass(frozen=True, slots=True)
class Ask:
    """An address of the frontier. `url` is its name, `address` what is sent.

    `crawl` is whether it is read as a part of the site, `own` whether it is on a host of the site; `generation`
    counts the pages of its own pattern through which it was found one after the other.
    """

    url: str
    address: str
    own: bool
    crawl: bool
    depth: int = 0
    by: str = "link"
    generation: int = 0
    hop: int = 0
    tries: int = 0
    turns: int = 0
    chain: tuple[str, ...] = ()
    """The names of the redirects on the way here."""
    under: int = 0
    """The mark of the page on which it was found, when that one only repeats another (see traps)."""

    @property
    def is_sitemap(self) -> bool:
        """Whether a sitemap is expected there."""
        return self.by in SITEMAPS

    def queued(self) -> Queued:
        """For the store."""
        return Queued(self.url, self.address, self.origin())

    def origin(self) -> dict[str, Any]:
        """What must be known again when it is taken up after a kill."""
        origin: dict[str, Any] = {
            "own": self.own,
            "crawl": self.crawl,
            "depth": self.depth,
            "by": self.by,
            "generation": self.generation,
            "hop": self.hop,
        }
        if self.under:
            origin["under"] = self.under
        return {**origin, "chain": self.chain} if self.chain else origin

    @classmethod
    def restored(cls, known: KnownAddress) -> Ask:
        """The address as it was queued."""
        names = ("own", "crawl", "depth", "by", "generation", "hop", "under")
        kept = {name: known.origin[name] for name in names if name in known.origin}
        return cls(known.url, known.address, **kept, chain=tuple(known.origin.get("chain", ())))

    def again(self, address: str | None = None) -> Ask:
        """The same, asked once more: after a failure, or at another address of the same name."""
        if address is None:
            return replace(self, tries=self.tries + 1)
        return replace(self, address=address, turns=self.turns + 1)


def room_for(ask: Ask, budget: Budget) -> Room:
    """How many bytes of the answer to read once its header is known."""

    def room(status: int, headers: Mapping[str, str]) -> int:
        if shows_its_body(status, headers):
            status = 200
        if not 200 <= status < 300:
            return _SNIFF if _may_be_a_guard(status, headers) else 0
        kind = media_type(headers)
        if not ask.crawl:
            return _OUTSIDE_PAGE_BYTES if kind in _PAGE_TYPES else _SNIFF
        if ask.is_sitemap:
            return sitemaps.MOST_BYTES
        if kind in _PAGE_TYPES:
            return budget.page_bytes
        if kind in _PARTS_OF_PAGES or kind.endswith(("xml", "+xml")):
            return _SHEET_BYTES
        if kind.startswith(_DOCUMENT_TYPES) or named_kind(ask.address, headers) in sniffing.DOCUMENTS:
            return budget.document_bytes
        if kind.startswith("image/") or (kind in _UNTOLD_TYPES and not named_kind(ask.address, headers)):
            return budget.page_bytes
        return budget.document_bytes if sniffing.may_be_offered(kind, ask.address) else _SNIFF

    return room


def media_type(headers: Mapping[str, str]) -> str:
    """The media type of an answer, in small letters, without parameters."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def file_name(address: str, headers: Mapping[str, str]) -> str:
    """The name under which a browser would save the answer."""
    disposition = headers.get("content-disposition", "")
    for part in disposition.split(";")[1:]:
        name, _, value = part.strip().partition("=")
        if name.strip().lower() == "filename*":
            return unquote(value.strip().rpartition("'")[2])
        if name.strip().lower() == "filename":
            return unquote(value.strip().strip('"'))
    return unquote(address.partition("?")[0].rpartition("/")[2])


def named_kind(address: str, headers: Mapping[str, str]) -> str:
    """What the name says that the content is, "" when it says nothing."""
    return sniffing.EXTENSIONS.get(sniffing.extension_of(file_name(address, headers)), "")


def shows_its_body(status: int, headers: Mapping[str, str]) -> bool:
    """Whether browsers show what came with a status of redirects: it says no place to go to."""
    return 300 <= status < 400 and status != _UNCHANGED and not headers.get("location")


def _may_be_a_guard(status: int, headers: Mapping[str, str]) -> bool:
    """Whether the words of a refusal may be those of a guard; a 404 is one whatever its body is packed in."""
    refused = status in _REFUSALS or (status == _NOT_FOUND and not headers.get("content-encoding"))
    return refused and media_type(headers) in _PAGE_TYPES


_UNCHANGED = 304
_NOT_FOUND = 404
_REFUSALS = frozenset({403, 405, 406, 429, 503})
_OF_THE_ADDRESS = frozenset({400, 409, 422})
"""Beside 404 and 410: what a server says of the address itself. All other refusals are about who asks, how, with
what session or header, and may be meant for us alone; so is any number that no standard knows."""
_ELSEWHERE_REFUSED = frozenset({511, 999})
_LATER = frozenset({408, 420, 425, 429, 430, 509, 529})
"""Requests to come back: the address may be fine."""


def answer_of(status: int) -> Answer:
    """The word for a status that is neither a success nor a redirect."""
    match status:
        case 404:
            return Answer.NOT_FOUND
        case 410:
            return Answer.GONE
        case _ if status in _LATER:
            return Answer.BUSY
        case _ if status in _OF_THE_ADDRESS:
            return Answer.CLIENT_ERROR
        case _ if 400 <= status < 500 or status in _ELSEWHERE_REFUSED:
            return Answer.FORBIDDEN
        case _ if 500 <= status < 600:
            return Answer.SERVER_ERROR
        case _:
            return Answer.BAD_ANSWER


def is_wall(reply: Reply) -> bool:
    """Whether a guard in front of the server answers (its headers say so), whatever the status."""
    return reply.status in (403, 429, 503) and (
        reply.header("cf-mitigated") != "" or any(reply.header(name) for name in _GUARDS)
    )


_GUARDS = ("x-sucuri-block", "x-iinfo", "x-datadome", "x-amzn-waf-action", "x-waf-event-info")


def is_redirect(reply: Reply) -> bool:
    """Whether an answer sends us elsewhere."""
    return reply.status in (301, 302, 303, 307, 308) and bool(reply.header("location"))


def retry_after(reply: Reply) -> float:
    """Seconds that the host wants to be left alone; 0 when it does not say."""
    written = reply.header("retry-after").strip()
    if written.isascii() and written.isdigit():
        return float(written[:9])
    try:
        asked = parsedate_to_datetime(written) - parsedate_to_datetime(reply.header("date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
    return max(asked.total_seconds(), 0)


def is_asked_anew(url: str, run: int) -> bool:
    """Whether it is the turn of an address to be asked for without conditions: of each, one run in 90."""
    share = int.from_bytes(hashlib.blake2b(url.encode(), digest_size=4).digest(), "big")
    return (share + run) % _REFRESH_SHARE == 0


def conditions(known: KnownAddress | None, run: int, version: int) -> dict[str, str]:
    """Headers that ask for an answer only if it has changed; none now and then, as a guard against wrong marks."""
    if known is None or known.body_hash is None or not known.body_hash.startswith(f"{version}:"):
        return {}
    if is_asked_anew(known.url, run):
        return {}
    headers = {}
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers
