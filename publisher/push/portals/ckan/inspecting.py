"""What `publisher doctor` tells of a CKAN portal: what we may do there, and what its search cannot find."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from publisher.model.catalog import Catalog, CkanPortalDefinition
from publisher.model.errors import PortalError
from publisher.model.text import msg
from publisher.push.base import PortalInspection
from publisher.push.portals.ckan.client import CkanClient
from publisher.push.portals.ckan.datastore import why_not
from publisher.push.portals.ckan.rules import find_organization, read_rules, require_groups

LEAST_VERSION = (2, 10)
_RUN = re.compile(r"[\u4e00-\u9fff]{6,}")
"""A run of Chinese that is long enough to have an inside."""
_LOOKED_THROUGH = 100


def inspect(client: CkanClient, definition: CkanPortalDefinition, catalog: Catalog) -> Iterator[PortalInspection]:
    """Look at the portal without changing anything; what does not answer is a problem, and the end of it."""
    try:
        yield from _software(client, definition)
        yield from _rights(client, replace(definition, create=False), catalog)
        yield from _search(client, definition)
    except PortalError as error:
        yield PortalInspection(msg("portal {portal}", portal=definition.id), error.message, error.hint)


def _software(client: CkanClient, definition: CkanPortalDefinition) -> Iterator[PortalInspection]:
    status = client.read("status_show")
    version = str(status.get("ckan_version") or "")
    old = _numbers(version) < LEAST_VERSION if version else False
    yield PortalInspection(
        msg("portal {portal}: CKAN {version}", portal=definition.id, version=version or "?"),
        msg("it is older than 2.10") if old else None,
        msg("ask its webmaster for CKAN 2.10 or later") if old else None,
    )
    listed = [str(item) for item in status.get("extensions") or ()]
    by_address = lambda: read_rules(client).by_address(definition.formats)  # noqa: E731 - asked only if need be
    missing = why_not(listed, by_address) if definition.datastore else None
    yield PortalInspection(
        msg("portal {portal}: tables of the files in its DataStore", portal=definition.id),
        missing,
        msg("only files are offered there; `publisher explain portal.no-datastore` says more")
        if missing
        else None,
    )


def _rights(client: CkanClient, definition: CkanPortalDefinition, catalog: Catalog) -> Iterator[PortalInspection]:
    find_organization(client, definition, catalog.agency)
    yield PortalInspection(
        msg(
            "portal {portal}: the token may publish in {organization}",
            portal=definition.id,
            organization=definition.organization,
        )
    )
    require_groups(client, definition, set(definition.groups.values()))
    rules = read_rules(client)
    licence = catalog.defaults.licence
    unknown = licence not in rules.licences
    yield PortalInspection(
        msg("portal {portal}: licence {licence}", portal=definition.id, licence=licence),
        msg("the portal does not list it; datasets are shown there as Other (Attribution)") if unknown else None,
        msg("ask its webmaster to add it (licenses_group_url)") if unknown else None,
    )
    if rules.schema.dataset:
        required = [item.label for item in rules.schema.dataset if item.required]
        what = msg(
            "portal {portal}: a schema of its own, which requires {fields}",
            portal=definition.id,
            fields="、".join(required),
        )
        yield PortalInspection(what)


def _search(client: CkanClient, definition: CkanPortalDefinition) -> Iterator[PortalInspection]:
    """Search for the inside of Chinese texts that the portal shows, each among its own dataset only."""
    shown = client.read("package_search", rows=_LOOKED_THROUGH)["results"]
    for field, what, problem in (
        ("title", msg("portal {portal}: Chinese words inside titles", portal=definition.id), _NOT_IN_TITLES),
        ("notes", msg("portal {portal}: Chinese words inside descriptions", portal=definition.id), _NOT_IN_NOTES),
    ):
        found = _finds(client, shown, field)
        if found is None:
            yield PortalInspection(_NOTHING_TO_TRY)
        else:
            yield PortalInspection(what, None if found else problem, None if found else _SEARCH_ADVICE)


_NOTHING_TO_TRY = msg("no public dataset there has enough Chinese to try its search with")
_NOT_IN_TITLES = msg("the portal's search does not find them: it splits texts at blanks only")
_NOT_IN_NOTES = msg("the portal's search does not find them: it splits descriptions at blanks only")
_SEARCH_ADVICE = msg(
    "put each word that people search for into keywords of dataset.yaml, for a whole tag is found; or ask the"
    " webmaster for a Solr schema that splits Chinese (CJK bigrams)"
)


def _finds(client: CkanClient, shown: list[Mapping[str, Any]], field: str) -> bool | None:
    for package in shown:
        run = _RUN.search(package.get(field) or "")
        if run is not None:
            inside = run[0][1:5]
            found = client.read("package_search", q=inside, fq=f'id:"{package["id"]}"', rows=0)
            return bool(found["count"])
    return None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2])
