"""XML files: one element for each record, its child elements and attributes as the columns.

Read by expat as a stream. A document type declaration is refused before anything of it is used, so there are no
entities to expand, no files to include and no addresses to ask.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from publisher.model.errors import SourceError
from publisher.model.text import msg
from publisher.source.formats.opened import SourceFile
from publisher.source.formats.text import as_utf8
from publisher.source.grid import Row, SourceGrid, from_rows

_CHUNK = 1024 * 1024
_MOST_DEPTH, _MOST_SHOWN = 100, 8
_MOST_COLUMNS = 16_384
"""As many as a spreadsheet has."""

Record = dict[str, str]


class _NoRecordsError(Exception):
    """Carries what is wrong, as a word, the line, and what there is to choose from."""

    def __init__(self, why: str, line: int, choices: str = "") -> None:
        super().__init__(why)
        self.why, self.line, self.choices = why, line, choices


@dataclass(slots=True)
class _Kinds:
    """How many records are of each kind, and their columns: the name of the element, or of the one in it."""

    counts: Counter[str] = field(default_factory=Counter)
    columns: dict[str, dict[str, None]] = field(default_factory=dict)

    @staticmethod
    def of(tag: str, record: Record) -> str:
        inner = {name.partition("/")[0] if "/" in name else "" for name in record}
        return inner.pop() or tag if len(inner) == 1 else tag

    def take(self, tag: str, record: Record) -> None:
        kind = self.of(tag, record)
        self.counts[kind] += 1
        self.columns.setdefault(kind, {}).update(dict.fromkeys(record))
        if sum(map(len, self.columns.values())) > _MOST_COLUMNS:
            raise _NoRecordsError("columns", 1)

    def kept(self) -> tuple[str, ...]:
        """The kinds that make one table; what stands once beside it and shares no column says something of it.

        Raises _NoRecordsError where two kinds with several records each share none.
        """
        kinds = [kind for kind, columns in self.columns.items() if columns]
        several = [kind for kind in kinds if self.counts[kind] > 1]
        apart = [one for one in several if not any(self._share(one, other) for other in several if other != one)]
        if len(several) > 1 and apart:
            choices = "、".join(f"{kind} ({self.counts[kind]})" for kind in several[:_MOST_SHOWN])
            raise _NoRecordsError("kinds", 1, choices)
        if not several:
            return tuple(self.counts)
        return tuple(k for k in self.counts if k in several or any(self._share(k, other) for other in several))

    def _share(self, one: str, other: str) -> bool:
        return not self.columns[one].keys().isdisjoint(self.columns[other]) or not self.columns[one]


def read(file: SourceFile) -> SourceGrid:
    """The columns in the order of their first use, then the records.

    Records are the elements named `source.record`, or the children of the root. An element in an element gives a
    column `outer/inner`, an attribute a column of its name. Raises SourceError for a document type declaration,
    and for an element that stands twice in one record, which would lose a value.
    """
    path = as_utf8(file)
    kinds = _Kinds()
    try:
        for tag, record in _records(path, file.source.record):
            kinds.take(tag, record)
        kept = kinds.kept() if file.source.record is None else tuple(kinds.counts)
        columns = tuple(dict.fromkeys(name for kind in kept for name in kinds.columns[kind]))
        if not columns:
            raise _NoRecordsError("none", 1)
        return from_rows(_rows(path, file.source.record, columns, kept), file.folder, f"xml-{file.number}")
    except _NoRecordsError as error:
        raise _fault(file, error) from None
    except expat.ExpatError as error:
        raise _fault(file, _NoRecordsError("broken", error.lineno)) from None


def _rows(path: Path, name: str | None, columns: tuple[str, ...], kept: tuple[str, ...]) -> Iterator[Row]:
    yield columns
    for tag, record in _records(path, name):
        if _Kinds.of(tag, record) in kept:
            yield tuple(record.get(column) for column in columns)


def _records(path: Path, name: str | None) -> Iterator[tuple[str, Record]]:
    reader = _RecordReader(name)
    with path.open("rb") as data:
        if data.read(3) != b"\xef\xbb\xbf":
            data.seek(0)
        while piece := data.read(_CHUNK):
            reader.parser.Parse(piece)
            yield from reader.taken()
        reader.parser.Parse(b"", True)  # noqa: FBT003 - takes no keyword
        yield from reader.taken()


class _RecordReader:
    """expat's events as records."""

    def __init__(self, name: str | None) -> None:
        # The text is UTF-8 by now, whatever its first line says.
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._name = name
        self._path: list[str] = []
        self._depth_of_record: int | None = None
        self._record: Record = {}
        self._value: list[str] = []
        self._has_children: list[bool] = []
        self._done: list[tuple[str, Record]] = []

    def taken(self) -> list[tuple[str, Record]]:
        done, self._done = self._done, []
        return done

    def _refuse(self, why: str) -> NoReturn:
        raise _NoRecordsError(why, self.parser.CurrentLineNumber)

    def _doctype(self, *_declared: object) -> None:
        self._refuse("doctype")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = _local(tag)
        if len(self._path) >= _MOST_DEPTH:
            self._refuse("depth")
        if self._has_children:
            self._has_children[-1] = True
        self._path.append(tag)
        self._has_children.append(False)
        self._value = []
        if self._depth_of_record is None and self._begins(tag):
            self._depth_of_record = len(self._path)
            self._record = {}
        if self._depth_of_record is not None:
            for name, value in attributes.items():
                if not name.startswith("xmlns"):
                    self._put("/".join([*self._path[self._depth_of_record :], _local(name)]), value)

    def _begins(self, tag: str) -> bool:
        return len(self._path) == 2 if self._name is None else tag == self._name

    def _text(self, text: str) -> None:
        if self._depth_of_record is not None:
            self._value.append(text)

    def _end(self, _tag: str) -> None:
        depth, had_children = len(self._path), self._has_children.pop()
        if self._depth_of_record is not None:
            if not had_children:
                inner = "/".join(self._path[self._depth_of_record :]) or self._path[-1]
                self._put(inner, "".join(self._value))
            elif "".join(self._value).strip():
                self._refuse("mixed")
            self._value = []
            if depth == self._depth_of_record:
                self._done.append((self._path[-1], self._record))
                self._depth_of_record = None
        self._path.pop()

    def _put(self, name: str, value: str) -> None:
        if name in self._record:
            self._refuse("twice")
        self._record[name] = value


def _local(name: str) -> str:
    """A name without its namespace prefix."""
    return name.rpartition(":")[2]


def _fault(file: SourceFile, error: _NoRecordsError) -> SourceError:
    match error.why:
        case "doctype":
            return file.fault(
                msg("The XML file has a document type declaration (DOCTYPE), which is refused as unsafe"),
                msg("export it without DOCTYPE and entities"),
                error.line,
            )
        case "twice":
            return file.fault(
                msg("An element or attribute stands twice in one record of the XML file"),
                msg("name the element that is one record as source.file.record in dataset.yaml"),
                error.line,
            )
        case "kinds":
            return file.fault(
                msg("The XML file has records of several kinds, and a table is of one"),
                msg("name one as source.file.record in dataset.yaml: {choices}", choices=error.choices),
            )
        case "none":
            return file.fault(
                msg("The XML file has no records"),
                msg("name the element that is one record as source.file.record in dataset.yaml"),
            )
        case "mixed" | "depth" | "columns":
            return file.fault(
                msg("The XML file is not a list of records but a document"),
                msg("name the element that is one record as source.file.record in dataset.yaml"),
                error.line,
            )
        case _:
            return file.fault(
                msg("The file is not well-formed XML"), msg("make it again where it comes from"), error.line
            )
