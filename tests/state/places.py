"""Schemas of a throw-away PostgreSQL server, as places of a state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from publisher.model.state_place import StatePlace, StateServer
from tests.parts import needs_part
from tests.source import servers

VARIABLE = "STATE_PASSWORD_OF_THE_TESTS"
Call = Callable[..., tuple[int, str, str]]
"""A command with its arguments: exit code, standard output, standard error."""
_numbers = count(1)


class StateServers:
    """A running server; each place is an empty schema of its own."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self.password = self._url.password or ""
        self.address = f"postgresql://127.0.0.1:{self._url.port}/{self._url.database}"

    def named(self) -> StateServer:
        """A schema that is not there yet."""
        return StateServer(self.address, self._url.username or "", f"agency_{next(_numbers)}", VARIABLE)

    def place(self, folder: Path) -> StatePlace:
        """The same, for a workspace whose own folder is `folder`."""
        return StatePlace(folder, self.named())

    def administrator(self) -> Engine:
        """What the server's administrator can do."""
        return create_engine(self._url, isolation_level="AUTOCOMMIT")

    def run(self, *statements: str, schema: str = "public") -> None:
        """Statements of the administrator in a schema."""
        engine = self.administrator()
        with engine.connect() as connection:
            connection.execute(text(f"set search_path = {schema}"))
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()

    def asked(self, query: str) -> list[tuple[object, ...]]:
        """What a query of the administrator gives."""
        engine = self.administrator()
        with engine.connect() as connection:
            rows = [tuple(row) for row in connection.exec_driver_sql(query)]
        engine.dispose()
        return rows


@contextmanager
def state_servers() -> Iterator[StateServers]:
    """A server for the length of the block, its password in the environment."""
    needs_part(find_spec("psycopg"), "the Python driver psycopg", "pip install publisher[sql]")
    with servers.postgresql() as url, pytest.MonkeyPatch.context() as patch:
        there = StateServers(url)
        patch.setenv(VARIABLE, there.password)
        yield there
