"""All checks of websites: one module each, found by the folder of its family.

A family is a package here whose modules have a `CHECK`; where one look serves many, it has `CHECKS` itself. A
new check is a module, a rulebook entry and its cases; nothing else names it. Other packages bring theirs by
entry points.
"""

from __future__ import annotations

import difflib
import pkgutil
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

from publisher.checks.base import Check
from publisher.model.errors import UserError
from publisher.model.text import msg
from publisher.plugins import each, refuse_twin


def _found() -> Iterator[Check]:
    """The checks of every family, in the order of their ids."""
    for family in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if not family.ispkg:
            continue
        name = f"publisher.checks.{family.name}"
        package = import_module(name)
        if hasattr(package, "CHECKS"):
            yield from package.CHECKS
            continue
        for module in pkgutil.iter_modules(package.__path__):
            check = getattr(import_module(f"{name}.{module.name}"), "CHECK", None)
            if check is not None:
                yield check


def _brought(own: tuple[Check, ...]) -> Iterator[Check]:
    taken = {check.id for check in own}
    for plugin, check in each("checks", Check):
        if check.id in taken:
            raise refuse_twin(plugin, check.id)
        taken.add(check.id)
        yield check


_OWN = tuple(_found())
CHECKS: tuple[Check, ...] = (*_OWN, *_brought(_OWN))

FAMILIES: tuple[str, ...] = tuple(dict.fromkeys(check.family for check in CHECKS))


def chosen(names: Iterable[str]) -> tuple[Check, ...]:
    """The checks with these ids or of these families, all without any; UserError for a name that is neither."""
    wanted = tuple(names)
    known = [*FAMILIES, *(check.id for check in CHECKS)]
    for name in wanted:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = msg("did you mean {near}?", near=near[0]) if near else None
            raise UserError(msg("there is no check or family of checks {name}", name=name), hint=hint)
    return tuple(check for check in CHECKS if not wanted or check.id in wanted or check.family in wanted)
