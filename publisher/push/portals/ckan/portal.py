"""CkanPortal: one search to see what is there, guarded revisions to change it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from publisher.model.errors import PortalError
from publisher.model.flow import Publication, PushAction, Receipt, Services
from publisher.model.text import msg
from publisher.model.workspace import Catalog, CkanPortalDefinition, PortalDefinition
from publisher.push.base import Portal, PushStep, RemoteDataset, Shape
from publisher.push.portals.ckan import mapping
from publisher.push.portals.ckan.client import CkanClient, DisturbanceError, Patience, RefusalError
from publisher.push.portals.ckan.mapping import Package
from publisher.push.portals.ckan.token import read_token
from publisher.push.portals.ckan.writing import Writer, moved, require_ours
from publisher.push.verify import verify

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
        root: Path,  # noqa: ARG002 - every portal is made with the same arguments
        services: Services,
        patience: Patience = Patience(),  # noqa: B008 - a frozen value
    ) -> None:
        assert isinstance(definition, CkanPortalDefinition)
        self.id = definition.id
        self.address = definition.url.rstrip("/") + "/"
        self._definition = definition
        self._language = catalog.language
        self._services = services
        self._patience = patience
        self._client: CkanClient | None = None
        self._organization = ""
        self._packages: dict[str, Package] = {}
        self._licences: tuple[str, ...] = ()

    def read(self) -> Mapping[str, RemoteDataset]:
        """Our datasets of the organisation, from one search; without those that were never shown."""
        client = self._open()
        self._organization = self._find_organization(client)
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
        touched = {step.dataset for step in steps}
        broken_off = [name for name in shown if name not in touched and self._lacks_views(name)]
        if not broken_off and all(self._stands(step) for step in steps):
            for step in steps:
                yield self._written(step, self._packages[step.dataset], now)
            return
        writer = self._writer()
        try:
            yield from self._write_all(writer, steps, now)
            for dataset in broken_off:
                self._finish(writer, dataset, shown[dataset])
        finally:
            self.writes = writer.client.writes

    def shapes(self, step: PushStep) -> tuple[Shape, Shape]:
        """Both as CKAN holds them; the times that every push sets are left out."""
        package = self._packages.get(step.dataset)
        before = mapping.shape(package) if package is not None else Shape()
        if step.action is PushAction.WITHDRAW and package is not None and step.notice is not None:
            return before, mapping.target_shape(mapping.tombstone(package, step.notice, self._services.now))
        if step.publication is None:
            return before, Shape()
        if not self._licences:
            self._licences = _licences(self._open())
        issued = mapping.extras(package).get("issued", "") if package is not None else ""
        wanted = mapping.target(step.publication, self._language, self._licences, issued)
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

    def _find_organization(self, client: CkanClient) -> str:
        """The id of the organisation, once it is certain that the token may write in it.

        To CKAN a wrong token is an anonymous call, and an anonymous call is answered politely: so the first
        question is one whose answer only a right token can be.
        """
        name = self._definition.organization
        try:
            mine = client.read("organization_list_for_user", permission="create_dataset")
        except RefusalError as refusal:
            if refusal.status in (401, 403):
                raise self._unknown_token() from None
            raise
        for organization in mine:
            if name in (organization["name"], organization["id"]):
                return str(organization["id"])
        if not mine and _user(client) is None:
            raise self._unknown_token()
        try:
            client.read("organization_show", id=name, include_datasets=False)
        except RefusalError as refusal:
            if refusal.status != 404:
                raise
            raise PortalError(
                msg("the portal {portal} has no organisation {organization}", portal=self.id, organization=name),
                hint=msg("see `organization` in catalog.yaml: it is the last part of the organisation's address"),
            ) from None
        raise PortalError(
            msg(
                "the token's user may not publish in the organisation {organization} of the portal {portal}",
                organization=name,
                portal=self.id,
            ),
            hint=msg("an administrator of the organisation makes the user an editor of it"),
        )

    def _unknown_token(self) -> PortalError:
        variable = self._definition.token_env
        return PortalError(
            msg(
                "the portal {portal} does not know the token that {variable} gives",
                portal=self.id,
                variable=variable,
            ),
            hint=msg(
                "it may be mistyped, expired or revoked; make a new one on your profile page at {address}",
                address=self.address,
            ),
        )

    def _writer(self) -> Writer:
        client = self._open()
        self._licences = _licences(client)
        user = _user(client)
        return Writer(client, self._organization, chooses_ids=bool(user and user.get("sysadmin")))

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
        if step.action is PushAction.UNCHANGED:
            assert step.publication is not None
            return self._written(step, self._finish(writer, step.dataset, step.publication), now)
        package = self._begin(writer, step)
        if step.action is PushAction.WITHDRAW:
            assert step.notice is not None
            return self._written(step, writer.revise(package, mapping.tombstone(package, step.notice, now)), now)
        assert step.publication is not None
        issued = mapping.extras(package).get("issued") or now.astimezone(_TAIPEI).date().isoformat()
        wanted = mapping.target(step.publication, self._language, self._licences, issued)
        return self._written(step, writer.bring(package, wanted, self._prover(writer, step, now)), now)

    def _begin(self, writer: Writer, step: PushStep) -> Package:
        """The package as it is at this moment: for a dataset that was planned on, still as it was then."""
        if step.action is PushAction.CREATE:
            return writer.start(step.dataset)
        package = writer.find(step.dataset)
        assert step.remote is not None
        if package is None:
            raise moved(step.dataset)
        if package["metadata_modified"] != step.remote.revision:
            wanted = step.publication.hash if step.publication else None
            require_ours(package, {step.remote.publication, wanted})
        return package

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

    def _finish(self, writer: Writer, dataset: str, publication: Publication) -> Package:
        """The views of files that came in a run that broke off; what readers download is right already."""
        package = writer.find(dataset)
        if package is None:
            raise moved(dataset)
        require_ours(package, {publication.hash})
        issued = mapping.extras(package).get("issued", "")
        wanted = mapping.target(publication, self._language, self._licences, issued)
        return writer.bring(package, wanted, lambda _: frozenset())

    def _stands(self, step: PushStep) -> bool:
        """Whether nothing is to be written for this step: only its receipt was lost."""
        return step.action is PushAction.UNCHANGED and not self._lacks_views(step.dataset)

    def _lacks_views(self, dataset: str) -> bool:
        """Whether readers have its files, but a run broke off before the portal was asked for their previews."""
        package = self._packages.get(dataset)
        if package is None or package["private"]:
            return False
        return {mapping.UNFINISHED, mapping.HASH} <= mapping.extras(package).keys()

    def _written(self, step: PushStep, package: Package, now: datetime) -> Receipt:
        """A receipt of what `package` shows."""
        receipt = self.receipt(
            step,
            mapping.addresses(package),
            f"{self.address}dataset/{package['name']}",
            now,
            revision=package["metadata_modified"],
        )
        return replace(receipt, remote_id=package["id"])


def _licences(client: CkanClient) -> tuple[str, ...]:
    return tuple(str(item["id"]) for item in client.read("license_list"))


def _user(client: CkanClient) -> dict[str, Any] | None:
    """Whom the token belongs to; none when CKAN does not know it."""
    try:
        user: dict[str, Any] = client.read("user_show")
    except RefusalError as refusal:
        if refusal.status in (401, 403, 404, 409):
            return None
        raise
    return user


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
