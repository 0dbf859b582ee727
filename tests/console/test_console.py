"""The console in a real browser and by hand-made requests: what is done is written, and by nobody else."""

from __future__ import annotations

import csv
import http.client
import io
import json
import re
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import uvicorn

from publisher.console import Door, application
from publisher.model.case import Act, ActKind
from publisher.model.errors import UserError
from publisher.workspace import add_act, load, load_cases, load_plan_answers
from tests.browser.axe import DARK_PHONE, DESKTOP, needs_browser, violations
from tests.cli.test_commands import publisher
from tests.pipeline.workspaces import make_workspace

NIGHT = "2026-11-20T03:00:00+08:00"
NOW = datetime.fromisoformat("2026-11-21T09:00:00+08:00")


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace after a night that held its one dataset for too few records."""
    root = make_workspace(tmp_path_factory.mktemp("console") / "space", records=60)
    for name in ("cases", "cases-monthly"):
        shutil.rmtree(root / "datasets" / name)
    path = root / "datasets" / "counter-visits" / "dataset.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("rows: {min: 5,", "rows: {min: 9999,"), encoding="utf-8"
    )
    assert publisher("run", "--now", NIGHT, root=root).code == 4
    return root


@pytest.fixture
def root(held: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(held, tmp_path / "space", symlinks=True))


def finding(root: Path) -> str:
    said = json.loads((root / ".publisher/reports/latest/report.json").read_text(encoding="utf-8"))
    return next(item["fingerprint"] for item in said["findings"] if item["check"] == "expectations.row-count")


@contextmanager
def served(app: Any) -> Iterator[str]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", proxy_headers=False))
    thread = threading.Thread(target=lambda: server.run(sockets=[listening]), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()


def console(root: Path, door: Door) -> Any:
    return application(lambda: load(root), door, lambda: NOW, "zh-TW")


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    text: str


def ask(base: str, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> Reply:
    at = urlsplit(base)
    link = http.client.HTTPConnection(at.hostname or "", at.port, timeout=20)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if form is not None:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    link.request(method, path, urlencode(form) if form is not None else None, sent)
    answer = link.getresponse()
    reply = Reply(
        answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()
    )
    link.close()
    return reply


def come_in(base: str, door: Door, name: str = "王課長") -> tuple[str, str]:
    """Cookie and token of a session under a name."""
    cookie = ask(base, "GET", f"/enter?key={door.key}").headers["set-cookie"].partition(";")[0]
    token = re.search(r'name="token" value="([0-9a-f]+)"', ask(base, "GET", "/", Cookie=cookie).text)
    assert token is not None
    assert ask(base, "POST", "/do/name", {"token": token[1], "name": name}, Cookie=cookie).status == 303
    return cookie, token[1]


def test_nobody_comes_in_without_the_key_and_no_foreign_form_does_anything(root: Path) -> None:
    door, name = Door(("127.0.0.1",)), finding(root)
    with served(console(root, door)) as base:
        assert ask(base, "GET", "/").status == 403
        assert ask(base, "GET", "/enter?key=guess").status == 403
        assert ask(base, "GET", "/reports/latest/report.json").status == 403
        cookie, token = come_in(base, door)
        wish = {"token": token, "finding": name, "note": "看過"}
        assert ask(base, "GET", "/", Cookie=cookie, Host="evil.example").status == 400
        assert ask(base, "POST", "/do/comment", {**wish, "token": "0"}, Cookie=cookie).status == 403
        assert ask(base, "POST", "/do/comment", wish, Cookie=cookie, Origin="https://evil.example").status == 403
        assert ask(base, "POST", "/do/comment", wish, Cookie=cookie, Origin="null").status == 403
        assert ask(base, "POST", "/do/comment", wish, Cookie=cookie, Sec_Fetch_Site="cross-site").status == 403
        assert ask(base, "POST", "/do/comment", wish).status == 403
        assert ask(base, "GET", "/reports/../state.sqlite", Cookie=cookie).status == 404
        assert ask(base, "GET", "/reports/%2e%2e/%2e%2e/catalog.yaml", Cookie=cookie).status == 404
        assert load_cases(root)[0] == {}
        done = ask(base, "POST", "/do/comment", {**wish, "back": "//evil.example/"}, Cookie=cookie, Origin=base)
        assert (done.status, done.headers["location"]) == (303, "/?done=comment")
        (act,) = load_cases(root)[0][name].history
        assert (act.by, act.note, act.on) == ("王課長", "看過", NOW)


def test_behind_a_proxy_its_header_alone_says_who_it_is(root: Path) -> None:
    with served(console(root, Door(("127.0.0.1",), "X-Remote-User"))) as base:
        assert ask(base, "GET", "/").status == 403
        assert "liao" in ask(base, "GET", "/", X_Remote_User="liao").text
    with served(console(root, Door(("127.0.0.1",), "X-Remote-User", ("10.0.0.9",)))) as base:
        assert ask(base, "GET", "/", X_Remote_User="liao").status == 403


def test_two_people_who_accept_the_same_finding_lose_nothing(root: Path) -> None:
    door, name = Door(("127.0.0.1",)), finding(root)
    wish = {"finding": name, "reason": "併站後筆數本來就少", "until": "2026-12-31"}
    with served(console(root, door)) as base:
        first, second = come_in(base, door, "王課長"), come_in(base, door, "李股長")
        assert ask(base, "POST", "/do/accept", {**wish, "token": first[1]}, Cookie=first[0]).status == 303
        refused = ask(base, "POST", "/do/accept", {**wish, "token": second[1]}, Cookie=second[0])
        assert refused.status == 422
        assert "王課長" in refused.text
    (entry,) = load(root).accepted
    assert (entry.by, entry.reason) == ("王課長", "併站後筆數本來就少")


def test_a_held_dataset_is_released_and_a_night_publishes_it(root: Path) -> None:
    door = Door(("127.0.0.1",))
    with served(console(root, door)) as base:
        cookie, token = come_in(base, door)
        wish = {"token": token, "dataset": "counter-visits", "reason": "併站後筆數本來就少", "until": "2026-12-31"}
        assert ask(base, "POST", "/do/release", wish, Cookie=cookie).status == 303
        assert ask(base, "POST", "/do/release", {**wish, "dataset": "nothing"}, Cookie=cookie).status == 422
        answer = {"token": token, "item": "P5-2-1", "number": "0", "answer": "met", "note": "已公布"}
        assert ask(base, "POST", "/do/answer", answer, Cookie=cookie).status == 303
        assert ask(base, "POST", "/do/answer", {**answer, "number": "99"}, Cookie=cookie).status == 422
        allow = {"token": token, "kind": "landline", "value": "06-000-0099", "reason": "本站公務電話"}
        assert ask(base, "POST", "/do/allow", allow, Cookie=cookie).status == 303
        assert ask(base, "POST", "/do/allow", allow, Cookie=cookie).status == 422
    assert [(one.item, one.answer, one.by) for one in load_plan_answers(root)] == [("P5-2-1", "met", "王課長")]
    (allowed,) = [one for one in load(root).allowlist if one.value == "06-000-0099"]
    assert (allowed.reviewed_by, allowed.reviewed_on) == ("王課長", NOW.date())
    publisher("run", "--now", "2026-11-22T03:00:00+08:00", "--only", "counter-visits", root=root)
    said = json.loads((root / ".publisher/reports/latest/report.json").read_text(encoding="utf-8"))
    assert {item["dataset"]: item["state"] for item in said["night"]["datasets"]}["counter-visits"] == "published"


def test_a_case_file_that_cannot_be_read_is_named_and_nothing_else_is_lost(root: Path) -> None:
    folder = root / "checks/cases"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "0123456789abcdef.yaml").write_text("history: [", encoding="utf-8")
    door = Door(("127.0.0.1",))
    with served(console(root, door)) as base:
        cookie, _ = come_in(base, door)
        page = ask(base, "GET", "/", Cookie=cookie)
        assert page.status == 200
        assert "0123456789abcdef" in page.text


def test_what_no_night_sees_any_more_is_a_closed_case_with_its_history(root: Path) -> None:
    gone = "0123456789abcdef"
    act = Act(ActKind.ASSIGN, "王課長", NOW, "企劃股")
    add_act(root, gone, "links.broken", "https://www.example.gov.tw/a", act)
    door = Door(("127.0.0.1",))
    with served(console(root, door)) as base:
        cookie, _ = come_in(base, door)
        listed = ask(base, "GET", "/findings?state=closed", Cookie=cookie)
        assert gone in listed.text
        shown = ask(base, "GET", f"/findings/{gone}", Cookie=cookie)
        assert (shown.status, "企劃股" in shown.text) == (200, True)
        assert ask(base, "GET", "/findings/fedcba9876543210", Cookie=cookie).status == 404


def test_a_broken_overlay_is_said_with_its_place_and_loses_nothing(root: Path) -> None:
    door, name = Door(("127.0.0.1",)), finding(root)
    with served(console(root, door)) as base:
        cookie, token = come_in(base, door)
        (root / "checks/links/broken").mkdir(parents=True)
        (root / "checks/links/broken/check.yaml").write_text("severity: [terrible", encoding="utf-8")
        page = ask(base, "GET", "/", Cookie=cookie)
        assert (page.status, "checks/links/broken/check.yaml" in page.text) == (503, True)
        assert "未寫入" not in page.text
        wish = {"token": token, "finding": name, "note": "看過"}
        assert ask(base, "POST", "/do/comment", wish, Cookie=cookie).status == 422
        shutil.rmtree(root / "checks/links")
        assert ask(base, "GET", "/", Cookie=cookie).status == 200


def test_a_filtered_list_goes_to_a_ticket_system(root: Path) -> None:
    door = Door(("127.0.0.1",))
    with served(console(root, door)) as base:
        assert ask(base, "GET", "/tickets.csv").status == 403
        cookie, _ = come_in(base, door)
        answer = ask(base, "GET", "/tickets.csv?severity=error", Cookie=cookie)
        rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        assert finding(root) in {row["external_id"] for row in rows}
        assert all(row["priority"] == "High" for row in rows)
        none = ask(base, "GET", "/tickets.csv?owner=nobody", Cookie=cookie)
        assert len(none.text.splitlines()) == 1


def test_a_person_answers_the_manual_half_of_accessibility(root: Path) -> None:
    path = root / "catalog.yaml"
    site = {"id": "main", "title": {"zh": "官網", "en": "Site"}, "start": ["https://www.example.gov.tw/"]}
    path.write_text(path.read_text(encoding="utf-8") + "\nwebsites: " + json.dumps([site]), encoding="utf-8")
    page = "https://www.example.gov.tw/"
    about = {"zh": "影片有字幕", "en": "Videos have captions"}
    asked = {"edition": "110.07", "code": "GN1120200E", "level": "A", "criterion": "1.2.2", "about": about}
    said = {
        "site": "main",
        "edition": "110.07",
        "pages": [{"url": page, "mark": "m1"}],
        "questions": [asked | {"state": "open", "machine": [], "answers": []}],
    }
    file = (root / ".publisher/reports/latest").resolve() / "accessibility-main.checklist.json"
    file.write_text(json.dumps(said), encoding="utf-8")
    door = Door(("127.0.0.1",))
    with served(console(root, door)) as base:
        cookie, token = come_in(base, door)
        assert "GN1120200E" in ask(base, "GET", "/accessibility", Cookie=cookie).text
        address = "/accessibility?site=main&edition=110.07&code=GN1120200E"
        assert ask(base, "GET", address, Cookie=cookie).status == 200
        assert ask(base, "GET", address.replace("GN1", "GN9"), Cookie=cookie).status == 404
        wish = {"token": token, "site": "main", "edition": "110.07", "code": "GN1120200E", "page": page}
        for wrong in ({"answer": "perfect"}, {"answer": "met", "page": "https://evil.example/"}):
            assert ask(base, "POST", "/do/judge", {**wish, **wrong}, Cookie=cookie).status == 422
        done = ask(base, "POST", "/do/judge", {**wish, "answer": "not-met", "note": "無字幕"}, Cookie=cookie)
        assert done.status == 303
        assert "不符合" in ask(base, "GET", address, Cookie=cookie).text
    (answer,) = load(root).answers
    assert (answer.by, answer.page, str(answer.answer), answer.seen) == ("王課長", page, "not-met", "m1")


def test_what_is_taken_off_the_allow_list_says_by_whom_and_no_citizens_number_goes_on_it(root: Path) -> None:
    door = Door(("127.0.0.1",))
    with served(console(root, door)) as base:
        cookie, token = come_in(base, door)
        allow = {"token": token, "kind": "landline", "value": "06-000-0099", "reason": "本站公務電話"}
        assert ask(base, "POST", "/do/allow", {**allow, "kind": "national_id"}, Cookie=cookie).status == 422
        assert ask(base, "POST", "/do/allow", allow, Cookie=cookie).status == 303
        assert ask(base, "POST", "/do/disallow", allow, Cookie=cookie).status == 303
        assert ask(base, "POST", "/do/disallow", allow, Cookie=cookie).status == 422
    assert "06-000-0099" not in {one.value for one in load(root).allowlist}
    text = (root / "allowlist.yaml").read_text(encoding="utf-8")
    assert "removed_by: 王課長" in text


@contextmanager
def behind_a_proxy(root: Path) -> Iterator[str]:
    """The console with somebody signed in, as an agency's proxy would have it."""
    app = console(root, Door(("127.0.0.1",), "X-Remote-User"))

    async def proxy(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope = {**scope, "headers": [*scope["headers"], (b"x-remote-user", "王課長".encode())]}
        await app(scope, receive, send)

    with served(proxy) as base:
        yield base


@pytest.mark.browser
def test_the_pages_are_accessible(root: Path) -> None:
    needs_browser()
    publisher("case", finding(root), "--by", "李股長", "--assign", "行政室", "--now", NIGHT, root=root)
    paths = (
        "/",
        "/findings",
        f"/findings/{finding(root)}",
        "/datasets",
        "/checklist",
        "/allow",
        "/nights",
        "/accessibility",
        "/findings?state=closed",
    )
    with behind_a_proxy(root) as base:
        assert violations([f"{base}{path}" for path in paths], (DESKTOP, DARK_PHONE)) == []


@pytest.mark.browser
def test_a_case_is_assigned_by_keyboard_alone(root: Path) -> None:
    needs_browser()
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.keys import Keys

    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu"):
        options.add_argument(argument)
    options.binary_location = shutil.which("chromium") or ""
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        with behind_a_proxy(root) as base:
            driver.get(f"{base}/findings/{finding(root)}")
            for _ in range(40):
                driver.switch_to.active_element.send_keys(Keys.TAB)
                if driver.switch_to.active_element.get_attribute("id") == "to":
                    break
            driver.switch_to.active_element.send_keys("行政室", Keys.ENTER)
            assert driver.find_element("css selector", "[role=status]").text == "已完成，並寫入工作區檔案。"
    finally:
        driver.quit()
    (act,) = load_cases(root)[0][finding(root)].history
    assert (str(act.act), act.to, act.by) == ("assign", "行政室", "王課長")


def test_the_console_is_not_shown_to_the_network_without_a_proxy(root: Path) -> None:
    done = publisher("serve", "console", "--host", "0.0.0.0", root=root)
    assert done.code == 2
    assert "--login-header" in done.err


def test_a_leak_cannot_be_put_aside(root: Path) -> None:
    from publisher.operations import acting

    leak = acting.KnownFindings("0123456789abcdef", "leaks.personal-data-on-page", "https://www.example.gov.tw/")
    with pytest.raises(UserError):
        acting.act(load(root), leak, Act(ActKind.SNOOZE, "王課長", NOW, day=NOW.date()))
