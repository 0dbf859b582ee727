"""The catalogue in DCAT-AP 3 as files: one, or pages that name the next where one would be too large.

The pages are those of Hydra (W3C Hydra Core Vocabulary, PartialCollectionView), which harvesters of DCAT follow.
Every page says the catalogue itself and describes its own datasets whole, so that it is good RDF alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from publisher.push.portals.static.described import dcat
from publisher.push.portals.static.described.turtle import Node, statements
from publisher.push.portals.static.kept.record import Entry
from publisher.push.portals.static.site import PortalSite

MOST_BYTES = 2_000_000
"""UTF-8 bytes of datasets on a page; a single larger dataset has a page of its own."""


def catalogue(
    site: PortalSite, shown: Sequence[Entry], turtles: Sequence[str], lines: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Names and texts of `catalog.ttl`, `catalog.jsonld` and their further pages (`catalog-2.ttl` …).

    `turtles` and `lines` (JSON) describe the datasets `shown`, in the same order.
    """

    def turtle(nodes: list[Node], bodies: Sequence[str]) -> str:
        return dcat.turtle_document([statements(nodes), *bodies], site.base)

    def jsonld(nodes: list[Node], bodies: Sequence[str]) -> str:
        return dcat.jsonld([*dcat.lines(nodes), *bodies], site.base)

    yield from _files("ttl", site, shown, turtles, turtle)
    yield from _files("jsonld", site, shown, lines, jsonld)


def _files(
    kind: str,
    site: PortalSite,
    shown: Sequence[Entry],
    bodies: Sequence[str],
    document: Callable[[list[Node], Sequence[str]], str],
) -> Iterator[tuple[str, str]]:
    pages = _cut(bodies)
    names = [f"catalog{f'-{number}' if number > 1 else ''}.{kind}" for number in range(1, len(pages) + 1)]
    for number, (name, page) in enumerate(zip(names, pages, strict=True)):
        nodes = dcat.catalog_nodes(site.catalog, site.title, shown, shown[page])
        if len(pages) > 1:
            nodes = [*_collection(nodes, len(shown), name), _view(names, number)]
        yield name, document(nodes, bodies[page])


def _cut(bodies: Sequence[str]) -> list[slice]:
    """Runs of `bodies` of at most MOST_BYTES; one empty run where there are none."""
    cuts, size = [0], 0
    for number, body in enumerate(bodies):
        more = len(body.encode())
        if size and size + more > MOST_BYTES:
            cuts.append(number)
            size = 0
        size += more
    return [slice(start, end) for start, end in zip(cuts, [*cuts[1:], len(bodies)], strict=True)]


def _collection(nodes: list[Node], total: int, page: str) -> list[Node]:
    first, *others = nodes
    count = {"@value": str(total), "@type": "xsd:integer"}
    paged = {"@type": ["dcat:Catalog", "hydra:Collection"], "hydra:totalItems": count, "hydra:view": {"@id": page}}
    return [{**first, **paged}, *others]


def _view(names: Sequence[str], number: int) -> Node:
    ways = {"first": 0, "previous": number - 1, "next": number + 1, "last": len(names) - 1}
    there = {f"hydra:{way}": {"@id": names[at]} for way, at in ways.items() if 0 <= at < len(names)}
    return {"@id": names[number], "@type": "hydra:PartialCollectionView", **there}
