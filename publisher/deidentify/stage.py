"""Applying a policy: fields by their techniques, records out until the privacy models hold, then tables.

The table is read, treated and written in batches. What models look at (quasi-identifiers, sensitive fields, small
counts) is kept as small numbers; a policy without models keeps nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from publisher.deidentify.batches import Encoded, TableParts, batches
from publisher.deidentify.fields import TreatedField, look_at_all_records
from publisher.deidentify.generalisation import Generalised, generalise
from publisher.deidentify.ladders import Rung, rung
from publisher.deidentify.left_out import left_out
from publisher.deidentify.ordering import in_order
from publisher.deidentify.origin import origin_after
from publisher.deidentify.refusals import CANNOT_BE_MET, OVER_LIMIT, role_findings, uncovered, unmet
from publisher.deidentify.suppression import allowed, suppress
from publisher.deidentify.tables.protecting import protect
from publisher.deidentify.within_classes import average_within_classes, averaged_fields
from publisher.model.errors import UserError, Where
from publisher.model.policy import SENSITIVE, MinimumCellCount, Policy, Role, fields_beside
from publisher.model.spending import Spending
from publisher.model.stage import Services, StageFacts, StageResult
from publisher.model.table import Table
from publisher.model.text import msg
from publisher.model.workspace import Dataset
from publisher.privacy.engine import Progress
from publisher.privacy.persons import persons, telling

_STAGE = "deidentify"
Flags = npt.NDArray[np.bool_]


def apply(
    dataset: Dataset,
    table: Table,
    services: Services,
    previous_levels: Mapping[str, int] | None = None,
    progress: Progress | None = None,
    spent: Sequence[Spending] = (),
) -> StageResult:
    """De-identify the structured `table`; without a table in the result nothing may go on.

    Findings hold the dataset when a field has no role, a field of the policy is not there, a value is not
    covered by its technique, or the models cannot be met within the suppression limit. Where levels are chosen,
    `previous_levels` are last night's, by published name (the facts of its result), and
    `progress` is told of the search. `spent` is what earlier releases cost of the privacy budget. Raises UserError
    for a policy that names fields it does not have, and for a missing pseudonym key.
    """
    policy = dataset.policy
    _require_fields(dataset)
    columns = pl.scan_parquet(table.path).collect_schema().names()
    findings = role_findings(dataset, columns, services)
    fields = [
        TreatedField(dataset, name, rule, services)
        for name, rule in policy.fields.items()
        if name in columns and set(fields_beside(rule.technique)) <= set(columns)
    ]
    parts = TableParts(services.work / "deidentify")
    try:
        records = _treat(dataset, fields, table, parts)
        findings += [found for item in fields if (found := uncovered(item)) is not None]
        result = StageResult(
            stage=_STAGE,
            dataset=dataset.id,
            findings=tuple(findings),
            counters={"records_in": records, "records_out": 0, "records_suppressed": 0},
            treatments=tuple(item.record() for item in fields),
        )
        if result.held:
            return result
        treated = _Treated(dataset, table, result, fields, parts, services, progress, _persons(policy, table))
        if policy.mode_in_force() != "suppress" and policy.published_with_role(Role.QUASI_IDENTIFIER):
            met = _generalised(treated, previous_levels)
        else:
            met = _suppressed(treated)
        return in_order(dataset, protect(dataset, met, table, services, spent), services)
    finally:
        shutil.rmtree(parts.folder, ignore_errors=True)


def _treat(dataset: Dataset, fields: Sequence[TreatedField], table: Table, parts: TableParts) -> int:
    """Write the treated table to `parts`; returns the number of records."""
    looked_at = _looked_at(dataset.policy)
    for item in fields:
        item.encoded = Encoded() if item.published_as in looked_at else None
    look_at_all_records(fields, table.path)
    order = _order(dataset, [item.published_as for item in fields if item.published_as is not None])
    records = 0
    for frame in batches(table.path):
        treated = {}
        shared: dict[object, object] = {}
        for item in fields:
            values = item.add(item.context(frame, shared))
            if item.published_as is not None:
                treated[item.published_as] = values
        parts.add(pl.DataFrame([treated[name].alias(name) for name in order]))
        records += frame.height
    return records


def _persons(policy: Policy, table: Table) -> pl.Series | None:
    """The person of each record; nothing where no model counts them or nobody has two records."""
    if not policy.published_with_role(Role.QUASI_IDENTIFIER):
        return None
    fields = telling(policy, table).fields
    return persons(table, fields) if fields else None


def _looked_at(policy: Policy) -> set[str]:
    """The published fields that models look at."""
    if not policy.models_by_record() and policy.mode_in_force() == "suppress":
        return set()
    names = set(policy.published_with_role(Role.QUASI_IDENTIFIER))
    for model in policy.models_by_record():
        if isinstance(model, SENSITIVE):
            names.add(model.sensitive)
        elif isinstance(model, MinimumCellCount):
            names |= set(model.fields)
    return names


def _order(dataset: Dataset, names: Sequence[str]) -> list[str]:
    """Published names in the schema's order, those that it does not have last."""
    described = dataset.field_names() if "fields" in dataset.schema else ()
    order = [name for name in described if name in names]
    return order + [name for name in dict.fromkeys(names) if name not in order]


