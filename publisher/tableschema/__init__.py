"""Tables and files against a Table Schema, for the stage that validates and for the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model.lazy import imported_when_asked

if TYPE_CHECKING:
    from publisher.tableschema.checking import check_schema
    from publisher.tableschema.findings import formula_errors, guesses, schema_findings, unprovable
    from publisher.tableschema.places import in_the_source
    from publisher.tableschema.written import plain

__all__ = [
    "check_schema",
    "formula_errors",
    "guesses",
    "in_the_source",
    "plain",
    "schema_findings",
    "unprovable",
]

__getattr__ = imported_when_asked(  # most schemas are judged without the library that validates
    __name__,
    {
        "findings": (
            "formula_errors",
            "guesses",
            "schema_findings",
            "unprovable",
        ),
        "places": ("in_the_source",),
        "checking": ("check_schema",),
        "written": ("plain",),
    },
)
