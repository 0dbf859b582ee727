"""Counts with differential privacy: what a table must be for it, its noise, and the budget of its releases.

The guarantee is about the noisy counts alone. So nothing else of the table may follow from who is in the data:
not which rows there are, not their order, no other field; and sums are those of the noisy counts.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from publisher.deidentify.refusals import budget_spent, budget_unknown, not_private
from publisher.deidentify.tables.combinations import in_order, missing_rows
from publisher.deidentify.tables.noisy import Mechanism
from publisher.model.certificate import TableProtection
from publisher.model.finding import Finding
from publisher.model.policy import DifferentialPrivacy, Policy
from publisher.model.spending import PrivateRelease, Spending
from publisher.model.stage import Services, StageResult
from publisher.model.table_schema import primary_key
from publisher.model.workspace import Dataset
from publisher.privacy.keys import load_key, period_name
from publisher.privacy.ledger import noted, require_room
from publisher.privacy.tables.declared import enumerated
from publisher.privacy.tables.totals import At, NumberGrid, called_whole, is_whole
from publisher.privacy.tables.within import CountTable, count_table

_PURPOSE = b"publisher private counts"
_NEARLY = 1e-9
Parts = Mapping[At, tuple[At, ...]]


def protect_privately(
    dataset: Dataset,
    method: DifferentialPrivacy,
    result: StageResult,
    services: Services,
    spent: Sequence[Spending],
) -> StageResult:
    """The result with noisy counts, and what they cost; or without a table and with the finding that says why.

    `spent` is what the state knows of the dataset's earlier releases. Raises UserError without a key or where
    nothing can be noted beside it, and MissingPartError without the library.
    """
    assert result.table is not None
    key = load_key(services.keys, dataset.id)
    require_room(services.keys, dataset.id)
    names = _key_fields(dataset, method, result.table.columns)
    frame = pl.read_parquet(result.table.path)
    order = in_order(frame, names, enumerated(dataset))
    frame = frame[order]
    ready = _ready(dataset, method, frame, names)
    if isinstance(ready, tuple):
        return _refused(result, [not_private(dataset, services, *ready)])
    release = _release(key, method, frame, names)
    account = _account(dataset.policy, method, services, dataset.id, spent)
    if account.unknown:
        return _refused(result, [budget_unknown(dataset, services, account.unknown)])
    before = next((item for item in spent if item.release == release), None)
    mechanism = Mechanism(method)
    spending: Spending | None = None
    counts: Mapping[str, tuple[int, ...]]
    if before is None:
        if not account.allows(method):
            return _refused(result, [budget_spent(dataset, services, method, account.epsilon, account.period)])
        counts = _noisy(frame, method, mechanism, ready)
        spending = Spending(release, method.epsilon, method.delta, services.now.date(), counts)
        account = account.with_one_more(method)
    else:
        counts = before.counts
    made = PrivateRelease(
        mechanism=method.mechanism,
        epsilon=method.epsilon,
        delta=method.delta,
        scale=mechanism.scale,
        cells_per_person=method.cells_per_person,
        times_per_cell=method.times_per_cell,
        period=account.period,
        spent_epsilon=account.epsilon,
        spent_delta=account.delta,
        budget_epsilon=method.budget.epsilon,
        budget_delta=method.budget.delta,
    )
    cells = frame.height * len(method.fields)
    done = TableProtection(method.method, method.fields, cells, 0, cells, proven=False, private=made)
    shown = frame.with_columns(
        pl.Series(name, [str(number) for number in numbers]) for name, numbers in counts.items()
    )
    return replace(_written(result, shown, order, services.work), tables=(done,), spending=spending)


@dataclass(frozen=True, slots=True)
class _Account:
    """What was spent in this `period`; `unknown` counts the releases that only the note beside the key knows."""

    period: str
    epsilon: float
    delta: float
    unknown: int
    most: tuple[float, float]

    def allows(self, method: DifferentialPrivacy) -> bool:
        """Whether one more release is within the budget."""
        after = self.with_one_more(method)
        return after.epsilon <= self.most[0] + _NEARLY and after.delta <= self.most[1] * (1 + _NEARLY)

    def with_one_more(self, method: DifferentialPrivacy) -> _Account:
        """The account after one more release."""
        return replace(self, epsilon=round(self.epsilon + method.epsilon, 12), delta=self.delta + method.delta)


def _account(
    policy: Policy, method: DifferentialPrivacy, services: Services, dataset: str, spent: Sequence[Spending]
) -> _Account:
    """The account of today's period, by the day of every release: another length of the period changes nothing."""
    known = {item.release for item in spent}
    lost = [item for item in noted(services.keys, dataset) if item.release not in known]
    review = policy.reviewed.get("lost-budget")
    seen = review is not None and all(item.on <= review.reviewed_on for item in lost)
    budget = method.budget
    period = period_name(budget.period, services.now.date())
    counted = [item for item in (*spent, *lost) if period_name(budget.period, item.on) == period]
    return _Account(
        period,
        round(math.fsum(item.epsilon for item in counted), 12),
        math.fsum(item.delta for item in counted),
        0 if seen else len(lost),
        (budget.epsilon, budget.delta),
    )


