"""The methods under `tables` of a policy, applied to the table of the records that stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from publisher.deidentify.refusals import unprotected
from publisher.deidentify.tables.chance import Chance
from publisher.deidentify.tables.perturbing import perturbed
from publisher.deidentify.tables.private import protect_privately
from publisher.deidentify.tables.rounding import Changed, rounded
from publisher.deidentify.tables.suppressing import Guard, Pattern, Unprotected, emptied, hidden_cells
from publisher.model.certificate import TableProtection
from publisher.model.policy import CellKey, ComplementarySuppression, ControlledRounding
from publisher.model.spending import Spending
from publisher.model.stage import Services, StageResult
from publisher.model.table import Table
from publisher.model.table_schema import primary_key
from publisher.model.workspace import Dataset
from publisher.privacy.tables.amounts import needed, records_of
from publisher.privacy.tables.declared import room_of, texts_of, thresholds


def protect(
    dataset: Dataset,
    result: StageResult,
    structured: Table,
    services: Services,
    spent: Sequence[Spending] = (),
) -> StageResult:
    """The result with its counts protected, or without a table and with findings that say why they cannot be.

    `structured` is the table that the records come from, with the contributions to amounts; `spent` is
    what earlier releases of noisy counts cost.
    """
    if result.table is None or not dataset.policy.tables:
        return result
    if (private := dataset.policy.private_counts()) is not None:  # it stands alone under `tables`
        return protect_privately(dataset, private, result, services, spent)
    frame = pl.read_parquet(result.table.path)
    guard = Guard(
        thresholds(dataset.policy),
        room_of(dataset.policy),
        tuple(name for name in primary_key(dataset.schema) if name in frame.columns),
        texts_of(dataset),
        rows_left_out=result.counters["records_in"] > frame.height,
    )
    done: list[TableProtection] = []
    for method in dataset.policy.tables:
        small = _small(frame, method.fields, guard)
        proven, changed = False, 0
        failed: tuple[Unprotected, ...] = ()
        match method:
            case ComplementarySuppression():
                if method.contributions:
                    source = records_of(structured, result.records)
                    guard = replace(guard, amounts=needed(source, dataset.policy, method))
                    small = _small(frame, method.fields, guard) + len(guard.amounts.distances)
                found = hidden_cells(frame, method, guard)
                if isinstance(found, Pattern):
                    frame, changed, proven = emptied(frame, found.cells), len(found.cells), found.proven
                else:
                    failed = found
            case ControlledRounding():
                chance = Chance(services.keys, dataset.id, method.method)
                base = method.base or max(guard.least[name] for name in method.fields)
                done_with = rounded(frame, method, base, guard, chance)
                if isinstance(done_with, Changed):
                    frame, changed = done_with.frame, done_with.cells
                else:
                    failed = done_with
            case CellKey():
                done_with = perturbed(frame, method, guard, Chance(services.keys, dataset.id, method.method))
                if isinstance(done_with, Changed):
                    frame, changed = done_with.frame, done_with.cells
                else:
                    failed = done_with
        if failed:
            findings = [unprotected(dataset, services, item, guard.room) for item in failed]
            return replace(result, table=None, findings=(*result.findings, *findings))
        cells = sum(frame[name].len() for name in method.fields)
        done.append(TableProtection(method.method, method.fields, cells, small, changed, proven))
    path = services.work / "protected.parquet"
    frame.write_parquet(path)
    return replace(result, table=replace(result.table, path=path), tables=tuple(done))


def _small(frame: pl.DataFrame, fields: Sequence[str], guard: Guard) -> int:
    """How many counts are below their least one."""
    return sum(
        int(frame[name].str.strip_chars().cast(pl.Int64, strict=False).is_between(1, guard.least[name] - 1).sum())
        for name in fields
        if name in guard.least
    )
