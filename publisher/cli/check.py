"""`publisher check`: what is wrong with one page of a website, or with the whole of it."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import options
from publisher.cli.console import Format, Screen
from publisher.cli.crawl import (
    STOPPED,
    ConcurrencyOption,
    ExternalOption,
    MinutesOption,
    PagesOption,
    PrivateOption,
    RateOption,
    TimeoutOption,
    UrlArgument,
    site_at,
)
from publisher.i18n.words import words_of
from publisher.model.errors import UserError
from publisher.model.exits import exit_for
from publisher.model.finding import CheckDefinition, Finding, Outcome, Severity
from publisher.model.site import Budget, Politeness, Site, SiteResult, SiteSnapshot
from publisher.model.text import Message, msg

if TYPE_CHECKING:
    from publisher.checks import Context

_MOST_PLACES_SHOWN = 3


def check(
    url: UrlArgument,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="Only this check or family of checks (repeatable).", show_default=False),
    ] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="Crawl the whole site from there, not just the page.")
    ] = False,
    fail_on: Annotated[
        Severity, typer.Option("--fail-on", help="The least severity that makes the exit code 1.")
    ] = Severity.ERROR,
    pages: PagesOption = Budget().pages,
    minutes: MinutesOption = Budget().minutes,
    rate: RateOption = Politeness().rate,
    concurrency: ConcurrencyOption = Politeness().concurrency,
    timeout: TimeoutOption = Politeness().timeout,
    allow_private: PrivateOption = False,
    external: ExternalOption = True,
    pictures: Annotated[
        Path | None,
        typer.Option(
            "--pictures",
            help="A folder for a page with picture, code and words of each accessibility fault.",
            show_default=False,
        ),
    ] = None,
    workspace: options.WorkspaceOption = None,
    now: options.NowOption = None,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Check one page and its links, or a whole site, and print what is wrong. Needs no workspace.

    With --workspace the workspace's rulebook and its list of allowed values hold.
    Exit codes: 0 nothing at or above the threshold, 1 something, 4 the page or site could not be looked at whole.

    Examples:

        publisher check https://www.example.gov.tw/news/1.html --only links

        publisher check https://www.example.gov.tw/ --whole --only metadata --fail-on warning

        publisher check https://www.example.gov.tw/ --only accessibility --pictures places
    """
    from publisher.checks import Context, check_site
    from publisher.crawl import crawl as crawl_site
    from publisher.state.crawl import CrawlStore
    from publisher.workspace import load_rulebook

    screen = options.screen(language, format)
    checks = _applicable(only, whole=whole)
    space = options.open_workspace(workspace) if workspace is not None else None
    rulebook = load_rulebook() if space is None else space.checks
    site: Site = replace(
        site_at(url),
        include=("/",) if whole else (),
        allow_private=allow_private,
        external_links=external,
        polite=Politeness(rate, concurrency, timeout),
        budget=Budget(pages=pages, minutes=minutes),
    )
    moment = options.clock(now)
    with tempfile.TemporaryDirectory(prefix="publisher-") as temporary:
        store = CrawlStore(Path(temporary))
        snapshot = crawl_site(site, store, moment)
        allowed = () if space is None else space.allowlist
        context = Context(site, moment, rulebook, allowed)
        result = check_site(snapshot, context, checks)
        if pictures is not None:
            _picture(result, snapshot, context, screen, pictures)
        store.close()
    _show(screen, result, dict(rulebook))
    untested = any(item.outcome is Outcome.UNTESTED for item in result.findings)
    stopped = untested or not result.came_to_end
    raise typer.Exit(exit_for(result.findings, stopped=stopped, fail_on=fail_on))


def _picture(result: SiteResult, snapshot: SiteSnapshot, context: Context, screen: Screen, folder: Path) -> None:
    """Write the page with the pictures."""
    from publisher.checks.accessibility.portraits import portraits
    from publisher.report.pages import portraits as page

    shown = (
        (
            page.ShownPlace(
                item.finding.check,
                item.place.url or "",
                item.place.selector or "",
                f"place-{number:03}.png" if item.picture is not None else "",
                str(item.source.line) if item.source is not None else "",
                item.source.code if item.source is not None else "",
                item.source.words if item.source is not None else "",
                item.finding.outcome is Outcome.FAILED,
            ),
            item.picture,
        )
        for number, item in enumerate(portraits(result, snapshot, context), 1)
    )
    made = page.write(shown, context.definitions, screen.language, folder)
    screen.say(msg("pictures of the places: {file}", file=str(made)))


def _applicable(only: list[str] | None, *, whole: bool) -> tuple[str, ...]:
    """The checks to run; those that need the whole site are left out when only a page is looked at."""
    from publisher.checks import chosen

    asked = chosen(only or ())
    fitting = tuple(item.id for item in asked if whole or not item.whole)
    if not fitting:
        raise UserError(
            msg("these checks say something of whole sites only"), hint=msg("add --whole to crawl the whole site")
        )
    return fitting


def _show(screen: Screen, result: SiteResult, rulebook: dict[str, CheckDefinition]) -> None:
    screen.give(result)
    for finding in sorted(result.findings, key=lambda item: (item.severity.rank, item.check, item.key)):
        words = words_of(finding, rulebook.get(finding.check)).get(screen.language)
        screen.say(f"{finding.severity:<8} {finding.check:<34} {words}")
        for place in finding.places[:_MOST_PLACES_SHOWN]:
            screen.say(f"         {_place(place.url, place.line, place.page, place.selector)}")
        if finding.count > _MOST_PLACES_SHOWN:
            screen.say(msg("         and {count} more places", count=finding.count - _MOST_PLACES_SHOWN))
    for item in result.crashed:
        screen.say(
            msg("the check {check} failed itself ({kind}): it says nothing", check=item.url, kind=item.reason)
        )
    if not result.coverage.complete:
        screen.say(msg("only a part was looked at: {reason}", reason=screen._(STOPPED[result.coverage.stopped])))
    screen.say(_sum(result))


def _sum(result: SiteResult) -> Message:
    counts = {severity: sum(_is(item, severity) for item in result.findings) for severity in Severity}
    return msg(
        "{errors} errors, {warnings} warnings, {hints} hints on {pages} pages and {documents} documents",
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        hints=counts[Severity.ADVICE],
        pages=result.coverage.pages,
        documents=result.coverage.documents,
    )


def _is(finding: Finding, severity: Severity) -> bool:
    return finding.severity is severity


def _place(url: str | None, line: int | None, page: int | None, selector: str | None) -> str:
    parts = [url or ""]
    if line is not None:
        parts.append(f":{line}")
    if page is not None:
        parts.append(f" p. {page}")
    if selector is not None:
        parts.append(f"  {selector}")
    return "".join(parts)
