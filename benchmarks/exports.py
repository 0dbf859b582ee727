"""What writing the files of a dataset costs, beside the peers named: ratios of CPU seconds in one run.

    .venv/bin/python -m benchmarks.exports [--rows 100000]

A table of 12 typed columns (fixed seed), the same for all. Peers: a bare string writer (ODS), PyExcelerate (XLSX),
polars itself (CSV, Parquet), and for documents pages per CPU second. Each in a process of its own, which also says
the peak of its memory above what it had before it wrote (docs/benchmarks.md).
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import polars as pl

from publisher.documents.composed import as_pdf
from publisher.documents.contents import pdf_text
from publisher.export.content import ExportContent, ExportField, prepare
from publisher.export.formats.csv import CsvExporter
from publisher.export.formats.json import JsonExporter
from publisher.export.formats.ods import OdsExporter
from publisher.export.formats.parquet import ParquetExporter
from publisher.export.formats.xlsx import XlsxExporter
from publisher.model.catalog import Agency, Catalog, Contact
from publisher.model.document import Composed, Grid, Heading, Properties
from publisher.model.policy import Policy
from publisher.model.sources import FileSource
from publisher.model.table import Table
from publisher.model.text import LocalText
from publisher.model.workspace import Dataset

FIELDS = tuple(
    {"name": f"{kind}{number}", "type": kind}
    for number in (1, 2)
    for kind in ("string", "integer", "number", "date", "boolean", "datetime")
)
_TEXT = LocalText("測試", "Test")
_AGENCY = Agency("1", _TEXT, _TEXT, "https://a.example", Contact(_TEXT, "06-0000000", "a@a.example"))
_PAGES = 2_000
_ODS_ROW = "<table:table-row>{}</table:table-row>"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--job")
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    if asked.job:
        print(json.dumps(_measured(asked.job, asked.folder)))
        return
    with tempfile.TemporaryDirectory() as folder:
        _make(Path(folder), asked.rows)
        found = {name: _apart(name, Path(folder)) for name in _JOBS}
    print(f"{asked.rows:,} rows, 12 columns")
    for name, seen in found.items():
        print(f"{name:20} {seen['cpu']:8.2f} CPU s   {seen['peak']:6.0f} MB above idle   {seen.get('note', '')}")
    for ours, peer in (
        ("ods", "ods-strings"),
        ("xlsx", "xlsx-pyexcelerate"),
        ("csv", "csv-polars"),
        ("parquet", "parquet-polars"),
    ):
        print(f"{ours} / {peer}: {found[ours]['cpu'] / found[peer]['cpu']:.2f}")


def _make(folder: Path, rows: int) -> None:
    chance = random.Random(7)
    made: dict[str, list[str]] = {}
    for item in FIELDS:
        kind = item["type"]
        made[item["name"]] = [
            {
                "string": lambda row: f"臺南市第{row % 977}號 <件>",
                "integer": lambda row: str(row),
                "number": lambda _: f"{chance.random() * 10_000:.2f}",
                "date": lambda row: f"2024-{1 + row % 12:02}-{1 + row % 28:02}",
                "boolean": lambda row: "true" if row % 2 else "false",
                "datetime": lambda row: f"2024-03-05T{row % 24:02}:20:{row % 60:02}",
            }[kind](row)
            for row in range(rows)
        ]
    pl.DataFrame(made).write_parquet(folder / "table.parquet", row_group_size=20_000)


def _dataset(folder: Path) -> tuple[Dataset, Table]:
    rows = pl.scan_parquet(folder / "table.parquet").select(pl.len()).collect().item()
    dataset = Dataset(
        id="bench",
        identifier="1",
        title=_TEXT,
        description=_TEXT,
        keywords=(),
        frequency="每月",
        source=FileSource("x.csv"),
        folder=folder,
        schema={"fields": list(FIELDS)},
        policy=Policy(_TEXT, {}),
    )
    return dataset, Table(folder / "table.parquet", tuple(item["name"] for item in FIELDS), rows)


def _content(folder: Path) -> ExportContent:
    dataset, table = _dataset(folder)
    return prepare(dataset, Catalog(_AGENCY, _TEXT, _TEXT, ()), table, folder / "export.parquet")


def _prepared(folder: Path) -> ExportContent:
    """The content that an earlier process has prepared, so that the peak of memory is the writer's own."""
    dataset, table = _dataset(folder)
    fields = tuple(_field(item) for item in FIELDS)
    return ExportContent(
        dataset, Catalog(_AGENCY, _TEXT, _TEXT, ()), fields, folder / "export.parquet", table.rows, 0
    )


