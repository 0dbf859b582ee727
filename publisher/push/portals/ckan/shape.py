"""What readers find of a package, for people to compare before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from publisher.push.base import PortalShape
from publisher.push.portals.ckan import packages
from publisher.push.portals.ckan.packages import SIMPLE_FIELDS, STANDARD, TABLE, Package, PackageTarget

_OF_A_FILE = ("name", "description", "mimetype", "encoding", "conforms_to", "language", "resource_code")
_OF_A_PUSH = frozenset(("issued", "modified"))
"""Times that a push sets by itself: no difference to tell people of."""


def shown(package: Package, *, in_detail: bool = False) -> PortalShape:
    """What readers find of a package, of all that we write and of what others added to its files.

    `in_detail` with what CKAN says of each file: somebody else who replaces one leaves our hash of it there.
    """
    texts = packages.extras(package)
    named = {*STANDARD, *texts.get(packages.NAMED, "").split()}
    fields = {key: package.get(key) or "" for key in SIMPLE_FIELDS}
    fields |= {key: value for key, value in sorted(texts.items()) if key in named and key not in _OF_A_PUSH}
    fields["tags"] = _joined(item["name"] for item in package.get("tags", ()))
    fields["private"] = _word(bool(package.get("private")))
    if in_detail:
        for item in package["resources"]:
            fields |= _details(item, packages.file_name(item), packages.size(item))
    files = {item.get("pub_path") or item["id"]: item.get("pub_sha256") or "" for item in package["resources"]}
    marks = {item.get("pub_path") or "": item.get(TABLE) or "" for item in packages.tables(package).values()}
    return PortalShape(fields, files, {path: mark for path, mark in marks.items() if path and mark})


def intended(wanted: PackageTarget, *, in_detail: bool = False) -> PortalShape:
    """What readers will find once `wanted` is written."""
    named = {*STANDARD, *wanted.extras.get(packages.NAMED, "").split()}
    fields = dict(wanted.fields)
    fields |= {
        key: value for key, value in sorted(wanted.extras.items()) if key in named and key not in _OF_A_PUSH
    }
    fields["tags"] = _joined(wanted.tags)
    fields["private"] = _word(wanted.private)
    if in_detail:
        for item, upload in zip(wanted.resources, wanted.uploads, strict=True):
            fields |= _details(item, upload.name, upload.bytes)
    files = {item["pub_path"]: item["pub_sha256"] for item in wanted.resources}
    table = wanted.table
    if table is None:
        return PortalShape(fields, files)
    return PortalShape(fields, files, {table.path: table.mark}, {table.path: table.rows})


def _details(resource: Mapping[str, Any], name: str, size: int | None) -> dict[str, str]:
    path = resource.get("pub_path") or resource["id"]
    said = {key: resource.get(key) or "" for key in _OF_A_FILE}
    said["format"] = str(resource.get("format") or "").upper()
    return {f"{path} {key}": str(value) for key, value in {**said, "file": name, "bytes": size or ""}.items()}


def _joined(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


def _word(private: bool) -> str:
    return "true" if private else ""
