"""The items of the service plan: the rulebook's, with those that a workspace writes itself in their place."""

from __future__ import annotations

from pathlib import Path

from publisher.model.plan_items import PlanFile, PlanItem
from publisher.workspace.parsing import parse
from publisher.workspace.reading import plain, read_yaml
from publisher.workspace.rulebook import builtin_folder

_FILE = "plan.yaml"


def load_plan_items(workspace: Path | None = None) -> tuple[PlanItem, ...]:
    """The items in the order of the plan, further ones of the workspace last; UserError names file and line."""
    items = {item.id: item for item in _read(builtin_folder() / _FILE)}
    if workspace is not None:
        own = workspace / "checks" / _FILE
        if own.is_file() and own.resolve() != (builtin_folder() / _FILE).resolve():
            items |= {item.id: item for item in _read(own)}
    return tuple(items.values())


def _read(path: Path) -> tuple[PlanItem, ...]:
    document = read_yaml(path, f"checks/{path.name}")
    return parse(PlanFile, plain(document.data), document).items
