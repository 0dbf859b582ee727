"""The border to frictionless, the authority on Table Schema: a CSV file and a schema in, a verdict out.

Nothing of a cell comes back: frictionless puts the whole row into every error and into its sentences, so only
the type, the row, the field, the constraint's name and the shape of the cell are taken.
"""

from __future__ import annotations

import csv
import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

import polars as pl
from frictionless import Detector, Dialect, Package, ReportTask
from frictionless import Error as FrictionlessError
from frictionless.formats import CsvControl
from frictionless.resources import TableResource

from publisher.model.finding import MOST_PLACES
from publisher.model.redacted import Redacted, value_class
from publisher.model.table import Table
from publisher.tableschema import patterns, silence
from publisher.tableschema.cell_faults import READING_ERRORS
from publisher.tableschema.formats import SHEETS, TEXTS, Writing
from publisher.tableschema.frictionless_ import rowwise
from publisher.tableschema.frictionless_.rowwise import RowJudgement, Way
from publisher.tableschema.records import TableRecords
from publisher.tableschema.schema import build
from publisher.tableschema.written import plain

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
_MOST_SHAPES = 3
_CONSTRAINT = re.compile(r'constraint "(\w+)" is ')
_VALUES = re.compile(r'(?s)values ".*"(?= not found in the lookup table )')
_SECONDS_TO_START = 30.0
_LEAST_ROW = 100
"""Bytes of a row, to tell how long a file may take at the most."""
_PACKED = 20
"""Times that what is packed may be larger."""
_ROWS_PER_SECOND = 1000
"""A seventeenth of what frictionless does on twelve fields; slower than that is a pattern gone wild."""


@dataclass(slots=True)
class FieldFault:
    """All errors of one type in one field against one constraint: how many, the first rows, some shapes."""

    type: str
    field: str
    constraint: str
    count: int = 0
    rows: list[int] = dataclasses.field(default_factory=list)
    shapes: list[Redacted] = dataclasses.field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Said:
    """One error as frictionless reports it, without the cells: rows count from 1 with the header, as there."""

    type: str
    row_number: int | None
    field_number: int | None
    field_name: str
    note: str


@dataclass(frozen=True, slots=True)
class TableVerdict:
    """What frictionless says. `unprovable` is why it could not finish (its row, exception class, or limit).

    `fast` is whether the columnar proof went in front, so that frictionless judged only `judged` rows (`why` is
    the reason where it did not); `above` is the number of rows up to the end of the header. `errors` are all
    of them in order, for a file from outside.
    """

    faults: tuple[FieldFault, ...] = ()
    rows: int = 0
    unprovable: str = ""
    fast: bool = False
    why: str = ""
    judged: int = 0
    above: int = 1
    errors: tuple[Said, ...] = ()


def judge(path: Path, schema: Mapping[str, Any], rows: int) -> TableVerdict:
    """Validate the CSV file (UTF-8, comma, header in row 1) with frictionless; rows count records from 1.

    A schema with a pattern that may take exponential time is judged in a process of its own, which is stopped
    after a time that no honest table of `rows` rows needs.
    """
    return _guarded(Question(path, schema), rows)


def judge_table(table: Table, schema: Mapping[str, Any], work: Path) -> TableVerdict:
    """Validate a table as `judge` would validate it written as CSV; `work` takes what is written on the way."""
    return _guarded(Question(work / "validate.csv", schema, table), table.rows)


def judge_file(path: Path, schema: Mapping[str, Any], writing: Writing) -> TableVerdict:
    """Validate a file as frictionless does, with guards for what it accepts in silence.

    Besides frictionless's own reasons, `unprovable` may be "NUL", "unclosed quote" or "declared encoding".
    """
    rows = path.stat().st_size // _LEAST_ROW * (_PACKED if writing.format not in TEXTS else 1)
    return _guarded(Question(path, schema, writing=writing), rows)


