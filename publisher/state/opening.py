"""What stands before a night: the state is whole, a copy of it is made, and the disk has room."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from publisher.model.disk import disk_fault
from publisher.model.errors import StateError, Where
from publisher.model.text import msg
from publisher.state.backups import back_up_if_changed, backups
from publisher.state.integrity import require_whole
from publisher.state.space import bytes_below, require_space
from publisher.state.store import StateStore, require_known


def open_for_run(folder: Path, now: datetime) -> StateStore:
    """The state in `folder`, under the workspace's lock, ready for a run that began at `now`.

    Raises StateError for a state that is damaged, gone, locked, too new or not to be written, and DiskError when
    there is no room for a night.
    """
    largest = max((bytes_below(path) for path in (folder / "store").glob("*/*/")), default=0)
    require_space(folder, largest)
    state = folder / "state.sqlite"
    try:
        if state.exists():
            require_whole(state)
            require_known(state)
            back_up_if_changed(folder, now)
        elif next((folder / "store").glob("*/*/"), None) is not None or backups(folder):
            raise StateError(
                msg("the state file is gone, though earlier runs have published from here"),
                Where(str(state)),
                msg(
                    "`publisher state import` puts the newest backup in its place; without one, "
                    "`publisher state rebuild` takes back what the portals show"
                ),
            )
        return StateStore(folder)
    except OSError as error:
        raise disk_fault(error, folder) or error from None
