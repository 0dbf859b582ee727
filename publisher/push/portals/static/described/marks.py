"""The marks of Taiwan's national platform (data.gov.tw, 品質檢測): bronze, silver, gold, platinum.

That the link answers is asked from bronze on by the platform's own pages; the other indexes and their levels are
general knowledge and may differ from the official table, which the page says. Each mark needs those before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from publisher.model.text import Message, msg
from publisher.push.portals.static.described.quality import FOR_MACHINES, format_of
from publisher.push.portals.static.described.turtle import Node
from publisher.push.portals.static.kept.record import Entry

BRONZE, SILVER, GOLD, PLATINUM = MARKS = (msg("bronze"), msg("silver"), msg("gold"), msg("platinum"))


@dataclass(frozen=True, slots=True)
class NationalMark:
    """The mark that a dataset would get; `mark` is None without any. `lacks` keeps it from the next ones.

    `untested`: without an address on the web nothing of it can be told.
    """

    mark: Message | None
    lacks: tuple[Message, ...]
    untested: bool = False


def national_mark(entry: Entry, nodes: Sequence[Node], *, addressed: bool) -> NationalMark:
    """The mark of a dataset from its nodes (see `dcat.dataset_nodes`)."""
    if not addressed:
        return NationalMark(None, (), untested=True)
    item, (dataset, *files) = entry.publication, nodes
    fields = item.schema.get("fields", ())
    assert isinstance(fields, list | tuple)
    # Files are UTF-8 and their headers those of the schema: the gate reads both back before anything is written.
    indexes = (
        (BRONZE, bool(files), msg("a link that answers")),
        (BRONZE, any(file.get("dcat:downloadURL") for file in files), msg("a file without a page between")),
        (SILVER, any(format_of(file) in FOR_MACHINES for file in files), msg("structured data (CSV, JSON, XML)")),
        (
            GOLD,
            bool(fields) and all(field.get("description") or field.get("title") for field in fields),
            msg("a description of every field"),
        ),
        (PLATINUM, bool(dataset.get("dct:accrualPeriodicity")), msg("a frequency of update that is named")),
        (PLATINUM, not entry.late, msg("an update when it is due")),
    )
    reached = None
    for mark in MARKS:
        if not all(holds for level, holds, _ in indexes if level is mark):
            break
        reached = mark
    return NationalMark(reached, tuple(wanted for _, holds, wanted in indexes if not holds))
