"""The second opinion on freshness: what it says alone, where the rules keep it silent, and where a person is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from publisher.checks import Context
from publisher.checks.base import Fault
from publisher.checks.freshness import opinion
from publisher.model.finding import Outcome
from tests.checks_site.test_freshness_by_own_words import NOTICE, found
from tests.checks_site.test_freshness_wordings import NOW, RULEBOOK, SITE, view

ALONE = [
    "<h1>社區照顧據點換裝防滑地墊</h1><p>本所備有防滑地墊三百組，轄內長輩家中有需要的，請來電里辦公處留下姓名，由志工送到府上安裝。</p><p>意願統計做到115年9月18日，數量用完就不再追加，歡迎把握。</p>",
    "<h1>圖書館夜貓場</h1><p>九樓閱覽室打烊後點燈，帶著枕頭來過夜聽故事，歡迎家長陪同，名額有限，額滿為止。</p><p>那一晚是115年7月4日，屆時大門十點上鎖。</p>",
]
LIVING = [
    "<h1>新制規費調整</h1><p>自115年1月1日起，換發駕照規費調整為新臺幣二百元，歡迎民眾多加利用線上申辦，免跑監理站。</p><p>如有疑問請洽服務專線。</p>",
    "<h1>停車月票線上續約上線囉</h1><p>停車管理系統自115年11月3日起支援線上續約，請於每月25日前完成繳費，逾期開放他人承租。歡迎使用。</p>",
    "<h1>最新消息</h1><ul><li>115-11-20 站務公告：年節期間服務時間</li><li>115-11-12 換發新式牌照說明</li><li>115-10-30 防詐宣導</li><li>115-10-02 路口改善工程完成</li></ul>",
    "<h1>表單下載</h1><p>車輛過戶登記書（115年3月2日修訂版）、委託書（114年12月修訂），請先下載填寫，臨櫃可節省等候時間。歡迎利用自助列印機。</p>",
    "<h1>志工隊招募</h1><p>常年招募導覽志工，歡迎加入。我們自98年3月成立，每年三月與九月各辦一次訓練，請填寫報名表寄至信箱。</p>",
    "<h1>Driving licence exchange</h1><p>Since 1 July 2019 holders of licences from partner countries may exchange without a test. Please bring your passport, ARC and the original licence. Apply at counter 5.</p>",
]


@pytest.mark.parametrize("body", ALONE)
def test_what_no_rule_knows_is_found_by_all_signs_together(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(body) == {NOTICE}
    monkeypatch.setattr(opinion, "opinion", lambda page, context: None)
    assert found(body) == set()


@pytest.mark.parametrize("body", LIVING)
def test_ordinary_pages_are_left_alone(body: str) -> None:
    assert found(body) == set()


@pytest.mark.parametrize(
    "more",
    [
        "<p>因颱風本活動取消。</p>",
        "<p>下一場報名截止日期：116年2月1日。</p>",
    ],
)
def test_what_the_rules_know_keeps_the_opinion_silent(more: str) -> None:
    assert found(ALONE[0] + more) == set()


def test_a_few_words_are_not_judged() -> None:
    assert opinion.learned().sure > opinion.learned().doubts
    assert found("<h1>夜貓場</h1><p>那一晚是115年7月4日，歡迎來。</p>") == set()


@pytest.mark.parametrize(
    ("likely", "outcome"), [(0.05, Outcome.CANT_TELL), (0.5, Outcome.FAILED), (None, Outcome.FAILED)]
)
def test_a_rule_that_the_opinion_does_not_believe_is_asked_of_a_person(
    likely: float | None, outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opinion, "opinion", lambda page, context: likely)
    page = view(ALONE[0])
    fault = Fault(page.place(), subject=page.url)
    assert [*opinion.weighed([fault], page, Context(SITE, NOW, RULEBOOK))] == [replace(fault, outcome=outcome)]


def test_numbers_are_told_of_days_against_today() -> None:
    today = date(2026, 11, 29)
    signs = opinion.PageSigns(
        days=(date(2026, 11, 20), date(2026, 12, 3)), ends=(date(2026, 12, 3),), words={"open": 5}
    )
    numbers = opinion.numbers_of(signs, today)
    assert numbers["is ahead"] == numbers["both"] == numbers["range ahead"] == numbers["open"] == 1
    assert numbers["share past"] == 0.5
    assert "age" not in numbers and numbers["no update"] == 1
    later = opinion.numbers_of(signs, date(2026, 12, 13))
    assert later["is past"] == later["range past"] == 1 and later["age 1"] == 1
