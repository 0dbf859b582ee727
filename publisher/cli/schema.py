"""`publisher schema`: JSON Schemas of the workspace's files, for editors."""

from __future__ import annotations

import json
import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import options
from publisher.cli.console import put_out
from publisher.model.errors import UserError
from publisher.model.text import msg

if TYPE_CHECKING:
    from publisher.cli.console import Screen


class SchemaName(StrEnum):
    """The files that have a schema."""

    CATALOG = "catalog"
    DATASET = "dataset"
    POLICY = "policy"
    CHECK = "check"


def schema(
    name: Annotated[str, typer.Argument(help="Which file's schema; with --update the id of a dataset.")],
    update: Annotated[
        bool, typer.Option("--update", help="Bring schema.json of a dataset in step with its steps and policy.")
    ] = False,
    workspace: options.WorkspaceOption = None,
    language: options.LanguageOption = None,
) -> None:
    """Print the JSON Schema of a workspace file, for completion and checks in an editor.

    The files are catalog, dataset, policy and check. With --update schema.json of a dataset gets the fields that
    its policy publishes, in that order, with the types that steps and techniques give; what people wrote of a
    field stays.

    Examples:

        publisher schema policy > policy.schema.json

        publisher schema visits --update
    """
    if update:
        _update(name, workspace, options.screen(language))
        return
    from publisher.workspace.schemas import json_schema

    known = [item.value for item in SchemaName]
    if name not in known:
        raise UserError(
            msg("{value} is not a known {kind}", value=name, kind="schema"),
            hint=msg("write one of: {known}", known=", ".join(known)),
        )
    put_out(json.dumps(json_schema(name), ensure_ascii=False, indent=2) + "\n")


def _update(dataset: str, asked: Path | None, screen: Screen) -> None:
    from publisher.survey import published_schema
    from publisher.workspace import find_root, load_declaration

    declared = load_declaration(find_root(asked or Path.cwd()), dataset)
    before = dict(declared.schema)
    english = not before or "title_en" in json.dumps(before)
    updated = published_schema(declared.structure, declared.policy, before, english=english)
    path = declared.folder / "schema.json"
    shown = f"datasets/{dataset}/schema.json"
    if updated.schema == before:
        screen.say(msg("{file} is in step already", file=shown))
        return
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(json.dumps(updated.schema, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    unfinished.replace(path)
    for field in updated.added:
        screen.say(msg("+ {name}: drafted, rewrite its description", name=field))
    for field in updated.removed:
        screen.say(msg("- {name}: the policy does not publish it", name=field))
    for field, was, now in updated.retyped:
        screen.say(msg("~ {name}: {was} is now {now}", name=field, was=was, now=now))
    screen.say(msg("written to {file}", file=shown))
