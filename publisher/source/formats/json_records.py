"""JSON files: an array of objects, or an object with such an array under "records"."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NoReturn, TypeGuard

from publisher.model.errors import SourceError
from publisher.model.text import msg
from publisher.source.canonical import Figures, json_text
from publisher.source.formats import geo_json
from publisher.source.formats.opened import SourceFile
from publisher.source.formats.text import as_utf8
from publisher.source.grid import Row, SourceGrid, from_rows
from publisher.source.notes import SheetNotes

_MOST_SHOWN, _DEEPEST = 8, 6
_MOST_FIGURES = 400
"""Beyond what any number of a computer has; 1e999999999 would be a gigabyte of zeros."""


def read(file: SourceFile) -> SourceGrid:
    """The keys as first row, then the records; nested values stay JSON text, with their types.

    `source.record` is the path to the records (result.records); without it they are the whole file, or stand
    under "records", or in the only list of objects that the file has.
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
    if records is None and file.source.record is None and len(found := list(_lists(value, ()))) == 1:
        records = _below(value, found[0][0])  # the only list that the file has
    if _is_matrix(records):
        return from_rows(_cells(file, records), file.folder, f"json-{file.number}")
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
        grid = from_rows(_rows(records), file.folder, f"json-{file.number}")
        return replace(grid, notes=SheetNotes(system=system)) if system else grid
    except ValueError:
        raise not_json(file, None) from None


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


def _rows(records: Iterable[Mapping[str, object]]) -> Iterator[Row]:
    keys = tuple(dict.fromkeys(key for record in records for key in record))
    yield keys
    for record in records:
        yield tuple(cell(record.get(key)) for key in keys)


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
