"""What people do not see of a source on the screen, said once for each sheet or file that was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from publisher.model.finding import Finding, Place, Severity
from publisher.model.rulebook import finding, if_on
from publisher.model.stage import Services
from publisher.model.structuring import FillDown, Header
from publisher.model.table import Piece
from publisher.model.text import Scalar
from publisher.model.workspace import Dataset
from publisher.source.notes import SheetNotes

_MOST_SHOWN = 8


def findings(dataset: Dataset, noted: Sequence[tuple[Piece, SheetNotes]], services: Services) -> Iterator[Finding]:
    """Coordinates that were computed; lists in records and what stands beside these; what is hidden or merged.

    Only the first record of a cell merged over several has its value; the step fill-down gives it to the others.
    """
    first = next(iter(dataset.structure), None)
    heading = first if isinstance(first, Header) else Header()
    filled = any(isinstance(step, FillDown) for step in dataset.structure)
    for piece, notes in noted:
        if notes.system:
            yield from _found(dataset, services, "structure.coordinates-moved", piece, {"system": notes.system}, 1)
        if notes.aside:
            yield from _found(dataset, services, "structure.parts-aside", piece, {"names": _few(notes.aside)}, 1)
        if notes.lists:
            params = {"columns": _few(notes.lists)}
            yield from _found(dataset, services, "structure.lists-kept", piece, params, len(notes.lists))
        if notes.hidden_rows or notes.hidden_columns or notes.hidden_sheets:
            hidden = {
                "rows": notes.hidden_rows,
                "columns": notes.hidden_columns,
                "sheets": notes.hidden_sheets,
            }
            yield from _found(dataset, services, "structure.hidden-parts", piece, hidden, 1)
        merged = sum(last > heading.skip + heading.rows for _, _, last in notes.merged)
        if merged and not filled:
            yield from _found(dataset, services, "structure.merged-cells", piece, {"count": merged}, merged)


def _few(names: Sequence[str]) -> str:
    return "、".join([*names[:_MOST_SHOWN], *["…"][: len(names) > _MOST_SHOWN]])


def _found(
    dataset: Dataset, services: Services, check: str, piece: Piece, params: Mapping[str, Scalar], count: int
) -> Iterator[Finding]:
    found = finding(
        services.checks,
        check,
        dataset.id,
        key=piece.sheet or "",
        params=params,
        places=(Place(file=piece.file, sheet=piece.sheet),),
        count=count,
        severity=Severity.ADVICE,
    )
    yield from if_on(services.checks, found)
