"""The seal: a hash of everything we wrote, kept with it, that tells when somebody else changed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from publisher.model.jsonable import content_hash
from publisher.push.portals.ckan.packages import (
    NAMED,
    OURS,
    SEAL,
    SIMPLE_FIELDS,
    Package,
    Target,
    extras,
    file_name,
    resource_id,
    size,
)

FORMAT = "2"
"""Raised when the same publication gives another package than before: each is then written anew, once."""
_SEALED_RESOURCE = ("id", "name", "description", "pub_path", "pub_sha256")


def edited(package: Package) -> bool | None:
    """Whether something that we wrote is not as we wrote it.

    None when its seal cannot tell: there is none, or one of another version of this program that covered other
    things. Such a seal still proves that nothing was changed when it fits.
    """
    stated = extras(package).get(SEAL)
    if stated is None:
        return None
    form, _, content = stated.rpartition("-")
    if content == _shown(package):
        return False
    return True if form.partition("-")[0] == FORMAT else None


def outdated(package: Package, settings: str) -> bool:
    """Whether it was written by another version of this program or under other settings than `settings`."""
    return not extras(package).get(SEAL, "").startswith(_form(settings))


def intended(wanted: Target, package: str) -> str:
    """The seal of what a portal will show once `wanted` is written into the package with id `package`."""
    resources = [
        {
            **{key: resource.get(key) for key in _SEALED_RESOURCE},
            "id": resource_id(package, resource["pub_path"]),
            "bytes": upload.bytes,
            "file": upload.name,
        }
        for resource, upload in zip(wanted.resources, wanted.uploads, strict=True)
    ]
    content = _content(wanted.fields, wanted.private, wanted.tags, wanted.extras, resources)
    return _form(wanted.settings) + content


def fits(package: Package, wanted: Target) -> bool:
    """Whether `package` bears the seal of `wanted` and shows just that."""
    stated = extras(package).get(SEAL)
    return stated == intended(wanted, package["id"]) == _form(wanted.settings) + _shown(package)


def _form(settings: str) -> str:
    return f"{FORMAT}-{settings}-"


def _shown(package: Package) -> str:
    """The hash of what a portal shows of our fields and files."""
    resources = [
        {
            **{key: resource.get(key) for key in _SEALED_RESOURCE},
            "bytes": size(resource),
            "file": file_name(resource),
        }
        for resource in package["resources"]
    ]
    return _content(
        {key: package.get(key) for key in SIMPLE_FIELDS},
        bool(package.get("private")),
        [item["name"] for item in package.get("tags", ())],
        extras(package),
        resources,
    )


def _content(
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
