"""What a source is made of, unread: its files and queries, how messages show them, and their hash."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from publisher.model.errors import SourceError, Where
from publisher.model.machine import machine_fault
from publisher.model.sources import DerivedSource, FileSource
from publisher.model.text import Message, msg
from publisher.model.workspace import Dataset


def shown(dataset: Dataset, path: Path | None = None) -> str:
    """A file's place as messages show it: `datasets/<id>/<file>`, never the rest of the machine."""
    folder = dataset.folder
    if path is None:
        source = dataset.source
        name = source.path if isinstance(source, FileSource) else "dataset.yaml"
        name = source.query if isinstance(source, DerivedSource) else name
    else:
        name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
    return f"{folder.parent.name}/{folder.name}/{name}"


def find(dataset: Dataset, source: FileSource) -> list[Path]:
    """The files that `source.path` names, by name; raises SourceError when there is none or one lies outside."""
    where = Where(shown(dataset))
    pattern = source.path
    if not Path(pattern).name:  # nothing, or the folder itself
        raise SourceError(
            msg("The source path names no file"),
            where,
            msg("write the name of the file, or a pattern such as *.csv, as source.file.path in dataset.yaml"),
        )
    if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
        raise SourceError(
            msg("The source path {path} leads out of the dataset's folder", path=pattern),
            where,
            msg("put the file into the dataset's folder and name it relative to that folder"),
        )
    try:
        there = sorted(dataset.folder.glob(pattern))
        found = [path for path in there if path.is_file()]
        inside = dataset.folder.resolve()
        outside = any(not path.resolve().is_relative_to(inside) for path in found)
    except (ValueError, NotImplementedError, IndexError):
        there, found, outside = [], [], False
    except (OSError, RuntimeError) as error:  # links in a circle
        if (refused := machine_fault(error)) is not None:
            raise SourceError(refused.message, Where(f"{shown(dataset)[:200]}…"), refused.hint) from None
        there, found, outside = [], [], True
    _check_names(dataset, found)
    if outside:
        raise SourceError(
            msg("A file that {path} names is a link that leads out of the dataset's folder", path=pattern),
            where,
            msg("put the file itself into the dataset's folder"),
        )
    if there and not found:
        raise SourceError(
            msg(
                "What {path} names is there, but is no file: a folder, a pipe, a device or a link to nothing",
                path=pattern,
            ),
            where,
            msg("put the file itself there"),
        )
    if not found:
        raise SourceError(
            msg("No source file of {dataset} matches {path}", dataset=dataset.id, path=pattern),
            where,
            msg("put the file there, or correct source.file.path in dataset.yaml"),
        )
    return found


def _check_names(dataset: Dataset, found: list[Path]) -> None:
    """Names that are no text (Big5 from Windows, out of an archive or a network drive) cannot be shown or kept."""
    for path in found:
        name = os.fsencode(path.name)
        try:
            name.decode("utf-8")
        except UnicodeDecodeError:
            raise SourceError(
                msg(
                    "The name of a source file is not UTF-8: {name}", name=name.decode("ascii", "backslashreplace")
                ),
                Where(f"{dataset.folder.parent.name}/{dataset.folder.name}"),
                msg("rename it; names in Big5 come from archives and network drives of Windows"),
            ) from None


def add_to(digest: hashlib._Hash, dataset: Dataset, source: FileSource) -> None:
    """Feed the names and contents of the files into `digest`."""
    if source.user_characters is not None:
        digest.update(file_hash(dataset.folder / source.user_characters, shown(dataset)))
    for path in find(dataset, source):
        digest.update(f"\n{path.relative_to(dataset.folder).as_posix()}\n".encode())
        for part in (path, *_beside(path)):
            digest.update(file_hash(part, shown(dataset, part)))


def _beside(path: Path) -> list[Path]:
    """The other files of a shapefile."""
    if path.suffix.lower() != ".shp":
        return []
    from publisher.source.formats import shapes

    return [part for ending in shapes.PARTS[1:] if (part := shapes.part_of(path, ending)) is not None]


def file_hash(path: Path, place: str) -> bytes:
    """SHA-256 of a file's content; raises SourceError when it may not be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError:
        raise SourceError(
            msg("The source file cannot be opened"),
            Where(place),
            msg("check that it exists and that the account of the nightly job may read it"),
        ) from None


def query_text(dataset: Dataset, source: DerivedSource) -> str:
    """The text of the query file; raises SourceError when it is not there or lies outside the folder."""
    try:
        path = (dataset.folder / source.query).resolve()
    except (OSError, RuntimeError):  # links in a circle
        path = Path("/")
    if not path.is_relative_to(dataset.folder.resolve()) or not path.is_file():
        raise fault(
            dataset,
            msg("There is no query file {file} in the dataset's folder", file=source.query),
            msg("put it there, or correct source.derived.query in dataset.yaml"),
        )
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise fault(
            dataset, msg("The query file cannot be read"), msg("save it as UTF-8 text that the job may read")
        ) from None


def fault(dataset: Dataset, message: Message, hint: Message) -> SourceError:
    """What is wrong with the source, at the place that names it."""
    return SourceError(message, Where(shown(dataset)), hint)


def unreadable(dataset: Dataset, error: Exception) -> SourceError:
    """What the disk refused or no file can be called."""
    return SourceError(
        msg("The source of {dataset} cannot be read ({kind})", dataset=dataset.id, kind=type(error).__name__),
        Where(shown(dataset)),
        msg("check the names, links and rights of its files, and the space left on the disk"),
    )
