"""Earlier nights in figures: each report leaves a small summary, and later ones read it for trend and change."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

FILE = "summary.json"
FORMAT = "publisher-summary/1"
TREND = 30
"""Nights that the trend shows, this one included."""
_MOST = 400


@dataclass(frozen=True, slots=True)
class Summary:
    """One night in figures. `folder` is where its report lies, beside that of tonight; empty for tonight."""

    run: int
    started: datetime
    exit_code: int
    datasets: dict[str, int]
    findings: dict[str, int]
    items: dict[str, str]
    disclosed: tuple[int, int] = (0, 0)
    folder: str = ""

    def to_json(self) -> str:
        """The text of summary.json."""
        return (
            json.dumps(
                {
                    "format": FORMAT,
                    "run": self.run,
                    "started": self.started.isoformat(),
                    "exit_code": self.exit_code,
                    "datasets": self.datasets,
                    "findings": self.findings,
                    "items": self.items,
                    "disclosed": list(self.disclosed),
                },
                ensure_ascii=False,
                indent=1,
                sort_keys=True,
            )
            + "\n"
        )


@dataclass(frozen=True, slots=True)
class History:
    """The nights before this one, the oldest first."""

    nights: tuple[Summary, ...] = field(default=())

    def month_before(self, now: datetime) -> Summary | None:
        """The last night of an earlier month than `now`."""
        earlier = [
            night for night in self.nights if (night.started.year, night.started.month) < (now.year, now.month)
        ]
        return earlier[-1] if earlier else None

    def trend(self) -> tuple[Summary, ...]:
        """The last nights that the trend shows beside this one."""
        return self.nights[-(TREND - 1) :]


def earlier_nights(folder: Path, started: datetime, own: str) -> History:
    """What the reports in `folder` say of nights before `started`; one that cannot be read is left out."""
    nights = []
    for path in sorted(folder.glob(f"*/{FILE}"), reverse=True)[:_MOST]:
        if path.parent.is_symlink() or path.parent.name == own:
            continue
        night = _read(path)
        if night is not None and night.started < started:
            nights.append(night)
    return History(tuple(sorted(nights, key=lambda night: (night.started, night.run))))


def _read(path: Path) -> Summary | None:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        if said.get("format") != FORMAT:
            return None
        return Summary(
            int(said["run"]),
            datetime.fromisoformat(said["started"]),
            int(said["exit_code"]),
            _counts(said["datasets"].items()),
            _counts(said["findings"].items()),
            {str(name): str(state) for name, state in said["items"].items()},
            (int(said["disclosed"][0]), int(said["disclosed"][1])),
            path.parent.name,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return None  # another version's, or half written: the night must not end for it


def _counts(items: Iterable[tuple[str, int]]) -> dict[str, int]:
    return {str(name): int(number) for name, number in items}
