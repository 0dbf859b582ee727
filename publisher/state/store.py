"""The state: one writer (the parent process), one transaction for what belongs together."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, insert, select, update

from publisher.model.errors import StateError
from publisher.model.finding import Finding
from publisher.model.jsonable import canonical_json, to_json
from publisher.model.night import DatasetOutcome
from publisher.model.portal import Receipt
from publisher.model.release import Publication
from publisher.model.spending import Spending
from publisher.model.state_place import StatePlace
from publisher.state import tables
from publisher.state.backups import back_up_if_changed
from publisher.state.columns import keys_of, upsert
from publisher.state.home import home_of
from publisher.state.migrating import bring_up_to_date, require_known
from publisher.state.modes import keep_private
from publisher.state.reader import StateReader
from publisher.state.sealing import VERSION, mark


class StateStore(StateReader):
    """Reads and writes the state. Values come back as the model values that went in."""

    def __init__(self, where: Path | StatePlace) -> None:
        """Open (and bring up to date) the state at `where`; publications live in `store` of its folder."""
        self._where = where
        self._home = home_of(where)
        keep_private(self._home.folder)
        self._engine = self._home.engine()
        with contextlib.ExitStack() as undo:
            undo.callback(self._engine.dispose)
            with self._engine.begin() as connection:
                if require_known(connection, self._home.shown) != VERSION:
                    self._home.make_ready(connection)
                    bring_up_to_date(connection, self._home.shown)
            undo.pop_all()
        self._home.keep_private()
        super().__init__(_EngineRows(self._engine, self._home.shown), self._home.folder)

    def require_writable(self) -> None:
        """Raise StateError, before anything is done, where nothing could be kept of it."""
        with self._engine.begin() as connection:
            connection.execute(update(tables.runs).where(tables.runs.c.id < 0).values(exit_code=None))

    def begin_run(self, now: datetime) -> int:
        """A new run's number."""
        with self._engine.begin() as connection:
            result = connection.execute(insert(tables.runs).values(started=now.isoformat()))
            return int(result.inserted_primary_key[0])  # type: ignore[index]

    def finish_run(self, run: int, now: datetime, exit_code: int) -> None:
        """Note how a run ended, and keep a copy of the state as it is then."""
        with self._engine.begin() as connection:
            connection.execute(
                update(tables.runs)
                .where(tables.runs.c.id == run)
                .values(finished=now.isoformat(), exit_code=exit_code)
            )
        with contextlib.suppress(OSError, StateError):  # the next run makes one before it begins, or says why not
            back_up_if_changed(self._where, now)

    def record_outcome(
        self,
        outcome: DatasetOutcome,
        publication: Publication | None = None,
        spending: Spending | None = None,
    ) -> None:
        """Keep a dataset's outcome and, with it, its new publication and what that cost."""
        with self._engine.begin() as connection:
            _put(
                connection,
                tables.outcomes,
                dataset=outcome.dataset,
                fingerprint=outcome.fingerprint,
                state=str(outcome.state),
                outcome=canonical_json(outcome),
            )
            if publication is not None:
                _put(
                    connection,
                    tables.publications,
                    dataset=publication.dataset,
                    hash=publication.hash,
                    fingerprint=outcome.fingerprint,
                    rows=publication.rows,
                    publication=self._dump_publication(publication),
                )
                _put(connection, tables.publication_hashes, hash=publication.hash, dataset=publication.dataset)
                self._came_back(connection, publication)
            if spending is not None:
                _put(
                    connection,
                    tables.spendings,
                    dataset=outcome.dataset,
                    release=spending.release,
                    spending=canonical_json(spending),
                )

    def _came_back(self, connection: Connection, publication: Publication) -> None:
        """Take from the withdrawn what is published again, under its name or under its identifier."""
        table = tables.withdrawn
        for dataset, stored in connection.execute(select(table.c.dataset, table.c.publication)).all():
            same = json.loads(stored).get("identifier") == publication.identifier
            if same or dataset == publication.dataset:
                connection.execute(delete(table).where(table.c.dataset == dataset))

    def record_receipt(self, receipt: Receipt) -> None:
        """Keep what a portal shows now of one dataset."""
        with self._engine.begin() as connection:
            _put(
                connection,
                tables.receipts,
                portal=receipt.portal,
                dataset=receipt.dataset,
                receipt=canonical_json(receipt),
            )

    def forget_dataset(self, dataset: str) -> None:
        """Drop a withdrawn dataset's outcome, and lay its publication aside: who has it keeps it.

        Its receipts stay: they say what was shown.
        """
        with self._engine.begin() as connection:
            table = tables.publications
            for stored in connection.execute(
                select(table.c.publication).where(table.c.dataset == dataset)
            ).scalars():
                _put(connection, tables.withdrawn, dataset=dataset, publication=stored)
            connection.execute(delete(tables.publications).where(tables.publications.c.dataset == dataset))
            connection.execute(delete(tables.outcomes).where(tables.outcomes.c.dataset == dataset))

    def record_findings(
        self, findings: Iterable[Finding], looked_at: Callable[[str, str], bool], now: datetime
    ) -> tuple[dict[str, datetime], tuple[str, ...], tuple[tuple[str, str, str], ...]]:
        """Note what stands now. Returns first-seen times by fingerprint, the fingerprints that are new now, and
        fingerprint, check and subject of what is fixed now.

        Only what was looked at (by check id and subject) can become fixed: the rest proves nothing.
        """
        table = tables.findings
        standing = {finding.fingerprint: finding for finding in findings}
        with self._engine.begin() as connection:
            known = {row.fingerprint: row for row in connection.execute(select(table))}
            gone = tuple(
                sorted(
                    (fingerprint, row.check_id, row.subject)
                    for fingerprint, row in known.items()
                    if row.fixed is None and looked_at(row.check_id, row.subject) and fingerprint not in standing
                )
            )
            fresh = tuple(sorted(name for name in standing if name not in known or known[name].fixed is not None))
            for fingerprint, finding in standing.items():
                row = known.get(fingerprint)
                first = row.first_seen if row is not None and fingerprint not in fresh else now.isoformat()
                _put(
                    connection,
                    table,
                    fingerprint=fingerprint,
                    check_id=finding.check,
                    subject=finding.subject,
                    first_seen=first,
                    last_seen=now.isoformat(),
                    fixed=None,
                )
            if gone:
                connection.execute(
                    update(table)
                    .where(table.c.fingerprint.in_([fingerprint for fingerprint, _, _ in gone]))
                    .values(fixed=now.isoformat())
                )
            rows = connection.execute(
                select(table.c.fingerprint, table.c.first_seen).where(table.c.fixed.is_(None))
            ).all()
        return {fingerprint: datetime.fromisoformat(first) for fingerprint, first in rows}, fresh, gone

    def _dump_publication(self, publication: Publication) -> str:
        data = to_json(publication)
        assert isinstance(data, dict)
        data["folder"] = publication.folder.relative_to(self._store).as_posix()
        return json.dumps(data, ensure_ascii=False, sort_keys=True)


class _EngineRows:
    """Rows through SQLAlchemy, each answer of its own moment."""

    def __init__(self, engine: Engine, shown: str) -> None:
        self.shown = shown
        self._engine = engine

    def select(
        self,
        table: str,
        columns: Sequence[str],
        order: Sequence[str] = (),
        where: Mapping[str, object] = MappingProxyType({}),
        most: int | None = None,
    ) -> list[tuple[Any, ...]]:
        """As `Selecting`."""
        at = tables.metadata.tables[table].c
        query = select(*(at[name] for name in columns)).limit(most)
        query = query.where(*(at[name].is_not_distinct_from(value) for name, value in where.items()))
        query = query.order_by(*(at[name[1:]].desc() if name.startswith("-") else at[name] for name in order))
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.execute(query)]

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()


def _put(connection: Connection, table: Table, **values: object) -> None:
    if table in tables.SEALED:
        values["mark"] = mark(str(values[tables.SEALED[table]]))
    keys = [column.name for column in table.primary_key]
    rest = {name: value for name, value in values.items() if name not in keys}
    statement = upsert(connection, table).values(**values)
    connection.execute(statement.on_conflict_do_update(index_elements=keys_of(connection, table), set_=rest))