def judge_package(path: Path) -> tuple[Told, ...] | str:
    """Validate all tables of the Data Package whose descriptor is `path`; or why that could not be finished.

    Raises FrictionlessException when the descriptor is none. Nothing is fetched from other machines.
    """
    package = opened_package(path)
    schemas = [item.schema.to_descriptor() for item in package.resources if isinstance(item, TableResource)]
    if any(_has_risky_pattern(field) for schema in schemas for field in schema.get("fields", ())):
        size = sum(file.stat().st_size for file in path.parent.rglob("*") if file.is_file())
        return within(_judge_package, path, _SECONDS_TO_START + size / _LEAST_ROW / _ROWS_PER_SECOND)
    return _judge_package(path)


def opened_package(path: Path) -> Package:
    """The package beside its descriptor."""
    return Package.from_descriptor(json.loads(path.read_text(encoding="utf-8-sig")), basepath=str(path.parent))


@dataclass(frozen=True, slots=True)
class Told:
    """One table of a package: its name and file, its schema, whether its cells have addresses, the verdict."""

    name: str
    file: str
    schema: Mapping[str, Any]
    cells: bool
    verdict: TableVerdict


def _judge_package(path: Path) -> tuple[Told, ...] | str:
    package = opened_package(path)
    try:
        judgement = rowwise.judge(package)
    except READING_ERRORS as error:
        return type(error).__name__
    doubts = judgement.doubts()
    told = []
    for item, task in zip(package.resources, judgement.report.tasks, strict=True):
        way = judgement.ways.get(item.name, Way(why="no table"))
        schema = plain(item.schema.to_descriptor()) if isinstance(item, TableResource) else {"fields": []}
        cells = item.format in TEXTS | SHEETS
        told.append(
            Told(item.name, item.path or item.name, schema, cells, _verdict(task, way, doubts.get(item.name, "")))
        )
    return tuple(told)


@dataclass(frozen=True, slots=True)
class Question:
    """What frictionless is asked: a file, or a table that is to be seen as a CSV file written to `path`."""

    path: Path
    schema: Mapping[str, Any]
    table: Table | None = None
    writing: Writing | None = None

    def resource(self) -> TableResource:
        """The file as frictionless opens it, for one validation."""
        if self.writing is None:
            return _resource(self.path, self.schema)
        return TableResource(
            name="table",
            path=self.path.name,
            basepath=str(self.path.parent),
            scheme="file",
            format=self.writing.format,
            encoding=self.writing.encoding,
            dialect=self.writing.as_dialect(),
            schema=build(self.schema),
            detector=Detector(),
        )


def _guarded(question: Question, rows: int) -> TableVerdict:
    if any(_has_risky_pattern(item) for item in question.schema.get("fields", ())):
        return _judge_within(question, _SECONDS_TO_START + rows / _ROWS_PER_SECOND)
    return _judge(question)


def _has_risky_pattern(item: Mapping[str, Any]) -> bool:
    pattern = item.get("constraints", {}).get("pattern")
    return pattern is not None and patterns.risky(pattern)


def _judge(question: Question) -> TableVerdict:
    path, table = question.path, question.table
    resource = question.resource
    try:
        judgement = rowwise.judge(resource()) if table is None else _judge_table(table, path, resource)
    except READING_ERRORS as error:
        # frictionless lets these out of validate() for cells such as sNaN; their messages quote the cell
        return TableVerdict(unprovable=type(error).__name__)
    finally:
        if table is not None:
            path.unlink(missing_ok=True)
    way = judgement.ways["table"]
    report = judgement.report
    (task,) = report.tasks
    source = judgement.source
    reason = "" if question.writing is None or isinstance(source, Package) else silence.reason(source)
    verdict = _verdict(task, way, reason or ("incomplete" if report.errors or report.warnings else ""))
    return verdict if question.writing is not None else dataclasses.replace(verdict, errors=())


