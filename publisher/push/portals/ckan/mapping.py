"""From a publication to what CKAN calls a package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from publisher.i18n import translate
from publisher.model.frequencies import EU, LANGUAGES, frequency
from publisher.model.release import Artifact, Publication
from publisher.model.text import Language, LocalText, msg
from publisher.push import standard
from publisher.push.filetypes import file_type
from publisher.push.portals.ckan import seal
from publisher.push.portals.ckan.client import Upload
from publisher.push.portals.ckan.datastore_table import DatastoreTable
from publisher.push.portals.ckan.packages import (
    EXTRAS,
    HASH,
    MARK,
    NAMED,
    OURS,
    RESOURCE_FIELDS,
    SEAL,
    SIMPLE_FIELDS,
    TABLE,
    UNFINISHED,
    WITHDRAWN,
    Package,
    PackageTarget,
    extras,
    file_name,
    resource_id,
    size,
)
from publisher.push.portals.ckan.texts import clean, download_name, tags

SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
"""As ckanext-dcat wants it beside a `hash`."""
_TAIPEI = timezone(timedelta(hours=8))


def target(
    publication: Publication,
    language: Language,
    licences: Sequence[str],
    issued: str,
    table: DatastoreTable | None = None,
    *,
    by_address: bool = False,
) -> PackageTarget:
    """The package that shows `publication`; `licences` are the ids that the portal knows.

    `by_address`: formats as addresses of the EU's table, for ckanext-dcat gives them out as they stand.
    """
    known = publication.licence in licences
    fields = {
        "title": clean(publication.title.get(language)),
        "notes": clean(publication.description.get(language)),
        "url": publication.landing_page or publication.agency.homepage,
        "license_id": publication.licence if known else "other-at",
        "maintainer": clean(publication.agency.contact.name.get(language)),
        "maintainer_email": publication.agency.contact.email,
    }
    extra = _standard_extras(publication, language, issued)
    if not known:
        extra |= {"license_title": publication.licence, "license_url": publication.licence_url}
    extra |= {MARK: publication.dataset, HASH: publication.hash}
    artifacts = publication.artifacts
    return PackageTarget(
        dataset=publication.dataset,
        fields=fields,
        tags=tags(publication.keywords, language),
        extras={key: text for key, value in extra.items() if (text := clean(value))},
        resources=tuple(
            _resource(publication, number, item, language, by_address) for number, item in enumerate(artifacts, 1)
        ),
        uploads=tuple(_upload(publication, item) for item in artifacts),
        table=table,
        publication=publication.hash,
    )


def tombstone(package: Package, dataset: str, notice: LocalText, now: datetime) -> PackageTarget:
    """What stays of a withdrawn dataset: its page with the reason and the day; no file, no figures."""
    day = now.astimezone(_TAIPEI).date().isoformat()
    withdrawn = msg("This dataset was withdrawn on {day}. Reason: {reason}", day=day, reason=notice.zh)
    english = replace(withdrawn, params={"day": day, "reason": notice.en})
    before = extras(package)
    named = set(before.get(NAMED, "").split())
    top = frozenset(named - {item["key"] for item in package.get("extras", ())})
    figures = {"number_of_rows", "field_description", "notes_zh", "notes_en"} - top
    kept = {
        key: value
        for key, value in before.items()
        if key in OURS | named and key not in figures | {HASH, SEAL, UNFINISHED}
    }
    fields = {key: package.get(key) or "" for key in SIMPLE_FIELDS}
    fields["notes"] = f"{translate(withdrawn, 'zh-TW')}\n\n{translate(english, 'en')}"
    return PackageTarget(
        dataset=dataset,
        fields=fields,
        tags=tuple(item["name"] for item in package.get("tags", ())),
        extras=kept | {MARK: dataset, WITHDRAWN: day},
        top=top,
        lists=frozenset(name for name in top if isinstance(package.get(name), list)),
    )


def document(wanted: PackageTarget, package: Package) -> dict[str, Any]:
    """The values to put in the place of those of `package`, sealed; what is somebody else's stays.

    A resource that stays keeps everything that CKAN and others gave it, above all its address.
    """
    here = {item["id"]: item for item in package["resources"]}
    resources = []
    for resource in wanted.resources:
        identity = resource_id(package["id"], resource["pub_path"])
        resources.append({**here.get(identity, {}), **resource, "url_type": "upload", "id": identity})
    here_extras = {item["key"]: item["value"] for item in package.get("extras", ())}
    named = set(here_extras.get(NAMED, "").split())
    foreign = {key: value for key, value in here_extras.items() if key not in OURS | wanted.top | named}
    plain = {key: value for key, value in wanted.extras.items() if key not in wanted.top}
    sealed = {**plain, SEAL: seal.intended(wanted, package["id"])}
    return {
        **wanted.fields,
        **{
            name: wanted.extras[name].split("\n") if name in wanted.lists else wanted.extras[name]
            for name in sorted(wanted.top)
        },
        **_groups(wanted, package),
        "private": wanted.private,
        "state": "active",
        "name": wanted.dataset,
        "tags": [{"name": name} for name in wanted.tags],
        "extras": [{"key": key, "value": value} for key, value in sorted({**foreign, **sealed}.items())],
        "resources": resources,
    }


def _groups(wanted: PackageTarget, package: Package) -> dict[str, Any]:
    here = [item["name"] for item in package.get("groups", ())]
    more = [name for name in wanted.groups if name not in here]
    return {"groups": [{"name": name} for name in (*here, *more)]} if more else {}


def uploads(wanted: PackageTarget, package: Package, again: frozenset[str] = frozenset()) -> tuple[Upload, ...]:
    """The files of `wanted` that `package` lacks, with their places in the request; those of `again` anyhow."""
    here = {item["id"]: item for item in package["resources"]}
    result = []
    for place, (resource, upload) in enumerate(zip(wanted.resources, wanted.uploads, strict=True)):
        there = here.get(resource_id(package["id"], resource["pub_path"]))
        same = (
            there is not None
            and there.get("url_type") == "upload"
            and (there.get("pub_sha256"), size(there), file_name(there))
            == (
                upload.sha256,
                upload.bytes,
                upload.name,
            )
        )
        if not same or resource["pub_path"] in again:
            result.append(replace(upload, key=f"update__resources__{place}__upload"))
    return tuple(result)


def _standard_extras(publication: Publication, language: Language, issued: str) -> dict[str, str]:
    """The standard's fields as extras, and the texts in the other language."""
    other: Language = "en" if language == "zh-TW" else "zh-TW"
    ending = "en" if other == "en" else "zh"
    described = standard.dataset_fields(publication, language, issued, "")
    often = frequency(publication.frequency).eu
    return {
        "frequency": f"{EU}/frequency/{often}" if often else "",
        "language": LANGUAGES.get(str(described.get("language", "")), ""),
        **{extra: str(described[name]) for name, extra in EXTRAS.items() if name in described},
        f"title_{ending}": publication.title.get(other),
        f"notes_{ending}": publication.description.get(other),
    }


