"""From a publication to what CKAN calls a package, and the seal that tells when somebody else changed it.

The extras follow a mapping of 資料集詮釋資料標準規範 (國家發展委員會, 104年7月) to CKAN, with the names of
ckanext-dcat where it has one. The standard's `notes` (備註) is the extra `remarks`, for CKAN's own `notes` is
the description.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from publisher.i18n import translate
from publisher.model.flow import Artifact, Publication
from publisher.model.jsonable import content_hash
from publisher.model.text import Language, LocalText, msg
from publisher.push import standard
from publisher.push.base import Shape
from publisher.push.portals.ckan.client import Upload
from publisher.push.portals.ckan.table import Table

MARK = "pub_dataset"
"""Extra with the dataset's id: whose bears it was made by us."""
HASH = "pub_hash"
"""Extra with the hash of the publication that is shown whole and proven; none on unfinished and withdrawn ones."""
SEAL = "pub_seal"
UNFINISHED = "pub_unfinished"
WITHDRAWN = "pub_withdrawn"
NAMED = "pub_fields"
"""Extra with the names of the fields that we filled because the portal's schema or the catalogue asks for them."""
TABLE = "pub_table"
"""Field of a resource: the mark of the DataStore table that belongs to it, and why there is none."""
EXTRAS = {
    "categoryCode": "category_code",
    "identifier": "identifier",
    "fieldDescription": "field_description",
    "type": "dataset_type_tw",
    "cost": "cost",
    "costURL": "cost_url",
    "costLaw": "cost_law",
    "organization": "parent_organization",
    "organizationContactName": "parent_maintainer",
    "organizationContactPhone": "parent_maintainer_phone",
    "organizationContactEmail": "parent_maintainer_email",
    "publisherContactPhone": "maintainer_phone",
    "accrualPeriodicity": "frequency",
    "temporalCoverageFrom": "temporal_start",
    "temporalCoverageTo": "temporal_end",
    "issued": "issued",
    "modified": "modified",
    "spatial": "spatial_text",  # not `spatial`: ckanext-spatial takes GeoJSON there and refuses a name
    "language": "language",
    "numberOfData": "number_of_rows",
    "notes": "remarks",
}
"""The standard's fields that CKAN has no field of its own for, by the names of their extras."""
FIELDS = {
    "title": "title",
    "description": "notes",
    "license": "license_id",
    "licenseURL": "license_id",
    "publisher": "owner_org",
    "publisherContactName": "maintainer",
    "publisherContactEmail": "maintainer_email",
    "landingPage": "url",
    "keyword": "tags",
}
"""Those that CKAN has a field for; an unknown licence has the extras license_title and license_url beside it."""
RESOURCE_FIELDS = {
    "resourceID": "resource_code",
    "resourceDescription": "name",
    "format": "format",
    "characterSetCode": "encoding",
    "resourceModified": "last_modified",
    "accessURL": "url",
    "downloadURL": "url",
    "metadataSourceOfData": "conforms_to",
}
_STANDARD = (*EXTRAS.values(), "license_title", "license_url", "title_zh", "title_en", "notes_zh", "notes_en")
_OF_A_PUSH = frozenset(("issued", "modified"))
"""Times that a push sets by itself: no difference to tell people of."""
OURS = frozenset((MARK, HASH, SEAL, UNFINISHED, WITHDRAWN, NAMED, *_STANDARD))
"""The extras that we write. Others on the same dataset are somebody else's and stay as they are."""
SIMPLE_FIELDS = ("title", "notes", "url", "license_id", "maintainer", "maintainer_email")
_SEALED_RESOURCE = ("id", "name", "description", "pub_path", "pub_sha256")
_TAIPEI = timezone(timedelta(hours=8))
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "publisher.ckan")
_PLAIN_NAME = re.compile(r"[a-z0-9_]+(?:[.-][a-z0-9_]+)*\.[a-z0-9]{1,10}")
_NAME_LENGTH = 80
_TAG_LENGTH = range(2, 101)

