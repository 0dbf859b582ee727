"""The cases beside the rulebook entries of website checks: how they are written, and how one is run.

Every file `bad-*` or `good-*` in a `cases` folder is one case: a page or a document of a small site, put through
the same reading, store and snapshot as in a crawl. `expected.yaml` beside them says the rest:

    now: 2026-11-20            the day of the check (default)
    site: {freshness: […]}     overlay on a minimal site
    at: {bad-a.html: /news/}   where a case stands (default: /<file name>)
    by: sitemap                how the crawl found the case (default: it is the start page)
    allow: [{kind, value}]     the reviewed allow-list
    answers:                   what other addresses answered: path or URL, and the word for it
      /gone.html: {answer: not-found, status: 404}
    search:                    what the site's own search gave: why it was not asked, or its tries
      bad-a.html: {tries: [{title: …, page: …, status: 200, echoed: true, said: …}]}
    expect:                    what a case gives, exactly; good ones give nothing
      bad-a.html: [{key: …, subject: …, count: 1, line: 3}]

Files called `with-*` are on the site in every case. A document is linked from a start page of its own.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from publisher.checks import Context, check_site
from publisher.crawl.answers import Read, inspected, read
from publisher.crawl.asking import Ask
from publisher.crawl.snapshot import StoredSnapshot
from publisher.documents.inspecting import inspect
from publisher.model.finding import CheckDefinition, Finding
from publisher.model.site import Answer, Coverage, Searched, SearchTry, Site, SiteSnapshot
from publisher.model.text import LocalText
from publisher.model.workspace import AllowedValue
from publisher.net.client import Reply
from publisher.net.urls import Scope, resolve
from publisher.state.crawl import Answered, CrawlRun, CrawlStore
from publisher.workspace.rulebook import builtin_folder
from publisher.workspace.traced import plain, read_yaml

BASE = "https://www.station.example"
_KEYS = frozenset({"now", "site", "at", "by", "allow", "answers", "search", "expect"})
_TYPES = {
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".css": "text/css",
    ".csv": "text/csv",
    ".xml": "application/xml",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One case file, with what `expected.yaml` beside it says."""

    check: str
    path: Path
    told: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.check}/{self.path.name}"

    @property
    def url(self) -> str:
        return BASE + str(self.told.get("at", {}).get(self.path.name, f"/{self.path.name}"))

    @property
    def expect(self) -> list[dict[str, Any]]:
        return list(self.told.get("expect", {}).get(self.path.name, ()))


def all_cases() -> list[Case]:
    cases = []
    for expected in sorted(builtin_folder().glob("*/*/cases/expected.yaml")):
        folder = expected.parent
        told = plain(read_yaml(expected, str(expected)).data)
        assert set(told) <= _KEYS, expected
        check = f"{folder.parents[1].name}.{folder.parent.name}"
        files = [path for path in sorted(folder.iterdir()) if path.name.startswith(("bad-", "good-"))]
        named = {name for key in ("expect", "at", "search") for name in told.get(key, {})}
        assert named <= {path.name for path in files}, f"{expected}: no such file: {named}"
        cases += [Case(check, path, told) for path in files]
    return cases


def run(case: Case, folder: Path, checks: Mapping[str, CheckDefinition]) -> tuple[Finding, ...]:
    """What the check of this case finds on its site."""
    now = datetime.fromisoformat(f"{case.told.get('now', '2026-11-20')}T02:00:00+08:00")
    site = _site(case)
    store = CrawlStore(folder)
    _earlier_nights(case, store, now)
    run_ = store.begin("case", now, now)
    by = str(case.told.get("by", "start" if case.path.suffix == ".html" else "link"))
    answers = [_file(case.path, case.url, by, store)]
    if case.path.suffix != ".html":
        answers.append(_start_page(case))
    answers += [
        _file(path, f"{BASE}/{path.name}", "link", store) for path in sorted(case.path.parent.glob("with-*"))
    ]
    answers += [_answer(*item) for item in case.told.get("answers", {}).items()]
    store.commit(run_, answers, ())
    coverage = Coverage(complete=True, search=_searched(case))
    snapshot = SiteSnapshot(site, now, coverage, StoredSnapshot(folder, run_))
    context = Context(site, now, checks, _allowed(case))
    result = check_site(snapshot, context, [case.check])
    store.close()
    assert not result.crashed, result.crashed
    return result.findings


