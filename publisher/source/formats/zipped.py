"""Files inside a ZIP archive, or a file packed with gzip, unpacked within limits."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from publisher.model.text import msg
from publisher.source import limits
from publisher.source.formats import shapes
from publisher.source.formats.opened import SourceFile

_CHUNK = 1024 * 1024
_MOST_NAMES = 12
_UTF8_NAME = 0x800


def unpacked(file: SourceFile) -> SourceFile:
    """The member that `source.member` names (a pattern), or the only file, as a source file of its own.

    Nothing is written outside the private folder, whatever names the archive holds. Raises SourceError for a
    damaged or encrypted archive, for none or several members, and for content larger than is believable.
    """
    try:
        with ZipFile(file.path) as archive:
            member = _only(file, archive)
            target = file.folder / f"zip-{file.number}{PurePosixPath(_name(member)).suffix.lower()}"
            for item in (member, *_beside(archive, member)):
                ending = PurePosixPath(_name(item)).suffix.lower()
                with archive.open(item) as packed:
                    _copy(file, packed, target.with_suffix(ending))
    except (BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError):
        raise limits.damaged(file.shown) from None
    return replace(file, path=target, shown=f"{file.shown}/{PurePosixPath(_name(member)).name}")


def gunzipped(file: SourceFile) -> SourceFile:
    """The content of a .gz file as a source file of its own, named without .gz."""
    plain = PurePosixPath(file.path.stem)
    target = file.folder / f"gzip-{file.number}{plain.suffix.lower()}"
    try:
        with gzip.open(file.path) as packed:
            _copy(file, packed, target)
    except (gzip.BadGzipFile, zlib.error, EOFError):
        raise limits.damaged(file.shown) from None
    return replace(file, path=target)


def fitting_members(file: SourceFile) -> tuple[str, ...]:
    """The files of an archive that the pattern `source.member` fits, by name; SourceError when it is damaged."""
    try:
        with ZipFile(file.path) as archive:
            return tuple(sorted(_name(item) for item in _fitting(file, archive)))
    except (BadZipFile, NotImplementedError, ValueError):
        raise limits.damaged(file.shown) from None


def _fitting(file: SourceFile, archive: ZipFile) -> list[ZipInfo]:
    wanted = file.source.member
    members = _members(archive)
    if wanted is None:
        return members
    named = [item for item in members if _name(item) == wanted]
    return named or [item for item in members if fnmatchcase(_name(item), wanted)]


def _members(archive: ZipFile) -> list[ZipInfo]:
    """Its files; one without a name is none (`is_dir` cannot say so)."""
    named = [(item, _name(item)) for item in archive.infolist()]
    return [
        item
        for item, name in named
        if name.strip("/") and not name.endswith("/") and not name.startswith("__MACOSX/")
    ]


def _beside(archive: ZipFile, member: ZipInfo) -> list[ZipInfo]:
    """The other files of a shapefile: the same name with other endings."""
    path = PurePosixPath(_name(member))
    if path.suffix.lower() != ".shp":
        return []
    names = {path.with_suffix(ending).as_posix().lower() for ending in shapes.PARTS[1:]}
    return [item for item in _members(archive) if _name(item).lower() in names]


def _only(file: SourceFile, archive: ZipFile) -> ZipInfo:
    members = _fitting(file, archive)
    places = [item for item in members if _name(item).lower().endswith(".shp")]
    if len(places) == 1:  # what else is in the archive belongs to it, or describes it
        return places[0]
    if len(members) != 1:
        names = [_name(item) for item in _members(archive)]
        raise file.fault(
            msg("The archive holds {count} files that fit, but one is needed", count=len(members)),
            msg(
                "its files are: {names}; name one as member of the source in dataset.yaml (--member before there "
                "is one), or several, of an archive in the dataset's folder, by a pattern",
                names="、".join(names[:_MOST_NAMES]) + ("…" if len(names) > _MOST_NAMES else ""),
            ),
        )
    return members[0]


def _name(item: ZipInfo) -> str:
    """The member's name; Windows in Taiwan writes names in CP950 without saying so."""
    if item.flag_bits & _UTF8_NAME:
        return item.filename
    try:
        return item.filename.encode("cp437").decode("cp950")
    except UnicodeError:
        return item.filename


def _copy(file: SourceFile, packed: IO[bytes] | gzip.GzipFile, target: Path) -> None:
    """The header of an archive may lie about sizes, so what really comes out is counted."""
    most = min(limits.MOST_BYTES, max(limits.HARMLESS_BYTES, limits.MOST_RATIO * file.path.stat().st_size))
    size = 0
    with target.open("wb") as plain:
        while data := packed.read(_CHUNK):
            size += len(data)
            if size > most:
                raise limits.too_large(file.shown) if most == limits.MOST_BYTES else limits.bomb(file.shown)
            plain.write(data)
