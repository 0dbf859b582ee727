"""The frontier: every address that was met, whether it is asked for, and in which host's queue it waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from publisher.crawl.asking import MOST_HOPS, Ask
from publisher.crawl.hosts import Host
from publisher.crawl.packing import linked_urls
from publisher.crawl.reading import Read
from publisher.crawl.record import CrawlRecord
from publisher.crawl.traps import Traps
from publisher.model.site import Answer, Site
from publisher.net import urls
from publisher.state.crawl import KnownAddress, StoredContent


class Frontier:
    """Addresses by host. `waiting` counts what was put in and is not done yet, retries included."""

    def __init__(self, site: Site, agent: str, record: CrawlRecord, pump: Callable[[Host], None]) -> None:
        """`pump` is called for a host whose queue has grown."""
        self.scope = urls.Scope.of(site)
        """What the site is; it may grow: a start address that redirects to another host makes that the site's."""
        self.hosts: dict[str, Host] = {}
        self.waiting = 0
        self.traps = Traps()
        self._site = site
        self._agent = agent
        self._record = record
        self._pump = pump
        self._seen: set[str] = set()
        self._outside = 0

    def host(self, name: str) -> Host:
        """What is known of a host, by its name and port."""
        host = self.hosts.get(name)
        if host is None:
            host = Host(name, self._site.polite, self._agent, own=name in self.scope.hosts)
            self.hosts[name] = host
        return host

    def widen(self, address: str) -> None:
        """The host of `address` is the site's as well."""
        name = urls.host_of(address)
        self.scope = replace(self.scope, hosts=self.scope.hosts | {name})
        self.host(name).own = True

    def restore(self, before: Sequence[KnownAddress]) -> None:
        """The addresses of this run from before it was killed, and what was learnt from them."""
        for known in before:
            self._seen.add(known.url)
            self._outside += not known.origin["own"] and known.answer != Answer.NOT_ASKED
            if known.origin["by"] == "start" and known.location and not self.scope.is_own_host(known.location):
                self.widen(known.location)
        for known in sorted(before, key=lambda known: known.origin["generation"]):
            sure = not known.note
            self.looked_at(known.url, known.origin.get("dull"), news=known.origin.get("news", True), sure=sure)

    def looked_at(self, url: str, dull_hash: str | None, *, news: bool, sure: bool) -> None:
        """A page was read, or is as it was; `news` says that it led to something new of another pattern.

        `sure` is false for a page with a sign that it is not there.
        """
        if dull_hash is not None:
            self.traps.looked_at(url, dull_hash, news=news, sure=sure)

    def put(self, ask: Ask) -> None:
        """Let an address wait for its turn."""
        host = self.host(urls.host_of(ask.address))
        host.queue.append(ask)
        self.waiting += 1
        self._pump(host)

    def found(self, ask: Ask) -> bool:
        """Put an address in unless it was met before (then False)."""
        if ask.url in self._seen:
            return False
        self._seen.add(ask.url)
        why = self._why_not(ask)
        if why:
            self._record.left_out(ask, why)
        else:
            self._outside += not ask.own
            self._record.queued(ask)
            self.put(ask)
        return True

    def _why_not(self, ask: Ask) -> str:
        if ask.crawl and ask.depth > self._site.budget.depth:
            return "depth"
        if ask.crawl and self.traps.is_endless(ask.url, ask.generation):
            return "trap"
        if not ask.own and not self._site.external_links:
            return "setting"
        if not ask.own and self._outside >= self._site.budget.external_targets:
            return "budget"
        return ""

    def ask_for(self, name: str, address: str, parent: Ask, by: str = "link") -> Ask:
        """How an address met at `parent` is asked for."""
        own = self.scope.is_own_host(address)
        crawl = own and parent.crawl and self.scope.holds(address)
        same = crawl and urls.pattern_of(name) == urls.pattern_of(parent.url) and not parent.is_sitemap
        return Ask(name, address, own, crawl, parent.depth + 1, by, parent.generation + 1 if same else 0)

    def redirected(self, ask: Ask, address: str, name: str) -> None:
        """`ask` leads on to `address`."""
        if ask.hop < MOST_HOPS:
            below = self.ask_for(name, address, ask, by=ask.by)
            self.found(replace(below, depth=ask.depth, hop=ask.hop + 1, chain=(*ask.chain, ask.url)))

    def discover(self, ask: Ask, found: Read) -> bool:
        """Put the links of a page in; True when one of another kind was new."""
        links = (
            (link.url, address, link.element) for link, address in zip(found.links, found.addresses, strict=True)
        )
        return self._discover(ask, links)

    def discover_again(self, ask: Ask, content: StoredContent) -> bool:
        """Put the links in that were kept of an unchanged address; True when one of another kind was new."""
        kept = linked_urls(content.links)
        return self._discover(ask, ((url, url if urls.is_web(url) else "", kind) for url, kind in kept.items()))

    def _discover(self, ask: Ask, links: Iterable[tuple[str, str, str]]) -> bool:
        family = urls.family_of(ask.url)
        news = False
        for url, address, element in links:
            if url not in self._seen:
                new = self._discover_one(ask, url, address, element)
                news = news or (new and urls.family_of(url) != family and not self.traps.is_trap(url))
        return news

    def _discover_one(self, ask: Ask, url: str, address: str, element: str) -> bool:
        if not address:
            self._seen.add(url)
            answer = Answer.MALFORMED if not _is_local(url) else Answer.LOCAL_FILE
            self._record.answered(Ask(url, url, own=True, crawl=False), answer)
            return False
        name = self.traps.without_visit(url)
        part = element == "sitemap sitemap" or (ask.is_sitemap and url.endswith((".xml", ".xml.gz")))
        if part and self.scope.is_own_host(url):
            return self.found(Ask(name, address, own=True, crawl=True, depth=1, by="sitemap-file"))
        by = "sitemap" if ask.is_sitemap else "link"
        return self.found(self.ask_for(name, address, ask, by))


def _is_local(url: str) -> bool:
    return url[:5].lower() == "file:" or url[1:3] in (":\\", ":/")
