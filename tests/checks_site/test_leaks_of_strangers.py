"""Personal data wherever strangers leave them: in markup, in files of any kind, and what only looks like them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest

from publisher.checks import Context, check_site
from publisher.crawl import crawl
from publisher.documents.search import Item, Passage
from publisher.model.finding import Outcome
from publisher.model.site import Politeness, Site
from publisher.model.text import LocalText
from publisher.state.crawl import CrawlStore
from tests.checks_site.test_strangers import NOW, RULEBOOK, served

_QUICK = Politeness(rate=0, concurrency=4, timeout=10, patience=0.05)
_LETTERS = {"L": 20, "S": 26, "Y": 31}
_WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2)


def made_up(number: int) -> str:
    """A national ID number of a form that is given to nobody (third digit 9), with a right checksum."""
    letter = "LSY"[number % 3]
    body = f"19{number * 137 % 1_000_000:06d}"
    digits = [_LETTERS[letter] // 10, _LETTERS[letter] % 10, *map(int, body)]
    return f"{letter}{body}{-sum(a * b for a, b in zip(digits, (*_WEIGHTS, 1), strict=True)) % 10}"


def page(title: str, content: str) -> str:
    foot = "<footer><p>地址：970花蓮縣花蓮市測試路5號　電話：03-8222222　信箱：service@example.gov.tw</p></footer>"
    return f'<!DOCTYPE html><html lang="zh-Hant"><meta charset="utf-8"><title>{title}</title><body><h1>{title}</h1>{content}{foot}</body></html>'


ID = iter(map(made_up, range(1001, 1100)))
LEAKING_PAGES = {
    "srcdoc": f'<iframe srcdoc="&lt;p&gt;林小華 {next(ID)}&lt;/p&gt;" title="x"></iframe>',
    "bound": f"<div :user=\"{{id:'{next(ID)}'}}\">x</div>",
    "handler": f"<button onmouseover=\"show('{next(ID)}')\">看</button>",
    "comment": f"<!-- 舊名單 林小華 {next(ID)} -->",
    "row": "<table><tr><th>申請人</th><td>林小華</td></tr><tr><th>住址</th><td>花蓮縣吉安鄉測試路一段8號</td></tr></table>",
}
CLEAN_PAGES = {
    "申請書填寫範例": "<p>申請人姓名：王小明　身分證字號：A123456789　電話：0912-345-678</p>",
    "訴願決定書": "<p>訴願人：林○○　住：花蓮縣○○鄉○○路○號　主文：訴願駁回。</p>",
    "決標公告": "<p>得標廠商：示範營造股份有限公司（12345675），地址：臺北市中正區測試路一段1號，電話：02-23000000</p>",
    "新聞稿": "<p>新聞聯絡人：秘書室林小華主任，電話：03-8222222分機101</p>",
    "公告": "<p>發文字號：花監字第1150012345號；案號 1150900012；ISBN 9789860000000；電話服務 1999</p>",
}


def _zip(name: str, text: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, text)
    return made.getvalue()


def _png(text: str) -> bytes:
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    said = PngInfo()
    said.add_itxt("Comment", text)
    made = io.BytesIO()
    Image.new("RGB", (20, 20)).save(made, "PNG", pnginfo=said)
    return made.getvalue()


def _picture(kind: str, **said: object) -> bytes:
    from PIL import Image

    made = io.BytesIO()
    Image.new("RGB", (20, 20)).save(made, kind, **said)
    return made.getvalue()


LEAKING_FILES = {
    "moves.gif": _picture("GIF", comment=f"id {next(ID)}".encode()),
    "plan.tiff": _picture("TIFF", tiffinfo={270: f"id {next(ID)}"}),
    "layers.psd": b"8BPS" + b"\0" * 22 + f"id {next(ID)}".encode() + b"\0" * 40,
    "unpack.exe": b"MZ" + b"\0" * 60 + f"id {next(ID)}".encode() + b"\0" * 40,
    "remark.md": f"<!-- 舊名單 -->\n\n<!-- {next(ID)} -->\n".encode(),
    "long.csv": ("姓名,編號\n" + "林君,1\n" * 2000 + f"林小華,{next(ID)}\n").encode("big5"),
    "list.tsv": f"姓名\t身分證字號\n林小華\t{next(ID)}\n".encode("utf-16"),
    "lines.jsonl": (json.dumps({"n": "林小華", "id": next(ID)}) + "\n").encode(),
    "list.xml": f"<?xml version='1.0'?><list><name>林小華</name><id>{next(ID)}</id></list>".encode(),
    "card.vcf": f"BEGIN:VCARD\nFN:林小華\nNOTE:{next(ID)}\nEND:VCARD\n".encode(),
    "day.ics": f"BEGIN:VCALENDAR\nSUMMARY:面談 林小華 {next(ID)}\nEND:VCALENDAR\n".encode(),
    "letter.eml": f"Subject: x\nContent-Type: text/plain; charset=utf-8\n\n林小華 {next(ID)}\n".encode(),
    "list.md": f"- 林小華 {next(ID)}\n".encode(),
    "list.zip": _zip("名冊.csv", "編號\n" * 3000 + f"林小華,{next(ID)}\n"),
    "said.png": _png(f"林小華 {next(ID)}"),
    "drawn.svg": f'<svg xmlns="http://www.w3.org/2000/svg"><desc>林小華 {next(ID)}</desc></svg>'.encode(),
}


def test_what_leaks_is_found_wherever_it_hides_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    put = partial(_put, folder)
    links = ""
    for name, content in (*LEAKING_PAGES.items(), *CLEAN_PAGES.items()):
        put(f"{name}/index.html", page(name, f"<div>{content}</div>").encode())
        links += f'<li><a href="/{name}/">{name}</a></li>'
    for name, body in LEAKING_FILES.items():
        put(f"f/{name}", body)
        picture = name.endswith(("png", "svg"))
        links += (
            f'<li><img src="/f/{name}" alt="圖"></li>' if picture else f'<li><a href="/f/{name}">{name}</a></li>'
        )
    put("index.html", page("首頁", f"<ul>{links}</ul>").encode())
    with served(folder) as address:
        site = Site(
            "stranger",
            LocalText("某網站", "A website"),
            (address,),
            external_links=False,
            allow_private=True,
            polite=_QUICK,
        )
        store = CrawlStore(tmp_path / "state")
        result = check_site(crawl(site, store, NOW), Context(site, NOW, RULEBOOK), ("leaks",))
        store.close()
    failed = {item.subject for item in result.findings if item.outcome is Outcome.FAILED}
    names = {subject.removeprefix(address).strip("/").removeprefix("f/") for subject in failed}
    assert names == {*LEAKING_PAGES, *LEAKING_FILES}


def test_a_fault_of_ours_in_one_file_hides_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from publisher.checks.leaks import personal_data_in_document as check

    search = check._search
    leak = next(ID)

    def failing(items: Iterable[Item], context: Context) -> object:
        said = list(items)
        if any("first" in item.text for item in said if isinstance(item, Passage)):
            raise ArithmeticError
        return search(said, context)

    monkeypatch.setattr(check, "_search", failing)
    put = partial(_put, tmp_path / "site")
    put("a.txt", b"first")
    put("b.txt", f"x {leak}".encode())
    put("index.html", page("首頁", '<a href="/a.txt">a</a> <a href="/b.txt">b</a>').encode())
    with served(tmp_path / "site") as address:
        site = Site(
            "stranger", LocalText("某", "A"), (address,), external_links=False, allow_private=True, polite=_QUICK
        )
        store = CrawlStore(tmp_path / "state")
        result = check_site(crawl(site, store, NOW), Context(site, NOW, RULEBOOK), ("leaks",))
        store.close()
    assert result.crashed == ()
    assert {(item.subject.removeprefix(address).strip("/"), item.outcome) for item in result.findings} >= {
        ("a.txt", Outcome.UNTESTED),
        ("b.txt", Outcome.FAILED),
    }


def _put(folder: Path, name: str, content: bytes) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
