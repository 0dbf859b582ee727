"""JSON files: a list of objects, wherever it stands, or a table that is written otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from typing import NoReturn, TypeGuard

from publisher.model.errors import SourceError
from publisher.model.text import msg
from publisher.source.canonical import Figures, json_text
from publisher.source.formats import geo_json, json_layouts, json_shapes, json_stat
from publisher.source.formats.json_shapes import MemberShape
from publisher.source.formats.opened import SourceFile
from publisher.source.formats.text import as_utf8
from publisher.source.grid import Row, SourceGrid, from_rows
from publisher.source.notes import SheetNotes

_MOST_SHOWN, _DEEPEST = 8, 6
_MOST_FIGURES = 400
"""Beyond what any number of a computer has; 1e999999999 would be a gigabyte of zeros."""


def read(file: SourceFile) -> SourceGrid:
    """The keys as first row, then the records: objects in them as columns `outer.inner`, lists as JSON text.

    `source.record` is the path to the records (result.records); without it they are the whole file, or stand
    under "records", or in the only list of objects that the file has, or the only one that the others describe
    (fields beside records). Rows written as arrays have the names that stand beside them. JSON-stat and what
    `json_layouts` knows is laid out. What stands beside the records is named in a note.
    """
    text = as_utf8(file).read_text(encoding="utf-8-sig")
    try:
        value = parse(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and text[: error.pos].count("\n"):
            raise file.fault(
                msg("The file holds one JSON value after the other, so it is JSON Lines"),
                msg("declare format: jsonl as source.file.format in dataset.yaml, or name it .jsonl"),
                error.lineno,
            ) from None
        raise not_json(file, error.lineno) from None
    except (ValueError, RecursionError):
        raise not_json(file, None) from None
    places = geo_json.features(file, value) if file.source.record is None else None
    records, system = places or (_at(file, value), "")
    heading: list[str] = []
    path = file.source.record or "records"
    if file.source.record is None and records is None:
        records = json_stat.cube(file, value)
        if records is not None:
            path = ""
        elif (found_path := _records_among(value)) is not None and not json_layouts.says(found_path):
            path = found_path
            records, heading = _below(value, path), _heading_beside(value, path)
    aside = () if places or not path else _beside(value, path, heading)
    if isinstance(records, dict) or (records is None and isinstance(value, dict) and file.source.record is None):
        table = json_layouts.laid_out(records or value)
        records, aside = table if table is not None else (records, ())
    if _is_matrix(records):
        rows = chain([heading] if heading else [], _cells(file, records))
        grid = from_rows(rows, file.folder, f"json-{file.number}")
        return replace(grid, notes=SheetNotes(aside=aside))
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        found = list(_lists(value, ()))
        if found and file.source.record is None:
            raise file.fault(
                msg("The JSON file is not a list of records"),
                msg(
                    "give the path to its records as source.file.record in dataset.yaml: {paths}",
                    paths="、".join(f"{path} ({count})" for path, count in found[:_MOST_SHOWN]),
                ),
            )
        raise file.fault(
            msg("The JSON file is not a list of records"),
            msg(
                'write it as [{{"name": "value"}}, …] or {{"records": [{{"name": "value"}}, …]}}, or give the '
                "path to the list as source.file.record (result.records)"
            ),
        )
    try:
        shape = shape_of(records)
        columns = shape.columns()
        grid = from_rows(rows_of(records, columns), file.folder, f"json-{file.number}")
        notes = SheetNotes(system=system, lists=shape.kept_whole(columns), aside=aside)
        return replace(grid, notes=notes)
    except ValueError:
        raise not_json(file, None) from None


def is_plain(file: SourceFile) -> bool:
    """Whether the file is a list of objects without objects and lists in them; so is what is no JSON at all."""
    try:
        value = parse(as_utf8(file).read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        return True
    return isinstance(value, list) and all(is_flat(record) for record in value)


def is_flat(record: object) -> bool:
    """Whether a record is an object of texts and numbers."""
    return isinstance(record, dict) and not any(isinstance(member, dict | list) for member in record.values())


def _at(file: SourceFile, value: object) -> object:
    declared = file.source.record
    if declared is None:
        return value.get("records") if isinstance(value, dict) else value
    return _below(value, declared)


def _below(value: object, path: str) -> object:
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _is_matrix(records: object) -> TypeGuard[list[list[object]]]:
    return isinstance(records, list) and len(records) > 0 and all(isinstance(row, list) for row in records)


def _cells(file: SourceFile, rows: list[list[object]]) -> Iterator[Row]:
    """Rows written as arrays, the heading among them (Google Sheets, Excel services)."""
    try:
        yield from ([cell(value) for value in row] for row in rows)
    except ValueError:
        raise not_json(file, None) from None


def _lists(value: object, path: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """Paths to what may be the records, outermost first: lists of objects or of arrays below named members."""
    if not isinstance(value, dict) or len(path) >= _DEEPEST:
        return
    for name, member in value.items():
        here = (*path, name)
        if isinstance(member, list) and member and isinstance(member[0], dict | list) and "." not in name:
            yield ".".join(here), len(member)
    for name, member in value.items():
        yield from _lists(member, (*path, name))


def _records_among(value: object) -> str | None:
    """The path to the only list that the file has, or the only one that the others describe column by column."""
    found = [path for path, _ in _lists(value, ())]
    told = [
        path
        for path in found
        if all(other == path or _names(_below(value, other), _below(value, path)) for other in found)
    ]
    return told[0] if len(told) == 1 else None


def _names(others: object, records: object) -> list[str]:
    """What a list of objects calls the columns of the records ([{"id": "name", "type": …}, …]); else nothing."""
    if not isinstance(others, list) or not others or not all(isinstance(item, dict) for item in others):
        return []
    if not isinstance(records, list) or not records:
        return []
    first = records[0]
    for key in others[0]:
        said = [item.get(key) for item in others]
        names = [name for name in said if type(name) is str]
        if len(set(names)) != len(others):
            continue
        if first and set(first) <= set(names) if isinstance(first, dict) else len(first) == len(names):
            return names
    return []


def _heading_beside(value: object, path: str) -> list[str]:
    """The names that stand beside rows written as arrays: texts, or what describes the columns."""
    rows = _below(value, path)
    above = _below(value, path.rpartition(".")[0]) if "." in path else value
    if not _is_matrix(rows) or not isinstance(above, dict) or len({len(row) for row in rows}) != 1:
        return []
    named = [
        names
        for member in above.values()
        if member is not rows and isinstance(member, list) and len(member) == len(rows[0])
        for names in ([name for name in member if type(name) is str] or _names(member, rows),)
        if len(set(names)) == len(rows[0])
    ]
    return named[0] if len(named) == 1 and named[0] != [cell(item) for item in rows[0]] else []


def _beside(value: object, path: str, heading: list[str]) -> tuple[str, ...]:
    """The members that stand beside the records, or beside what these stand in; not what describes the columns."""
    found: list[str] = []
    records = _below(value, path)
    steps = path.split(".")
    for at, name in enumerate(steps):
        for other, member in value.items() if isinstance(value, dict) else ():
            told = at == len(steps) - 1 and (_names(member, records) or (heading and member == heading))
            if other != name and not told and member not in (None, "", [], {}):
                found.append(".".join((*steps[:at], other)))
        value = value.get(name) if isinstance(value, dict) else None
    return tuple(found)


def shape_of(records: Iterable[Mapping[str, object]]) -> MemberShape:
    """What the members of all records hold."""
    shape = MemberShape()
    for record in records:
        shape.take(record)
    return shape


def rows_of(records: Iterable[Mapping[str, object]], columns: Mapping[str, tuple[str, ...]]) -> Iterator[Row]:
    """The names of the columns, then the cells of the records."""
    yield tuple(columns)
    for record in records:
        yield tuple(
            cell(record.get(path[0]) if len(path) == 1 else json_shapes.at(record, path))
            for path in columns.values()
        )


def parse(text: str) -> object:
    """JSON whose numbers keep the digits they were written with; raises ValueError for what is not JSON.

    A name written twice in one object is refused: one of the two values would be lost without a word.
    """
    return json.loads(
        text, parse_int=Figures, parse_float=_plain, parse_constant=_refuse, object_pairs_hook=_object
    )


def _plain(text: str) -> Figures:
    if "e" not in text.lower():
        return Figures(text)
    number = Decimal(text)
    if number.adjusted() > _MOST_FIGURES or number.adjusted() < -_MOST_FIGURES:
        raise ValueError("no number of this world")
    return Figures(format(number, "f"))


def _refuse(_name: str) -> NoReturn:
    raise ValueError("not a number of JSON")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return result


def cell(value: object) -> str | None:
    """A JSON value as the text of a cell; numbers already are text."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json_text(value)


def not_json(file: SourceFile, line: int | None) -> SourceError:
    """The error for a text that is not JSON."""
    return file.fault(
        msg("The file is not valid JSON, or a name stands twice in one of its objects"),
        msg("check it with a JSON editor, or make it again where it comes from"),
        line,
    )
