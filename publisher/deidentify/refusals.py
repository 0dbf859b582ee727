"""Why a table may not go on: findings that name the field, the class of values, the count and the way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from publisher.deidentify.coarser import coarser
from publisher.deidentify.conditions import prepare
from publisher.deidentify.fields import TreatedField
from publisher.deidentify.generalisation import cells_needed, without_small_cells
from publisher.deidentify.ladders import Rung
from publisher.deidentify.nearest import Unmet, blocking, fewest, proposals, raised_limit, told
from publisher.deidentify.suppression import greatest_relief
from publisher.deidentify.tables.suppressing import Unprotected
from publisher.model.finding import MOST_PLACES, Finding, Outcome, Place
from publisher.model.policy import SENSITIVE, DifferentialPrivacy, Role
from publisher.model.redacted import Redacted
from publisher.model.rulebook import finding
from publisher.model.stage import Services
from publisher.model.text import LocalText, Param
from publisher.model.workspace import Dataset
from publisher.privacy.engine import Progress
from publisher.privacy.tables.audit import Room

OVER_LIMIT = "privacy.suppression-over-limit"
CANNOT_BE_MET = "privacy.policy-cannot-be-met"
_WITHOUT_ROLE = "privacy.field-without-role"
_MISSING_FIELD = "privacy.missing-field"
_UNCOVERED = "privacy.uncovered-value"
_NOT_PROTECTED = "privacy.table-not-protected"
_NOT_PRIVATE = "privacy.counts-not-private"
_BUDGET_SPENT = "privacy.budget-spent"
_BUDGET_UNKNOWN = "privacy.budget-unknown"
_ALWAYS_HOLD = frozenset(
    {
        _MISSING_FIELD,
        OVER_LIMIT,
        CANNOT_BE_MET,
        _NOT_PROTECTED,
        _NOT_PRIVATE,
        _BUDGET_SPENT,
        _BUDGET_UNKNOWN,
    }
)
"""Checks that no workspace can lower: there is nothing safe to go on with."""


def role_findings(dataset: Dataset, columns: Sequence[str], services: Services) -> list[Finding]:
    """Fields without a role, and fields of the policy that are not there."""
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


def uncovered(item: TreatedField) -> Finding | None:
    """Values that the technique of a field does not cover; None when it covers all."""
    if not item.uncovered:
        return None
    classes = item.uncovered_classes()
    return _finding(
        _UNCOVERED,
        item.dataset,
        item.services,
        item.name,
        {
            "field": item.name,
            "technique": item.rule.technique.technique,
            "value_class": classes[0].shape,
            "count": item.uncovered,
        },
        tuple(Place(row=row + 1, field=item.name) for row in item.uncovered_rows),
        count=item.uncovered,
        evidence=classes,
    )


def unmet(
    check: str,
    dataset: Dataset,
    output: pl.DataFrame,
    quasi: Sequence[tuple[TreatedField, Rung | None]],
    table: Path,
    services: Services,
    progress: Progress | None,
    suppressed: int | None = None,
    persons: pl.Series | None = None,
) -> Finding:
    """That the models cannot be met: how many records would go, which field blocks, and what could be done.

    `output` has the columns that models look at, `quasi` the quasi-identifiers (with their levels where these are
    chosen), `table` is the structured table; `suppressed` is known where no levels are chosen.
    """
    policy, records = dataset.policy, output.height
    seen = _as_the_search_sees_it(dataset, output, [item for item, _ in quasi], table, progress)
    if suppressed is None:
        worst = blocking(seen)
        suppressed = fewest(seen) + seen.away
    else:
        names = policy.published_with_role(Role.QUASI_IDENTIFIER)
        relief = greatest_relief(output, names, policy.models_by_record(), dataset.folder, persons)
        worst = (relief.field, relief.suppressed) if relief else None
    more = []
    if policy.mode_in_force() == "cells":
        more = cells_needed(output, [rung for _, rung in quasi if rung], policy, dataset.folder)
    elif not seen.fields:
        more = [raised_limit(suppressed, records)]
    options = told(proposals(seen, more), records)
    params: dict[str, Param] = {
        "records": suppressed,
        "share": f"{suppressed / max(1, records):.1%}",
        "limit": f"{policy.suppression_limit:.1%}",
        "field": worst[0] if worst else "—",
        "records_then": worst[1] if worst else suppressed,
        "options": options,
    }
    return _finding(check, dataset, services, "", params, (), count=max(1, suppressed))


def unprotected(dataset: Dataset, services: Services, found: Unprotected, room: Room) -> Finding:
    """That counts of a table cannot be protected, and what would stay possible of them."""
    unknown = found.values is None
    return _finding(
        _NOT_PROTECTED,
        dataset,
        services,
        found.field,
        {
            "field": found.field,
            "cells": found.cells,
            "values": "?" if unknown else found.values or 0,
            "needed": "?"
            if unknown
            else f"{room.values}"
            if not room.percent
            else f"{room.values} / {room.percent:g} %",
        },
        tuple(Place(row=row, field=found.field) for row in found.rows[:MOST_PLACES]),
        count=max(1, found.cells),
        outcome=Outcome.CANT_TELL if unknown else Outcome.FAILED,
    )


_WRONG_TABLES = {
    "duplicates": LocalText("鍵值重複的列", "rows whose key is not their own"),
    "numbers": LocalText(
        "空白或不是整數的計數（或表格過大）", "counts that are empty or no whole numbers, or too many"
    ),
    "rows": LocalText(
        "缺少的組合（無人者應有計數為 0 的列）", "combinations without a row (nobody counted is a row with 0)"
    ),
    "sums": LocalText(
        "稱為合計、卻不是其各部分之和的數", "numbers called a sum that are not the sum of parts in the table"
    ),
}


def not_private(dataset: Dataset, services: Services, kind: str, count: int) -> Finding:
    """That a table is none whose counts can be made differentially private."""
    params: dict[str, Param] = {"what": _WRONG_TABLES[kind], "count": count}
    return _finding(_NOT_PRIVATE, dataset, services, kind, params, (), count=max(1, count))


def budget_spent(
    dataset: Dataset, services: Services, method: DifferentialPrivacy, spent: float, period: str
) -> Finding:
    """That the privacy budget has no room for one more release."""
    params: dict[str, Param] = {
        "spent": f"{spent:g}",
        "budget": f"{method.budget.epsilon:g}",
        "epsilon": f"{method.epsilon:g}",
        "period": period or "—",
    }
    return _finding(_BUDGET_SPENT, dataset, services, "", params, ())


def budget_unknown(dataset: Dataset, services: Services, releases: int) -> Finding:
    """That the state does not know releases that are noted beside the key."""
    return _finding(_BUDGET_UNKNOWN, dataset, services, "", {"releases": releases}, (), count=releases)


def _as_the_search_sees_it(
    dataset: Dataset, output: pl.DataFrame, quasi: Sequence[TreatedField], table: Path, progress: Progress | None
) -> Unmet:
    """The quasi-identifiers with all levels there could be; none where a sensitive field is among them."""
    policy = dataset.policy
    usable = without_small_cells(output, policy)
    sensitive = {model.sensitive for model in policy.models if isinstance(model, SENSITIVE)}
    if not sensitive.isdisjoint(item.published_as for item in quasi):
        quasi = []
    staying = output.filter(pl.Series(usable, dtype=pl.Boolean))
    conditions, columns = prepare(policy.models, staying, dataset.folder)
    return Unmet(
        fields=[
            coarser(item.published_as, item, output[item.published_as], table)
            for item in quasi
            if item.published_as is not None
        ],
        conditions=conditions,
        sensitive=columns,
        usable=usable,
        records=output.height,
        away=int((~usable).sum()),
        limit=policy.suppression_limit,
        progress=progress,
    )


def _finding(
    check: str,
    dataset: Dataset,
    services: Services,
    key: str,
    params: Mapping[str, Param],
    places: tuple[Place, ...],
    *,
    count: int = 1,
    evidence: tuple[Redacted, ...] = (),
    outcome: Outcome = Outcome.FAILED,
) -> Finding:
    return finding(
        services.checks,
        check,
        dataset.id,
        key=key,
        params=params,
        places=places,
        count=count,
        evidence=evidence,
        outcome=outcome,
        fixed=check in _ALWAYS_HOLD,
    )
