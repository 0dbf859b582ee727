"""`publisher report`: the latest report again."""

from __future__ import annotations

import sys

from publisher.cli import options
from publisher.cli.console import Format
from publisher.model.errors import UserError
from publisher.model.text import msg


def report(
    workspace: options.WorkspaceOption = None,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Say where the latest report is; with --format json, print it.

    Examples:

        publisher report

        publisher report --format json > night.json
    """
    screen = options.screen(language, format)
    folder = options.read_workspace(workspace).state_folder / "reports" / "latest"
    if not (folder / "report.json").is_file():
        raise UserError(msg("there is no report yet"), hint=msg("`publisher run` writes one"))
    if format is Format.JSON:
        sys.stdout.write((folder / "report.json").read_text(encoding="utf-8"))
    screen.say(str(folder.resolve() / "report.html"))
    screen.say(str(folder.resolve() / "report.json"))
