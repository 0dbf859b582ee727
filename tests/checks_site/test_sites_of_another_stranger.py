"""Kinds that six sites of a stranger showed: frames, pages called otherwise, parts in another script, no dates at all."""

from __future__ import annotations

from pathlib import Path

from publisher.model.finding import Outcome
from tests.checks_site.test_contents import looked_at

BADGE = '<a href="https://accessibility.moda.gov.tw/x"><img src="/aa.png" alt="無障礙標章"></a>'
TEXT = (
    "大型家具請於收運日前三天以電話或網路預約，並於約定時間前搬至一樓路邊，冰箱與冷氣須由清潔隊拆除冷媒後回收，"
    "單次以三件為限，本項服務免費，如有疑問請洽各區清潔隊。"
)


def page(title: str, body: str, language: str = "zh-Hant-TW") -> str:
    return f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{title}</title><main>{body}</main></html>'


def found(pages: dict[str, str], folder: Path, check: str) -> list[tuple[str, Outcome]]:
    family = check.partition(".")[0]
    result = looked_at(pages, folder, families=(family,))
    return [(item.key, item.outcome) for item in result.findings if item.check == check]


def test_what_stands_in_the_frames_of_the_home_page_stands_on_it(tmp_path: Path) -> None:
    frames = (
        '<!doctype html><html lang="zh-Hant-TW"><title>某某管理所</title><frameset cols="170,*">'
        '<frame src="/menu"><frame src="/main"></frameset></html>'
    )
    menu = '<ul><li><a href="/open">政府資訊公開</a></li><li><a href="/about">本所簡介</a></li></ul>'
    search = '<form role="search" action="/find"><input type="search" name="q" aria-label="搜尋"></form>'
    pages = {
        "/": frames,
        "/menu": page("選單", menu + BADGE),
        "/main": page("首頁", f"<h1>歡迎</h1>{search}<p>{TEXT}</p>"),
        "/open": page("政府資訊公開", f"<h1>政府資訊公開</h1><p>{TEXT}</p>"),
        "/about": page("本所簡介", f"<h1>本所簡介</h1><p>{TEXT[::-1]}</p>"),
    }
    result = looked_at(pages, tmp_path, families=("disclosure",))
    said = {(item.check, item.key) for item in result.findings}
    assert ("disclosure.missing-accessibility-badge", "missing") not in said
    assert ("disclosure.missing-section", "far") not in said
    assert ("disclosure.missing-required-page", "search") not in said


def test_the_same_words_under_another_title_are_a_copy(tmp_path: Path) -> None:
    pages = {
        "/": page("首頁", '<a href="/a">大型家具</a> <a href="/b">廢棄家具</a>'),
        "/a": page("大型家具載運", f"<h1>大型家具載運</h1><p>{TEXT}</p>"),
        "/b": page("廢棄家具收運", f"<h1>大型家具載運</h1><p>{TEXT}</p>"),
    }
    assert len(found(pages, tmp_path, "content.duplicate-page")) == 1


def test_a_part_in_simplified_characters_on_an_english_page_is_for_a_person_to_tell(tmp_path: Path) -> None:
    part = "<p>本馆设于旧盐场洗涤车间,展示台湾沿海晒盐的历史与潮汐知识,欢迎国内外观众前来参观。</p>"
    pages = {"/": page("Museum", f"<h1>Museum of Salt</h1><p>Twelve galleries follow salt.</p>{part}", "en")}
    assert [outcome for _, outcome in found(pages, tmp_path, "content.simplified")] == [Outcome.CANT_TELL]


def test_a_form_that_asks_a_person_and_goes_to_another_host_needs_a_secure_line(tmp_path: Path) -> None:
    form = '<form action="http://mail.station.example/send" method="post"><input type="email" name="e"></form>'
    search = '<form action="http://find.station.example/"><input name="q"></form>'
    own = '<form action="/send" method="post"><input type="email" name="e"></form>'
    pages = {"/": page("意見信箱", f"<h1>意見信箱</h1>{form}{search}{own}")}
    assert [key for key, _ in found(pages, tmp_path, "links.insecure-form")] == [
        "http://mail.station.example/send"
    ]


def test_a_site_without_any_date_of_update_is_told_once(tmp_path: Path) -> None:
    names = [f"/{name}" for name in "abcdef"]
    links = "".join(f'<a href="{name}">第{name[1]}頁</a>' for name in names)
    pages = {"/": page("首頁", links)} | {
        name: page(f"業務{name[1]}", f"<h1>業務{name[1]}</h1><p>{name[1]}：{TEXT}</p>") for name in names
    }
    assert [key for key, _ in found(pages, tmp_path, "freshness.missing-update-date")] == ["/"]
    pages["/f"] = pages["/f"].replace("</main>", "<p>更新日期：115年11月2日</p></main>")
    assert found(pages, tmp_path / "again", "freshness.missing-update-date") == []


def test_an_item_whose_page_stands_in_every_menu_is_not_empty(tmp_path: Path) -> None:
    menu = '<div id="m"><a href="/about">學校概況</a> <a href="/open">政府資訊公開</a> <a href="/news">校園公告</a></div>'
    table = (
        "<table><tr><th>款</th><th>法定項目</th><th>內容</th></tr>"
        "<tr><td>三</td><td>組織、職掌、聯絡方式</td><td><a href='/about'>學校概況</a></td></tr>"
        "<tr><td>四</td><td>行政指導有關文書</td><td><a href='/letter'>安全帽勸導信</a></td></tr>"
        "<tr><td>十</td><td>合議制機關會議紀錄</td><td>本校不是合議制機關，無此項資料</td></tr></table>"
        "<p>信箱 <a href='mailto:office@school.example'>office@school.example</a></p>"
    )
    bodies = {
        "/": "<h1>歡迎</h1>",
        "/about": f"<h1>學校概況</h1><p>處室分工與職掌如下。{TEXT}</p>",
        "/open": f"<h1>政府資訊公開</h1>{table}",
        "/news": f"<h1>校園公告</h1><p>{TEXT[::-1]}</p>",
        "/letter": f"<h1>勸導信</h1><p>{TEXT}</p>",
    }
    pages = {name: page(f"某校{name}", menu + body) for name, body in bodies.items()}
    assert "FOI-7-1-3" not in {key for key, _ in found(pages, tmp_path, "disclosure.empty-item")}


def test_a_list_of_news_by_date_has_no_deadlines(tmp_path: Path) -> None:
    rows = (
        "<table><tr><th>日期</th><th>標題</th></tr>"
        "<tr><td>115/11/10</td><td><a href='/a'>地籍圖重測結果公告期間及閱覽地點</a></td></tr>"
        "<tr><td>115/11/02</td><td><a href='/b'>系統移轉暫停半天</a></td></tr></table>"
    )
    assert found({"/": page("地政事務所", f"<h1>公布欄</h1>{rows}")}, tmp_path, "freshness.expired-notice") == []
