"""The website side: what the workspace declares of a site, and what a crawl hands to the checks."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Protocol

from publisher.model.address import MailAddress, WebAddress
from publisher.model.disclosure import DisclosedItem
from publisher.model.finding import Finding
from publisher.model.text import STRICT, Language, LocalText


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the site with an owner who mends it. `paths` are prefixes of URL paths, as browsers show them.

    A page belongs to the section with the longest prefix that fits, else to nobody but the site.
    """

    __pydantic_config__ = STRICT

    id: str
    title: LocalText
    paths: tuple[str, ...]
    owner: LocalText
    email: MailAddress | None = None


@dataclass(frozen=True, slots=True)
class PageFreshness:
    """Pages under `paths` must have been updated within `max_age_days`; the longest prefix that fits counts."""

    __pydantic_config__ = STRICT

    paths: tuple[str, ...]
    max_age_days: int


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the agency with the page that explains it (an address, or a path below the first start).

    `portal_id` is its number on the national service portal, `online` says that it can be applied for online.
    """

    __pydantic_config__ = STRICT

    id: str
    title: LocalText
    page: str
    portal_id: str = ""
    online: bool = False


@dataclass(frozen=True, slots=True)
class Budget:
    """Where a crawl ends at the latest: it is then partial, and says so."""

    __pydantic_config__ = STRICT

    pages: int = 20_000
    minutes: float = 120.0
    depth: int = 1_000
    external_targets: int = 5_000
    page_bytes: int = 5_000_000
    document_bytes: int = 50_000_000


@dataclass(frozen=True, slots=True)
class Politeness:
    """How gently each host is asked. A Crawl-delay of robots.txt that is slower than `rate` wins.

    `rate` is requests per second and host, `timeout` the seconds that one answer may take, `patience` a factor on
    the pauses before what failed is asked again. `obey_robots` false is for a site of one's own whose robots.txt
    keeps out search engines.
    """

    __pydantic_config__ = STRICT

    rate: float = 5.0
    concurrency: int = 4
    timeout: float = 20.0
    obey_robots: bool = True
    patience: float = 1.0


@dataclass(frozen=True, slots=True)
class PageState:
    """A state of a page that shows after a few steps: `actions` are taken at `path`; `name` is said in findings.

    An action is one of `click SELECTOR`, `set SELECTOR to WORDS`, `check SELECTOR`, `wait for SELECTOR` and
    `wait for path PATH`; `${NAME}` in words is a variable of the environment.
    """

    __pydantic_config__ = STRICT

    path: str
    name: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotJudged:
    """Something on the pages that is not judged for accessibility, by its CSS selector, and why."""

    __pydantic_config__ = STRICT

    selector: str
    reason: LocalText


@dataclass(frozen=True, slots=True)
class Accessibility:
    """How the accessibility of a site is looked at: states of pages, how to sign in, what is left out.

    `cookies` are written `name=${SECRET}`, `headers` `Name: ${SECRET}`: a variable of the environment holds the
    secret. They are sent to the hosts of the site only.
    """

    __pydantic_config__ = STRICT

    states: tuple[PageState, ...] = ()
    login_path: str = ""
    login: tuple[str, ...] = ()
    cookies: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    excluded: tuple[NotJudged, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """One entry under `websites:` of catalog.yaml.

    `start` are the addresses where the crawl begins; their hosts, and `hosts`, are the site. `include` and
    `exclude` are prefixes of paths; a URL outside is asked for like one of another host: is it there, no more.
    Without any `include` the start addresses alone are read.
    Addresses that are not public are refused unless `allow_private`. `ca_file` (PEM) holds certificates that are
    trusted beside those of the system, for a site whose authority the system does not know. `not_applicable` names
    items of article 7 that this agency does not have (`FOI-7-1-10`). With `drafts` the night makes an OpenDocument
    draft of every file that the site offers without one (in `.publisher/drafts/<id>`; nothing is published).
    """

    __pydantic_config__ = STRICT

    id: str
    title: LocalText
    start: tuple[WebAddress, ...]
    hosts: tuple[str, ...] = ()
    include: tuple[str, ...] = ("/",)
    exclude: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    languages: tuple[Language, ...] = ("zh-TW",)
    freshness: tuple[PageFreshness, ...] = ()
    external_links: bool = True
    allow_private: bool = False
    ca_file: Path | None = None
    polite: Politeness = field(default_factory=Politeness)
    budget: Budget = field(default_factory=Budget)
    not_applicable: tuple[str, ...] = ()
    services: tuple[Service, ...] = ()
    accessibility: Accessibility = field(default_factory=Accessibility)
    drafts: bool = False
    contact: str = ""
    """Address in the user agent, for those who see it in their logs; the start address when empty."""


class Answer(StrEnum):
    """What became of asking for a URL. Closed: every look ends as exactly one of these."""

    OK = "ok"
    REDIRECT = "redirect"
    NOT_FOUND = "not-found"
    GONE = "gone"
    FORBIDDEN = "forbidden"
    BUSY = "busy"
    CLIENT_ERROR = "client-error"
    SERVER_ERROR = "server-error"
    SOFT_404 = "soft-404"
    REDIRECT_LOOP = "redirect-loop"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    TIMEOUT = "timeout"
    NO_SUCH_HOST = "no-such-host"
    REFUSED = "refused"
    DROPPED = "dropped"
    TLS_ERROR = "tls-error"
    BAD_ANSWER = "bad-answer"
    MALFORMED = "malformed"
    LOCAL_FILE = "local-file"
    PRIVATE_ADDRESS = "private-address"
    ROBOTS = "robots"
    NOT_ASKED = "not-asked"
    NOT_READ = "not-read"
    """It answered, and our own reading could not stand it: said of us, never of the site."""


GUESSED = "guessed"
"""Note on an address that nobody named and the crawl looked for: that nothing is there is no fault."""


class Verdict(StrEnum):
    """What an answer means for the person who keeps the page.

    `broken` is sure; `probably-broken` needs a second night; `unverifiable` is a host that does not let us look
    (it may open in a browser); `skipped` was left out by robots.txt, a budget or a setting.
    """

    WORKS = "works"
    BROKEN = "broken"
    PROBABLY_BROKEN = "probably-broken"
    UNVERIFIABLE = "unverifiable"
    SKIPPED = "skipped"


class Link(NamedTuple):
    """A link as it stands on a page, in a style sheet or in a document.

    `href` is what was written, `url` the absolute address without fragment (the name under which the target is
    kept), `fragment` what followed #, as written, or None. `element` is the element and attribute (`a`,
    `img srcset`, `css url()`, `pdf link`); `number` counts the links of the page from 0.
    """

    element: str
    href: str
    url: str
    fragment: str | None
    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Target:
    """What we know of one URL. `nights` counts the nights in a row on which it failed, this one included.

    `final` is where the redirects ended (the URL itself without any), `hops` the addresses on the way.
    """

    url: str
    answer: Answer
    verdict: Verdict
    own: bool
    status: int | None = None
    final: str = ""
    hops: tuple[str, ...] = ()
    statuses: tuple[int, ...] = ()
    media_type: str = ""
    found_type: str = ""
    nights: int = 0
    note: str = ""
    """For a soft 404 the signals that were seen, for another answer the library's word for it, in one word."""


