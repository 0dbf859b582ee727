"""`publisher logs`: what the runs did, line by line."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from publisher.cli import options
from publisher.cli.console import Format, put_out
from publisher.model.errors import UserError
from publisher.model.state_place import STATE_FOLDER
from publisher.model.text import msg


def logs(
    workspace: options.WorkspaceOption = None,
    nights: Annotated[int, typer.Option("--nights", min=1, help="So many of the last nights.")] = 1,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Print what the last nights did, oldest first: as text, or with --format json as one object a line.

    The last line of a run says how it ended; `killed` stands where it could not say so itself.

    Examples:

        publisher logs

        publisher logs --nights 7 --format json
    """
    from publisher.operations import logs as kept
    from publisher.state.lock import is_held

    screen = options.screen(language, format)
    folder = options.workspace_root(workspace) / STATE_FOLDER
    found = kept.logs(folder)[:nights]
    if not found:
        raise UserError(msg("there is no log yet"), hint=msg("start with `publisher run`"))
    newest = next((path for path in found if not kept.was_busy(path)), None)
    at_work = newest if is_held(folder) else None
    for path in reversed(found):
        cut = not kept.has_end(path) and path != at_work
        told = list(kept.lines(path))
        if cut:
            told.append({"what": "killed"})
        for row in told:
            if format is Format.JSON:
                put_out(json.dumps({"log": path.stem, **row}, ensure_ascii=False) + "\n")
            else:
                rest = " ".join(f"{key}={value}" for key, value in row.items() if key not in ("time", "what"))
                screen.say(f"{row.get('time', '')} {row.get('what', '')} {rest}".rstrip())
