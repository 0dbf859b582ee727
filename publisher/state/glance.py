"""How things stand, for whoever only looks at the last run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from publisher.model.state_place import StatePlace
from publisher.state.sealing import FILE
from publisher.state.selecting import Selecting, latest_runs, not_as_written, rows_of_file, sealed


@dataclass(frozen=True, slots=True)
class Glance:
    """The newest run (none: there was none), each dataset's last outcome, and by portal each dataset's receipt.

    Outcomes (`DatasetOutcome`) and receipts (`Receipt`) are as JSON has them.
    """

    run: Mapping[str, Any] | None = None
    outcomes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    receipts: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)


def glance(place: StatePlace, portals: Iterable[str]) -> Glance:
    """How things stood after the last run. Makes no file where there is none. Raises StateError."""
    if not place.server.address and not (place.folder / FILE).exists():
        return Glance()
    rows: Selecting | None = rows_of_file(place)
    if rows is None:
        from publisher.state.store import StateStore

        rows = StateStore(place).rows
    try:
        newest = latest_runs(rows, 1)
        outcomes = _values(rows, "outcomes")
        receipts = {portal: _values(rows, "receipts", {"portal": portal}) for portal in portals}
    finally:
        rows.close()
    return Glance(newest[0] if newest else None, outcomes, receipts)


def _values(rows: Selecting, table: str, where: Mapping[str, object] | None = None) -> dict[str, Any]:
    found = {}
    for dataset, text in sealed(rows, table, where or {}):
        try:
            found[dataset] = json.loads(text)
        except ValueError:
            raise not_as_written(rows, dataset, table) from None
    return found
