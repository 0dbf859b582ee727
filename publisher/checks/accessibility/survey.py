"""Testing the pages of a crawl in the browser, within a budget."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import takewhile
from urllib.parse import urldefrag, urljoin, urlsplit

from publisher.browser import ALSO, Audit, BrowserSettings, audit_all, missing_parts, open_browser
from publisher.checks.accessibility.earlier import Earlier, EarlierStanding
from publisher.checks.accessibility.grouping import AuditSurvey, in_state
from publisher.checks.accessibility.located import SentPages
from publisher.checks.base import Context
from publisher.model.site import Page, Site, SiteSnapshot

NOT_TESTED = "accessibility.page-not-tested"
_BUDGET = "budget"
_NO_BROWSER = "no-browser"
_PASSING = re.compile(r"\d+|(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/=_-]{24,}")
_SAVE_EVERY = 20
"""Pages after which verdicts are written, so that a killed night need not test them again."""


def survey(snapshot: SiteSnapshot, context: Context) -> AuditSurvey:
    """Audit every page, those nearest to the start first.

    Without a browser or axe-core on this machine every page is untested. What stood on an untested page does not
    count as mended: the rules that found something on it the last time prove nothing tonight.

    The settings are params of the entry `accessibility.page-not-tested`: `browsers`, `most_pages`, `keep_days`,
    `page_seconds`, `settle_seconds`, `wait_for` (a CSS selector that pages show when they are there), `views`
    (`phone`, `dark`, `high-contrast`: looked at after the desktop, for what only they show), and
    `other_hosts` (separated by spaces) that pages may load styles and scripts from.
    """
    result = AuditSurvey()
    marks: dict[str, str] = {}
    pages = sorted(_light(snapshot, marks), key=lambda page: (page.depth, page.url))
    most = context.param(NOT_TESTED, "most_pages", 2_000)
    for page in pages[most:]:
        result.leave_out(page.url, _BUDGET)
    wanted: dict[str, Page] = {}
    for page in pages[:most]:
        wanted.setdefault(page.final or page.url, page)
    settings = settings_for(context.site, context)
    standing = EarlierStanding(context)
    if missing_parts(settings, context.elsewhere):
        for page in wanted.values():
            result.leave_out(page.url, _NO_BROWSER)
    else:
        earlier = Earlier(snapshot, context, settings, NOT_TESTED)
        browsers = context.param(NOT_TESTED, "browsers", 1)
        test = partial(audit_all, settings=settings, browsers=browsers, elsewhere=context.elsewhere)
        _test(result, wanted, earlier, standing, test, context.left)
        _test_states(result, settings, context.site)
    result.locate(SentPages(snapshot).line_of)
    family = NOT_TESTED.partition(".")[0]
    context.judged.append(result.judged(family, {page.url: marks[page.url] for page in pages}))
    context.unproven.update(
        family if rule is None else f"{family}.{rule}" for rule in standing.unproven(result.left_out)
    )
    return result


def _light(snapshot: SiteSnapshot, marks: dict[str, str]) -> Iterator[Page]:
    """The pages without their markup, of which a mark is noted. Counters, dates and tokens are no change."""
    for page in snapshot.pages():
        marks[page.url] = hashlib.sha256(_PASSING.sub("", page.html).encode()).hexdigest()[:24]
        yield replace(page, packed=b"")


def _test(
    result: AuditSurvey,
    wanted: Mapping[str, Page],
    earlier: Earlier,
    standing: EarlierStanding,
    test: Callable[[Iterable[str]], Iterator[Audit]],
    left: Callable[[], float],
) -> None:
    """Judge each page, by its verdict of an earlier night when that still holds, and while there is time.

    Verdicts are taken in in the order of `wanted`, so that a finding names its places in one order every night.
    """
    known = {final: audit for final, page in wanted.items() if (audit := earlier.verdict(page)) is not None}
    open_ = [final for final in wanted if final not in known]
    result.remembered = len(known)
    order = iter(wanted)

    def remember_up_to(opened: str | None) -> None:
        for final in order:
            if final == opened:
                return
            if final in known:
                _add(result, wanted, final, known[final])
                standing.note(wanted[final].url, known[final])

    if open_:
        tested = 0
        for audit in test(takewhile(lambda _url: left() > 0, open_)):
            tested += 1
            remember_up_to(audit.url)
            _add(result, wanted, audit.url, audit)
            standing.note(wanted[audit.url].url, audit)
            earlier.keep(wanted[audit.url], audit)
            if result.tested % _SAVE_EVERY == 0:
                earlier.done()
                standing.done()
        for final in open_[tested:]:
            result.leave_out(wanted[final].url, _BUDGET)
    remember_up_to(None)
    earlier.done()
    standing.done()


def _test_states(result: AuditSurvey, settings: BrowserSettings, site: Site) -> None:
    """Judge the declared states of pages; their faults bear the name of the state."""
    if not site.accessibility.states:
        return
    with open_browser(settings) as browser:
        for state in site.accessibility.states:
            url = urljoin(site.start[0], state.path)
            audit = browser.audit(url, before=state.actions)
            result.add(url, in_state(audit, state.name))


def _add(result: AuditSurvey, wanted: Mapping[str, Page], asked: str, audit: Audit) -> None:
    """Take in what a page gave. One that only leads to another page of the site has no faults of its own."""
    led_to = urldefrag(audit.final).url
    if audit.untested is None and led_to != urldefrag(asked).url and led_to in wanted:
        audit = replace(audit, faults=())
    result.add(wanted[asked].url, audit)


def settings_for(site: Site, context: Context) -> BrowserSettings:
    """The browser may reach the site, what the settings name, and nothing else."""
    own = {urlsplit(address).hostname or "" for address in site.start}
    own |= {_name(host) for host in site.hosts}
    others = {_name(host) for host in context.text_param(NOT_TESTED, "other_hosts", "").split()}
    own_way = site.accessibility
    return BrowserSettings(
        login_url=urljoin(site.start[0], own_way.login_path) if own_way.login else "",
        login_steps=own_way.login,
        cookies=own_way.cookies,
        headers=own_way.headers,
        own_hosts=tuple(sorted(own - {""})),
        excluded=tuple(item.selector for item in own_way.excluded),
        hosts=tuple(sorted((own | others) - {""})),
        allow_private=site.allow_private,
        page_seconds=float(context.param(NOT_TESTED, "page_seconds", 60)),
        settle_seconds=float(context.param(NOT_TESTED, "settle_seconds", 15)),
        also=tuple(
            ALSO[name]
            for name in context.text_param(NOT_TESTED, "views", "phone dark high-contrast").split()
            if name in ALSO
        ),
        wait_for=context.text_param(NOT_TESTED, "wait_for", ""),
        grid=context.grid,
        language=site.languages[0] if site.languages else "zh-TW",
    )


def _name(host: str) -> str:
    return urlsplit(f"//{host}").hostname or ""
