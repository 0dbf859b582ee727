"""Fields of frictionless as the proof takes them."""

from __future__ import annotations

from typing import Any

from frictionless.schema.field import Field

from publisher.tableschema.fields import FieldDescription


def described(field: Any) -> FieldDescription:
    """A field of a schema that frictionless has read."""
    return FieldDescription(
        field.name,
        field.type,
        field.format,
        field.constraints,
        frozenset(field.supported_constraints),
        _missing(field),
        lambda value: field.create_value_reader()(value),
        decimal_char=getattr(field, "decimal_char", "."),
        group_char=getattr(field, "group_char", "") or "",
        bare_number=getattr(field, "bare_number", True),
        true_values=tuple(getattr(field, "true_values", ())),
        false_values=tuple(getattr(field, "false_values", ())),
    )


def _missing(field: Field) -> list[Any]:
    own = field.has_defined("missing_values") or field.schema is None
    values: list[Any] = field.missing_values if own else field.schema.missing_values  # type: ignore[union-attr]
    return values
