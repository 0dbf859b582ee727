"""Small honest files of every kind that comes from outside, and ways of spoiling them."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

import openpyxl
import polars as pl
from hypothesis import strategies as st

_ROWS = [("日期", "項目", "數量"), ("114/08/01", "換照", "12"), ("114/08/02", "檢驗", "7")]


def _csv(encoding: str) -> bytes:
    return "\r\n".join(",".join(row) for row in _ROWS).encode(encoding)


def _xlsx() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in _ROWS:
        book.active.append(row)
    book.active.merge_cells("A4:B5")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _ods() -> bytes:
    names = "office:urn:oasis:names:tc:opendocument:xmlns:office:1.0 table:urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    names += " text:urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    spaces = " ".join(f'xmlns:{word.partition(":")[0]}="{word.partition(":")[2]}"' for word in names.split())
    cell = (
        '<table:table-cell office:value-type="string"><text:p>{}<text:s text:c="2"/></text:p></table:table-cell>'
    )
    rows = "".join(f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in _ROWS)
    body = f'<office:body><office:spreadsheet><table:table table:name="a">{rows}</table:table></office:spreadsheet></office:body>'
    content = f'<?xml version="1.0"?><office:document-content {spaces} office:version="1.3">{body}</office:document-content>'
    return packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()})


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _parquet() -> bytes:
    file = io.BytesIO()
    pl.DataFrame(_ROWS[1:], schema=list(_ROWS[0]), orient="row").write_parquet(file)
    return file.getvalue()


_RECORDS = [dict(zip(_ROWS[0], row, strict=True)) for row in _ROWS[1:]]
_HTML = "<html><head><meta charset=utf-8><title>表</title><style>a{background:url(x.png)}</style></head><body>"
_HTML += "<main><h1>統計</h1><table><tr><th>日期<th>數量</tr><tr><td>114/08/01<td>12</tr></table><a href='?a=1'>下載</a></main>"

TABLES: dict[str, bytes] = {
    "a.csv": _csv("utf-8"),
    "b.csv": _csv("big5"),
    "c.csv": _csv("utf-16"),
    "a.tsv": _csv("utf-8").replace(b",", b"\t"),
    "a.xlsx": _xlsx(),
    "a.ods": _ods(),
    "a.json": json.dumps({"result": {"records": _RECORDS}}, ensure_ascii=False).encode(),
    "a.jsonl": "\n".join(json.dumps(row) for row in _RECORDS).encode(),
    "a.xml": "<rows>{}</rows>".format(
        "".join(f"<row a='1'><日期>{row[0]}</日期><n>{row[2]}</n></row>" for row in _ROWS)
    ).encode(),
    "a.geojson": b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[121.5,25.0]}}]}',
    "a.kml": b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>a</name><Point><coordinates>121,25</coordinates></Point></Placemark></Document></kml>',
    "a.html": _HTML.encode(),
    "a.parquet": _parquet(),
    "a.zip": packed({"a.csv": _csv("utf-8")}),
    "a.csv.gz": gzip.compress(_csv("utf-8")),
}

WEB: dict[str, bytes] = {
    "html": _HTML.encode(),
    "robots": b"User-agent: *\nDisallow: /a\nCrawl-delay: 2\nSitemap: http://a.test/s.xml\n",
    "sitemap": b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>http://a.test/</loc><lastmod>2026-01-01</lastmod></url></urlset>',
    "feed": b'<rss version="2.0"><channel><title>a</title><item><title>b</title><link>http://a.test/b</link></item></channel></rss>',
    "css": b"@import 'a.css'; a { background: url(\"b.png\") } /* c */",
    "url": "http://a.test:80/路徑/%7e?q=%E4%B8%AD#x".encode(),
    "yaml": "title: {zh: 標題, en: title}\nlist: &a [1, 2]\nagain: *a\nwhen: 2026-01-01\n".encode(),
    "json": b'{"a": [1, 2.5e3, null, "\\u4e2d"], "b": {"c": true}}',
}


@st.composite
def spoiled(draw: st.DrawFn, whole: bytes) -> bytes:
    """`whole` with a few of its bytes changed, doubled, moved or gone; of a package often a part inside."""
    if whole[:2] == b"PK" and draw(st.booleans()):
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = draw(st.sampled_from(sorted(parts)))
        parts[name] = draw(spoiled(parts[name]))
        return packed(parts)
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(content)))
        length = draw(st.integers(0, 40))
        match draw(st.integers(0, 5)):
            case 0:
                content[at : at + length] = b""
            case 1:
                content[at:at] = draw(st.binary(max_size=20))
            case 2:
                content[at:at] = content[at : at + length] * draw(st.integers(1, 200))
            case 3:
                content[at : at + 1] = draw(
                    st.sampled_from(
                        [b"\0", b"\xff", b"\xed\xa0\x80", b"<", b"&#x0;", b'"', b"\r", b"[", b"{", b"\xef\xbb\xbf"]
                    )
                )
            case 4:
                content[at:at] = str(draw(st.sampled_from([0, -1, 2**31, 2**63, 10**30, "1e999", "NaN"]))).encode()
            case _:
                del content[at:]
    return bytes(content)