@dataclass(frozen=True, slots=True)
class _Treated:
    """A table with every field treated (in `parts`), before its models are met; `result` is what is known yet."""

    dataset: Dataset
    table: Table
    result: StageResult
    fields: Sequence[TreatedField]
    parts: TableParts
    services: Services
    progress: Progress | None
    persons: pl.Series | None
    """The person of each record, where one has several and models count them."""

    def encoded(self) -> pl.DataFrame:
        """What models look at, of all records; given once, so that it is not kept twice."""
        columns = [
            item.encoded.values(item.published_as or "") for item in self.fields if item.encoded is not None
        ]
        for item in self.fields:
            item.encoded = None
        return pl.DataFrame(columns)

    def quasi_identifiers(self) -> list[TreatedField]:
        """The published ones."""
        return [
            item
            for item in self.fields
            if item.rule.role is Role.QUASI_IDENTIFIER and item.published_as is not None
        ]

    def refused(
        self,
        check: str,
        output: pl.DataFrame,
        quasi: Sequence[tuple[TreatedField, Rung | None]],
        suppressed: int | None = None,
    ) -> StageResult:
        """The result with the finding that the models cannot be met, and what could be."""
        finding = unmet(
            check,
            self.dataset,
            output,
            quasi,
            self.table.path,
            self.services,
            self.progress,
            suppressed,
            self.persons,
        )
        return replace(self.result, findings=(*self.result.findings, finding))


def _suppressed(treated: _Treated) -> StageResult:
    """The result without the records that violate a model."""
    policy, records = treated.dataset.policy, treated.result.counters["records_in"]
    if not any(item.encoded for item in treated.fields):
        return _finished(treated, np.ones(records, dtype=np.bool_))
    output = treated.encoded()
    suppression = suppress(
        output,
        policy.published_with_role(Role.QUASI_IDENTIFIER),
        policy.models_by_record(),
        treated.dataset.folder,
        treated.persons,
    )
    if suppression.suppressed > allowed(records, policy.suppression_limit):
        quasi = [(item, None) for item in treated.quasi_identifiers()]
        return treated.refused(OVER_LIMIT, output, quasi, suppression.suppressed)
    return _finished(treated, suppression.kept, output)


def _generalised(treated: _Treated, previous_levels: Mapping[str, int] | None) -> StageResult:
    """The result with the quasi-identifiers generalised in the policy's mode."""
    dataset, output, quasi = treated.dataset, treated.encoded(), treated.quasi_identifiers()
    rungs = [_rung(item, output) for item in quasi]
    done = generalise(
        output, rungs, dataset.policy, dataset.folder, previous_levels, treated.progress, treated.persons
    )
    if done is None:
        return treated.refused(CANNOT_BE_MET, output, list(zip(quasi, rungs, strict=True)))
    del output
    return _with_levels(_finished(treated, done.kept, done.frame), rungs, done)


