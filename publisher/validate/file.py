"""A file by itself against a schema: no workspace, no policy; `publisher validate FILE --schema SCHEMA`."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from publisher.model.errors import UserError, Where
from publisher.model.finding import MOST_PLACES, Finding, Place
from publisher.model.stage import Services, StageResult
from publisher.model.table import Table
from publisher.model.text import msg
from publisher.tableschema import formats, formula_errors, guesses, referee, schema_findings, silence, unprovable
from publisher.tableschema.cell_faults import READING_ERRORS
from publisher.tableschema.checking import check_schema
from publisher.tableschema.formats import Writing
from publisher.tableschema.referee import Said
from publisher.tableschema.schema import dates_of_any
from publisher.tableschema.written import plain


@dataclass(frozen=True, slots=True)
class Shown:
    """How findings name the file and the sheet in it; `errors` are cells (from 0) where a formula has no value."""

    file: str
    sheet: str | None = None
    errors: Collection[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class FileResult:
    """Findings for people; beside them every error in frictionless's order, and why it had to read every row."""

    result: StageResult
    errors: tuple[Said, ...]
    why: str


def check_file(
    path: Path, schema: Mapping[str, object], schema_name: str, writing: Writing, shown: Shown, services: Services
) -> FileResult:
    """Validate any file that frictionless reads, as frictionless does.

    Places carry the record, the field and the cell as Excel and Calc show it. What frictionless accepts in silence
    comes besides: `schema.unprovable` with its reason. Raises UserError when the schema cannot be used.
    """
    check_schema(schema, schema_name, published=False)
    formats.check_needs(writing.format, shown.file)
    described = plain(schema)
    text = writing.format in formats.TEXTS
    how = replace(writing, encoding=_encoding(path, writing.encoding)) if text else writing
    verdict = referee.judge_file(path, described, how)
    doubt = _doubt(path, how) if text else ""
    if doubt:  # what was read is not what was written
        verdict = replace(verdict, faults=(), unprovable=doubt)
    return _result(
        verdict,
        described,
        shown,
        tuple(dates_of_any(schema)),
        services,
        cells=writing.format in formats.TEXTS | formats.SHEETS,
    )


def _result(
    verdict: referee.TableVerdict,
    described: Mapping[str, Any],
    shown: Shown,
    guessed: tuple[str, ...],
    services: Services,
    *,
    cells: bool,
) -> FileResult:
    table = Table(Path(shown.file), (), verdict.rows)
    found = [
        *schema_findings(shown.file, described, verdict, table, services),
        *(finding for name in guessed for finding in guesses(services, shown.file, name)),
    ]
    columns = {item["name"]: at for at, item in enumerate(described["fields"])}
    findings = tuple(_placed(finding, shown, columns if cells else {}, verdict.above) for finding in found)
    findings += tuple(_formula_errors(findings, shown, tuple(columns), verdict.above, services))
    counters = {
        "rows": verdict.rows,
        "fast": int(verdict.fast),
        "fallback": int(not verdict.fast),
        "judged": verdict.judged,
        "faults": sum(fault.count for fault in verdict.faults),
    }
    result = StageResult("validate", shown.file, findings=findings, counters=counters)
    return FileResult(result, verdict.errors, verdict.why)


def _formula_errors(
    found: tuple[Finding, ...], shown: Shown, fields: tuple[str, ...], above: int, services: Services
) -> Iterator[Finding]:
    """Cells without a value beside those that are findings already."""
    known = {place.cell for finding in found for place in finding.places}
    places: dict[str, list[Place]] = {}
    for row, column in sorted(shown.errors):
        cell = f"{column_letters(column)}{row + 1}"
        if row >= above and cell not in known:
            name = fields[column] if column < len(fields) else column_letters(column)
            places.setdefault(name, []).append(Place(shown.file, shown.sheet, row + 1 - above, name, cell))
    for name, cells in places.items():
        yield from formula_errors(services, shown.file, name, len(cells), tuple(cells[:MOST_PLACES]))


def check_package(path: Path, services: Services) -> tuple[FileResult, ...]:
    """Validate every table of the Data Package whose descriptor is `path`, foreign keys between them included.

    Raises UserError for a descriptor that is none, or that names files elsewhere than beside it.
    """
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8-sig"))
        named = [reference for item in descriptor["resources"] for reference in _references(item)]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        raise _no_package(path) from None
    for reference in named:
        if "://" in reference or Path(reference).is_absolute() or ".." in Path(reference).parts:
            raise UserError(
                msg("the Data Package names a file that does not lie beside it: {file}", file=reference),
                Where(path.name),
                msg("put all files of the package into one folder, and name them relative to datapackage.json"),
            )
    try:
        told = referee.judge_package(path)
    except READING_ERRORS:
        raise _no_package(path) from None
    if isinstance(told, str):
        found = tuple(unprovable(services, path.name, told))
        counters = {"rows": 0, "fast": 0, "fallback": 1, "judged": 0, "faults": 0}
        return (FileResult(StageResult("validate", path.name, findings=found, counters=counters), (), told),)
    return tuple(_told(table, services) for table in told)


def _references(item: Mapping[str, Any]) -> Iterator[str]:
    for key in ("path", "extrapaths", "schema", "dialect", "profile"):
        value = item.get(key)
        yield from (text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str))


def _no_package(path: Path) -> UserError:
    hint = msg("compare it with https://datapackage.org/")
    return UserError(msg("this is not a valid Data Package"), Where(path.name), hint)


def _told(table: referee.Told, services: Services) -> FileResult:
    shown = Shown(table.file)
    return _result(table.verdict, table.schema, shown, (), services, cells=table.cells)


def is_utf8(path: Path) -> bool:
    """Whether every byte of a text file is UTF-8."""
    return silence.wrong_encoding(path, "ascii")


def _encoding(path: Path, declared: str | None) -> str | None:
    """UTF-8 is recognised beyond doubt; anything else that is not declared frictionless guesses."""
    if declared is not None:
        return declared
    return "utf-8-sig" if is_utf8(path) else None


def _doubt(path: Path, writing: Writing) -> str:
    if writing.encoding is not None and silence.has_nul(path, writing.encoding):
        return "NUL"
    if writing.encoding is not None and silence.wrong_encoding(path, writing.encoding):
        return "declared encoding"
    return ""


def _placed(finding: Finding, shown: Shown, columns: Mapping[str, int], above: int) -> Finding:
    return replace(finding, places=tuple(_place(place, shown, columns, above) for place in finding.places))


def _place(place: Place, shown: Shown, columns: Mapping[str, int], above: int) -> Place:
    if place.row is None:
        return replace(place, file=shown.file, sheet=shown.sheet)
    line = place.row + 1  # the referee counts as if the header were one row
    at = columns.get(place.field) if place.field is not None else None
    cell = None if at is None else f"{column_letters(at)}{line}"
    return replace(place, file=shown.file, sheet=shown.sheet, row=line - above, cell=cell)


def column_letters(position: int) -> str:
    """A, B, …, Z, AA, … for a column counted from 0."""
    letters = ""
    position += 1
    while position:
        position, digit = divmod(position - 1, 26)
        letters = chr(65 + digit) + letters
    return letters
