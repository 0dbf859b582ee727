"""`datapackage.json`: the description of all files for machines (Data Package, version 2).

Beside each Chinese text stands the English one under `…_en`, as in the schemas.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from publisher.export.content import ExportContent
from publisher.export.formulas import PREFIX, Harmless, schema_of
from publisher.model.jsonable import Json, to_json
from publisher.model.release import Artifact
from publisher.model.terms import licence_title

_EPOCH = (2000, 1, 1, 0, 0, 0)
_PROFILES = "https://datapackage.org/profiles/2.0"


def write_datapackage(
    content: ExportContent,
    artifacts: Sequence[Artifact],
    changed: Harmless,
    path: Path,
    created: datetime,
    earlier: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """Write the descriptor of `artifacts`.

    `created` is when the dataset was first made ready, and never changes, so that the descriptor is the same while
    the files are. Its version (Semantic Versioning 2.0) counts on from the one of the `earlier` descriptor where
    anything is not as in that one, and names the content of the files in the part for builds.

    The CSV files are tables. The others hold the same table, and the same schema is given with them, but they are
    described as files: the public validator needs a library for each of them and cannot count their bytes.
    """
    dataset, catalog = content.dataset, content.catalog
    agency, defaults = catalog.agency, catalog.defaults
    licence = licence_title(defaults.licence)
    person = {"title": agency.title.zh, "title_en": agency.title.en, "path": agency.homepage}
    descriptor: dict[str, object] = {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": dataset.id,
        "id": dataset.identifier,
        "created": created.isoformat(timespec="seconds"),
        "version": "",
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
        "resources": [_resource(content, artifact, changed) for artifact in artifacts],
    }
    if dataset.notes is not None:
        descriptor |= {"notes": dataset.notes.zh, "notes_en": dataset.notes.en}
    kept = to_json({key: value for key, value in descriptor.items() if key == "version" or value not in ("", [])})
    assert isinstance(kept, dict)
    kept["version"] = _version(kept, artifacts, earlier)
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _version(
    descriptor: Mapping[str, object], artifacts: Sequence[Artifact], earlier: Mapping[str, object]
) -> str:
    before = str(earlier.get("version", ""))
    known = re.match(r"([0-9]{1,9})\.0\.0\+", before)
    if known is not None and {**descriptor, "version": before} == earlier:
        return before
    sums = "".join(f"{item.path} {item.sha256}\n" for item in artifacts)
    number = int(known[1]) + 1 if known is not None else 1
    return f"{number}.0.0+{hashlib.sha256(sums.encode()).hexdigest()[:12]}"


def pack(files: Sequence[Path], path: Path) -> None:
    """Write `files` into one archive, by their names, with a fixed time."""
    with zipfile.ZipFile(path, "w") as archive:
        for file in files:
            info = zipfile.ZipInfo(file.name, _EPOCH)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            info.file_size = file.stat().st_size
            with file.open("rb") as source, archive.open(info, "w") as target:
                shutil.copyfileobj(source, target, 1 << 20)


def _resource(content: ExportContent, artifact: Artifact, changed: Harmless) -> Json:
    suffix = artifact.path.removeprefix(content.dataset.id).strip("-.").replace(".", "-")
    ending = artifact.kind if suffix == "dictionary-pdf" else suffix
    resource: dict[str, object] = {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": f"{content.dataset.id}-{ending}",
        "path": artifact.path,
        "title": artifact.title.zh,
        "title_en": artifact.title.en,
        "format": artifact.format,
        "mediatype": artifact.media_type,
        "bytes": artifact.bytes,
        "hash": f"sha256:{artifact.sha256}",
    }
    if artifact.kind == "data" and artifact.format == "csv":
        resource |= {"type": "table", "rows": content.rows, "schema": content.dataset.schema}
    elif artifact.kind == "data":
        resource |= {"type": "file", "schema": content.dataset.schema}
    if artifact.format in ("csv", "json", "jsonl", "geojson"):
        resource["encoding"] = "utf-8"
    if artifact.path == f"{content.dataset.id}.csv" and (changed.fields or changed.names):
        resource |= _told(content, changed)
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


def _told(content: ExportContent, changed: Harmless) -> dict[str, Json]:
    """That some cells have an apostrophe in front, which, and how to take it away again."""
    return {
        "schema": schema_of(content, changed),
        "formulaPrefix": PREFIX,
        "formulaPrefixFields": [*changed.fields],
        "formulaPrefixNames": [*changed.names],
        "description": (
            "供試算表開啟的檔案：以 =、+、-、@ 或換行開頭（含已有單引號者）的文字前加一個單引號，"
            "以免被當成公式執行；"
            "去掉一個單引號即為原值，其他格式均為原值。"
        ),
        "description_en": (
            "For spreadsheets: texts that begin with =, +, -, @ or a line end (also behind apostrophes) have one "
            "apostrophe in front, lest they be run as formulas. Take one away to get the value; the other formats "
            "hold it as it is."
        ),
    }
