"""The one search of documents: every text of a file, whatever its kind, and every part that could not be searched.

    for item in search(path):
        match item:
            case Passage(text, where, page, hidden): ...
            case Rows(): for label, cells in item.columns(): ...
            case Unsearched(reason, where, page): ...

`search` reads in this process and takes whatever time and memory the file asks for; what strangers wrote is read
by `publisher.documents.apart`, in a process with bounds of its own. Neither raises for what a file holds: a fault
is an `Unsearched`, and without one the whole file was searched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from publisher.documents.search.items import REASONS, Bounds, Item, Passage, Reason, Rows, Unsearched
from publisher.documents.search.walking import DocumentWalk

__all__ = ["REASONS", "Bounds", "DocumentWalk", "Item", "Passage", "Reason", "Rows", "Unsearched", "search"]

_NONE: Mapping[str, Reason] = MappingProxyType({})


def search(
    path: Path,
    name: str = "",
    *,
    bounds: Bounds | None = None,
    begin: Callable[[str], None] = lambda _step: None,
    skip: Mapping[str, Reason] = _NONE,
) -> Iterator[Item]:
    """Everything that the file at `path` says, part by part; `name` is the file name it is offered under.

    Items come as they are found. `begin` is called with the name of each step, and steps in `skip` are reported as
    not searched, for the reason given: so that a search which died in one can be begun again without it.
    """
    walk = DocumentWalk(bounds or Bounds(), begin, skip)
    shown = name or path.name
    try:
        size = path.stat().st_size
        if size > walk.bounds.most_part:
            yield Unsearched("too-large", shown)
            return
        content = path.read_bytes()
    except OSError:
        yield Unsearched("damaged", shown)
        return
    yield from walk.part(content, shown, shown)
