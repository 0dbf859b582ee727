"""What the exact search for the least generalisation costs, in one run and as ratios.

    .venv/bin/python -m benchmarks.deidentify [--adult FOLDER] [--rows 1000000] [--arx CLASSPATH]

Unit U is the CPU of one Polars `group_by` of the nine string columns of the large table, beside the rest; CPU
counts all threads. With `--arx` (the class path of a built ARX; none of it is part of this repository) the same
searches run in ARX in the same hour, with a warm virtual machine. Method and figures: docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import gzip
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np
import polars as pl

from publisher.deidentify import search_levels
from publisher.model.policy import (
    DistinctLDiversity,
    KAnonymity,
    PrivacyModel,
    RecursiveLDiversity,
    TCloseness,
)
from publisher.privacy.engine import (
    Ladder,
    ModelCondition,
    Problem,
    equivalence_classes,
    ladder_from_levels,
    read_rows,
    search,
)

T = TypeVar("T")
ADULT = Path(__file__).resolve().parents[1] / "tests/privacy/data/adult"
DRIVER = Path(__file__).parent / "arx" / "Measure.java"
OPTIMA = {0.0: 0.573150965559, 0.01: 0.362406723010, 0.05: 0.241932365066, 1.0: 0.220411928480}
SENSITIVE = "occupation"
OTHERS: Mapping[str, PrivacyModel] = {
    "distinct l=3": DistinctLDiversity(3, SENSITIVE),
    "recursive c=4 l=3": RecursiveLDiversity(4, 3, SENSITIVE),
    "t=0.5 equal": TCloseness(0.5, SENSITIVE),
    "t=0.2 hierarchical": TCloseness(0.2, SENSITIVE, "hierarchical", file=f"adult_hierarchy_{SENSITIVE}.csv"),
}
OTHER_OPTIMA = {  # ARX 3.9.2, to six decimals
    ("distinct l=3", 0.0): 0.542211,
    ("distinct l=3", 0.05): 0.171702,
    ("distinct l=3", 1.0): 0.166715,
    ("recursive c=4 l=3", 0.0): 0.542211,
    ("recursive c=4 l=3", 0.05): 0.209361,
    ("recursive c=4 l=3", 1.0): 0.180910,
    ("t=0.5 equal", 0.0): 0.613172,
    ("t=0.5 equal", 0.05): 0.288774,
    ("t=0.5 equal", 1.0): 0.252850,
    ("t=0.2 hierarchical", 0.0): 0.759176,
    ("t=0.2 hierarchical", 0.05): 0.612806,
}
MOST_SEARCH, MOST_CHECK = 6.0, 0.25
MOST_OF_ARX, MOST_OF_ARX_LARGE = 1.0, 0.1
REDRAWN = 0.15
Case = tuple[str, float]


@dataclass(frozen=True)
class Searched:
    """CPU seconds of a search, the loss it found, and how far that is from the known optimum."""

    seconds: float
    loss: float
    off: float = 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--adult", type=Path, default=ADULT, help="folder of adult.csv(.gz) and its hierarchies")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--arx", help="class path of ARX: its classes and its libraries")
    settings = parser.parse_args()
    adult = _read(settings.adult)
    ladders = {name: _ladder(settings.adult, name) for name in adult.columns}
    large = _resampled(adult, settings.rows)
    print("CPU seconds, best of 3\n")
    ours = {**_adult(adult, ladders), **_others(adult, settings.adult)}
    at_five, right = _large(large, ladders)
    right &= all(item.off < 1e-9 for item in ours.values())
    if settings.arx is not None:
        right &= _beside_arx(settings.arx, settings.adult, adult, ours, 3, MOST_OF_ARX)
        right &= _beside_arx(settings.arx, settings.adult, large, {("k", 0.05): at_five}, 1, MOST_OF_ARX_LARGE)
    return 0 if right else 1


def _adult(table: pl.DataFrame, ladders: dict[str, Ladder]) -> dict[Case, Searched]:
    """By model and limit."""
    print("| Adult, k=5, limit | loss | off by | suppressed | nodes checked | CPU s (with encoding) |")
    print("|---|---|---|---|---|---|")
    ours = {}
    for limit, optimum in OPTIMA.items():
        seconds, found = _best(
            lambda limit=limit: search(_problem(table, ladders), int(limit * table.height))  # type: ignore[misc]
        )
        assert found is not None
        off = abs(found.loss - optimum)
        ours["k", limit] = Searched(seconds, found.loss, off)
        print(
            f"| {limit:.0%} | {found.loss:.12f} | {off:.0e} | {found.suppressed:,} "
            f"| {found.checked:,} of {found.nodes:,} | {seconds:.3f} |"
        )
    return ours


def _others(table: pl.DataFrame, folder: Path) -> dict[Case, Searched]:
    """The same for models with a sensitive field, by the Python entry `search_levels`."""
    print("\n| Adult, k=5 and | limit | loss | equal to 6 decimals | suppressed | CPU s (with encoding) |")
    print("|---|---|---|---|---|---|")
    files = {name: folder / f"adult_hierarchy_{name}.csv" for name in table.columns if name != SENSITIVE}
    ours = {}
    for (name, limit), optimum in OTHER_OPTIMA.items():
        models = [KAnonymity(k=5), OTHERS[name]]
        seconds, found = _best(
            lambda models=models, limit=limit: search_levels(table, files, models, limit, folder)  # type: ignore[misc]
        )
        assert found is not None
        off = abs(round(found.loss, 6) - optimum)
        ours[name, limit] = Searched(seconds, found.loss, off)
        equal = "yes" if off < 1e-9 else "no"
        print(f"| {name} | {limit:.0%} | {found.loss:.9f} | {equal} | {found.suppressed:,} | {seconds:.3f} |")
    return ours


def _beside_arx(
    classpath: str,
    folder: Path,
    table: pl.DataFrame,
    ours: Mapping[Case, Searched],
    rounds: int,
    most: float,
) -> bool:
    """ARX on the same table, as a ratio; its CPU is that of all threads of a warm virtual machine."""
    with TemporaryDirectory() as work:
        path = Path(work) / "table.csv"
        table.write_csv(path, separator=";")
        subprocess.run(["javac", "-cp", classpath, "-d", work, str(DRIVER)], check=True)
        words = [word for name, limit in ours for word in (name, str(limit))]
        ran = subprocess.run(
            ["java", "-cp", f"{classpath}:{work}", "Measure", str(folder), str(path), str(rounds), *words],
            check=True,
            capture_output=True,
            text=True,
        )
    print(
        f"\n| ARX, {table.height:,} rows | limit | its loss | ours less its | its CPU s | ours | ratio | at most |"
    )
    print("|---|---|---|---|---|---|---|---|")
    right = True
    for line in ran.stdout.splitlines():
        name, limit, loss, seconds = line.split("\t")
        mine = ours[name, float(limit)]
        ratio = mine.seconds / float(seconds)
        right &= abs(mine.loss - float(loss)) < 1e-9 and (name != "k" or ratio <= most)
        told = f"| {name} | {float(limit):.0%} | {float(loss):.12f} | {mine.loss - float(loss):.0e} "
        told += f"| {float(seconds):.3f} | {mine.seconds:.3f} "
        print(f"{told}| {ratio:.2f} | {most if name == 'k' else ''} |")
    return right


def _large(table: pl.DataFrame, ladders: dict[str, Ladder]) -> tuple[Searched, bool]:
    """The search at 5 %, and whether the bars are met."""
    unit, _ = _best(lambda: table.group_by(table.columns).len())
    encode, problem = _best(lambda: _problem(table, ladders))
    codes = [_codes(table[name], ladders[name]) for name in table.columns]
    check, _ = _best(lambda: equivalence_classes(codes))
    print(f"\n{table.height:,} rows; U = {unit:.3f} s\n\n| what | CPU s | U | at most |\n|---|---|---|---|")
    print(f"| class check of encoded columns | {check:.3f} | {check / unit:.2f} | {MOST_CHECK} |")
    print(f"| encoding and grouping | {encode:.3f} | {encode / unit:.2f} | |")
    cheap = check <= MOST_CHECK * unit
    at_five = Searched(0.0, 0.0)
    for limit in OPTIMA:
        seconds, found = _best(lambda limit=limit: search(problem, int(limit * table.height)))  # type: ignore[misc]
        assert found is not None
        ratio = (encode + seconds) / unit
        most = MOST_SEARCH if limit == 0.05 else None
        at_five = Searched(encode + seconds, found.loss) if limit == 0.05 else at_five
        cheap &= most is None or ratio <= most
        print(
            f"| encoding and search at {limit:.0%} (loss {found.loss:.9f}, {found.checked:,} nodes) "
            f"| {encode + seconds:.3f} | {ratio:.2f} | {most or ''} |"
        )
    return at_five, cheap


def _best(work: Callable[[], T]) -> tuple[float, T]:
    seconds = []
    for _ in range(3):
        begin = time.process_time()
        result = work()
        seconds.append(time.process_time() - begin)
    return min(seconds), result


def _read(folder: Path) -> pl.DataFrame:
    packed = folder / "adult.csv.gz"
    data = gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / "adult.csv").read_bytes()
    return pl.read_csv(data, separator=";", infer_schema=False)


def _ladder(folder: Path, name: str) -> Ladder:
    rows = read_rows(folder / f"adult_hierarchy_{name}.csv", name)
    return ladder_from_levels(name, list(zip(*rows, strict=True)))


def _codes(values: pl.Series, ladder: Ladder) -> np.ndarray:
    return values.cast(pl.Enum(list(ladder.labels[0]))).to_physical().to_numpy()


def _problem(table: pl.DataFrame, ladders: dict[str, Ladder]) -> Problem:
    columns = [_codes(table[name], ladders[name]) for name in table.columns]
    return Problem.of([ladders[name] for name in table.columns], columns, [ModelCondition(KAnonymity(k=5))])


def _resampled(table: pl.DataFrame, rows: int) -> pl.DataFrame:
    """Records drawn with replacement, and of each column some cells drawn anew from that column."""
    random = np.random.default_rng(7)
    drawn = pl.Series(random.integers(0, table.height, rows))
    columns = []
    for name in table.columns:
        other = table[name].gather(pl.Series(random.integers(0, table.height, rows)))
        anew = pl.Series(random.random(rows) < REDRAWN)
        columns.append(pl.select(pl.when(anew).then(other).otherwise(table[name].gather(drawn))).to_series())
    return pl.DataFrame(columns)


if __name__ == "__main__":
    sys.exit(main())
