"""What an answer of the site holds: a page, a style sheet, a sitemap, a document, or something else."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import repeat

from publisher.crawl.asking import Ask, file_name, media_type
from publisher.crawl.opening import SLOW
from publisher.crawl.packing import VERSION, pack, pack_body, pack_links, unpack
from publisher.crawl.signs import FIREWALL, names_what_is_missing, signs_of
from publisher.crawl.traps import dulled
from publisher.documents.inspecting import DocumentInspection
from publisher.model.site import Link
from publisher.net import css, encoding, feeds, html, leading, sitemaps, sniffing, urls
from publisher.net.client import Reply
from publisher.state.crawl import StoredContent

CUT_OFF = "cut-off"
"""Note on an answer of which only the beginning came; of a page, what came was read."""

UNREADABLE = frozenset({"hostile-markup", "too-large", "encoding", CUT_OFF, SLOW})
"""Notes on an answer that came and could not be looked into, or not to its end."""

BY_SCRIPT = "script-only"
"""Note on a page without words and links of its own: what its scripts make is seen by a browser only."""

_TELLING_HEADERS = ("content-type", "content-disposition", "content-language", "content-security-policy")
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_NOT_WEB = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LONGEST_HREF = 500
_AROUND = "".join(chr(code) for code in range(0x21))
"""What the URL standard strips: C0 controls and the blank; an ideographic blank is part of the address."""
_FROM_ROOT = ("/", "http://", "https://")
_IN_PAGES_ENCODING = frozenset(
    {"a", "area", "form action", "formaction", "iframe", "frame", "img", "link", "meta refresh"}
)
_FEWEST_WORDS = 12
"""Shorter main blocks are those of pages that scripts build: that two of them are equal says nothing."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was found: the content to keep, its links with the addresses to ask, and a note for the history.

    `dull_hash` is the checksum of the words without what repeats the address, `text_hash` that of the words.
    """

    found_type: str
    links: tuple[Link, ...] = ()
    addresses: tuple[str, ...] = ()
    content: StoredContent | None = None
    note: str = ""
    text_hash: str | None = None
    dull_hash: str | None = None
    document: bytes | None = None
    words: str = ""
    leads: str = ""
    """Where the page sends its reader by itself, before he has read it: by a refresh, or a script."""


def body_hash(reply: Reply) -> str | None:
    """A checksum of the whole answer, as far as it says what a reader sees, with the version of our reading."""
    if not reply.body or reply.truncated or reply.cut:
        return None
    digest = hashlib.sha256(reply.body)
    for name in _TELLING_HEADERS:
        digest.update(f"\n{name}: {reply.header(name)}".encode("utf-8", "replace"))
    return f"{VERSION}:{digest.hexdigest()}"


def read(ask: Ask, reply: Reply) -> Read:
    """Look into an answer with status 2xx."""
    kind = media_type(reply.headers)
    found = sniffing.found_type(reply.body[:4096], reply.body)
    if ask.is_sitemap:
        return _read_sitemap(ask, reply)
    if kind in _HTML or (found == "html" and kind in ("", "text/plain", "application/octet-stream")):
        return _read_page(ask, reply)
    if found == "html":
        return _read_page(ask, reply)
    if not ask.crawl:
        return Read(found)
    if kind in _PARTS:
        text, _ = encoding.decode(reply.body, reply.header("content-type"))
        rows = [*_PARTS[kind](text)]
        if kind == _DRAWING and sniffing.is_offered(found, kind, ask.address, reply.body):
            return _read_document(ask, reply, kind, found, rows)  # it has words of its own
        return _with_links(found or kind.rpartition("/")[2], "sheet", ask, {}, rows)
    if (found == "xml" or kind.endswith("xml")) and (announced := feeds.read(reply.body)) is not None:
        rows = [html.RawLink(element, address, "") for element, address in announced]
        return _with_links("xml", "feed", ask, {}, rows)
    is_document = found in sniffing.DOCUMENTS or found in ("ole", "zip")
    if is_document or sniffing.is_offered(found, kind, ask.address, reply.body):
        return _read_document(ask, reply, kind, found)
    return Read(found)


def _of_sheet(text: str) -> Iterator[html.RawLink]:
    yield from (html.RawLink("css url()", item, "") for item in css.addresses(text))


def _of_drawing(text: str) -> Iterator[html.RawLink]:
    try:
        yield from html.links(html.parse(text))
    except html.HostileMarkupError:
        return


_DRAWING = "image/svg+xml"
_PARTS: Mapping[str, Callable[[str], Iterator[html.RawLink]]] = {
    "text/css": _of_sheet,
    _DRAWING: _of_drawing,
    "application/manifest+json": leading.links_of_manifest,
}
"""What pages are made of and leads on, with what reads it."""


_MISSING = (404, 410)


def is_block_page(reply: Reply) -> bool:
    """Whether the words of a refusal are those of a guard in front of the server.

    A 404 that says that something is missing is the site's own, whatever else it says.
    """
    if not reply.body:
        return False
    text, _ = encoding.decode(reply.body, reply.header("content-type"))
    try:
        facts = html.facts(text)
    except html.HostileMarkupError:
        return False
    refused = reply.status not in _MISSING
    walled = signs_of(facts, text, refused=refused) == (FIREWALL,)
    return walled and (refused or not names_what_is_missing(facts))


def _read_page(ask: Ask, reply: Reply) -> Read:
    if reply.truncated:
        return Read("html", note="too-large")
    if reply.header("content-encoding") and not reply.body:
        return Read("html", note="encoding")
    text, name = encoding.decode(reply.body, reply.header("content-type"))
    text = urls.without_user(text)  # nothing that is kept of a page may hold a password, its words neither
    try:
        facts = html.facts(text)
    except html.HostileMarkupError:
        return Read("html", note="hostile-markup")
    signs = CUT_OFF if reply.cut else ",".join(signs_of(facts, text))
    led = leading.leads_to(facts, text, reply.header("refresh"))
    if ask.crawl and not signs and not led and _is_made_by_scripts(facts, text):
        signs = BY_SCRIPT
    words = None
    if len(facts.main_text) >= _FEWEST_WORDS:
        words = hashlib.sha256(facts.main_text.encode("utf-8", "replace")).hexdigest()[:32]
    if not ask.crawl:
        ids = StoredContent("outside", pack({"ids": sorted(facts.ids)}), pack([]))
        return Read("html", content=ids, note=signs, text_hash=words)
    base = ask.address
    if facts.base is not None:
        reference = urls.resolve(ask.address, facts.base.strip(_AROUND))
        base = reference.url if reference is not None and urls.is_web(reference.url) else base
    rows = (*facts.links, *leading.links_of_header(reply.header("link")))
    if led is not None and not any(row.element == "meta refresh" and row.href == led[0] for row in rows):
        rows = (*rows, html.RawLink(led[1], led[0], ""))
    links, addresses = resolve_all(base, rows, name)
    kept = {
        "title": facts.title,
        "language": facts.language,
        "encoding": name,
        "headings": facts.headings,
        "metas": facts.metas,
        "ids": sorted(facts.ids),
        "main": facts.main_text,
    }
    return Read(
        "html",
        links,
        addresses,
        StoredContent("page", pack(kept), pack_links(links), pack_body(text)),
        signs,
        words,
        hashlib.sha256(
            dulled(f"{facts.title}\n{facts.main_text}", ask.url).encode("utf-8", "replace")
        ).hexdigest()[:32],
        words=facts.main_text,
        leads=next((link.url for link in links if led is not None and link.href == led[0]), ""),
    )


def _is_made_by_scripts(facts: html.PageFacts, text: str) -> bool:
    """Scripts, but hardly a word or link for a person."""
    if facts.waits_for_scripts:
        return True
    if len(facts.main_text) >= _FEWEST_WORDS or "<script" not in text.lower():
        return False
    return not any(link.element in ("a", "area", "iframe", "frame", "meta refresh") for link in facts.links)


def _read_sitemap(ask: Ask, reply: Reply) -> Read:
    listed = None if reply.truncated else sitemaps.read(reply.body)
    if listed is None:
        is_page = not reply.truncated and sniffing.found_type(reply.body[:4096], reply.body) == "html"
        return _read_page(ask, reply) if is_page and ask.by == "sitemap-file" else Read("")
    rows = [html.RawLink("sitemap loc", item, "") for item in listed.pages]
    rows += [html.RawLink("sitemap sitemap", item, "") for item in listed.sitemaps]
    told = listed.changed.items()
    changed = {found.key: day for item, day in told if (found := urls.resolve(ask.address, item))}
    return _with_links("xml", "sitemap", ask, {"changed": changed}, rows)


def _read_document(ask: Ask, reply: Reply, kind: str, found: str, rows: Iterable[html.RawLink] = ()) -> Read:
    """Links beyond `rows` come later, from a process of its own. What was cut off is not judged."""
    if reply.cut:
        return Read(found, note=CUT_OFF)
    facts = {
        "bytes": len(reply.body),
        "sha256": hashlib.sha256(reply.body).hexdigest(),
        "media_type": kind,
        "found_type": found,
        "truncated": reply.truncated,
        "name": file_name(ask.address, reply.headers),
        "modified": reply.header("last-modified"),
    }
    links, addresses = resolve_all(ask.address, rows)
    content = StoredContent("document", pack(facts), pack_links(links))
    return Read(found, links, addresses, content, document=reply.body)


def inspected(ask: Ask, found: Read, inspection: DocumentInspection) -> Read:
    """A document with what was seen when it was opened, its links among it."""
    assert found.content is not None
    facts = unpack(found.content.facts)
    rows = [html.RawLink(link.element, link.href, link.text) for link in inspection.links]
    inside, asked = resolve_all(ask.address, rows)
    links, addresses = (*found.links, *inside), (*found.addresses, *asked)
    facts |= {
        "problem": "too-large" if facts["truncated"] else inspection.problem,
        "pages": inspection.pages,
        "tagged": inspection.tagged,
        "has_text": inspection.has_text,
        "language": inspection.language,
        "title": inspection.title,
        "link_pages": [*repeat(None, len(found.links)), *(inspection.links[link.number].page for link in inside)],
    }
    content = StoredContent("document", pack(facts), pack_links(links))
    note = SLOW if inspection.problem == SLOW else found.note
    return replace(found, links=links, addresses=addresses, content=content, document=None, note=note)


def _with_links(found: str, kind: str, ask: Ask, facts: dict[str, object], rows: Iterable[html.RawLink]) -> Read:
    links, addresses = resolve_all(ask.address, rows)
    return Read(found, links, addresses, StoredContent(kind, pack(facts), pack_links(links)))


def resolve_all(
    base: str, rows: Iterable[html.RawLink], encoding: str = "utf-8"
) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """Links with the names of their targets, and beside each the address to ask ("" for what is not asked).

    Addresses for mail, telephone and scripts are left out; files of somebody's own disk, what no browser can read
    and schemes that are misspelt stay in, for they lead nowhere.
    """
    links: list[Link] = []
    addresses: list[str] = []
    root = f"{urls.origin_of(base)}/"
    for number, row in enumerate(rows):
        href = row.href.strip(_AROUND)
        if not href:
            continue
        written = urls.without_user(row.href[:_LONGEST_HREF])
        # menus repeat on every page: seen from the root, their addresses are worked out once
        seen_from = root if href.startswith(_FROM_ROOT) else base
        name, fragment, address = _target(
            seen_from, href, encoding if row.element in _IN_PAGES_ENCODING else "utf-8"
        )
        if name:
            links.append(Link(row.element, written, name, fragment, urls.without_user(row.text), number))
            addresses.append(address)
    return tuple(links), tuple(addresses)


@lru_cache(maxsize=32_768)
def _target(base: str, href: str, encoding: str) -> tuple[str, str | None, str]:
    """Name, fragment and address of a link; no name for what is not a matter of the web."""
    nowhere = urls.without_user(href[:_LONGEST_HREF])
    if _DRIVE.match(href) or href[:5].lower() == "file:":
        return nowhere, None, ""
    reference = urls.resolve(base, href, encoding)
    if reference is None and urls.is_too_long(href):
        return "", None, ""
    if reference is None:
        is_web = not _NOT_WEB.match(href) or href[:4].lower() == "http"
        return (nowhere if is_web or urls.misspelt_scheme(href) else ""), None, ""
    if urls.is_web(reference.url):
        return reference.key, reference.fragment, reference.url
    return (nowhere if urls.misspelt_scheme(href) or urls.is_written_wrong(href) else ""), None, ""
