"""Conversion: drafts in open formats of files that are not, judged by what came out and never by an exit code.

Each file becomes an OpenDocument twin and a tagged PDF. A result is compared with its source (texts, values of
tables), described (title, language) and looked at as the documents of a website are; what a person must still
do is said. Nothing is published by this.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from publisher.convert.comparing import FileContent, content_of, differences, printed, todo_of
from publisher.convert.office import Job, Office, find_office
from publisher.documents.apart import Apart
from publisher.documents.finishing import finish_odf, finish_pdf
from publisher.net.sniffing import DOCUMENTS, found_type

__all__ = ["ENDINGS", "Converted", "convert", "files_in"]

_TEXTS = frozenset({"doc", "docx", "rtf", "odt", "html", "htm", "md", "markdown", "dot", "dotx", "docm", "fodt"})
_TABLES = frozenset({"xls", "xlsx", "ods", "xlsm", "xlt", "xltx", "fods"})
_SLIDES = frozenset({"ppt", "pptx", "odp", "pps", "ppsx", "pptm", "fodp"})
ENDINGS = _TEXTS | _TABLES | _SLIDES
"""Endings of files that are converted."""

_CONVERTED = DOCUMENTS - {"pdf"} | {"ole", "zip", "html", "xml", "text"}
"""Kinds of content that are converted, whatever the name says."""
_READERS = {"html": "HTML (StarWriter)", "htm": "HTML (StarWriter)"}


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of one file. `made` are the files beside each other in the folder for results.

    `problem` is empty when all that was asked for was made; else one word: `hung`, `refused`, `encrypted`,
    `bursts`, `empty`, `wrong-type`, `text-lost`, `values-differ`, `unknown`. `notes` are words on what a reader
    should know (`hidden-sheet`, `damaged`, `macros`, `calculated`, `cut`, `not-compared`), `todo` what a person
    must still do in it.
    """

    source: Path
    made: tuple[Path, ...] = ()
    problem: str = ""
    notes: tuple[str, ...] = ()
    todo: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _FileTask:
    """One file on its way: a stem that no other has, and the kind of its OpenDocument twin."""

    source: Path
    readable: Path
    stem: str
    odf: str
    place: Path
    content: FileContent


def files_in(paths: Sequence[Path]) -> list[tuple[Path, Path]]:
    """Every file to be converted with its place in the results: the files, and those in the folders."""
    found = []
    for path in paths:
        if path.is_dir():
            inside = sorted(item for item in path.rglob("*") if item.is_file() and _ending(item) in ENDINGS)
            found += [(item, item.relative_to(path)) for item in inside]
        else:
            found.append((path, Path(path.name)))
    return found


def convert(
    files: Sequence[tuple[Path, Path]], out: Path, to: frozenset[str] = frozenset({"odf", "pdf"})
) -> Iterator[Converted]:
    """Convert `files` (each with its place under `out`) into `to` (`odf`, `pdf`); one result for each, in order.

    A file that cannot be converted stops nothing else and leaves nothing half made. Raises MissingPartError when
    LibreOffice is not there.
    """
    with tempfile.TemporaryDirectory(prefix="publisher-convert-") as folder, Apart() as apart:
        work = Path(folder)
        office = find_office(work / "office")
        results: dict[int, Converted] = {}
        tasks: dict[int, _FileTask] = {}
        for number, (source, place) in enumerate(files):
            prepared = _prepared(source, place, number, work, apart)
            if isinstance(prepared, Converted):
                results[number] = prepared
            else:
                tasks[number] = prepared
        made, faults = _made(office, list(tasks.values()), work, to)
        for number, task in tasks.items():
            results[number] = _judged(task, made, faults, out, to, apart)
        yield from (results[number] for number in range(len(files)))


def _ending(path: Path) -> str:
    return path.suffix.removeprefix(".").lower()


