"""The state as text: one JSON value a line, by which it moves to another machine, version or database."""

from __future__ import annotations

import base64
import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from publisher.model.errors import StateError, UserError, Where
from publisher.model.text import msg
from publisher.state.backups import put_back
from publisher.state.faults import damaged, fault_of
from publisher.state.integrity import require_whole
from publisher.state.store import StateStore
from publisher.state.tables import VERSION, metadata

_FORM = "publisher state"
_BATCH = 500
_MOST_LINE = 64 * 1024**2


def export_state(folder: Path, target: Path) -> int:
    """Write the state in `folder`, whole, to `target`; returns how many values. Raises StateError and OSError."""
    state = folder / "state.sqlite"
    if not state.exists():
        raise UserError(msg("there is no state yet"), hint=msg("start with `publisher run`"))
    require_whole(state)
    count, sum_ = 0, 0
    partial = target.with_name(f".{target.name}.part")
    try:
        with partial.open("w", encoding="utf-8") as file:
            partial.chmod(0o600)
            file.write(json.dumps({"form": _FORM, "version": VERSION}) + "\n")
            for line in _lines(state):
                file.write(line + "\n")
                count, sum_ = count + 1, zlib.crc32(line.encode(), sum_)
            file.write(json.dumps({"values": count, "sum": sum_}) + "\n")
        partial.replace(target)
    except sqlite3.Error as error:
        raise fault_of(state, error) or damaged(state, msg("the state file cannot be read")) from None
    finally:
        partial.unlink(missing_ok=True)
    return count


def is_export(path: Path) -> bool:
    """Whether a file is an export, by its first line."""
    try:
        with path.open("rb") as file:
            return _FORM.encode() in file.read(200).partition(b"\n")[0]
    except OSError:
        return False


def import_export(folder: Path, source: Path, now: datetime) -> Path | None:
    """Put the export `source` in the place of the state in `folder`; returns where what was there is kept.

    Raises StateError when `source` is cut off, changed, or of another version of the program.
    """
    made = folder / "backups" / ".import"
    made.mkdir(mode=0o700, parents=True, exist_ok=True)
    state = made / "state.sqlite"
    state.unlink(missing_ok=True)
    store = StateStore(made)
    try:
        store.fill(_rows(source))
    finally:
        store.close()
    try:
        return put_back(folder, state, now)
    finally:
        for path in made.iterdir():
            path.unlink()
        made.rmdir()


def _lines(state: Path) -> Iterator[str]:
    with closing(sqlite3.connect(f"{state.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("begin")
        for table in metadata.sorted_tables:
            names = [column.name for column in table.columns]
            query = f"select {', '.join(names)} from {table.name}"  # noqa: S608 - our own names
            for row in connection.execute(query):
                yield json.dumps([table.name, [_plain(value) for value in row]], ensure_ascii=False)


def _plain(value: object) -> object:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _rows(source: Path) -> Iterator[tuple[Any, list[dict[str, object]]]]:
    """Batches of rows with the insert of their table."""
    waiting: list[dict[str, object]] = []
    table, count, sum_ = None, 0, 0
    with source.open(encoding="utf-8", errors="strict") as file:
        try:
            head = json.loads(file.readline(_MOST_LINE))
            if head.get("version") != VERSION:
                raise _unfit(source, msg("the export is of another version of the program"))
            for line in file:
                item = json.loads(line)
                if isinstance(item, dict):
                    if item != {"values": count, "sum": sum_}:
                        break
                    if table is not None:
                        yield insert(table), waiting
                    return
                count, sum_ = count + 1, zlib.crc32(line.rstrip("\n").encode(), sum_)
                name, values = item
                if table is not None and (name != table.name or len(waiting) >= _BATCH):
                    yield insert(table), waiting
                    waiting = []
                table = metadata.tables[name]
                names = [column.name for column in table.columns]
                waiting.append({key: _restored(value) for key, value in zip(names, values, strict=True)})
        except (ValueError, KeyError, TypeError, AttributeError):
            raise _unfit(source, msg("the export is not as it was written")) from None
    raise _unfit(source, msg("the export is cut off or was changed"))


def _restored(value: object) -> object:
    return base64.b64decode(value["base64"]) if isinstance(value, dict) else value


def _unfit(source: Path, what: Any) -> StateError:
    return StateError(what, Where(str(source)), msg("make the export again, or take a backup"))
