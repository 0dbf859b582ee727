"""`catalog.yaml`: what stands in it for all of a workspace."""

from __future__ import annotations

import re
from pathlib import Path

from publisher.model.catalog import Catalog
from publisher.model.errors import ManyErrors, UserError
from publisher.model.text import msg
from publisher.workspace.parsing import parse
from publisher.workspace.root import CATALOG_FILE
from publisher.workspace.state_address import state_faults
from publisher.workspace.traced import accounts, plain, read_yaml

_TILES = re.compile(
    r"https://[\w.-]+(?::[0-9]+)?/(?=.*\{z\})(?=.*\{x\})(?=.*\{y\})(?:[^\s{}'\";,]|\{[zxy]\})*", re.ASCII
)


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
        tiles = getattr(catalog.portals[at], "map_tiles", None)
        if tiles is not None and not _TILES.fullmatch(tiles.url):
            raise UserError(
                msg(
                    "the address of map tiles begins with https:// and has the places {places}",
                    places="{z}, {x}, {y}",
                ),
                document.where(("portals", at, "map_tiles", "url"), "portals"),
            )
    if found := tuple(state_faults(catalog.state, document)):
        raise ManyErrors(found)
    if not 0 <= catalog.withdrawal_limit <= 1:
        raise UserError(
            msg("a share between 0 and 1 is expected here"),
            document.where(("withdrawal_limit",), "withdrawal_limit"),
        )
    return catalog
