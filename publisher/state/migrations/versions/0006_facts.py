"""What later nights go by stands in an outcome as facts and nights of their own, not among the counters."""

import json
import zlib
from datetime import date, datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa
from alembic import op

from publisher.state.columns import BIG

revision = "0006"
down_revision = "0005"

_TAIPEI = timezone(timedelta(hours=8))
_OUTCOMES = sa.table(
    "outcomes", sa.column("dataset", sa.String), sa.column("outcome", sa.Text), sa.column("mark", BIG)
)


def upgrade() -> None:
    """Write every outcome anew; one that is damaged stays as it is, for the check of the state to name."""
    connection = op.get_bind()
    for dataset, text, mark in connection.execute(sa.select(_OUTCOMES)).all():
        if mark is not None and mark != zlib.crc32(text.encode()):
            continue
        moved = json.dumps(_moved(json.loads(text)), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        values = {"outcome": moved, "mark": zlib.crc32(moved.encode())}
        connection.execute(sa.update(_OUTCOMES).where(_OUTCOMES.c.dataset == dataset).values(**values))


def _moved(outcome: dict[str, Any]) -> dict[str, Any]:
    counters = outcome.get("counters", {})
    nights = [
        (datetime.fromisoformat(moment), rows, held)
        for name, held in (("nights", False), ("held-nights", True))
        for moment, rows in counters.pop(name, {}).items()
    ]
    by_day = {moment.astimezone(_TAIPEI).date().isoformat(): (rows, held) for moment, rows, held in sorted(nights)}
    outcome["nights"] = [{"day": day, "rows": rows, "held": held} for day, (rows, held) in by_day.items()]
    facts: dict[str, dict[str, Any]] = {}
    for stage, some in counters.items():
        found: dict[str, Any] = {}
        levels = {name.removeprefix("level:"): some.pop(name) for name in list(some) if name.startswith("level:")}
        if levels:
            found["levels"] = levels
        if (day := some.pop("fresh_until", None)) is not None:
            found["fresh_until"] = date.fromordinal(day).isoformat()
        for name in [name for name in some if name.startswith("why:")]:
            del some[name]
            found["judged_because"] = name.removeprefix("why:")
        if found:
            facts[stage] = found
    outcome["facts"] = facts
    return outcome
