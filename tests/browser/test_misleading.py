"""Ways in which pages mislead and only a person can say so: seen where they are, and not where they are not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher.browser import BrowserSettings, open_browser
from publisher.browser.session import Browser
from publisher.model.finding import Outcome
from tests.browser.axe import needs_browser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGE = """<!doctype html><html lang="zh-Hant-TW"><head><meta charset="utf-8"><title>申辦說明－市政府</title></head>
<body><main><h1>申辦說明</h1>{}</main></body></html>"""
BLINKS = "<style>@keyframes b{{50%{{opacity:0}}}}p{{animation:b .5s {}}}</style><p>本週五停止辦公</p>"
PLACED = (
    '<div style="position:relative;height:80px"><p style="position:absolute;top:{}">第一步：登入申辦系統網站</p>'
    '<p style="position:absolute;top:{}">第二步：繳納申辦規費金額</p></div>'
)
NAMED = '<label>姓名 <input autocomplete="{}"></label>'
SEEN = {
    "heading-drawn": "<div><strong>服務時間</strong><br>週一至週五上午八時至下午五時，中午不休息，例假日除外。</div>",
    "label-vague": f"<form>{NAMED.format('name')}{NAMED.format('off')}<button>送出申請</button></form>",
    "legend-missing": f"<form><fieldset><p>地址</p><legend>寄件</legend>{NAMED.format('name')}</fieldset><button>送出</button></form>",
    "text-hard-to-read": "<p>請攜帶<u>身分證正本</u>前往辦理。</p>",
    "order-by-style": PLACED.format("40px", "0"),
    "media-moves": BLINKS.format("infinite"),
}
SILENT = [
    "<p><b>注意</b>：規費須於月底前繳清。</p><p><strong>地址</strong>：中正路一號<br>二樓，電梯左側</p>",
    f"<form><fieldset><legend>寄件</legend>{NAMED.format('name')}</fieldset>"
    f"<fieldset><legend>收件</legend>{NAMED.format('off')}</fieldset><button>送出申請</button></form>",
    PLACED.format("0", "40px"),
    BLINKS.format("2"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    needs_browser()
    with open_browser(BrowserSettings(files=True, quiet_seconds=0.03)) as opened:
        yield opened


def _reviews(browser: Browser, folder: Path, body: str) -> set[str]:
    path = folder / "page.html"
    path.write_text(PAGE.format(body), encoding="utf-8")
    faults = browser.audit(path.as_uri()).faults
    assert [fault.rule for fault in faults if fault.outcome is Outcome.FAILED] == []
    return {fault.rule for fault in faults if fault.outcome is Outcome.CANT_TELL} & set(SEEN)


@pytest.mark.parametrize("rule", SEEN)
def test_what_misleads_is_for_a_person_to_look_at(rule: str, browser: Browser, tmp_path: Path) -> None:
    assert _reviews(browser, tmp_path, SEEN[rule]) == {rule}


@pytest.mark.parametrize("body", SILENT)
def test_what_looks_alike_and_is_right_is_let_be(body: str, browser: Browser, tmp_path: Path) -> None:
    assert _reviews(browser, tmp_path, body) == set()
