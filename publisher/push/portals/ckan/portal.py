"""CkanPortal: one search to see what is there, guarded revisions to change it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import polars as pl
import requests

from publisher.model.errors import PortalError
from publisher.model.finding import Finding
from publisher.model.flow import Publication, PushAction, Receipt, Services
from publisher.model.text import Message, msg
from publisher.model.workspace import Catalog, CkanPortalDefinition, PortalDefinition
from publisher.push.base import Inspection, Portal, PushStep, RefusedError, RemoteDataset, Shape
from publisher.push.portals.ckan import mapping
from publisher.push.portals.ckan.claim import Claimant, holder
from publisher.push.portals.ckan.client import CkanClient, DisturbanceError, Patience
from publisher.push.portals.ckan.datastore import count_faults, why_not
from publisher.push.portals.ckan.inspecting import inspect
from publisher.push.portals.ckan.mapping import Package, Target
from publisher.push.portals.ckan.remarks import remarks
from publisher.push.portals.ckan.rules import Rules, extensions, find_organization, read_rules, require_groups
from publisher.push.portals.ckan.table import Table, Unfit, read_rows, table_of
from publisher.push.portals.ckan.token import read_token
from publisher.push.portals.ckan.writing import Writer, moved
from publisher.push.verify import Fault, verify

WORKERS = 3
"""Datasets written at the same time; one dataset is always written step by step."""
GIVEN_UP_AFTER = 3
"""Datasets in a row ended by a disturbance after which the portal is left alone until the next run."""
_TAIPEI = timezone(timedelta(hours=8))


class CkanPortal(Portal):
    """An organisation on a CKAN of version 2.10 or later.

    A package is ours when its extra `pub_dataset` says so. `pub_hash` names the publication it shows, and
    `pub_seal` is the hash of everything we wrote, so that a change made by others on the portal is seen.
    """

    kind = "ckan"
    writes = 0

    def __init__(
        self,
        definition: PortalDefinition,
        catalog: Catalog,
        root: Path,
        services: Services,
        patience: Patience = Patience(),  # noqa: B008 - a frozen value
    ) -> None:
        assert isinstance(definition, CkanPortalDefinition)
        self.id = definition.id
        self.address = definition.url.rstrip("/") + "/"
        self._definition = definition
        self._catalog = catalog
        self._language = catalog.language
        self._services = services
        self._patience = patience
        self._client: CkanClient | None = None
        self._organization = ""
        self._root = root
        self._services = services
        self._packages: dict[str, Package] = {}
        self._shown: Mapping[str, Publication] = {}
        self._without_datastore: Message | None = None
        self._asked_for_datastore = False
        self._rules: Rules | None = None

    def read(self) -> Mapping[str, RemoteDataset]:
        """Our datasets of the organisation, from one search; without those that were never shown."""
        client = self._open()
        self._organization = find_organization(client, self._definition, self._catalog.agency)
        self._packages = {}
        for package in client.search(f'owner_org:"{self._organization}"'):
            dataset = mapping.extras(package).get(mapping.MARK)
            if dataset:
                self._packages[dataset] = package
        return {
            dataset: _remote(dataset, item) for dataset, item in self._packages.items() if not _unfinished(item)
        }

    def apply(
        self, steps: Sequence[PushStep], shown: Mapping[str, Publication], now: datetime
    ) -> Iterator[Receipt | tuple[PushStep, Exception]]:
        """Write a few datasets at a time; a portal that only fails is given up with a PortalError."""
        if not self._organization:
            self.read()
        self._shown = shown
        touched = {step.dataset for step in steps}
        pending = [name for name in shown if name not in touched and self._pending(name, shown[name])]
        steps = [*steps, *(self._step_to_finish(name, shown[name]) for name in pending)]
        if all(self._stands(step) for step in steps):
            for step in steps:
                yield self._written(step, self._packages[step.dataset], now)
            return
        try:
            yield from self._write_all(self._writer(now), steps, now)
        finally:
            self.writes = self._open().writes

    def inspect(self) -> Iterator[Inspection]:
        """The software there, what the token may do, and what the portal's search cannot find."""
        yield from inspect(self._open(), self._definition, self._catalog)

    def objections(self, desired: Mapping[str, Publication]) -> Iterator[tuple[str, RefusedError]]:
        """Datasets that the portal's own schema would refuse."""
        if not self._organization:
            self.read()
        for dataset in sorted(desired):
            try:
                self._target(desired[dataset], None, "")
            except RefusedError as error:
                yield dataset, error

    def faults(self, session: requests.Session, receipt: Receipt, publication: Publication) -> tuple[Fault, ...]:
        """Whether the dataset's table in the DataStore answers anyone, with as many rows as the file."""
        package = self._packages.get(receipt.dataset)
        table = self._table(publication)
        if package is None or table is None or mapping.table_mark(package, table.path) != table.mark:
            return ()
        resource = mapping.resource_id(package["id"], table.path)
        return count_faults(session, self.address, resource, publication.rows)

    def findings(self) -> tuple[Finding, ...]:
        """A DataStore that is missing, and files that cannot have a table in it."""
        return remarks(self.id, self._without_datastore, self._unfit(), self._services)

    def shapes(self, step: PushStep) -> tuple[Shape, Shape]:
        """Both as CKAN holds them; the times that every push sets are left out."""
        package = self._packages.get(step.dataset)
        before = mapping.shape(package) if package is not None else Shape()
        if step.action is PushAction.WITHDRAW and package is not None and step.notice is not None:
            return before, mapping.target_shape(mapping.tombstone(package, step.notice, self._services.now))
        if step.publication is None:
            return before, Shape()
        table = self._table(step.publication)
        table = table if table is not None and self._has_datastore() else None
        issued = mapping.extras(package).get("issued", "") if package is not None else ""
        try:
            wanted = self._target(step.publication, table, issued)
        except RefusedError:  # said by `objections`; the difference is shown all the same
            wanted = mapping.target(step.publication, self._language, self._ask_rules().licences, issued, table)
        return before, mapping.target_shape(wanted)

    def reader(self) -> AbstractContextManager[str]:
        """The portal's own address."""
        return nullcontext(self.address)

    def _open(self) -> CkanClient:
        if self._client is None:
            definition = self._definition
            auth = read_token(definition.token_env)
            self._client = CkanClient(definition.url, auth, definition.timeout, self._patience)
        return self._client

    def _writer(self, now: datetime) -> Writer:
        client = self._open()
        rules = self._ask_rules()
        require_groups(client, self._definition, set(self._definition.groups.values()))
        claimant = Claimant(
            holder(self._root), lambda: client.time or now, timedelta(seconds=self._definition.timeout)
        )
        return Writer(client, self._organization, rules.chooses_ids, claimant)

    def _ask_rules(self) -> Rules:
        if self._rules is None:
            self._rules = read_rules(self._open())
        return self._rules

    def _write_all(
        self, writer: Writer, steps: Sequence[PushStep], now: datetime
    ) -> Iterator[Receipt | tuple[PushStep, Exception]]:
        failures = 0
        with ThreadPoolExecutor(WORKERS, thread_name_prefix=f"push-{self.id}") as pool:
            futures: list[Future[Receipt]] = [pool.submit(self._write, writer, step, now) for step in steps]
            try:
                for step, future in zip(steps, futures, strict=True):
                    error = future.exception()
                    if error is None:
                        failures = 0
                        yield future.result()
                    elif isinstance(error, PortalError):
                        yield step, error
                        failures = failures + 1 if isinstance(error, DisturbanceError) else 0
                        if failures >= GIVEN_UP_AFTER:
                            raise error
                    else:
                        raise error
            finally:
                for future in futures:
                    future.cancel()

    def _write(self, writer: Writer, step: PushStep, now: datetime) -> Receipt:
        """Carry out one step; raises PortalError."""
        if self._stands(step):
            return self._written(step, self._packages[step.dataset], now)
        package = self._begin(writer, step)
        if step.action is PushAction.WITHDRAW:
            assert step.notice is not None
            assert package is not None
            return self._written(step, writer.withdraw(package, mapping.tombstone(package, step.notice, now)), now)
        assert step.publication is not None
        today = now.astimezone(_TAIPEI).date().isoformat()
        issued = mapping.extras(package).get("issued", today) if package else today
        standing = None if step.action is PushAction.CREATE else package  # its marks are of before it was deleted
        table, mark, rows = self._rows(step.publication, standing)
        wanted = self._target(step.publication, table, issued).with_table_mark(mark)
        if step.action is PushAction.CREATE:
            package = writer.start(package, wanted)
        assert package is not None
        return self._written(step, writer.bring(package, wanted, self._prover(writer, step, now), rows), now)

    def _begin(self, writer: Writer, step: PushStep) -> Package | None:
        """The package as it is at this moment: for a dataset that was planned on, still as it was then."""
        package = writer.find(step.dataset)
        if step.action is PushAction.CREATE:
            return package
        assert step.remote is not None
        if package is None:
            raise moved(step.dataset)
        if package["metadata_modified"] != step.remote.revision:
            wanted = step.publication.hash if step.publication else None
            writer.require_ours(package, {step.remote.publication, wanted})
        return package

    def _target(self, publication: Publication, table: Table | None, issued: str) -> Target:
        """What the dataset shall be there; raises RefusedError when the portal's schema would not take it."""
        rules = self._ask_rules()
        target = mapping.target(publication, self._language, rules.licences, issued, table)
        group = self._definition.groups.get(publication.category)
        target = replace(target, groups=(group,) if group else ())
        return rules.schema.fit(target, self._definition.fields)

    # --- tables -----------------------------------------------------------------------------------------------

    def _table(self, publication: Publication) -> Table | None:
        """The table that the settings ask for."""
        asked = self._definition.datastore
        wanted = asked if isinstance(asked, bool) else publication.dataset in asked
        return table_of(publication, self._language) if wanted else None

    def _rows(
        self, publication: Publication, package: Package | None
    ) -> tuple[Table | None, str, pl.DataFrame | None]:
        """The table that the portal can have, its mark, and its rows when it is not there already."""
        table = self._table(publication)
        if table is None or not self._has_datastore():
            return None, "", None
        there = mapping.table_mark(package, table.path) if package else ""
        if package is not None and _mark(there) == table.mark:
            if there != table.mark:
                return None, there, None
            if mapping.resource_id(package["id"], table.path) in mapping.tables(package):
                return table, there, None
        rows = self._read_rows(table)
        if isinstance(rows, Unfit):
            return None, f"{table.mark} {rows.reason} {rows.count} {rows.column}", None
        return table, table.mark, rows

    def _read_rows(self, table: Table) -> pl.DataFrame | Unfit:
        try:
            return read_rows(table)
        except OSError:
            raise PortalError(
                msg("the file {name} is not any more what was proven; it was not sent", name=table.path),
                hint=msg("something changed or removed it on this machine; the next run makes it again"),
            ) from None

    def _has_datastore(self) -> bool:
        if not self._asked_for_datastore:
            self._without_datastore = why_not(extensions(self._open()))
            self._asked_for_datastore = True
        return self._without_datastore is None

    def _unfit(self) -> dict[str, Unfit]:
        """The datasets shown whose file cannot have a table, as their marks say."""
        found = {}
        for dataset, publication in self._shown.items():
            package, table = self._packages.get(dataset), self._table(publication)
            if package is None or table is None:
                continue
            mark, _, rest = mapping.table_mark(package, table.path).partition(" ")
            if mark == table.mark and rest:
                reason, count, column = rest.split(" ", 2)
                found[dataset] = Unfit(reason, column, int(count))
        return found

    def _prover(self, writer: Writer, step: PushStep, now: datetime) -> Callable[[Package], frozenset[str]]:
        """Reads a private package back as the token's user and gives the paths of faulty files."""

        def prove(package: Package) -> frozenset[str]:
            receipt = self._written(step, package, now)
            session = writer.client.session()
            faults = [
                fault
                for fault in verify(session, self.address, receipt, step.publication)
                if fault.file is not None
            ]
            if any(fault.unreachable for fault in faults):
                raise DisturbanceError(
                    msg("the portal at {url} does not answer", url=self.address.rstrip("/")),
                    hint=msg("nothing is lost: the next run goes on from here"),
                )
            return frozenset(str(fault.file) for fault in faults)

        return prove

    def _stands(self, step: PushStep) -> bool:
        """Whether nothing is to be written for this step: only its receipt was lost."""
        if step.action is not PushAction.UNCHANGED:
            return False
        return step.publication is None or not self._pending(step.dataset, step.publication)

    def _pending(self, dataset: str, publication: Publication) -> bool:
        """Whether a part is missing of what readers see: views, a table, a group."""
        package = self._packages.get(dataset)
        if package is None or package["private"]:
            return False
        if {mapping.UNFINISHED, mapping.HASH} <= mapping.extras(package).keys():
            return True
        group = self._definition.groups.get(publication.category)
        if group and group not in (item["name"] for item in package["groups"]):
            return True
        return self._lacks_table(package, publication)

    def _lacks_table(self, package: Package, publication: Publication) -> bool:
        table = self._table(publication)
        if table is None:
            return any(item.get(mapping.TABLE) for item in package["resources"]) and self._has_datastore()
        there = mapping.table_mark(package, table.path)
        loaded = mapping.resource_id(package["id"], table.path) in mapping.tables(package)
        if _mark(there) == table.mark and (loaded or there != table.mark):
            return False
        return self._has_datastore()

    def _step_to_finish(self, dataset: str, publication: Publication) -> PushStep:
        reason = msg("a part of it is missing on the portal")
        return PushStep(
            dataset, PushAction.UNCHANGED, reason, publication, _remote(dataset, self._packages[dataset])
        )

    def _written(self, step: PushStep, package: Package, now: datetime) -> Receipt:
        """A receipt of what `package` shows."""
        self._packages[step.dataset] = package
        receipt = self.receipt(
            step,
            mapping.addresses(package),
            f"{self.address}dataset/{package['name']}",
            now,
            revision=package["metadata_modified"],
        )
        return replace(receipt, remote_id=package["id"])


def _mark(text: str) -> str:
    """The mark of a table without what is said of it."""
    return text.partition(" ")[0]


def _remote(dataset: str, package: Package) -> RemoteDataset:
    extras = mapping.extras(package)
    return RemoteDataset(
        dataset=dataset,
        remote_id=package["id"],
        publication=extras.get(mapping.HASH),
        revision=package["metadata_modified"],
        withdrawn=mapping.WITHDRAWN in extras,
        edited=mapping.edited(package),
    )


def _unfinished(package: Package) -> bool:
    """Whether it was made and never shown."""
    extras = mapping.extras(package)
    return bool(package["private"]) and mapping.UNFINISHED in extras and mapping.HASH not in extras
