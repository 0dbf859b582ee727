"""Where something stands on a page: the line of the markup, and a CSS selector that leads to the element."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from publisher.net.html import Node, linking, links_of, parse

_DEEPEST_PATH = 8
_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")


@dataclass(frozen=True, slots=True)
class Spot:
    """The line counts from 1; either is None when it cannot be told."""

    line: int | None = None
    selector: str | None = None


def spots_of(html: str, numbers: Iterable[int]) -> dict[int, Spot]:
    """The places of the page's links with these numbers (as `html.links` counts them)."""
    wanted = set(numbers)
    found: dict[int, Spot] = {}
    after: dict[str, int] = {}
    count = 0
    for node in linking(parse(html)):
        for link in links_of(node):
            at = _find(html, link.href, after.get(link.href, 0))
            if at is not None:
                after[link.href] = at + 1
            if count in wanted:
                line = None if at is None else html.count("\n", 0, at) + 1
                found[count] = Spot(line, selector_of(node))
            count += 1
    return found


def _find(html: str, href: str, start: int) -> int | None:
    for spelling in dict.fromkeys((href, escape(href), escape(href, quote=False))):
        at = html.find(spelling, start) if spelling else -1
        if at >= 0:
            return at
    return None


def selector_of(node: Node) -> str:
    """A selector for `node`: up to the next id, else counted among its siblings of the same name."""
    steps: list[str] = []
    at: Node | None = node
    while at is not None and at.tag not in (None, "html", "-document") and len(steps) < _DEEPEST_PATH:
        identifier = at.attributes.get("id")
        if identifier and _PLAIN_NAME.match(identifier):
            steps.append(f"#{identifier}")
            break
        steps.append(_step(at))
        at = at.parent
    return " > ".join(reversed(steps))


def _step(node: Node) -> str:
    tag = node.tag or "*"
    if tag in ("body", "head"):
        return tag
    position, alone = 1, True
    before = node.prev
    while before is not None:
        if before.tag == tag:
            position += 1
            alone = False
        before = before.prev
    behind = node.next
    while alone and behind is not None:
        alone = behind.tag != tag
        behind = behind.next
    return tag if alone else f"{tag}:nth-of-type({position})"
