"""The entry of the sample website under `websites:`."""

from __future__ import annotations

from publisher.model.site import PageFreshness, Politeness, Section, Site
from publisher.model.text import LocalText


def site(base_url: str) -> Site:
    """As catalog.yaml says it, for the address at which the website is served; fast, for it is our own machine."""
    return Site(
        id="fucheng",
        title=LocalText("府城監理站全球資訊網", "Website of Fucheng Motor Vehicle Station"),
        start=(f"{base_url}/",),
        sections=(
            _section(
                "news", "最新消息與活動", "News and events", ("/news/", "/events/"), "企劃股", "Planning Section"
            ),
            _section(
                "service", "便民服務", "Services", ("/service/", "/forms/"), "駕駛人管理股", "Driver Section"
            ),
            _section("foi", "主動公開資訊", "Public information", ("/foi/", "/data/"), "行政室", "Administration"),
            _section("about", "關於本站", "About", ("/about/", "/en/"), "企劃股", "Planning Section"),
        ),
        languages=("zh-TW", "en"),
        freshness=(PageFreshness(("/service/",), 365), PageFreshness(("/foi/statistics.html",), 45)),
        external_links=True,
        allow_private=True,
        polite=Politeness(rate=200.0, concurrency=8, timeout=10.0),
        not_applicable=("FOI-7-1-10",),
    )


def _section(name: str, zh: str, en: str, paths: tuple[str, ...], owner_zh: str, owner_en: str) -> Section:
    return Section(name, LocalText(zh, en), paths, LocalText(owner_zh, owner_en), "service@mail.example.gov.tw")
