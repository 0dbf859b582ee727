"""A file by itself: its dialect and encoding, the guards for what is accepted in silence, its addresses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from publisher.model.jsonable import to_json
from publisher.model.stage import StageResult
from publisher.tableschema.formats import Writing
from publisher.validate import Shown, check_file
from publisher.validate.file import column_letters
from tests.validate.building import schema_of, services_in

SCHEMA = schema_of({"name": "站名", "type": "string"}, {"name": "件數", "type": "integer"})


def run(folder: Path, content: bytes, schema: dict[str, object] = SCHEMA, **writing: Any) -> StageResult:
    path = folder / "data.csv"
    path.write_bytes(content)
    return check_file(
        path, schema, "schema.json", Writing(**writing), Shown("data.csv"), services_in(folder)
    ).result


def said(result: StageResult) -> list[tuple[str, str]]:
    return [(finding.check, finding.key) for finding in result.findings]


TEXT = "站名,件數\n中正,1\n信義,2\n"


@pytest.mark.parametrize(
    ("content", "writing"),
    [
        (TEXT.encode(), {}),
        (TEXT.encode("utf-8-sig"), {}),
        (TEXT.encode("cp950"), {"encoding": "cp950"}),
        (TEXT.encode("utf-16"), {"encoding": "utf-16"}),
        (TEXT.replace(",", ";").encode(), {}),
        (TEXT.replace(",", "\t").encode(), {"dialect": {"csv": {"delimiter": "\t"}}}),
        (TEXT.replace("\n", "\r\n").encode(), {}),
        ('站名,件數\n"中\n正","1"\n'.encode(), {}),
        ("某站統計\n站名,件數\n中正,1\n信義,2\n".encode(), {"dialect": {"headerRows": [2]}}),
    ],
)
def test_a_clean_file_is_proven_however_it_is_written(tmp_path: Path, content: bytes, writing) -> None:
    result = run(tmp_path, content, **writing)
    assert said(result) == []
    assert result.counters["fast"] == 1


@pytest.mark.parametrize(
    ("content", "writing", "reason"),
    [
        ('站名,件數\n"中正,1\n信義,2\n', {}, "unclosed quote"),
        ("站名,件數\n中\0正,1\n", {}, "NUL"),
        (TEXT, {"encoding": "latin-1"}, "declared encoding"),
        (TEXT, {"encoding": "ascii"}, "declared encoding"),
        ("站名,件數\n中正,1\n", {"encoding": "no-such-code"}, "encoding-error"),
    ],
)
def test_what_frictionless_accepts_in_silence_is_found(tmp_path: Path, content, writing, reason) -> None:
    assert ("schema.unprovable", reason) in said(run(tmp_path, content.encode(), **writing))


def test_a_byte_that_the_declared_encoding_lacks_is_found(tmp_path: Path) -> None:
    content = "站名,件數\n碁,1\n".encode("cp950")
    assert ("schema.unprovable", "encoding-error") in said(run(tmp_path, content, encoding="big5"))
    assert said(run(tmp_path, content, encoding="cp950")) == []


def test_places_are_cells_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    content = "統計表,\n站名,件數\n中正,1\n信義,x\n".encode()
    (finding,) = run(tmp_path, content, dialect={"headerRows": [2]}).findings
    (place,) = finding.places
    assert (place.file, place.row, place.field, place.cell) == ("data.csv", 2, "件數", "B4")


def test_no_finding_holds_a_cell(tmp_path: Path) -> None:
    content = "站名,件數\n中正,祕密甲\n祕密乙,2,祕密丙\n".encode()
    result = run(tmp_path, content)
    assert len(result.findings) == 2
    assert "祕密" not in str(to_json(result))


def test_an_exponential_pattern_ends_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publisher.tableschema.referee._SECONDS_TO_START", 4.0)
    schema = schema_of({"name": "a", "type": "string", "constraints": {"pattern": "(a+)+"}})
    assert said(run(tmp_path, b"a\n" + b"a" * 40 + b"!\n", schema)) == [("schema.unprovable", "time limit")]


@pytest.mark.parametrize(("position", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_letters(position: int, letters: str) -> None:
    assert column_letters(position) == letters


def test_the_list_of_errors_quotes_no_cell(tmp_path: Path) -> None:
    key = {"fields": ["站名"], "reference": {"resource": "", "fields": ["上級"]}}
    schema = schema_of({"name": "站名", "type": "string"}, {"name": "上級", "type": "string"}, foreignKeys=[key])
    path = tmp_path / "data.csv"
    path.write_text("站名,上級\n中正,中正\n祕密,中正\n", encoding="utf-8")
    judged = check_file(path, schema, "schema.json", Writing(), Shown("data.csv"), services_in(tmp_path))
    (error,) = judged.errors
    assert (error.type, error.row_number) == ("foreign-key", 3)
    assert error.note == 'for "站名": values "…" not found in the lookup table "" as "上級"'
