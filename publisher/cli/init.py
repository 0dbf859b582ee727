"""`publisher init`: a small workspace that works at once, to be changed into one's own."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from publisher.cli import options
from publisher.model.errors import UserError, Where
from publisher.model.text import msg

_STARTER = Path(__file__).parent / "starter"


def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make; it must not exist or be empty.")],
    language: options.LanguageOption = None,
) -> None:
    """Start a workspace with one example dataset.

    Examples:

        publisher init my-agency
    """
    screen = options.screen(language)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(
            msg("it exists already and is not an empty folder"), Where(str(folder)), msg("name another folder")
        )
    shutil.copytree(_STARTER, folder, dirs_exist_ok=True)
    (folder / ".gitignore").write_text(".publisher/\n", encoding="ascii")
    screen.say(msg("a workspace with one example dataset is in {folder}", folder=str(folder)))
    screen.say(msg("next: `cd {folder}`, then `publisher plan` and `publisher run`", folder=str(folder)))
