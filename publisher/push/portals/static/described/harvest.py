"""The same description as others read it: schema.org, DCAT-US, CKAN, and the Taiwanese metadata standard."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from publisher.model.catalog import Catalog
from publisher.model.frequencies import frequency
from publisher.model.release import Artifact, Publication
from publisher.model.terms import category_name, licence_title
from publisher.push import standard
from publisher.push.portals.static.kept.record import Entry
from publisher.push.portals.static.words import local_day, local_time

Node = dict[str, Any]
MOST_SEARCHED = 400
"""Characters of a description that can be found by the search on the portal."""


def schema_org(entry: Entry, catalog: Catalog, base: str | None) -> Node:
    """A schema.org Dataset for the dataset's own page; relative addresses are those of its folder."""
    item = entry.publication
    agency = {
        "@type": "GovernmentOrganization",
        "name": [text for text in (item.agency.title.zh, item.agency.title.en) if text],
        "url": item.agency.homepage,
        "contactPoint": {
            "@type": "ContactPoint",
            "email": item.agency.contact.email,
            "telephone": item.agency.contact.phone,
        },
    }
    node: Node = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": item.title.zh,
        "alternateName": item.title.en,
        "description": f"{item.description.zh}\n\n{item.description.en}",
        "identifier": item.identifier,
        "keywords": [text for keyword in item.keywords for text in (keyword.zh, keyword.en) if text],
        "license": item.licence_url,
        "isAccessibleForFree": item.charge is None,
        "inLanguage": "zh-Hant-TW",
        "dateCreated": entry.issued.isoformat(),
        "dateModified": entry.modified.isoformat(),
        "creator": agency,
        "publisher": agency,
        "includedInDataCatalog": {"@type": "DataCatalog", "name": catalog.title.zh},
        "variableMeasured": [
            {"@type": "PropertyValue", "name": field["name"], "description": field.get("description", "")}
            for field in schema_fields(item)
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": f"{base or '../../'}dataset/{item.dataset}/{file.path}",
                "encodingFormat": file.media_type,
                "contentSize": f"{file.bytes} B",
                "sha256": file.sha256,
                "name": file.title.zh,
            }
            for file in item.data()
        ],
    }
    if base:
        node["url"] = f"{base}dataset/{item.dataset}/"
    if item.landing_page:
        node["sameAs"] = item.landing_page
    node["temporalCoverage"] = "/".join(part or ".." for part in item.period)
    if item.spatial:
        node["spatialCoverage"] = {"@type": "Place", "name": item.spatial}
    return node


def data_json_dataset(catalog: Catalog, entry: Entry, base: str) -> Node:
    """A dataset in the DCAT-US schema 1.1, for `data.json`."""
    item = entry.publication
    node: Node = {
        "@type": "dcat:Dataset",
        "identifier": item.identifier,
        "title": item.title.zh,
        "description": item.description.zh,
        "keyword": [keyword.zh or keyword.en for keyword in item.keywords],
        "theme": [category_name(item.category).zh],
        "issued": entry.issued.isoformat(),
        "modified": entry.modified.isoformat(),
        "accrualPeriodicity": frequency(item.frequency).iso,
        "accessLevel": "public",
        "license": item.licence_url,
        "language": ["zh-TW"],
        "landingPage": f"{base}dataset/{item.dataset}/index.html",
        "publisher": {
            "@type": "org:Organization",
            "name": item.agency.title.zh,
            "subOrganizationOf": {"@type": "org:Organization", "name": item.agency.parent.zh},
        },
        "contactPoint": {
            "@type": "vcard:Contact",
            "fn": catalog.agency.contact.name.zh,
            "hasEmail": f"mailto:{catalog.agency.contact.email}",
        },
        "distribution": [
            {
                "@type": "dcat:Distribution",
                "title": file.title.zh,
                "downloadURL": f"{base}dataset/{item.dataset}/{file.path}",
                "mediaType": file.media_type,
                "format": file.format.upper(),
            }
            for file in item.artifacts
        ],
    }
    if item.landing_page:
        node["references"] = [item.landing_page]
    if item.conforms_to:
        node["conformsTo"] = item.conforms_to
    if item.temporal:  # DCAT-US 1.1 knows no open start
        node["temporal"] = "/".join(item.temporal)
    if item.spatial:
        node["spatial"] = item.spatial
    return node


