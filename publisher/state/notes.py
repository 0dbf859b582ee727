"""What was worked out of a page and need not be worked out again: a note holds under the key it was made with."""

from __future__ import annotations

from sqlalchemy import Engine, select

from publisher.state.columns import keys_of, upsert
from publisher.state.tables import crawl_notes

_BATCH = 200


class PageNotes:
    """Notes of one kind on the pages of one site. Written in batches: call `flush` at the end."""

    def __init__(self, engine: Engine, site: str, kind: str) -> None:
        """`kind` is a word of whoever makes the notes."""
        self._engine = engine
        self._site = site
        self._kind = kind
        self._waiting: dict[str, dict[str, object]] = {}

    def all(self) -> dict[str, tuple[str, bytes]]:
        """Key and note of every page."""
        table = crawl_notes.c
        query = select(table.url, table.key, table.note).where(table.site == self._site, table.kind == self._kind)
        with self._engine.connect() as connection:
            return {url: (key, note) for url, key, note in connection.execute(query.order_by(table.url))}

    def get(self, url: str, key: str) -> bytes | None:
        """The note on a page, if it was made with this key."""
        table = crawl_notes.c
        query = select(table.note).where(
            table.site == self._site, table.kind == self._kind, table.url == url, table.key == key
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar()

    def put(self, url: str, key: str, note: bytes) -> None:
        """Keep a note in place of the page's last one."""
        self._waiting[url] = {"site": self._site, "kind": self._kind, "url": url, "key": key, "note": note}
        if len(self._waiting) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if not self._waiting:
            return
        statement = upsert(self._engine, crawl_notes)
        change = {name: statement.excluded[name] for name in ("key", "note")}
        with self._engine.begin() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=keys_of(connection, crawl_notes), set_=change),
                list(self._waiting.values()),
            )
        self._waiting.clear()
