"""What a verdict on a table says, as findings: one for each kind of fault and field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from publisher.model.finding import Finding, Outcome, Place
from publisher.model.stage import Services
from publisher.model.table import Table
from publisher.model.text import LocalText, Param
from publisher.tableschema import referee
from publisher.tableschema.making import make

_FAULTS = {
    "type-error": "schema.type-error",
    "constraint-error": "schema.constraint-error",
    "unique-error": "schema.unique-error",
    "primary-key": "schema.primary-key",
    "foreign-key": "schema.foreign-key",
    "blank-row": "schema.blank-row",
    "incorrect-label": "schema.incorrect-label",
    "missing-label": "schema.missing-label",
    "extra-label": "schema.extra-label",
    "extra-cell": "schema.extra-cell",
    "missing-cell": "schema.missing-cell",
    "blank-label": "schema.blank-label",
    "duplicate-label": "schema.duplicate-label",
}
"""Check ids by frictionless's error types; the four last come only of files that we did not write."""

_CONSTRAINTS_ZH = {
    "required": "必填",
    "minLength": "最短長度",
    "maxLength": "最長長度",
    "pattern": "格式",
    "enum": "允許值",
    "minimum": "最小值",
    "maximum": "最大值",
}
_MOST_LIMIT = 80


def schema_findings(
    subject: str, schema: Mapping[str, Any], verdict: referee.TableVerdict, table: Table, services: Services
) -> Iterator[Finding]:
    """What a verdict says, one finding for each kind of fault and field; `table` says how many rows there are."""
    fields = {item["name"]: item for item in schema.get("fields", ())}
    for fault in verdict.faults:
        if fault.type not in _FAULTS:
            yield from unprovable(services, subject, fault.type)
            continue
        separator = "/" if fault.constraint else ""
        yield from make(
            services,
            subject,
            _FAULTS[fault.type],
            key=f"{fault.field}{separator}{fault.constraint}",
            params=_params(fault, fields.get(fault.field, {}), schema),
            places=_places(fault, fields),
            count=fault.count,
            evidence=tuple(fault.shapes),
        )
    if verdict.unprovable:
        yield from unprovable(services, subject, verdict.unprovable)
    elif verdict.rows != table.rows:
        yield from unprovable(services, subject, "row count")


def guesses(services: Services, subject: str, field: str) -> Iterator[Finding]:
    """A date field of format `any`: what is read depends on the day, and `5` or `Monday` pass for dates."""
    yield from make(
        services,
        subject,
        "schema.unprovable",
        key=f"date format any/{field}",
        params={"reason": f"date format any: {field}"},
        outcome=Outcome.CANT_TELL,
        places=(Place(field=field),),
    )


def unprovable(services: Services, subject: str, reason: str) -> Iterator[Finding]:
    """What could not be told, and why."""
    return make(
        services,
        subject,
        "schema.unprovable",
        key=reason,
        params={"reason": reason},
        outcome=Outcome.CANT_TELL,
    )


def _params(fault: referee.FieldFault, field: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Param]:
    params: dict[str, Param] = {"field": fault.field, "count": fault.count, "type": field.get("type", "string")}
    if fault.type == "primary-key":
        key = schema["primaryKey"]
        params["field"] = key if isinstance(key, str) else "、".join(key)
    if fault.constraint:
        params |= {
            "constraint": LocalText(_CONSTRAINTS_ZH.get(fault.constraint, fault.constraint), fault.constraint),
            "limit": _limit(field["constraints"][fault.constraint]),
        }
    return params


def _limit(limit: object) -> str:
    """A constraint's limit as a person wrote it in the schema, shortened."""
    if isinstance(limit, bool):
        return str(limit).lower()
    text = "、".join(str(item) for item in limit) if isinstance(limit, list) else str(limit)
    return text if len(text) <= _MOST_LIMIT else text[: _MOST_LIMIT - 1] + "…"


def _places(fault: referee.FieldFault, fields: Mapping[str, Any]) -> tuple[Place, ...]:
    if not fault.rows:
        return (Place(field=fault.field),) if fault.field else ()
    name = fault.field if fault.field in fields else None
    return tuple(Place(row=row, field=name) for row in fault.rows)


def formula_errors(
    services: Services, subject: str, field: str, count: int, places: tuple[Place, ...]
) -> Iterator[Finding]:
    """The finding about `count` cells of a field in which a formula has no value."""
    yield from make(
        services,
        subject,
        "schema.formula-error",
        key=field,
        params={"field": field, "count": count},
        places=places,
        count=count,
    )
