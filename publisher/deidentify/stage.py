"""Applying a policy: every field by its technique, then records out until the privacy models hold."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from publisher.deidentify.coarser import coarser
from publisher.deidentify.conditions import SENSITIVE, prepare
from publisher.deidentify.generalisation import cells_needed, generalise, without_small_cells
from publisher.deidentify.ladders import Rung, finest, rung
from publisher.deidentify.nearest import Unmet, blocking, fewest, proposals, raised_limit, told
from publisher.deidentify.origin import origin_after
from publisher.deidentify.suppression import allowed, greatest_relief, suppress
from publisher.deidentify.techniques import Context, treat
from publisher.deidentify.within_classes import average_within_classes
from publisher.model.errors import UserError, Where
from publisher.model.finding import MOST_PLACES, Finding, Outcome, Place, Severity
from publisher.model.flow import FieldTreatment, Services, StageResult, Table
from publisher.model.policy import Drop, FieldPolicy, MinimumCellCount, Role, fields_beside
from publisher.model.redacted import Redacted, value_class
from publisher.model.text import Scalar, msg
from publisher.model.workspace import Dataset
from publisher.privacy.engine import Progress
from publisher.privacy.recognisers import AllowList

_STAGE = "deidentify"
_MOST_SHAPES = 5
_WITHOUT_ROLE = "privacy.field-without-role"
_MISSING_FIELD = "privacy.missing-field"
_UNCOVERED = "privacy.uncovered-value"
_OVER_LIMIT = "privacy.suppression-over-limit"
_CANNOT_BE_MET = "privacy.policy-cannot-be-met"
_ALWAYS_HOLD = frozenset({_MISSING_FIELD, _OVER_LIMIT, _CANNOT_BE_MET})
"""Checks that no workspace can lower: there is nothing safe to go on with."""


@dataclass(frozen=True, slots=True)
class _Treatment:
    record: FieldTreatment
    values: pl.Series
    finding: Finding | None
    rule: FieldPolicy
    source: pl.Series
    context: Context


def apply(
    dataset: Dataset,
    table: Table,
    services: Services,
    previous_levels: Mapping[str, int] | None = None,
    progress: Progress | None = None,
) -> StageResult:
    """De-identify the structured `table`; without a table in the result nothing may go on.

    Findings hold the dataset when a field has no role, a field of the policy is not there, a value is not
    covered by its technique, or the models cannot be met within the suppression limit. Where levels are chosen,
    `previous_levels` are last night's, by published name (the counters `level:<name>` of its result), and
    `progress` is told of the search. Raises UserError for a
    policy that names fields it does not have, and for a missing pseudonym key.
    """
    policy = dataset.policy
    _require_fields(dataset)
    frame = _read(table)
    findings = _role_findings(dataset, frame.columns, services)
    shared: dict[Any, Any] = {}
    treatments = [
        _treat_field(dataset, name, rule, frame, services, shared)
        for name, rule in policy.fields.items()
        if name in frame.columns and _has_what_it_needs(rule, frame.columns)
    ]
    findings += [item.finding for item in treatments if item.finding is not None]
    counters = {"records_in": frame.height, "records_out": 0, "records_suppressed": 0}
    result = StageResult(
        stage=_STAGE,
        dataset=dataset.id,
        counters=counters,
        treatments=tuple(item.record for item in treatments),
    )
    if any(finding.holds for finding in findings):
        return dataclasses.replace(result, findings=tuple(findings))
    output = _published(dataset, treatments, frame.height)
    if policy.mode_in_force() != "suppress" and policy.published_with_role(Role.QUASI_IDENTIFIER):
        return _generalised(
            dataset, table, result, output, treatments, services, findings, previous_levels, progress
        )
    suppression = suppress(
        output, policy.published_with_role(Role.QUASI_IDENTIFIER), policy.models, dataset.folder
    )
    if suppression.suppressed > allowed(frame.height, policy.suppression_limit):
        findings.append(_unmet(_OVER_LIMIT, dataset, output, treatments, services, suppression.suppressed))
        return dataclasses.replace(result, findings=tuple(findings))
    mask = pl.Series(suppression.kept, dtype=pl.Boolean)
    output = average_within_classes(output.filter(mask), policy)
    path = services.work / "deidentified.parquet"
    output.write_parquet(path)
    return dataclasses.replace(
        result,
        table=Table(path, tuple(output.columns), output.height, origin_after(dataset, table, mask, services)),
        findings=tuple(findings),
        counters=counters | {"records_out": output.height, "records_suppressed": suppression.suppressed},
    )


def _generalised(
    dataset: Dataset,
    table: Table,
    result: StageResult,
    output: pl.DataFrame,
    treatments: Sequence[_Treatment],
    services: Services,
    findings: Sequence[Finding],
    previous_levels: Mapping[str, int] | None,
    progress: Progress | None,
) -> StageResult:
    """The result with the quasi-identifiers generalised in the policy's mode."""
    rungs = [_rung(item) for item in _quasi_identifiers(treatments)]
    done = generalise(output, rungs, dataset.policy, dataset.folder, previous_levels, progress)
    if done is None:
        finding = _unmet(_CANNOT_BE_MET, dataset, output, treatments, services)
        return dataclasses.replace(result, findings=(*findings, finding))
    mask = pl.Series(done.kept, dtype=pl.Boolean)
    kept = average_within_classes(done.frame.filter(mask), dataset.policy)
    path = services.work / "deidentified.parquet"
    kept.write_parquet(path)
    rung_of = {item.ladder.name: item for item in rungs}
    chosen = {name: level for name, level in done.record.levels.items() if rung_of[name].ladder.height > 1}
    return dataclasses.replace(
        result,
        table=Table(path, tuple(kept.columns), kept.height, origin_after(dataset, table, mask, services)),
        findings=tuple(findings),
        counters=dict(result.counters)
        | {
            "records_out": kept.height,
            "records_suppressed": output.height - kept.height,
            "nodes": done.record.nodes,
            "nodes_checked": done.record.checked,
        }
        | {f"level:{name}": level for name, level in done.record.levels.items()},
        treatments=tuple(
            dataclasses.replace(
                item,
                level=chosen.get(item.published_as or ""),
                levels=rung_of[item.published_as].ladder.height if item.published_as in chosen else None,
                loss=done.field_losses.get(item.published_as or ""),
            )
            for item in result.treatments
        ),
        generalisation=done.record,
    )


