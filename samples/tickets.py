"""The queue machine's database: a simulated queue at four kinds of counter, with backup windows.

The plan of the origin asks that a backup opens when more than three people wait or the wait exceeds ten minutes;
here a window is added, for half an hour, as soon as four people wait.
"""

from __future__ import annotations

import heapq
from datetime import date, datetime, timedelta
from random import Random

from samples import people
from samples.calendar import moment, office_days, rush
from samples.files import Cell, sqlite_bytes

FIRST, LAST = date(2026, 8, 3), date(2026, 11, 19)
_DAILY = 168
_COUNTERS = {"R": (0.38, 2, 11.2), "L": (0.29, 2, 9.8), "V": (0.19, 1, 8.8), "F": (0.14, 1, 7.5)}
"""Share of visitors, windows open, and mean minutes of service by counter code."""

_CREATE = """CREATE TABLE ticket (
  ticket_no TEXT PRIMARY KEY, counter TEXT NOT NULL, taken_at TEXT NOT NULL, people_ahead INTEGER NOT NULL,
  called_at TEXT NOT NULL, finished_at TEXT, backup_window TEXT NOT NULL, notify_phone TEXT
) WITHOUT ROWID"""
_INSERT = "INSERT INTO ticket VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


def files(random: Random) -> dict[str, bytes]:
    """`tickets.sqlite`: one row a ticket, some with the phone to which the call is sent as a text message."""
    rows: list[list[Cell]] = []
    for day in office_days(FIRST, LAST):
        for counter in _COUNTERS:
            rows += _day_of(random, day, counter)
    return {"waiting-tickets/tickets.sqlite": sqlite_bytes(_CREATE, _INSERT, rows)}


def _day_of(random: Random, day: date, counter: str) -> list[list[Cell]]:
    share, windows, minutes = _COUNTERS[counter]
    count = max(6, round(random.gauss(_DAILY * share * rush(day), 4)))
    arrivals = sorted(moment(random, day) + timedelta(seconds=random.randrange(60)) for _ in range(count))
    opening = arrivals[0].replace(hour=8, minute=0, second=0)
    free = [opening] * windows
    calls: list[datetime] = []
    backup_until = opening
    rows: list[list[Cell]] = []
    for number, taken in enumerate(arrivals, 1):
        ahead = sum(called > taken for called in calls)
        if ahead >= 4 and taken >= backup_until:
            backup_until = taken + timedelta(minutes=30)
            heapq.heappush(free, taken + timedelta(minutes=1))
        elif taken >= backup_until and len(free) > windows:
            free = heapq.nsmallest(windows, free)
        called = max(taken + timedelta(seconds=random.randrange(5, 50)), heapq.heappop(free))
        calls.append(called)
        shown_up = random.random() > 0.025
        served = timedelta(minutes=min(45.0, 1.5 + random.expovariate(1 / (minutes - 1.5))))
        done = called + (served if shown_up else timedelta(seconds=60))
        heapq.heappush(free, done)
        rows.append(
            [
                f"{day:%Y%m%d}{counter}{number:03d}",
                counter,
                f"{taken:%Y-%m-%d %H:%M:%S}",
                ahead,
                f"{called:%Y-%m-%d %H:%M:%S}",
                f"{done:%Y-%m-%d %H:%M:%S}" if shown_up else None,
                "Y" if taken < backup_until else "N",
                people.phone(random) if random.random() < 0.3 else None,
            ]
        )
    return rows
