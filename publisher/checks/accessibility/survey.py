"""Testing the pages of a crawl in the browser, within a budget."""

from __future__ import annotations

from urllib.parse import urlsplit

from publisher.browser import BrowserSettings, audit_all, missing_parts
from publisher.checks.accessibility.grouping import Survey
from publisher.checks.base import Context
from publisher.model.site import Site, SiteSnapshot

NOT_TESTED = "accessibility.page-not-tested"
_BUDGET = "budget"
_NO_BROWSER = "no-browser"


def survey(snapshot: SiteSnapshot, context: Context) -> Survey:
    """Audit every page, those nearest to the start first.

    Without a browser or axe-core on this machine every page is untested, and nothing counts as mended.

    The settings are params of the entry `accessibility.page-not-tested`: `browsers`, `most_pages`,
    `page_seconds`, and `other_hosts` (separated by spaces) that pages may load styles and scripts from.
    """
    result = Survey()
    pages = sorted((page.depth, page.url, page.final or page.url) for page in snapshot.pages())
    most = context.param(NOT_TESTED, "most_pages", 2_000)
    for _, url, _ in pages[most:]:
        result.leave_out(url, _BUDGET)
    names = {final: url for _, url, final in reversed(pages[:most])}
    wanted = list(dict.fromkeys(final for _, _, final in pages[:most]))
    settings = settings_for(context.site, context)
    lacking = missing_parts(settings)
    for audit in () if lacking else audit_all(wanted, settings, context.param(NOT_TESTED, "browsers", 1)):
        result.add(names[audit.url], audit)
    if lacking:
        for url in names.values():
            result.leave_out(url, _NO_BROWSER)
    if not result.complete:
        context.unproven.add(NOT_TESTED.partition(".")[0])
    return result


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
