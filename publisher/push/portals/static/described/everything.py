"""Everything that the portal publishes in one file, for who wants it all: `all-data.zip`."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from publisher.push.portals.static.kept.record import Entry
from publisher.push.portals.static.words import local_time
from publisher.state.watch import sha256_of

NAME = "all-data.zip"
MOST_BYTES = 500_000_000
MOST_FILES = 5_000
"""Above either there is none: it would be written anew every night, and kept with every release."""
_PACKED = frozenset(("zip", "parquet", "ods", "odt", "xlsx", "pdf", "gpkg", "png", "jpeg"))
"""Formats that are compressed already, or nearly."""


def write_everything(folder: Path, shown: Sequence[Entry], home: Callable[[Entry], Path]) -> int | None:
    """Write the archive of a release into `folder` and give its bytes; None where it would be too large. The files
    of a dataset lie below its `home`; of one in conflict, those that others changed or took are left out.

    A file has the same path in it as on the portal. The archive is the same while its files are: it holds the
    time of each, and nothing of the night.
    """
    if sum(file.kind != "package" for entry in shown for file in entry.publication.artifacts) > MOST_FILES:
        return None  # without a look at each
    files = list(_files(shown, home))
    if not files or len(files) > MOST_FILES or sum(size for _, _, size in files) > MOST_BYTES:
        return None
    path = folder / NAME
    with zipfile.ZipFile(path, "w") as archive:
        for name, entry, size in files:
            info = zipfile.ZipInfo(name, local_time(entry.modified).timetuple()[:6])
            info.create_system = 3
            info.external_attr = 0o644 << 16
            info.file_size = size
            packed = name.rpartition(".")[2] in _PACKED
            info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            with (home(entry) / name).open("rb") as source, archive.open(info, "w") as target:
                shutil.copyfileobj(source, target, 1 << 20)
    return path.stat().st_size


def _files(shown: Sequence[Entry], home: Callable[[Entry], Path]) -> Iterator[tuple[str, Entry, int]]:
    """The files by their paths, without those that are archives of the others."""
    for entry in shown:
        item = entry.publication
        for file in item.artifacts:
            path = f"dataset/{item.dataset}/{file.path}"
            if file.kind != "package" and sha256_of(home(entry) / path) == file.sha256:
                yield path, entry, file.bytes
