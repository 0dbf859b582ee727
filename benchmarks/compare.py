"""What it costs to hold a release against the last one and against its release group.

    .venv/bin/python -m benchmarks.compare [--rows 100000]

Records with four quasi-identifiers (a thousandth changed since last night), a table that counts them by month and
district, and one that counts them by quarter. CPU seconds of `gate.compare` for each of the three, files read back
included; peak of memory of the process. Method and figures: docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from publisher import gate
from publisher.model.release import Release
from tests.gate.building import dataset, services
from tests.gate.releases import QUASI, SENSITIVE, cells, counted, k_anonymity, release, treated

SHARE_CHANGED = 0.001
K = 5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    settings = parser.parse_args()
    with TemporaryDirectory() as work:
        folder = Path(work)
        last = _records(settings.rows, 0)
        fresh, standing = _group(folder, _records(settings.rows, int(settings.rows * SHARE_CHANGED)), last)
        print("| release | compared with | CPU s | findings |\n|---|---|---|---|")
        for name in fresh:
            begin = time.process_time()
            result = gate.compare(dataset(id=name, release_group="one"), fresh, standing, services(folder))
            seconds = time.process_time() - begin
            found = ", ".join(sorted({item.check for item in result.findings})) or "none"
            print(f"| {name} | {result.counters['compared']} | {seconds:.2f} | {found} |")
    print(f"\npeak of memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return 0


def _records(rows: int, changed: int) -> pl.DataFrame:
    """Records over two years; the first `changed` ones are new."""
    chosen = np.random.default_rng(1)
    month = chosen.integers(0, 24, rows)
    fields = {
        "月": [f"{2025 + m // 12}-{m % 12 + 1:02}" for m in month.tolist()],
        "區": [f"第{d:02}區" for d in chosen.integers(0, 37, rows).tolist()],
        "年齡": [f"{20 + 20 * a}-{39 + 20 * a}" for a in chosen.integers(0, 4, rows).tolist()],
        "性別": ["男女"[s] for s in chosen.integers(0, 2, rows).tolist()],
        "業務": ["換照過戶檢驗"[2 * b : 2 * b + 2] for b in chosen.integers(0, 3, rows).tolist()],
    }
    frame = pl.DataFrame(fields)
    return pl.concat([frame[changed:], frame[:changed].with_columns(pl.lit("2026-12").alias("月"))])


def _group(folder: Path, now: pl.DataFrame, last: pl.DataFrame) -> tuple[dict[str, Release], dict[str, Release]]:
    quasi = [treated(name, QUASI, concept=name) for name in ("月", "區", "年齡", "性別")]

    def records(frame: pl.DataFrame) -> Release:
        columns = {name: frame[name].to_list() for name in frame.columns}
        return release(folder, "records", columns, [*quasi, treated("業務", SENSITIVE)], k_anonymity(K))

    def counts(name: str, frame: pl.DataFrame, keys: list[str]) -> Release:
        table = frame.group_by(keys).len("件數").sort(keys)
        columns = {key: table[key].to_list() for key in table.columns}
        treatments = [*(treated(key, concept=key) for key in keys), counted("件數", "records")]
        return release(folder, name, columns, treatments, cells(6, "件數"), key=keys)

    quarter = pl.format(
        "{}-Q{}", pl.col("月").str.slice(0, 4), (pl.col("月").str.slice(5).cast(pl.Int32) + 2) // 3
    )
    fresh, standing = (
        {
            "records": records(frame),
            "monthly": counts("monthly", frame, ["月", "區"]),
            "quarterly": counts("quarterly", frame.with_columns(quarter.alias("月")), ["月"]),
        }
        for frame in (now, last)
    )
    return fresh, standing


if __name__ == "__main__":
    sys.exit(main())
