"""What a database that refused meant, told by its codes: its message may quote values and passwords."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from types import MappingProxyType

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from publisher.model.text import Message, msg

_BY_STATE: Mapping[str, str] = MappingProxyType(
    {
        "28": "account",
        "3D": "database",
        "42501": "right",
        "42P01": "table",
        "42703": "column",
        "42883": "function",
        "42601": "syntax",
        "42": "syntax",
        "57014": "time",
        "57P": "lost",
        "08": "connection",
        "25006": "writes",
        "22": "value",
        "53": "busy",
        "54": "busy",
        "40": "busy",
    }
)
"""SQLSTATE, or the beginning of one, longest first: https://www.postgresql.org/docs/current/errcodes-appendix.html."""

_BY_NUMBER: Mapping[int, str] = MappingProxyType(
    {
        1044: "right",
        1045: "account",
        1049: "database",
        1054: "column",
        1064: "syntax",
        1142: "right",
        1143: "right",
        1146: "table",
        1290: "writes",
        1305: "function",
        1317: "time",
        1792: "writes",
        1969: "time",
        3024: "time",
        1040: "busy",
        1203: "busy",
        2002: "connection",
        2003: "connection",
        2005: "connection",
        2006: "lost",
        2013: "lost",
        1365: "value",
        1690: "value",
        207: "column",
        208: "table",
        102: "syntax",
        18456: "account",
        4060: "database",
        229: "right",
    }
)
"""Error numbers of MariaDB and MySQL (1000 to 3999) and of SQL Server."""

_BY_SQLITE: Mapping[str, str] = MappingProxyType(
    {
        "SQLITE_AUTH": "writes",
        "SQLITE_READONLY": "writes",
        "SQLITE_INTERRUPT": "time",
        "SQLITE_BUSY": "busy",
        "SQLITE_LOCKED": "busy",
        "SQLITE_NOTADB": "damaged",
        "SQLITE_CORRUPT": "damaged",
        "SQLITE_CANTOPEN": "connection",
    }
)
_WORDS = (
    ("no such table", "table"),
    ("no such column", "column"),
    ("no such function", "function"),
    ("syntax error", "syntax"),
    ("incomplete input", "syntax"),
    ("not authorized", "writes"),
    ("prohibited", "writes"),
    ("password", "account"),
    ("authentication", "account"),
    ("no pg_hba.conf entry", "account"),
    ('database "', "database"),
    ("too many", "busy"),
    ("server closed the connection", "lost"),
    ("lost", "lost"),
    ("terminat", "lost"),
)
"""Where there is no code: SQLite's own messages, and those of a connection that PostgreSQL refused."""


def kind_of(error: SQLAlchemyError) -> str:
    """What went wrong, as one word of `explained`."""
    orig = error.orig if isinstance(error, DBAPIError) else None
    arguments = getattr(orig, "args", ())
    number = arguments[0] if arguments and isinstance(arguments[0], int) else None
    if number is not None and number in _BY_NUMBER:
        return _BY_NUMBER[number]
    state = getattr(orig, "sqlstate", None)
    if isinstance(state, str):
        for length in (5, 3, 2):
            if state[:length] in _BY_STATE:
                return _BY_STATE[state[:length]]
    if isinstance(orig, sqlite3.Error):
        name = (getattr(orig, "sqlite_errorname", None) or "").split("_")
        found = _BY_SQLITE.get("_".join(name[:2]))
        if found is not None:
            return found
    text = str(orig).lower()
    by_words = next((kind for words, kind in _WORDS if words in text), None)
    if by_words is not None:
        return by_words
    return "lost" if getattr(error, "connection_invalidated", False) else "connection"


def explained(kind: str, database: str, rows: int) -> tuple[Message, Message]:
    """What happened, and what to do."""
    if kind == "lost":
        return (
            msg("The connection to {database} was lost after {rows} rows", database=database, rows=rows),
            msg("nothing of the result is kept; see whether the server was restarted, and run again"),
        )
    what, hint = _EXPLAINED[kind]
    return what(database), hint


_EXPLAINED: Mapping[str, tuple[Callable[[str], Message], Message]] = MappingProxyType(
    {
        "account": (
            lambda name: msg(
                "The database {database} did not answer: it refuses the account or its password",
                database=name,
            ),
            msg("check user and password of source.sql.url, and from where the account may connect"),
        ),
        "database": (
            lambda name: msg(
                "The database {database} did not answer: it has no database of that name",
                database=name,
            ),
            msg("correct the name behind the host in source.sql.url"),
        ),
        "right": (
            lambda name: msg(
                "The database {database} did not answer: the account may not read a table or column of the query",
                database=name,
            ),
            msg("have the database's administrator grant SELECT to the account"),
        ),
        "table": (
            lambda name: msg(
                "The database {database} did not answer: "
                "the query names a table that does not exist there, or that the account cannot see",
                database=name,
            ),
            msg("correct source.sql.query; the name may need its schema in front"),
        ),
        "column": (
            lambda name: msg(
                "The database {database} did not answer: the query names a column that its tables do not have",
                database=name,
            ),
            msg("correct source.sql.query; has the table been changed?"),
        ),
        "function": (
            lambda name: msg(
                "The database {database} did not answer: "
                "the query calls a function that the database does not have, or with other types",
                database=name,
            ),
            msg("correct source.sql.query for this database"),
        ),
        "syntax": (
            lambda name: msg(
                "The database {database} did not answer: the query is not SQL that this database understands",
                database=name,
            ),
            msg("run the query in a client of that database, with the same account, and see what it says"),
        ),
        "time": (
            lambda name: msg(
                "The database {database} did not answer: the query took longer than its time limit",
                database=name,
            ),
            msg("make it faster (an index, fewer columns), or raise source.sql.timeout"),
        ),
        "connection": (
            lambda name: msg(
                "The database {database} did not answer: it cannot be reached",
                database=name,
            ),
            msg("check host and port of source.sql.url, the network, and whether the server runs"),
        ),
        "writes": (
            lambda name: msg(
                "The database {database} did not answer: the query does more than read",
                database=name,
            ),
            msg("write one SELECT as source.sql.query in dataset.yaml"),
        ),
        "value": (
            lambda name: msg(
                "The database {database} did not answer: "
                "a value makes the query fail (a division by zero, a text that is no number)",
                database=name,
            ),
            msg("treat such values in the query, with NULLIF or a condition"),
        ),
        "busy": (
            lambda name: msg(
                "The database {database} did not answer: "
                "it is too busy or another session holds what the query needs",
                database=name,
            ),
            msg("run again later, or at another hour of the night"),
        ),
        "damaged": (
            lambda name: msg(
                "The database {database} did not answer: the file is no database, or is damaged",
                database=name,
            ),
            msg("make it again where it comes from"),
        ),
    }
)
