"""CKAN's DataStore: the table of a resource brought to the rows of its file by difference.

We look, send what is missing, and look again until nothing is: so it does not matter what became of a request
that was disturbed, nor of a run that was killed, and the last look is the proof. Between two requests readers
see old and new rows, and never an empty table: changed rows are updated in place, new ones inserted, and only
then the vanished ones deleted. Two things CKAN does not allow: to make several requests one transaction, and to
change the type of a column or the primary key of a table; then the table is dropped and made anew.

Measured on 2.12: `method: upsert` leaves the full-text index of a row that is there as it was, so that searching
finds the old words and not the new ones; `update` renews it, and is used with whole rows, for both null the
columns not sent. New rows of a table with a key are upserted, since that may be sent twice; without a key we look
again before we send again.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urljoin

import polars as pl
import requests

from publisher.model.errors import PortalError
from publisher.model.text import Message, msg
from publisher.push.base import ReadFault
from publisher.push.bounded import within
from publisher.push.portals.ckan.client import CkanClient, DisturbanceError, RefusalError
from publisher.push.portals.ckan.datastore_table import DatastoreColumn, DatastoreTable, native
from publisher.push.portals.ckan.ledger import Ledger
from publisher.push.portals.ckan.rows_as_stored import read
from publisher.push.verify import CONNECT_SECONDS, READ_SECONDS

PAGE = 20_000
"""Rows read at once; CKAN cuts a larger number than its own (32,000, or less) without a word."""
_MOST_ROWS = 5_000
_MOST_BYTES = 2_000_000
"""Rows and bytes of a request: it must end within CKAN's 60 seconds and a web server's limit of a body."""
_MOST_SENDINGS = 3
_LEAST_ROWS = 100
_CLASH = 409
_MOST_CLASHES = 4


@dataclass(frozen=True, slots=True)
class DataStore:
    """The tables of one portal. `check` is called before every request that writes and raises to stop the work."""

    client: CkanClient
    check: Callable[[], None]

    def bring(self, resource: str, table: DatastoreTable, ledger: Ledger) -> None:
        """Make the table of `resource` hold the rows of `table`'s file, of which `ledger` tells, and prove it.

        Raises PortalError when the portal refuses, stays disturbed, or shows other rows than it was sent.
        """
        trouble, sendings = 0, 0
        last: DisturbanceError | None = None
        while True:
            try:
                if self._look_and_send(resource, table, ledger):
                    return
                sendings += 1
            except DisturbanceError as disturbance:
                last = disturbance
            except RefusalError as refusal:
                if last is None or refusal.status != _CLASH or trouble >= _MOST_CLASHES:
                    raise
            else:
                last = None
            if last is not None:  # a request that was given up may go on there, and clash with the next
                trouble += 1
                self.client.wait(trouble, last)
            if sendings >= _MOST_SENDINGS:
                raise PortalError(
                    msg("the DataStore gives back other rows than it was sent"),
                    hint=msg("the file itself is right; another program may be writing the same table"),
                )

    def agrees(self, resource: str, table: DatastoreTable, ledger: Ledger) -> bool:
        """Whether the table of `resource` has the columns and rows that it shall have. Changes nothing there."""
        shown = self._layout(resource)
        if shown is None or sorted(shown, key=_id_of) != sorted(_layout(table)["fields"], key=_id_of):
            return False
        ledger.begin()
        for rows in self._rows(resource, table):
            ledger.show(rows)
        return ledger.agrees()

    def drop(self, resource: str) -> None:
        """Take the table of `resource` away; nothing happens when there is none."""
        try:
            self._repeat("datastore_delete", resource)
        except RefusalError as refusal:
            if refusal.status != 404:
                raise

    def _look_and_send(self, resource: str, table: DatastoreTable, ledger: Ledger) -> bool:
        """Whether the table was as it shall be already."""
        shown = self._layout(resource)
        if shown is not None and _needs_another_table(shown, table):
            self.drop(resource)
            shown = None
        if shown is None:
            first = [
                _records(batch, table.columns)
                for rows in islice(read(table), 1)
                for batch in islice(_batches(rows), 1)
            ]
            self._write("datastore_create", resource, **_layout(table), records=first[0] if first else [])
            return False
        if sorted(shown, key=_id_of) != sorted(_layout(table)["fields"], key=_id_of):
            self._repeat("datastore_create", resource, **_layout(table), delete_fields=True)
        ledger.begin()
        for rows in self._rows(resource, table):
            ledger.show(rows)
        if ledger.agrees():
            return True
        self._send(resource, table, ledger)
        return False

    def _send(self, resource: str, table: DatastoreTable, ledger: Ledger) -> None:
        for rows in read(table):
            changed, new = ledger.split(rows)
            for batch in _batches(changed):
                records = _records(batch, table.columns)
                self._repeat("datastore_upsert", resource, method="update", records=records)
            for batch in _batches(new):
                records = _records(batch, table.columns)
                if table.key:
                    self._repeat("datastore_upsert", resource, method="upsert", records=records)
                else:
                    self._write("datastore_upsert", resource, method="insert", records=records)
        for ids in ledger.gone(_MOST_ROWS):
            self._repeat("datastore_delete", resource, filters={"_id": ids})

    def _repeat(self, action: str, resource: str, **data: Any) -> None:
        """Send a request that does the same when it is sent again, until an answer tells what became of it."""
        count, trouble = 0, None
        while True:
            count += 1
            try:
                self._write(action, resource, **data)
            except DisturbanceError as disturbance:
                trouble = disturbance
                self.client.wait(count, disturbance)
            except RefusalError as refusal:
                if trouble is None or refusal.status != _CLASH:
                    raise
                raise trouble from None  # its first copy may still be at work: whoever called looks again
            else:
                return

    def _write(self, action: str, resource: str, **data: Any) -> None:
        self.check()
        # `force`: the resource is a file, and only we keep the table in step with it. No count is asked for: CKAN
        # 2.12 then forgets the old one and counts at the next search, while True keeps a count it has for ever.
        data |= {"resource_id": resource, "force": True, "calculate_record_count": False}
        self.client.write(action, data)

    def _layout(self, resource: str) -> list[dict[str, Any]] | None:
        """The columns of a table as we would send them; None when there is no table."""
        try:
            info = self.client.read("datastore_info", resource_id=resource)
        except RefusalError as refusal:
            if refusal.status == 404:
                return None
            raise
        return [
            {"id": item["id"], "type": item["type"], "info": item.get("info") or {}}
            for item in info["fields"]
            if item["id"] != "_id"
        ]

    def _rows(self, resource: str, table: DatastoreTable) -> Iterator[pl.DataFrame]:
        """All rows with their `_id`, as texts, so many at a time as are about as large as a request."""
        names = ["_id", *(item.id for item in table.columns)]
        moments = [item.id for item in table.columns if item.type == "timestamp"]
        limit = min(max(_MOST_BYTES * table.rows // max(table.bytes, 1), _LEAST_ROWS), PAGE)
        seen, total = 0, 1
        while seen < total:
            answer = self.client.read(
                "datastore_search",
                resource_id=resource,
                fields=names,
                sort="_id",
                limit=limit,
                offset=seen,
                records_format="csv",
            )
            page = _parsed(answer["records"], names)
            if page.is_empty():
                return
            seen, total = seen + page.height, answer["total"]
            yield page.with_columns(
                pl.col("_id").cast(pl.Int64),
                *(pl.col(name).str.replace(r"\.0+$", "") for name in moments),  # of CKAN's own making
            )


def count_faults(session: requests.Session, base: str, resource: str, rows: int) -> tuple[ReadFault, ...]:
    """What an anonymous reader finds wrong with the number of rows of a resource's table."""
    url = urljoin(base, "api/3/action/datastore_search")
    try:
        with within(3 * READ_SECONDS):
            answer = session.get(
                url, params={"resource_id": resource, "limit": "0"}, timeout=(CONNECT_SECONDS, READ_SECONDS)
            )
        if answer.status_code != 200:
            return (
                ReadFault(
                    None, msg("its DataStore table answers with status {status}", status=answer.status_code)
                ),
            )
        total = answer.json()["result"]["total"]
    except requests.JSONDecodeError:
        return (ReadFault(None, msg("its DataStore table does not answer in JSON")),)
    except requests.RequestException:
        return (ReadFault(None, msg("its DataStore table does not answer"), unreachable=True),)
    if total != rows:
        what = msg("its DataStore table has {seen} rows instead of {rows}", seen=total, rows=rows)
        return (ReadFault(None, what, table=True),)
    return ()