def _with_levels(result: StageResult, rungs: Sequence[Rung], done: Generalised) -> StageResult:
    """The result with what was chosen, and what that costs each field."""
    heights = {item.ladder.name: item.ladder.height for item in rungs}
    chosen = {name: level for name, level in done.record.levels.items() if heights[name] > 1}
    return replace(
        result,
        counters={
            **result.counters,
            "nodes": done.record.nodes,
            "nodes_checked": done.record.checked,
        },
        facts=StageFacts(levels=dict(done.record.levels)),
        treatments=tuple(
            replace(
                item,
                level=chosen.get(item.published_as or ""),
                levels=heights[item.published_as] if item.published_as in chosen else None,
                loss=done.field_losses.get(item.published_as or ""),
            )
            for item in result.treatments
        ),
        generalisation=done.record,
    )


def _finished(treated: _Treated, kept: Flags, looked_at: pl.DataFrame | None = None) -> StageResult:
    """The result with the table of the records `kept`, their quasi-identifiers as they are in `looked_at`."""
    policy, parts, services = treated.dataset.policy, treated.parts, treated.services
    mask = pl.Series(kept, dtype=pl.Boolean)
    quasi = policy.published_with_role(Role.QUASI_IDENTIFIER)
    path = services.work / "deidentified.parquet"
    if looked_at is None:
        parts.joined(path)
    else:
        shown = looked_at.select(quasi)
        _shown(parts, shown, mask, _averaged(policy, parts, shown, mask)).joined(path)
    origin = origin_after(treated.dataset, treated.table, mask, services)
    records = services.work / "published-records.parquet"
    mask.arg_true().alias("record").to_frame().write_parquet(records)
    staying = int(mask.sum())
    counters = {"records_out": staying, "records_suppressed": mask.len() - staying}
    return replace(
        treated.result,
        table=Table(path, tuple(pl.scan_parquet(path).collect_schema()), staying, origin),
        counters={**treated.result.counters, **counters},
        records=records,
        left_out=() if looked_at is None else left_out(looked_at, mask, quasi, policy, treated.persons),
    )


def _shown(parts: TableParts, shown: pl.DataFrame, mask: pl.Series, averaged: pl.DataFrame) -> TableParts:
    """The records in `mask`, with the columns `shown` (all records) and `averaged` (those that stay)."""
    written = TableParts(parts.folder / "kept")
    begin = staying = 0
    for frame in parts.read():
        here = slice(begin, begin + frame.height)
        kept = frame.with_columns(shown[here].select(pl.all().cast(pl.String))).filter(mask[here])
        written.add(kept.with_columns(averaged[staying : staying + kept.height]))
        begin, staying = here.stop, staying + kept.height
    return written


def _averaged(policy: Policy, parts: TableParts, shown: pl.DataFrame, mask: pl.Series) -> pl.DataFrame:
    """The fields that are averaged within classes, of the records that stay; no columns when there are none."""
    names = averaged_fields(policy)
    if not names:
        return pl.DataFrame()
    numbers = pl.concat([frame.select(names) for frame in parts.read()])
    return average_within_classes(numbers.hstack(shown).filter(mask), policy).select(names)


def _rung(item: TreatedField, output: pl.DataFrame) -> Rung:
    assert item.published_as is not None
    assert item.different is not None
    values = output[item.published_as]
    return rung(item.published_as, item.rule.technique, values, item.different, item.context(pl.DataFrame()))


def _require_fields(dataset: Dataset) -> None:
    """Raise UserError when a model or a technique names a field that the policy does not have."""
    policy = dataset.policy
    published = policy.published_names()
    named: list[tuple[str, str, Sequence[str]]] = []
    for model in policy.models:
        if isinstance(model, SENSITIVE):
            named.append(("models", model.sensitive, published))
        elif isinstance(model, MinimumCellCount):
            named += [("models", name, published) for name in model.fields]
    named += [("person", name, tuple(policy.fields)) for name in policy.person_fields()]
    if isinstance(policy.row_order, tuple):
        named += [("row_order", name, published) for name in policy.row_order]
    for name, rule in policy.fields.items():
        named += [(name, other, tuple(policy.fields)) for other in fields_beside(rule.technique)]
    for place, name, known in named:
        if name not in known:
            raise UserError(
                msg('The policy names the field "{name}", which it does not have.', name=name),
                Where(f"datasets/{dataset.id}/policy.yaml", field=place),
                msg("Write one of: {names}", names=", ".join(known)),
            )
