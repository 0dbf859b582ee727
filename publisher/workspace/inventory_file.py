"""`inventory.yaml`: read, and brought up to date with what was counted; what people wrote is never changed."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from publisher.model.errors import ManyErrors, UserError
from publisher.model.inventory import INVENTORY_FILE, CountedRecords, Decision, Inventory, StockEntry, StockPlace
from publisher.model.text import msg
from publisher.workspace.parsing import parse
from publisher.workspace.traced import plain, read_yaml

_PASSWORD = re.compile(r"://[^/@]*:(?!\$\{)[^@/]+@")
_HEADING = """\
# 資料盤點清冊（計畫五(一)1.6、一(三)9）。`publisher inspect --all` 盤點並更新 records、columns、personal、seen、
# changed、gone、unread；其餘由人填寫，重新盤點不會更動。
# decision：open（開放）、on-request（依申請提供）、closed（不開放，grounds 載明法律條文）、undecided（尚未決定）。
# The inventory of tables. `publisher inspect --all` keeps records, columns, personal, seen, changed, gone, unread;
# everything else is written by people, and never changed by the program.
places: []
tables: []
"""


def load_inventory(root: Path) -> Inventory | None:
    """The inventory of the workspace at `root`, none when there is no such file; UserError, ManyErrors."""
    path = root / INVENTORY_FILE
    if not path.exists():
        return None
    document = read_yaml(path, INVENTORY_FILE)
    inventory = parse(Inventory, plain(document.data) or {}, document)
    if errors := tuple(_faults(inventory, document)):
        raise ManyErrors(errors)
    return inventory


def _faults(inventory: Inventory, document: Any) -> Iterator[UserError]:
    ids = [place.id for place in inventory.places]
    for at, place in enumerate(inventory.places):
        where = document.where(("places", at), f"places[{at + 1}]")
        if bool(place.folder) == bool(place.database):
            yield UserError(msg("a place is either a folder or a database"), where)
        if place.id in ids[:at]:
            yield UserError(msg("two places have the id {id}", id=place.id), where)
        if _PASSWORD.search(place.database):
            yield UserError(
                msg("a password does not belong into the inventory"),
                where,
                msg("write it as ${{NAME}} in the address, and set that variable for the nightly job"),
            )
    known: set[tuple[str, str]] = set()
    for at, entry in enumerate(inventory.tables):
        where = document.where(("tables", at), f"tables[{at + 1}]")
        if entry.place not in ids:
            yield UserError(msg("there is no place {id}", id=entry.place), where, msg("declare it under places"))
        if (entry.place, entry.table) in known:
            yield UserError(msg("the table {table} stands there twice", table=entry.table), where)
        known.add((entry.place, entry.table))
        if entry.decision is not Decision.UNDECIDED and not (entry.reviewed_by.strip() and entry.reviewed_on):
            yield UserError(
                msg("a decision needs the person who took it and the day: reviewed_by, reviewed_on"), where
            )


def write_inventory(
    root: Path, place: StockPlace, counted: Iterable[CountedRecords], today: date, say: Any
) -> tuple[Inventory, tuple[str, ...], tuple[str, ...]]:
    """Bring the file up to date with what was counted of one place; returns it, what is new, and what is gone.

    `say` puts a message into the language of the workspace. Comments stay; the file is replaced in one step.
    """
    before = load_inventory(root)  # a file that cannot be read is not to be written over
    path = root / INVENTORY_FILE
    from ruamel.yaml import YAML

    yaml = YAML(typ="rt")
    yaml.width, yaml.preserve_quotes = 120, True
    yaml.representer.ignore_aliases = lambda *_: True
    yaml.representer.add_representer(type(None), lambda to, _: to.represent_scalar("tag:yaml.org,2002:null", ""))
    yaml.indent(mapping=2, sequence=4, offset=2)
    data = yaml.load(path.read_text(encoding="utf-8") if path.exists() else _HEADING)
    for key in ("places", "tables"):
        if not data.get(key):
            data[key] = []
    if before is None or place.id not in [item.id for item in before.places]:
        data["places"].append(
            {key: text for key in ("id", "folder", "database", "owner") if (text := getattr(place, key))}
        )
    entries = [item for item in data["tables"] if item["place"] == place.id]
    typed = [item for item in (before.tables if before else ()) if item.place == place.id]
    new: list[str] = []
    there: set[int] = set()
    for table in counted:
        at = next((at for at, entry in enumerate(typed) if entry.covers(table.table)), None)
        if at is None:
            new.append(table.table)
            data["tables"].append(_fresh(place, table, today, say))
        else:
            there.add(at)
            _update(entries[at], typed[at], table, today, say)
    gone = [entry.table for at, entry in enumerate(typed) if at not in there]
    for at, entry in enumerate(typed):
        if at not in there and entry.gone is None:
            entries[at]["gone"] = today
    _write(yaml, data, path)
    after = load_inventory(root)
    assert after is not None
    return after, tuple(new), tuple(gone)


def _fresh(place: StockPlace, table: CountedRecords, today: date, say: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {"place": place.id, "table": table.table}
    entry |= {"title": table.title, "owner": place.owner, "decision": str(Decision.UNDECIDED)}
    entry |= {
        "grounds": [],
        "datasets": list(table.datasets),
        "reviewed_by": "",
        "reviewed_on": None,
        "review": None,
    }
    return entry | _facts(table, say) | {"seen": today}


def _facts(table: CountedRecords, say: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if table.unread is not None:
        return {"unread": say(table.unread)}
    facts["records"] = table.records
    facts["columns"] = list(table.columns)
    facts["personal"] = list(table.personal)
    return facts


def _update(entry: Any, typed: StockEntry, table: CountedRecords, today: date, say: Any) -> None:
    """What the program keeps of an entry; a table that could not be looked at keeps what was seen of it before."""
    entry.pop("gone", None)
    if table.unread is None:
        entry.pop("unread", None)
        looked_at_before = typed.records is not None
        if looked_at_before and (set(typed.columns), set(typed.personal)) != (
            set(table.columns),
            set(table.personal),
        ):
            entry["changed"] = today
    entry.update(_facts(table, say))
    if typed.seen is None:
        entry["seen"] = today


def _write(yaml: Any, data: Mapping[str, Any], path: Path) -> None:
    written = io.StringIO()
    yaml.dump(data, written)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(written.getvalue(), encoding="utf-8")
    unfinished.replace(path)
