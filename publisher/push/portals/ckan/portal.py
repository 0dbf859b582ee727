"""CkanPortal: one search to see what is there, guarded revisions to change it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import requests

from publisher.model.catalog import Catalog, CkanPortalDefinition, PortalDefinition
from publisher.model.errors import PortalError
from publisher.model.finding import Finding
from publisher.model.jsonable import content_hash
from publisher.model.portal import PushAction, Receipt
from publisher.model.release import Publication
from publisher.model.stage import Services
from publisher.model.text import Message, msg
from publisher.push.base import (
    Portal,
    PortalInspection,
    PortalShape,
    PushStep,
    ReadFault,
    RefusedError,
    RemoteDataset,
)
from publisher.push.portals.ckan import mapping, packages, seal, shape
from publisher.push.portals.ckan.claim import Claimant, holder
from publisher.push.portals.ckan.client import CkanClient, DisturbanceError, Patience, RefusalError, TokenLostError
from publisher.push.portals.ckan.datastore_census import Tables
from publisher.push.portals.ckan.datastore_table import DatastoreTable
from publisher.push.portals.ckan.inspecting import inspect
from publisher.push.portals.ckan.packages import Package, PackageTarget
from publisher.push.portals.ckan.packed import PackedPackages
from publisher.push.portals.ckan.remarks import added_to, copied
from publisher.push.portals.ckan.rules import Rules, find_organization, read_rules, require_groups
from publisher.push.portals.ckan.token import read_token
from publisher.push.portals.ckan.writing import Writer, moved
from publisher.push.verify import verify

WORKERS = 3
"""Datasets written at the same time; one dataset is always written step by step."""
MOST_MISSING = 500
"""Packages asked for one by one that search does not show."""
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
        self._patience = patience
        self._client: CkanClient | None = None
        self._organization = ""
        self._root = root
        self._services = services
        self._packages: MutableMapping[str, Package] = {}
        self._shown: Mapping[str, Publication] = {}
        self._tables = Tables(definition.datastore, self._language, self._open, self._by_address)
        self._rules: Rules | None = None
        self._receipts: Mapping[str, Receipt] = {}
        self._copies: dict[str, list[Package]] = {}
        self._added: dict[str, tuple[str, ...]] = {}
        self._again: dict[str, frozenset[str]] = {}

    def remember(self, receipts: Mapping[str, Receipt]) -> None:
        """By the ids in our receipts a package is found that search does not show, and told from its copies."""
        self._receipts = receipts

    def read(self) -> Mapping[str, RemoteDataset]:
        """Our datasets of the organisation, from one search; without those that were never shown."""
        client = self._open()
        self._organization = find_organization(client, self._definition, self._catalog.agency)
        known = {name: receipt.remote_id for name, receipt in self._receipts.items()}
        found, alike = PackedPackages(), dict[str, list[Package]]()
        package: Package
        for package in client.search(f'owner_org:"{self._organization}"'):
            dataset = packages.extras(package).get(packages.MARK) or ""
            if dataset in found:
                alike.setdefault(dataset, [found[dataset]]).append(package)
            elif dataset:
                found[dataset] = package
        for dataset, package in self._elsewhere(found):
            found[dataset] = package
        for dataset, items in alike.items():
            items.sort(key=lambda item: _not_ours(item, dataset, known.get(dataset)))
            found[dataset] = items[0]
        self._packages = found
        self._copies = {dataset: items[1:] for dataset, items in alike.items()}
        self._added = {}
        remote = {}
        for dataset, package in found.items():
            receipt = self._receipts.get(dataset)
            if _is_touched(package, receipt):
                self._added[dataset] = seal.additions(package, self._definition.groups.values())
            if not _unfinished(package):
                remote[dataset] = _remote(dataset, package, self._organization, receipt)
        return remote

    def lost(self, dataset: str, faults: Sequence[ReadFault]) -> Message | None:
        """Files that others, or a disk, changed or removed: they are sent again when ours is written over."""
        files = frozenset(fault.file for fault in faults if fault.file is not None)
        self._again[dataset] = files
        if any(fault.table for fault in faults):
            self._tables.distrusted.add(dataset)
        if not files:
            return next((fault.what for fault in faults if fault.table), None)
        named = ", ".join(sorted(files)[:3]) + (" …" if len(files) > 3 else "")
        return msg("files on the portal are not as they were written: {files}", files=named)

    def _elsewhere(self, found: Mapping[str, object]) -> Iterator[tuple[str, Package]]:
        """Packages of ours that are not among our organisation's: moved to another, or not to be searched for."""
        missing = [
            (name, receipt.remote_id)
            for name, receipt in self._receipts.items()
            if name not in found and receipt.action is not PushAction.WITHDRAW and receipt.remote_id
        ]
        for dataset, identity in missing[:MOST_MISSING]:
            try:
                package: Package = self._open().read("package_show", id=identity)
            except RefusalError:
                continue  # gone, or not for us to see: what is to be made anew says so
            if package["state"] != "deleted":  # its id is ours, whatever became of our marks on it
                yield dataset, package

    def apply(
        self, steps: Sequence[PushStep], shown: Mapping[str, Publication], now: datetime
    ) -> Iterator[Receipt | tuple[PushStep, Exception]]:
        """Write a few datasets at a time; a portal that only fails is given up with a PortalError."""
        if not self._organization:
            self.read()
        self._shown = shown
        if all(step.action is PushAction.UNCHANGED for step in steps):  # only their receipts were lost
            for step in steps:
                yield self._written(step, self._packages[step.dataset], now)
            return
        try:
            yield from self._write_all(self._writer(now), steps, now)
        finally:
            self.writes = self._open().writes

    def rest(self, step: PushStep) -> PushStep:
        """A table, a view or a group that is missing, a description by an earlier version of this program, or what
        a run that was broken off left unfinished."""
        package = self._packages.get(step.dataset)
        if step.action is PushAction.CREATE and package is not None and _unfinished(package):
            return replace(step, reason=msg("a run that wrote it was broken off"), resumes=True)
        if step.action is not PushAction.UNCHANGED or package is None or step.publication is None:
            return step
        lacking = self._lacking(package, step.publication)
        if lacking is None:
            return step
        there = step.remote
        if there is not None and self._tables.is_lost(package, step.publication):
            there = replace(there, edited=True, how=lacking[1])
        return replace(step, action=lacking[0], reason=lacking[1], remote=there)

    def inspect(self) -> Iterator[PortalInspection]:
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

    def faults(
        self, session: requests.Session, receipt: Receipt, publication: Publication, *, whole: bool = False
    ) -> tuple[ReadFault, ...]:
        """Whether the dataset's table in the DataStore answers anyone, with as many rows as the file, or with just
        its rows where it is read `whole`."""
        package = self._packages.get(receipt.dataset)
        if package is None:
            return ()
        return self._tables.faults(session, self.address, package, publication, whole=whole)

    def findings(self) -> tuple[Finding, ...]:
        """A DataStore that is missing, files that cannot have a table in it, copies of our datasets, and what was
        added to them since the last night."""
        copies = {
            dataset: [str(item["name"]) for item in alike if packages.WITHDRAWN not in packages.extras(item)]
            for dataset, alike in self._copies.items()
        }
        return (
            *self._tables.findings(self.id, self._packages, self._shown, self._services),
            *copied(self.id, self.address, copies, self._services),
            *added_to(self.id, self._added, self._services),
        )

    def shapes(self, step: PushStep) -> tuple[PortalShape, PortalShape]:
        """Both as CKAN holds them, without the times that every push sets; where others were, files in detail."""
        package = self._packages.get(step.dataset)
        foreign = step.action is PushAction.CONFLICT or (step.remote is not None and bool(step.remote.edited))
        before = shape.shown(package, in_detail=foreign) if package is not None else PortalShape()
        if step.action is PushAction.WITHDRAW and package is not None and step.notice is not None:
            return before, shape.intended(
                mapping.tombstone(package, step.dataset, step.notice, self._services.now)
            )
        if step.publication is None:
            return before, PortalShape()
        table = self._tables.possible(step.publication)
        issued = packages.extras(package).get("issued", "") if package is not None else ""
        try:
            wanted = self._target(step.publication, table, issued)
        except RefusedError:  # said by `objections`; the difference is shown all the same
            wanted = self._unfitted(step.publication, table, issued)
        return before, shape.intended(wanted, in_detail=foreign)

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
        return Writer(client, self._organization, rules.chooses_ids, claimant, self._require_token)

    def _require_token(self) -> None:
        """Raise TokenLostError when what the portal refuses is not one dataset but the token."""
        try:
            find_organization(self._open(), replace(self._definition, create=False), self._catalog.agency)
        except RefusalError:
            raise
        except PortalError as error:
            raise TokenLostError(error.message, hint=error.hint) from None

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
                    elif isinstance(error, TokenLostError):
                        raise error
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
        """Carry out one step; raises PortalError, and TokenLostError when no step can be any more."""
        try:
            return self._carry_out(writer, step, now)
        except RefusalError as refusal:
            if refusal.status == 403:
                self._require_token()
            raise

    def _carry_out(self, writer: Writer, step: PushStep, now: datetime) -> Receipt:
        if step.action is PushAction.UNCHANGED:
            return self._written(step, self._packages[step.dataset], now)
        package = self._begin(writer, step)
        if step.action is PushAction.WITHDRAW:
            assert step.notice is not None
            assert package is not None
            stone = mapping.tombstone(package, step.dataset, step.notice, now)
            return self._written(step, writer.withdraw(package, stone), now)
        assert step.publication is not None
        today = now.astimezone(_TAIPEI).date().isoformat()
        issued = packages.extras(package).get("issued", today) if package else today
        standing = None if step.action is PushAction.CREATE else package  # its marks are of before it was deleted
        table, mark, ledger = self._tables.rows(step.publication, standing)
        wanted = self._target(step.publication, table, issued).with_table_mark(mark)
        if step.action is PushAction.CREATE:
            package = writer.start(package, wanted)
        assert package is not None
        again = self._again.get(step.dataset, frozenset())
        package = writer.bring(package, wanted, self._prover(writer, step, now), ledger, again)
        return self._written(step, package, now)

    def _begin(self, writer: Writer, step: PushStep) -> Package | None:
        """The package as it is at this moment: for a dataset that was planned on, still as it was then."""
        package = writer.find(step.dataset, step.remote.remote_id if step.remote else None)
        if step.action is PushAction.CREATE:
            return package
        assert step.remote is not None
        if package is None:
            raise moved(step.dataset)
        if package["metadata_modified"] != step.remote.revision:
            wanted = step.publication.hash if step.publication else None
            writer.require_ours(package, {step.remote.publication, wanted})
        return package

    def _target(self, publication: Publication, table: DatastoreTable | None, issued: str) -> PackageTarget:
        """What the dataset shall be there; raises RefusedError when the portal's schema would not take it."""
        rules = self._ask_rules()
        target = self._unfitted(publication, table, issued)
        group = self._definition.groups.get(publication.category)
        target = replace(target, groups=(group,) if group else ())
        return rules.schema.fit(target, self._definition.fields)

    def _unfitted(self, publication: Publication, table: DatastoreTable | None, issued: str) -> PackageTarget:
        by_address, licences = self._by_address(), self._ask_rules().licences
        target = mapping.target(publication, self._language, licences, issued, table, by_address=by_address)
        return replace(target, settings=self._settings(by_address))

    def _by_address(self) -> bool:
        return self._ask_rules().by_address(self._definition.formats)

    def _settings(self, by_address: bool) -> str:
        """What stands in the seal for all that goes into a description besides the publication."""
        said: list[object] = [self._language, dict(self._definition.fields)]
        return content_hash([*said, "formats by address"] if by_address else said)[:8]

    def _outdated(self, package: Package) -> bool:
        """Whether it was described otherwise; for `auto` no request is made, and either way of formats will do."""
        formats = self._definition.formats
        possible = (True, False) if formats == "auto" else (formats == "addresses",)
        return all(seal.outdated(package, self._settings(item)) for item in possible)

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

    def _lacking(self, package: Package, publication: Publication) -> tuple[PushAction, Message] | None:
        """What is to be done about a part that is missing of what readers see, or is of another time."""
        extras = packages.extras(package)
        if package["private"]:
            return None
        if {packages.UNFINISHED, packages.HASH} <= extras.keys():
            return PushAction.UPDATE, msg("the run that wrote it broke off before its end")
        if reason := self._tables.lacking(package, publication):
            return PushAction.LOAD, reason
        if self._tables.superfluous(package, publication):
            return PushAction.UPDATE, msg("the settings do not ask for its table any more")
        group = self._definition.groups.get(publication.category)
        if group and group not in (item["name"] for item in package["groups"]):
            return PushAction.UPDATE, msg("it is not in its group {group}", group=group)
        if self._outdated(package):
            return PushAction.UPDATE, msg("an earlier version of this program, or other settings, described it")
        return None

    def _written(self, step: PushStep, package: Package, now: datetime) -> Receipt:
        """A receipt of what `package` shows."""
        self._packages[step.dataset] = package
        receipt = self.receipt(
            step,
            packages.addresses(package),
            f"{self.address}dataset/{package['name']}",
            now,
            revision=package["metadata_modified"],
        )
        return replace(receipt, remote_id=package["id"], tables=self._tables.counts(package, step.publication))


