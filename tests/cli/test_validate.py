"""`publisher validate FILE`: without a workspace, in four forms, with its exit codes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest
from frictionless import Package
from openpyxl import Workbook

from tests.parts import needs_part

SCHEMA = {"fields": [{"name": "站名", "type": "string"}, {"name": "件數", "type": "integer"}]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    (tmp_path / "bad.csv").write_text("站名,件數\n中正,1\n<祕密>,x\n", encoding="utf-8")
    (tmp_path / "good.csv").write_bytes("站名;件數\n中正;1\n".encode("cp950"))
    book = Workbook()
    sheet = book.create_sheet("114年")
    for row in (["站名", "件數"], ["中正", 1], ["信義", "x"]):
        sheet.append(row)
    book.save(tmp_path / "book.xlsx")
    return tmp_path


def validate(folder: Path, *words: str) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "publisher", "validate", *words, "--schema", "schema.json"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout, ran.stderr


def test_findings_as_text_json_csv_and_html(folder: Path) -> None:
    code, out, _ = validate(folder, "bad.csv", "--language", "zh-TW")
    assert (code, "B3" in out, "祕密" in out) == (1, True, False)
    code, out, _ = validate(folder, "bad.csv", "--format", "json")
    said = json.loads(out)
    assert said["errors"] == [
        {
            "type": "type-error",
            "row_number": 3,
            "field_number": 2,
            "field_name": "件數",
            "note": 'type is "integer/default"',
        }
    ]
    assert (said["counters"]["fast"], said["why"]) == (1, "")
    (finding,) = said["findings"]
    assert (code, finding["check"], finding["places"][0]["cell"]) == (1, "schema.type-error", "B3")
    code, out, _ = validate(folder, "bad.csv", "--format", "csv", "--language", "en")
    (line,) = csv.DictReader(io.StringIO(out))
    assert (code, line["row"], line["field"], line["cell"]) == (1, "2", "件數", "B3")
    code, out, _ = validate(folder, "bad.csv", "--format", "html", "--language", "zh-TW")
    assert code == 1
    assert '<html lang="zh-TW">' in out
    assert "B3" in out
    assert "祕密" not in out


def test_a_clean_file_in_a_declared_encoding_and_dialect(folder: Path) -> None:
    words = ("good.csv", "--encoding", "cp950", "--dialect", '{"csv": {"delimiter": ";"}}')
    assert validate(folder, *words)[0] == 0


def test_csv_is_a_table_of_findings_that_no_spreadsheet_runs(folder: Path) -> None:
    names = ["=1+1", "+甲", "-乙", "@丙", "＝丁"]
    schema = {"fields": [{"name": name, "type": "integer"} for name in names]}
    (folder / "signs.json").write_text(json.dumps(schema), encoding="utf-8")
    (folder / "signs.csv").write_text(",".join(names) + "\n" + ",".join("x" * 5) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "publisher", "validate", "signs.csv", "--schema", "signs.json"]
    asked = [*command, "--format", "csv", "--language", "zh-TW"]
    ran = subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=False)
    lines = list(csv.DictReader(io.StringIO(ran.stdout)))
    assert sorted(line["field"] for line in lines) == sorted(f"'{name}" for name in names)
    assert not [
        cell for line in lines for cell in line.values() if cell.strip().startswith(("=", "+", "-", "@", "＝"))
    ]
    assert "先以整欄證明" in ran.stderr


def test_why_every_row_was_judged_is_said_in_the_readers_language(folder: Path) -> None:
    (folder / "data.json").write_text('[{"站名": "中正", "件數": "x"}]', encoding="utf-8")
    words = ("data.json", "--format", "html")
    assert "原因：格式 json" in validate(folder, *words, "--language", "zh-TW")[1]
    code, out, _ = validate(folder, *words, "--language", "en")
    assert "because of: format json" in out
    assert code == 1
    assert '<th scope="col">列</th>' in validate(folder, "bad.csv", "--format", "html", "--language", "zh-TW")[1]


@pytest.mark.libreoffice
def test_cells_in_which_a_formula_has_no_value(folder: Path) -> None:
    """frictionless takes #N/A of an .xls for the number 42."""
    needs_part(which("soffice"), "LibreOffice", "apt-get install libreoffice-calc")
    book = Workbook()
    assert book.active is not None
    for row in (["站名", "件數"], ["中正", 1], ["=NA()", "=1/0"], ["信義", "=NA()"]):
        book.active.append(row)
    book.save(folder / "plain.xlsx")
    for ending in ("xls", "xlsx", "ods"):
        command = [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            ending,
        ]
        subprocess.run(
            [*command, "--outdir", folder / "out", folder / "plain.xlsx"], check=True, capture_output=True
        )
        code, out, _ = validate(folder, f"out/plain.{ending}", "--format", "json")
        found = json.loads(out)["findings"]
        cells = [place["cell"] for finding in found for place in finding["places"] if place["cell"]]
        assert (code, sorted(cells)) == (1, ["A3", "B3", "B4"])
        assert "schema.formula-error" in {finding["check"] for finding in found}


