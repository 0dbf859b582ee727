"""Where the state was kept last: a run with another one would compare with a state that is not the newest."""

from __future__ import annotations

from publisher.model.errors import StateError, Where
from publisher.model.text import msg
from publisher.state.file_home import FileHome
from publisher.state.home import StateHome

_FILE = "state.place"
_HERE = "file"


def require_same(home: StateHome) -> None:
    """Raise StateError when the last run or import kept the state in another place than `home`."""
    path = home.folder / _FILE
    if not path.exists():
        return
    last = path.read_text(encoding="utf-8", errors="replace").strip()
    if last != _name(home):
        raise StateError(
            msg(
                "the state was kept in another place up to now: {place}",
                place=FileHome(home.folder).shown if last == _HERE else last,
            ),
            Where(home.shown),
            msg(
                "write it out there with `publisher state export` and put it here with `publisher state import`; "
                "if it is the same one under another name, remove {file}",
                file=str(path),
            ),
        )


def note(home: StateHome) -> None:
    """Keep in the folder where the state is now."""
    path = home.folder / _FILE
    if path.exists() or _name(home) != _HERE:
        path.write_text(_name(home) + "\n", encoding="utf-8")


def _name(home: StateHome) -> str:
    """A file moves with its folder, so its name is no part of it."""
    return _HERE if isinstance(home, FileHome) else home.shown
