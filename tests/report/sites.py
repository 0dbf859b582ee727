"""Websites to report on: one seen in part with faults of several families, and one seen whole without any."""

from __future__ import annotations

from dataclasses import replace

from publisher.model.finding import CheckDefinition, Finding, Outcome, Place, Reference, Severity
from publisher.model.night import NightReport
from publisher.model.redacted import redact
from publisher.model.site import Coverage, Section, Site, SiteResult, Untested
from publisher.model.text import LocalText
from publisher.model.workspace import Workspace
from tests.report import nights

BASE = "https://www.station.example.gov.tw"
HOSTILE_URL = f'{BASE}/news/"><script>alert(1)</script>?q=<img src=x onerror=alert(2)>'
FORMULA = '=HYPERLINK("https://evil.example/","x")'


def rule(
    check: str, zh: str, en: str, message: LocalText, severity: Severity, *references: Reference
) -> CheckDefinition:
    return replace(
        nights.check(check, zh, en, message, severity),
        applies_to="page",
        references=references or (PLAN,),
        why=LocalText("民眾找不到所需的資料。", "People do not find what they came for."),
        fix=LocalText("請於所列網頁更正。", "Correct it on the pages that are listed."),
    )


PLAN = Reference("plan", "P5-1-5", LocalText("超連結皆有效且正確", "All links work"))
LAW = Reference("law", "政府資訊公開法第6條", LocalText("應適時公開", "Publish in time"))
WCAG = Reference("standard", "WCAG 2.0 SC 1.4.3", LocalText("對比（最低）", "Contrast (Minimum)"))
MODA = Reference("standard", "網站無障礙規範 110.07 GN2140300E", LocalText("檢測碼", "Check code"))

RULES = {
    item.id: item
    for item in (
        rule(
            "links.broken",
            "連結失效",
            "A link that leads nowhere",
            LocalText("連結「{url}」無法開啟；{count} 處。", "{url} cannot be opened, places: {count}."),
            Severity.ERROR,
            PLAN,
        ),
        rule(
            "freshness.stale-page",
            "網頁久未更新",
            "A page that was not kept up",
            LocalText("已 {age} 日未更新。", "Not updated for {age} days."),
            Severity.WARNING,
            PLAN,
            LAW,
        ),
        rule(
            "documents.untagged-pdf",
            "PDF 未加標籤",
            "A PDF without tags",
            LocalText("PDF 未加標籤。", "The PDF has no tags."),
            Severity.ADVICE,
        ),
        rule(
            "leaks.personal-data-on-page",
            "網頁含有個人資料",
            "A page shows personal data",
            LocalText("網頁上有 {count} 處個人資料。", "Personal data in {count} places."),
            Severity.ERROR,
            LAW,
        ),
        rule(
            "accessibility.color-contrast",
            "對比不足",
            "Contrast too low",
            LocalText("{pages} 個網頁對比不足。", "Contrast too low on {pages} pages."),
            Severity.ERROR,
            WCAG,
            MODA,
        ),
        rule(
            "accessibility.page-not-tested",
            "網頁未能檢測無障礙",
            "A page could not be tested for accessibility",
            LocalText("{pages} 個網頁未能檢測（{reason}）。", "{pages} pages could not be tested ({reason})."),
            Severity.ADVICE,
        ),
        rule(
            "metadata.missing-title",
            "網頁沒有標題",
            "A page without a title",
            LocalText("沒有標題。", "No title."),
            Severity.ERROR,
        ),
        rule(
            "disclosure.missing-item",
            "主動公開項目缺漏",
            "An item is missing",
            LocalText("缺漏。", "Missing."),
            Severity.WARNING,
            LAW,
        ),
    )
}

