"""`publisher init`: a small workspace that works at once, to be changed into one's own."""

from __future__ import annotations

import shutil
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from publisher.cli import options
from publisher.model.errors import UserError, Where
from publisher.model.text import msg

_STARTER = Path(__file__).parent / "starter"


def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make; it must not exist or be empty.")],
    target: Annotated[
        str | None, typer.Argument(metavar="[SOURCE]", help="After the word dataset: what to draft it from.")
    ] = None,
    dataset_id: Annotated[str | None, typer.Option("--id", help="The id of the drafted dataset.")] = None,
    sheet: options.SheetOption = None,
    encoding: options.EncodingOption = None,
    member: options.MemberOption = None,
    database: options.DatabaseOption = None,
    workspace: options.WorkspaceOption = None,
    language: options.LanguageOption = None,
) -> None:
    """Start a workspace with one example dataset, or draft a dataset of a workspace from a source.

    `publisher init dataset SOURCE` writes dataset.yaml, schema.json and policy.yaml that run as they are: what is
    personal, or not surely harmless, is left out.

    Examples:

        publisher init my-agency

        publisher init dataset visits.xlsx --id visits
    """
    screen = options.screen(language)
    if target is not None and str(folder) == "dataset":
        from publisher.cli import inspect  # what reads sources is loaded only for this

        how = inspect.HowRead(sheet, encoding, member, database)
        inspect.draft(target, dataset_id, workspace, screen, how)
        return
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(
            msg("it exists already and is not an empty folder"), Where(str(folder)), msg("name another folder")
        )
    shutil.copytree(_STARTER, folder, dirs_exist_ok=True)
    (folder / ".gitignore").write_text(".publisher/\n", encoding="ascii")
    screen.say(msg("a workspace with one example dataset is in {folder}", folder=str(folder)))
    if folder.resolve() == Path.cwd():
        screen.say(msg("next: `publisher plan`, then `publisher run`"))
        return
    place = quote(str(folder))
    screen.say(msg("next: `cd {folder}`, then `publisher plan` and `publisher run`", folder=place))