def ckan_package(entry: Entry, base: str | None) -> Node:
    """A dataset in the form of CKAN's package_show, for harvesters that read nothing else."""
    item = entry.publication
    root = base or ""
    return {
        "id": item.dataset,
        "name": item.dataset,
        "title": item.title.zh,
        "notes": item.description.zh,
        "state": "active",
        "private": False,
        "type": "dataset",
        "isopen": True,
        "url": f"{root}dataset/{item.dataset}/index.html",
        "license_id": item.licence,
        "license_title": licence_title(item.licence).zh,
        "license_url": item.licence_url,
        "author": item.agency.title.zh,
        "maintainer": item.agency.contact.name.zh,
        "maintainer_email": item.agency.contact.email,
        "metadata_created": _naive(entry.issued),
        "metadata_modified": _naive(entry.modified),
        "organization": {"name": item.agency.code.lower(), "title": item.agency.title.zh, "type": "organization"},
        "groups": [{"name": item.category.lower(), "title": category_name(item.category).zh}],
        "tags": [{"name": keyword.zh or keyword.en} for keyword in item.keywords],
        "num_tags": len(item.keywords),
        "num_resources": len(item.artifacts),
        "extras": [
            {"key": "identifier", "value": item.identifier},
            {"key": "frequency", "value": item.frequency},
            {"key": "number_of_rows", "value": str(item.rows)},
            {"key": "title_en", "value": item.title.en},
            {"key": "notes_en", "value": item.description.en},
        ],
        "resources": [_ckan_resource(item, file, position, root) for position, file in enumerate(item.artifacts)],
    }


def _ckan_resource(item: Publication, file: Artifact, position: int, root: str) -> Node:
    return {
        "id": f"{item.dataset}/{file.path}",
        "package_id": item.dataset,
        "position": position,
        "name": file.title.zh,
        "format": file.format.upper(),
        "mimetype": file.media_type,
        "size": file.bytes,
        "hash": file.sha256,
        "hash_algorithm": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256",
        "url": f"{root}dataset/{item.dataset}/{file.path}",
        "state": "active",
    }


def standard_description(entry: Entry, base: str | None) -> str:
    """The dataset by the Taiwanese metadata standard, as JSON; without a known address relative to its folder."""
    item = entry.publication
    root = f"{base}dataset/{item.dataset}/" if base else ""
    described = standard.document(
        item, "zh-TW", local_day(entry.issued).isoformat(), f"{root}index.html", lambda file: root + file.path
    )
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


def search_entry(entry: Entry, values: Sequence[str]) -> list[object]:
    """What the search in the browser knows of a dataset; `assets/search.js` reads it by position.

    `values` are words of its cells.
    """
    item = entry.publication
    words = [[keyword.zh, keyword.en] for keyword in item.keywords]
    often = frequency(item.frequency)
    named = (field.get(key) for field in schema_fields(item) for key in ("name", "title", "title_en"))
    names = list(dict.fromkeys(filter(None, named)))
    return [
        *(item.dataset, item.title.zh, item.title.en),
        *(_opening(item.description.zh), _opening(item.description.en)),
        *(
            " ".join(filter(None, (pair[0] for pair in words))),
            " ".join(filter(None, (pair[1] for pair in words))),
        ),
        " ".join(names),
        *(item.category, sorted({file.format.lower() for file in item.data()}), often.id),
        *(local_time(entry.modified).date().isoformat(), item.rows),
        " ".join(values),
    ]


def _opening(text: str) -> str:
    """As much of a description as a search needs."""
    return text if len(text) <= MOST_SEARCHED else text[:MOST_SEARCHED].rsplit(" ", 1)[0] + "…"


def schema_fields(publication: Publication) -> tuple[Mapping[str, Any], ...]:
    """The fields of the Table Schema."""
    fields = publication.schema.get("fields", ())
    assert isinstance(fields, list | tuple)
    return tuple(fields)


def _naive(value: datetime) -> str:
    """CKAN's spelling: UTC without saying so."""
    return local_time(value).astimezone(UTC).replace(tzinfo=None).isoformat()
