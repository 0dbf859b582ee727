"""XML files: one element for each record; what stands in it and what it stands in are the columns.

Read by expat as a stream. A document type declaration is refused before anything of it is used, so there are no
entities to expand, no files to include and no addresses to ask.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.parsers import expat

from publisher.model.errors import SourceError
from publisher.model.text import msg
from publisher.source.canonical import json_text
from publisher.source.formats import sdmx, spreadsheet, workbook_2003, xml_choice
from publisher.source.formats.opened import SourceFile
from publisher.source.formats.text import as_utf8
from publisher.source.formats.xml_plan import RecordPlan, Values, values_of
from publisher.source.formats.xml_tree import Name, NoRecordsError, XmlElement, XmlEvents, survey
from publisher.source.grid import Row, SourceGrid, from_rows
from publisher.source.notes import SheetNotes

_MOST_SHOWN = 8


def read(file: SourceFile) -> SourceGrid:
    """The columns in the order of their first use, then the records.

    Records are the elements named `source.record`, or those that `xml_choice` finds. An element in an element
    gives a column `outer/inner`, an attribute a column of its name; what stands several times in one record is a
    list (JSON). Attributes and texts of the elements around a record are columns before its own; other elements
    beside the records are named in a note. Raises SourceError for a document type declaration and for elements
    with text among others.
    """
    if workbook_2003.is_workbook(file.path):
        return spreadsheet.read(file)
    path = as_utf8(file)
    try:
        root, namespaces = survey(path)
        if file.source.record is None and sdmx.is_message(root):
            generic = root.name[0].startswith("Generic")
            return from_rows(sdmx.rows(path, generic=generic), file.folder, f"xml-{file.number}")
        records = xml_choice.chosen(root, file.source.record)
        plan = RecordPlan(root, records, namespaces=namespaces)
        kept = None
        dropped: tuple[str, ...] = ()
        if file.source.record is None and plan.may_differ():
            kinds = _Kinds()
            for tag, record in _records(path, plan):
                kinds.take(tag, [name for name in record if name not in plan.given])
            kept = kinds.kept()
            dropped = tuple(f"{kind} ({count})" for kind, count in kinds.counts.items() if kind not in kept)
        columns = plan.columns(kept)
        if not columns:
            raise NoRecordsError("none")
        grid = from_rows(_rows(path, plan, columns, kept), file.folder, f"xml-{file.number}")
        return replace(grid, notes=SheetNotes(lists=plan.lists(columns), aside=(*plan.aside(), *dropped)))
    except NoRecordsError as error:
        raise _fault(file, error) from None
    except expat.ExpatError as error:
        raise _fault(file, NoRecordsError("broken", error.lineno)) from None


@dataclass(slots=True)
class _Kinds:
    """How many records are of each kind, and their columns: the name of the element, or of the one in it."""

    counts: Counter[str] = field(default_factory=Counter)
    names: dict[str, dict[str, None]] = field(default_factory=dict)

    @staticmethod
    def of(tag: str, record: Iterable[str]) -> str:
        inner = {name.partition("/")[0] if "/" in name else "" for name in record}
        return inner.pop() or tag if len(inner) == 1 else tag

    def take(self, tag: str, record: list[str]) -> None:
        kind = self.of(tag, record)
        self.counts[kind] += 1
        self.names.setdefault(kind, {}).update(dict.fromkeys(record))

    def kept(self) -> dict[str, dict[str, None]]:
        """The kinds that make one table; what stands once beside it and shares no column says something of it.

        Raises NoRecordsError where two kinds with several records each share none.
        """
        kinds = [kind for kind, columns in self.names.items() if columns]
        several = [kind for kind in kinds if self.counts[kind] > 1]
        apart = [one for one in several if not any(self._share(one, other) for other in several if other != one)]
        if len(several) > 1 and apart:
            choices = "、".join(f"{kind} ({self.counts[kind]})" for kind in several[:_MOST_SHOWN])
            raise NoRecordsError("kinds", choices=choices)
        if not several:
            return dict(self.names)
        kept = (k for k in self.counts if k in several or any(self._share(k, other) for other in several))
        return {kind: self.names[kind] for kind in kept}

    def _share(self, one: str, other: str) -> bool:
        return not self.names[one].keys().isdisjoint(self.names[other]) or not self.names[one]


class _Reader(XmlEvents):
    """The records with what stands around them; those that wait for a value behind them come with it."""

    def __init__(self, plan: RecordPlan, known: dict[xml_choice.Path, Values]) -> None:
        super().__init__(namespaces=plan.namespaces)
        self._plan, self._known = plan, known
        self._path: list[Name] = []
        self._around: list[Values] = []
        self._holding: list[bool] = []
        self._kept_from: XmlElement | None = None
        self._skipped: XmlElement | None = None
        self._wait = {path for path, node in plan.around.items() if node.count > 1 and plan.late(path)}
        self._waiting: list[tuple[str, tuple[Values, ...], Values]] = []
        self._done: list[tuple[str, Values]] = []
        self.once: dict[xml_choice.Path, Values] = {}

    def taken(self) -> list[tuple[str, Values]]:
        done, self._done = self._done, []
        return done

    def begin(self, element: XmlElement) -> None:
        if self._skipped is not None:
            return
        if self._kept_from is not None:
            self._open[-2].children.append(element)
            return
        self._path.append(element.name)
        path = tuple(self._path)
        if path in self._plan.records:
            self._kept_from = element
        elif path in self._plan.around:
            self._holding.append(False)
            self._around.append(self._known.get(path, {}) | self._plan.own_values(path, element))
        elif self._plan.keeps(path, self._plan.around[path[:-1]].children[element.name]):
            self._kept_from = element
        else:
            self._skipped = element

    def end(self, element: XmlElement) -> None:
        inside = self._kept_from or self._skipped
        if inside is not None and element is not inside:
            return
        path = tuple(self._path)
        self._path.pop()
        if self._kept_from is not None:
            self._kept_from = None
            self._close(path, element)
        elif self._skipped is not None:
            self._skipped = None
        else:
            self._leave(path)

    def _leave(self, path: xml_choice.Path) -> None:
        around = self._around.pop()
        self._plan.empty.update([path[-1][0]] if not self._holding.pop() else [])
        if self._plan.around[path].count == 1:
            self.once[path] = around
        if not self._waits(path):
            self._release()

    def _waits(self, path: xml_choice.Path) -> bool:
        return bool(self._wait) and any(path[:size] in self._wait for size in range(1, len(path)))

    def _close(self, path: xml_choice.Path, element: XmlElement) -> None:
        node = self._plan.node(path)
        if path not in self._plan.records:
            name = self._plan.column(path[:-1], element.name)
            if node.most == 1:
                self._around[-1].update(values_of(element, node, name))
            else:
                among = self._around[-1].setdefault(name, [])
                assert isinstance(among, list)
                one: object = values_of(element, node, "") if node.attributes else "".join(element.text)
                among.append(one)
            return
        self._holding = [True] * len(self._around)
        self._waiting.append((path[-1][0], tuple(self._around), values_of(element, node, "")))
        if not self._waits(path):
            self._release()

    def _release(self) -> None:
        for tag, around, own in self._waiting:
            record: Values = {}
            for values in around:
                record.update(values)
            self._done.append((tag, record | own))
        self._waiting = []


def _records(path: Path, plan: RecordPlan) -> Iterator[tuple[str, Values]]:
    once: dict[xml_choice.Path, Values] = {}
    if any(node.count == 1 and plan.late(around) for around, node in plan.around.items()):
        looking = _Reader(plan, {})
        for _ in looking.over(path):
            looking.taken()
        once = looking.once
    plan.empty.clear()
    reader = _Reader(plan, once)
    for _ in reader.over(path):
        yield from reader.taken()


def _rows(
    path: Path, plan: RecordPlan, columns: tuple[str, ...], kept: dict[str, dict[str, None]] | None
) -> Iterator[Row]:
    yield columns
    for tag, record in _records(path, plan):
        if kept is None or _Kinds.of(tag, record.keys() - plan.given) in kept:
            yield tuple(_cell(record.get(column)) for column in columns)


def _cell(value: object) -> str | None:
    if isinstance(value, list):
        return json_text(value) if value else None
    return value if isinstance(value, str) else None


def _fault(file: SourceFile, error: NoRecordsError) -> SourceError:
    name_it = msg("name the element that is one record as source.file.record in dataset.yaml")
    name_one = msg("name one as source.file.record in dataset.yaml: {choices}", choices=error.choices)
    match error.why:
        case "doctype":
            return file.fault(
                msg("The XML file has a document type declaration (DOCTYPE), which is refused as unsafe"),
                msg("export it without DOCTYPE and entities"),
                error.line,
            )
        case "within":
            return file.fault(
                msg("The XML file has lists within lists, and a table has one kind of record"), name_one
            )
        case "kinds":
            return file.fault(msg("The XML file has records of several kinds, and a table is of one"), name_one)
        case "none":
            return file.fault(msg("The XML file has no records"), name_one if error.choices else name_it)
        case "mixed" | "depth" | "columns":
            return file.fault(
                msg("The XML file is not a list of records but a document"),
                name_it,
                error.line,
            )
        case _:
            return file.fault(
                msg("The file is not well-formed XML"), msg("make it again where it comes from"), error.line
            )
