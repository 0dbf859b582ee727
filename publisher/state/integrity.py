"""Whether a state is whole: its tables, its version, the values in it, and of a file its pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, column, inspect, literal_column, select, table

from publisher.model.text import Message, msg
from publisher.state.faults import part_lacking
from publisher.state.migrating import version_of
from publisher.state.sealing import VERSION, mark
from publisher.state.tables import SEALED, metadata


def faults_in(connection: Connection) -> Iterator[Message]:
    """What is wrong with the tables and values of a state; one of another version is not judged."""
    version = version_of(connection)
    if version not in (VERSION, None):
        return
    if version is None:
        yield part_lacking("alembic_version")
    looked = inspect(connection)
    there = set(looked.get_table_names())
    for name, declared in sorted(metadata.tables.items()):
        if name not in there:
            yield part_lacking(name)
            continue
        columns = {str(item["name"]) for item in looked.get_columns(name)}
        for missing in sorted({item.name for item in declared.columns} - columns):
            yield part_lacking(f"{name}.{missing}")
    yield from _values(connection, there)


def is_empty(connection: Connection) -> bool:
    """Whether no run has ever written into the state: its tables are not there, or nothing is in them."""
    there = set(inspect(connection).get_table_names())
    names = there & {"runs", "outcomes"}
    one: Select[*tuple[Any, ...]] = select(literal_column("1")).limit(1)
    return all(connection.execute(one.select_from(table(name))).first() is None for name in sorted(names))


def _values(connection: Connection, there: set[str]) -> Iterator[Message]:
    for sealed, name in SEALED.items():
        if sealed.name not in there:
            continue
        query: Select[*tuple[Any, ...]] = select(column("dataset"), column(name), column("mark")).select_from(
            table(sealed.name)
        )
        for dataset, text, stated in connection.execute(query, execution_options={"yield_per": 1000}):
            if stated is not None and (not isinstance(text, str) or mark(text) != stated):
                yield msg(
                    "what the state keeps of {dataset} ({part}) is not as it was written",
                    dataset=str(dataset),
                    part=sealed.name,
                )
