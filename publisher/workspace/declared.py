"""What a declared value may be by its type, but what becomes of it may not: addresses that pages lead to, places
and settings of portals."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints
from urllib.parse import urlsplit

from publisher.model.address import MAIL, WEB, is_mail, is_web
from publisher.model.catalog import Catalog, CkanPortalDefinition, PortalDefinition, StaticPortalDefinition
from publisher.model.errors import UserError, Where
from publisher.model.state_place import OWN_FOLDERS, STATE_FOLDER
from publisher.model.text import Message, msg
from publisher.workspace.traced import WrittenDocument

_TILES = re.compile(
    r"https://[\w.-]+(?::[0-9]+)?/(?=.*\{z\})(?=.*\{x\})(?=.*\{y\})(?:[^\s{}'\";,]|\{[zxy]\})*", re.ASCII
)
_ORGANISATION = re.compile(r"[a-z0-9_-]{1,100}", re.ASCII)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_CONTENT = ("datasets", "checks")

Step = tuple[str | int, ...]


def address_faults(value: object, document: WrittenDocument) -> Iterator[UserError]:
    """An error for each address in `value`, wherever its type marks one, that is none."""
    for path, kind in _addresses(value, ()):
        yield UserError(_SAID[kind][0], document.where(path, _spelled(path)), _SAID[kind][1])


_SAID: Mapping[str, tuple[Message, Message]] = {
    WEB: (msg("this is not an address of the web"), msg("write it as https://host/path")),
    MAIL: (msg("this is not an address of mail"), msg("write it as name@host")),
}


def _addresses(value: object, path: Step) -> Iterator[tuple[Step, str]]:
    if isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from _addresses(item, (*path, at))
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _addresses(item, (*path, name))
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field, kind in _led(type(value)):
            found = getattr(value, field.name)
            if kind is None:
                yield from _addresses(found, (*path, field.name))
            elif found not in ("", field.default):  # left empty, it is not there
                many = isinstance(found, tuple)
                for at, one in enumerate(found if many else (found,)):
                    if one is not None and not (is_web if kind == WEB else is_mail)(one):
                        yield (*path, field.name, *((at,) if many else ())), kind


@cache
def _led(kind: type) -> tuple[tuple[dataclasses.Field[Any], str | None], ...]:
    """The fields of a type that hold addresses (with their kind), or values that do (with none)."""
    found = []
    for field, (mark, below) in _fields(kind).items():
        reached, waiting = set(), list(below)
        while waiting:
            if (one := waiting.pop()) not in reached:
                reached.add(one)
                waiting += [more for _, inner in _fields(one).values() for more in inner]
        if mark is not None or any(inner is not None for one in reached for inner, _ in _fields(one).values()):
            found.append((field, mark))
    return tuple(found)


@cache
def _fields(kind: type) -> Mapping[Any, tuple[str | None, tuple[type, ...]]]:
    """The mark of each field of a type, and the types that its value is made of."""
    hints = get_type_hints(kind, include_extras=True)
    found = {}
    for field in dataclasses.fields(kind):
        parts = [hints[field.name]]
        for part in parts:
            parts += [more for more in (*get_args(part), *getattr(part, "__metadata__", ())) if more is not ...]
        mark = next((part for part in (WEB, MAIL) if part in parts), None)
        found[field] = (
            mark,
            tuple(part for part in parts if isinstance(part, type) and dataclasses.is_dataclass(part)),
        )
    return found


def catalog_faults(catalog: Catalog, root: Path, document: WrittenDocument) -> Iterator[UserError]:
    """What cannot be of the portals and defaults of a catalogue in the workspace `root`."""

    def where(*path: str | int) -> Where:
        return document.where(path, _spelled(path))

    for at, portal in enumerate(catalog.portals):
        yield from (
            UserError(what, where("portals", at, *key), hint) for key, what, hint in _of_portal(portal, root)
        )
        for other in catalog.portals[:at]:
            if portal.active and other.active and (shared := _shared(portal, other, root)) is not None:
                what = msg(
                    "the portals {one} and {other} would write over each other", one=other.id, other=portal.id
                )
                yield UserError(what, where("portals", at, shared), _OWN[shared])
    for at, site in enumerate(catalog.websites):
        for key in ("start", "languages"):
            if not getattr(site, key):
                yield UserError(msg("at least one is expected here"), where("websites", at, key))


_OWN: Mapping[str, Message] = {
    "path": msg("give each portal a folder of its own, none inside another's"),
    "url": msg("give each portal an address of its own"),
    "organization": msg("give each portal an organisation of its own, or switch one off with active: false"),
}


def _shared(portal: PortalDefinition, other: PortalDefinition, root: Path) -> str | None:
    """The key by which two portals are one place."""
    if isinstance(portal, StaticPortalDefinition) and isinstance(other, StaticPortalDefinition):
        one, two = (_place(item.path, root) for item in (portal, other))
        if one is not None and two is not None and (one.is_relative_to(two) or two.is_relative_to(one)):
            return "path"
        return "url" if portal.url and other.url and _web_place(portal.url) == _web_place(other.url) else None
    if isinstance(portal, CkanPortalDefinition) and isinstance(other, CkanPortalDefinition):
        same = _web_place(portal.url) == _web_place(other.url) and portal.organization == other.organization
        return "organization" if same else None
    return None


def _web_place(url: str) -> tuple[str | None, int | None, str]:
    try:
        parts = urlsplit(url)
        ports = {"http": 80, "https": 443}
        return parts.hostname, parts.port or ports.get(parts.scheme), parts.path.rstrip("/")
    except ValueError:
        return url, None, ""


def _place(path: str, root: Path) -> Path | None:
    try:
        return (root / path).resolve()
    except (OSError, ValueError, RuntimeError):
        return None


def _of_portal(portal: PortalDefinition, root: Path) -> Iterator[tuple[Step, Message, Message | None]]:
    if isinstance(portal, StaticPortalDefinition):
        folder = _place(portal.path, root)
        if folder is None:
            yield ("path",), msg("this cannot be the name of a folder"), None
        elif _is_taken(folder, root.resolve()):
            hint = msg("write a folder of its own, such as {example}", example=f"{STATE_FOLDER}/portal")
            yield ("path",), msg("this folder holds the workspace's own files"), hint
        for key in ("keep_releases", "keep_versions"):
            if getattr(portal, key) < 1:
                yield (key,), msg("a whole number from 1 on is expected here"), None
        if portal.map_tiles is not None and not _TILES.fullmatch(portal.map_tiles.url):
            what = msg(
                "the address of map tiles begins with https:// and has the places {places}", places="{z}, {x}, {y}"
            )
            yield ("map_tiles", "url"), what, None
    if isinstance(portal, CkanPortalDefinition):
        if not _ORGANISATION.fullmatch(portal.organization):
            what = msg("this cannot be the name of an organisation of a CKAN portal")
            yield (
                ("organization",),
                what,
                msg("write it as it stands in its address: small letters, digits, - and _"),
            )
        if not _VARIABLE.fullmatch(portal.token_env):
            yield ("token_env",), msg("this cannot be the name of an environment variable"), None
        if not 0 < portal.timeout < 86_400:
            yield ("timeout",), msg("a number of seconds above 0 is expected here"), None


def _is_taken(folder: Path, root: Path) -> bool:
    """Whether a folder is one of people's or of the program's, or above them."""
    if root.is_relative_to(folder) or any(folder.is_relative_to(root / name) for name in _CONTENT):
        return True
    state = root / STATE_FOLDER
    return folder == state or any(folder.is_relative_to(state / name) for name in OWN_FOLDERS)


def _spelled(path: Step) -> str:
    names = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(names).removeprefix(".")
