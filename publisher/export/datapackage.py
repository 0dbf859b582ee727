"""`datapackage.json`: the description of all files for machines (Data Package, version 1).

Beside each Chinese text stands the English one under `…_en`, as in the schemas.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from publisher.export.content import Content
from publisher.export.wording import licence_title
from publisher.model.flow import Artifact
from publisher.model.jsonable import Json, to_json


def write_datapackage(content: Content, artifacts: Sequence[Artifact], path: Path) -> None:
    """Write the descriptor of `artifacts`; it holds no time, so it is the same while they are."""
    dataset, catalog = content.dataset, content.catalog
    agency, defaults = catalog.agency, catalog.defaults
    licence = licence_title(defaults.licence)
    person = {"title": agency.title.zh, "title_en": agency.title.en, "path": agency.homepage}
    descriptor: dict[str, object] = {
        "profile": "data-package",
        "name": dataset.id,
        "id": dataset.identifier,
        "title": dataset.title.zh,
        "title_en": dataset.title.en,
        "description": dataset.description.zh,
        "description_en": dataset.description.en,
        "homepage": agency.homepage,
        "language": catalog.language,
        "keywords": [word.zh for word in dataset.keywords],
        "keywords_en": [word.en for word in dataset.keywords],
        "licenses": [
            {
                "name": defaults.licence,
                "title": licence.zh,
                "title_en": licence.en,
                "path": defaults.licence_url,
            }
        ],
        "sources": [{**person, "email": agency.contact.email}],
        "contributors": [{**person, "email": agency.contact.email, "role": "publisher"}],
        "contact": {
            "name": agency.contact.name.zh,
            "name_en": agency.contact.name.en,
            "phone": agency.contact.phone,
            "email": agency.contact.email,
        },
        "accrualPeriodicity": dataset.frequency,
        "category": dataset.category or defaults.category,
        "spatial": dataset.spatial or defaults.spatial,
        "resources": [_resource(content, artifact) for artifact in artifacts],
    }
    if dataset.notes is not None:
        descriptor |= {"notes": dataset.notes.zh, "notes_en": dataset.notes.en}
    kept = {key: value for key, value in descriptor.items() if value not in ("", [])}
    path.write_text(json.dumps(to_json(kept), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _resource(content: Content, artifact: Artifact) -> Json:
    ending = artifact.format if artifact.kind == "data" else artifact.kind
    resource: dict[str, object] = {
        "profile": "data-resource",
        "name": f"{content.dataset.id}-{ending}",
        "path": artifact.path,
        "title": artifact.title.zh,
        "title_en": artifact.title.en,
        "format": artifact.format,
        "mediatype": artifact.media_type,
        "bytes": artifact.bytes,
        "hash": f"sha256:{artifact.sha256}",
    }
    if artifact.kind == "data":
        resource |= {"profile": "tabular-data-resource", "rows": content.rows, "schema": content.dataset.schema}
    if artifact.format in ("csv", "json"):
        resource["encoding"] = "utf-8"
    if artifact.format == "csv":
        resource["dialect"] = {
            "delimiter": ",",
            "lineTerminator": "\r\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "skipInitialSpace": False,
            "header": True,
        }
    return to_json(resource)
