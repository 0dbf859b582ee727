# ruff: noqa: E501 - the texts of the pages
"""The files that the website offers: PDF, ODF and office files, good ones and bad ones, and the pictures."""

from __future__ import annotations

import io
import json
import struct
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from urllib.parse import unquote

import polars as pl
import typst
from openpyxl import Workbook
from PIL import Image, ImageDraw

from publisher.documents.spreadsheet import Properties, Sheet, SheetColumn, write_spreadsheet
from publisher.documents.text_document import text_document
from publisher.documents.typesetting import FONT, typeset
from publisher.model.document import Block, Bullets, Grid, Heading, Paragraph
from publisher.model.jsonable import Json
from samples.files import csv_bytes, xlsx_bytes
from samples.places import HEADER, PLACES
from samples.website.faulty import LOGIN, personal
from samples.website.layout import FULL_NAME, STYLE, render

_TEXT = """\
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, author: data.author)
#set page(paper: "a4", margin: 2.5cm)
#set text(font: sys.inputs.font, lang: "zh", region: "TW", size: 12pt)
#set par(leading: 1em)
= #data.title
#for line in data.lines [ #line #parbreak() ]
#if data.table.len() > 0 { table(columns: data.table.first().len(), table.header(..data.table.first()),
  ..data.table.slice(1).flatten()) }
#if data.link != "" { link(data.link)[附件下載] }
"""
_TIME = (2026, 11, 1, 9, 0, 0)
Rows = Sequence[Sequence[str]]


def all_files(random: Random) -> dict[str, bytes]:
    """Every file that is no page, by its path."""
    header, people = personal(random, 12)
    login = render(LOGIN).encode()
    return _pictures() | {
        "/static/site.css": STYLE.encode(),
        "/static/gallery.css": b".strip { list-style-image: url(/static/no-such-picture.png); padding: 1rem; }\n",
        "/files/tender-fc115-018.pdf": _pdf("清潔勞務採購招標文件", "本案採最低標決標，履約期間一年。"),
        "/files/tender-1150102.pdf": _pdf(
            "車牌保管室整修工程招標須知", "投標廠商應備文件如下。", link="/news/tender-attachment.html"
        ),
        "/files/rulings-115.pdf": _pdf("裁量基準彙編", "逾期檢驗一個月以下者，處最低額罰鍰。"),
        "/files/plan-115.pdf": _pdf("115年度工作計畫", "一、縮短等候時間。二、擴大線上服務。三、推動資料開放。"),
        "/files/plan-115.odt": _odt("115年度工作計畫", "縮短等候時間", "擴大線上服務", "推動資料開放"),
        "/files/budget-115.pdf": _pdf("115年度預算書", "歲出合計新臺幣八千六百萬元。"),
        "/files/budget-115.ods": _ods("115年度預算書", ("科目", "金額"), (("人事費", "52,000千元"), ("業務費", "34,000千元"))),
        "/files/accounts-114.pdf": _pdf("114年度決算書", "歲出決算數新臺幣八千四百萬元。"),
        "/files/statistics-11510.ods": _ods("115年10月業務統計", ("項目", "件數"), (("駕照", "4,285"), ("車輛", "5,996"))),
        "/files/statistics-11510.xlsx": _xlsx(("項目", "件數"), (("駕照", 4285), ("車輛", 5996))),
        "/files/contracts-115.ods": _ods("契約清單", ("案號", "名稱"), (("FC115-003", "考驗場標線重繪工程"),)),
        "/files/places.csv": csv_bytes(HEADER, PLACES),
        "/files/places.ods": _ods("服務據點", HEADER, [[str(cell) for cell in row] for row in PLACES]),
        unquote("/files/檢驗通知範例.odt"): _odt("檢驗通知範例", "請於期限內完成檢驗"),
        "/files/forms/resume.odt": _odt("履歷表", "應徵職稱", "學歷", "經歷"),
        "/files/forms/resume.docx": _docx("履歷表"),
        "/files/forms/transfer.odt": _odt("汽機車過戶登記書", "原車主", "新車主", "牌照號碼"),
        "/files/forms/transfer.docx": _docx("汽機車過戶登記書"),
        "/files/forms/transfer.pdf": _pdf("汽機車過戶登記書", "本表請以正楷填寫，並由雙方簽章。"),
        "/files/forms/renewal.odt": _odt("駕照換發申請書", "申請人", "駕照類別"),
        "/files/forms/renewal.doc": _doc("駕照換發申請書"),
        "/files/forms/deregister.docx": _docx("車輛報廢申請書"),
        "/files/forms/proxy.doc": _doc("委託書"),
        "/files/forms/guide.odt": _odt("填表說明", "請以正楷填寫", link="../../forms/filled-example.html"),
        "/files/forms/refund.odt": login,
        "/files/report-114.pdf": login,
        "/files/notice-1150730.pdf": _pdf("泡水車檢驗服務公告", "即日起受理泡水車臨時檢驗。", tagged=False),
        "/files/scan-1150106.pdf": _scan("臨時人員甄選簡章"),
        "/files/winners-1150922.pdf": _pdf("有獎徵答得獎名單", "以下為完整名單。", table=_narrow([header, *people])),
        "/files/winners-1150922.ods": _ods("有獎徵答得獎名單", header, people),
    }  # fmt: skip


