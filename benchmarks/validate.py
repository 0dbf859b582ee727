"""How much faster validation is than frictionless alone.

    .venv/bin/python -m benchmarks.validate [--million] [--rows 10000000]

Each table has 12 typed fields and a share of faulty rows (16 kinds of faults). In one process, after imports and
one small warm-up, the same file goes through the Polars parse floor, the product and frictionless; both of the
latter build the same report, which is compared whole. Times are CPU seconds of all threads. With --rows only
the product runs, so that the peak of memory is its own.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from frictionless import Report

from publisher.tableschema import referee
from publisher.tableschema.frictionless_ import rowwise

DISTRICTS = ["中山", "信義", "大安", "松山", "內湖"]
NAMES = "王李張陳林黃吳劉"
FIRST_DAY = date(2020, 1, 1)
SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True}},
        {"name": "code", "type": "string", "constraints": {"unique": True, "pattern": "[A-Z]{2}-\\d{7}"}},
        {"name": "district", "type": "string", "constraints": {"enum": DISTRICTS}},
        {"name": "office", "type": "string", "constraints": {"pattern": "\\d{3}"}},
        {"name": "count", "type": "integer", "constraints": {"minimum": 0, "maximum": 1000}},
        {"name": "amount", "type": "number", "constraints": {"minimum": 0}},
        {"name": "year", "type": "year", "constraints": {"minimum": 1990}},
        {"name": "day", "type": "date", "constraints": {"minimum": "2000-01-01"}},
        {"name": "stamp", "type": "datetime"},
        {"name": "open", "type": "boolean"},
        {"name": "name", "type": "string", "constraints": {"required": True, "maxLength": 20}},
        {"name": "note", "type": "string"},
    ],
    "missingValues": ["", "-"],
    "primaryKey": ["id"],
}


def write(path: Path, rows: int, share: float) -> None:
    """The table, the same for the same arguments."""
    dice = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(item["name"] for item in SCHEMA["fields"])
        for number in range(1, rows + 1):
            row = _row(dice, number)
            writer.writerow(_spoilt(dice, row, number) if share and dice.random() < share else row)


def _row(dice: random.Random, number: int) -> list[str]:
    day = (FIRST_DAY + timedelta(days=dice.randrange(2000))).isoformat()
    return [
        str(number),
        f"AB-{number:07d}",
        dice.choice(DISTRICTS),
        f"{dice.randrange(200):03d}",
        str(dice.randrange(500)),
        f"{dice.randrange(1_000_000) / 100:.2f}",
        str(dice.randrange(1990, 2027)),
        day,
        f"{day}T{dice.randrange(24):02d}:{dice.randrange(60):02d}:00",
        dice.choice(["true", "false"]),
        "".join(dice.choice(NAMES) for _ in range(3)),
        dice.choice(["", "-", "備註", "一般案件"]),
    ]


_CELLS = [
    (0, "x"), (1, "bad"), (2, "火星"), (4, "-1"), (4, "1.5"), (5, "1,000"), (6, "113"), (7, "2024-02-30"),
    (8, "2024-01-01"), (9, "是"), (10, ""), (10, "王" * 30),
]  # fmt: skip


def _spoilt(dice: random.Random, row: list[str], number: int) -> list[str]:
    kind = dice.randrange(16)
    if kind < len(_CELLS):
        at, value = _CELLS[kind]
        return [*row[:at], value, *row[at + 1 :]]
    repeated = [str(max(1, number - 3)), *row[1:]]
    return [repeated, [*row, "extra"], row[:10], [""] * len(row)][kind - len(_CELLS)]


def _cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    before = time.process_time()
    result = work()
    return time.process_time() - before, result


def _comparable(report: Report) -> dict[str, Any]:
    """The whole report without the time it took."""
    described = report.to_descriptor()
    for part in (described, *described["tasks"]):
        del part["stats"]["seconds"]
    return described


def measure(path: Path, rows: int, share: float, *, alone: bool) -> str:
    """One line of the table; without `alone` only the product runs."""
    floor = (
        _cpu(lambda: pl.read_csv(path, infer_schema=False, truncate_ragged_lines=True).height)[0] if alone else 0.0
    )
    ours, judgement = _cpu(lambda: rowwise.judge(referee._resource(path, SCHEMA)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    line = f"| {rows:,} | {share:.1%} | {floor:.2f} | {ours:.2f} | {judgement.ways['table'].judged:,} | {peak:,} |"
    if not alone:
        return f"{line} - | - | - |"
    theirs, report = _cpu(lambda: referee._resource(path, SCHEMA).validate(limit_errors=0))
    same = _comparable(report) == _comparable(judgement.report)
    return f"{line} {theirs:.2f} | {theirs / ours:.1f} | {'yes' if same else 'NO'} |"


def main() -> None:
    """Print the table of ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--million", action="store_true", help="also a million rows (some two minutes)")
    parser.add_argument("--rows", type=int, help="only this many rows, without frictionless")
    asked = parser.parse_args()
    sizes = [(10_000, 0.0), (10_000, 0.05), (100_000, 0.0), (100_000, 0.001), (100_000, 0.05)]
    sizes += [(1_000_000, 0.001)] if asked.million else []
    sizes = [(asked.rows, 0.001)] if asked.rows else sizes
    print("| rows | faulty | floor s | ours s | rows judged | peak MB | frictionless s | ratio | same report |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        warm = Path(folder) / "warm.csv"
        write(warm, 1000, 0.05)
        measure(warm, 1000, 0.05, alone=True)
        for rows, share in sizes:
            path = Path(folder) / f"{rows}-{share}.csv"
            write(path, rows, share)
            print(measure(path, rows, share, alone=asked.rows is None), flush=True)
            path.unlink()


if __name__ == "__main__":
    main()
