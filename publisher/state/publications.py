"""Proven publications on disk: `store/<dataset>/<hash>/`, written whole or not at all."""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from publisher.model.jsonable import canonical_json
from publisher.model.release import Publication
from publisher.state.watch import Watch

_DAMAGED = ".damaged"
_SAID = ".publication.json"
"""The publication itself, beside its files: a portal may show it longer than it is the newest."""
_ADAPTER = TypeAdapter(Publication)


class PublicationStore:
    """The folder of publications. A folder under its final name is complete and never changes."""

    def __init__(self, folder: Path, now: datetime | None = None) -> None:
        """`folder` is the workspace's .publisher folder; with `now` some files are read whole in turn."""
        self._root = folder / "store"
        self._watch = Watch(self._root / ".watch.sqlite", now.date() if now else None)

    def keep(self, publication: Publication) -> Publication:
        """Move a publication's folder into the store; the same content a second time is simply found.

        What lies there under its name and is not the same content (a disk may have damaged it) makes room.
        """
        target = self._root / publication.dataset / publication.hash
        kept = dataclasses.replace(publication, folder=target)
        if target.is_dir() and not self.is_whole(kept):
            damaged = target.with_name(_DAMAGED)
            shutil.rmtree(damaged, ignore_errors=True)
            target.rename(damaged)
        if not target.is_dir():
            target.parent.mkdir(parents=True, exist_ok=True)
            text = canonical_json(dataclasses.replace(publication, folder=Path()))
            (publication.folder / _SAID).write_text(text, encoding="utf-8")
            for path in publication.folder.iterdir():
                _flush(path)
            publication.folder.rename(target)
            _flush(target.parent)
        return kept

    def is_whole(self, publication: Publication) -> bool:
        """Whether every file of a publication is there, as it was proven."""
        if not self._root.is_dir():
            return False
        expected = {item.path: item.sha256 for item in publication.artifacts}
        place = f"{publication.dataset}/{publication.hash}"
        return not self._watch.look(place, publication.folder, expected).wrong

    def find(self, dataset: str, hash_: str) -> Publication | None:
        """The publication of that hash, while it is kept and whole."""
        folder = self._root / dataset / hash_
        try:
            found = _ADAPTER.validate_json((folder / _SAID).read_bytes())
        except (OSError, ValidationError):
            return None  # it was removed, damaged, or kept by an earlier version of this program
        found = dataclasses.replace(found, folder=folder)
        return found if found.hash == hash_ and self.is_whole(found) else None

    def prune(self, keep: Iterable[Publication], shown: Iterable[tuple[str, str]] = ()) -> None:
        """Remove every publication but those in `keep`, and those that portals show (by dataset and hash)."""
        if not self._root.is_dir():
            return
        kept = {f"{item.dataset}/{item.hash}" for item in keep} | {"/".join(item) for item in shown}
        for folder in self._root.glob("*/*"):
            if f"{folder.parent.name}/{folder.name}" not in kept:
                shutil.rmtree(folder)
        for folder in self._root.glob("*/"):
            if not any(folder.iterdir()):
                folder.rmdir()
        self._watch.forget(kept.__contains__)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
