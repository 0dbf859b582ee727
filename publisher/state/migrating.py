"""The version of a state: told, refused when it is a newer one, and brought up to date."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from publisher.model.errors import StateError, Where
from publisher.model.text import msg
from publisher.state.faults import lacking

_MIGRATIONS = Path(__file__).parent / "migrations"


@cache
def versions() -> tuple[str, ...]:
    """The versions of the state that this program knows, oldest first: a migration's file begins with its own."""
    return tuple(sorted(path.name[:4] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py")))


def version_of(connection: Connection) -> str | None:
    """The version that stands in a state, known here or not; None where none does."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("select version_num from alembic_version")).scalar()
    return None if found is None else str(found)


def require_known(connection: Connection, shown: str) -> str | None:
    """The version of the state at `shown`; None for an empty one. Raises StateError for one that is not known."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    current = version_of(connection)
    if current is None:
        raise lacking(shown, "alembic_version")
    if current not in versions():
        raise StateError(
            msg("the state was written by a newer version of the program ({version})", version=current[:40]),
            Where(shown),
            msg(
                "install that version again, or go back to the backup that was made before it: "
                "`publisher state import FILE`"
            ),
        )
    return current


def bring_up_to_date(connection: Connection, shown: str, version: str | None = None) -> None:
    """Carry out what is missing of the migrations, up to `version` (the newest), in this transaction."""
    if require_known(connection, shown) == (version or versions()[-1]):
        return
    # only now: it takes longer to import than most commands take
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, version or "head")
