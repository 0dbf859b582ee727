"""The policy's promises, measured on the table that was read back."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from publisher.gate import finding as checks
from publisher.gate.finding import make
from publisher.model.certificate import PrivacyMeasure, RiskSummary
from publisher.model.finding import Finding, Outcome
from publisher.model.policy import (
    DistinctLDiversity,
    EntropyLDiversity,
    KAnonymity,
    MinimumCellCount,
    Policy,
    PrivacyModel,
    RecursiveLDiversity,
    Role,
    TCloseness,
)
from publisher.model.stage import Services
from publisher.model.table import Table
from publisher.model.text import LocalText, Scalar
from publisher.model.thresholds import PROFILES
from publisher.model.workspace import Dataset
from publisher.privacy.models import measure, risk

_ROUNDING = 1e-9


def measured(
    dataset: Dataset,
    frame: pl.DataFrame,
    records_in: int,
    services: Services,
    structured: Table | None = None,
    persons: pl.Series | None = None,
) -> tuple[tuple[PrivacyMeasure, ...], list[Finding]]:
    """Every privacy model of the policy, and the shares of suppressed records and emptied cells.

    A finding for each that fails. Models count `persons` where the person of each record is known. Emptied cells
    are counted against those that the `structured` table has empty.
    """
    policy = dataset.policy
    quasi = policy.published_with_role(Role.QUASI_IDENTIFIER)
    measures, findings = [], []
    for model in policy.models:
        if not {*quasi, *_named(model)} <= set(frame.columns):
            findings.append(_cannot_tell(dataset, model, services))
            continue
        result = replace(measure(model, frame, quasi, dataset.folder, persons), rests_on=_rests_on(model))
        measures.append(result)
        if not result.met:
            findings.append(
                _not_met(
                    dataset, model.model, _promised(model), result.observed, result.violating_records, services
                )
            )
    suppressed = records_in - frame.height
    if not 0 <= suppressed <= records_in * policy.suppression_limit + _ROUNDING:
        share = suppressed / records_in if records_in else 0.0
        findings.append(
            _not_met(
                dataset,
                "suppression-limit",
                f"{policy.suppression_limit:.1%}",
                f"{share:.1%}",
                abs(suppressed),
                services,
            )
        )
    if policy.mode_in_force() == "cells" and structured is not None and set(quasi) <= set(frame.columns):
        findings += _cells_over_limit(dataset, frame, records_in, structured, services)
    return tuple(measures), findings


def _cells_over_limit(
    dataset: Dataset, frame: pl.DataFrame, records_in: int, structured: Table, services: Services
) -> list[Finding]:
    policy = dataset.policy
    published = policy.published_with_role(Role.QUASI_IDENTIFIER)
    came = [name for name, rule in policy.fields.items() if (rule.publish_as or name) in published]
    empty = _empty(frame.select(published))
    empty -= _empty(
        pl.scan_parquet(structured.path).select(name for name in came if name in structured.columns).collect()
    )
    cells = records_in * len(published)
    if empty <= cells * policy.cell_limit + _ROUNDING:
        return []
    return [_not_met(dataset, "cell-limit", f"{policy.cell_limit:.1%}", f"{empty / cells:.1%}", empty, services)]


def _empty(frame: pl.DataFrame) -> int:
    """How many cells are missing or empty."""
    return sum(int((column.is_null() | (column.cast(pl.String) == "")).sum()) for column in frame.iter_columns())


def risk_before(policy: Policy, structured: Table | None) -> RiskSummary | None:
    """The risk of the records as they came, over the quasi-identifiers of the source that are there."""
    if structured is None:
        return None
    quasi = [
        name
        for name, rule in policy.fields.items()
        if rule.role is Role.QUASI_IDENTIFIER and name in structured.columns
    ]
    if not quasi:
        return None
    return risk(pl.scan_parquet(structured.path).select(quasi).collect(), quasi, risk_threshold(policy))


def risk_threshold(policy: Policy) -> float:
    """The risk above which a record counts as at risk: 1 / k, or 0.2 (a class of 5) where the policy has no k."""
    return 1 / max((model.k for model in policy.models if isinstance(model, KAnonymity)), default=5)


def _rests_on(model: PrivacyModel) -> LocalText | None:
    """Beside which precedent a number stands that the policy does not take from a profile."""
    match model:
        case KAnonymity(profile=None):
            threshold = model.k
        case MinimumCellCount(profile=None):
            threshold = model.at_least
        case _:
            return None
    reached = [profile for profile in PROFILES.values() if profile.threshold <= threshold]
    if not reached:
        return LocalText("機關自訂；低於所有已知先例", "set by the agency; below every precedent known to us")
    nearest = max(reached, key=lambda profile: profile.threshold)
    return LocalText(
        f"機關自訂；達先例 {nearest.threshold}（{nearest.title.zh}）：{nearest.source.zh}",
        f"set by the agency; reaches the precedent {nearest.threshold} ({nearest.title.en}): {nearest.source.en}",
    )


def _named(model: PrivacyModel) -> tuple[str, ...]:
    match model:
        case DistinctLDiversity() | EntropyLDiversity() | RecursiveLDiversity() | TCloseness():
            return (model.sensitive,)
        case MinimumCellCount():
            return model.fields
        case KAnonymity():
            return ()


def _promised(model: PrivacyModel) -> str:
    match model:
        case KAnonymity():
            return f"k = {model.k}"
        case DistinctLDiversity():
            return f"l = {model.l} ({model.sensitive})"
        case EntropyLDiversity():
            return f"exp(H) ≥ {model.l} ({model.sensitive})"
        case RecursiveLDiversity():
            return f"c = {model.c}, l = {model.l} ({model.sensitive})"
        case TCloseness():
            return f"t = {model.t}, {model.distance} ({model.sensitive})"
        case MinimumCellCount():
            return f"{model.at_least} ({', '.join(model.fields)})"


def _not_met(
    dataset: Dataset, model: str, promised: str, observed: Scalar, records: int, services: Services
) -> Finding:
    return make(
        services,
        dataset.id,
        checks.NOT_MET,
        key=model,
        params={"model": model, "promised": promised, "observed": observed, "records": records},
        count=max(1, records),
    )


def _cannot_tell(dataset: Dataset, model: PrivacyModel, services: Services) -> Finding:
    params: dict[str, Scalar] = {"model": model.model, "promised": _promised(model), "observed": "?", "records": 0}
    return make(services, dataset.id, checks.NOT_MET, key=model.model, params=params, outcome=Outcome.CANT_TELL)
