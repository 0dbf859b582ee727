"""What other packages bring: recognisers, checks, rules, export formats and portals, found by entry points.

Whatever is installed beside the program is used; `publisher doctor` lists it, and every fingerprint of a night
holds it, so that a new version proves everything anew. Why this way: docs/adr/0010-plugins-by-entry-points.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Literal

from publisher.model.errors import MissingPartError, UserError, Where
from publisher.model.text import Message, msg

Group = Literal["recognisers", "checks", "rules", "formats", "readers", "portals"]
GROUPS: tuple[Group, ...] = ("recognisers", "checks", "rules", "formats", "readers", "portals")
"""An entry point's group is `publisher.` and one of these.

A format has a reader under its name beside it: the gate reads what was written with other code than wrote it.
"""


@dataclass(frozen=True, slots=True)
class Plugin:
    """One entry point: what it is called, and the package that brings it."""

    group: Group
    name: str
    package: str
    version: str

    def __str__(self) -> str:
        return f"{self.group}: {self.name} ({self.package} {self.version})"


def installed() -> tuple[Plugin, ...]:
    """Everything that other packages bring, in the order of groups and names; nothing is imported."""
    return tuple(plugin for group in GROUPS for plugin, _ in _points(group))


@cache
def loaded(group: Group) -> tuple[tuple[Plugin, Any], ...]:
    """What the entry points of a group lead to, in the order of their names.

    Raises MissingPartError for one that cannot be imported: without a recogniser or a check that somebody
    installed, less would be looked at than they believe.
    """
    return tuple((plugin, _load(plugin, point)) for plugin, point in _points(group))


def each(group: Group, kind: type) -> Iterator[tuple[Plugin, Any]]:
    """Every `kind` of a group, one by one: an entry point leads to one of them, or to a sequence.

    Raises UserError for anything else, and what `loaded` raises.
    """
    for plugin, value in loaded(group):
        for item in value if isinstance(value, list | tuple) else (value,):
            if not isinstance(item, kind):
                names = {"found": type(item).__name__, "wanted": kind.__name__}
                raise _unfit(plugin, msg("the plug-in brings a {found}, not a {wanted}", **names))
            yield plugin, item


def refuse_twin(plugin: Plugin, name: str) -> UserError:
    """The error of a plug-in that brings what the program, or another plug-in, has under the same name."""
    return _unfit(plugin, msg("{name} is there already", name=name))


def _unfit(plugin: Plugin, what: Message) -> UserError:
    return UserError(what, Where(str(plugin)), _advice(plugin))


def _advice(plugin: Plugin) -> Message:
    return msg("tell its makers, or uninstall the package {package}", package=plugin.package)


@cache
def _points(group: Group) -> tuple[tuple[Plugin, EntryPoint], ...]:
    found = {}
    for point in _all_points().select(group=f"publisher.{group}"):
        package, version = (point.dist.name, point.dist.version) if point.dist else ("", "")
        found[point.name, package] = Plugin(group, point.name, package, version), point
    return tuple(found[key] for key in sorted(found))


@cache
def _all_points() -> Any:
    """Of whatever is installed: the lists of all packages are read once for all groups."""
    return entry_points()


def _load(plugin: Plugin, point: EntryPoint) -> Any:
    try:
        return point.load()
    except Exception as fault:  # noqa: BLE001 - the border to what others wrote
        raise MissingPartError(
            msg("the plug-in cannot be loaded: {kind}", kind=type(fault).__name__),
            Where(str(plugin)),
            _advice(plugin),
        ) from None
