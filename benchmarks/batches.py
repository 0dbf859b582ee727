"""What memory de-identification takes, row by row and with privacy models.

    .venv/bin/python -m benchmarks.batches [--rows 10000000]

A table of eight fields (birth dates, addresses, amounts; fixed seed), treated by row-wise techniques only, and
with k = 11 and l = 2 over five quasi-identifiers whose levels are searched. Each in a process of its own: the peak
is that of the stage and of what it imports. Method and figures: docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from publisher.deidentify import apply
from publisher.model.policy import (
    AddressLevel,
    AgeBand,
    DistinctLDiversity,
    Drop,
    FieldPolicy,
    GeneraliseDate,
    KAnonymity,
    Role,
    Round,
)
from publisher.model.table import Table
from tests.deidentify.making import make_dataset, make_services

PART = 1_000_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--alone", choices=("rows", "models"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    settings = parser.parse_args()
    if settings.alone:
        _alone(settings.folder, settings.rows, levels=settings.alone == "models")
        return 0
    print("| records | what | CPU s | peak of memory, MB | records left out |\n|---|---|---|---|---|", flush=True)
    with TemporaryDirectory() as work:
        _make(Path(work), settings.rows)
        for what in ("rows", "models"):
            words = ["--rows", str(settings.rows), "--alone", what, "--folder", work]
            subprocess.run([sys.executable, "-m", "benchmarks.batches", *words], check=True)
    return 0


def _make(folder: Path, rows: int) -> None:
    chosen = np.random.default_rng(1)
    parts = []
    for begin in range(0, rows, PART):
        size = min(PART, rows - begin)
        frame = pl.DataFrame(
            {
                "證號": pl.int_range(begin, begin + size, eager=True).cast(pl.String).str.zfill(9),
                "出生": _dates(chosen.integers(-15_000, 13_000, size)),
                "收件": _dates(chosen.integers(20_400, 20_700, size)),
                "地址": pl.Series(np.array(["東區", "北區", "南區", "安平區"])[chosen.integers(0, 4, size)]),
                "車種": pl.Series(np.array(["小客車", "大貨車", "重機", "輕機"])[chosen.integers(0, 4, size)]),
                "業務": pl.Series(np.array(["換照", "過戶", "檢驗", "報廢"])[chosen.integers(0, 4, size)]),
                "金額": pl.Series(chosen.integers(0, 9_000, size)).cast(pl.String),
                "性別": pl.Series(np.array(["男", "女"])[chosen.integers(0, 2, size)]),
            }
        )
        number = pl.Series(chosen.integers(1, 400, size)).cast(pl.String)
        frame = frame.with_columns(("臺南市" + frame["地址"] + "範例路" + number + "號").alias("地址"))
        parts.append(folder / f"part{begin}.parquet")
        frame.write_parquet(parts[-1])
    pl.scan_parquet(parts).sink_parquet(folder / "structured.parquet")
    for part in parts:
        part.unlink()


def _dates(days: np.ndarray) -> pl.Series:
    return pl.Series(days).cast(pl.Int32).cast(pl.Date).cast(pl.String)


def _alone(folder: Path, rows: int, *, levels: bool) -> None:
    role = Role.QUASI_IDENTIFIER if levels else Role.INSENSITIVE
    fields: Mapping[str, FieldPolicy] = {
        "證號": FieldPolicy(Role.DIRECT_IDENTIFIER, Drop()),
        "出生": FieldPolicy(role, AgeBand(at="收件", bottom=20, levels=(5, 10, 20) if levels else ())),
        "收件": FieldPolicy(
            role, GeneraliseDate(to="month", levels=("month", "quarter", "year") if levels else ())
        ),
        "地址": FieldPolicy(role, AddressLevel(levels=("district", "city") if levels else ())),
        "車種": FieldPolicy(role),
        "業務": FieldPolicy(Role.SENSITIVE if levels else Role.INSENSITIVE),
        "金額": FieldPolicy(Role.INSENSITIVE, Round(100)),
        "性別": FieldPolicy(role),
    }
    dataset = make_dataset(fields, (KAnonymity(k=11), DistinctLDiversity(2, "業務")) if levels else ())
    begin = time.process_time()
    result = apply(
        replace(dataset, policy=replace(dataset.policy, mode="full-domain" if levels else None)),
        Table(folder / "structured.parquet", tuple(fields), rows),
        make_services(folder),
    )
    assert result.table is not None
    status = Path("/proc/self/status").read_text(encoding="ascii")  # ru_maxrss would be that of the parent
    peak = int(status.split("VmHWM:")[1].split()[0]) // 1024
    what = "k = 11, l = 2, five quasi-identifiers" if levels else "row by row"
    gone = result.counters["records_suppressed"]
    print(f"| {rows:,} | {what} | {time.process_time() - begin:.1f} | {peak:,} | {gone:,} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