def _pdf(title: str, *lines: str, link: str = "", tagged: bool = True, table: Rows = ()) -> bytes:
    data: dict[str, Json] = {
        "title": title,
        "author": FULL_NAME,
        "lines": list(lines),
        "link": link,
        "table": [list(row) for row in table],
    }
    if tagged:
        return typeset(_TEXT, data)
    return _bare(_TEXT, data)


def _narrow(rows: Rows) -> Rows:
    """Name, number and telephone: what fits on a sheet without breaking lines."""
    return [row[:3] for row in rows]


def _bare(template: str, data: Mapping[str, Json]) -> bytes:
    inputs = {"data": json.dumps(data, ensure_ascii=False), "font": FONT}
    made = typst.compile(template.encode(), format="pdf", sys_inputs=inputs, pdf_tags=False, timestamp=0)
    assert isinstance(made, bytes)
    return made


def _scan(title: str) -> bytes:
    """A sheet of paper as a picture in a PDF."""
    inputs = {"font": FONT, "title": title}
    sheet = (
        "#set page(width: 12cm, height: 16cm, margin: 1.5cm)\n#set text(font: sys.inputs.font)\n"
        "#align(center)[#text(20pt)[#sys.inputs.title]]\n#v(1cm)\n資格條件、報名方式及甄選日期如說明。"
    )
    picture = typst.compile(sheet.encode(), format="png", sys_inputs=inputs, ppi=90.0)
    assert isinstance(picture, bytes)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "scan.png").write_bytes(picture)
        Path(folder, "main.typ").write_text('#set page(margin: 0cm)\n#image("scan.png", width: 100%)')
        made = typst.compile(Path(folder, "main.typ"), format="pdf", pdf_tags=False, timestamp=0)
    assert isinstance(made, bytes)
    return made


def _odt(title: str, *rows: str, link: str = "") -> bytes:
    blocks: list[Block] = [
        Heading(title),
        Paragraph(f"{FULL_NAME} 製"),
        Grid("欄位", ("項目", "填寫欄"), tuple((row, " ") for row in rows)),
        Bullets(("請以正楷填寫", "塗改處請簽章")),
    ]
    if link:
        blocks.append(Paragraph("填寫範例", link))
    return text_document(Properties(title, title, FULL_NAME), blocks)


def _ods(title: str, header: Sequence[str], rows: Rows) -> bytes:
    frame = pl.DataFrame({name: [row[place] for row in rows] for place, name in enumerate(header)})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.ods"
        sheet = Sheet(title, [SheetColumn(name) for name in header], [frame])
        write_spreadsheet(path, Properties(title, title, FULL_NAME), [sheet])
        return path.read_bytes()


