"""The health of a workspace in two small files: for people's monitoring (JSON), and for Prometheus (text).

Only counts and times stand in them: they may be read by every account of the machine.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.state.modes import set_mode

if TYPE_CHECKING:
    from publisher.model.night import NightReport

HEALTH = "health.json"
METRICS = "metrics.prom"
_PREFIX = "publisher_"
_HELP = {
    "started": "When the last night began (seconds since 1970).",
    "seconds": "How long the last night took.",
    "exit_code": "How the last night ended (docs/reference/exit-codes.md).",
    "published": "Datasets that the last night published.",
    "unchanged": "Datasets of which nothing had changed.",
    "held": "Datasets that are held.",
    "failed": "Datasets that could not be processed.",
    "errors": "Findings of severity error that stand.",
    "warnings": "Findings of severity warning that stand.",
    "new": "Findings that did not stand the night before.",
    "portals_in_trouble": "Portals that could not be brought up to date.",
    "proven": "Datasets on portals whose proof as an anonymous reader holds.",
    "unproven": "Datasets on portals whose proof does not hold.",
    "oldest_proof": "The longest ago day on which a proof rests (seconds since 1970).",
}


@dataclass(frozen=True, slots=True)
class Health:
    """What a night left behind, in numbers; `started` and `oldest_proof` are seconds since 1970."""

    run: int
    started: float
    seconds: float
    exit_code: int
    published: int
    unchanged: int
    held: int
    failed: int
    errors: int
    warnings: int
    new: int
    portals_in_trouble: int
    proven: int
    unproven: int
    oldest_proof: float
    websites: tuple[str, ...] = ()

    @classmethod
    def of(cls, night: NightReport) -> Health:
        """The health that `night` found."""
        from publisher.model.finding import Severity
        from publisher.model.night import State

        states = [item.state for item in night.datasets]
        findings = [found for group in (night.datasets, night.portals, night.sites) for item in group
                    for found in item.findings if not found.accepted]  # fmt: skip
        receipts = [receipt for portal in night.portals for receipt in portal.receipts]
        days = [datetime.combine(item.proven_on(), datetime.min.time(), night.started.tzinfo) for item in receipts]
        return cls(
            run=night.run,
            started=night.started.timestamp(),
            seconds=round((night.finished - night.started).total_seconds(), 1),
            exit_code=int(night.exit_code),
            published=states.count(State.PUBLISHED),
            unchanged=states.count(State.UNCHANGED),
            held=states.count(State.HELD),
            failed=states.count(State.FAILED),
            errors=sum(found.severity is Severity.ERROR for found in findings),
            warnings=sum(found.severity is Severity.WARNING for found in findings),
            new=len(night.new),
            portals_in_trouble=sum(portal.error is not None for portal in night.portals),
            proven=sum(receipt.verified for receipt in receipts),
            unproven=sum(not receipt.verified for receipt in receipts),
            oldest_proof=min((day.timestamp() for day in days), default=0.0),
            websites=tuple(site.site for site in night.sites),
        )


def write_health(folder: Path, night: NightReport, workspace: str) -> Health:
    """Write both files into `folder`; `workspace` names it among others. Raises OSError."""
    health = Health.of(night)
    _put(folder / HEALTH, json.dumps(asdict(health), indent=1) + "\n")
    _put(folder / METRICS, metrics(health, workspace))
    return health


def read_health(folder: Path) -> Health | None:
    """What the last night left; None when there was none, or when the file cannot be read."""
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Health).validate_json((folder / HEALTH).read_bytes())
    except (OSError, ValidationError):
        return None


def metrics(health: Health, workspace: str) -> str:
    """The health as Prometheus' textfile collector reads it (exposition format 0.0.4)."""
    label = re.sub(r'([\\"])', r"\\\1", workspace).replace("\n", " ")
    lines = []
    for name, text in _HELP.items():
        metric = f"{_PREFIX}{name}"
        value = getattr(health, name)
        lines += [f"# HELP {metric} {text}", f"# TYPE {metric} gauge", f'{metric}{{workspace="{label}"}} {value}']
    return "\n".join(lines) + "\n"


def _put(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(text, encoding="utf-8", errors="backslashreplace")
    set_mode(fresh, 0o644)
    fresh.replace(path)