def _quasi_identifiers(treatments: Sequence[_Treatment]) -> list[_Treatment]:
    return [
        item
        for item in treatments
        if item.rule.role is Role.QUASI_IDENTIFIER and item.record.published_as is not None
    ]


def _rung(item: _Treatment) -> Rung:
    name = item.record.published_as
    assert name is not None
    return rung(name, item.rule.technique, item.values, item.source, item.context)


def _read(table: Table) -> pl.DataFrame:
    """The table as text; an empty text is a missing value, because a CSV file cannot tell them apart."""
    return pl.scan_parquet(table.path).select(pl.all().cast(pl.String).replace("", None)).collect()


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
    for name, rule in policy.fields.items():
        named += [(name, other, tuple(policy.fields)) for other in fields_beside(rule.technique)]
    for place, name, known in named:
        if name not in known:
            raise UserError(
                msg('The policy names the field "{name}", which it does not have.', name=name),
                Where(f"datasets/{dataset.id}/policy.yaml", field=place),
                msg("Write one of: {names}", names=", ".join(known)),
            )


def _has_what_it_needs(rule: FieldPolicy, columns: Sequence[str]) -> bool:
    return set(fields_beside(rule.technique)) <= set(columns)


def _role_findings(dataset: Dataset, columns: Sequence[str], services: Services) -> list[Finding]:
    policy = dataset.policy
    findings = [
        _finding(_WITHOUT_ROLE, dataset, services, name, {"field": name}, (Place(field=name),))
        for name in columns
        if name not in policy.fields
    ]
    findings += [
        _finding(_MISSING_FIELD, dataset, services, name, {"field": name}, (Place(field=name),))
        for name in policy.fields
        if name not in columns
    ]
    return findings


def _treat_field(
    dataset: Dataset,
    name: str,
    rule: FieldPolicy,
    frame: pl.DataFrame,
    services: Services,
    shared: dict[Any, Any],
) -> _Treatment:
    source = frame[name]
    context = Context(
        dataset=dataset.id,
        field=name,
        frame=frame,
        policy=dataset.policy,
        now=services.now,
        keys=services.keys,
        allow=AllowList.of(services.allowlist),
        folder=dataset.folder,
        shared=shared,
    )
    engine = rule.role is Role.QUASI_IDENTIFIER and dataset.policy.mode_in_force() != "suppress"
    treated = treat(finest(rule.technique) if engine else rule.technique, source, context)
    dropped = isinstance(rule.technique, Drop)
    record = FieldTreatment(
        field=name,
        published_as=None if dropped else rule.publish_as or name,
        role=rule.role.value,
        technique=rule.technique.technique,
        params=_params_of(rule),
        changed=int(source.ne_missing(treated.values).sum()),
    )
    finding = _uncovered(dataset, name, rule, source, treated.uncovered, services)
    return _Treatment(record, treated.values, finding, rule, source, context)


def _params_of(rule: FieldPolicy) -> Mapping[str, Scalar]:
    settings = {item.name: getattr(rule.technique, item.name) for item in dataclasses.fields(rule.technique)}
    del settings["technique"]
    return {
        name: ", ".join(map(str, value)) if isinstance(value, tuple) else value
        for name, value in settings.items()
        if value not in ((), None)
    }


