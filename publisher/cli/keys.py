"""`publisher keys`: the secrets behind pseudonyms, kept outside the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from publisher.cli import options
from publisher.cli.console import Format
from publisher.model.text import msg
from publisher.privacy import keys as key_files

if TYPE_CHECKING:
    from publisher.model.workspace import Workspace

app = typer.Typer(no_args_is_help=True, help="Make and list the keys behind pseudonyms.")


def needing_keys(workspace: Workspace) -> list[str]:
    """Ids of the datasets whose policy works with a key."""
    return [item.id for item in workspace.datasets.values() if item.policy.needs_key()]


@app.command()
def create(
    workspace: options.WorkspaceOption = None,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Make the keys that are missing; keys that exist are never replaced.

    Examples:

        publisher keys create
    """
    screen = options.screen(language, format)
    folder = options.keys_folder()
    names = needing_keys(options.read_workspace(workspace))
    made = [name for name in names if key_files.ensure_key(folder, name)[1]]
    screen.give({"folder": folder, "made": made, "existing": [name for name in names if name not in made]})
    screen.say(
        msg(
            "{made} keys made, {kept} already there, in {folder}",
            made=len(made),
            kept=len(names) - len(made),
            folder=str(folder),
        )
    )


@app.command("list")
def list_keys(
    workspace: options.WorkspaceOption = None,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Show which dataset has a key, by its fingerprint (never the key).

    Examples:

        publisher keys list --format json
    """
    screen = options.screen(language, format)
    folder = options.keys_folder()
    rows = {
        name: key_files.key_fingerprint(key_files.load_key(folder, name))
        if key_files.key_path(folder, name).exists()
        else None
        for name in needing_keys(options.read_workspace(workspace))
    }
    screen.give({"folder": folder, "keys": rows})
    for name, mark in rows.items():
        missing = screen._(msg("no key: run `publisher keys create`"))
        screen.say(f"{name}  {mark or missing}")