def _key_fields(dataset: Dataset, method: DifferentialPrivacy, columns: Sequence[str]) -> tuple[str, ...]:
    """The published fields that say what is counted."""
    key = tuple(name for name in primary_key(dataset.schema) if name in columns and name not in method.fields)
    return key or tuple(name for name in columns if name not in method.fields)


def _ready(
    dataset: Dataset, method: DifferentialPrivacy, frame: pl.DataFrame, names: tuple[str, ...]
) -> Parts | tuple[str, int]:
    """The sums of the table, by their parts; or what is wrong with it, and how often."""
    if frame.select(names).is_duplicated().any():
        return "duplicates", int(frame.select(names).is_duplicated().sum())
    table = count_table(frame, dict.fromkeys(method.fields, 1), names, rows_left_out=False)
    if table is None or not set(method.fields) <= table.grid.numbers.keys():
        return "numbers", frame.height
    empty = sum(table.grid.numbers[name].count(None) for name in method.fields)
    if empty:
        return "numbers", empty
    plain = [row for row, base in enumerate(table.base) if base]
    missing = missing_rows(frame, names, plain, enumerated(dataset), method.public)
    if missing:
        return "rows", missing
    return _sums(table, method.fields)


def _sums(table: CountTable, fields: Collection[str]) -> Parts | tuple[str, int]:
    """Of every number that is called a sum its parts, where it is their sum."""
    grid, parts = table.grid, {}
    for item in table.sums:
        if not item.called or item.whole in parts or {name for _, name in item.parts} - set(fields):
            continue
        if grid.value(item.whole) == sum(grid.value(at) or 0 for at in item.parts):
            parts[item.whole] = item.parts
    wrong = [at for at in _called_sums(grid, fields) if at not in parts]
    wrong += [at for at in parts if _goes_round(at, parts, ())]
    return ("sums", len(wrong)) if wrong else parts


def _called_sums(grid: NumberGrid, fields: Collection[str]) -> list[At]:
    """The numbers that are called sums, by a value of their row or by their column."""
    columns = {name for name in fields if len(fields) > 1 and called_whole(name)}
    rows = {row for row, key in enumerate(grid.keys) if any(is_whole(value) for value in key)}
    return [(row, name) for row in range(len(grid.keys)) for name in fields if row in rows or name in columns]


def _goes_round(at: At, parts: Parts, above: tuple[At, ...]) -> bool:
    """Whether a sum is, further down, a part of itself."""
    return at in above or any(_goes_round(part, parts, (*above, at)) for part in parts.get(at, ()))


def _noisy(
    frame: pl.DataFrame, method: DifferentialPrivacy, mechanism: Mechanism, parts: Parts
) -> dict[str, tuple[int, ...]]:
    """Counts with noise, by field; none is below 0, and sums are those of what is shown."""
    counts = {name: frame[name].str.strip_chars().cast(pl.Int64).to_list() for name in method.fields}
    plain = [(row, name) for name in method.fields for row in range(frame.height) if (row, name) not in parts]
    drawn = mechanism.noisy([counts[name][row] for row, name in plain])
    shown = {at: max(0, number) for at, number in zip(plain, drawn, strict=True)}

    def value(at: At) -> int:
        if at not in shown:
            shown[at] = sum(value(part) for part in parts[at])
        return shown[at]

    return {name: tuple(value((row, name)) for row in range(frame.height)) for name in method.fields}


def _release(key: bytes, method: DifferentialPrivacy, frame: pl.DataFrame, names: Sequence[str]) -> str:
    """The release that these counts are: 32 hexadecimal digits that tell nothing of them without the key."""
    how = (method.mechanism, method.epsilon, method.delta, method.cells_per_person, method.times_per_cell)
    rows = frame.select(*names, *(pl.col(name).str.strip_chars() for name in method.fields)).rows()
    text = json.dumps([how, list(method.fields), rows], ensure_ascii=False)
    return hmac.digest(hmac.digest(key, _PURPOSE, hashlib.sha256), text.encode(), hashlib.sha256).hex()[:32]


def _refused(result: StageResult, findings: Sequence[Finding]) -> StageResult:
    return replace(result, table=None, findings=(*result.findings, *findings))


def _written(result: StageResult, frame: pl.DataFrame, order: pl.Series, work: Path) -> StageResult:
    """The result with the table of noisy counts; where its rows came from goes along with their order."""
    assert result.table is not None
    path = work / "protected.parquet"
    frame.write_parquet(path)
    table, records = replace(result.table, path=path), result.records
    if table.origin is not None and table.origin.rows is not None:
        rows = work / "protected-rows.parquet"
        pl.read_parquet(table.origin.rows)[order].write_parquet(rows)
        table = replace(table, origin=replace(table.origin, rows=rows))
    if records is not None:
        moved = work / "protected-records.parquet"
        pl.read_parquet(records)[order].write_parquet(moved)
        records = moved
    return replace(result, table=table, records=records)
