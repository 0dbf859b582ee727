"""The catalogue in DCAT-AP 3 as files: one, or pages that name the next where one would be too large.

The pages are those of Hydra (W3C Hydra Core Vocabulary, PartialCollectionView), which harvesters of DCAT follow.
Every page says the catalogue itself and describes its own datasets whole, so that it is good RDF alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from publisher.push.portals.static.described import dcat
from publisher.push.portals.static.described.turtle import Node, statements
from publisher.push.portals.static.kept.record import Entry
from publisher.push.portals.static.site import PortalSite

KINDS = ("ttl", "jsonld")
MOST_BYTES = 2_000_000
"""UTF-8 bytes of datasets on a page; a single larger dataset has a page of its own."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of the catalogue that describes the datasets `of`; `shared` is all else that its text depends on."""

    name: str
    of: Sequence[Entry]
    shared: list[object]
    text: Callable[[], str]


def leaves(
    kind: str,
    site: PortalSite,
    shown: Sequence[Entry],
    sizes: Sequence[int],
    body: Callable[[Entry, str], str],
) -> Iterator[Leaf]:
    """`catalog.ttl` or `catalog.jsonld` and their further pages (`catalog-2.ttl` …).

    `body` describes a dataset in a kind, in so many bytes. The day of the last change stands on the first page
    alone: the others are the same until one of their own datasets changes.
    """
    pages = _cut(sizes)
    names = [f"catalog{f'-{number}' if number > 1 else ''}.{kind}" for number in range(1, len(pages) + 1)]
    whole, *others = dcat.catalog_nodes(site.catalog, site.title, shown, ())
    later = {name: value for name, value in whole.items() if name != "dct:modified"}
    for number, (name, page) in enumerate(zip(names, pages, strict=True)):
        of = shown[page]
        catalog = {**(later if number else whole), "dcat:dataset": dcat.members(of)}
        nodes: list[Node] = [catalog, *others]
        if len(pages) > 1:
            nodes = [*_collection(nodes, len(shown), name), _view(names, number)]
        # of the catalogue's own node, the members follow from the datasets
        shared: list[object] = [[{**nodes[0], "dcat:dataset": []}, *nodes[1:]]]
        yield Leaf(name, of, shared, partial(_text, kind, site, nodes, of, body))


def _text(
    kind: str, site: PortalSite, nodes: list[Node], of: Sequence[Entry], body: Callable[[Entry, str], str]
) -> str:
    bodies = [body(entry, kind) for entry in of]
    if kind == "ttl":
        return dcat.turtle_document([statements(nodes), *bodies], site.base)
    return dcat.jsonld([*dcat.lines(nodes), *bodies], site.base)


def _cut(sizes: Sequence[int]) -> list[slice]:
    """Runs of datasets of at most MOST_BYTES; one empty run where there are none."""
    cuts, size = [0], 0
    for number, more in enumerate(sizes):
        if size and size + more > MOST_BYTES:
            cuts.append(number)
            size = 0
        size += more
    return [slice(start, end) for start, end in zip(cuts, [*cuts[1:], len(sizes)], strict=True)]


def _collection(nodes: list[Node], total: int, page: str) -> list[Node]:
    first, *others = nodes
    count = {"@value": str(total), "@type": "xsd:integer"}
    paged = {"@type": ["dcat:Catalog", "hydra:Collection"], "hydra:totalItems": count, "hydra:view": {"@id": page}}
    return [{**first, **paged}, *others]


def _view(names: Sequence[str], number: int) -> Node:
    ways = {"first": 0, "previous": number - 1, "next": number + 1, "last": len(names) - 1}
    there = {f"hydra:{way}": {"@id": names[at]} for way, at in ways.items() if 0 <= at < len(names)}
    return {"@id": names[number], "@type": "hydra:PartialCollectionView", **there}
