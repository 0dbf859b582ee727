"""When the next update of a dataset is due, by the update frequency that it declares."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

_TAIPEI = timezone(timedelta(hours=8))
_EVERY = re.compile(r"每\s*(?P<n>\d*)\s*(?P<unit>日|天|週|周|個月|月|季|半年|年)\Z")
_DAYS = {"日": 1, "天": 1, "週": 7, "周": 7, "個月": 31, "月": 31, "季": 92, "半年": 183, "年": 366}


def day_of(moment: datetime) -> date:
    """The day of a moment in Taipei."""
    return (moment.astimezone(_TAIPEI) if moment.tzinfo else moment).date()


def due(modified: datetime, every: str) -> date | None:
    """The last day (in Taipei) on which an update is still on time; none for what is continuous or irregular.

    The metadata standard sets no tolerance; a period and a fifth, and three days, is ours.
    """
    match = _EVERY.match(every.strip())
    if match is None:
        return None
    days = int(match["n"] or 1) * _DAYS[match["unit"]]
    return day_of(modified) + timedelta(days=int(days * 1.2) + 3)