def _prepared(source: Path, place: Path, number: int, work: Path, apart: Apart) -> _FileTask | Converted:
    ending = _ending(source)
    odf = next(
        (kind for kind, known in (("odt", _TEXTS), ("ods", _TABLES), ("odp", _SLIDES)) if ending in known), ""
    )
    if not odf:
        return Converted(source, problem="unknown")
    try:
        with source.open("rb") as file:
            if found_type(file.read(4096)) not in _CONVERTED:
                return Converted(source, problem="unknown")
        content = content_of(apart, source)
    except OSError:
        return Converted(source, problem="unknown")
    if content.encrypted or content.bursts:
        return Converted(source, problem="encrypted" if content.encrypted else "bursts")
    readable = source
    if ending in ("md", "markdown"):
        readable = work / f"{number:06}.html"
        readable.write_text(_page_of(source.read_text(encoding="utf-8", errors="replace")), encoding="utf-8")
    return _FileTask(source, readable, f"{number:06}", odf, place, content)


def _page_of(markdown: str) -> str:
    from markdown_it import MarkdownIt

    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown)
    return f'<!doctype html><html lang="zh-TW"><head><meta charset="utf-8"></head><body>{body}</body></html>'


def _made(office: Office, tasks: list[_FileTask], work: Path, to: frozenset[str]) -> tuple[Path, dict[str, str]]:
    """A folder with the twins, and their PDFs by the same stems; what could not be made, with the reason."""
    made = work / "made"
    made.mkdir()
    faults: dict[str, str] = {}
    for odf, pdf in (("odt", "pdf-text"), ("ods", "pdf-table"), ("odp", "pdf-slides")):
        mine = [task for task in tasks if task.odf == odf]
        for reader in sorted({_reader(task) for task in mine}):
            jobs = [Job(task.readable, task.stem) for task in mine if _reader(task) == reader]
            faults |= office.convert(jobs, odf, made, reader)
        done = [task for task in mine if task.stem not in faults]
        for task in done:
            finish_odf(made / f"{task.stem}.{odf}", task.source.stem)
        if "pdf" in to and done:
            jobs = [Job(made / f"{task.stem}.{odf}", task.stem) for task in done]
            faults |= office.convert(jobs, pdf, made)
            for task in done:
                if task.stem not in faults:
                    finish_pdf(made / f"{task.stem}.pdf", task.source.stem)
    return made, faults


def _reader(task: _FileTask) -> str:
    return _READERS.get(_ending(task.readable), "")


def _judged(
    task: _FileTask, made: Path, faults: dict[str, str], out: Path, to: frozenset[str], apart: Apart
) -> Converted:
    result = Converted(task.source, notes=task.content.notes)
    if task.stem in faults:
        return replace(result, problem=faults[task.stem])
    wanted = [*((task.odf,) if "odf" in to else ()), *(("pdf",) if "pdf" in to else ())]
    todo: list[str] = []
    for ending in dict.fromkeys([task.odf, *wanted]):  # a PDF is printed from its twin, wanted or not
        path = made / f"{task.stem}.{ending}"
        start = path.read_bytes()[:4096]
        if found_type(start) != ending:
            return replace(result, problem="wrong-type")
        day = datetime.fromtimestamp(path.stat().st_mtime).astimezone().date().isoformat()
        content = printed(apart, path) if ending == "pdf" else content_of(apart, path)
        problem, notes = differences(task.content, content, ending, table=task.odf == "ods", made_on=day)
        if problem and ending == "pdf":  # all readings of it, which take longer, before it is called wrong
            content = content_of(apart, path)
            problem, notes = differences(task.content, content, ending, table=task.odf == "ods", made_on=day)
        if problem:
            return replace(result, problem=problem)
        result = replace(result, notes=tuple(dict.fromkeys([*result.notes, *notes])))
        todo += todo_of(path, ending) if ending in wanted else ()
    placed: list[Path] = []
    for ending in wanted:
        target = out / task.place.with_suffix(f".{ending}")
        if any(target == other for other in placed) or target.exists():
            target = out / task.place.with_name(f"{task.place.name}.{ending}")
        target.parent.mkdir(parents=True, exist_ok=True)
        _put(made / f"{task.stem}.{ending}", target)
        placed.append(target)
    return replace(result, made=tuple(placed), todo=tuple(dict.fromkeys(todo)))


def _put(made: Path, target: Path) -> None:
    """The file at its place, whole or not at all: the disk may be full."""
    half = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(made, half)
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
