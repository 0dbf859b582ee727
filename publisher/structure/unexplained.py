"""What a night says of rows that are perhaps no records, by the same signs by which a draft asks about them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import polars as pl

from publisher.i18n.words import in_both
from publisher.model.finding import MOST_PLACES, Finding
from publisher.model.rulebook import finding, if_on
from publisher.model.stage import Services
from publisher.model.structuring import GroupRows, Header
from publisher.model.table import Origin, Table
from publisher.model.text import LocalText
from publisher.model.workspace import Dataset
from publisher.structure import doubts
from publisher.structure.columns import ROW
from publisher.structure.parts import StepTotals


def doubts_of(
    dataset: Dataset, sheet: Table, made: Table, header: StepTotals, told: Collection[int]
) -> tuple[doubts.Doubt, ...]:
    """What is unlike a record in the table `made` of a `sheet`, beside what was `told` and declared subtotals."""
    if not made.columns or made.origin is None or made.origin.rows is None:
        return ()
    frame = pl.read_parquet(made.path, n_rows=doubts.MOST_ROWS, glob=False)
    numbers = pl.read_parquet(made.origin.rows, n_rows=doubts.MOST_ROWS, glob=False)["record"].rename(ROW)
    frame = frame.with_columns(numbers).filter(~numbers.is_in(list(told)))
    for item in dataset.expectations.subtotals:
        if item.field in made.columns:
            frame = frame.filter(pl.col(item.field).ne_missing(item.whole))
    if not any(isinstance(step, GroupRows) for step in dataset.structure):
        frame = _set_in_again(frame, made.columns[0], sheet, header)
    return doubts.asked_about(doubts.of_rows(frame, made.columns))


def _set_in_again(frame: pl.DataFrame, name: str, sheet: Table, header: StepTotals) -> pl.DataFrame:
    """The names with the blanks in front of them that the sheet has, which trim took away."""
    positions = header.first.positions if header.first else {}
    if name not in positions or not isinstance(header.step, Header):
        return frame
    above = header.step.skip + header.step.rows
    column = sheet.columns[positions[name]]
    cells = pl.scan_parquet(sheet.path, glob=False).select(column).head(above + doubts.MOST_ROWS).collect()[column]
    texts: list[str | None] = []
    for number, text in frame.select(ROW, name).rows():
        at = above + int(number) - 1
        cell = cells[at] if at < len(cells) else None
        texts.append(cell if cell is not None and cell.strip() == (text or "").strip() else text)
    return frame.with_columns(pl.Series(name, texts, dtype=pl.String))


def findings(
    dataset: Dataset, services: Services, found: Sequence[doubts.Doubt], origin: Origin
) -> Iterator[Finding]:
    """One finding for all such rows."""
    rows = sorted({row for doubt in found for row in doubt.rows})
    if not rows:
        return
    signs = [in_both(doubts.WORDS[doubt.kind]) for doubt in found]
    listed = LocalText("、".join(sign.zh for sign in signs), ", ".join(sign.en for sign in signs))
    seen = finding(
        services.checks,
        "expectations.unexplained-rows",
        dataset.id,
        params={"count": len(rows), "signs": listed},
        places=tuple(origin.place(row, None) for row in rows[:MOST_PLACES]),
        count=len(rows),
    )
    yield from if_on(services.checks, seen)
