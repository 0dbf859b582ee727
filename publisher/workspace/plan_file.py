"""The items of the service plan: the rulebook's, with those that a workspace writes itself in their place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from publisher.model.errors import UserError
from publisher.model.plan_items import PlanFile, PlanItem
from publisher.model.text import msg
from publisher.workspace.parsing import parse
from publisher.workspace.rulebook import builtin_folder
from publisher.workspace.traced import plain, read_yaml

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
    items = parse(PlanFile, plain(document.data), document).items
    for number, item in enumerate(items):
        if any(not _is_day(written) for written in item.due):
            raise UserError(
                msg("the days of {item} are to be month and day, as in 06-30", item=item.id),
                document.where(("items", number, "due"), "due"),
            )
    return items


def _is_day(written: str) -> bool:
    try:
        date.fromisoformat(f"2025-{written}")
    except ValueError:
        return False
    return len(written) == len("06-30")