def _verdict(task: ReportTask, way: Way, reason: str) -> TableVerdict:
    return TableVerdict(
        _collected(task.errors),
        way.rows,
        reason or ("incomplete" if task.warnings else ""),
        fast=way.fast,
        why=way.why,
        judged=way.judged,
        above=way.above,
        errors=tuple(_said(error) for error in task.errors),
    )


_OWN_WORDS = frozenset({"the source is empty", "unsupported inline data"})
"""Notes of frictionless where others are the message of a library, which may quote what it read."""


def _said(error: FrictionlessError) -> Said:
    return Said(
        error.type,
        getattr(error, "row_number", None),
        getattr(error, "field_number", None),
        getattr(error, "field_name", "") or "",
        _note(error),
    )


def _note(error: FrictionlessError) -> str:
    """The note without values of cells."""
    if error.type == "foreign-key":
        return _VALUES.sub('values "…"', error.note)
    return "…" if error.type == "source-error" and error.note not in _OWN_WORDS else error.note


def _judge_table(table: Table, path: Path, resource: Callable[[], TableResource]) -> RowJudgement:
    """Only the names of the columns are written; the rows stay where they are, unless they cannot be proven."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(table.columns)
    try:
        return rowwise.judge(resource(), TableRecords(table.path, table.columns))
    except rowwise.NOT_PROVEN:
        pl.scan_parquet(table.path).sink_csv(path)
        return rowwise.judge(resource())


def _resource(path: Path, schema: Mapping[str, Any]) -> TableResource:
    """Everything declared, so that frictionless guesses nothing: encoding, dialect, header, schema."""
    control = CsvControl(
        delimiter=",",
        line_terminator="\n",
        quote_char='"',
        double_quote=True,
        escape_char=None,
        skip_initial_space=False,
    )
    return TableResource(
        name="table",
        path=path.name,
        basepath=str(path.parent),
        scheme="file",
        format="csv",
        encoding="utf-8",
        dialect=Dialect(header=True, header_rows=[1], header_case=True, controls=[control]),
        schema=build(schema),
        detector=Detector(),
    )


def _collected(errors: Iterable[FrictionlessError]) -> tuple[FieldFault, ...]:
    faults: dict[tuple[str, str, str], FieldFault] = {}
    for error in errors:
        name = _field_of(error)
        match = _CONSTRAINT.match(error.note) if error.type == "constraint-error" else None
        key = (error.type, name, match[1] if match else "")
        fault = faults.setdefault(key, FieldFault(*key))
        fault.count += 1
        row = getattr(error, "row_number", None)
        if row is not None and len(fault.rows) < MOST_PLACES:
            fault.rows.append(row - 1)  # frictionless counts the header as row 1
        cell = getattr(error, "cell", None)
        if isinstance(cell, str) and len(fault.shapes) < _MOST_SHAPES:
            shape = value_class(cell)
            if shape not in fault.shapes:
                fault.shapes.append(shape)
    return tuple(faults.values())


def _field_of(error: FrictionlessError) -> str:
    """The field's name; the label of a column that no field describes; the fields of a foreign key."""
    if error.type == "extra-label":
        return str(getattr(error, "label", ""))
    if error.type == "foreign-key":
        return "、".join(getattr(error, "field_names", ()))
    return getattr(error, "field_name", "") or ""


def _judge_within(question: Question, seconds: float) -> TableVerdict:
    answer = within(_judge, question, seconds)
    return TableVerdict(unprovable=answer) if isinstance(answer, str) else answer


def within(ask: Callable[[Asked], Answer], question: Asked, seconds: float) -> Answer | str:
    """What `ask` (of a module) answers in a process of its own; why it did not, when it takes longer than that."""
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_answer_into, args=(sender, ask, question))
    process.start()
    sender.close()
    try:
        if not receiver.poll(seconds):
            return "time limit"
        answer: Answer = receiver.recv()
    except EOFError:
        return "process died"
    finally:
        process.kill()
        process.join()
        receiver.close()
    return answer


def _answer_into(sender: Connection, ask: Callable[[Asked], Answer], question: Asked) -> None:
    sender.send(ask(question))
    sender.close()
