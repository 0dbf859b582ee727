"""The catalogue in DCAT-US 3.0 (U.S. GSA and DOI, https://github.com/DOI-DO/dcat-us), as JSON-LD.

Written for its JSON Schema. The context is named, not copied; texts in two languages are language maps.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from publisher.model.catalog import Agency
from publisher.model.frequencies import EU, LANGUAGES, frequency
from publisher.model.release import Artifact
from publisher.model.text import LocalText
from publisher.push.filetypes import file_type, media_type
from publisher.push.portals.static.kept.record import Entry
from publisher.push.portals.static.site import PortalSite
from publisher.push.portals.static.words import local_time

Node = dict[str, Any]
CONTEXT = "https://raw.githubusercontent.com/DOI-DO/dcat-us/main/context/dcat-us-3.0.jsonld"
_SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"


def dataset(entry: Entry, site: PortalSite) -> Node:
    """A dataset with its distributions."""
    item, base = entry.publication, site.base or ""
    page = f"{base}dataset/{item.dataset}/"
    start, end = item.period
    node: Node = {
        "@id": f"{page}#dataset",
        "@type": "dcat:Dataset",
        "identifier": [item.identifier],
        **_texts("title", item.title),
        **_texts("description", item.description),
        "keywordMap": _map(item.keywords),
        "publisher": _organization(item.agency),
        "contactPoint": [_contact(item.agency)],
        "issued": local_time(entry.issued).isoformat(timespec="seconds"),
        "modified": local_time(entry.modified).isoformat(timespec="seconds"),
        "accessRights": f"{EU}/access-right/PUBLIC",
        "language": [LANGUAGES["zh-TW"]],
        "landingPage": {"@id": f"{page}index.html", "@type": "foaf:Document", "title": item.title.zh},
        "version": entry.version,
        "temporal": [{"@type": "dcterms:PeriodOfTime", **({"startDate": start} if start else {}), "endDate": end}],
        "distribution": [_distribution(file, entry, page) for file in item.artifacts],
    }
    known = frequency(item.frequency)
    if known.eu:
        node["accrualPeriodicity"] = f"{EU}/frequency/{known.eu}"
    if item.spatial:
        node["spatial"] = [{"@type": "dcterms:Location", "prefLabel": item.spatial}]
    if item.conforms_to:
        node["conformsTo"] = item.conforms_to
    return {name: value for name, value in node.items() if value not in ({}, "")}


def catalog(site: PortalSite, datasets: Iterable[str]) -> str:
    """The document; `datasets` are JSON already."""
    base = site.base or ""
    head = {
        "@context": CONTEXT,
        "@id": f"{base}index.html#catalog",
        "@type": "dcat:Catalog",
        **_texts("title", site.title),
        **_texts("description", site.catalog.description),
        "publisher": _organization(site.catalog.agency),
        "contactPoint": [_contact(site.catalog.agency)],
        "language": [LANGUAGES["zh-TW"]],
    }
    body = ",\n".join(datasets)
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "dataset": [\n{body}\n]}}\n'


def _distribution(file: Artifact, entry: Entry, page: str) -> Node:
    return {
        "@type": "dcat:Distribution",
        **_texts("title", file.title),
        "accessURL": f"{page}index.html",
        "downloadURL": f"{page}{file.path}",
        "mediaType": media_type(file),
        "format": file_type(file),
        "byteSize": str(file.bytes),
        "license": entry.publication.licence_url,
        "modified": local_time(entry.modified).isoformat(timespec="seconds"),
        "checksum": {"@type": "spdx:Checksum", "algorithm": _SHA256, "checksumValue": file.sha256},
    }


def _organization(agency: Agency) -> Node:
    node: Node = {"@type": "org:Organization", "name": agency.title.zh, **_texts("prefLabel", agency.title)}
    if agency.parent.zh:
        above = {"@type": "org:Organization", "name": agency.parent.zh, **_texts("prefLabel", agency.parent)}
        node["subOrganizationOf"] = [above]
    return node


def _contact(agency: Agency) -> Node:
    return {"@type": "vcard:Kind", "fn": agency.contact.name.zh, "hasEmail": f"mailto:{agency.contact.email}"}


def _texts(name: str, text: LocalText) -> Node:
    return {name: text.zh, f"{name}Map": {key: words[0] for key, words in _map([text]).items()}}


def _map(texts: Iterable[LocalText]) -> dict[str, list[str]]:
    """Texts by language; none for a language without any."""
    texts = list(texts)
    found = {"zh-Hant": [text.zh for text in texts if text.zh], "en": [text.en for text in texts if text.en]}
    return {language: words for language, words in found.items() if words}
