"""The seal: a hash of everything we wrote, kept with it, that tells when somebody else changed it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from publisher.model.jsonable import content_hash
from publisher.model.portal import PushAction, Receipt
from publisher.model.text import Message, msg
from publisher.push.portals.ckan.packages import (
    HASH,
    MARK,
    NAMED,
    OURS,
    SEAL,
    SIMPLE_FIELDS,
    UNFINISHED,
    WITHDRAWN,
    Package,
    PackageTarget,
    extras,
    file_name,
    resource_id,
    size,
)

FORMAT = "4"
"""Raised when the same publication gives another package than before: each is then written anew, once."""
_SEALED_RESOURCE = (
    *("id", "name", "description", "pub_path", "pub_sha256", "mimetype", "hash_algorithm"),
    *("resource_code", "encoding", "conforms_to", "language"),
)
"""What we write of a file. Not `hash`, which loaders write over, nor the mark of its table."""
_OF_OTHERS = ("author", "author_email", "version", "cache_url")
"""Fields of CKAN's own that we do not write."""
_MD5 = re.compile(r"[0-9a-f]{32}")


def edited(package: Package) -> bool | None:
    """Whether something that we wrote is not as we wrote it.

    None when its seal cannot tell: it is one of another version of this program, which covered other things. It
    still proves that nothing was changed when it fits.
    """
    stated = extras(package).get(SEAL)
    if stated is None:
        return True if HASH in extras(package) else None
    form, _, content = stated.rpartition("-")
    if content == _shown(package):
        return form.partition("-")[0] == FORMAT and any(map(_hash_is_theirs, package["resources"]))
    return True if form.partition("-")[0] == FORMAT else None


def how(package: Package, receipt: Receipt | None = None) -> Message | None:
    """What somebody did to a package of ours since `receipt`, where that can be told; only for an `edited` one."""
    marks = extras(package)
    if package.get("state") == "draft":
        return msg("it is a draft on the portal, so that nobody sees it")
    if package["name"] != marks.get(MARK, ""):
        return msg("it was renamed on the portal to {name}", name=str(package["name"]))
    if package.get("private"):
        return msg("it was made private on the portal, so that nobody sees it")
    if SEAL not in marks:
        return msg("what marks it as ours was taken off it on the portal")
    if found := _of_files(package, receipt.files if receipt is not None else ()):
        return found
    form, _, content = marks[SEAL].rpartition("-")
    in_order = sorted(package["resources"], key=lambda item: str(item.get("resource_code")))
    if form and content == _shown({**package, "resources": in_order}):
        return msg("the order of its files was changed on the portal")
    if receipt is None or not receipt.verified or receipt.action is PushAction.WITHDRAW:
        return None
    if receipt.publication != marks.get(HASH) or {WITHDRAWN, UNFINISHED} & marks.keys():
        return msg("what marks it as ours was changed on the portal")
    return None


def _of_files(package: Package, known: Collection[str]) -> Message | None:
    """What became of a package's files; `known` are the paths of those that we put there."""
    files = {item["pub_path"]: item for item in package["resources"] if "pub_path" in item}
    gone = sorted(set(known) - files.keys())
    if gone:
        return msg("its file {file} is gone from the portal", file=gone[0])
    for path, item in sorted(files.items()):
        if item.get("url_type") != "upload":
            return msg("its file {file} leads elsewhere on the portal", file=str(path))
    more = [item for item in package["resources"] if item["id"] not in {own["id"] for own in files.values()}]
    more += [item for path, item in sorted(files.items()) if known and path not in known]
    if more:
        name = str(more[0].get("name") or file_name(more[0]) or more[0]["id"])
        return msg("a file was added to it on the portal: {file}", file=name)
    for path, item in sorted(files.items()):
        if item["id"] != resource_id(package["id"], path):
            return msg("its file {file} was put on the portal anew, under another address", file=str(path))
    if any(map(_hash_is_theirs, package["resources"])):
        return msg("someone changed the checksums of its files on the portal")
    return None


def additions(package: Package, groups: Collection[str]) -> tuple[str, ...]:
    """What stands in a package beside what we wrote, by the names of fields and of groups other than `groups`."""
    marks = extras(package)
    ours = OURS | set(marks.get(NAMED, "").split())
    fields = {key for key in _OF_OTHERS if package.get(key) and key not in ours}
    fields |= marks.keys() - ours
    fields |= {f"resources.{key}" for item in package["resources"] for key in _OF_OTHERS if item.get(key)}
    more = {item["name"] for item in package.get("groups", ())} - set(groups)
    return (*sorted(fields), *(f"groups.{name}" for name in sorted(more)))


def _hash_is_theirs(resource: Mapping[str, Any]) -> bool:
    """Whether `hash` says something else than we wrote; ckanext-xloader writes its own MD5 there."""
    stated = resource.get("hash") or ""
    return "pub_sha256" in resource and stated != resource["pub_sha256"] and not _MD5.fullmatch(stated)


def outdated(package: Package, settings: str) -> bool:
    """Whether it was written by another version of this program or under other settings than `settings`."""
    return not extras(package).get(SEAL, "").startswith(_form(settings))


def intended(wanted: PackageTarget, package: str) -> str:
    """The seal of what a portal will show once `wanted` is written into the package with id `package`."""
    resources = [
        {
            **{key: resource.get(key) for key in _SEALED_RESOURCE},
            "id": resource_id(package, resource["pub_path"]),
            "format": resource["format"].upper(),
            "kept": "upload",
            "bytes": upload.bytes,
            "file": upload.name,
        }
        for resource, upload in zip(wanted.resources, wanted.uploads, strict=True)
    ]
    content = _content(wanted.dataset, wanted.fields, wanted.private, wanted.tags, wanted.extras, resources)
    return _form(wanted.settings) + content


def fits(package: Package, wanted: PackageTarget) -> bool:
    """Whether `package` bears the seal of `wanted` and shows just that."""
    stated = extras(package).get(SEAL)
    return stated == intended(wanted, package["id"]) == _form(wanted.settings) + _shown(package)


def _form(settings: str) -> str:
    return f"{FORMAT}-{settings}-"


def _shown(package: Package) -> str:
    """The hash of what a portal shows of our fields and files."""
    resources = [
        {
            **{key: _plain(resource.get(key)) for key in _SEALED_RESOURCE},
            "format": str(resource.get("format") or "").upper(),
            "kept": resource.get("url_type"),
            "bytes": size(resource),
            "file": file_name(resource),
        }
        for resource in package["resources"]
    ]
    return _content(
        str(package["name"]),
        {key: package.get(key) for key in SIMPLE_FIELDS},
        bool(package.get("private")),
        [item["name"] for item in package.get("tags", ())],
        extras(package),
        resources,
    )


def _plain(value: Any) -> Any:
    """A value as we sent it: a portal's own schema may make a list of one."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _content(
    name: str,
    fields: Mapping[str, Any],
    private: bool,
    tag_names: Sequence[str],
    extra: Mapping[str, str],
    resources: Sequence[Mapping[str, Any]],
) -> str:
    known = OURS | set(extra.get(NAMED, "").split())
    ours = {key: value for key, value in extra.items() if key in known and key != SEAL}
    content = {
        "name": name,
        "fields": {key: value or "" for key, value in fields.items()},
        "private": private,
        "tags": sorted(tag_names),
        "extras": ours,
        "resources": [{key: "" if value is None else value for key, value in item.items()} for item in resources],
    }
    return content_hash(content)