def _not_ours(package: Package, dataset: str, known: str | None) -> tuple[bool, bool, str]:
    """What tells ours from copies with our mark: the receipt's id, the name, and that it was there first."""
    return package["id"] != known, package["name"] != dataset, str(package.get("metadata_created"))


def _remote(dataset: str, package: Package, organization: str, receipt: Receipt | None) -> RemoteDataset:
    extras = packages.extras(package)
    edited, how, shown = seal.edited(package), None, extras.get(packages.HASH)
    if package.get("owner_org") != organization:
        edited, how = True, msg("it was moved to another organisation on the portal")
    elif extras.get(packages.MARK) != dataset and receipt is not None:
        edited, how = True, msg("what marks it as ours was taken off it on the portal")
        shown = shown or receipt.publication
    elif edited or package["name"] != dataset or package.get("state") == "draft":
        edited, how = True, seal.how(package, receipt)
    return RemoteDataset(
        dataset=dataset,
        remote_id=package["id"],
        publication=shown,
        revision=package["metadata_modified"],
        withdrawn=packages.WITHDRAWN in extras,
        edited=edited,
        how=how,
    )


def _is_touched(package: Package, receipt: Receipt | None) -> bool:
    """Whether the portal's own mark moved since our receipt, and what we wrote stands all the same."""
    if receipt is None or not receipt.verified or receipt.remote_id != package["id"]:
        return False
    return receipt.revision != package["metadata_modified"] and not seal.edited(package)


def _unfinished(package: Package) -> bool:
    """Whether it was made and never shown."""
    extras = packages.extras(package)
    return bool(package["private"]) and packages.UNFINISHED in extras and packages.HASH not in extras
