"""Which datasets of a portal have a table in its DataStore, which lack theirs, and which cannot have one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import requests

from publisher.model.finding import Finding
from publisher.model.release import Publication
from publisher.model.stage import Services
from publisher.model.text import Language, Message, msg
from publisher.push.base import ReadFault
from publisher.push.portals.ckan import packages
from publisher.push.portals.ckan.client import CkanClient
from publisher.push.portals.ckan.datastore import DataStore, count_faults, why_not
from publisher.push.portals.ckan.datastore_table import DatastoreTable, table_of
from publisher.push.portals.ckan.ledger import Ledger
from publisher.push.portals.ckan.packages import MARK, Package, extras
from publisher.push.portals.ckan.remarks import remarks
from publisher.push.portals.ckan.rows_as_stored import Unfit, examine
from publisher.push.portals.ckan.rules import extensions


class Tables:
    """The tables of one portal. `asked` is the setting: all datasets, none, or those of these ids; `by_address`
    says how formats are written there.

    What a package says of its table is its mark: the table's own, and after it, when the file cannot have that
    table, why (a word of REASONS, the number of values and the column).
    """

    def __init__(
        self,
        asked: bool | Sequence[str],
        language: Language,
        client: Callable[[], CkanClient],
        by_address: Callable[[], bool],
    ) -> None:
        self._asked = asked
        self._by_address = by_address
        self._language = language
        self._client = client
        self._without: Message | None = None
        self._was_asked = False
        self.distrusted: set[str] = set()
        """Datasets whose table is to be compared with its file, whatever its mark says."""

    def possible(self, publication: Publication) -> DatastoreTable | None:
        """The table that the settings ask for, where the portal has a DataStore for it."""
        table = self._wanted(publication)
        return table if table is not None and self._has_datastore() else None

    def lacking(self, package: Package, publication: Publication) -> Message | None:
        """Why the table of a package is to be loaded; None when it is there, or cannot be."""
        table = self._wanted(publication)
        if table is None or self._stands(package, table) or not self._has_datastore():
            return None
        if packages.resource_id(package["id"], table.path) in packages.tables(package):
            return msg("its table is not the one of its file; {rows} rows", rows=table.rows)
        return msg("its table is missing in the DataStore; {rows} rows", rows=table.rows)

    def is_lost(self, package: Package, publication: Publication) -> bool:
        """Whether the table was loaded, as its mark says, and is not there any more."""
        table = self._loaded(package, publication)
        if table is None:
            return False
        return packages.resource_id(package["id"], table.path) not in packages.tables(package)

    def superfluous(self, package: Package, publication: Publication) -> bool:
        """Whether it has a table that the settings do not ask for."""
        if self._wanted(publication) is not None:
            return False
        return any(item.get(packages.TABLE) for item in package["resources"]) and self._has_datastore()

    def rows(
        self, publication: Publication, package: Package | None
    ) -> tuple[DatastoreTable | None, str, Ledger | None]:
        """The table that the portal can have, its mark, and what to compare it with unless it is there already."""
        table = self.possible(publication)
        if table is None:
            return None, "", None
        if package is not None and self._stands(package, table):
            there = packages.table_mark(package, table.path)
            return (table if there == table.mark else None), there, None
        found = examine(table)
        if isinstance(found, Unfit):
            return None, f"{table.mark} {found.reason} {found.count} {found.column}", None
        return table, table.mark, found

    def counts(self, package: Package, publication: Publication | None) -> dict[str, int]:
        """The rows of the table that the package has, by the path of its file."""
        table = self._loaded(package, publication) if publication is not None else None
        return {} if table is None else {table.path: table.rows}

    def faults(
        self,
        session: requests.Session,
        address: str,
        package: Package,
        publication: Publication,
        *,
        whole: bool = False,
    ) -> tuple[ReadFault, ...]:
        """Whether the table answers anyone, with as many rows as the file; `whole`: with just its rows."""
        table = self._loaded(package, publication)
        if table is None:
            return ()
        resource = packages.resource_id(package["id"], table.path)
        found = count_faults(session, address, resource, table.rows)
        if found or not whole:
            return found
        ledger = examine(table)
        if isinstance(ledger, Unfit) or DataStore(self._client(), lambda: None).agrees(resource, table, ledger):
            return ()
        return (ReadFault(None, msg("its table on the portal has other rows than its file"), table=True),)

    def findings(
        self,
        portal: str,
        shown: Mapping[str, Package],
        publications: Mapping[str, Publication],
        services: Services,
    ) -> tuple[Finding, ...]:
        """A DataStore that is missing, and files that cannot have a table in it, as their marks say."""
        unfit = {}
        for dataset, publication in publications.items():
            package, table = shown.get(dataset), self._wanted(publication)
            if package is None or table is None:
                continue
            mark, _, rest = packages.table_mark(package, table.path).partition(" ")
            if mark == table.mark and rest:
                reason, count, column = rest.split(" ", 2)
                unfit[dataset] = Unfit(reason, column, int(count))
        return remarks(portal, self._without, unfit, services)

    def _wanted(self, publication: Publication) -> DatastoreTable | None:
        wanted = self._asked if isinstance(self._asked, bool) else publication.dataset in self._asked
        return table_of(publication, self._language) if wanted else None

    def _loaded(self, package: Package, publication: Publication) -> DatastoreTable | None:
        table = self._wanted(publication)
        return table if table is not None and packages.table_mark(package, table.path) == table.mark else None

    def _stands(self, package: Package, table: DatastoreTable) -> bool:
        """Whether the table is there, or it is known that this file cannot have one."""
        there = packages.table_mark(package, table.path)
        if there != table.mark:
            return there.startswith(f"{table.mark} ")
        if package["name"] in self.distrusted or extras(package).get(MARK) in self.distrusted:
            return False
        return packages.resource_id(package["id"], table.path) in packages.tables(package)

    def _has_datastore(self) -> bool:
        if not self._was_asked:
            self._without = why_not(extensions(self._client()), self._by_address)
            self._was_asked = True
        return self._without is None
