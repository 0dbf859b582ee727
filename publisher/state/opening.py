"""What stands before a night: the state is whole, a copy of it is made, and the disk has room."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from publisher.model.disk import disk_fault
from publisher.model.errors import StateError, Where
from publisher.model.state_place import StatePlace
from publisher.model.text import msg
from publisher.state import standing_place
from publisher.state.backups import back_up_if_changed, backups
from publisher.state.faults import damaged
from publisher.state.home import home_of
from publisher.state.integrity import is_empty
from publisher.state.migrating import require_known
from publisher.state.space import bytes_below, require_space
from publisher.state.store import StateStore


def open_for_run(where: Path | StatePlace, now: datetime) -> StateStore:
    """The state at `where`, under the workspace's lock, ready for a run that began at `now`.

    Raises StateError for a state that is damaged, gone, locked, too new or not to be written, or that was kept
    elsewhere up to now, and DiskError when there is no room for a night.
    """
    home = home_of(where)
    folder = home.folder
    largest = max((bytes_below(path) for path in (folder / "store").glob("*/*/")), default=0)
    require_space(folder, largest)
    try:
        standing_place.require_same(home)
        there = home.exists()
        if there:
            for fault in home.faults():
                raise damaged(home.shown, fault)
            with home.reading() as connection:
                require_known(connection, home.shown)
                there = not is_empty(connection)
        if there:
            back_up_if_changed(where, now)
        elif next((folder / "store").glob("*/*/"), None) is not None or backups(folder):
            raise StateError(
                msg("the state is gone, though earlier runs have published from here"),
                Where(home.shown),
                msg(
                    "`publisher state import` puts the newest backup in its place; without one, "
                    "`publisher state rebuild` takes back what the portals show"
                ),
            )
        store = StateStore(where)
        with ExitStack() as undo:
            undo.callback(store.close)
            store.require_writable()
            standing_place.note(home)
            undo.pop_all()
    except OSError as error:
        raise disk_fault(error, folder) or error from None
    return store
