"""The rulebook: what each check means, in both languages, and its settings.

Rule packs of other packages add entries and overlay them by id; a workspace overlays both.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

import publisher
from publisher.model.errors import UserError, Where
from publisher.model.finding import CheckDefinition
from publisher.model.packed_rulebook import PackedRulebook
from publisher.model.text import msg
from publisher.plugins import loaded
from publisher.workspace.parsing import parse
from publisher.workspace.reading import WrittenDocument, plain, read_yaml


def builtin_folder() -> Path:
    """The rulebook that comes with the program: in the wheel beside the code, in a checkout at the top."""
    packed = Path(publisher.__file__).parent / "rulebook"
    return packed if packed.is_dir() else Path(publisher.__file__).parent.parent / "checks"


def load_rulebook(workspace: Path | None = None) -> PackedRulebook:
    """The built-in entries by id, those of rule packs, and over both `workspace`/checks.

    UserError names the faulty file and line; MissingPartError a rule pack that cannot be loaded.
    """
    entries = {check_id: (document, plain(document.data)) for check_id, document in _built_in()}
    for plugin, pack in loaded("rules"):
        for check_id, document in _documents(Path(pack.__path__[0]) / "checks", f"{plugin.package}/checks"):
            base = entries[check_id][1] if check_id in entries else {}
            entries[check_id] = (document, _overlay(base, plain(document.data)))
    if workspace is not None and (workspace / "checks").resolve() != builtin_folder().resolve():
        for check_id, document in _documents(workspace / "checks", "checks"):
            overlay = plain(document.data)
            if check_id in entries:
                merged = _overlay(entries[check_id][1], overlay)
                entries[check_id] = (document, merged)
            else:
                raise UserError(
                    msg("there is no check {check} to overlay", check=check_id),
                    Where(document.name),
                    msg("`publisher explain` lists the checks"),
                )
    return PackedRulebook({check_id: _entry(check_id, *entry) for check_id, entry in sorted(entries.items())})


def _built_in() -> list[tuple[str, WrittenDocument]]:
    """The entries of the program itself. They are many and known to be in order (a test reads them both ways), so
    they are read by libyaml, which keeps no lines."""
    folder = builtin_folder()
    return [
        (
            f"{path.parent.parent.name}.{path.parent.name}",
            WrittenDocument(
                f"checks/{path.relative_to(folder)}",
                yaml.load(path.read_text(encoding="utf-8"), Loader=_FAST),  # noqa: S506 - both are safe loaders
            ),
        )
        for path in sorted(folder.glob("*/*/check.yaml"))
    ]


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
