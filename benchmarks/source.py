"""What reading and structuring a large table costs: CPU seconds and the peak of memory, by kind of source.

    .venv/bin/python -m benchmarks.source [--rows 10000000] [--kinds csv,big5,parquet,sqlite,postgresql]

A table of 12 columns as an office keeps it (ROC dates, thousands separators, codes, blanks), fixed seed. Each kind
is read by `source.read` and turned into a table by `structure.apply` with ten steps, each in a process of its own,
so that the peak of memory is its own. The floor is Polars reading the CSV file of the same table as text, eagerly,
in a process of its own. CPU seconds count all threads of the process; those of a database server are not in it.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl

from publisher import source, structure
from publisher.model.policy import FieldPolicy, Policy, Role
from publisher.model.sources import FileSource, Source, SqlSource
from publisher.model.stage import Services
from publisher.model.structuring import (
    Codes,
    Constant,
    Date,
    DropRows,
    FillDown,
    Header,
    Missing,
    Number,
    Rename,
    StructureStep,
    Trim,
)
from publisher.model.text import LocalText
from publisher.model.workspace import Dataset

KINDS = ("csv", "big5", "parquet", "sqlite", "postgresql")
MOST_MEGABYTES = 2048
"""The bar: reading and structuring any of these takes no more memory than this, whatever the number of rows."""
_PART = 1_000_000
_FIELDS = ["序號", "案號", "行政區", "站別", "件數", "金額", "年度", "受理日", "辦結日", "線上", "承辦", "備註"]
_STEPS: tuple[StructureStep, ...] = (
    Header(),
    Trim(columns=("備註", "承辦")),
    DropRows(blank=True),
    Missing(("-",), columns=("備註",)),
    FillDown(("行政區",)),
    Number(("件數", "金額")),
    Date(("受理日", "辦結日"), calendar="roc"),
    Codes("線上", {"Y": "是", "N": "否"}),
    Rename({"年度": "民國年"}),
    Constant("機關", "測試監理站"),
)
_PUBLISHED = ["民國年" if name == "年度" else name for name in _FIELDS] + ["機關"]


def _frame(first: int, rows: int, dice: np.random.Generator) -> pl.DataFrame:
    def pick(values: list[str | None]) -> pl.Series:
        return pl.Series(values, dtype=pl.String).gather(dice.integers(0, len(values), rows))

    number = pl.int_range(first, first + rows, eager=True).cast(pl.String)
    days = [f"{year}/{month:02}/{day:02}" for year in (113, 114) for month in range(1, 13) for day in range(1, 29)]
    amounts = [f"{value:,}" for value in range(0, 5_000_000, 997)]
    columns = {
        "序號": number,
        "案號": "AB-" + number.str.zfill(9),
        "行政區": pick(["中西區", "東區", "南區", "北區", None]),
        "站別": pick(["001", "002", "014"]),
        "件數": pick([str(value) for value in range(500)]),
        "金額": pick([*amounts]),
        "年度": pick(["112", "113", "114"]),
        "受理日": pick([*days]),
        "辦結日": pick([*days, None]),
        "線上": pick(["Y", "N"]),
        "承辦": pick(["甲 ", "乙", "丙組"]),
        "備註": pick([None, "-", "一般案件", "補件後辦理"]),
    }
    return pl.DataFrame([column.alias(name) for name, column in columns.items()])


def write(folder: Path, rows: int) -> None:
    """`table.csv` and `table.parquet` (text columns), the same for the same number of rows."""
    dice = np.random.default_rng(7)
    with (folder / "table.csv").open("wb") as file:
        for first in range(1, rows + 1, _PART):
            part = _frame(first, min(_PART, rows + 1 - first), dice)
            part.write_csv(file, include_header=first == 1)
    pl.scan_csv(folder / "table.csv", infer_schema=False).sink_parquet(folder / "table.parquet")


def _big5(folder: Path, kind: str) -> None:
    if kind == "big5":
        with (folder / "table.csv").open(encoding="utf-8") as text, (folder / "table-big5.csv").open("wb") as copy:
            while piece := text.read(1 << 24):
                copy.write(piece.encode("cp950"))


@contextmanager
def _database(folder: Path, kind: str) -> Iterator[str]:
    if kind == "sqlite":
        _into_sqlite(folder)
        yield "sqlite:///table.sqlite"
        return
    import psycopg

    from tests.source import servers

    with servers.postgresql() as url:
        columns = ", ".join(f'"{name}" text' for name in _FIELDS)
        with psycopg.connect(url.replace("+psycopg", "")) as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE UNLOGGED TABLE big ({columns})".encode())
            copying = cursor.copy("COPY big FROM STDIN (FORMAT csv, HEADER)")
            with copying as copy, (folder / "table.csv").open("rb") as data:
                while piece := data.read(1 << 20):
                    copy.write(piece)
        yield url


def _into_sqlite(folder: Path) -> None:
    import sqlite3

    holes = ", ".join("?" for _ in _FIELDS)
    connection = sqlite3.connect(folder / "table.sqlite")
    connection.execute(f"CREATE TABLE big ({', '.join(_FIELDS)})")
    frame = pl.scan_parquet(folder / "table.parquet")
    for first in range(0, frame.select(pl.len()).collect().item(), 200_000):
        rows = frame.slice(first, 200_000).collect().iter_rows()
        connection.executemany(f"INSERT INTO big VALUES ({holes})", rows)
    connection.commit()
    connection.close()


def _source(kind: str, url: str) -> Source:
    files = {"csv": "table.csv", "big5": "table-big5.csv", "parquet": "table.parquet"}
    if kind in files:
        return FileSource(files[kind], encoding="cp950" if kind == "big5" else None)
    return SqlSource(url, "SELECT * FROM big")


def _cpu(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def child(kind: str, folder: Path, url: str) -> None:
    """Do the work of one line in this process and print its numbers."""
    if kind == "floor":
        seconds = _cpu(lambda: pl.read_csv(folder / "table.csv", infer_schema=False).height)
        print(f"{seconds:.2f} 0 {_peak()} 0")
        return
    text = LocalText("測試", "Test")
    dataset = Dataset(
        id="big",
        identifier="A00000000X-000001",
        title=text,
        description=text,
        keywords=(),
        frequency="每月",
        source=_source(kind, url),
        folder=folder,
        schema={"fields": []},
        policy=Policy(text, {name: FieldPolicy(Role.INSENSITIVE) for name in _PUBLISHED}),
        structure=_STEPS,
    )
    with tempfile.TemporaryDirectory(dir=folder) as work:
        services = Services(Path(work), datetime(2026, 11, 25, tzinfo=UTC), folder, "en")
        before = time.process_time()
        grid = source.read(dataset, services, {})
        middle = time.process_time()
        assert grid.table is not None
        result = structure.apply(dataset, grid.table, services)
        after = time.process_time()
        assert result.findings == ()
        print(f"{middle - before:.2f} {after - middle:.2f} {_peak()} {grid.table.rows - 1}")


def _in_a_process(kind: str, folder: Path, url: str = "") -> tuple[float, float, int, int]:
    command = [sys.executable, "-m", "benchmarks.source", "--child", kind, "--folder", str(folder), "--url", url]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    first, second, peak, rows = done.stdout.split()
    return float(first), float(second), int(peak), int(rows)


def main() -> None:
    """Print the table; the exit code is 1 when a peak is over its bar or a row was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--kinds", default="csv,big5,parquet,sqlite,postgresql")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--url", default="", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        child(asked.child, asked.folder, asked.url)
        return
    over = False
    print("| rows | source | read s | structure s | floor s | read / floor | peak MB (bar 2,048) |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, asked.rows)
        floor, _, floor_peak, _ = _in_a_process("floor", folder)
        print(
            f"| {asked.rows:,} | Polars read_csv | {floor:.2f} | | {floor:.2f} | 1 | {floor_peak:,} |", flush=True
        )
        for kind in asked.kinds.split(","):
            _big5(folder, kind)
            if kind in ("sqlite", "postgresql"):
                with _database(folder, kind) as url:
                    read, structured, peak, rows = _in_a_process(kind, folder, url)
            else:
                read, structured, peak, rows = _in_a_process(kind, folder)
            over |= peak > MOST_MEGABYTES or rows != asked.rows
            line = f"| {asked.rows:,} | {kind} | {read:.2f} | {structured:.2f} | {floor:.2f} | {read / floor:.1f}"
            print(f"{line} | {peak:,} |", flush=True)
    sys.exit(int(over))


if __name__ == "__main__":
    main()
