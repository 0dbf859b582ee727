"""The agency's inventory as the report lists it: tables by decision, with their ground and what publishes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from publisher.model.inventory import Decision, StockEntry
from publisher.model.release import Publication
from publisher.model.text import LocalText, Message, msg
from publisher.model.workspace import Workspace
from publisher.privacy.recognisers import scan

_MOST_ROWS = 300
"""Rows of one page; `publisher inventory --ods` writes all of them."""

DECISIONS: Mapping[str, Message] = {
    Decision.UNDECIDED: msg("not decided"),
    Decision.OPEN: msg("open to all"),
    Decision.ON_REQUEST: msg("on request"),
    Decision.CLOSED: msg("not open"),
}


@dataclass(frozen=True, slots=True)
class StockRow:
    """One table. `published` are titles of its datasets that stand published, `missing` ids of the others."""

    name: str
    owner: str
    decision: Decision
    grounds: tuple[str, ...]
    published: tuple[LocalText, ...]
    missing: tuple[str, ...]
    reviewed_on: date | None


@dataclass(frozen=True, slots=True)
class StockView:
    """The inventory: rows by decision (those to decide first), and how many there are."""

    rows: tuple[StockRow, ...]
    total: int


def stock_view(workspace: Workspace, publications: Mapping[str, Publication]) -> StockView | None:
    """The inventory as a list; none where none is kept."""
    if workspace.inventory is None:
        return None
    order = tuple(Decision)
    standing = [entry for entry in workspace.inventory.tables if entry.gone is None]
    standing.sort(key=lambda entry: (order.index(entry.decision), entry.owner, entry.table))
    rows = tuple(_row(entry, publications) for entry in standing[:_MOST_ROWS])
    return StockView(rows, len(standing))


def _row(entry: StockEntry, publications: Mapping[str, Publication]) -> StockRow:
    name = entry.title or entry.table
    personal = any(hit.confidence != "low" for hit in scan(name))
    return StockRow(
        "…" if personal else name,
        entry.owner,
        entry.decision,
        entry.grounds,
        tuple(publications[one].title for one in entry.datasets if one in publications),
        tuple(one for one in entry.datasets if one not in publications),
        entry.reviewed_on,
    )
