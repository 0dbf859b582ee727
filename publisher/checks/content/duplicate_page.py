"""The same page under several addresses, of which one will be forgotten when the other is renewed."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from publisher.checks.base import Check, Context, Fault
from publisher.checks.standing import letters
from publisher.model.finding import Outcome, Place
from publisher.model.site import Page, SiteSnapshot
from publisher.model.text import Param
from publisher.net import html
from publisher.net.urls import resolve

_ID = "content.duplicate-page"
_FEWEST_LETTERS = 60
_INDEX = re.compile(r"(?:index|default|home)\.[a-z]{3,5}$")
"""A folder and its index page are one place."""
_MOST = 4
"""Equal pages beyond which they are a template's, with nothing of their own on them yet."""


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """Headings and text are the same, letter for letter, and neither page calls the other the original.

    Of two titles over the same words one is wrong, or one page was forgotten; without a heading the titles count.

    Whether both are wanted is for a person to tell. Views of one page (for printing, sorted, in another session)
    differ in what follows the question mark only.
    """
    pages: dict[bytes, list[tuple[str, str]]] = defaultdict(list)
    for page in snapshot.pages():
        if letters(page.main_text) >= context.param(_ID, "letters", _FEWEST_LETTERS):
            pages[_mark(page)].append((page.final or page.url, page.url))
    for some in pages.values():
        different = dict(sorted(some))
        urls = sorted(different.values())
        if 1 < len(urls) <= _MOST and len({_place(url) for url in urls}) > 1:
            original = _originals(urls, snapshot)
            left = [url for url in urls if original.get(url, url) not in set(urls) - {url}]
            for url in left if len(left) > 1 else ():
                others = [other for other in left if other != url]
                params: dict[str, Param] = {"other": others[0], "number": len(left)}
                yield Fault(Place(url=url), left[0], params=params, outcome=Outcome.CANT_TELL)


def _mark(page: Page) -> bytes:
    called = [text for _, text in page.headings] or [page.title]
    text = "\n".join([*called, page.main_text, page.language])
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _place(url: str) -> tuple[object, ...]:
    """What tells one page from another in its address: path, and the values of a query."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    return (
        _INDEX.sub("", parts.path.lower()).rstrip("/"),
        tuple(sorted(value for _, value in query if value.isdigit())),
    )


def _originals(urls: list[str], snapshot: SiteSnapshot) -> dict[str, str]:
    """The address that a page calls its own (rel=canonical)."""
    said: dict[str, str] = {}
    for url in urls:
        page = snapshot.source.page(url)
        if page is None:
            continue
        try:
            node = html.parse(page.html).css_first("link[rel=canonical][href]")
        except html.HostileMarkupError:
            continue
        reference = resolve(page.final, node.attributes.get("href") or "") if node is not None else None
        if reference is not None:
            said[url] = reference.key
    return said


CHECK = Check(_ID, site=look)