def _field(item: Mapping[str, str]) -> ExportField:
    name = LocalText(item["name"], item["name"])
    return ExportField(item["name"], item["type"], "default", name, _TEXT, {}, item)


def _apart(job: str, folder: Path) -> Mapping[str, float]:
    command = [sys.executable, "-m", "benchmarks.exports", "--job", job, "--folder", str(folder)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def _measured(job: str, folder: Path) -> dict[str, object]:
    content = _content(folder) if not (folder / "export.parquet").exists() else _prepared(folder)
    before, start = _peak(), time.process_time()
    note = _JOBS[job](content, folder / f"out.{job}")
    return {"cpu": time.process_time() - start, "peak": _peak() - before, "note": note or ""}


def _peak() -> float:
    """Megabytes; what getrusage says would be that of the process which started this one."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _ods_strings(content: ExportContent, path: Path) -> None:
    """The least that an ODS of the same cells takes: strings put together and packed, no styles, no checks."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package, package.open("content.xml", "w") as out:
        for frame in content.batches(content.texts()):
            for row in frame.iter_rows():
                cells = "".join([cell.format(escape(text)) for text in row])
                out.write(_ODS_ROW.format(cells).encode())


def _xlsx_pyexcelerate(content: ExportContent, path: Path) -> None:
    from pyexcelerate import Workbook

    frame = content.texts().collect()
    kinds = {"integer": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean}
    typed = frame.select(
        pl.col(item.name) == "true"
        if item.type == "boolean"
        else pl.col(item.name).cast(kinds.get(item.type, pl.String))
        for item in content.fields
    )
    book = Workbook()
    book.new_sheet("a", data=[list(typed.columns), *map(list, typed.iter_rows())])
    book.save(str(path))


def _pdf(_content: ExportContent, path: Path) -> str:
    rows = tuple(
        (str(row), f"臺南市第{row}號", "過戶登記", "2024-03-05", f"{row * 3:,}", "已辦理") for row in range(_PAGES)
    )
    header = ("序號", "單位", "類別", "日期", "金額", "狀態")
    table = Grid("清冊", header, rows, "表", numbers=(0, 4))
    start = time.process_time()
    path.write_bytes(as_pdf(Composed(Properties("清冊", "清冊", "機關"), (Heading("清冊"), table))))
    seconds = time.process_time() - start
    pages = len(pdf_text(path))
    return f"{_PAGES} rows, {pages} pages, {pages / seconds:.1f} pages per CPU s"


_JOBS: Mapping[str, Callable[[ExportContent, Path], str | None]] = {
    "prepare": lambda _content, _path: None,
    "ods": OdsExporter().write,
    "ods-strings": _ods_strings,
    "xlsx": XlsxExporter().write,
    "xlsx-pyexcelerate": _xlsx_pyexcelerate,
    "csv": CsvExporter().write,
    "csv-polars": lambda content, path: content.texts().sink_csv(path),
    "parquet": ParquetExporter().write,
    "parquet-polars": lambda content, path: content.texts().sink_parquet(
        path, compression="zstd", compression_level=9
    ),
    "json": JsonExporter().write,
    "pdf": _pdf,
}


if __name__ == "__main__":
    main()
