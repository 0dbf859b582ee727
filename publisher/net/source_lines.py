"""Where an element that the browser showed stands in the page as it was sent: its line, its code and its words.

The element is looked for by its path in the tree of what was sent, and counted among those of its name; the tags
of the text are counted alike. Where the two do not agree (scripts have changed the page, tags are left out or
wrongly nested), nothing is said.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from selectolax.lexbor import SelectolaxError

from publisher.net.html import Tree

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<tag>[A-Za-z][^\s/>]*+)(?:[^>\"']|\"[^\"]*+\"|'[^']*+')*+(?P<end>>?)", re.DOTALL
)
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
_ATTRIBUTE = re.compile(r"([^\s=/>\"']+)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?")
_PLAIN = re.compile(r"[a-z][a-z:-]{0,39}")
_MOST_NAMES = 15
"""Names of attributes that the browser hands over: those of letters alone, so many of them."""
_MOST_CODE = 400
_MOST_WORDS = 120


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """An element in the markup: the line of its opening tag (from 1), that tag, and the words within."""

    line: int
    code: str
    words: str


class PageSource:
    """One page as it was sent."""

    def __init__(self, markup: str, tree: Tree) -> None:
        self._markup = markup
        self._tree = tree

    def find(self, selector: str, attributes: Sequence[str] | None = None) -> SourcePlace | None:
        """The element at this path; with `attributes`, those that the browser showed, only if it was sent with no
        others: scripts add some, and another element has others."""
        try:
            nodes = self._tree.css(selector)
        except SelectolaxError:
            return None
        name = nodes[0].tag if len(nodes) == 1 else None
        if name is None:
            return None
        (node,) = nodes
        same = self._tree.css(name)
        tags = self._tags.get(name, [])
        if len(same) != len(tags):
            return None
        number = next((number for number, other in enumerate(same) if other.mem_id == node.mem_id), None)
        if number is None:
            return None
        start, end = tags[number]
        written = _names(self._markup[start:end])
        if written != list(node.attributes):
            return None
        plain = [name for name in written if _PLAIN.fullmatch(name)][:_MOST_NAMES]
        if attributes is not None and not set(plain) <= set(attributes):
            return None
        words = " ".join(node.text(deep=True).split())
        return SourcePlace(
            bisect_right(self._lines, start), self._markup[start:end][:_MOST_CODE], words[:_MOST_WORDS]
        )

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer(r"\r\n?|\n", self._markup))]

    @cached_property
    def _tags(self) -> dict[str, list[tuple[int, int]]]:
        """Where the opening tags of each name stand."""
        found: dict[str, list[tuple[int, int]]] = {}
        at = 0
        while (token := _TOKEN.search(self._markup, at)) is not None:
            at = token.end()
            if token["tag"] is None:
                continue
            if not token["end"]:
                break  # the rest of the page stands in a tag that does not end
            name = token["tag"].lower()
            found.setdefault(name, []).append(token.span())
            if name in _RAW:
                closing = re.compile(rf"</{name}[\s/>]", re.IGNORECASE).search(self._markup, at)
                at = closing.start() if closing is not None else len(self._markup)
        return found


def _names(tag: str) -> list[str]:
    inside = re.sub(r"\A<[^\s/>]*|/?>\Z", "", tag)
    return list(dict.fromkeys(found[1].lower() for found in _ATTRIBUTE.finditer(inside)))
