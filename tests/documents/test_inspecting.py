"""What is seen in a document without reading it aloud: tags, text, language, title, links, and that it is locked."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pikepdf
import pytest

from publisher.documents.inspecting import DocumentLink, inspect

_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)


def a_package(path: Path, parts: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return path


def a_pdf(path: Path, **changes: object) -> Path:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    links = pikepdf.Array()
    for address in ("https://www.station.example/a", "http://www.station.example/公告"):
        action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=address.encode())
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
        links.append(pdf.make_indirect(link))
    pdf.pages[0].obj.Annots = links
    pdf.Root.Lang = "zh-TW"
    pdf.docinfo["/Title"] = "規費"
    pdf.save(path, **changes)  # type: ignore[arg-type]
    return path


def test_a_pdf(tmp_path: Path) -> None:
    seen = inspect(a_pdf(tmp_path / "a.pdf"), "pdf")
    assert (seen.readable, seen.pages, seen.tagged, seen.has_text) == (True, 1, False, False)
    assert (seen.language, seen.title) == ("zh-TW", "規費")
    assert seen.links == (
        DocumentLink("pdf link", "https://www.station.example/a", page=1),
        DocumentLink("pdf link", "http://www.station.example/公告", page=1),
    )


def test_a_locked_pdf(tmp_path: Path) -> None:
    locked = a_pdf(tmp_path / "a.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    assert inspect(locked, "pdf").problem == "encrypted"


def test_an_odt(tmp_path: Path) -> None:
    content = (
        f'<office:document-content {_SPACES}><text:p>換照 <text:a xlink:href="https://www.station.example/x">甲</text:a>'
        '<text:a xlink:href="#bookmark">乙</text:a><text:a xlink:href="mailto:a@mail.example">丙</text:a></text:p>'
        "</office:document-content>"
    )
    styles = f'<office:document-styles {_SPACES}><a fo:language="zh"/></office:document-styles>'
    meta = f"<office:document-meta {_SPACES}><dc:title>申請書</dc:title></office:document-meta>"
    path = a_package(tmp_path / "a.odt", {"content.xml": content, "styles.xml": styles, "meta.xml": meta})
    seen = inspect(path, "odt")
    assert (seen.readable, seen.has_text, seen.language, seen.title) == (True, True, "zh", "申請書")
    assert [link.href for link in seen.links] == ["https://www.station.example/x"]


def test_a_locked_odt(tmp_path: Path) -> None:
    parts = {"content.xml": "rubbish", "META-INF/manifest.xml": "<m:encryption-data/>"}
    assert inspect(a_package(tmp_path / "a.odt", parts), "odt").problem == "encrypted"


def test_a_docx(tmp_path: Path) -> None:
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="1" Target="https://www.station.example/x" TargetMode="External"/>'
        '<Relationship Id="2" Target="styles.xml"/></Relationships>'
    )
    path = a_package(tmp_path / "a.docx", {"word/_rels/document.xml.rels": rels, "word/document.xml": "<x/>"})
    assert [link.href for link in inspect(path, "docx").links] == ["https://www.station.example/x"]


@pytest.mark.parametrize("kind", ["pdf", "odt", "docx"])
@pytest.mark.parametrize("body", [b"", b"%PDF-1.7 nothing", b"PK\x03\x04 nothing", b"\0" * 4096])
def test_rubbish_is_damaged(tmp_path: Path, kind: str, body: bytes) -> None:
    path = tmp_path / "rubbish"
    path.write_bytes(body)
    seen = inspect(path, kind)
    assert (seen.readable, seen.problem) == (False, "damaged")


def test_an_odt_with_a_document_type_is_not_read(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    assert inspect(a_package(tmp_path / "a.odt", {"content.xml": bomb}), "odt").problem == "damaged"
