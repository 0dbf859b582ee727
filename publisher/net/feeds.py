"""Feeds (RSS 2.0, RSS 1.0, Atom): the addresses of what they announce."""

from __future__ import annotations

from urllib.parse import urljoin

from publisher import markup
from publisher.net import encoding

_ROOTS = frozenset({"rss", "RDF", "feed"})
_IN_TEXT = frozenset({"link", "comments", "docs"})
_IN_ATTRIBUTES = {"enclosure": "url", "content": "url", "thumbnail": "url"}
_BASE = "http://www.w3.org/XML/1998/namespace base"
_MOST = 5_000
_LONGEST = 2_048


def read(body: bytes) -> tuple[tuple[str, str], ...] | None:
    """Element and address of each link; None when the file is no feed. One that breaks off gives its beginning."""
    reader = _FeedHandler()
    text = encoding.decode(body, encoding.of_xml(body))[0]
    try:
        for _ in markup.events([text.encode("utf-8", "replace")], reader, encoding="utf-8"):
            if reader.is_feed is False:
                return None
    except markup.RefusedXmlError:
        pass
    return tuple(reader.found) if reader.is_feed else None


class _FeedHandler(markup.Handler):
    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self.is_feed: bool | None = None
        self._text: list[str] | None = None
        self._bases = [""]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = markup.local(name)
        self._bases.append(_joined(self._bases[-1], attributes.get(_BASE, "").strip()))
        if self.is_feed is None:
            self.is_feed = local in _ROOTS
        linked = local == "guid" and attributes.get("isPermaLink", "true").lower() != "false"
        self._text = [] if local in _IN_TEXT or linked else None
        given = (
            attributes.get("href", "") if local == "link" else attributes.get(_IN_ATTRIBUTES.get(local, ""), "")
        )
        self._add(local, given)

    def end(self, name: str) -> None:
        if self._text is not None:
            local, found = markup.local(name), "".join(self._text).strip()
            if local != "guid" or found.startswith(("http://", "https://")):
                self._add(local, found)
        self._text = None
        if len(self._bases) > 1:
            self._bases.pop()

    def text(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _add(self, local: str, address: str) -> None:
        if address and len(address) <= _LONGEST and len(self.found) < _MOST:
            self.found.append((f"feed {local}", _joined(self._bases[-1], address)))


def _joined(base: str, address: str) -> str:
    """An address as its `xml:base` has it, which may be relative itself."""
    try:
        return urljoin(base, address) if base and address else address or base
    except ValueError:
        return address
