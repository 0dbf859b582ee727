"""The documents of websites, kept as files under their checksums."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from pathlib import Path


def path_of(folder: Path, site: str, sha256: str) -> Path:
    """Where a site's document with this checksum is kept."""
    return folder / "documents" / site / sha256[:2] / sha256


def keep(folder: Path, site: str, sha256: str, body: bytes) -> Path:
    """Keep a document's bytes, whole or not at all; returns where."""
    path = path_of(folder, site, sha256)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.part")
        partial.write_bytes(body)
        partial.replace(path)
    return path


def prune(folder: Path, site: str, kept: Collection[str]) -> None:
    """Remove the documents whose checksum is not in `kept`."""
    for path in (folder / "documents" / site).glob("*/*"):
        if path.name not in kept:
            path.unlink()


def forget(folder: Path, site: str) -> None:
    """Remove all documents of a site."""
    shutil.rmtree(folder / "documents" / site, ignore_errors=True)
