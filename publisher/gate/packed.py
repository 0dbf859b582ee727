"""Whether an archive holds files that are known, and nothing else at all."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

_TROUBLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


def holds_only(path: Path, known: Mapping[str, str]) -> None:
    """Raise ValueError unless every byte of the archive belongs to a file of this name and SHA-256 (hex)."""
    try:
        with zipfile.ZipFile(path) as archive:
            place, seen = 0, set()
            for part in archive.infolist():
                plain = not part.extra and not part.comment and part.header_offset == place
                if not plain or part.filename in seen or _sha256(archive, part) != known.get(part.filename):
                    raise ValueError
                seen.add(part.filename)
                place += 30 + len(part.filename.encode()) + part.compress_size
                if part.flag_bits & 0x08:
                    place += 16
            if archive.comment or archive.start_dir != place:
                raise ValueError
            end = place + sum(46 + len(part.filename.encode()) for part in archive.infolist()) + 22
    except _TROUBLE:
        raise ValueError from None
    if path.stat().st_size != end:
        raise ValueError


def _sha256(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> str:
    digest = hashlib.sha256()
    with archive.open(part) as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
