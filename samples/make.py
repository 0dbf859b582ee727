"""Write the sample agency's source files: `python -m samples.make [--seed N] [--check] [--mend]`.

Each maker gets its own stream of random numbers, so that a change in one leaves the files of the others as they
are.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

from samples import cases, complaints, exams, inspections, places, procedures, surveys, tickets, vehicles

SEED = 1150
DATASETS = Path(__file__).resolve().parents[1] / "datasets"
_MAKERS: tuple[Callable[[Random], dict[str, bytes]], ...] = (
    cases.files,
    tickets.files,
    surveys.files,
    complaints.files,
    vehicles.files,
    places.files,
    exams.files,
    inspections.files,
    procedures.files,
)


def build(seed: int = SEED) -> dict[str, bytes]:
    """Every source file, by its path below `datasets/`."""
    made: dict[str, bytes] = {}
    for maker in _MAKERS:
        made |= maker(Random(f"{seed} {maker.__module__}"))  # noqa: S311 - samples, not secrets
    return made


def mended(seed: int = SEED) -> dict[str, bytes]:
    """The file of the deliberately faulty dataset as it should have been."""
    return exams.mended(Random(f"{seed} {exams.__name__}"))  # noqa: S311 - samples, not secrets


def differing(made: dict[str, bytes], folder: Path = DATASETS) -> list[str]:
    """Paths whose file in `folder` is missing or says something else."""
    return [path for path, content in made.items() if not _same(folder / path, content)]


def _same(path: Path, content: bytes) -> bool:
    if not path.is_file():
        return False
    if path.suffix == ".sqlite":
        # Versions of the library lay pages out differently: the rows decide, not the bytes.
        return _rows(path.read_bytes()) == _rows(content)
    return path.read_bytes() == content


def _rows(database: bytes) -> list[str]:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(database)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def main(arguments: list[str] | None = None) -> int:
    """Write the files, or with --check say which differ (exit 1)."""
    parser = argparse.ArgumentParser(prog="python -m samples.make", description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=SEED, help=f"another invented agency (default {SEED})")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file differs")
    parser.add_argument(
        "--mend", action="store_true", help="write only road-test-daily, as it should have arrived"
    )
    parser.add_argument("--to", type=Path, default=DATASETS, help="folder of the datasets (default: datasets/)")
    chosen = parser.parse_args(arguments)
    made = mended(chosen.seed) if chosen.mend else build(chosen.seed)
    changed = differing(made, chosen.to)
    if chosen.check:
        for path in changed:
            sys.stdout.write(f"differs: {path}\n")
        return 1 if changed else 0
    for path in changed:
        target = chosen.to / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(made[path])
        sys.stdout.write(f"written: {path} ({len(made[path]):,} bytes)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
