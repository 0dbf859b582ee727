"""One dataset brought to what it shall be, so that it may break off anywhere and be taken up again.

    new or revived    private, so that nobody sees a half of it
    content           one revision: metadata, files that changed, files that go, and our claim when more follows
    table             the DataStore table of a file, brought to its rows by difference and read back
    proof             every file read back with the token, while it is still private
    views             the portal's default previews of new files
    shown             one revision: public, and marked with the publication's hash

A dataset that readers already see switches with the one revision of its content. Every revision names the state
that it was made for (`match`), so it can happen only once; after a disturbance we look, and only then go on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from publisher.model.errors import PortalError
from publisher.model.text import msg
from publisher.push.portals.ckan import mapping, packages, seal
from publisher.push.portals.ckan.claim import Claim, Claimant
from publisher.push.portals.ckan.client import CkanClient, DisturbanceError, RefusalError, Upload
from publisher.push.portals.ckan.datastore import DataStore
from publisher.push.portals.ckan.datastore_table import DatastoreTable
from publisher.push.portals.ckan.ledger import Ledger
from publisher.push.portals.ckan.packages import Package, PackageTarget

MOST_STATES = 10
"""States of one dataset for which a revision is made before we call it restless and leave it."""


@dataclass(frozen=True, slots=True)
class Writer:
    """What writing needs: the client, the organisation's id, whether the token may choose ids, and who we are."""

    client: CkanClient
    organization: str
    chooses_ids: bool
    claimant: Claimant
    require_token: Callable[[], None] = lambda: None
    """Raises TokenLostError when the portal does not know the token any more."""

    def find(self, dataset: str, identity: str | None = None) -> Package | None:
        """The package of `dataset` as it is now, deleted and unfinished ones too; by its id where that is known.

        Raises PortalError when the name belongs to a package that is not ours, or another publisher writes it.
        """
        try:
            package: Package = self.client.read("package_show", id=identity or dataset)
        except RefusalError as refusal:
            if refusal.status == 404:
                return None
            if refusal.status == 403:
                self.require_token()
                raise _taken(dataset) from None
            raise
        known = package["id"] == identity  # it may have been moved to another organisation, or lost our mark
        marked = packages.extras(package).get(packages.MARK) == dataset
        if not known and not (marked and package["owner_org"] == self.organization):
            if package["state"] == "deleted":
                return None
            raise _taken(dataset)
        self.claimant.require_free(dataset, packages.extras(package).get(packages.UNFINISHED, ""))
        return package

    def start(self, found: Package | None, wanted: PackageTarget) -> Package:
        """A package for what is `wanted`: a new private one, one that broke off before, or a deleted one again.

        `found` is what stands under its name.
        """
        seed = wanted.without_files().with_extras(**{packages.UNFINISHED: self.claimant.claim().text})
        if found is None:
            return self._create(seed)
        if found["state"] == "deleted":
            return self.revise(found, seed)
        self.require_ours(found)
        return found

    def bring(
        self,
        package: Package,
        wanted: PackageTarget,
        prove: Callable[[Package], frozenset[str]],
        ledger: Ledger | None,
        again: frozenset[str] = frozenset(),
    ) -> Package:
        """Make `package` what `wanted` says; returns it as it is then. Files of `again` are sent in any case.

        `prove` reads the files of a private package back and gives the paths of those that are not as they
        should be; they are sent once more. With `ledger` the table of `wanted` is loaded, by comparison with it.
        """
        private = bool(package["private"])
        outdated = ledger is not None or self._outdated_table(package, wanted)
        dropped = self._dropped_tables(package, wanted)
        if not (private or outdated or dropped or _has_new_files(package, wanted)):
            return self.revise(package, wanted, again=again)
        claim = self.claimant.claim()
        begun = wanted.with_extras(**{packages.UNFINISHED: claim.text})
        if private:
            begun = replace(begun.with_extras(packages.HASH), private=True)
        if outdated:
            begun = begun.with_table_mark("")
        for resource in dropped:  # first, for CKAN forgets the table of a file that went
            DataStore(self.client, lambda: None).drop(resource)
        if dropped:  # and it changed the package with that
            package = self.client.read("package_show", id=package["id"])
        package = self.revise(package, begun, again=again)
        if outdated and wanted.table is not None:
            if ledger is None:  # it was there when its rows were left unread
                raise moved(wanted.dataset)
            package, begun = self._load(package, begun, wanted.table, ledger, claim)
        if private:
            package = self._proven(package, begun, prove)
        self.views(package, tables=wanted.table is not None)
        return self.revise(package, wanted)

    def withdraw(self, package: Package, stone: PackageTarget) -> Package:
        """Take the tables and the files away, and leave the page with the reason."""
        for resource in packages.tables(package):
            DataStore(self.client, lambda: None).drop(resource)
            package = self.client.read("package_show", id=package["id"])
        return self.revise(package, stone)

    def _load(
        self, package: Package, begun: PackageTarget, table: DatastoreTable, ledger: Ledger, claim: Claim
    ) -> tuple[Package, PackageTarget]:
        """The table brought to its rows under our claim, which is renewed while that takes long."""

        def check() -> None:
            nonlocal package, begun, claim
            claim.require(begun.dataset)
            if claim.half_over:
                fresh = self.claimant.claim()
                begun = begun.with_extras(**{packages.UNFINISHED: fresh.text})
                package = self.revise(self._looked_at_again(package, claim), begun)
                claim = fresh

        DataStore(self.client, check).bring(packages.resource_id(package["id"], table.path), table, ledger)
        # CKAN itself changed the package when it made or dropped a table.
        return self._looked_at_again(package, claim), begun

    def _looked_at_again(self, package: Package, claim: Claim | None = None) -> Package:
        """The package as it is now, still under our claim; raises PortalError when somebody else was there."""
        now: Package = self.client.read("package_show", id=package["id"])
        self.require_ours(now, {packages.extras(package).get(packages.HASH)})
        if claim is not None and packages.extras(now).get(packages.UNFINISHED) != claim.text:
            raise moved(now["name"])
        return now

    def _outdated_table(self, package: Package, wanted: PackageTarget) -> bool:
        """Whether the table that shall be there is not, or is another one."""
        if wanted.table is None:
            return False
        resource = packages.resource_id(package["id"], wanted.table.path)
        return packages.table_mark(package, wanted.table.path) != wanted.table.mark or (
            resource not in packages.tables(package)
        )

    def _dropped_tables(self, package: Package, wanted: PackageTarget) -> list[str]:
        """Tables in the DataStore that we made, or of files that go, and that shall not be there any more."""
        kept = {packages.resource_id(package["id"], item["pub_path"]) for item in wanted.resources}
        ours = packages.resource_id(package["id"], wanted.table.path) if wanted.table else ""
        broken_off = packages.UNFINISHED in packages.extras(package)
        return [
            identity
            for identity, item in packages.tables(package).items()
            if identity not in kept or (identity != ours and (item.get(packages.TABLE) or broken_off))
        ]

    def revise(self, package: Package, wanted: PackageTarget, again: frozenset[str] = frozenset()) -> Package:
        """One guarded revision; nothing is sent when `package` is as `wanted` says already.

        When the state has moved meanwhile, by a request of ours that was given up or by the last one of a run
        that was killed, the revision is made anew for the state that is there. Raises PortalError when somebody
        else moved it.
        """
        for count in range(1, MOST_STATES):
            files = mapping.uploads(wanted, package, again)
            at_home = package["owner_org"] == self.organization
            if not files and at_home and _is_as_intended(package, wanted):
                return package
            try:
                return self._send_revision(package, wanted, files)
            except DisturbanceError as disturbance:
                trouble: DisturbanceError | None = disturbance
            except RefusalError as refusal:
                if "match" not in refusal.fields:
                    raise
                trouble = None
            now: Package = self.client.read("package_show", id=package["id"])
            if now["metadata_modified"] != package["metadata_modified"]:
                self.require_ours(now, {packages.extras(package).get(packages.HASH), wanted.publication})
                package, again = now, frozenset()
            elif trouble is not None:
                self.client.wait(count, trouble)
        raise moved(wanted.dataset)

    def _send_revision(self, package: Package, wanted: PackageTarget, files: Sequence[Upload]) -> Package:
        data = {
            "match": {"id": package["id"], "metadata_modified": package["metadata_modified"]},
            "filter": ["-resources", "-extras", "-tags"],
            "update": {**mapping.document(wanted, package), "owner_org": self.organization},
        }
        revised: Package = self.client.write("package_revise", data, files)["package"]
        return revised

    def views(self, package: Package, *, tables: bool) -> None:
        """The portal's default previews, with `tables` those of tables too; those that are there already stay."""
        data = {"package": dict(package), "create_datastore_views": tables}
        count = 0
        while True:
            count += 1
            try:
                self.client.write("package_create_default_resource_views", data)
            except DisturbanceError as disturbance:
                self.client.wait(count, disturbance)
            except RefusalError:
                return  # a preview is a courtesy: a portal without them shows the dataset all the same
            else:
                return

    def _create(self, seed: PackageTarget) -> Package:
        """A package with everything but files, for a portal's schema may ask for any of it.

        Private, and not `state: draft`: CKAN ignores a draft unless a sysadmin asks, and would show it at once.
        """
        dataset = seed.dataset
        empty = {"id": "", "resources": [], "extras": []}
        data: dict[str, Any] = {**mapping.document(seed, empty), "owner_org": self.organization}
        if self.chooses_ids:
            data["id"] = packages.package_id(self.organization, dataset)
        count = 0
        while True:
            count += 1
            try:
                created: Package = self.client.write("package_create", data)
            except DisturbanceError as disturbance:
                found = self.find(dataset)
                if found is not None:
                    self.require_ours(found)
                    return found
                self.client.wait(count, disturbance)
            except RefusalError as refusal:
                if not refusal.fields & {"name", "id"}:
                    raise
                found = self.find(dataset)  # it may be ours, made by the last request of a run that was killed
                if found is not None and found["state"] == "active":
                    self.require_ours(found)
                    return found
                if "name" in refusal.fields or "id" not in data:
                    raise _taken(dataset) from None
                del data["id"]  # in use by a package that bears another name now: let the portal choose one
            else:
                return created

    def require_ours(self, package: Package, hashes: Collection[str | None] | None = None) -> None:
        """Raise PortalError when somebody else wrote what `package` shows, or is writing it, or we another one.

        "Another one" is a publication that is not among `hashes`. An unfinished one, without a hash and without
        a claim that holds, is always ours to finish.
        """
        found = packages.extras(package)
        self.claimant.require_free(package["name"], found.get(packages.UNFINISHED, ""))
        stated = found.get(packages.HASH)
        theirs = stated is not None and hashes is not None and stated not in hashes
        if theirs or package["state"] != "active" or seal.edited(package):
            raise moved(package["name"])

    def _proven(
        self, package: Package, begun: PackageTarget, prove: Callable[[Package], frozenset[str]]
    ) -> Package:
        faulty = prove(package)
        if faulty:
            package = self.revise(package, begun, again=faulty)
            faulty = prove(package)
        if faulty:
            raise PortalError(
                msg(
                    "the portal gives back other bytes than it was sent: {files}", files=", ".join(sorted(faulty))
                ),
                hint=msg(
                    "the dataset stays invisible there; ask the portal's webmaster to look at its file storage"
                ),
            )
        return package


def _has_new_files(package: Package, wanted: PackageTarget) -> bool:
    """Whether files come that the package did not have, or came in a run that broke off."""
    here = {item["id"] for item in package["resources"]}
    there = {packages.resource_id(package["id"], item["pub_path"]) for item in wanted.resources}
    return bool(there - here) or packages.UNFINISHED in packages.extras(package)


def _is_as_intended(package: Package, wanted: PackageTarget) -> bool:
    """Whether the package shows just what a revision to `wanted` writes."""
    return (
        package["state"] == "active"
        and seal.fits(package, wanted)
        and not seal.edited(package)
        and set(wanted.groups) <= {item["name"] for item in package["groups"]}
    )


def _taken(dataset: str) -> PortalError:
    return PortalError(
        msg("the portal has a dataset named {dataset} already, and it is not ours", dataset=dataset),
        hint=msg(
            "rename the folder of the dataset in the workspace, or ask who made the other one to give up the name"
        ),
    )


def moved(dataset: str) -> PortalError:
    """The error of a dataset that is not any more as it was when we looked."""
    return PortalError(
        msg("someone changed {dataset} on the portal while it was being written", dataset=dataset),
        hint=msg("nothing of theirs was overwritten; the next run compares again"),
    )
