"""What a broken link was probably meant to be: a working address of the site that differs in little.

First the same address with https, with other letters, with or without a slash or index page at its end, or in
Chinese that was encoded twice; else the one file of that name elsewhere on the site.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from urllib.parse import unquote

from publisher.model.site import Target, Verdict

_INDEX = re.compile(r"/(?:index|default|home)\.(?:html?|php|aspx?|jsp)\Z")
_FEWEST = 6
"""Signs of a file name that is told apart by its name alone, its ending included."""
_COMMON = frozenset({"index", "default", "home", "main", "page", "list", "content", "view", "news", "detail"})


class Mending:
    """Addresses that work, by what is left of them when what people get wrong has been taken out."""

    def __init__(self, targets: Mapping[str, Target]) -> None:
        self._alike: dict[str, set[str]] = defaultdict(set)
        self._named: dict[str, set[str]] = defaultdict(set)
        for url, target in targets.items():
            if target.verdict is Verdict.WORKS and not target.hops:
                self._alike[_rough(url)].add(url)
                if target.own and (name := _name(url)):
                    self._named[name].add(url)

    def of(self, target: Target) -> str:
        """An address to link instead; "" when none is likely, or several are."""
        for some in (
            self._alike.get(_rough(target.url)),
            self._named.get(_name(target.url)) if target.own else None,
        ):
            if some and len(some) == 1 and target.url not in some:
                return next(iter(some))
        return ""


def _rough(url: str) -> str:
    """The address without scheme, www, letter case, a slash at its end, and a second encoding."""
    text = unquote(unquote(url)).casefold().partition("://")[2].removeprefix("www.")
    path, mark, query = text.partition("?")
    return _INDEX.sub("", path).rstrip("/ ") + mark + query


def _name(url: str) -> str:
    """The name of a file with its query; "" for one that many pages have."""
    path, _, query = url.partition("?")
    name = unquote(path.rpartition("/")[2]).casefold()
    stem, dot, _ = name.rpartition(".")
    if not dot or len(name) < _FEWEST or stem in _COMMON:
        return ""
    return f"{name}?{query}" if query else name
