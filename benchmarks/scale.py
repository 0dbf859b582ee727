"""How the static portal grows: many small datasets (two rows each) of which one changed since the last night.

    .venv/bin/python -m benchmarks.scale [--datasets 500 2000] [--folder DIR]

The portal's own work, from reading it to the last receipt: CPU seconds (all threads, system time included) by
stage, the peak of memory of a night in a process of its own, and the names that the night made and took away, as
Python's own audit events tell. Not counted: making the publications, and what the night does around a portal.
Method and figures: docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.static import NOW, portal_of, publication_of, schema_of
from publisher.model.release import Publication
from publisher.push.plan import plan
from publisher.push.portals.static import build, portal
from publisher.push.portals.static.kept.releases import ReleaseFolder

MOST_CHANGE = 15.0
"""CPU seconds of a night in which one of 50,000 datasets changed."""
KEEP = 2
_STAGES: tuple[tuple[str, Any, str], ...] = (
    ("record", portal.StaticPortal, "_load"),
    ("look", portal, "look"),
    ("wanted", portal, "next_entries"),
    ("key", build, "release_key"),
    ("each dataset", build, "_dataset"),
    ("whole catalogue", build.Together, "write"),
    ("sums", portal, "write_sums"),
    ("to disk", ReleaseFolder, "switch"),
    ("oldest away", ReleaseFolder, "prune"),
    ("assemble", ReleaseFolder, "assemble"),
    ("watch", portal.Watch, "remember"),
    ("watch touched", portal.Watch, "touch"),
)
_DATASETS = "datasets.pickle"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasets", type=int, nargs="+", default=[500, 2000])
    parser.add_argument("--folder", type=Path, help="work here and leave everything behind")
    parser.add_argument("--night", type=int, help=argparse.SUPPRESS)
    settings = parser.parse_args()
    if settings.night is not None:
        _night(settings.folder, settings.night)
        return 0
    print("| datasets | night | CPU s | peak MB | links | files written | names removed | folders | by stage |")
    print("|---|---|---|---|---|---|---|---|---|")
    slow = False
    for count in settings.datasets:
        root = (settings.folder or Path(tempfile.mkdtemp(prefix="scale-bench-"))) / str(count)
        try:
            _publish(root, count)
            spent = [_measured(root, count, night, what) for night, what in enumerate(_NIGHTS)]
            slow |= spent[-1] > MOST_CHANGE * max(count / 50_000, 0.2)
        finally:
            if settings.folder is None:
                shutil.rmtree(root.parent, ignore_errors=True)
    return 1 if slow else 0


_NIGHTS = (
    "first build",
    "nothing changed",
    "one changed",
    "one changed, one release more than are kept",
    "one changed",
)


def _publish(root: Path, count: int) -> None:
    """The publications of the first night; a night changes one and leaves the rest as they are."""
    rng = random.Random(7)
    shown = {f"dataset-{n:05}": _publication(root / "store", n, rng, 0) for n in range(count)}
    (root / _DATASETS).write_bytes(pickle.dumps(shown))


def _measured(root: Path, count: int, night: int, what: str) -> float:
    """A night in a process of its own, so that its peak of memory is its own."""
    command = [sys.executable, "-m", "benchmarks.scale", "--night", str(night), "--folder", str(root)]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    found = json.loads(result.stdout.splitlines()[-1])
    stages = ", ".join(f"{name} {spent:.2f}" for name, spent in found["stages"].items())
    counts = " | ".join(f"{found['counts'].get(name, 0):,}" for name in ("link", "write", "remove", "mkdir"))
    print(f"| {count:,} | {what} | {found['cpu']:.2f} | {found['peak']:,.0f} | {counts} | {stages} |", flush=True)
    return float(found["cpu"])


def _night(root: Path, night: int) -> None:
    shown: dict[str, Publication] = pickle.loads((root / _DATASETS).read_bytes())
    if night >= 2:
        number = len(shown) // 2 + night
        shown[f"dataset-{number:05}"] = _publication(root / "store", number, random.Random(night), night)
        (root / _DATASETS).write_bytes(pickle.dumps(shown))
    stages: Counter[str] = Counter()
    for name, owner, attribute in _STAGES:
        setattr(owner, attribute, _timed(getattr(owner, attribute), stages, name))
    counts: Counter[str] = Counter()
    sys.addaudithook(lambda event, given: _count(counts, event, given))
    now = NOW + timedelta(days=night)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.process_time()
    target = portal_of(root, KEEP, now)
    remote = target.read()
    ours = {item.hash for item in shown.values()} | {str(item.publication) for item in remote.values()}
    work = [step for step in plan(shown, remote, {}, {}, ours) if str(step.action) != "unchanged"]
    results = list(target.apply(work, shown, now))
    spent = time.process_time() - began
    assert len(results) == len(work) == (len(shown) if night == 0 else int(night >= 2)), results[:3]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": spent, "peak": peak, "before": before, "counts": counts, "stages": stages}))


def _timed(function: Callable[..., Any], stages: Counter[str], name: str) -> Callable[..., Any]:
    @wraps(function)
    def timed(*args: Any, **kwargs: Any) -> Any:
        began = time.process_time()
        try:
            return function(*args, **kwargs)
        finally:
            stages[name] += time.process_time() - began  # type: ignore[assignment]

    return timed


def _count(counts: Counter[str], event: str, given: tuple[Any, ...]) -> None:
    if event in ("os.link", "os.mkdir"):
        counts[event.removeprefix("os.")] += 1
    elif event in ("os.remove", "os.rmdir"):
        counts["remove"] += 1
    elif event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR):
        counts["write"] += 1


def _publication(store: Path, n: int, rng: random.Random, version: int) -> Publication:
    """Two rows in four files."""
    name = f"dataset-{n:05}"
    rows = [(f"P{row}", f"第{n}-{row}據點", rng.randrange(1, 20) + version) for row in range(2)]
    frame = pl.DataFrame(rows, schema=["編號", "據點名稱", "櫃檯數"], orient="row")
    folder = store / f"{name}-{version}"
    folder.mkdir(parents=True)
    frame.write_csv(folder / "data.csv", include_bom=True, line_terminator="\r\n")
    frame.write_parquet(folder / "data.parquet")
    (folder / "data.json").write_text(json.dumps(frame.to_dicts(), ensure_ascii=False), encoding="utf-8")
    schema = schema_of(frame, {}, ["編號"])
    package = {"name": name, "resources": [{"name": "data", "path": "data.csv", "schema": schema}]}
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=1), encoding="utf-8")
    made = publication_of(name, n, folder, frame, schema, version)
    # none falls due within the nights that are measured: a page that turns "late" is another change
    return replace(made, modified=NOW - timedelta(minutes=n) + timedelta(days=version), frequency="每年")


if __name__ == "__main__":
    sys.exit(main())
