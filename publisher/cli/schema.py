"""`publisher schema`: JSON Schemas of the workspace's files, for editors."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Annotated

import typer


class SchemaName(StrEnum):
    """The files that have a schema."""

    CATALOG = "catalog"
    DATASET = "dataset"
    POLICY = "policy"
    CHECK = "check"


def schema(name: Annotated[SchemaName, typer.Argument(help="Which file's schema.")]) -> None:
    """Print the JSON Schema of a workspace file, for completion and checks in an editor.

    Examples:

        publisher schema policy > policy.schema.json
    """
    from publisher.workspace.schemas import json_schema

    sys.stdout.write(json.dumps(json_schema(name.value), ensure_ascii=False, indent=2) + "\n")
