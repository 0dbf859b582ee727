"""A package as CKAN gives it: what in it is ours, by which ids its parts are known; and what we want it to be.

The extras follow a mapping of 資料集詮釋資料標準規範 (國家發展委員會, 104年7月) to CKAN, with the names of
ckanext-dcat where it has one. The standard's `notes` (備註) is the extra `remarks`, for CKAN's own `notes` is
the description.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote, urlsplit

from publisher.model.address import without_accounts
from publisher.push.portals.ckan.client import Upload
from publisher.push.portals.ckan.datastore_table import DatastoreTable

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
    "accrualPeriodicity": "accrual_periodicity",
    "temporalCoverageFrom": "temporal_start",
    "temporalCoverageTo": "temporal_end",
    "issued": "issued",
    "modified": "modified",
    "spatial": "spatial_text",  # not `spatial`: ckanext-spatial takes GeoJSON there and refuses a name
    "language": "language_code",
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
SPOKEN = {"frequency": "accrual_periodicity", "language": "language_code"}
"""Extras with an address of an EU table, and those beside them with the standard's own text."""
STANDARD = (
    *EXTRAS.values(),
    "frequency",
    "language",
    "license_title",
    "license_url",
    "title_zh",
    "title_en",
    "notes_zh",
    "notes_en",
)
OURS = frozenset((MARK, HASH, SEAL, UNFINISHED, WITHDRAWN, NAMED, *STANDARD))
"""The extras that we write. Others on the same dataset are somebody else's and stay as they are."""
SIMPLE_FIELDS = ("title", "notes", "url", "license_id", "maintainer", "maintainer_email")
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "publisher.ckan")

Package = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PackageTarget:
    """What a dataset shall be on the portal. `files` are its artifacts by resource path, in order, with `folder`.

    `extras` lack the seal; `resources` lack what CKAN itself gives them (address, size) and their ids, which
    are made from the id that the package has there. `top` are the extras that are fields of the portal's schema,
    `lists` those of them with several values (one a line). `groups` are added to those that the portal has.
    `table` is the table that belongs to one of the files. `settings` stands for what else went into it.
    `publication` is the hash of what it shows, or shall show when it is whole.
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
    table: DatastoreTable | None = None
    settings: str = ""
    publication: str = ""

    def with_field_names(self) -> PackageTarget:
        """The same with the names of `top`, and of extras that are not the standard's, among its extras."""
        names = self.top | {key for key in self.extras if key not in OURS}
        return self.with_extras(NAMED, **({NAMED: " ".join(sorted(names))} if names else {}))

    def without_files(self) -> PackageTarget:
        """What it is before its first file comes: private, and not marked as shown."""
        return replace(self.with_extras(HASH), resources=(), uploads=(), private=True)

    def with_table_mark(self, mark: str) -> PackageTarget:
        """The same with another mark on the resource of its table."""
        resources = tuple({**item, TABLE: mark} if TABLE in item else item for item in self.resources)
        return replace(self, resources=resources)

    def with_extras(self, *leave_out: str, **more: str) -> PackageTarget:
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


def addresses(package: Package) -> dict[str, str]:
    """The download address of each file, by the path of its artifact."""
    return {item["pub_path"]: without_accounts(item["url"]) for item in package["resources"] if "pub_path" in item}


def size(resource: Mapping[str, Any]) -> int | None:
    """The bytes of a file as CKAN counted them, which gives them as a number or as a text."""
    stated = resource.get("size")
    return int(stated) if stated not in (None, "") else None


def file_name(resource: Mapping[str, Any]) -> str:
    """The last part of the address: a file put there by somebody else mostly has another name."""
    return unquote(urlsplit(resource.get("url") or "").path).rsplit("/", 1)[-1]
