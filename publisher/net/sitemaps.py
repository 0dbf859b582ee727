"""Sitemaps (sitemaps.org 0.9): addresses of pages and of further sitemaps, also compressed or as plain text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from publisher import markup
from publisher.net import encoding, feeds
from publisher.net.unpacking import UnpackingError, unpacker

MOST_BYTES = 50 * 1024**2
"""The limit of the protocol for one sitemap."""

_MOST_URLS = 50_000
_LONGEST = 2_048
_PLAIN_TYPE = re.compile(r"<!DOCTYPE[^\[<>]{0,300}>", re.IGNORECASE)
_LONE_AMPERSAND = re.compile(r"&(?!(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one file lists; `changed` has the day (ISO 8601) that it gives for the last change of an address."""

    pages: tuple[str, ...]
    sitemaps: tuple[str, ...]
    changed: Mapping[str, str] = field(default_factory=dict)


def read(body: bytes) -> Sitemap | None:
    """The addresses in a sitemap; None when it is not one."""
    if body.startswith(b"\x1f\x8b"):
        try:
            reading = unpacker("gzip")
            assert reading is not None
            body = reading.unpack(body, MOST_BYTES)
        except UnpackingError:
            return None
    # its own declaration of an encoding, which expat may not know, holds no longer
    text = encoding.decode(body, encoding.of_xml(body))[0].lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):
        return _plain(text)
    reader = _SitemapHandler()
    try:
        for _ in markup.events([_mended(text).encode("utf-8", "replace")], reader, encoding="utf-8"):
            pass
    except markup.RefusedXmlError:
        return reader.listed() if reader.pages or reader.sitemaps else None
    if reader.is_sitemap:
        return reader.listed()
    announced = feeds.read(body)  # robots.txt may name a feed as a sitemap
    return None if announced is None else Sitemap(tuple(address for _, address in announced), ())


def _mended(text: str) -> str:
    """Without a document type that declares nothing, and with the ampersands escaped that were forgotten."""
    return _LONE_AMPERSAND.sub("&amp;", _PLAIN_TYPE.sub("", text, count=1))


def _plain(text: str) -> Sitemap | None:
    lines = [line.strip() for line in text.splitlines()]
    pages = [line for line in lines if line.startswith(("http://", "https://"))]
    if not pages or len(pages) != sum(bool(line) for line in lines):
        return None
    return Sitemap(tuple(pages[:_MOST_URLS]), ())


class _SitemapHandler(markup.Handler):
    """Collects `<loc>` of `<url>` and of `<sitemap>`; a document type is refused."""

    def __init__(self) -> None:
        self.pages: list[str] = []
        self.sitemaps: list[str] = []
        self.is_sitemap = False
        self.changed: dict[str, str] = {}
        self._within = ""
        self._entry = self._day = ""
        self._text: list[str] | None = None

    def listed(self) -> Sitemap:
        """What has been read."""
        return Sitemap(tuple(self.pages), tuple(self.sitemaps), self.changed)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local in ("urlset", "sitemapindex"):
            self.is_sitemap = True
        elif local in ("url", "sitemap"):
            self._within, self._entry, self._day = local, "", ""
        elif local in ("loc", "lastmod") and "/sitemap-" not in name:  # image and video extensions have their own
            self._text = []
        elif local == "link" and attributes.get("rel") == "alternate":  # the same page in another language
            self._add(attributes.get("href", "").strip(), self.pages)

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if local == "url" and self._entry and self._day:
            self.changed[self._entry] = self._day
        if self._text is None or local not in ("loc", "lastmod"):
            return
        found = "".join(self._text).strip()
        self._text = None
        if local == "lastmod":
            self._day = found[:10] if _DAY.match(found) else ""
        else:
            self._entry = found
            self._add(found, self.sitemaps if self._within == "sitemap" else self.pages)

    def _add(self, address: str, listed: list[str]) -> None:
        if address and len(address) <= _LONGEST and len(listed) < _MOST_URLS:
            listed.append(address)

    def text(self, text: str) -> None:
        if self._text is not None and len(self._text) < _LONGEST:
            self._text.append(text)
