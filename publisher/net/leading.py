"""What leads on without a link on the page: refreshes, scripts that do nothing else, headers, manifests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from publisher.net import handlers
from publisher.net.html import NEVER_ASKED, PageFacts, RawLink, refresh_address

_MOST_ROWS = 200


def leads_to(found: PageFacts, markup: str, header: str = "") -> tuple[str, str] | None:
    """Where a page sends its reader by itself, and by what; None for a page that is there to be read.

    A refresh within a few seconds (of the page or in the `header` Refresh), or a script on a page that has next to
    no words.
    """
    short = len("".join(found.main_text.split())) <= _FEW_WORDS
    for content in (header, *found.refreshes) if short else (header,):
        at = _DELAY.match(content)
        if at and float(at[1]) <= _SOON and (address := refresh_address(content)):
            return address, "meta refresh"
    if short and "<script" in markup.lower() and not any(link.element in ("a", "area") for link in found.links):
        for script in _INLINE.findall(markup):
            if "function" not in script and "=>" not in script:
                for address in handlers.addresses(script):
                    return address, "script location"
    return None


_FEW_WORDS = 120
_SOON = 10.0
"""Seconds within which nobody has read a page."""
_DELAY = re.compile(r"\s*([0-9]{1,6}(?:\.[0-9]*)?)\s*[;,]")
_INLINE = re.compile(r"<script\b(?![^>]*\bsrc\s*=)[^>]*>(.*?)</script", re.IGNORECASE | re.DOTALL)


def links_of_header(value: str) -> Iterator[RawLink]:
    """The links of a header `Link` that a browser follows (RFC 8288)."""
    for address, parameters in _IN_HEADER.findall(value):
        relation = _RELATION.search(parameters)
        names = (relation[1] or relation[2] or "").lower().split() if relation else []
        if names and NEVER_ASKED.isdisjoint(names):
            yield RawLink("link header", address, " ".join(names))


_IN_HEADER = re.compile(r"<([^<>]{1,2000})>((?:\s*;\s*[\w*-]+\s*(?:=\s*(?:\"[^\"]*\"|[^\s;,\"]+))?)*)")
_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,]+))", re.IGNORECASE)


def links_of_manifest(text: str) -> Iterator[RawLink]:
    """The addresses in the manifest of a web application."""
    try:
        manifest = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return
    if not isinstance(manifest, dict):
        return
    rows = [("start_url", manifest)]
    for name, key in (("icons", "src"), ("screenshots", "src"), ("shortcuts", "url")):
        held = manifest.get(name)
        rows += [(key, item) for item in held if isinstance(item, dict)] if isinstance(held, list) else []
    for key, item in rows[:_MOST_ROWS]:
        if isinstance(address := item.get(key), str) and address:
            yield RawLink(f"manifest {key}", address, "")
