"""Sitemaps (sitemaps.org 0.9): addresses of pages and of further sitemaps, also compressed or as plain text."""

from __future__ import annotations

from dataclasses import dataclass

from publisher import markup
from publisher.net import encoding, feeds
from publisher.net.unpacking import UnpackingError, unpacker

MOST_BYTES = 50 * 1024**2
"""The limit of the protocol for one sitemap."""

_MOST_URLS = 50_000
_LONGEST = 2_048


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one file lists."""

    pages: tuple[str, ...]
    sitemaps: tuple[str, ...]


def read(body: bytes) -> Sitemap | None:
    """The addresses in a sitemap; None when it is not one."""
    if body.startswith(b"\x1f\x8b"):
        try:
            reading = unpacker("gzip")
            assert reading is not None
            body = reading.unpack(body, MOST_BYTES)
        except UnpackingError:
            return None
    if body.lstrip()[:1] != b"<":
        return _plain(body)
    reader = _Reader()
    try:
        # its own declaration of an encoding, which expat may not know, holds no longer
        text = encoding.decode(body, encoding.of_xml(body))[0]
        for _ in markup.events([text.encode("utf-8", "replace")], reader, encoding="utf-8"):
            pass
    except markup.RefusedXmlError:
        return Sitemap(tuple(reader.pages), tuple(reader.sitemaps)) if reader.pages else None
    if reader.is_sitemap:
        return Sitemap(tuple(reader.pages), tuple(reader.sitemaps))
    announced = feeds.read(body)  # robots.txt may name a feed as a sitemap
    return None if announced is None else Sitemap(tuple(address for _, address in announced), ())


def _plain(body: bytes) -> Sitemap | None:
    lines = [line.strip() for line in body.decode("utf-8-sig", "replace").splitlines()]
    pages = [line for line in lines if line.startswith(("http://", "https://"))]
    if not pages or len(pages) != sum(bool(line) for line in lines):
        return None
    return Sitemap(tuple(pages[:_MOST_URLS]), ())


class _Reader(markup.Handler):
    """Collects `<loc>` of `<url>` and of `<sitemap>`; a document type is refused."""

    def __init__(self) -> None:
        self.pages: list[str] = []
        self.sitemaps: list[str] = []
        self.is_sitemap = False
        self._within = ""
        self._text: list[str] | None = None

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local in ("urlset", "sitemapindex"):
            self.is_sitemap = True
        elif local in ("url", "sitemap"):
            self._within = local
        elif local == "loc" and "/sitemap-" not in name:  # image and video extensions have their own
            self._text = []

    def end(self, name: str) -> None:
        if name.rpartition(" ")[2] != "loc" or self._text is None:
            return
        found = "".join(self._text).strip()
        self._text = None
        listed = self.sitemaps if self._within == "sitemap" else self.pages
        if found and len(found) <= _LONGEST and len(listed) < _MOST_URLS:
            listed.append(found)

    def text(self, text: str) -> None:
        if self._text is not None and len(self._text) < _LONGEST:
            self._text.append(text)
