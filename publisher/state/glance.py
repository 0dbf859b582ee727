"""How things stand, for whoever only looks: read without the machinery that writes.

SQLite's own library reads a file in a tenth of the time that importing SQLAlchemy takes. Whatever is not as usual
(a server, another version, a fault) is left to `StateStore`, which has the words for it; both give the same.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from publisher.model.state_place import StatePlace
from publisher.state.sealing import FILE, SEALED, VERSION, mark


@dataclass(frozen=True, slots=True)
class Glance:
    """The newest run (none: there was none), each dataset's last outcome, and by portal each dataset's receipt.

    Outcomes (`DatasetOutcome`) and receipts (`Receipt`) are as JSON has them.
    """

    run: Mapping[str, Any] | None = None
    outcomes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    receipts: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)


class _UnusualError(Exception):
    """`StateStore` has to look."""


def glance(place: StatePlace, portals: Iterable[str]) -> Glance:
    """How things stood after the last run. Makes no state where there is none. Raises StateError."""
    names = tuple(portals)
    if place.server.address:
        return _thoroughly(place, names)
    file = place.folder / FILE
    if not file.exists():
        return Glance()
    try:
        address = f"{file.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as state:
            return _quickly(state, names)
    except (sqlite3.Error, _UnusualError, ValueError):
        return _thoroughly(place, names)


def _quickly(state: sqlite3.Connection, portals: tuple[str, ...]) -> Glance:
    state.execute("begin")  # one moment of it
    if state.execute("select version_num from alembic_version").fetchone() != (VERSION,):
        raise _UnusualError
    query = state.execute("select id, started, finished, exit_code from runs order by id desc limit 1")
    columns = [name for name, *_ in query.description]
    run = query.fetchone()
    return Glance(
        None if run is None else dict(zip(columns, run, strict=True)),
        _values(state, "outcomes"),
        {portal: _values(state, "receipts", portal) for portal in portals},
    )


def _values(state: sqlite3.Connection, table: str, portal: str | None = None) -> dict[str, Mapping[str, Any]]:
    where = "" if portal is None else "where portal = ?"
    query = f"select dataset, {SEALED[table]}, mark from {table} {where} order by dataset"  # noqa: S608 - our names
    found = {}
    for dataset, text, stated in state.execute(query, () if portal is None else (portal,)):
        if not isinstance(text, str) or (stated is not None and mark(text) != stated):
            raise _UnusualError
        found[dataset] = json.loads(text)
    return found


def _thoroughly(place: StatePlace, portals: tuple[str, ...]) -> Glance:
    from publisher.model.jsonable import to_json
    from publisher.state.store import StateStore

    state = StateStore(place)
    try:
        runs = state.runs(most=1)
        receipts: Any = {portal: to_json(state.receipts(portal)) for portal in portals}
        outcomes: Any = to_json(state.outcomes())
    finally:
        state.close()
    return Glance(runs[0] if runs else None, outcomes, receipts)
