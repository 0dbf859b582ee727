"""Where a workspace is: the folder with its catalogue."""

from __future__ import annotations

from pathlib import Path

from publisher.model.errors import UserError, Where
from publisher.model.text import msg

CATALOG_FILE = "catalog.yaml"


def find_root(start: Path) -> Path:
    """The nearest folder at or above `start` that has a catalog.yaml; UserError when there is none."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / CATALOG_FILE).is_file():
            return folder
    raise UserError(
        msg("no {file} here or in any folder above", file=CATALOG_FILE),
        Where(str(start)),
        msg("go into a workspace, name one with --workspace, or start one with `publisher init FOLDER`"),
    )