def _resource(
    publication: Publication, number: int, artifact: Artifact, language: Language, by_address: bool
) -> dict[str, str]:
    other: Language = "en" if language == "zh-TW" else "zh-TW"
    described = standard.resource_fields(publication, number, artifact, language)
    resource = {
        **{RESOURCE_FIELDS[name]: clean(str(value)) for name, value in described.items()},
        "description": clean(artifact.title.get(other)),
        "mimetype": artifact.media_type,
        "hash": artifact.sha256,
        "hash_algorithm": SHA256,
        "pub_path": artifact.path,
        "pub_sha256": artifact.sha256,
    }
    del resource["last_modified"]  # CKAN's own: set when the file comes
    if (
        by_address
    ):  # an address in `mimetype` would be served as the Content-Type; without one CKAN goes by the name
        resource |= {"format": file_type(artifact), "mimetype": ""}
    if artifact.language:
        resource["language"] = LANGUAGES.get(artifact.language, artifact.language)
    if artifact.kind == "data" and artifact.format.lower() == "csv":
        resource[TABLE] = ""
    return resource


def _upload(publication: Publication, artifact: Artifact) -> Upload:
    return Upload(
        key="",
        path=publication.folder / artifact.path,
        name=download_name(artifact.path),
        media_type=artifact.media_type,
        bytes=artifact.bytes,
        sha256=artifact.sha256,
    )
