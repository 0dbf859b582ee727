"""ODF texts: valid for the real validator, the same bytes twice, and readable again."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from publisher.documents import contents, inspecting
from publisher.documents.text_document import text_document, write_text_document
from publisher.model.document import Bullets, Grid, Heading, Paragraph, Properties
from tests.validators import odf_errors

PROPERTIES = Properties("汽車過戶登記書", "申請人填寫後送交", "府城監理站", ("過戶", "申請書"))
BLOCKS = (
    Heading("汽車過戶登記書"),
    Paragraph("請以正楷填寫 <各欄> & 簽章。"),
    Bullets(("身分證明文件", "行車執照")),
    Heading("應備文件", 2),
    Grid("文件", ("名稱", "份數"), (("登記書", "1"), ("強制險保險證", "1"))),
    Paragraph("本站首頁", "../index.html"),
)


@pytest.mark.validators
def test_the_validator_passes_it(tmp_path: Path) -> None:
    path = tmp_path / "登記書.odt"
    write_text_document(path, PROPERTIES, BLOCKS)
    assert odf_errors([path])[path] == ()


def test_twice_the_same_bytes_and_no_moment_of_saving() -> None:
    assert len({text_document(PROPERTIES, BLOCKS) for _ in range(6)}) == 1


def test_it_says_its_title_language_links_and_words(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    write_text_document(path, PROPERTIES, BLOCKS)
    seen = inspecting.inspect(path, "odt")
    assert (seen.readable, seen.title, seen.has_text) == (True, "汽車過戶登記書", True)
    assert seen.language.startswith("zh")
    assert [link.href for link in seen.links] == ["../index.html"]
    lines = list(contents.odf_lines(path))
    assert "請以正楷填寫 <各欄> & 簽章。" in lines
    assert "強制險保險證" in lines


def test_every_part_says_its_version(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    write_text_document(path, PROPERTIES, BLOCKS)
    with zipfile.ZipFile(path) as package:
        assert package.namelist()[0] == "mimetype"
        assert package.infolist()[0].compress_type == zipfile.ZIP_STORED
        for name in ("content.xml", "styles.xml", "meta.xml"):
            assert b'office:version="1.3"' in package.read(name)
        manifest = package.read("META-INF/manifest.xml")
    assert b'manifest:version="1.3"' in manifest.partition(b"<manifest:file-entry")[0]
