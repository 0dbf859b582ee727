"""Personal data planted by hand into every place of every kind of file: each is found, or the file is not called safe."""

from __future__ import annotations

import base64
import dataclasses
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pypdf
import pytest
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from publisher.model.finding import Outcome
from publisher.model.release import Artifact
from publisher.model.text import LocalText
from tests.gate.building import by_check, dataset, declared_anew, judged, written

SECRET = "L290000036"
MOBILE = "0900-000-005"
FOUND = "privacy.personal-data-in-output"
UNREADABLE = "privacy.unreadable-output"
Plant = Callable[[Path], None]


def verdict(tmp_path: Path, ending: str, plant: Plant) -> tuple[list[str], list[str]]:
    """Keys of what was found and of what could not be read, after `plant` has changed the file with `ending`."""
    made = dataset(("csv", "ods", "json", "parquet", "dictionary"))
    out, artifacts = written(tmp_path, made=made)
    (path,) = out.glob(f"*{ending}")
    plant(path)
    result = judged(tmp_path, out, declared_anew(out, artifacts), made)
    assert result.held
    assert SECRET not in repr(result.findings)
    found = by_check(result)
    return found.get(FOUND, []), found.get(UNREADABLE, [])


def repacked(change: Callable[[dict[str, bytes]], None]) -> Plant:
    def plant(path: Path) -> None:
        with zipfile.ZipFile(path) as package:
            parts = {item.filename: package.read(item) for item in package.infolist()}
        change(parts)
        with zipfile.ZipFile(path, "w") as package:
            for name, content in parts.items():
                package.writestr(name, content)

    return plant


def in_part(part: str, old: str, new: str) -> Plant:
    def change(parts: dict[str, bytes]) -> None:
        assert old.encode() in parts[part]
        parts[part] = parts[part].replace(old.encode(), new.encode(), 1)

    return repacked(change)


