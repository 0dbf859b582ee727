"""What a check of a website is: an id with a rulebook entry, and a function that looks and yields faults.

A check looks at one page at a time (`page`), at one document (`document`), or at the whole crawl (`site`), and
knows nothing of other checks. It yields a `Fault` for each place; faults with the same subject and key become one
finding with many places, so what stands in a template is said once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from publisher.model.finding import CheckDefinition, Outcome, Place, Severity
from publisher.model.redacted import Redacted
from publisher.model.site import Document, Page, Site, SiteSnapshot
from publisher.model.text import Scalar
from publisher.model.workspace import AllowedValue
from publisher.net import html

T = TypeVar("T")


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
    params: Mapping[str, Scalar] = field(default_factory=dict)
    evidence: tuple[Redacted, ...] = ()
    outcome: Outcome = Outcome.FAILED


class PageView:
    """A page as the checks see it; what costs time is worked out when it is first asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def url(self) -> str:
        """The page's name."""
        return self.page.url

    @cached_property
    def tree(self) -> html.Tree:
        """The parsed markup. Shared by all checks: not to be changed."""
        return html.parse(self.page.html)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """All words that a reader can see, a line for each block."""
        return tuple(html.text_lines(self.page.html).split("\n"))

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

    `shared` keeps what several checks of one run work out together. Into `unproven` go families of checks that
    did not see everything: what they no longer find is not mended by that.
    """

    site: Site
    now: datetime
    definitions: Mapping[str, CheckDefinition]
    allowlist: tuple[AllowedValue, ...] = ()
    shared: dict[str, object] = field(default_factory=dict)
    unproven: set[str] = field(default_factory=set)

    def param(self, check: str, name: str, default: int) -> int:
        """A number from the rulebook entry of a check, as the workspace has set it."""
        definition = self.definitions.get(check)
        value = definition.params.get(name, default) if definition is not None else default
        return int(value)

    def text_param(self, check: str, name: str, default: str) -> str:
        """A text from the rulebook entry of a check."""
        definition = self.definitions.get(check)
        return str(definition.params.get(name, default)) if definition is not None else default

    def severity(self, check: str) -> Severity:
        """How much a fault of this check counts."""
        definition = self.definitions.get(check)
        return Severity.ERROR if definition is None else definition.severity

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

    `whole` says that it proves nothing unless the whole site was crawled.
    """

    id: str
    page: PageLook | None = None
    document: DocumentLook | None = None
    site: SiteLook | None = None
    whole: bool = False

    @property
    def family(self) -> str:
        """The first half of the id."""
        return self.id.partition(".")[0]
