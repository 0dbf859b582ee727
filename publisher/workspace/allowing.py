"""Adding reviewed values to `allowlist.yaml`, and taking them out again; comments of people stay."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from publisher.model.errors import UserError
from publisher.model.text import msg
from publisher.model.workspace import AllowedValue
from publisher.workspace.writing import one_writer, put, round_trip

_FILE = "allowlist.yaml"


def add_allowed(root: Path, allowed: AllowedValue) -> None:
    """Add one reviewed value. UserError when it is there already, or says too little."""
    if not allowed.value.strip() or not allowed.reason.zh.strip() or not allowed.reviewed_by.strip():
        raise UserError(msg("a value for the allow-list needs a reason and the person who looked at it"))
    yaml = round_trip()
    with one_writer(root):
        data = _loaded(root, yaml)
        if any(_is(entry, allowed.kind, allowed.value) for entry in data["allow"]):
            raise UserError(msg("this value is on the allow-list already"))
        data["allow"].append(
            {
                "kind": allowed.kind,
                "value": allowed.value,
                "reason": {"zh": allowed.reason.zh, "en": allowed.reason.en},
                "reviewed_by": allowed.reviewed_by,
                "reviewed_on": allowed.reviewed_on,
            }
        )
        put(root / _FILE, data, yaml)


def remove_allowed(root: Path, kind: str, value: str, by: str, on: date) -> None:
    """Take one value out, and note under `removed` who did it. UserError when it is not there any more."""
    yaml = round_trip()
    with one_writer(root):
        data = _loaded(root, yaml)
        at = next((at for at, entry in enumerate(data["allow"]) if _is(entry, kind, value)), None)
        if at is None:
            raise UserError(msg("this value is not on the allow-list any more"))
        del data["allow"][at]
        if not data.get("removed"):
            data["removed"] = []
        data["removed"].append({"kind": kind, "value": value, "removed_by": by, "removed_on": on})
        put(root / _FILE, data, yaml)


def _loaded(root: Path, yaml: object) -> dict[str, list[dict[str, object]]]:
    path = root / _FILE
    data = yaml.load(path.read_text(encoding="utf-8") if path.exists() else "allow: []\n")  # type: ignore[attr-defined]
    if not data.get("allow"):
        data["allow"] = []
    return data  # type: ignore[no-any-return]


def _is(entry: dict[str, object], kind: str, value: str) -> bool:
    return str(entry.get("kind")) == kind and str(entry.get("value")) == value
