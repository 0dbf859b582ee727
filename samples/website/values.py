"""What the sample website is made of, and what is planted in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

TODAY = "2026-11-20"
"""The day of the demonstration: everything is fresh or stale as seen from here."""

BASE = "__BASE__"
"""Stands in the files for the site's own address; the server puts in the one it listens on."""

PARTNER = "__PARTNER__"
"""Stands for the address of other bodies: the same server under another name, so nothing leaves the machine."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One fault: `check` reports it on `page` (a path; of a document for what is wrong inside one).

    `target` is what the finding's key, subject or parameters name: the end of an address, an item, a kind of data.
    `needs` names what a run must have for it to be seen: `browser`, `https`, `external` (asks other hosts).
    """

    check: str
    page: str
    target: str = ""
    selector: str = ""
    needs: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class SamplePage:
    """One page. `head` overrides meta elements by name: a text replaces, None leaves the element out.

    `updated` is the day shown on the page (ROC) and said in DC.Date; empty for none. `clean` pages are those on
    which nothing may be reported.
    """

    path: str
    title: str
    body: str
    updated: str = "2026-10-15"
    language: str = "zh-TW"
    head: dict[str, str | None] = field(default_factory=dict)
    planted: tuple[Planted, ...] = ()
    clean: bool = True
    encoding: str = "utf-8"
    style: str = ""
    said_language: str | None = None
    """The `lang` attribute as written; the language when None."""
    said_title: str | None = None
    """The `<title>` as written; agency and title when None, none at all when empty."""
    crumbs: tuple[tuple[str, str], ...] = ()
    in_sitemap: bool = True
    bare: bool = False
    """Without header, menus and footer: what stands in a frame, or in place of a file."""


Behaviour = dict[str, Any]
"""How the server treats one path: see samples.website.server."""


def roc(day: str) -> str:
    """An ISO day as agencies write it: 2026-11-20 is 115-11-20."""
    year, rest = day.split("-", 1)
    return f"{int(year) - 1911}-{rest}"
