"""What a crawl remembers: its frontier, the history of every address, and the pages themselves, compressed.

A batch is one transaction: the answers that came, what was found in them, and the addresses that they led to. A
crawl that is killed loses its last batch and nothing else; the next one goes on with what is not done.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select, update

from publisher.model.state_place import StatePlace
from publisher.state import documents
from publisher.state.columns import keys_of, upsert
from publisher.state.crawl_values import Answered, CrawlRun, KnownAddress, Queued, StoredContent
from publisher.state.home import home_of
from publisher.state.notes import PageNotes
from publisher.state.squeezing import Loosener, Squeezer
from publisher.state.store import StateStore
from publisher.state.tables import crawl_contents, crawl_notes, crawl_runs, crawl_targets

__all__ = ["Answered", "CrawlRun", "CrawlStore", "KnownAddress", "PageNotes", "Queued", "StoredContent"]

_DICTIONARY = "dictionary"
"""Kind of the row that holds what a site's contents are packed with; its `url` is the name of it."""

_SOME = 400
"""Addresses asked for in one query: SQLite takes a limited number of parameters."""


_KNOWN_COLUMNS = [crawl_targets.c[item.name] for item in fields(KnownAddress)]


class CrawlStore:
    """Reads and writes the crawl's part of the state. One process writes; snapshots read from any."""

    def __init__(self, where: Path | StatePlace, *, migrate: bool = True) -> None:
        """Open (and bring up to date) the state at `where`; documents are kept in `documents` of its folder."""
        if migrate:
            StateStore(where).close()
        self.where = where
        home = home_of(where)
        self.folder = home.folder
        self._engine = home.engine(crawling=True)
        self._squeezers: dict[str, Squeezer] = {}
        self._loosener = Loosener(self._dictionary)

    def close(self) -> None:
        """Close the file, or the connections."""
        self._engine.dispose()

    def begin(self, site: str, now: datetime, resume_after: datetime) -> CrawlRun:
        """The site's unfinished run when it began after `resume_after`, else a new one."""
        with self._engine.begin() as connection:
            last = connection.execute(
                select(crawl_runs).where(crawl_runs.c.site == site).order_by(crawl_runs.c.id.desc()).limit(1)
            ).first()
            if last is not None and last.finished is None:
                started = datetime.fromisoformat(last.started)
                if started > resume_after:
                    return CrawlRun(last.id, site, started, resumed=True, spent=last.spent)
            row = connection.execute(insert(crawl_runs).values(site=site, started=now.isoformat(), spent=0.0))
            assert row.inserted_primary_key is not None
            return CrawlRun(int(row.inserted_primary_key[0]), site, now)

    def last_run(self, site: str) -> tuple[CrawlRun, str | None] | None:
        """The site's latest run and its coverage (JSON), None while it is unfinished."""
        with self._engine.connect() as connection:
            row = connection.execute(
                select(crawl_runs).where(crawl_runs.c.site == site).order_by(crawl_runs.c.id.desc()).limit(1)
            ).first()
        if row is None:
            return None
        return CrawlRun(row.id, site, datetime.fromisoformat(row.started)), row.coverage

    def finish(self, run: CrawlRun, now: datetime, coverage: str) -> None:
        """Note that the run has ended, and how."""
        with self._engine.begin() as connection:
            connection.execute(
                update(crawl_runs)
                .where(crawl_runs.c.id == run.id)
                .values(finished=now.isoformat(), coverage=coverage)
            )

    def commit(
        self, run: CrawlRun, answers: Sequence[Answered], queued: Sequence[Queued], spent: float = 0.0
    ) -> None:
        """Keep one batch whole or not at all; `spent` are the seconds of the run up to now."""
        with self._engine.begin() as connection:
            self._queue(connection, run, queued)
            self._answer(connection, run, answers)
            connection.execute(update(crawl_runs).where(crawl_runs.c.id == run.id).values(spent=spent))

    def _queue(self, connection: Connection, run: CrawlRun, queued: Sequence[Queued]) -> None:
        if not queued:
            return
        statement = upsert(connection, crawl_targets)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=keys_of(connection, crawl_targets),
                set_={name: statement.excluded[name] for name in ("run", "done", "address", "origin")},
            ),
            [
                {
                    "site": run.site,
                    "url": item.url,
                    "run": run.id,
                    "done": 0,
                    "address": item.address,
                    "origin": json.dumps(item.origin, ensure_ascii=False),
                    "first_seen": run.started.isoformat(),
                    "nights": 0,
                }
                for item in queued
            ],
        )

    def _answer(self, connection: Connection, run: CrawlRun, answers: Sequence[Answered]) -> None:
        if not answers:
            return
        failing = self._failing(connection, run.site, [item.url for item in answers])
        statement = upsert(connection, crawl_targets)
        kept = {"site", "url", "first_seen"}
        rows = [self._row(run, item, failing) for item in answers]
        for worked in (True, False):
            some = [row for row in rows if (row["last_worked"] is not None) is worked]
            if some:
                left = kept if worked else kept | {"last_worked"}
                connection.execute(
                    statement.on_conflict_do_update(
                        index_elements=keys_of(connection, crawl_targets),
                        set_={name: statement.excluded[name] for name in some[0] if name not in left},
                    ),
                    some,
                )
        contents = [item for item in answers if item.content is not None]
        if contents:
            statement = upsert(connection, crawl_contents)
            names = ("kind", "facts", "links", "body")
            packed = [(item.url, self.squeezed(run.site, item.content)) for item in contents if item.content]
            self._keep_dictionary(connection, run.site)
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=keys_of(connection, crawl_contents),
                    set_={name: statement.excluded[name] for name in names},
                ),
                [
                    {"site": run.site, "url": url} | {name: getattr(content, name) for name in names}
                    for url, content in packed
                ],
            )
        gone = [item.url for item in answers if item.gone]
        for some_gone in _chunks(gone):
            connection.execute(
                delete(crawl_contents).where(
                    crawl_contents.c.site == run.site, crawl_contents.c.url.in_(some_gone)
                )
            )

    def squeezed(self, site: str, content: StoredContent) -> StoredContent:
        """A content as `commit` keeps it, packed: to hold many of them until then."""
        if site not in self._squeezers:
            table = crawl_contents.c
            query = select(table.body).where(table.site == site, table.kind == _DICTIONARY)
            with self._engine.connect() as connection:
                row = connection.execute(query).first()
            self._squeezers[site] = Squeezer(row[0] if row is not None else None)
        return self._squeezers[site].squeeze(content)

    def _keep_dictionary(self, connection: Connection, site: str) -> None:
        new = self._squeezers[site].new
        if new is None:
            return
        name, dictionary = new
        row = {
            "site": site,
            "url": name.hex(),
            "kind": _DICTIONARY,
            "facts": b"",
            "links": b"",
            "body": dictionary,
        }
        connection.execute(
            upsert(connection, crawl_contents).on_conflict_do_nothing(), [{**row, "body": dictionary}]
        )
        self._squeezers[site].new = None

    def _dictionary(self, name: bytes) -> bytes:
        table = crawl_contents.c
        query = select(table.body).where(table.url == name.hex(), table.kind == _DICTIONARY)
        with self._engine.connect() as connection:
            return bytes(connection.execute(query).scalar_one())

    def _failing(self, connection: Connection, site: str, urls: list[str]) -> dict[str, tuple[int, str | None]]:
        found: dict[str, tuple[int, str | None]] = {}
        table = crawl_targets.c
        for some in _chunks(urls):
            rows = connection.execute(
                select(table.url, table.nights, table.failed_on).where(
                    table.site == site, table.url.in_(some), table.nights > 0
                )
            )
            found.update({row.url: (row.nights, row.failed_on) for row in rows})
        return found

    def _row(
        self, run: CrawlRun, item: Answered, failing: Mapping[str, tuple[int, str | None]]
    ) -> dict[str, object]:
        today = run.started.date().isoformat()
        nights, failed_on = failing.get(item.url, (0, None))
        if item.failed:
            nights = nights if failed_on == today else nights + 1
        return {
            "site": run.site,
            "url": item.url,
            "run": run.id,
            "done": 1,
            "address": item.address,
            "origin": json.dumps(item.origin, ensure_ascii=False),
            "answer": item.answer,
            "status": item.status,
            "location": item.location,
            "media_type": item.media_type,
            "found_type": item.found_type,
            "note": item.note,
            "text_hash": item.text_hash,
            "body_hash": item.body_hash,
            "etag": item.etag,
            "last_modified": item.last_modified,
            "first_seen": run.started.isoformat(),
            "last_worked": None if item.failed else run.started.isoformat(),
            "failed_on": today if item.failed else None,
            "nights": nights if item.failed else 0,
        }

    def mark(self, run: CrawlRun, answer: str, notes: Mapping[str, str]) -> None:
        """Change the answer of addresses (each with its note) after a second look: all of them or none."""
        if not notes:
            return
        table = crawl_targets.c
        statement = (
            update(crawl_targets)
            .where(table.site == run.site, table.url == bindparam("at"))
            .values(answer=answer, note=bindparam("why"))
        )
        with self._engine.begin() as connection:
            connection.execute(statement, [{"at": url, "why": note} for url, note in notes.items()])

    def known(self, site: str, urls: Sequence[str]) -> dict[str, KnownAddress]:
        """What is known of these addresses, from any run."""
        found: dict[str, KnownAddress] = {}
        with self._engine.connect() as connection:
            for some in _chunks(urls):
                query = select(*_KNOWN_COLUMNS).where(crawl_targets.c.site == site, crawl_targets.c.url.in_(some))
                found.update({row[0]: _known(row) for row in connection.execute(query)})
        return found

    def of_run(self, run: CrawlRun, *, done: bool | None = None) -> Iterator[KnownAddress]:
        """The addresses of a run in the order of their names; only those done, or not done, when asked."""
        query = select(*_KNOWN_COLUMNS).where(crawl_targets.c.site == run.site, crawl_targets.c.run == run.id)
        if done is not None:
            query = query.where(crawl_targets.c.done == int(done))
        with self._engine.connect() as connection:
            result = connection.execution_options(yield_per=1000).execute(query.order_by(crawl_targets.c.url))
            for row in result:
                yield _known(row)

    def has_history(self, run: CrawlRun) -> bool:
        """Whether anything is known from before this run, or from its part before it was killed."""
        with self._engine.connect() as connection:
            query = select(crawl_targets.c.url).where(
                crawl_targets.c.site == run.site, crawl_targets.c.answer.is_not(None)
            )
            return connection.execute(query.limit(1)).first() is not None

    def counted(self, run: CrawlRun) -> dict[str, int]:
        """How many addresses of the run are done, by their answer; the others under ""."""
        table = crawl_targets.c
        query = select(table.answer, table.done, func.count()).where(table.site == run.site, table.run == run.id)
        counts: dict[str, int] = {}
        with self._engine.connect() as connection:
            for answer, done, count in connection.execute(query.group_by(table.answer, table.done)):
                name = answer if done else ""
                counts[name] = counts.get(name, 0) + count
        return counts

    def content(self, site: str, url: str, *, body: bool = False) -> StoredContent | None:
        """What was found at one address."""
        table = crawl_contents.c
        columns = (table.kind, table.facts, table.links, table.body)
        with self._engine.connect() as connection:
            row = connection.execute(select(*columns).where(table.site == site, table.url == url)).first()
        return None if row is None else self._loosened(row, body=body)

    def _loosened(self, row: Any, *, body: bool) -> StoredContent:
        content = self._loosener.loosen(*row)
        return content if body else replace(content, body=None)

    def contents(
        self, run: CrawlRun, kinds: Sequence[str], *, body: bool
    ) -> Iterator[tuple[KnownAddress, StoredContent]]:
        """What was found at the addresses of a run that answered, one at a time, in the order of their names."""
        table = crawl_contents.c
        columns = (table.kind, table.facts, table.links, table.body)
        query = (
            select(*_KNOWN_COLUMNS, *columns)
            .join_from(
                crawl_targets,
                crawl_contents,
                (crawl_targets.c.site == table.site) & (crawl_targets.c.url == table.url),
            )
            .where(
                crawl_targets.c.site == run.site,
                crawl_targets.c.run == run.id,
                crawl_targets.c.done == 1,
                table.kind.in_(kinds),
            )
            .order_by(crawl_targets.c.url)
        )
        with self._engine.connect() as connection:
            for row in connection.execution_options(yield_per=100).execute(query):
                yield _known(row), self._loosened(row[len(_KNOWN_COLUMNS) :], body=body)

    def facts_of(self, site: str, kind: str) -> Iterator[bytes]:
        """The facts of every content of one kind, of all runs."""
        table = crawl_contents.c
        query = select(table.kind, table.facts, table.links, table.body)
        with self._engine.connect() as connection:
            some = query.where(table.site == site, table.kind == kind).order_by(table.url)
            for row in connection.execute(some):
                yield self._loosener.loosen(*row).facts

    def keep_document(self, site: str, sha256: str, body: bytes) -> Path:
        """Keep a document's bytes under their checksum, whole or not at all."""
        return documents.keep(self.folder, site, sha256, body)

    def document_path(self, site: str, sha256: str) -> Path:
        """Where a site's document with this checksum is kept."""
        return documents.path_of(self.folder, site, sha256)

    def notes(self, site: str, kind: str) -> PageNotes:
        """What was worked out of the pages of a site in earlier nights."""
        return PageNotes(self._engine, site, kind)

    def prune(self, run: CrawlRun, keep: Iterable[str], older_than: int) -> None:
        """Forget addresses not met in the last `older_than` runs of the site, and documents not in `keep`."""
        table = crawl_targets.c
        with self._engine.begin() as connection:
            runs = connection.execute(
                select(crawl_runs.c.id)
                .where(crawl_runs.c.site == run.site)
                .order_by(crawl_runs.c.id.desc())
                .limit(older_than)
            ).scalars()
            oldest = min(runs, default=run.id)
            old = select(table.url).where(table.site == run.site, table.run < oldest)
            connection.execute(
                delete(crawl_contents).where(crawl_contents.c.site == run.site, crawl_contents.c.url.in_(old))
            )
            connection.execute(delete(crawl_targets).where(table.site == run.site, table.run < oldest))
            met = exists().where(table.site == run.site, table.url == crawl_notes.c.url)
            connection.execute(delete(crawl_notes).where(crawl_notes.c.site == run.site, ~met))
        documents.prune(self.folder, run.site, frozenset(keep))

    def forget(self, site: str) -> None:
        """Drop everything about a site that is not declared any more."""
        with self._engine.begin() as connection:
            for table in (crawl_notes, crawl_contents, crawl_targets, crawl_runs):
                connection.execute(delete(table).where(table.c.site == site))
        self._squeezers.pop(site, None)
        documents.forget(self.folder, site)


def _known(row: Any) -> KnownAddress:
    return KnownAddress(row[0], row[1], row[2], bool(row[3]), json.loads(row[4]), *row[5:16])


def _chunks(items: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), _SOME):
        yield items[start : start + _SOME]
