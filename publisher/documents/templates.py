"""Where an agency keeps templates of its own: the folder `templates` of the workspace."""

from __future__ import annotations

import hashlib
from pathlib import Path

_FOLDER = "templates"


def folder_of(workspace: Path) -> Path:
    """The folder of the templates, which need not be there."""
    return workspace / _FOLDER


def mark(workspace: Path) -> str:
    """SHA-256 (hex) over the templates, empty when there are none: documents are made anew when they change."""
    folder = folder_of(workspace)
    if not folder.is_dir():
        return ""
    digest = hashlib.sha256()
    for path in sorted(item for item in folder.rglob("*") if item.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
