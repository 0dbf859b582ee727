"""Kinds that eight sites of a fourth stranger showed, on other sites of the same kinds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from publisher.checks import Context, check_site
from publisher.checks.standing import judge_text
from publisher.crawl import crawl
from publisher.documents.inspecting import inspect
from publisher.model.disclosure import DisclosedState
from publisher.model.finding import Outcome, Severity
from publisher.model.site import Politeness, Site
from publisher.model.text import LocalText
from publisher.net.urls import is_internal
from publisher.state.crawl import CrawlStore
from tests.checks_site.test_contents import NOW, RULEBOOK, looked_at, served
from tests.checks_site.test_sites_of_another_stranger import TEXT, found, page

ITEMS = {
    "法律及法規命令": "請查<a href='https://law.moj.gov.tw/'>全國法規資料庫</a>",
    "解釋性規定及裁量基準": "無",
    "組織、職掌、地址、電話、傳真、網址及電子郵件": "<a href='/unit'>單位與職掌</a>",
    "行政指導有關文書": "尚無",
    "施政計畫、業務統計及研究報告": "<a href='/plan'>115年度施政計畫</a>、業務統計、研究報告：無",
    "預算及決算書": "<a href='/money'>預算及決算書</a>",
    "請願之處理結果及訴願之決定": "無",
    "公共工程及採購契約": "無",
    "支付或接受之補助": "無",
    "合議制機關之會議紀錄": "本處非合議制機關",
}


def disclosure(items: dict[str, str], more: str = "") -> dict[str, str]:
    rows = "".join(f"<li>{name}：{said}</li>" for name, said in items.items())
    menu = "<div class='left'><a href='/unit'>單位與職掌</a> <a href='/open'>政府資訊公開</a></div>"
    section = f"<h1>政府資訊公開</h1><ol>{rows}</ol>{more}"
    unit = "<h1>單位與職掌</h1><p>企劃科掌理企劃、管考及研考事項，電話 (03) 555-0102，地址某市中山路1號。</p>"
    return {
        "/": page("首頁", f"{menu}<h1>某處</h1>"),
        "/open": page("政府資訊公開", f"{menu}{section}"),
        "/unit": page("單位與職掌", f"{menu}{unit}"),
        "/plan": page("施政計畫", f"{menu}<h1>施政計畫</h1><p>{TEXT}</p>"),
        "/money": page("預算及決算書", f"{menu}<h1>預算及決算書</h1><p>{TEXT}</p>"),
    }


def test_an_item_whose_only_link_is_the_menus_is_not_empty(tmp_path: Path) -> None:
    assert found(disclosure(ITEMS), tmp_path, "disclosure.empty-item") == []


def test_an_item_that_a_list_of_the_others_leaves_out_is_missing(tmp_path: Path) -> None:
    nine = {name: said for name, said in ITEMS.items() if "請願" not in name}
    more = "<p>附：<a href='/roster.pdf'>志工隊名冊</a></p>"
    said = found(disclosure(nine, more), tmp_path, "disclosure.missing-item")
    assert said == [("FOI-7-1-7", Outcome.FAILED)]


def test_a_norm_that_neither_law_nor_plan_makes_a_duty_is_asked_unless_the_agency_says_it_is(
    tmp_path: Path,
) -> None:
    with served({"/": page("首頁", "<h1>某處</h1>")}) as address:
        polite = Politeness(rate=0, concurrency=4, timeout=10, patience=0.05)
        site = Site(
            "s", LocalText("某處", "Some"), (address,), external_links=False, allow_private=True, polite=polite
        )
        store = CrawlStore(tmp_path)
        seen = crawl(site, store, NOW)
        own = {**RULEBOOK["metadata.missing-dublin-core"].params, "ask": ""}
        bound = replace(RULEBOOK["metadata.missing-dublin-core"], params=own)
        families = ("metadata", "disclosure")
        shipped = check_site(seen, Context(site, NOW, RULEBOOK), families).findings
        decided = {**RULEBOOK, "metadata.missing-dublin-core": bound}
        chosen = check_site(seen, Context(site, NOW, decided), families).findings
        store.close()
    said = {(item.check, item.key.partition(",")[0]): item for item in shipped}
    core = said["metadata.missing-dublin-core", "DC.Title"]
    assert (core.outcome, core.severity) == (Outcome.CANT_TELL, Severity.ADVICE)
    pages = {
        key: item.outcome for (check, key), item in said.items() if check == "disclosure.missing-required-page"
    }
    duties = dict.fromkeys(("search", "sitemap", "privacy", "contact"), Outcome.FAILED)
    assert pages == duties | {"security": Outcome.CANT_TELL, "open-data": Outcome.CANT_TELL}
    (again,) = [item for item in chosen if item.check == "metadata.missing-dublin-core"]
    assert (again.outcome, again.severity) == (Outcome.FAILED, Severity.WARNING)
    assert again.fingerprint == core.fingerprint, "a decision makes no new finding"


@pytest.mark.parametrize(
    "line", ["洽詢：(03) 555-0102 轉 {}", "承辦人電話 03-5550102#{}", "報名專線：03-555-0102分機{}"]
)
def test_the_desks_behind_one_public_number_are_no_leak(line: str, tmp_path: Path) -> None:
    pages = {"/": page("首頁", "<h1>某處</h1>" + "".join(f"<a href='/{n}'>公告{n}</a>" for n in range(6)))}
    for number in range(6):
        text = f"<h1>公告{number}</h1><p>民眾王大明申請案，{line.format(101 + number)}。</p>"
        pages[f"/{number}"] = page(f"公告{number}", text)
    result = looked_at(pages, tmp_path, families=("leaks",))
    kinds = {item.key for item in result.findings if item.check == "leaks.personal-data-on-page"}
    assert not any(key.startswith("landline") for key in kinds)


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("http://eip.anycity.local/login", True),
        ("http://hr/leave.aspx", True),
        ("https://portal.corp:8443/", True),
        ("http://localhost:8000/", False),
        ("https://www.local.gov.tw/", False),
        ("https://intranet.gov.tw/", False),
        ("http://[::1]/", False),
        ("mailto:a@b", False),
    ],
)
def test_names_that_only_a_network_of_ones_own_knows(url: str, is_one: bool) -> None:
    assert is_internal(url) is is_one


def test_a_link_to_the_staff_network_is_said_once_and_not_called_broken(tmp_path: Path) -> None:
    pages = {"/": page("首頁", "<h1>某處</h1><a href='http://eip.some.lan/'>差勤系統</a>")}
    result = looked_at(pages, tmp_path, families=("links",))
    assert [(item.check, item.outcome) for item in result.findings] == [("links.private-address", Outcome.FAILED)]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        (
            "本館訂於12月5日（星期六）下午2時於中庭舉辦年終市集，免費入場，敬請期待！洽推廣組。",
            DisclosedState.PUBLISHED,
        ),
        ("本頁建置中，敬請期待。", DisclosedState.EMPTY),
        ("資料整理中，預計115年12月31日上線，如有需要請先洽詢。", DisclosedState.EMPTY),
    ],
)
def test_words_of_what_is_to_come_may_close_an_announcement(text: str, state: DisclosedState) -> None:
    from tests.checks_site.test_freshness_wordings import SITE

    assert judge_text(text, Context(SITE, NOW, RULEBOOK)).state is state


@pytest.mark.parametrize(
    ("source", "keys"),
    [
        ("資料來源：<a href='/figures'>案件統計</a>", []),
        ("資料來源：<a href='/figures'>點此</a>，案件統計", []),
        ("資料來源：都市計畫科，115年9月", []),
        ("資料來源：統計室（民國115年9月底）", []),
        ("資料來源：本分局受理案件紀錄，偵查隊彙整後提供", []),
        ("資料來源：本土銀行協會放款調查", [("unlinked", Outcome.FAILED)]),
        ("資料來源：某市政府都市發展局，115年9月", [("unlinked", Outcome.FAILED)]),
    ],
)
def test_a_source_may_be_the_menus_page_or_a_unit_with_its_day(
    source: str, keys: list[tuple[str, Outcome]], tmp_path: Path
) -> None:
    menu = "<div><a href='/figures'>案件統計</a> <a href='/news'>公告</a></div>"
    pages = {
        "/": page("首頁", f"{menu}<h1>某處</h1>"),
        "/news": page("公告", f"{menu}<h1>公告</h1><p>9月受理案件 52 件。</p><p>{source}</p>"),
        "/figures": page("案件統計", f"{menu}<h1>案件統計</h1><p>{TEXT}</p>"),
    }
    assert found(pages, tmp_path, "content.missing-source") == keys


@pytest.mark.parametrize(
    ("text", "outcomes"),
    [
        ("本館蒐集您的姓名與電話以寄送借閱通知，不作其他用途，也不提供他人使用。", [Outcome.FAILED]),
        ("本館蒐集您的姓名與電話，詳見<a href='/more'>個人資料告知事項</a>。不作其他用途。", [Outcome.CANT_TELL]),
        ("本館依個資法第8條告知：蒐集您的姓名與電話以寄送借閱通知。", []),
    ],
)
def test_a_privacy_statement_names_the_law(text: str, outcomes: list[Outcome], tmp_path: Path) -> None:
    pages = {
        "/": page("首頁", "<h1>某館</h1><a href='/privacy'>隱私權政策</a>"),
        "/privacy": page("隱私權政策", f"<h1>隱私權政策</h1><p>{text}</p>"),
        "/more": page("告知事項", f"<h1>告知事項</h1><p>{TEXT}</p>"),
    }
    assert [some for _, some in found(pages, tmp_path, "services.privacy-without-law")] == outcomes


@pytest.mark.parametrize(
    ("language", "title", "outcome"),
    [
        ("zh-Hant-TW", "办理说明", Outcome.FAILED),
        ("zh-TW", "简体中文版 办理说明", Outcome.CANT_TELL),
        ("zh", "办理说明", Outcome.CANT_TELL),
    ],
)
def test_a_page_said_to_be_traditional_and_written_in_simplified(
    language: str, title: str, outcome: Outcome, tmp_path: Path
) -> None:
    text = "为了保护当事人权益，请于办公时间携带身份证件到服务台办理登记，额满为止，谢谢您的关心与配合。"
    wrong = page(title, f"<h1>{title}</h1><p>{text}</p>").replace('lang="zh-Hant-TW"', f'lang="{language}"')
    assert f'lang="{language}"' in wrong
    pages = {"/": page("首頁", "<h1>某處</h1><a href='/a'>說明</a>"), "/a": wrong}
    assert [some for _, some in found(pages, tmp_path, "content.simplified")] == [outcome]


def test_parts_of_an_office_file_are_no_links(tmp_path: Path) -> None:
    path = tmp_path / "form.docx"
    kind = "http://schemas.openxmlformats.org/package/2006/relationships"
    inside = '<Relationship Id="a" Type="x/customXml" Target="../customXml/item1.xml"/>'
    absolute = '<Relationship Id="b" Type="x/sheet" Target="/xl/worksheets/sheet1.xml"/>'
    outside = '<Relationship Id="c" Type="x/hyperlink" TargetMode="External" Target="https://example.org/a"/>'
    with ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{kind}">{inside}{absolute}{outside}</Relationships>',
        )
    assert [link.href for link in inspect(path, "docx").links] == ["https://example.org/a"]


def numbers(text: str, table: str, tmp_path: Path) -> list[tuple[str, Outcome]]:
    link = "<p>資料來源：<a href='/figures.csv'>統計資料</a></p>"
    pages = {"/": page("首頁", "<h1>某處</h1><a href='/a'>業務統計</a>"), "/figures.csv": table}
    pages["/a"] = page("業務統計", f"<h1>業務統計</h1><p>{text}</p>{link}")
    return found(pages, tmp_path, "content.number-mismatch")


MONTHS = "年月,新領牌照(輛),申請件數,未結案件數\n2026-07,10,5,7\n2026-08,20,6,8\n2026-09,30,7,9\n"
PLACES = "行政區,站數,車位數\n東區,3,120\n西區,4,80\n合計,7,200\n"


@pytest.mark.parametrize(
    ("table", "text", "outcome"),
    [
        (MONTHS, "115年7至9月新領牌照 61 輛。", Outcome.FAILED),
        (MONTHS, "9月新領牌照30輛，申請 8 件。", Outcome.FAILED),
        (MONTHS, "第三季申請案件計 19 件。", Outcome.FAILED),
        (MONTHS, "第3季新領牌照約 1.2 萬輛。", Outcome.CANT_TELL),
        (MONTHS, "第三季申請計18件，截至9月底未結案9件。", None),
        (MONTHS, "全年新領牌照200輛；114年9月新領牌照99輛。", None),
        (MONTHS, "9月較8月新領牌照增加12輛，每輛600元，目標新領牌照500輛。", None),
        (MONTHS, "9月12日新領牌照3輛，上午新領牌照窗口開放5個。", None),
        (PLACES, "東區車位 150 個。", Outcome.FAILED),
        (PLACES, "全市車位共 210 個。", Outcome.FAILED),
        (PLACES, "全市車位共200個，東區設有3站；東區及西區車位不足60個。", None),
        (MONTHS, "114年起改制。9月新領牌照31輛。", Outcome.CANT_TELL),
        (MONTHS, "114年起改制。115年9月新領牌照31輛。", Outcome.FAILED),
        ("", "9月新領牌照31輛。", None),
        ("a\n" * 40, "9月新領牌照31輛。", None),
    ],
)
def test_numbers_in_sentences_are_held_against_the_linked_file(
    table: str, text: str, outcome: Outcome | None, tmp_path: Path
) -> None:
    said = numbers(text, table, tmp_path)
    assert [some for _, some in said] == ([outcome] if outcome is not None else [])


def test_a_table_that_differs_from_its_file_is_one_finding(tmp_path: Path) -> None:
    rows = "<tr><th>月份</th><th>新領牌照</th></tr>" + "".join(
        f"<tr><td>{month}月</td><td>{count}</td></tr>" for month, count in ((7, 11), (8, 20), (9, 33))
    )
    said = numbers(f"</p><table>{rows}</table><p>", MONTHS, tmp_path)
    assert [outcome for _, outcome in said] == [Outcome.FAILED]


@pytest.mark.parametrize("caption", ["114年新領牌照", "113年度"])
def test_a_table_of_another_year_is_not_held_against_the_file(caption: str, tmp_path: Path) -> None:
    rows = f"<caption>{caption}</caption><tr><th>月份</th><th>新領牌照</th></tr>"
    rows += "".join(f"<tr><td>{month}月</td><td>{month}</td></tr>" for month in (7, 8, 9))
    assert numbers(f"</p><table>{rows}</table><p>", MONTHS, tmp_path) == []


def test_a_table_that_differs_throughout_is_for_a_person(tmp_path: Path) -> None:
    more = "年月,新領牌照,申請件數\n2026-07,10,5\n2026-08,20,6\n2026-09,30,7\n"
    rows = "<tr><th>月份</th><th>新領牌照</th><th>申請件數</th></tr>"
    rows += "".join(f"<tr><td>{month}月</td><td>{month}</td><td>{month + 1}</td></tr>" for month in (7, 8, 9))
    said = numbers(f"</p><table>{rows}</table><p>", more, tmp_path)
    assert [outcome for _, outcome in said] == [Outcome.CANT_TELL]


@pytest.mark.parametrize(
    ("promise", "is_behind"),
    [("每月5日前更新", True), ("每季更新", False), ("不定期更新", False), ("updated monthly", True)],
)
def test_a_file_is_as_new_as_its_page_promises(promise: str, is_behind: bool, tmp_path: Path) -> None:
    old = MONTHS.replace("2026-07", "2026-04").replace("2026-08", "2026-05").replace("2026-09", "2026-06")
    block = f"<h2>業務統計（{promise}）</h2><p><a href='/figures.csv'>下載CSV</a></p>"
    pages = {
        "/": page("首頁", "<h1>某處</h1><a href='/a'>資料</a>"),
        "/a": page("資料", block),
        "/figures.csv": old,
    }
    assert bool(found(pages, tmp_path, "freshness.data-behind")) is is_behind


OWN = "<div>示範縣文化處　地址：示範市中山路1號　電話：(03) 555-0100</div>"
OTHER = "<div>臨海縣政府教育處　地址：臨海市港口路9號　電話：(07) 711-2000</div>"


@pytest.mark.parametrize(
    ("home", "own", "one", "keys"),
    [
        ("示範縣文化處", OWN, OWN, []),
        ("示範縣文化處", OWN, OTHER, [""]),
        ("示範縣文化處", OWN, "<div>示範縣文化處美術館　電話：(07) 711-2000</div>", []),
        ("示範縣文化處", OTHER, OTHER, ["everywhere"]),
        ("文化資訊網", OTHER, OTHER, []),
    ],
)
def test_the_foot_of_a_page_is_the_sites(home: str, own: str, one: str, keys: list[str], tmp_path: Path) -> None:
    pages = {"/": page(home, f"<h1>{home}</h1>" + "".join(f"<a href='/{n}'>說明{n}</a>" for n in range(6)) + own)}
    for number in range(6):
        foot = one if number == 3 else own
        pages[f"/{number}"] = page(f"說明{number}", f"<h1>說明{number}</h1><p>{TEXT}</p>{foot}")
    assert [key for key, _ in found(pages, tmp_path, "content.foreign-footer")] == keys


def categories(pages: dict[str, str], tmp_path: Path, **lists: str) -> list[tuple[str, str, Outcome]]:
    with served(pages) as address:
        polite = Politeness(rate=0, concurrency=4, timeout=10, patience=0.05)
        site = Site("s", LocalText("某", "A"), (address,), external_links=False, allow_private=True, polite=polite)
        store = CrawlStore(tmp_path)
        entry = RULEBOOK["metadata.bad-category"]
        rules = {**RULEBOOK, entry.id: replace(entry, params={**entry.params, **lists})}
        result = check_site(crawl(site, store, NOW), Context(site, NOW, rules), ("metadata",))
        store.close()
    assert not result.crashed
    return [(item.check, item.key, item.outcome) for item in result.findings if "category" in item.check]


@pytest.mark.parametrize(
    ("link", "outcome"), [("", Outcome.FAILED), ("<a href='/by'>主題分類檢索</a>", Outcome.CANT_TELL)]
)
def test_content_may_be_found_by_the_classifications_without_codes(
    link: str, outcome: Outcome, tmp_path: Path
) -> None:
    pages = {
        "/": page("首頁", f"<h1>某處</h1>{link}"),
        "/by": page("主題分類檢索", f"<h1>主題分類檢索</h1><p>{TEXT}</p>"),
    }
    said = categories(pages, tmp_path)
    assert said == [("metadata.missing-category", "Category.Theme, Category.Cake, Category.Service", outcome)]


@pytest.mark.parametrize(
    ("codes", "theme", "keys"),
    [
        ("5A0, B10", "", []),
        ("交通", "", ["Category.Theme=交通"]),
        ("170, 5A0", "170 交通\n180 觀光", ["Category.Theme=5A0"]),
    ],
)
def test_codes_are_held_against_the_list_that_an_agency_puts_in(
    codes: str, theme: str, keys: list[str], tmp_path: Path
) -> None:
    metas = f'<meta name="Category.Theme" content="{codes}">'
    metas += '<meta name="Category.Cake" content="B10"><meta name="Category.Service" content="E41">'
    said = categories(
        {"/": page("首頁", "<h1>某</h1>").replace("<title>", f"{metas}<title>")}, tmp_path, theme=theme
    )
    assert [key for _, key, _ in said] == keys
