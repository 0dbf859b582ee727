"""Descriptions for programs that look for one form only: Croissant, OpenAPI, and a feed of one dataset."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from publisher.model.release import Artifact, Publication
from publisher.push.portals.static.kept.record import Entry
from publisher.push.portals.static.site import PortalSite
from publisher.push.portals.static.words import local_time

_ATOM = "http://www.w3.org/2005/Atom"
_TYPES = {
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
}
_CONTEXT = {
    "@language": "zh-TW",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "key": "cr:key",
    "md5": "cr:md5",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "sc": "https://schema.org/",
    "source": "cr:source",
}


def croissant(entry: Entry, base: str | None) -> str:
    """The dataset in Croissant 1.0 (mlcommons.org/croissant/1.0): its files, and the fields of its table.

    Without a known address the files are named relative to the folder of the dataset, where this file lies.
    """
    item = entry.publication
    root = f"{base}dataset/{item.dataset}/" if base else ""
    table = next((file for file in item.data() if file.format.lower() == "csv"), None)
    document: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": item.title.zh,
        "alternateName": item.title.en,
        "description": item.description.zh,
        "identifier": item.identifier,
        "license": item.licence_url,
        "url": f"{root}index.html",
        "version": entry.version,
        "datePublished": entry.issued.isoformat(),
        "dateModified": entry.modified.isoformat(),
        "keywords": [keyword.zh or keyword.en for keyword in item.keywords],
        "inLanguage": "zh-TW",
        "creator": {"@type": "sc:Organization", "name": item.agency.title.zh, "url": item.agency.homepage},
        "publisher": {"@type": "sc:Organization", "name": item.agency.title.zh, "url": item.agency.homepage},
        "citeAs": f"{item.agency.title.zh}（{entry.modified.year}）。{item.title.zh}。",
        "distribution": [_file(file, root) for file in item.data()],
    }
    if table is not None:
        document["recordSet"] = [_records(item, table)]
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _file(file: Artifact, root: str) -> dict[str, object]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "description": file.title.zh,
        "contentUrl": f"{root}{file.path}",
        "contentSize": f"{file.bytes} B",
        "encodingFormat": file.media_type,
        "sha256": file.sha256,
    }


def _records(item: Publication, table: Artifact) -> dict[str, object]:
    fields = item.schema.get("fields", ())
    assert isinstance(fields, list | tuple)
    return {"@type": "cr:RecordSet", "@id": "records", "name": "records",
            "field": [_field(field, table) for field in fields]}  # fmt: skip


def _field(field: Mapping[str, Any], table: Artifact) -> dict[str, object]:
    name = str(field["name"])
    return {
        "@type": "cr:Field",
        "@id": f"records/{name}",
        "name": name,
        "description": str(field.get("description") or field.get("title") or name),
        "dataType": _TYPES.get(str(field.get("type")), "sc:Text"),
        "source": {"fileObject": {"@id": table.path}, "extract": {"column": name}},
    }


def feed(entry: Entry, base: str | None) -> bytes:
    """The versions of one dataset as an Atom feed, the newest first; its ids stay wherever the portal is put."""
    item = entry.publication
    root = f"{base}dataset/{item.dataset}/" if base else ""
    mark = f"tag:{item.agency.code.lower()},{entry.issued.year}:{item.identifier}"
    node = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "zh-Hant-TW"})
    for name, text in (
        ("id", mark),
        ("title", item.title.zh),
        ("updated", local_time(entry.modified).isoformat()),
    ):
        ET.SubElement(node, name).text = text
    ET.SubElement(node, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{root}feed.atom"})
    ET.SubElement(node, "link", {"rel": "alternate", "type": "text/html", "href": f"{root}index.html"})
    ET.SubElement(ET.SubElement(node, "author"), "name").text = item.agency.title.zh
    for number, version in reversed(list(enumerate(entry.versions, 1))):
        one = ET.SubElement(node, "entry")
        moment = local_time(version.modified).isoformat()
        texts = (("id", f"{mark}:{number}"), ("title", f"{item.title.zh} – 第 {number} 版"), ("updated", moment))
        for name, text in (*texts, ("summary", f"{version.rows} 筆")):
            ET.SubElement(one, name).text = text
        ET.SubElement(one, "link", {"rel": "alternate", "type": "text/html", "href": f"{root}index.html"})
    return bytes(ET.tostring(node, encoding="utf-8", xml_declaration=True))


def openapi(site: PortalSite) -> str:
    """The portal's files for programs as an OpenAPI 3.1 description."""
    name = {"name": "dataset", "in": "path", "required": True, "schema": {"type": "string"}}
    file = {**name, "name": "file"}
    paths = {
        "/data.json": _get("Catalogue (DCAT-US 1.1)", "application/json"),
        "/dcat-us-3.jsonld": _get("Catalogue (DCAT-US 3.0)", "application/ld+json"),
        "/catalog.jsonld": _get("Catalogue (DCAT-AP 3)", "application/ld+json"),
        "/catalog.ttl": _get("Catalogue (DCAT-AP 3)", "text/turtle"),
        "/feed.atom": _get("Changes of all datasets", "application/atom+xml"),
        "/api/3/action/package_list": _get("Names of all datasets (CKAN)", "application/json"),
        "/api/3/action/package_search": _get("All datasets (CKAN)", "application/json"),
        "/api/3/action/package_show/{dataset}.json": _get("One dataset (CKAN)", "application/json", name),
        "/dataset/{dataset}/{file}": _get("A file of a dataset", "application/octet-stream", name, file),
        "/dataset/{dataset}/metadata.json": _get("資料集詮釋資料標準規範", "application/json", name),
        "/dataset/{dataset}/dcat.ttl": _get("One dataset (DCAT-AP 3)", "text/turtle", name),
        "/dataset/{dataset}/croissant.json": _get("One dataset (Croissant 1.0)", "application/ld+json", name),
        "/dataset/{dataset}/feed.atom": _get("Versions of one dataset", "application/atom+xml", name),
        "/dataset/{dataset}/SHA256SUMS": _get("Checksums of the files", "text/plain", name),
    }
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": site.title.zh,
            "description": site.catalog.description.zh,
            "version": "1.0.0",
            "license": {"name": site.catalog.defaults.licence, "url": site.catalog.defaults.licence_url},
            "contact": {"name": site.catalog.agency.contact.name.zh, "email": site.catalog.agency.contact.email},
        },
        "servers": [{"url": (site.base or "..").rstrip("/")}],
        "paths": paths,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _get(summary: str, media_type: str, *parameters: Mapping[str, object]) -> dict[str, object]:
    answer = {
        "200": {"description": summary, "content": {media_type: {}}},
        "404": {"description": "There is no such dataset or file"},
    }
    operation: dict[str, object] = {"summary": summary, "responses": answer}
    return {"get": operation | ({"parameters": list(parameters)} if parameters else {})}
