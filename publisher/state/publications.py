"""Proven publications on disk: `store/<dataset>/<hash>/`, written whole or not at all."""

from __future__ import annotations

import dataclasses
import os
import shutil
from pathlib import Path

from publisher.model.flow import Publication


class PublicationStore:
    """The folder of publications. A folder under its final name is complete and never changes."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the workspace's .publisher folder."""
        self._root = folder / "store"

    def keep(self, publication: Publication) -> Publication:
        """Move a publication's folder into the store; the same content a second time is simply found."""
        target = self._root / publication.dataset / publication.hash
        if not target.is_dir():
            target.parent.mkdir(parents=True, exist_ok=True)
            for path in publication.folder.iterdir():
                _flush(path)
            publication.folder.rename(target)
            _flush(target.parent)
        return dataclasses.replace(publication, folder=target)

    def is_whole(self, publication: Publication) -> bool:
        """Whether every file of a publication is there with its size."""
        return all(
            (path := publication.folder / item.path).is_file() and path.stat().st_size == item.bytes
            for item in publication.artifacts
        )

    def prune(self, keep: dict[str, str]) -> None:
        """Remove every publication but the current one (by dataset) of each dataset."""
        for folder in self._root.glob("*/*"):
            if keep.get(folder.parent.name) != folder.name:
                shutil.rmtree(folder)
        for folder in self._root.glob("*"):
            if not any(folder.iterdir()):
                folder.rmdir()


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
