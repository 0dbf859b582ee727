"""One dataset brought to what it shall be, so that it may break off anywhere and be taken up again.

    new or revived    private, so that nobody sees a half of it
    content           one revision: metadata, files that changed, files that go
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
from publisher.push.portals.ckan import mapping
from publisher.push.portals.ckan.client import CkanClient, DisturbanceError, RefusalError, Upload
from publisher.push.portals.ckan.mapping import Package, Target

MOST_STATES = 10
"""States of one dataset for which a revision is made before we call it restless and leave it."""


@dataclass(frozen=True, slots=True)
class Writer:
    """What writing needs: the client, the organisation's id, and whether the token may choose a dataset's id."""

    client: CkanClient
    organization: str
    chooses_ids: bool

    def find(self, dataset: str) -> Package | None:
        """The package of `dataset` as it is now, deleted and unfinished ones too.

        Raises PortalError when the name belongs to a package that is not ours.
        """
        try:
            package: Package = self.client.read("package_show", id=dataset)
        except RefusalError as refusal:
            if refusal.status == 404:
                return None
            if refusal.status == 403:
                raise _taken(dataset) from None
            raise
        ours = mapping.extras(package).get(mapping.MARK) == dataset
        if not ours or package["owner_org"] != self.organization:
            if package["state"] == "deleted":
                return None
            raise _taken(dataset)
        return package

    def start(self, dataset: str) -> Package:
        """A package for `dataset`: a new private one, one that broke off before, or a deleted one again."""
        found = self.find(dataset)
        if found is None:
            return self._create(dataset)
        if found["state"] == "deleted":
            fields = {key: found.get(key) or "" for key in mapping.SIMPLE_FIELDS}
            begun = {mapping.MARK: dataset, mapping.UNFINISHED: "1"}
            return self.revise(found, Target(dataset, fields, (), begun, private=True))
        require_ours(found)
        return found

    def bring(self, package: Package, wanted: Target, prove: Callable[[Package], frozenset[str]]) -> Package:
        """Make `package` what `wanted` says; returns it as it is then.

        `prove` reads the files of a private package back and gives the paths of those that are not as they
        should be; they are sent once more.
        """
        private = bool(package["private"])
        if not private and not _has_new_files(package, wanted):
            return self.revise(package, wanted)
        begun = wanted.with_extras(**{mapping.UNFINISHED: "1"})
        if private:
            begun = replace(begun.with_extras(mapping.HASH), private=True)
        package = self.revise(package, begun)
        if private:
            package = self._proven(package, begun, prove)
        self.views(package)
        return self.revise(package, wanted)

    def revise(self, package: Package, wanted: Target, again: frozenset[str] = frozenset()) -> Package:
        """One guarded revision; nothing is sent when `package` is as `wanted` says already.

        When the state has moved meanwhile, by a request of ours that was given up or by the last one of a run
        that was killed, the revision is made anew for the state that is there. Raises PortalError when somebody
        else moved it.
        """
        for count in range(1, MOST_STATES):
            files = mapping.uploads(wanted, package, again)
            if not files and _is_as_intended(package, mapping.intended_seal(wanted, package["id"])):
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
                require_ours(now, {mapping.extras(package).get(mapping.HASH), wanted.extras.get(mapping.HASH)})
                package, again = now, frozenset()
            elif trouble is not None:
                self.client.wait(count, trouble)
        raise moved(wanted.dataset)

    def _send_revision(self, package: Package, wanted: Target, files: Sequence[Upload]) -> Package:
        data = {
            "match": {"id": package["id"], "metadata_modified": package["metadata_modified"]},
            "filter": ["-resources", "-extras", "-tags"],
            "update": mapping.document(wanted, package),
        }
        revised: Package = self.client.write("package_revise", data, files)["package"]
        return revised

    def views(self, package: Package) -> None:
        """The portal's default previews; those that are there already stay."""
        count = 0
        while True:
            count += 1
            try:
                self.client.write("package_create_default_resource_views", {"package": dict(package)})
            except DisturbanceError as disturbance:
                self.client.wait(count, disturbance)
            except RefusalError:
                return  # a preview is a courtesy: a portal without them shows the dataset all the same
            else:
                return

    def _create(self, dataset: str) -> Package:
        data: dict[str, Any] = {
            "name": dataset,
            "owner_org": self.organization,
            # Not `state: draft`: CKAN ignores it unless a sysadmin asks, and would show the dataset at once.
            "private": True,
            "extras": [
                {"key": mapping.MARK, "value": dataset},
                {"key": mapping.UNFINISHED, "value": "1"},
            ],
        }
        if self.chooses_ids:
            data["id"] = mapping.package_id(self.organization, dataset)
        count = 0
        while True:
            count += 1
            try:
                created: Package = self.client.write("package_create", data)
            except DisturbanceError as disturbance:
                found = self.find(dataset)
                if found is not None:
                    return found
                self.client.wait(count, disturbance)
            except RefusalError as refusal:
                if not refusal.fields & {"name", "id"}:
                    raise
                found = self.find(dataset)  # it may be ours, made by the last request of a run that was killed
                if found is not None and found["state"] == "active":
                    return found
                if "name" in refusal.fields or "id" not in data:
                    raise _taken(dataset) from None
                del data["id"]  # in use by a package that bears another name now: let the portal choose one
            else:
                return created

    def _proven(self, package: Package, begun: Target, prove: Callable[[Package], frozenset[str]]) -> Package:
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


def _has_new_files(package: Package, wanted: Target) -> bool:
    """Whether files come that the package did not have, or came in a run that broke off."""
    here = {item["id"] for item in package["resources"]}
    there = {mapping.resource_id(package["id"], item["pub_path"]) for item in wanted.resources}
    return bool(there - here) or mapping.UNFINISHED in mapping.extras(package)


def _is_as_intended(package: Package, intended: str) -> bool:
    """Whether the package shows just what a revision with this seal writes."""
    return (
        package["state"] == "active"
        and mapping.extras(package).get(mapping.SEAL) == intended
        and mapping.shown_seal(package) == intended
    )


def require_ours(package: Package, hashes: Collection[str | None] | None = None) -> None:
    """Raise PortalError when somebody else wrote what `package` shows, or we another publication than `hashes`.

    An unfinished one, without a hash, is always ours to finish.
    """
    stated = mapping.extras(package).get(mapping.HASH)
    theirs = stated is not None and hashes is not None and stated not in hashes
    if theirs or package["state"] != "active" or mapping.edited(package):
        raise moved(package["name"])


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
