"""Point by point, what the checks of row counts and categories make of good periods and of planted faults.

    python -m benchmarks.periods FOLDER

FOLDER holds real series, one CSV file each: `period,rows` (records of each period), `period,category,rows` (those
of each category), or `period,category` and several columns of figures (a row for each category). Without it
the simulated ones are judged only. Each night is judged as it is, and with each fault planted in it, by what a
dataset has that declares nothing, but for categories, which `category_rows` declares. A fault is found when a
finding says it; a good period is held when it is not published.
"""

from __future__ import annotations

import csv
import math
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import polars as pl

from publisher.model.expectations import CategoryRows
from publisher.model.finding import Severity
from publisher.model.table import Night
from publisher.validate import spreads
from publisher.validate.seasons import is_free, oddity
from publisher.validate.shifted import moved_columns

Series = Sequence[tuple[date, int]]
FIRST = 4
"""Nights that are known before faults are planted."""
KEPT = 400
"""Nights that the program keeps of a dataset."""
MONTHS = 13
"""Of a monthly series: a doubled quiet month is told from an ordinary one when a year has passed."""
FAULTS = {"a tenth": 0.1, "doubled": 2.0}


@dataclass(slots=True)
class Figures:
    """Of one series: good nights, those held and warned of, and planted faults and those found and held."""

    nights: int = 0
    held: int = 0
    warned: int = 0
    planted: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    found: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    stopped: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def judged(series: Series) -> Figures:
    """The row counts of a series, night after night."""
    figures, nights = Figures(), list[Night]()
    monthly = len(series) > 1 and 25 <= (series[1][0] - series[0][0]).days <= 35
    for at, (day, rows) in enumerate(series):
        good = oddity(nights[-KEPT:], day, rows)
        figures.nights += 1
        figures.held += bool(good and good.holds)
        figures.warned += bool(good and not good.holds)
        if at >= (MONTHS if monthly else FIRST) and rows:
            for name, times in FAULTS.items():
                bad = oddity(nights[-KEPT:], day, round(rows * times))
                figures.planted[name] += 1
                figures.found[name] += bad is not None
                figures.stopped[name] += bool(bad and bad.holds)
        nights.append(Night(day, rows, bool(good and good.holds)))
    return figures


def judged_by_category(tables: Sequence[tuple[date, Mapping[str, int]]], pick: random.Random) -> Figures:
    """A table of records with a category, against its last publication: a lost and a doubled category."""
    figures, rule = Figures(), CategoryRows("c")
    last: Mapping[str, int] = {}
    for _, now in tables:
        if last:
            known = sum(rows >= 20 for rows in last.values())
            good = spreads.severity_of_rows(spreads.uneven(last, now), known, rule)[0]
            figures.nights += 1
            figures.held += good is Severity.ERROR
            figures.warned += good is Severity.WARNING
            large = [name for name, rows in now.items() if rows >= 20 and last.get(name, 0) >= 20]
            for name in pick.sample(large, min(2, len(large))):
                for fault, times in (("a lost district", 0), ("a doubled district", 2)):
                    bad = spreads.severity_of_rows(
                        spreads.uneven(last, {**now, name: times * now[name]}), known, rule
                    )[0]
                    figures.planted[fault] += 1
                    figures.found[fault] += bad is not None
                    figures.stopped[fault] += bad is Severity.ERROR
        last = now
    return figures


def judged_by_column(tables: Sequence[tuple[date, pl.DataFrame]], pick: random.Random) -> Figures:
    """A table with a row for each category and several figures: a shifted column, and two exchanged."""
    figures = Figures()
    for (_, last), (_, now) in pairwise(tables):
        names = now.columns[1:]

        def told(frame: pl.DataFrame, last: pl.DataFrame = last, names: Sequence[str] = names) -> bool:
            return len(moved_columns(last, frame, ["category"], names)) > 1

        figures.nights += 1
        figures.held += told(now)
        at = pick.randrange(len(names) - 1)
        rows = now.select(names[at:])
        shifted = rows.select(pl.col(names[at + 1 :] + names[at : at + 1])).rename(
            dict(zip(names[at + 1 :] + names[at : at + 1], names[at:], strict=True))
        )
        exchanged = now.select(pl.col(names[at + 1]).alias(names[at]), pl.col(names[at]).alias(names[at + 1]))
        for fault, columns in (("a shifted column", shifted), ("exchanged columns", exchanged)):
            figures.planted[fault] += 1
            seen = told(now.with_columns(columns.get_columns()))
            figures.found[fault] += seen
            figures.stopped[fault] += seen
    return figures