def _searched(case: Case) -> Searched:
    told = dict(case.told.get("search", {}).get(case.path.name, {}))
    tries = tuple(SearchTry(**item) for item in told.pop("tries", ()))
    return Searched(case.url, f"{BASE}/search", **told, tries=tries)


def _site(case: Case) -> Site:
    start = case.url if case.path.suffix == ".html" else f"{BASE}/start.html"
    minimal = Site("case", LocalText("測試網站", "A site"), (start,))
    overlay = TypeAdapter(Site).validate_python(
        {"id": "case", "title": {"zh": "測試", "en": "A site"}, "start": [start], **case.told.get("site", {})}
    )
    return dataclasses.replace(overlay, title=minimal.title)


def _allowed(case: Case) -> tuple[AllowedValue, ...]:
    reason = LocalText("測試", "A case")
    day = datetime.fromisoformat("2026-11-01").date()
    return tuple(
        AllowedValue(item["kind"], item["value"], reason, "審核人員", day) for item in case.told.get("allow", ())
    )


def _file(path: Path, url: str, by: str, store: CrawlStore) -> Answered:
    return _answered(
        Ask(_key(url), url, own=True, crawl=True, by=by), path.read_bytes(), _TYPES[path.suffix], store
    )


def _start_page(case: Case) -> Answered:
    page = f'<html lang="zh-Hant-TW"><title>下載</title><main><a href="{case.url}">下載</a></main>'
    ask = Ask(f"{BASE}/start.html", f"{BASE}/start.html", own=True, crawl=True, by="start")
    return _answered(ask, page.encode(), "text/html", None)


def _answered(ask: Ask, body: bytes, kind: str, store: CrawlStore | None) -> Answered:
    reply = Reply(ask.address, 200, {"content-type": kind}, body)
    found: Read = read(ask, reply)
    if found.document is not None:
        assert store is not None
        sha256 = hashlib.sha256(body).hexdigest()
        found = inspected(ask, found, inspect(store.keep_document("case", sha256, body), found.found_type))
    return Answered(
        ask.url,
        ask.address,
        ask.origin(),
        Answer.OK,
        failed=False,
        status=200,
        media_type=kind,
        found_type=found.found_type,
        note=found.note,
        content=found.content,
    )


def _answer(address: str, told: Mapping[str, Any]) -> Answered:
    url = _key(address)
    own = Scope.of(Site("case", LocalText("", ""), (BASE + "/",))).is_own_host(url)
    location = told.get("location")
    return Answered(
        url,
        url,
        Ask(url, url, own=own, crawl=own).origin(),
        Answer(told["answer"]),
        failed=told["answer"] not in ("ok", "redirect", "robots", "not-asked"),
        status=told.get("status"),
        location=None if location is None else _key(location),
        media_type=told.get("media_type", ""),
        found_type=told.get("found_type", ""),
        note=told.get("note", ""),
    )


def _key(address: str) -> str:
    reference = resolve(BASE, address)
    return address if reference is None or not reference.url.startswith("http") else reference.key


def _earlier_nights(case: Case, store: CrawlStore, now: datetime) -> None:
    """Answers with `nights` failed on as many nights, the last of them tonight."""
    most = max((told.get("nights", 1) for told in case.told.get("answers", {}).values()), default=1)
    for back in range(most - 1, 0, -1):
        night = now - timedelta(days=back)
        earlier: CrawlRun = store.begin("case", night, night)
        some = [item for item in case.told["answers"].items() if item[1].get("nights", 1) > back]
        store.commit(earlier, [_answer(*item) for item in some], ())
        store.finish(earlier, night, "{}")
