"""Tables and files against a Table Schema, for the stage that validates and for the gate."""

from publisher.tableschema.findings import formula_errors, guesses, schema_findings, unprovable
from publisher.tableschema.places import in_the_source
from publisher.tableschema.schema import check_schema, plain

__all__ = [
    "check_schema",
    "formula_errors",
    "guesses",
    "in_the_source",
    "plain",
    "schema_findings",
    "unprovable",
]
