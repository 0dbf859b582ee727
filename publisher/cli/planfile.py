"""A plan in a file: written by `publisher plan --out`, read by a person, carried out by `publisher push FILE`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from publisher.model.errors import PortalError, UserError, Where
from publisher.model.jsonable import to_json
from publisher.model.night import Plan, PortalPlan
from publisher.model.text import msg


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """What stands in the file."""

    format: Literal["publisher-plan/1"]
    plan: Plan


def write_plan(plan: Plan, path: Path) -> None:
    """Write `plan` to `path`, whole or not at all; PortalError when a portal could not be looked at."""
    for portal in plan.pushes:
        if portal.error is not None:
            raise PortalError(portal.error, hint=portal.hint)
    text = json.dumps(to_json(SavedPlan("publisher-plan/1", plan)), ensure_ascii=False, indent=2) + "\n"
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise UserError(
            msg("the file cannot be written: {reason}", reason=error.strerror or ""),
            Where(str(path)),
            msg("name a file in a folder that you may write to"),
        ) from None


def read_plan(path: Path) -> Mapping[str, PortalPlan]:
    """What was agreed for each portal."""
    from pydantic import TypeAdapter, ValidationError

    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError(
            msg("the file cannot be read: {reason}", reason=error.strerror or ""), Where(str(path))
        ) from None
    try:
        found = TypeAdapter(SavedPlan).validate_json(content)
    except ValidationError:
        raise UserError(
            msg("the file is not a plan of this program"),
            Where(str(path)),
            msg("write one with `publisher plan --out {path}`", path=str(path)),
        ) from None
    return {portal.portal: portal for portal in found.plan.pushes}
