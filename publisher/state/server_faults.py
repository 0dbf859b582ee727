"""What is wrong with a state on a PostgreSQL server, in words: told by its codes, whatever language it speaks.

Its messages are never passed on: they quote values, and tell of accounts.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from publisher.model.errors import StateError, Where
from publisher.model.text import msg
from publisher.state.faults import damaged, lacking

_UNREACHABLE = (
    msg("the server of the state cannot be reached"),
    msg("see that it runs, and check `state.address` of catalog.yaml and the network"),
)
_SILENT = (
    msg("the server of the state does not answer"),
    msg(
        "see whether it hangs (its disk, its load) or a firewall swallows connections, and check `state.address` "
        "of catalog.yaml; what was written is kept, and the next run goes on from here"
    ),
)
_LOST = (
    msg("the connection to the server of the state was lost"),
    msg("see whether the server was restarted; what was written is kept, and the next run goes on from here"),
)
_REFUSED = (
    msg("the server of the state refuses the account or its password"),
    msg(
        "check `state.account` of catalog.yaml, its password (the variable that `password_env` names, PGPASSWORD "
        "or ~/.pgpass), and from where the account may connect"
    ),
)
_NO_PASSWORD = (
    msg("the server of the state asks for a password, and there is none"),
    msg(
        "set the variable that `state.password_env` names, or that name + _FILE to a file with mode 0600, or keep "
        "it in ~/.pgpass with mode 0600"
    ),
)
_NO_ENCRYPTION = (
    msg("the line to the server of the state cannot be encrypted as asked for"),
    msg("see sslmode and sslrootcert in `state.address` of catalog.yaml, and the server's certificate"),
)
_NO_DATABASE = (
    msg("the server of the state has no database of that name"),
    msg("correct the name behind the host in `state.address` of catalog.yaml, or have the database made"),
)
_NO_RIGHT = (
    msg("the account may not use the schema of the state"),
    msg("have the database's administrator run: CREATE SCHEMA name AUTHORIZATION account"),
)
_READ_ONLY = (
    msg("the state cannot be written: the server, the database or the account is read-only"),
    msg("name the server that takes writes in `state.address` of catalog.yaml (not a standby), and run again"),
)
_FULL = (
    msg("there is no space left on the server of the state"),
    msg("have its administrator free space; the next run goes on from here"),
)
_BUSY = (
    msg("the server of the state is too busy, or another session holds what is needed"),
    msg("run again later; have its administrator see who holds the tables, or allow more connections"),
)
_IN_USE = (
    msg("something else in the database depends on the tables of the state"),
    msg("have the database's administrator remove it (a view, a foreign key) or move it to another schema"),
)
_DAMAGED = msg("the server says that what it keeps of the state is damaged")

_BY_CODE = {
    "2BP01": _IN_USE,
    "28": _REFUSED,
    "3D": _NO_DATABASE,
    "3F": _NO_RIGHT,
    "42501": _NO_RIGHT,
    "25006": _READ_ONLY,
    "53100": _FULL,
    "53": _BUSY,
    "55": _BUSY,
    "57014": _BUSY,
    "57P03": _UNREACHABLE,
    "57P": _LOST,
    "08": _LOST,
    "40": _BUSY,
}
"""SQLSTATE or the beginning of one: https://www.postgresql.org/docs/current/errcodes-appendix.html."""

_BY_WORDS = (
    ("starting up", _UNREACHABLE),
    ("shutting down", _UNREACHABLE),
    ("not accepting", _UNREACHABLE),
    ("recovery", _UNREACHABLE),
    ("too many", _BUSY),
    ("connection slots", _BUSY),
    ("no password supplied", _NO_PASSWORD),
    ("password", _REFUSED),
    ("authentication", _REFUSED),
    ("pg_hba.conf", _REFUSED),
    ("role", _REFUSED),
    ("database", _NO_DATABASE),
)
"""A connection that is refused has no code; these are the server's words where it speaks English."""


def translate_server_faults(engine: Engine, shown: str) -> None:
    """Let what the server refuses be raised as a StateError; the faults of our own statements stay."""

    @event.listens_for(engine, "handle_error")
    def _translate(context: ExceptionContext) -> None:
        fault = server_fault(shown, context.original_exception, connecting=context.connection is None)
        if fault is not None:
            raise fault from None


def server_fault(shown: str, error: BaseException, *, connecting: bool) -> StateError | None:
    """The error in our words; None when it is not the server's fault (a constraint, a wrong statement)."""
    from psycopg import Error, InterfaceError, OperationalError
    from psycopg.errors import ConnectionTimeout

    if not isinstance(error, Error):
        return None
    if isinstance(error, ConnectionTimeout):
        what, hint = _SILENT
        return StateError(what, Where(shown), hint)
    code = error.sqlstate or ""
    if code in ("42P01", "42703"):
        return lacking(shown, _named(error))
    if code.startswith("XX"):
        return damaged(shown, _DAMAGED)
    for length in (5, 3, 2):
        if code[:length] in _BY_CODE:
            what, hint = _BY_CODE[code[:length]]
            return StateError(what, Where(shown), hint)
    if code or not isinstance(error, OperationalError | InterfaceError):
        return None
    what, hint = _refusal(error) if connecting else _LOST
    return StateError(what, Where(shown), hint)


def _refusal(error: Any) -> tuple[Any, Any]:
    connection = getattr(error, "pgconn", None)
    if connection is not None and connection.needs_password:
        return _NO_PASSWORD
    said = str(error).lower()
    if "fatal:" in said or "fe_sendauth" in said:
        said = said.rpartition("fatal:")[2]
        return next((words for part, words in _BY_WORDS if part in said), _REFUSED)
    if "ssl" in said or "certificate" in said:
        return _NO_ENCRYPTION
    return _REFUSED if connection is not None and connection.used_password else _UNREACHABLE


def _named(error: Any) -> str:
    """The table or column that an error names between quotation marks: one of ours, so no value."""
    parts = str(error).split('"')
    return parts[1][:63] if len(parts) > 2 else "?"
