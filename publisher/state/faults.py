"""What is wrong with a state, in words; what SQLite says of its file is told apart by its codes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import SQLAlchemyError

from publisher.model.errors import StateError, Where
from publisher.model.text import Message, msg

RESTORE = msg("`publisher state check` says more; `publisher state import` puts the newest backup in its place")

STATE_FAULTS = (StateError, SQLAlchemyError)
"""What a read or a write of the state ends with when it cannot be done."""


def damaged(shown: str | Path, what: Message) -> StateError:
    """The error of a state of which a part is not as it was written."""
    return StateError(what, Where(str(shown)), RESTORE)


def part_lacking(part: str) -> Message:
    """The words for a table or column that is not there."""
    return msg("the state lacks a part that belongs into it: {part}", part=part)


def lacking(shown: str | Path, part: str) -> StateError:
    """The error of a state without a table or column that belongs into it."""
    return damaged(shown, part_lacking(part))


def translate_faults(engine: Engine, path: Path) -> None:
    """Let every error of the file behind `engine` be raised as a StateError; those of our own statements stay."""

    @event.listens_for(engine, "handle_error")
    def _translate(context: ExceptionContext) -> None:
        if isinstance(context.original_exception, sqlite3.Error):
            fault = fault_of(path, context.original_exception)
            if fault is not None:
                raise fault from None


def fault_of(path: Path, error: sqlite3.Error) -> StateError | None:
    """The error in our words; None when it is not the file's fault (a constraint, a wrong statement)."""
    name = "SQLITE_CANTOPEN" if path.is_dir() else getattr(error, "sqlite_errorname", "") or ""
    place = Where(str(path))
    for start, message, hint in _WORDS:
        if name.startswith(start):
            return StateError(message, place, hint)
    text = str(error)
    if name == "SQLITE_ERROR" and text.startswith(("no such table: ", "no such column: ", "malformed database")):
        return lacking(path, text.rpartition(": ")[2])
    return None


_FULL = msg("free space on this disk, or move the workspace to a larger one; the next run goes on from here")
ACCOUNT = msg(
    "give the file and its folder to the account of the nightly job, and see that it is a file and no folder"
)
_LOCKED = msg("another program has locked the state file")
_CLOSE = msg("close what has it open (a browser for databases, a copy that is being made) and run again")
_DISK = msg(
    "see to the disk and its space; if it stays so, put a backup in its place with `publisher state import`"
)
_WORDS = (
    ("SQLITE_NOTADB", msg("the state file is not a database of this program"), RESTORE),
    ("SQLITE_CORRUPT", msg("the state file is damaged: parts of it are not as they were written"), RESTORE),
    ("SQLITE_FULL", msg("there is no space left for the state file"), _FULL),
    ("SQLITE_IOERR", msg("the disk failed while the state file was read or written"), _DISK),
    (
        "SQLITE_READONLY",
        msg("the state file cannot be written: the disk or the file is read-only"),
        msg("give the file and its folder to the account of the nightly job, on a disk that can be written"),
    ),
    ("SQLITE_CANTOPEN", msg("the state file cannot be opened"), ACCOUNT),
    ("SQLITE_PERM", msg("the state file cannot be opened"), ACCOUNT),
    ("SQLITE_BUSY", _LOCKED, _CLOSE),
    ("SQLITE_LOCKED", _LOCKED, _CLOSE),
)
