"""Kinds that eight sites of a third stranger showed: prefixed classifications, lists by date, services undeclared."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.checks.standing import judge_text
from publisher.model.disclosure import DisclosedState
from publisher.model.finding import Outcome
from tests.checks_site.test_contents import looked_at
from tests.checks_site.test_sites_of_another_stranger import TEXT, found, page

PARTS = {
    "承辦單位": "第二課 (03) 555-0102",
    "辦理流程": "<ol><li>送件</li><li>審核</li><li>發證</li></ol>",
    "處理時限": "5 個工作日",
    "應備文件": "國民身分證",
    "規費": "200 元",
}


def service(name: str, without: tuple[str, ...] = ()) -> str:
    rows = "".join(
        f"<tr><th>{part}</th><td>{said}</td></tr>" for part, said in PARTS.items() if part not in without
    )
    return page(name, f"<h1>{name}</h1><table>{rows}</table><p><a href='/{name}.odt'>申請書</a></p>")


def services(without: tuple[str, ...], name: str = "採集證") -> dict[str, str]:
    links = "".join(
        f'<a href="/{at}">{part}</a>' for at, part in zip("abc", ("登記證", "通行證", name), strict=True)
    )
    first = {"/": page("首頁", f"<h1>某管理處</h1>{links}")}
    return first | {
        "/a": service("登記證"),
        "/b": service("通行證"),
        "/c": service(name, without),
    }


def test_what_one_service_of_many_leaves_out_is_found_undeclared(tmp_path: Path) -> None:
    said = found(services(("應備文件", "處理時限")), tmp_path, "services.missing-part")
    assert sorted(said) == [("limit", Outcome.FAILED), ("papers", Outcome.FAILED)]


@pytest.mark.parametrize(("without", "name"), [((), "採集證"), (("應備文件",), "解說員甄選")])
def test_whole_services_and_what_is_none_are_left_alone(
    without: tuple[str, ...], name: str, tmp_path: Path
) -> None:
    assert found(services(without, name), tmp_path, "services.missing-part") == []


@pytest.mark.parametrize("prefix", ["", "DC.", "DCTERMS."])
def test_classifications_may_bear_the_prefix_of_dublin_core(prefix: str, tmp_path: Path) -> None:
    codes = {"Theme": "120", "Cake": "B10", "Service": "?"}
    metas = "".join(f'<meta name="{prefix}Category.{name}" content="{code}">' for name, code in codes.items())
    pages = {"/": page("首頁", "<h1>某處</h1>").replace("<title>", f"{metas}<title>")}
    result = looked_at(pages, tmp_path, families=("metadata",))
    said = [(item.check, item.key) for item in result.findings if "category" in item.check]
    assert said == [("metadata.bad-category", "Category.Service=?")]


def test_entries_of_a_list_by_date_are_told_where_they_lead(tmp_path: Path) -> None:
    entries = (
        "<ul><li><span>2026/11/02</span> <a href='/a'>下半年場地停止使用公告</a></li>"
        "<li><a href='/b'>急救研習報名</a> (2026-11-05)</li></ul>"
    )
    told = "<p>停水時間：115年11月3日，請提早儲水。</p>"
    lists = {"/": page("首頁", f"<h1>最新消息</h1>{entries}")}
    assert found(lists, tmp_path, "freshness.expired-notice") == []
    assert found(lists, tmp_path, "freshness.expired-event") == []
    both = {"/": page("首頁", f"<h1>最新消息</h1>{entries}{told}")}
    assert len(found(both, tmp_path / "both", "freshness.expired-notice")) == 1


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("行政室 發布，更新於 2026/10/28", DisclosedState.EMPTY),
        ("秘書室提供 | 更新日期：115年10月28日", DisclosedState.EMPTY),
        ("本處訂於115年10月28日發布年度施政計畫三十二項", DisclosedState.PUBLISHED),
    ],
)
def test_who_put_a_page_up_and_when_is_no_content(text: str, state: DisclosedState) -> None:
    from publisher.checks import Context
    from tests.checks_site.test_freshness_wordings import NOW, RULEBOOK, SITE

    assert judge_text(text, Context(SITE, NOW, RULEBOOK)).state is state


def test_a_link_of_the_section_leads_to_what_it_names(tmp_path: Path) -> None:
    rows = (
        "<tr><td>施政計畫</td><td><a href='/plan'>施政計畫</a></td></tr>"
        "<tr><td>支付或接受之補助</td><td><a href='/way'>各項補助明細</a></td></tr>"
    )
    section = f"<h1>政府資訊公開</h1><table><tr><th>項目</th><th>內容</th></tr>{rows}</table>"
    pages = {
        "/": page("首頁", "<h1>某處</h1><a href='/open'>政府資訊公開</a>"),
        "/open": page("政府資訊公開", section),
        "/plan": page("施政計畫", f"<h1>施政計畫</h1><p>{TEXT}</p>"),
        "/way": page("交通位置", f"<h1>交通位置</h1><p>搭乘公車於中山站下車後步行五分鐘。{TEXT}</p>"),
    }
    said = found(pages, tmp_path, "content.link-mismatch")
    assert [(key.partition(" ")[0], outcome) for key, outcome in said] == [("各項補助明細", Outcome.FAILED)]
