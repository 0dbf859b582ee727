"""Whether `state` of catalog.yaml names a schema of a PostgreSQL server, without a secret."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from publisher.model.errors import UserError
from publisher.model.state_place import StateServer
from publisher.model.text import Message, msg
from publisher.workspace.traced import WrittenDocument

_SCHEMA = re.compile(r"(?!pg_|public\Z|information_schema\Z)[a-z_][a-z0-9_]{0,62}\Z")
_SETTINGS = frozenset(
    {
        "channel_binding",
        "gssencmode",
        "host",
        "krbsrvname",
        "sslcert",
        "sslcrl",
        "sslkey",
        "sslmode",
        "sslrootcert",
        "target_session_attrs",
    }
)
"""What libpq may be told in the address: how the server is found and how the line is encrypted."""


def state_faults(server: StateServer, document: WrittenDocument) -> Iterator[UserError]:
    """An error for each key of `state` that cannot be right; none quotes what is written there."""
    for key, what, hint in _wrong(server):
        yield UserError(what, document.where(("state", key), f"state.{key}"), hint)


def _wrong(server: StateServer) -> Iterator[tuple[str, Message, Message]]:
    if not server.address:
        if server.schema or server.account:
            yield "address", msg("the address of the server is missing"), _WRITE
        return
    if not _is_address(server.address):
        yield "address", msg("this is not the address of a database on a PostgreSQL server"), _WRITE
    if not _SCHEMA.match(server.schema):
        hint = msg("small letters, digits and _, a letter first: one for each workspace, and not public")
        yield "schema", msg("this cannot be the name of the workspace's own schema"), hint


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        settings = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
        _ = parts.port
    except ValueError:
        return False
    return (
        parts.scheme in ("postgresql", "postgres")
        and re.fullmatch(r"/[^/]+", parts.path) is not None
        and "@" not in parts.netloc
        and not parts.fragment
        and settings <= _SETTINGS
        and (bool(parts.hostname) or "host" in settings)
    )


_WRITE = msg(
    "write it as postgresql://host:port/database; the account is a key of its own, and the password comes from "
    "the environment"
)
