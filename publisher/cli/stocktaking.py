"""`publisher inspect --all`: the agency's inventory, kept in inventory.yaml."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.cli import options
from publisher.i18n import translate
from publisher.model.errors import SourceError, UserError, Where
from publisher.model.event import Event
from publisher.model.inventory import INVENTORY_FILE, CountedRecords, StockPlace
from publisher.model.text import msg

if TYPE_CHECKING:
    from publisher.cli.console import Screen
    from publisher.model.workspace import Workspace
    from publisher.source import Listing

_SLUG = re.compile(r"[^a-z0-9]+")
_SHOWN = 10


def take_stock(
    target: str, asked_workspace: Path | None, now: str | None, screen: Screen, *, place_id: str | None, owner: str
) -> None:
    """Look at every table of a folder or a database and bring inventory.yaml up to date."""
    from publisher import survey
    from publisher.model.stage import Services
    from publisher.workspace import find_root, load, write_inventory

    root = find_root(asked_workspace or Path.cwd())
    workspace = load(root)
    if workspace.inventory_faults:
        raise workspace.inventory_faults[0]
    place = _place(workspace, target, place_id, owner)
    listing = _listed(place, root)
    clock = options.clock(now)
    services = Services(root, clock, options.keys_folder(), workspace.catalog.language, {})
    known = [
        item for item in (workspace.inventory.tables if workspace.inventory else ()) if item.place == place.id
    ]
    with screen.progress() as emit:

        def tell(done: int, total: int) -> None:
            emit(Event("stage", "inspect", place.id, done=done, total=total))

        counted = tuple(survey.take_stock(listing, known, workspace.datasets, services, tell))
    language = workspace.catalog.language
    inventory, new, gone = write_inventory(
        root, place, counted, clock.date(), lambda message: translate(message, language)
    )
    screen.give(
        {"place": place, "new": new, "gone": gone, "tables": [t for t in inventory.tables if t.place == place.id]}
    )
    _tell(screen, place, listing, counted, new, gone)


def _place(workspace: Workspace, target: str, place_id: str | None, owner: str) -> StockPlace:
    """The place that was declared for this folder or database, or a new one."""
    declared = workspace.inventory.places if workspace.inventory else ()
    database = "://" in target
    folder = Path(target).expanduser().resolve()
    if not database and not folder.is_dir():
        raise UserError(
            msg("there is no folder {folder}", folder=target),
            hint=msg("write the path of a folder, or the address of a database"),
        )
    for place in declared:
        same = place.database == target if database else (workspace.root / place.folder).resolve() == folder
        if (place.id == place_id or place_id is None) and same and bool(place.database) == database:
            return place
    stem = re.split(r"[/?]", target.rpartition("@")[2])[-1] if database else folder.name
    name = place_id or _SLUG.sub("-", stem.lower()).strip("-") or f"place-{len(declared) + 1}"
    taken = {place.id for place in declared}
    if name in taken and place_id is not None:
        raise UserError(
            msg("the place {id} is another one already", id=name), hint=msg("give another id with --place")
        )
    free = next(text for at in range(1, 10**6) if (text := name if at == 1 else f"{name}-{at}") not in taken)
    if database:
        return StockPlace(free, database=target, owner=owner)
    root = workspace.root.resolve()
    shown = folder.relative_to(root).as_posix() if folder.is_relative_to(root) else str(folder)
    return StockPlace(free, folder=shown, owner=owner)


def _listed(place: StockPlace, root: Path) -> Listing:
    from publisher import source

    try:
        if place.database:
            return source.in_database(place.database, root)
        return source.in_folder((root / place.folder).resolve())
    except SourceError as error:  # to the one who asked, a place that cannot be read is one that cannot be used
        raise UserError(error.message, Where(place.id), error.hint) from None


def _tell(
    screen: Screen,
    place: StockPlace,
    listing: Listing,
    counted: tuple[CountedRecords, ...],
    new: tuple[str, ...],
    gone: tuple[str, ...],
) -> None:
    unread = [item for item in counted if item.unread is not None]
    personal = sum(bool(item.personal) for item in counted)
    screen.say(
        msg(
            "{tables} tables in {place}: {new} new, {gone} gone, {personal} with personal data",
            tables=len(counted),
            place=place.id,
            new=len(new),
            gone=len(gone),
            personal=personal,
        )
    )
    for item in unread[:_SHOWN]:
        assert item.unread is not None
        screen.say(f"- {item.table}: {translate(item.unread, screen.language)}")
    if len(unread) > _SHOWN:
        screen.say(msg("… and {n} more that could not be looked at", n=len(unread) - _SHOWN))
    if listing.others:
        kinds = "、".join(f"{ending or '?'} {number}" for ending, number in list(listing.others.items())[:_SHOWN])
        screen.say(msg("files that are no tables: {kinds}", kinds=kinds))
    screen.say(msg("written to {file}", file=INVENTORY_FILE))
    screen.say(
        msg("next: write decision, grounds, reviewed_by and reviewed_on of each; `publisher inventory` checks")
    )
