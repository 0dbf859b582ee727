"""JSON Lines: one object per line, read batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from publisher.model.errors import SourceError
from publisher.model.text import msg
from publisher.source.formats.json_records import is_flat, not_json, parse, rows_of, shape_of
from publisher.source.formats.opened import SourceFile
from publisher.source.formats.text import as_utf8
from publisher.source.grid import SourceGrid, from_rows
from publisher.source.notes import SheetNotes


def read(file: SourceFile) -> SourceGrid:
    """The keys in the order of their first appearance as first row, then the records; blank lines are skipped."""
    path = as_utf8(file)
    shape = shape_of(_records(path, file))
    columns = shape.columns()
    rows = rows_of(_records(path, file), columns) if columns else [() for _ in _records(path, file)]
    try:
        grid = from_rows(rows, file.folder, f"jsonl-{file.number}")
        return replace(grid, notes=SheetNotes(lists=shape.kept_whole(columns)))
    except ValueError:
        raise not_json(file, None) from None


def is_plain(file: SourceFile) -> bool:
    """Whether every line is an object without objects and lists in it; so is what cannot be read."""
    try:
        return all(is_flat(record) for record in _records(as_utf8(file), file))
    except SourceError:
        return True


def _records(path: Path, file: SourceFile) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8-sig", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                record = parse(line)
            except (ValueError, RecursionError):
                raise not_json(file, number) from None
            if not isinstance(record, dict):
                raise file.fault(
                    msg("A line of the file is not an object"),
                    msg('write one object per line: {{"name": "value"}}'),
                    number,
                )
            yield record
