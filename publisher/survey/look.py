"""What a source holds: heading, notes and totals, the kind of every column, personal data, what singles out.

Nothing of it is a value: names of columns, kinds, numbers and shares.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from publisher.model.errors import SourceError
from publisher.model.structuring import (
    Date,
    DropRows,
    FillDown,
    GroupRows,
    Header,
    Missing,
    Number,
    Split,
    StructureStep,
    Trim,
)
from publisher.model.text import msg
from publisher.privacy.recognisers import scan
from publisher.privacy.recognisers.columns import scan_column
from publisher.structure import asides, blocks, doubts, layouts
from publisher.structure.columns import ROW, visible
from publisher.structure.steps import STEPS
from publisher.survey import grouping
from publisher.survey.heading import composite_key, heading_of, parts_beside, with_names
from publisher.survey.kinds import (
    PERHAPS_MISSING,
    UNCLEAR_SIGN,
    ColumnKind,
    has_perhaps_missing,
    kind_of,
    sign_of,
)
from publisher.survey.unsure import Unsure, unsure_of

MOST_ROWS = 200_000
"""Rows that are looked at; of more, an even share."""

_MOST_SEARCHED = 20_000
_MOST_NOTES = 100
_K = 5
_MOST_ALONE = 0.03
_PERSON = re.compile(
    r"性別|年齡|歲|生日|出生|國籍|職業|學歷|婚姻|教育程度|身分|病|傷|當事|駕照|駕駛|申請人|陳情|學生|員工|戶籍|"
    r"^(?:sex|gender|age|birth|nationality|occupation|education|patient|driver)",
    re.IGNORECASE,
)
_NUMBER_OF = re.compile(r"[數率比]$")
_OF_OFFICES = frozenset({"landline", "fax", "address", "url", "company_id"})
"""Personal data that offices have, too: such a column is dropped, and its records are not yet persons."""
_PERIOD = re.compile(r"^(?:\S*_)?(?:[0-9]{2,4}年?度?|[0-9一二三四五六七八九十]{1,2}月)$")
_COUNT = re.compile(r"人數|人次|件數|次數|戶數|數量|筆數|人口")


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column: its kind, how many values are missing and different, and what personal data it holds.

    `role` is the proposed role, `kept` whether the draft publishes it; `why` a word for either; `unsure` what of
    its values is not explained by its kind.
    """

    name: str
    kind: ColumnKind
    missing: float
    different: int
    personal: tuple[tuple[str, str, float], ...] = ()
    role: str = "insensitive"
    kept: bool = True
    why: str = ""
    unsure: Unsure = ""


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source as it was seen: its rows, the steps that put it in order, and its columns.

    `notes` and `totals` are rows that are no records; `person` is whether its records are of persons; `alone` the
    share of records that the kept columns single out; `small` columns of counts with cells of one or two; `keys`
    columns that tell all records apart. `sheet` and `encoding` are what was guessed of how the file is read (None:
    nothing was), `others` the other sheets of the workbook. `sums` are rows of the sheet that stay records
    although their figures are the sums of those beside them; `doubts` are rows that are not explained.
    """

    rows: int
    looked_at: int
    header: Header
    title: str
    notes: int
    totals: int
    blank: int
    columns: tuple[ColumnView, ...]
    steps: tuple[StructureStep, ...]
    person: bool
    alone: float
    small: tuple[str, ...]
    keys: tuple[str, ...]
    wide: bool
    sheet: str | None = None
    encoding: str | None = None
    others: tuple[str, ...] = ()
    sums: tuple[int, ...] = ()
    doubts: tuple[doubts.Doubt, ...] = ()


def look(path: Path, merged: Sequence[tuple[int, int, int]] = ()) -> SourceView:
    """Take stock of a grid (the Parquet file of the source stage); memory and time are bounded by MOST_ROWS.

    `merged` are the cells merged downwards: column (from 0), first and last row (from 1).
    """
    scan = pl.scan_parquet(path, glob=False)
    rows = int(scan.select(pl.len()).collect().item())
    grid = scan.head(MOST_ROWS).collect() if rows <= MOST_ROWS else _spread(scan, rows)
    header = heading_of(grid)
    beside = parts_beside(grid, header)
    if beside > 1:
        raise SourceError(
            msg("the table stands in {count} parts beside each other, under the same headings", count=beside),
            hint=msg("put the parts under each other, so that every record has a row of its own"),
        )
    layouts.check_stacked(grid, header)
    layouts.check_rotated(grid, header)
    header = with_names(grid, header)
    named = STEPS[Header](grid, header)
    frame = named.frame
    names = visible(frame)
    noted = asides.notes(frame, names)
    blank = frame.select(pl.all_horizontal(pl.col(names).is_null())).to_series() if names else noted
    records = frame.filter(~(noted | blank))
    above = grouping.named_above(records, names) if rows <= MOST_ROWS else None
    if above is None:
        layouts.check_sections(records, names, header)
        layouts.check_sums_above(records, names, header)
        whole = noted | blank
        # totals are dropped behind the groups; their blanks say nothing of these
        whole = whole | _totals(frame, names, whole)
        sums = frame[ROW].filter(blocks.sums(frame, names, whole)).to_list() if rows <= MOST_ROWS else []
        groups = grouping.filled_once(
            frame.filter(~whole), header, named.positions, merged if rows <= MOST_ROWS else ()
        )
        body, totals, left_out = _in_order(frame, names, noted, blank, groups, merged=bool(merged))
    else:
        body, totals, left_out = _below_groups(records, above, noted, blank)
        names, sums = visible(body), []
    steps: list[StructureStep] = [header, *left_out, Trim()]
    composite = composite_key(names[0] if names else "", body)
    if composite is not None:
        body, names = (split := STEPS[Split](body, composite)).frame, visible(split.frame)
        steps.append(composite)
    unsure = doubts.of_rows(body, names)
    body = body.select(names)
    columns = _with_doubts(_columns(body, names), body, _texts_of(frame.filter(noted)))
    person = _is_of_persons(columns, body)
    columns, alone = _roles(columns, body, person=person)
    steps += _together(columns)
    return SourceView(
        rows=max(rows - header.skip - header.rows - frame.height + body.height, 0),
        looked_at=frame.height,
        header=header,
        title=_title(grid, header),
        notes=int(noted.sum()),
        totals=int(totals.sum()),
        blank=int(blank.sum()),
        columns=columns,
        steps=tuple(steps),
        person=person,
        alone=alone,
        small=tuple(item.name for item in columns if _has_small_cells(item, body)),
        keys=tuple(item.name for item in columns if body.height > 1 and item.different == body.height),
        wide=_is_wide(names),
        sums=tuple(int(number) + header.skip + header.rows for number in sums),
        doubts=tuple(
            replace(doubt, rows=tuple(number + header.skip + header.rows for number in doubt.rows))
            for doubt in unsure
        ),
    )


def _in_order(
    frame: pl.DataFrame,
    names: Sequence[str],
    noted: pl.Series,
    blank: pl.Series,
    groups: tuple[str, ...],
    *,
    merged: bool,
) -> tuple[pl.DataFrame, pl.Series, list[StructureStep]]:
    """The records alone with their groups, which rows are totals, and the steps that make them so."""
    aside = noted | blank
    if groups and merged:  # a subtotal may name the group
        filled = STEPS[FillDown](frame.filter(~aside), FillDown(groups)).frame
        totals = _totals(filled, names, pl.Series([False] * filled.height, dtype=pl.Boolean))
        return filled.filter(~totals), totals, _left_out(noted, totals, blank, groups)
    totals = _totals(frame, names, aside)
    body, steps = frame.filter(~(aside | totals)), _left_out(noted, totals, blank, ())
    if groups:
        body = STEPS[FillDown](body, FillDown(groups)).frame
        steps.append(FillDown(groups))
    return body, totals, steps


def _below_groups(
    records: pl.DataFrame, above: GroupRows, noted: pl.Series, blank: pl.Series
) -> tuple[pl.DataFrame, pl.Series, list[StructureStep]]:
    """The same where rows name the group of those below them: totals are left out behind these."""
    frame = STEPS[GroupRows](records, above).frame
    totals = _totals(frame, visible(frame), pl.Series([False] * frame.height, dtype=pl.Boolean))
    first, last = DropRows(blank=bool(blank.any()), notes=bool(noted.any())), DropRows(totals=bool(totals.any()))
    return frame.filter(~totals), totals, [step for step in (first, above, last) if step != DropRows()]


def _totals(frame: pl.DataFrame, names: Sequence[str], aside: pl.Series) -> pl.Series:
    totals = pl.Series([False] * frame.height, dtype=pl.Boolean)
    for found in asides.totals(frame, names[:3]).values():
        totals |= found
    return (totals | asides.summed(frame, names, aside | totals)) & ~aside


def _left_out(
    noted: pl.Series, totals: pl.Series, blank: pl.Series, groups: tuple[str, ...]
) -> list[StructureStep]:
    """Blank rows and notes go before merged groups are filled down, totals after."""
    drop = DropRows(blank=bool(blank.any()), notes=bool(noted.any()), totals=bool(totals.any()))
    if not groups:
        return [drop] if drop != DropRows() else []
    before, after = replace(drop, totals=False), DropRows(totals=drop.totals)
    return [*([before] if before != DropRows() else []), FillDown(groups), *([after] if after.totals else [])]


def _spread(scan: pl.LazyFrame, rows: int) -> pl.DataFrame:
    """The beginning, the end, and an even share of what lies between."""
    step = rows // MOST_ROWS + 1
    parts = [scan.head(1000), scan.slice(1000, rows - 2000).gather_every(step), scan.tail(1000)]
    return pl.concat(parts).collect()


def _title(grid: pl.DataFrame, header: Header) -> str:
    """The longest text above the heading: what the office calls the sheet."""
    above = [cell.strip() for row in grid.head(header.skip).rows() for cell in row if cell and cell.strip()]
    return max(
        (text for text in above if len(text) <= 60 and text != "sep=" and not is_personal(text)),
        key=len,
        default="",
    )


def is_personal(text: str) -> bool:
    """Whether a text that is to be shown or kept may hold personal data."""
    return any(hit.confidence != "low" for hit in scan(text))


def _columns(body: pl.DataFrame, names: Sequence[str]) -> tuple[ColumnView, ...]:
    """All columns; where one has decimal commas, points group thousands in the others."""
    columns = tuple(_column(name, body[name]) for name in names)
    comma = any(isinstance(step, Number) and step.decimal == "," for item in columns for step in item.kind.steps)
    if comma:
        columns = tuple(replace(item, kind=kind_of(item.name, body[item.name], comma=True)) for item in columns)
    unclear = set() if comma else _unclear(columns, body)
    return tuple(_doubted(item, body[item.name], unclear=item.name in unclear) for item in columns)


def _texts_of(notes: pl.DataFrame) -> list[str]:
    rows = notes.select(visible(notes)).head(_MOST_NOTES).rows()
    return [cell for row in rows for cell in row if cell]


def _with_doubts(
    columns: Sequence[ColumnView], body: pl.DataFrame, notes: Sequence[str]
) -> tuple[ColumnView, ...]:
    return tuple(replace(item, unsure=unsure_of(item.name, body[item.name], item.kind, notes)) for item in columns)


def _unclear(columns: Sequence[ColumnView], body: pl.DataFrame) -> set[str]:
    """Columns of figures with commas beside others with points, each three figures from the end."""
    signs = {item.name: sign_of(body[item.name]) for item in columns if item.kind.type in ("integer", "number")}
    decided = any(
        item.kind.type == "number"
        and not signs[item.name]
        and body[item.name].str.contains(".", literal=True).any()
        for item in columns
    )
    found = {name for name, sign in signs.items() if sign}
    return found if not decided and len({signs[name] for name in found}) > 1 else set()


def _doubted(item: ColumnView, values: pl.Series, *, unclear: bool) -> ColumnView:
    """The column with what is not sure of it: the signs in its figures, or whether some of these are any."""
    if unclear:
        return replace(item, kind=ColumnKind("string", UNCLEAR_SIGN, sure=0.5))
    if item.kind.type in ("integer", "number") and has_perhaps_missing(values):
        return replace(item, kind=replace(item.kind, word=PERHAPS_MISSING, sure=0.6))
    return item


def _column(name: str, values: pl.Series) -> ColumnView:
    different = values.drop_nulls().n_unique()
    missing = values.null_count() / max(len(values), 1)
    kind = kind_of(name, values)
    searched = values.head(_MOST_SEARCHED)
    present = max(len(searched) - searched.null_count(), 1)
    hits = tuple((hit.kind, hit.confidence, hit.count / present) for hit in scan_column(searched, name))
    return ColumnView(name, kind, missing, different, hits)


def _is_of_persons(columns: Sequence[ColumnView], body: pl.DataFrame) -> bool:
    """Whether a record is of a person: it holds personal data, or what describes one and is no count."""
    found = {kind for item in columns for kind, confidence, _ in item.personal if confidence != "low"}
    described = any(_PERSON.search(item.name) and not _NUMBER_OF.search(item.name) for item in columns)
    return bool(found - _OF_OFFICES) or (described and not _is_counts(columns, body))


def _is_counts(columns: Sequence[ColumnView], body: pl.DataFrame) -> bool:
    """A table of counts: numbers beside categories that, together, name every record once."""
    numbers = [item for item in columns if item.kind.type in ("integer", "number")]
    others = [item.name for item in columns if item not in numbers]
    named = any(_COUNT.search(item.name) for item in numbers)
    if not numbers or not others or not (named or len(numbers) >= len(others)):
        return False
    return not body.select(pl.struct(others).is_duplicated().any()).item()


def _roles(
    columns: Sequence[ColumnView], body: pl.DataFrame, *, person: bool
) -> tuple[tuple[ColumnView, ...], float]:
    """Roles and what is kept: personal data never; of persons what leaves them among others, coarsest first."""
    judged = [_judged(item, body.height, person=person) for item in columns]
    quasi = sorted((item for item in judged if item.role == "quasi-identifier"), key=lambda item: item.different)
    kept: list[str] = []
    alone = 0.0
    for item in quasi:
        share = _share_alone(body, [*kept, item.name])
        if share <= _MOST_ALONE:
            kept.append(item.name)
            alone = share
    decided = tuple(
        replace(item, kept=item.name in kept, why="" if item.name in kept else "singles-out")
        if item.role == "quasi-identifier"
        else item
        for item in judged
    )
    return decided, alone


def _judged(item: ColumnView, rows: int, *, person: bool) -> ColumnView:
    sure = [kind for kind, confidence, _ in item.personal if confidence != "low"]
    if sure:
        return replace(item, role="direct-identifier", kept=False, why="personal")
    if item.personal:
        return replace(item, role="direct-identifier", kept=False, why="perhaps-personal")
    if item.kind.word == "empty":
        return replace(item, kept=False, why="empty")
    if item.unsure:
        return replace(item, kept=False, why="unsure")
    if item.kind.word == "text":
        return replace(item, role="sensitive", kept=False, why="free-text")
    if not person:
        return item
    if item.different > 0.9 * rows and rows > 20 and item.kind.type == "string":
        return replace(item, role="direct-identifier", kept=False, why="unique")
    return replace(item, role="quasi-identifier")


def _share_alone(body: pl.DataFrame, names: Sequence[str]) -> float:
    """Share of records that stand in classes of fewer than five by these columns."""
    if not body.height:
        return 0.0
    sizes = body.select(pl.len().over([pl.col(name).str.strip_chars() for name in names]).alias("size"))
    return float((sizes["size"] < _K).sum()) / body.height


def _together(columns: Sequence[ColumnView]) -> list[StructureStep]:
    """The steps of all columns, equal ones for several columns as one."""
    merged: dict[str, Missing | Number | Date] = {}
    for item in columns:
        for step in item.kind.steps:
            alike = repr(replace(step, columns=()))
            before = merged.get(alike)
            merged[alike] = step if before is None else replace(before, columns=(*before.columns, item.name))
    order = {"missing": 0, "number": 1, "date": 2}
    return sorted(merged.values(), key=lambda step: order[step.step])


def _has_small_cells(item: ColumnView, body: pl.DataFrame) -> bool:
    if item.kind.type != "integer" or not _COUNT.search(item.name):
        return False
    return bool(body[item.name].str.strip_chars().is_in(["1", "2"]).any())


def _is_wide(names: Sequence[str]) -> bool:
    """Many columns that are named by periods: 1月, 2月 …; 110年, 111年 …"""
    periods = sum(bool(_PERIOD.search(name)) for name in names)
    return periods >= 4
