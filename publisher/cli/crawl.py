"""`publisher crawl`: look at a website once and say what is there."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import inventory, options
from publisher.cli.console import Format, Screen
from publisher.cli.crawl_page import page_of
from publisher.model.errors import UserError
from publisher.model.exits import exit_for
from publisher.model.site import GUESSED, Budget, Politeness, Site, SiteSnapshot, Verdict
from publisher.model.text import LocalText, Message, msg
from publisher.net.urls import is_web, origin_of, readable, resolve

if TYPE_CHECKING:
    from publisher.state.crawl import CrawlStore

UrlArgument = Annotated[str, typer.Argument(help="Where to begin, for example https://www.example.gov.tw/.")]
PagesOption = Annotated[int, typer.Option("--pages", min=1, help="Read at most so many pages.")]
MinutesOption = Annotated[float, typer.Option("--minutes", min=0.1, help="Stop after so many minutes.")]
RateOption = Annotated[float, typer.Option("--rate", min=0, help="Requests per second and host (0: no limit).")]
ConcurrencyOption = Annotated[int, typer.Option("--concurrency", min=1, help="Requests at once per host.")]
TimeoutOption = Annotated[float, typer.Option("--timeout", min=0.5, help="Seconds to wait for an answer.")]
PrivateOption = Annotated[
    bool,
    typer.Option("--allow-private", help="Also ask addresses that are not public (this machine, an intranet)."),
]
ExternalOption = Annotated[
    bool, typer.Option("--external/--no-external", help="Also ask for links to other hosts.")
]
KeepOption = Annotated[
    Path | None,
    typer.Option(
        "--keep", help="Keep what was seen in this folder: the next crawl asks only for what has changed."
    ),
]
_MOST_SHOWN = 40


def crawl(
    url: UrlArgument,
    pages: PagesOption = Budget().pages,
    minutes: MinutesOption = Budget().minutes,
    rate: RateOption = Politeness().rate,
    concurrency: ConcurrencyOption = Politeness().concurrency,
    timeout: TimeoutOption = Politeness().timeout,
    allow_private: PrivateOption = False,
    external: ExternalOption = True,
    keep: KeepOption = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="Write a page to read (HTML) to this file.", show_default=False)
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(
            "--csv",
            help="Write every address of the site to this file: title, date, status, depth, links to it, orphans.",
            show_default=False,
        ),
    ] = None,
    sitemap: Annotated[
        Path | None, typer.Option("--sitemap", help="Write a sitemap of what was read.", show_default=False)
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option(
            "--compare",
            help="Say what has changed since this --csv file, of this site or another host.",
            show_default=False,
        ),
    ] = None,
    redirects: Annotated[
        Path | None,
        typer.Option(
            "--redirects",
            help="Check a map (CSV: old address, new address): does each old one lead there?",
            show_default=False,
        ),
    ] = None,
    now: options.NowOption = None,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Crawl a website politely, and print what is there and what does not work. Needs no workspace.

    Exit codes: 0 the whole site was looked at, 4 only a part of it.

    Examples:

        publisher crawl https://www.example.gov.tw/

        publisher crawl http://127.0.0.1:8000/ --allow-private --rate 0 --format json

        publisher crawl https://new.example.gov.tw/ --csv new.csv --compare old.csv --redirects map.csv
    """
    from publisher.crawl import crawl as crawl_site
    from publisher.state.crawl import CrawlStore

    screen = options.screen(language, format)
    site = replace(
        site_at(url),
        allow_private=allow_private,
        external_links=external,
        polite=Politeness(rate, concurrency, timeout),
        budget=Budget(pages=pages, minutes=minutes),
    )
    with tempfile.TemporaryDirectory(prefix="publisher-") as temporary:
        store = CrawlStore(keep if keep is not None else Path(temporary))
        before = inventory.read_csv(compare) if compare is not None else None
        pairs = inventory.read_map(redirects, site.start[0]) if redirects is not None else ()
        snapshot = crawl_site(site, store, options.clock(now))
        rows = inventory.rows_of(snapshot) if report or csv or sitemap or before is not None else ()
        changes = inventory.compared(before, rows) if before is not None else None
        if csv is not None:
            csv.write_text(inventory.as_csv(rows, inventory.AddressRow), encoding="utf-8", newline="")
        if sitemap is not None:
            for name, text in inventory.sitemaps_of(rows, origin_of(site.start[0]) + "/", sitemap.name):
                (sitemap.parent / name).write_text(text, encoding="utf-8")
        misled = _misled(site, pairs, store, options.clock(now)) if pairs else None
        if report is not None:
            report.write_text(page_of(screen, snapshot, rows, changes, misled), encoding="utf-8")
        show(screen, snapshot, changes, misled)
        store.close()
    raise typer.Exit(exit_for((), stopped=not snapshot.coverage.complete))


