"""The gate lets clean files out, and holds back every kind of fault that can stand in a written file."""

from __future__ import annotations

import dataclasses
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from publisher import gate
from publisher.gate.finding import FOUND, POSSIBLE
from publisher.model.finding import Outcome, Severity
from publisher.model.jsonable import to_json
from publisher.model.policy import Declared, FieldPolicy, KAnonymity, Role
from publisher.model.release import Artifact
from publisher.model.text import LocalText
from tests.gate.building import (
    ALLOWED,
    CLEAN,
    FIELDS,
    OTHER,
    ROW,
    by_check,
    dataset,
    declared_anew,
    judged,
    policy,
    table,
    written,
)

PHONE = (*ROW[:-1], "請回電 0900-000-001 王先生")


def test_clean_files_pass_and_are_certified(tmp_path: Path) -> None:
    made = dataset(("csv", "ods", "json", "parquet", "dictionary"))
    out, artifacts = written(tmp_path, made=made)
    result = judged(
        tmp_path, out, artifacts, made, records_in=11, structured=table(tmp_path, [*CLEAN, OTHER], "s.pq")
    )
    assert (result.findings, result.held) == ((), False)
    assert result.counters == {"records_in": 11, "records_out": 10, "artifacts": 6, "scanned": 6}
    certificate = result.certificate
    assert certificate is not None
    assert certificate.scanned == (*(item.path for item in artifacts), "certificate.json")
    assert [(item.model, item.met, item.observed) for item in certificate.measures] == [("k-anonymity", True, 5.0)]
    assert certificate.before is not None
    assert certificate.after is not None
    assert (certificate.before.records, certificate.after.records, certificate.after.smallest_class) == (11, 10, 5)
    assert (certificate.records_in, certificate.records_suppressed) == (11, 1)
    assert set(certificate.versions) == {"publisher", "polars", "recognisers"}


def test_the_certificate_is_written_as_it_was_searched(tmp_path: Path) -> None:
    out, artifacts = written(tmp_path)
    certificate = judged(tmp_path, out, artifacts).certificate
    assert certificate is not None
    artifact = gate.write_certificate(certificate, out)
    assert (artifact.path, artifact.kind) == ("certificate.json", "certificate")
    assert (out / artifact.path).stat().st_size == artifact.bytes
    assert json.loads((out / artifact.path).read_text()) == to_json(certificate)
    assert str(tmp_path) not in (out / artifact.path).read_text()


def test_personal_data_in_a_cell_is_one_finding_for_all_files(tmp_path: Path) -> None:
    out, artifacts = written(tmp_path, [*CLEAN[:2], PHONE, *CLEAN[3:]])
    result = judged(tmp_path, out, artifacts)
    found = [finding for finding in result.findings if finding.check == "privacy.personal-data-in-output"]
    assert [finding.key for finding in found] == ["備註/mobile", "備註/name"]  # 王先生 beside his number
    finding = found[0]
    assert finding.holds
    assert finding.count == 1
    assert [(place.file, place.row, place.field) for place in finding.places] == [
        ("case-counts.csv", 3, "備註"),
        ("case-counts.ods", None, "備註"),
        ("case-counts.json", None, "備註"),
        ("case-counts.parquet", None, "備註"),
    ]
    said = json.dumps(to_json(result), ensure_ascii=False)
    assert "0900" not in said
    assert "王先生" not in said


def test_what_is_only_worth_a_look_does_not_hold(tmp_path: Path) -> None:
    masked = (*ROW[:-1], "王○明來電詢問")
    out, artifacts = written(tmp_path, [*CLEAN[:9], masked])
    result = judged(tmp_path, out, artifacts, dataset(policy=policy(k=2)))
    assert by_check(result) == {"privacy.possible-personal-data": ["備註/name"]}
    assert not result.held


def test_the_agencys_own_contact_is_allowed_only_by_the_list(tmp_path: Path) -> None:
    out, artifacts = written(tmp_path)
    assert not judged(tmp_path, out, artifacts).findings
    result = judged(tmp_path, out, artifacts, allowlist=())
    assert by_check(result)["privacy.personal-data-in-output"] == [
        "case-counts.ods/email",
        "datapackage.json/email",
        "datapackage.json/landline",
    ]
    assert judged(tmp_path, out, artifacts, allowlist=ALLOWED[:1]).held