TEMPLATE = Finding(
    "accessibility.color-contrast",
    Outcome.FAILED,
    Severity.ERROR,
    "main",
    "#777 #fff",
    {"pages": 1000, "count": 1000},
    tuple(Place(url=f"{BASE}/news/{n}", selector="footer > p.copy", line=200 + n) for n in range(100)),
    1000,
)
BROKEN = Finding(
    "links.broken",
    Outcome.FAILED,
    Severity.ERROR,
    "main",
    f"{BASE}/gone",
    {"url": f"{BASE}/gone", "count": 2},
    (
        Place(url=f"{BASE}/news/%E5%85%AC%E5%91%8A.html", selector="main a", line=12),
        Place(url=HOSTILE_URL, selector="a[title='<b>']"),
    ),
    2,
)
STALE = Finding(
    "freshness.stale-page", Outcome.FAILED, Severity.WARNING, f"{BASE}/news/old/1", FORMULA, {"age": 900}
)
PDF = Finding(
    "documents.untagged-pdf",
    Outcome.FAILED,
    Severity.ADVICE,
    f"{BASE}/files/form.pdf",
    "",
    {},
    (Place(url=f"{BASE}/files/form.pdf", page=3),),
)
LEAK = Finding(
    "leaks.personal-data-on-page",
    Outcome.CANT_TELL,
    Severity.ERROR,
    f"{BASE}/about/staff",
    "",
    {"count": 1},
    (Place(url="javascript:alert(3)", line=9),),
    1,
    (redact("mobile", "0900-000-012"),),
)
NOT_TESTED = Finding(
    "accessibility.page-not-tested",
    Outcome.UNTESTED,
    Severity.ADVICE,
    "main",
    "timeout",
    {"pages": 2, "reason": "timeout"},
    (Place(url=f"{BASE}/news/slow"), Place(url=f"{BASE}/map")),
    2,
)
FINDINGS = (PDF, STALE, BROKEN, TEMPLATE, LEAK, NOT_TESTED)

SITE = Site(
    "main",
    LocalText("臺南示範監理站全球資訊網", "Website of the Tainan Model Station"),
    (f"{BASE}/",),
    sections=(
        Section("news", LocalText("最新消息", "News"), ("/news/",), LocalText("秘書室", "Secretariat"), "a@b.tw"),
        Section("archive", LocalText("舊聞", "Archive"), ("/news/old/",), LocalText("檔案室", "Archives")),
        Section("about", LocalText("關於本站", "About us"), ("/about/",), LocalText("人事室", "Personnel")),
    ),
)
UNTESTED = (
    Untested(f"{BASE}/private/<i>", "robots"),
    Untested(f"{BASE}/slow", "timeout"),
    Untested(f"{BASE}/slower", "timeout"),
    Untested(f"{BASE}/odd", "something-new"),
)
PARTIAL = SiteResult(
    "main",
    ("www.station.example.gov.tw",),
    FINDINGS,
    Coverage(
        complete=False,
        stopped="time",
        pages=1203,
        documents=88,
        targets=5120,
        requests=6000,
        seconds=7200.0,
        untested=UNTESTED,
        untested_count=1412,
    ),
    tuple(sorted({item.check for item in FINDINGS} | {"disclosure.missing-item"})),
    (Untested("metadata.missing-title", "RecursionError"),),
)
WHOLE = SiteResult(
    "main",
    PARTIAL.hosts,
    (),
    Coverage(complete=True, pages=60, documents=12, targets=300, requests=372, seconds=40.0),
    tuple(sorted(RULES)),
)
WORKSPACE: Workspace = replace(
    nights.WORKSPACE,
    catalog=replace(nights.WORKSPACE.catalog, websites=(SITE,)),
    checks={**nights.CHECKS, **RULES},
)


def full_night() -> NightReport:
    """The full night of the data, with a website that was seen in part."""
    night = nights.full_night()
    seen = {item.fingerprint: nights.EARLIER for item in FINDINGS} | {BROKEN.fingerprint: nights.STARTED}
    return replace(
        night,
        sites=(PARTIAL,),
        first_seen={**night.first_seen, **seen},
        new=(*night.new, BROKEN.fingerprint),
    )


def calm_night() -> NightReport:
    """A calm night with a website that was seen whole."""
    return replace(nights.calm_night(), sites=(WHOLE,))
