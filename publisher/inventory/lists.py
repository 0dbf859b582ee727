"""The inventory as a spreadsheet, for those who review it."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from publisher.documents.spreadsheet import Properties, Sheet, SheetColumn, write_spreadsheet
from publisher.i18n import translate
from publisher.model.inventory import Decision, Inventory, StockEntry
from publisher.model.text import Language, LocalText, Message, msg
from publisher.privacy.recognisers.kinds import KINDS

DECISIONS: dict[Decision, Message] = {
    Decision.UNDECIDED: msg("not yet decided"),
    Decision.OPEN: msg("to be opened"),
    Decision.ON_REQUEST: msg("given on request"),
    Decision.CLOSED: msg("kept closed"),
}
_COLUMNS: tuple[tuple[Message, str], ...] = (
    (msg("No."), "integer"),
    (msg("place of the table"), "string"),
    (msg("table or file"), "string"),
    (msg("title of the table"), "string"),
    (msg("unit that owns it"), "string"),
    (msg("number of records"), "integer"),
    (msg("number of columns"), "integer"),
    (msg("personal data"), "string"),
    (msg("what was decided"), "string"),
    (msg("legal ground"), "string"),
    (msg("published by dataset"), "string"),
    (msg("address on the website"), "string"),
    (msg("reviewed by"), "string"),
    (msg("reviewed on"), "date"),
    (msg("next review"), "date"),
    (msg("remarks and state"), "string"),
)


def as_spreadsheet(
    path: Path, inventory: Inventory, title: LocalText, creator: LocalText, language: Language
) -> None:
    """Write the inventory as an ODS file: one row for each table, in the order of inventory.yaml."""
    columns = [SheetColumn(translate(name, language), kind) for name, kind in _COLUMNS]  # type: ignore[arg-type]
    rows = [_row(number, entry, language) for number, entry in enumerate(inventory.tables, 1)]
    names = [f"c{at}" for at in range(len(columns))]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    name = translate(msg("inventory of data"), language)
    properties = Properties(f"{title.get(language)}：{name}", name, creator.get(language), (name,), language)
    write_spreadsheet(path, properties, [Sheet(name, columns, [frame], filter=True)])


def _row(number: int, entry: StockEntry, language: Language) -> tuple[str | None, ...]:
    kinds = [KINDS[kind].title.get(language) if kind in KINDS else kind for kind in entry.personal]
    remarks = [entry.note, entry.unread]
    if entry.gone is not None:
        remarks.append(translate(msg("not there since {day}", day=entry.gone.isoformat()), language))
    cells = (
        str(number), entry.place, entry.table, entry.title, entry.owner,
        None if entry.records is None else str(entry.records),
        str(len(entry.columns)) if entry.columns else None,
        "、".join(kinds), translate(DECISIONS[entry.decision], language), "；".join(entry.grounds),
        "、".join(entry.datasets), "；".join(entry.addresses), entry.reviewed_by,
        entry.reviewed_on.isoformat() if entry.reviewed_on else None,
        entry.review.isoformat() if entry.review else None,
        "；".join(item for item in remarks if item),
    )  # fmt: skip
    return tuple(cell or None for cell in cells)