def test_a_model_that_the_written_table_does_not_meet(tmp_path: Path) -> None:
    out, artifacts = written(tmp_path, [*CLEAN, PHONE[:2] + ROW[2:], ("40-49", *ROW[1:])])
    result = judged(tmp_path, out, artifacts, records_in=12)
    (finding,) = result.findings
    assert (finding.check, finding.key, finding.count) == ("privacy.model-not-met", "k-anonymity", 1)
    assert finding.params == {"model": "k-anonymity", "promised": "k = 5", "observed": 1.0, "records": 1}
    assert result.certificate is not None
    assert not result.certificate.measures[0].met


@pytest.mark.parametrize(("records_in", "held"), [(10, False), (12, False), (13, True), (9, True)])
def test_suppressed_records_are_counted_from_the_file(tmp_path: Path, records_in: int, held: bool) -> None:
    out, artifacts = written(tmp_path)
    result = judged(tmp_path, out, artifacts, dataset(policy=policy(limit=0.2)), records_in=records_in)
    assert by_check(result) == ({"privacy.model-not-met": ["suppression-limit"]} if held else {})


def _set(frame: pl.DataFrame, name: str, value: object) -> pl.DataFrame:
    values = frame[name].to_list()
    return frame.with_columns(pl.Series(name, [value, *values[1:]], frame.schema[name]))


def _parquet_cell(path: Path) -> None:
    _set(pl.read_parquet(path), "件數", 4).write_parquet(path)


def _json_cell(path: Path) -> None:
    path.write_text(path.read_text().replace('"東區"', '"西區"', 1))


def _csv_row(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))


@pytest.mark.parametrize(
    ("name", "tamper", "keys"),
    [
        ("case-counts.parquet", _parquet_cell, ["case-counts.parquet/件數"]),
        ("case-counts.json", _json_cell, ["case-counts.json/行政區"]),
        (
            "case-counts.csv",
            _csv_row,
            ["case-counts.csv", "case-counts.ods", "case-counts.json", "case-counts.parquet"],
        ),
    ],
)
def test_formats_that_hold_different_tables(
    tmp_path: Path, name: str, tamper: Callable[[Path], None], keys: list[str]
) -> None:
    out, artifacts = written(tmp_path)
    tamper(out / name)
    assert by_check(judged(tmp_path, out, artifacts))["privacy.output-changed"] == [name]
    result = judged(tmp_path, out, declared_anew(out, artifacts))
    assert by_check(result)["privacy.output-mismatch"] == keys
    assert "privacy.output-changed" not in by_check(result)
    assert result.held


def test_a_file_that_is_gone_or_damaged_cannot_be_called_safe(tmp_path: Path) -> None:
    out, artifacts = written(tmp_path, made=dataset(("csv", "ods", "dictionary")))
    (out / "case-counts.ods").write_bytes(b"PK\x03\x04 nothing")
    next(out.glob("*.pdf")).unlink()
    result = judged(tmp_path, out, artifacts)
    unreadable = [finding for finding in result.findings if finding.check == "privacy.unreadable-output"]
    assert [finding.key.rsplit(".")[-1] for finding in unreadable] == ["ods", "pdf"]
    assert all(
        finding.outcome is Outcome.CANT_TELL and finding.severity is Severity.ERROR for finding in unreadable
    )
    assert result.certificate is not None
    assert "case-counts.ods" not in result.certificate.scanned


def test_no_table_at_all_holds(tmp_path: Path) -> None:
    made = dataset(("dictionary",))
    out, artifacts = written(tmp_path, made=made)
    result = judged(tmp_path, out, artifacts, made)
    assert by_check(result) == {"privacy.unreadable-output": ["table"]}
    assert result.certificate is None


def test_a_format_nobody_here_can_read_is_not_called_safe(tmp_path: Path) -> None:
    out, artifacts = written(tmp_path)
    (out / "notes.docx").write_bytes(b"x")
    odd = Artifact("notes.docx", "notes", "docx", "application/x", 1, "", LocalText("記", "n"))
    result = judged(tmp_path, out, declared_anew(out, (*artifacts, odd)))
    assert by_check(result) == {"privacy.unreadable-output": ["notes.docx"]}


def test_a_path_outside_the_folder_is_not_what_was_declared(tmp_path: Path) -> None:
    out, artifacts = written(tmp_path)
    moved = tuple(
        dataclasses.replace(item, path=f"../{item.path}") if item.format == "parquet" else item
        for item in artifacts
    )
    (out / "case-counts.parquet").rename(tmp_path / "case-counts.parquet")
    assert by_check(judged(tmp_path, out, moved)) == {"privacy.output-changed": ["../case-counts.parquet"]}


def test_columns_must_be_those_of_the_schema(tmp_path: Path) -> None:
    out, artifacts = written(tmp_path)
    fewer = dataset(schema={"fields": list(FIELDS[:-1])})
    result = judged(tmp_path, out, artifacts, fewer)
    keys = by_check(result)["privacy.undeclared-column"]
    assert keys == [f"case-counts.{ending}/備註" for ending in ("csv", "ods", "json", "parquet")]


