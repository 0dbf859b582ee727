"""Places on a website as a person reads and opens them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from publisher.model.finding import Place

_FOREIGN = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class SitePlace:
    """One place: `text` is the address as a person reads it, `address` what may be opened, if anything."""

    text: str
    address: str | None
    selector: str
    line: str
    page: str

    @property
    def columns(self) -> tuple[str, ...]:
        """What this place says beside its address."""
        return tuple(name for name in ("selector", "line", "page") if getattr(self, name))


def site_places(places: Iterable[Place]) -> tuple[SitePlace, ...]:
    """Places in their order, each once."""
    return tuple(dict.fromkeys(_site_place(item) for item in places))


def _site_place(place: Place) -> SitePlace:
    url = place.url or place.file or ""
    return SitePlace(
        readable(url),
        web_link(url),
        shortened(place.selector or ""),
        "" if place.line is None else str(place.line),
        "" if place.page is None else str(place.page),
    )


def columns_of(places: Iterable[SitePlace]) -> list[str]:
    """The columns that say anything for some of the places."""
    used = {name for place in places for name in place.columns}
    return [name for name in ("selector", "line", "page") if name in used]


def web_link(url: str) -> str | None:
    """The address when it leads to a web page; nothing else is ever made a link."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def readable(url: str) -> str:
    """An address with its Chinese readable; characters that would not show themselves stay encoded."""

    def decode(match: re.Match[str]) -> str:
        try:
            text = unquote(match[0], errors="strict")
        except UnicodeDecodeError:
            return match[0]
        return text if text.isprintable() else match[0]

    return shortened(_FOREIGN.sub(decode, url))


def shortened(text: str) -> str:
    """A text that leaves the page readable; the lists for programs have it whole."""
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def printable(text: str) -> str:
    """A text for a terminal: characters that would steer it, or not show themselves, become a replacement mark."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