def test_a_workbook_by_its_sheet(folder: Path) -> None:
    code, out, _ = validate(folder, "book.xlsx", "--sheet", "114年", "--format", "json")
    (finding,) = json.loads(out)["findings"]
    assert (code, finding["places"][0]["sheet"], finding["places"][0]["cell"]) == (1, "114年", "B3")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "站名     件數\n-------- ----\n中正 一     1\n信義        x\n"),
        ("a.json", '{"x": [{"站名": "中正", "件數": 1}], "y": [{"站名": "信義", "件數": "x"}]}'),
        ("a.xml", "<r><s 站名='中正'><k 件數='1'/></s><s 站名='信義'><k 件數='x'/></s></r>"),
    ],
)
def test_the_desk_reads_as_the_night_does(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    code, out, err = validate(folder, name, "--format", "json")
    said = json.loads(out)
    assert (code, said["counters"]["rows"]) == (1, 2), err
    assert any(error["type"] == "type-error" and error["row_number"] == 3 for error in said["errors"])


def test_what_cannot_be_used_is_two(folder: Path) -> None:
    (folder / "schema.json").write_text('{"fields": [{"name": "a", "type": "text"}]}', encoding="utf-8")
    assert validate(folder, "bad.csv")[0] == 2
    (folder / "schema.json").write_text("{", encoding="utf-8")
    assert validate(folder, "bad.csv")[0] == 2
    assert validate(folder, "no-such.csv")[0] == 2


def test_a_damaged_file_is_two_and_a_missing_schema_is_named(folder: Path) -> None:
    (folder / "damaged.xlsx").write_bytes(b"PK\x03\x04junk")
    code, _, said = validate(folder, "damaged.xlsx", "--language", "en")
    assert (code, "Traceback" in said, said.startswith("damaged.xlsx:")) == (2, False, True)
    (folder / "schema.json").unlink()
    code, _, said = validate(folder, "bad.csv", "--language", "en")
    assert (code, "there is no file schema.json" in said) == (2, True)


def test_a_data_package_with_all_its_tables(folder: Path) -> None:
    key = {"fields": ["站名"], "reference": {"resource": "stations", "fields": ["站名"]}}
    resources = [
        {"name": "cases", "path": "bad.csv", "schema": SCHEMA | {"foreignKeys": [key]}},
        {"name": "stations", "path": "stations.csv", "schema": {"fields": [{"name": "站名"}]}},
    ]
    (folder / "stations.csv").write_text("站名\n中正\n", encoding="utf-8")
    descriptor = folder / "datapackage.json"
    descriptor.write_text(json.dumps({"resources": resources}), encoding="utf-8")
    command = [sys.executable, "-m", "publisher", "validate", "datapackage.json", "--format"]

    def run(output: str) -> tuple[int, str]:
        ran = subprocess.run([*command, output], cwd=folder, capture_output=True, text=True, check=False)
        assert "Traceback" not in ran.stderr
        return ran.returncode, ran.stdout

    code, out = run("json")
    cases, stations = json.loads(out)["tables"]
    alone = Package(str(descriptor)).validate(limit_errors=0).tasks[0].errors
    assert [(error["type"], error["row_number"]) for error in cases["errors"]] == [
        (error.type, error.row_number) for error in alone
    ]
    assert (code, len(alone), stations["errors"], cases["counters"]["fast"]) == (1, 2, [], 1)
    code, out = run("text")
    assert (code, "B3" in out, "祕密" in out) == (1, True, False)
    assert "<caption>" in run("html")[1]
    for path in ("../bad.csv", "http://127.0.0.1:9/bad.csv", "/etc/passwd"):
        descriptor.write_text(json.dumps({"resources": [resources[0] | {"path": path}]}), encoding="utf-8")
        assert run("json")[0] == 2
    descriptor.write_text("{}", encoding="utf-8")
    assert run("text")[0] == 2
