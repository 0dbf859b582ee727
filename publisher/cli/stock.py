"""`publisher inventory`: inventory.yaml against what is there, and as lists for others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import options
from publisher.cli.console import Format, Screen
from publisher.i18n import translate
from publisher.model.errors import UserError, Where
from publisher.model.exits import exit_for
from publisher.model.inventory import INVENTORY_FILE
from publisher.model.text import msg

if TYPE_CHECKING:
    from publisher.model.finding import Finding
    from publisher.model.workspace import Workspace


def inventory(
    ods: Annotated[Path | None, typer.Option("--ods", help="Write the inventory to this ODS file.")] = None,
    listed: Annotated[
        Path | None,
        typer.Option("--list", help="Write what is published as the list of the national platform (CSV)."),
    ] = None,
    batch: Annotated[
        Path | None,
        typer.Option("--batch", help="Write the 38 fields of the metadata standard: .json, or .csv as a table."),
    ] = None,
    workspace: options.WorkspaceOption = None,
    now: options.NowOption = None,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Hold the agency's inventory against what is there, and write it as a spreadsheet or a list.

    Compared with the places that it names, the datasets, and what the last run knew of portals; the website is
    compared in the nightly run. `publisher inspect --all PLACE` begins the inventory and brings it up to date.

    Examples:

        publisher inventory --ods inventory.ods --list platform.csv --batch metadata.json
    """
    screen = options.screen(language, format)
    space = options.read_workspace(workspace)
    if space.inventory_faults:
        raise space.inventory_faults[0]
    if space.inventory is None:
        raise UserError(
            msg("this workspace keeps no inventory"),
            Where(INVENTORY_FILE),
            msg("begin one with `publisher inspect --all FOLDER`"),
        )
    from publisher import inventory as stock
    from publisher.pipeline import Settings, compare_inventory

    settings = Settings(options.clock(now), options.keys_folder())
    findings = compare_inventory(space, settings)
    if ods is not None:
        agency = space.catalog.agency.title
        stock.as_spreadsheet(ods, space.inventory, space.catalog.title, agency, space.catalog.language)
    if listed is not None or batch is not None:
        _write_lists(space, listed, batch)
    counts = {
        translate(words, screen.language): sum(
            item.decision is decision and item.gone is None for item in space.inventory.tables
        )
        for decision, words in stock.DECISIONS.items()
    }
    screen.give({"decisions": counts, "findings": findings})
    screen.say(
        msg(
            "{n} tables: {counts}", n=sum(counts.values()), counts="、".join(f"{k} {v}" for k, v in counts.items())
        )
    )
    for found in findings:
        screen.say(f"- {_line(found, space, screen)}")
    for path in (ods, listed, batch):
        if path is not None:
            screen.say(msg("written to {file}", file=str(path)))
    raise typer.Exit(exit_for(findings, stopped=False, fail_on=space.catalog.fail_on))


def _line(found: Finding, space: Workspace, screen: Screen) -> str:
    from publisher.i18n.words import words_of

    names = "、".join(name for place in found.places[:5] if (name := place.file or place.url))
    more = "…" if names and found.count > 5 else ""
    return f"{words_of(found, space.checks.get(found.check)).get(screen.language)} {names}{more}".rstrip()


def _write_lists(space: Workspace, listed: Path | None, batch: Path | None) -> None:
    from publisher.push import platform
    from publisher.state import open_reader

    state = open_reader(space.state_place)
    try:
        publications = state.publications()
        receipts = {portal.id: state.receipts(portal.id) for portal in space.catalog.portals}
    finally:
        state.close()
    if listed is not None:
        text = platform.as_list(publications, receipts, space.catalog)
        listed.write_text(text, encoding="utf-8-sig", newline="")
    if batch is not None:
        made = platform.as_batch(publications, receipts, space.catalog)
        if batch.suffix.lower() == ".csv":
            batch.write_text(platform.batch_as_csv(made), encoding="utf-8-sig", newline="")
        else:
            batch.write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
