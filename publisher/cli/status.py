"""`publisher status`: where each dataset and each portal stands."""

from __future__ import annotations

from publisher.cli import options
from publisher.cli.console import Format
from publisher.i18n import gettext
from publisher.model.text import msg
from publisher.state import StateStore


def status(
    workspace: options.WorkspaceOption = None,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Show where each dataset stands after the last run, and what the portals show.

    Examples:

        publisher status

        publisher status --format json
    """
    screen = options.screen(language, format)
    space = options.read_workspace(workspace)
    state = StateStore(space.state_folder)
    try:
        outcomes, runs = state.outcomes(), state.runs(most=1)
        receipts = {portal.id: state.receipts(portal.id) for portal in space.catalog.portals}
    finally:
        state.close()
    screen.give(
        {
            "last_run": runs[0] if runs else None,
            "datasets": {name: outcomes.get(name) for name in space.datasets},
            "portals": receipts,
        }
    )
    if runs:
        screen.say(msg("last run: {number}, started {started}", number=runs[0]["id"], started=runs[0]["started"]))
    else:
        screen.say(msg("there was no run yet: start one with `publisher run`"))
    for name, dataset in space.datasets.items():
        outcome = outcomes.get(name)
        word = gettext(str(outcome.state), screen.language) if outcome else screen._(msg("never run"))
        since = f" ({outcome.held_since:%Y-%m-%d})" if outcome and outcome.held_since else ""
        screen.say(f"{name:<28} {word}{since}  {dataset.title.get(screen.language)}")
    for portal, shown in receipts.items():
        verified = sum(receipt.verified for receipt in shown.values())
        screen.say(
            msg(
                "portal {portal}: {shown} datasets, {verified} verified",
                portal=portal,
                shown=len(shown),
                verified=verified,
            )
        )
