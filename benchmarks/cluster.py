"""Two workers of a Dask cluster against one process, on the pages of the accessibility checks.

    .venv/bin/python -m benchmarks.cluster [--pages 60]

The pages are those of the sample website, served on loopback; the cluster is a real one of two processes on this
machine. Both are asked once beforehand, so that programs and files are warm; browsers are started anew by both.
Both must say the same of every page. The ratio means what it says only on two cores that nobody else uses, so the
cores that the machine worked meanwhile are printed beside it.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from distributed import LocalCluster

from benchmarks.accessibility import serve
from publisher.browser import ALSO, Audit, BrowserSettings, audit_all
from publisher.executors import Executor, open_executor
from publisher.model.cluster import Cluster
from samples.website import write

LEAST = 1.6
_SETTINGS = BrowserSettings(hosts=("127.0.0.1",), allow_private=True, also=tuple(ALSO.values()))


def _busy() -> float:
    """CPU seconds that the machine has worked since it started."""
    fields = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
    user, nice, system, _idle, _wait, interrupt, soft, *_ = map(int, fields)
    return (user + nice + system + interrupt + soft) / os.sysconf("SC_CLK_TCK")


def _timed(urls: list[str], elsewhere: Executor | None) -> tuple[list[Audit], float, float]:
    list(audit_all(urls[:4], _SETTINGS, elsewhere=elsewhere))
    busy, began = _busy(), time.perf_counter()
    audits = [replace(audit, seconds=0.0) for audit in audit_all(urls, _SETTINGS, elsewhere=elsewhere)]
    seconds = time.perf_counter() - began
    return audits, seconds, (_busy() - busy) / seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=60)
    most = parser.parse_args().pages
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "site")
        paths = sorted(path.relative_to(folder / "site") for path in (folder / "site").rglob("*.html"))[:most]
        with (
            serve(folder / "site") as base,
            LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        ):
            urls = [f"{base}/{path}" for path in paths]
            here, alone, share = _timed(urls, None)
            with open_executor(Cluster(cluster.scheduler_address), 1, folder) as executor:
                there, together, share_together = _timed(urls, executor)
    ratio = alone / together
    print(
        f"{len(urls)} pages, {sum(len(audit.faults) for audit in here)} faults; the same of all: {here == there}"
    )
    print(f"one process  {alone:6.1f} s  (the machine worked {share:.2f} cores)")
    print(f"two workers  {together:6.1f} s  (the machine worked {share_together:.2f} cores)")
    print(f"ratio        {ratio:6.2f}    at least {LEAST} on two free cores")
    if here != there:
        return 1
    return 0 if ratio >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
