"""The frontier: every address that was met, whether it is asked for, and in which host's queue it waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from urllib.parse import unquote

from publisher.crawl.answers import Read
from publisher.crawl.asking import MOST_HOPS, Ask
from publisher.crawl.hosts import Host
from publisher.crawl.packing import linked_urls
from publisher.crawl.record import CrawlRecord
from publisher.crawl.traps import Traps
from publisher.model.site import Answer, Site
from publisher.net import sniffing, urls
from publisher.state.crawl import KnownAddress, StoredContent

_TO_PAGES = frozenset({"a", "area", "form action", "formaction", "onclick", "option", "data-href", "meta refresh"})


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
            news, under = known.origin.get("news", True), known.origin.get("under", 0)
            self.looked_at(known.url, known.origin.get("dull"), news=news, sure=sure, under=under)

    def looked_at(self, url: str, dull_hash: str | None, *, news: bool, sure: bool, under: int) -> None:
        """A page was read, or is as it was; `news` says that it led to something new of another pattern.

        `sure` is false for a page with a sign that it is not there, `under` as in traps.
        """
        if dull_hash is not None:
            self.traps.looked_at(url, dull_hash, news=news, sure=sure, under=under)

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
        if ask.crawl and (self.traps.is_endless(ask.url, ask.generation) or self.traps.is_idle(ask.under)):
            return "trap"
        if not ask.own and not self._site.external_links:
            return "setting"
        if not ask.own and self._outside >= self._site.budget.external_targets:
            return "budget"
        return ""

    def ask_for(self, name: str, address: str, parent: Ask, by: str = "link", under: int = 0) -> Ask:
        """How an address met at `parent` is asked for; `under` is the mark of a page that repeats another."""
        own = self.scope.is_own_host(address)
        crawl = own and parent.crawl and self.scope.holds(address)
        same = crawl and urls.pattern_of(name) == urls.pattern_of(parent.url) and not parent.is_sitemap
        generation = parent.generation + 1 if same else 0
        return Ask(name, address, own, crawl, parent.depth + 1, by, generation, under=under if crawl else 0)

    def redirected(self, ask: Ask, address: str, name: str) -> None:
        """`ask` leads on to `address`."""
        if ask.hop < MOST_HOPS:
            below = self.ask_for(name, address, ask, by=ask.by, under=ask.under)
            self.found(replace(below, depth=ask.depth, hop=ask.hop + 1, chain=(*ask.chain, ask.url)))

    def discover(self, ask: Ask, found: Read) -> bool:
        """Put the links of a page in; True when one of another kind was new."""
        links = (
            (link.url, address, link.element) for link, address in zip(found.links, found.addresses, strict=True)
        )
        return self._discover(ask, links, self.traps.repeats(found.dull_hash))

    def discover_again(self, ask: Ask, content: StoredContent, dull_hash: str | None) -> bool:
        """Put the links in that were kept of an unchanged address; True when one of another kind was new."""
        kept = linked_urls(content.links)
        links = ((url, url if urls.can_be_asked(url) else "", kind) for url, kind in kept.items())
        return self._discover(ask, links, self.traps.repeats(dull_hash))

    def _discover(self, ask: Ask, links: Iterable[tuple[str, str, str]], under: int) -> bool:
        news = ask.under != 0 and not under  # words of its own, where none were expected
        for url, address, element in links:
            if url not in self._seen:
                new = self._discover_one(ask, url, address, element, under)
                news = news or (new and self._is_news(ask, url, element, under))
        return news

    def _is_news(self, ask: Ask, url: str, element: str, under: int) -> bool:
        """Whether a new link leads beyond the kind of its page, and does not hand that page on (share, print).

        On a page that repeats another, one more page of the site is not news by itself: it may be the next repeat.
        """
        if urls.family_of(url) == urls.family_of(ask.url) or self.traps.is_trap(url):
            return False
        own = ask.url.split("/", 3)[-1]
        if own and f"/{own}" in unquote(url.partition("?")[2]):
            return False
        page = element in _TO_PAGES and not sniffing.extension_of(url.partition("?")[0])
        return not (under and page and self.scope.is_own_host(url))

    def _discover_one(self, ask: Ask, url: str, address: str, element: str, under: int) -> bool:
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
        return self.found(self.ask_for(name, address, ask, by, under))


def _is_local(url: str) -> bool:
    return url[:5].lower() == "file:" or url[1:3] in (":\\", ":/")
