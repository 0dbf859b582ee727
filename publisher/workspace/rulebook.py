"""The rulebook: what each check means, in both languages, and its settings.

Rule packs of other packages add entries and overlay them by id; a workspace overlays both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

import publisher
from publisher.model.errors import UserError, Where
from publisher.model.finding import CheckDefinition
from publisher.model.jsonable import content_hash
from publisher.model.packed_rulebook import PackedRulebook, settings_mark
from publisher.model.text import msg
from publisher.plugins import loaded
from publisher.workspace.parsing import parse
from publisher.workspace.traced import WrittenDocument, plain, read_yaml


def builtin_folder() -> Path:
    """The rulebook that comes with the program: in the wheel beside the code, in a checkout at the top."""
    packed = Path(publisher.__file__).parent / "rulebook"
    return packed if packed.is_dir() else Path(publisher.__file__).parent.parent / "checks"


def load_rulebook(workspace: Path | None = None) -> PackedRulebook:
    """The built-in entries by id, those of rule packs, and over both `workspace`/checks.

    UserError names the faulty file and line; MissingPartError a rule pack that cannot be loaded.
    """
    packaged = _built_in(builtin_folder())
    overlaid: dict[str, tuple[WrittenDocument, dict[str, Any]]] = {}

    def overlay(check_id: str, document: WrittenDocument) -> None:
        below = overlaid[check_id][1] if check_id in overlaid else None
        if below is None:
            below = _packaged(packaged[check_id]).data if check_id in packaged else {}
        overlaid[check_id] = (document, _overlay(below, plain(document.data)))

    for plugin, pack in loaded("rules"):
        for check_id, document in _documents(Path(pack.__path__[0]) / "checks", f"{plugin.package}/checks"):
            overlay(check_id, document)
    if workspace is not None and (workspace / "checks").resolve() != builtin_folder().resolve():
        for check_id, document in _documents(workspace / "checks", "checks"):
            if check_id not in packaged and check_id not in overlaid:
                raise UserError(
                    msg("there is no check {check} to overlay", check=check_id),
                    Where(document.name),
                    msg("`publisher explain` lists the checks"),
                )
            overlay(check_id, document)
    entries = {check_id: _entry(check_id, *entry) for check_id, entry in sorted(overlaid.items())}
    return PackedRulebook(_Entries(packaged, entries), partial(_mark, packaged, entries))


def _mark(packaged: Mapping[str, Path], others: Mapping[str, CheckDefinition]) -> str:
    """Of the program's own entries their files are hashed, which takes a twentieth of the time of reading them."""
    deciding = {
        check_id: entry
        for check_id, entry in others.items()
        if check_id not in packaged
        or settings_mark({check_id: entry}) != settings_mark({check_id: _own_entry(check_id, packaged[check_id])})
    }
    return content_hash([_packaged_mark(builtin_folder()), settings_mark(deciding)])


@cache
def _packaged_mark(folder: Path) -> str:
    digest = hashlib.sha256()
    for check_id, path in sorted(_built_in(folder).items()):
        digest.update(check_id.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


class _Entries(Mapping[str, CheckDefinition]):
    """What others have written, read and judged at once, over the program's own entries, each read when asked for.

    Most commands ask for a few of those or none; those are known to be in order (a test reads them both ways).
    """

    def __init__(self, packaged: Mapping[str, Path], others: Mapping[str, CheckDefinition]) -> None:
        self._packaged = packaged
        self._others = others
        self._names = dict.fromkeys(sorted({*packaged, *others}))

    def __getitem__(self, check: str) -> CheckDefinition:
        return self._others[check] if check in self._others else _own_entry(check, self._packaged[check])

    def __contains__(self, check: object) -> bool:
        return check in self._names  # without reading it

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@cache
def _built_in(folder: Path) -> Mapping[str, Path]:
    """Where each entry of the program itself stands."""
    found = {f"{path.parent.parent.name}.{path.parent.name}": path for path in folder.glob("*/*/check.yaml")}
    return MappingProxyType(found)


@cache
def _own_entry(check_id: str, path: Path) -> CheckDefinition:
    document = _packaged(path)
    return _entry(check_id, document, document.data)


def _packaged(path: Path) -> WrittenDocument:
    """A file of the program itself, read by libyaml, which keeps no lines."""
    name = "/".join(("checks", *path.parts[-3:]))
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=_FAST)  # noqa: S506 - both are safe loaders
    return WrittenDocument(name, plain(data))


_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _documents(folder: Path, name: str) -> list[tuple[str, WrittenDocument]]:
    return [
        (f"{path.parent.parent.name}.{path.parent.name}", read_yaml(path, f"{name}/{path.relative_to(folder)}"))
        for path in sorted(folder.glob("*/*/check.yaml"))
    ]


def _overlay(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in change.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = {**merged[key], **value} if both else value
    return merged


def _entry(check_id: str, document: WrittenDocument, data: dict[str, Any]) -> CheckDefinition:
    entry = parse(CheckDefinition, data, document)
    if entry.id != check_id:
        raise UserError(
            msg(
                "the id {written} does not fit the folder, which says {folder}", written=entry.id, folder=check_id
            ),
            document.where(("id",), "id"),
        )
    if not entry.enabled and entry.disabled_reason is None:
        raise UserError(
            msg("a check that is switched off needs a disabled_reason"), document.where(("enabled",), "enabled")
        )
    return entry
