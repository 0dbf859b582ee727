"""The websites of a night: each site of the catalogue is crawled, and what was seen is checked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from urllib.parse import urlsplit

from publisher import checks
from publisher.executors import Executor
from publisher.executors.threads import side_by_side
from publisher.model.acceptance import in_force, marked
from publisher.model.border import attempt
from publisher.model.catalog import Agency
from publisher.model.errors import PublisherError
from publisher.model.event import Event
from publisher.model.finding import Finding
from publisher.model.night import Plan
from publisher.model.site import Coverage, Site, SiteResult, SiteSnapshot, Untested, Verdict
from publisher.model.text import LocalText, msg
from publisher.model.workspace import AllowedValue
from publisher.pipeline.desk import Desk


class Websites:
    """The sites of a plan; what was found on each stands in `results`."""

    area = "website"
    part = "sites"

    def __init__(self, desk: Desk, plan: Plan) -> None:
        self._desk = desk
        self._sites = [site for site in desk.workspace.catalog.websites if site.id in plan.websites]
        self.results: list[SiteResult] = []
        self._addresses: dict[str, frozenset[str]] = {}
        self._files: dict[str, tuple[str, ...]] = {}

    def carry_out(self) -> None:
        """Look at all of them, some side by side: a crawl mostly waits.

        A fault of ours ends the look at one site only, and proves nothing.
        """

        def look(site: Site) -> tuple[SiteResult | PublisherError, float]:
            start = time.perf_counter()
            seen = attempt("crawl", partial(self._looked_at, site), self._desk.workspace.state_folder)
            return seen, time.perf_counter() - start

        for site, (seen, took) in side_by_side(look, self._sites, self._desk.settings.jobs):
            if isinstance(seen, PublisherError):
                self._desk.note(seen)
                seen = not_seen(site)
            outcome = "ok" if seen.coverage.complete else "failed"
            self._desk.settings.emit(Event("stage", "check", site.id, outcome=outcome, seconds=took))
            self.results.append(seen)
            if site.drafts:
                self._draft(site, seen)

    def name_the_rest(self) -> None:
        """Those that were not looked at, or not to the end."""
        named = {item.site for item in self.results}
        self.results += [not_seen(site, "interrupted") for site in self._sites if site.id not in named]

    def _draft(self, site: Site, seen: SiteResult) -> None:
        """Draft twins of what the site offers in closed formats; without them the night is as it was."""
        from publisher.pipeline.drafts import make_drafts

        folder = self._desk.workspace.state_folder
        make = partial(make_drafts, site, seen, folder / "drafts" / site.id, self._desk.settings.now)
        made = attempt("drafts", make, folder)
        if isinstance(made, PublisherError):
            self._desk.note(made)

    def covers(self, check: str, /) -> bool:
        """Findings of the families that look at websites."""
        return checks.looks_at_websites(check)

    def looked_at(self, check: str, subject: str, /) -> bool:
        """Whether the check came to its end on a site that was seen whole."""
        return any(site.looked_at(check, subject) for site in self.results)

    def findings(self) -> tuple[Finding, ...]:
        """The findings of all sites."""
        return tuple(found for item in self.report() for found in item.findings)

    def stopped(self) -> bool:
        """Whether a site was not looked at in full."""
        return any(not item.came_to_end for item in self.results)

    def addresses(self) -> frozenset[str] | None:
        """What the sites have and what they lead to; none when not every site of the catalogue was seen whole."""
        declared = {site.id for site in self._desk.workspace.catalog.websites}
        whole = {item.site for item in self.results if item.came_to_end}
        if not declared or declared - whole or declared - set(self._addresses):
            return None
        return frozenset().union(*self._addresses.values())

    def files(self) -> tuple[str, ...]:
        """The addresses of the sites' own files of data."""
        return tuple(sorted({url for files in self._files.values() for url in files}))

    def _looked_at(self, site: Site) -> SiteResult:
        left = self._desk.left("websites")
        if left <= 0:
            raise PublisherError(
                msg("the time of the night was used up before website {site} was looked at", site=site.id),
                hint=msg("give it more in `time_budget` of catalog.yaml, or let sites be crawled on other nights"),
            )
        minutes = min(site.budget.minutes, left / 60)
        site = replace(site, budget=replace(site.budget, minutes=minutes))
        with self._desk.executor() as executor:
            result, snapshot = _look_at(self._desk, site, executor)
        if self._desk.workspace.inventory is not None:
            from publisher import inventory

            working = [target for target in snapshot.targets() if target.verdict is Verdict.WORKS]
            self._addresses[site.id] = frozenset(url for item in working for url in (item.url, item.final) if url)
            self._files[site.id] = tuple(
                item.url
                for item in working
                if item.own and urlsplit(item.url).path.lower().endswith(inventory.DATA_FILES)
            )
        return result

    def report(self) -> tuple[SiteResult, ...]:
        """The results, each finding saying whether it is accepted."""
        accepted = in_force(self._desk.workspace.accepted, self._desk.settings.now.date())
        return tuple(replace(item, findings=marked(item.findings, accepted)) for item in self.results)


def _look_at(desk: Desk, site: Site, executor: Executor) -> tuple[SiteResult, SiteSnapshot]:
    """Crawl `site` (or go on with a crawl that was killed) and run every check that is switched on."""
    from publisher import crawl
    from publisher.state.crawl import CrawlStore

    workspace, settings = desk.workspace, desk.settings

    def tell(progress: crawl.Progress) -> None:
        settings.emit(Event("stage", "crawl", site.id, done=progress.done, total=progress.done + progress.waiting))

    store = CrawlStore(workspace.state_place, migrate=False)
    try:
        snapshot = crawl.crawl(site, store, settings.now, tell, executor, settings.cluster.browsers)
        memory = partial(store.notes, site.id)
        allowed = (*workspace.allowlist, *_own_contacts(workspace.catalog.agency))
        context = checks.Context(
            site,
            settings.now,
            workspace.checks,
            allowed,
            memory=memory,
            elsewhere=executor if settings.cluster.scheduler else None,
            grid=settings.cluster.browsers,
            left=partial(desk.left, "websites"),
        )
        return checks.check_site(snapshot, context), snapshot
    finally:
        store.close()


def not_seen(site: Site, why: str = "crashed") -> SiteResult:
    """What is said of a site that nobody could look at: it proves nothing."""
    untested = tuple(Untested(start, why) for start in site.start)
    coverage = Coverage(complete=False, stopped=why, untested=untested, untested_count=len(untested))
    return SiteResult(site.id, (), (), coverage, ())


def _own_contacts(agency: Agency) -> Iterator[AllowedValue]:
    """What catalog.yaml says of the agency itself is public: no leak, and nothing to be confirmed."""
    reason = LocalText("catalog.yaml 所載之機關聯絡資訊", "the agency's contact in catalog.yaml")
    for kind, value in (("phone", agency.contact.phone), ("email", agency.contact.email)):
        if value:
            yield AllowedValue(kind, value, reason, "catalog.yaml", date.min)
