"""JSON Lines: one object per line, read batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from publisher.model.text import msg
from publisher.source.formats.json_records import cell, not_json, parse
from publisher.source.formats.opened import SourceFile
from publisher.source.formats.text import as_utf8
from publisher.source.grid import Row, SourceGrid, from_rows


def read(file: SourceFile) -> SourceGrid:
    """The keys in the order of their first appearance as first row, then the records; blank lines are skipped."""
    path = as_utf8(file)
    keys: dict[str, None] = {}
    for record in _records(path, file):
        keys.update(dict.fromkeys(record))
    try:
        return from_rows(_rows(path, file, tuple(keys)), file.folder, f"jsonl-{file.number}")
    except ValueError:
        raise not_json(file, None) from None


def _rows(path: Path, file: SourceFile, keys: tuple[str, ...]) -> Iterator[Row]:
    if keys:
        yield keys
    for record in _records(path, file):
        yield tuple(cell(record.get(key)) for key in keys)


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