def zip_comment(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as package:
        package.comment = SECRET.encode()


def behind_zip(path: Path) -> None:
    path.write_bytes(path.read_bytes() + SECRET.encode())


ODS: dict[str, Plant] = {
    "creator": in_part("meta.xml", "</office:meta>", f"<dc:creator>{SECRET}</dc:creator></office:meta>"),
    "user-defined": in_part(
        "meta.xml", "</office:meta>", f'<meta:user-defined meta:name="{SECRET}">x</meta:user-defined></office:meta>'
    ),
    "comment": in_part("content.xml", "<office:body>", f"<!-- {SECRET} --><office:body>"),
    "instruction": in_part("styles.xml", "<office:document-styles", f"<?note {SECRET}?><office:document-styles"),
    "attribute": in_part("content.xml", "<office:body>", f'<office:body office:x="{SECRET}">'),
    "element": in_part("settings.xml", "</office:document-settings>", f"<{SECRET}/></office:document-settings>"),
    "namespace": in_part("content.xml", "<office:body>", f'<office:body xmlns:q="urn:{SECRET}">'),
    "annotation": in_part(
        "content.xml", "<text:p>", f"<office:annotation><text:p>{SECRET}</text:p></office:annotation><text:p>"
    ),
    "second-sheet": in_part(
        "content.xml", "</office:spreadsheet>", f'<table:table table:name="{SECRET}"/></office:spreadsheet>'
    ),
    "part-name": repacked(lambda parts: parts.update({f"{SECRET}.xml": b"<a/>"})),
    "zip-comment": zip_comment,
}  # fmt: skip


@pytest.mark.parametrize("plant", ODS.values(), ids=ODS)
def test_a_spreadsheet(tmp_path: Path, plant: Plant) -> None:
    found, _ = verdict(tmp_path, ".ods", plant)
    assert found == ["case-counts.ods/national_id"]


@pytest.mark.parametrize(
    "plant",
    [repacked(lambda parts: parts.update({"Pictures/a.png": b"x"})), behind_zip],
    ids=["picture", "behind"],
)
def test_parts_of_a_spreadsheet_that_nobody_reads(tmp_path: Path, plant: Plant) -> None:
    _, unread = verdict(tmp_path, ".ods", plant)
    assert unread == ["case-counts.ods"]


def rewritten(change: Callable[[pypdf.PdfWriter], None]) -> Plant:
    def plant(path: Path) -> None:
        writer = pypdf.PdfWriter(clone_from=path)
        change(writer)
        writer.write(path)

    return plant


def _xmp(writer: pypdf.PdfWriter) -> None:
    stream = writer.root_object["/Metadata"].get_object()
    assert isinstance(stream, pypdf.generic.StreamObject)
    stream.set_data(stream.get_data().replace(b"</rdf:RDF>", f"<!-- {SECRET} --></rdf:RDF>".encode()))


def _set(name: str, value: pypdf.generic.PdfObject) -> Callable[[pypdf.PdfWriter], None]:
    return lambda writer: writer.root_object.update({NameObject(name): value})


def _stream(text: str) -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(text.encode())
    return stream


PDF: dict[str, Plant] = {
    "info": rewritten(lambda writer: writer.add_metadata({"/Author": SECRET})),
    "info-key": rewritten(lambda writer: writer.add_metadata({f"/{SECRET}": "x"})),
    "xmp": rewritten(_xmp),
    "any-key": rewritten(_set("/Foo", TextStringObject(SECRET))),
    "bytes": rewritten(_set("/Foo", ByteStringObject(SECRET.encode()))),
    "name": rewritten(_set("/Foo", NameObject(f"/{SECRET}"))),
    "array": rewritten(_set("/Foo", ArrayObject([NumberObject(1), TextStringObject(SECRET)]))),
    "key": rewritten(_set(f"/{SECRET}", NumberObject(1))),
    "script": rewritten(
        lambda writer: writer.root_object.update(
            {
                NameObject("/OpenAction"): DictionaryObject(
                    {NameObject("/JS"): TextStringObject(f"alert('{SECRET}')")}
                )
            }
        )
    ),
    "comment": lambda path: path.write_bytes(
        path.read_bytes().replace(b"startxref", f"% {SECRET}\nstartxref".encode())
    ),
}


@pytest.mark.parametrize("plant", PDF.values(), ids=PDF)
def test_a_dictionary(tmp_path: Path, plant: Plant) -> None:
    found, unread = verdict(tmp_path, ".pdf", plant)
    assert (found, unread) == (["case-counts-dictionary.pdf/national_id"], [])


def _append_revision(path: Path) -> None:
    writer = pypdf.PdfWriter(path, incremental=True)
    writer.add_metadata({"/Author": "nobody"})
    writer.write(path)


def _orphan(writer: pypdf.PdfWriter) -> None:
    """An object that nothing leads to; the writer would leave it out, so it is tied, written and cut loose."""
    writer.root_object[NameObject("/Zzzz")] = writer._add_object(
        DictionaryObject({NameObject("/S"): TextStringObject("x")})
    )


def orphaned(path: Path) -> None:
    rewritten(_orphan)(path)
    content = path.read_bytes()
    at = content.index(b"/Zzzz ")
    number = content[at + 6 :].split(b" ", 1)[0]
    reference = b"/Zzzz " + number + b" 0 R"
    path.write_bytes(content.replace(reference, b"/Zzzz null".ljust(len(reference)), 1))


@pytest.mark.parametrize(
    "plant",
    [
        rewritten(lambda writer: writer.add_attachment("a.txt", SECRET.encode())),
        rewritten(
            lambda writer: writer.root_object.update({NameObject("/Foo"): writer._add_object(_stream(SECRET))})
        ),
        _append_revision,
        orphaned,
        rewritten(lambda writer: writer.encrypt("secret")),
    ],
    ids=["attachment", "stream", "revision", "orphan", "encrypted"],
)
def test_parts_of_a_dictionary_that_nobody_reads(tmp_path: Path, plant: Plant) -> None:
    _, unread = verdict(tmp_path, ".pdf", plant)
    assert unread == ["case-counts-dictionary.pdf"]


PARQUET: dict[str, Plant] = {
    "value": lambda path: pl.read_parquet(path).write_parquet(path, metadata={"author": SECRET}),
    "key": lambda path: pl.read_parquet(path).write_parquet(path, metadata={SECRET: "x"}),
    "base64": lambda path: pl.read_parquet(path).write_parquet(
        path, metadata={"x": base64.b64encode(f"{'-' * 60} {SECRET} {'-' * 60}".encode()).decode()}
    ),
}


@pytest.mark.parametrize("plant", PARQUET.values(), ids=PARQUET)
def test_a_parquet_file(tmp_path: Path, plant: Plant) -> None:
    found, _ = verdict(tmp_path, ".parquet", plant)
    assert found == ["case-counts.parquet/national_id"]


def _json(change: Callable[[dict[str, object]], None]) -> Plant:
    def plant(path: Path) -> None:
        content = json.loads(path.read_text())
        change(content)
        path.write_text(json.dumps(content))

    return plant


PACKAGE: dict[str, Plant] = {
    "key": _json(lambda content: content.update({SECRET: 1})),
    "value": _json(lambda content: content.update({"x": [{"y": f"身分證 {SECRET}"}]})),
    "repeated-key": lambda path: path.write_text(path.read_text().replace("{", f'{{"name": "{SECRET}", ', 1)),
}


@pytest.mark.parametrize("plant", PACKAGE.values(), ids=PACKAGE)
def test_a_data_package(tmp_path: Path, plant: Plant) -> None:
    found, _ = verdict(tmp_path, "datapackage.json", plant)
    assert found == ["datapackage.json/national_id"]


def test_a_number_in_a_data_package(tmp_path: Path) -> None:
    found, _ = verdict(
        tmp_path, "datapackage.json", _json(lambda content: content.update({"x": 4111111111111111}))
    )
    assert found == ["datapackage.json/card"]


@pytest.mark.parametrize(
    "plant",
    [
        lambda path: path.write_text(path.read_text().replace('{"', f'{{"備註":"{SECRET}","', 1)),
        lambda path: path.write_text(path.read_text().replace('"換發行照"', f'{{"x":"{SECRET}"}}')),
    ],
    ids=["repeated-name", "object-in-a-cell"],
)
def test_a_json_table_that_hides_a_part(tmp_path: Path, plant: Plant) -> None:
    _, unread = verdict(tmp_path, "case-counts.json", plant)
    assert unread == ["case-counts.json"]


def test_the_name_and_title_of_a_file(tmp_path: Path) -> None:
    out, artifacts = written(tmp_path)
    (out / f"{SECRET}.json").write_text("{}")
    more = Artifact(f"{SECRET}.json", "notes", "json", "application/json", 2, "", LocalText(MOBILE, "notes"))
    result = judged(tmp_path, out, declared_anew(out, (*artifacts, more)))
    assert by_check(result) == {
        FOUND: [f"{SECRET}.json/mobile", f"{SECRET}.json/national_id", "certificate.json/national_id"]
    }


def test_a_file_that_is_not_declared(tmp_path: Path) -> None:
    out, artifacts = written(tmp_path)
    (out / f"{SECRET}.txt").write_text(SECRET)
    result = judged(tmp_path, out, artifacts)
    (finding,) = result.findings
    assert (finding.check, finding.outcome) == ("privacy.undeclared-file", Outcome.FAILED)
    assert finding.holds
    assert SECRET not in repr(finding)


def test_what_portals_show_beside_the_files(tmp_path: Path) -> None:
    made = dataset(notes=LocalText(f"問題請洽 {MOBILE}", "notes"))
    out, artifacts = written(tmp_path, made=dataset())
    result = judged(tmp_path, out, artifacts, made)
    assert by_check(result) == {FOUND: ["dataset.yaml/mobile"]}
    assert dataclasses.replace(made, notes=None) == dataset()
