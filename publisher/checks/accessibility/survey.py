"""Testing the pages of a crawl in the browser, within a budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from publisher.browser import BrowserSettings, audit_all, missing_parts
from publisher.checks.accessibility.earlier import Earlier
from publisher.checks.accessibility.grouping import Survey
from publisher.checks.base import Context
from publisher.model.site import Page, Site, SiteSnapshot

NOT_TESTED = "accessibility.page-not-tested"
_BUDGET = "budget"
_NO_BROWSER = "no-browser"
_SAVE_EVERY = 20
"""Pages after which verdicts are written, so that a killed night need not test them again."""


def survey(snapshot: SiteSnapshot, context: Context) -> Survey:
    """Audit every page, those nearest to the start first.

    Without a browser or axe-core on this machine every page is untested, and nothing counts as mended.

    The settings are params of the entry `accessibility.page-not-tested`: `browsers`, `most_pages`, `keep_days`,
    `page_seconds`, and `other_hosts` (separated by spaces) that pages may load styles and scripts from.
    """
    result = Survey()
    pages = sorted(
        (replace(page, packed=b"") for page in snapshot.pages()), key=lambda page: (page.depth, page.url)
    )
    most = context.param(NOT_TESTED, "most_pages", 2_000)
    for page in pages[most:]:
        result.leave_out(page.url, _BUDGET)
    wanted: dict[str, Page] = {}
    for page in pages[:most]:
        wanted.setdefault(page.final or page.url, page)
    settings = settings_for(context.site, context)
    if missing_parts(settings):
        for page in wanted.values():
            result.leave_out(page.url, _NO_BROWSER)
    else:
        _test(result, wanted, settings, Earlier(snapshot, context, settings, NOT_TESTED), context)
    if not result.complete:
        context.unproven.add(NOT_TESTED.partition(".")[0])
    return result


def _test(
    result: Survey, wanted: Mapping[str, Page], settings: BrowserSettings, earlier: Earlier, context: Context
) -> None:
    """Judge each page, by its verdict of an earlier night when that still holds."""
    standing = {final: audit for final, page in wanted.items() if (audit := earlier.verdict(page)) is not None}
    open_ = [final for final in wanted if final not in standing]
    for final, audit in standing.items():
        result.add(wanted[final].url, audit)
    result.remembered = len(standing)
    if open_:
        for audit in audit_all(open_, settings, context.param(NOT_TESTED, "browsers", 1)):
            result.add(wanted[audit.url].url, audit)
            earlier.keep(wanted[audit.url], audit)
            if result.tested % _SAVE_EVERY == 0:
                earlier.done()
    earlier.done()


def settings_for(site: Site, context: Context) -> BrowserSettings:
    """The browser may reach the site, what the settings name, and nothing else."""
    own = {urlsplit(address).hostname or "" for address in site.start}
    own |= {_name(host) for host in site.hosts}
    others = {_name(host) for host in context.text_param(NOT_TESTED, "other_hosts", "").split()}
    return BrowserSettings(
        hosts=tuple(sorted((own | others) - {""})),
        allow_private=site.allow_private,
        page_seconds=float(context.param(NOT_TESTED, "page_seconds", 60)),
        language=site.languages[0] if site.languages else "zh-TW",
    )


def _name(host: str) -> str:
    return urlsplit(f"//{host}").hostname or ""