def _uncovered(
    dataset: Dataset, name: str, rule: FieldPolicy, source: pl.Series, uncovered: pl.Series, services: Services
) -> Finding | None:
    count = int(uncovered.sum())
    if not count:
        return None
    rows = uncovered.arg_true().head(MOST_PLACES).to_list()
    shapes = _shapes(source.filter(uncovered))
    return _finding(
        _UNCOVERED,
        dataset,
        services,
        name,
        {"field": name, "technique": rule.technique.technique, "value_class": shapes[0].shape, "count": count},
        tuple(Place(row=row + 1, field=name) for row in rows),
        count=count,
        evidence=shapes,
    )


def _shapes(values: pl.Series) -> tuple[Redacted, ...]:
    """The classes of values that occur most, without the values."""
    per_value = values.value_counts(name="records", sort=True)
    shapes: dict[Redacted, int] = {}
    for value, records in per_value.iter_rows():
        shape = value_class(value)
        shapes[shape] = shapes.get(shape, 0) + records
    return tuple(sorted(shapes, key=lambda shape: (-shapes[shape], shape.shape))[:_MOST_SHAPES])


def _published(dataset: Dataset, treatments: Sequence[_Treatment], records: int) -> pl.DataFrame:
    """The treated columns under their published names, in the schema's order."""
    columns = {
        item.record.published_as: item.values for item in treatments if item.record.published_as is not None
    }
    described = dataset.field_names() if "fields" in dataset.schema else ()
    order = [name for name in described if name in columns]
    order += [name for name in columns if name not in order]
    output = pl.DataFrame([columns[name].alias(name).cast(pl.String) for name in order])
    return output.select(pl.all().replace("", None)) if output.width and records else output


def _unmet(
    check: str,
    dataset: Dataset,
    output: pl.DataFrame,
    treatments: Sequence[_Treatment],
    services: Services,
    suppressed: int | None = None,
) -> Finding:
    """That the models cannot be met: how many records would go, which field blocks, and what could be done."""
    policy, records = dataset.policy, output.height
    unmet = _as_the_search_sees_it(dataset, output, treatments)
    if suppressed is None:
        worst = blocking(unmet)
        suppressed = fewest(unmet) + unmet.away
    else:
        quasi = policy.published_with_role(Role.QUASI_IDENTIFIER)
        relief = greatest_relief(output, quasi, policy.models, dataset.folder)
        worst = (relief.field, relief.suppressed) if relief else None
    more = []
    if policy.mode_in_force() == "cells":
        rungs = [_rung(item) for item in _quasi_identifiers(treatments)]
        more = cells_needed(output, rungs, policy, dataset.folder)
    elif not unmet.fields:
        more = [raised_limit(suppressed, records)]
    options = told(proposals(unmet, more), records)
    params: dict[str, Scalar] = {
        "records": suppressed,
        "share": f"{suppressed / max(1, records):.1%}",
        "limit": f"{policy.suppression_limit:.1%}",
        "field": worst[0] if worst else "—",
        "records_then": worst[1] if worst else suppressed,
        "options": options.en,
        "options_zh": options.zh,
    }
    return _finding(check, dataset, services, "", params, (), count=max(1, suppressed))


def _as_the_search_sees_it(dataset: Dataset, output: pl.DataFrame, treatments: Sequence[_Treatment]) -> Unmet:
    """The quasi-identifiers with all levels there could be; none where a sensitive field is among them."""
    policy = dataset.policy
    usable = without_small_cells(output, policy)
    quasi = _quasi_identifiers(treatments)
    sensitive = {model.sensitive for model in policy.models if isinstance(model, SENSITIVE)}
    if not sensitive.isdisjoint(item.record.published_as for item in quasi):
        quasi = []
    staying = output.filter(pl.Series(usable, dtype=pl.Boolean))
    conditions, columns = prepare(policy.models, staying, dataset.folder)
    return Unmet(
        fields=[
            coarser(item.record.published_as or "", item.rule.technique, item.values, item.source, item.context)
            for item in quasi
        ],
        conditions=conditions,
        sensitive=columns,
        usable=usable,
        records=output.height,
        away=int((~usable).sum()),
        limit=policy.suppression_limit,
    )


def _finding(
    check: str,
    dataset: Dataset,
    services: Services,
    key: str,
    params: Mapping[str, Scalar],
    places: tuple[Place, ...],
    *,
    count: int = 1,
    evidence: tuple[Redacted, ...] = (),
) -> Finding:
    definition = services.checks.get(check)
    return Finding(
        check=check,
        outcome=Outcome.FAILED,
        severity=definition.severity if definition and check not in _ALWAYS_HOLD else Severity.ERROR,
        subject=dataset.id,
        key=key,
        params=params,
        places=places,
        count=count,
        evidence=evidence,
    )
