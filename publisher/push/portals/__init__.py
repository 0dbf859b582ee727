"""The portals by type: one line here, one package beside it, imported only when one is used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from publisher.model.catalog import Catalog, PluginPortalDefinition, PortalDefinition
from publisher.model.errors import MissingPartError
from publisher.model.extras import install_hint
from publisher.model.stage import Services
from publisher.model.text import msg
from publisher.plugins import loaded
from publisher.push.base import Portal

Maker = Callable[[PortalDefinition, Catalog, Path, Services], Portal]


@dataclass(frozen=True, slots=True)
class PortalType:
    """Where a portal's class stands, and the extra that brings what it imports."""

    module: str
    name: str
    extra: str


PORTALS = {
    "static": PortalType("publisher.push.portals.static", "StaticPortal", "rdf"),
    "ckan": PortalType("publisher.push.portals.ckan", "CkanPortal", "ckan"),
}
"""Every class here, and every one that a plug-in brings, is made with `(definition, catalog, root, services)`."""


def open_portal(definition: PortalDefinition, catalog: Catalog, root: Path, services: Services) -> Portal:
    """The portal of `definition`; nothing is asked of it yet.

    `root` is the workspace's folder. Raises MissingPartError when the extra it needs is not installed.
    """
    if isinstance(definition, PluginPortalDefinition):
        return _brought(definition)(definition, catalog, root, services)
    kind = PORTALS[definition.type]
    try:
        module = import_module(kind.module)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] == "publisher":
            raise
        raise MissingPartError(
            msg(
                "the portal {portal} needs the Python package {package}, which is not installed",
                portal=definition.id,
                package=error.name or kind.extra,
            ),
            hint=install_hint(kind.extra),
        ) from None
    return cast(Maker, getattr(module, kind.name))(definition, catalog, root, services)


def _brought(definition: PluginPortalDefinition) -> Maker:
    found: dict[str, Maker] = {plugin.name: value for plugin, value in loaded("portals")}
    if definition.plugin not in found:
        raise MissingPartError(
            msg(
                "the portal {portal} needs the plug-in {plugin}, which is not installed",
                portal=definition.id,
                plugin=definition.plugin,
            ),
            hint=msg("`publisher doctor` lists the plug-ins that are"),
        )
    return found[definition.plugin]