Package = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """What a dataset shall be on the portal. `files` are its artifacts by resource path, in order, with `folder`.

    `extras` lack the seal; `resources` lack what CKAN itself gives them (address, size) and their ids, which
    are made from the id that the package has there. `top` are the extras that are fields of the portal's schema,
    `lists` those of them with several values (one a line). `groups` are added to those that the portal has.
    `table` is the table that belongs to one of the files.
    """

    dataset: str
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    extras: Mapping[str, str]
    resources: tuple[Mapping[str, str], ...] = ()
    uploads: tuple[Upload, ...] = ()
    private: bool = False
    top: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    groups: tuple[str, ...] = ()
    table: Table | None = None

    def with_field_names(self) -> Target:
        """The same with the names of `top`, and of extras that are not the standard's, among its extras."""
        names = self.top | {key for key in self.extras if key not in OURS}
        return self.with_extras(NAMED, **({NAMED: " ".join(sorted(names))} if names else {}))

    def without_files(self) -> Target:
        """What it is before its first file comes: private, and not marked as shown."""
        return replace(self.with_extras(HASH), resources=(), uploads=(), private=True)

    def with_table_mark(self, mark: str) -> Target:
        """The same with another mark on the resource of its table."""
        resources = tuple({**item, TABLE: mark} if TABLE in item else item for item in self.resources)
        return replace(self, resources=resources)

    def with_extras(self, *leave_out: str, **more: str) -> Target:
        """The same with other extras."""
        kept = {key: value for key, value in self.extras.items() if key not in leave_out}
        return replace(self, extras=kept | more)


def package_id(organization: str, dataset: str) -> str:
    """The id that a dataset gets where we may choose it: the same on every attempt."""
    return str(uuid.uuid5(_NAMESPACE, f"{organization}\n{dataset}"))


def resource_id(package: str, path: str) -> str:
    """The id of a file of a package, by its path: the same for ever, so its address is, too."""
    return str(uuid.uuid5(uuid.UUID(package), path))


def extras(package: Package) -> dict[str, str]:
    """The extras of a package as a mapping, with those that are fields of the portal's schema."""
    found = {item["key"]: item["value"] for item in package.get("extras", ())}
    for name in set(found.get(NAMED, "").split()) - found.keys():
        value = package.get(name)
        found[name] = "\n".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return found


def table_mark(package: Package, path: str) -> str:
    """The mark on the resource of the file `path`: empty when it never had a table."""
    return next((item.get(TABLE) or "" for item in package["resources"] if item.get("pub_path") == path), "")


def tables(package: Package) -> dict[str, Mapping[str, Any]]:
    """The resources that have a table in the DataStore, by id."""
    return {item["id"]: item for item in package["resources"] if item.get("datastore_active") in (True, "True")}


def target(
    publication: Publication,
    language: Language,
    licences: Sequence[str],
    issued: str,
    table: Table | None = None,
) -> Target:
    """The package that shows `publication`; `licences` are the ids that the portal knows."""
    known = publication.licence in licences
    fields = {
        "title": _clean(publication.title.get(language)),
        "notes": _clean(publication.description.get(language)),
        "url": publication.landing_page or publication.agency.homepage,
        "license_id": publication.licence if known else "other-at",
        "maintainer": _clean(publication.agency.contact.name.get(language)),
        "maintainer_email": publication.agency.contact.email,
    }
    extra = _standard_extras(publication, language, issued)
    if not known:
        extra |= {"license_title": publication.licence, "license_url": publication.licence_url}
    extra |= {MARK: publication.dataset, HASH: publication.hash}
    artifacts = publication.artifacts
    return Target(
        dataset=publication.dataset,
        fields=fields,
        tags=tags(publication.keywords, language),
        extras={key: text for key, value in extra.items() if (text := _clean(value))},
        resources=tuple(
            _resource(publication, number, item, language) for number, item in enumerate(artifacts, 1)
        ),
        uploads=tuple(_upload(publication, item) for item in artifacts),
        table=table,
    )


def tombstone(package: Package, notice: LocalText, now: datetime) -> Target:
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
    return Target(
        dataset=kept[MARK],
        fields=fields,
        tags=tuple(item["name"] for item in package.get("tags", ())),
        extras=kept | {WITHDRAWN: day},
        top=top,
        lists=frozenset(name for name in top if isinstance(package.get(name), list)),
    )


