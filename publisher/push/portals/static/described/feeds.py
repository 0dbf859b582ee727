"""The small files that other programs expect: Atom, the site map, robots.txt, CKAN's read-only answers."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from publisher.model.catalog import Catalog
from publisher.model.text import LocalText
from publisher.push.portals.static.kept.record import Entry
from publisher.push.portals.static.words import local_time

_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_ADDRESSES = 20_000
"""Addresses in one file of the site map; the protocol allows 50,000."""
NEWEST = 50
"""Datasets in the feed, the last changed first."""


def atom(
    catalog: Catalog, title: LocalText, entries: Iterable[Entry], updated: datetime, base: str | None
) -> bytes:
    """The feed of changes. Its ids stay the same wherever the portal is put."""
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "zh-Hant-TW"})
    _add(feed, "id", _urn(catalog, ""))
    _add(feed, "title", title.zh)
    _add(feed, "updated", _moment(updated))
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{base or ''}feed.atom")
    _add(feed, "link", rel="alternate", type="text/html", href=f"{base or ''}index.html")
    author = ET.SubElement(feed, f"{{{_ATOM}}}author")
    _add(author, "name", catalog.agency.title.zh)
    _add(author, "uri", catalog.agency.homepage)
    newest = sorted(entries, key=lambda entry: (_changed(entry), entry.publication.dataset), reverse=True)
    for entry in newest[:NEWEST]:
        item = entry.publication
        node = ET.SubElement(feed, f"{{{_ATOM}}}entry")
        _add(node, "id", _urn(catalog, item.dataset))
        _add(node, "title", item.title.zh)
        _add(node, "updated", _moment(_changed(entry)))
        _add(node, "published", _moment(entry.issued))
        _add(
            node, "link", rel="alternate", type="text/html", href=f"{base or ''}dataset/{item.dataset}/index.html"
        )
        _add(node, "summary", f"已下架：{entry.withdrawn.reason.zh}" if entry.withdrawn else item.description.zh)
    return _xml(feed)


def sitemaps(pages: Sequence[tuple[str, datetime]], base: str) -> Iterator[tuple[str, bytes]]:
    """The site map as files: one, or an index of several above the addresses that one may have."""
    if len(pages) <= MOST_ADDRESSES:
        yield "sitemap.xml", sitemap(pages, base)
        return
    ET.register_namespace("", _SITEMAP)
    index = ET.Element(f"{{{_SITEMAP}}}sitemapindex")
    for number, start in enumerate(range(0, len(pages), MOST_ADDRESSES), 1):
        part = pages[start : start + MOST_ADDRESSES]
        name = f"sitemap-{number}.xml"
        yield name, sitemap(part, base)
        node = ET.SubElement(index, f"{{{_SITEMAP}}}sitemap")
        ET.SubElement(node, f"{{{_SITEMAP}}}loc").text = base + name
        ET.SubElement(node, f"{{{_SITEMAP}}}lastmod").text = _moment(max(changed for _, changed in part))
    yield "sitemap.xml", _xml(index)


def sitemap(pages: Sequence[tuple[str, datetime]], base: str) -> bytes:
    """The site map; its addresses must be whole, so a portal without an address has none."""
    ET.register_namespace("", _SITEMAP)
    root = ET.Element(f"{{{_SITEMAP}}}urlset")
    for path, changed in pages:
        url = ET.SubElement(root, f"{{{_SITEMAP}}}url")
        ET.SubElement(url, f"{{{_SITEMAP}}}loc").text = base + path
        ET.SubElement(url, f"{{{_SITEMAP}}}lastmod").text = _moment(changed)
    return _xml(root)


def robots(base: str | None) -> str:
    """Everyone may read everything."""
    lines = ["User-agent: *", "Allow: /"]
    if base:
        lines.append(f"Sitemap: {base}sitemap.xml")
    return "\n".join(lines) + "\n"


def package_list(entries: Iterable[Entry]) -> str:
    """CKAN's package_list."""
    return answer("package_list", json.dumps([entry.publication.dataset for entry in entries]))


def package_search(packages: Iterable[str], count: int | None = None) -> str:
    """CKAN's package_search of packages as JSON; `count` is their number when these are not all of them."""
    found = list(packages)
    results = ",\n".join(found)
    total = len(found) if count is None else count
    head = f'"count": {total}, "sort": "name asc", "facets": {{}}, "search_facets": {{}}'
    return answer("package_search", f'{{{head}, "results": [\n{results}\n]}}')


def package_show_path(dataset: str) -> str:
    """Where the answer of package_show about a dataset lies."""
    return f"api/3/action/package_show/{dataset}.json"


def answer(action: str, result: str) -> str:
    """The envelope of CKAN's answers around a result that is JSON already."""
    return f'{{"help": "CKAN API, read only: {action}", "success": true, "result": {result}}}\n'


def data_json(datasets: Iterable[str]) -> str:
    """The catalogue in the DCAT-US schema 1.1 (`data.json`), of datasets that are JSON already."""
    schema = "https://project-open-data.cio.gov/v1.1/schema"
    head = {
        "@context": f"{schema}/catalog.jsonld",
        "@type": "dcat:Catalog",
        "conformsTo": schema,
        "describedBy": f"{schema}/catalog.json",
    }
    body = ",\n".join(datasets)
    return f'{json.dumps(head)[:-1]}, "dataset": [\n{body}\n]}}\n'


def _changed(entry: Entry) -> datetime:
    if entry.withdrawn is None:
        return local_time(entry.modified)
    gone = entry.withdrawn.on
    return max(local_time(entry.modified), local_time(datetime(gone.year, gone.month, gone.day)))  # noqa: DTZ001


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes).text = text


def _moment(value: datetime) -> str:
    return local_time(value).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _urn(catalog: Catalog, dataset: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{catalog.agency.homepage}#{catalog.agency.code}/{dataset}").urn


def _xml(root: ET.Element) -> bytes:
    ET.indent(root, " ")
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
