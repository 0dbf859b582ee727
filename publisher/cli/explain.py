"""`publisher explain`: what a check means, what it rests on, and how to mend what it finds."""

from __future__ import annotations

import difflib
from typing import Annotated

import typer

from publisher.cli import options
from publisher.cli.console import Format
from publisher.i18n import gettext
from publisher.model.errors import UserError
from publisher.model.text import msg


def explain(
    check: Annotated[
        str | None, typer.Argument(help="The id of a check, as a report shows it.", show_default=False)
    ] = None,
    workspace: options.WorkspaceOption = None,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Explain a check; without an id, list them all.

    Examples:

        publisher explain

        publisher explain privacy.personal-data-in-output --language en
    """
    from publisher.workspace import example, load_rulebook

    screen = options.screen(language, format)
    rulebook = load_rulebook(workspace)
    if check is None:
        screen.give(dict(rulebook))
        for entry in rulebook.values():
            screen.say(f"{entry.id:<38} {entry.severity:<8} {entry.title.get(screen.language)}")
        return
    if check not in rulebook:
        near = difflib.get_close_matches(check, rulebook, n=1)
        hint = msg("did you mean {near}?", near=near[0]) if near else msg("`publisher explain` lists the checks")
        raise UserError(msg("there is no check {check}", check=check), hint=hint)
    entry = rulebook[check]
    screen.give(entry)
    screen.say(f"{entry.id} ({gettext(entry.severity, screen.language)}, {entry.applies_to}, {entry.since})")
    screen.say(entry.title.get(screen.language))
    screen.say()
    screen.say(entry.why.get(screen.language))
    screen.say()
    screen.say(msg("How to mend it: {fix}", fix=entry.fix.get(screen.language)))
    shown = example(check)
    if shown is not None:
        nothing = gettext("(nothing)", screen.language)
        screen.say(msg("Before: {code}", code=shown.before or nothing))
        screen.say(msg("After: {code}", code=shown.after or nothing))
    for reference in entry.references:
        screen.say(f"- {reference.id}: {reference.text.get(screen.language)}")
    for name, value in entry.params.items():
        screen.say(f"  {name} = {value}")