@dataclass(frozen=True, slots=True)
class Page:
    """One HTML page of the site that answered 200. `url` is its name in the crawl, `final` its own address.

    `packed` is the decoded markup, compressed (zlib, UTF-8), `main_text` the words of the main block in lines;
    `metas` are pairs of name (small letters) and content; `headings` pairs of level and text; `ids` what a
    fragment can point to; `checksum` tells one state of the page from another ("" when it is not known).
    """

    url: str
    final: str
    title: str
    language: str
    encoding: str
    packed: bytes
    main_text: str
    headings: tuple[tuple[int, str], ...]
    metas: tuple[tuple[str, str], ...]
    links: tuple[Link, ...]
    ids: frozenset[str]
    depth: int
    modified: datetime | None = None
    found_by: str = "link"
    """How it was found first: `start`, `link` or `sitemap`."""
    checksum: str = ""
    listed: date | None = None
    """The day of its last change that a sitemap of the site gives."""
    changed: date | None = None
    """The day on which a crawl found other words on it than the one before."""

    @property
    def html(self) -> str:
        """The decoded markup, unpacked each time."""
        return zlib.decompress(self.packed).decode("utf-8") if self.packed else ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the site that is offered for reading or filling in, kept at `path` (whole, unless `truncated`).

    `media_type` is what the server said, `found_type` what the content is (`pdf`, `odt`, `docx`, `html`, …). What
    its kind does not say is None; `problem` is why it cannot be read: `damaged`, `encrypted`, `too-large`, `slow`
    (of us, and asked anew every night).
    """

    url: str
    media_type: str
    found_type: str
    bytes: int
    sha256: str
    path: Path | None
    links: tuple[Link, ...] = ()
    modified: datetime | None = None
    truncated: bool = False
    problem: str = ""
    name: str = ""
    """The file name under which the server offers it."""
    pages: int | None = None
    tagged: bool | None = None
    has_text: bool | None = None
    language: str = ""
    title: str = ""
    link_pages: tuple[int | None, ...] = ()
    """For each link the page of a PDF on which it stands."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What the browser saw on a page after its scripts had run: absolute addresses with the words of their links.

    `untested` is why it could not look, in one word.
    """

    url: str
    links: tuple[tuple[str, str], ...] = ()
    untested: str = ""


@dataclass(frozen=True, slots=True)
class Untested:
    """What could not be looked at, and why (a word of `Answer`, or `budget`, `depth`, `trap`, `slow`, …)."""

    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class SearchTry:
    """One title of a page of the site, put into its own search: whether a link to that page came back.

    `own_links` counts what the answer links to beside the template, `by_script` says that scripts may have to fill
    it (`abroad`: those of other hosts, which our browser does not run), `said` are the words of the answer (its
    beginning), in which `echoed` tells that the title stands.
    """

    title: str
    page: str
    status: int = 0
    found: bool = False
    own_links: int = 0
    echoed: bool = False
    by_script: bool = False
    abroad: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class Searched:
    """What the site's own search gave for titles of known pages. `why` it was not asked, in one word, or empty."""

    page: str = ""
    action: str = ""
    why: str = ""
    tries: tuple[SearchTry, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the site was looked at. A crawl that is not `complete` proves nothing to be mended.

    `stopped` says why: `time`, `pages`, `robots`, `unreachable`, `private`, `script`, `firewall`,
    `interrupted`, `crashed` or empty.
    """

    complete: bool
    stopped: str = ""
    pages: int = 0
    documents: int = 0
    targets: int = 0
    requests: int = 0
    unchanged: int = 0
    """Answers 304: asked, and not sent again."""
    bytes: int = 0
    seconds: float = 0.0
    untested: tuple[Untested, ...] = ()
    """The first 1,000 of them."""
    untested_count: int = 0
    search: Searched = field(default_factory=Searched)


class SnapshotSource(Protocol):
    """Where a snapshot reads from: the state. Picklable; every call opens what it needs."""

    def pages(self) -> Iterator[Page]:
        """Every page of this crawl, in the order of their URLs, one at a time."""
        ...

    def page(self, url: str) -> Page | None:
        """One page by its name."""
        ...

    def link_lists(self) -> Iterator[tuple[str, tuple[Link, ...]]]:
        """The URL and the links of every page, style sheet, document and sitemap, without their bodies."""
        ...

    def ids(self, url: str) -> frozenset[str] | None:
        """What a fragment can point to on a page (also of another host); None when it is not known."""
        ...

    def documents(self) -> Iterator[Document]:
        """Every document of this crawl."""
        ...

    def targets(self) -> Iterator[Target]:
        """Every URL that was asked for or left out, with its outcome."""
        ...

    def marks(self) -> Mapping[str, str]:
        """For every URL that was asked for a mark that is another one when its content is; without, no mark."""
        ...


@dataclass(frozen=True, slots=True)
class SiteSnapshot:
    """What the checks receive: one crawl of one site, read from the store page by page."""

    site: Site
    taken: datetime
    coverage: Coverage
    source: SnapshotSource

    def pages(self) -> Iterator[Page]:
        """The pages of the site, one at a time."""
        return self.source.pages()

    def documents(self) -> Iterator[Document]:
        """The documents of the site."""
        return self.source.documents()

    def targets(self) -> Iterator[Target]:
        """Every URL with its outcome."""
        return self.source.targets()


@dataclass(frozen=True, slots=True)
class PagesOfCheck:
    """On which of the judged pages a check failed, could not tell, or found nothing at fault.

    Each is a set of page numbers (from 0), written as a hexadecimal number with a bit for each page: checks that
    stand for one code of a specification are counted together, each page once.
    """

    check: str
    failed: str = "0"
    unsure: str = "0"
    clean: str = "0"


@dataclass(frozen=True, slots=True)
class Judged:
    """What a family of checks judged: how many pages, how many it could not judge, and each check's pages."""

    family: str
    pages: int
    left_out: int
    checks: tuple[PagesOfCheck, ...]
    marks: tuple[tuple[str, str], ...] = ()
    """The judged pages, nearest to the start first: address, and a mark that is the same while a page is the same
    but for its numbers."""


@dataclass(frozen=True, slots=True)
class SiteResult:
    """What the checks say of one crawl. `ran` are the checks that came to their end, `crashed` those that did not,
    with the kind of the fault: they prove nothing. `hosts` are the site's, as they stand in addresses."""

    site: str
    hosts: tuple[str, ...]
    findings: tuple[Finding, ...]
    coverage: Coverage
    ran: tuple[str, ...]
    crashed: tuple[Untested, ...] = ()
    disclosed: tuple[DisclosedItem, ...] = ()
    """Article 7 item by item, where the checks of disclosure came to their end."""
    judged: tuple[Judged, ...] = ()

    @property
    def came_to_end(self) -> bool:
        """Whether the crawl came to its end and every check did."""
        return self.coverage.complete and not self.crashed

    def looked_at(self, check: str, subject: str) -> bool:
        """Whether the absence of a finding proves anything: check run, crawl complete, page read."""
        if not (self.holds(subject) and self.coverage.complete and check in self.ran):
            return False
        unseen = {item.url for item in self.coverage.untested}
        return subject not in unseen and (subject == self.site or len(unseen) == self.coverage.untested_count)

    def holds(self, subject: str) -> bool:
        """Whether a subject is this site, or a page or document of it."""
        host = subject.split("/", 3)[2] if subject.startswith(("http://", "https://")) else ""
        return subject == self.site or host in self.hosts