def simulated(seeds: int) -> Iterator[tuple[str, Series]]:
    """Months with a tax peak and a dip at the lunar new year, counters with days off, weeks, growth, steps."""
    shape = (1200, 700, 1300, 2600, 1250, 1200, 1300, 1250, 1200, 1900, 1250, 1500)
    for seed in range(seeds):
        pick = random.Random(seed)
        noise, growth = pick.uniform(0.02, 0.12), pick.choice([1.0, 1.0, 1.05, 1.15])
        months = [date(2022 + at // 12, at % 12 + 1, 5) for at in range(48)]
        yield (
            f"months {seed}",
            [
                (day, round(shape[day.month - 1] * growth ** (at / 12) * math.exp(pick.gauss(0, noise))))
                for at, day in enumerate(months)
            ],
        )
        days = [date(2025, 1, 2) + timedelta(at) for at in range(365)]
        yield (
            f"days {seed}",
            [
                (
                    day + timedelta(1),
                    round(
                        (0 if is_free(day) or day.weekday() == 6 else 60 if day.weekday() == 5 else 400)
                        * math.exp(pick.gauss(0, noise))
                    ),
                )
                for day in days
            ],
        )
        level = 10 ** pick.uniform(1.5, 4)
        yield (
            f"weeks {seed}",
            [
                (
                    date(2024, 1, 3) + timedelta(7 * at),
                    round(level * growth ** (at / 52) * math.exp(pick.gauss(0, noise))),
                )
                for at in range(104)
            ],
        )


def read(path: Path) -> tuple[Series, list[tuple[date, dict[str, int]]]]:
    """A file of a series: the totals of each period, and where it has categories the rows of each."""
    totals: dict[date, int] = defaultdict(int)
    parts: dict[date, dict[str, int]] = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            day, rows = date.fromisoformat(row["period"]), round(float(row["rows"]))
            totals[day] += rows
            if "category" in row:
                parts[day][row["category"]] = rows
    return sorted(totals.items()), sorted(parts.items())


def _told(name: str, all_of: Sequence[Figures]) -> None:
    nights = sum(one.nights for one in all_of)
    print(f"{name}: {len(all_of)} series, {nights} nights")
    if not nights:
        return
    print(f"  good held {sum(one.held for one in all_of) / nights:.2%}, ", end="")
    print(f"warned {sum(one.warned for one in all_of) / nights:.2%}")
    for fault in dict.fromkeys(fault for one in all_of for fault in one.planted):
        with_it = [one for one in all_of if one.planted[fault]]
        planted = sum(one.planted[fault] for one in with_it)
        found = sum(one.found[fault] for one in with_it) / planted
        stopped = sum(one.stopped[fault] for one in with_it) / planted
        each = sum(one.found[fault] / one.planted[fault] for one in with_it) / len(with_it)
        print(f"  {fault}: found {found:.1%} pooled, {each:.1%} mean of series, held {stopped:.1%}")


def main() -> None:
    """Print the figures."""
    kinds: dict[str, list[Figures]] = defaultdict(list)
    for name, series in simulated(20):
        kinds[f"simulated {name.split()[0]}"].append(judged(series))
    real, by_category, by_column = [], [], []
    for path in sorted(Path(sys.argv[1]).glob("*.csv")) if len(sys.argv) > 1 else ():
        if len((frame := pl.read_csv(path, infer_schema=False)).columns) > 3:
            parts = frame.partition_by("period", include_key=False, as_dict=True)
            sheets = [(date.fromisoformat(str(key[0])), part) for key, part in sorted(parts.items())]
            by_column.append(judged_by_column(sheets, random.Random(path.stem)))
            continue
        series, tables = read(path)
        real.append(judged(series))
        if "-v" in sys.argv:
            _told(path.stem, real[-1:])
        if tables:
            by_category.append(judged_by_category(tables, random.Random(path.stem)))
    for kind, figures in [
        *kinds.items(),
        ("real", real),
        ("real, by category", by_category),
        ("real, by column", by_column),
    ]:
        _told(kind, figures)


if __name__ == "__main__":
    main()
