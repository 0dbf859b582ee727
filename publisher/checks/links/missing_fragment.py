"""Links to a part of a page that the page does not have."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from publisher.checks.base import Check, Context, Fault
from publisher.checks.links.referrers import Referrers, link_index
from publisher.checks.links.telling import ALIKE, places_of, together
from publisher.model.site import SiteSnapshot, Target, Verdict
from publisher.model.text import Scalar
from publisher.net.urls import readable

_DIRECTIVE = ":~:"


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """The target works and is a page that was read, and no element of it has the id (or name) after the #.

    `#top` is always there; a text fragment (`#:~:text=`) asks for words, not for an id; `#/…` and `#!…` are read
    by scripts, of which nothing can be said here.
    """
    index = link_index(snapshot, context)
    known: dict[str, frozenset[str] | None] = {}
    missing: list[tuple[Target, str, Referrers]] = []
    for (url, fragment), referrers in sorted(index.fragments.items()):
        target = index.targets.get(url)
        if target is None or target.verdict is not Verdict.WORKS or _needs_no_id(fragment):
            continue
        if target.final not in known:
            known[target.final] = snapshot.source.ids(target.final)
        if _is_missing(fragment, known[target.final]):
            missing.append((target, fragment, referrers))
    for found in _templates_as_one(missing):
        yield from _faults(snapshot, context, *found)


def _templates_as_one(missing: list[tuple[Target, str, Referrers]]) -> Iterator[tuple[Target, str, Referrers]]:
    """A template's link to a part of each page itself (skip to the content) is one fault, under the first page."""
    alike: dict[tuple[str, str], list[tuple[Target, str, Referrers]]] = {}
    for found in missing:
        target, fragment, referrers = found
        ways = {(link.href, link.text) for source, link in referrers.first if source == target.url}
        own = len(ways) == 1 and all(source == target.url for source, _ in referrers.first)
        alike.setdefault(next(iter(ways)) if own else (target.url, fragment), []).append(found)
    for some in alike.values():
        if len(some) < ALIKE:
            yield from some
            continue
        target, fragment, _ = min(some, key=lambda found: (len(found[0].url), found[0].url))
        yield target, fragment, together(referrers for _, _, referrers in some)


def _faults(
    snapshot: SiteSnapshot, context: Context, target: Target, fragment: str, referrers: Referrers
) -> Iterator[Fault]:
    params: dict[str, Scalar] = {"url": readable(target.url), "fragment": unquote(fragment)}
    return places_of(snapshot, context, referrers, key=f"{target.url}#{fragment}", params=params)


def _needs_no_id(fragment: str) -> bool:
    name = fragment.partition(_DIRECTIVE)[0]
    return not name or name.lower() == "top" or name.startswith(("/", "!"))


def _is_missing(fragment: str, ids: frozenset[str] | None) -> bool:
    if ids is None:
        return False
    name = fragment.partition(_DIRECTIVE)[0]
    return name not in ids and unquote(name) not in ids


CHECK = Check("links.missing-fragment", site=look)
