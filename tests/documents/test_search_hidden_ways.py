"""Ways in which a value hides from a search of plain text: packed, cut by tags, in boxes, in what was deleted."""

from __future__ import annotations

import base64
import io
import sqlite3
import struct
import zipfile
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from publisher.documents.search import Passage, Rows, Unsearched, search
from publisher.documents.search.database import _left_over
from publisher.documents.search.messages import _unpacked

ID = "L290000036"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _zip(**parts: str | bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return made.getvalue()


def _packed(text: str) -> str:
    """A file that holds the text, as base64 in lines."""
    return base64.encodebytes(_zip(a_xml=f"<a>{text}</a>")).decode()


def _told(path: Path) -> list[str]:
    told = []
    for item in search(path):
        if isinstance(item, Passage):
            told.append(item.text)
        elif isinstance(item, Rows):
            told += ["|".join(row) for row in (item.header, *item.rows)]
    return told


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BOXES = "".join(f"<w:tc><w:p><w:r><w:t>{sign}</w:t></w:r></w:p></w:tc>" for sign in ID)
_WIDE_BOXES = "".join(f"<p><t>{chr(ord(sign) + 0xFEE0)}</t></p>" for sign in ID)
_LINES = _packed(ID).replace("\n", "\r\n ")
FILES: dict[str, bytes] = {
    "flat.fodt": f"<?xml version='1.0'?><office><binary-data>{_packed(ID)}</binary-data></office>".encode(),
    "value.json": f'{{"file": "{base64.b64encode(_zip(a_xml=ID)).decode()}"}}'.replace("/", "\\/").encode(),
    "picture.svg": f"<svg><image href='data:text/plain;base64,{base64.b64encode(ID.encode()).decode()}'/></svg>".encode(),
    "card.vcf": f"BEGIN:VCARD\r\nX-FILE;ENCODING=BASE64:{_LINES}\r\nEND:VCARD\r\n".encode(),
    "versioned.docx": _zip(customXml__item_xml="<m>" + base64.b64encode(b"\0" * 4 + b"\1\0\0\0" + _zip(a_xml=ID)).decode() + "</m>"),
    "boxes.docx": _zip(word__document_xml=f"<w:document {_W}><w:tbl><w:tr>{_BOXES}</w:tr></w:tbl></w:document>"),
    "wide.pptx": _zip(ppt__slides__slide1_xml=f"<a>{_WIDE_BOXES}</a>"),
    "field.docx": _zip(word__document_xml=f"<w:document {_W}><w:p><w:r><w:instrText>IF {ID[:4]}</w:instrText></w:r><w:r><w:instrText>{ID[4:]} x</w:instrText></w:r></w:p></w:document>"),
    "head.xlsx": _zip(xl__worksheets__sheet1_xml=f"<worksheet xmlns='{_SHEET}'><headerFooter><oddFooter>&amp;C&amp;8{ID}&amp;R&amp;D</oddFooter></headerFooter></worksheet>"),
    "sign.xlsx": _zip(xl__sharedStrings_xml=f"<sst xmlns='{_SHEET}'><si><t>{ID[:9]}_x0036__x000D_</t></si></sst>"),
    "entity.xml": f"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY part '{ID[:5]}'>]><a>&part;{ID[5:]}</a>".encode(),
    "big5.xml": f"<?xml version='1.0' encoding='Big5'?><戶><號>{ID}</號></戶>".encode("cp950"),
    "boxes.csv": ("證號," + ",".join(ID) + "\n甲," + ",".join("1234567890") + "\n").encode(),
    "letter.csv": f"號碼,,\n戶長,{ID[0]},{ID[1:]}\n".encode(),
    "page.doc": b"MIME-Version: 1.0\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(f"<p>{ID}".encode()),
    "flowed.eml": f"From: a@mail.example\nSubject: x\nContent-Type: text/plain; format=flowed; delsp=yes\n\nx {ID[:7]} \n{ID[7:]} y\n".encode(),
    "name.eml": f"From: a@mail.example\nSubject: x\nContent-Type: a/b; name*0=\"{ID[:3]}\"; name*1=\"{ID[3:]}.bin\"\n\nx\n".encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_value_is_put_together(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(FILES[name])
    assert any(ID in text for text in _told(tmp_path / name))


def test_figures_of_a_count_are_no_boxes(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("區,甲,乙\n" + "\n".join(f"A,{','.join('2900000361')}" for _ in range(9)))
    assert not any("A29" in text for text in _told(tmp_path / "a.csv"))


def _pdf(change: str) -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        page, made = pdf.pages[0].obj, io.BytesIO()
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        if change == "form":
            cut = [f"<x:d xmlns:x='u'><n>{ID[:2]}".encode(), f"{ID[2:]}</n></x:d>".encode()]
            named = [
                part for at, piece in enumerate(cut) for part in (pikepdf.String(f"p{at}"), pdf.make_stream(piece))
            ]
            pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=pikepdf.Array(named))
        elif change == "template":
            drawing = pdf.make_stream(f"BT /F 9 Tf 9 9 Td [({ID[:4]}) ({ID[4:]})] TJ ET".encode())
            spare = pikepdf.Dictionary(
                Type=pikepdf.Name.Template, MediaBox=[0, 0, 99, 99], Resources=page.Resources, Contents=drawing
            )
            listed = pikepdf.Array([pikepdf.String("a"), pdf.make_indirect(spare)])
            pdf.Root.Names = pikepdf.Dictionary(Templates=pikepdf.Dictionary(Names=listed))
        elif change == "rich":
            rich = pikepdf.String(f"<?xml version='1.0'?><body><p>{ID[:6]}<i>{ID[6:]}</i></p></body>")
            page.Annots = pikepdf.Array(
                [
                    pikepdf.Dictionary(
                        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[0, 0, 9, 9], RC=rich
                    )
                ]
            )
        elif change == "fields":
            field = {"/Type": pikepdf.Name.Annot, "/Subtype": pikepdf.Name.Widget, "/Rect": [9, 9, 18, 18]}
            fields = [pikepdf.Dictionary(field | {"/V": pikepdf.String(sign)}) for sign in ID]
            page.Annots = pikepdf.Array([pdf.make_indirect(item) for item in fields])
            pdf.Root.AcroForm = pikepdf.Dictionary(Fields=page.Annots)
        elif change == "font":
            names = [pikepdf.Name(f"/q{number * 3}") for number in range(10)]
            font.Encoding = pikepdf.Dictionary(Differences=pikepdf.Array([65, *names]))
            font.BaseFont = pikepdf.Name("/AAAAAA+Own")
            page.Contents = pdf.make_stream(b"BT /F 9 Tf 9 9 Td (BACEDFGHIJ) Tj ET")
        pdf.save(made)
        return made.getvalue() + (_zip(a_xml=ID) if change == "behind" else b"")


@pytest.mark.parametrize("change", ["form", "template", "rich", "behind", "fields"])
def test_a_pdf_says_it_in_other_places(tmp_path: Path, change: str) -> None:
    (tmp_path / "a.pdf").write_bytes(_pdf(change))
    assert any(ID in text for text in _told(tmp_path / "a.pdf"))


def test_signs_without_characters_are_said(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(_pdf("font"))
    (tmp_path / "b.pdf").write_bytes(_pdf("plain"))
    assert [item.reason for item in search(tmp_path / "a.pdf") if isinstance(item, Unsearched)] == ["font"]
    assert not [item for item in search(tmp_path / "b.pdf") if isinstance(item, Unsearched)]


def test_what_stands_behind_a_picture_is_a_file(tmp_path: Path) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = ID
    Image.new("RGB", (30, 30), "red").save(first, "JPEG")
    Image.new("RGB", (30, 30), "blue").save(second, "JPEG", exif=exif)
    for name, content in {"a.jpg": second.getvalue(), "b.jpg": _zip(a_xml=ID)}.items():
        (tmp_path / name).write_bytes(first.getvalue() + content)
        assert any(ID in text for text in _told(tmp_path / name))


@pytest.mark.parametrize(
    "behind",
    ["<html><body>號 <b>{}</b>{}</body></html>", "號：<i>{}</i>{}", "<?xml version='1.0'?><a><b>{}</b>{}</a>"],
)
def test_a_page_behind_a_picture_is_read_as_one(tmp_path: Path, behind: str) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (30, 30), "red").save(picture, "PNG")
    (tmp_path / "a.png").write_bytes(picture.getvalue() + behind.format(ID[:4], ID[4:]).encode())
    assert any(ID in text for text in _told(tmp_path / "a.png"))


@pytest.mark.parametrize(
    "head",
    [
        'data:text/plain;charset="utf-8";base64,',
        "DATA:Text/Plain;Base64,",
        "data:text/plain; charset=utf-8 ;base64,",
        "data:;base64,",
        "data:text/plain,",
        "data:,",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_addresses_that_hold_data(tmp_path: Path, head: str, encoding: str) -> None:
    value = base64.b64encode(ID.encode()).decode() if "64" in head else f"{ID[:4]}%{ord(ID[4]):x}{ID[5:]}"
    (tmp_path / "a.txt").write_bytes(f"see <{head}{value}> there".encode(encoding))
    assert any(text == ID or text.startswith(f"{ID}>") for text in _told(tmp_path / "a.txt"))


def test_tags_in_an_address_are_no_words(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text(f"a {{ b: url(data:text/html,<b>{ID[:3]}</b>{ID[3:]}) }}")
    assert any(ID in text for text in _told(tmp_path / "a.css"))


def test_free_blocks_that_lie_in_one_another_are_not_followed() -> None:
    page = bytearray(65_536)
    page[0:1], page[1:3], page[5:7] = b"\x0d", (8).to_bytes(2, "big"), (65_535).to_bytes(2, "big")
    for place in range(8, 60_000, 4):
        page[place : place + 4] = (place + 4).to_bytes(2, "big") + (65_000 - place).to_bytes(2, "big")
    assert sum(map(len, _left_over(b"\0" * 65_536 + bytes(page), 65_536))) <= 2 * 65_536
    page[8:12] = bytes((0, 200, 0, 20))
    page[200:220] = bytes((0, 0, 0, 20)) + b"left over behind"
    assert list(_left_over(b"\0" * 65_536 + bytes(page), 65_536))[1:] == [bytes(page[12:28]), b"left over behind"]


@pytest.mark.parametrize("place", ["first", "last", "middle"])
def test_a_deleted_row_stands_in_the_free_room_of_its_page(tmp_path: Path, place: str) -> None:
    rows = ["甲" * 40] * 20
    rows.insert({"first": 0, "last": 20, "middle": 9}[place], f"證號 {ID} 在此")
    with sqlite3.connect(tmp_path / "a.sqlite") as database:
        database.execute("PRAGMA secure_delete = OFF")
        database.execute("CREATE TABLE a (b TEXT)")
        database.executemany("INSERT INTO a VALUES (?)", [(row,) for row in rows])
        database.commit()
        database.execute("DELETE FROM a WHERE b LIKE '證號%'")
    database.close()
    assert any(ID in text for text in _told(tmp_path / "a.sqlite"))


def test_rich_text_of_outlook_is_unpacked() -> None:
    """The two examples of MS-OXRTFCP (4.1): without and with a reference that overlaps itself."""
    plain = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert _unpacked(plain, 1 << 20) == (b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n", True)
    twice = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert _unpacked(twice, 1 << 20) == (b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}", True)
    assert _unpacked(twice[:-2], 1 << 20) == (b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}", True)  # no sign of the end
    assert _unpacked(twice[:-4], 1 << 20) == (b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ", False)


def test_what_only_its_own_program_reads_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("-----BEGIN PGP MESSAGE-----\n\nabcd\n-----END PGP MESSAGE-----\n")
    (tmp_path / "b.eml").write_bytes(
        b"From: a@mail.example\nSubject: x\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nxx\n"
    )
    for name in ("a.txt", "b.eml"):
        assert "encrypted" in [item.reason for item in search(tmp_path / name) if isinstance(item, Unsearched)]


def test_a_package_of_ole_has_a_name_and_a_file() -> None:
    from publisher.documents.search.messages import _packaged

    body = f"From: a\nSubject: x\n\n{ID}".encode()
    head = struct.pack("<IH", 9, 2) + b"a.eml\0C:\\a.eml\0" + struct.pack("<HHI", 0, 3, 9) + b"C:\\a.eml\0"
    assert _packaged(head + struct.pack("<I", len(body)) + body) == ("a.eml", body)
    assert _packaged(head + struct.pack("<I", 9999) + body) == ("a.eml", b"")
    assert _packaged(b"") == ("", b"")
