"""Addresses without end are left, and said; the site behind them, and its archives, are read to the last page."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

import pytest

from publisher.crawl.traps import Traps, dulled
from publisher.model.site import Budget, SiteSnapshot
from tests.crawl.sites import by_path, look, page
from tests.net.server import Answer, Asked, serving

WORDS = "請由選單選擇要查詢的項目，本頁沒有其他內容。"


def months(asked: Asked) -> Answer:
    if found := re.match(r"/cal\?y=(\d+)&m=(\d+)$", asked.target):
        year, month = int(found[1]), int(found[2])
        after = (year, month + 1) if month < 12 else (year + 1, 1)
        days = [f"/day?d={year}-{month:02d}-{day:02d}" for day in range(1, 29 + month % 3)]
        return page(*days, f"/cal?y={after[0]}&amp;m={after[1]}", body=f"{year - 1911}年{month}月 行事曆 {WORDS}")
    return (
        page(body=f"{asked.target[7:]} 本日無活動 {WORDS}") if asked.target.startswith("/day") else Answer("", 404)
    )


def filters(asked: Asked) -> Answer:
    if not asked.target.startswith("/list"):
        return Answer("", 404)
    chosen = dict(part.split("=") for part in asked.target.partition("?")[2].split("&") if "=" in part)
    queries = [{**chosen, name: str(value)} for name in "abcdef" for value in range(4)]
    return page(*("/list?" + "&amp;".join(f"{k}={v}" for k, v in query.items()) for query in queries), body=WORDS)


def visits(asked: Asked) -> Answer:
    if not asked.target.startswith("/s/"):
        return Answer("", 404)
    name = secrets.token_hex(12)
    links = "".join(f'<a href="/s/{name}/p{number}">第{number}頁</a>' for number in range(10))
    return Answer(
        f"<html lang='zh-Hant-TW'><title>x</title><main>第 {asked.target[-1]} 頁 {WORDS} {links}</main></html>"
    )


def growing(asked: Asked) -> Answer:
    return page("sub/page/", body=asked.target) if asked.target.startswith("/grow") else Answer("", 404)


def short_visits(asked: Asked) -> Answer:
    if not asked.target.startswith("/v/"):
        return Answer("", 404)
    name = secrets.token_urlsafe(6)
    links = "".join(f'<a href="/v/{name}/p{number}">第{number}頁</a>' for number in range(6))
    return Answer(f"<html lang='zh-Hant-TW'><title>x</title><main>{WORDS} {links}</main></html>")


def random_names(asked: Asked) -> Answer:
    links = "".join(f'<a href="/r/{secrets.token_hex(3)}">下一頁</a>' for _ in range(5))
    return Answer(f"<title>x</title><main>{WORDS} {links}") if asked.target.startswith("/r/") else Answer("", 404)


def mixed_paths(asked: Asked) -> Answer:
    links = "".join(f'<a href="{name}/">{name}</a>' for name in ("tw", "en", "news", "about"))
    share = f'<a href="https://www.facebook.com/sharer.php?u=http%3A%2F%2Fx{asked.target}">分享</a>'
    found = asked.target.startswith("/news/")
    return Answer(f"<title>x</title><main>{WORDS} {links}{share}") if found else Answer("", 404)


def picked(asked: Asked) -> Answer:
    if not asked.target.startswith("/pick"):
        return Answer("", 404)
    chosen = set(filter(None, asked.target.partition("=")[2].split(",")))
    links = [f"/pick?t={','.join(sorted(chosen ^ {sign}))}" for sign in "abcdefghij"]
    return page(*links, body=f"已選 {'、'.join(sorted(chosen))} {WORDS}")


def named_months(asked: Asked) -> Answer:
    names = ["january", "february", "may", "june"]
    if not (found := re.match(r"/ev/([a-z]+)-(\d+)$", asked.target)):
        return Answer("", 404)
    at, year = names.index(found[1]), int(found[2])
    after = f"/ev/{names[(at + 1) % 4]}-{year + (at == 3)}"
    return Answer(f'<title>x</title><main>{found[1].title()} {year} {WORDS} <a href="{after}">next</a>')


def whole(server_start: str, fallback: object, folder: Path) -> SiteSnapshot:
    real = {f"/x/{number}": page(f"/x/{number + 1}", title=f"業務{chr(0x4E00 + number)}") for number in range(30)}
    with serving({"/": page(server_start, "/x/0"), **real}, fallback) as server:  # type: ignore[arg-type]
        snapshot = look(server, folder, budget=Budget(pages=300, minutes=1))
        targets = by_path(server, snapshot)
    assert all(targets[path].answer == "ok" for path in real)
    return snapshot


@pytest.mark.parametrize(
    ("start", "answers"),
    [
        ("/cal?y=2026&amp;m=11", months),
        ("/list?a=0", filters),
        ("/s/00/p1", visits),
        ("/grow/", growing),
        ("/v/x7/p1", short_visits),
        ("/r/0", random_names),
        ("/news/tw/", mixed_paths),
        ("/pick?t=a", picked),
        ("/ev/may-2026", named_months),
    ],
    ids=[
        "calendar",
        "filters",
        "visits",
        "growing-paths",
        "short-visits",
        "random-names",
        "mixed-paths",
        "picked",
        "named-months",
    ],
)
def test_a_series_without_end_is_left_and_the_rest_is_read(start: str, answers: object, tmp_path: Path) -> None:
    snapshot = whole(start, answers, tmp_path)
    assert snapshot.coverage.complete
    assert {item.reason for item in snapshot.coverage.untested} == {"trap"}


@pytest.mark.parametrize(
    "kind",
    ["other words", "other figures", "other pictures", "other titles", "other films", "one entry for all"],
)
def test_a_real_archive_of_600_pages_is_read_to_its_end(kind: str, tmp_path: Path) -> None:
    def give(asked: Asked) -> Answer:
        found = re.search(r"(\d+)$", asked.target)
        number = int(found[1]) if found else 0
        if asked.target.endswith("g") or not 0 <= number < 600 or not asked.target.startswith("/a"):
            return Answer("", 404)
        path = "/a.php?op=news&amp;id=" if kind == "one entry for all" else "/a/"
        links = [f"{path}{number + 1}"] if number < 599 else []
        links += [f"/img/{number}.jpg"] if kind == "other pictures" else []
        films = f'<iframe src="https://films.example/embed/{hash(number):x}q"></iframe>' * (kind == "other films")
        body = {
            "other figures": f"統計表 共 {number * 7919 + 100_000} 輛 {WORDS}",
            "other pictures": f"照片 {number} {WORDS}",
        }.get(kind, f"公告{chr(0x4E00 + number)}字第{number}號 {WORDS}")
        if kind == "other titles":
            return page(*links, title=f"會議{chr(0x4E00 + number)}", body="詳如附件。")
        return page(*links, body=(WORDS if films else body) + films)

    first = "/a.php?op=news&amp;id=0" if kind == "one entry for all" else "/a/0"
    with serving({"/": page(first)}, give) as server:
        snapshot = look(server, tmp_path, external_links=False)
    assert snapshot.coverage.pages == 601
    assert {item.reason for item in snapshot.coverage.untested} == set()


def test_what_a_page_repeats_of_its_address_is_dull() -> None:
    one, other = "http://a/cal?y=2026&m=11", "http://a/cal?y=2027&m=1"
    assert dulled("115年11月 2026 共 5 場", one) == dulled("116年1月 2027 共 8 場", other)
    assert dulled("2026年 12345 輛", one) != dulled("2027年 23456 輛", other)
    assert not Traps().is_endless("http://a/news/news/news-1.html", 0)
    assert Traps().is_endless("http://a/x/y/x/y/x/y/z.html", 0)


def test_articles_named_by_tokens_are_no_visits(tmp_path: Path) -> None:
    """`News_Content.aspx?n=81DDC570644A49FA&s=…`, as a content system of many agencies has it."""
    names = [f"/News_Content.aspx?n=81DDC570644A49FA&s={number:04d}9A904BB1FEED" for number in range(30)]
    routes = {name: page("/", title=f"公告{name[-16:-8]}") for name in names}
    with serving({"/": page(*names), **routes}) as server:
        snapshot = look(server, tmp_path)
    assert snapshot.coverage.pages == 31
