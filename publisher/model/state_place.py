"""Where a workspace keeps its state: a file in its own folder, or a schema of a PostgreSQL server."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from publisher.model.text import STRICT

STATE_FOLDER = ".publisher"
"""In the workspace: what the program makes (state, publications, reports, the static portal)."""


OWN_FOLDERS = frozenset(("backups", "documents", "drafts", "logs", "reports", "shown", "store"))
"""Its folders that are the program's alone."""


@dataclass(frozen=True, slots=True)
class StateServer:
    """`state` of `catalog.yaml`: a PostgreSQL database that keeps the state instead of a file.

    `address` is written without user and password (`postgresql://db.agency.example:5432/publisher`); it may end in
    what libpq knows of encryption (`?sslmode=verify-full&sslrootcert=/etc/ssl/agency.pem`). `schema` is of this
    workspace alone, so that many share one database. The password of `account` comes from the environment
    variable `password_env`, the file it names + `_FILE`, or where libpq itself looks (`PGPASSWORD`, `~/.pgpass`).
    """

    __pydantic_config__ = STRICT

    address: str = ""
    account: str = ""
    schema: str = ""
    password_env: str = "PUBLISHER_STATE_PASSWORD"  # noqa: S105 - the name of a variable, not a secret


@dataclass(frozen=True, slots=True)
class StatePlace:
    """The folder of what the program makes, and the server of the state if it has one. Picklable; no secret."""

    folder: Path
    server: StateServer = field(default_factory=StateServer)
