"""What a night says of rows that are perhaps no records, by the same signs by which a draft asks about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from publisher.i18n.words import in_both
from publisher.model.finding import MOST_PLACES, Finding
from publisher.model.policy import Keep, Role
from publisher.model.rulebook import finding, if_on
from publisher.model.stage import Services
from publisher.model.structuring import GroupRows, Header
from publisher.model.table import Origin, Table
from publisher.model.text import LocalText
from publisher.model.workspace import Dataset
from publisher.structure import doubts
from publisher.structure.cells import is_text
from publisher.structure.columns import ROW
from publisher.structure.parts import StepTotals
from publisher.tableschema.polars_faults import POLARS_FAULTS

_MOST_KEYS = 8
"""Rows that are asked about one by one; of more, their signs are one question."""
_LONGEST_KEY = 40
_OF_NAMES: frozenset[doubts.DoubtKind] = frozenset({"bare", "wordy", "lone", "gaps", "unlike"})
"""Signs that say nothing of a record that was published under its name already."""


@dataclass(frozen=True, slots=True)
class UnexplainedRow:
    """A row that is asked about: its number, what tells it from the others in every night, and its signs."""

    number: int
    key: str
    signs: tuple[doubts.DoubtKind, ...]


def rows_of(
    dataset: Dataset, sheet: Table, made: Table, header: StepTotals, told: Collection[int], last: Path | None
) -> tuple[UnexplainedRow, ...]:
    """What is unlike a record in the table `made` of a `sheet`, beside what was `told` and declared subtotals.

    `last` is the table that was published last: a record of it that has no figures tonight is one still.
    """
    if not made.columns or made.origin is None or made.origin.rows is None:
        return ()
    frame = pl.read_parquet(made.path, n_rows=doubts.MOST_ROWS, glob=False)
    numbers = pl.read_parquet(made.origin.rows, n_rows=doubts.MOST_ROWS, glob=False)["record"].rename(ROW)
    frame = frame.with_columns(numbers).filter(~numbers.is_in(list(told)))
    for item in dataset.expectations.subtotals:
        if item.field in made.columns:
            frame = frame.filter(pl.col(item.field).ne_missing(item.whole))
    name = made.columns[0]
    if not any(isinstance(step, GroupRows) for step in dataset.structure):
        frame = _set_in_again(frame, name, sheet, header)
    names = frame[name].str.strip_chars()
    before = frame.filter(names.is_in(list(_published(dataset, name, last))))[ROW].to_list()
    found = [
        replace(doubt, rows=tuple(row for row in doubt.rows if row not in before))
        if doubt.kind in _OF_NAMES
        else doubt
        for doubt in doubts.of_rows(frame, made.columns)
    ]
    signs: dict[int, list[doubts.DoubtKind]] = defaultdict(list)
    for doubt in doubts.asked_about(found):
        for row in doubt.rows:
            signs[row].append(doubt.kind)
    open_names = [name for name in made.columns if _is_open(dataset, name)]
    said = dict(zip(frame[ROW].to_list(), frame.select(open_names).rows(), strict=True)) if open_names else {}
    return tuple(
        UnexplainedRow(row, _key(said.get(row, ()), kinds), tuple(kinds)) for row, kinds in sorted(signs.items())
    )


def _is_open(dataset: Dataset, name: str) -> bool:
    """Whether the values of a field are published as they are, so that a report may have them."""
    policy = dataset.policy.fields[name]
    return policy.role is Role.INSENSITIVE and isinstance(policy.technique, Keep)


def _published(dataset: Dataset, name: str, last: Path | None) -> frozenset[str]:
    """What was published under a name of its own last time."""
    if last is None or not _is_open(dataset, name):
        return frozenset()
    shown = dataset.policy.fields[name].publish_as or name
    scan = (
        pl.scan_parquet(last, glob=False) if last.suffix == ".parquet" else pl.scan_csv(last, infer_schema=False)
    )
    try:
        if shown not in scan.collect_schema().names():
            return frozenset()
        values = (
            scan.select(pl.col(shown).cast(pl.String)).head(doubts.MOST_ROWS).collect().to_series().drop_nulls()
        )
    except (*POLARS_FAULTS, OSError):
        return frozenset()  # validation says that it cannot be read
    return frozenset(values.to_list()) if 2 * values.n_unique() > len(values) else frozenset()


def _key(cells: Sequence[str | None], signs: Sequence[str]) -> str:
    """The words of a row where there are any: what is accepted of one row is not of another."""
    if "set-in" in signs:
        return "set-in"  # one question, of all rows with others below
    words = [cell.strip() for cell in cells if cell and is_text(cell)]
    return " ".join(words)[:_LONGEST_KEY] or ", ".join(signs)


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
    dataset: Dataset, services: Services, found: Sequence[UnexplainedRow], origin: Origin
) -> Iterator[Finding]:
    """One finding for the rows of one name, or of one kind where there are many."""
    together: dict[str, list[UnexplainedRow]] = defaultdict(list)
    many = len({row.key for row in found}) > _MOST_KEYS
    for row in found:
        together[", ".join(row.signs) if many else row.key].append(row)
    for key, rows in together.items():
        words = [in_both(doubts.WORDS[sign]) for sign in dict.fromkeys(sign for row in rows for sign in row.signs)]
        seen = finding(
            services.checks,
            "expectations.unexplained-rows",
            dataset.id,
            key=key,
            params={
                "count": len(rows),
                "signs": LocalText("、".join(one.zh for one in words), ", ".join(one.en for one in words)),
            },
            places=tuple(origin.place(row.number, None) for row in rows[:MOST_PLACES]),
            count=len(rows),
        )
        yield from if_on(services.checks, seen)
