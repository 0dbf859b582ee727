"""`publisher crawl URL` and `publisher check URL`, without a workspace."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from publisher.cli import check, crawl
from publisher.model.errors import UserError
from tests.crawl.sites import page
from tests.net.server import Answer, serving

app = typer.Typer()
app.command("crawl")(crawl.crawl)
app.command("check")(check.check)
FAST = ["--allow-private", "--rate", "0", "--timeout", "2", "--now", "2026-11-20T02:00+08:00"]


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*words, *FAST], env={"LANG": "C.UTF-8"})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def test_a_crawl_prints_what_is_there() -> None:
    with serving({"/": page("/a", "/gone"), "/a": page()}) as server:
        code, out = run("crawl", server.url)
        assert code == 0
        assert "2 pages, 0 documents, 4 addresses" in out
        assert f"{server.url}/gone" in out
        code, out = run("crawl", server.url, "--format", "json")
        told = json.loads(out)
        assert (told["coverage"]["pages"], told["verdicts"]["broken"]) == (2, 1)
        assert [item["url"] for item in told["troubled"]] == [f"{server.url}/gone"]


def test_a_sitemap_is_missing_only_when_somebody_names_it() -> None:
    with serving({"/": page("/sitemap.xml")}) as server:
        code, out = run("check", server.url, "--whole", "--only", "links.broken")
    assert code == 1
    assert f"{server.url}/sitemap.xml" in out


def test_what_is_kept_is_not_asked_for_again(tmp_path: Path) -> None:
    known = Answer(page("/a").body, headers={"ETag": '"1"'})

    def root(asked: object) -> Answer:
        seen = getattr(asked, "headers", {}).get("if-none-match")
        return Answer("", 304, {"Content-Length": ""}) if seen else known

    with serving({"/": root, "/a": page()}) as server:
        run("crawl", server.url, "--keep", str(tmp_path))
        _, out = run("crawl", server.url, "--keep", str(tmp_path), "--now", "2026-11-21T02:00+08:00")
    assert "1 unchanged" in out


def test_a_start_that_cannot_be_read_is_a_part_only() -> None:
    with serving({}, Answer("", 404)) as server:
        code, out = run("crawl", server.url)
    assert code == 4
    assert "the start page could not be read" in out


def test_a_page_is_checked_with_its_links_and_not_beyond() -> None:
    with serving({"/": page("/a", "/gone"), "/a": page("/deep"), "/deep": page()}) as server:
        code, out = run("check", server.url, "--only", "links")
        assert code == 1
        assert "links.broken" in out
        assert "/gone" in out
        assert "/deep" not in server.paths()
        code, out = run("check", server.url + "/a", "--only", "links", "--only", "metadata.missing-title")
        assert code == 0
        code, _ = run("check", server.url + "/a", "--only", "metadata", "--fail-on", "warning")
        assert code == 1


def test_a_whole_site_is_checked_when_asked() -> None:
    with serving({"/": page("/a"), "/a": page("/gone")}) as server:
        assert run("check", server.url, "--only", "links")[0] == 0
        code, out = run("check", server.url, "--only", "links", "--whole", "--format", "json")
        told = json.loads(out)
    assert code == 1
    assert [item["check"] for item in told["findings"]] == ["links.broken"]
    assert told["findings"][0]["places"][0]["url"] == f"{server.url}/a"


@pytest.mark.parametrize(
    "words",
    [["crawl", "mailto:a@mail.example"], ["check", "http://a.example/", "--only", "linsk"],
     ["check", "http://a.example/", "--only", "links.orphan-page"]],
    ids=["no-url", "no-family", "whole-only"],
)  # fmt: skip
def test_wrong_words_are_the_user_s_to_mend(words: list[str]) -> None:
    with pytest.raises(UserError) as raised:
        run(*words)
    assert raised.value.hint is not None


def test_what_a_crawl_saw_as_files(tmp_path: Path) -> None:
    orphan = Answer(
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{}</loc></url></urlset>"
    )
    routes = {
        "/": page("/a", "/gone", title="首頁"),
        "/a": page(title="=1+1", body="更新日期：115年11月2日 網頁內容在這裡，文字足夠長。"),
        "/lost": page(title="孤兒"),
        "/old1": Answer("", 301, {"Location": "/a"}),
        "/old2": Answer("", 301, {"Location": "/"}),
        "/old3": Answer("", 302, {"Location": "/"}),
    }
    names = [tmp_path / name for name in ("site.html", "site.csv", "sitemap.xml", "map.csv", "again.csv")]
    with serving(routes) as server:
        server.routes["/sitemap.xml"] = Answer(str(orphan.body).format(server.url + "/lost"), kind="text/xml")
        code, _ = run(
            "crawl", server.url, "--report", str(names[0]), "--csv", str(names[1]), "--sitemap", str(names[2])
        )
        assert code == 0
        rows = {
            row["url"].removeprefix(server.url): row
            for row in csv.DictReader(io.StringIO(names[1].read_text("utf-8-sig")))
        }
        assert (rows["/a"]["title"], rows["/a"]["date"], rows["/a"]["inbound"]) == ("'=1+1", "2026-11-02", "1")
        assert (rows["/lost"]["orphan"], rows["/gone"]["status"], rows["/a"]["depth"]) == ("yes", "404", "1")
        assert f"<loc>{server.url}/a</loc><lastmod>2026-11-02</lastmod>" in names[2].read_text()
        assert "/gone" not in names[2].read_text()
        assert "孤兒" in names[0].read_text()
        assert (rows["/gone"]["linked_from"], f"<td>{server.url}/</td>" in names[0].read_text()) == (
            f"{server.url}/",
            True,
        )
        server.routes |= {"/gone": page(title="回來了"), "/a": Answer("", 404), "/lost": Answer("", 404)}
        server.routes["/"] = page("/a", "/gone", "/found", title="首頁")
        server.routes["/found"] = page(title="孤兒")
        names[3].write_text(f"old;new\n{server.url}/old1;{server.url}/\n/old2;/\n/old3;/\n")
        words = ("--compare", str(names[1]), "--redirects", str(names[3]), "--report", str(names[0]))
        _, out = run("crawl", server.url, *words, "--format", "json")
        told = json.loads(out)
    assert {(item["url"], item["kind"]) for item in told["changes"]} == {
        ("/a", "verdict"),
        ("/gone", "verdict"),
        ("/lost", "moved"),
    }
    misled = {(item["url"].removeprefix(server.url), item["kind"]) for item in told["redirects"]}
    assert misled == {("/old1", "redirect"), ("/old3", "temporary")}
    assert f"{server.url}/old3" in names[0].read_text()
    assert "<script" not in names[0].read_text()


def test_files_that_are_none_are_named(tmp_path: Path) -> None:
    wrong = tmp_path / "x.csv"
    wrong.write_text("a,b\n1,2\n")
    with serving({"/": page()}) as server:
        for option in ("--compare", "--redirects"):
            with pytest.raises(UserError):
                run("crawl", server.url, option, str(wrong))