def test_personal_data_outside_the_cells_is_found(tmp_path: Path) -> None:
    out, artifacts = written(tmp_path)
    path = out / "case-counts.ods"
    with zipfile.ZipFile(path) as package:
        parts = {item.filename: package.read(item) for item in package.infolist()}
    creator = "<dc:creator>承辦 0900-000-002</dc:creator></office:meta>".encode()
    parts["meta.xml"] = parts["meta.xml"].replace(b"</office:meta>", creator)
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    frame = pl.read_parquet(out / "case-counts.parquet")
    frame.write_parquet(out / "case-counts.parquet", metadata={"author": "someone@mail.example.com"})
    result = judged(tmp_path, out, declared_anew(out, artifacts))
    assert by_check(result) == {
        "privacy.personal-data-in-output": ["case-counts.ods/mobile", "case-counts.parquet/email"]
    }


def test_personal_data_in_the_dictionary_and_its_pages(tmp_path: Path) -> None:
    fields = [*FIELDS[:-1], {"name": "備註", "type": "string", "description": "問題請洽 L298000009 0900-000-003"}]
    made = dataset(("csv", "dictionary"), schema={"fields": fields})
    out, artifacts = written(tmp_path, made=made)
    result = judged(tmp_path, out, artifacts, made)
    pages = [
        (place.file, place.page)
        for finding in result.findings
        if finding.key.endswith("pdf/mobile")
        for place in finding.places
    ]
    assert pages
    assert all(page for _, page in pages)
    assert "datapackage.json/mobile" in by_check(result)["privacy.personal-data-in-output"]


def test_personal_data_in_the_certificate_itself(tmp_path: Path) -> None:
    out, artifacts = written(tmp_path)
    ground = LocalText("承辦人手機 0900-000-004", "Law")
    result = judged(tmp_path, out, artifacts, dataset(policy=dataclasses.replace(policy(), legal_ground=ground)))
    assert by_check(result) == {"privacy.personal-data-in-output": ["certificate.json/mobile"]}


def test_a_table_without_records(tmp_path: Path) -> None:
    out, artifacts = written(tmp_path, [])
    result = judged(tmp_path, out, artifacts, records_in=0)
    assert result.findings == ()
    assert result.certificate is not None
    assert result.certificate.after is not None
    assert result.certificate.after.records == 0


def test_k_is_measured_with_missing_as_a_value(tmp_path: Path) -> None:
    rows = [*CLEAN, (None, *ROW[1:])]
    out, artifacts = written(tmp_path, rows)
    made = dataset(policy=dataclasses.replace(policy(), models=(KAnonymity(2),)))
    assert by_check(judged(tmp_path, out, artifacts, made, records_in=11)) == {
        "privacy.model-not-met": ["k-anonymity"]
    }


@pytest.mark.parametrize(("limit", "held"), [(0.25, False), (0.2, True)])
def test_emptied_cells_are_counted_from_the_file(tmp_path: Path, limit: float, held: bool) -> None:
    rules = dataclasses.replace(policy(), mode="cells", cell_limit=limit)
    made = dataset(exports=("csv",), policy=rules)
    came = table(tmp_path, [(None, *ROW[1:])] * 5 + [OTHER] * 5, "came.parquet")
    out, artifacts = written(tmp_path, [(None, *ROW[1:])] * 5 + [(None, *OTHER[1:])] * 5, made)
    result = judged(tmp_path, out, artifacts, made, structured=came)
    assert by_check(result) == ({"privacy.model-not-met": ["cell-limit"]} if held else {})


def test_a_column_that_its_owner_declared_is_no_finding_that_holds(tmp_path: Path) -> None:
    rows = [(*ROW[:-1], f"CRV-22{number:02d}") for number in range(10)]
    out, artifacts = written(tmp_path, rows)
    assert by_check(judged(tmp_path, out, artifacts))[FOUND] == ["備註/plate_car_new"]
    declared = Declared(("plate",), LocalText("設備型號", "models of devices"), "陳科長", date(2026, 10, 1))
    plain = policy()
    fields = {**plain.fields, "備註": FieldPolicy(Role.INSENSITIVE, declared=declared)}
    made = dataset(policy=dataclasses.replace(plain, fields=fields))
    result = judged(tmp_path, out, artifacts, made)
    assert FOUND not in by_check(result)
    assert by_check(result)[POSSIBLE] == ["備註/plate_car_new"]
