"""The stage: run the declared steps over a grid and say what they changed and what they refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import polars as pl

from publisher.model.errors import DatasetError, Where
from publisher.model.finding import MOST_PLACES, Finding, Severity
from publisher.model.policy import MinimumCellCount
from publisher.model.rulebook import finding, if_on
from publisher.model.stage import Services, StageResult
from publisher.model.structuring import Header, StructureStep
from publisher.model.table import Origin, Table
from publisher.model.text import msg
from publisher.model.workspace import Dataset
from publisher.structure import asides, layouts, parts, repeats, unexplained
from publisher.structure.addresses import follow, in_the_sheet
from publisher.structure.code_lists import numbered
from publisher.structure.columns import Refusal, visible
from publisher.structure.steps import drop_rows


@dataclass(frozen=True, slots=True)
class _Refused:
    """A refusal and the step that made it: `index` counts from 1 as in dataset.yaml, 0 is the implied header."""

    refusal: Refusal
    step: str
    index: int
    origin: Origin


def apply(dataset: Dataset, table: Table, services: Services, last: Path | None = None) -> StageResult:
    """Turn the grid into named columns with canonical values at `services.work/structured.parquet`.

    `counters` say what each step changed, as "<number>-<step>" and, for some, "<number>-<step>:<what>". What a
    step refused, and every column that the policy does not declare or the sheet does not have, is a finding that
    holds the dataset; the refused values are missing in the table, which then keeps the declared columns only,
    in the policy's order. `last` is the table that was published last. Memory does not grow with the number of
    rows, whatever the steps are.
    """
    totals = [parts.StepTotals(index, step) for index, step in _numbered(dataset)]
    _check_layout(dataset, table, totals)
    folder, target = services.work / "structure-parts", services.work / "structured.parquet"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        frames = parts.run(table, totals)
        first = next(frames)
        columns = [name for name in dataset.policy.fields if name in visible(first)]
        record_numbers = services.work / "structured-records.parquet"
        rows = parts.write(chain([first], frames), columns, folder, target, record_numbers)
        aside = _asides(target, record_numbers, columns) if rows else []
        told = [row for _, _, places in aside for row in places]
        laid_out = rows and _is_laid_out(table)
        made = Table(target, tuple(columns), rows, Origin(rows=record_numbers))
        unsure = unexplained.rows_of(dataset, table, made, totals[0], told, last) if laid_out else ()
        twice = repeats.found(made)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    *before, origin = _origins(dataset, table.origin or Origin(), totals)
    refused = list(_refused(totals, before, _against_policy(dataset, first), origin))
    return StageResult(
        "structure",
        dataset.id,
        table=Table(target, tuple(columns), rows, replace(origin, rows=record_numbers)),
        findings=(
            *_findings(dataset, services, refused),
            *_aside_findings(dataset, services, aside, origin),
            *unexplained.findings(dataset, services, unsure, origin),
            *repeats.findings(dataset, services, twice, record_numbers, origin),
        ),
        counters=_counters(totals) | {"rows": rows},
    )


def _check_layout(dataset: Dataset, table: Table, totals: Sequence[parts.StepTotals]) -> None:
    """Raise SourceError where the rows of a sheet stand otherwise than those of a table of records do."""
    if not _is_laid_out(table):
        return
    header = totals[0].step
    assert isinstance(header, Header)
    grid = pl.scan_parquet(table.path, glob=False).head(layouts.LOOKED_AT).collect()
    layouts.check_declared(grid, header, dataset.structure, dataset.policy.fields)


def _is_laid_out(table: Table) -> bool:
    """Whether a person arranged the rows; members of JSON and results of queries have no layout."""
    return table.origin is not None and any(piece.above is not None for piece in table.origin.pieces)


def _asides(path: Path, records: Path, columns: Sequence[str]) -> list[tuple[str, str, list[int]]]:
    """Rows of the finished table that are notes or totals: the check, a field, and the numbers of the records."""
    table, numbers = pl.scan_parquet(path, glob=False), pl.read_parquet(records, glob=False)["record"]
    found: dict[tuple[str, str], list[int]] = {}
    for start in range(0, len(numbers), parts.PART):
        frame, part = table.slice(start, parts.PART).collect(), numbers.slice(start, parts.PART)
        last = start + frame.height == len(numbers)
        here = asides.notes(frame, columns, first=start == 0, last=last)
        if here.any():
            found.setdefault(("expectations.note-row", columns[0]), []).extend(part.filter(here).to_list())
        for name, rows in asides.totals(frame, columns[: drop_rows.FIRST]).items():
            found.setdefault(("expectations.total-row", name), []).extend(part.filter(rows).to_list())
    return [(check, name, rows) for (check, name), rows in found.items()]


def _aside_findings(
    dataset: Dataset, services: Services, found: Sequence[tuple[str, str, list[int]]], origin: Origin
) -> Iterator[Finding]:
    declared = {item.field for item in dataset.expectations.subtotals}
    counts = bool(dataset.policy.private_counts()) or any(
        isinstance(model, MinimumCellCount) for model in dataset.policy.models
    )  # their totals are audited
    for check, name, rows in found:
        if check.endswith("total-row") and (counts or name in declared):
            continue
        seen = finding(
            services.checks,
            check,
            dataset.id,
            key=name,
            params={"field": name, "count": len(rows)},
            places=tuple(origin.place(row, name) for row in rows[:MOST_PLACES]),
            count=len(rows),
            severity=Severity.WARNING,
        )
        yield from if_on(services.checks, seen)


def _counters(totals: Sequence[parts.StepTotals]) -> dict[str, int]:
    counters: dict[str, int] = {}
    for total in totals:
        name = f"{total.index}-{total.step.step}"
        counters[name] = total.changed
        counters |= {f"{name}:{what}": count for what, count in sorted(total.also.items())}
    return counters


def _origins(dataset: Dataset, grid: Origin, totals: Sequence[parts.StepTotals]) -> list[Origin]:
    """Where the columns that each step sees stand in the source, and those of the table at the end."""
    header = totals[0].first
    origins = [replace(grid, columns=in_the_sheet(dataset, header.positions if header else {}))]
    for total in totals:
        origins.append(replace(grid, columns=follow(origins[-1].columns, total.step)))
    return origins


def _refused(
    totals: Sequence[parts.StepTotals],
    before: Sequence[Origin],
    columns: Sequence[Refusal],
    origin: Origin,
) -> Iterator[_Refused]:
    for total, seen in zip(totals, before, strict=True):
        for refusal in total.refusals.values():
            yield _Refused(refusal, total.step.step, total.index, seen)
    for refusal in columns:
        yield _Refused(refusal, "policy", 0, origin)


def _numbered(dataset: Dataset) -> list[tuple[int, StructureStep]]:
    steps = numbered(dataset, dataset.structure)
    if not steps or not isinstance(steps[0][1], Header):
        steps.insert(0, (0, Header()))
    if any(isinstance(step, Header) for _, step in steps[1:]):
        raise DatasetError(
            msg("The step header of {dataset} does not come first", dataset=dataset.id),
            Where(f"{dataset.folder.parent.name}/{dataset.folder.name}/dataset.yaml", field="structure"),
            msg("move it to the beginning of structure; there can be only one"),
        )
    return steps


def _against_policy(dataset: Dataset, frame: pl.DataFrame) -> list[Refusal]:
    """A column without a role may not go on, and a role without a column means that something was lost."""
    declared, seen = set(dataset.policy.fields), visible(frame)
    undeclared = [Refusal("undeclared-column", name) for name in seen if name not in declared]
    missing = [Refusal("missing-column", name) for name in dataset.policy.fields if name not in seen]
    return [*undeclared, *missing]


def _findings(dataset: Dataset, services: Services, refused: Sequence[_Refused]) -> tuple[Finding, ...]:
    """One finding for each check and field; a second step that refuses the same field adds to the first."""
    findings: dict[tuple[str, str], Finding] = {}
    for item in refused:
        for found in if_on(services.checks, _finding(dataset, services, item)):
            earlier = findings.get((found.check, found.key))
            findings[found.check, found.key] = found if earlier is None else _together(earlier, found)
    return tuple(findings.values())


def _together(first: Finding, second: Finding) -> Finding:
    if first.check in ("structure.missing-column", "structure.duplicate-column"):
        return first
    count = first.count + second.count
    return replace(
        first,
        count=count,
        params={**first.params, "count": count},
        places=(*first.places, *second.places)[:MOST_PLACES],
        evidence=tuple(dict.fromkeys((*first.evidence, *second.evidence))),
    )


def _finding(dataset: Dataset, services: Services, item: _Refused) -> Finding:
    refusal = item.refusal
    field = None if refusal.letter else refusal.field
    return finding(
        services.checks,
        f"structure.{refusal.kind}",
        dataset.id,
        key=refusal.field,
        params={"field": refusal.field, "step": item.step, "index": item.index, "count": refusal.count},
        places=tuple(item.origin.place(row, field, refusal.letter) for row in refusal.rows or (None,)),
        count=refusal.count,
        evidence=refusal.shapes,
    )