def _misled(
    site: Site, pairs: Sequence[tuple[str, str]], store: CrawlStore, now: datetime
) -> tuple[inventory.AddressChange, ...]:
    """Ask for the old addresses of a map, and for nothing else."""
    from publisher.crawl import crawl as crawl_site

    olds = replace(site, id="redirects", start=tuple(old for old, _ in pairs), include=())
    targets = {target.url: target for target in crawl_site(olds, store, now).targets()}
    return inventory.misled(pairs, targets)


def site_at(url: str) -> Site:
    """A site that begins at `url`; UserError for what is no address of the web."""
    reference = resolve(url, url)
    if reference is None or not is_web(reference.url):
        raise UserError(
            msg("{url} is not an address of the web", url=url),
            hint=msg("write it in full, for example https://www.example.gov.tw/"),
        )
    name = reference.url.split("/", 3)[2]
    return Site("site", LocalText(name, name), (reference.url,))


def show(
    screen: Screen,
    snapshot: SiteSnapshot,
    changes: Sequence[inventory.AddressChange] | None = None,
    misled: Sequence[inventory.AddressChange] | None = None,
) -> None:
    """The summary of a crawl, with what has changed and what a map of redirects has wrong, when asked for."""
    coverage = snapshot.coverage
    targets = [target for target in snapshot.targets() if target.note != GUESSED]
    verdicts = Counter(str(target.verdict) for target in targets)
    troubled = [item for item in targets if item.verdict in (Verdict.BROKEN, Verdict.PROBABLY_BROKEN)]
    screen.give(
        {"site": snapshot.site.start[0], "coverage": coverage, "verdicts": dict(verdicts), "troubled": troubled}
        | ({"changes": changes} if changes is not None else {})
        | ({"redirects": misled} if misled is not None else {})
    )
    screen.say(
        msg(
            "{pages} pages, {documents} documents, {targets} addresses; {requests} requests, "
            "{unchanged} unchanged, {megabytes} MB in {seconds} s",
            pages=coverage.pages,
            documents=coverage.documents,
            targets=coverage.targets,
            requests=coverage.requests,
            unchanged=coverage.unchanged,
            megabytes=round(coverage.bytes / 1e6, 1),
            seconds=coverage.seconds,
        )
    )
    screen.say(
        msg(
            "{works} work, {broken} broken, {probably} probably broken, {unverifiable} cannot be verified, "
            "{skipped} left out",
            works=verdicts[Verdict.WORKS],
            broken=verdicts[Verdict.BROKEN],
            probably=verdicts[Verdict.PROBABLY_BROKEN],
            unverifiable=verdicts[Verdict.UNVERIFIABLE],
            skipped=verdicts[Verdict.SKIPPED],
        )
    )
    for item in troubled[:_MOST_SHOWN]:
        screen.say(f"  {item.answer:<20} {item.status or '':>3}  {readable(item.url)}")
    if len(troubled) > _MOST_SHOWN:
        screen.say(msg("  and {count} more", count=len(troubled) - _MOST_SHOWN))
    if not coverage.complete:
        screen.say(msg("only a part was looked at: {reason}", reason=screen._(STOPPED[coverage.stopped])))
    for reason, count in sorted(Counter(item.reason for item in coverage.untested).items()):
        screen.say(msg("  not looked at ({reason}): {count}", reason=reason, count=count))
    _list(screen, msg("changed since then: {count}", count=len(changes or ())), changes)
    _list(
        screen, msg("old addresses that do not lead where they should: {count}", count=len(misled or ())), misled
    )


def _list(screen: Screen, title: Message, changes: Sequence[inventory.AddressChange] | None) -> None:
    if changes is None:
        return
    screen.say(title)
    for item in changes[:_MOST_SHOWN]:
        screen.say(f"  {item.kind:<10} {readable(item.url)}  {item.before} -> {item.after}")


STOPPED = {
    "time": msg("the time was up"),
    "pages": msg("the limit of pages was reached"),
    "robots": msg("robots.txt answers with an error, so nothing may be asked for"),
    "unreachable": msg("the start page could not be read"),
    "script": msg("the start page is made by scripts, of which the crawl saw nothing"),
    "firewall": msg("a firewall answers in place of the website"),
    "private": msg("the start page is not on the public network (see allow_private, --allow-private)"),
}
"""Why a crawl ended early, for a person."""