def _xlsx(header: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(list(header))
    for row in rows:
        sheet.append(list(row))
    return xlsx_bytes(workbook)


def _docx(text: str) -> bytes:
    """The smallest package that word processors open."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    parts = {
        "[Content_Types].xml": f'{head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="{relations}"><Relationship Id="rId1" Target="word/document.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
        "word/document.xml": f'{head}<w:document xmlns:w="{word}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p>'
        "</w:body></w:document>",
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _TIME), content)
    return made.getvalue()


def _doc(text: str) -> bytes:
    """A compound file (MS-CFB) as Word 97 writes it: the text, and the table that says where it stands (MS-DOC)."""
    sector, end, free, fat_mark = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    size = 4096  # from 4,096 bytes on a stream has sectors of its own
    at, clx = 2048, struct.pack("<BIII", 2, 16, 0, len(text)) + struct.pack("<HIH", 0, 2048, 0)
    word = bytearray(size)
    struct.pack_into("<HH", word, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<II", word, 0x01A2, 0, len(clx))
    word[at : at + 2 * len(text)] = text.encode("utf-16-le")
    table = clx.ljust(size, b"\0")
    each = size // sector
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0, 0)
    header += struct.pack("<108I", *([free] * 108))
    first, second = 2, 2 + each
    chains = [*range(first + 1, first + each), end, *range(second + 1, second + each), end]
    fat = [fat_mark, end, *chains]
    allocation = struct.pack(f"<{len(fat)}I", *fat) + struct.pack("<I", free) * (128 - len(fat))

    def entry(name: str, kind: int, start: int, length: int, left: int = free, child: int = free) -> bytes:
        raw = (name + "\0").encode("utf-16-le") if name else b""
        return (
            raw.ljust(64, b"\0")
            + struct.pack("<H", len(raw))
            + struct.pack("<BBIII", kind, 1, left, free, child)
            + bytes(36)
            + struct.pack("<IQ", start, length)
        )

    directory = entry("Root Entry", 5, end, 0, child=1) + entry("WordDocument", 2, first, size, left=2)
    directory += entry("0Table", 2, second, size) + entry("", 0, 0, 0)
    return header + allocation + directory + bytes(word) + table


def _pictures() -> dict[str, bytes]:
    return {
        "/static/emblem.png": _emblem(),
        "/static/badge.png": _badge(),
        "/static/building.png": _building(),
        "/static/map.png": _map(),
    }


def _png(picture: Image.Image) -> bytes:
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def _emblem() -> bytes:
    picture = Image.new("RGBA", (88, 88), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((2, 2, 86, 86), fill="#d9a521")
    draw.ellipse((10, 10, 78, 78), fill="#14395b")
    draw.rectangle((24, 44, 64, 58), fill="#ffffff")
    draw.polygon(((31, 44), (38, 32), (52, 32), (58, 44)), fill="#ffffff")
    for x in (34, 54):
        draw.ellipse((x - 6, 52, x + 6, 64), fill="#d9a521")
    return _png(picture)


def _badge() -> bytes:
    picture = Image.new("RGB", (88, 31), "#0b6b6b")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 87, 30), outline="#ffffff")
    draw.ellipse((5, 4, 27, 26), fill="#ffffff")
    draw.line((10, 15, 15, 21, 23, 9), fill="#0b6b6b", width=3)
    for x in (44, 64):
        draw.line((x - 8, 24, x, 6, x + 8, 24), fill="#ffffff", width=3)
        draw.line((x - 5, 18, x + 5, 18), fill="#ffffff", width=2)
    return _png(picture)


def _building() -> bytes:
    picture = Image.new("RGB", (640, 360), "#dcebf5")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 290, 640, 360), fill="#9fb7a5")
    draw.rectangle((110, 120, 530, 300), fill="#f6f1e4", outline="#8a8a8a")
    draw.rectangle((100, 100, 540, 125), fill="#14395b")
    for y in (145, 205):
        for x in range(135, 510, 62):
            draw.rectangle((x, y, x + 36, y + 36), fill="#7fa8c4", outline="#ffffff")
    draw.rectangle((290, 245, 350, 300), fill="#0b6b6b")
    return _png(picture)


def _map() -> bytes:
    picture = Image.new("RGB", (1120, 400), "#eef2e6")
    draw = ImageDraw.Draw(picture)
    for y in (110, 270):
        draw.rectangle((0, y, 1120, y + 28), fill="#ffffff", outline="#c9c9c9")
    for x in (220, 640, 930):
        draw.rectangle((x, 0, x + 28, 400), fill="#ffffff", outline="#c9c9c9")
    draw.rectangle((300, 160, 520, 250), fill="#f3d9a0", outline="#b8860b")
    draw.ellipse((398, 180, 426, 208), fill="#c2410c")
    return _png(picture)
