"""`catalog.yaml`: what stands in it for all of a workspace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from publisher.model.catalog import Catalog
from publisher.model.errors import ManyErrors, UserError, Where
from publisher.model.text import msg
from publisher.workspace.declared import address_faults, catalog_faults
from publisher.workspace.parsing import parse
from publisher.workspace.root import CATALOG_FILE
from publisher.workspace.state_address import state_faults
from publisher.workspace.traced import WrittenDocument, accounts, plain, read_yaml

_ID = re.compile(r"\w(?:[\w .-]*[\w-])?\Z")
_LONGEST_ID = 120
"""Bytes: names of files are made of it."""


def load_catalog(root: Path) -> Catalog:
    """The catalogue of the workspace at `root`, typed. Raises UserError or ManyErrors."""
    document = read_yaml(root / CATALOG_FILE, CATALOG_FILE)
    data = plain(document.data)
    if found := tuple(accounts(document, data)):
        raise ManyErrors(found)
    catalog = parse(Catalog, data, document)
    ids = [portal.id for portal in catalog.portals]
    for at, portal_id in enumerate(ids):
        if portal_id in ids[:at]:
            raise UserError(
                msg("two portals have the id {id}", id=portal_id), document.where(("portals", at), "portals")
            )
    if found := (
        *state_faults(catalog.state, document),
        *_faults(catalog, document),
        *address_faults(catalog, document),
        *catalog_faults(catalog, root, document),
    ):
        raise ManyErrors(found)
    if not 0 <= catalog.withdrawal_limit <= 1:
        raise UserError(
            msg("a share between 0 and 1 is expected here"),
            document.where(("withdrawal_limit",), "withdrawal_limit"),
        )
    return catalog


def _faults(catalog: Catalog, document: WrittenDocument) -> Iterator[UserError]:
    """What each value may be by itself, but what becomes of it may not: names of files, addresses, times."""

    def where(*path: str | int) -> Where:
        names = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
        return document.where(path, "".join(names).removeprefix("."))

    for group, items in (("portals", catalog.portals), ("websites", catalog.websites)):
        for at, item in enumerate(items):
            if not _ID.match(item.id) or len(item.id.encode()) > _LONGEST_ID:
                yield UserError(
                    msg("the id {id} cannot be the name of a file", id=item.id),
                    where(group, at, "id"),
                    msg("write up to 40 letters, digits, dots and hyphens, a letter or digit first"),
                )
    budget = catalog.time_budget
    if budget.minutes < 0 or not (0 <= budget.datasets <= 100 and 0 <= budget.websites <= 100):
        yield UserError(
            msg("the time of a night is minutes from 0 on, and shares of it from 0 to 100 percent"),
            where("time_budget"),
        )
