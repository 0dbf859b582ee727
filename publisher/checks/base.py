"""What a check of a website is: an id with a rulebook entry, and a function that looks and yields faults.

A check looks at one page at a time (`page`), at one document (`document`), or at the whole crawl (`site`), and
knows nothing of other checks. It yields a `Fault` for each place; faults with the same subject and key become one
finding with many places, so what stands in a template is said once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol, TypeVar

from publisher.executors import Executor
from publisher.model.finding import CheckDefinition, Outcome, Place
from publisher.model.jsonable import Json
from publisher.model.redacted import Redacted
from publisher.model.site import Document, Judged, Page, Site, SiteSnapshot
from publisher.model.text import Param
from publisher.model.workspace import AllowedValue
from publisher.net import html

T = TypeVar("T")
DISCLOSED = "disclosed items"
"""Name in a context's `shared` of what stands disclosed, item by item, for the report."""
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\ufe58\ufe63"
_HALF_WIDTH |= {ord(dash): "-" for dash in _DASHES}
_FULL_WIDTH = re.compile(f"[\uff01-\uff5e\u3000{_DASHES}]")


def normal(text: str) -> str:
    """The text with full-width figures, letters and marks made half-width; its length stays."""
    return text.translate(_HALF_WIDTH) if _FULL_WIDTH.search(text) else text


class Memory(Protocol):
    """Notes of one kind on pages, each with the key that it was made under; what is put waits for `flush`."""

    def all(self) -> dict[str, tuple[str, bytes]]:
        """Key and note of every page."""
        ...

    def put(self, url: str, key: str, note: bytes) -> None:
        """Keep a note in place of the page's last one."""
        ...

    def flush(self) -> None:
        """Write what waits."""
        ...


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where a check failed.

    `subject` is the page or document that a person mends; empty for what belongs to the site (a template, a link
    that stands on many pages). `key` tells apart faults of one subject. `params` fill the rulebook's message;
    `count` is added to them as the number of places.
    """

    place: Place
    key: str = ""
    subject: str = ""
    params: Mapping[str, Param] = field(default_factory=dict)
    evidence: tuple[Redacted, ...] = ()
    outcome: Outcome = Outcome.FAILED


class PageView:
    """A page as the checks see it; what costs time is worked out when it is first asked for."""

    def __init__(self, page: Page, notes: Mapping[str, Json] | None = None) -> None:
        """`notes` are what was noted when the page was the same as now."""
        self.page = page
        self.notes: dict[str, Json] = dict(notes or {})

    def note(self, name: str, make: Callable[[], Json]) -> Any:
        """What `make` works out of the page alone (and the rulebook): done once for each state of the page.

        Nights on which the page is the same take it from the state. It must not depend on the clock, on other
        pages or on what the crawl met.
        """
        if name not in self.notes:
            self.notes[name] = make()
        return self.notes[name]

    @property
    def url(self) -> str:
        """The page's name."""
        return self.page.url

    @cached_property
    def tree(self) -> html.Tree:
        """The parsed markup. Shared by all checks: not to be changed."""
        return html.parse(self.markup)

    @cached_property
    def markup(self) -> str:
        """The decoded markup."""
        return self.page.html

    @cached_property
    def main_lines(self) -> tuple[str, ...]:
        """The words of the main block by lines, full-width figures and letters made half-width."""
        return tuple(normal(self.page.main_text).split("\n"))

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """All words that a reader can see, a line for each block."""
        return tuple(html.text_lines(self.markup).split("\n"))

    @cached_property
    def metas(self) -> Mapping[str, str]:
        """The first content of each meta, by its name in small letters."""
        metas: dict[str, str] = {}
        for name, content in self.page.metas:
            metas.setdefault(name, content)
        return metas

    def place(self, selector: str | None = None, line: int | None = None) -> Place:
        """A place on this page."""
        return Place(url=self.page.url, selector=selector, line=line)


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may know of the world.

    `shared` keeps what several checks of one run work out together. Into `unproven` go checks, or families of
    them, that did not see everything: what they no longer find is not mended by that. `memory` gives what was
    worked out of the same pages in earlier nights, by the word of whoever did; without one all is worked out anew.
    Into `judged` goes on which pages a family's checks found what. `elsewhere` are other machines whose browsers
    test the pages; without them those of this machine do, or those of the Selenium Grid at the address `grid`.
    `left` says how many seconds there are for pages still to be opened in a browser.
    """

    site: Site
    now: datetime
    definitions: Mapping[str, CheckDefinition]
    allowlist: tuple[AllowedValue, ...] = ()
    shared: dict[str, object] = field(default_factory=dict)
    unproven: set[str] = field(default_factory=set)
    memory: Callable[[str], Memory] | None = None
    judged: list[Judged] = field(default_factory=list)
    elsewhere: Executor | None = None
    grid: str = ""
    left: Callable[[], float] = lambda: float("inf")

    def param(self, check: str, name: str, default: int) -> int:
        """A number from the rulebook entry of a check, as the workspace has set it."""
        definition = self.definitions.get(check)
        value = definition.params.get(name, default) if definition is not None else default
        return int(value)

    def text_param(self, check: str, name: str, default: str) -> str:
        """A text from the rulebook entry of a check."""
        definition = self.definitions.get(check)
        return str(definition.params.get(name, default)) if definition is not None else default

    def once(self, name: str, make: Callable[[], T]) -> T:
        """The value that `make` gives, worked out once for all checks of a run."""
        if name not in self.shared:
            self.shared[name] = make()
        return self.shared[name]  # type: ignore[return-value]


PageLook = Callable[[PageView, Context], Iterator[Fault]]
DocumentLook = Callable[[Document, Context], Iterator[Fault]]
SiteLook = Callable[[SiteSnapshot, Context], Iterator[Fault]]


@dataclass(frozen=True, slots=True)
class Check:
    """One check, with one of the three looks; `site` comes last and may follow up on another.

    `whole` says that it proves nothing unless the whole site was crawled. `worse_than` is the check whose finding
    a finding of this one takes the place of: that one is gone, but not mended.
    """

    id: str
    page: PageLook | None = None
    document: DocumentLook | None = None
    site: SiteLook | None = None
    whole: bool = False
    worse_than: str = ""

    @property
    def family(self) -> str:
        """The first half of the id."""
        return self.id.partition(".")[0]
