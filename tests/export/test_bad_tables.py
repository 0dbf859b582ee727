"""Tables that are hard on a format: nothing in them, too much of it, signs that no font has, a disk that is full."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from publisher.documents.contents import pdf_text
from publisher.export import EXPORTERS, exporters, known
from publisher.export.alone import write_table
from publisher.gate.readback import read_table
from publisher.model.disk import disk_fault_in

TABLES = ("csv", "csv-machine", "json", "jsonl", "ods", "xlsx", "parquet", "sqlite")
OTHERS = tuple(name for name in EXPORTERS if name not in TABLES)
PLACES = {"fields": [{"name": "a"}, {"name": "lon", "type": "number"}, {"name": "lat", "type": "number"}]}


def _write(folder: Path, name: str, rows: pl.DataFrame, schema: dict[str, object]) -> Path:
    path = folder / f"t{EXPORTERS[name].suffix}"
    write_table(rows, schema, path, format=name)
    return path


@pytest.mark.parametrize("name", EXPORTERS)
def test_a_table_without_rows(tmp_path: Path, name: str) -> None:
    path = _write(tmp_path, name, pl.DataFrame(schema=dict.fromkeys(("a", "lon", "lat"), pl.String)), PLACES)
    if EXPORTERS[name].kind == "data":
        frame = read_table(path, EXPORTERS[name].format)
        assert frame.height == 0
        assert frame.columns in (["a", "lon", "lat"], [])  # rows of JSON carry their names


@pytest.mark.parametrize("name", TABLES)
def test_five_hundred_columns(tmp_path: Path, name: str) -> None:
    names = [f"欄{number}" for number in range(500)]
    kinds = ("string", "integer", "number", "date", "boolean")
    values = ("x", "12", "-1.50", "2024-02-29", "true")
    fields = [{"name": name, "type": kinds[at % 5]} for at, name in enumerate(names)]
    rows = pl.DataFrame({name: [values[at % 5], None, values[at % 5]] for at, name in enumerate(names)})
    frame = read_table(_write(tmp_path, name, rows, {"fields": fields}), EXPORTERS[name].format)
    assert frame.shape == (3, 500)
    assert frame.columns == names
    assert frame.row(1) == (None,) * 500


@pytest.mark.parametrize("name", TABLES)
def test_the_longest_cells_that_spreadsheets_hold(tmp_path: Path, name: str) -> None:
    cells = ["字" * 32_767, "x" * 32_767, "行\n" * 16_000 + "末"]
    schema = {"fields": [{"name": "a"}, {"name": "b"}]}
    path = _write(tmp_path, name, pl.DataFrame({"a": cells, "b": ["1", "2", "3"]}), schema)
    assert read_table(path, EXPORTERS[name].format)["a"].to_list() == cells


SCRIPTS = {
    "Thai": "ภาษาไทย",
    "Khmer": "ភាសាខ្មែរ",
    "extension B": "𠮷𪚥",
    "extensions G and H": "𰻞𱍊𲎯",
    "emoji": "😀",
}


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS)
def test_signs_of_every_script_are_shown_or_named_in_a_pdf(tmp_path: Path, text: str) -> None:
    fields = [{"name": text, "title": f"題{text}", "description": f"說明{text}"}]
    path = _write(tmp_path, "dictionary", pl.DataFrame({text: ["1"]}), {"fields": fields})
    shown = "".join("".join(pdf_text(path)).split())
    for sign in text:
        assert sign in shown or f"U+{ord(sign):04X}" in shown


_FULL = """
import resource, sys
from pathlib import Path
import polars as pl
from publisher.export import EXPORTERS, exporters, known, stage
from publisher.export.alone import write_table
from publisher.model.disk import disk_fault_in

rows = pl.DataFrame({"a": ["%06d" % (n * 7919 % 999983) for n in range(9000)], "lon": ["1.5"] * 9000, "lat": ["2"] * 9000})
schema = {"fields": [{"name": "a"}, {"name": "lon", "type": "number"}, {"name": "lat", "type": "number"}]}
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
for name, exporter in EXPORTERS.items():
    folder = Path(sys.argv[1]) / name
    folder.mkdir()
    try:
        write_table(rows, schema, folder / f"t{exporter.suffix}", format=name)
    except Exception as fault:
        print(name, type(fault).__name__, [path.name for path in folder.iterdir()])
"""


@pytest.mark.parametrize("room", [2_000, 40_000])
def test_a_disk_without_room_leaves_no_part_of_a_file(tmp_path: Path, room: int) -> None:
    """A limit on the size of files stops writers as a full disk does, some at the first byte, some later."""
    done = subprocess.run(
        [sys.executable, "-c", _FULL, str(tmp_path), str(room)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) >= (len(EXPORTERS) if room < 10_000 else len(TABLES) - 1)
    assert all(line.endswith(" []") for line in lines)


def test_a_full_disk_is_said_as_one(tmp_path: Path) -> None:
    assert disk_fault_in(
        pl.exceptions.ComputeError("underlying IO error: No space left on device (os error 28)"), tmp_path
    )


def test_the_names_that_are_known_without_import_are_those_of_our_formats() -> None:
    assert set(exporters._OWN) == known.OWN