def document(wanted: Target, package: Package) -> dict[str, Any]:
    """The values to put in the place of those of `package`, sealed; what is somebody else's stays.

    A resource that stays keeps everything that CKAN and others gave it, above all its address.
    """
    here = {item["id"]: item for item in package["resources"]}
    resources = []
    for resource in wanted.resources:
        identity = resource_id(package["id"], resource["pub_path"])
        resources.append({**here.get(identity, {"url_type": "upload"}), **resource, "id": identity})
    here_extras = {item["key"]: item["value"] for item in package.get("extras", ())}
    named = set(here_extras.get(NAMED, "").split())
    foreign = {key: value for key, value in here_extras.items() if key not in OURS | wanted.top | named}
    plain = {key: value for key, value in wanted.extras.items() if key not in wanted.top}
    sealed = {**plain, SEAL: intended_seal(wanted, package["id"])}
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


def _groups(wanted: Target, package: Package) -> dict[str, Any]:
    here = [item["name"] for item in package.get("groups", ())]
    more = [name for name in wanted.groups if name not in here]
    return {"groups": [{"name": name} for name in (*here, *more)]} if more else {}


def uploads(wanted: Target, package: Package, again: frozenset[str] = frozenset()) -> tuple[Upload, ...]:
    """The files of `wanted` that `package` lacks, with their places in the request; those of `again` anyhow."""
    here = {item["id"]: item for item in package["resources"]}
    result = []
    for place, (resource, upload) in enumerate(zip(wanted.resources, wanted.uploads, strict=True)):
        there = here.get(resource_id(package["id"], resource["pub_path"]))
        same = there is not None and (there.get("pub_sha256"), _size(there), _file_name(there)) == (
            upload.sha256,
            upload.bytes,
            upload.name,
        )
        if not same or resource["pub_path"] in again:
            result.append(replace(upload, key=f"update__resources__{place}__upload"))
    return tuple(result)


def addresses(package: Package) -> dict[str, str]:
    """The download address of each file, by the path of its artifact."""
    return {item["pub_path"]: item["url"] for item in package["resources"] if "pub_path" in item}


def edited(package: Package) -> bool:
    """Whether something that we wrote is not as we wrote it. A package without a seal cannot tell."""
    seal = extras(package).get(SEAL)
    return seal is not None and seal != shown_seal(package)


def shown_seal(package: Package) -> str:
    """The hash of what a portal shows of our fields and files."""
    resources = [
        {
            **{key: resource.get(key) for key in _SEALED_RESOURCE},
            "bytes": _size(resource),
            "file": _file_name(resource),
        }
        for resource in package["resources"]
    ]
    return _seal(
        {key: package.get(key) for key in SIMPLE_FIELDS},
        bool(package.get("private")),
        [item["name"] for item in package.get("tags", ())],
        extras(package),
        resources,
    )


def intended_seal(wanted: Target, package: str) -> str:
    """The hash of what a portal will show once `wanted` is written into the package with id `package`."""
    resources = [
        {
            **{key: resource.get(key) for key in _SEALED_RESOURCE},
            "id": resource_id(package, resource["pub_path"]),
            "bytes": upload.bytes,
            "file": upload.name,
        }
        for resource, upload in zip(wanted.resources, wanted.uploads, strict=True)
    ]
    return _seal(wanted.fields, wanted.private, wanted.tags, wanted.extras, resources)


def shape(package: Package) -> Shape:
    """What readers find of a package, of all that we write and of what others added to its files."""
    shown = {key: value for key, value in extras(package).items() if key in OURS}
    files = {item.get("pub_path") or item["id"]: item.get("pub_sha256") or "" for item in package["resources"]}
    tag_names = [item["name"] for item in package.get("tags", ())]
    marks = {item.get("pub_path") or "": (item.get(TABLE) or "") for item in tables(package).values()}
    loaded = {path: mark for path, mark in marks.items() if path and mark}
    return _shape({key: package.get(key) or "" for key in SIMPLE_FIELDS}, tag_names, shown, files, loaded)


def target_shape(wanted: Target) -> Shape:
    """What readers will find once `wanted` is written."""
    files = {item["pub_path"]: item["pub_sha256"] for item in wanted.resources}
    loaded = {wanted.table.path: wanted.table.mark} if wanted.table else {}
    return _shape(wanted.fields, wanted.tags, wanted.extras, files, loaded)


def _shape(
    fields: Mapping[str, str],
    tag_names: Sequence[str],
    shown: Mapping[str, str],
    files: Mapping[str, str],
    loaded: Mapping[str, str],
) -> Shape:
    texts = {key: value for key, value in sorted(shown.items()) if key in _STANDARD and key not in _OF_A_PUSH}
    return Shape({**fields, "tags": ", ".join(sorted(tag_names)), **texts}, files, loaded)