def why_not(extensions: Sequence[str] | None, by_address: Callable[[], bool]) -> Message | None:
    """Why tables are not loaded on a portal with these extensions; None when they are.

    A loader of the portal's own takes the files whose `format` is a word that it knows. Where formats are written
    `by_address` it takes none, and the tables are ours to load.
    """
    if extensions is None or "datastore" not in extensions:
        return msg("it has no DataStore (the extension `datastore` is not active)")
    loaders = sorted({"xloader", "datapusher", "datapusher_plus"} & set(extensions))
    if loaders and not by_address():
        return msg("it loads files into its DataStore by itself, with {loader}", loader=loaders[0])
    return None


def _needs_another_table(shown: Sequence[Mapping[str, Any]], table: DatastoreTable) -> bool:
    """Whether a column has another type now, or the primary key is another."""
    types = {item["id"]: item["type"] for item in shown}
    key = [item["id"] for item in shown if "pub_key" in item["info"]]
    return list(table.key) != key or any(types.get(item.id, item.type) != item.type for item in table.columns)


def _id_of(field: Mapping[str, Any]) -> str:
    return str(field["id"])


def _layout(table: DatastoreTable) -> dict[str, Any]:
    fields = [{"id": item.id, "type": item.type, "info": dict(item.info)} for item in table.columns]
    return {"fields": fields, "primary_key": list(table.key)}


def _batches(rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The rows in order, so many at a time as a request may carry."""
    names = sum(len(name) + 6 for name in rows.columns) * rows.height
    size = max(int(rows.estimated_size()) + names, 1)
    height = min(max(_MOST_BYTES * rows.height // size, 1), _MOST_ROWS)
    for start in range(0, rows.height, height):
        yield rows.slice(start, height)


def _records(rows: pl.DataFrame, columns: Sequence[DatastoreColumn]) -> list[dict[str, Any]]:
    makers = [native(item) for item in columns]
    return [
        {
            item.id: None if text is None else make(text)
            for item, make, text in zip(columns, makers, row, strict=True)
        }
        for row in rows.iter_rows()
    ]


def _parsed(page: str, names: Sequence[str]) -> pl.DataFrame:
    schema = dict.fromkeys(names, pl.String)
    if not page:
        return pl.DataFrame(schema=schema)
    frame = pl.read_csv(io.StringIO(page), has_header=False, schema=schema)
    return frame.with_columns(pl.all().replace("", None))
