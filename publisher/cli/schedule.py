"""`publisher schedule`: let the machine start the night, and tell when it did not happen."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Annotated

import typer

from publisher.cli import options
from publisher.cli.console import Format
from publisher.model.errors import UserError
from publisher.model.text import msg


def schedule(
    workspace: options.WorkspaceOption = None,
    at: Annotated[str, typer.Option("--at", help="Time of the day, such as 03:00.")] = "03:00",
    as_cron: Annotated[
        bool, typer.Option("--cron", help="Lines for crontab -e in the place of systemd units.")
    ] = False,
    install: Annotated[
        bool, typer.Option("--install", help="Write the units for this account and switch them on.")
    ] = False,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Print (or install) what starts the night: a hardened systemd timer that catches up, or cron lines.

    A second timer looks six hours later whether the night happened, and notifies when it did not.

    Examples:

        publisher schedule --at 03:00

        publisher schedule --at 03:00 --install

        publisher schedule --cron
    """
    from publisher.model.catalog import StaticPortalDefinition
    from publisher.operations.schedule import Schedule, cron, units

    screen = options.screen(language, format)
    space = options.read_foundation(workspace)
    portals = [item for item in space.catalog.portals if isinstance(item, StaticPortalDefinition)]
    outside = {(space.root / item.path).resolve() for item in portals}
    writable = tuple(sorted(path for path in outside if not path.is_relative_to(space.root)))
    planned = Schedule(space.root, at, options.keys_folder().absolute(), writable)
    texts = units(planned)
    if as_cron:
        screen.give({"cron": cron(planned)})
        screen.say(cron(planned).rstrip("\n"))
        return
    screen.give({"units": texts})
    if not install:
        for name, text in texts.items():
            screen.say(f"# ~/.config/systemd/user/{name}\n{text}")
        return
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
        screen.say(str(folder / name))
    timers = [name for name in texts if name.endswith(".timer")]
    _systemctl("daemon-reload")
    _systemctl("enable", "--now", *timers)
    screen.say(
        msg("the night will run every day at {at}; `loginctl enable-linger` lets it run without a login", at=at)
    )


def _systemctl(*words: str) -> None:
    try:
        done = subprocess.run(["systemctl", "--user", *words], check=False, capture_output=True)  # noqa: S603, S607
    except FileNotFoundError:
        done = None
    if done is None or done.returncode != 0:
        raise UserError(
            msg("systemd did not take the units; they are written"),
            hint=msg("run: systemctl --user {words}, or use `publisher schedule --cron`", words=" ".join(words)),
        )