def tags(keywords: Sequence[LocalText], language: Language) -> tuple[str, ...]:
    """Keywords of both languages as CKAN takes tags: letters, digits, blanks and -_. only, 2 to 100 characters."""
    other: Language = "en" if language == "zh-TW" else "zh-TW"
    found: dict[str, None] = {}
    for text in [item.get(language) for item in keywords] + [item.get(other) for item in keywords]:
        for part in re.split(r"[、，,;；/／|｜\n]", unicodedata.normalize("NFC", text)):
            kept = "".join(character if _in_tag(character) else " " for character in part)
            tag = " ".join(kept.split())
            if len(tag) in _TAG_LENGTH:
                found[tag] = None
    return tuple(sorted(found))


def download_name(path: str) -> str:
    """The file name at the end of a download address: one that CKAN leaves as it is.

    CKAN puts names into lower case, drops every character that is not a-z, 0-9 or one of _.- (of a Chinese name
    nothing is left), and cuts them at 100. A name that it would change is made plain here, told apart by a hash.
    """
    name = PurePosixPath(path).name
    if _PLAIN_NAME.fullmatch(name) and len(name) <= _NAME_LENGTH:
        return name
    stem, _, ending = name.lower().rpartition(".")
    plain = re.sub(r"[^a-z0-9]+", "-", stem)[:40].strip("-")
    ending = re.sub(r"[^a-z0-9]+", "", ending)[:10]
    return "-".join(filter(None, (plain, hashlib.sha256(path.encode()).hexdigest()[:10]))) + f".{ending or 'bin'}"


def _in_tag(character: str) -> bool:
    return character in " -_." or unicodedata.category(character)[0] in "LN"


def _standard_extras(publication: Publication, language: Language, issued: str) -> dict[str, str]:
    """The standard's fields as extras, and the texts in the other language."""
    other: Language = "en" if language == "zh-TW" else "zh-TW"
    ending = "en" if other == "en" else "zh"
    described = standard.dataset_fields(publication, language, issued, "")
    return {
        **{extra: str(described[name]) for name, extra in EXTRAS.items() if name in described},
        f"title_{ending}": publication.title.get(other),
        f"notes_{ending}": publication.description.get(other),
    }


def _resource(publication: Publication, number: int, artifact: Artifact, language: Language) -> dict[str, str]:
    other: Language = "en" if language == "zh-TW" else "zh-TW"
    described = standard.resource_fields(publication, number, artifact, language)
    resource = {
        **{RESOURCE_FIELDS[name]: _clean(str(value)) for name, value in described.items()},
        "description": _clean(artifact.title.get(other)),
        "mimetype": artifact.media_type,
        "hash": f"sha256:{artifact.sha256}",
        "pub_path": artifact.path,
        "pub_sha256": artifact.sha256,
    }
    del resource["last_modified"]  # CKAN's own: set when the file comes
    if artifact.language:
        resource["language"] = artifact.language
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


def _seal(
    fields: Mapping[str, Any],
    private: bool,
    tag_names: Sequence[str],
    extra: Mapping[str, str],
    resources: Sequence[Mapping[str, Any]],
) -> str:
    known = OURS | set(extra.get(NAMED, "").split())
    ours = {key: value for key, value in extra.items() if key in known and key != SEAL}
    content = {
        "fields": {key: value or "" for key, value in fields.items()},
        "private": private,
        "tags": sorted(tag_names),
        "extras": ours,
        "resources": [{key: "" if value is None else value for key, value in item.items()} for item in resources],
    }
    return content_hash(content)


def _size(resource: Mapping[str, Any]) -> int | None:
    size = resource.get("size")
    return int(size) if size not in (None, "") else None


def _file_name(resource: Mapping[str, Any]) -> str:
    """The last part of the address: a file put there by somebody else mostly has another name."""
    return unquote(urlsplit(resource.get("url") or "").path).rsplit("/", 1)[-1]


def _clean(text: str) -> str:
    """As CKAN gives it back: composed, Unix line ends, nothing around it, nothing it cannot store or index."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        item for item in text if item in "\n\t" or unicodedata.category(item) not in ("Cc", "Cs")
    ).strip()
