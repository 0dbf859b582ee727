"""SQLite: one table, for whoever asks with SQL."""

from __future__ import annotations

from pathlib import Path

from publisher.export.base import Exporter
from publisher.export.content import ExportContent
from publisher.export.database import bound, check_columns, column_types, new_database, quoted
from publisher.model.text import LocalText


class SqliteExporter(Exporter):
    """The table as a SQLite 3 database, under the dataset's id."""

    name = "sqlite"
    format = "sqlite"
    suffix = ".sqlite"
    media_type = "application/vnd.sqlite3"
    label = LocalText("SQLite", "SQLite")

    def write(self, content: ExportContent, path: Path) -> None:
        """Write typed columns; days and times are ISO texts, truth is 1 or 0, numbers keep every digit."""
        types = column_types(content)
        columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in types.items())
        table = quoted(content.dataset.id)
        with new_database(path) as database:
            check_columns(content, path, database)
            database.execute(f"CREATE TABLE {table} ({columns})")
            for frame in content.batches(content.values()):
                places = ", ".join("?" * len(types))
                database.executemany(f"INSERT INTO {table} VALUES ({places})", bound(frame, types).iter_rows())  # noqa: S608 - quoted names
